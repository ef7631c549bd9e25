"""Letters that are damaged: fixed wordings, header tables, pages, letters in one text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

import imr_nlp
from imr_nlp import labels
from imr_nlp.readers.wrappings import wrappings
from imr_nlp.text.edits import further_letters, stored

CORPUS = sorted((Path(__file__).parents[2] / "corpus").rglob("*.txt"))
HEADER = (
    "Case Number:\nDate Assigned:\nDecision Date:\nPriority:\n\nCM16-9900777\n10/03/2016\n11/04/2016\nStandard\n\n"
    "Date of Injury:\nUR Denial Date:\nApplication\nReceived:\n\n04/18/2013\n09/12/2016\n09/23/2016\n\n"
)
METHOD = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE\nA reviewer read the file.\nState(s) of Licensure: Oregon\n"
    "Certification(s)/Specialty: Internal Medicine\n"
)
SUMMARY = "CLINICAL CASE SUMMARY\nThe worker is a 52 year old female baker with lumbar strain.\n"
SOMA = (
    "Soma 350mg #90: Upheld\nClaims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.\n"
    "MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.\n"
    "Decision rationale: Nothing is told of function. The request is not medically necessary.\n"
)
CANE = (
    "Cane: Overturned\nClaims Administrator guideline: Decision based on MTUS Knee Complaints 2004.\n"
    "MAXIMUS guideline: Decision based on MTUS Knee Complaints 2004.\n"
    "Decision rationale: She falls. The request is medically necessary.\n"
)
ISSUES = "IMR ISSUES, DECISIONS AND RATIONALES\n"
LETTER = HEADER + METHOD + SUMMARY + ISSUES + SOMA + CANE
ITEMS = [("Soma 350mg #90", "upheld", False), ("Cane", "overturned", True)]


@pytest.fixture(scope="module")
def record(nlp: Language) -> Callable[[str], imr_nlp.Determination]:
    return lambda text: nlp(text)._.imr


def items(record: imr_nlp.Determination) -> list[tuple[str, str | None, bool | None]]:
    return [(i.text, i.decision, i.conclusion and i.conclusion.medically_necessary) for i in record.issues]


FIXED = [
    ("Upheld", "Uphe1d"),
    ("Upheld", "Up held"),
    ("Upheld", "Upheld 1"),
    ("Upheld", "*Upheld*"),
    ("Decision rationale:", "_Decision rationale:_"),
    ("MAXIMUS guideline:", "_MAXIMUS guideline:_"),
    ("Upheld", "IIpheld"),
    ("Overturned", "Overtumed"),
    ("Overturned", "Overturn"),
    ("Claims Administrator guideline:", "C1aims Adrninistrator guideline;"),
    ("Claims Administrator", "ClaimsAdministrator"),
    ("MAXIMUS guideline:", "MAXlMUS guidelinc:"),
    ("MAXIMUS guideline:", "maximus guideline :"),
    ("Decision rationale:", "Decisionrationale:"),
    ("Decision rationale:", "Decision ratlonale"),
    ("Decision rationale:", "Decision rationale :"),
    ("CLINICAL CASE SUMMARY", "C LINICAL CASE SUMMARY"),
    ("CLINICAL CASE SUMMARY", "clinical case summary"),
    ("IMR ISSUES, DECISIONS AND RATIONALES", "IMR IS SUES, DECISIONS AND RATlONALES"),
    ("HOW THE IMR FINAL", "HOWTHEIMR FINAL"),
    ("State(s) of Licensure:", "State(s) of Licensurc;"),
    ("Case Number:", "CaseNumber"),
    ("Case Number:", "Case Nurnber:"),
    ("Date of Injury:", "Date of lnjury:"),
    ("UR Denial Date:", "UR DENIAL DATE:"),
    ("\n", "\n> "),
    ("\n", "\n\f"),
    ("\n", "\r\n"),
    ("\n", " |\n| "),
    ("-", "\ufffd"),
    ("-", "\xe2\u20ac\u201c"),
]


@pytest.mark.parametrize(("right", "damaged"), FIXED, ids=[damaged for _, damaged in FIXED])
def test_fixed_wordings(record: Callable[[str], imr_nlp.Determination], right: str, damaged: str) -> None:
    whole, found = record(LETTER), record(LETTER.replace(right, damaged))
    assert items(found) == items(whole) == ITEMS
    assert found.header == whole.header
    assert found.reviewer == whole.reviewer
    assert found.claimant == whole.claimant
    assert [len(i.claims_administrator) + len(i.reviewer) for i in found.issues] == [2, 2]
    assert found.findings == ()


def test_wrapped_in_html(record: Callable[[str], imr_nlp.Determination]) -> None:
    lines = (f"<p>{line.replace('Upheld', '<b>Upheld</b>')}</p>" for line in LETTER.replace("& ", "&amp; ").split("\n"))
    found = record("<html><body>\n" + "\n".join(lines) + "\n</body></html>")
    assert items(found) == ITEMS
    assert found.header == record(LETTER).header
    assert found.reviewer == record(LETTER).reviewer


def test_numbered_lines(record: Callable[[str], imr_nlp.Determination]) -> None:
    assert items(record("".join(f"{n:3} {line}\n" for n, line in enumerate(LETTER.split("\n"), 1)))) == ITEMS


HEADERS = [
    ("a value missing", "Standard\n", "", {"priority"}),
    ("a value of one kind with others missing", "10/03/2016\n", "", {"date_assigned", "decision_date"}),
    ("not told", "09/12/2016", "N/A", {"ur_denial_date"}),
    ("made illegible", "09/12/2016", "[redacted]", {"ur_denial_date"}),
    ("a range", "04/18/2013", "04/18/2013 - 05/20/2015", {"date_of_injury"}),
    ("a date that is none", "11/04/2016", "1?/0?/2016", {"decision_date"}),
    ("letters for figures", "10/03/2016", "1O/O3/2016", set()),
    ("dotted", "10/03/2016", "10.03.2016", set()),
    ("an unknown label", "Date Assigned:", "D@te ########:", {"date_assigned"}),
]


@pytest.mark.parametrize(("right", "damaged", "unread"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_header(record: Callable[[str], imr_nlp.Determination], right: str, damaged: str, unread: set[str]) -> None:
    whole, found = record(LETTER).header, record(LETTER.replace(right, damaged))
    for field in ("case_number", "date_assigned", "decision_date", "priority", "date_of_injury", "ur_denial_date"):
        assert getattr(found.header, field) == (None if field in unread else getattr(whole, field)), field
    known = {finding.code for finding in found.findings}
    assert known == ({"header_unread"} if unread and "@" not in damaged else set())


PAGES = [
    (
        "a fax line in a citation",
        "Complaints 2004.\nMAX",
        "Complaints\nFrom: 55501 To: 55502 Page: 3/9 Date: 1/2/2016\n2004.\nMAX",
    ),
    ("a running head", "Cane: ", "4\n\nIMR Final Determination CM16-9900777\n\nCane: "),
    ("a page number", "Cane: ", "Page 3 of 7\nCane: "),
    ("a table", "Cane: ", "Test Left Right\nGrip 12 30\nPinch 3 8\nCane: "),
    ("a table with strokes", "Cane: ", "Test | Left | Right\nGrip | 12 kg | 30 kg\nPinch, tip | 3 kg | 8 kg\nCane: "),
    ("a table after the reviewer", "Internal Medicine\n", "Internal Medicine\nTest Left Right\nGrip 12 30\nPinch 3 8\n"),
    ("a line twice", "Cane: Overturned\n", "Cane: Overturned\nCane: Overturned\n"),
    ("a short page twice", CANE, f"\f{CANE}\f{CANE}"),
    *(
        (line, "Cane: ", f"{line}\n\nCane: ")
        for line in (
            "Page | 3",
            "3 | Page",
            "P a g e 3",
            "~ 3 ~",
            "page 3 of 7",
            "CM16-9900777 | Page 3 of 7",
            "IMR Case Number: CM16-9900777 Page 3",
            "MAXIMUS Federal Services Page 3",
            "CONFIDENTIAL - Page 3",
            "Received Time Mar. 4. 2016 4:40PM No. 0815",
            "To: 5550142 Page: 2 of 6 2016-03-04 16:40:11 PST From: 5550187",
            "MAR-04-2016 16:40 From: 5550187 ID: CLAIMS Page: 002 R=95%",
            "5550187 04:40:11 p.m. 03-04-2016 2/6",
            "Printed on: 3/4/2016 4:40 PM",
        )
    ),
]


@pytest.mark.parametrize(("right", "damaged"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_furniture(record: Callable[[str], imr_nlp.Determination], right: str, damaged: str) -> None:
    found = record(LETTER.replace(right, damaged, 1))
    assert items(found) == ITEMS
    assert found.issues[0].claims_administrator[0].year == 2004
    assert found.reviewer == record(LETTER).reviewer


def test_a_table_of_the_summary_is_read(record: Callable[[str], imr_nlp.Determination]) -> None:
    found = record(LETTER.replace("strain.\n", "strain.\nDrug | Dose | Count\nSoma | 350 mg | 90\nNorco | 10/325 mg | 60\n"))
    assert [drug.drug for drug in found.medications] == ["Soma", "Norco"]


def test_a_line_that_ends_several_pages_is_none_of_the_page(run: Callable[..., Callable[[str], Doc]]) -> None:
    pages = (f"Text of page {n}.\nThe item that was asked for is\nnecessary.\n" for n in range(5))
    assert stored(run("imr_sections")("\f".join(pages))) == []


def test_a_citation_at_the_end_of_a_line_is_no_page_number(run: Callable[..., Callable[[str], Doc]]) -> None:
    assert stored(run("imr_sections")(LETTER.replace("2004.", "2004,\npage 29."))) == []


def prose(lines: int) -> str:
    return "".join(f"Line {n} of what the reviewer weighs is as long as a line of a letter.\n" for n in range(lines))


def test_a_page_that_comes_twice(record: Callable[[str], imr_nlp.Determination]) -> None:
    text = LETTER.replace("Nothing is told", prose(9) + "Nothing is told")
    end = text.index("MAXIMUS guideline: Decision based on MTUS Knee")
    page = text[text.index("Line 2 ") : end]
    assert items(record(text[:end] + "\f" + page + text[end:])) == ITEMS


def test_the_same_reasons_for_two_items_are_no_page(record: Callable[[str], imr_nlp.Determination]) -> None:
    one = SOMA.replace("Nothing", prose(12) + "Nothing")
    assert len(record(HEADER + METHOD + SUMMARY + ISSUES + one + one.replace("Soma 350mg #90", "Norco #60")).issues) == 2


def test_two_letters(nlp: Language) -> None:
    second = LETTER.replace("9900777", "9900778").replace("Cane", "Walker")
    doc = nlp(LETTER + second)
    assert items(doc._.imr) == ITEMS
    assert [finding.code for finding in doc._.imr.findings] == ["second_letter"]
    assert further_letters(doc) == [len(LETTER)]
    assert "Walker" not in str(doc._.imr.to_dict())


PROFESSIONAL = (
    "MEDICAL PROFESSIONAL REVIEW\n\nISSUE AT DISPUTE:\nWalker\n\nCASE SUMMARY:\nThe claimant is a 40-year-old male.\n\n"
    "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY:\nHe walks. The walker is not medically "
    "necessary.\n"
)
NOTICE = (
    "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review\nP.O. Box 0000\n\nNotice of Independent Medical Review "
    "Determination\n\nDated: 9/30/2013\nMAXIMUS Case Number: CM13-9900201\n\n1) MAXIMUS Federal Services, Inc. has determined "
    "the request for a walker is not medically necessary and appropriate.\n\n"
    "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE\nThe review is done.\n"
)
SECOND = LETTER.replace("9900777", "9900778").replace("Cane", "Walker")
COVERED = [
    ("an address", "\nMAXIMUS FEDERAL SERVICES, INC.\nP.O. Box 12\n\nA. Brook\n1 Elm Street\n\nDear A. Brook:\n\n", SECOND),
    (
        "a cover letter",
        "\fMAXIMUS FEDERAL SERVICES, INC.\nDear A. Brook,\nIt is done. This letter explains it.\nSincerely,\nB. Elm\n\f",
        SECOND,
    ),
    ("no header", "\n", METHOD + SUMMARY + ISSUES + CANE),
    ("a form without a number", "\n", PROFESSIONAL),
    ("a notice", "\n", NOTICE),
]


@pytest.mark.parametrize(("cover", "second"), [row[1:] for row in COVERED], ids=[row[0] for row in COVERED])
@pytest.mark.parametrize("first", [LETTER, PROFESSIONAL, NOTICE], ids=["determination", "professional", "notice"])
def test_where_a_second_letter_begins(run: Callable[..., Callable[[str], Doc]], first: str, cover: str, second: str) -> None:
    if first == second:
        return
    text = first + cover + second
    assert further_letters(run("imr_sections")(text)) == [len(text) - len((cover + second).lstrip())]


@pytest.mark.parametrize(
    "cover",
    [
        "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review\n\nIMR Case Number: CM16-9900778\n\nDear Ms. Low:\n\n",
        "Independent Medical Review Final Determination Letter\n\nIMR Case Number: CM16-9900778\n\n",
    ],
    ids=["letterhead", "title"],
)
def test_a_second_letter_begins_with_its_cover(nlp: Language, cover: str) -> None:
    second = LETTER.replace("9900777", "9900778").replace("Cane", "Walker")
    doc = nlp(LETTER + cover + second)
    assert items(doc._.imr) == ITEMS
    assert doc._.imr.issues == nlp(LETTER)._.imr.issues
    assert further_letters(doc) == [len(LETTER)]


RELIED = "Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her Decision"
DECIDED = "1) MAXIMUS Federal Services, Inc. has determined the request for a cane is medically necessary and appropriate.\n\n"
HEADINGS = [
    ("Schedule Relied", "5chedule Relled"),
    ("REVIEW DECISION AND RATIONALE", "REV1EW DCC1SION ANB RATI0NALE"),
]


@pytest.mark.parametrize(("right", "damaged"), HEADINGS)
def test_headings_of_a_notice(record: Callable[[str], imr_nlp.Determination], right: str, damaged: str) -> None:
    text = (
        f"Notice of Independent Medical Review Determination\nMAXIMUS Case Number: CM13-9900201\n\n{DECIDED}"
        f"INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE\n{DECIDED}Medical Qualifications of the Expert Reviewer:\n"
        f"Licensed in Ohio.\n\nExpert Reviewer Case Summary:\nHe fell.\n\n1) Regarding the request for a cane:\n\n{RELIED}\n"
        "The Claims Administrator based its decision on the Official Disability Guidelines (ODG).\n"
        "The Expert Reviewer based his/her decision on the same.\n\n"
        "Rationale for the Decision:\nHe falls. The cane is medically necessary and appropriate.\n"
    )
    (issue,) = record(text.replace(right, damaged)).issues
    assert (issue.text, issue.decision) == ("a cane", "overturned")
    assert issue.rationale is not None and issue.rationale.text.startswith("He falls.")


def test_extract_gives_a_record_of_each_letter() -> None:
    second = LETTER.replace("9900777", "9900778").replace("Cane", "Walker")
    found = list(imr_nlp.extract([("a.txt", LETTER + second)], workers=1))
    assert [one.source for one in found] == ["a.txt#1", "a.txt#2"]
    assert [one.record.header.case_number for one in found if one.record] == ["CM16-9900777", "CM16-9900778"]
    assert [one.record.findings for one in found if one.record] == [(), ()]


UNREAD = [
    ("no decision", LETTER.replace("Cane: Overturned", "Cane:"), ["Soma 350mg #90"]),
    ("no statements", LETTER.replace(CANE, "Cane: Overturned\nShe falls.\n"), ["Soma 350mg #90"]),
    ("begins in an item", SOMA[40:] + CANE, ["Cane"]),
]


@pytest.mark.parametrize(("text", "read"), [row[1:] for row in UNREAD], ids=[row[0] for row in UNREAD])
def test_items_that_cannot_be_read_are_stated(
    record: Callable[[str], imr_nlp.Determination], text: str, read: list[str]
) -> None:
    found = record(text)
    assert [issue.text for issue in found.issues] == read
    assert "issue_unread" in {finding.code for finding in found.findings}
    rationales = [issue.rationale.text for issue in found.issues if issue.rationale]
    assert not any("Cane" in words for words in rationales)


@pytest.mark.parametrize("path", CORPUS, ids=[path.stem for path in CORPUS])
def test_letters_that_are_whole_are_read_as_they_stand(run: Callable[..., Callable[[str], Doc]], path: Path) -> None:
    doc = run("imr_sections", "imr_issues")(path.read_bytes().decode("utf8"))
    assert not [edit for edit in stored(doc) if edit.words]  # lines of pages are left out
    assert not doc.spans[labels.UNREAD_ISSUES]


def test_wrappings_of_plain_text() -> None:
    assert list(wrappings(LETTER + "A pain of < 5 and > 3 & no #60")) == []
