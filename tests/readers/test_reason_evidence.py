"""The clause that is shown for a reason."""

from __future__ import annotations

import pytest

from imr_nlp.components.reasons import ReasonFinder
from imr_nlp.readers.reason_evidence import MAX_WORDS, Evidence, begins_member, is_predicate
from imr_nlp.rules.load import read_rows

EVIDENCE = Evidence(read_rows(["reasons.jsonl", "clauses.jsonl", "fragments.jsonl"], ReasonFinder.row_types))

# a clause, the words that show the reason, what is shown
CLAUSES = [
    ("however, there is no record of gains.", "no record", "there is no record of gains"),
    ("and in this case, no gain is told, and", "no gain", "no gain is told"),
    ("no gain", "no gain", "no gain"),
    ("no gain ;", "no gain", "no gain"),
]


@pytest.mark.parametrize(("clause", "core", "expected"), CLAUSES)
def test_shortened(clause: str, core: str, expected: str) -> None:
    place = clause.index(core)
    start, end = EVIDENCE.shortened(clause, 0, len(clause), (place, place + len(core)))
    assert clause[start:end] == expected


@pytest.mark.parametrize("core", ["no gain", "the last word"])
def test_a_long_clause_keeps_its_core(core: str) -> None:
    clause = "no gain was told " + "of this or that drug " * 12 + "by the last word"
    place = clause.index(core)
    start, end = EVIDENCE.shortened(clause, 0, len(clause), (place, place + len(core)))
    assert core in clause[start:end] and len(clause[start:end].split()) <= MAX_WORDS


def test_half_a_phrase_is_left_out() -> None:
    clause = "no gain was told " + "of this drug " * 6 + "to the time in which such drugs would have done so"
    start, end = EVIDENCE.shortened(clause, 0, len(clause), (0, 16))
    assert clause[start:end].endswith("to the time")


def test_members() -> None:
    text = "lack of findings, lack of red flags"
    assert [begins_member(text, text.index(words)) for words in ("lack of f", "lack of r", "findings")] == [False, True, False]


@pytest.mark.parametrize(("text", "expected"), [("suggesting it was", True), ("suggesting it", False), ("", False)])
def test_predicates(text: str, expected: bool) -> None:
    assert is_predicate(text, 0, len(text)) is expected
