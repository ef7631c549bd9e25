"""What belongs to pages and not to the letter; whole letters are in tests/components/test_damage.py."""

from __future__ import annotations

import pytest

from imr_nlp.components.sections import SectionSegmenter
from imr_nlp.readers.furniture import FurnitureReader
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.text.letter import LetterText

ROWS = read_rows(["fragments.jsonl", "layouts.jsonl", "furniture.jsonl"], SectionSegmenter.row_types)
FRAGMENTS = fragments_of(ROWS)
READER = FurnitureReader(ROWS, FRAGMENTS)
PATTERNS = RuleSet(READER.patterns, FRAGMENTS)
FOOT = "Final Determination Letter for IMR Case Number CM16-9900001"


def left_out(text: str) -> list[str]:
    letter = LetterText(text)
    return [text[edit.start : edit.end] for edit in READER.edits(letter, PATTERNS.find(letter.lower))]


LINES = [
    ("says that it is a page", "She walks.\nPage 2 of 5\nHe lifts.", ["Page 2 of 5"]),
    ("at a page's beginning", "She walks.\n\f3\nHe lifts.", ["3"]),
    ("at a page's end", "She walks.\n- 2 -\n\fHe lifts.", ["- 2 -"]),
    ("numbers that count on", "She walks.\n2\nHe lifts.\n3\nShe sits.", ["2", "3"]),
    ("numbers that do not", "She walks.\n2\nHe lifts.\n7\nShe sits.", []),
    ("a pain score", "Pain is\n7/10\ntoday.", []),
    ("the end of a citation", "See the guideline,\npage 29.\nHe lifts.", []),
    ("a foot", f"She walks.\n{FOOT}\nHe lifts.", [FOOT]),
    ("a foot with its page", f"She walks.\n{FOOT} Page 3\nHe lifts.", [f"{FOOT} Page 3"]),
    (
        "a foot without its words",
        "She walks.\nIMR Determination - CM16-9900555\nHe lifts.",
        ["IMR Determination - CM16-9900555"],
    ),
    (
        "a fax on a weekday",
        "She walks.\n05/12/2016 THU 10:14 FAX 555 0101 -> 006/014\nHe lifts.",
        ["05/12/2016 THU 10:14 FAX 555 0101 -> 006/014"],
    ),
    (
        "a fax with a stop in its page",
        "She walks.\nOCT-12-2016 09:14 From:Clinic To:5550142 P.4/9\nHe lifts.",
        ["OCT-12-2016 09:14 From:Clinic To:5550142 P.4/9"],
    ),
    ("confidential", "She walks.\nCONFIDENTIAL MEDICAL RECORD\nHe lifts.", ["CONFIDENTIAL MEDICAL RECORD"]),
    ("its words in a sentence", f"He has read the {FOOT} today.", []),
    ("nothing", "", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_lines(text: str, expected: list[str]) -> None:
    assert left_out(text) == expected


HEADS = "".join(f"\fRe: Jane Roe, sheet {n}\nThe {w} is stiff.\n" for n, w in enumerate(("neck", "wrist", "knee", "hip"), 1))


def test_running_heads() -> None:
    """What stands at the edge of page after page, its figures aside, and nowhere else."""
    assert left_out(f"Begin.\n{HEADS}") == [f"Re: Jane Roe, sheet {n}" for n in range(1, 5)]
    assert left_out(f"Begin.\n{HEADS}".replace("\f", "")) == []
    assert left_out(f"Begin.\nRe: Jane Roe, sheet 9\nThe back is stiff.\n{HEADS}") == []


PARTS = ("knee", "hip", "neck", "wrist", "elbow", "foot", "hand", "back", "jaw")
PAGE = "".join(f"Line {n} of these notes is about the {part} and how it fared all week.\n" for n, part in enumerate(PARTS))


def test_page_that_comes_twice() -> None:
    assert left_out(f"Begin.\n\f{PAGE}\fShe walks.\n\f{PAGE}End.\n") == [PAGE.rstrip()]
    # Where no page begins the same words may be meant twice, as those of a few lines may.
    assert left_out(f"Begin.\n{PAGE}She walks.\n{PAGE}End.\n") == []
    few = "".join(PAGE.splitlines(keepends=True)[:5])
    assert left_out(f"Begin.\n\f{few}\fShe walks.\n\f{few}End.\n") == []
