"""Scoring functions of the components, for `nlp.evaluate` and `spacy evaluate`.

Gold stands on the reference Doc in the same form as predictions: entities in `doc.ents`, spans in the groups of the same
keys, relations in `doc.spans["imr_relations"]`. A component without gold is not scored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from spacy.scorer import PRFScore, Scorer, get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example

from imr_nlp import labels
from imr_nlp.extensions import get_relations
from imr_nlp.record import groups
from imr_nlp.record.build import LISTED

# What is compared: a label for the scores by type, and the rest.
Key = tuple[str, Any]
# Span group -> what is read from it. A group that the gold lacks is not read.
Readers = Mapping[str, Callable[[Doc], Iterable[Key]]]


def score_spans(examples: Iterable[Example], *, keys: tuple[str, ...], **kwargs: Any) -> dict[str, Any]:
    """Precision, recall and F of span groups by label, as "spans_<key>_p" and so on.

    examples (Iterable[Example]): predictions with gold.
    keys (tuple[str, ...]): the span groups.
    RETURNS (dict): scores; a group that no reference Doc has is left out.
    """
    examples = list(examples)
    scores: dict[str, Any] = {}
    for key in keys:
        if not any(key in example.reference.spans for example in examples):
            continue
        scores.update(
            Scorer.score_spans(
                examples,
                attr=f"spans_{key}",
                getter=partial(_group, key=key),
                has_annotation=partial(_has_group, key=key),
                allow_overlap=True,
                labeled=True,
            )
        )
    return scores


def _group(doc: Doc, attr: str, *, key: str) -> Iterable[Span]:
    """The spans that count: a condition that is denied, or a drug that gives hives, is in its group but not in the record."""
    return [span for span, _ in _listed(doc, key)]


def _listed(doc: Doc, key: str) -> Iterator[tuple[Span, dict[str, Any]]]:
    for span, row in groups.rows(doc, key):
        if row.get("assertion") in LISTED:
            yield span, row


def _has_group(doc: Doc, *, key: str) -> bool:
    return key in doc.spans


def score_sections(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_sections`."""
    return score_spans(examples, keys=(labels.HEADER, labels.REVIEWER))


def score_issues(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_issues`."""
    return score_spans(examples, keys=(labels.ISSUES, labels.DECISIONS, labels.RATIONALES))


def score_conclusions(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_conclusions`."""
    return score_spans(examples, keys=(labels.CONCLUSIONS,))


def score_case(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_case`: spans, and the facts by value, wherever they stand ("imr_case_fields_p" and so on)."""
    examples = list(examples)
    scores = score_spans(examples, keys=labels.CASE_GROUPS)
    if scores:
        scores.update(_prf("imr_case_fields", examples, _CASE_FIELDS))
    return scores


def score_reasons(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_reasons`: spans, and the codes of each issue, wherever they stand ("imr_reason_codes_p" and so on).

    Where a clause that gives a reason begins and ends is a matter of taste: the second is the score that counts.
    """
    examples = list(examples)
    scores = score_spans(examples, keys=(labels.REASONS,))
    if scores:
        scores.update(_prf("imr_reason_codes", examples, {labels.REASONS: _reason_codes}))
    return scores


def score_findings(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_findings`."""
    return score_spans(examples, keys=(labels.FINDINGS,))


def score_citations(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_citations`: spans, and the parsed fields that agree ("imr_citation_fields_p" and so on)."""
    examples = list(examples)
    scores = score_spans(examples, keys=(labels.CITATIONS,))
    if scores:
        scores.update(_prf("imr_citation_fields", examples, {labels.CITATIONS: _citation_fields}))
    return scores


def score_entities(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_entities`, by label."""
    scores: dict[str, Any] = get_ner_prf(examples, **kwargs)
    return scores


def score_relations(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_relations`: head, label and tail must agree ("imr_relations_p" and so on, and by label)."""
    examples = list(examples)
    if not any(labels.RELATIONS in example.reference.spans for example in examples):
        return {}
    has_reasons = any(labels.REASONS in example.reference.spans for example in examples)

    def keys(doc: Doc) -> list[tuple[str, Any]]:
        """Without links to reasons where the gold has no reasons."""
        return [key for key in _relation_keys(doc) if has_reasons or key[0] != labels.REASON]

    return _prf("imr_relations", examples, {labels.RELATIONS: keys})


def score_items(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_items`: spans, and the fields of medications and services that agree ("imr_item_fields_p" and so on)."""
    examples = list(examples)
    scores = score_spans(examples, keys=(labels.ITEM_MEDICATIONS, labels.SERVICES, labels.BODY_PARTS, labels.CATEGORIES))
    if scores:
        scores.update(_prf("imr_item_fields", examples, _ITEM_FIELDS))
    return scores


def _relation_keys(doc: Doc) -> list[tuple[str, Any]]:
    return [
        (label, (head.start_char, head.end_char, tail.start_char, tail.end_char)) for head, label, tail in get_relations(doc)
    ]


def _citation_fields(doc: Doc) -> list[tuple[str, Any]]:
    keys = []
    for span, row in groups.rows(doc, labels.CITATIONS):
        for name in ("source", "title", "year"):
            keys.append((name, (span.id_.split("/")[0], span.label_, str(row[name]).lower())))
        keys += [("section", (span.id_.split("/")[0], span.label_, name.lower())) for name in row["sections"]]
        keys += [("pages", (span.id_.split("/")[0], span.label_, *pages)) for pages in row["pages"]]
    return keys


def _reason_codes(doc: Doc) -> list[tuple[str, Any]]:
    return [(span.label_, _issue(span)) for span in doc.spans.get(labels.REASONS, ())]


def _claimant_fields(doc: Doc) -> Iterator[Key]:
    for span in doc.spans.get(labels.CLAIMANT, ()):
        yield span.label_.lower(), span.id_


def _case_medication_fields(doc: Doc) -> Iterator[Key]:
    for _, row in _listed(doc, labels.CASE_MEDICATIONS):
        drug = _plain(row.get("drug"))
        yield "drug", drug
        for name in ("strength", "frequency", "quantity"):
            if row.get(name) is not None:
                yield name, (drug, _plain(row[name]))


def _pain_score_fields(doc: Doc) -> Iterator[Key]:
    for _, row in groups.rows(doc, labels.PAIN_SCORES):
        yield "pain_score", (row.get("low"), row.get("high"))


def _review_fields(doc: Doc) -> Iterator[Key]:
    for span, row in groups.rows(doc, labels.UTILIZATION_REVIEW):
        yield "review", (span.label_, row.get("date"))


def _item_fields(doc: Doc, group: str, fields: tuple[str, ...]) -> Iterator[Key]:
    """A field that the item does not state counts on neither side."""
    for span, row in groups.rows(doc, group):
        for field in fields:
            if row.get(field) not in (None, [], ()):
                yield field, (_issue(span), _plain(row[field]))


_CASE_FIELDS: Readers = {
    labels.CLAIMANT: _claimant_fields,
    labels.CASE_MEDICATIONS: _case_medication_fields,
    labels.PAIN_SCORES: _pain_score_fields,
    labels.UTILIZATION_REVIEW: _review_fields,
}
_ITEM_FIELDS: Readers = {
    labels.ITEM_MEDICATIONS: partial(
        _item_fields,
        group=labels.ITEM_MEDICATIONS,
        fields=("drug", "ingredients", "strength", "form", "quantity", "refills", "frequency"),
    ),
    labels.SERVICES: partial(
        _item_fields, group=labels.SERVICES, fields=("count", "unit", "per_week", "weeks")
    ),
}


def _issue(span: Span) -> str:
    return span.id_.split("/")[0]


def _plain(value: Any) -> Any:
    """A value to compare: of words only letters, digits and the per cent sign, numbers whole or not, lists in any order."""
    if isinstance(value, (list, tuple)):
        return tuple(sorted((_plain(item) for item in value), key=str))
    if isinstance(value, (int, float)):
        return float(value)
    return re.sub(r"[^0-9a-z%]+", "", str(value).lower())


def _prf(name: str, examples: Iterable[Example], readers: Readers) -> dict[str, Any]:
    """Scores of what is read from the groups that the gold of each Doc has."""
    total = PRFScore()
    by_label: dict[str, PRFScore] = {}
    for example in examples:
        reads = [read for group, read in readers.items() if group in example.reference.spans]
        predicted, gold = ({key for read in reads for key in read(doc)} for doc in (example.predicted, example.reference))
        total.score_set(predicted, gold)
        for label in {label for label, _ in predicted | gold}:
            by_label.setdefault(label, PRFScore()).score_set(
                {key for key in predicted if key[0] == label}, {key for key in gold if key[0] == label}
            )
    return {
        f"{name}_p": total.precision,
        f"{name}_r": total.recall,
        f"{name}_f": total.fscore,
        f"{name}_per_type": {label: score.to_dict() for label, score in sorted(by_label.items())},
    }
