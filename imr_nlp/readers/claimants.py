"""Age, sex and date of injury of the injured worker, from the sentences that present him or her.

The wordings are patterns/claimants.jsonl. Start with `ClaimantReader`: `age`, `sex` and `date_of_injury` each take a clinical
case summary in lower case and give the place and the value. The first statement counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from imr_nlp.normalize.numbers import number_value
from imr_nlp.readers.case_dates import FoundDate
from imr_nlp.rules.ruleset import Range, RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_summary import ClaimantWording
from imr_nlp.rules.wordings import by_role
from imr_nlp.text.edges import end_before

_MALE, _FEMALE = "male", "female"
# How far in front of an age and after it the sex is looked for, and what says that it is somebody else's.
_SEX_BEFORE, _SEX_AFTER, _OTHER_AGE = 60, 90, 40
# How far in front of its date an injury or an event stands; without the word "injury" an event stands at a summary's head.
_REACH, _EVENT_CHARACTERS = 130, 900


class Found(NamedTuple):
    """A value and its place in the text."""

    start: int
    end: int
    value: str


class ClaimantReader:
    """Reads what a summary in lower case says of the injured worker, by CLAIMANT_WORDING rows."""

    def __init__(self, rows: Iterable[Row], fragments: Mapping[str, str]) -> None:
        rows = list(rows)
        self._words = by_role(rows, ClaimantWording, fragments)
        wordings = [row for row in rows if isinstance(row, ClaimantWording)]
        self._ages = [RuleSet([row for row in wordings if row.role == role], fragments) for role in ("age", "age_too")]

    def age(self, text: str, sentences: Sequence[Range]) -> Found | None:
        """The claimant's age, None if no age is stated."""
        for rules in self._ages:
            for start, end in sentences:
                for match in rules.find(text, start, end):
                    if match.match is not None and self._is_claimants(text, start, match.start, match.end):
                        return self._age(match.match)
        for start, end in sentences:
            if (head := self._words["age_at_head"].at(text, start, end)) is not None:
                return self._age(head)
        return None

    def _is_claimants(self, text: str, low: int, start: int, end: int) -> bool:
        """Whether neither what stands in front of an age nor what follows says that it is somebody else's or of long ago."""
        if self._words["other_age_after"].at(text, end) is not None:
            return False
        return not any(self._follows(role, text, low, start) for role in ("other_age", "other_person"))

    def _follows(self, role: str, text: str, low: int, start: int) -> bool:
        """Whether words of a role end in front of an offset, no farther than `low` ("driven by a man": another person)."""
        low = max(low, start - _OTHER_AGE)
        return self._words[role].ending(text, low, end_before(text, start)) is not None

    def _age(self, match: re.Match[str]) -> Found | None:
        age = number_value(match["age"].replace("-", " "))
        return Found(*match.span("age"), str(age)) if age is not None and 10 <= age <= 99 else None

    def sex(self, text: str, start: int, end: int, age: Found | None = None) -> Found | None:
        """The claimant's sex, where a word states it; else from the pronouns, most of which speak of the claimant.

        age (Found | None): the age; a sex close after it, or in front of it, counts first.
        """
        if age is not None:
            if (letter := self._words["age_and_sex"].at(text, age.start, end)) is not None:
                return Found(*letter.span("sex"), _MALE if letter["sex"] == "m" else _FEMALE)
            beside = list(self._sexes(text, age.end, min(end, age.end + _SEX_AFTER)))[:1]
            beside = beside or list(self._sexes(text, max(start, age.start - _SEX_BEFORE), age.start))[-1:]
            if beside:
                return beside[0]
        return next(self._sexes(text, start, end), None) or self._sex_of_pronouns(text, start, end)

    def _sexes(self, text: str, start: int, end: int) -> Iterator[Found]:
        found = self._named(text, start, end, _MALE, _MALE) + self._named(text, start, end, _FEMALE, _FEMALE)
        return (one for one in sorted(found) if not self._follows("other_person", text, start, one.start))

    def _named(self, text: str, start: int, end: int, role: str, value: str) -> list[Found]:
        return [Found(*match.span(), value) for match in self._words[role].each(text, start, end)]

    def _sex_of_pronouns(self, text: str, start: int, end: int) -> Found | None:
        male = self._named(text, start, end, "he", _MALE)
        female = self._named(text, start, end, "she", _FEMALE)
        if len(male) == len(female):
            return None
        return male[0] if len(male) > len(female) else female[0]

    def date_of_injury(self, text: str, sentences: Sequence[Range], dates: Sequence[FoundDate]) -> Found | None:
        """The date of injury as the summary states it, None if it states none.

        A date called that of the injury counts before one stated with an injury, that before one with what happened ("fell").
        """
        beside = list(_with_windows(text, sentences, dates))
        for role in ("injury_date", "injury"):
            for low, date in beside:
                if any(self._links(text, word.end(), date.start) for word in self._words[role].each(text, low, date.start)):
                    return Found(*date)
        for date in dates:
            if text.endswith("on ", 0, date.start) and self._words["injured_after"].at(text, date.end) is not None:
                return Found(*date)
        return self._of_event(text, sentences, dates)

    def _links(self, text: str, start: int, end: int) -> bool:
        """Whether the words between an injury and a date link them."""
        if not text[start:end].strip():
            return True
        if self._words["link"].ending(text, start, end_before(text, end)) is None:
            return False
        return self._words["not_of_injury"].first(text, start, end) is None

    def _of_event(self, text: str, sentences: Sequence[Range], dates: Sequence[FoundDate]) -> Found | None:
        """The date of the first event that has one in its sentence: "on 3/4/15 a pallet struck", "fell on 3/4/15"."""
        for start, end in sentences:
            inside = [date for date in dates if start <= date.start and date.end <= end]
            if start > sentences[0][0] + _EVENT_CHARACTERS or not inside:
                continue
            for event in self._words["event"].each(text, start, end):
                before = [date for date in inside if date.end <= event.start() and self._is_on(text, start, date.start)]
                after = [date for date in inside if event.end() <= date.start <= event.end() + _REACH][:1]
                between = [(date, date.end, event.start()) for date in before[-1:]]
                between += [(date, event.end(), date.start) for date in after if ";" not in text[event.end() : date.start]]
                for date, low, high in between:
                    if self._words["not_of_event"].first(text, low, high) is None:
                        return Found(*date)
        return None

    def _is_on(self, text: str, start: int, end: int) -> bool:
        """Whether "on" or nothing stands between a sentence's beginning, or a mark, and a date."""
        place = end_before(text, end)
        return place <= start or self._words["on"].ending(text, start, place) is not None


def _with_windows(text: str, sentences: Sequence[Range], dates: Sequence[FoundDate]) -> Iterator[tuple[int, FoundDate]]:
    """Each date with where the words for its injury may begin: in its sentence, after another date."""
    n, reach = 0, 0
    for date in dates:
        while n + 1 < len(sentences) and sentences[n + 1][0] <= date.start:
            n += 1
        low = max(sentences[n][0], reach, date.start - _REACH, text.rfind(";", 0, date.start) + 1)
        yield low, date
        reach = date.end
