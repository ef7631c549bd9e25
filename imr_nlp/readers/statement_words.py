"""Names and wordings of guideline statements, found in text as printed. Start with `Wordings` and `Names`.

Rows are for text in lower case; titles are known by their capitals, so the reader of statements keeps the text as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from imr_nlp.normalize.names import Spelling
from imr_nlp.rules.load import select
from imr_nlp.rules.ordered import OrderedRules
from imr_nlp.rules.phrase_table import PhraseTable, each_word, words
from imr_nlp.rules.phrases import PhraseIndex
from imr_nlp.rules.schema_items import CitationPart
from imr_nlp.text import characters

# No name is longer.
_NAME_CHARACTERS = 130
# As many of its words are looked at for letters that are wrong.
_NAME_WORDS = 4


class Found(NamedTuple):
    """A range of a text and the row that matches there."""

    start: int
    end: int
    row: Any

    def of(self, text: str) -> str:
        """The words."""
        return text[self.start : self.end]


class Wordings:
    """Patterns, of which the first that matches at a place counts."""

    def __init__(self, rows: Iterable[Any], fragments: Mapping[str, str]) -> None:
        self._rules: OrderedRules[Any] = OrderedRules(rows, fragments)

    def match(self, text: str, start: int = 0, end: int | None = None) -> Found | None:
        """What matches at an offset."""
        place = self._rules.match(lowered(text), start, len(text) if end is None else end)
        return None if place is None else Found(place.start, place.end, place.row)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Found]:
        """What matches, from left to right."""
        return [Found(place.start, place.end, place.row) for place in self._rules.find(lowered(text), start, end)]

    def search(self, text: str, start: int = 0, end: int | None = None) -> Found | None:
        """The first that matches."""
        place = next(self._rules.find(lowered(text), start, end), None)
        return None if place is None else Found(place.start, place.end, place.row)

    def covers(self, text: str) -> bool:
        """Whether a pattern matches the text as a whole."""
        return bool(text) and self._rules.fullmatch(lowered(text), 0, len(text))

    def without(self, text: str, instead: str = "") -> str:
        """The text without what matches."""
        parts, reached = [], 0
        for found in self.find(text):
            parts.append(text[reached : found.start])
            reached = found.end
        return instead.join([*parts, text[reached:]])


class Parts:
    """The CITATION rows as wordings, by their part."""

    def __init__(self, rows: Iterable[Any], fragments: Mapping[str, str]) -> None:
        self._rows, self._fragments = select(rows, CitationPart), fragments

    def __call__(self, *parts: str, alone: bool = True) -> Wordings:
        """The wordings of some parts; with `alone` also those that are a part only where nothing else is in their place."""
        return Wordings((row for row in self._rows if row.part in parts and (alone or not row.alone)), self._fragments)


class Names:
    """Names of guidelines, the longest at each place."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._index: PhraseIndex[Any] = PhraseIndex(rows)

    def match(self, text: str, start: int = 0, end: int | None = None) -> Found | None:
        """The name at an offset."""
        stop = min(len(text) if end is None else end, start + _NAME_CHARACTERS)
        found = self._index.find(lowered(text), start, stop)
        return Found(start, found[0].end, found[0].row) if found and found[0].start == start else None

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Found]:
        """The names in a range; none inside a web address."""
        lower = lowered(text)
        found = self._index.find(lower, start, end)
        return [Found(m.start, m.end, m.row) for m in found if not lower.endswith("www.", 0, m.start)]


class Chapters:
    """Names of chapters, in both numbers and with any mark between their words: "Hips and Pelvis", "Knee/Leg"."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        self._table: PhraseTable[Any] = PhraseTable((term, row) for row in rows for term in row.terms)
        self._spelling = Spelling(word.norm for row in rows for term in row.terms for word in words(lowered(term)))

    def match(self, text: str, start: int = 0, end: int | None = None, *, misspelt: bool = False) -> Found | None:
        """The chapter at an offset.

        text (str): the text.
        start (int): the offset.
        end (int | None): where the text ends.
        misspelt (bool): whether its words may have a letter wrong.
        RETURNS (Found | None): the longest.
        """
        stop = min(len(text) if end is None else end, start + _NAME_CHARACTERS)
        following = each_word(lowered(text)[start:stop])
        if misspelt:
            following = (word._replace(norm=self._spelling.right(word.norm)) for word in islice(following, _NAME_WORDS))
        name = self._table.leading(following)
        return None if name is None else Found(start, start + name[0], name[1])

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Found]:
        """The chapters in a range."""
        split = words(lowered(text)[start:end])
        return [
            Found(start + split[first].start, start + split[last - 1].end, row) for first, last, row in self._table.find(split)
        ]


@lru_cache(maxsize=256)
def lowered(text: str) -> str:
    """A text in lower case, of the same length; the last ones are remembered."""
    return characters.lowered(text)
