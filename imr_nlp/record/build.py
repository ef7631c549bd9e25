"""From a Doc's span groups and entities to the record of the letter (`doc._.imr`).

`determination` is what the extension's getter calls. It reads what the components stored and computes nothing else, so a Doc
read back from a DocBin gives the same record.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.normalize import collapse
from imr_nlp.record import case
from imr_nlp.record.models import (
    BodyPart,
    CaseMedication,
    Citation,
    Conclusion,
    Determination,
    Diagnosis,
    Finding,
    Header,
    Issue,
    Medication,
    Mention,
    PainScore,
    Reason,
    Reviewer,
    Service,
    Strength,
)
from imr_nlp.text.letter import letter_text

K = TypeVar("K")
V = TypeVar("V")


def determination(doc: Doc) -> Determination:
    """The record of a letter.

    doc (Doc): a Doc that the pipeline has read; any other gives a record of form "unknown" with nothing in it.
    RETURNS (Determination): built anew at each call.
    """
    sections = doc.spans.get(labels.SECTIONS, ())
    form = next((span.id_ for span in sections if span.id_), labels.UNKNOWN_FORM)
    text = letter_text(doc).text
    drugs = {_mention(text, entity).text for entity in doc.ents if entity.label_ == labels.DRUG}
    return Determination(
        form=form,
        header=_header(doc),
        reviewer=_reviewer(doc, text),
        claimant=case.claimant(doc),
        diagnoses=case.diagnoses(doc, text),
        medications=case.medications(doc, text),
        pain_scores=case.pain_scores(doc, text),
        utilization_review=case.utilization_review(doc, text),
        issues=_issues(doc, text),
        drug_mentions=tuple(sorted(drugs)),
        findings=_findings(doc, text),
    )


def _header(doc: Doc) -> Header:
    return Header(**{span.label_.lower(): span.id_ or None for span in doc.spans.get(labels.HEADER, ())})


def _reviewer(doc: Doc, text: str) -> Reviewer:
    names: dict[str, list[str]] = {labels.LICENSURE: [], labels.CERTIFICATION: []}
    for span in doc.spans.get(labels.REVIEWER, ()):
        names[span.label_].append(_mention(text, span).text)
    return Reviewer(tuple(names[labels.LICENSURE]), tuple(names[labels.CERTIFICATION]))


def _issues(doc: Doc, text: str) -> tuple[Issue, ...]:
    items = doc.spans.get(labels.ISSUES)
    if not items:
        return ()
    decisions = _by_id(doc, labels.DECISIONS)
    partial = _by_id(doc, labels.PARTIAL_AUTHORIZATIONS)
    dates = _by_id(doc, labels.DATES_OF_SERVICE)
    rationales = _by_id(doc, labels.RATIONALES)
    conclusions = _by_id(doc, labels.CONCLUSIONS)
    citations = _citations(doc, text)
    categories = _by_id(doc, labels.CATEGORIES)
    services = doc.spans[labels.SERVICES].attrs.get("services", {}) if labels.SERVICES in doc.spans else {}
    medications, body_parts = _item_medications(doc, text), _body_parts(doc, text)
    reasons = _reasons(doc, text)
    retrospective = set(items.attrs.get("retrospective", ()))
    issues = []
    for number, item in enumerate(items, start=1):
        key = item.id_
        wording = {span.label_: _mention(text, span).text for span in partial.get(key, ())}
        conclusion = next(iter(conclusions.get(key, ())), None)
        category = next(iter(categories.get(key, ())), None)
        mention = _mention(text, item)
        issues.append(
            Issue(
                mention.text,
                mention.start,
                mention.end,
                number,
                next((span.label_.lower() for span in decisions.get(key, ())), None),
                original_request=wording.get(labels.ORIGINAL_REQUEST),
                authorized=wording.get(labels.AUTHORIZED),
                retrospective=key in retrospective,
                dates_of_service=tuple(span.kb_id_ for span in dates.get(key, ())),
                category=None if category is None else category.label_.lower(),
                subcategory=(category.kb_id_ or None) if category is not None else None,
                medications=medications.get(key, ()),
                service=_service(services[key]) if key in services else None,
                body_parts=body_parts.get(key, ()),
                claims_administrator=citations.get((key, labels.BY_CLAIMS_ADMINISTRATOR), ()),
                reviewer=citations.get((key, labels.BY_REVIEWER), ()),
                rationale=next((_mention(text, span) for span in rationales.get(key, ())), None),
                conclusion=None if conclusion is None else _conclusion(text, conclusion),
                reasons=reasons.get(key, ()),
            )
        )
    return tuple(issues)


def _conclusion(text: str, span: Span) -> Conclusion:
    mention = _mention(text, span)
    return Conclusion(span.label_ == labels.NECESSARY, mention.text, mention.start, mention.end)


def _service(row: dict[str, Any]) -> Service:
    return Service(row["count"], row["unit"], _pair(row["per_week"]), row["weeks"])


def _pair(value: Any) -> Any:
    """A range is a tuple, whatever it became on its way."""
    return tuple(value) if isinstance(value, (list, tuple)) else value


def _item_medications(doc: Doc, text: str) -> dict[str, tuple[Medication, ...]]:
    """Medications by issue."""
    group = doc.spans.get(labels.ITEM_MEDICATIONS)
    rows = group.attrs.get("medications", {}) if group is not None else {}
    medications = []
    for span in group or ():
        row, mention = rows[span.id_], _mention(text, span)
        medication = Medication(
            mention.text,
            mention.start,
            mention.end,
            ingredients=tuple(row["ingredients"]),
            strengths=tuple(Strength(*values) for values in row["strengths"]),
            times_per_day=_pair(row["times_per_day"]),
            **{key: row[key] for key in _MEDICATION_FIELDS},
        )
        medications.append((_issue_id(span), medication))
    return _grouped(medications)


_MEDICATION_FIELDS = (
    "drug",
    "drug_class",
    "dea_schedule",
    "strength",
    "form",
    "quantity",
    "refills",
    "frequency",
    "quantity_unit",
)


def _body_parts(doc: Doc, text: str) -> dict[str, tuple[BodyPart, ...]]:
    """Body parts by issue."""
    group = doc.spans.get(labels.BODY_PARTS)
    rows = group.attrs.get("body_parts", {}) if group is not None else {}
    parts = []
    for span in group or ():
        row, mention = rows[span.id_], _mention(text, span)
        part = BodyPart(mention.text, mention.start, mention.end, row["part"], row["laterality"])
        parts.append((_issue_id(span), part))
    return _grouped(parts)


def _citations(doc: Doc, text: str) -> dict[tuple[str, str], tuple[Citation, ...]]:
    """Citations by issue and side."""
    group = doc.spans.get(labels.CITATIONS)
    if not group:
        return {}
    fields = group.attrs.get("citations", {})
    citations = []
    for span in group:
        row, mention = fields[span.id_], _mention(text, span)
        citation = Citation(
            mention.text,
            mention.start,
            mention.end,
            row["source"],
            row["title"],
            row["year"],
            tuple(row["sections"]),
            tuple((first, last) for first, last in row["pages"]),
            row["regulation"],
        )
        citations.append(((_issue_id(span), span.label_), citation))
    return _grouped(citations)


def _reasons(doc: Doc, text: str) -> dict[str, tuple[Reason, ...]]:
    """Reasons by issue."""
    reasons = []
    for span in doc.spans.get(labels.REASONS, ()):
        mention = _mention(text, span)
        reasons.append((_issue_id(span), Reason(span.label_, mention.text, mention.start, mention.end)))
    return _grouped(reasons)


def _findings(doc: Doc, text: str) -> tuple[Finding, ...]:
    """Findings in order; the spans of one share its id."""
    group = doc.spans.get(labels.FINDINGS)
    if not group:
        return ()
    places = _by_id(doc, labels.FINDINGS)
    return tuple(
        Finding(row["code"], row["message"], tuple(_mention(text, span) for span in places.get(row["id"], ())))
        for row in group.attrs.get("findings", ())
    )


def _by_id(doc: Doc, key: str) -> dict[str, tuple[Span, ...]]:
    return _grouped((span.id_, span) for span in doc.spans.get(key, ()))


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """Values by key, in order."""
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _issue_id(span: Span) -> str:
    """The id of the issue that a numbered span ("issue-1/2") belongs to."""
    issue_id: str = span.id_.split("/")[0]
    return issue_id


def _mention(text: str, span: Span) -> Mention:
    start, end = span.start_char, span.end_char
    return Mention(collapse(text[start:end]), start, end)


Placed = Mention | Issue | Citation | Conclusion | Medication | BodyPart | Reason | Diagnosis | CaseMedication | PainScore


def mentions(record: Determination) -> Iterable[Placed]:
    """Everything in a record that has `text`, `start` and `end`.

    record (Determination): the record.
    YIELDS: the values. What utilization review decided has `request` instead of `text` and is not among them.
    """
    yield from record.diagnoses
    yield from record.medications
    yield from record.pain_scores
    for issue in record.issues:
        yield issue
        yield from issue.medications
        yield from issue.body_parts
        yield from issue.claims_administrator
        yield from issue.reviewer
        if issue.rationale is not None:
            yield issue.rationale
        if issue.conclusion is not None:
            yield issue.conclusion
        yield from issue.reasons
    for finding in record.findings:
        yield from finding.mentions
