"""Fragments of patterns."""

from __future__ import annotations

import re

import pytest

from imr_nlp.errors import PatternError
from imr_nlp.rules.fragments import bounded, expand, fragments_in, fragments_of
from imr_nlp.rules.schema import Fragment
from imr_nlp.rules.schema_layouts import RationaleEnd

ROW = RationaleEnd(id="end", pattern="end")
ROWS = [
    Fragment(id="care", terms=("therapy", "physical therapy")),
    Fragment(id="no", pattern="no|without"),
    Fragment(id="no", terms=("lack of",)),
    Fragment(id="no_care", pattern="{{no}} {{care}}"),
]


def test_fragments_are_inserted() -> None:
    expression = expand(ROW, "{{no_care}} since", fragments_of(ROWS))
    assert re.fullmatch(expression, "lack of physical therapy since") and not re.fullmatch(expression, "therapy since")
    assert expand(ROW, "a{2}", {}) == "a{2}"


def test_a_fragment_uses_those_above_it() -> None:
    with pytest.raises(PatternError, match="E006"):
        fragments_of(ROWS[::-1])


def test_an_unknown_fragment_is_named() -> None:
    with pytest.raises(PatternError, match=r"E006.*unknown"):
        expand(ROW, "{{unknown}}", fragments_of(ROWS))


def test_a_fragment_has_words() -> None:
    with pytest.raises(PatternError, match="E003"):
        fragments_of([Fragment(id="empty")])


@pytest.mark.parametrize(("pattern", "expected"), [("{{no}} {{care}} {2}", ["no", "care"]), ("care", []), (None, [])])
def test_fragments_in(pattern: str | None, expected: list[str]) -> None:
    assert fragments_in(pattern) == expected


def test_bounded() -> None:
    found = re.compile(bounded("[a-z]ain|12")).findall("pain, pains, spain, 12 mg, 120")
    assert found == ["pain", "12"]
