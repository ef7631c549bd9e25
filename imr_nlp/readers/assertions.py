"""Whether a text affirms what it mentions: affirmed, negated, historical, hypothetical, allergy or family.

The triggers are patterns/assertions.jsonl: rows with `where` "before" a mention, "after" it, "inside" it, or "end" (a word that
ends the reach of a trigger). Start with `AssertionMarker.mark`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from imr_nlp.rules.load import compile_pattern, union_pattern

AFFIRMED = "affirmed"
# How far in front of a mention a trigger may end, and how far behind it one is looked for.
_REACH_BEFORE = 90
_REACH_AFTER = 60
# The longest trigger.
_TRIGGER_CHARACTERS = 40


class _Triggers(NamedTuple):
    pattern: re.Pattern[str] | None
    assertions: list[str]
    kinds: list[str | None]

    @classmethod
    def of(cls, rows: Iterable[dict[str, Any]], where: str) -> _Triggers:
        """The triggers of one place as one expression."""
        chosen = [row for row in rows if row["label"] == "ASSERTION" and row["where"] == where]
        return cls(union_pattern(chosen, {}), [row["assertion"] for row in chosen], [row.get("of") for row in chosen])

    def assertion(self, match: re.Match[str]) -> str:
        """What a match says."""
        return self.assertions[int((match.lastgroup or "r0")[1:])]

    def concerns(self, match: re.Match[str], kind: str) -> bool:
        """Whether a match says something of this kind of mention."""
        return self.kinds[int((match.lastgroup or "r0")[1:])] in (None, kind)


class AssertionMarker:
    """Reads the words around a mention.

    rows (Iterable[dict]): pattern rows; those with the label ASSERTION count.
    """

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        rows = list(rows)
        self._before = _Triggers.of(rows, "before")
        self._after = _Triggers.of(rows, "after")
        self._inside = _Triggers.of(rows, "inside")
        ends = [compile_pattern(row, {}).pattern for row in rows if row["label"] == "ASSERTION" and row["where"] == "end"]
        self._stems = sorted({stem for row in rows if row["label"] == "ASSERTION" for stem in row.get("stems", ())})
        self._end = re.compile("|".join(ends) or r"(?!)")

    def mark(
        self, text: str, start: int, end: int, sentence: tuple[int, int], *, kind: str, list_start: int | None = None
    ) -> str:
        """What the text says of a mention.

        text (str): text in lower case.
        start (int): first offset of the mention.
        end (int): offset behind it.
        sentence (tuple[int, int]): offsets of the sentence that holds it.
        kind (str): "diagnosis" or "drug"; some triggers concern one of them only.
        list_start (int | None): where the list begins that the mention is a member of: what stands between says nothing of it.
        RETURNS (str): "affirmed" where nothing says otherwise.
        """
        if self._inside.pattern is not None and (match := self._inside.pattern.search(text[start:end])) is not None:
            return self._inside.assertion(match)
        behind = text[end : min(sentence[1], end + _REACH_AFTER)]
        if self._after.pattern is not None and (match := self._after.pattern.match(behind)) is not None:
            return self._after.assertion(match)
        if self._before.pattern is None:
            return AFFIRMED
        start = start if list_start is None else list_start
        before = text[max(sentence[0], start - _REACH_BEFORE - _TRIGGER_CHARACTERS) : start]
        if self._stems and not any(stem in before for stem in self._stems):
            return AFFIRMED
        nearest = None
        for match in self._before.pattern.finditer(before):
            if self._before.concerns(match, kind) and self._end.search(before, match.end()) is None:
                nearest = match
        return AFFIRMED if nearest is None else self._before.assertion(nearest)
