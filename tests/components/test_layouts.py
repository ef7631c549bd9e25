"""The layouts of 2013 and 2014 where the letters of the corpus do not go: other wordings, parts missing, lists on one line."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from spacy.language import Language

from imr_nlp.readers.list_entries import entries
from imr_nlp.text.letter import LetterText

LETTER = """Independent Medical Review Final Determination Letter
Dated: 12/9/2013
MAXIMUS Case Number: CM13-9900999

HOW THE IMR FINAL DETERMINATION WAS MADE
The physician reviewer is Board Certified in Neurology and is licensed to practice in California.
DOCUMENTS REVIEWED
\u2022 Application
CLINICAL CASE SUMMARY
A 40-year-old tiler.
IMR DECISION(S) AND RATIONALE(S)
The Final Determination was based on decisions for the disputed items/services set forth below:
"""
ISSUE = """
{number}{item} {decision} medically necessary and appropriate.
The Claims Administrator {administrator}
The Physician Reviewer based his/her decision on {reviewer}
The Physician Reviewer's decision rationale:
{rationale}
"""
NOTICE = """Notice of Independent Medical Review Determination
Dated: 9/2/2013
{cover}
INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE
An application for Independent Medical Review was filed on 8/1/2013 disputing the Utilization Review Denial
dated 7/20/2013.
{decisions}
Medical Qualifications of the Expert Reviewer:
The physician reviewer is Board Certified in Neurology and is licensed to practice in California.
Case Summary:
A 40-year-old tiler.
Documents Reviewed for Determination:
\u2022 Application
{blocks}"""
REVIEW = """MEDICAL PROFESSIONAL REVIEW
ISSUE AT DISPUTE: {items}
CASE SUMMARY:
A 40-year-old tiler.
DOCUMENTS REVIEWED FOR DETERMINATION:
{documents}
MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER AND WHY: {guidelines}
RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY: {rationale}
MEDICAL REVIEWER QUALIFICATIONS: {reviewer}
"""


def _issue(
    item: str,
    number: str = "1. ",
    decision: str = "is not",
    administrator: str = "did not cite any guideline.",
    reviewer: str = "the MTUS.",
    rationale: str = "It is old.",
) -> str:
    return ISSUE.format(
        number=number, item=item, decision=decision, administrator=administrator, reviewer=reviewer, rationale=rationale
    )


def _determined(number: int, item: str, decision: str) -> str:
    return f"{number}) MAXIMUS Federal Services, Inc. has determined the request for {item} {decision} appropriate.\n"


def _block(number: int, item: str, statement: str = "The Claims Administrator did not cite a guideline.") -> str:
    return (
        f"{number}) Regarding the request for {item}:\nSection of the Medical Treatment Utilization Schedule Relied Upon by "
        f"the Expert Reviewer to Make His/Her Decision\n{statement}\nRationale for the Decision:\nReason {number} is told.\n"
    )


def _review(
    items: str = "A cane",
    rationale: str = "It is old.",
    guidelines: str = "MTUS.",
    documents: str = "Application",
    reviewer: str = "Board Certified in Neurology, licensed to practice in Ohio.",
) -> str:
    return REVIEW.format(items=items, rationale=rationale, guidelines=guidelines, documents=documents, reviewer=reviewer)


Decided = list[tuple[str, str | None]]
NOT, YES = "is not medically necessary and", "is medically necessary and"
TWO = _determined(1, "a cane", NOT) + _determined(2, "an MRI of L. Knee", YES)
LETTERS: list[tuple[str, str, Decided]] = [
    ("no number", LETTER + _issue("Xanax 1mg #60", number=""), [("Xanax 1mg #60", "upheld")]),
    ("strength with a full stop", LETTER + _issue("Tab. Norco 10/325 mg. #60"), [("Tab. Norco 10/325 mg. #60", "upheld")]),
    (
        "numbers in a rationale",
        LETTER + _issue("A cane", rationale="1. It is old. 2. It is not medically necessary.") + _issue("A brace", "2. ", "is"),
        [("A cane", "upheld"), ("A brace", "overturned")],
    ),
    (
        "twelve items",
        LETTER + "".join(_issue(f"Visit {n}", f"{n}. ", "is" if n % 2 else "is not") for n in range(1, 13)),
        [(f"Visit {n}", "overturned" if n % 2 else "upheld") for n in range(1, 13)],
    ),
    ("without its cover", LETTER[LETTER.index("HOW") :] + _issue("A cane"), [("A cane", "upheld")]),
    (
        "named three times",
        NOTICE.format(cover=TWO, decisions=TWO, blocks=_block(1, "a cane") + _block(2, "an MRI of L. Knee")),
        [("a cane", "upheld"), ("an MRI of L. Knee", "overturned")],
    ),
    (
        "cover alone",
        NOTICE.partition("\nINDEPENDENT")[0].format(cover=TWO),
        [("a cane", "upheld"), ("an MRI of L. Knee", "overturned")],
    ),
    (
        "without decisions",
        NOTICE.format(
            cover="", decisions="", blocks=_block(1, "a cane").replace("is told", "holds: the cane is medically necessary")
        ),
        [("a cane", "overturned")],
    ),
    (
        "the same item twice",
        NOTICE.format(cover="", decisions=_determined(1, "a cane", NOT) + _determined(2, "a cane", YES), blocks=""),
        [("a cane", "upheld"), ("a cane", "overturned")],
    ),
    ("question", _review("Is a cane medically necessary?", "It is not medically necessary."), [("a cane", "upheld")]),
    (
        "necessity of",
        _review("The medical necessity of a cane.", "Medical necessity has not been established."),
        [("a cane", "upheld")],
    ),
    ("not decided", _review("A cane", "If he falls, a cane is medically necessary."), [("A cane", None)]),
    (
        "one rationale",
        _review("1. Soma 350 mg 2. Norco 5 mg", "It is old. Norco is medically necessary. Soma is not medically necessary."),
        [("Soma 350 mg", "upheld"), ("Norco 5 mg", "overturned")],
    ),
    (
        "one decision for all",
        _review("1. A cane 2. A brace", "Neither helps him. They are not medically necessary."),
        [("A cane", "upheld"), ("A brace", "upheld")],
    ),
    (
        "decisions of which none names its item",
        _review("1. A cane 2. A brace", "The one is medically necessary. The other is not medically necessary."),
        [("A cane", None), ("A brace", None)],
    ),
]


@pytest.mark.parametrize(("letter", "expected"), [row[1:] for row in LETTERS], ids=[row[0] for row in LETTERS])
def test_decisions(nlp: Language, letter: str, expected: Decided) -> None:
    assert [(issue.text, issue.decision) for issue in nlp(letter)._.imr.issues] == expected


def test_what_belongs_to_an_item_that_is_named_three_times(nlp: Language) -> None:
    same = (
        "The Claims Administrator based its decision on the Official Disability Guidelines, Pain Chapter, which is not part of "
        "the MTUS. The Expert Reviewer found the guidelines used by the Claims Administrator {} for this employee."
    )
    blocks = _block(1, "a cane", same.format("relevant and appropriate")) + _block(
        2, "an MRI of L. Knee", same.format("not relevant")
    )
    record = nlp(NOTICE.format(cover=TWO, decisions=TWO, blocks=blocks))._.imr
    assert [[c.title for c in issue.claims_administrator] for issue in record.issues] == [["Pain"], ["Pain"]]
    assert [[c.title for c in issue.reviewer] for issue in record.issues] == [["Pain"], []]
    assert [issue.rationale.text for issue in record.issues] == ["Reason 1 is told.", "Reason 2 is told."]
    assert (record.header.decision_date, record.header.application_received) == ("2013-09-02", "2013-08-01")
    assert record.header.ur_denial_date == "2013-07-20"
    assert record.outcome == "partially_overturned"
    assert [document.text for document in record.documents_reviewed] == ["Application"]


def test_each_item_has_its_guideline(nlp: Language) -> None:
    guidelines = "\n1. ODG, Pain Chapter\n2. ACOEM Practice Guidelines, page 79"
    issues = nlp(_review("\n1. A cane\n2. A brace", guidelines=guidelines))._.imr.issues
    assert [[citation.source for citation in issue.reviewer] for issue in issues] == [["ODG"], ["ACOEM"]]


@pytest.mark.parametrize(
    ("wording", "licensure", "certifications"),
    [
        ("Licensed to practice in Ohio. Board certified in Neurology.", ["Ohio"], ["Neurology"]),
        ("Certified by the American Board of Surgery and licensed in Ohio and Iowa.", ["Ohio", "Iowa"], ["Surgery"]),
        ("A physician licensed in Ohio.", ["Ohio"], []),
    ],
)
def test_reviewers(nlp: Language, wording: str, licensure: list[str], certifications: list[str]) -> None:
    reviewer = nlp(_review(reviewer=wording))._.imr.reviewer
    assert (list(reviewer.licensure), list(reviewer.certifications)) == (licensure, certifications)


STATEMENTS: list[tuple[str, list[tuple[str, str | None, int | None]]]] = [
    ("the Low Back Complaints Chapter (2004), which is part of the MTUS.", [("MTUS", "Low Back Complaints", 2004)]),
    ("ACOEM, 2nd Edition (2004), Chapter 12, page 299, part of the MTUS.", [("MTUS", None, None)]),
    (
        "Acupuncture Treatment Guidelines, which is part of the MTUS, and the ODG, Pain Chapter, which is not part of MTUS.",
        [("MTUS", "Acupuncture Treatment Guidelines", None), ("ODG", "Pain", None)],
    ),
    ("the Non-MTUS Official Disability Guidelines (ODG), Pain Chapter.", [("ODG", "Pain", None)]),
    ("the ODG, Pain Chapter, since his pain is old.", [("ODG", "Pain", None)]),
    ("the ODG, Pain Chapter. The MTUS does not speak of it.", [("ODG", "Pain", None)]),
    ("his own experience.", []),
]


@pytest.mark.parametrize(("statement", "expected"), STATEMENTS)
def test_statements(nlp: Language, statement: str, expected: list[tuple[str, str | None, int | None]]) -> None:
    (issue,) = nlp(LETTER + _issue("A cane", reviewer=statement))._.imr.issues
    assert [(citation.source, citation.title, citation.year) for citation in issue.reviewer] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n- two and\nmore", ["one", "two and more"]),
        ("These were read:\n1. one\n2) two", ["one", "two"]),
        ("\u2612 one\n\u2610 two\n\u2612 three", ["one", "three"]),
        ("\u2022 one \u2022 two", ["one", "two"]),
        ("1. one 2. two of 3", ["one", "two of 3"]),
        ("What was sent and\nread:\nOne\nTwo\nand a half", ["One", "Two and a half"]),
        ("One; two; three", ["One", "two", "three"]),
    ],
)
def test_entries(text: str, expected: Sequence[str]) -> None:
    letter = LetterText(text)
    assert [letter.flat[slice(*place)] for place in entries(letter, 0, len(letter.flat))[0]] == list(expected)
