"""`imr_sections`: header table, headings, reviewer."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from imr_nlp import labels

METHOD = "HOW THE IMR FINAL DETERMINATION WAS MADE"
SUMMARY = "CLINICAL CASE SUMMARY"
ISSUES = "IMR ISSUES, DECISIONS AND RATIONALES"
BODY = f"""{METHOD}
An expert reviewer read the file.
{SUMMARY}
A 52 year old cook was scalded.
{ISSUES}
Soma 350mg #60: Upheld
"""

VALUES = {
    "Case Number:": "CM15-0042424",
    "Date Assigned:": "03/05/2015",
    "Date of Injury:": "12/30/1999",
    "Decision Date:": "04/11/2015",
    "UR Denial Date:": "02/02/2015",
    "Priority:": "Standard",
    "Application Received:": "02/14/2015",
}
HEADER = {
    "CASE_NUMBER": "CM15-0042424",
    "DATE_ASSIGNED": "2015-03-05",
    "DATE_OF_INJURY": "1999-12-30",
    "DECISION_DATE": "2015-04-11",
    "UR_DENIAL_DATE": "2015-02-02",
    "PRIORITY": "Standard",
    "APPLICATION_RECEIVED": "2015-02-14",
}
LEFT = ["Case Number:", "Date Assigned:", "Decision Date:", "Priority:"]
RIGHT = ["Date of Injury:", "UR Denial Date:", "Application Received:"]


@pytest.fixture(scope="module")
def read(run: Callable[..., Callable[[str], Doc]]) -> Callable[[str], Doc]:
    return run("imr_sections")


def header(doc: Doc) -> dict[str, str]:
    return {span.label_: span.id_ for span in doc.spans[labels.HEADER]}


def sections(doc: Doc) -> list[str]:
    return [span.label_ for span in doc.spans[labels.SECTIONS]]


def reviewer(doc: Doc) -> tuple[list[str], list[str]]:
    spans = list(doc.spans[labels.REVIEWER])
    licensure = [" ".join(s.text.split()) for s in spans if s.label_ == labels.LICENSURE]
    return licensure, [" ".join(s.text.split()) for s in spans if s.label_ == labels.CERTIFICATION]


def cells(names: list[str]) -> list[str]:
    return [VALUES[name] for name in names]


def block(names: list[str]) -> str:
    return "\n".join(names) + "\n\n" + "\n".join(cells(names)) + "\n\n"


# header table

ARRANGEMENTS = {
    "label and value on a line": "\n".join(f"{name} {value}" for name, value in VALUES.items()),
    "two label and value pairs on a line": "\n".join(
        f"{a} {VALUES[a]}    {b} {VALUES[b]}" for a, b in zip(LEFT, RIGHT, strict=False)
    )
    + f"\nPriority: {VALUES['Priority:']}",
    "label and value on lines of their own": "\n".join(f"{name}\n{value}" for name, value in VALUES.items()),
    "two blocks": block(LEFT) + block(RIGHT),
    "two blocks, label in two lines": (block(LEFT) + block(RIGHT)).replace("Application Received:", "Application\nReceived:"),
    "all labels, then all values": "\n".join(VALUES) + "\n" + "\n".join(VALUES.values()),
    "four columns, cells in a row": "\n".join(
        f"{a}\t{VALUES[a]}\t{b}\t{VALUES[b]}" for a, b in zip(LEFT, [*RIGHT, "Priority:"], strict=True) if a != "Priority:"
    )
    + "\nPriority:\tStandard",
    "all on one line": " ".join(f"{name} {value}" for name, value in VALUES.items()),
    "blank lines between all lines": "\n\n".join(f"{name}\n\n{value}" for name, value in VALUES.items()),
    "windows line ends": "\r\n".join(f"{name} {value}" for name, value in VALUES.items()),
    "form feed before": "\f" + "\n".join(f"{name} {value}" for name, value in VALUES.items()),
    "label split over two lines by its value": "\n".join(
        f"{name} {value}" for name, value in VALUES.items() if name != "Application Received:"
    )
    + "\nApplication 02/14/2015\nReceived:",
}


@pytest.mark.parametrize("table", ARRANGEMENTS.values(), ids=ARRANGEMENTS)
def test_header_arrangements(read: Callable[[str], Doc], table: str) -> None:
    assert header(read(f"{table}\n{BODY}")) == HEADER


@pytest.mark.parametrize("seed", range(20))
def test_header_with_its_lines_shuffled(read: Callable[[str], Doc], seed: int) -> None:
    """Labels in any order: each with its value, or in blocks of labels and their values."""
    chance = random.Random(seed)
    names = list(VALUES)
    chance.shuffle(names)
    if seed % 2:
        table = "\n".join(f"{name} {VALUES[name]}" for name in names)
    else:
        cut = chance.randint(1, len(names) - 1)
        table = block(names[:cut]) + block(names[cut:])
    assert header(read(f"{table}\n{BODY}")) == HEADER


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("", {}),
        ("Final Determination\nPage 1", {}),
        (
            "Case Number: CM15-0042424\nDecision Date:\nPriority: Standard",
            {"CASE_NUMBER": "CM15-0042424", "PRIORITY": "Standard"},
        ),
        (
            "Case Number: CM15-0042424\nDecision Date: 04/11/3015",
            {"CASE_NUMBER": "CM15-0042424", "DECISION_DATE": "3015-04-11"},
        ),
        ("Case Number: CM15-0042424\nPriority: Expedited", {"CASE_NUMBER": "CM15-0042424", "PRIORITY": "Expedited"}),
        ("Case Number: CM15-0042424\nDate of Injury: 4/1/98", {"CASE_NUMBER": "CM15-0042424", "DATE_OF_INJURY": "1998-04-01"}),
        (
            "Case Number: CM15-0042424\nDate of Injury: March 7, 2011",
            {"CASE_NUMBER": "CM15-0042424", "DATE_OF_INJURY": "2011-03-07"},
        ),
        ("Case Number: CM15-0042424\nDate of Injury: 13/01/2014", {"CASE_NUMBER": "CM15-0042424"}),
        ("Case Number:\nDate of Injury: 01/13/2014", {"DATE_OF_INJURY": "2014-01-13"}),
    ],
    ids=[
        "absent",
        "something else",
        "value missing",
        "impossible year as printed",
        "expedited",
        "two-digit year",
        "month in words",
        "thirteenth month",
        "case number missing",
    ],
)
def test_header_values(read: Callable[[str], Doc], table: str, expected: dict[str, str]) -> None:
    found = {label: value for label, value in header(read(f"{table}\n{BODY}")).items() if value}
    assert found == expected


@pytest.mark.parametrize(
    "day", ["2015-04-11", "2015/04/11", "11-Apr-2015", "11 April 2015", "Apr. 11, 2015", "04 / 11 / 2015", "4.11.15"]
)
def test_header_dates(read: Callable[[str], Doc], day: str) -> None:
    doc = read(f"Case Number: CM15-0042424\nDecision Date: {day}\n{BODY}")
    assert [(span.label_, span.id_) for span in doc.spans[labels.HEADER]] == [
        ("CASE_NUMBER", "CM15-0042424"),
        ("DECISION_DATE", "2015-04-11"),
    ]


def test_dates_of_the_text_are_no_header(read: Callable[[str], Doc]) -> None:
    text = f"Case Number: CM15-0042424\n{METHOD}\nx\n{SUMMARY}\nDate of Injury: 01/02/2003, told twice.\n{ISSUES}\ny"
    assert header(read(text)) == {"CASE_NUMBER": "CM15-0042424"}


# sections


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Case Number: CM15-1\n{BODY}", ["HEADER", "METHOD", "CASE_SUMMARY", "ISSUES"]),
        (BODY, ["METHOD", "CASE_SUMMARY", "ISSUES"]),
        (f"{METHOD}\nRead.\n{SUMMARY}\nA cook.", ["METHOD", "CASE_SUMMARY"]),
        (f"{ISSUES}\nSoma 350mg #60: Upheld", ["ISSUES"]),
        ("Dear reader, nothing here.", []),
        ("", []),
        (" \n\n ", []),
        (METHOD, []),
        (f"{METHOD}\nRead.\nCLINICAL CASE\nSUMMARY\nA cook.\n{ISSUES}\nSoma: Upheld", ["METHOD", "CASE_SUMMARY", "ISSUES"]),
        (BODY.replace("\n", "\r\n"), ["METHOD", "CASE_SUMMARY", "ISSUES"]),
        (BODY.replace("\n", "\f"), ["METHOD", "CASE_SUMMARY", "ISSUES"]),
        (BODY.replace("\n", "\n\n\n"), ["METHOD", "CASE_SUMMARY", "ISSUES"]),
        (
            (
                f"{METHOD}\nThe clinical case summary and the IMR decisions and rationales follow.\n{SUMMARY}\nA "
                f"cook.\n{ISSUES}\nx"
            ),
            ["METHOD", "CASE_SUMMARY", "ISSUES"],
        ),
        (
            (
                f"{METHOD}\nRead.\n{SUMMARY}\nHis clinical case summary of how the IMR final determination was made is lost.\n"
                f"{ISSUES}\nx"
            ),
            ["METHOD", "CASE_SUMMARY", "ISSUES"],
        ),
        (
            f"{METHOD}\nRead.\n{SUMMARY}\nA cook.\n{ISSUES}\nThe CLINICAL CASE SUMMARY says nothing of it.\nx",
            ["METHOD", "CASE_SUMMARY", "ISSUES"],
        ),
        (f"{BODY}{BODY}", ["METHOD", "CASE_SUMMARY", "ISSUES"]),
        (
            f"Case Number: CM15-1\n{BODY}\fCase Number: CM15-2\n{BODY}",
            ["HEADER", "METHOD", "CASE_SUMMARY", "ISSUES"],
        ),
        (
            f"{METHOD}\nRead.\n{SUMMARY}\nA cook.\nIMR DECISION(S) AND RATIONALE(S)\nSoma: Upheld",
            ["METHOD", "CASE_SUMMARY", "ISSUES"],
        ),
        (
            (
                f"{METHOD}\nRead.\nClinical Case Summary:\nThe physician reviewer developed the following clinical "
                f"case summary based "
                f"on a review of the case file, including all medical records:\nA cook.\n{ISSUES}\nx"
            ),
            ["METHOD", "CASE_SUMMARY", "ISSUES"],
        ),
    ],
    ids=[
        "whole letter",
        "no header",
        "first half",
        "second half",
        "no letter",
        "empty",
        "white space",
        "only a heading",
        "wrapped heading",
        "CRLF",
        "form feeds",
        "blank lines",
        "headings in the running text of a section before",
        "headings in the running text of a section behind",
        "heading in capitals quoted in a rationale",
        "two letters",
        "two letters with headers",
        "older heading of the issues",
        "heading in small letters",
    ],
)
def test_sections(read: Callable[[str], Doc], text: str, expected: list[str]) -> None:
    assert sections(read(text)) == expected


@pytest.mark.parametrize(
    "heading", ["C L I N I C A L  C A S E  S U M M A R Y", "C L I N I C A L CASE SUMMARY", "C LINICAL CASE SUMMARY"]
)
def test_heading_spaced_out(read: Callable[[str], Doc], heading: str) -> None:
    doc = read(BODY.replace(SUMMARY, heading))
    assert [span.text for span in doc.spans[labels.SECTIONS]] == [span.text for span in read(BODY).spans[labels.SECTIONS]]


MAILS = [
    ("Sent from my tablet", True),
    ("Regards,\nA. Brook", True),
    ("Thanks,\nA. Brook", True),
    ("-----Original Message-----\nFrom: A. Brook", True),
    ("CONFIDENTIALITY NOTICE: for A. Brook alone", True),
    ("A report was sent from my office.", False),
    ("He has the best regards for it.", False),
]


@pytest.mark.parametrize(("last", "ends"), MAILS, ids=[row[0][:12] for row in MAILS])
def test_the_end_of_a_mail_is_none_of_the_letter(read: Callable[[str], Doc], last: str, ends: bool) -> None:
    doc = read(f"{BODY}\n{last}\n")
    assert (doc.spans[labels.SECTIONS][2].text == read(BODY).spans[labels.SECTIONS][2].text) is ends


@pytest.mark.parametrize("first", ["Thanks,\nA. Brook", "-----Original Message-----\nFrom: A. Brook"])
def test_a_mail_in_front_of_a_letter_ends_nothing(read: Callable[[str], Doc], first: str) -> None:
    text = f"Case Number: CM15-1\n{BODY}"
    assert sections(read(f"{first}\n\n{text}")) == sections(read(text))


def test_section_texts_and_form(read: Callable[[str], Doc]) -> None:
    doc = read(BODY)
    assert [(span.id_, span.text) for span in doc.spans[labels.SECTIONS]] == [
        ("final_determination", "An expert reviewer read the file."),
        ("final_determination", "A 52 year old cook was scalded."),
        ("final_determination", "Soma 350mg #60: Upheld"),
    ]


def test_lead_in_sentences_belong_to_the_headings(read: Callable[[str], Doc]) -> None:
    text = (
        f"{SUMMARY}\nThe expert reviewer developed the following clinical case summary based on a review of the case\nfile, "
        f"including all medical records:\nA cook.\n{ISSUES}\nThe Final Determination was based on decisions for the disputed "
        "items/services set forth\nbelow:\nSoma: Upheld"
    )
    assert [span.text for span in read(text).spans[labels.SECTIONS]] == ["A cook.", "Soma: Upheld"]


def test_second_run_changes_nothing(nlp: object, read: Callable[[str], Doc]) -> None:
    doc = read(f"{ARRANGEMENTS['two blocks']}{BODY}")
    keys = (labels.SECTIONS, labels.HEADER, labels.REVIEWER)
    before = {key: [(s.label_, s.start, s.end, s.id_) for s in doc.spans[key]] for key in keys}
    doc = nlp.get_pipe("imr_sections")(doc)  # type: ignore[attr-defined]
    assert {key: [(s.label_, s.start, s.end, s.id_) for s in doc.spans[key]] for key in keys} == before


# reviewer


@pytest.mark.parametrize(
    ("text", "licensure", "certifications"),
    [
        (
            "State(s) of Licensure: Ohio,North Dakota\nCertification(s)/Specialty: Family Practice",
            ["Ohio", "North Dakota"],
            ["Family Practice"],
        ),
        (
            (
                "State(s) of Licensure: Ohio, Maine,\nNew Hampshire\nCertification(s)/Specialty: Physical Medicine & "
                "Rehabilitation,\n"
                "Pain Management"
            ),
            ["Ohio", "Maine", "New Hampshire"],
            ["Physical Medicine & Rehabilitation", "Pain Management"],
        ),
        (
            "State(s) of Licensure: Ohio\nCertification(s)/Specialty: Obstetrics and Gynecology, Surgery of the Hand",
            ["Ohio"],
            ["Obstetrics and Gynecology", "Surgery of the Hand"],
        ),
        (
            "The expert reviewer is Board Certified in Urology and is licensed to practice in Ohio.",
            ["Ohio"],
            ["Urology"],
        ),
        (
            (
                "The expert reviewer is Board Certified in Physical Medicine and Rehabilitation, has a subspecialty "
                "in Spinal Cord "
                "Injury\nMedicine and is licensed to practice in Ohio, Utah and Iowa."
            ),
            ["Ohio", "Utah", "Iowa"],
            ["Physical Medicine and Rehabilitation", "Spinal Cord Injury Medicine"],
        ),
        (
            (
                "The physician reviewer is Board Certified in Anesthesiology, has a subspecialty in Pain Management, Addiction "
                "Medicine and is licensed to practice in New Mexico."
            ),
            ["New Mexico"],
            ["Anesthesiology", "Pain Management", "Addiction Medicine"],
        ),
        (
            "The reviewer is Board-certified in Neurology, and is licensed to practice in Ohio.",
            ["Ohio"],
            ["Neurology"],
        ),
        (
            "The expert reviewer is a licensed Chiropractor and is licensed to practice in Ohio and Utah.",
            ["Ohio", "Utah"],
            ["Chiropractor"],
        ),
        (
            (
                "The expert reviewer is a licensed Psychologist, has a subspecialty in Neuropsychology and is "
                "licensed to practice "
                "in Iowa."
            ),
            ["Iowa"],
            ["Psychologist", "Neuropsychology"],
        ),
        ("The expert reviewer is very experienced.", [], []),
    ],
    ids=[
        "two lines",
        "two lines wrapped",
        "specialty with and",
        "board certified",
        "subspecialty",
        "two subspecialties",
        "hyphen and comma",
        "licensed",
        "licensed with subspecialty",
        "none",
    ],
)
def test_reviewer(read: Callable[[str], Doc], text: str, licensure: list[str], certifications: list[str]) -> None:
    doc = read(f"{METHOD}\nHe/she is impartial. {text}\n{SUMMARY}\nA cook.\n{ISSUES}\nx")
    assert reviewer(doc) == (licensure, certifications)


def test_a_name_that_a_line_break_parts_is_whole_in_the_record(nlp: Language) -> None:
    credentials = "State(s) of Licensure: Ohio\nCertification(s)/Specialty: Orthopaedic Sur-\ngery"
    text = f"{METHOD}\n{credentials}\n{SUMMARY}\nA cook.\n{ISSUES}\nx"
    assert nlp(text)._.imr.reviewer.certifications == ("Orthopaedic Surgery",)


def test_reviewer_is_read_in_its_section_only(read: Callable[[str], Doc]) -> None:
    doc = read(
        f"{METHOD}\nRead.\n{SUMMARY}\nHer doctor is Board Certified in Urology and is licensed to practice in "
        f"Ohio.\n{ISSUES}\nx"
    )
    assert reviewer(doc) == ([], [])
