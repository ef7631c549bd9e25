"""Tables between the lines of a letter."""

from __future__ import annotations

import pytest

from imr_nlp.readers.table_lines import may_have_table, table_lines

# lines, which of them are those of a table
TABLES = [
    ("figures in the same columns", ["Drug Dose Count", "Norco 10 60", "Soma 350 30", "Refills were denied."], {0, 1, 2}),
    ("two lines that end in figures", ["Seen on 3/4/2016", "Norco was given twice, then 10"], set()),
    ("labels with dates", ["Date of Injury: 3/4/2015", "Date Assigned: 5/6/2016"], set()),
    ("strokes", ["Drug | Dose | Count", "Norco | ten | some", "Soma | low | few"], {0, 1, 2}),
    ("two rows with strokes", ["Drug | Dose | Count", "Norco | ten | some"], set()),
    ("text", ["The request was denied.", "It is not supported."], set()),
]


@pytest.mark.parametrize(("lines", "expected"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_table_lines(lines: list[str], expected: set[int]) -> None:
    assert table_lines(lines) == expected
    assert may_have_table(lines) or not expected
