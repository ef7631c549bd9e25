"""`imr_sections`: the sections of a letter, its header table and its reviewer.

Reads the text. Writes `doc.spans["imr_sections"]` (labels HEADER, METHOD, CASE_SUMMARY, ISSUES; the form of the letter is the
id of each span), `["imr_header"]` (one span a field, the field in capitals as label, the normal form as id) and
`["imr_reviewer"]` (LICENSURE, CERTIFICATION). Which headings make which section of which form is patterns/layouts.jsonl.
Start with `SectionSegmenter.annotate`.
"""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.dates import iso_date
from imr_nlp.readers.reviewers import NameLists
from imr_nlp.record import groups
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match, RuleSet, fragments_of
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import LAYOUT_ROWS, HeaderField, HeaderValue, Reviewer, Section, Specialty
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


class SectionSegmenter(PatternPipe):
    """Component `imr_sections`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (*LAYOUT_ROWS, Specialty)

    def compile(self, rows: list[Any]) -> None:
        fragments = fragments_of(rows)
        sections = select(rows, Section)
        self._sections = RuleSet(sections, fragments)
        self._order: dict[tuple[str, str], int] = {}
        for row in sections:
            self._order.setdefault((row.form, row.section), len(self._order))
        self._header: RuleSet[HeaderField | HeaderValue] = RuleSet(
            [*select(rows, HeaderField), *select(rows, HeaderValue)], fragments
        )
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

    def find_form(self, text: LetterText) -> tuple[str, list[SectionHeading]]:
        """The form whose headings the text has most of, and those headings in order.

        text (LetterText): the letter.
        RETURNS (tuple[str, list[SectionHeading]]): "unknown" and no headings if none is found.
        """
        found: dict[str, list[SectionHeading]] = {}
        for match in self._sections.find(text.lower):
            row = match.row
            if _is_heading(text.flat, match):
                order = self._order[row.form, row.section]
                heading = SectionHeading(match.start, match.end, row.section, order, row.starts_letter)
                found.setdefault(row.form, []).append(heading)
        best: tuple[str, list[SectionHeading]] = (labels.UNKNOWN_FORM, [])
        for form in dict.fromkeys(form for form, _ in self._order):
            headings = _in_order(sorted(found.get(form, ())))
            if len({h.section for h in headings}) > len({h.section for h in best[1]}):
                best = (form, headings)
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
            words = text.flat[match.start : match.end]
            value = iso_date(words) if row.value == "date" else words
            span = text.span(doc, match.start, match.end, taker.field.upper(), value or "")
            if span is not None:
                spans.append(span)
        return spans

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


def _is_heading(flat: str, match: Match[Section]) -> bool:
    """Whether a wording is printed as a heading: its first letter and the long ones of its first words are capitals."""
    words = flat[match.start : match.end].split(" ", _FIRST_WORDS)[:_FIRST_WORDS]
    return not words[0][0].islower() and not any(word[0].islower() for word in words if len(word) >= _LONG_WORD)


def _in_order(found: list[SectionHeading]) -> list[SectionHeading]:
    """Headings that follow each other as the form has them; one that does not is running text.

    A heading that starts a letter begins a second letter in the same text if the heading after it in the form comes next.
    """
    kept: list[SectionHeading] = []
    for n, heading in enumerate(found):
        next_order = found[n + 1].order if n + 1 < len(found) else None
        second_letter = heading.starts_letter and next_order == heading.order + 1
        if not kept or heading.order > kept[-1].order or second_letter:
            kept.append(heading)
    return kept


def _write(doc: Doc, key: str, spans: list[Span]) -> None:
    groups.write(doc, key, ((span, {}) for span in spans))
