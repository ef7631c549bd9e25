"""Dates to ISO 8601."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.normalize.dates import full_year, iso_date

DATES = [
    ("2016-11-03", "2016-11-03"),
    ("2016/11/3", "2016-11-03"),
    ("3-Nov-2016", "2016-11-03"),
    ("3-Nov-16", "2016-11-03"),
    ("3rd of November, 2016", "2016-11-03"),
    ("11/3/2016", "2016-11-03"),
    ("11/03/2016", "2016-11-03"),
    ("11/3/16", "2016-11-03"),
    ("11-3-16", "2016-11-03"),
    ("11-03-2016", "2016-11-03"),
    ("11/ 3/ 2016", "2016-11-03"),
    ("11 / 3 / 2016", "2016-11-03"),
    ("11/3/\n2016", "2016-11-03"),  # wrapped
    ("  11/3/2016  ", "2016-11-03"),
    ("11/3/2016, denied", "2016-11-03"),
    ("11/3/16.", "2016-11-03"),
    # years of two digits: 00-29 are 20xx, 30-99 are 19xx
    ("1/1/00", "2000-01-01"),
    ("1/1/29", "2029-01-01"),
    ("1/1/30", "1930-01-01"),
    ("1/1/99", "1999-01-01"),
    # written out
    ("November 3, 2016", "2016-11-03"),
    ("November 03, 2016", "2016-11-03"),
    ("November 3,2016", "2016-11-03"),  # the header table has it, and its pattern matches it
    ("November 3 2016", "2016-11-03"),
    ("November 3rd, 2016", "2016-11-03"),
    ("Nov. 3, 2016", "2016-11-03"),
    ("Nov 3, 2016", "2016-11-03"),
    ("november 3, 2016", "2016-11-03"),
    ("NOVEMBER 3, 2016", "2016-11-03"),
    ("Sept. 9, 2015", "2015-09-09"),
    ("September\n9, 2015", "2015-09-09"),
    ("May 1st, 2015", "2015-05-01"),
    ("3 November 2016", "2016-11-03"),
    ("3rd Nov 2016", "2016-11-03"),
    # month and year, year
    ("11/2016", "2016-11"),
    ("3/07", "2007-03"),
    ("03/98", "1998-03"),
    ("November 2016", "2016-11"),
    ("November, 2016", "2016-11"),
    ("Nov. 2016", "2016-11"),
    ("2016", "2016"),
    ("2016 and later", "2016"),
    # as printed, also impossible ones
    ("12/09/3026", "3026-12-09"),
    ("2/31/2016", "2016-02-31"),
    # no date
    ("", None),
    ("   ", None),
    ("13/3/2016", None),
    ("0/3/2016", None),
    ("11/32/2016", None),
    ("11/0/2016", None),
    ("13/2016", None),
    ("Noun 3, 2016", None),
    ("denied", None),
    ("on 11/3/2016", None),  # not at the beginning
    ("20166", None),
    ("7", None),
]


@pytest.mark.parametrize(("text", "expected"), DATES, ids=[repr(text) for text, _ in DATES])
def test_iso_date(text: str, expected: str | None) -> None:
    assert iso_date(text) == expected


@pytest.mark.parametrize(
    ("year", "expected"), [(0, 2000), (16, 2016), (29, 2029), (30, 1930), (99, 1999), (100, 100), (1987, 1987), (3026, 3026)]
)
def test_full_year(year: int, expected: int) -> None:
    assert full_year(year) == expected


@given(st.text(max_size=30) | st.from_regex(r"\A[0-9/ -]{1,14}\Z"))
def test_any_text(text: str) -> None:
    value = iso_date(text)
    assert value is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII)


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2029, 12, 31)))
def test_every_form_of_a_date(value: date) -> None:
    month, day, year = value.month, value.day, value.year
    for text in (
        f"{month}/{day}/{year}",
        f"{month:02d}-{day:02d}-{year}",
        f"{month}/{day}/{year % 100:02d}",
        value.strftime("%B ") + f"{day}, {year}",
        f"{day} " + value.strftime("%b. ") + f"{year}",
    ):
        assert iso_date(text) == value.isoformat()
