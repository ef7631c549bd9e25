"""Dates inside running text, also those whose hyphen the extractor lost at a line end ("10-282016" for 10-28-2016)."""

from __future__ import annotations

import re
from typing import NamedTuple

from imr_nlp.normalize.dates import iso_date

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
# For text in lower case. The order counts: the most complete form first.
_DATE = re.compile(
    r"(?<!\w)(?:(?=\d)(?:(?<![\d/.-])(?:(?:\d{1,2}\s?/\s?\d{1,2}\s?/|\d{1,2}\s?-\s?\d{1,2}\s?-)\s?(?:\d{4}|\d{2})(?![\d/%])"
    r"|\d{1,2}-\d{3,6}(?![\d/%-])|\d{3,4}-(?:\d{4}|\d{2})(?![\d/%-]))"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+(?:19|20)\d{{2}}(?!\d)"
    r"|(?<![\d/.-])(?:(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}(?![\d/-])|(?:19|20)\d{2}-\d{2}-\d{2}(?![\d/-])))"
    rf"|(?=[jfmasond]){_MONTH}\.?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s*)?(?:of\s+)?(?:19|20|30)\d{{2}}(?!\d))"
)
_LAST_YEAR = 24


class FoundDate(NamedTuple):
    """A date in a text: its place and the ISO date."""

    start: int
    end: int
    value: str


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """The dates between two offsets of a text in lower case, in order.

    >>> find_dates("seen on 10-282016 and november 3, 2016")
    [FoundDate(start=8, end=17, value='2016-10-28'), FoundDate(start=22, end=38, value='2016-11-03')]
    """
    found = (
        FoundDate(*match.span(), value)
        for match in _DATE.finditer(text, start, len(text) if end is None else end)
        if (value := read_date(match.group())) is not None
    )
    return list(found)


def read_date(text: str) -> str | None:
    """A date in ISO form, a lost hyphen put back where only one place is possible.

    text (str): a date as `find_dates` finds it.
    RETURNS (str | None): ISO date; None if it is none.

    >>> read_date("10-282016"), read_date("1020-16"), read_date("11-416"), read_date("November 3, 2016")
    ('2016-10-28', '2016-10-20', '2016-11-04', '2016-11-03')
    """
    parts = text.strip().split("-")
    if len(parts) == 3 and len(parts[0]) == 4:
        return iso_date(f"{parts[1]}/{parts[2]}/{parts[0]}")
    if len(parts) != 2 or not (parts[0] + parts[1]).isdigit():
        return iso_date(text.strip().replace(" of ", " "))
    first, second = parts
    if len(first) > 2:  # 1020-16
        cut = 1 if len(first) == 3 else 2
        return iso_date(f"{first[:cut]}/{first[cut:]}/{second}")
    # A year of four digits leaves one or two for the day, a year of two as well.
    year = second[-4:] if len(second) >= 5 else second[-2:]
    if len(year) == 2 and int(year) > _LAST_YEAR:  # 10-325 is a strength
        return None
    return iso_date(f"{first}/{second[: -len(year)]}/{year}")
