"""`doc._.imr` and `doc._.imr_relations`: getters, so that nothing of them is stored on the Doc."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.errors import Errors

if TYPE_CHECKING:
    from imr_nlp.record.models import Determination


class Relation(NamedTuple):
    """A link between two spans.

    head (Span): the issue (label ISSUE) or the drug (label DRUG).
    label (str): one of `imr_nlp.labels.RELATION_LABELS`.
    tail (Span): what belongs to it.
    """

    head: Span
    label: str
    tail: Span


def get_record(doc: Doc) -> Determination:
    """The record of a Doc: `doc._.imr`, which editors know no type of, with one.

    doc (Doc): any Doc.
    RETURNS (Determination): the record, built anew.
    RAISES (RecordError): the Doc was put together of others, or its tokens were changed.
    """
    from imr_nlp.record.build import determination

    return determination(doc)


def get_relations(doc: Doc) -> list[Relation]:
    """The relations of a Doc, `doc._.imr_relations`.

    doc (Doc): any Doc.
    RETURNS (list[Relation]): issue by issue; empty if `imr_relations` did not run.
    RAISES (RecordError): as `doc._.imr`.
    """
    from imr_nlp.record.groups import check

    check(doc)
    spans = list(doc.spans.get(labels.RELATIONS, ()))
    return [Relation(head, tail.label_, tail) for head, tail in zip(spans[::2], spans[1::2], strict=True)]


def register() -> None:
    """Set the extensions; a second call changes nothing. One of that name set by another package stays, with a warning."""
    for name, getter in (("imr", get_record), ("imr_relations", get_relations)):
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=getter)
        elif Doc.get_extension(name)[2] is not getter:
            warnings.warn(Errors.W001.format(name=name), stacklevel=2)
