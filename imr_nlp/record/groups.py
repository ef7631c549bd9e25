"""How facts are stored on a Doc: spans in a group of `doc.spans`, and for each span that has facts a row in `attrs["rows"]`.

The rows go by span id; spans that share an id share a row. A row holds plain values only (tuples become lists), since it
travels through bytes. A part of an issue has the issue's id, or that with a number where there may be several ("issue-1/2").
`attrs["tokens"]` is how many tokens the Doc had, for spaCy moves no span where tokens are merged.
Every component writes with a `Writer`; the record, the scorers and later components read with `rows` and `by_issue`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from imr_nlp import labels
from imr_nlp.errors import Errors, RecordError
from imr_nlp.rules.ruleset import Range
from imr_nlp.text.letter import letter_text

Row = dict[str, Any]
ROWS = "rows"
TOKENS = "tokens"
_PREFIX = "imr_"


def write(doc: Doc, key: str, found: Iterable[tuple[Span, Row]]) -> None:
    """Replace a group by spans with their facts, an empty row where a span's label and ids say all."""
    spans: list[Span] = []
    rows: dict[str, Row] = {}
    for span, row in found:
        spans.append(span)
        if row:
            rows[span.id_] = {name: _plain(value) for name, value in row.items()}
    doc.spans[key] = SpanGroup(doc, name=key, spans=spans, attrs={ROWS: rows, TOKENS: len(doc)})


class Writer:
    """Collects what a component finds in a letter; all groups of these keys are replaced by `write`."""

    def __init__(self, doc: Doc, *keys: str) -> None:
        self.doc, self.text = doc, letter_text(doc)
        self.found: dict[str, list[tuple[Span, Row]]] = {key: [] for key in keys}

    def add(self, key: str, place: Range, label: str, span_id: str = "", row: Row | None = None) -> Span | None:
        """Add the span at a place of the flat text to a group, with its facts; None (not added) if no token lies there."""
        span = self.text.span(self.doc, *place, label, span_id)
        if span is not None:
            self.found[key].append((span, row or {}))
        return span

    def write(self) -> None:
        """Replace the groups."""
        for key, found in self.found.items():
            write(self.doc, key, found)


def check(doc: Doc) -> None:
    """Refuse, with a RecordError, a Doc made of others or with merged tokens: what is read from its groups would be wrong."""
    for key, group in doc.spans.items():
        if not key.startswith(_PREFIX) or not len(group):
            continue
        # Relations have no rows; those of gold are made by others.
        if ROWS not in group.attrs and key != labels.RELATIONS:
            raise RecordError(Errors.E104.format(key=key))
        check_tokens(doc, key)


def check_tokens(doc: Doc, key: str) -> None:
    """Refuse a Doc that has fewer tokens than when one of its groups was written (RecordError)."""
    tokens = doc.spans[key].attrs.get(TOKENS, 0) if key in doc.spans else 0
    if len(doc) < tokens:
        raise RecordError(Errors.E105.format(count=tokens - len(doc)))


def rows(doc: Doc, key: str) -> list[tuple[Span, Row]]:
    """The spans of a group with their rows, in order; an empty row for a span without one."""
    group = doc.spans.get(key)
    if not group:
        return []
    found = group.attrs.get(ROWS)
    if not found:
        return [(span, {}) for span in group]
    return [(span, found.get(span.id_, {})) for span in group]


def by_issue(doc: Doc, key: str) -> dict[str, list[tuple[Span, Row]]]:
    """The spans of a group with their rows, in order, by the id of their issue."""
    found: dict[str, list[tuple[Span, Row]]] = {}
    for span, row in rows(doc, key):
        found.setdefault(issue_id(span), []).append((span, row))
    return found


def issue_id(span: Span) -> str:
    """The id of the issue that a span belongs to: "issue-1" of a span "issue-1/2"."""
    name: str = span.id_
    return name.partition("/")[0]


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
