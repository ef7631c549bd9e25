"""Guidelines named in the prose of rationales."""

from __future__ import annotations

import pytest

from imr_nlp.components.citations import CitationFinder
from imr_nlp.readers.citations import CitationParser, ParsedCitation
from imr_nlp.readers.rationale_citations import RationaleCitations
from imr_nlp.rules.load import read_rows

ROWS = read_rows(["citations.jsonl", "guidelines.jsonl", "guideline_sections.jsonl"], CitationFinder.row_types)
RATIONALES = RationaleCitations(ROWS, CitationParser(ROWS))


def read(text: str, start: int = 0) -> list[ParsedCitation]:
    return RATIONALES.read(text, text.lower(), start, len(text))


# wording, source, chapter, year, pages
Cited = tuple[str, str, str | None, int | None, list[list[int]]]

CITED: list[tuple[str, list[Cited]]] = [
    ("The MTUS allows a brace.", [("MTUS", "MTUS", None, None, [])]),
    ("Per ACOEM, page 214, braces rest the arm.", [("ACOEM, page 214", "ACOEM", None, None, [[214, 214]])]),
    ("MTUS pages 40-42 speak of it", [("MTUS pages 40-42", "MTUS", None, None, [[40, 42]])]),
    ("ODG (2014) and ACOEM", [("ODG (2014)", "ODG", None, 2014, []), ("ACOEM", "ACOEM", None, None, [])]),
    ("In 2016 the MTUS was read", [("MTUS", "MTUS", None, None, [])]),
    # a chapter
    (
        "the MTUS 2016 Chronic Pain Guidelines allow a brace",
        [("MTUS 2016 Chronic Pain Guidelines", "MTUS", "Chronic Pain Guidelines", 2016, [])],
    ),
    (
        "ACOEM (2004), Chapter 9 Shoulder Complaints, pages 200, 214",
        [
            (
                *("ACOEM (2004), Chapter 9 Shoulder Complaints, pages 200, 214", "ACOEM", "Shoulder Complaints", 2004),
                [[200, 200], [214, 214]],
            )
        ],
    ),
    ("Knee Complaints 2004 says so", [("Knee Complaints 2004", "MTUS", "Knee Complaints", 2004, [])]),
    ("KNEE COMPLAINTS say so", [("KNEE COMPLAINTS", "MTUS", "KNEE COMPLAINTS", None, [])]),
    ("The ODG Knee Chapter says so", [("ODG Knee Chapter", "ODG", "Knee", None, [])]),
    ("MTUS (2016) KNEE COMPLAINTS", [("MTUS (2016) KNEE COMPLAINTS", "MTUS", "KNEE COMPLAINTS", 2016, [])]),
    (
        "see the chronic pain medical treatment guidelines",
        [("chronic pain medical treatment guidelines", "MTUS", "chronic pain medical treatment guidelines", None, [])],
    ),
    # words that are no chapter
    ("KNEE BRACE AND LOW BACK BRACE", []),
    ("the ODG knee brace", [("ODG", "ODG", None, None, [])]),
    ("his knee complaints go on", []),
    ("He has a brace.", []),
    ("", []),
    # what comes twice
    ("The ODG, and the ODG again", [("ODG", "ODG", None, None, [])]),
    (
        "ACOEM, page 2, and ACOEM, page 9",
        [("ACOEM, page 2", "ACOEM", None, None, [[2, 2]]), ("ACOEM, page 9", "ACOEM", None, None, [[9, 9]])],
    ),
    # the number of a chapter
    ("ACOEM Chapter 9, page 4, says so", [("ACOEM Chapter 9, page 4", "ACOEM", None, None, [[4, 4]])]),
    ("ACOEM Guidelines (Chapter 9, page 4)", [("ACOEM Guidelines (Chapter 9, page 4)", "ACOEM", None, None, [[4, 4]])]),
    (
        "the MTUS Knee Complaints, Chapter 9, page 4",
        [("MTUS Knee Complaints, Chapter 9, page 4", "MTUS", "Knee Complaints", None, [[4, 4]])],
    ),
    ("ACOEM Chapter 9 says so", [("ACOEM", "ACOEM", None, None, [])]),
    ("ACOEM and Chapter 9, page 4, of his novel", [("ACOEM", "ACOEM", None, None, [])]),
    ("ACOEM says so, see ACOEM Chapter 9, page 4", [("ACOEM Chapter 9, page 4", "ACOEM", None, None, [[4, 4]])]),
    ("ODG 2013 and ODG 2014", [("ODG 2013", "ODG", None, 2013, []), ("ODG 2014", "ODG", None, 2014, [])]),
    ("The ODG advises rest. So does the ODG Knee Chapter.", [("ODG Knee Chapter", "ODG", "Knee", None, [])]),
    (
        "The MTUS advises rest. So does the ODG Knee Chapter.",
        [("MTUS", "MTUS", None, None, []), ("ODG Knee Chapter", "ODG", "Knee", None, [])],
    ),
    (
        "The ODG Knee Chapter, or the ODG KNEE chapter",
        [("ODG Knee Chapter", "ODG", "Knee", None, [])],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CITED, ids=[row[0] or "empty" for row in CITED])
def test_read(text: str, expected: list[Cited]) -> None:
    found = read(text)
    assert [(text[one.start : one.end], one.source, one.title, one.year, one.pages) for one in found] == expected
    assert not any(one.sections for one in found)


@pytest.mark.parametrize(
    ("text", "adopted"), [("the MTUS Knee Complaints", True), ("the ACOEM Knee Complaints", False), ("the MTUS", False)]
)
def test_regulation(text: str, adopted: bool) -> None:
    (found,) = read(text)
    assert (found.regulation is not None) is adopted


def test_offsets_are_those_of_the_letter() -> None:
    text = "ACOEM has nothing. The ODG has a page on braces."
    (found,) = read(text, text.index("The"))
    assert (found.start, found.end) == (text.index("ODG"), text.index("ODG") + 3)


def test_nothing_after_the_rationale_is_read() -> None:
    text = "So says the ODG (2014)."
    (found,) = RATIONALES.read(text, text.lower(), 0, text.index(" (2014)"))
    assert (found.year, found.end) == (None, text.index(" (2014)"))
