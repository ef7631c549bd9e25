"""A part of a rationale with all that was found in it, which reasons are read from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple

from imr_nlp.readers.reason_rows import Concept, ReachEnd, Statement
from imr_nlp.readers.roles import Part
from imr_nlp.rules.ruleset import Match, Range, apart
from imr_nlp.rules.schema import Row
from imr_nlp.rules.scope import NEGATED, Cue

_DENIALS = ("no ", "without ")
# Words that say nothing of whether a row words a denial by itself.
_SMALL_WORDS = frozenset(("to", "of", "the", "a", "an", "be", "been", "is", "are", "was", "were", "has", "have", "had", "that"))


class Segment(NamedTuple):
    """A part that is read, with the words that name the item and what was found in it."""

    part: Part
    item: frozenset[str]
    concepts: list[Match[Concept]]
    cues: list[Cue]
    statements: list[Match[Statement]]
    ends: list[Match[ReachEnd]]


def segment_of(part: Part, item: frozenset[str], found: Iterable[Match[Any]], cues: list[Cue]) -> Segment:
    """A part with the matches in it, by the kinds of rows."""
    kinds: dict[type[Row], list[Match[Any]]] = {Concept: [], Statement: [], ReachEnd: []}
    for match in found:
        kinds[type(match.row)].append(match)
    return Segment(part, item, kinds[Concept], cues, kinds[Statement], kinds[ReachEnd])


def absences(cues: list[Cue]) -> list[Cue]:
    """The cues that say that something is missing or not stated."""
    return [cue for cue in cues if cue.kind == NEGATED or cue.row.open_question]


def is_denied(segment: Segment, start: int, end: int) -> bool:
    """Whether a place is covered by an absence that stands in front of it."""
    return any(cue.end <= start and cue.covers(start, end) for cue in segment.cues)


def is_denied_inside(text: str, segment: Segment, match: Match[Statement]) -> bool:
    """Whether an absence in a match, which its row does not word, covers its end ("had brought no relief")."""
    inside = [cue for cue in segment.cues if match.start < cue.start and cue.covers(match.end - 1, match.end)]
    if not inside or match.match is None:
        return False
    worded = set(re.findall(r"[a-z']+", match.match.re.pattern)) - _SMALL_WORDS
    return any(worded.isdisjoint(text[cue.start : cue.end].split()) for cue in inside)


def without_no(text: str, mention: Match[Concept]) -> Match[Concept]:
    """A mention without the denial that it begins with ("no progress note")."""
    for word in _DENIALS:
        if text.startswith(word, mention.start, mention.end):
            return mention._replace(start=mention.start + len(word))
    return mention


def longest(mentions: list[Match[Concept]]) -> list[Match[Concept]]:
    """Of mentions that overlap one that governs, else the longest; in order of the text."""
    return apart(sorted(mentions, key=lambda m: (not m.row.governs, m.start - m.end, m.start)))


def clause_of(clauses: list[Range], start: int, end: int) -> Range:
    """The clauses that a match lies in."""
    low = max(0, bisect_right([first for first, _ in clauses], start) - 1)
    high = min(bisect_left([last for _, last in clauses], end), len(clauses) - 1)
    return clauses[low][0], clauses[max(low, high)][1]


def is_only_item(text: str, item: frozenset[str], mention: Match[Concept], mentions: list[Match[Concept]], end: int) -> bool:
    """Whether a mention is the item itself, with what is missing of it after it ("how far Lyrica" "reduces the pain")."""
    words = words_of(text[mention.start : mention.end])
    if not words or not words <= item:
        return False
    after = (m.row for m in mentions if mention.end <= m.start < end)
    return any(row.id != mention.row.id and not row.passed_over for row in after)


def examples_last(text: str, low: int, mentions: list[Match[Concept]]) -> list[tuple[bool, Match[Concept]]]:
    """The mentions with whether each is an example, those last: in parentheses opened after `low`, or of "such as A or B,"."""
    return sorted(((_is_example(text, low, mention.start), mention) for mention in mentions), key=itemgetter(0))


def _is_example(text: str, low: int, place: int) -> bool:
    if text.rfind("(", low, place) > text.rfind(")", low, place):
        return True
    such_as = text.rfind(" such as ", low, place)
    return such_as >= 0 and text.find(",", such_as, place) < 0


def words_of(text: str) -> frozenset[str]:
    """The words of a text without "s" at their ends."""
    return frozenset(word.strip("s") for word in re.findall(r"[a-z]{3,}", text))
