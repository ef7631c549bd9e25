"""What stands at the edges of a range is passed over."""

from __future__ import annotations

import pytest

from imr_nlp.text.edges import end_before, past, trimmed


@pytest.mark.parametrize(
    ("characters", "start", "end", "expected"),
    [(" ,", 4, None, 6), (" ,", 4, 5, 5), (" ", 4, None, 4), (" ,", 0, None, 0), (None, 5, None, 6), (" ,", 10, None, 10)],
)
def test_past(characters: str | None, start: int, end: int | None, expected: int) -> None:
    assert past("Knee, Pain", characters, start, end) == expected


@pytest.mark.parametrize(("text", "expected"), [(" ,Knee ", "Knee"), ("Knee", "Knee"), (" , ", ""), ("", "")])
def test_trimmed(text: str, expected: str) -> None:
    assert text[slice(*trimmed(text, 0, len(text), " ,"))] == expected


@pytest.mark.parametrize(("end", "expected"), [(6, 4), (5, 4), (4, 4), (7, 7), (1, 0), (0, 0)])
def test_end_before(end: int, expected: int) -> None:
    assert end_before(" one \ntwo", end) == expected
