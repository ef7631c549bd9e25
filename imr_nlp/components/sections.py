"""`imr_sections`: the sections of a letter, its header table and its reviewer.

Reads the text. Writes `doc.spans["imr_sections"]` (labels HEADER, METHOD, CASE_SUMMARY, ISSUES; the form of the letter is the
id of each span), `["imr_header"]` (one span a field, the field in capitals as label, the normal form as id) and
`["imr_reviewer"]` (LICENSURE, CERTIFICATION). Which headings make which section of which form is patterns/forms.jsonl.
Start with `SectionSegmenter.annotate`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.dates import iso_date
from imr_nlp.readers.reviewers import names_pattern, split_names
from imr_nlp.record import groups
from imr_nlp.rules.load import Row, compile_pattern, fragment_patterns, select, union_pattern
from imr_nlp.text.letter import LetterText, letter_text

# The header table stands within so many characters in front of the first other heading; a cover letter may precede it.
_HEADER_CHARACTERS = 4000


class SectionHeading(NamedTuple):
    """A section heading found in the text, or the start of the text."""

    start: int
    end: int
    section: str
    order: int
    starts_letter: bool


class SectionSegmenter(PatternPipe):
    """Component `imr_sections`, see the module."""

    def compile(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        self._forms: dict[str, list[tuple[Row, re.Pattern[str]]]] = {}
        for row in select(rows, "SECTION"):
            self._forms.setdefault(row["form"], []).append((row, compile_pattern(row, fragments)))
        self._fields = select(rows, "HEADER_FIELD")
        self._values = select(rows, "HEADER_VALUE")
        cells = union_pattern([*self._fields, *self._values], fragments)
        self._header = re.compile(rf"(?<!\w)(?=[A-Z\d])(?:{cells.pattern})" if cells else r"(?!)")
        self._reviewers = [compile_pattern(row, fragments) for row in select(rows, "REVIEWER")]
        self._one_name = names_pattern(term for row in select(rows, "SPECIALTY") for term in row["terms"])

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
        best: tuple[str, list[SectionHeading]] = (labels.UNKNOWN_FORM, [])
        for form, patterns in self._forms.items():
            found = [
                SectionHeading(match.start(), match.end(), row["section"], order, bool(row.get("starts_letter")))
                for order, (row, pattern) in enumerate(patterns)
                for match in pattern.finditer(text.flat)
            ]
            headings = _in_order(sorted(found))
            if len({h.section for h in headings}) > len({h.section for h in best[1]}):
                best = (form, headings)
        return best

    def _header_spans(self, doc: Doc, text: LetterText, headings: list[SectionHeading]) -> list[Span]:
        """Fields of the header table, whatever the order in which an extractor gives its cells.

        A value belongs to the earliest field still without one that takes a value of its kind.
        """
        end = next((h.start for h in headings if h.section != labels.HEADER_SECTION), len(text.flat))
        waiting: list[Row] = []
        spans, done = [], set()
        for match in self._header.finditer(text.flat, max(0, end - _HEADER_CHARACTERS), end):
            number = int((match.lastgroup or "r0")[1:])
            if number < len(self._fields):
                field = self._fields[number]
                if field["field"] not in done:
                    waiting.append(field)
                    done.add(field["field"])
                continue
            kind = self._values[number - len(self._fields)]["id"]
            taker = next((f for f in waiting if f["value"] == kind), None)
            if taker is None:
                continue
            waiting.remove(taker)
            value = iso_date(match.group()) if kind == "date" else match.group()
            span = text.span(doc, match.start(), match.end(), taker["field"].upper(), value or "")
            if span is not None:
                spans.append(span)
        return spans

    def _reviewer_spans(self, doc: Doc, text: LetterText, sections: list[Span]) -> list[Span]:
        method = next((s for s in sections if s.label_ == labels.METHOD_SECTION), None)
        if method is None:
            return []
        for pattern in self._reviewers:
            match = pattern.search(text.flat, *text.range_of(method))
            if match is not None:
                break
        else:
            return []
        groups = match.groupdict()
        wanted = (
            (labels.LICENSURE, "licensure"),
            (labels.CERTIFICATION, "certifications"),
            (labels.CERTIFICATION, "subspecialties"),
        )
        spans = []
        for label, group in wanted:
            start = match.start(group) if groups.get(group) else 0
            for a, b in split_names(groups.get(group) or "", self._one_name):
                span = text.span(doc, start + a, start + b, label)
                if span is not None:
                    spans.append(span)
        return spans


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
