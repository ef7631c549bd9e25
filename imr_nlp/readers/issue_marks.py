"""What the wordings of a layout mark in a list of disputed items: headings with decisions, statements, rationales.

`headings_of` tells which marks are headings of items, `part_marks` and `parts_of` what stands under one. The wordings are
patterns/layouts.jsonl and issues.jsonl.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set
from typing import NamedTuple

from imr_nlp import labels
from imr_nlp.rules.ruleset import Match, Range
from imr_nlp.rules.schema_layouts import IssueHeading, IssuePart, PartialAuthorization, RationaleEnd
from imr_nlp.text.edges import past
from imr_nlp.text.letter import LetterText
from imr_nlp.text.sentences import SentenceSplitter

Mark = Match[IssueHeading | IssuePart | PartialAuthorization | RationaleEnd]

# Between a decision and the first statement stands nothing but white space, sometimes a stray mark.
_GAP_CHARACTERS = 12
# An item has no more characters in front of its last full stop.
_ITEM_CHARACTERS = 250
_ENDS_OF_SENTENCES = (".", "?", "!", '"', "'", ")")
# Bullets that are no single mark, and how many figures the number of an item has.
_BOXES, _FIGURES = ("o", "[]", "[x]"), 2


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


def item_start(text: LetterText, splitter: SentenceSplitter, prose: Set[str], marks: Sequence[Mark], place: Range) -> int:
    """Where an item begins, which ends a range after the rationale of another: "Surgery: fusion. Assistant surgeon".

    prose (Set[str]): words that no item has.
    marks (Sequence[Mark]): those of the range.
    RETURNS (int): of the last sentences, which have no such word, the beginning of the one that begins a line, if there are
        several the one after the outcome of the rationale; without lines the one after the outcome; else the last.
    """
    start, end = place
    sentences = text.sentences(splitter, start, end)
    best = last = sentences[-1][0] if sentences else start
    outcomes = [mark.start for mark in marks if isinstance(mark.row, RationaleEnd)]
    begins_line = text.begins_line(last)
    for before, (begin, stop) in zip(reversed(sentences[:-2]), reversed(sentences[1:-1]), strict=True):
        words = text.lower[begin:stop].replace(",", " ").replace(".", " ").split()
        if end - begin > _ITEM_CHARACTERS or prose & set(words) or any(begin <= mark < stop for mark in outcomes):
            break
        of_line = text.begins_line(begin)
        after = any(before[0] <= mark < before[1] for mark in outcomes)
        if (of_line and not begins_line) or (after and of_line >= begins_line):
            best, begins_line = begin, of_line
    return best


def headings_of(text: LetterText, marks: Sequence[Mark]) -> list[Heading]:
    """Headings of items. Where a statement of the issue has to follow at once, the same word in prose is none."""
    parts = {mark.start for mark in marks if isinstance(mark.row, IssuePart)}
    found = []
    for mark in marks:
        if not isinstance(mark.row, IssueHeading) or mark.match is None:
            continue
        if mark.row.followed_by_part and _after(text, mark) not in parts:
            continue
        decision = decision_of(mark)
        if decision is None and "decision" in mark.match.re.groupindex:
            continue
        place = mark.span("decision") if decision else None
        item, number = mark.span("item"), mark.group("number")
        found.append(
            Heading(mark.start, mark.end, place, decision or "", item, int(number) if number else None, mark.row.numbered)
        )
    return found


def _after(text: LetterText, mark: Mark) -> int:
    """Where the words after a decision begin."""
    return past(text.flat, " :.-", mark.end, mark.end + _GAP_CHARACTERS)


def _is_followed(text: LetterText, mark: Mark, marks: Sequence[Mark]) -> bool:
    """Whether a statement of the issue stands right after a decision."""
    place = _after(text, mark)
    n = first_from(marks, place)
    return any(isinstance(other.row, IssuePart) and other.start == place for other in marks[n : n + 3])


def unread_issues(text: LetterText, marks: Sequence[Mark], used: Sequence[Match[IssuePart]]) -> list[Range]:
    """Where a disputed item must stand that was not read: statements that belong to no heading, decisions without a statement.

    used (Sequence[Match[IssuePart]]): the marks of the section that belong to an item.
    RETURNS (list[tuple[int, int]]): the first such mark of each item, in order.
    """
    known = {mark.start for mark in used}
    # Where the letter's own statements begin lines, one inside a line is prose, as is a decision that words follow.
    lined = bool(known) and all(text.begins_line(start) for start in known)
    found: list[Range] = []
    parts: set[str] = set()
    for mark in marks:
        row = mark.row
        if isinstance(row, IssuePart) and text.flat[mark.end - 1] == ":":
            if lined and not text.begins_line(mark.start):
                continue
            if mark.start in known:
                parts = set()
            elif not parts or row.part in parts:
                parts = {row.part}
                found.append((mark.start, mark.end))
            else:
                parts.add(row.part)
        elif isinstance(row, IssueHeading) and row.decisions and row.followed_by_part and not _is_followed(text, mark, marks):
            before = text.flat[max(0, mark.start - _GAP_CHARACTERS) : mark.start].rstrip()
            if lined and not text.begins_line(_after(text, mark)):
                continue
            if text.flat[mark.start].isupper() and before.endswith((":", "-")):
                parts = {""}
                found.append((mark.start, mark.end))
    return found


def decision_of(mark: Mark) -> str | None:
    """What a heading decides."""
    stated = mark.group("decision")
    if not isinstance(mark.row, IssueHeading) or stated is None:
        return None
    if mark.row.decisions:
        decision = mark.row.decisions.get(stated)
        return None if decision is None else decision.upper()
    return labels.UPHELD if mark.group("not") else labels.OVERTURNED


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
            rationale = text.trim(first, _without_mark(text.flat, first, last))
        elif mark.row.same_as is not None:
            statements += [(part, place) for side, place in statements if side == mark.row.same_as]
        elif (place := text.trim(first, last))[0] < place[1]:
            statements.append((part, place))
    return statements, rationale


def _without_mark(flat: str, start: int, end: int) -> int:
    """Where a rationale ends without the number of the next item, or its bullet: "... necessary. 2. "."""
    tail = flat[max(start, end - _GAP_CHARACTERS) : end]
    before, _, mark = tail.rstrip().replace("[ ]", "[]").rpartition(" ")
    number = mark[:-1].removeprefix("(")
    is_number = mark[-1:] in (".", ")", "-") and number.isdigit() and len(number) <= _FIGURES
    is_letter = mark[-1:] == ")" and len(mark.lstrip("(")) == 2 and mark[-2].islower()
    is_bullet = mark in _BOXES or (len(mark) == 1 and not mark.isalnum() and mark not in "\"')]")
    stated = (is_number or is_letter or is_bullet) and before.endswith(_ENDS_OF_SENTENCES)
    return end - len(tail) + len(before) if stated else end
