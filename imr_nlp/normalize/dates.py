"""Dates as the letters write them, to ISO 8601."""

from __future__ import annotations

import re
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A word, a number, or what stands between the numbers of a date.
_PART = re.compile(r"[a-z]+|\d+|(?<=\d)[/.-]|(?<=\d )[/-]")
_ORDINALS = frozenset(("st", "nd", "rd", "th", "of"))
_LONGEST = 40


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
    text = text.strip().lower()[:_LONGEST]
    parts = [part for part in _PART.findall(text) if part not in _ORDINALS]
    kinds = "".join("d" if part[0].isdigit() else "w" if part[0].isalpha() else "s" for part in parts)
    if not text[:1].isalnum():
        return None
    if kinds.startswith("dsdsd") and parts[1] == parts[3] and len(parts[0]) == 4 and len(parts[2]) <= 2 and len(parts[4]) <= 2:
        return _iso(parts[0], parts[2], parts[4])
    if kinds.startswith("dsdsd") and parts[1] == parts[3] and len(parts[2]) <= 2 and len(parts[4]) in (2, 4):
        return _iso(parts[4], parts[0], parts[2])
    if kinds.startswith("wdd") and len(parts[1]) <= 2 and len(parts[2]) == 4:
        return _iso(parts[2], parts[0], parts[1])
    if kinds.startswith("dswd") and len(parts[0]) <= 2 and len(parts[3]) in (2, 4):  # 3-Nov-2016
        return _iso(parts[3], parts[2], parts[0])
    if kinds.startswith("dwd") and len(parts[0]) <= 2 and len(parts[2]) == 4:
        return _iso(parts[2], parts[1], parts[0])
    if kinds.startswith("wd") and len(parts[1]) == 4:
        return _iso(parts[1], parts[0], None)
    if kinds.startswith("dsd") and parts[1] == "/" and len(parts[2]) in (2, 4):
        return _iso(parts[2], parts[0], None)
    return parts[0] if kinds.startswith("d") and len(parts[0]) == 4 else None


def _iso(year: str, month: str, day: str | None) -> str | None:
    if month.isdigit():
        number = int(month)
    elif month[:3] in _MONTHS:
        number = _MONTHS.index(month[:3]) + 1
    else:
        return None
    if not 1 <= number <= 12 or (day is not None and not 1 <= int(day) <= 31):
        return None
    head = f"{full_year(int(year)):04d}-{number:02d}"
    return head if day is None else f"{head}-{int(day):02d}"
