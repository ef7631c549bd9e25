"""`imr_conclusions`: the sentence of a rationale that states the outcome for its item.

Reads `doc.spans["imr_rationales"]` and `["imr_decisions"]`. Writes `doc.spans["imr_conclusions"]`: one sentence for each
rationale that has one, label NECESSARY or NOT_NECESSARY, the issue's id. How it is read: `imr_nlp.readers.conclusions`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from spacy.tokens import Doc

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.readers.conclusions import ConclusionReader
from imr_nlp.record import groups
from imr_nlp.rules.schema import Row

_NECESSARY = {labels.UPHELD: False, labels.OVERTURNED: True}


class ConclusionFinder(PatternPipe):
    """Component `imr_conclusions`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = ConclusionReader.row_types
    fixed_labels = (labels.NECESSARY, labels.NOT_NECESSARY)

    def compile(self, rows: list[Any]) -> None:
        self._reader = ConclusionReader(rows)

    def annotate(self, doc: Doc) -> None:
        writer = groups.Writer(doc, labels.CONCLUSIONS)
        text = writer.text
        items = {span.id_: text.range_of(span) for span in doc.spans.get(labels.ISSUES, ())}
        decided = {span.id_: _NECESSARY.get(span.label_) for span in doc.spans.get(labels.DECISIONS, ())}
        for rationale in doc.spans.get(labels.RATIONALES, ()):
            sentences = text.sentences(self.splitter, *text.range_of(rationale))
            found = self._reader.read(text.lower, sentences, decided.get(rationale.id_), items.get(rationale.id_))
            if found is not None:
                label = labels.NECESSARY if found.medically_necessary else labels.NOT_NECESSARY
                writer.add(labels.CONCLUSIONS, (found.start, found.end), label, rationale.id_)
        writer.write()
