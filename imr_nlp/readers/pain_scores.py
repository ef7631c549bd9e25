"""Ratings of pain on a scale from 0 to 10.

The wordings are patterns/pain_scores.jsonl. Start with `PainReader.read`. A number out of ten counts as a rating unless
something else is counted; a bare number counts where the words in front of it say that pain is rated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from imr_nlp.normalize.numbers import number_value, plain
from imr_nlp.rules.ruleset import Match, Range, apart
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_summary import PainScore, PainWording
from imr_nlp.rules.wordings import by_role
from imr_nlp.text.edges import end_before

_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|[a-z]{3,})(?P<half> ?½|[ -]1/2| and (?:a|one)[- ]half)?")
# How far around a number words for pain, for what else is counted, and for a change are looked for.
_BEFORE, _NO_PAIN, _CHANGE, _AFTER, _ANOTHER = 80, 60, 40, 40, 60
_NO_PAIN_WORDS = 4


class PainRating(NamedTuple):
    """A rating: offsets of its number or range, without the scale, and both ends of the range."""

    start: int
    end: int
    low: float
    high: float


class PainReader:
    """Reads ratings of pain, by PAIN_WORDING rows."""

    def __init__(self, rows: Iterable[Row], fragments: Mapping[str, str]) -> None:
        self._words = by_role(rows, PainWording, fragments)

    def read(self, text: str, sentences: Sequence[Range], found: Sequence[list[Match[Any]]]) -> list[PainRating]:
        """Ratings of pain in a text in lower case, in order.

        found (Sequence[list[Match]]): for each sentence the matches of PAIN_SCORE rows, among others.
        """
        ratings: list[PainRating] = []
        for (start, end), matches in zip(sentences, found, strict=True):
            scores = [match for match in matches if isinstance(match.row, PainScore)]
            if scores:
                ratings += self._of_sentence(text, start, end, scores)
        return ratings

    def _of_sentence(self, text: str, start: int, end: int, scores: list[Match[Any]]) -> list[PainRating]:
        by_role: dict[str, list[Match[Any]]] = {}
        for match in scores:
            by_role.setdefault(match.row.role, []).append(match)
        found: list[PainRating] = []
        for match in [*by_role.get("out_of_ten", ()), *by_role.get("on_a_scale", ())]:
            if self._is_out_of_ten(text, start, match):
                found = _merged(found, self._ratings(text, match, start))
        for match in by_role.get("rated", ()):
            if self._is_rated(text, start, match):
                found = _merged(found, self._ratings(text, match, start))
        found = _merged(found, self._labelled(text, start, end, by_role.get("labelled", [])))
        if found:
            found = _merged(found, [another for rating in found for another in self._others(text, rating, end)])
            at_its = (_rating(text, match) for match in by_role.get("at_its", ()) if self._is_near_pain(text, start, match))
            found = _merged(found, [rating for rating in at_its if rating is not None])
        return found

    def _is_out_of_ten(self, text: str, low: int, match: Match[Any]) -> bool:
        start, end = _value(match)
        if not _stands_alone(text, start) or self._counts_something_else(text, max(low, start - _NO_PAIN), start):
            return False
        scale = text[end : match.end]
        near = self._words["pain"].first(text, max(low, start - _BEFORE), min(len(text), match.end + _AFTER)) is not None
        if not near and "/" not in scale and "out" not in scale:
            return False
        last = end_before(text, start)
        if self._words["since"].ending(text, max(low, start - 12), last) is not None:
            return False
        dated = self._words["dated"].ending(text, max(low, start - 12), last)
        return dated is None or self._words["pain"].first(text, max(low, dated.start() - 30), dated.start()) is not None

    def _is_rated(self, text: str, low: int, match: Match[Any]) -> bool:
        words = match.span("words") or (match.start, match.end)
        start, _ = _value(match)
        link = text[words[1] : start].strip()
        explicit = self._words["explicit"].at(text, *words) is not None
        if not explicit and (not link or (link == "from" and _change(text, *_value(match)) is None)):
            return False
        if self._counts_something_else(text, max(low, match.start - _CHANGE), start):
            return False
        rating = _rating(text, match)
        # "on a pain scale from 0 to 10" is the scale itself
        is_scale = self._words["scale"].first(text, *words) is not None
        return rating is not None and not (is_scale and rating.low <= 1 and rating.high == 10)

    def _is_near_pain(self, text: str, low: int, match: Match[Any]) -> bool:
        start, _ = _value(match)
        return _stands_alone(text, start) and self._words["pain"].first(text, max(low, start - _NO_PAIN), start) is not None

    def _counts_something_else(self, text: str, low: int, start: int) -> bool:
        """Whether what is counted is no pain: "motor strength 10/10", "sleep quality 3/10"."""
        for match in self._words["no_pain"].each(text, low, start):
            between = text[match.end() : start]
            if ":" in between.lstrip()[1:]:  # "visit note: 7/10"
                continue
            if len(between.split()) <= _NO_PAIN_WORDS and self._words["pain_itself"].first(text, match.end(), start) is None:
                return True
        return False

    def _labelled(self, text: str, start: int, end: int, matches: list[Match[Any]]) -> list[PainRating]:
        """Numbers after the words for the ends of a range, where two such stand close together and pain is spoken of."""
        matches = [match for match in matches if _is_closed(text, match.end, end)]
        if len(matches) < 2 or self._words["extreme"].first(text, start, end) is None:
            return []
        ratings = []
        for n, match in enumerate(matches):
            near = [other for other in matches[max(0, n - 1) : n + 2] if other is not match]
            together = any(abs(other.start - match.start) < _ANOTHER for other in near)
            rating = _rating(text, match)
            if together and rating is not None and self._words["pain"].first(text, max(start, match.start - 100), match.end):
                ratings.append(rating)
        return ratings

    def _others(self, text: str, rating: PainRating, end: int) -> Iterator[PainRating]:
        """Bare numbers that follow a rating in its sentence: "3 with and 8 without", "7 out of 10 falling to 3"."""
        while True:
            stop = text.find(";", rating.end, min(end, rating.end + _ANOTHER))
            place = rating.end, stop if stop >= 0 else min(end, rating.end + _ANOTHER)
            match = (
                self._words["changed_to"].at(text, *place)
                or self._words["also_rated"].at(text, *place)
                or self._words["another"].first(text, *place)
            )
            following = None if match is None else _rating_of(text, *match.span("value"))
            if following is None or not _stands_alone(text, following.start):
                return
            yield following
            rating = following

    def _ratings(self, text: str, match: Match[Any], low: int) -> list[PainRating]:
        """The rating of a match; two where it falls or "from" leads to the first: "from 7 to 3"."""
        rating = _rating(text, match)
        if rating is None:
            return []
        change = _change(text, rating.start, rating.end)
        if change is not None:
            first, second = change
            stated = text[max(low, rating.start - _CHANGE) : rating.start]
            changing = "from " in stated[-6:] and self._words["changing"].first(stated, 0, len(stated)) is not None
            if first.low > second.low or changing:
                return [first, second]
        return [rating]


def _value(match: Match[Any]) -> Range:
    return match.span("value") or (match.start, match.end)


def _rating(text: str, match: Match[Any]) -> PainRating | None:
    return _rating_of(text, *_value(match))


def _rating_of(text: str, start: int, end: int) -> PainRating | None:
    values = [_number(match) for match in _NUMBER.finditer(text, start, end)]
    numbers = [value for value in values if value is not None]
    if not numbers or not all(0 <= number <= 10 for number in numbers):
        return None
    return PainRating(start, end, min(numbers), max(numbers))


def _number(match: re.Match[str]) -> float | None:
    half = match["half"] or ""
    value = number_value(match.group().removesuffix(half))
    return None if value is None else plain(value + 0.5 if half else value)


def _change(text: str, start: int, end: int) -> tuple[PainRating, PainRating] | None:
    """Both numbers of "7 to 3" as ratings of their own."""
    place = text.find(" to ", start, end)
    if place < 0:
        return None
    begin = place + len(" to ")
    for article in ("a ", "an "):
        begin += len(article) if text.startswith(article, begin) else 0
    first, second = _rating_of(text, start, place), _rating_of(text, begin, end)
    return None if first is None or second is None else (first, second)


def _stands_alone(text: str, start: int) -> bool:
    """Whether a number is no part of a date, a dose or a scale ("7-8 / 10 with")."""
    if start == 0:
        return True
    return text[start - 1] not in "/.,#-" and text[max(0, start - 2) : start] not in ("- ", "/ ")


def _is_closed(text: str, start: int, end: int) -> bool:
    rest = text[start:end].lstrip()
    return not rest or rest[0] in ",.;)\"'" or rest.startswith("and ")


def _merged(ratings: list[PainRating], others: Iterable[PainRating]) -> list[PainRating]:
    """Ratings in order with those others that overlap none of them, nor each other."""
    return apart([*ratings, *sorted(others)])
