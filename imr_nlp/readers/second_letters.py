"""Where other letters begin in a text that has several: at the first heading of a form with another case number, or of a form
that has none, once the letter before has named its items. Start with `beginnings`, then `top_of`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from imr_nlp import labels
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema_layouts import HeaderValue, IssueHeading, IssuePart, LetterTop, Section
from imr_nlp.text.letter import LetterText

CASE_NUMBER = "case_number"
OF_ITEMS = (labels.ISSUES_SECTION, labels.DECISIONS_SECTION, labels.ITEMS_SECTION)
# Words of a heading, among its first, that have a capital; in running text they have none.
_FIRST_WORDS, _LONG_WORD = 3, 5
# What comes first in a letter (its case number, the next heading) stands within so many characters.
_HEADER = 1500
# A cover letter has so many characters; an address so many lines, of so many characters.
_COVER, _LINES, _LINE = 4000, 12, 60


class SectionHeading(NamedTuple):
    """A section heading found in the text, or the start of the text."""

    start: int
    end: int
    section: str
    order: int
    starts_letter: bool
    any_place: bool = False


def beginnings(text: LetterText, found: Sequence[Match[Any]], headings: Sequence[SectionHeading]) -> list[int]:
    """Offsets in the flat text of the headings with which letters after the first begin.

    found (Sequence[Match]): the section headings and case numbers in it, ascending; `headings` are those of its form.
    """
    again = [heading.start for before, heading in pairwise(headings) if heading.starts_letter and heading.order <= before.order]
    sections = [match for match in found if isinstance(match.row, Section) and is_heading(text.flat, match)]
    items = [match.start for match in sections if match.row.section in OF_ITEMS]
    heads = [match for match in sections if match.row.section == labels.HEADER_SECTION or match.row.starts_letter]
    if not items or not heads or heads[-1].start < items[0]:
        return again
    others = list(_others(text, sections, heads, [match for match in found if is_case_number(match)], items))
    for start in again:
        before = max((begin for begin in others if begin <= start), default=None)
        if before is None or _has_items(items, before, start):
            others.append(start)
    return sorted(others)


def _has_items(items: Sequence[int], start: int, end: int) -> bool:
    """Whether a section of items begins in a range."""
    return bisect_left(items, start) < bisect_left(items, end)


def _others(
    text: LetterText,
    sections: Sequence[Match[Any]],
    heads: Sequence[Match[Any]],
    numbers: Sequence[Match[Any]],
    items: Sequence[int],
) -> Iterator[int]:
    """Headings of the beginning of any form that have another case number than the letter before, or none of their own."""
    ends = [*(head.start for head in heads[1:]), len(text.flat)]
    own: list[str | None] = []
    for head, end in zip(reversed(heads), reversed(ends), strict=True):
        number = next((text.lower[m.start : m.end] for m in numbers if head.start <= m.start < end), None)
        if number is None and own and end - head.start < _HEADER and not _has_items(items, head.start, end):
            number = own[-1]
        own.append(number)
    begin, last, has_head = 0, None, False
    for head, end, number in zip(heads, ends, reversed(own), strict=True):
        ended = _has_items(items, begin, head.start)
        if number is None or not has_head:
            follows = any(head.end <= match.start < min(end, head.end + _HEADER) for match in sections)
            if ended and not (follows and _has_items(items, head.start, len(text.flat))):
                continue
        if ended and (number is None or number != last):
            yield head.start
        if ended or not has_head:
            begin, last, has_head = head.start, number, True


def top_of(text: LetterText, begin: int, found: Sequence[Match[Any]], tops: RuleSet[LetterTop]) -> int:
    """Where the letter begins whose first heading stands at an offset: at its cover letter, its address, its letter head.

    found (Sequence[Match]): what was found in the text; what is of an item stands in the letter before.
    tops (RuleSet[LetterTop]): lines with which letters begin.
    """
    low = max((match.end for match in found if match.start < begin and _is_of_items(match)), default=0)
    low = max(low, begin - _COVER)
    lines = text.lines(low, begin) if low < begin else []
    first = len(lines)
    for n, (start, end) in enumerate(lines):
        match = tops.match(text.lower, start, end)
        if n and match is not None and match.end == end:
            first = n
            break
    reached = first
    while reached > 1 and first - reached <= _LINES and _is_of_top(text.flat[slice(*lines[reached - 1])]):
        reached -= 1
    if first - reached <= _LINES and reached > 1:
        # An address stands apart; lines that do not are the end of the letter before.
        first = next((n for n in range(reached, first) if _stands_apart(text, lines[n][0])), first)
    return lines[first][0] if first < len(lines) else begin


def _is_of_items(match: Match[Any]) -> bool:
    """Whether a place stands among the items of a letter."""
    return isinstance(match.row, IssueHeading | IssuePart) or (isinstance(match.row, Section) and match.row.section in OF_ITEMS)


def _stands_apart(text: LetterText, start: int) -> bool:
    """Whether an empty line or a new page is in front of a line."""
    between = text.text[text.offsets_of(start - 2, start - 1)[1] : text.offsets_of(start, start + 1)[0]]
    return between.count("\n") > 1 or "\f" in between


def _is_of_top(line: str) -> bool:
    """Whether a line is like those of an address, and does not end a sentence: "Suite 4", "MAXIMUS, INC."."""
    ends = line[-1] in ".?!" and any(map(str.islower, line.split()))
    return len(line) <= _LINE and not line[0].islower() and not ends


def is_case_number(match: Match[Any]) -> bool:
    """Whether a place is a case number."""
    return isinstance(match.row, HeaderValue) and match.row.value == CASE_NUMBER


def is_heading(flat: str, match: Match[Any]) -> bool:
    """Whether a wording is printed as a heading: its first letter and the long ones of its first words are capitals.

    One in parentheses is running text ("an earlier review (Case Number: CM15-0123456)").
    """
    if flat.endswith("(", 0, match.start):
        return False
    words = flat[match.start : match.end].split(" ", _FIRST_WORDS)[:_FIRST_WORDS]
    return not words[0][0].islower() and not any(word.islower() for word in words if len(word) >= _LONG_WORD)
