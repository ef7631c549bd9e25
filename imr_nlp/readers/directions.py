"""How a prescribed product is to be taken: pieces a day and days' supply, and what it counts in morphine.

`DirectionsReader.read` reads one product of a disputed item, `equivalents` works from rows MORPHINE_FACTOR. What is not stated
stays unknown. Offsets are those of the item's wording in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from imr_nlp.normalize import morphine
from imr_nlp.normalize.doses import Quantity, Strength
from imr_nlp.normalize.morphine import Directions, Equivalents, Factor
from imr_nlp.normalize.numbers import Pair, number_value, plain
from imr_nlp.readers.frequencies import FrequencyReader
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match, Range, RuleSet
from imr_nlp.rules.schema_directions import IntakeWords, LeastStrength, MorphineFactor

# What is taken at one time at most; a higher number is that of something else.
_MOST_PIECES = 10
_MOST_MILLILITERS = 60
_DAYS = range(1, 366)
_AS_NEEDED = ("needed", "necessary", "prn", "p.r.n", "p.r.n.")
_VOLUMES = ("ml", "mls", "cc")


class Frequencies(NamedTuple):
    """How often a product is to be taken: all places that tell it, and that of the first with what follows at once."""

    all: Sequence[Range]
    joined: Range | None


class _Amount(NamedTuple):
    low: int | float
    high: int | float
    unit: str | None


class DirectionsReader:
    """Reads directions, by INTAKE, FREQUENCY_WORDS, MORPHINE_FACTOR and LEAST_STRENGTH rows.

    Of factors of one opioid for one form the last counts, so that a user's file overrules the package's.
    """

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        self._words = RuleSet(select(rows, IntakeWords), fragments_of(rows))
        self._frequencies = FrequencyReader(rows)
        self.least: Mapping[str, float] = {row.id: row.milligrams for row in select(rows, LeastStrength)}
        self._factors: dict[str, dict[str, Factor]] = {}
        for row in select(rows, MorphineFactor):
            by_form = self._factors.setdefault(row.id, {})
            by_form.update(dict.fromkeys(row.dosage_forms, Factor(row.factor, row.hours_worn)))

    def read(self, text: str, place: Range, frequencies: Frequencies, quantity: Quantity | None, *, dosed: bool) -> Directions:
        """How one product, whose wording stands at a place, is to be taken.

        dosed (bool): whether one strength is stated, so that without another amount it is what is taken at one time.
        """
        joined = frequencies.joined
        if joined is None and text.find("day", *place) < 0 and text.find("week", *place) < 0:
            return Directions()
        words = self._words.find(text, *place)
        days = _stated_days(words)
        times = None if joined is None else self._frequencies.times_per_day(text[slice(*joined)])
        if joined is None or times is None:
            taken = _a_day(words)
        else:
            each = {one: self._frequencies.times_per_day(text[slice(*one)]) for one in frequencies.all}
            taken = _taken(text, joined, times, each, words, dosed=dosed)
        if taken is None:
            return Directions(times, days_supply=days)
        amount, (low, high) = taken
        most = [number_value(match.group("number") or "") for match in words if match.row.use == "most_a_day"]
        highest = min((number for number in most if number), default=high)
        as_needed = any(text[slice(*one)].endswith(_AS_NEEDED) for one in frequencies.all)
        exact = low == high and not most and not as_needed and not any(match.row.use == "at_most" for match in words)
        if days is None and exact and low and quantity is not None and quantity.unit == amount.unit:
            days = plain(round(quantity.value / low, 1))
        at_once = amount.low if amount.low == amount.high else None
        return Directions(times, (min(low, highest), min(high, highest)), amount.unit, at_once, days, exact)

    def equivalents(
        self,
        text: str,
        ingredients: Sequence[str],
        strengths: Sequence[tuple[Strength, str | None]],
        form: str | None,
        quantity: Quantity | None,
        directions: Directions,
    ) -> Equivalents:
        """What a product counts in morphine, where a published factor fits its opioids and its form.

        text (str): the product's wording, which may say that the drug is not swallowed.
        strengths (Sequence[tuple[Strength, str | None]]): each with the ingredient that it belongs to.
        form (str | None): normal form of the dosage form.
        """
        opioids = []
        for ingredient in ingredients:
            if ingredient not in self._factors:
                continue
            own = [strength for strength, of in strengths if of == ingredient]
            if len(own) != 1:
                return Equivalents()
            if own[0].unit is None and len(strengths) == len(ingredients) > 1:  # "Norco 10/325": no such pair has another unit
                own = [own[0]._replace(unit="mg")]
            stated = form or ("patch" if own[0].per_unit == "hour" else "tablet")
            factor = self._factors[ingredient].get(stated)
            if factor is None:
                return Equivalents()
            if not factor.hours_worn and any(match.row.use == "not_swallowed" for match in self._words.find(text)):
                return Equivalents()
            opioids.append((own[0], factor))
        return morphine.equivalents(opioids, quantity, directions)


def _stated_days(found: Sequence[Match[IntakeWords]]) -> int | float | None:
    """The days' supply, if one number of days is stated; a range is none."""
    days = set()
    for match in found:
        if match.row.use != "days":
            continue
        number = number_value(match.group("number") or "")
        if number is None or match.group("high"):
            return None
        days.add(number * (7 if "week" in (match.group("unit") or "") else 1))
    value = days.pop() if len(days) == 1 else None
    return value if value in _DAYS else None


def _a_day(words: Sequence[Match[IntakeWords]]) -> tuple[_Amount, Pair] | None:
    """How many pieces a day, where the wording tells just that: "three tablets a day"."""
    found = [match for match in words if match.row.use == "a_day"]
    if len(found) != 1:
        return None
    low = _pieces(found[0].group("low") or "")
    return _Amount(1, 1, None), (low, _pieces(found[0].group("high") or "") or low)


def _taken(
    text: str,
    joined: Range,
    times: Pair,
    each: Mapping[Range, Pair | None],
    words: Sequence[Match[IntakeWords]],
    *,
    dosed: bool,
) -> tuple[_Amount, Pair] | None:
    """What is taken at one time, first, and how much a day; None where that is not stated or stated in several ways.

    joined (tuple[int, int]): the first frequency with what follows at once.
    times (tuple): how often a day it says.
    each (Mapping): how often a day each frequency says, by its place.
    """
    parts = [one for one in each if joined[0] <= one[0] < joined[1]]
    most = [(match.start, match.end) for match in words if match.row.use == "most_a_day"]
    for (start, _), often in each.items():
        if start >= joined[1] and often and not any(a <= start < b for a, b in most):
            return None
    amounts = [match for match in words if match.row.use == "amount"]
    stated = [_amount(text, amounts, part, joined) for part in parts]
    first = stated[0] or (_Amount(1, 1, None) if dosed else None)
    if first is None or any(one and one.high > (_MOST_PIECES if one.unit is None else _MOST_MILLILITERS) for one in stated):
        return None
    if not any(stated[1:]):
        return first, (first.low * times[0], first.high * times[1])
    low: float = 0
    high: float = 0
    amount = first
    for one, part in zip(stated, parts, strict=True):
        amount, often = one or amount, each[part]
        if often is None or amount.unit != first.unit:
            return None
        low, high = low + amount.low * often[0], high + amount.high * often[1]
    return first, (low, high)


def _amount(text: str, amounts: Sequence[Match[IntakeWords]], part: Range, joined: Range) -> _Amount | None:
    """What is taken at one time, as it stands in front of a frequency, or with its form right after all of them."""
    found = [match for match in amounts if match.end <= part[0] and not text[match.end : part[0]].strip(" ,;:")]
    if not found and part[0] == joined[0]:
        after = (match for match in amounts if match.start >= joined[1] and match.group("unit"))
        found = [match for match in after if not text[joined[1] : match.start].strip(" ,;:(.")]
    if not found:
        return None
    longest = max(found, key=lambda match: match.end - match.start)
    low = _pieces(longest.group("low") or "")
    return _Amount(low, _pieces(longest.group("high") or "") or low, "ml" if longest.group("unit") in _VOLUMES else None)


def _pieces(text: str) -> int | float:
    """A number of pieces, which may be a half or Roman."""
    half = next((mark for mark in ("one-half", "half", "1/2") if text.endswith(mark)), "")
    whole = text.removesuffix(half).rstrip(" -&").removesuffix("and a").removesuffix("and one")
    return (whole.count("i") if whole.strip("i") == "" else number_value(whole) or 0) + (0.5 if half else 0)
