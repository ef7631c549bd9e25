"""Parts of rationales with what was found in them."""

from __future__ import annotations

from typing import Any

import pytest

from imr_nlp.readers.reason_rows import Concept, ReachEnd, Statement
from imr_nlp.readers.reason_segments import absences, clause_of, longest, segment_of, without_no
from imr_nlp.readers.roles import Part
from imr_nlp.rules.ruleset import Match, Range
from imr_nlp.rules.schema import parse_row
from imr_nlp.rules.schema_scope import CueRow
from imr_nlp.rules.scope import Cue

NOTE = Concept(id="note", terms=("note",))
GOVERNS = Concept(id="rationale", terms=("rationale",), governs=True)
END = ReachEnd(id="purpose", pattern="to support")
RISK = Statement(id="risk", pattern="risk of harm", code="risk")


def mentions(text: str, *words: str, row: Concept = NOTE) -> list[Match[Concept]]:
    return [Match(row, text.index(word), text.index(word) + len(word)) for word in words]


def test_segment_of() -> None:
    part = Part(0, 40, "reasoning", 1)
    cue = Cue("negated", 0, 2, ((3, 40),), CueRow(id="no", kind="negated", terms=("no",)))
    first, second = Match(NOTE, 3, 7), Match(GOVERNS, 25, 34)
    end, risk = Match(END, 8, 18), Match(RISK, 10, 22)
    found: list[Match[Any]] = [end, first, risk, second]
    item = frozenset(("brace",))
    assert segment_of(part, item, found, [cue]) == (part, item, [first, second], [cue], [risk], [end])
    assert segment_of(part, item, [], []) == (part, item, [], [], [], [])


@pytest.mark.parametrize(
    ("kind", "open_question", "absent"),
    [("negated", False, True), ("uncertain", True, True), ("uncertain", False, False), ("negated", True, True)],
)
def test_absences(kind: str, open_question: bool, absent: bool) -> None:
    row = parse_row({"label": "CUE", "id": "cue", "kind": kind, "terms": ["cue"], "open_question": open_question})
    assert isinstance(row, CueRow)
    cue = Cue(row.kind, 0, 3, (), row)
    assert absences([cue]) == ([cue] if absent else [])


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("no brace note", "brace note"),
        ("without a note", "a note"),
        ("brace note", "brace note"),
        ("not a note", "not a note"),
        ("no", "no"),
        ("no no note", "no note"),
    ],
)
def test_without_no(mention: str, expected: str) -> None:
    text = f"she has {mention} of it"
    start, end = text.index(mention), text.index(mention) + len(mention)
    found = without_no(text, Match(NOTE, start, end))
    assert (text[found.start : found.end], found.row) == (expected, NOTE)


def test_longest() -> None:
    text = "there is no clear rationale for a brace note"
    short, long, other = mentions(text, "brace", "brace note", "there")
    assert longest([short, long, other]) == [other, long]
    (governing,) = mentions(text, "rationale", row=GOVERNS)
    (wide,) = mentions(text, "clear rationale for a")
    assert longest([wide, governing, short]) == [governing, short]
    assert longest([]) == []


CLAUSES = [(0, 10), (10, 20), (22, 30)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (2, 5, (0, 10)),
        (0, 10, (0, 10)),
        (10, 12, (10, 20)),
        (8, 12, (0, 20)),
        (2, 28, (0, 30)),
        (20, 21, (10, 30)),
        (25, 40, (22, 30)),
        (10, 10, (10, 20)),
    ],
)
def test_clause_of(start: int, end: int, expected: Range) -> None:
    assert clause_of(CLAUSES, start, end) == expected
