"""`imr_reasons`: why an item was found necessary or not, as stated of this claimant.

Reads `doc.spans["imr_rationales"]`, `["imr_issues"]` and the drugs in `doc.ents` for the item, `["imr_decisions"]` and
`["imr_conclusions"]` for the outcome. Writes `doc.spans["imr_reasons"]`: one span for each clause that gives a reason,
label the code (patterns/reasons.jsonl), id "issue-1/1" (issue and number), its row the code's group and polarity. How a
rationale is read: `imr_nlp.readers.roles` and `imr_nlp.readers.reasons`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe, entities_in
from imr_nlp.readers.reason_rows import ReasonCode
from imr_nlp.readers.reasons import Found, ReasonReader
from imr_nlp.readers.roles import Part, RoleReader
from imr_nlp.record import groups
from imr_nlp.rules.schema import Row
from imr_nlp.text.letter import LetterText, letter_text

_NECESSARY = {labels.OVERTURNED: True, labels.UPHELD: False, labels.NECESSARY: True, labels.NOT_NECESSARY: False}


class ReasonFinder(PatternPipe):
    """Component `imr_reasons`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (*RoleReader.row_types, *ReasonReader.row_types)
    row_labels: ClassVar[dict[type[Row], Any]] = {ReasonCode: lambda row: row.id}

    def compile(self, rows: list[Row]) -> None:
        self._roles = RoleReader(rows)
        self._reader = ReasonReader(rows)

    def annotate(self, doc: Doc) -> None:
        writer = groups.Writer(doc, labels.REASONS)
        for rationale, _, reasons in self.read(doc):
            number = 0
            for reason in reasons:
                code = self._reader.codes[reason.code]
                row = {"group": code.group, "polarity": code.polarity}
                name = f"{rationale.id_}/{number + 1}"
                if writer.add(labels.REASONS, (reason.start, reason.end), reason.code, name, row) is not None:
                    number += 1
        writer.write()

    def read(self, doc: Doc) -> Iterator[tuple[Span, list[Part], list[Found]]]:
        """Each rationale with its parts and their roles, and its reasons, by offsets in the letter's flat text."""
        text, outcomes = letter_text(doc), self._outcomes(doc)
        items = {issue.id_: self._item(text, issue) for issue in doc.spans.get(labels.ISSUES, ())}
        for rationale in doc.spans.get(labels.RATIONALES, ()):
            parts = self._roles.read(text.lower, text.sentences(self.splitter, *text.range_of(rationale)))
            outcome = outcomes.get(rationale.id_, set())
            necessary = next(iter(outcome)) if len(outcome) == 1 else None
            yield rationale, parts, self._reader.read(text.lower, parts, necessary, items.get(rationale.id_, frozenset()))

    def explain(self, text: str, place: tuple[int, int]) -> tuple[list[str], list[str]]:
        """The cues of absence in a range of a text in lower case, and the concepts."""
        return self._reader.explain(text, place)

    @staticmethod
    def _outcomes(doc: Doc) -> dict[str, set[bool]]:
        """What the heading and the conclusion of each item say."""
        outcomes: dict[str, set[bool]] = {}
        for group in (labels.DECISIONS, labels.CONCLUSIONS):
            for span in doc.spans.get(group, ()):
                if span.label_ in _NECESSARY:
                    outcomes.setdefault(span.id_, set()).add(_NECESSARY[span.label_])
        return outcomes

    def _item(self, text: LetterText, issue: Span) -> frozenset[str]:
        """The words that name an item: of its heading, and the ingredients of its drugs."""
        start, end = text.range_of(issue)
        names = [entity.normal_form for entity in entities_in(issue) if entity.label == labels.DRUG]
        return self._reader.item_words(" ".join((text.lower[start:end], *names)))
