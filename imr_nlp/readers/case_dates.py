"""Dates inside running text, also those whose hyphen the extractor lost at a line end ("10-282016" for 10-28-2016)."""

from __future__ import annotations

import re

from imr_nlp.normalize.dates import iso_date

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
# For text in lower case. The order counts: the most complete form first.
DATE = (
    r"(?<!\w)(?=[\djfmasond])(?:(?<![\d/.-])(?:\d{1,2}\s?/\s?\d{1,2}\s?/|\d{1,2}\s?-\s?\d{1,2}\s?-)\s?(?:\d{4}|\d{2})(?![\d/%])"
    r"|(?<![\d/.-])\d{1,2}-\d{3,6}(?![\d/%-])|(?<![\d/.-])\d{3,4}-(?:\d{4}|\d{2})(?![\d/%-])"
    rf"|\b{_MONTH}\.?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s*)?(?:of\s+)?(?:19|20|30)\d{{2}}(?!\d)"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+(?:19|20)\d{{2}}(?!\d)"
    r"|(?<![\d/.-])(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}(?![\d/-])|(?<![\d/.-])(?:19|20)\d{2}-\d{2}-\d{2}(?![\d/-]))"
)
_LAST_YEAR = 24
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_FIRST_HYPHEN_KEPT = re.compile(r"(\d{1,2})-(\d{3,6})")
_SECOND_HYPHEN_KEPT = re.compile(r"(\d{3,4})-(\d{4}|\d{2})")
_ORDINAL_OF = re.compile(r"(?<=\d)(?:st|nd|rd|th)?\s+of\s+|(?<=[a-z.])\s+of\s+(?=\d)")


def read_date(text: str) -> str | None:
    """A date in ISO form, a lost hyphen put back where only one place is possible.

    text (str): a date as `DATE` matches it.
    RETURNS (str | None): ISO date; None if it is none.

    >>> read_date("10-282016"), read_date("1020-16"), read_date("11-416"), read_date("November 3, 2016")
    ('2016-10-28', '2016-10-20', '2016-11-04', '2016-11-03')
    """
    text = text.strip()
    if match := _YEAR_FIRST.fullmatch(text):
        return iso_date(f"{match[2]}/{match[3]}/{match[1]}")
    if match := _FIRST_HYPHEN_KEPT.fullmatch(text):
        digits = match[2]
        # A year of four digits leaves one or two for the day, a year of two as well.
        year = digits[-4:] if len(digits) >= 5 else digits[-2:]
        if len(year) == 2 and int(year) > _LAST_YEAR:  # 10-325 is a strength
            return None
        return iso_date(f"{match[1]}/{digits[: -len(year)]}/{year}")
    if match := _SECOND_HYPHEN_KEPT.fullmatch(text):
        digits, year = match.groups()
        month = digits[:1] if len(digits) == 3 else digits[:2]
        return iso_date(f"{month}/{digits[len(month) :]}/{year}")
    return iso_date(_ORDINAL_OF.sub(" ", text))
