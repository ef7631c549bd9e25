"""`imr_sections`: the sections of a letter, its header table and its reviewer.

Reads the text. Writes `doc.spans["imr_sections"]` (labels HEADER, METHOD, CASE_SUMMARY, ISSUES and those of other layouts; the
form of the letter is the id of each span), `["imr_header"]` (one span a field, the field in capitals as label, the normal form
as id; without id what could not be read), `["imr_reviewer"]` (LICENSURE, CERTIFICATION; as kb_id the name, whole where a line
break parts a word of it), `["imr_documents_reviewed"]` (DOCUMENT) and, where the text is read otherwise than it stands,
`["imr_read_as"]` (`imr_nlp.text.edits`). Which headings make which section of which form is patterns/layouts.jsonl.
Start with `SectionSegmenter.annotate`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.dates import iso_date
from imr_nlp.readers.fixed_wordings import FixedWordings
from imr_nlp.readers.furniture import FurnitureReader
from imr_nlp.readers.headers import HeaderTable
from imr_nlp.readers.list_entries import entries
from imr_nlp.readers.reviewers import NameLists
from imr_nlp.readers.second_letters import (
    CASE_NUMBER,
    OF_ITEMS,
    SectionHeading,
    beginnings,
    is_case_number,
    is_heading,
    top_of,
)
from imr_nlp.readers.wrappings import wrappings
from imr_nlp.record import groups
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_layouts import (
    LAYOUT_ROWS,
    Furniture,
    HeaderField,
    HeaderValue,
    IssueHeading,
    IssuePart,
    LetterTop,
    PartialAuthorization,
    Reviewer,
    Section,
    Specialty,
)
from imr_nlp.text.edges import past
from imr_nlp.text.edits import Edit, merged, store
from imr_nlp.text.letter import LetterText, letter_text, remember

# The header table stands within so many characters in front of the first other heading; a cover letter may precede it.
_HEADER_CHARACTERS = 4000


class Table(NamedTuple):
    """Labels and values of the header table, and where it ends at the latest."""

    end: int
    matches: list[Match[HeaderField | HeaderValue]]


class Reading(NamedTuple):
    """What was found in a text: all that is looked for in the whole of it, its form with the headings, its header table."""

    text: LetterText
    found: list[Match[Row]]
    form: str
    headings: list[SectionHeading]
    table: Table


class SectionSegmenter(PatternPipe):
    """Component `imr_sections`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (*LAYOUT_ROWS, Specialty, Furniture, LetterTop, PartialAuthorization)
    fixed_labels = (labels.HEADER_SECTION, labels.DOCUMENT, labels.LICENSURE, labels.CERTIFICATION)
    begins = True
    row_labels: ClassVar[dict[type[Row], Any]] = {Section: lambda row: row.section, HeaderField: lambda row: row.field.upper()}

    def compile(self, rows: list[Any]) -> None:
        fragments = fragments_of(rows)
        sections = select(rows, Section)
        # Which of two layouts that share their headings a letter has shows in its first statement, or in what names an item.
        marks = [row for row in select(rows, IssuePart) if row.part == labels.BY_CLAIMS_ADMINISTRATOR and row.same_as is None]
        named = [row for row in select(rows, IssueHeading) if "(?P<item>" in row.pattern and "(?P<decision>" in row.pattern]
        # By form, the place of each section in the order in which they follow.
        self._order: dict[str, dict[str, int]] = {}
        for row in sections:
            for form in row.all_forms:
                order = self._order.setdefault(form, {})
                order.setdefault(row.section, len(order))
        fields, values = select(rows, HeaderField), select(rows, HeaderValue)
        self._header = HeaderTable([*(row for row in fields if not row.in_text), *values], fragments)
        self._stated: RuleSet[HeaderField | HeaderValue] = RuleSet(
            [*(row for row in fields if row.in_text), *values], fragments
        )
        self._fixed = FixedWordings(rows, fragments)
        self._furniture = FurnitureReader(rows, fragments)
        # One search finds all that is looked for in the whole letter.
        numbers = [row for row in values if row.value == CASE_NUMBER]
        self._anywhere: RuleSet[Row] = RuleSet([*sections, *marks, *named, *numbers, *self._furniture.patterns], fragments)
        self._tops = RuleSet(select(rows, LetterTop), fragments)
        self._reviewers = RuleSet(select(rows, Reviewer), fragments)
        self._names = NameLists(select(rows, Specialty))

    def annotate(self, doc: Doc) -> None:
        text, _, form, headings, table = self._as_read(doc)
        writer = groups.Writer(doc, labels.SECTIONS, labels.HEADER, labels.REVIEWER, labels.DOCUMENTS_REVIEWED)
        for n, heading in enumerate(headings):
            end = headings[n + 1].start if n + 1 < len(headings) else len(text.flat)
            writer.add(labels.SECTIONS, text.trim(heading.end, end), heading.section, form)
        writer.found[labels.HEADER] = [(span, {}) for span in self._header_spans(doc, text, headings, table)]
        sections = [section for section, _ in writer.found[labels.SECTIONS]]
        self._write_reviewer(writer, next((s for s in sections if s.label_ == labels.METHOD_SECTION), None))
        for section in sections:
            if section.label_ == labels.DOCUMENTS_SECTION:
                for place in entries(text, *text.range_of(section))[0]:
                    writer.add(labels.DOCUMENTS_REVIEWED, place, labels.DOCUMENT)
        writer.write()

    def _as_read(self, doc: Doc) -> Reading:
        """The text as it is to be read, noted on the Doc for all components, and what was found in it.

        A letter that is whole is read once; else its furniture is left out, its fixed wordings are mended, and what follows the
        first letter is left out, each time looking at what came of the step before.
        """
        if labels.READ_AS in doc.spans:
            store(doc, (), ())
            remember(doc, doc.text)
        text = letter_text(doc)
        found = self._anywhere.find(text.lower)
        edits = merged([*wrappings(text.text), *self._furniture.edits(text, found)])
        reading = self._read_with(doc, edits) if edits else self._reading(text, found)
        mended = self._mended(reading)
        if mended:
            edits = merged([*edits, *mended])
            reading = self._read_with(doc, edits)
        letters: list[int] = []
        begins = beginnings(reading.text, reading.found, reading.headings)
        if begins:
            tops = [top_of(reading.text, begin, reading.found, self._tops) for begin in begins]
            places = [_place_of(reading.text, top) for top in tops]
            is_other, left_out = self._second(reading, tops[0])
            letters = places if is_other else []
            edits = merged([*edits, Edit(0, places[0]) if left_out == "before" else Edit(places[0], len(text.text))])
            reading = self._read_with(doc, edits)
        store(doc, edits, letters)
        return reading

    def _read_with(self, doc: Doc, edits: list[Edit]) -> Reading:
        """What is found in the text with some edits, which is noted on the Doc."""
        text = remember(doc, letter_text(doc).text, edits)
        return self._reading(text, self._anywhere.find(text.lower))

    def _reading(self, text: LetterText, found: list[Match[Row]]) -> Reading:
        form, headings = self._form(text, found)
        return Reading(text, found, form, headings, self._table(text, headings))

    def _second(self, reading: Reading, begin: int) -> tuple[bool, str]:
        """Whether another letter begins with a heading, or the same once more; and what is left out, "before" it or "after".

        Of a letter whose first pages come twice the second time counts, since the first has no items.
        """
        text = reading.text
        numbers = [
            {text.lower[match.start : match.end] for match in self._header.matches(text, low, high) if is_case_number(match)}
            for low, high in ((0, begin), (begin, min(begin + _HEADER_CHARACTERS, len(text.flat))))
        ]
        has_items = any(
            isinstance(match.row, Section) and match.row.section in OF_ITEMS and is_heading(text.flat, match)
            for match in reading.found
            if match.start < begin
        )
        is_other = has_items if not all(numbers) else not numbers[0] & numbers[1]
        return is_other, "after" if is_other or has_items else "before"

    def _table(self, text: LetterText, headings: list[SectionHeading]) -> Table:
        """Where the header table can be: in front of the first other heading, a cover letter before it."""
        end = next((h.start for h in headings if h.section != labels.HEADER_SECTION), min(len(text.flat), _HEADER_CHARACTERS))
        return Table(end, self._header.matches(text, max(0, end - _HEADER_CHARACTERS), end))

    def _mended(self, reading: Reading) -> list[Edit]:
        """The fixed wordings that are damaged."""
        text, found, form, headings, table = reading
        fields = {match.row.field for match in table.matches if isinstance(match.row, HeaderField)}
        method_ends = next((h.start for h in headings if h.section == labels.CASE_SUMMARY_SECTION), 2 * _HEADER_CHARACTERS)
        mended = [
            *self._fixed.headings(text, form, {heading.section for heading in headings}),
            *self._fixed.after_items(text, form, found),
            *self._fixed.header(text, form, table.end, fields),
            *self._fixed.reviewer(text, min(method_ends, len(text.flat))),
            *self._fixed.statements(text, form),
        ]
        return [*self._fixed.partial_authorizations(text), *mended] if mended else []

    def _form(self, text: LetterText, matches: list[Match[Row]]) -> tuple[str, list[SectionHeading]]:
        """The form of whose headings and issue parts the text has most, or "unknown", and those headings in order."""
        found: dict[str, list[SectionHeading]] = {}
        kinds: dict[str, set[str]] = {}
        for match in matches:
            row = match.row
            if isinstance(row, IssueHeading | IssuePart):
                for form in row.all_forms:
                    kinds.setdefault(form, set()).add(row.part if isinstance(row, IssuePart) else row.label)
            elif isinstance(row, Section) and (row.with_heading or is_heading(text.flat, match)):
                start = _number_before(text.flat, match.start) if row.with_heading else match.start
                end = start if row.with_heading else match.end
                for form in row.all_forms:
                    order = self._order[form][row.section]
                    heading = SectionHeading(start, end, row.section, order, row.starts_letter, row.any_place)
                    found.setdefault(form, []).append(heading)
        best: tuple[str, list[SectionHeading]] = (labels.UNKNOWN_FORM, [])
        most = 0
        parts = [match.start for match in matches if isinstance(match.row, IssuePart)]
        for form in self._order:
            headings = _in_order(_ending(sorted(found.get(form, ())), parts))
            count = len({h.section for h in headings})
            if count and count + len(kinds.get(form, ())) > most:
                best, most = (form, headings), count + len(kinds.get(form, ()))
        return best

    def _header_spans(self, doc: Doc, text: LetterText, headings: list[SectionHeading], table: Table) -> list[Span]:
        """A span for each field of the header table; one whose value could not be read has no id."""
        fields = self._header.read(text, table.matches, table.end)
        spans = [text.span(doc, field.start, field.end, field.field.upper(), field.value) for field in fields]
        read = {span.label_ for span in spans if span is not None and span.id_}
        stated = [span for span in self._stated_spans(doc, text, headings) if span.label_ not in read]
        unread = {span.label_ for span in stated}
        return [*(span for span in spans if span is not None and span.label_ not in unread), *stated]

    def _stated_spans(self, doc: Doc, text: LetterText, headings: list[SectionHeading]) -> list[Span]:
        """Fields that a sentence in front of the decisions tells, each with its value right after it."""
        places = [heading.start for heading in headings]
        spans = []
        for heading in headings:
            if heading.section != labels.DECISIONS_SECTION:
                continue
            end = next((start for start in places if start > heading.start), len(text.flat))
            found = self._stated.find(text.lower, heading.end, end)
            for field, value in pairwise(found):
                follows = isinstance(field.row, HeaderField) and isinstance(value.row, HeaderValue)
                if follows and value.start - field.end <= 1 and field.row.value == value.row.value:
                    spans.append(_header_span(doc, text, field.row, value))
        return [span for span in spans if span is not None]

    def _write_reviewer(self, writer: groups.Writer, method: Span | None) -> None:
        """The licensure and certifications that the section about the reviewer states."""
        text, rows = writer.text, self._reviewers.rows
        found = self._reviewers.find(text.lower, *text.range_of(method)) if method is not None else []
        best = min(found, key=lambda match: rows.index(match.row), default=None)
        for group, label in _REVIEWER_GROUPS.items():
            stated = best.span(group) if best is not None else None
            for place in self._names.split(text.lower, *stated) if stated is not None else ():
                span = writer.add(labels.REVIEWER, place, label)
                if span is not None:
                    span.kb_id_ = text.flat[slice(*place)]


_REVIEWER_GROUPS = {
    "licensure": labels.LICENSURE,
    "certifications": labels.CERTIFICATION,
    "subspecialties": labels.CERTIFICATION,
}


def _place_of(text: LetterText, top: int) -> int:
    """The offset in `doc.text` at which a letter begins that begins at an offset of the flat text."""
    place = text.offsets_of(top, top + 1)[0]
    # Mended words may begin at the blank before them.
    return past(text.text, None, place)


def _header_span(doc: Doc, text: LetterText, field: Any, match: Match[Any]) -> Span | None:
    """The value of a field."""
    words = text.flat[match.start : match.end]
    value = iso_date(words) if field.value == "date" else words
    return text.span(doc, match.start, match.end, field.field.upper(), value or "")


def _number_before(flat: str, start: int) -> int:
    """Where the number of a list begins that stands in front of an offset ("1) "); without one the offset."""
    before = flat[max(0, start - 5) : start].rstrip(" ")
    digits = before[:-1]
    number = digits[len(digits.rstrip("0123456789")) :]
    return start if not number or before[-1] not in ".)" else flat.rindex(number, 0, start)


def _ending(found: list[SectionHeading], parts: Sequence[int]) -> list[SectionHeading]:
    """Headings without those of an end in front of the letter, or after which items of the same letter follow (a page's foot).

    parts (Sequence[int]): where parts of items begin, ascending.
    """
    kept: list[SectionHeading] = []
    for n, heading in enumerate(found):
        if heading.section == labels.END_SECTION and not heading.any_place:
            high = next((other.start for other in found[n + 1 :] if other.starts_letter), None)
            after = bisect_left(parts, heading.start)
            has_items = any(other.section in OF_ITEMS for other in kept)
            if not has_items or (after < len(parts) and (high is None or parts[after] < high)):
                continue
        kept.append(heading)
    return kept


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
