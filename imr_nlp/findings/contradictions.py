"""What two wordings of one thing must have in common: counts of services, quantities and strengths.

Pure text logic over lower-case text; `imr_nlp.components.findings` says what is compared with what.
"""

from __future__ import annotations

import re

from imr_nlp.normalize.doses import strengths
from imr_nlp.normalize.numbers import FIGURES, NUMBER_WORD, number_value

_NUMBER = re.compile(rf"{FIGURES}|\b{NUMBER_WORD}")
_COUNTED = ("sessions", "visits", "treatments")
_COUNT = re.compile(
    rf"(?<![\w/.,-])(?P<number>\d{{1,3}}|{NUMBER_WORD})(?:\s+\(\d+\))?\s+"
    r"(?!times|x\b|weeks?|days?|months?|hours?|per\b|of\b|more weeks)(?:(?!times|per|over|and|for|to|or)[a-z'-]+\s+){0,4}?"
    r"(?:sessions|visits|treatments)\b"
)


def counts(text: str) -> set[int | float]:
    """Numbers of sessions, visits or treatments.

    text (str): lower case.
    RETURNS (set[int | float]): {12} for "twelve physical therapy sessions"; rates ("2 times a week") are none.
    """
    if not any(unit in text for unit in _COUNTED):
        return set()
    values = (number_value(match["number"]) for match in _COUNT.finditer(text))
    return {value for value in values if value is not None}


def quantity(text: str) -> int | float | None:
    """The number in the wording of a quantity ("#60", "60 tablets", "sixty"), None if there is not exactly one."""
    found = {number_value(words) for words in _NUMBER.findall(text.lower())}
    return next(iter(found)) if len(found) == 1 else None


def strength(text: str) -> tuple[float, ...]:
    """The numbers of a strength, in order: (10, 325) for "10/325 mg" and "10-325mg"."""
    return tuple(value.value for value in strengths(text))


def lost_digit(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two strengths of a combination are the same but for a nought lost in the first number (1-325 for 10-325)."""
    if len(one) != 2 or len(other) != 2 or one[1] != other[1]:
        return False
    small, large = sorted((one[0], other[0]))
    return small > 0 and large == small * 10
