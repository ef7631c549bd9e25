"""Spans for the tests of groups."""

from __future__ import annotations

from spacy.tokens import Doc, Span


def span(doc: Doc, start: int, end: int, label: str, span_id: str) -> Span:
    """A span of tokens, as components write them."""
    return Span(doc, start, end, label=label, span_id=span_id)
