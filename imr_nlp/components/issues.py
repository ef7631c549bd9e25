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
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.dates import iso_date
from imr_nlp.record import groups
from imr_nlp.rules.load import Row, compile_for_lower_case, compile_pattern, fragment_patterns, select
from imr_nlp.text.letter import LetterText, letter_text

# The longest heading of the real letters, a partial authorization, has under 700 characters.
_HEADING_CHARACTERS = 2000
# Between a decision and the first statement stands nothing but white space, sometimes a stray mark.
_GAP_CHARACTERS = 12
# The number of the next item, behind the end of a sentence: "... necessary. 2. "
_NUMBER = re.compile(r"(?<=[.?!\"')])\s+\d{1,2}[.)]\s*$")
_VERB = re.compile(r"\s+(?:is|are)$", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"\d{1,2}(?:\)\s+|\.\s+(?=[A-Za-z]|\d+ [a-z]))")
_ITEM_EDGES = " :;,-."

Range = tuple[int, int]


class FormPatterns(NamedTuple):
    """How the issues of one form of letter are laid out."""

    headings: list[tuple[Row, re.Pattern[str]]]
    parts: list[tuple[str, re.Pattern[str]]]


class IssueOffsets(NamedTuple):
    """Offsets of one issue's pieces."""

    item: Range
    decision: Range
    decision_label: str
    parts: dict[str, Range]
    partial: dict[str, Range]


class DecisionMark(NamedTuple):
    """A decision found in the text; the match delimits the item too if the form's pattern has a group for it."""

    match: re.Match[str]
    decision_label: str


class IssueSegmenter(PatternPipe):
    """Component `imr_issues`, see the module."""

    def compile(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        self._forms: dict[str, FormPatterns] = {}
        for row in select(rows, "ISSUE_HEADING"):
            form = self._forms.setdefault(row["form"], FormPatterns([], []))
            form.headings.append((row, compile_pattern(row, fragments)))
        for row in select(rows, "ISSUE_PART"):
            form = self._forms.setdefault(row["form"], FormPatterns([], []))
            form.parts.append((row["part"], compile_pattern(row, fragments)))
        partial = {row["id"]: compile_pattern(row, fragments) for row in select(rows, "PARTIAL_AUTHORIZATION")}
        self._rationale_ends = [compile_for_lower_case(row, fragments) for row in select(rows, "RATIONALE_END")]
        self._original_request = partial.pop("original request", None)
        self._partial = list(partial.values())
        self._retrospective = [compile_for_lower_case(row, fragments) for row in select(rows, "RETROSPECTIVE")]
        dates = {row["id"]: compile_pattern(row, fragments) for row in select(rows, "DATE_OF_SERVICE")}
        self._date, self._ordered = dates.get("date"), dates.get("order of a date")

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        found: dict[str, list[tuple[Span, Row]]] = {key: [] for key in _KEYS}
        for issue in self.find_issues(text, _issue_regions(doc, text)):
            issue_id = f"issue-{len(found[labels.ISSUES]) + 1}"
            item = text.span(doc, *issue.item, labels.ISSUE, issue_id)
            if item is None:
                continue
            is_retrospective, dates = self.find_dates_of_service(text, issue.item)
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
        regions (list[tuple]): form, first offset, offset behind the last, and whether it begins with an item, of each part
            of the text that lists issues.
        YIELDS (IssueOffsets): offsets of the issue's pieces.
        """
        for form_name, start, end, labelled in regions:
            form = self._forms.get(form_name)
            if form is None:
                continue
            headings = self._headings(text, form, start, end)
            marks = []
            for n, heading in enumerate(headings):
                next_decision = headings[n + 1].match.start() if n + 1 < len(headings) else end
                marks.append(_part_marks(text, form, heading.match.end(), next_decision))
            items = []
            for n, heading in enumerate(headings):
                low = max((mark[1] for mark in marks[n - 1]), default=headings[n - 1].match.end()) if n else start
                items.append(self._item(text, heading.match, low, first_heading=n == 0 and labelled))
            for n, heading in enumerate(headings):
                _, item, partial = items[n]
                last = items[n + 1][0] if n + 1 < len(items) else end
                parts = _parts(text, marks[n], last)
                yield IssueOffsets(item, heading.match.span("decision"), heading.decision_label, parts, partial)

    def find_dates_of_service(self, text: LetterText, item: Range) -> tuple[bool, list[tuple[int, int, str]]]:
        """Whether an item is for treatment already given, and the dates that its heading says it was given or ordered.

        RETURNS (tuple[bool, list]): retrospective, and start, end and ISO date of each.
        """
        start, end = item
        retrospective = any(pattern.search(text.lower, start, end) for pattern in self._retrospective)
        found: list[Range] = []
        if retrospective and self._date is not None:
            found = [match.span() for match in self._date.finditer(text.flat, start, end)]
        elif self._ordered is not None:
            for match in self._ordered.finditer(text.flat, start, end):
                found.append(match.span(next(group for group, value in match.groupdict().items() if value)))
        dates = [(a, b, iso_date(text.flat[a:b])) for a, b in found]
        return retrospective, [(a, b, value) for a, b, value in dates if value is not None]

    def _headings(self, text: LetterText, form: FormPatterns, start: int, end: int) -> list[DecisionMark]:
        """Decisions that a statement of the issue follows at once; the same word in prose is none."""
        found = []
        for row, pattern in form.headings:
            for match in pattern.finditer(text.flat, start, end):
                if row.get("followed_by_part", True):
                    gap = text.flat[match.end() : match.end() + _GAP_CHARACTERS]
                    offset = match.end() + len(gap) - len(gap.lstrip(" :.-"))
                    if not any(part.match(text.flat, offset, end) for _, part in form.parts):
                        continue
                decision = row["decisions"].get(" ".join(match["decision"].lower().split()))
                if decision is not None:
                    found.append(DecisionMark(match, decision.upper()))
        return sorted(found, key=lambda heading: heading.match.start())

    def _item(
        self, text: LetterText, match: re.Match[str], low: int, *, first_heading: bool
    ) -> tuple[int, Range, dict[str, Range]]:
        """Where a heading begins, the item in it, and what a partial authorization says.

        low (int): where the rationale of the issue before begins, or the section.
        first_heading (bool): whether nothing stands between that and the heading.
        """
        if "item" in match.re.groupindex:
            return match.start(), match.span("item"), {}
        end = match.start("decision")
        low = max(low, end - _HEADING_CHARACTERS)
        request = self._last_original_request(text, low, end)
        if request is not None:
            start = low if first_heading else self._last_sentence(text, low, request)
            first, last = self._wording(text, start, end)
            for pattern in self._partial:
                heading = pattern.match(text.flat[first:last])
                if heading is not None:
                    ranges = {name: (first + heading.start(name), first + heading.end(name)) for name in heading.groupdict()}
                    item = ranges.pop("item")
                    return start, text.trim(*item, _ITEM_EDGES), ranges
        start = low if first_heading else self._last_sentence(text, low, end)
        item = self._wording(text, start, end)
        return item[0], item, {}

    def _last_sentence(self, text: LetterText, start: int, end: int) -> int:
        """Where the last sentence of a range begins."""
        sentences = text.sentences(self.splitter, start, end)
        return sentences[-1][0] if sentences else start

    def _wording(self, text: LetterText, start: int, end: int) -> Range:
        """A heading without what is not of the item: the end of a rationale, a number, the verb before the decision."""
        first, last = text.trim(start, end, _ITEM_EDGES)
        if verb := _VERB.search(text.flat, first, last):
            last = verb.start()
        for pattern in self._rationale_ends:
            for match in pattern.finditer(text.lower, first, last):
                if text.flat[match.end() : last].strip(_ITEM_EDGES):
                    first = match.end()
        first, last = text.trim(first, last, _ITEM_EDGES)
        number = _ITEM_NUMBER.match(text.flat, first, last)
        return number.end() if number else first, last

    def _last_original_request(self, text: LetterText, low: int, end: int) -> int | None:
        """Where a partial authorization names the original request; its heading begins in that sentence, not in its last."""
        if self._original_request is None:
            return None
        found = None
        for match in self._original_request.finditer(text.lower, low, end):
            found = match.start()
        return found


def _part_marks(text: LetterText, form: FormPatterns, start: int, end: int) -> list[tuple[int, int, str]]:
    """Start, end and part of the markers of an issue's statements and rationale, in order of the text."""
    found = ((pattern.search(text.flat, start, end), part) for part, pattern in form.parts)
    return sorted((match.start(), match.end(), part) for match, part in found if match is not None)


def _parts(text: LetterText, marks: list[tuple[int, int, str]], end: int) -> dict[str, Range]:
    """The statements and the rationale of an issue: each runs to the marker of the next."""
    parts = {}
    for n, (_, first, part) in enumerate(marks):
        last = marks[n + 1][0] if n + 1 < len(marks) else end
        if part == labels.RATIONALE and (number := _NUMBER.search(text.flat, max(first, last - 12), last)):
            last = number.start()
        parts[part] = text.trim(first, last)
    return parts


def _issue_regions(doc: Doc, text: LetterText) -> list[tuple[str, int, int, bool]]:
    """Where issues may stand: the sections that list them; without `imr_sections` the whole text, as a final determination."""
    if labels.SECTIONS not in doc.spans:
        return [(labels.FINAL_DETERMINATION, 0, len(text.flat), False)]
    return [
        (span.id_, *text.range_of(span), True)
        for span in doc.spans[labels.SECTIONS]
        if span.label_ == labels.ISSUES_SECTION
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
