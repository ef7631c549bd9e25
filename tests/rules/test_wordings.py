"""Wordings that are asked for at a known place."""

from __future__ import annotations

import re

import pytest

from imr_nlp.errors import PatternError
from imr_nlp.rules.schema_summary import ReviewWording
from imr_nlp.rules.wordings import Wordings, by_role, of_expression


def row(name: str, pattern: str, role: str = "end", **more: str) -> ReviewWording:
    return ReviewWording(label="REVIEW_WORDING", id=name, role=role, pattern=pattern, **more)


WORDS = Wordings(
    [row("due", "due to", not_before="was"), row("since", "since(?: {{then}})?", not_after="may"), row("a", "a")],
    {"then": "then"},
)


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("due to pain", 0, "due to"),
        ("since then", 0, "since then"),
        ("since thenceforth", 0, "since"),
        ("since may", 0, None),
        ("residue to", 4, None),
        ("it is due to", 0, None),
        ("was due to", 4, "due to"),  # what stands in front counts where wordings are looked for
    ],
)
def test_at(text: str, start: int, expected: str | None) -> None:
    match = WORDS.at(text, start)
    assert (match and match.group()) == expected


def test_at_no_further_than_the_end() -> None:
    assert WORDS.at("due to", 0, 5) is None
    match = WORDS.at("since then", 0, 9)
    assert match is not None and match.group() == "since"


@pytest.mark.parametrize(
    ("text", "expected"), [("so since then", "since then"), ("since", "since"), ("since then so", None), ("", None)]
)
def test_ending(text: str, expected: str | None) -> None:
    match = WORDS.ending(text, 0, len(text))
    assert (match and match.group()) == expected


def test_ending_not_before_the_start() -> None:
    assert WORDS.ending("so since", 4, 8) is None


def test_whole() -> None:
    assert WORDS.whole("so since then", 3, 13)
    assert not WORDS.whole("so since then", 3, 12)
    assert not WORDS.whole("so since then", 2, 13)


def test_skip() -> None:
    joined = Wordings([row("the", "the "), row("of", "of ")])
    assert joined.skip("of the of a", 0, 11) == 10
    assert joined.skip("of the of a", 0, 6) == 3
    assert joined.skip("a", 0, 1) == 0
    assert Wordings([row("any", "x*")]).skip("a", 0, 1) == 0


def test_each_and_first() -> None:
    text = "due to a, was due to since then"
    assert [match.group() for match in WORDS.each(text, 0, len(text))] == ["due to", "a", "since then"]
    assert [match.group() for match in WORDS.each(text, 12, len(text))] == ["due to", "since then"]
    first = WORDS.first(text, 1, len(text))
    assert first is not None and first.group() == "a"
    assert WORDS.first(text, 1, 5) is None


def test_by_role() -> None:
    roles = by_role([row("a", "a"), row("b", "b", role="clause"), row("c", "c")], ReviewWording, {})
    assert [roles["end"].whole(letter, 0, 1) for letter in "abc"] == [True, False, True]
    assert [roles["clause"].whole(letter, 0, 1) for letter in "abc"] == [False, True, False]
    assert roles["amount"].first("abc", 0, 3) is None


def test_of_expression() -> None:
    assert of_expression("{{x}}+", {"x": "a"}).whole("aa", 0, 2)
    assert of_expression(None, {}).first("aa", 0, 2) is None


def test_expression_that_is_none() -> None:
    with pytest.raises(PatternError, match=re.escape("[E005]")):
        of_expression("(", {}).at("a", 0)
