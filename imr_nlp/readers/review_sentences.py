"""The sentences of a summary that may tell of the review, with what the screening found in them.

Used by `imr_nlp.readers.utilization_review`. Start with `ReviewSentences.read`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, get_args

from imr_nlp.readers.case_dates import FoundDate
from imr_nlp.rules.ruleset import Match, Range
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_summary import ReviewDecision, ReviewName, ReviewWording, ScreenedRole
from imr_nlp.rules.wordings import Wordings, of_expression

_SENTENCE_CHARACTERS = 4000
_SCREENED = get_args(ScreenedRole)


class Decision(NamedTuple):
    """Words that decide: their place and what they say by themselves."""

    start: int
    end: int
    decision: str


@dataclass(slots=True)
class ReviewSentence:
    """A sentence and what the screening found in it.

    goes_on (bool): the one in front of it said what the review decided.
    asked (Sequence[Range]): the items that sentences in front of it asked for.
    decided (str | None): the last decision of these.
    """

    start: int
    end: int
    dates: list[FoundDate]
    names: list[Match[Any]]
    decisions: list[Decision]
    cues: dict[str, list[Match[Any]]]
    goes_on: bool = False
    asked: Sequence[Range] = ()
    decided: str | None = None

    @property
    def names_review(self) -> bool:
        return bool(self.names)

    @property
    def is_of_review(self) -> bool:
        """Whether it tells of the review, by its name or since the sentence in front did."""
        return self.goes_on or bool(self.names)

    def named_between(self, start: int, end: int) -> bool:
        """Whether somebody who decides is named between two offsets."""
        return any(start <= name.start and name.end <= end for name in self.names)

    def stated_in_passing(self, decision: Decision) -> bool:
        """Whether the decision is spoken of without naming who made it: "previously denied"."""
        return any(name.row.in_passing and name.start <= decision.start < name.end for name in self.names)

    def places(self) -> list[Range]:
        """Where the review and dates are named, in order."""
        names = [(name.start, name.end) for name in self.names]
        return sorted([*names, *((date.start, date.end) for date in self.dates)])


def screened(rows: Iterable[Row]) -> list[Row]:
    """The rows that are looked for in the whole summary."""
    return [
        row
        for row in rows
        if isinstance(row, ReviewName | ReviewDecision) or (isinstance(row, ReviewWording) and row.role in _SCREENED)
    ]


class ReviewSentences:
    """Puts together what a sentence has.

    rows (Sequence[Row]): REVIEW_DECISION rows; others are passed over.
    words (Mapping[str, Wordings]): the REVIEW_WORDING rows by role.
    fragments (Mapping[str, str]): fragments that the rows use.
    """

    def __init__(self, rows: Sequence[Row], words: Mapping[str, Wordings], fragments: Mapping[str, str]) -> None:
        self._words = words
        self._later = {
            row.pattern: (of_expression(row.followed_by, fragments), of_expression(row.not_in_clause, fragments))
            for row in rows
            if isinstance(row, ReviewDecision) and (row.followed_by or row.not_in_clause)
        }

    def read(self, text: str, place: Range, matches: Iterable[Match[Any]], dates: Sequence[FoundDate]) -> ReviewSentence | None:
        """What a sentence has; None if it tells nothing of a review or a request.

        text (str): text in lower case.
        place (tuple[int, int]): offsets of the sentence.
        matches (Iterable[Match]): what the rows of `screened`, among others, match in it.
        dates (Sequence[FoundDate]): the dates of the text.
        RETURNS (ReviewSentence | None): see there.
        """
        start, end = place[0], min(place[1], place[0] + _SENTENCE_CHARACTERS)
        names: list[Match[Any]] = []
        decisions: list[Match[Any]] = []
        cues: dict[str, list[Match[Any]]] = {}
        for match in matches:
            row = match.row
            if match.end > end:
                continue
            if isinstance(row, ReviewName):
                names.append(match)
            elif isinstance(row, ReviewDecision):
                decisions.append(match)
            elif isinstance(row, ReviewWording):
                cues.setdefault(row.role, []).append(match)
        if not names and not decisions and not cues and "requested" not in text[start:end]:
            return None
        if "not_by_review" in cues:
            decisions = []
        inside = [date for date in dates if start <= date.start and date.end <= end]
        return ReviewSentence(start, end, inside, names, self._decisions(text, decisions, end), cues)

    def _decisions(self, text: str, matches: Iterable[Match[Any]], end: int) -> list[Decision]:
        """The decisions of a sentence, the longest at its place, and of two that say the same of one thing the first."""
        found: list[Decision] = []
        reach = 0
        for match in sorted(matches, key=lambda match: (match.start, -match.end)):
            if match.start < reach:
                continue
            followed = self._later.get(match.row.pattern)
            if followed is not None:
                later, never = followed
                wanted = match.row.followed_by is None or later.first(text, match.end, end) is not None
                if not wanted or never.first(text, match.end, end) is not None:
                    continue
            reach = match.end
            found.append(Decision(match.start, match.end, match.row.decision))
        same = self._words["same_decision"]
        return found[:1] + [b for a, b in pairwise(found) if a.end == b.start or not same.whole(text, a.end, b.start)]
