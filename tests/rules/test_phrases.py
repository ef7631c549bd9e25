"""Names by the thousand."""

from __future__ import annotations

import pytest

from imr_nlp.rules.phrases import PhraseIndex
from imr_nlp.rules.schema import Abbreviation

PHRASES = [
    ("the longest", ["neck", "neck pain"], "neck pain", ["neck pain"]),
    ("none inside another", ["neck pain", "pain score"], "neck pain score", ["neck pain"]),
    ("whole words", ["norco"], "norcos norco", ["norco"]),
    ("apostrophe", ["Baker\u2019s cyst"], "baker's cyst", ["baker's cyst"]),
    ("none", [], "neck", []),
]


def index(terms: list[str], *, before_numbers: bool = False) -> PhraseIndex[Abbreviation]:
    return PhraseIndex([Abbreviation(id=term, terms=(term,)) for term in terms], before_numbers=before_numbers)


@pytest.mark.parametrize(("terms", "text", "expected"), [row[1:] for row in PHRASES], ids=[row[0] for row in PHRASES])
def test_phrase_index(terms: list[str], text: str, expected: list[str]) -> None:
    assert [text[match.start : match.end] for match in index(terms).find(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("norco10/325mg", ["norco"]), ("norcoa", []), ("xnorco10", []), ("norco 10", ["norco"])]
)
def test_a_number_may_be_glued_to_a_name(text: str, expected: list[str]) -> None:
    found = index(["norco", "b12"], before_numbers=True).find(text)
    assert [text[match.start : match.end] for match in found] == expected


def test_only_a_part_of_a_text_is_looked_at() -> None:
    assert [(match.start, match.end) for match in index(["neck"]).find("neck neck neck", 5, 9)] == [(5, 9)]
