"""Matching many rows at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_nlp.errors import PatternError
from imr_nlp.rules.fragments import bounded
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.rules.schema import Abbreviation, Row, parse_row
from imr_nlp.rules.schema_layouts import RationaleEnd


def rule(pattern: str, **keys: Any) -> RationaleEnd:
    return RationaleEnd(id=pattern, pattern=pattern, **keys)


def names(*terms: str, **keys: Any) -> Abbreviation:
    return Abbreviation(id=terms[0], terms=terms, **keys)


# rows, text, what is found
FOUND: list[tuple[str, list[Row], str, list[str]]] = [
    ("pattern", [rule("no .{0,9}brace")], "no knee brace, no brace", ["no knee brace", "no brace"]),
    ("not inside a word", [rule("no brace")], "piano brace; no braces", []),
    ("stem", [rule(r"brac\w+")], "the bracing, braces", ["bracing", "braces"]),
    ("mark at the beginning", [rule(r"#\d+")], "10mg#60", ["#60"]),
    ("mark at the end", [rule(r"\d+%")], "5%cream", ["5%"]),
    ("match behind one that begins inside a word", [rule("no .{0,9}brace")], "piano no brace", ["no brace"]),
    ("term", [names("Low  Back")], "the low back; yellow back", ["low back"]),
    ("form of a term", [names("brace", forms=("braces",))], "braces", ["braces"]),
    ("rows in order of the text", [rule("b+c"), names("abb")], "bbc abb", ["bbc", "abb"]),
    ("rows at one place", [names("brace"), rule("brace")], "brace", ["brace", "brace"]),
    ("few strings", [rule("lacks?(?: of)?")], "lack of, lacks; slack", ["lack of", "lacks"]),
    ("short", [rule("no|not")], "no, not, nor, not", ["no", "not", "not"]),
    ("terms of one row do not overlap", [names("low back", "back", "back pain")], "low back pain", ["low back"]),
    ("no literal", [rule(r"\d\d")], "12 3 45", ["12", "45"]),
    ("not_before", [rule("brace", not_before="knee")], "knee brace, ankle brace", ["brace"]),
    ("not_before is a word", [rule("brace", not_before="ee")], "knee brace", ["brace"]),
    ("not_before is the end of a word", [rule("brace", not_before="not|n't")], "isn't brace, knot brace", ["brace"]),
    ("not_before without a blank", [rule(r"\d+", not_before="#|no.")], "#60, no.30, no. 20, 10", ["10"]),
    ("not_before of any words", [rule("brace", not_before=r"no \w+")], "no knee brace, a brace", ["brace"]),
    ("not_before of what holds another match", [rule(r"(?:be )?brac\w+", not_before="may")], "may be bracing", []),
    ("not_before of what holds another string", [rule("(?:be )?brace", not_before="may")], "may be brace", []),
    ("any word in front", [rule(r"(?:\w+ )?brace")], "a knee brace; unbrace, brace", ["knee brace", "brace"]),
    ("any word in front, or a mark", [rule(r"(?:\w+ )?#\d+")], "10mg#60 of#30", ["#60", "#30"]),
    ("not_after", [rule("knee", not_after="brace")], "knee brace, knee", ["knee"]),
    ("unless", [rule("brace", unless="denied")], "brace denied", []),
]


@pytest.mark.parametrize(("rows", "text", "expected"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND])
def test_find(rows: list[Row], text: str, expected: list[str]) -> None:
    found = RuleSet(rows).find(text)
    assert [text[match.start : match.end] for match in found] == expected


def test_matches_stay_inside_their_range() -> None:
    text = "no brace. knee no brace"
    found = RuleSet([rule("no .{0,30}brace"), names("brace. knee")]).find_in(text, [(0, 9), (10, 23)])
    assert [[text[m.start : m.end] for m in matches] for matches in found] == [["no brace"], ["no brace"]]


@pytest.mark.parametrize("text", ["", "a", "knee", "knee brace"])
def test_a_pattern_that_matches_nothing_ends_at_the_end(text: str) -> None:
    found = RuleSet([rule("(?:brace)?")]).find(text)
    assert [text[match.start : match.end] for match in found] == ["brace"] * text.count("brace")


def test_unless_looks_at_the_range_only() -> None:
    rules = RuleSet([rule("brace", unless="denied")])
    assert [len(found) for found in rules.find_in("brace denied. brace", [(0, 13), (14, 19)])] == [0, 1]


def test_groups() -> None:
    [match] = RuleSet([rule(r"(?P<count>\d+) visits(?: for (?P<weeks>\d+) weeks)?")]).find("12 visits")
    assert (match.group("count"), match.group("weeks")) == ("12", None)
    assert (match.span("count"), match.span("weeks"), match.span("none such")) == ((0, 2), None, None)


def test_an_expression_that_does_not_compile_is_named() -> None:
    row = parse_row({"label": "RATIONALE_END", "id": "open", "pattern": "(brace"}, "mine.jsonl:3")
    with pytest.raises(PatternError, match=r"E005.*mine\.jsonl:3"):
        RuleSet([row]).compile()


PATTERNS = ["no .{0,9}brace", r"brac\w+", "(?:knee|ankle) (?:brace )?worn", r"\d+ visits?", "not", r"n\w+ (?:brace|visit)"]
WORDS = st.sampled_from(["no", "brace", "bracing", "knee", "ankle", "worn", "12", "visits", "not", ";", "never"])


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_screening_loses_nothing(text: str) -> None:
    expected = sorted(
        (match.start(), number, match.end())
        for number, pattern in enumerate(PATTERNS)
        for match in re.finditer(bounded(pattern), text)
    )
    rows = [rule(pattern) for pattern in PATTERNS]
    found = RuleSet(rows).find(text)
    assert [(match.start, rows.index(match.row), match.end) for match in found] == expected
