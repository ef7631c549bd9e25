"""The date of a utilization review among the dates of a sentence. Used by `imr_nlp.readers.utilization_review`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imr_nlp.readers.case_dates import FoundDate
from imr_nlp.rules.ruleset import Range
from imr_nlp.rules.wordings import Wordings

# How far in front of a date the word for what is dated may stand, and how much may stand between them.
_BEFORE_DATE, _UP_TO_DATE = 110, 60


class ReviewDates:
    """Tells which date is the review's.

    words (Mapping[str, Wordings]): the REVIEW_WORDING rows by role.
    """

    def __init__(self, words: Mapping[str, Wordings]) -> None:
        self._words = words

    def of_review(
        self, text: str, sentence: Range, dates: Sequence[FoundDate], names: Sequence[Range], decided: Sequence[int]
    ) -> str | None:
        """The date beside the review's name or after the decision, else one at the sentence's begin or a clause's end.

        text (str): text in lower case.
        sentence (tuple[int, int]): offsets of the sentence.
        dates (Sequence[FoundDate]): its dates.
        names (Sequence[tuple[int, int]]): where the review is named in it.
        decided (Sequence[int]): the ends of its decisions.
        RETURNS (str | None): ISO date; None if none is the review's.
        """
        start, end = sentence
        dates = [date for date in dates if self._words["of_service"].at(text, date.end, end) is None]
        for date in dates:
            if self._beside_name(text, start, date, names):
                return date.value
        for date in dates:
            if any(place <= date.start and self._words["decided_on"].whole(text, place, date.start) for place in decided):
                return date.value
        for date in dates:
            head = text[start : date.start].strip(" ,;")
            if not head or self._words["on"].whole(head, 0, len(head)) or self._words["dated_after"].at(text, date.end, end):
                return date.value
        return next((date.value for date in dates if self._is_last(text, date, end, decided)), None)

    def _is_last(self, text: str, date: FoundDate, end: int, decided: Sequence[int]) -> bool:
        """Whether a date ends the clause of a decision: "denied the walker and the cane on 3/4/2015"."""
        place = max((place for place in decided if place <= date.start), default=None)
        lead = self._words["on_last"].ending(text, max(0, date.start - _BEFORE_DATE), date.start)
        if place is None or lead is None or lead.start() < place:
            return False
        if date.end < end and self._words["date_end"].at(text, date.end, end) is None:
            return False
        return not self._gives_reason(text, place, lead.start())

    def _gives_reason(self, text: str, start: int, end: int) -> bool:
        """Whether a reason begins between two offsets: "because", "due to"."""
        return any(self._words["reason"].at(text, match.start(), end) for match in self._words["end"].each(text, start, end))

    def _beside_name(self, text: str, start: int, date: FoundDate, names: Sequence[Range]) -> bool:
        """Whether a date is that of the review named, or of its letter, shortly before it."""
        low = max(start, date.start - _BEFORE_DATE)
        lead = self._words["dated"].ending(text, low, date.start)
        if lead is None:
            return False
        places = [match.end() for match in self._words["dated_noun"].each(text, low, date.start)]
        places += [end for begin, end in names if low <= begin and end <= date.start]
        return any(
            place >= lead.start() - _UP_TO_DATE
            and not any(mark in text[place : lead.start()] for mark in ".;")
            and not self._gives_reason(text, place, lead.start())
            for place in places
        )
