"""Phrases in a short text, in any number and with any mark between their words."""

from __future__ import annotations

import pytest

from imr_nlp.rules.phrase_table import PhraseTable, words

WORDS = [
    ("x-rays of the knees", ["x", "ray", "of", "the", "knee"]),
    ("l4-5, l5/s1", ["l4-5", ",", "l5/s1"]),
    ("12.5 mg (two)", ["12.5", "mg", "(", "two", ")"]),
    ("worker's e.g.", ["worker", "e", "g"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDS, ids=[row[0] for row in WORDS])
def test_words(text: str, expected: list[str]) -> None:
    found = words(text)
    assert [word.norm for word in found] == expected
    assert all(text[word.start : word.end].startswith(word.norm[:1]) for word in found)


TABLE = PhraseTable([("Knee", 1), ("Knee Brace", 2), ("knees", 3), ("x-ray", 4), ("brace for the knee", 5)])

FOUND = [
    ("knees", [("knees", 1)]),
    ("a knee brace", [("knee brace", 2)]),
    ("knee/braces", [("knee/braces", 2)]),
    ("x ray, x-rays", [("x ray", 4), ("x-rays", 4)]),
    ("brace for the knee brace", [("brace for the knee", 5)]),
    ("brace for the x-ray", [("x-ray", 4)]),
    ("kneecap", []),
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_find(text: str, expected: list[tuple[str, int]]) -> None:
    split = words(text)
    found = TABLE.find(split)
    assert [(text[split[first].start : split[last - 1].end], value) for first, last, value in found] == expected


def test_longest() -> None:
    split = words("a knee brace")
    assert TABLE.longest(split, 1) == (3, 2)
    assert TABLE.longest(split[:2], 1) == (2, 1)
    assert TABLE.longest(split, 0) is None


def test_begins() -> None:
    assert [TABLE.begins(word) for word in ("knee", "brace", "ray")] == [True, True, False]
