"""Spans for the tests of groups, and the places that a record has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from spacy.tokens import Doc, Span


def span(doc: Doc, start: int, end: int, label: str, span_id: str) -> Span:
    """A span of tokens, as components write them."""
    return Span(doc, start, end, label=label, span_id=span_id)


def mentions(record: Any) -> Iterator[Any]:
    """Everything in a record that has `text`, `start` and `end`; what utilization review decided has `request` instead."""
    for field in fields(record):
        value = getattr(record, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                if hasattr(part, "start") and hasattr(part, "text"):
                    yield part
                yield from mentions(part)
