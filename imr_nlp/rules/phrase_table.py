"""Phrases in a short text (a disputed item), without spaCy: plural and singular alike, hyphens, slashes and full stops ignored.

`words` splits a text, `PhraseTable` finds the longest phrase that begins at a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from imr_nlp.normalize.names import singular

T = TypeVar("T")

# A spinal level ("l4-5", "c5/c6", "t12-l1") is one word.
_LEVEL = r"[clts]-?\d{1,2}(?:\s?[-/]\s?[clts]?\d{1,2})*(?![a-z0-9])"
_WORD = re.compile(rf"(?<![a-z0-9]){_LEVEL}|[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?|[^\sa-z0-9./'-]")
_END = ""


class Word(NamedTuple):
    """A word or mark of a text: its normal form and where it stands."""

    norm: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text in lower case.

    >>> [word.norm for word in words("x-rays of the knees, l4-5")]
    ['x', 'ray', 'of', 'the', 'knee', ',', 'l4-5']
    """
    return list(each_word(text))


def each_word(text: str) -> Iterator[Word]:
    """The same, one after the other."""
    return (Word(singular(match.group()), *match.span()) for match in _WORD.finditer(text))


class PhraseTable(Generic[T]):
    """Phrases in any case and number, with a value each; of two alike the first counts."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._trie: dict[str, Any] = {}
        for phrase, value in phrases:
            node = self._trie
            for word in words(phrase.lower()):
                node = node.setdefault(word.norm, {})
            node.setdefault(_END, value)

    def begins(self, word: str) -> bool:
        """Whether a phrase begins with a word in its normal form."""
        return word in self._trie

    def longest(self, text: list[Word], place: int) -> tuple[int, T] | None:
        """The longest phrase that begins at a word: the index after its last word, and its value."""
        node: Any = self._trie.get(text[place].norm)
        found = None
        while node is not None:
            place += 1
            if _END in node:
                found = (place, node[_END])
            node = node.get(text[place].norm) if place < len(text) else None
        return found

    def leading(self, text: Iterable[Word]) -> tuple[int, T] | None:
        """The longest phrase that a text begins with.

        text (Iterable[Word]): the words of a text, of which no more are taken than needed.
        RETURNS (tuple[int, T] | None): offset after the phrase, and its value.
        """
        node: Any = self._trie
        reached, found = 0, None
        for word in text:
            node = node.get(word.norm) if reached or word.start == 0 else None
            if node is None:
                break
            reached = word.end
            if _END in node:
                found = (reached, node[_END])
        return found

    def find(self, text: list[Word]) -> list[tuple[int, int, T]]:
        """All phrases from left to right that do not overlap: index of the first word, index after the last, value."""
        found, place = [], 0
        while place < len(text):
            match = self.longest(text, place)
            if match is None:
                place += 1
            else:
                found.append((place, *match))
                place = match[0]
        return found
