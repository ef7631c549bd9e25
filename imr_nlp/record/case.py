"""The clinical case summary's part of the record, from what `imr_case` stored on a Doc. Used by `imr_nlp.record.build`."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.normalize import collapse
from imr_nlp.record.models import CaseMedication, Claimant, Diagnosis, PainScore, UtilizationReview

# A condition that is negated or somebody else's is no diagnosis, such a drug none that the claimant takes. Both stay in the
# span groups with their assertion.
LISTED = frozenset(("affirmed", "historical", "hypothetical"))


def claimant(doc: Doc) -> Claimant:
    """The claimant of a letter."""
    values = {span.label_.lower(): span.id_ for span in doc.spans.get(labels.CLAIMANT, ())}
    age = values.get("age", "")
    return Claimant(int(age) if age.isdecimal() else None, values.get("sex"), values.get("date_of_injury"))


def diagnoses(doc: Doc, text: str) -> tuple[Diagnosis, ...]:
    """The diagnoses of a letter."""
    return tuple(
        Diagnosis(*_place(text, span), assertion=row["assertion"])
        for span, row in _rows(doc, labels.DIAGNOSES)
        if row["assertion"] in LISTED
    )


def medications(doc: Doc, text: str) -> tuple[CaseMedication, ...]:
    """The drugs of a letter's case summary."""
    return tuple(
        CaseMedication(*_place(text, span), **{**row, "ingredients": tuple(row["ingredients"])})
        for span, row in _rows(doc, labels.CASE_MEDICATIONS)
        if row["assertion"] in LISTED
    )


def pain_scores(doc: Doc, text: str) -> tuple[PainScore, ...]:
    """The ratings of pain; a token may hold more than the number ("7/10"), so the row has the offsets."""
    return tuple(
        PainScore(collapse(text[row["start"] : row["end"]]), row["start"], row["end"], row["low"], row["high"])
        for _, row in _rows(doc, labels.PAIN_SCORES)
    )


def utilization_review(doc: Doc, text: str) -> tuple[UtilizationReview, ...]:
    """What utilization review decided."""
    return tuple(
        UtilizationReview(row["date"], collapse(text[row["start"] : row["end"]]), span.label_.lower(), row["start"], row["end"])
        for span, row in _rows(doc, labels.UTILIZATION_REVIEW)
    )


def _rows(doc: Doc, key: str) -> list[tuple[Span, dict[str, Any]]]:
    group = doc.spans.get(key)
    if group is None:
        return []
    rows = group.attrs.get("rows", {})
    return [(span, rows[span.id_]) for span in group if span.id_ in rows]


def _place(text: str, span: Span) -> tuple[str, int, int]:
    return collapse(text[span.start_char : span.end_char]), span.start_char, span.end_char
