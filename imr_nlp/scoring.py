"""The scorer of the components that write span groups, for `nlp.evaluate` and `spacy evaluate`; start with `score_groups`.

Gold stands on the reference Doc in the same form as predictions: spans in the groups of the same keys, what is known of them
in rows (`imr_nlp.record.groups`). A group that no reference Doc has is not scored, nor is a field that no row of the gold has.
(`imr_entities` has spaCy's scorer of entities.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from spacy.scorer import PRFScore, Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example

from imr_nlp import labels
from imr_nlp.extensions import get_relations
from imr_nlp.record import groups

# What is compared: a label for the scores by type, and the rest.
Key = tuple[str, Any]
# Fields of a row that say where something stands or whether it counts, not what it is.
_NOT_COMPARED = frozenset(("start", "end", "assertion"))
# The field that the label of a span is.
_LABEL = "label"


def score_groups(examples: Iterable[Example], *, spans_keys: Sequence[str], **kwargs: Any) -> dict[str, Any]:
    """Precision, recall and F of span groups.

    examples (Iterable[Example]): predictions with gold.
    spans_keys (Sequence[str]): the groups.
    RETURNS (dict): for each group the scores "spans_<key>_p", "_r", "_f" and "_per_type" of its spans with their labels, and
        "<key>_fields_p" and so on of the labels and fields of those spans that mean the same, wherever they stand; for
        relations "imr_relations_p" and so on of head, label and tail together.
    """
    examples = list(examples)
    scores: dict[str, Any] = {}
    for key in spans_keys:
        scored = [example for example in examples if key in example.reference.spans]
        if not scored:
            continue
        if key == labels.RELATIONS:
            scores.update(_relations(scored))
            continue
        getter, has_annotation = partial(_spans, key=key), partial(_has_group, key=key)
        scores.update(
            Scorer.score_spans(
                examples,
                attr=f"spans_{key}",
                getter=getter,
                has_annotation=has_annotation,
                allow_overlap=True,
                labeled=True,
            )
        )
        if any(row for example in scored for _, row in groups.rows(example.reference, key)) or key == labels.REASONS:
            scores.update(_fields(key, scored))
    return scores


def _listed(doc: Doc, key: str) -> list[tuple[Span, dict[str, Any]]]:
    """The spans that count: a condition that is denied, or a drug that gives hives, is in its group but not in the record."""
    return [(span, row) for span, row in groups.rows(doc, key) if row.get("assertion") in labels.LISTED]


def _spans(doc: Doc, attr: str, *, key: str) -> Iterable[Span]:
    return [span for span, _ in _listed(doc, key)]


def _has_group(doc: Doc, *, key: str) -> bool:
    return key in doc.spans


def _relations(examples: Sequence[Example]) -> dict[str, Any]:
    has_reasons = any(labels.REASONS in example.reference.spans for example in examples)

    def keys(doc: Doc) -> set[Key]:
        """Head, label and tail; without links to reasons where the gold has no reasons."""
        return {
            (label, (head.start_char, head.end_char, tail.start_char, tail.end_char))
            for head, label, tail in get_relations(doc)
            if has_reasons or label != labels.REASON
        }

    by_label: dict[str, PRFScore] = {}
    for example in examples:
        _count(by_label, keys(example.predicted), keys(example.reference))
    return _scores(labels.RELATIONS, by_label)


def _fields(key: str, examples: Sequence[Example]) -> dict[str, Any]:
    """Labels and fields of the spans of a group; a value that is not stated counts on neither side."""
    stated = {name for example in examples for _, row in groups.rows(example.reference, key) for name in row}
    names = stated - _NOT_COMPARED
    by_field: dict[str, PRFScore] = {}
    for example in examples:
        for predicted, gold in _pairs(_listed(example.predicted, key), _listed(example.reference, key)):
            _count(by_field, set(_values(predicted, names)), set(_values(gold, names)))
    return _scores(f"{key}_fields", by_field)


Part = tuple[Span, dict[str, Any]]


def _pairs(predicted: Sequence[Part], gold: Sequence[Part]) -> Iterator[tuple[Part | None, Part | None]]:
    """Which spans mean the same: of those of one issue with one label the ones that overlap, then the others in order."""
    wanted: dict[tuple[str, str], list[Part]] = {}
    for part in gold:
        wanted.setdefault(_kind(part[0]), []).append(part)
    left = []
    for part in predicted:
        candidates = wanted.get(_kind(part[0]), [])
        other = next((one for one in candidates if part[0].start < one[0].end and one[0].start < part[0].end), None)
        if other is None:
            left.append(part)
        else:
            candidates.remove(other)
            yield part, other
    for part in left:
        candidates = wanted.get(_kind(part[0]), [])
        yield part, candidates.pop(0) if candidates else None
    yield from ((None, part) for candidates in wanted.values() for part in candidates)


def _kind(span: Span) -> tuple[str, str]:
    """The issue, if a span belongs to one, and the label."""
    issue = groups.issue_id(span)
    return issue if issue.startswith("issue-") else "", span.label_


def _values(part: Part | None, names: Iterable[str]) -> Iterator[Key]:
    """What a span says: its label and the values of its row, each of a list by itself; a range of numbers is one value."""
    if part is None:
        return
    span, row = part
    yield _LABEL, span.label_
    for name in names:
        value = row.get(name)
        if isinstance(value, (list, tuple)) and not all(isinstance(item, (int, float)) for item in value):
            yield from ((name, _plain(item)) for item in value)
        elif value not in (None, [], ()):
            yield name, _plain(value)


def _plain(value: Any) -> Any:
    """A value to compare: of words only letters, digits and the per cent sign, numbers whole or not."""
    if isinstance(value, (list, tuple)):
        return tuple(_plain(item) for item in value)
    if isinstance(value, (int, float)):
        return float(value)
    return re.sub(r"[^0-9a-z%]+", "", str(value).lower())


def _count(scores: dict[str, PRFScore], predicted: set[Key], gold: set[Key]) -> None:
    for label in {label for label, _ in predicted | gold}:
        found, wanted = ({key for key in keys if key[0] == label} for keys in (predicted, gold))
        scores.setdefault(label, PRFScore()).score_set(found, wanted)


def _scores(name: str, by_label: dict[str, PRFScore]) -> dict[str, Any]:
    total = PRFScore()
    for score in by_label.values():
        total += score
    return {
        f"{name}_p": total.precision,
        f"{name}_r": total.recall,
        f"{name}_f": total.fscore,
        f"{name}_per_type": {label: score.to_dict() for label, score in sorted(by_label.items())},
    }
