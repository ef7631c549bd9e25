"""Strengths, quantities and refills as prescriptions word them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.normalize.doses import Quantity, Strength, format_strength, quantity, refills, strengths
from imr_nlp.normalize.numbers import number_value, plain

MG, MCG, ML = "mg", "mcg", "ml"

STRENGTHS = [
    ("10mg", [(10, MG)]),
    ("10 MG", [(10, MG)]),
    ("7.5 mg", [(7.5, MG)]),
    (".5mg", [(0.5, MG)]),
    ("10/325 mg", [(10, MG), (325, MG)]),
    ("10-325mg", [(10, MG), (325, MG)]),
    ("10mg/325mg", [(10, MG), (325, MG)]),
    ("37.5 / 325 mg", [(37.5, MG), (325, MG)]),
    ("30.5/30/16mg", [(30.5, MG), (30, MG), (16, MG)]),
    ("5%", [(5, "%")]),
    ("1.3 %", [(1.3, "%")]),
    ("4%-27.5%-0.0325%", [(4, "%"), (27.5, "%"), (0.0325, "%")]),
    ("20%/5%", [(20, "%"), (5, "%")]),
    ("50,000 units", [(50000, "units")]),
    ("1000 IU", [(1000, "units")]),
    ("1percent", [(1, "%")]),
    ("2.5 per cent", [(2.5, "%")]),
    ("20 mEq", [(20, "mEq")]),
    ("100 micrograms", [(100, MCG)]),
    ("2 grams", [(2, "g")]),
    ("10/325", [(10, None), (325, None)]),  # no unit written
    ("25 \u03bcg", [(25, MCG)]),
    ("25 mcg/hr", [(25, MCG, 1, "hour")]),
    ("10mcg per hour", [(10, MCG, 1, "hour")]),
    ("10mg/1ml", [(10, MG, 1, ML)]),
    ("40 mg/ml", [(40, MG, 1, ML)]),
    ("60mg / 2cc", [(60, MG, 2, ML)]),
    ("7.5-325 mg/15ml", [(7.5, MG), (325, MG, 15, ML)]),
    ("six milligrams", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), STRENGTHS, ids=[row[0] or "empty" for row in STRENGTHS])
def test_strengths(text: str, expected: list[tuple[object, ...]]) -> None:
    assert strengths(text) == tuple(Strength(*values) for values in expected)  # type: ignore[arg-type]


QUANTITIES = [
    ("#60", 60, None),
    ("# 60", 60, None),
    ("60", 60, None),
    ("qty 60", 60, None),
    ("quantity: 60", 60, None),
    ("Quantity sixty", 60, None),
    ("quantity of sixty (60)", 60, None),
    ("dispense #30", 30, None),
    ("one hundred and twenty", 120, None),
    ("forty-five", 45, None),
    ("1,000", 1000, None),
    ("240 grams", 240, "g"),
    ("111.2 grams", 111.2, "g"),
    ("121gm", 121, "g"),
    ("60 g", 60, "g"),
    ("#60 grams", 60, "g"),
    ("500ml", 500, ML),
    ("4 ounces", 4, "oz"),
    ("#1 box", 1, "box"),
    ("two tubes", 2, "tube"),
    ("one (1) container", 1, "container"),
    ("1 box of 30", 30, None),
    ("2 boxes of 30", 60, None),
    ("a box of 30", 30, None),
    ("x60", 60, None),
    ("thirty (30) gm.", 30, "g"),
    ("60 tablets", 60, None),
]


@pytest.mark.parametrize(("text", "value", "unit"), QUANTITIES, ids=[row[0] for row in QUANTITIES])
def test_quantity(text: str, value: float, unit: str | None) -> None:
    assert quantity(text) == Quantity(value, unit)


@pytest.mark.parametrize("text", ["", "tablets", "qty:", "many"])
def test_no_quantity(text: str) -> None:
    assert quantity(text) is None


REFILLS = [
    ("2 refills", 2),
    ("ONE (1) REFILL", 1),
    ("Two refills", 2),
    ("Two (2) Refills", 2),
    ("x 3 refills", 3),
    ("refills: 0", 0),
    ("refill x 3", 3),
    ("no refills", 0),
    ("without refills", 0),
    ("twelve refills", 12),
    ("zero refills", 0),
    ("refills", None),
]


@pytest.mark.parametrize(("text", "expected"), REFILLS, ids=[row[0] for row in REFILLS])
def test_refills(text: str, expected: int | None) -> None:
    assert refills(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ONE (1)", 1), ("twenty-four", 24), ("one hundred twenty", 120), ("no", 0), ("thrice", 3), ("", None)],
)
def test_number_value(text: str, expected: int | None) -> None:
    assert number_value(text) == expected


numbers = st.one_of(st.integers(1, 99999), st.integers(1, 99999).map(lambda number: plain(number / 100)))
units = st.sampled_from([MG, MCG, "g", ML, "mEq", "units"])
combinations = st.tuples(st.lists(numbers, min_size=1, max_size=4), units).map(
    lambda drawn: tuple(Strength(number, drawn[1]) for number in drawn[0])
)
percentages = st.lists(numbers, min_size=1, max_size=4).map(lambda drawn: tuple(Strength(number, "%") for number in drawn))
rates = st.tuples(numbers, st.sampled_from([MG, MCG]), st.integers(1, 20), st.sampled_from([ML, "hour"])).map(
    lambda drawn: (Strength(*drawn),)
)


@given(st.one_of(combinations, percentages, rates))
def test_a_rendered_strength_reads_back(values: tuple[Strength, ...]) -> None:
    assert strengths(format_strength(values)) == values
    assert strengths(format_strength(values).upper()) == values


@given(numbers, st.sampled_from([("#{}", None), ("qty: {}", None), ("{} grams", "g"), ("{}ml", ML), ("{} tablets", None)]))
def test_a_rendered_quantity_reads_back(number: float, wording: tuple[str, str | None]) -> None:
    assert quantity(wording[0].format(number)) == Quantity(number, wording[1])


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    strengths(text)
    quantity(text)
    refills(text)
