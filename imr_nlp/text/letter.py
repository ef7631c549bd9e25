"""The text of a Doc as the components read it: every run of white space one blank, however the lines were wrapped.

`letter_text(doc)` is where every component that works on characters starts. Its offsets are those of the flat text;
`LetterText.span` and `LetterText.range_of` lead to the Doc and back. It holds the text of the last Doc only.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc, Span

from imr_nlp.normalize import collapse
from imr_nlp.rules.load import Row, select

# What extractors write in different ways; one character for one.
_SAME = (
    ("\ufffe", "-"),  # the mark of PDFium for a hyphen at a line end; in newer versions \x02
    ("\x02", "-"),
    ("\xad", "-"),
    ("\u2010", "-"),
    ("\u2011", "-"),
    ("\u2012", "-"),
    ("\u2014", "-"),
    ("\u2212", "-"),
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    ("\u2013", "-"),
)
# By code point whether it is white space; none lies behind the last.
_IS_SPACE = np.array([chr(code).isspace() for code in range(0x3002)])
# With the white space that follows it.
_LONGEST_ABBREVIATION = 24
_BOUNDARY = re.compile(r"[.?!][\"')\]]* (?:[-*\u2022] )?(?=[A-Z0-9\"'(\[#])")


class Abbreviations(NamedTuple):
    """Words in lower case, without the full stop, after which no sentence ends.

    words (frozenset[str]): anywhere.
    before_number (frozenset[str]): before a digit ("no. 3").
    """

    words: frozenset[str]
    before_number: frozenset[str] = frozenset()

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> Abbreviations:
        """From pattern rows of the label ABBREVIATION."""
        anywhere: set[str] = set()
        before_number: set[str] = set()
        for row in select(rows, "ABBREVIATION"):
            (before_number if row.get("before_number") else anywhere).update(row["terms"])
        return cls(frozenset(anywhere), frozenset(before_number))


class LetterText:
    """Text of one letter.

    text (str): `doc.text`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        space = _IS_SPACE[np.minimum(codes, len(_IS_SPACE) - 1)]
        behind_space = np.zeros(len(codes), dtype=bool)
        behind_space[1:] = space[1:] & space[:-1]
        # Such characters are left out of the flat text; they are few, so offsets are counted from them.
        left_out = np.flatnonzero(behind_space)
        self._left_out: list[int] = left_out.tolist()
        self._left_out_at: list[int] = (left_out - np.arange(len(left_out))).tolist()
        flat = np.where(space, np.uint32(32), codes)[~behind_space].tobytes().decode("utf-32-le", "surrogatepass")
        for old, new in _SAME:
            if old in flat:
                flat = flat.replace(old, new)
        self.flat = flat

    def range_of(self, span: Span) -> tuple[int, int]:
        """First offset of a span in the flat text, and the one behind its last."""
        start, end = span.start_char, span.end_char
        return start - bisect_left(self._left_out, start), end - bisect_left(self._left_out, end)

    def offsets_of(self, start: int, end: int) -> tuple[int, int]:
        """First offset and the one behind the last, in `doc.text`, of a range of the flat text that is not empty."""
        return start + bisect_right(self._left_out_at, start), end + bisect_right(self._left_out_at, end - 1)

    def wording(self, start: int, end: int) -> str:
        """The text between two offsets as the letter has it, white space collapsed."""
        return collapse(self.text[slice(*self.offsets_of(start, end))]) if start < end else ""

    def span(self, doc: Doc, start: int, end: int, label: str, span_id: str = "") -> Span | None:
        """The tokens between two offsets of the flat text, white space at the ends left out.

        doc (Doc): the Doc whose text this is.
        start (int): offset of the first character.
        end (int): offset behind the last one.
        label (str): label of the span.
        span_id (str): id of the span.
        RETURNS (Span | None): None if no token lies there. An offset inside a token moves outwards.
        """
        start, end = self.trim(max(start, 0), min(end, len(self.flat)))
        if start >= end:
            return None
        return doc.char_span(*self.offsets_of(start, end), label=label, span_id=span_id, alignment_mode="expand")

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

    def sentence_starts(self, start: int, end: int, abbreviations: Abbreviations) -> list[int]:
        """Where the sentences between two offsets begin.

        start (int): offset of the first sentence, always part of the result.
        end (int): offset behind the last sentence.
        abbreviations (Abbreviations): words after whose full stop no sentence ends.
        RETURNS (list[int]): ascending offsets.
        """
        low, high = bisect_right(self.boundaries, start), bisect_left(self.boundaries, end)
        return [start, *(n for n in self.boundaries[low:high] if self._begins_sentence(n, start, abbreviations))]

    def last_sentence_start(self, start: int, end: int, abbreviations: Abbreviations) -> int:
        """The last of `sentence_starts`."""
        low, high = bisect_right(self.boundaries, start), bisect_left(self.boundaries, end)
        found = (n for n in reversed(self.boundaries[low:high]) if self._begins_sentence(n, start, abbreviations))
        return next(found, start)

    def _begins_sentence(self, offset: int, start: int, abbreviations: Abbreviations) -> bool:
        head = self.flat[max(start, offset - _LONGEST_ABBREVIATION) : offset].rstrip(" \"')]")
        if not head.endswith("."):
            return True
        before, word = head[: head.rfind(" ") + 1].rstrip(), head[head.rfind(" ") + 1 : -1].lstrip("(\"'[")
        if "." in word and all(len(part) == 1 for part in word.split(".")):  # Y.M.C.A.
            return False
        if len(word) == 1 and word.isupper() and before.endswith("."):  # Dr. A. B. Ames
            return False
        word = word.lower()
        return word not in abbreviations.words and not (word in abbreviations.before_number and self.flat[offset].isdigit())

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
