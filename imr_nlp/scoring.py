"""Scoring functions of the components, for `nlp.evaluate` and `spacy evaluate`.

Gold stands on the reference Doc in the same form as predictions: entities in `doc.ents`, spans in the groups of the same
keys, relations in `doc.spans["imr_relations"]`. A component without gold is not scored.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from spacy.scorer import PRFScore, Scorer, get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example

from imr_nlp import labels
from imr_nlp.extensions import get_relations


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
    return list(doc.spans.get(key, ()))


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
    """Scores of `imr_case`."""
    return score_spans(examples, keys=labels.CASE_GROUPS)


def score_reasons(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_reasons`."""
    return score_spans(examples, keys=(labels.REASONS,))


def score_findings(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_findings`."""
    return score_spans(examples, keys=(labels.FINDINGS,))


def score_citations(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_citations`: spans, and the parsed fields that agree ("imr_citation_fields_p" and so on)."""
    examples = list(examples)
    scores = score_spans(examples, keys=(labels.CITATIONS,))
    if scores:
        scores.update(_prf("imr_citation_fields", examples, _citation_fields))
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

    return _prf("imr_relations", examples, keys)


def score_items(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores of `imr_items`: spans of medications, services, body parts and categories."""
    return score_spans(examples, keys=(labels.ITEM_MEDICATIONS, labels.SERVICES, labels.BODY_PARTS, labels.CATEGORIES))


def _relation_keys(doc: Doc) -> list[tuple[str, Any]]:
    return [
        (label, (head.start_char, head.end_char, tail.start_char, tail.end_char)) for head, label, tail in get_relations(doc)
    ]


def _citation_fields(doc: Doc) -> list[tuple[str, Any]]:
    group = doc.spans.get(labels.CITATIONS)
    if group is None:
        return []
    rows = group.attrs.get("citations", {})
    keys = []
    for span in group:
        row = rows[span.id_]
        for name in ("source", "title", "year"):
            keys.append((name, (span.id_.split("/")[0], span.label_, str(row[name]).lower())))
        keys += [("section", (span.id_.split("/")[0], span.label_, name.lower())) for name in row["sections"]]
        keys += [("pages", (span.id_.split("/")[0], span.label_, *pages)) for pages in row["pages"]]
    return keys


def _prf(name: str, examples: Iterable[Example], keys: Any) -> dict[str, Any]:
    total = PRFScore()
    by_label: dict[str, PRFScore] = {}
    for example in examples:
        predicted, gold = set(keys(example.predicted)), set(keys(example.reference))
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
