"""Levels of the spine."""

from __future__ import annotations

import pytest

from imr_nlp.normalize.levels import vertebrae


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("l4-5", [("l", 4), ("l", 5)]),
        ("l4-l5", [("l", 4), ("l", 5)]),
        ("c5/c6", [("c", 5), ("c", 6)]),
        ("c5c6", [("c", 5), ("c", 6)]),
        ("l-4", [("l", 4)]),
        ("l3/4/5", [("l", 3), ("l", 4), ("l", 5)]),
        ("l4 - 5", [("l", 4), ("l", 5)]),
        ("t14", [("t", 14)]),  # there is none
        ("l", []),
        ("4", []),
        ("l400", []),
        ("l4x5", []),
        ("spine", []),
        ("", []),
    ],
)
def test_vertebrae(word: str, expected: list[tuple[str, int]]) -> None:
    assert vertebrae(word) == expected
