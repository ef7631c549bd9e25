"""Chapters in citations of the Official Disability Guidelines, after or in front of their name, with their topics.

Start with `OdgChapters.groups`. Chapters are GUIDELINE rows, the words around them CITATION rows of the part "chapter_label".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from imr_nlp.normalize import collapse
from imr_nlp.readers.section_lists import EDGES
from imr_nlp.readers.statement_parts import Joints, separators, trim
from imr_nlp.readers.statement_words import Chapters, Found, Wordings, lowered
from imr_nlp.rules.ruleset import is_bounded
from imr_nlp.text.edges import past

# The longest name of a chapter that no row knows.
_NAME_CHARACTERS = 50
_PREPOSITIONS = frozenset(("of", "for", "the", "and", "to", "in"))
# What stands between a chapter and the name of the guideline after it.
_OF_THE = frozenset(("", "of", "of the", "in", "in the", "from the"))
_MARKS = " ,:;-"


class Group(NamedTuple):
    """A chapter with its topics: offsets, the chapter as worded, the text of the topics."""

    start: int
    chapter: str | None
    topics: str
    end: int


class OdgChapters:
    """Finds chapters by their names, the words around them, and what joins one to the next."""

    def __init__(self, names: Chapters, label: Wordings, joints: Joints) -> None:
        self._names, self._label, self._joints = names, label, joints

    def end_of(self, text: str, start: int, end: int) -> int:
        """Where the chapter ends that is named at an offset, or the offset."""
        chapter = self._names.match(text, past(text, _MARKS, start, end), end)
        return start if chapter is None else chapter.end

    def labelled(self, text: str, start: int) -> tuple[int, int, int] | None:
        """First and last offset of the chapter at an offset, and where the words end that call it one; None without these."""
        chapter = self._names.match(text, start)
        if chapter is None:
            return None
        after, labelled = self._labels_after(text, chapter.end)
        return (chapter.start, chapter.end, after) if labelled else None

    def in_front(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Offsets of the chapters named before the guideline: "Pain chapter of the ODG", "Knee and Hip chapters, ODG"."""
        start, end = trim(text, start, end)
        start += 4 * lowered(text).startswith("the ", start)
        several = self._several(text[start:end], after=_OF_THE)
        if several:
            return [(start + a, start + b) for a, b in several]
        chapter = self._names.match(text, start, end)
        if chapter is None:
            return []
        after = past(text, " ", chapter.end, end)
        label = self._label.match(text, after, end)
        rest = text[label.end if label is not None else after : end].strip(EDGES + "()")
        return [chapter[:2]] if rest.lower() in _OF_THE else []

    def groups(self, text: str, start: int, end: int) -> Iterator[Group]:
        """Each chapter that follows the guideline's name in a statement, with its topics, which may be named alone."""
        body = text[start:end]
        several = self._several(body) or self._two(body)
        if several:
            *others, last = several
            yield from (Group(start + a, collapse(body[a:b]), "", start + b) for a, b in others)
            label = self._label.match(body, past(body, _MARKS, last[1]))
            topics = body[last[1] if label is None else label.end :].strip(_MARKS + ".")
            yield Group(start + last[0], collapse(body[slice(*last)]), topics, end if topics else start + last[1])
            return
        chapter = self._at(body, 0)
        if chapter is None:
            yield from self._after_topic(body, start, end)
            return
        begin, (title, position) = 0, chapter
        offset = position
        for part_start, separator in separators(body, position):
            following = self._at(body, part_start)
            if following is None:
                continue
            name, after = following
            labelled = self._label.search(body, part_start + len(name) - 2, after) or body[after - 1] == "/"
            if labelled or (separator == ";" and body[after:].strip(EDGES)):
                stop = self._joints.start(body, offset, part_start)
                yield Group(start + begin, title, body[offset:stop], start + stop)
                begin, title, offset = part_start, name, after
        yield Group(start + begin, title, body[offset:], end)

    def _at(self, body: str, position: int) -> tuple[str, int] | None:
        """A chapter's name at a position and where its topics begin; None if the words there only begin a topic."""
        position = past(body, _MARKS, position)
        opened = body.startswith("(", position)
        position += opened
        label = self._label.match(body, position)
        if label is not None:
            position = past(body, _MARKS, label.end)
        match = self._names.match(body, position) or self._names.match(body, position, misspelt=True)
        unknown = _end_of_unknown(body, position) if match is None else None
        if unknown is not None and not any(name.end == unknown for name in self._names.find(body[:unknown])):
            match = Found(position, unknown, None)  # not "insomnia and Pain Chapter"
        while match is not None:
            after, decorated = self._labels_after(body, match.end)
            after += opened and body.startswith(")", after)
            rest = body[after:].lstrip()
            if opened and body[after - 1] != ")":
                return None
            if decorated or label is not None or match.of(body).endswith(")") or not rest or rest[0] in ",;:/(.-":
                after += len(body[after:]) - len(rest) + 1 if rest.startswith("/") else 0
                return collapse(match.of(body)), after
            # The longest name may run into a topic: "Low Back, lumbar supports".
            match = self._names.match(body, position, match.end - 1) if match.row is not None else None
        return None

    def _labels_after(self, body: str, after: int) -> tuple[int, bool]:
        """Where the labels after a chapter's name end, and whether there are any."""
        decorated = False
        while True:
            found = self._label.match(body, past(body, " ", after))
            if found is None:
                return after, decorated
            after, decorated = found.end, True

    def _several(self, body: str, after: frozenset[str] = frozenset(("",))) -> list[tuple[int, int]]:
        """Offsets of the names in "Knee, Shoulder and Pain chapters", which is followed by one of some words."""
        end = lowered(body).rfind(" chapters")
        rest = lowered(body)[end + len(" chapters") :]
        if end < 0 or (rest.strip(" .,;:()") not in after and rest[0] not in ",:"):
            return []
        names, position = [], past(body, _MARKS)
        while position < end:
            match = self._names.match(body, position, end)
            if match is None:
                return []
            names.append((match.start, match.end))
            joint = self._joints.end(body, match.end, end)
            position = joint if joint > match.end else end
        return names if len(names) > 1 else []

    def _two(self, body: str) -> list[tuple[int, int]]:
        """Offsets of the names in "Low back and neck", of which no chapter has the whole."""
        first = self._names.match(body, past(body, _MARKS))
        if first is None or not lowered(body).startswith((" and ", " & "), first.end):
            return []
        second = self._names.match(body, body.index(" ", first.end + 1) + 1)
        if second is None or body[second.end : second.end + 1] not in ("", ",", ";", ":", "."):
            return []
        return [first[:2], second[:2]]

    def _after_topic(self, body: str, start: int, end: int) -> Iterator[Group]:
        """ "MRI shoulder", "physical therapy, elbow chapter": the topic first; without a chapter, topics only."""
        stripped = body.rstrip(_MARKS + ".()")
        stripped = stripped[: -len(" chapter")] if lowered(stripped).endswith((" chapter", " section")) else body
        for match in self._names.find(stripped):
            topic = stripped[: match.start].strip(EDGES)
            if match.end == len(stripped.rstrip()) and topic and topic.split()[-1].lower() not in _PREPOSITIONS:
                labelled = len(stripped) < len(body)
                if labelled or ("," not in topic and "/" not in stripped):
                    yield Group(start, collapse(match.of(stripped)), topic, end)
                    return
        if body.strip(EDGES):
            yield Group(start, None, body, end)


def _end_of_unknown(body: str, start: int) -> int | None:
    """Where a chapter ends that no row knows, but called one: "Gardening Chapter"."""
    word = lowered(body).find(" chapter", start, start + _NAME_CHARACTERS + len(" chapter"))
    name = body[start:word].rstrip() if word >= 0 and is_bounded(body, word + 1, word + len(" chapter")) else ""
    if not name[:1].isupper() or not all(character.isalpha() or character in "&/ -" for character in name):
        return None
    return start + len(name)
