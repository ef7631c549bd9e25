"""The text of a Doc as the components read it: line breaks as blanks, offsets unchanged.

`letter_text(doc)` is where every component that works on characters starts. It holds the text of the last Doc only.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, bisect_right
from functools import cached_property

from spacy.tokens import Doc, Span

# Same length on both sides: offsets into the flat text are offsets into doc.text.
_FLAT = (
    ("\n", " "),
    ("\r", " "),
    ("\f", " "),
    ("\t", " "),
    ("\xa0", " "),
    ("\ufffe", "-"),
    ("\x02", "-"),
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u2013", "-"),
)
# With the white space that follows it.
_LONGEST_ABBREVIATION = 24
_BOUNDARY = re.compile(r"[.?!][\"')\]]*\s+(?=[A-Z0-9\"'(\[#])")


class LetterText:
    """Text of one letter.

    text (str): `doc.text`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        for old, new in _FLAT:
            if old in text:
                text = text.replace(old, new)
        self.flat = text

    @cached_property
    def lower(self) -> str:
        """The flat text in lower case, of the same length: a character whose lower case has two stays as it is."""
        lower = self.flat.lower()
        if len(lower) == len(self.flat):
            return lower
        return "".join(low if len(low := character.lower()) == 1 else character for character in self.flat)

    @cached_property
    def boundaries(self) -> list[int]:
        """Offsets at which a sentence may begin: after a full stop, a blank and before a capital, digit or quotation mark."""
        return [match.end() for match in _BOUNDARY.finditer(self.flat)]

    def sentence_starts(self, start: int, end: int, abbreviations: frozenset[str]) -> list[int]:
        """Where the sentences between two offsets begin.

        start (int): offset of the first sentence, always part of the result.
        end (int): offset behind the last sentence.
        abbreviations (frozenset[str]): words in lower case, without the full stop, after which no sentence ends.
        RETURNS (list[int]): ascending offsets.
        """
        low, high = bisect_right(self.boundaries, start), bisect_left(self.boundaries, end)
        return [start, *(n for n in self.boundaries[low:high] if self._begins_sentence(n, start, abbreviations))]

    def last_sentence_start(self, start: int, end: int, abbreviations: frozenset[str]) -> int:
        """The last of `sentence_starts`."""
        low, high = bisect_right(self.boundaries, start), bisect_left(self.boundaries, end)
        found = (n for n in reversed(self.boundaries[low:high]) if self._begins_sentence(n, start, abbreviations))
        return next(found, start)

    def _begins_sentence(self, offset: int, start: int, abbreviations: frozenset[str]) -> bool:
        head = self.flat[max(start, offset - _LONGEST_ABBREVIATION) : offset].rstrip(" \"')]")
        if not head.endswith("."):
            return True
        word = head[head.rfind(" ") + 1 : -1].lstrip("(\"'[").lower()
        return word not in abbreviations

    def trim(self, start: int, end: int, characters: str = " ") -> tuple[int, int]:
        """Move both offsets inwards over `characters`; an empty range stays empty."""
        flat = self.flat
        while start < end and flat[start] in characters:
            start += 1
        while end > start and flat[end - 1] in characters:
            end -= 1
        return start, end


class _Last(threading.local):
    doc: Doc | None = None
    value: LetterText | None = None


_last = _Last()


def letter_text(doc: Doc) -> LetterText:
    """The text of a Doc; components that follow each other on the same Doc share one.

    doc (Doc): any Doc.
    RETURNS (LetterText): its text in both forms.
    """
    if _last.doc is doc and _last.value is not None:
        return _last.value
    return remember(doc, doc.text)


def remember(doc: Doc, text: str) -> LetterText:
    """Note the text of a Doc that is already at hand (the tokenizer's input), which saves joining its tokens."""
    _last.value = LetterText(text)
    _last.doc = doc
    return _last.value


def collapse(text: str) -> str:
    """`text` with every run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def span_at(doc: Doc, start: int, end: int, label: str, span_id: str = "") -> Span | None:
    """The span of tokens between two character offsets, white space at its ends left out.

    doc (Doc): the Doc.
    start (int): offset of the first character.
    end (int): offset behind the last one.
    label (str): label of the span.
    span_id (str): id of the span.
    RETURNS (Span | None): None if no token lies there. An offset inside a token moves outwards.
    """
    if end <= start:
        return None
    span = doc.char_span(start, end, label=label, span_id=span_id, alignment_mode="expand")
    if span is None or not len(span):
        return None
    first, last = span.start, span.end
    while first < last and doc[first].is_space:
        first += 1
    while last > first and doc[last - 1].is_space:
        last -= 1
    if first == last:
        return None
    if (first, last) == (span.start, span.end):
        return span
    return Span(doc, first, last, label=label, span_id=span_id)
