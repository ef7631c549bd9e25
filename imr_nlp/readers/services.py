"""How much of a service an item asks for: sessions, times a week, weeks, rental days.

"2 times a week for 4 weeks" has per_week 2 and weeks 4, and no count unless a total is written. Start with
`ServiceReader.read`. It works from rows SERVICE; the `part` of a row says what its number is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from imr_nlp.normalize.amounts import Service
from imr_nlp.normalize.numbers import NUMBER, number_value
from imr_nlp.rules.load import ALLOWED_VALUES, Row, compile_pattern, fragment_patterns, select

Number = int | float
_UNITS = {"appointment": "visit", "tx": "treatment", "mo": "month", "yr": "year", "hr": "hour", "wk": "week", "night": "day"}
_NUMBER = re.compile(NUMBER)
_IN_PARENTHESES = re.compile(r"\(\s*#?\d{1,3}\s*\)")
_RENTAL = re.compile(r"\b(?:rent(?:al|ed|ing)?|trial|loan|lease|hire)\b")
_SESSIONS = re.compile(r"\b(?:sessions?|visits?|treatments|appointments?)\b")
_WORD_BEFORE = re.compile(r"([a-z]+)\s*$")
_DIGIT_OR_WORD = re.compile(
    r"\d|\b(?:once|twice|thrice|weekly|one|t(?:wo|hree|en|welve|hirteen|wenty|hirty)|f(?:our|ive|ifteen)|s(?:ix|even)|"
    r"e(?:ight|leven)|nine)"
)


class ServicePattern(NamedTuple):
    """An expression, tried only where one of `anchors` stands in the text; a match behind a word of `not_after` is none."""

    anchors: tuple[str, ...]
    pattern: re.Pattern[str]
    not_after: frozenset[str]


class Reading(NamedTuple):
    """A number read in the text."""

    start: int
    end: int
    value: Number | tuple[Number, Number]
    unit: str | None
    weeks: Number | None = None


class ServiceReader:
    """Reads services.

    rows (Iterable[dict]): pattern rows, see the module.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        fragments = fragment_patterns(rows)
        self._patterns: dict[str, list[ServicePattern]] = {part: [] for part in ALLOWED_VALUES["SERVICE"]["part"]}
        for row in select(rows, "SERVICE"):
            pattern = ServicePattern(
                tuple(row.get("anchors", ())), compile_pattern(row, fragments), frozenset(row.get("not_after", ()))
            )
            self._patterns[row["part"]].append(pattern)

    def read(self, text: str, *, equipment: bool = False) -> Service | None:
        """What an item asks for.

        text (str): the item's wording, line breaks as blanks.
        equipment (bool): whether it is a device or supply: a leading number counts pieces, weeks are those of a rental, and
            "4 x 4" is a size.
        RETURNS (Service | None): None if it states no amount.
        """
        lower = text.lower()
        if _DIGIT_OR_WORD.search(lower) is None:
            return None
        for anchors, pattern, _ in (*self._patterns["mask"], *(self._patterns["size"] if equipment else ())):
            if not anchors or any(anchor in lower for anchor in anchors):
                lower = pattern.sub(_blank, lower)
        per_week, weeks, unit, lower = self._frequency(lower, equipment)
        count, counted, lower = self._count(lower, per_week is not None or weeks is not None)
        if count is None and counted is None and per_week is None:
            durations, lower = self._readings("duration", lower)
            if durations:
                count, counted = _high(durations[0].value), durations[0].unit
            elif weeks is not None and (equipment or _RENTAL.search(lower) is not None):
                count, counted, weeks = weeks, "week", None
            elif weeks is None:
                items, lower = self._readings("items", lower)
                if items:
                    count, counted = _high(items[0].value), "unit" if equipment else None
        if count is not None and counted is None and not equipment and (match := _SESSIONS.search(lower)) is not None:
            counted = _unit(match.group())
        if count is None and counted is None and per_week is None and weeks is None:
            return None
        return Service(count, counted or unit, per_week, weeks)

    def _frequency(
        self, lower: str, equipment: bool
    ) -> tuple[Number | tuple[Number, Number] | None, Number | None, str | None, str]:
        """Times a week, weeks, the unit named with them, and the text with what was read blanked out."""
        found, lower = self._readings("per_week", lower)
        behind: list[Reading] = []
        if not found and any(pattern.search(lower) for _, pattern, _ in self._patterns["weekly"]):
            weekly, lower = self._readings("weekly", lower)
            found = weekly
        if found:
            behind, lower = self._readings("weeks_behind", lower, found[0].end)
        elif not equipment:
            found, lower = self._readings("product", lower)
        weeks, lower = self._readings("weeks", lower)
        if not found:
            return None, _high(weeks[0].value) if weeks else None, None, lower
        first = found[0]
        stated = [first.weeks, *(_high(reading.value) for reading in (*weeks, *behind))]
        return first.value, next((value for value in stated if value is not None), None), first.unit, lower

    def _count(self, lower: str, frequency: bool) -> tuple[Number | None, str | None, str]:
        """How many in all and their unit; no number for a range, and for two services in one item that differ in theirs."""
        counts, lower = self._readings("count", lower)
        if not counts:
            alone, _ = self._readings("count_alone", lower)
            counts = [reading for reading in alone if reading.unit or frequency or _SESSIONS.search(lower)][:1]
            lower = _blanked(lower, counts)
        if not counts:
            return None, None, lower
        named = [reading for reading in sorted(counts, key=_start) if reading.unit is not None]
        values = {reading.value for reading in named or counts[:1]}
        value = values.pop() if len(values) == 1 else None
        return None if isinstance(value, tuple) else value, named[0].unit if named else None, lower

    def _readings(self, part: str, lower: str, at: int | None = None) -> tuple[list[Reading], str]:
        """What the patterns of a part read (at an offset only, if one is given), and the text with it blanked out."""
        readings: list[Reading] = []
        for anchors, pattern, not_after in self._patterns[part]:
            if anchors and not any(anchor in lower for anchor in anchors):
                continue
            if at is None:
                new = list(_read(pattern.finditer(lower), not_after, lower))
            else:
                new = list(_read((match for match in [pattern.match(lower, at)] if match is not None), not_after, lower))
            lower = _blanked(lower, new)
            readings += new
        return readings, lower


def _read(matches: Iterable[re.Match[str]], not_after: frozenset[str], lower: str) -> Iterator[Reading]:
    for match in matches:
        groups = match.groupdict()
        value = _value(groups.get("number") or groups.get("number_2") or "") if groups else 1
        before = _WORD_BEFORE.search(lower, max(0, match.start() - 16), match.start()) if not_after else None
        if value is None or (before is not None and before[1] in not_after):
            continue
        weeks = _value(groups.get("weeks") or "")
        yield Reading(*match.span(), value, _unit(groups.get("unit")), None if weeks is None else _high(weeks))


def _value(words: str) -> Number | tuple[Number, Number] | None:
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


def _high(value: Number | tuple[Number, Number]) -> Number:
    return max(value) if isinstance(value, tuple) else value


def _unit(word: str | None) -> str | None:
    if word is None:
        return None
    word = word[:-1] if word.endswith("s") else word
    return _UNITS.get(word, word)


def _blank(match: re.Match[str]) -> str:
    return "~" * len(match.group())


def _blanked(text: str, readings: Iterable[Reading]) -> str:
    for reading in readings:
        text = f"{text[: reading.start]}{'~' * (reading.end - reading.start)}{text[reading.end :]}"
    return text
