"""Rows tried in order at one place: `OrderedRules`, for what stands beside something already found.

A `RuleSet` finds all matches of all rows in a text; here one expression holds all rows, and the first that matches counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from typing_extensions import NamedTuple  # generic ones, in Python 3.10 too

from imr_nlp.rules.expressions import compiled, expression_of, not_after, not_before
from imr_nlp.rules.fragments import INSIDE_WORD, bounded
from imr_nlp.rules.ruleset import BEFORE_CHARACTERS
from imr_nlp.rules.schema import Row

R = TypeVar("R", bound=Row)

# How far from an offset `near` looks at most.
FARTHEST = 14
# The group of a pattern that is what is meant, where the pattern holds more.
_VALUE = "value"


class Place(NamedTuple, Generic[R]):
    """Where a row matches: `start` and `end` of what is meant (the group `value`, if the pattern has one), `last` of it all."""

    row: R
    start: int
    end: int
    last: int


class OrderedRules(Generic[R]):
    """Rows with `terms` or a `pattern`, of which the first that matches at a place counts."""

    def __init__(self, rows: Iterable[R], fragments: Mapping[str, str] | None = None) -> None:
        self._rows = list(rows)
        self._fragments = fragments or {}

    def __bool__(self) -> bool:
        return bool(self._rows)

    @cached_property
    def _alternatives(self) -> str:
        return "|".join(f"(?P<r{n}>{self._expression(n)})(?!{INSIDE_WORD})" for n in range(len(self._rows))) or "(?!)"

    @cached_property
    def _union(self) -> re.Pattern[str]:
        return compiled(rf"(?!{INSIDE_WORD})(?:{self._alternatives})", *self._rows)

    @cached_property
    def _near(self) -> re.Pattern[str]:
        """One expression for all distances, since compiling it takes long; what it finds farther off does not count."""
        return compiled(rf"(?s:.{{0,{FARTHEST}}}?)(?!{INSIDE_WORD})(?:{self._alternatives})", *self._rows)

    @cached_property
    def _around(self) -> list[tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
        """For each row what must not stand in front of and after a match."""
        after = [not_after(row, self._fragments) for row in self._rows]
        return [
            (not_before(row, self._fragments), compiled(text, row) if text else None)
            for row, text in zip(self._rows, after, strict=True)
        ]

    def match(self, text: str, start: int, end: int) -> Place[R] | None:
        """The first row that matches at an offset of a text in lower case, up to another offset."""
        match = self._union.match(text, start, end)
        return None if match is None else self._allowed(match, end)

    def fullmatch(self, text: str, start: int, end: int) -> bool:
        """Whether a row matches a range as a whole."""
        return self._union.fullmatch(text, start, end) is not None

    def near(self, text: str, start: int, end: int, distance: int) -> Place[R] | None:
        """The first match that begins within some characters of an offset, of which there may be `FARTHEST`."""
        stop = start + distance
        while start <= stop and (match := self._near.match(text, start, end)) is not None:
            if match.start(match.lastgroup or 0) > stop:
                return None
            if (place := self._allowed(match, end)) is not None:
                return place
            start = match.start(match.lastgroup or 0) + 1
        return None

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Place[R]]:
        """Matches from left to right, none overlapping another."""
        end = len(text) if end is None else end
        while (match := self._union.search(text, start, end)) is not None:
            place = self._allowed(match, end)
            if place is not None:
                yield place
            start = max(match.start() + 1 if place is None else place.end, start + 1)

    def _allowed(self, match: re.Match[str], end: int) -> Place[R] | None:
        """A match with its row, unless what stands around it excludes that; then the rows after it are tried."""
        group = match.lastgroup or "r0"
        number = int(group[1:])
        text, start = match.string, match.start(group)
        last = match.end(group)
        while not self._fits(number, text, start, last, end):
            number += 1
            while number < len(self._rows) and self._singles[number].match(text, start, end) is None:
                number += 1
            if number == len(self._rows):
                return None
            match = self._singles[number].match(text, start, end) or match
            last = match.end()
        if (value := f"of{number}_{_VALUE}") in match.re.groupindex:
            first, after = match.span(value)
            return Place(self._rows[number], first, after, last)
        return Place(self._rows[number], start, last, last)

    def _fits(self, number: int, text: str, start: int, last: int, end: int) -> bool:
        before, after = self._around[number]
        if before is not None and before.search(text, max(0, start - BEFORE_CHARACTERS), start) is not None:
            return False
        return after is None or after.match(text, last, end) is None

    @cached_property
    def _singles(self) -> list[re.Pattern[str]]:
        return [compiled(bounded(self._expression(n)), row) for n, row in enumerate(self._rows)]

    def _expression(self, number: int) -> str:
        # Several rows may have a group of one name.
        return expression_of(self._rows[number], self._fragments).replace("(?P<", f"(?P<of{number}_")
