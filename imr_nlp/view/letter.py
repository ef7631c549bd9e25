"""The letter's text as HTML, with the words of facts and entities marked; start with `letter_html`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from imr_nlp.text.harmless import clean
from imr_nlp.view.facts import HEADING, Fact

# A line this full, as a part of what most lines have, ends because the page does.
_FULL_LINE = 0.7
_USUAL_LINES = 0.75


class Mark(NamedTuple):
    """Words that are coloured without being a fact of the record, an entity: the class of their colour, and what they are."""

    kind: str
    name: str
    start: int
    end: int


class Section(NamedTuple):
    """The name of a section of the letter, and where it begins."""

    name: str
    start: int


def letter_html(text: str, facts: Sequence[Fact], marks: Iterable[Mark] = (), sections: Iterable[Section] = ()) -> str:
    """The text of a letter, wrapped lines joined to paragraphs.

    facts (Sequence[Fact]): facts of the record, whose words are marked; `marks` are further words.
    RETURNS (str): spans, each of one set of facts; its number stands before the first word of each fact.
    """
    shown, length = clean(text), len(text)
    marks = [mark for mark in marks if 0 <= mark.start < mark.end <= length]
    facts = [fact for fact in facts if 0 <= fact.start < fact.end <= length]
    begins: dict[int, str] = {}
    for section in sections:
        heading = f'<span class="section" data-name="{escape(section.name)}"></span>'
        begins[section.start] = begins.get(section.start, "") + heading
    for fact in facts:
        begins[fact.start] = begins.get(fact.start, "") + f'<i id="m{fact.number}"></i>'
    opened: dict[int, list[Fact | Mark]] = {}
    places: list[Fact | Mark] = [*facts, *marks]
    for one in places:
        opened.setdefault(one.start, []).append(one)
    edges = sorted({0, length, *begins, *(edge for one in places for edge in (one.start, one.end))})
    breaks = _breaks(text)
    parts: list[str] = []
    here: list[Fact | Mark] = []
    for start, end in itertools.pairwise(edges):
        here = [one for one in here if one.end > start] + opened.get(start, [])
        parts.append(begins.get(start, ""))
        parts.append(_segment(_lines(shown, start, end, breaks), here))
    return "".join(parts)


def _segment(content: str, covering: list[Fact | Mark]) -> str:
    if not covering or not content.strip():
        return content
    inner = min(covering, key=lambda one: one.end - one.start)
    heading = " heading" if any(one.kind == HEADING for one in covering) else ""
    numbers = " ".join(str(one.number) for one in covering if isinstance(one, Fact))
    attributes = f' data-f="{numbers}"' if numbers else ""
    names = [one.name for one in covering if isinstance(one, Mark)]
    if names:
        attributes += f' title="{escape(names[-1])}"'
    return f'<span class="{inner.kind}{heading}"{attributes}>{content}</span>'


def _lines(shown: str, start: int, end: int, breaks: frozenset[int]) -> str:
    """A piece of the text as HTML, line breaks where the letter means them."""
    pieces = []
    place = start
    while place < end:
        line_end = shown.find("\n", place, end)
        if line_end < 0:
            pieces.append(escape(shown[place:end]))
            break
        pieces.append(escape(shown[place:line_end]) + ("<br>" if line_end in breaks else " "))
        place = line_end + 1
    return "".join(pieces)


def _breaks(text: str) -> frozenset[int]:
    """Offsets of line ends at which a line of the page ends too: after short lines, and once or twice before a blank one."""
    lines = text.split("\n")
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    usual = lengths[int(_USUAL_LINES * (len(lengths) - 1))] if lengths else 0
    found: set[int] = set()
    place, blank = 0, 0
    for number, line in enumerate(lines[:-1]):
        place += len(line)
        empty = not line.strip()
        following = lines[number + 1].strip()
        blank = blank + 1 if empty else 0
        if (empty and blank == 1) or (not empty and (not following or len(line.strip()) < _FULL_LINE * usual)):
            found.add(place)
        place += 1
    return frozenset(found)
