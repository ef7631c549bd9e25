"""Age, sex and date of injury of the injured worker, from the sentences that present him or her.

Start with `find_age`, `find_sex` and `find_date_of_injury`; each takes a clinical case summary in lower case and gives the
place and the value. The first statement counts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from imr_nlp.readers.case_dates import DATE, read_date

_PERSON = r"(?:injured\s+(?:worker|employee)|worker|claimant|patient|applicant|employee|iw|individual|person)"
_SEXES = {"male": "male", "man": "male", "gentleman": "male", "m": "male", "mr": "male"}
_SEXES |= {"female": "female", "woman": "female", "lady": "female", "f": "female", "ms": "female", "mrs": "female"}
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
_TEENS = {"eighteen": 18, "nineteen": 19}
_AGE_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-]*(?:{'|'.join(_UNITS)}))?|eighteen|nineteen)"
_AGES = (
    # 46 year old, 46-year-old, 46 yr. old, 46 y/o, 46yo, 46 years of age
    re.compile(
        rf"(?<![\d.\w])(?P<age>\d{{2}}|{_AGE_WORD})\s*-?\s*(?:(?:years?|yrs?|yeay|yer|y)\.?\s*-?\s*(?:olds?|of\s+age)\b"
        r"|y\s?[/.]?\s?o(?:[mf]?\b|\s?a\b)\.?|year-?old|yearold|-?\s*(?:year|yr|y)s?\.?,?\s+(?=(?:(?:fe)?male|(?:wo)?man|[mf])\b))"
    ),
    re.compile(
        rf"\b(?:aged?|age\s*:|age\s+(?:is|of))\s+(?P<age>\d{{2}}|{_AGE_WORD})\b"
        rf"|(?:{_PERSON}|\bhe|\bshe|\bwho)\s+is\s+(?P<age2>\d{{2}})(?=,|\s+and\b|\.)"
        rf"|\b(?:(?:wo)?man|(?:fe)?male|gentleman|lady)\s+of\s+(?P<age3>\d{{2}}|{_AGE_WORD})(?=[,.]|\s+(?:who|with|and)\b)"
        # "44 M, roofer": at the head of the summary or behind the word for the person
        rf"|(?:^|[.:]\s|(?:\bis|\ban?|\bthis|{_PERSON})\s)\(?(?P<age4>\d{{2}})\s?-?(?:m|f|male|female)\b(?=[\s,.;)])"
    ),
)
# An age of long ago, or of somebody else.
_OTHER_AGE = re.compile(
    r"(?:since|when|at|until|from|age\s+of|son|daughter|child|mother|father|wife|husband|brother|sister)\s+(?:\w+\s+){0,3}$"
)
_SEX = re.compile(r"\b(?P<sex>female|male|woman|man|gentleman|lady)\b|\b(?P<short>mr|mrs|ms)\.?\s+(?=[a-z])")
_HE, _SHE = frozenset(("he", "him", "his", "himself")), frozenset(("she", "her", "hers", "herself"))
_PRONOUN = re.compile(r"\b(?:he|she|his|hers?|him|(?:him|her)self)\b")
_YEARS_OLD = re.compile(r"[\s-]*(?:years?|yrs?|y)?[\s.-]*(?:olds?\b|/?\s?\.?o(?=[mf]?\b)|of\s+age)?")
_SEX_LETTER = re.compile(r"\.?\s*-?,?\s*\(?(?P<sex>[mf])\b")
# What a date of injury follows: the words from which it is looked for, up to the date.
_INJURY = re.compile(
    r"\b(?P<strong>(?:dates?|day)\s+of\s+(?:the\s+)?(?:injur(?:y|ies)|accident|loss|onset)|injury\s+date\b|doi\b|d\.o\.i\b\.?|d/i\b|date\s+injured)"
    r"|\b(?P<injury>injur(?:y|ies|ed|ing)\b|accident\b|claims?\b(?!\s+(?:admin|examiner|adjust))|incident\b|cumulative\s+trauma|hurt\b|trauma\b)"
)
_DATE = re.compile(DATE)
_LINK = re.compile(
    r"(?:\b(?:on|of|from|in|dated|since|was|is|occurred|occurring|through|beginning|ending|date|as|around|about|approximately|to)\b|[:(,])\s*$"
    r"|^\s*$"
)
_BREAK = re.compile(r"[.!?]\s+[a-z(]|;")
_REACH = 130
# An event without the word "injury" is told at the head of a summary.
_EVENT_CHARACTERS = 900
_SENTENCE_END = re.compile(r"[.!?:]\s+(?=[a-z\d])")
_NOT_OF_EVENT = re.compile(
    r"\b(?:request|review|treat|visit|report(?!s?\s+(?:that|feeling|hearing)\b)|exam|note|mri|x-?ray|seen|evaluat|injection|surger|therapy)"
)
_ON = re.compile(r"(?:\b(?:on|in|since|around|about)|[,:(]|^)\s*$")


class Found(NamedTuple):
    """A value and its place in the text."""

    start: int
    end: int
    value: str


def find_age(text: str) -> Found | None:
    """The claimant's age.

    text (str): text in lower case.
    RETURNS (Found | None): None if no age is told.

    >>> find_age("the applicant is a now 53-year-old male").value
    '53'
    """
    for pattern in _AGES:
        for match in pattern.finditer(text):
            if _OTHER_AGE.search(text, max(0, match.start() - 40), match.start()):
                continue
            group = match.lastgroup or "age"
            age = _age(match[group])
            if 10 <= age <= 99:
                return Found(*match.span(group), str(age))
    return None


def _age(words: str) -> int:
    if words.isdigit():
        return int(words)
    if words in _TEENS:
        return _TEENS[words]
    tens, *units = re.findall(rf"{'|'.join((*_TENS, *_UNITS))}", words)
    return _TENS[tens] + (_UNITS.index(units[0]) + 1 if units else 0)


def find_sex(text: str, age: Found | None = None) -> Found | None:
    """The claimant's sex, where a word states it; else from the pronouns, most of which speak of the claimant.

    text (str): text in lower case.
    age (Found | None): the age; a sex close behind it, or in front of it, counts first.
    RETURNS (Found | None): "male" or "female"; None if neither a word nor most of the pronouns tell it.

    >>> find_sex("the 35 year old right-hand dominant male injured worker").value
    'male'
    """
    if age is not None:
        if match := _YEARS_OLD.match(text, age.end):
            letter = _SEX_LETTER.match(text, match.end())
            if letter is not None:
                return Found(*letter.span("sex"), _SEXES[letter["sex"]])
        behind = _SEX.search(text, age.end, age.end + 90)
        if behind is not None:
            return _sex(behind)
        before = list(_SEX.finditer(text, max(0, age.start - 60), age.start))
        if before:
            return _sex(before[-1])
    match = _SEX.search(text)
    return _sex_of_pronouns(text) if match is None else _sex(match)


def _sex_of_pronouns(text: str) -> Found | None:
    pronouns = list(_PRONOUN.finditer(text))
    male = [match for match in pronouns if match.group() in _HE]
    female = [match for match in pronouns if match.group() in _SHE]
    if len(male) == len(female):
        return None
    return Found(*male[0].span(), "male") if len(male) > len(female) else Found(*female[0].span(), "female")


def _sex(match: re.Match[str]) -> Found:
    group = "sex" if match["sex"] else "short"
    return Found(*match.span(group), _SEXES[match[group]])


def find_date_of_injury(text: str, events: re.Pattern[str] | None = None) -> Found | None:
    """The date of injury as the summary states it.

    text (str): text in lower case.
    events (re.Pattern | None): what happened to the claimant ("fell", "was struck"): where no word for an injury has a date,
        that of the first such event counts.
    RETURNS (Found | None): the value is an ISO date, as printed; None if no date is told.

    >>> find_date_of_injury("a 51 year old welder with an industrial injury on 3-12-14.").value
    '2014-03-12'
    """
    best: Found | None = None
    for match in _INJURY.finditer(text):
        reach = min(len(text), match.end() + _REACH)
        stop = _BREAK.search(text, match.end(), reach)
        date = _DATE.search(text, match.end(), stop.start() + 1 if stop else reach)
        if date is None:
            continue
        between = text[match.end() : date.start()]
        if not _LINK.search(between):
            continue
        if "request" in between or "review" in between or "treat" in between or "visit" in between or "report" in between:
            continue
        value = read_date(date.group())
        if value is None:
            continue
        found = Found(date.start(), date.end(), value)
        if match["strong"]:
            return found
        if best is None:
            best = found
            if "date of inj" not in text and "doi" not in text and "injury date" not in text:
                return found
    return best or _dated_before(text) or (_dated_event(text, events) if events is not None else None)


# "On October 3, 2016 the claimant sustained an injury"
_ON_DATE = re.compile(
    rf"\bon\s+(?P<date>{DATE}),?\s+(?:\w+\s+){{1,5}}?(?:sustained|suffered|incurred|injured|was\s+injured|fell|slipped|tripped)\b"
)


def _dated_before(text: str) -> Found | None:
    match = _ON_DATE.search(text)
    value = read_date(match["date"]) if match else None
    return Found(*match.span("date"), value) if match and value else None


def _dated_event(text: str, events: re.Pattern[str]) -> Found | None:
    """The date of the first event that has one in its sentence: "on 3/4/15 a pallet struck", "fell off a dock on 3/4/15"."""
    for event in events.finditer(text, 0, _EVENT_CHARACTERS):
        heads = [match.end() for match in _SENTENCE_END.finditer(text, 0, event.start())]
        head = heads[-1] if heads else 0
        tail = _BREAK.search(text, event.end())
        end = min(len(text) if tail is None else tail.start() + 1, event.end() + _REACH)
        before = [match for match in _DATE.finditer(text, head, event.start()) if _ON.search(text, head, match.start())]
        between = [(before[-1], before[-1].end(), event.start())] if before else []
        if (behind := _DATE.search(text, event.end(), end)) is not None:
            between.append((behind, event.end(), behind.start()))
        for date, first, last in between:
            value = None if _NOT_OF_EVENT.search(text, first, last) else read_date(date.group())
            if value is not None:
                return Found(*date.span(), value)
    return None
