"""What is read otherwise than it stands: damaged words of a form mended, what is of a page and not of the letter left out.

An `Edit` never alters `doc.text`: it is applied to the flat text, whose characters keep the offsets that they come from. The
edits of a Doc are stored on it, so that every component, in any process, reads the same.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, SpanGroup

from imr_nlp import labels
from imr_nlp.text.characters import Folded

_EDITS, _LETTERS = "edits", "letters"


class Edit(NamedTuple):
    """A range that is read as other words.

    start (int): offset of its first character in `doc.text`.
    end (int): offset after its last.
    words (str): what is read there; empty: nothing.
    """

    start: int
    end: int
    words: str = ""


def store(doc: Doc, edits: Sequence[Edit], letters: Sequence[int]) -> None:
    """Note on a Doc how it is read; a Doc that is read as it stands has no such group.

    doc (Doc): the Doc.
    edits (Sequence[Edit]): see `merged`.
    letters (Sequence[int]): offsets in `doc.text` at which further letters begin.
    """
    if edits or letters:
        attrs = {_EDITS: [list(edit) for edit in edits], _LETTERS: list(letters)}
        doc.spans[labels.READ_AS] = SpanGroup(doc, name=labels.READ_AS, attrs=attrs)
    elif labels.READ_AS in doc.spans:
        del doc.spans[labels.READ_AS]


def stored(doc: Doc) -> list[Edit]:
    """The edits of a Doc."""
    group = doc.spans.get(labels.READ_AS)
    return [] if group is None else [Edit(*edit) for edit in group.attrs.get(_EDITS, ())]


def further_letters(doc: Doc) -> list[int]:
    """Offsets in `doc.text` at which letters begin that are not read with the first."""
    group = doc.spans.get(labels.READ_AS)
    return [] if group is None else list(group.attrs.get(_LETTERS, ()))


def merged(edits: Iterable[Edit]) -> list[Edit]:
    """Edits in order without overlap: of two that overlap the one that covers the other counts, else the later of the list."""
    kept: list[tuple[Edit, int]] = []
    for number, edit in sorted(enumerate(edits), key=lambda one: (one[1].start, -one[1].end)):
        if not kept or edit.start >= kept[-1][0].end:
            kept.append((edit, number))
        elif edit.end > kept[-1][0].end and number > kept[-1][1]:
            kept[-1] = edit, number
    return [edit for edit, _ in kept]


def touches(edits: Sequence[Edit], start: int, end: int) -> bool:
    """Whether one of the edits, which are in order, is in a range of `doc.text`."""
    n = bisect_left(edits, (start,))
    return (n > 0 and edits[n - 1].end > start) or (n < len(edits) and edits[n].start < end)


def applied(folded: Folded, edits: Sequence[Edit]) -> Folded:
    """A folded text as it is read.

    folded (Folded): from `imr_nlp.text.characters.fold`.
    edits (Sequence[Edit]): ascending, without overlap.
    RETURNS (Folded): each character of an edit's words comes from the range that they stand for.
    """
    flat, origin = folded
    words: list[str] = []
    origins = array("i")
    reached, last = 0, ""
    for edit in edits:
        low, high = bisect_left(origin, edit.start), bisect_left(origin, edit.end)
        words.append(flat[reached:low])
        last = words[-1][-1:] or last
        origins += origin[reached:low]
        reached = max(high, reached)
        blank_before = last in ("", " ")
        new = edit.words
        if blank_before and new[:1] == " ":
            new = new[1:]
        if flat[reached : reached + 1] == " ":
            if not new and blank_before:
                reached += 1
            elif new[-1:] == " ":
                new = new[:-1]
        words.append(new)
        last = new[-1:] or last
        step = (edit.end - edit.start) / max(len(new), 1)
        origins += array("i", [min(edit.start + int(n * step), edit.end - 1) for n in range(len(new))])
        if new:
            origins[-1] = edit.end - 1
    return Folded("".join([*words, flat[reached:]]), origins + origin[reached:])
