"""displaCy's colours and arcs for what the pipeline writes on a Doc; start with `displacy_options`."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.extensions import get_relations
from imr_nlp.normalize import collapse
from imr_nlp.readers.reason_rows import ReasonCode
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import Category

# Grounds on which black text can be read (WCAG AA, 4.5 to 1).
_GROUNDS = {
    "item": "#e8e3d4",
    "drug": "#9ed8cb",
    "dose": "#c9ebdf",
    "guideline": "#cfc4f7",
    "outcome": "#ffce8f",
    "good": "#aee3bd",
    "bad": "#f5b5af",
    "diagnosis": "#b9d6fa",
    "date": "#d5dbe1",
    "review": "#f2bfd0",
    "section": "#e2e0da",
}
_REASON_GROUNDS = {
    "documentation": "#ffe96b",
    "benefit": "#ffd27d",
    "prior_care": "#f7c7a3",
    "indication": "#f5b5af",
    "guideline": "#cfc4f7",
    "safety": "#f2a0a0",
    "overlap": "#d5c3b0",
    "support": "#aee3bd",
}
_LABELS = {
    "item": (labels.ISSUE, labels.SERVICE, labels.BODY_PART, labels.ORIGINAL_REQUEST, labels.AUTHORIZED, labels.RATIONALE),
    "drug": (labels.DRUG, labels.MEDICATION),
    "dose": tuple(labels.DOSAGE_RELATIONS),
    "guideline": (labels.GUIDELINE, labels.BY_CLAIMS_ADMINISTRATOR, labels.BY_REVIEWER),
    "outcome": (labels.OUTCOME, labels.DECISION, labels.CONCLUSION),
    "good": (labels.OVERTURNED, labels.NECESSARY, "APPROVED"),
    "bad": (labels.UPHELD, labels.NOT_NECESSARY, "DENIED"),
    "diagnosis": ("DIAGNOSIS",),
    "date": (
        *(labels.DATE, labels.DATE_OF_SERVICE, "DATE_OF_INJURY", "DATE_ASSIGNED", "DECISION_DATE", "UR_DENIAL_DATE"),
        *("APPLICATION_RECEIVED", "CASE_NUMBER", "PRIORITY", labels.LICENSURE, labels.CERTIFICATION, "AGE", "SEX"),
        "PAIN_SCORE",
    ),
    "review": ("MODIFIED",),
    "section": (labels.HEADER_SECTION, labels.METHOD_SECTION, labels.CASE_SUMMARY_SECTION, labels.ISSUES_SECTION),
}
# Dark words on each ground, in a dark notebook too.
_ENTITY = (
    '<mark style="background: {bg}; color: #111; padding: 0.1em 0.3em; border-radius: 0.25em">{text} '
    '<small style="font-weight: 600; letter-spacing: 0.03em">{label}</small></mark>'
)


def displacy_options(spans_key: str | None = None) -> dict[str, Any]:
    """Options for `spacy.displacy`: a colour for every label that the pipeline writes.

    spans_key (str | None): a key of `doc.spans`, for style="span"; None: for style="ent".
    RETURNS (dict): `displacy.render(doc, style="span", options=displacy_options("imr_reasons"))`.

    >>> import imr_nlp
    >>> options = imr_nlp.displacy_options("imr_reasons")
    >>> options["spans_key"], options["colors"]["DRUG"]
    ('imr_reasons', '#9ed8cb')
    """
    colours = {label: _GROUNDS[ground] for ground, names in _LABELS.items() for label in names}
    colours |= dict.fromkeys(labels.RELATION_LABELS, _GROUNDS["section"]) | _pattern_colours() | colours
    if spans_key is None:
        return {"colors": colours, "template": _ENTITY}
    return {"colors": colours, "spans_key": spans_key}


@cache
def _pattern_colours() -> dict[str, str]:
    """Colours of the labels that pattern rows define: codes of reasons, categories of treatment."""
    codes = select(read_rows(["reasons.jsonl"], [Row]), ReasonCode)
    rows = select(read_rows(["categories.jsonl"], [Row]), Category)
    categories = (name for row in rows for name in (row.category, row.alone) if name)
    return {
        **{code.id.upper(): _REASON_GROUNDS[code.group] for code in codes},
        **dict.fromkeys(map(str.upper, categories), _GROUNDS["item"]),
    }


def displacy_relations(doc: Doc) -> list[dict[str, Any]]:
    """The relations of each disputed item for displaCy's dependency style.

    doc (Doc): a Doc that the pipeline has read.
    RETURNS (list[dict]): one an item: `displacy.render(displacy_relations(doc), style="dep", manual=True)`.
    """
    relations = get_relations(doc)
    issues = [span for span in doc.spans.get(labels.ISSUES, ())]
    found = []
    for issue, group in groupby(relations, key=lambda relation: _issue_of(relation.head, issues)):
        pairs = list(group)
        spans = sorted({(span.start, span.end) for relation in pairs for span in (relation.head, relation.tail)})
        place = {span: number for number, span in enumerate(spans)}
        arcs = []
        for head, label, tail in pairs:
            first, last = place[head.start, head.end], place[tail.start, tail.end]
            if first != last:
                direction = "right" if first < last else "left"
                arcs.append({"start": min(first, last), "end": max(first, last), "label": label, "dir": direction})
        words = [{"text": _short(doc[start:end].text), "tag": ""} for start, end in spans]
        if arcs and issue is not None:
            found.append({"words": words, "arcs": arcs})
    return found


def _issue_of(head: Span, issues: list[Span]) -> int | None:
    """The number of the disputed item that a relation's head is, or lies in."""
    return next((number for number, issue in enumerate(issues) if issue.start <= head.start and head.end <= issue.end), None)


def _short(text: str, length: int = 28) -> str:
    words = collapse(text)
    return words if len(words) <= length else words[: length - 1] + "\N{HORIZONTAL ELLIPSIS}"
