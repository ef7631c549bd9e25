"""Dates in running text, with hyphens that the extractor lost."""

from __future__ import annotations

import pytest

from imr_nlp.readers.case_dates import find_dates, read_date

DATES = [
    ("2-14-2015", "2015-02-14"),
    ("2/14/15", "2015-02-14"),
    ("2/14/ 2015", "2015-02-14"),
    ("02-142015", "2015-02-14"),
    ("0214-15", "2015-02-14"),
    ("0214-2015", "2015-02-14"),
    ("2-1415", "2015-02-14"),
    ("2-415", "2015-02-04"),
    ("214-15", "2015-02-14"),
    ("february 14, 2015", "2015-02-14"),
    ("feb. 14 2015", "2015-02-14"),
    ("february 14th, 2015", "2015-02-14"),
    ("14th of february 2015", "2015-02-14"),
    ("february of 2015", "2015-02"),
    ("february 2015", "2015-02"),
    ("2/2015", "2015-02"),
    ("2015-02-14", "2015-02-14"),
    ("2-14-3015", "3015-02-14"),
]


@pytest.mark.parametrize(("text", "expected"), DATES, ids=[text for text, _ in DATES])
def test_date(text: str, expected: str) -> None:
    sentence = f"seen on {text} for pain"
    (found,) = find_dates(sentence)
    assert sentence[found.start : found.end] == text
    assert found.value == read_date(text) == expected


@pytest.mark.parametrize("text", ["10/325 mg", "8-10/10", "l4-5", "5-325", "1-2 tabs", "may be 2015 or later", "30.5/30/16mg"])
def test_no_date(text: str) -> None:
    assert find_dates(f"takes {text} daily") == []
