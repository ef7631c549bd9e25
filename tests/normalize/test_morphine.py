"""Morphine milligram equivalents: what follows from what is told, and what does not."""

from __future__ import annotations

import pytest

from imr_nlp.normalize.doses import Quantity, Strength
from imr_nlp.normalize.morphine import Directions, Equivalents, Factor, equivalents

TABLET, PATCH = Factor(1.5), Factor(2.4, (48, 72))
WORN = Strength(25, "mcg", 1, "hour")
EVERY_72_HOURS = Directions(times=(1 / 3, 1 / 3), at_once=1)


@pytest.mark.parametrize(
    ("strength", "factor", "quantity", "directions", "expected"),
    [
        pytest.param(Strength(10, "mg"), TABLET, Quantity(60), Directions(pieces=(2, 2)), (900, 30), id="tablets"),
        pytest.param(Strength(10, "mg"), TABLET, Quantity(60), Directions(pieces=(2, 4)), (900, 60), id="the most a day"),
        pytest.param(Strength(10, "mg"), TABLET, Quantity(60), Directions(days_supply=30), (900, 30), id="days' supply"),
        pytest.param(Strength(10, "mg"), TABLET, Quantity(60), Directions(), (900, None), id="no directions"),
        pytest.param(Strength(10, "mg"), TABLET, None, Directions(pieces=(2, 2)), (None, 30), id="no quantity"),
        pytest.param(Strength(10, "%"), TABLET, Quantity(60), Directions(), (None, None), id="a percentage"),
        pytest.param(Strength(10, "mg", 5, "ml"), TABLET, Quantity(100, "ml"), Directions(), (300, None), id="a solution"),
        pytest.param(Strength(10, "mg", 5, "ml"), TABLET, Quantity(2), Directions(), (None, None), id="bottles of no size"),
        pytest.param(WORN, PATCH, Quantity(10), EVERY_72_HOURS, (1800, 60), id="patches"),
        pytest.param(WORN, PATCH, Quantity(10), Directions(), (None, None), id="patches, hours not told"),
        pytest.param(WORN, PATCH, Quantity(10), Directions(times=(1, 1), at_once=1), (None, None), id="not worn so"),
    ],
)
def test_equivalents(
    strength: Strength, factor: Factor, quantity: Quantity | None, directions: Directions, expected: tuple[float | None, ...]
) -> None:
    assert equivalents([(strength, factor)], quantity, directions) == Equivalents(*expected)


def test_sum_is_that_of_all_or_none() -> None:
    both = [(Strength(10, "mg"), TABLET), (Strength(5, "mg"), Factor(1.0))]
    assert equivalents(both, Quantity(10), Directions()).total == 200
    assert equivalents([*both, (Strength(1, "%"), TABLET)], Quantity(10), Directions()).total is None
