"""`imr_citations`: what each side of an issue relied on.

Reads `doc.spans["imr_statements"]` and `["imr_rationales"]`. Writes `doc.spans["imr_citations"]`: label CLAIMS_ADMINISTRATOR or
REVIEWER, id "issue-1/1" (issue and number within it), its row the fields of the citation; and
`doc.spans["imr_rationale_citations"]`, the same of what the rationale names. How a statement is read is
`imr_nlp.readers.citations`, how a rationale `imr_nlp.readers.rationale_citations`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from spacy.tokens import Doc

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.names import CHAPTER_NOISE, NameTable
from imr_nlp.readers.citations import CitationParser
from imr_nlp.readers.parsed_citations import ParsedCitation
from imr_nlp.readers.rationale_citations import RationaleCitations
from imr_nlp.record import groups
from imr_nlp.rules.load import select
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import CitationConnector, CitationIntroduction, CitationPart, Guideline, Reference, SectionName

# The longest statement of the real letters has under 900; what goes on for pages is no statement.
_STATEMENT_CHARACTERS = 4000
# How many statements are kept with what they cite: letters repeat them, and so do the issues of one letter.
_MEMORY = 1024


class CitationFinder(PatternPipe):
    """Component `imr_citations`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (
        *(Guideline, SectionName, Reference),
        *(CitationPart, CitationConnector, CitationIntroduction),
    )
    fixed_labels = (labels.BY_CLAIMS_ADMINISTRATOR, labels.BY_REVIEWER)

    def compile(self, rows: list[Any]) -> None:
        self._parser = CitationParser(rows)
        self._prose = RationaleCitations(rows, self._parser)
        chapters = [row for row in select(rows, Guideline) if row.title is not None]
        self._chapters: dict[str, NameTable] = {
            source: NameTable(
                ((name, row.chapter or row.id) for row in chapters if row.source == source for name in row.terms),
                noise=CHAPTER_NOISE,
                misspelt=True,
            )
            for source in {row.source for row in chapters}
        }
        self._topics = NameTable((name, row.id) for row in select(rows, SectionName) for name in row.terms)
        self._parsed: dict[str, list[tuple[ParsedCitation, groups.Row]]] = {}

    def annotate(self, doc: Doc) -> None:
        writer = groups.Writer(doc, labels.CITATIONS, labels.RATIONALE_CITATIONS)
        text = writer.text
        numbers: dict[str, int] = {}
        for statement in doc.spans.get(labels.STATEMENTS, ()):
            start, end = text.range_of(statement)
            wording = text.flat[start : min(end, start + _STATEMENT_CHARACTERS)]
            for citation, fields in self._parse(wording):
                number = numbers[statement.id_] = numbers.get(statement.id_, 0) + 1
                place = start + citation.start, start + citation.end
                writer.add(labels.CITATIONS, place, statement.label_, f"{statement.id_}/{number}", fields)
        for rationale in doc.spans.get(labels.RATIONALES, ()):
            for number, cited in enumerate(self._prose.read(text.flat, text.lower, *text.range_of(rationale)), start=1):
                place, name = (cited.start, cited.end), f"{rationale.id_}/{number}"
                writer.add(labels.RATIONALE_CITATIONS, place, labels.BY_REVIEWER, name, self._fields(cited))
        writer.write()

    def _fields(self, citation: ParsedCitation) -> groups.Row:
        """The row of a citation, with the normal forms of its chapter and sections."""
        table = self._chapters.get(citation.source)
        return {
            "source": citation.source,
            "title": citation.title,
            "chapter": table.get(citation.title) if table is not None and citation.title else None,
            "topics": [self._topics.get(section) for section in citation.sections],
            "year": citation.year,
            "sections": citation.sections,
            "pages": citation.pages,
            "regulation": citation.regulation,
        }

    def _parse(self, statement: str) -> list[tuple[ParsedCitation, groups.Row]]:
        known = self._parsed.get(statement)
        if known is None:
            if len(self._parsed) >= _MEMORY:
                self._parsed.clear()
            parsed = self._parser.parse(statement)
            known = self._parsed[statement] = [(citation, self._fields(citation)) for citation in parsed]
        return known
