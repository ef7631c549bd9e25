"""Guideline statements in prose: "the Low Back Complaints chapter, which is part of the MTUS, and the ODG, which is not".

`ProseStatements.pieces` gives what is cited and of which source, for `imr_nlp.readers.citations`. What ends a citation in prose
are the rows `CITATION` of the parts "trailer", "other_trailer" and "remark".
"""

from __future__ import annotations

from typing import NamedTuple

from imr_nlp.readers.statement_parts import trim
from imr_nlp.readers.statement_words import Names, Parts, lowered

MTUS, OTHER = "MTUS", "other"


class Piece(NamedTuple):
    """Words of a statement that cite: offsets in it, and whether the MTUS or something else is cited."""

    start: int
    end: int
    source: str


class ProseStatements:
    """Divides statements at what they say of the MTUS; names are of the MTUS and its chapters, and of other sources."""

    def __init__(self, wordings: Parts, schedule: Names, others: Names) -> None:
        self._ends = wordings("trailer", "other_trailer")
        self._remark = wordings("remark")
        self._lead = wordings("lead")
        self._stated, self._denied = wordings("stated"), wordings("denied")
        self._schedule, self._others = schedule, others

    def pieces(self, statement: str, *, introduced: bool) -> list[Piece] | None:
        """The pieces of a statement that says of a citation whether it is part of the MTUS, or that begins with a name.

        statement (str): with single blanks.
        introduced (bool): whether words such as "Decision based on" introduce its citations, so that a name is not enough.
        RETURNS (list[Piece] | None): in order; None if it says neither.
        """
        # Without these words the rows need not be tried.
        lower = lowered(statement)
        ends = self._ends.find(statement) if "part of" in lower or "partof" in lower else []
        if introduced and not ends:
            return None
        pieces: list[Piece] = []
        position = 0
        for mark in ends:
            start, end = self._cited(statement, position, mark.start)
            if start < end:
                pieces.append(Piece(start, end, MTUS if mark.row.part == "trailer" else OTHER))
            position = mark.end
        start, end = self._after_lead(statement, position, len(statement))
        named = self._named(statement, start, end)
        if named is None and not introduced:
            start = self._after_stated(statement, start, end)
            named = self._named(statement, start, end)
        if named is not None:
            pieces.append(Piece(*self._cited(statement, start, end), named))
        return pieces if ends or named is not None else None

    def cut(self, statement: str, start: int, end: int) -> int:
        """Where a citation ends that a remark follows ("..., since the pain is chronic")."""
        remark = self._remark.search(statement, start, end)
        return end if remark is None else remark.start

    def _cited(self, statement: str, start: int, end: int) -> tuple[int, int]:
        """What is cited in a range: from the first name on, if what stands in front of it is no citation."""
        start, end = self._after_lead(statement, start, end)
        if self._named(statement, start, end) is None:
            found = [*self._schedule.find(statement, start, end), *self._others.find(statement, start, end)]
            first = min((name.start for name in found), default=start)
            start = first if self._stated.search(statement, start, first) is not None else start
        return trim(statement, start, self.cut(statement, start, end))

    def _after_lead(self, statement: str, start: int, end: int) -> tuple[int, int]:
        """A range without what joins it to the words before it."""
        start, end = trim(statement, start, end)
        while (lead := self._lead.match(statement, start, end)) is not None:
            start, end = trim(statement, lead.end, end)
        return start, end

    def _after_stated(self, statement: str, start: int, end: int) -> int:
        """The offset after "The reviewer relied on the"; `start` where it is denied or not said."""
        stated = self._stated.search(statement, start, end)
        if stated is None or self._denied.search(statement, start, stated.start) is not None:
            return start
        return stated.end

    def _named(self, statement: str, start: int, end: int) -> str | None:
        """The source of which a name stands at an offset."""
        if start >= end:
            return None
        if self._schedule.match(statement, start, end) is not None:
            return MTUS
        return None if self._others.match(statement, start, end) is None else OTHER
