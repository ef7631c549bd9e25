"""Ratings of pain on a scale from 0 to 10.

Start with `find_pain_scores`. A number out of ten counts as a rating unless something else is counted; a bare number counts
where the words in front of it say that pain is rated.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = r"(?:10(?:\.0)?|\d(?:\.\d{1,2})?)"
_RANGE = rf"{_NUMBER}\+?(?:\s?(?:-|to|or|~|and(?=\s\S{{1,5}}\sout\sof))\s?{_NUMBER}\+?)?"
_WORD = rf"(?:{'|'.join(_WORDS)})"
_WORD_RANGE = rf"{_WORD}(?:\s?(?:-|to|or)\s?{_WORD})?"
_BEFORE = r"(?<![\w/.,#-])(?<!-\s)"

# "8-9/10", "7 out of 10", "0-3 of 10", "6-8 on a 10-point scale", "a 9 on a scale of 0-10".
_OUT_OF_TEN = re.compile(
    rf"{_BEFORE}(?P<value>{_RANGE}|{_WORD_RANGE})(?:"
    r"\s?/\s?10(?![\d/]|\.\d|-\d{1,2}[-/]|\s?(?:degree|sessions?\b|visits?\b|treatments?\b|mg\b|%))"
    r"|\s+(?:out\s+of|of|over)\s+(?:a\s+)?(?:possible\s+)?(?:10|ten)"
    r"(?![\d/]|\.\d|\s?(?:degree|sessions?\b|visits?\b|treatments?\b|days?\b|mg\b|%))"
    r"|(?:\s+pain)?\s*,?\s+(?:on|in|using|per|by)\s+(?:the|an?|his|her)?\s*(?:numeric(?:al)?\s+|pain\s+|visual\s+analogu?e?\s+|subjective\s+|severity\s+)*"
    r"(?:(?:0|zero|1|one)\s?(?:-|to)\s?(?:10|ten)|(?:10|ten)[\s-]?point|scale|vas\b|nrs\b|vas\s+scale|visual\s+analogu?e?)"
    r")"
)
# "pain level of 8", "VAS 7", "rated at a 7", "rates the pain as 6-7": no scale behind the number.
_RATED = re.compile(
    r"(?:\bvas\b|\bnrs\b|\bpain\s+(?:level|scale|score|rating|intensity|severity)s?|\bpain\b(?:\s+(?:in|of|to|"
    r"at)\s+(?:the\s+|his\s+|her\s+)?[a-z ]{2,30}?)?"
    r"|\bseverity(?:\s+of\s+(?:the\s+)?pain)?|\bscales?\s+score|\brat(?:ed|es|ing)\b(?:\s+(?:the|his|her|their|this|it|overall))*(?:\s+[a-z]+){0,3}?(?:\s+pains?)?(?:\s+levels?)?)"
    r"(?:\s+(?:scale|score|level|rating|pain))?(?:\s+on\s+vas)?"
    r"(?P<link>\s*[:=]\s*|\s+(?:is|was|were|are|being|at|of|as)\s+(?:currently\s+|now\s+)?(?:rated\s+|reported\s+|noted\s+|scored\s+|described\s+|estimated\s+)?(?:to\s+be\s+)?(?:at\s+|as\s+)?"
    r"|\s+(?:an?\s+)?|\s+from\s+)(?:about\s+|approximately\s+|around\s+|an?\s+|up\s+to\s+|between\s+|from\s+)*"
    rf"(?P<value>{_NUMBER}\+?(?:\s?(?:-|to|or|and)\s?(?:an?\s+)?{_NUMBER}\+?)?)"
    r"(?![\d/%]|\.\d|-\d|\s?(?:%|percent|/|x\b|out\b|of\b|over\b|on\s+an?\b|years?|yrs?|months?|weeks?|days?|hours?|hrs?|minutes?|times|sessions?|visits?|mg|mcg|tabs?"
    r"|tablets?|cm|mm|inch|degrees?|lb|pounds?|refills?|levels?|of\s+5|-?\s?year|st\b|nd\b|rd\b|th\b|-?point|fingers?|injections?|treatments?|different|areas?|medications?))"
)
# Where the slow expressions are tried: literals are found ten times faster than words of a pattern.
_SCALES = ("10", " ten", "scale", "vas", "nrs", "analog")
_RATING_WORDS = ("pain", "rat", "vas", "nrs", "sever", "scale")
_TEN_OF_A_SCALE = re.compile(r"(?<=[/a-z-])\s?10(?![\d/]|-\d\d?\b)|(?<=-)10|10[\s-]point")
_BEFORE_SCALE, _BEHIND_SCALE = 45, 40
_PAIN_WORDS = re.compile(r"pain|vas\b|nrs\b|ache|headache|sever|discomfort|symptom|rat(?:ed|es|ing)\b|scale|analog")
_AT_ITS = re.compile(
    rf"(?P<value>(?<![\w/.-])(?<!of\s){_NUMBER}(?:\s?(?:-|to)\s?{_NUMBER})?)\s+(?:at\s+(?:its\s+|the\s+)?(?:worst|best|least|rest|times)|on\s+average|with\s+(?:medications?|meds|activity)|without\s+(?:medications?|meds))"
)
# What a number out of ten counts when it is no pain.
_NO_PAIN = re.compile(
    r"(?:strength|motor|power|reflex(?:es)?|grip|muscle|flexors?|extensors?|abduct\w*|visits?|sessions?|apgar|satisfaction|completed|attended|epworth|gaf|sleep\s+quality)\W+"
    r"(?:\w+\W+){0,4}$"
)
_DATE_BEFORE = re.compile(r"(?:\bon|\bdated|\bas\s+of|\bsince|\buntil|\bfrom)\s+$")


class PainRating(NamedTuple):
    """A rating: offsets of its number or range, without the scale, and both ends of the range."""

    start: int
    end: int
    low: float
    high: float


def find_pain_scores(text: str) -> list[PainRating]:
    """Ratings of pain in a text.

    text (str): text in lower case.
    RETURNS (list[PainRating]): in order.

    >>> [(r.low, r.high) for r in find_pain_scores("pain is rated 8-9/10, strength 4/5; the pain level was 7 out of 10")]
    [(8, 9), (7, 7)]
    """
    found = _merged(list(_out_of_ten(text)), _bare(text))
    if not found:
        return []
    # "8 out of 10 at worst and 2-3 at best"
    others = (
        _rating(match)
        for match in _AT_ITS.finditer(text, found[0].start)
        if _PAIN_WORDS.search(text, max(0, match.start() - 60), match.start())
    )
    return _merged(found, (rating for rating in others if rating is not None))


def _merged(ratings: list[PainRating], others: Iterable[PainRating]) -> list[PainRating]:
    """Ratings in order with those others that overlap none of them, nor each other."""
    merged = list(ratings)
    starts = [rating.start for rating in ratings]
    reach = 0
    for other in sorted(others):
        if other.start < reach:  # "rates her pain as 6" is found from both words
            continue
        reach = other.end
        n = bisect_right(starts, other.start)
        if (n == 0 or ratings[n - 1].end <= other.start) and (n == len(ratings) or other.end <= ratings[n].start):
            merged.append(other)
    return sorted(merged)


def _out_of_ten(text: str) -> Iterator[PainRating]:
    if "10" not in text and "ten" not in text and "scale" not in text and "vas" not in text:
        return
    for match in _near_a_scale(text):
        start = match.start("value")
        if _NO_PAIN.search(text, max(0, start - 60), start):
            continue
        scale = match.group()[match.end("value") - start :]
        near = _PAIN_WORDS.search(text, max(0, start - 80), min(len(text), match.end() + 40)) is not None
        if not near and "/" not in scale and "out" not in scale:
            continue
        if not near and _DATE_BEFORE.search(text, max(0, start - 12), start):
            continue
        rating = _rating(match)
        if rating is not None:
            yield rating


def _bare(text: str) -> Iterator[PainRating]:
    if "pain" not in text and "vas" not in text and "rat" not in text:
        return
    for place in _places(text, _RATING_WORDS):
        match = _RATED.match(text, place)
        if match is None:
            continue
        words = match.group()[: match.start("value") - match.start()]
        explicit = re.match(r"vas|nrs|pain\s+(?:level|scale|score|rating|intensity|severity)|severity|rat|scale", words)
        if match["link"].strip() == "" and not explicit:
            continue
        if _NO_PAIN.search(text, max(0, match.start() - 40), match.start("value")):
            continue
        rating = _rating(match)
        # "on a pain scale from 0 to 10" is the scale itself
        if rating is not None and not ("scale" in words and rating.low <= 1 and rating.high == 10):
            yield rating


def _near_a_scale(text: str) -> Iterator[re.Match[str]]:
    """Matches of the expression for numbers out of ten, tried near the words of a scale only."""
    reach = 0
    for place in _places(text, _SCALES):
        if text[place] == "1" and _TEN_OF_A_SCALE.search(text, max(0, place - 1), place + 9) is None:
            continue
        low, high = max(reach, place - _BEFORE_SCALE), min(len(text), place + _BEHIND_SCALE)
        while low < high and (match := _OUT_OF_TEN.search(text, low, high)) is not None:
            yield match
            reach = low = match.end()
            if match.end() >= place:
                break


def _places(text: str, literals: tuple[str, ...]) -> list[int]:
    """Offsets at which one of the literals stands."""
    places = []
    for literal in literals:
        place = text.find(literal)
        while place >= 0:
            places.append(place)
            place = text.find(literal, place + 1)
    return sorted(places)


def _rating(match: re.Match[str]) -> PainRating | None:
    numbers = [_number(word) for word in re.findall(rf"{_NUMBER}|{_WORD}", match["value"])]
    if not numbers or not all(0 <= number <= 10 for number in numbers):
        return None
    return PainRating(*match.span("value"), min(numbers), max(numbers))


def _number(word: str) -> float:
    if word in _WORDS:
        return _WORDS.index(word)
    return float(word) if "." in word else int(word)
