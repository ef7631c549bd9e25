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
    r"(?:\bvas\b|\bnp?rs\b|\bpain\s+(?:level|scale|score|rating|intensity|severity)s?|\bpain\b(?:\s+(?:in|of|to|"
    r"at)\s+(?:the\s+|his\s+|her\s+)?[a-z ]{2,30}?)?"
    r"|\bseverity(?:\s+of\s+(?:the\s+)?pain)?|\bscales?\s+score|\brat(?:ed|es|ing)\b(?:\s+(?:the|his|her|their|this|it|overall))*(?:\s+[a-z]+){0,3}?(?:\s+pains?)?(?:\s+levels?)?)"
    r"(?:\s+(?:scale|score|level|rating|pain))?(?:\s+on\s+vas|\s*\(0\s?-\s?10\))?"
    r"(?P<link>\s*[:=]\s*|\s+(?:is|was|were|are|being|at|of|as)\s+(?:currently\s+|now\s+)?"
    r"(?:(?:rated|reported|noted|scored|described|estimated|circled|marked|listed|recorded|put|placed|given|graded|charted|stated"
    r"|documented)\s+)?(?:to\s+be\s+)?(?:at\s+|as\s+)?"
    r"|\s+(?:(?:has|had|have)\s+)?(?:fell|fallen|dropped|went|gone|decreased|improved|declined|reduced|came|come|rose|risen"
    r"|increased|changed)\s+(?:down\s+|up\s+)?(?=from\s)"
    r"|\s+(?:ranges?|ranged|ranging|varies|varied|varying|fluctuates)\s+(?=from\s|between\s)"
    r"|\s+from\s+|\s+(?:an?\s+)?)(?:about\s+|approximately\s+|around\s+|an?\s+|up\s+to\s+|between\s+|from\s+)*[\"'\u201c]?"
    rf"(?P<value>{_NUMBER}\+?(?:\s?(?:-|to|or|and)\s?(?:an?\s+)?{_NUMBER}\+?)?)"
    r"(?![\d/%]|\.\d|-\d|\s?(?:%|percent|/|x\b|out\b|of\b|over\b|on\s+an?\b|years?|yrs?|months?|weeks?|days?|hours?|hrs?|minutes?|times|sessions?|visits?|mg|mcg|tabs?"
    r"|tablets?|cm|mm|inch|degrees?|lb|pounds?|refills?|levels?|of\s+5|-?\s?year|st\b|nd\b|rd\b|th\b|-?point|fingers?|injections?|treatments?|different|areas?|medications?))"
)
# Where the slow expressions are tried: literals are found ten times faster than words of a pattern.
_SCALES = ("10", " ten", "scale", "vas", "nrs", "analog")
_RATING_WORDS = ("pain", "rat", "vas", "nrs", "nprs", "sever", "scale")
_TEN_OF_A_SCALE = re.compile(r"(?<=[/a-z-])\s?10(?![\d/]|-\d\d?\b)|(?<=-)10|10[\s-]point")
_BEFORE_SCALE, _BEHIND_SCALE = 45, 40
_PAIN_WORDS = re.compile(r"pain|vas\b|nrs\b|ache|headache|sever|discomfort|symptom|rat(?:ed|es|ing)\b|scale|analog")
_AT_ITS = re.compile(
    rf"(?P<value>(?<![\w/.-])(?<!of\s){_NUMBER}(?:\s?(?:-|to)\s?{_NUMBER})?)\s+(?:at\s+(?:its\s+|the\s+)?(?:worst|best|least|rest|times)|on\s+average|with\s+(?:medications?|meds|activity)|without\s+(?:medications?|meds))"
)
# "current 8, best 6, worst 10"
_LABELLED = re.compile(
    r"\b(?:current(?:ly)?|presently|now|today|best|worst|average|avg|least|lowest|highest|most|usual(?:ly)?|minimum|maximum|(?:at\s+)?rest"
    r"|with\s+(?:activity|use)|with(?:out)?\s+med(?:ication)?s?)(?:\s+(?:pain|score|level))*"
    rf"\s*(?:[:=-]\s*|(?:is|was|of|at|as)\s+(?:an?\s+)?)?(?P<value>{_NUMBER}(?:\s?(?:-|to)\s?{_NUMBER})?)(?=\s*(?:[,.;)\"']|and\b|$))"
)
_LABELS = ("worst", "best", "least", "lowest", "highest", "without med")
# Another rating behind one: "3 with and 8 without", "8 for the neck and a 6 for the hands", "3/10 (was 8 the first day)".
_ANOTHER = re.compile(
    r"(?:[(,]|\b(?:and|but|or|vs\.?|versus|from))\s*(?:(?:it|was|is|now|down|up|currently|previously|then|only|an?|about|at|from)\s+)*"
    rf"(?P<value>(?<![\w/.-]){_NUMBER}(?:\s?(?:-|to)\s?{_NUMBER})?)"
    r"(?=\s*[)]|\s+the\s+(?:first|next|previous|day)\b|\s+(?:with(?:out)?|for|in|at|on|by|when|after|before|today|during|last|previously|while|off|now)\b"
    r"(?!\s+(?:\d|(?:the\s+)?(?:weeks?|months?|days?|years?|visits?|sessions?|past)\b)))"
)
_CHANGING = re.compile(r"\b(?:fell|fallen|drop|went|gone|decreas|improv|declin|reduc|came|come|rose|risen|increas|chang)")
_ANOTHER_CHARACTERS = 60
_SENTENCE_END = re.compile(r"[.?!]\s|;")
# What a number out of ten counts when it is no pain.
_NO_PAIN = re.compile(
    r"(?:strength|motor|power|reflex(?:es)?|grip|muscle|flexors?|extensors?|abduct\w*|visits?|sessions?|apgar|satisfaction|completed|attended"
    r"|epworth|gaf|phq\S*|gad\S*|sleep|insomnia|tinnitus|loudness|ringing|anxiety|depression|mood|stress|fatigue|energy|functions?|functioning"
    r"|function\s+level|nausea|itch(?:ing)?|adls?|confidence|motivation|irritability|concentration)\W+"
    r"(?:(?!\w*(?:pains?|ache|aches|vas|nrs|soreness|discomfort)\b)\w+\W+){0,4}$"
)
# A range told as a change is two ratings: "fell from 7 to 3".
_CHANGE = re.compile(rf"({_NUMBER}|{_WORD})\+?\s+(?:down\s+)?to\s+(?:an?\s+)?({_NUMBER}|{_WORD})")
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
    if any(label in text for label in _LABELS):
        found = _merged(found, _labelled(text))
    if not found:
        return []
    found = _merged(found, [another for rating in found for another in _others(text, rating)])
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
        dated = _DATE_BEFORE.search(text, max(0, start - 12), start)
        if dated is not None and _PAIN_WORDS.search(text, max(0, dated.start() - 30), dated.start()) is None:
            continue
        yield from _ratings(text, match)


def _bare(text: str) -> Iterator[PainRating]:
    if "pain" not in text and "vas" not in text and "rat" not in text and "nprs" not in text:
        return
    for place in _places(text, _RATING_WORDS):
        match = _RATED.match(text, place)
        if match is None:
            continue
        words = match.group()[: match.start("value") - match.start()]
        explicit = re.match(r"vas|np?rs|pain\s+(?:level|scale|score|rating|intensity|severity)|severity|rat|scale", words)
        link = match["link"].strip()
        if not explicit and (link == "" or (link == "from" and _CHANGE.fullmatch(match["value"]) is None)):
            continue
        if _NO_PAIN.search(text, max(0, match.start() - 40), match.start("value")):
            continue
        # "on a pain scale from 0 to 10" is the scale itself
        for rating in _ratings(text, match):
            if not ("scale" in words and rating.low <= 1 and rating.high == 10):
                yield rating


def _labelled(text: str) -> Iterator[PainRating]:
    """Numbers behind the words for the ends of a range, where two such stand close together and pain is spoken of."""
    matches = list(_LABELLED.finditer(text))
    for n, match in enumerate(matches):
        near = [other for other in matches[max(0, n - 1) : n + 2] if other is not match]
        together = any(abs(other.start() - match.start()) < _ANOTHER_CHARACTERS for other in near)
        if together and _PAIN_WORDS.search(text, max(0, match.start() - 100), match.end()):
            rating = _rating(match)
            if rating is not None:
                yield rating


def _others(text: str, rating: PainRating) -> Iterator[PainRating]:
    """Bare numbers that follow a rating in its sentence."""
    while True:
        reach = min(len(text), rating.end + _ANOTHER_CHARACTERS)
        stop = _SENTENCE_END.search(text, rating.end, reach)
        match = _ANOTHER.search(text, rating.end, stop.start() if stop else reach)
        following = _rating(match) if match is not None else None
        if following is None:
            return
        yield following
        rating = following


def _ratings(text: str, match: re.Match[str]) -> Iterator[PainRating]:
    """The rating of a match; two where it falls or "from" leads to the first: "from 7 to 3"."""
    rating = _rating(match)
    if rating is None:
        return
    change = _CHANGE.fullmatch(match["value"])
    if change is not None:
        first, second = _number(change[1]), _number(change[2])
        start = match.start("value")
        told = text[max(0, start - 40) : start]
        if first > second or ("from " in told[-6:] and _CHANGING.search(told)):
            yield PainRating(start + change.start(1), start + change.end(1), first, first)
            yield PainRating(start + change.start(2), start + change.end(2), second, second)
            return
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
