"""Lists in a letter: one entry a bullet or number, or one a line. Start with `entries`."""

from __future__ import annotations

from itertools import pairwise

from imr_nlp.rules.ruleset import Range
from imr_nlp.text.letter import LetterText

_BULLETS = frozenset("\u2022\u25cf\u25cb\u25aa\u25a0\u25e6\u2023\u00b7\u2612\u2611\u2713\u2714\u25a1\u2610\uf0b7*-o")
# A box that is not ticked: the entry does not count.
_NOT_TICKED = frozenset("\u2610\u25a1")
_EDGES = " ;,."


def entries(text: LetterText, start: int, end: int, edges: str = _EDGES) -> tuple[list[Range], bool]:
    """The entries of a list, and whether they have bullets or numbers; `edges` are left out at the ends of an entry.

    RETURNS (tuple[list, bool]): the offsets of the entries without their marks. What stands in front of the first mark is no
        entry; without marks each line is one, but for one that ends in a colon and one that goes on in lower case.
    """
    lines = text.lines(start, end)
    if len(lines) == 1:
        lines = _cut(text.flat, *lines[0])
    marked: list[list[int]] = []
    number = 1
    for low, high in lines:
        words = text.flat[low:high]
        first = words.split(" ", 1)[0]
        if first in _BULLETS or (words[0] in _BULLETS and words[0] not in "o-*"):
            begin = low + 1
            marked.append([begin, high, words[0] not in _NOT_TICKED])
        elif first.rstrip(".)") == str(number) and first[-1] in ".)":
            marked.append([low + len(first), high, True])
            number += 1
        elif marked:
            marked[-1][1] = high
    if marked:
        return [place for low, high, stated in marked if stated and (place := text.trim(low, high, edges))[0] < place[1]], True
    plain: list[Range] = []
    for low, high in lines:
        if plain and text.flat[low].islower():
            plain[-1] = plain[-1][0], high
        else:
            plain.append((low, high))
    plain = [place for place in plain if not text.flat[slice(*place)].endswith(":")]
    parts = [(n, m) for low, high in plain for n, m in pairwise(_semicolons(text.flat, low, high))]
    return [place for low, high in parts if (place := text.trim(low, high, edges))[0] < place[1]], False


def _semicolons(flat: str, start: int, end: int) -> list[int]:
    """The ends of a range and the semicolons in it."""
    return [start, *(n for n in range(start, end) if flat[n] == ";"), end]


def _cut(flat: str, start: int, end: int) -> list[Range]:
    """One line, cut in front of bullets, or of the numbers from 1 on if it begins with that."""
    edges = [n for n in range(start, end) if flat[n] in _BULLETS and flat[n] not in "o-*"]
    if not edges and flat[start : start + 2] in ("1.", "1)"):
        place, number = start, 1
        while place > start or number == 1:
            edges.append(place)
            number += 1
            place = flat.find(f" {number}{flat[start + 1]} ", place, end) + 1
    return [(low, high) for low, high in pairwise(sorted({start, *edges, end})) if flat[low:high].strip()]
