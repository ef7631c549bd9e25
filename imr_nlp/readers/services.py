"""How much of each service an item asks for: sessions, times a week, weeks, rental days.

"2 times a week for 4 weeks" has per_week 2 and weeks 4, and no count unless a total is written. Numbers are pairs, fewest and
most. Start with `ServiceReader.read`. It works from rows SERVICE; the `part` of a row says what its number is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

from imr_nlp.normalize import collapse
from imr_nlp.normalize.numbers import Pair, find_numbers, in_figures, number_value
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ordered import OrderedRules
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema_items import ServiceRow
from imr_nlp.text.parentheses import outside_parentheses, without_parentheses

_UNITS = {"appointment": "visit", "tx": "treatment", "mo": "month", "yr": "year", "hr": "hour", "wk": "week", "night": "day"}
# How many words may stand between a number and its unit.
_WORDS_BETWEEN = 7
_RENTALS = frozenset(("rental", "rent", "rented", "renting", "trial", "loan", "lease", "hire"))
_COUNTED = frozenset(("session", "visit", "treatment"))
# Units that are stated without a number too.
_ALONE = frozenset(("sessions", "visits"))
_MASKED = "~"
# What may stand between two services of an item.
_MARKS = frozenset(",;&+")
_JOINTS = ("and ", "plus ", "then ", "followed by ")


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a service is asked for: as a count in all, what is counted, how many a week, for how many weeks."""

    start: int
    end: int
    count: Pair | None = None
    unit: str | None = None
    per_week: Pair | None = None
    weeks: Pair | None = None

    @property
    def total(self) -> Pair | None:
        """How many in all, stated or computed."""
        if self.count is not None or self.per_week is None or self.weeks is None:
            return self.count
        return self.per_week[0] * self.weeks[0], self.per_week[1] * self.weeks[1]


class Reading(NamedTuple):
    """A number read in the text."""

    start: int
    end: int
    value: Pair
    unit: str | None
    weeks: Pair | None = None


class ServiceReader:
    """Reads services, by SERVICE rows."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        fragments = fragments_of(rows)
        services = select(rows, ServiceRow)
        self._order = {row: n for n, row in enumerate(services)}
        parts = get_args(ServiceRow.model_fields["part"].annotation)
        by_part = {part: [row for row in services if row.part == part] for part in parts}
        self._rules = {part: RuleSet(found, fragments) for part, found in by_part.items()}
        self._at = {part: OrderedRules(by_part[part], fragments) for part in ("weeks_after", "first")}

    def read(self, text: str, *, equipment: bool = False, names: Sequence[int] = ()) -> list[Amount]:
        """What an item asks for.

        text (str): the item's wording.
        equipment (bool): whether it is a device or supply: a leading number counts pieces, weeks are those of a rental, and
            "4 x 4" is a size.
        names (Sequence[int]): where names of services begin in it.
        RETURNS (list[Amount]): of each service that is counted; empty if no amount is stated.
        """
        whole = self._amount(text, 0, len(text), equipment)
        if whole is None or equipment:
            return [whole] if whole is not None else []
        amounts = [self._amount(text, start, end, False) for start, end in self._apart(text, names)]
        counted = [amount for amount in amounts if amount is not None and _is_counted(amount)]
        return counted if len(counted) > 1 else [whole]

    def _apart(self, text: str, names: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Ranges of an item, each with the words of one service: a service begins with a name or with a number of sessions."""
        pieces = [(start, end) for start, end in _pieces(text) if text[start:end].strip()]
        if len(pieces) < 2:
            return
        amounts = [
            self._amount(text, *piece, False) if self._has_number(_in_figures(text, *piece)) else None for piece in pieces
        ]
        if sum(amount is not None for amount in amounts) < 2:
            return
        named = [any(start <= name < end for name in names) for start, end in pieces]
        first, current = 0, amounts[0]
        for n, amount in enumerate(amounts[1:], start=1):
            if current is not None and _is_counted(current):
                following = next((k for k in range(n + 1, len(pieces)) if named[k]), len(pieces))
                own = next((one for one in amounts[n:following] if one is not None and _is_counted(one)), None)
                # A frequency after an addition goes with the number in front: "ten visits, ultrasound, twice a week".
                apart = own is not None and (own is amount or own.count is not None or current.count is None)
                if (named[n] and apart) or (_is_number_of_sessions(current) and _is_number_of_sessions(amount)):
                    yield pieces[first][0], pieces[n - 1][1]
                    first, current = n, amount
                    continue
            current = current if current is not None and _is_counted(current) else amount
        yield pieces[first][0], pieces[-1][1]

    def _has_number(self, lower: str) -> bool:
        return _has_figure(lower) or bool(self._rules["per_week"].find(lower))

    def _amount(self, text: str, start: int, end: int, equipment: bool) -> Amount | None:
        """What a range of an item asks for, as of one service."""
        lower = _in_figures(text, start, end)
        for part in ("mask", "size") if equipment else ("mask",):
            lower = self._masked(lower, part) if _has_figure(lower) else lower
        if not self._has_number(lower):
            unit = None if equipment else self._unit_alone(lower)
            return None if unit is None else Amount(start, end, unit=unit)
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
        return Amount(start, end, count, counted or unit, per_week, weeks)

    def _masked(self, lower: str, part: str) -> str:
        return _blanked(lower, [match[1:3] for match in self._rules[part].find(lower)])

    def _unit_alone(self, lower: str) -> str | None:
        """A unit whose number is not stated: "therapy sessions"."""
        units = (lower[match.start : match.end] for match in self._rules["unit"].find(lower))
        return _unit(next((unit for unit in units if unit in _ALONE), None))

    def _session(self, lower: str) -> str | None:
        """The unit that a number without one is of: the sessions, visits or treatments named elsewhere."""
        for match in self._rules["unit"].find(lower):
            words = lower[match.start : match.end]
            if words != "treatment" and (unit := _unit(words)) in _COUNTED:
                return unit
        return None

    def _items(self, lower: str, equipment: bool) -> tuple[Pair | None, str | None]:
        """How many pieces of something."""
        items, lower = self._readings("items", lower)
        if not items and (first := self._at["first"].match(lower, 0, len(lower))) is not None:
            found = self._rules["first"].find(lower, 0, first.end)
            items = [reading for match in found if (reading := _reading(match)) is not None]
            if lower[first.end : first.end + 1] != " ":
                items = []
        if not items:
            return None, None
        return items[0].value, "unit" if equipment else None

    def _frequency(self, lower: str, equipment: bool) -> tuple[Pair | None, Pair | None, str | None, str]:
        """Times a week, weeks, the unit named with them, and the text with what was read blanked out."""
        found, lower = self._readings("per_week", lower)
        after: list[Reading] = []
        if not found:
            found, lower = self._readings("weekly", lower)
        if found:
            after, lower = self._reading_at("weeks_after", lower, found[0].end)
        elif not equipment:
            found, lower = self._readings("product", lower)
        weeks, lower = self._readings("weeks", lower)
        if not found:
            return None, weeks[0].value if weeks else None, None, lower
        first = found[0]
        stated = [first.weeks, *(reading.value for reading in (*weeks, *after))]
        return first.value, next((value for value in stated if value is not None), None), first.unit, lower

    def _count(self, lower: str, frequency: bool) -> tuple[Pair | None, str | None, str]:
        """How many in all and their unit; no number where the item has two that differ."""
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
            if (reading := _reading(match)) is not None:
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


def _in_figures(text: str, start: int, end: int) -> str:
    """A range of an item in lower case, with figures for number words."""
    return in_figures(collapse(text[start:end].lower()))


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))


def _few_words(text: str) -> bool:
    """Whether no more than some words stand in a text, none of which begins with a figure or mark."""
    words = text.split()
    return len(words) <= _WORDS_BETWEEN and all(word[0].isalpha() or word[0] == "(" for word in words)


def _reading(match: Match[ServiceRow]) -> Reading | None:
    number = match.group("number")
    value = (1, 1) if number is None else _value(number)
    if value is None:
        return None
    return Reading(match.start, match.end, value, _unit(match.group("unit")), _value(match.group("weeks") or ""))


def _value(words: str) -> Pair | None:
    """A number twice, or the two of a range; a figure in parentheses repeats the word before it."""
    if words in ("once", "twice", "thrice"):
        times = number_value(words) or 1
        return times, times
    numbers = [number.value for number in find_numbers(without_parentheses(words))]
    return (numbers[0], numbers[min(1, len(numbers) - 1)]) if numbers else None


def _is_counted(amount: Amount) -> bool:
    return amount.count is not None or amount.per_week is not None


def _is_number_of_sessions(amount: Amount | None) -> bool:
    return amount is not None and amount.count is not None and amount.unit in _COUNTED and amount.per_week is None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of a text between marks and words that may part two services; none inside parentheses."""
    start = 0
    for n, character in outside_parentheses(text):
        joint = 1 if character in _MARKS else 0
        if character == " ":
            joint = next((len(word) for word in _JOINTS if text.startswith(word, n + 1)), 0)
        if joint:
            yield start, n
            start = n + joint
    yield start, len(text)


def _start(reading: Reading) -> int:
    return reading.start


def _unit(word: str | None) -> str | None:
    if word is None:
        return None
    word = word[:-1] if word.endswith("s") else word
    return _UNITS.get(word, word)


def _blanked(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    for start, end in ranges:
        text = f"{text[:start]}{_MASKED * (end - start)}{text[end:]}"
    return text
