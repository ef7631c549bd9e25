"""What a prescription's parts say: strengths, dispensed quantity, refills. Pure functions of their wording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

from imr_nlp.normalize import collapse
from imr_nlp.normalize.numbers import FIGURE, TOO_LARGE, figure_value, find_numbers, number_value, plain

# One spelling for every unit.
UNITS = {
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams"), "mg"),
    **dict.fromkeys(("mcg", "mcgs", "ug", "microgram", "micrograms"), "mcg"),
    **dict.fromkeys(("g", "gm", "gms", "gram", "grams"), "g"),
    **dict.fromkeys(("ml", "mls", "cc", "milliliter", "milliliters"), "ml"),
    **dict.fromkeys(("unit", "units", "iu"), "units"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours", "h"), "hour"),
    **dict.fromkeys(("oz", "ounce", "ounces"), "oz"),
    "meq": "mEq",
    **dict.fromkeys(("%", "percent", "per cent"), "%"),
}
CONTAINERS = ("box", "boxes", "kit", "tube", "bottle", "container", "pack", "package", "packet", "vial", "syringe", "jar")


def _worded(*units: str) -> str:
    """The words of some units as alternatives."""
    return "|".join(word for word, unit in UNITS.items() if unit in units)


_STRENGTH_UNIT = _worded("mg", "mcg", "g", "ml", "units", "mEq", "%")
_PER_UNIT = _worded("g", "ml", "hour") + "|days?|doses?|actuations?|sprays?|patch"
_STRENGTH = re.compile(
    rf"(?P<value>{FIGURE})(?:\s*-?(?P<unit>{_STRENGTH_UNIT})(?![a-z])"
    rf"(?:\s*(?:/|per)\s*(?P<per_value>{FIGURE})?\s*(?P<per_unit>{_PER_UNIT})(?![a-z]))?)?"
)
_CONTAINERS = frozenset((*CONTAINERS, *(f"{name}s" for name in CONTAINERS)))
_AMOUNT_UNITS = _CONTAINERS | {word for word, unit in UNITS.items() if unit in ("g", "ml", "oz")}


# The micro sign and the Greek letter.
_MICRO = str.maketrans("\xb5\u03bc", "uu")


class Strength(NamedTuple):
    """One number of a strength: 10 mg; 25 mcg an hour (`per_value` 1, `per_unit` "hour"); 5 %."""

    value: int | float
    unit: str | None
    per_value: int | float | None = None
    per_unit: str | None = None


class Quantity(NamedTuple):
    """What is dispensed: a number of pieces, or of `unit`."""

    value: int | float
    unit: str | None = None


def strengths(text: str) -> tuple[Strength, ...]:
    """The numbers of a strength with their units; one without a unit has that of the next.

    text (str): a strength as worded.
    RETURNS (tuple[Strength, ...]): in order; empty if there is no number.

    >>> strengths("10/325 mg") == (Strength(10, "mg"), Strength(325, "mg"))
    True
    >>> strengths("25mcg/hr")
    (Strength(value=25, unit='mcg', per_value=1, per_unit='hour'),)
    """
    found: list[Strength] = []
    for match in _STRENGTH.finditer(text.lower().translate(_MICRO)):
        per_unit = match["per_unit"]
        per_value = None if per_unit is None else figure_value(match["per_value"] or "1")
        value = figure_value(match["value"])
        if value is None:
            continue
        found.append(Strength(value, _unit(match["unit"]), per_value, _unit(per_unit)))
    for n in range(len(found) - 2, -1, -1):
        if found[n].unit is None:
            found[n] = found[n]._replace(unit=found[n + 1].unit)
    return tuple(found)


def by_ingredient(
    values: Sequence[Strength], ingredients: Sequence[str], name: str, least: Mapping[str, float]
) -> tuple[str | None, ...]:
    """The ingredient that each number of a strength belongs to.

    values (Sequence[Strength]): the numbers, in order.
    ingredients (Sequence[str]): the ingredients, in the order in which strengths are customarily written.
    name (str): the product's name as worded, in lower case, whose order of ingredients counts first.
    least (Mapping[str, float]): how many milligrams of an ingredient any product has at least.
    RETURNS (tuple[str | None, ...]): one for each number; None where it is not sure.

    >>> by_ingredient(strengths("10/325 mg"), ("hydrocodone", "acetaminophen"), "norco", {"acetaminophen": 80})
    ('hydrocodone', 'acetaminophen')
    >>> by_ingredient(strengths("10 mg"), ("hydrocodone", "acetaminophen"), "norco", {"acetaminophen": 80})
    ('hydrocodone',)
    """

    def possible(order: Sequence[str]) -> bool:
        pairs = zip(values, order, strict=True)
        return not any(value.unit in ("mg", None) and value.value < least.get(one, 0) for value, one in pairs)

    if len(ingredients) == 1:
        return (ingredients[0],) * len(values)
    if len(values) == 1:
        able = [one for one in ingredients if possible([one])]
        return (able[0] if len(able) == 1 and values[0].unit != "%" else None,)
    if len(values) == len(ingredients):
        named = sorted((place, one) for one in ingredients if (place := name.find(one)) >= 0)
        order = [one for _, one in named]
        if len(order) == 1 == len(ingredients) - 1:
            order.insert(len(order) if named[0][0] == 0 else 0, next(one for one in ingredients if one not in order))
        orders = [order] if len(order) == len(ingredients) else []
        if not any(value.unit == "%" for value in values):  # no custom rules the order of what is for the skin
            orders += [list(ingredients), *([list(ingredients[::-1])] if len(ingredients) == 2 else ())]
        return tuple(next((one for one in orders if possible(one)), [None] * len(values)))
    return (None,) * len(values)


def format_strength(values: tuple[Strength, ...]) -> str:
    """A strength in the usual wording; `strengths` reads it back.

    >>> format_strength(strengths("10mg-325MG")), format_strength(strengths("60 mg / 2 cc"))
    ('10/325 mg', '60 mg/2 ml')
    """
    if len(values) > 1 and len({value[1:] for value in values}) == 1 and values[0].per_unit is None and values[0].unit != "%":
        unit = f" {values[0].unit}" if values[0].unit else ""
        return "/".join(_figures(value.value) for value in values) + unit
    return "-".join(_format_one(value) for value in values)


def quantity(text: str) -> Quantity | None:
    """What is dispensed; of containers that hold a stated number ("1 box of 30") that number.

    text (str): a quantity as worded.
    RETURNS (Quantity | None): None if there is no number.

    >>> quantity("#60"), quantity("240 grams")
    (Quantity(value=60, unit=None), Quantity(value=240, unit='g'))
    >>> quantity("qty: 30"), quantity("2 boxes of 30")
    (Quantity(value=30, unit=None), Quantity(value=60, unit=None))
    """
    lower = text.lower()
    found = next(find_numbers(lower), None)
    if found is None:
        return None
    rest = lower[found.end :].lstrip()
    rest = (rest.partition(")")[2] if rest.startswith("(") else rest).lstrip(" -")
    unit = rest[: len(rest) - len(rest.lstrip(ascii_lowercase))]
    after = rest[len(unit) :].split()
    if unit in _CONTAINERS and after[:1] == ["of"] and (content := number_value(" ".join(after[1:2]))) is not None:
        return Quantity(plain(found.value * content)) if found.value * content < TOO_LARGE else None
    return Quantity(found.value, _unit(unit) if unit in _AMOUNT_UNITS else None)


def refills(text: str) -> int | None:
    """How many refills.

    >>> refills("with ONE (1) REFILL"), refills("no refills"), refills("refill x 3"), refills("Two refills")
    (1, 0, 3, 2)
    """
    value = number_value(text)
    if value is None:
        return 0 if "without" in text.lower().split() else None
    return int(value)


@lru_cache(maxsize=4096)
def normal_form(label: str, text: str) -> str:
    """The one spelling for a part of a dosage, the `ent_id_` of its entity; for frequencies see `imr_nlp.readers.frequencies`.

    label (str): DOSE, QUANTITY or REFILLS.
    text (str): its wording.
    RETURNS (str): the wording in lower case where it is not understood.

    >>> normal_form("DOSE", "10mg-325MG"), normal_form("QUANTITY", "qty: 30"), normal_form("QUANTITY", "240 grams")
    ('10/325 mg', '30', '240 g')
    >>> normal_form("REFILLS", "ONE (1) REFILL")
    '1'
    """
    if label == "DOSE" and (values := strengths(text)):
        return format_strength(values)
    if label == "QUANTITY" and (amount := quantity(text)) is not None:
        return f"{amount.value:g}" + (f" {amount.unit}" if amount.unit else "")
    if label == "REFILLS" and (count := refills(text)) is not None:
        return str(count)
    return collapse(text.lower())


def _unit(word: str | None) -> str | None:
    if word is None:
        return None
    if word in UNITS:
        return UNITS[word]
    return {"boxes": "box", "patches": "patch"}.get(word, word[:-1] if word.endswith("s") else word)


def _figures(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e5 else f"{value}"


def _format_one(strength: Strength) -> str:
    text = _figures(strength.value)
    if strength.unit is not None:
        text += "%" if strength.unit == "%" else f" {strength.unit}"
    if strength.per_unit is not None:
        amount = "" if strength.per_value in (None, 1) else f"{_figures(strength.per_value or 1)} "
        text += f"/{amount}{strength.per_unit}"
    return text
