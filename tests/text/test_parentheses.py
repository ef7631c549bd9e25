"""What stands in parentheses."""

from __future__ import annotations

import pytest

from imr_nlp.text.parentheses import nested_parentheses, parentheses, split_outside_parentheses, without_parentheses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("knee (left), hip (right)", ["(left)", "(right)"]),
        ("((a) b)", ["(a)"]),
        ("a) b (c)", ["(c)"]),
        ("(a (b)", ["(b)"]),
        ("(a", []),
        ("()", ["()"]),
        ("", []),
    ],
)
def test_parentheses(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in parentheses(text)] == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("knee (left, right), hip", ["knee (left, right)", " hip"]),
        ("a), b", ["a)", " b"]),
        ("(a, b", ["(a, b"]),
        ("a, b", ["a", " b"]),
        ("", [""]),
    ],
)
def test_parts_outside(text: str, parts: list[str]) -> None:
    assert split_outside_parentheses(text, ",") == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("knee (left (L)), hip", ["(L)", "(left (L))"]),
        ("(a) b) (c", ["(a)"]),
        ("((a)", ["(a)"]),
        ("none", []),
    ],
)
def test_nested_parentheses(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in nested_parentheses(text, 0, len(text))] == expected


def test_nested_parentheses_of_a_range() -> None:
    assert nested_parentheses("(a (b) c)", 1, 7) == [(3, 6)]


def test_without_parentheses() -> None:
    assert without_parentheses("one (1) to two (2)") == "one  to two "
    assert without_parentheses("Zexample [kit] ER", " ", "[]") == "Zexample   ER"
