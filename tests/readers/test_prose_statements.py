"""Guideline statements in prose, divided at what they say of the MTUS."""

from __future__ import annotations

import pytest

from imr_nlp.components.citations import CitationFinder
from imr_nlp.readers.prose_statements import MTUS, OTHER, ProseStatements
from imr_nlp.readers.statement_words import Names, Parts
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema_items import Guideline

ROWS = read_rows(["citations.jsonl", "guidelines.jsonl"], CitationFinder.row_types)
NAMES = [row for row in select(ROWS, Guideline) if row.title is None]
PROSE = ProseStatements(
    Parts(ROWS, fragments_of(ROWS)),
    Names(row for row in NAMES if row.source == "MTUS"),
    Names(row for row in NAMES if row.source in ("ODG", "ACOEM")),
)

Pieces = list[tuple[str, str]] | None


def pieces(statement: str, introduced: bool) -> Pieces:
    found = PROSE.pieces(statement, introduced=introduced)
    return None if found is None else [(statement[piece.start : piece.end], piece.source) for piece in found]


# What says of a citation whether it is of the MTUS counts wherever the statement stands.
TRAILERS: list[tuple[str, Pieces]] = [
    ("The Knee Complaints chapter is part of the MTUS", [("Knee Complaints chapter", MTUS)]),
    ("Brace Handbook, which is not part of the MTUS", [("Brace Handbook", OTHER)]),
    (
        "Knee Complaints, which is part of the MTUS, and the Official Disability Guidelines, which is not part of the MTUS",
        [("Knee Complaints", MTUS), ("Official Disability Guidelines", OTHER)],
    ),
    ("Brace Handbook, not part of the MTUS. ACOEM, 2nd edition", [("Brace Handbook", OTHER), ("ACOEM, 2nd edition", OTHER)]),
    ("Knee Complaints, part of the MTUS, and more braces", [("Knee Complaints", MTUS)]),
    ("Chronic Pain Guidelines, since pain lasts, which are part of the MTUS", [("Chronic Pain Guidelines", MTUS)]),
    ("The nurse relied on the ODG, which is not part of the MTUS", [("ODG", OTHER)]),
    ("Chapter of the ODG, which is not part of the MTUS", [("Chapter of the ODG", OTHER)]),
    (", part of the MTUS", []),
]


@pytest.mark.parametrize("introduced", [False, True])
@pytest.mark.parametrize(("statement", "expected"), TRAILERS, ids=[row[0] for row in TRAILERS])
def test_part_of_the_mtus_or_not(statement: str, expected: Pieces, introduced: bool) -> None:
    assert pieces(statement, introduced) == expected


# A name with which a statement begins is enough where nothing introduces it.
NAMED: list[tuple[str, Pieces]] = [
    ("Official Disability Guidelines, Knee", [("Official Disability Guidelines, Knee", OTHER)]),
    ("and the ODG", [("ODG", OTHER)]),
    ("MTUS Knee Complaints. It speaks of braces.", [("MTUS Knee Complaints", MTUS)]),
    ("1. MTUS, because she has pain", [("MTUS", MTUS)]),
]


@pytest.mark.parametrize(("statement", "expected"), NAMED, ids=[row[0] for row in NAMED])
def test_begins_with_a_name(statement: str, expected: Pieces) -> None:
    assert pieces(statement, introduced=False) == expected
    assert pieces(statement, introduced=True) is None


@pytest.mark.parametrize(
    "statement", ["", "Nothing.", "Brace Handbook, 2nd edition", "The brace is part of his gear", "and the"]
)
def test_says_neither(statement: str) -> None:
    assert pieces(statement, introduced=False) is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("MTUS, since she has pain", "MTUS"),
        ("ODG. They speak of braces.", "ODG"),
        ("ODG, Knee Chapter", "ODG, Knee Chapter"),
        ("", ""),
    ],
)
def test_cut(statement: str, expected: str) -> None:
    assert statement[: PROSE.cut(statement, 0, len(statement))] == expected
    assert PROSE.cut(statement, 0, 2) == 2, "no remark in the range"
