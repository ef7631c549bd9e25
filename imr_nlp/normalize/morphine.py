"""Morphine milligram equivalents of a prescription: arithmetic with the factors of a table, which are pattern rows.

Nothing is assumed: a number that the prescription does not tell makes the result None. Start with `equivalents`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from imr_nlp.normalize.doses import Quantity, Strength
from imr_nlp.normalize.numbers import Pair, plain

_MILLIGRAMS = {"mg": 1.0, "mcg": 0.001, "g": 1000.0}
_HOURS = 24


class Factor(NamedTuple):
    """How many milligrams of morphine an amount of an opioid counts.

    factor (float): for a milligram; of what is released at a rate, for one microgram an hour over a day.
    hours_worn (tuple[int, ...]): how long one piece of what is released at a rate may be worn; empty for all else.
    """

    factor: float
    hours_worn: tuple[int, ...] = ()


class Directions(NamedTuple):
    """How a product is to be taken.

    times (tuple | None): how many times a day, lowest and highest.
    pieces (tuple | None): how many pieces a day, or of `unit`, lowest and highest.
    unit (str | None): "ml" where the amount taken is a volume.
    at_once (float | None): how many pieces are used at one time.
    days_supply (float | None): for how many days the quantity is meant, as stated or as it follows from the directions.
    exact (bool): whether the directions leave nothing open, neither a range nor "as needed".
    """

    times: Pair | None = None
    pieces: Pair | None = None
    unit: str | None = None
    at_once: float | None = None
    days_supply: int | float | None = None
    exact: bool = False


class Equivalents(NamedTuple):
    """Morphine milligram equivalents in all, and a day at the most that the directions allow."""

    total: int | float | None = None
    per_day: int | float | None = None


def equivalents(opioids: Sequence[tuple[Strength, Factor]], quantity: Quantity | None, directions: Directions) -> Equivalents:
    """What a product counts in morphine.

    opioids (Sequence[tuple[Strength, Factor]]): its opioids, each with its strength in one piece, volume or hour.
    quantity (Quantity | None): what is dispensed.
    directions (Directions): how it is to be taken.
    RETURNS (Equivalents): None for what does not follow from what is stated.

    >>> equivalents([(Strength(10, "mg"), Factor(1.5))], Quantity(60), Directions(pieces=(2, 2)))
    Equivalents(total=900, per_day=30)
    """
    found = [_one(strength, factor, quantity, directions) for strength, factor in opioids]
    return Equivalents(_sum([one.total for one in found]), _sum([one.per_day for one in found]))


def _one(strength: Strength, factor: Factor, quantity: Quantity | None, directions: Directions) -> Equivalents:
    if factor.hours_worn:
        return _worn(strength, factor, quantity, directions)
    if strength.unit not in _MILLIGRAMS or strength.per_unit not in (None, "ml"):
        return Equivalents()
    each = strength.value * _MILLIGRAMS[strength.unit] / (strength.per_value or 1) * factor.factor
    total = each * quantity.value if quantity is not None and quantity.unit == strength.per_unit else None
    taken = None
    if directions.pieces is not None and directions.unit == strength.per_unit:
        taken = each * directions.pieces[1]
    if total is not None and directions.days_supply and not directions.exact:
        taken = total / directions.days_supply
    return Equivalents(total, taken)


def _worn(strength: Strength, factor: Factor, quantity: Quantity | None, directions: Directions) -> Equivalents:
    """Of a patch: known only where the directions tell when it is changed, so that its hours are known."""
    if strength.unit != "mcg" or directions.times is None or directions.at_once is None:
        return Equivalents()
    hours = {round(_HOURS / times) for times in directions.times if times}
    if len(hours) != 1 or not hours <= set(factor.hours_worn):
        return Equivalents()
    each = strength.value * factor.factor
    total = None if quantity is None or quantity.unit is not None else each * quantity.value * hours.pop() / _HOURS
    return Equivalents(total, each * directions.at_once)


def _sum(values: Sequence[float | None]) -> int | float | None:
    known = [value for value in values if value is not None]
    return plain(round(sum(known), 2)) if known and len(known) == len(values) else None
