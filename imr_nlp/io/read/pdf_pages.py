"""The text of a page of a PDF: as PDFium has it, or by the places of its characters where that is no reading order.

Lines are put in order where they were drawn in another one; blanks are put where words stand apart but no blank was drawn; and
what was filled into the fields of a form stands in its place. A few characters of each page are looked at to tell; the places
of all of them are read only where it is needed. Start with `page_text`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise
from typing import Any, NamedTuple, TypeVar

from pypdfium2 import PdfPage, PdfTextPage, raw

from imr_nlp.labels import READING_NOTE

T = TypeVar("T")

_SAMPLES = 16
# Of the lines of a page that are looked at, how many may stand above the one before: those of a table, a heading drawn last.
_MOST_UPWARD, _SAME_LINE = 0.25, 2.0
# So many lines drawn after each other are a run of text, and no head or number of a page.
_RUN_LINES = 3
# No page has more lines.
_MOST_LINES = 300
# Where PDFium made up the blanks, a mean length of words that English has not, and the gap between two words in parts of the
# size of the type: a blank of Helvetica has 0.28, letters of one word touch.
_LONG_WORDS, _LONG_LINE, _GENERATED, _WORD_GAP = 6.5, 60, 0.75, 0.08
_LINE_TOLERANCE = 0.35
# A page of so many words has some of these, whatever it is about, unless its font tells other letters than it shows.
_FEWEST_WORDS, _LEAST_COMMON, _LONGEST_MEAN = 60, 0.04, 12
_COMMON = frozenset(("the", "of", "and", "to", "is", "for", "in", "a", "was", "that", "with", "on", "or", "not", "by", "as"))
_MOST_UNREADABLE = 0.05
_FEWEST_PATHS = 20
_HIDDEN_FLAGS = 0x02 | 0x20


class Piece(NamedTuple):
    """A character or the text of a field, in points, with the base of its line (upwards) and the size of its type."""

    text: str
    left: float
    right: float
    base: float
    size: float


def page_text(page: PdfPage, text_page: PdfTextPage, form: Any) -> str:
    """The text of a page, in lines that end as PDFium's; `form` is the handle of the document's form, if it has one."""
    count = text_page.count_chars()
    text: str = text_page.get_text_range(0, count)
    fields = list(_fields(page, form)) if form is not None else []
    # Where a character has two code units the places do not agree; such text is no letter's.
    if len(text) != count:
        return "\r\n".join([text, *(field.text for field in fields)])
    if not fields and not _is_out_of_order(text, text_page) and not _lacks_blanks(text, text_page):
        return text
    characters = list(_characters(text, text_page))
    bases = {piece.base for piece in characters}
    if all(any(abs(base - field.base) <= _SAME_LINE for base in bases) for field in fields):
        return laid_out([*characters, *fields], page.get_rotation())
    # Which words a value belongs to is not known: they stay together, after the lines that they stand beside.
    low = min(field.base for field in fields)
    above, below = ([piece for piece in characters if (piece.base >= low) is side] for side in (True, False))
    values = [f"{READING_NOTE}filled fields that stand on no line]", laid_out(fields)]
    return "\r\n".join([*filter(None, [laid_out(above)]), *values, laid_out(below)])


def note_on(text: str, page: PdfPage) -> str | None:
    """What is to be said of a page whose text cannot be read: it has none although something is drawn, or says nothing."""
    words = text.split()
    if not words:
        return "no text" if shows_anything(page) else None
    together = "".join(words)
    if not together.isprintable() and sum(map(_is_unreadable, together)) > _MOST_UNREADABLE * len(together):
        return "text in a font without usable encoding"
    if len(words) >= _FEWEST_WORDS and len(together) < _LONGEST_MEAN * len(words):
        common = sum(word in _COMMON for word in text.lower().split())
        if common < _LEAST_COMMON * len(words):
            return "text in a font without usable encoding"
    return None


def shows_anything(page: PdfPage) -> bool:
    """Whether a page has a picture on it, or so many lines that they may be letters."""
    paths = 0
    for number in range(raw.FPDFPage_CountObjects(page)):
        kind = raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, number))
        paths += kind == raw.FPDF_PAGEOBJ_PATH
        if kind == raw.FPDF_PAGEOBJ_IMAGE or paths >= _FEWEST_PATHS:
            return True
    return False


def laid_out(pieces: Sequence[Piece], rotation: int = 0) -> str:
    """Lines from the top to the bottom, each from left to right.

    pieces (Sequence[Piece]): in any order.
    rotation (int): by how many degrees the page is turned, clockwise, when it is shown.
    RETURNS (str): the text; a blank stands where words are apart.

    >>> laid_out([Piece("b", 20, 26, 100, 10), Piece("c", 10, 16, 80, 10), Piece("a", 10, 16, 100, 10)])
    'a b\\r\\nc'
    """
    if rotation == 180:
        pieces = [piece._replace(left=-piece.right, right=-piece.left, base=-piece.base) for piece in pieces]
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.base):
        if lines and lines[-1][0].base - piece.base <= _LINE_TOLERANCE * max(lines[-1][0].size, piece.size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return "\r\n".join(_line(sorted(line, key=lambda piece: piece.left)) for line in lines)


def _line(pieces: Sequence[Piece]) -> str:
    parts: list[str] = []
    end = pieces[0].left
    for piece in pieces:
        if piece.left - end > _WORD_GAP * piece.size:
            parts.append(" ")
        parts.append(piece.text)
        end = max(end, piece.right)
    return "".join(parts)


def _samples(values: Sequence[T]) -> Sequence[T]:
    return values[:: max(1, len(values) // _SAMPLES)][:_SAMPLES]


class _Line(NamedTuple):
    """A line as it was drawn: its first and last character, and its base."""

    left: float
    right: float
    base: float


def _is_out_of_order(text: str, text_page: PdfTextPage) -> bool:
    """Whether lines were drawn in another order than they stand: many upwards, or a run of lines above or between others."""
    lines = list(islice(_lines(text, text_page), _MOST_LINES))
    chosen = [line.base for line in _samples(lines)]
    upward = sum(after > before + _SAME_LINE for before, after in pairwise(chosen))
    if upward > max(2, _MOST_UPWARD * len(chosen)):
        return True
    runs: list[list[_Line]] = []
    for line in lines:
        if runs and line.base <= runs[-1][-1].base + _SAME_LINE:
            runs[-1].append(line)
        else:
            runs.append([line])
    return any(_stands_before(run, other) for n, run in enumerate(runs) for other in runs[:n])


def _stands_before(run: Sequence[_Line], other: Sequence[_Line]) -> bool:
    """Whether a run of lines should be read before the end of one that was drawn earlier in the same column."""
    if len(other) < _RUN_LINES:
        return False
    above = [
        line
        for line in run
        if line.base > other[-1].base + _SAME_LINE
        and any(line.left < one.right and one.left < line.right for one in other if one.base < line.base - _SAME_LINE)
    ]
    between = any(line.base < other[0].base - _SAME_LINE for line in above)
    return len(above) >= _RUN_LINES or between


def _lines(text: str, text_page: PdfTextPage) -> Iterator[_Line]:
    left, right, base, other = (ctypes.c_double() for _ in range(4))
    start = 0
    for words in text.split("\n"):
        first, last = start + len(words) - len(words.lstrip()), start + len(words.rstrip()) - 1
        start += len(words) + 1
        if (
            last >= first
            and raw.FPDFText_GetCharOrigin(text_page, first, left, base)
            and raw.FPDFText_GetCharOrigin(text_page, last, right, other)
        ):
            yield _Line(left.value, right.value, base.value)


def _lacks_blanks(text: str, text_page: PdfTextPage) -> bool:
    words = text.split()
    if sum(map(len, words)) <= _LONG_WORDS * len(words):
        return False
    chosen = _samples([place for place, character in enumerate(text) if character == " "])
    generated = sum(int(raw.FPDFText_IsGenerated(text_page, place)) == 1 for place in chosen)
    return generated > _GENERATED * len(chosen) or (not chosen and len(text) > _LONG_LINE)


def _characters(text: str, text_page: PdfTextPage) -> Iterator[Piece]:
    left, base, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    for place, character in enumerate(text):
        if character.isspace() or not raw.FPDFText_GetCharOrigin(text_page, place, left, base):
            continue
        raw.FPDFText_GetLooseCharBox(text_page, place, box)
        yield Piece(character, box.left, box.right, base.value, raw.FPDFText_GetFontSize(text_page, place) or 1.0)


def _fields(page: PdfPage, form: Any) -> Iterator[Piece]:
    """What was filled into the fields of a page, and what was typed upon it."""
    box = raw.FS_RECTF()
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        with _annotation(page, number) as annotation:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind not in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT):
                continue
            if raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAGS or not raw.FPDFAnnot_GetRect(annotation, box):
                continue
            value = _value(annotation, kind, form)
            bottom, top = sorted((box.bottom, box.top))
            left, right = sorted((box.left, box.right))
        lines = value.splitlines() or [""]
        height = (top - bottom) / len(lines)
        for place, line in enumerate(lines, start=1):
            if line.strip():
                yield Piece(line.strip(), left, right, top - height * (place - 0.25), min(height, 12.0))


def _value(annotation: Any, kind: int, form: Any) -> str:
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    stated = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
    if raw.FPDFAnnot_GetFormFieldType(form, annotation) not in stated:
        return ""
    return _string(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _string(read: Callable[[Any, int], int]) -> str:
    """A string that PDFium writes into a buffer, which it is asked for the size of before."""
    size = read(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


@contextmanager
def _annotation(page: PdfPage, number: int) -> Iterator[Any]:
    annotation = raw.FPDFPage_GetAnnot(page, number)
    try:
        yield annotation
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _is_unreadable(character: str) -> bool:
    return not character.isprintable() and character not in "\ufffe\x02\xad"
