"""`imr_reasons`: why an item was found necessary or not, as stated of this claimant.

Reads `doc.spans["imr_rationales"]`, and `["imr_decisions"]` and `["imr_conclusions"]` for the outcome. Writes
`doc.spans["imr_reasons"]`: one span for each clause that gives a reason, label the code (patterns/reasons.jsonl), id
"issue-1/1" (issue and number). How a clause is read: `imr_nlp.readers.reasons`.
"""

from __future__ import annotations

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.readers.reasons import ReasonReader
from imr_nlp.record import groups
from imr_nlp.rules.load import Row
from imr_nlp.text.letter import letter_text

_NECESSARY = {labels.OVERTURNED: True, labels.UPHELD: False, labels.NECESSARY: True, labels.NOT_NECESSARY: False}


class ReasonFinder(PatternPipe):
    """Component `imr_reasons`, see the module."""

    def compile(self, rows: list[Row]) -> None:
        self._reader = ReasonReader(rows)

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        outcomes: dict[str, set[bool]] = {}
        for group in (labels.DECISIONS, labels.CONCLUSIONS):
            for span in doc.spans.get(group, ()):
                if span.label_ in _NECESSARY:
                    outcomes.setdefault(span.id_, set()).add(_NECESSARY[span.label_])
        found: list[tuple[Span, Row]] = []
        for rationale in doc.spans.get(labels.RATIONALES, ()):
            start, end = text.range_of(rationale)
            sentences = text.sentences(self.splitter, start, end)
            outcome = outcomes.get(rationale.id_, set())
            necessary = next(iter(outcome)) if len(outcome) == 1 else None
            number = 0
            for reason in self._reader.read(text.lower, sentences, necessary):
                span = text.span(doc, reason.start, reason.end, reason.code, f"{rationale.id_}/{number + 1}")
                if span is not None:
                    found.append((span, {}))
                    number += 1
        groups.write(doc, labels.REASONS, found)
