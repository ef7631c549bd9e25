"""Rows tried in order at a place."""

from __future__ import annotations

import re

import pytest

from imr_nlp.errors import PatternError
from imr_nlp.rules.ordered import FARTHEST, OrderedRules
from imr_nlp.rules.schema import PatternRow


class Shape(PatternRow):
    label: str = "SHAPE"


def row(name: str, pattern: str, **more: str) -> Shape:
    return Shape(id=name, pattern=pattern, **more)


RULES = OrderedRules(
    [
        row("number", r"\d+", not_after="mg"),
        row("hash", r"# ?(?P<value>\d+)", not_before="no"),
        row("plain hash", "#"),
        row("pill", "{{pill}}s?"),
        row("pill box", "{{pill}} box"),
    ],
    {"pill": "pill|tablet"},
)

MATCHES = [
    ("12 pills", 0, ("number", "12")),
    ("12 mg", 0, None),
    ("12mg", 0, None),
    ("#12", 0, ("hash", "12")),
    ("no #12", 3, ("plain hash", "#")),
    ("pills", 0, ("pill", "pills")),
    ("pill box", 0, ("pill", "pill")),  # the first, not the longest
    ("pillow", 0, None),
    ("spill", 1, None),
    ("a pill", 0, None),
]


@pytest.mark.parametrize(("text", "start", "expected"), MATCHES, ids=[f"{row[0]}-{row[1]}" for row in MATCHES])
def test_match(text: str, start: int, expected: tuple[str, str] | None) -> None:
    place = RULES.match(text, start, len(text))
    assert (None if place is None else (place.row.id, text[place.start : place.end])) == expected


def test_match_goes_no_further_than_the_end() -> None:
    assert RULES.match("tablets", 0, 5) is None
    cut = RULES.match("tablets", 0, 6)
    assert cut is not None and cut.last == 6


def test_the_group_that_is_meant() -> None:
    place = RULES.match("# 12", 0, 4)
    assert place is not None and (place.start, place.end, place.last) == (2, 4, 4)


def test_find() -> None:
    text = "12 mg, 3 pills, pillows, no #4, #5"
    found = [(place.row.id, text[place.start : place.end]) for place in RULES.find(text)]
    assert found == [("number", "3"), ("pill", "pills"), ("plain hash", "#"), ("number", "4"), ("hash", "5")]
    assert [place.start for place in RULES.find(text, 9)] == [place.start for place in RULES.find(text)][1:]
    assert list(RULES.find(text, 10, 13)) == []


@pytest.mark.parametrize(("distance", "found"), [(3, False), (4, True), (FARTHEST, True)])
def test_near(distance: int, found: bool) -> None:
    text = "two, pills"
    place = RULES.near(text, 1, len(text), distance)
    assert (place is not None) is found
    assert place is None or place.start == 5


def test_near_passes_over_what_does_not_fit() -> None:
    text = "12 mg or 7"
    place = RULES.near(text, 0, len(text), 9)
    assert place is not None and text[place.start : place.end] == "7"
    assert RULES.near(text, 0, len(text), 8) is None


def test_fullmatch() -> None:
    assert [RULES.fullmatch("pill box", 0, end) for end in (4, 6, 8)] == [True, False, True]


def test_no_rows() -> None:
    none: OrderedRules[Shape] = OrderedRules([])
    assert not none and RULES
    assert none.match("12", 0, 2) is None and list(none.find("12")) == [] and not none.fullmatch("", 0, 0)


def test_expression_that_is_none() -> None:
    with pytest.raises(PatternError, match=re.escape("[E005]")):
        OrderedRules([Shape.model_construct(label="SHAPE", id="a", pattern="(", not_before=None, not_after=None)]).match(
            "a", 0, 1
        )
