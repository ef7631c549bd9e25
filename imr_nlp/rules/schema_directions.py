"""Rows of how drugs are to be taken, and of what opioids count in morphine."""

from __future__ import annotations

from typing import Literal

from pydantic import PositiveFloat

from imr_nlp.rules.schema import PatternRow, Row, Words


class IntakeWords(PatternRow):
    """How a drug is to be taken, in an item.

    use (str): what it tells, with the groups of the pattern.
        amount: what is taken at one time (`low`, `high`, `unit`).
        a_day: how many pieces a day (`low`, `high`).
        days: for how many days the quantity is meant (`number`, `high`, `unit`).
        most_a_day: the highest number of pieces (`number`).
        at_most: that a frequency is the highest.
        not_swallowed: that the drug goes another way than through the mouth.
    """

    label: Literal["INTAKE"] = "INTAKE"
    use: Literal["amount", "days", "a_day", "most_a_day", "at_most", "not_swallowed"]


class MorphineFactor(Row):
    """How many milligrams of morphine an opioid counts, whose name is the id.

    factor (float): for a milligram; of a patch for one microgram an hour, over a day.
    dosage_forms (tuple[str, ...]): those for which it holds.
    hours_worn (tuple[int, ...]): of a patch, after how many hours it may be changed.
    source (str): the table that has the factor.
    """

    label: Literal["MORPHINE_FACTOR"] = "MORPHINE_FACTOR"
    factor: PositiveFloat
    dosage_forms: tuple[Words, ...]
    hours_worn: tuple[int, ...] = ()
    source: Words


class LeastStrength(Row):
    """How many milligrams of an ingredient, whose name is the id, any product has at least."""

    label: Literal["LEAST_STRENGTH"] = "LEAST_STRENGTH"
    milligrams: PositiveFloat


DIRECTION_ROWS: tuple[type[Row], ...] = (IntakeWords, MorphineFactor, LeastStrength)
