"""`imr_issues`: the disputed items of a letter with their decisions, guideline statements and rationales.

Reads `doc.spans["imr_sections"]` (without it, the whole text); which of them name disputed items depends on the layout
(patterns/layouts.jsonl), an item that several of them name is one issue (`imr_nlp.readers.issue_blocks`). Writes, linked by the
span id "issue-1", "issue-2", ...: `doc.spans["imr_issues"]` (ISSUE: the item as worded), `["imr_decisions"]` (UPHELD,
OVERTURNED), `["imr_statements"]` (CLAIMS_ADMINISTRATOR, REVIEWER: the guideline statements), `["imr_rationales"]` (RATIONALE),
`["imr_partial_authorizations"]` (ORIGINAL_REQUEST, AUTHORIZED) and `["imr_dates_of_service"]` (DATE_OF_SERVICE, ISO date as
kb_id), `["imr_unread_issues"]` (ISSUE: where one must stand that was not read). An issue's row tells whether it is about
treatment already given ("retrospective").
Start with `IssueSegmenter.annotate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, ClassVar, NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.dates import iso_date
from imr_nlp.readers.issue_blocks import IssueOffsets, Stated, decide, join_sections, share
from imr_nlp.readers.issue_marks import (
    Heading,
    Mark,
    decision_of,
    first_from,
    headings_of,
    is_partial,
    item_start,
    part_marks,
    parts_of,
    unread_issues,
)
from imr_nlp.readers.list_entries import entries
from imr_nlp.record import groups
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Range, RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_layouts import (
    LAYOUT_ROWS,
    DateOfService,
    IssueHeading,
    IssuePart,
    PartialAuthorization,
    ProseWord,
    RationaleEnd,
    Retrospective,
)
from imr_nlp.text.letter import LetterText

# The longest heading of the real letters, a partial authorization, has under 700 characters.
_HEADING_CHARACTERS = 2000
# What stands in front of an item in a list: its number or letter ("(L)", "(R)", "(B)" are sides), a bullet of any kind, a box.
_ITEM_MARK = re.compile(
    r"(?:\d{1,2}(?:\. (?=[a-z]|\d+ [a-z])|-(?=the ))|\(?(?:\d{1,2}|[ac-km-qs-z])\) |\[[ x]?\] |(?:o|[^\w\s#(\[<]) )+"
)
_VERBS = ("is", "are")
# The sections in which statements and rationales have their own introductions.
_OF_PARTS = (labels.ISSUES_SECTION, labels.GUIDELINES_SECTION)
_ITEM_EDGES = " :;,-."

_Partial = dict[str, Range]


class Region(NamedTuple):
    """A section that names disputed items or tells of them, by its layout, name and offsets in the flat text.

    begins_with_item (bool): whether nothing stands in front of its first item.
    """

    form: str
    section: str
    start: int
    end: int
    begins_with_item: bool = True


class IssueSegmenter(PatternPipe):
    """Component `imr_issues`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (
        *LAYOUT_ROWS,
        *(PartialAuthorization, RationaleEnd, ProseWord, Retrospective, DateOfService),
    )
    fixed_labels = (
        *(labels.ISSUE, labels.UPHELD, labels.OVERTURNED, labels.BY_CLAIMS_ADMINISTRATOR, labels.BY_REVIEWER, labels.RATIONALE),
        *(labels.ORIGINAL_REQUEST, labels.AUTHORIZED, labels.DATE_OF_SERVICE),
    )

    def compile(self, rows: list[Any]) -> None:
        fragments = fragments_of(rows)
        shared = [*select(rows, PartialAuthorization), *select(rows, RationaleEnd)]
        layout: list[IssueHeading | IssuePart] = [*select(rows, IssueHeading), *select(rows, IssuePart)]
        self._regions: dict[str, set[str]] = {}
        found: dict[tuple[str, str], list[Any]] = {}
        for row in layout:
            for form, section in product(row.all_forms, row.sections if isinstance(row, IssueHeading) else _OF_PARTS):
                found.setdefault((form, section), []).append(row)
                self._regions.setdefault(form, set()).add(section)
        self._marks: dict[tuple[str, str], RuleSet[Any]] = {
            key: RuleSet([*own, *shared] if key[1] == labels.ISSUES_SECTION else own, fragments) for key, own in found.items()
        }
        self._prose = {term for row in select(rows, ProseWord) for term in row.terms}
        self._services: RuleSet[Retrospective | DateOfService] = RuleSet(
            [*select(rows, Retrospective), *select(rows, DateOfService)], fragments
        )

    def annotate(self, doc: Doc) -> None:
        writer = groups.Writer(doc, *_KEYS)
        text, found = writer.text, writer.found
        unread: list[Range] = []
        for issue in self.find_issues(text, self._issue_regions(doc, text), unread):
            issue_id = f"issue-{len(found[labels.ISSUES]) + 1}"
            item = _after_item(text.span(doc, *issue.item, labels.ISSUE, issue_id), found[labels.ISSUES])
            if item is None:
                continue
            is_retrospective, dates = self.find_dates_of_service(text, issue.heading, issue.item)
            found[labels.ISSUES].append((item, {"retrospective": is_retrospective}))
            pieces = [(labels.STATEMENTS, side, place) for side, place in issue.statements]
            if issue.decision is not None:
                pieces.append((labels.DECISIONS, issue.decision_label, issue.decision))
            if issue.rationale is not None:
                pieces.append((labels.RATIONALES, labels.RATIONALE, issue.rationale))
            for group, label in _PARTIAL_LABELS.items():
                if group in issue.partial:
                    pieces.append((labels.PARTIAL_AUTHORIZATIONS, label, issue.partial[group]))
            for key, label, offsets in pieces:
                writer.add(key, offsets, label, issue_id)
            for start, end, value in dates:
                span = writer.add(labels.DATES_OF_SERVICE, (start, end), labels.DATE_OF_SERVICE, issue_id)
                if span is not None:
                    span.kb_id_ = value
        for place in unread:
            writer.add(labels.UNREAD_ISSUES, place, labels.ISSUE)
        writer.write()

    def find_issues(self, text: LetterText, regions: Sequence[Region], unread: list[Range] | None = None) -> list[IssueOffsets]:
        """Issues, as offsets of their pieces, in the order in which the letter names them first.

        regions (Sequence[Region]): the parts of the text that name disputed items or tell of them, in order.
        unread (list | None): gets the places of items that could not be read.
        """
        sections: list[list[IssueOffsets]] = []
        statements: list[tuple[str, Range]] = []
        rationales: list[Range] = []
        for region in regions:
            place = region.start, region.end
            if region.section == labels.ITEMS_SECTION:
                sections.append(self._listed(text, region))
            elif region.section == labels.GUIDELINES_SECTION:
                marks = part_marks(self._find(text, region), *place)
                listed, marked = entries(text, *place, edges=" ")
                own = [(labels.BY_REVIEWER, entry) for entry in (listed if marked else [place])]
                statements = parts_of(text, marks, region.end)[0] or own
            elif region.section == labels.RATIONALE_SECTION:
                rationales = entries(text, *place, edges=" ")[0] if sections and len(sections[0]) > 1 else [place]
                rationales = rationales if sections and len(rationales) == len(sections[0]) else [place]
            else:
                sections.append(list(self._blocks(text, region, [] if unread is None else unread)))
        issues = join_sections(text, sections) if len(sections) > 1 else [issue for section in sections for issue in section]
        if statements or rationales:
            issues = share(issues, statements, rationales)
        if regions and (regions[0].form, labels.RATIONALE_SECTION) in self._marks:
            issues = decide(text, issues, lambda rationale: self._stated(text, regions[0].form, rationale))
        return issues

    def _find(self, text: LetterText, region: Region) -> list[Mark]:
        marks = self._marks.get((region.form, region.section))
        return marks.find(text.lower, region.start, region.end) if marks else []

    def _blocks(self, text: LetterText, region: Region, unread: list[Range]) -> Iterator[IssueOffsets]:
        """The issues of one section, each from its heading to the next."""
        marks, end = self._find(text, region), region.end
        headings = headings_of(text, marks)
        parts = []
        for n, heading in enumerate(headings):
            next_decision = headings[n + 1].start if n + 1 < len(headings) else end
            parts.append(part_marks(marks, heading.end, next_decision))
        items: list[tuple[int, Range, _Partial]] = []
        for n, heading in enumerate(headings):
            low = max((mark.end for mark in parts[n - 1]), default=headings[n - 1].end) if n else region.start
            if heading.decision is None:
                stop = parts[n][0].start if parts[n] else heading.end
                items.append((heading.start, text.trim(heading.end, stop, _ITEM_EDGES), {}))
                continue
            first = self._numbered_item(text, low, heading.decision[0], n + 1) if heading.numbered else None
            first_heading = first is not None or (n == 0 and region.begins_with_item)
            items.append(self._item(text, marks, heading, low if first is None else first, first_heading=first_heading))
        items = _without_numbers(text, items)
        unread += (lost := unread_issues(text, marks, [mark for found in parts for mark in found]))
        for n, heading in enumerate(headings):
            first, item, partial = items[n]
            last = items[n + 1][0] if n + 1 < len(items) else end
            # What belongs to an item that was not read is none of this one.
            foreign = next((start for start, _ in lost if heading.end < start < last), None)
            if foreign is not None:
                last = self._last_sentence(text, max((mark.end for mark in parts[n]), default=heading.end), foreign)
            statements, rationale = parts_of(text, parts[n], last)
            if item[0] < item[1]:
                yield IssueOffsets(
                    heading=(first, heading.decision[0] if heading.decision else item[1]),
                    item=item,
                    decision=heading.decision,
                    decision_label=heading.decision_label,
                    statements=tuple(statements),
                    rationale=rationale,
                    partial=partial,
                    number=heading.number,
                )

    @staticmethod
    def _numbered_item(text: LetterText, low: int, end: int, number: int) -> int | None:
        """The offset after the number of an item where that stands last in a range, beginning a line or a sentence."""
        for mark in (f"{number}. ", f"{number}) ", f"{number}.", f"{number})"):
            place = text.flat.rfind(mark, low, end)
            while place >= 0:
                if place == low or text.flat[place - 2 : place] in (". ", ": ", '" ', ") ") or text.begins_line(place):
                    return place + len(mark)
                place = text.flat.rfind(mark, low, place)
        return None

    def _listed(self, text: LetterText, region: Region) -> list[IssueOffsets]:
        """The items of a section that lists them, without decisions."""
        places, marked = entries(text, region.start, region.end)
        if not marked:
            places = [text.trim(region.start, region.end, _ITEM_EDGES)]
        issues = []
        for number, (start, end) in enumerate(places, start=1):
            found = self._marks.get((region.form, labels.ITEMS_SECTION))
            lead = found.match(text.lower, start, end) if found else None
            stated = lead.span("item") if lead is not None else None
            item = (start, end) if stated is None else text.trim(*stated, _ITEM_EDGES)
            if item[0] < item[1]:
                issues.append(IssueOffsets((start, end), item, number=number))
        return issues

    def _stated(self, text: LetterText, form: str, rationale: Range) -> list[Stated]:
        """The sentences of a rationale that tell a decision."""
        sentences = text.sentences(self.splitter, *rationale)
        found = self._marks[form, labels.RATIONALE_SECTION].find_in(text.lower, sentences)
        return [
            Stated(sentence, place, decision)
            for sentence, marks in zip(sentences, found, strict=True)
            for mark in marks
            if (place := mark.span("decision")) is not None and (decision := decision_of(mark)) is not None
        ]

    def find_dates_of_service(self, text: LetterText, heading: Range, item: Range) -> tuple[bool, list[tuple[int, int, str]]]:
        """Whether an item is for treatment already given, and start, end and ISO date of when its heading says so.

        heading (tuple[int, int]): all of it; dates of orders are looked for in the item alone.
        """
        found = self._services.find(text.lower, *heading)
        retrospective = any(isinstance(match.row, Retrospective) for match in found)
        dates: dict[str, tuple[int, int, str]] = {}
        for match in found:
            place = match.span("date")
            if not isinstance(match.row, DateOfService) or place is None or match.row.of_order is retrospective:
                continue
            start, end = place
            value = iso_date(text.flat[start:end])
            inside = item[0] <= start < item[1]
            if value is not None and (inside or (retrospective and value not in dates)):
                dates[value] = start, end, value
        return retrospective, sorted(dates.values())

    def _issue_regions(self, doc: Doc, text: LetterText) -> list[Region]:
        """The sections that may tell of items; without `imr_sections` the whole text, as of a final determination."""
        if labels.SECTIONS not in doc.spans:
            return [Region(labels.FINAL_DETERMINATION, labels.ISSUES_SECTION, 0, len(text.flat), begins_with_item=False)]
        sections = doc.spans[labels.SECTIONS]
        regions = [
            Region(span.id_, span.label_, *text.range_of(span))
            for span in sections
            if span.label_ in self._regions.get(span.id_, ())
        ]
        if regions or any(span.id_ != labels.FINAL_DETERMINATION for span in sections):
            return regions
        # Part of a letter, or one whose heading cannot be read.
        start = text.range_of(sections[-1])[0] if sections else 0
        return [Region(labels.FINAL_DETERMINATION, labels.ISSUES_SECTION, start, len(text.flat), begins_with_item=False)]

    def _item(
        self, text: LetterText, marks: Sequence[Mark], heading: Heading, low: int, *, first_heading: bool
    ) -> tuple[int, Range, _Partial]:
        """Where a heading begins, the item in it, and what a partial authorization says.

        low (int): where the rationale of the issue before begins, or the section.
        first_heading (bool): whether nothing stands between that and the heading.
        """
        if heading.item is not None or heading.decision is None:
            return heading.start, text.trim(*(heading.item or (heading.start, heading.end)), _ITEM_EDGES), {}
        end = heading.decision[0]
        low = max(low, end - _HEADING_CHARACTERS)
        inside = marks[first_from(marks, low) : first_from(marks, end)]
        request = max((mark.start for mark in inside if is_partial(mark, "request_ends")), default=None)
        if request is not None:
            start = low if first_heading else item_start(text, self.splitter, self._prose, inside, (low, request))
            first, last = _wording(text, inside, start, end)
            partial = _partial_authorization(text, inside, first, last)
            if partial is not None:
                return start, text.trim(*partial.pop("item"), _ITEM_EDGES), partial
        begins = next((mark for mark in reversed(inside) if not isinstance(mark.row, IssuePart)), None)
        if begins is not None and is_partial(begins, "item_begins") and text.flat[low : begins.start].rstrip().endswith("."):
            # What was asked for and what was authorized cannot be told apart.
            start = item_start(text, self.splitter, self._prose, inside, (low, begins.start))
            return start, text.trim(begins.end, _wording(text, inside, start, end)[1], _ITEM_EDGES), {}
        start = low if first_heading else item_start(text, self.splitter, self._prose, inside, (low, end))
        item = _wording(text, inside, start, end)
        return item[0], item, {}

    def _last_sentence(self, text: LetterText, start: int, end: int) -> int:
        """Where the last sentence of a range begins."""
        sentences = text.sentences(self.splitter, start, end)
        return sentences[-1][0] if sentences else start


def _after_item(item: Span | None, found: Sequence[tuple[Span, groups.Row]]) -> Span | None:
    """An item without the token that it shares with the item before it, where no blank stands between them."""
    before = found[-1][0] if found and item is not None else None
    if item is None or before is None or not before.start <= item.start < before.end:
        return item
    return Span(item.doc, before.end, item.end, item.label_, span_id=item.id_) if before.end < item.end else None


def _wording(text: LetterText, marks: Sequence[Mark], start: int, end: int) -> Range:
    """A heading without what is not of the item: the end of a rationale, a number, the verb before the decision."""
    first, last = text.trim(start, end, _ITEM_EDGES)
    for verb in _VERBS:
        # After a bracket the blank may be lost: "12 sessions (2 a week)is".
        if text.lower.endswith(verb, first, last) and not text.lower[last - len(verb) - 1].isalpha():
            last -= len(verb)
            break
    for mark in marks:
        inside = isinstance(mark.row, RationaleEnd) and first <= mark.start and mark.end <= last
        if inside and text.flat[mark.end : last].strip(_ITEM_EDGES):
            first = mark.end
    first, last = text.trim(first, last, _ITEM_EDGES)
    number = _ITEM_MARK.match(text.lower, first, last)
    return number.end() if number else first, last


def _without_numbers(text: LetterText, items: list[tuple[int, Range, _Partial]]) -> list[tuple[int, Range, _Partial]]:
    """The items of a section without "1-", "2-" where each begins with its number; "2-view films" alone are none."""
    leads = []
    for number, (_, (low, _), _) in enumerate(items, start=1):
        leads += [lead for lead in (f"{number}-", f"{number} - ") if text.flat.startswith(lead, low)]
    if len(items) < 2 or len(leads) < len(items):
        return items
    return [(start, (low + len(lead), high), part) for lead, (start, (low, high), part) in zip(leads, items, strict=True)]


def _partial_authorization(text: LetterText, marks: Sequence[Mark], start: int, end: int) -> _Partial | None:
    """What a heading says was requested, what authorized, and what is left: `original_request`, `authorized`, `item`."""
    reached = start
    found: dict[str, Range] = {}
    for mark in marks:
        if not isinstance(mark.row, PartialAuthorization) or mark.start < reached or mark.end > end:
            continue
        part = mark.row.part
        if part == "request_ends" and not found:
            found["original_request"], reached = text.trim(start, mark.start, " ,"), mark.end
        elif part == "authorized_begins" and len(found) == 1:
            reached = mark.end
        elif part == "authorized_ends" and len(found) == 1:
            found["authorized"], reached = text.trim(reached, mark.start, " ,"), mark.end
        elif part == "item_begins" and len(found) == 2:
            return {**found, "item": (mark.end, end)}
    return None


_PARTIAL_LABELS = {"original_request": labels.ORIGINAL_REQUEST, "authorized": labels.AUTHORIZED}
_KEYS = (
    labels.ISSUES,
    labels.UNREAD_ISSUES,
    labels.DECISIONS,
    labels.STATEMENTS,
    labels.RATIONALES,
    labels.PARTIAL_AUTHORIZATIONS,
    labels.DATES_OF_SERVICE,
)
