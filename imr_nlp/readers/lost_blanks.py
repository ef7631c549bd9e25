"""Names of several words whose blanks are lost: "OfficialDisability Guidelines", "basedon". Start with `LostBlanks`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import ahocorasick

from imr_nlp.text.characters import lowered

# Where two words may have come together.
_TOGETHER = re.compile(r"[a-z][A-Z]|[a-z)]\d|\d[A-Z][a-z]")
# A shorter name is nowhere but by chance.
_SHORTEST = 8


class Apart(NamedTuple):
    """A text with blanks where they were lost.

    text (str): the text.
    origin (list[int]): for each of its characters, and its end, the offset in the text as it was.
    """

    text: str
    origin: list[int]


class LostBlanks:
    """Puts blanks back into names that a text has without them; short names, and those of one word, are passed over."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: Any = ahocorasick.Automaton()
        for name in names:
            words = lowered(name).split()
            key = "".join(words)
            if len(key) >= _SHORTEST and len(words) > 1:
                self._names.add_word(key, [len(word) for word in words])
        if len(self._names):
            self._names.make_automaton()

    def apart(self, text: str) -> Apart | None:
        """The text with the blanks that its names have lost; None where no name has.

        text (str): with single blanks.

        >>> LostBlanks(["Knee Complaints"]).apart("MTUS KneeComplaints2004").text
        'MTUS Knee Complaints 2004'
        """
        if not len(self._names):
            return None
        places = [n for n, character in enumerate(text) if character != " "]
        squeezed = lowered(text).replace(" ", "")
        found = sorted((last + 1 - sum(lengths), -sum(lengths), lengths) for last, lengths in self._names.iter(squeezed))
        blanks: set[int] = set()
        reached = 0
        for start, size, lengths in found:
            if start < reached:
                continue
            reached = start - size
            cut = start
            for length in lengths[:-1]:
                cut += length
                blanks.add(places[cut])
            blanks.update(_edges(text, places[start], places[reached - 1] + 1))
        blanks = {place for place in blanks if text[place - 1] != " "}
        if not blanks:
            return None
        parts: list[str] = []
        origin: list[int] = []
        for n, character in enumerate(text):
            if n in blanks:
                parts.append(" ")
                origin.append(n)
            parts.append(character)
            origin.append(n)
        return Apart("".join(parts), [*origin, len(text)])


def _edges(text: str, start: int, end: int) -> Iterator[int]:
    """Where a name has come together with the words beside it."""
    if start and text[start].isupper() and text[start - 1].islower():
        yield start
    if end < len(text) and text[end - 1].islower() and (text[end].isupper() or text[end].isdigit()):
        yield end


def may_be_together(text: str) -> bool:
    """Whether words of a text look as if they had come together."""
    return _TOGETHER.search(text) is not None
