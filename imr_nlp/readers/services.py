"""How much of a service an item asks for: sessions, times a week, weeks, rental days.

"2 times a week for 4 weeks" has per_week 2 and weeks 4, and no count unless a total is written. Start with
`ServiceReader.read`. It works from rows SERVICE; the `part` of a row says what its number is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

from imr_nlp.normalize.amounts import Service
from imr_nlp.normalize.numbers import NUMBER, number_value
from imr_nlp.rules.load import select
from imr_nlp.rules.ordered import OrderedRules
from imr_nlp.rules.ruleset import Match, RuleSet, fragments_of
from imr_nlp.rules.schema_items import ServiceRow

Number = int | float
Amount = Number | tuple[Number, Number]
_UNITS = {"appointment": "visit", "tx": "treatment", "mo": "month", "yr": "year", "hr": "hour", "wk": "week", "night": "day"}
_NUMBER = re.compile(NUMBER)
_IN_PARENTHESES = re.compile(r"\([^()]*\)")
# How many words may stand between a number and its unit.
_WORDS_BETWEEN = 7
_RENTALS = frozenset(("rental", "rent", "rented", "renting", "trial", "loan", "lease", "hire"))
_COUNTED = frozenset(("session", "visit", "treatment"))
# Units that are told without a number too.
_ALONE = frozenset(("sessions", "visits"))
_MASKED = "~"


class Reading(NamedTuple):
    """A number read in the text."""

    start: int
    end: int
    value: Amount
    unit: str | None
    weeks: Amount | None = None


class ServiceReader:
    """Reads services.

    rows (Iterable[Row]): pattern rows, see the module.
    """

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        fragments = fragments_of(rows)
        services = select(rows, ServiceRow)
        self._order = {row: n for n, row in enumerate(services)}
        parts = get_args(ServiceRow.model_fields["part"].annotation)
        by_part = {part: [row for row in services if row.part == part] for part in parts}
        self._rules = {part: RuleSet(found, fragments) for part, found in by_part.items()}
        self._at = {part: OrderedRules(by_part[part], fragments) for part in ("weeks_behind", "first")}

    def read(self, text: str, *, equipment: bool = False) -> Service | None:
        """What an item asks for.

        text (str): the item's wording.
        equipment (bool): whether it is a device or supply: a leading number counts pieces, weeks are those of a rental, and
            "4 x 4" is a size.
        RETURNS (Service | None): None if it states no amount.
        """
        lower = self._masked(" ".join(text.lower().split()), "mask")
        if equipment:
            lower = self._masked(lower, "size")
        if not (any(map(str.isdigit, lower)) or self._rules["number"].find(lower) or self._rules["per_week"].find(lower)):
            return None if equipment else self._unit_alone(lower)
        per_week, weeks, unit, lower = self._frequency(lower, equipment)
        count, counted, lower = self._count(lower, per_week is not None or weeks is not None)
        if count is None and counted is None and per_week is None:
            durations, lower = self._readings("duration", lower)
            if durations:
                count, counted = durations[0].value, durations[0].unit
            elif weeks is not None and (equipment or not _RENTALS.isdisjoint(lower.split())):
                count, counted, weeks = weeks, "week", None
            elif weeks is None:
                count, counted = self._items(lower, equipment)
        if count is not None and counted is None and not equipment:
            counted = self._session(lower)
        if count is None and counted is None and per_week is None and weeks is None:
            return None
        return Service(count, counted or unit, per_week, weeks)

    def _masked(self, lower: str, part: str) -> str:
        return _blanked(lower, [match[1:3] for match in self._rules[part].find(lower)])

    def _unit_alone(self, lower: str) -> Service | None:
        """A unit whose number is not told: "therapy sessions"."""
        units = (lower[match.start : match.end] for match in self._rules["unit"].find(lower))
        unit = next((unit for unit in units if unit in _ALONE), None)
        return None if unit is None else Service(None, _unit(unit), None, None)

    def _session(self, lower: str) -> str | None:
        """The unit that a number without one is of: the sessions, visits or treatments named elsewhere."""
        for match in self._rules["unit"].find(lower):
            words = lower[match.start : match.end]
            if words != "treatment" and (unit := _unit(words)) in _COUNTED:
                return unit
        return None

    def _items(self, lower: str, equipment: bool) -> tuple[Number | None, str | None]:
        """How many pieces of something."""
        items, lower = self._readings("items", lower)
        if not items and (first := self._at["first"].match(lower, 0, len(lower))) is not None:
            found = self._rules["first"].find(lower, 0, first.end)
            items = [reading for match in found if (reading := _reading(lower, match)) is not None]
            if lower[first.end : first.end + 1] != " ":
                items = []
        if not items:
            return None, None
        return _high(items[0].value), "unit" if equipment else None

    def _frequency(
        self, lower: str, equipment: bool
    ) -> tuple[Amount | None, Amount | None, str | None, str]:
        """Times a week, weeks, the unit named with them, and the text with what was read blanked out."""
        found, lower = self._readings("per_week", lower)
        after: list[Reading] = []
        if not found:
            found, lower = self._readings("weekly", lower)
        if found:
            after, lower = self._reading_at("weeks_behind", lower, found[0].end)
        elif not equipment:
            found, lower = self._readings("product", lower)
        weeks, lower = self._readings("weeks", lower)
        if not found:
            return None, weeks[0].value if weeks else None, None, lower
        first = found[0]
        stated = [first.weeks, *(reading.value for reading in (*weeks, *after))]
        return first.value, next((value for value in stated if value is not None), None), first.unit, lower

    def _count(self, lower: str, frequency: bool) -> tuple[Amount | None, str | None, str]:
        """How many in all and their unit; no number for two services in one item that differ in theirs."""
        counts = self._counted_units(lower)
        lower = _blanked(lower, [reading[:2] for reading in counts])
        others, lower = self._readings("count", lower)
        counts += others
        if not counts:
            alone, _ = self._readings("count_alone", lower)
            counts = [reading for reading in alone if reading.unit or frequency or self._session(lower)][:1]
            lower = _blanked(lower, [reading[:2] for reading in counts])
        if not counts:
            return None, None, lower
        named = [reading for reading in sorted(counts, key=_start) if reading.unit is not None]
        values = {reading.value for reading in named or counts[:1]}
        value = values.pop() if len(values) == 1 else None
        return value, named[0].unit if named else None, lower

    def _counted_units(self, lower: str) -> list[Reading]:
        """Units with the number in front of them, between which other words may stand: "six additional therapy visits"."""
        units = self._rules["unit"].find(lower)
        if not units:
            return []
        numbers = self._rules["number"].find(lower)
        readings: list[Reading] = []
        for unit in units:
            number = next((n for n in reversed(numbers) if n.end <= unit.start), None)
            value = None if number is None else _value(lower[number.start : number.end])
            if number is None or value is None or (readings and readings[-1].end > number.start):
                continue
            between = lower[number.end : unit.start]
            if between[:1] == " " and _few_words(between) and not self._rules["between"].find(between):
                readings.append(Reading(number.start, unit.end, value, _unit(lower[unit.start : unit.end])))
        return readings

    def _readings(self, part: str, lower: str) -> tuple[list[Reading], str]:
        """What the patterns of a part read, the pattern above first, and the text with it blanked out."""
        matches = self._rules[part].find(lower)
        matches.sort(key=lambda match: (self._order[match.row], match.start))
        readings: list[Reading] = []
        for match in matches:
            if any(reading.start < match.end and match.start < reading.end for reading in readings):
                continue
            if (reading := _reading(lower, match)) is not None:
                readings.append(reading)
        return readings, _blanked(lower, [reading[:2] for reading in readings])

    def _reading_at(self, part: str, lower: str, at: int) -> tuple[list[Reading], str]:
        """What a part reads at an offset."""
        place = self._at[part].match(lower, at, len(lower))
        if place is None:
            return [], lower
        value = _value(lower[place.start : place.end])
        readings = [] if value is None else [Reading(place.start, place.end, value, None)]
        return readings, _blanked(lower, [reading[:2] for reading in readings])


def _few_words(text: str) -> bool:
    """Whether no more than some words stand in a text, none of which begins with a figure or mark."""
    words = text.split()
    return len(words) <= _WORDS_BETWEEN and all(word[0].isalpha() or word[0] == "(" for word in words)


def _reading(lower: str, match: Match[ServiceRow]) -> Reading | None:
    number = match.group("number")
    value = 1 if number is None else _value(number)
    if value is None:
        return None
    return Reading(match.start, match.end, value, _unit(match.group("unit")), _value(match.group("weeks") or ""))


def _value(words: str) -> Amount | None:
    """A number, or the two of a range; a figure in parentheses repeats the word before it."""
    if words in ("once", "twice", "thrice"):
        return number_value(words)
    values = [number_value(match.group()) for match in _NUMBER.finditer(_IN_PARENTHESES.sub("", words))]
    numbers = [value for value in values if value is not None]
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 or numbers[0] == numbers[1] else (numbers[0], numbers[1])


def _start(reading: Reading) -> int:
    return reading.start


def _high(value: Amount) -> Number:
    return max(value) if isinstance(value, tuple) else value


def _unit(word: str | None) -> str | None:
    if word is None:
        return None
    word = word[:-1] if word.endswith("s") else word
    return _UNITS.get(word, word)


def _blanked(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    for start, end in ranges:
        text = f"{text[:start]}{_MASKED * (end - start)}{text[end:]}"
    return text
