"""`imr_issues`: the disputed items of a letter with their decisions, guideline statements and rationales.

Reads `doc.spans["imr_sections"]` (without it, the whole text). Writes, linked by the span id "issue-1", "issue-2", ...:
`doc.spans["imr_issues"]` (ISSUE: the item as worded), `["imr_decisions"]` (UPHELD, OVERTURNED), `["imr_statements"]`
(CLAIMS_ADMINISTRATOR, REVIEWER: the guideline statements), `["imr_rationales"]` (RATIONALE),
`["imr_partial_authorizations"]` (ORIGINAL_REQUEST, AUTHORIZED) and `["imr_dates_of_service"]` (DATE_OF_SERVICE, ISO date as
kb_id). An issue's row tells whether it is about treatment already given ("retrospective").
Start with `IssueSegmenter.annotate`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.dates import iso_date
from imr_nlp.record import groups
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match, RuleSet, fragments_of
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import (
    LAYOUT_ROWS,
    DateOfService,
    IssueHeading,
    IssuePart,
    PartialAuthorization,
    RationaleEnd,
    Retrospective,
)
from imr_nlp.text.letter import LetterText, letter_text

# The longest heading of the real letters, a partial authorization, has under 700 characters.
_HEADING_CHARACTERS = 2000
# Between a decision and the first statement stands nothing but white space, sometimes a stray mark.
_GAP_CHARACTERS = 12
# The number of the next item, after the end of a sentence: "... necessary. 2. "
_NUMBER = re.compile(r"(?<=[.?!\"')]) \d{1,2}[.)] ?$")
_ITEM_NUMBER = re.compile(r"\d{1,2}(?:\) |\. (?=[a-z]|\d+ [a-z]))")
_VERBS = (" is", " are")
_ITEM_EDGES = " :;,-."

Range = tuple[int, int]
Mark = Match[IssueHeading | IssuePart | PartialAuthorization | RationaleEnd]


class IssueOffsets(NamedTuple):
    """Offsets of one issue's pieces; `heading` is all that stands between the issue before and the decision."""

    heading: Range
    item: Range
    decision: Range
    decision_label: str
    parts: dict[str, Range]
    partial: dict[str, Range]


class Heading(NamedTuple):
    """A decision found in the text; `item` is its offsets if the form's pattern has a group for it."""

    start: int
    end: int
    decision: Range
    decision_label: str
    item: Range | None


class IssueSegmenter(PatternPipe):
    """Component `imr_issues`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (
        *LAYOUT_ROWS,
        *(PartialAuthorization, RationaleEnd, Retrospective, DateOfService),
    )

    def compile(self, rows: list[Any]) -> None:
        fragments = fragments_of(rows)
        shared = [*select(rows, PartialAuthorization), *select(rows, RationaleEnd)]
        forms: dict[str, list[Any]] = {}
        layout: list[IssueHeading | IssuePart] = [*select(rows, IssueHeading), *select(rows, IssuePart)]
        for row in layout:
            forms.setdefault(row.form, []).append(row)
        self._marks: dict[str, RuleSet[Any]] = {form: RuleSet([*own, *shared], fragments) for form, own in forms.items()}
        self._services: RuleSet[Retrospective | DateOfService] = RuleSet(
            [*select(rows, Retrospective), *select(rows, DateOfService)], fragments
        )

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        found: dict[str, list[tuple[Span, groups.Row]]] = {key: [] for key in _KEYS}
        for issue in self.find_issues(text, _issue_regions(doc, text)):
            issue_id = f"issue-{len(found[labels.ISSUES]) + 1}"
            item = text.span(doc, *issue.item, labels.ISSUE, issue_id)
            if item is None:
                continue
            is_retrospective, dates = self.find_dates_of_service(text, issue.heading, issue.item)
            found[labels.ISSUES].append((item, {"retrospective": is_retrospective}))
            pieces = [(labels.DECISIONS, issue.decision_label, issue.decision)]
            for part, key in _PART_KEYS.items():
                if part in issue.parts:
                    pieces.append((key, part, issue.parts[part]))
            for group, label in _PARTIAL_LABELS.items():
                if group in issue.partial:
                    pieces.append((labels.PARTIAL_AUTHORIZATIONS, label, issue.partial[group]))
            for key, label, offsets in pieces:
                span = text.span(doc, *offsets, label, issue_id)
                if span is not None:
                    found[key].append((span, {}))
            for start, end, value in dates:
                span = text.span(doc, start, end, labels.DATE_OF_SERVICE, issue_id)
                if span is not None:
                    span.kb_id_ = value
                    found[labels.DATES_OF_SERVICE].append((span, {}))
        for key, spans in found.items():
            groups.write(doc, key, spans)

    def find_issues(self, text: LetterText, regions: list[tuple[str, int, int, bool]]) -> Iterator[IssueOffsets]:
        """Issues in document order.

        text (LetterText): the letter.
        regions (list[tuple]): form, first offset, offset after the last, and whether it begins with an item, of each part
            of the text that lists issues.
        YIELDS (IssueOffsets): offsets of the issue's pieces.
        """
        for form, start, end, begins_with_item in regions:
            if form not in self._marks:
                continue
            marks: list[Mark] = self._marks[form].find(text.lower, start, end)
            headings = _headings(text, marks)
            parts = []
            for n, heading in enumerate(headings):
                next_decision = headings[n + 1].start if n + 1 < len(headings) else end
                parts.append(_part_marks(marks, heading.end, next_decision))
            items = []
            for n, heading in enumerate(headings):
                low = max((mark.end for mark in parts[n - 1]), default=headings[n - 1].end) if n else start
                items.append(self._item(text, marks, heading, low, first_heading=n == 0 and begins_with_item))
            for n, heading in enumerate(headings):
                first, item, partial = items[n]
                last = items[n + 1][0] if n + 1 < len(items) else end
                yield IssueOffsets(
                    (first, heading.decision[0]),
                    item,
                    heading.decision,
                    heading.decision_label,
                    _parts(text, parts[n], last),
                    partial,
                )

    def find_dates_of_service(self, text: LetterText, heading: Range, item: Range) -> tuple[bool, list[tuple[int, int, str]]]:
        """Whether an item is for treatment already given, and the dates that its heading says it was given or ordered.

        heading (tuple[int, int]): the whole heading, which may say so in front of the item.
        item (tuple[int, int]): the item, in which the dates of orders are looked for.
        RETURNS (tuple[bool, list]): retrospective, and start, end and ISO date of each.
        """
        found = self._services.find(text.lower, *heading)
        retrospective = any(isinstance(match.row, Retrospective) for match in found)
        dates: dict[str, tuple[int, int, str]] = {}
        for match in found:
            if not isinstance(match.row, DateOfService) or match.match is None or match.row.of_order is retrospective:
                continue
            start, end = match.match.span("date")
            value = iso_date(text.flat[start:end])
            inside = item[0] <= start < item[1]
            if value is not None and (inside or (retrospective and value not in dates)):
                dates[value] = start, end, value
        return retrospective, sorted(dates.values())

    def _item(
        self, text: LetterText, marks: Sequence[Mark], heading: Heading, low: int, *, first_heading: bool
    ) -> tuple[int, Range, dict[str, Range]]:
        """Where a heading begins, the item in it, and what a partial authorization says.

        low (int): where the rationale of the issue before begins, or the section.
        first_heading (bool): whether nothing stands between that and the heading.
        """
        if heading.item is not None:
            return heading.start, heading.item, {}
        end = heading.decision[0]
        low = max(low, end - _HEADING_CHARACTERS)
        inside = marks[_first_from(marks, low) : _first_from(marks, end)]
        request = max((mark.end for mark in inside if _is_partial(mark, "request_ends")), default=None)
        if request is not None:
            start = low if first_heading else self._last_sentence(text, low, request - 1)
            first, last = _wording(text, inside, start, end)
            partial = _partial_authorization(text, inside, first, last)
            if partial is not None:
                return start, text.trim(*partial.pop("item"), _ITEM_EDGES), partial
        start = low if first_heading else self._last_sentence(text, low, end)
        item = _wording(text, inside, start, end)
        return item[0], item, {}

    def _last_sentence(self, text: LetterText, start: int, end: int) -> int:
        """Where the last sentence of a range begins."""
        sentences = text.sentences(self.splitter, start, end)
        return sentences[-1][0] if sentences else start


def _first_from(marks: Sequence[Mark], offset: int) -> int:
    """Index of the first mark from an offset on."""
    return bisect_left(marks, offset, key=lambda mark: mark.start)


def _is_partial(mark: Mark, part: str) -> bool:
    return isinstance(mark.row, PartialAuthorization) and mark.row.part == part


def _headings(text: LetterText, marks: Sequence[Mark]) -> list[Heading]:
    """Decisions that a statement of the issue follows at once; the same word in prose is none."""
    parts = {mark.start for mark in marks if isinstance(mark.row, IssuePart)}
    found = []
    for mark in marks:
        if not isinstance(mark.row, IssueHeading) or mark.match is None:
            continue
        if mark.row.followed_by_part:
            gap = text.flat[mark.end : mark.end + _GAP_CHARACTERS]
            if mark.end + len(gap) - len(gap.lstrip(" :.-")) not in parts:
                continue
        decision = mark.row.decisions.get(mark.match["decision"])
        if decision is not None:
            item = mark.match.span("item") if "item" in mark.match.re.groupindex else None
            found.append(Heading(mark.start, mark.end, mark.match.span("decision"), decision.upper(), item))
    return found


def _part_marks(marks: Sequence[Mark], start: int, end: int) -> list[Match[IssuePart]]:
    """The first marker of each statement and of the rationale of an issue, in order of the text."""
    found: dict[str, Match[IssuePart]] = {}
    for mark in marks[_first_from(marks, start) : _first_from(marks, end)]:
        if isinstance(mark.row, IssuePart):
            found.setdefault(mark.row.part, mark)  # type: ignore[arg-type]
    return list(found.values())


def _parts(text: LetterText, marks: Sequence[Match[IssuePart]], end: int) -> dict[str, Range]:
    """The statements and the rationale of an issue: each runs to the marker of the next."""
    parts: dict[str, Range] = {}
    for n, mark in enumerate(marks):
        first, last = mark.end, marks[n + 1].start if n + 1 < len(marks) else end
        if mark.row.part == labels.RATIONALE and (number := _NUMBER.search(text.flat, max(first, last - 12), last)):
            last = number.start()
        parts[mark.row.part] = text.trim(first, last)
    return parts


def _wording(text: LetterText, marks: Sequence[Mark], start: int, end: int) -> Range:
    """A heading without what is not of the item: the end of a rationale, a number, the verb before the decision."""
    first, last = text.trim(start, end, _ITEM_EDGES)
    if text.lower.endswith(_VERBS, first, last):
        last = text.lower.rindex(" ", first, last)
    for mark in marks:
        inside = isinstance(mark.row, RationaleEnd) and first <= mark.start and mark.end <= last
        if inside and text.flat[mark.end : last].strip(_ITEM_EDGES):
            first = mark.end
    first, last = text.trim(first, last, _ITEM_EDGES)
    number = _ITEM_NUMBER.match(text.lower, first, last)
    return number.end() if number else first, last


def _partial_authorization(text: LetterText, marks: Sequence[Mark], start: int, end: int) -> dict[str, Range] | None:
    """What a heading says was requested, what authorized, and what is left: `original_request`, `authorized`, `item`."""
    reached = start
    found: dict[str, Range] = {}
    for mark in marks:
        if not isinstance(mark.row, PartialAuthorization) or mark.start < reached or mark.end > end:
            continue
        part = mark.row.part
        if part == "request_ends" and not found:
            found["original_request"], reached = text.trim(start, mark.start), mark.end
        elif part == "authorized_begins" and len(found) == 1:
            reached = mark.end
        elif part == "authorized_ends" and len(found) == 1:
            found["authorized"], reached = text.trim(reached, mark.start), mark.end
        elif part == "item_begins" and len(found) == 2:
            return {**found, "item": (mark.end, end)}
    return None


def _issue_regions(doc: Doc, text: LetterText) -> list[tuple[str, int, int, bool]]:
    """Where issues may stand: the sections that list them; without `imr_sections` the whole text, as a final determination."""
    if labels.SECTIONS not in doc.spans:
        return [(labels.FINAL_DETERMINATION, 0, len(text.flat), False)]
    return [
        (span.id_, *text.range_of(span), True) for span in doc.spans[labels.SECTIONS] if span.label_ == labels.ISSUES_SECTION
    ]


_PART_KEYS = {
    labels.BY_CLAIMS_ADMINISTRATOR: labels.STATEMENTS,
    labels.BY_REVIEWER: labels.STATEMENTS,
    labels.RATIONALE: labels.RATIONALES,
}
_PARTIAL_LABELS = {"original_request": labels.ORIGINAL_REQUEST, "authorized": labels.AUTHORIZED}
_KEYS = (
    labels.ISSUES,
    labels.DECISIONS,
    labels.STATEMENTS,
    labels.RATIONALES,
    labels.PARTIAL_AUTHORIZATIONS,
    labels.DATES_OF_SERVICE,
)
