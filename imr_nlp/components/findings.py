"""`imr_findings`: contradictions inside a letter that a lawyer could take to an appeal, each with the places that show it.

Reads what the components before it wrote: `doc.spans["imr_issues"]`, `["imr_decisions"]`, `["imr_conclusions"]`,
`["imr_unread_issues"]`, `["imr_rationales"]`, `["imr_citations"]`, `["imr_partial_authorizations"]`, `["imr_body_parts"]`,
`["imr_header"]`, `["imr_sections"]` and `doc.ents`. Writes `doc.spans["imr_findings"]`: for each finding its places, the code
in capitals as label, id "finding-1", which all its places share, with the row {"code", "message"}. It is meant to be right
rather than complete. What is compared: `imr_nlp.findings`. Start with `FindingsDetector.find`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import ClassVar

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.findings.dates import DateComparer
from imr_nlp.findings.editions import EditionComparer
from imr_nlp.findings.letter import CODES, Cited, Finding, Item, Letter, Place
from imr_nlp.findings.unread import reading_notes, unread_fields, unread_issues
from imr_nlp.findings.wordings import ItemComparer, lost_digits
from imr_nlp.record import groups
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_findings import FINDING_ROWS
from imr_nlp.rules.schema_items import BodyPartModifier, BodyPartRow, Edition, LateralityRow, NotBodyPart, Region
from imr_nlp.text.edits import further_letters
from imr_nlp.text.letter import LetterText

_SECOND_LETTER = "Another letter begins here; nothing of it is in this record."


class FindingsDetector(PatternPipe):
    """Component `imr_findings`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (
        *FINDING_ROWS,
        *(Region, BodyPartRow, BodyPartModifier, LateralityRow, NotBodyPart, Edition),
    )
    fixed_labels = tuple(code.upper() for code in CODES)

    def compile(self, rows: list[Row]) -> None:
        self._dates, self._items, self._editions = DateComparer(rows), ItemComparer(rows), EditionComparer(rows)

    def annotate(self, doc: Doc) -> None:
        writer = groups.Writer(doc, labels.FINDINGS)
        found = writer.found[labels.FINDINGS]
        for number, finding in enumerate(self.find(read_letter(doc, writer.text)), start=1):
            row = {"code": finding.code, "message": finding.message}
            for start, end, *_ in dict.fromkeys(finding.places):
                writer.add(labels.FINDINGS, (start, end), finding.code.upper(), f"finding-{number}", row)
        for start in further_letters(doc):
            span = doc.char_span(start, start + 1, "SECOND_LETTER", alignment_mode="expand", span_id=f"finding-{_next(found)}")
            if span is not None:
                found.append((span, {"code": "second_letter", "message": _SECOND_LETTER}))
        writer.write()

    def find(self, letter: Letter) -> Iterator[Finding]:
        """Findings: of dates, of each item, of editions, of spellings of strengths, of what was not read."""
        yield from self._dates.find(letter)
        yield from chain.from_iterable(self._items.find(letter, item) for item in letter.items)
        yield from self._editions.find(letter)
        yield from lost_digits(letter)
        yield from unread_issues(letter)
        yield from unread_fields(letter)
        yield from reading_notes(letter)


def _next(found: Sequence[tuple[Span, groups.Row]]) -> int:
    """The number of the next finding."""
    return len({span.id_ for span, _ in found}) + 1


class _Entities(dict[str, Sequence[Place]]):
    """The entities of a Doc by label, read when they are asked for."""

    def __init__(self, doc: Doc, text: LetterText) -> None:
        self._text, self._strings = text, doc.vocab.strings
        self._spans: dict[int, list[Span]] = {}
        for entity in doc.ents:
            self._spans.setdefault(entity.label, []).append(entity)

    def __missing__(self, label: str) -> Sequence[Place]:
        spans = self._spans.get(self._strings[label], ())
        found = self[label] = [Place(*self._text.range_of(span), label, span.ent_id_) for span in spans]
        return found


def read_letter(doc: Doc, text: LetterText) -> Letter:
    """What the components before wrote on a Doc, as plain places."""

    def place(span: Span) -> Place:
        return Place(*text.range_of(span), span.label_, span.id_)

    def by_issue(key: str) -> dict[str, Place]:
        """The span of each issue in a group."""
        return {span.id_: place(span) for span in doc.spans.get(key, ())}

    header = {span.label_: place(span) for span in doc.spans.get(labels.HEADER, ())}
    sections = (span for span in doc.spans.get(labels.SECTIONS, ()) if span.label_ == labels.CASE_SUMMARY_SECTION)
    summary = next((place(span) for span in sections), None)
    decisions, conclusions = by_issue(labels.DECISIONS), by_issue(labels.CONCLUSIONS)
    rationales = by_issue(labels.RATIONALES)
    partial = groups.by_issue(doc, labels.PARTIAL_AUTHORIZATIONS)
    parts = groups.by_issue(doc, labels.BODY_PARTS) if labels.BODY_PARTS in doc.spans else None
    items = []
    for number, issue in enumerate(doc.spans.get(labels.ISSUES, ()), start=1):
        name = issue.id_
        items.append(
            Item(
                number,
                place(issue),
                decisions.get(name),
                conclusions.get(name),
                rationales.get(name),
                {span.label_: place(span) for span, _ in partial.get(name, ())},
                None if parts is None else [(row["part"], row["laterality"]) for _, row in parts.get(name, ())],
            )
        )
    cited = [
        Cited(Place(*text.range_of(span), span.label_, row["chapter"]), row.get("year"))
        for span, row in groups.rows(doc, labels.CITATIONS)
        if row.get("source") == "MTUS" and row.get("chapter")
    ]
    unread = [place(span) for span in doc.spans.get(labels.UNREAD_ISSUES, ())]
    return Letter(text, header, summary, items, cited, _Entities(doc, text), unread)
