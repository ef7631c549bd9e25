"""Dates as the letters write them, to ISO 8601."""

from __future__ import annotations

import re
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{4}|\d{2})(?!\d)")
_WRITTEN = re.compile(r"([A-Za-z]{3})[A-Za-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{4})(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3})[A-Za-z]*\.?\s*,?\s+(\d{4})(?!\d)")
_MONTH_YEAR = re.compile(r"([A-Za-z]{3})[A-Za-z]*\.?\s*,?\s+(\d{4})(?!\d)")
_NUMERIC_MONTH_YEAR = re.compile(r"(\d{1,2})\s*/\s*(\d{4}|\d{2})(?!\d)")
_YEAR = re.compile(r"(\d{4})(?!\d)")


def full_year(year: int) -> int:
    """Four digits for a year of two: 00-29 is 20xx, 30-99 is 19xx.

    >>> full_year(16), full_year(98), full_year(2016)
    (2016, 1998, 2016)
    """
    if year >= 100:
        return year
    return year + (2000 if year < 30 else 1900)


@lru_cache(maxsize=4096)
def iso_date(text: str) -> str | None:
    """A date in ISO form, as printed: an impossible year stays, a thirteenth month is no date.

    text (str): a date, month and year, or year at the beginning of the text.
    RETURNS (str | None): "2016-11-03", "2016-11" or "2016"; None if `text` begins with no date.

    >>> iso_date("11-3-16"), iso_date("November 3, 2016"), iso_date("3/07"), iso_date("12/09/3026")
    ('2016-11-03', '2016-11-03', '2007-03', '3026-12-09')
    """
    text = text.strip()
    if match := _NUMERIC.match(text):
        return _iso(match[3], match[1], match[2])
    if match := _WRITTEN.match(text):
        return _iso(match[3], match[1], match[2])
    if match := _DAY_FIRST.match(text):
        return _iso(match[3], match[2], match[1])
    if match := _MONTH_YEAR.match(text):
        return _iso(match[2], match[1], None)
    if match := _NUMERIC_MONTH_YEAR.match(text):
        return _iso(match[2], match[1], None)
    if match := _YEAR.match(text):
        return match[1]
    return None


def _iso(year: str, month: str, day: str | None) -> str | None:
    if month.isdigit():
        number = int(month)
    elif month.lower() in _MONTHS:
        number = _MONTHS.index(month.lower()) + 1
    else:
        return None
    if not 1 <= number <= 12 or (day is not None and not 1 <= int(day) <= 31):
        return None
    head = f"{full_year(int(year)):04d}-{number:02d}"
    return head if day is None else f"{head}-{int(day):02d}"
