"""Numbers of sessions, visits and treatments in a wording. Start with `CountReader.find`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from imr_nlp.normalize.numbers import number_value
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import is_bounded
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_findings import CountWord
from imr_nlp.text.clauses import WORDS

# How many words may stand between a number and what it counts.
_WORDS_BETWEEN = 4
_BEFORE_CHARACTERS = 90


class Count(NamedTuple):
    """A number of sessions: its value, and where it begins and ends with its unit."""

    value: int | float
    start: int
    end: int


class CountReader:
    """Reads numbers of sessions, by COUNT_WORD rows."""

    def __init__(self, rows: Iterable[Row]) -> None:
        found = select(rows, CountWord)
        self._units, self._ends = (
            frozenset(term for row in found if row.part == part for term in row.terms) for part in ("unit", "end")
        )

    def find(self, text: str) -> list[Count]:
        """The numbers of sessions in a wording in lower case: 12 for "twelve (12) visits", none for "2 times a week"."""
        found = []
        for unit in self._units:
            place = text.find(unit)
            while place >= 0:
                if is_bounded(text, place, place + len(unit)):
                    low = max(0, place - _BEFORE_CHARACTERS)
                    start = self._number(list(WORDS.finditer(text, low, place)))
                    value = None if start is None else number_value(text[start:place])
                    if start is not None and value is not None:
                        found.append(Count(value, start, place + len(unit)))
                place = text.find(unit, place + 1)
        return sorted(found, key=lambda count: count.start)

    def values(self, text: str) -> set[int | float]:
        """The numbers of sessions in a wording, without their places."""
        return {count.value for count in self.find(text)}

    @staticmethod
    def has(text: str, number: float) -> bool:
        """Whether a wording has a number, of whatever: "the twenty-four requested"."""
        return any(number_value(word.group()) == number for word in WORDS.finditer(text))

    def _number(self, words: list[re.Match[str]]) -> int | None:
        """Where the number begins that belongs to the unit after some words."""
        n, between = len(words) - 1, 0
        while n >= 0 and between <= _WORDS_BETWEEN:
            word = words[n].group()
            if word == ")" and n > 2 and words[n - 2].group() == "(":  # 12 (twelve)
                n -= 3
                continue
            if (word.isdecimal() and len(word) <= 3) or _is_number(word):
                while n > 0 and _is_number(words[n - 1].group()):
                    n -= 1
                return words[n].start()
            if word in self._ends or not word.replace("-", "").replace("'", "").isalpha():
                return None
            n, between = n - 1, between + 1
        return None


def _is_number(word: str) -> bool:
    """Whether a word alone is a number: "twelve", "twenty-four"; not "a"."""
    return word[0].isalpha() and len(word) > 2 and number_value(word) is not None and word not in ("once", "twice", "single")
