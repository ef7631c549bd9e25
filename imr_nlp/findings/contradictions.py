"""What two wordings of one thing must have in common: counts of services, quantities and strengths.

Pure text logic over lower-case text; `imr_nlp.components.findings` says what is compared with what.
"""

from __future__ import annotations

import re

from imr_nlp.normalize.doses import Strength, strengths
from imr_nlp.normalize.numbers import FIGURES, NUMBER_WORD, number_value

_NUMBER = re.compile(rf"{FIGURES}|\b{NUMBER_WORD}")
_COUNTED = ("sessions", "visits", "treatments")
_COUNT = re.compile(
    rf"(?<![\w/.,-])(?P<number>\d{{1,3}}|{NUMBER_WORD})(?:\s+\(\d+\))?\s+"
    r"(?!times|x\b|weeks?|days?|months?|hours?|per\b|of\b|more weeks)(?:(?!times|per|over|and|for|to|or)[a-z'-]+\s+){0,4}?"
    r"(?:sessions|visits|treatments)\b"
)
_SALT = 0.101
_MILLIGRAMS = {"mg": 1, "mcg": 0.001, "g": 1000}


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


def strengths_differ(one: tuple[Strength, ...], other: tuple[Strength, ...]) -> bool:
    """Whether two strengths of a drug are different ones: told with as many numbers, in comparable units.

    Differences of a tenth are left out: 500 mg of a base and 550 mg of its salt are one dose.

    >>> strengths_differ(strengths("10/325 mg"), strengths("5-325mg"))
    True
    >>> strengths_differ(strengths("0.5 mg"), strengths("500mcg")), strengths_differ(strengths("1%"), strengths("75 mg"))
    (False, False)
    """
    if not one or len(one) != len(other):
        return False
    pairs = [(_in_milligrams(first), _in_milligrams(second)) for first, second in zip(one, other, strict=True)]
    if any(None not in (first[1], second[1]) and first[1] != second[1] for first, second in pairs):
        return False
    return any(abs(first[0] - second[0]) > _SALT * max(first[0], second[0]) for first, second in pairs)


def _in_milligrams(strength: Strength) -> tuple[float, str | None]:
    """A number of a strength in one unit for all weights; per unit of volume or time where that is told."""
    factor = _MILLIGRAMS.get(strength.unit or "")
    unit = strength.unit if factor is None else "mg"
    value = strength.value * (factor or 1)
    if strength.per_unit is None:
        return value, unit
    return value / (strength.per_value or 1), f"{unit}/{strength.per_unit}"


def lost_digit(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two strengths of a combination are the same but for a nought lost in the first number (1-325 for 10-325)."""
    if len(one) != 2 or len(other) != 2 or one[1] != other[1]:
        return False
    small, large = sorted((one[0], other[0]))
    return small > 0 and large == small * 10
