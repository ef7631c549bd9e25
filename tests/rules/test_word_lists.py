"""Word lists are told as `in` would tell them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.rules import word_lists
from imr_nlp.rules.word_lists import WordLists

# Few letters, so that words are parts of each other and stand in the texts.
words = st.text("ab (", min_size=1, max_size=6)
texts = st.text("ab (", max_size=40)


def numbers(bits: int) -> list[int]:
    return [number for number in range(bits.bit_length()) if bits >> number & 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [4], id="empty"),
        pytest.param("pain relief,", [0, 4], id="part of a piece"),
        pytest.param("painless", [0, 4], id="beginning"),
        pytest.param("no pain", [0, 1, 4], id="whole word at the end"),
        pytest.param("(no", [1, 3, 4], id="bracket"),
        pytest.param("a return to work", [2, 4], id="phrase"),
        pytest.param("work, return to", [4], id="words of a phrase apart"),
        pytest.param("returns", [4], id="longest word of a phrase"),
    ],
)
def test_lists(text: str, expected: list[int]) -> None:
    lists = WordLists([["pain", "relief"], [" no ", "(no"], ["return to work"], ["("], []])
    assert numbers(lists.within(text)) == expected


@given(st.lists(st.lists(words, max_size=4), max_size=6), st.lists(texts, max_size=4))
def test_as_in(lists: list[list[str]], several: list[str]) -> None:
    read = WordLists(lists)
    for text in (*several, *several):
        expected = [n for n, ws in enumerate(lists) if not ws or any(word in f" {text} " for word in ws)]
        assert numbers(read.within(text)) == expected


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_lists, "_MEMORY", 10)
    lists = WordLists([["abc"]])
    for number in range(100):
        assert lists.within(f"{number} x{number}abcx") == 1
    assert len(lists._pieces) <= 10
    lists.within("x" * 1000)
    assert all(len(piece) <= word_lists._LONGEST for piece in lists._pieces)
