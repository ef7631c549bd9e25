"""The text of a Doc as the components read it: folded, every run of white space one blank, however the lines were wrapped.

`letter_text(doc)` is where every component that works on characters starts. Its offsets are those of the flat text;
`LetterText.span` and `LetterText.range_of` lead to the Doc and back. It holds the text of the last Doc only.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from spacy.attrs import IDX
from spacy.tokens import Doc, Span

from imr_nlp.normalize import collapse
from imr_nlp.rules.ruleset import Range
from imr_nlp.text.characters import fold, lowered
from imr_nlp.text.edges import trimmed
from imr_nlp.text.edits import Edit, applied, stored, touches
from imr_nlp.text.sentences import SentenceSplitter, split


class LetterText:
    """Text of one letter.

    text (str): `doc.text`.
    edits (Sequence[Edit]): what is read otherwise than it stands, ascending.
    """

    def __init__(self, text: str, edits: Sequence[Edit] = ()) -> None:
        self.text = text
        self.edits = edits
        folded = fold(text)
        self.flat, self._origin = applied(folded, edits) if edits else folded
        self._sentence_starts: dict[SentenceSplitter, list[int]] = {}
        # The offset of each token of a Doc in its text.
        self._starts: tuple[Doc | None, list[int]] = None, []

    @cached_property
    def lower(self) -> str:
        """The flat text in lower case, of the same length."""
        return lowered(self.flat)

    def range_of(self, span: Span) -> Range:
        """First offset of a span in the flat text, and the one after its last."""
        return bisect_left(self._origin, span.start_char), bisect_left(self._origin, span.end_char)

    def offsets_of(self, start: int, end: int) -> Range:
        """First offset and the one after the last, in `doc.text`, of a range of the flat text that is not empty."""
        return self._origin[start], self._origin[end - 1] + 1

    def lines(self, start: int, end: int) -> list[Range]:
        """The lines of a range of the flat text that is not empty, as the letter has them, without blanks at their ends."""
        first, last = self.offsets_of(start, end)
        found, offset = [], first
        for line in self.text[first:last].splitlines(keepends=True):
            low, high = bisect_left(self._origin, offset), bisect_left(self._origin, offset + len(line))
            offset += len(line)
            low, high = self.trim(max(low, start), min(high, end))
            if low < high:
                found.append((low, high))
        return found

    def begins_line(self, offset: int) -> bool:
        """Whether a line of the letter begins at an offset of the flat text, or the text ends there."""
        before = self.text[self._origin[offset - 1] : self._origin[offset]] if 0 < offset < len(self.flat) else "\n"
        return "\n" in before or "\f" in before

    def wording(self, start: int, end: int) -> str:
        """The text between two offsets as the letter has it, white space collapsed; what is read otherwise, as it is read."""
        if start >= end:
            return ""
        first, last = self.offsets_of(start, end)
        if self.edits and touches(self.edits, first, last):
            return collapse(self.flat[start:end])
        return collapse(self.text[first:last])

    def span(self, doc: Doc, start: int, end: int, label: str, span_id: str = "") -> Span | None:
        """The tokens between two offsets of the flat text, white space at the ends left out.

        doc (Doc): the Doc whose text this is.
        start (int): offset of the first character.
        end (int): offset after the last one.
        label (str): label of the span.
        span_id (str): id of the span.
        RETURNS (Span | None): None if no token lies there. An offset inside a token moves outwards.
        """
        tokens = self.tokens(doc, start, end)
        return None if tokens is None else Span(doc, *tokens, label=label, span_id=span_id)

    def tokens(self, doc: Doc, start: int, end: int) -> Range | None:
        """Index of the first token between two offsets of the flat text and the one after the last; see `span`."""
        flat = self.flat
        if start < 0 or end > len(flat):
            start, end = max(start, 0), min(end, len(flat))
        if start < end and (flat[start] == " " or flat[end - 1] == " "):
            start, end = self.trim(start, end)
        if start >= end:
            return None
        first, last = self._origin[start], self._origin[end - 1] + 1
        if self.edits:  # words that are read may end where white space stands
            last = first + len(self.text[first:last].rstrip())
            first = last - len(self.text[first:last].lstrip())
            if first == last:
                return None
        if self._starts[0] is not doc:
            self._starts = doc, doc.to_array(IDX).tolist()
        starts = self._starts[1]
        return bisect_right(starts, first) - 1, bisect_left(starts, last)

    def sentences(self, splitter: SentenceSplitter, start: int = 0, end: int | None = None) -> list[Range]:
        """The sentences of a range, the first of which begins at `start`. The letter is split once.

        splitter (SentenceSplitter): decides where sentences begin.
        start (int): offset in the flat text at which the range begins.
        end (int | None): offset after it; None: the text's end.
        RETURNS (list[tuple[int, int]]): ascending, none empty, without blanks at their ends.
        """
        flat = self.flat
        starts = self._sentence_starts.get(splitter)
        if starts is None:
            starts = self._sentence_starts[splitter] = splitter.starts_in(flat)
        found = []
        for low, high in split(starts, start, len(flat) if end is None else end):
            if flat[high - 1] == " ":
                high -= 1
            if low < high and (flat[low] == " " or flat[high - 1] == " "):
                low, high = self.trim(low, high)
            if low < high:
                found.append((low, high))
        return found

    def trim(self, start: int, end: int, characters: str = " ") -> Range:
        """Move both offsets inwards over `characters`; an empty range stays empty."""
        return trimmed(self.flat, start, end, characters)


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
    return remember(doc, doc.text, stored(doc))


def remember(doc: Doc, text: str, edits: Sequence[Edit] = ()) -> LetterText:
    """Note the text of a Doc that is already at hand (the tokenizer's input), which saves joining its tokens."""
    _last.value = LetterText(text, edits)
    _last.doc = doc
    return _last.value
