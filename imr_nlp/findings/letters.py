"""What the components that look for contradictions share: one letter's spans by issue (`Letter`), and a `Finding`.

Used by `imr_nlp.components.findings`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.normalize import collapse
from imr_nlp.record import groups
from imr_nlp.text.letter import LetterText

# How far in front of a date the words stand that say what it is of.
_CONTEXT_CHARACTERS = 70

Place = tuple[int, int]


class Finding(NamedTuple):
    """Code, sentence for a reader, and the token offsets of the places."""

    code: str
    message: str
    places: list[Place]


class Letter:
    """What is compared: the spans of one letter by issue, and its entities."""

    def __init__(self, doc: Doc, text: LetterText) -> None:
        self.doc, self.text = doc, text
        self.entities = doc.ents
        self._starts = [entity.start for entity in self.entities]
        self.header = {span.label_: span for span in doc.spans.get(labels.HEADER, ())}
        self.issues = list(doc.spans.get(labels.ISSUES, ()))
        self.decisions = first_by_issue(doc, labels.DECISIONS)
        self.conclusions = first_by_issue(doc, labels.CONCLUSIONS)
        self.rationales = first_by_issue(doc, labels.RATIONALES)
        self.partial: dict[str, dict[str, Span]] = {}
        for span in doc.spans.get(labels.PARTIAL_AUTHORIZATIONS, ()):
            self.partial.setdefault(span.id_, {})[span.label_] = span
        # The body parts that items name, by issue; None where no component has looked for them.
        self.body_parts = groups.by_issue(doc, labels.BODY_PARTS) if labels.BODY_PARTS in doc.spans else None
        self.summary = next((s for s in doc.spans.get(labels.SECTIONS, ()) if s.label_ == labels.CASE_SUMMARY_SECTION), None)

    @cached_property
    def cited(self) -> set[tuple[str, str]]:
        """The issues and sides for which something is cited."""
        return {(span.id_.split("/")[0], span.label_) for span in self.doc.spans.get(labels.CITATIONS, ())}

    def lower(self, span: Span) -> str:
        """A span's words in lower case, white space collapsed."""
        start, end = self.text.range_of(span)
        return self.text.lower[start:end]

    def before(self, entity: Span) -> str:
        """The words in front of an entity, in lower case."""
        start = self.text.range_of(entity)[0]
        return self.text.lower[max(0, start - _CONTEXT_CHARACTERS) : start]

    def inside(self, span: Span, label: str) -> list[Span]:
        """Entities of a label in a span."""
        return [entity for entity in self.within(span.start, span.end) if entity.label_ == label]

    def within(self, start: int, end: int) -> Sequence[Span]:
        """Entities that begin in a range of tokens."""
        return self.entities[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def place(span: Span) -> Place:
    """The token offsets of a span."""
    return span.start, span.end


def wording(span: Span) -> str:
    """A span's text on one line."""
    return collapse(span.text)


def first_by_issue(doc: Doc, key: str) -> dict[str, Span]:
    """The first span of each issue in a group."""
    spans: dict[str, Span] = {}
    for span in doc.spans.get(key, ()):
        spans.setdefault(span.id_, span)
    return spans
