"""How often a day a frequency means. Start with `FrequencyReader.times_per_day`.

The wordings are the rows FREQUENCY_WORDS of patterns/dosage.jsonl.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from imr_nlp.normalize import collapse
from imr_nlp.normalize.numbers import Pair, number_value, plain
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema_items import FrequencyWords

# Longer intervals ("every 7 days") are not counted a day.
_LONGEST_DAYS = 3
# The moments that are those of meals.
_MEALS = frozenset(("morning", "noon", "evening"))
# Between two frequencies that are the ends of a range: "qd-bid".
_TO = frozenset(("-", "to", "or", "/"))
# So many wordings are remembered.
_REMEMBERED = 4096

_Found = list[Match[FrequencyWords]]


class FrequencyReader:
    """Reads frequencies.

    rows (Iterable[Row]): rows FREQUENCY_WORDS with their fragments; others are passed over.
    """

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        self._words = RuleSet(select(rows, FrequencyWords), fragments_of(rows))
        self._known: dict[str, Pair | None] = {}

    def times_per_day(self, text: str) -> Pair | None:
        """How many times a day, where the wording says it.

        text (str): a frequency as worded.
        RETURNS (tuple | None): lowest and highest number; None for "as needed", "weekly" and the like.
        """
        lower = collapse(text.lower())
        if len(self._known) >= _REMEMBERED:
            self._known = {}
        if lower not in self._known:
            self._known[lower] = self._read(lower)
        return self._known[lower]

    def form(self, text: str) -> str:
        """The one spelling for a frequency: "4-6 a day"; the wording in lower case where it is not understood."""
        times = self.times_per_day(text)
        if times is None:
            return collapse(text.lower())
        return "-".join(f"{n:.3g}" for n in dict.fromkeys(times)) + " a day"

    def _read(self, text: str) -> Pair | None:
        by_use: dict[str, _Found] = {}
        for match in self._words.find(text):
            by_use.setdefault(match.row.use, []).append(match)
        if hours := by_use.get("hours"):
            return _pair(24 / n for n in _numbers(hours[0]) if n)
        if days := by_use.get("days"):
            return _pair(1 / n for n in _numbers(days[0]) if n and n <= _LONGEST_DAYS)
        if interval := by_use.get("interval"):
            return _of_rows(interval[:1])
        moments = {match.row.id for match in by_use.get("moment", ())}
        if times := by_use.get("times"):
            several = any(times[0].start <= word.start < times[0].end for word in by_use.get("several", ()))
            if several or len(moments) < 2:  # not "one every morning, two every night"
                return _pair(_numbers(times[0]))
        latin = _range(text, by_use.get("latin", []))
        if "meals" in moments:  # "with meals" does not say how many, "before meals and at bedtime" does
            moments = moments - {"meals"} | _MEALS if len(moments) > 1 else set()
        if len(latin) < 2 and len(moments) > 1:
            return _pair([len(moments)])
        if latin:
            return _of_rows(latin)
        # "twice in the day and once at bedtime" is more than the bedtime says.
        return _pair([1]) if (moments or "once" in by_use) and "several" not in by_use else None


def _range(text: str, latin: _Found) -> _Found:
    """The first frequency in Latin, or both ends of a range: "bid-tid"."""
    for one, other in pairwise(latin):
        if text[one.end : other.start].strip(" .") in _TO:
            return [one, other]
    return latin[:1]


def _numbers(match: Match[FrequencyWords]) -> list[int | float]:
    """The number of a match, or the ends of its range."""
    values = (number_value(match.group(name) or "") for name in ("low", "high"))
    return [value for value in values if value is not None]


def _of_rows(found: _Found) -> Pair | None:
    return _pair(match.row.times for match in found if match.row.times is not None)


def _pair(values: Iterable[float]) -> Pair | None:
    numbers = [plain(round(value, 4)) for value in values]
    return (min(numbers), max(numbers)) if numbers else None
