"""`imr_relations`: links from each issue to what belongs to it, and from each drug of an item to its dosage.

Reads the span groups of the components before it and `doc.ents`. Writes `doc.spans["imr_relations"]`: for each relation two
spans that follow each other, the head (label ISSUE or DRUG) and the tail (the relation's label), with the same id. Read them
through `doc._.imr_relations`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span, SpanGroup

from imr_nlp import labels
from imr_nlp.components.base import Entity, Scorer, entities_in
from imr_nlp.record import groups

Ends = tuple[int, int]
Link = tuple[str, Ends, str, Ends]

# Group and label of a span -> the relation from the issue with the same id.
_ISSUE_RELATIONS = {
    (labels.DECISIONS, labels.UPHELD): labels.DECISION,
    (labels.DECISIONS, labels.OVERTURNED): labels.DECISION,
    (labels.RATIONALES, labels.RATIONALE): labels.RATIONALE,
    (labels.CONCLUSIONS, labels.NECESSARY): labels.CONCLUSION,
    (labels.CONCLUSIONS, labels.NOT_NECESSARY): labels.CONCLUSION,
    # Every label of this group: a user may add codes.
    (labels.REASONS, ""): labels.REASON,
    (labels.CITATIONS, labels.BY_CLAIMS_ADMINISTRATOR): labels.CITED_BY_CLAIMS_ADMINISTRATOR,
    (labels.CITATIONS, labels.BY_REVIEWER): labels.CITED_BY_REVIEWER,
}
_GROUPS = tuple(dict.fromkeys(group for group, _ in _ISSUE_RELATIONS))


class RelationExtractor(Pipe):
    """Component `imr_relations`, see the module."""

    def __init__(self, nlp: Language, name: str, *, scorer: Scorer) -> None:
        self.vocab = nlp.vocab
        self.name = name
        self.scorer = scorer

    @property
    def labels(self) -> tuple[str, ...]:
        """The relations' labels and those of their heads, sorted."""
        return tuple(sorted({labels.ISSUE, labels.DRUG, *labels.RELATION_LABELS}))

    def __call__(self, doc: Doc) -> Doc:
        groups.check_tokens(doc, labels.SECTIONS)
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Link]:
        """The relations of a Doc: head's label, its first token and the token after it, relation, the same of the tail."""
        links = []
        parts: dict[str, list[tuple[str, Ends]]] = {}
        for group in _GROUPS:
            for span in doc.spans.get(group, ()):
                relation = _ISSUE_RELATIONS.get((group, span.label_)) or _ISSUE_RELATIONS.get((group, ""))
                if relation is not None:
                    parts.setdefault(groups.issue_id(span), []).append((relation, (span.start, span.end)))
        for issue in doc.spans.get(labels.ISSUES, ()):
            head = (issue.start, issue.end)
            links += [(labels.ISSUE, head, relation, tail) for relation, tail in parts.get(issue.id_, ())]
            links += _dosage_links(doc, entities_in(issue))
        return links

    def set_annotations(self, doc: Doc, links: Iterable[Link]) -> None:
        """Replace the relations of a Doc."""
        spans = []
        for number, (head_label, head, relation, tail) in enumerate(links, start=1):
            relation_id = f"relation-{number}"
            spans.append(Span(doc, *head, label=head_label, span_id=relation_id))
            spans.append(Span(doc, *tail, label=relation, span_id=relation_id))
        doc.spans[labels.RELATIONS] = SpanGroup(doc, name=labels.RELATIONS, spans=spans, attrs={groups.TOKENS: len(doc)})

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Nothing to take along: the component holds no data."""
        return b""

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> RelationExtractor:
        """See `to_bytes`."""
        return self

    def to_disk(self, path: object, *, exclude: Iterable[str] = ()) -> None:
        """See `to_bytes`."""

    def from_disk(self, path: object, *, exclude: Iterable[str] = ()) -> RelationExtractor:
        """See `to_bytes`."""
        return self


def _dosage_links(doc: Doc, entities: list[Entity]) -> Iterator[Link]:
    """Each part of a dosage belongs to the drug before it ("Brand (generic)": to the brand), else to the item's first drug."""
    drugs: list[Ends] = []
    for start, end, label, _ in entities:
        if label != labels.DRUG:
            continue
        between = [token.text for token in doc[drugs[-1][1] : start]] if drugs else []
        if between.count("(") <= between.count(")"):
            drugs.append((start, end))
    if not drugs:
        return
    for start, end, label, _ in entities:
        relation = labels.DOSAGE_RELATIONS.get(label)
        if relation is not None:
            before = [drug for drug in drugs if drug[1] <= start]
            yield labels.DRUG, before[-1] if before else drugs[0], relation, (start, end)
