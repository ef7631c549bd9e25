"""`imr_citations`: what each side of an issue relied on.

Reads `doc.spans["imr_statements"]`. Writes `doc.spans["imr_citations"]`: label CLAIMS_ADMINISTRATOR or REVIEWER, id
"issue-1/1" (issue and number within it), its row the fields of the citation. How a statement is read is
`imr_nlp.readers.citations`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.readers.citations import CitationParser, ParsedCitation
from imr_nlp.record import groups
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import CitationIntroduction, CitationPart, Guideline, Reference, SectionName
from imr_nlp.text.letter import letter_text

# The longest statement of the real letters has under 900; what goes on for pages is no statement.
_STATEMENT_CHARACTERS = 4000
# How many statements are kept with what they cite: letters repeat them, and so do the issues of one letter.
_MEMORY = 1024


class CitationFinder(PatternPipe):
    """Component `imr_citations`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (Guideline, SectionName, Reference, CitationPart, CitationIntroduction)

    def compile(self, rows: list[Any]) -> None:
        self._parser = CitationParser(rows)
        self._parsed: dict[str, list[ParsedCitation]] = {}

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        found: list[tuple[Span, groups.Row]] = []
        numbers: dict[str, int] = {}
        for statement in doc.spans.get(labels.STATEMENTS, ()):
            start, end = text.range_of(statement)
            wording = text.flat[start : min(end, start + _STATEMENT_CHARACTERS)]
            for citation in self._parse(wording):
                number = numbers[statement.id_] = numbers.get(statement.id_, 0) + 1
                citation_id = f"{statement.id_}/{number}"
                span = text.span(doc, start + citation.start, start + citation.end, statement.label_, citation_id)
                if span is not None:
                    fields = {
                        "source": citation.source,
                        "title": citation.title,
                        "topics": [None] * len(citation.sections),
                        "year": citation.year,
                        "sections": citation.sections,
                        "pages": citation.pages,
                        "regulation": citation.regulation,
                    }
                    found.append((span, fields))
        groups.write(doc, labels.CITATIONS, found)

    def _parse(self, statement: str) -> list[ParsedCitation]:
        known = self._parsed.get(statement)
        if known is None:
            if len(self._parsed) >= _MEMORY:
                self._parsed.clear()
            known = self._parsed[statement] = self._parser.parse(statement)
        return known
