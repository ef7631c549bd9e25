"""Numbers in figures and words."""

from __future__ import annotations

import pytest

from imr_nlp.normalize.numbers import figure_value, find_numbers, number_value, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60", 60),
        ("1,000", 1000),
        ("7.5", 7.5),
        (".5", 0.5),
        ("one (1) refill", 1),  # the figure counts, not the word
        ("THIRTY tablets", 30),
        ("one hundred and twenty", 120),
        ("forty-five", 45),
        ("twice", 2),
        ("no refills", 0),
        ("tablets", None),
        ("", None),
        ("9" * 16, None),  # of no possible size
    ],
)
def test_number_value(text: str, expected: float | None) -> None:
    assert number_value(text) == expected


def test_whole_numbers_are_integers() -> None:
    assert [type(value) for value in (plain(60.0), plain(7.5), figure_value("2.0"))] == [int, float, int]


def test_each_number_of_a_text() -> None:
    text = "two to 3.5, x24, twenty-four"
    assert [(number.value, text[number.start : number.end]) for number in find_numbers(text)] == [
        *((2, "two"), (3.5, "3.5"), (24, "24"), (24, "twenty-four"))
    ]
    assert list(find_numbers("none")) == []
