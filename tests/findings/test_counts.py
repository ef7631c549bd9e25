"""Numbers of sessions in a wording."""

from __future__ import annotations

import pytest

from imr_nlp.findings.counts import CountReader
from imr_nlp.rules.load import read_rows
from imr_nlp.rules.schema_findings import FINDING_ROWS

READER = CountReader(read_rows(["findings.jsonl"], FINDING_ROWS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 visits", [12]),
        ("twelve (12) physical therapy sessions", [12]),
        ("12 (twelve) visits", [12]),
        ("twenty-four treatments", [24]),
        ("six sessions, then 8 more visits", [6, 8]),
        ("the 10 additional pool therapy visits", [10]),
        ("3 per week and six visits", [6]),
        ("2 times a week for 12 visits", [12]),
        # A rate, a range, a time and what is no session.
        ("2 times a week", []),
        ("2-3 visits", []),
        ("4 weeks of visits", []),
        ("12 tablets", []),
        ("visits", []),
        ("a visit", []),
        ("revisits 12", []),
    ],
)
def test_counts(text: str, expected: list[int]) -> None:
    assert [count.value for count in READER.find(text)] == expected


def test_places() -> None:
    text = "the request for 12 (twelve) visits is excessive"
    (count,) = READER.find(text)
    assert text[count.start : count.end] == "12 (twelve) visits"
