"""From a Doc's span groups and entities to the record of the letter (`doc._.imr`).

`determination` is what the extension's getter calls. It reads what the components stored (`imr_nlp.record.groups`) and computes
nothing else, so a Doc read back from a DocBin gives the same record. `_LETTER_SOURCES` and `_ISSUE_SOURCES` say which group
each field comes from; all else follows from the fields of the dataclasses in `imr_nlp.record.models`: a row has their names and
values, a span their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.normalize import collapse
from imr_nlp.record import groups
from imr_nlp.record.fields import fields_of
from imr_nlp.record.groups import Row
from imr_nlp.record.models import (
    Claimant,
    Conclusion,
    Determination,
    Finding,
    Header,
    Issue,
    Mention,
    Reason,
    Reviewer,
    UtilizationReview,
)
from imr_nlp.text.letter import letter_text

# The fields that hold the words of a place.
_WORDS = frozenset(("text", "evidence", "request"))

Value = Callable[[str, Span, Row], Any]


class Source(NamedTuple):
    """Where the values of a field stand: all of them if the field is a tuple, else the first.

    key (str): the span group.
    value (Callable): the value of a span, from the text, the span and its row; a dataclass stands for its fields' values.
    label (str): the label of the spans that count, empty for all.
    """

    key: str
    value: Value | None = None
    label: str = ""


class Shape(NamedTuple):
    """The fields of a dataclass.

    defaults (dict): all of them with the values for rows that leave them out; without a default of its own None, or empty.
    many (frozenset[str]): those that are tuples.
    kinds (dict[str, type]): the dataclass that a field or its items are.
    structured (tuple[str, ...]): those whose values may be lists, of rows if it has a kind.
    words (str | None): the one that holds the words of a place.
    """

    defaults: dict[str, Any]
    many: frozenset[str]
    kinds: dict[str, type]
    structured: tuple[str, ...]
    words: str | None


def determination(doc: Doc) -> Determination:
    """The record of a letter.

    doc (Doc): a Doc that the pipeline has read; any other gives a record of form "unknown" with nothing in it.
    RETURNS (Determination): built anew at each call.
    RAISES (RecordError): the Doc was made of others, or its tokens were merged, after it was read.
    """
    groups.check(doc)
    text = letter_text(doc).text
    form = next((span.id_ for span in doc.spans.get(labels.SECTIONS, ()) if span.id_), labels.UNKNOWN_FORM)
    drugs = {_words(text, entity, {}) for entity in doc.ents if entity.label_ == labels.DRUG}
    values = _values(Determination, _LETTER_SOURCES, doc, text, lambda span: "")
    issues, findings = tuple(_issues(doc, text)), tuple(_findings(doc, text))
    return Determination(
        form=form,
        outcome=_outcome(issues, findings),
        header=Header(**_by_label(doc, labels.HEADER)),
        reviewer=_reviewer(doc, text),
        claimant=_claimant(doc),
        issues=issues,
        drug_mentions=tuple(sorted(drugs)),
        findings=findings,
        **values.get("", {}),
    )


def _outcome(issues: Iterable[Issue], findings: Iterable[Finding]) -> str | None:
    """The outcome of a letter, as its decisions make it certain."""
    decisions = {issue.decision for issue in issues}
    if {"upheld", "overturned"} <= decisions:
        return "partially_overturned"
    if len(decisions) != 1 or any(finding.code == "issue_unread" for finding in findings):
        return None
    return decisions.pop()


def _by_label(doc: Doc, key: str) -> dict[str, str | None]:
    """What spans have as their id, by their label."""
    return {span.label_.lower(): span.id_ or None for span in doc.spans.get(key, ())}


def _reviewer(doc: Doc, text: str) -> Reviewer:
    """Each by its name, or, of a span that somebody else set without one, by its words."""
    names: dict[str, list[str]] = {labels.LICENSURE: [], labels.CERTIFICATION: []}
    for span in doc.spans.get(labels.REVIEWER, ()):
        names[span.label_].append(span.kb_id_ or _words(text, span, {}))
    return Reviewer(tuple(names[labels.LICENSURE]), tuple(names[labels.CERTIFICATION]))


def _claimant(doc: Doc) -> Claimant:
    stated = _by_label(doc, labels.CLAIMANT)
    age = stated.get("age") or ""
    return Claimant(int(age) if age.isdecimal() else None, stated.get("sex"), stated.get("date_of_injury"))


def _issues(doc: Doc, text: str) -> Iterator[Issue]:
    items = groups.rows(doc, labels.ISSUES)
    if not items:
        return
    parts = _values(Issue, _ISSUE_SOURCES, doc, text, groups.issue_id)
    for number, (item, row) in enumerate(items, start=1):
        yield _placed(Issue, text, item, {**row, **parts.get(item.id_, {}), "number": number})


def _findings(doc: Doc, text: str) -> Iterator[Finding]:
    """Findings in order; the spans of one share its id and its row."""
    places: dict[str, list[Span]] = {}
    rows: dict[str, Row] = {}
    for span, row in groups.rows(doc, labels.FINDINGS):
        places.setdefault(span.id_, []).append(span)
        rows[span.id_] = row
    for finding_id, spans in places.items():
        yield _part(Finding, {**rows[finding_id], "mentions": tuple(_placed(Mention, text, span, {}) for span in spans)})


def _values(
    kind: type, sources: Mapping[str, Source], doc: Doc, text: str, owner: Callable[[Span], str]
) -> dict[str, dict[str, Any]]:
    """The values of the fields of a dataclass that have a source and are stated, by what `owner` says they belong to."""
    shape = _shape(kind)
    rows = {key: groups.rows(doc, key) for key in {source.key for source in sources.values()}}
    found: dict[str, dict[str, Any]] = {}
    for name, (key, value, label) in sources.items():
        part, many = shape.kinds.get(name), name in shape.many
        for span, row in rows[key]:
            if (label and span.label_ != label) or row.get("assertion") not in labels.LISTED:
                continue
            values = found.setdefault(owner(span), {})
            if many or name not in values:
                stated = _placed(part, text, span, row) if value is None and part else (value or _words)(text, span, row)
                if many:
                    values.setdefault(name, []).append(stated)
                else:
                    values[name] = stated
    for values in found.values():
        for name in shape.many & values.keys():
            values[name] = tuple(values[name])
    return found


def _placed(kind: type, text: str, span: Span, row: Row) -> Any:
    """A dataclass with the values of a row, and with a place and its words: the row's own, else the span's."""
    shape = _shape(kind)
    values = shape.defaults | row
    if shape.words is not None:
        if "start" not in row:
            values["start"], values["end"] = span.start_char, span.end_char
        values[shape.words] = collapse(text[values["start"] : values["end"]])
    return _filled(kind, shape, values)


def _filled(kind: type, shape: Shape, values: Row) -> Any:
    """A dataclass with values for all its fields; what it has no field for is left out."""
    for name in shape.structured:
        value = values[name]
        if value.__class__ is list:
            part = shape.kinds.get(name)
            values[name] = _tuple(value) if part is None else tuple([_part(part, row) for row in value])
    if len(values) > len(shape.defaults):
        values = {name: values[name] for name in shape.defaults}
    return kind(**values)


def _part(kind: type, row: Row) -> Any:
    """A dataclass from a row."""
    shape = _shape(kind)
    return _filled(kind, shape, shape.defaults | row)


def _tuple(value: Any) -> Any:
    return tuple([_tuple(item) if item.__class__ is list else item for item in value])


@cache
def _shape(kind: Any) -> Shape:
    declared = fields_of(kind)
    empty = {field.name: () if field.many else None for field in declared}
    return Shape(
        {field.name: empty[field.name] if field.default is MISSING else field.default for field in fields(kind)},
        frozenset(field.name for field in declared if field.many),
        {field.name: field.plain for field in declared if field.kind == "model"},
        tuple(field.name for field in declared if field.many or field.kind in ("model", "pair")),
        next((field.name for field in declared if field.name in _WORDS), None),
    )


def _words(text: str, span: Span, row: Row) -> str:
    return collapse(text[span.start_char : span.end_char])


def _label(text: str, span: Span, row: Row) -> str:
    return span.label_.lower()


def _normal_form(text: str, span: Span, row: Row) -> str | None:
    return span.kb_id_ or None


def _review(text: str, span: Span, row: Row) -> Any:
    return _placed(UtilizationReview, text, span, {**row, "decision": span.label_.lower()})


def _conclusion(text: str, span: Span, row: Row) -> Any:
    return _placed(Conclusion, text, span, {**row, "medically_necessary": span.label_ == labels.NECESSARY})


def _reason(text: str, span: Span, row: Row) -> Any:
    return _placed(Reason, text, span, {**row, "code": span.label_})


_LETTER_SOURCES = {
    "diagnoses": Source(labels.DIAGNOSES),
    "medications": Source(labels.CASE_MEDICATIONS),
    "pain_scores": Source(labels.PAIN_SCORES),
    "utilization_review": Source(labels.UTILIZATION_REVIEW, _review),
    "documents_reviewed": Source(labels.DOCUMENTS_REVIEWED),
}
_ISSUE_SOURCES = {
    "decision": Source(labels.DECISIONS, _label),
    "original_request": Source(labels.PARTIAL_AUTHORIZATIONS, _words, labels.ORIGINAL_REQUEST),
    "authorized": Source(labels.PARTIAL_AUTHORIZATIONS, _words, labels.AUTHORIZED),
    "dates_of_service": Source(labels.DATES_OF_SERVICE, _normal_form),
    "category": Source(labels.CATEGORIES, _label),
    "subcategory": Source(labels.CATEGORIES, _normal_form),
    "medications": Source(labels.ITEM_MEDICATIONS),
    "services": Source(labels.SERVICES),
    "body_parts": Source(labels.BODY_PARTS),
    "claims_administrator": Source(labels.CITATIONS, label=labels.BY_CLAIMS_ADMINISTRATOR),
    "reviewer": Source(labels.CITATIONS, label=labels.BY_REVIEWER),
    "rationale": Source(labels.RATIONALES),
    "conclusion": Source(labels.CONCLUSIONS, _conclusion),
    "reasons": Source(labels.REASONS, _reason),
    "rationale_citations": Source(labels.RATIONALE_CITATIONS),
}
