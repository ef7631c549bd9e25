"""Where parts of a guideline statement begin and end: connecting words, separators, references with a publisher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from imr_nlp.readers.statement_words import Parts, lowered
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Range, is_bounded
from imr_nlp.rules.schema_items import CitationConnector
from imr_nlp.text.edges import end_before, past, trimmed
from imr_nlp.text.parentheses import outside_parentheses

_CONNECTOR_CHARACTERS = 40
_SEPARATORS = " .,;:&(-"
_ADDRESSES = ("http://", "https://", "www.")
_MARKS_OF_ADDRESS = "/=?&_#%"


def joined_address(text: str) -> str:
    """A text that begins with a web address which may be broken: what goes on after a mark of addresses belongs to it.

    >>> joined_address("www.example.org/ back/pain.html, 2014")
    'www.example.org/back/pain.html, 2014'
    """
    address, *words = text.split(" ")
    while words and not address.endswith((",", ";", ")")):
        inside = address[-1:] in _MARKS_OF_ADDRESS and (len(words) == 1 or any(mark in words[0][:-1] for mark in "/.=_-?"))
        if not inside and words[0][:1] not in _MARKS_OF_ADDRESS:
            break
        address += words.pop(0)
    return " ".join([address, *words])


def trim(text: str, start: int, end: int) -> Range:
    """A range without the separators at its edges."""
    return trimmed(text, start, end, " .,;:-")


def with_parenthesis(text: str, start: int, end: int, stop: int) -> int:
    """Take a closing parenthesis along that belongs to the range."""
    while end < stop and text[end] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    return end


def separators(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Offsets after the commas, semicolons and "and"s outside parentheses, with the first character of each."""
    for n, character in outside_parentheses(text, start):
        if character in ",;":
            yield n + 1, character
        elif character == " " and text.startswith("and ", n + 1):
            yield n + 5, character


class Joints:
    """What joins one citation to another, or to a reference.

    rows (Iterable[Row]): rows CITATION_CONNECTOR; others are passed over.
    wordings (Parts): the rows CITATION.
    """

    def __init__(self, rows: Iterable[Any], wordings: Parts) -> None:
        words = (term.lower() for row in select(rows, CitationConnector) for term in row.terms)
        self._words = tuple(sorted(words, key=len, reverse=True))
        self._after_blank = tuple(f" {word}" for word in self._words)
        self._published, self._publisher = wordings("published"), wordings("publisher")

    def start(self, text: str, start: int, end: int) -> int:
        """Where the separators and connecting words at the end of a range begin."""
        lower, low = lowered(text), max(start, end - _CONNECTOR_CHARACTERS)
        while True:
            end = end_before(text, end, _SEPARATORS, low)
            if not lower.endswith(self._after_blank, low, end):
                return end
            end -= next(len(word) for word in self._after_blank if lower.endswith(word, low, end))

    def end(self, text: str, start: int, end: int) -> int:
        """Where the separators and connecting words at the beginning of a range end."""
        lower = lowered(text)
        while True:
            start = past(text, _SEPARATORS, start, end)
            found = (start + len(word) for word in self._words if lower.startswith(word, start, end))
            after = next((place for place in found if is_bounded(text, start, place)), None)
            if after is None:
                return start
            start = after

    def publication(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Where a reference with a publisher, year or edition begins after an ODG or ACOEM topic, with what joins it."""
        for first, last in _joints(text, start, end):
            if text.startswith(_ADDRESSES, last, end) and text[first] == "a":
                return first, last
            stop = text.find(";", last, end)
            if text[last : last + 1].isupper() and self._is_published(text, last, stop if stop >= 0 else end):
                return first, last
        return None

    def _is_published(self, text: str, start: int, end: int) -> bool:
        if self._published.search(text, start, end) is not None:
            return True
        return any(text[word.start].isupper() for word in self._publisher.find(text, start, end))


def _joints(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Offsets of "and", of full stops and of semicolons, with the blank after them."""
    blank = text.find(" ", start, end)
    while blank >= 0:
        if text.endswith((".", ";"), start, blank):
            yield blank - 1, blank + 1
        elif text.endswith("and", start, blank) and is_bounded(text, blank - 3, blank):
            yield blank - 3, blank + 1
        blank = text.find(" ", blank + 1, end)
