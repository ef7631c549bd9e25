"""`imr_citations`: what each side of an issue relied on.

Reads `doc.spans["imr_statements"]`. Writes `doc.spans["imr_citations"]`: label CLAIMS_ADMINISTRATOR or REVIEWER, id
"issue-1/1" (issue and number within it); `attrs["citations"]` has the fields of each by that id. How a statement is read is
`imr_nlp.normalize.citations`.
"""

from __future__ import annotations

from spacy.tokens import Doc, SpanGroup

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.citations import CitationParser, ParsedCitation
from imr_nlp.resources import Row
from imr_nlp.text import letter_text

# The longest statement of the real letters has under 900; what goes on for pages is no statement.
_STATEMENT_CHARACTERS = 4000


class CitationFinder(PatternPipe):
    """Component `imr_citations`, see the module."""

    def compile(self, rows: list[Row]) -> None:
        self._parser = CitationParser(rows)

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        spans, fields = [], {}
        numbers: dict[str, int] = {}
        parsed: dict[str, list[ParsedCitation]] = {}  # the issues of a letter often have the same statement
        for statement in doc.spans.get(labels.STATEMENTS, ()):
            start, end = text.range_of(statement)
            wording = text.flat[start : min(end, start + _STATEMENT_CHARACTERS)]
            if wording not in parsed:
                parsed[wording] = self._parser.parse(wording)
            for citation in parsed[wording]:
                number = numbers[statement.id_] = numbers.get(statement.id_, 0) + 1
                citation_id = f"{statement.id_}/{number}"
                span = text.span(doc, start + citation.start, start + citation.end, statement.label_, citation_id)
                if span is None:
                    continue
                spans.append(span)
                fields[citation_id] = {
                    "source": citation.source,
                    "title": citation.title,
                    "year": citation.year,
                    "sections": citation.sections,
                    "pages": citation.pages,
                    "regulation": citation.regulation,
                }
        doc.spans[labels.CITATIONS] = SpanGroup(doc, name=labels.CITATIONS, spans=spans, attrs={"citations": fields})
