"""Header tables: which value is whose. Tables of whole letters are in tests/components/test_sections.py and test_damage.py."""

from __future__ import annotations

import pytest

from imr_nlp.components.sections import SectionSegmenter
from imr_nlp.readers.headers import HeaderTable
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema_layouts import HeaderField, HeaderValue
from imr_nlp.text.letter import LetterText

ROWS = read_rows(["fragments.jsonl", "layouts.jsonl"], SectionSegmenter.row_types)
PRINTED = [row for row in select(ROWS, HeaderField) if not row.in_text]
TABLE = HeaderTable([*PRINTED, *select(ROWS, HeaderValue)], fragments_of(ROWS))

NUMBER, INJURY, DECIDED = {"case_number": "CM16-9900001"}, {"date_of_injury": "2014-01-02"}, {"decision_date": "2016-05-06"}
NO_NUMBER, NO_INJURY, NO_DECIDED = {"case_number": ""}, {"date_of_injury": ""}, {"decision_date": ""}

READ = [
    ("on a line", "Case Number: CM16-9900001\nDate of Injury: 1/2/2014", NUMBER | INJURY),
    ("values in front", "CM16-9900001\nCase Number:\n1/2/2014\nDate of Injury:", NUMBER | INJURY),
    ("in blocks", "Case Number:\nDate of Injury:\nCM16-9900001\n1/2/2014", NUMBER | INJURY),
    ("one date for two labels", "Date of Injury:\nDecision Date:\n1/2/2014", NO_INJURY | NO_DECIDED),
    ("one date for one label", "Case Number:\nDate of Injury:\n1/2/2014", NO_NUMBER | INJURY),
    ("a date before and one after", "1/2/2014\nDate of Injury:\nDecision Date:\n5/6/2016", NO_INJURY | NO_DECIDED),
    (
        "on the line of the second",
        "Date of Injury: Decision Date: 5/6/2016\nCase Number: CM16-9900001",
        NO_INJURY | DECIDED | NUMBER,
    ),
    ("a range is no date", "Date of Injury: 1/2/2014 - 3/4/2015", NO_INJURY),
    ("a range in words", "Date of Injury: 1/2/2014 to 3/4/2015\nDecision Date: 5/6/2016", NO_INJURY | DECIDED),
    ("letters for figures", "Decision Date: 5/6/2016\nDate of Injury: l/2/2O14", DECIDED | INJURY),
    ("letters for figures of a number", "Case Number: CMl6-99OOOOl", NUMBER),
    ("no such day", "Case Number: CM16-9900001 Decision Date: 13/45/2016", NUMBER | NO_DECIDED),
    ("strokes for a date", "Date of Injury:\nDecision Date:\n--\n5/6/2016", NO_INJURY | DECIDED),
    ("blacked out", "Date of Injury: [withheld]\nDecision Date: 5/6/2016", NO_INJURY | DECIDED),
    ("of a label that is unknown", "Date of Lunch: 1/2/2014\nDecision Date: 5/6/2016", DECIDED),
    ("the second time with its value", "Decision Date: [withheld]\nDecision Date: 5/6/2016", DECIDED),
    ("in small letters", "date of injury: 1/2/2014", {}),
    (
        "words end the table",
        "Decision Date: 5/6/2016\nHe lifted a heavy crate that morning and fell on his back.\n1/2/2014",
        DECIDED,
    ),
    ("nothing", "", {}),
]


@pytest.mark.parametrize(("table", "expected"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_read(table: str, expected: dict[str, str]) -> None:
    text = LetterText(table)
    end = len(text.flat)
    found = TABLE.read(text, TABLE.matches(text, 0, end), end)
    assert {one.field: one.value for one in found} == expected
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_places() -> None:
    """Of a value, or of the label whose value was not read."""
    text = LetterText("Case Number:\nDate of Injury:\n1/2/2014")
    found = TABLE.read(text, TABLE.matches(text, 0, len(text.flat)), len(text.flat))
    assert [text.flat[one.start : one.end] for one in found] == ["Case Number:", "1/2/2014"]
