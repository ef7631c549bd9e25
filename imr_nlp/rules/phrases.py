"""`PhraseIndex`: names by the thousand, found in one pass over a text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Generic, TypeVar

from imr_nlp.normalize import collapse
from imr_nlp.rules.ruleset import Match, automaton_of, is_bounded
from imr_nlp.rules.schema import Row

R = TypeVar("R", bound=Row)
# The shortest name that is known although a number follows without a blank.
_GLUED_CHARACTERS = 4


class PhraseIndex(Generic[R]):
    """The `terms`, `forms` and `misspellings` of rows: names by the thousand, each row found by its longest name.

    rows (Iterable[Row]): rows with `terms`.
    before_numbers (bool): whether a number may follow without a blank ("Norco10/325mg").
    """

    def __init__(self, rows: Iterable[R], *, before_numbers: bool = False) -> None:
        self._rows = list(rows)
        self._before_numbers = before_numbers

    @cached_property
    def _screen(self) -> Any:
        words: dict[str, tuple[int, R]] = {}
        for row in self._rows:
            for term in (*getattr(row, "terms", ()), *getattr(row, "forms", ()), *getattr(row, "misspellings", ())):
                word = collapse(term.lower().replace("\u2019", "'"))
                words.setdefault(word, (len(word), row))
        return automaton_of(words)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Match[R]]:
        """Names in a range of a text.

        text (str): lower case, single blanks.
        RETURNS (list[Match]): ascending; the longest at each place, none that overlaps one before.
        """
        automaton = self._screen
        if automaton is None:
            return []
        longest: dict[int, tuple[int, R]] = {}
        for offset, (length, row) in automaton.iter(text[start : len(text) if end is None else end]):
            last = start + offset + 1
            first = last - length
            if first in longest and longest[first][0] >= last:
                continue
            if is_bounded(text, first, last) or (self._before_numbers and _is_glued(text, first, last)):
                longest[first] = (last, row)
        found, reach = [], 0
        for first in sorted(longest):
            if first >= reach:
                reach, row = longest[first]
                found.append(Match(row, first, reach))
        return found


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether a name of some length runs into a number."""
    if end - start < _GLUED_CHARACTERS or end >= len(text) or not text[end].isdigit() or not text[end - 1].isalpha():
        return False
    return is_bounded(text, start, start)
