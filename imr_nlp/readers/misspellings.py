"""Misspelt drugs: in a list of drugs or half of a compound, words that are one letter from a name.

Start with `Misspellings.find`. Elsewhere a word is what it is: what looks like a name is mostly none. Offsets are those of the
text given, in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from string import ascii_lowercase
from typing import Any, NamedTuple

from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Range
from imr_nlp.rules.schema import CommonWord
from imr_nlp.rules.schema_items import DrugRow

# Shorter names are one letter from too many words.
_LETTERS = 7
# How far from the next drug a member of the list may begin.
_REACH = 60
_REMEMBERED = 20_000
_JOINS = ((" and ", " ,   "), (" & ", " , "), (";", ","))
_HALVES = ("/", "-")
_AMOUNTS = frozenset("0123456789#(")


class Name(NamedTuple):
    """A drug's name in the text."""

    start: int
    end: int
    row: DrugRow


class Misspellings:
    """Finds misspelt names beside those that are known, by DRUG rows; words of COMMON_WORD rows are none."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        self._drugs = select(rows, DrugRow)
        common = (term.lower() for row in select(rows, CommonWord) for term in row.terms)
        self._rows: dict[str, DrugRow | None] = dict.fromkeys(common)

    def find(self, text: str, names: Sequence[Name]) -> list[Name]:
        """Names that are misspelt by one letter, in order, as members of a list that has a known name next to them."""
        found: dict[int, Name] = {}
        for n, (start, end, _) in enumerate(names):
            low = names[n - 1].end if n else 0
            high = names[n + 1].start if n + 1 < len(names) else len(text)
            for first, last in (*_before(text, max(low, start - _REACH), start), *_after(text, end, min(high, end + _REACH))):
                if first not in found and (row := self.row(text[first:last])) is not None:
                    found[first] = Name(first, last, row)
        return [found[first] for first in sorted(found)]

    def row(self, word: str) -> DrugRow | None:
        """The only drug that has a name one letter from a word; None for short words and those that are no misspelt names."""
        if len(word) not in self._lengths or not word.isalpha():
            return None
        if word in self._rows:
            return self._rows[word]
        near = {row.id: row for name in _one_letter_off(word) if (row := self._names.get(name)) is not None}
        found = near.popitem()[1] if len(near) == 1 else None
        if len(self._rows) < _REMEMBERED:
            self._rows[word] = found
        return found

    @cached_property
    def _names(self) -> dict[str, DrugRow]:
        names = ((term.lower(), row) for row in self._drugs for term in row.terms)
        return {name: row for name, row in names if len(name) >= _LETTERS and name.isalpha()}

    @cached_property
    def _lengths(self) -> range:
        """How many letters a misspelt name may have."""
        return range(_LETTERS, max(map(len, self._names), default=0) + 2)


def _before(text: str, low: int, start: int) -> Iterator[Range]:
    """Words in front of a name: the other half of a compound, or members of a list that goes on with the name."""
    if text[start - 1 : start] in _HALVES:
        yield text.rfind(" ", low, start - 1) + 1, start - 1
        return
    colon = text.rfind(": ", low, start)
    low = max(low, colon + 2, text.rfind(". ", low, start) + 2)
    members = _members(text, low, start)
    if not text[slice(*members[-1])].strip():
        for first, last in members[0 if colon >= 0 else 1 : -1]:
            yield from _word(text, first, last)


def _after(text: str, end: int, high: int) -> Iterator[Range]:
    """Words after a name and its dosage."""
    if text[end : end + 1] in _HALVES:
        last = end + 1
        while last < high and text[last].isalpha():
            last += 1
        yield end + 1, last
        return
    stop = text.find(". ", end, high)
    for first, last in _members(text, end, high if stop < 0 else stop)[1:]:
        yield from _word(text, first, last)


def _members(text: str, start: int, end: int) -> list[Range]:
    """The members of a list, between commas and the like."""
    part = text[start:end]
    if "," not in part and ";" not in part and " and " not in part:
        return [(start, end)]
    for join, comma in _JOINS:
        part = part.replace(join, comma)
    members = []
    for member in part.split(","):
        members.append((start, start + len(member)))
        start += len(member) + 1
    return members


def _word(text: str, first: int, last: int) -> Iterator[Range]:
    """The word that a member of a list is, but for numbers after it."""
    words = text[first:last].strip(" .").split(" ", 1)
    if len(words) == 1 or words[1][:1] in _AMOUNTS:
        first = text.index(words[0], first) if words[0] else last
        if first == 0 or not text[first - 1].isalnum():
            yield first, first + len(words[0])


def _one_letter_off(word: str) -> Iterator[str]:
    """All that differs from a word by one letter left out, put in, changed, or exchanged with the next."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
