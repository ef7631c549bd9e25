"""From a Doc's span groups and entities to the record of the letter (`doc._.imr`).

`determination` is what the extension's getter calls. It reads what the components stored (`imr_nlp.record.groups`) and computes
nothing else, so a Doc read back from a DocBin gives the same record. `_LETTER_SOURCES` and `_ISSUE_SOURCES` say which group
each field comes from; all else follows from the fields of the dataclasses in `imr_nlp.record.models`: a row has their names and
values, a span their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.normalize import collapse
from imr_nlp.record import groups
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

# A condition that is negated or somebody else's is no diagnosis, such a drug none that the claimant takes. Both stay in the
# span groups with their assertion; what has none is listed.
LISTED = frozenset((None, "affirmed", "historical", "hypothetical"))
# The fields that hold the words of a place.
_WORDS = frozenset(("text", "evidence", "request"))

Value = Callable[[str, Span, Row], Any]
Found = Mapping[str, list[tuple[Span, Row]]]


class Source(NamedTuple):
    """Where the values of a field stand: all of them if the field is a tuple, else the first.

    key (str): the span group.
    value (Callable): the value of a span, from the text, the span and its row; a dataclass stands for its fields' values.
    label (str): the label of the spans that count, empty for all.
    """

    key: str
    value: Value | None = None
    label: str = ""


class Field(NamedTuple):
    """A field of a dataclass: its name, whether it is a tuple, the dataclass that it or its items are, its default."""

    name: str
    many: bool
    kind: Any
    default: Any


def determination(doc: Doc) -> Determination:
    """The record of a letter.

    doc (Doc): a Doc that the pipeline has read; any other gives a record of form "unknown" with nothing in it.
    RETURNS (Determination): built anew at each call.
    """
    text = letter_text(doc).text
    form = next((span.id_ for span in doc.spans.get(labels.SECTIONS, ()) if span.id_), labels.UNKNOWN_FORM)
    drugs = {collapse(entity.text) for entity in doc.ents if entity.label_ == labels.DRUG}
    found = {source.key: groups.rows(doc, source.key) for source in _LETTER_SOURCES.values()}
    return Determination(
        form=form,
        header=Header(**_by_label(doc, labels.HEADER)),
        reviewer=_reviewer(doc, text),
        claimant=_claimant(doc),
        issues=tuple(_issues(doc, text)),
        drug_mentions=tuple(sorted(drugs)),
        findings=tuple(_findings(doc, text)),
        **_values(Determination, _LETTER_SOURCES, text, found),
    )


def _by_label(doc: Doc, key: str) -> dict[str, str | None]:
    """What spans have as their id, by their label."""
    return {span.label_.lower(): span.id_ or None for span in doc.spans.get(key, ())}


def _reviewer(doc: Doc, text: str) -> Reviewer:
    names: dict[str, list[str]] = {labels.LICENSURE: [], labels.CERTIFICATION: []}
    for span in doc.spans.get(labels.REVIEWER, ()):
        names[span.label_].append(_words(text, span, {}))
    return Reviewer(tuple(names[labels.LICENSURE]), tuple(names[labels.CERTIFICATION]))


def _claimant(doc: Doc) -> Claimant:
    told = _by_label(doc, labels.CLAIMANT)
    age = told.get("age") or ""
    return Claimant(int(age) if age.isdecimal() else None, told.get("sex"), told.get("date_of_injury"))


def _issues(doc: Doc, text: str) -> Iterator[Issue]:
    items = groups.rows(doc, labels.ISSUES)
    if not items:
        return
    found: dict[str, dict[str, list[tuple[Span, Row]]]] = {}
    for key in {source.key for source in _ISSUE_SOURCES.values()}:
        for issue, parts in groups.by_issue(doc, key).items():
            found.setdefault(issue, {})[key] = parts
    for number, (item, row) in enumerate(items, start=1):
        values = _values(Issue, _ISSUE_SOURCES, text, found.get(item.id_, {}))
        yield _typed(Issue, text, item, {**row, **values, "number": number})


def _findings(doc: Doc, text: str) -> Iterator[Finding]:
    """Findings in order; the spans of one share its id and its row."""
    places: dict[str, list[tuple[Span, Row]]] = {}
    for span, row in groups.rows(doc, labels.FINDINGS):
        places.setdefault(span.id_, []).append((span, row))
    for spans in places.values():
        yield Finding(spans[0][1]["code"], spans[0][1]["message"], tuple(_typed(Mention, text, span, {}) for span, _ in spans))


def _values(kind: type, sources: Mapping[str, Source], text: str, found: Found) -> dict[str, Any]:
    """The values of the fields of a dataclass that have a source and are told."""
    values = {}
    for field in _fields(kind):
        source = sources.get(field.name)
        spans = found.get(source.key) if source is not None else None
        if source is None or not spans:
            continue
        told = [
            _typed(field.kind, text, span, row) if source.value is None else source.value(text, span, row)
            for span, row in spans
            if (not source.label or span.label_ == source.label) and row.get("assertion") in LISTED
        ]
        if told:
            values[field.name] = tuple(told) if field.many else told[0]
    return values


def _typed(kind: type, text: str, span: Span, row: Row) -> Any:
    """A dataclass with the values of a row, and with a place and its words: the row's own, else the span's."""
    start, end = row.get("start", span.start_char), row.get("end", span.end_char)
    words = None
    values = []
    for field in _fields(kind):
        if field.name in _WORDS:
            words = words or collapse(text[start:end])
            values.append(words)
        elif field.name == "start":
            values.append(start)
        elif field.name == "end":
            values.append(end)
        else:
            values.append(_value(field, row.get(field.name, field.default)))
    return kind(*values)


def _value(field: Field, value: Any) -> Any:
    """A value that travelled through bytes: dataclasses of rows or of lists of values, tuples of lists."""
    if value.__class__ is not list:
        return _plain_typed(field.kind, value) if value.__class__ is dict else value
    if field.kind is None:
        return _tuple(value)
    return tuple(_plain_typed(field.kind, item) for item in value) if field.many else field.kind(*value)


def _plain_typed(kind: Any, value: Any) -> Any:
    if kind is None:
        return value
    if isinstance(value, dict):
        return kind(*(_value(field, value.get(field.name, field.default)) for field in _fields(kind)))
    return kind(*value)


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if value.__class__ is list else value


@cache
def _fields(kind: type) -> tuple[Field, ...]:
    """The fields of a dataclass, in order; one without a default is None or empty where a row does not tell it."""
    hints = get_type_hints(kind)
    found = []
    for field in fields(kind):
        hint = hints[field.name]
        options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        many = get_origin(hint) is tuple
        items = get_args(hint)[:1] if many else options
        default = (() if many else None) if field.default is MISSING else field.default
        found.append(Field(field.name, many, next((item for item in items if is_dataclass(item)), None), default))
    return tuple(found)


def _words(text: str, span: Span, row: Row) -> str:
    return collapse(text[span.start_char : span.end_char])


def _label(text: str, span: Span, row: Row) -> str:
    return span.label_.lower()


def _normal_form(text: str, span: Span, row: Row) -> str | None:
    return span.kb_id_ or None


def _review(text: str, span: Span, row: Row) -> Any:
    return _typed(UtilizationReview, text, span, {**row, "decision": span.label_.lower()})


def _conclusion(text: str, span: Span, row: Row) -> Any:
    return _typed(Conclusion, text, span, {**row, "medically_necessary": span.label_ == labels.NECESSARY})


def _reason(text: str, span: Span, row: Row) -> Any:
    return _typed(Reason, text, span, {**row, "code": span.label_})


_LETTER_SOURCES = {
    "diagnoses": Source(labels.DIAGNOSES),
    "medications": Source(labels.CASE_MEDICATIONS),
    "pain_scores": Source(labels.PAIN_SCORES),
    "utilization_review": Source(labels.UTILIZATION_REVIEW, _review),
}
_ISSUE_SOURCES = {
    "decision": Source(labels.DECISIONS, _label),
    "original_request": Source(labels.PARTIAL_AUTHORIZATIONS, _words, labels.ORIGINAL_REQUEST),
    "authorized": Source(labels.PARTIAL_AUTHORIZATIONS, _words, labels.AUTHORIZED),
    "dates_of_service": Source(labels.DATES_OF_SERVICE, _normal_form),
    "category": Source(labels.CATEGORIES, _label),
    "subcategory": Source(labels.CATEGORIES, _normal_form),
    "medications": Source(labels.ITEM_MEDICATIONS),
    "service": Source(labels.SERVICES),
    "body_parts": Source(labels.BODY_PARTS),
    "claims_administrator": Source(labels.CITATIONS, label=labels.BY_CLAIMS_ADMINISTRATOR),
    "reviewer": Source(labels.CITATIONS, label=labels.BY_REVIEWER),
    "rationale": Source(labels.RATIONALES),
    "conclusion": Source(labels.CONCLUSIONS, _conclusion),
    "reasons": Source(labels.REASONS, _reason),
}


def mentions(record: Any) -> Iterable[Any]:
    """Everything in a record that has `text`, `start` and `end`, in the order of the fields.

    record (Determination): the record, or a part of it.
    YIELDS: the values. What utilization review decided has `request` instead of `text` and is not among them.
    """
    kind: type = type(record)
    for field in _fields(kind):
        value = getattr(record, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                if hasattr(part, "start") and hasattr(part, "text"):
                    yield part
                yield from mentions(part)
