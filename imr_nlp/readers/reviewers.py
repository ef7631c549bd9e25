"""Lists of states and specialties, and what a specialty is called. Start with `NameLists.split` and `specialties`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from imr_nlp.normalize.names import NameTable
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.phrases import PhraseIndex
from imr_nlp.rules.schema_layouts import Specialty
from imr_nlp.text.edges import trimmed

_SEPARATORS = (" and ", ",and ", ";and ", ",", ";")
_EDGES = " ."


class Specialties:
    """Normal forms of specialties.

    rows (Iterable[Specialty]): their names.

    >>> pain = specialties().get("Pain Management")
    >>> pain.id, pain.subspecialty
    ('pain_medicine', True)
    """

    def __init__(self, rows: Iterable[Specialty]) -> None:
        self._rows = {row.id: row for row in rows}
        self._names = NameTable((name, row.id) for row in self._rows.values() for name in row.terms)

    def get(self, name: str) -> Specialty | None:
        """The row of a specialty as worded; None if it is not known."""
        return self._rows.get(self._names.get(name) or "")


@cache
def specialties() -> Specialties:
    """Those of the package's own rows, read at the first call."""
    return Specialties(select(read_rows(["specialties.jsonl"], [Specialty]), Specialty))


class NameLists:
    """Splits lists of names.

    rows (Iterable[Specialty]): names, some of which hold a comma or "and".

    >>> lists = NameLists([Specialty(id="one name", terms=("Physical Medicine and Rehabilitation",))])
    >>> text = "neurology, physical medicine and rehabilitation"
    >>> [text[a:b] for a, b in lists.split(text, 0, len(text))]
    ['neurology', 'physical medicine and rehabilitation']
    """

    def __init__(self, rows: Iterable[Specialty]) -> None:
        self._names = PhraseIndex(rows)

    def split(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Split a list at commas, semicolons and "and", but not inside a known name.

        text (str): lower case, single blanks.
        start (int): offset at which the list begins.
        end (int): offset after it.
        RETURNS (list[tuple[int, int]]): offsets of the names.
        """
        names = self._names.find(text, start, end)
        edges = [start]
        for place in range(start, end):
            after = place + next((len(mark) for mark in _SEPARATORS if text.startswith(mark, place, end)), 0)
            if after > place and not any(name.start < after and place < name.end for name in names):
                edges += (place, after)
        edges.append(end)
        parts = []
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            first, last = trimmed(text, first, last, _EDGES)
            if first < last:
                parts.append((first, last))
        return parts
