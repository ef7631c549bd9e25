"""`imr_reasons`: why an item was found necessary or not, as stated of this claimant.

Reads `doc.spans["imr_rationales"]`, `["imr_issues"]` and the drugs in `doc.ents` for the item, `["imr_decisions"]` and
`["imr_conclusions"]` for the outcome. Writes `doc.spans["imr_reasons"]`: one span for each clause that gives a reason,
label the code (patterns/reasons.jsonl), id "issue-1/1" (issue and number). How a rationale is read: `imr_nlp.readers.roles`
and `imr_nlp.readers.reasons`.
"""

from __future__ import annotations

from typing import ClassVar

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe, entities_in
from imr_nlp.readers.reasons import ReasonReader
from imr_nlp.readers.roles import RoleReader
from imr_nlp.record import groups
from imr_nlp.rules.schema import Row
from imr_nlp.text.letter import LetterText, letter_text

_NECESSARY = {labels.OVERTURNED: True, labels.UPHELD: False, labels.NECESSARY: True, labels.NOT_NECESSARY: False}


class ReasonFinder(PatternPipe):
    """Component `imr_reasons`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (*RoleReader.row_types, *ReasonReader.row_types)

    def compile(self, rows: list[Row]) -> None:
        self._roles = RoleReader(rows)
        self._reader = ReasonReader(rows)

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        outcomes: dict[str, set[bool]] = {}
        for group in (labels.DECISIONS, labels.CONCLUSIONS):
            for span in doc.spans.get(group, ()):
                if span.label_ in _NECESSARY:
                    outcomes.setdefault(span.id_, set()).add(_NECESSARY[span.label_])
        items = {span.id_: self._item(text, span) for span in doc.spans.get(labels.ISSUES, ())}
        found: list[tuple[Span, groups.Row]] = []
        for rationale in doc.spans.get(labels.RATIONALES, ()):
            parts = self._roles.read(text.lower, text.sentences(self.splitter, *text.range_of(rationale)))
            outcome = outcomes.get(rationale.id_, set())
            necessary = next(iter(outcome)) if len(outcome) == 1 else None
            number = 0
            for reason in self._reader.read(text.lower, parts, necessary, items.get(rationale.id_, frozenset())):
                span = text.span(doc, reason.start, reason.end, reason.code, f"{rationale.id_}/{number + 1}")
                if span is not None:
                    found.append((span, {}))
                    number += 1
        groups.write(doc, labels.REASONS, found)

    def _item(self, text: LetterText, issue: Span) -> frozenset[str]:
        """The words that name an item: of its heading, and the ingredients of its drugs."""
        start, end = text.range_of(issue)
        names = [entity.normal_form for entity in entities_in(issue) if entity.label == labels.DRUG]
        return self._reader.item_words(" ".join((text.lower[start:end], *names)))
