"""`imr_sections`: the sections of a letter, its header table and its reviewer.

Reads the text. Writes `doc.spans["imr_sections"]` (labels HEADER, METHOD, CASE_SUMMARY, ISSUES and those of other layouts; the
form of the letter is the id of each span), `["imr_header"]` (one span a field, the field in capitals as label, the normal form
as id), `["imr_reviewer"]` (LICENSURE, CERTIFICATION) and `["imr_documents_reviewed"]` (DOCUMENT). Which headings make which
section of which form is patterns/layouts.jsonl.
Start with `SectionSegmenter.annotate`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.dates import iso_date
from imr_nlp.readers.list_entries import entries
from imr_nlp.readers.reviewers import NameLists
from imr_nlp.record import groups
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match, RuleSet, fragments_of
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import (
    LAYOUT_ROWS,
    HeaderField,
    HeaderValue,
    IssueHeading,
    IssuePart,
    Reviewer,
    Section,
    Specialty,
)
from imr_nlp.text.letter import LetterText, letter_text

# The header table stands within so many characters in front of the first other heading; a cover letter may precede it.
_HEADER_CHARACTERS = 4000
# Words of a heading, among its first, that have a capital; in running text they have none.
_FIRST_WORDS, _LONG_WORD = 3, 5


class SectionHeading(NamedTuple):
    """A section heading found in the text, or the start of the text."""

    start: int
    end: int
    section: str
    order: int
    starts_letter: bool
    any_place: bool = False


class SectionSegmenter(PatternPipe):
    """Component `imr_sections`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (*LAYOUT_ROWS, Specialty)

    def compile(self, rows: list[Any]) -> None:
        fragments = fragments_of(rows)
        sections = select(rows, Section)
        # A heading that names its item is a wording of one layout only.
        named = [row for row in select(rows, IssueHeading) if "(?P<item>" in row.pattern]
        self._sections: RuleSet[Section | IssuePart | IssueHeading]
        self._sections = RuleSet([*sections, *select(rows, IssuePart), *named], fragments)
        self._order: dict[tuple[str, str], int] = {}
        for row in sections:
            self._order.setdefault((row.form, row.section), len(self._order))
        fields, values = select(rows, HeaderField), select(rows, HeaderValue)
        self._header: RuleSet[HeaderField | HeaderValue] = RuleSet(
            [*(row for row in fields if not row.in_text), *values], fragments
        )
        self._told: RuleSet[HeaderField | HeaderValue] = RuleSet([*(row for row in fields if row.in_text), *values], fragments)
        self._reviewers = RuleSet(select(rows, Reviewer), fragments)
        self._names = NameLists(select(rows, Specialty))

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        form, headings = self.find_form(text)
        sections = []
        for n, heading in enumerate(headings):
            end = headings[n + 1].start if n + 1 < len(headings) else len(text.flat)
            span = text.span(doc, *text.trim(heading.end, end), heading.section, form)
            if span is not None:
                sections.append(span)
        _write(doc, labels.SECTIONS, sections)
        _write(doc, labels.HEADER, self._header_spans(doc, text, headings))
        _write(doc, labels.REVIEWER, self._reviewer_spans(doc, text, sections))
        _write(doc, labels.DOCUMENTS_REVIEWED, _documents(doc, text, sections))

    def find_form(self, text: LetterText) -> tuple[str, list[SectionHeading]]:
        """The form of whose headings and issue parts the text has most, and those headings in order.

        text (LetterText): the letter.
        RETURNS (tuple[str, list[SectionHeading]]): "unknown" and no headings if none is found.
        """
        found: dict[str, list[SectionHeading]] = {}
        kinds: dict[str, set[str]] = {}
        for match in self._sections.find(text.lower):
            row = match.row
            if not isinstance(row, Section):
                kinds.setdefault(row.form, set()).add(row.part if isinstance(row, IssuePart) else row.label)
            elif row.with_heading or _is_heading(text.flat, match):
                order = self._order[row.form, row.section]
                end = match.start if row.with_heading else match.end
                heading = SectionHeading(match.start, end, row.section, order, row.starts_letter, row.any_place)
                found.setdefault(row.form, []).append(heading)
        best: tuple[str, list[SectionHeading]] = (labels.UNKNOWN_FORM, [])
        most = 0
        for form in dict.fromkeys(form for form, _ in self._order):
            headings = _in_order(sorted(found.get(form, ())))
            count = len({h.section for h in headings})
            if count and count + len(kinds.get(form, ())) > most:
                best, most = (form, headings), count + len(kinds.get(form, ()))
        return best

    def _header_spans(self, doc: Doc, text: LetterText, headings: list[SectionHeading]) -> list[Span]:
        """Fields of the header table, whatever the order in which an extractor gives its cells.

        A value belongs to the earliest field still without one that takes a value of its kind.
        """
        end = next((h.start for h in headings if h.section != labels.HEADER_SECTION), len(text.flat))
        waiting: list[HeaderField] = []
        spans, done = [], set()
        for match in self._header.find(text.lower, max(0, end - _HEADER_CHARACTERS), end):
            row = match.row
            if text.flat[match.start].islower():
                continue
            if isinstance(row, HeaderField):
                if row.field not in done:
                    waiting.append(row)
                    done.add(row.field)
                continue
            taker = next((field for field in waiting if field.value == row.value), None)
            if taker is None:
                continue
            waiting.remove(taker)
            spans.append(_header_span(doc, text, taker, match))
        told = {span.label_ for span in spans if span is not None}
        spans += [span for span in self._told_spans(doc, text, headings) if span.label_ not in told]
        return [span for span in spans if span is not None]

    def _told_spans(self, doc: Doc, text: LetterText, headings: list[SectionHeading]) -> list[Span]:
        """Fields that a sentence in front of the decisions tells, each with its value right behind it."""
        places = [heading.start for heading in headings]
        spans = []
        for heading in headings:
            if heading.section != labels.DECISIONS_SECTION:
                continue
            end = next((start for start in places if start > heading.start), len(text.flat))
            found = self._told.find(text.lower, heading.end, end)
            for field, value in pairwise(found):
                follows = isinstance(field.row, HeaderField) and isinstance(value.row, HeaderValue)
                if follows and value.start - field.end <= 1 and field.row.value == value.row.value:
                    spans.append(_header_span(doc, text, field.row, value))
        return [span for span in spans if span is not None]

    def _reviewer_spans(self, doc: Doc, text: LetterText, sections: list[Span]) -> list[Span]:
        method = next((s for s in sections if s.label_ == labels.METHOD_SECTION), None)
        found = self._reviewers.find(text.lower, *text.range_of(method)) if method is not None else []
        if not found:
            return []
        rows = self._reviewers.rows
        best = min(found, key=lambda match: rows.index(match.row)).match
        spans = []
        for group, label in _REVIEWER_GROUPS.items():
            if best is None or best.re.groupindex.get(group) is None or best[group] is None:
                continue
            for start, end in self._names.split(text.lower, *best.span(group)):
                span = text.span(doc, start, end, label)
                if span is not None:
                    spans.append(span)
        return spans


_REVIEWER_GROUPS = {
    "licensure": labels.LICENSURE,
    "certifications": labels.CERTIFICATION,
    "subspecialties": labels.CERTIFICATION,
}


def _header_span(doc: Doc, text: LetterText, field: Any, match: Match[Any]) -> Span | None:
    """The value of a field."""
    words = text.flat[match.start : match.end]
    value = iso_date(words) if field.value == "date" else words
    return text.span(doc, match.start, match.end, field.field.upper(), value or "")


def _is_heading(flat: str, match: Match[Any]) -> bool:
    """Whether a wording is printed as a heading: its first letter and the long ones of its first words are capitals."""
    words = flat[match.start : match.end].split(" ", _FIRST_WORDS)[:_FIRST_WORDS]
    return not words[0][0].islower() and not any(word.islower() for word in words if len(word) >= _LONG_WORD)


def _in_order(found: list[SectionHeading]) -> list[SectionHeading]:
    """Headings that follow each other as the form has them; one that does not is running text.

    A heading that starts a letter begins a second letter in the same text if the heading after it in the form comes next. Of
    one that may stand at any place the first counts.
    """
    kept: list[SectionHeading] = []
    for n, heading in enumerate(found):
        if heading.any_place:
            if all(heading.section != other.section for other in kept):
                kept.append(heading)
            continue
        next_order = found[n + 1].order if n + 1 < len(found) else None
        second_letter = heading.starts_letter and next_order == heading.order + 1
        if not kept or heading.order > kept[-1].order or second_letter:
            kept.append(heading)
    return kept


def _documents(doc: Doc, text: LetterText, sections: list[Span]) -> list[Span]:
    """The documents that a section lists."""
    lists = [entries(text, *text.range_of(section))[0] for section in sections if section.label_ == labels.DOCUMENTS_SECTION]
    spans = (text.span(doc, start, end, labels.DOCUMENT) for places in lists for start, end in places)
    return [span for span in spans if span is not None]


def _write(doc: Doc, key: str, spans: list[Span]) -> None:
    groups.write(doc, key, ((span, {}) for span in spans))
