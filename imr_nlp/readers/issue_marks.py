"""What the wordings of a layout mark in a list of disputed items: headings with decisions, statements, rationales.

`headings_of` tells which marks are headings of items, `part_marks` and `parts_of` what stands under one. The wordings are
patterns/layouts.jsonl and issues.jsonl.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from imr_nlp import labels
from imr_nlp.rules.ruleset import Match
from imr_nlp.rules.schema_items import IssueHeading, IssuePart, PartialAuthorization, RationaleEnd
from imr_nlp.text.letter import LetterText

Range = tuple[int, int]
Mark = Match[IssueHeading | IssuePart | PartialAuthorization | RationaleEnd]

# Between a decision and the first statement stands nothing but white space, sometimes a stray mark.
_GAP_CHARACTERS = 12
# The number of the next item, after the end of a sentence: "... necessary. 2. "
_NUMBER = re.compile(r"(?<=[.?!\"')]) \d{1,2}[.)] ?$")


class Heading(NamedTuple):
    """The heading of an item: its decision, if it has one, and the item if the layout's wording delimits it."""

    start: int
    end: int
    decision: Range | None
    decision_label: str
    item: Range | None
    number: int | None
    numbered: bool


def first_from(marks: Sequence[Mark], offset: int) -> int:
    """Index of the first mark from an offset on."""
    return bisect_left(marks, offset, key=lambda mark: mark.start)


def is_partial(mark: Mark, part: str) -> bool:
    return isinstance(mark.row, PartialAuthorization) and mark.row.part == part


def headings_of(text: LetterText, marks: Sequence[Mark]) -> list[Heading]:
    """Headings of items. Where a statement of the issue has to follow at once, the same word in prose is none."""
    parts = {mark.start for mark in marks if isinstance(mark.row, IssuePart)}
    found = []
    for mark in marks:
        if not isinstance(mark.row, IssueHeading) or mark.match is None:
            continue
        if mark.row.followed_by_part:
            gap = text.flat[mark.end : mark.end + _GAP_CHARACTERS]
            if mark.end + len(gap) - len(gap.lstrip(" :.-")) not in parts:
                continue
        groups_told = mark.match.groupdict()
        decision = decision_of(mark)
        if decision is None and "decision" in groups_told:
            continue
        place = mark.match.span("decision") if decision else None
        item = mark.match.span("item") if groups_told.get("item") else None
        number = groups_told.get("number")
        found.append(
            Heading(mark.start, mark.end, place, decision or "", item, int(number) if number else None, mark.row.numbered)
        )
    return found


def decision_of(mark: Mark) -> str | None:
    """What a heading decides."""
    if not isinstance(mark.row, IssueHeading) or mark.match is None:
        return None
    told = mark.match.groupdict()
    if told.get("decision") is None:
        return None
    if mark.row.decisions:
        decision = mark.row.decisions.get(told["decision"])
        return None if decision is None else decision.upper()
    return labels.UPHELD if told.get("not") else labels.OVERTURNED


def part_marks(marks: Sequence[Mark], start: int, end: int) -> list[Match[IssuePart]]:
    """The markers of the statements and of the rationale of an issue, in order; after its rationale there are none."""
    found: list[Match[IssuePart]] = []
    for mark in marks[first_from(marks, start) : first_from(marks, end)]:
        if isinstance(mark.row, IssuePart) and (not found or mark.start >= found[-1].end):
            found.append(mark)  # type: ignore[arg-type]
            if mark.row.part == labels.RATIONALE:
                break
    return found


def parts_of(text: LetterText, marks: Sequence[Match[IssuePart]], end: int) -> tuple[list[tuple[str, Range]], Range | None]:
    """The statements of an issue and its rationale: each runs to the marker of the next."""
    statements: list[tuple[str, Range]] = []
    rationale = None
    for n, mark in enumerate(marks):
        first, last = mark.end, marks[n + 1].start if n + 1 < len(marks) else end
        part = mark.row.part
        if part == labels.RATIONALE:
            number = _NUMBER.search(text.flat, max(first, last - 12), last)
            rationale = text.trim(first, number.start() if number else last)
        elif mark.row.same_as is not None:
            statements += [(part, place) for side, place in statements if side == mark.row.same_as]
        elif (place := text.trim(first, last))[0] < place[1]:
            statements.append((part, place))
    return statements, rationale
