"""Dates that contradict each other: header against summary, and dates that cannot be. Start with `DateComparer.find`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import itemgetter

from imr_nlp import labels
from imr_nlp.findings.letter import Finding, Letter, Place
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_findings import DateContext, DateLink, DateUse

_NAMES = {
    "DATE_OF_INJURY": "date of injury",
    "UR_DENIAL_DATE": "UR denial date",
    "APPLICATION_RECEIVED": "application received",
    "DATE_ASSIGNED": "date assigned",
}
_NAMES_IN_SUMMARY = {"DATE_OF_INJURY": "date of injury", "UR_DENIAL_DATE": "date of the utilization review"}
# Between a date and the words that say what it is of; marks that may stand there.
_CONTEXT_CHARACTERS = 70
_MARKS = str.maketrans(":()", "   ")
# How far in front of a date the words stand that say when it lies.
_REACH = {"past": 60, "open": 40}
_EARLIEST_YEAR = "1930"

# Where words end that say what a date is of, and their row.
Lead = tuple[int, DateContext]
_end = itemgetter(0)


class DateComparer:
    """Finds contradictions of dates, by DATE_CONTEXT, DATE_LINK and DATE_USE rows."""

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self._contexts = RuleSet(select(rows, DateContext))
        self._links = frozenset(term for row in select(rows, DateLink) for term in row.terms)
        self._uses = RuleSet(select(rows, DateUse))

    def find(self, letter: Letter) -> Iterator[Finding]:
        """The contradictions of dates in a letter."""
        yield from self._summary(letter)
        decided = letter.header.get("DECISION_DATE")
        if decided is not None and decided.value:
            yield from _header(letter, decided)
            yield from self._prose(letter, decided)

    def _summary(self, letter: Letter) -> Iterator[Finding]:
        """Dates that the summary tells otherwise than the header."""
        if letter.summary is None:
            return
        contexts = self._contexts.find(letter.lower, letter.summary.start, letter.summary.end)
        dates = [date for date in letter.inside(letter.summary, labels.DATE) if date.is_day]
        for field, name in _NAMES_IN_SUMMARY.items():
            header = letter.header.get(field)
            if header is None or not header.is_day:
                continue
            leads = sorted(((match.end, match.row) for match in contexts if match.row.field == field), key=_end)
            stated = [date for date in dates if self._is_led(letter.lower, date.start, leads)]
            if len({date.value for date in stated}) == 1 and stated[0].value != header.value:
                words = letter.wording(stated[0])
                message = f"The {name} is {letter.wording(header)} in the header and {words} in the case summary."
                yield Finding("date_mismatch", message, (header, stated[0]))

    def _is_led(self, lower: str, date: int, leads: list[Lead]) -> bool:
        """Whether words in front of a date say what it is of, up to what stands between them and the date."""
        for end, row in leads[bisect_left(leads, date - _CONTEXT_CHARACTERS, key=_end) : bisect_right(leads, date, key=_end)]:
            words = lower[end:date].translate(_MARKS).split()
            while words and (words[-1] in self._links or words[-1] in row.between):
                words.pop()
            if len(words) <= row.words_between and all(word.isalnum() for word in words):
                return True
        return False

    def _prose(self, letter: Letter, decided: Place) -> Iterator[Finding]:
        """Dates of the text that are impossible, or past events after the decision."""
        header = {place[:2] for place in letter.header.values()}
        last_year = f"{int(decided.value[:4]) + 1}"
        seen: set[str] = set()
        for date in letter.entities[labels.DATE]:
            value = date.value
            impossible = not _EARLIEST_YEAR <= value[:4] <= last_year
            late = date.is_day and value > decided.value
            if not (impossible or late) or value in seen or date[:2] in header:
                continue
            uses = self._uses_of(letter.lower, date.start)
            if "open" not in uses and (impossible or "past" in uses):
                seen.add(value)
                what = "after" if value > decided.value else "impossibly long before"
                one, other = letter.wording(date), letter.wording(decided)
                message = f"The letter speaks of {one}, a date {what} its decision of {other}."
                yield Finding("implausible_date", message, (date, decided))

    def _uses_of(self, lower: str, start: int) -> set[str]:
        """What the words in front of a date, in its sentence, say of when it lies."""
        low = max(0, start - 2 * max(_REACH.values()))
        matches = self._uses.find(lower, max(low, lower.rfind(".", low, start)), start)
        return {match.row.time for match in matches if start - match.end <= _REACH[match.row.time]}


def _header(letter: Letter, decided: Place) -> Iterator[Finding]:
    """Dates of the header in an order that cannot be."""
    for field, name in _NAMES.items():
        place = letter.header.get(field)
        if place is not None and place.is_day and place.value > decided.value:
            message = f"The {name} ({letter.wording(place)}) is after the decision date ({letter.wording(decided)})."
            yield Finding("implausible_date", message, (place, decided))
    injury, denial = letter.header.get("DATE_OF_INJURY"), letter.header.get("UR_DENIAL_DATE")
    if injury is not None and denial is not None and injury.is_day and "" < denial.value < injury.value:
        message = f"The utilization review ({letter.wording(denial)}) is dated before the injury ({letter.wording(injury)})."
        yield Finding("implausible_date", message, (denial, injury))
