"""What rows of rationales may say, and that those of the package fit together."""

from __future__ import annotations

from typing import Any

import pytest

from imr_nlp.components.reasons import ReasonFinder
from imr_nlp.errors import PatternError
from imr_nlp.readers.reason_rows import Concept, Reason, ReasonCode, RefusalWord, RoleCue, Statement
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema import parse_row

FILES = ["scope.jsonl", "clauses.jsonl", "absences.jsonl", "roles.jsonl", "concepts.jsonl", "reasons.jsonl", "sentences.jsonl"]
ROWS = read_rows(FILES, ReasonFinder.row_types)
CODES = {row.id: row for row in select(ROWS, ReasonCode)}
CONCEPTS = {row.id for row in select(ROWS, Concept)}

GOOD: dict[str, dict[str, Any]] = {
    "role cue": {"label": "ROLE_CUE", "id": "he", "pattern": "he has", "role": "history", "weight": 2},
    "concept": {"label": "CONCEPT", "id": "brace", "terms": ["brace"]},
    "reason": {"label": "REASON", "id": "none", "concept": "brace", "stated": "missing", "code": "no_brace"},
    "code": {"label": "REASON_CODE", "id": "no_brace", "polarity": "against", "group": "prior_care"},
    "statement": {"label": "STATEMENT", "id": "old", "pattern": "is outdated", "code": "no_brace"},
    "clause edge": {"label": "CLAUSE_EDGE", "id": "and", "terms": ["and"], "side": "start"},
    "refusal": {"label": "REFUSAL_WORD", "id": "refused", "terms": ["refused"], "concepts": ["brace"]},
}


@pytest.mark.parametrize("name", GOOD)
def test_row(name: str) -> None:
    row, values = parse_row(GOOD[name]), GOOD[name]
    assert {key: list(got) if isinstance(got := getattr(row, key), tuple) else got for key in values} == values


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("role cue", "role", "rumour"),
        ("role cue", "weight", "heavy"),
        ("role cue", "weight", None),
        ("concept", "governed", True),
        ("reason", "stated", "perhaps"),
        ("reason", "code", None),
        ("code", "polarity", "neither"),
        ("code", "group", "weather"),
        ("statement", "roles", ["rumour"]),
        ("statement", "subject", "inside"),
        ("statement", "weak", "letter"),
        ("clause edge", "side", "middle"),
        ("refusal", "concepts", None),
    ],
)
def test_refused(name: str, key: str, value: object) -> None:
    """A value that is not allowed, a key that is unknown or missing (None)."""
    values = {**GOOD[name], key: value}
    if value is None:
        del values[key]
    with pytest.raises(PatternError, match=key):
        parse_row(values)


def test_defaults() -> None:
    statement, cue = parse_row(GOOD["statement"]), parse_row(GOOD["role cue"])
    assert isinstance(statement, Statement) and isinstance(cue, RoleCue)
    assert (statement.roles, statement.subject, statement.weak, cue.lasts) == (("reasoning",), None, None, False)


def test_reasons_of_the_package_name_what_exists() -> None:
    rows = select(ROWS, Reason)
    assert rows and {row.concept for row in rows} <= CONCEPTS
    assert {row.beside for row in rows if row.beside is not None} <= CONCEPTS
    assert {row.code for row in rows} <= CODES.keys()


def test_statements_of_the_package_name_what_exists() -> None:
    rows = select(ROWS, Statement)
    assert rows and {row.code for row in rows} <= CODES.keys()
    assert {row.beside for row in rows if row.beside is not None} <= CONCEPTS
    assert {concept for row in select(ROWS, RefusalWord) for concept in row.concepts} <= CONCEPTS


def test_codes_of_the_package() -> None:
    assert {code for row in CODES.values() for code in row.covers} <= CODES.keys()
    assert not [row.id for row in CODES.values() if row.id in row.covers]
    given = {row.code for row in select(ROWS, Reason)} | {row.code for row in select(ROWS, Statement)}
    assert sorted(CODES.keys() - given) == [], "codes that no row gives"
