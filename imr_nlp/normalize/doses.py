"""What a prescription's parts say: strengths, dispensed quantity, refills, how often a day. Pure functions of their wording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from imr_nlp.normalize.numbers import NUMBER, TOO_LARGE, figure_value, number_value, plain

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

_STRENGTH_UNIT = r"mgs?|milligrams?|mcgs?|micrograms?|ug|gms?|grams?|g|mls?|milliliters?|cc|meq|units?|iu|per ?cent|%"
_PER_UNIT = r"mls?|milliliters?|cc|gms?|grams?|g|hours?|hrs?|hr|h|days?|doses?|actuations?|sprays?|patch"
_STRENGTH = re.compile(
    rf"(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|\.\d+)(?:\s*-?(?P<unit>{_STRENGTH_UNIT})(?![a-z])"
    rf"(?:\s*(?:/|per)\s*(?P<per_value>\d+(?:\.\d+)?|\.\d+)?\s*(?P<per_unit>{_PER_UNIT})(?![a-z]))?)?"
)
_AMOUNT_UNIT = rf"grams?|gms?|g|mls?|milliliters?|cc|oz|ounces?|{'|'.join(f'{c}s?' for c in CONTAINERS)}"
_QUANTITY = re.compile(rf"(?P<number>{NUMBER})(?:\s*\(\d+\))?(?:\s*-?\s*(?P<unit>{_AMOUNT_UNIT})(?![a-z]))?")
_CONTAINER_OF = re.compile(rf"(?:{'|'.join(f'{c}s?' for c in CONTAINERS)})\s+of\s+(?P<number>{NUMBER})")
_NO_NUMBER = re.compile(r"\bno\b|\bwithout\b")

_EVERY = re.compile(
    rf"(?:q\.?|every)\s*(?P<low>{NUMBER})(?:\s*\(\d+\))?(?:\s*(?:-|to|or)\s*(?P<high>{NUMBER})(?:\s*\(\d+\))?)?"
    rf"\s*(?:(?:h|hr|hour)s?(?![a-z])|(?=p\.?r\.?n)|(?P<days>d|days|(?:rd|nd)\s+day)(?![a-z]))"
)
_TIMES = re.compile(
    rf"(?P<low>once|twice|thrice|{NUMBER})(?:\s*(?:-|to|or)\s*(?P<high>twice|thrice|{NUMBER}))?\s*(?:x|times?)?\s*"
    rf"(?:a\s+|per\s+|each\s+|every\s+|/\s*)?(?:day|daily|night|nightly|d)(?![a-z])"
)
_LATIN = {"bid": 2, "tid": 3, "qid": 4, "qh": 24}
_LATIN |= dict.fromkeys(("qd", "qhs", "hs", "qam", "qpm", "qday", "qnight", "qdaily"), 1)
_EVERY_OTHER_DAY = re.compile(r"every\s+(?:other|second|(?P<third>third))\s+(?:day|night)|\bq\.?\s*o\.?\s*d\b")
# Longer intervals ("every 7 days") are not counted a day.
_LONGEST_DAYS = 3
_ONCE_A_DAY = re.compile(
    r"\bdaily\b|\bnightly\b|\b(?:at|before)\s+(?:bedtime|night|dinner|breakfast|bed)\b"
    r"|\bevery\s+(?:day|night|morning|evening|bedtime)\b|\bin\s+the\s+(?:morning|evening)\b"
)


# The micro sign and the Greek letter.
_MICRO = str.maketrans("\xb5\u03bc", "uu")
# Times of day, those that are one on one line.
_MOMENTS = re.compile(
    r"\b(?:q\.?\s?)?(?:(?P<morning>morning|breakfast|a\.?m)|(?P<noon>noon|midday|lunch)|(?P<afternoon>afternoon)|(?P<evening>evening|dinner|supper|p\.?m)"
    r"|(?P<night>night|bedtime|bed|h\.?s)|(?P<meals>meals?))\b"
)
_MEALS = frozenset(("morning", "noon", "evening"))
_SEVERAL = ("twice", "thrice", "times")
_LATIN_RANGE = re.compile(r"\b((?:[btq]\.?i|q)\.?d|q\.?h\.?s)\.?\s?(?:-|to|or|/)\s?([btq]\.?i\.?d)\b")


Span = tuple[int | float, int | float]  # lowest and highest number


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
    match = _QUANTITY.search(lower)
    value = number_value(match["number"]) if match else None
    if match is None or value is None:
        return None
    inner = _CONTAINER_OF.search(lower)
    if inner is not None and (content := number_value(inner["number"])) is not None:
        return Quantity(plain(value * content)) if value * content < TOO_LARGE else None
    return Quantity(value, _unit(match["unit"]))


def refills(text: str) -> int | None:
    """How many refills.

    >>> refills("with ONE (1) REFILL"), refills("no refills"), refills("refill x 3"), refills("Two refills")
    (1, 0, 3, 2)
    """
    value = number_value(text)
    if value is None:
        return 0 if _NO_NUMBER.search(text.lower()) else None
    return int(value)


def times_per_day(text: str) -> Span | None:
    """How many times a day, where the wording says it.

    text (str): a frequency as worded.
    RETURNS (tuple | None): lowest and highest number; None for "as needed", "weekly" and the like.

    >>> times_per_day("b.i.d."), times_per_day("every 4-6 hours as needed"), times_per_day("weekly")
    ((2, 2), (4, 6), None)
    """
    lower = " ".join(text.lower().split())
    if match := _EVERY.search(lower):
        numbers = [number_value(match[group]) for group in ("high", "low") if match[group]]
        if match["days"]:
            return _span(*(1 / n for n in numbers if n and n <= _LONGEST_DAYS))
        return _span(*(24 / n for n in numbers if n))
    if match := _EVERY_OTHER_DAY.search(lower):
        return _span(1 / 3 if match["third"] else 0.5)
    moments = {match.lastgroup for match in _MOMENTS.finditer(lower)}
    if match := _TIMES.search(lower):
        times = _span(*(number_value(match[g]) for g in ("low", "high") if match[g]))
        if len(moments) < 2 or any(word in match[0] for word in _SEVERAL):  # not "one every morning, two every night"
            return times
    if match := _LATIN_RANGE.search(lower):
        return _span(*(_LATIN[word.replace(".", "")] for word in match.groups()))
    if "meals" in moments:  # "with meals" does not say how many, "before meals and at bedtime" does
        moments = moments - {"meals"} | _MEALS if len(moments) > 1 else set()
    if len(moments) > 1:
        return _span(len(moments))
    for word in re.findall(r"(?:[a-z]\.?\s?){2,}", lower) or [lower]:
        for part in (re.sub(r"[^a-z]", "", word), *re.sub(r"[^a-z ]", "", word).split()):
            if part in _LATIN:
                return _span(_LATIN[part])
    # "twice in the day and once at bedtime" is more than the bedtime says.
    several = any(word in lower for word in _SEVERAL)
    return _span(1) if not several and (moments or _ONCE_A_DAY.search(lower)) else None


@lru_cache(maxsize=4096)
def normal_form(label: str, text: str) -> str:
    """The one spelling for a part of a dosage, the `ent_id_` of its entity.

    label (str): DOSE, QUANTITY, REFILLS or FREQUENCY.
    text (str): its wording.
    RETURNS (str): the wording in lower case where it is not understood.

    >>> normal_form("DOSE", "10mg-325MG"), normal_form("QUANTITY", "qty: 30"), normal_form("QUANTITY", "240 grams")
    ('10/325 mg', '30', '240 g')
    >>> normal_form("REFILLS", "ONE (1) REFILL"), normal_form("FREQUENCY", "every 4-6 hours as needed")
    ('1', '4-6 a day')
    """
    if label == "DOSE" and (values := strengths(text)):
        return format_strength(values)
    if label == "QUANTITY" and (amount := quantity(text)) is not None:
        return f"{amount.value:g}" + (f" {amount.unit}" if amount.unit else "")
    if label == "REFILLS" and (count := refills(text)) is not None:
        return str(count)
    if label == "FREQUENCY" and (times := times_per_day(text)) is not None:
        return "-".join(f"{n:.3g}" for n in dict.fromkeys(times)) + " a day"
    return " ".join(text.lower().split())


def _span(*values: float | None) -> Span | None:
    numbers = [plain(round(value, 4)) for value in values if value is not None]
    return (min(numbers), max(numbers)) if numbers else None


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
