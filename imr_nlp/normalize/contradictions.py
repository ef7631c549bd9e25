"""What two wordings of one thing must have in common: counts of services, strengths, sides and parts of the body.

Pure text logic over lower-case text; `imr_nlp.components.findings` says what is compared with what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
)
NUMBER_WORDS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_WORDS, start=1)},
    "twenty": 20,
    "twenty-four": 24,
    "thirty": 30,
    "thirty-six": 36,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
    "one hundred twenty": 120,
    "one hundred and twenty": 120,
}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_COUNT = re.compile(
    rf"(?<![\w/.,-])(?P<number>\d{{1,3}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})(?:\s+\(\d+\))?\s+"
    r"(?!times|x\b|weeks?|days?|months?|hours?|per\b|of\b|more weeks)(?:(?!times|per|over|and|for|to|or)[a-z'-]+\s+){0,4}?"
    r"(?:sessions|visits|treatments)\b"
)
_SIDES = re.compile(r"\b(left|right|bilateral)\b(?!\s+(?:now|away|to\b))")


def counts(text: str) -> set[int]:
    """Numbers of sessions, visits or treatments.

    text (str): lower case.
    RETURNS (set[int]): {12} for "twelve physical therapy sessions"; rates ("2 times a week") are none.
    """
    return {number(match["number"]) for match in _COUNT.finditer(text)}


def number(words: str) -> int:
    """A number in digits or words.

    >>> number("twelve"), number("#60")
    (12, 60)
    """
    if words in NUMBER_WORDS:
        return NUMBER_WORDS[words]
    digits = re.sub(r"\D", "", words)
    return int(digits) if digits else 0


def quantity(text: str) -> int | None:
    """The number in the wording of a quantity ("#60", "60 tablets", "sixty"), None if there is not exactly one."""
    lower = text.lower()
    found = {int(float(value.replace(",", ""))) for value in _NUMBER.findall(lower)}
    found |= {NUMBER_WORDS[word] for word in re.findall(r"[a-z]+(?:-[a-z]+)?", lower) if word in NUMBER_WORDS}
    return next(iter(found)) if len(found) == 1 else None


def strength(text: str) -> tuple[float, ...]:
    """The numbers of a strength, in order: (10.0, 325.0) for "10/325 mg" and "10-325mg"."""
    return tuple(float(value.replace(",", "")) for value in _NUMBER.findall(text))


def lost_digit(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two strengths of a combination are the same but for a nought lost in the first number (1-325 for 10-325)."""
    if len(one) != 2 or len(other) != 2 or one[1] != other[1]:
        return False
    small, large = sorted((one[0], other[0]))
    return small > 0 and large == small * 10


def sides(text: str) -> set[str]:
    """The sides that a wording names: left, right; both for bilateral."""
    found = set(_SIDES.findall(text))
    return {"left", "right"} if "bilateral" in found else found


def regions(text: str, pattern: re.Pattern[str], names: Mapping[str, str]) -> set[str]:
    """Regions of the body that a wording names.

    text (str): lower case.
    pattern (re.Pattern): finds the terms in `names`.
    names (Mapping[str, str]): term to region; several regions are joined by "|".
    """
    return {region for term in pattern.findall(text) for region in names[" ".join(term.split())].split("|")}


def one_of_each(one: Iterable[object], other: Iterable[object]) -> bool:
    """Whether both sides name exactly one value and the values differ."""
    first, second = set(one), set(other)
    return len(first) == len(second) == 1 and first != second
