"""Build the .spacy file of each split from the letters and their gold.

usage: python corpus/build.py [FOLDER]

Reads the letters and SPLIT.jsonl in FOLDER (default: the folder of this file) and writes SPLIT.spacy there. The JSONL is the
only gold; README.md describes its keys. What a row has no key for is not in its Doc, so that nothing is scored without gold.
Where an offset of the gold falls inside a token, the gold could never be met: every such place is printed, nothing is written
and the exit status is 1. Of the case summary, the items and the reasons the whole tokens count, as their components have it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

import imr_nlp
from imr_nlp import labels
from imr_nlp.record import groups

SPLITS = ("dev", "test", "varied_dev", "varied_test", "layouts_dev", "layouts_test")
# What the gold says of a token; spaCy's default list would store nine columns of nothing.
TOKEN_ATTRS = ["ENT_IOB", "ENT_TYPE"]

Row = dict[str, Any]


class GoldSpan(NamedTuple):
    """A span of the gold: where it stands and what it is."""

    start: int
    end: int
    label: str
    id: str = ""


class MisalignedGoldError(ValueError):
    """Offsets of the gold that are not edges of tokens; the message names each."""


class Aligner:
    """Turns character offsets of one letter into spans and notes those that fall inside a token.

    doc (Doc): the tokenized letter.
    letter (str): its id, for messages.
    """

    def __init__(self, doc: Doc, letter: str) -> None:
        self.doc = doc
        self.letter = letter
        self.misaligned: list[str] = []

    def spans(self, wanted: list[GoldSpan], *, expand: bool = False) -> list[Span]:
        """The spans; one that has no tokens of its own is left out and noted, unless it may expand to whole tokens."""
        found = []
        mode = "expand" if expand else "strict"
        for start, end, label, span_id in wanted:
            span = self.doc.char_span(start, end, label=label, span_id=span_id, alignment_mode=mode)
            if span is None:
                tokens = self.doc.char_span(start, end, alignment_mode="expand")
                around = "" if tokens is None else f", the tokens are {[token.text for token in tokens]!r}"
                text = self.doc.text[start:end]
                self.misaligned.append(f"{self.letter}: {label} {text!r} at {start}-{end} does not end at token edges{around}")
            else:
                found.append(span)
        return found

    def write(self, key: str, wanted: list[GoldSpan], rows: dict[str, Row] | None = None, *, expand: bool = False) -> None:
        """Write a span group as the component that owns its key does; the rows go by the ids of the spans."""
        known = rows or {}
        groups.write(self.doc, key, ((span, known.get(span.id_, {})) for span in self.spans(wanted, expand=expand)))


def read_rows(folder: Path, split: str) -> list[Row]:
    """The gold of a split, a row a letter."""
    return [json.loads(line) for line in (folder / f"{split}.jsonl").read_text("utf8").splitlines()]


def read_letter(folder: Path, row: Row) -> str:
    """The text of a letter, line ends as they are: the offsets count them."""
    with open(folder / row["file"], encoding="utf8", newline="") as file:
        return file.read()


def gold_doc(nlp: Language, row: Row, text: str) -> Doc:
    """A letter with its gold in the form in which the components write their results.

    nlp (Language): the pipeline, whose tokenizer is used.
    row (dict): the gold.
    text (str): the letter.
    RETURNS (Doc): entities and span groups as `imr_nlp.labels` names them.
    RAISES (MisalignedGoldError): an offset falls inside a token.
    """
    doc = nlp.make_doc(text)
    aligner = Aligner(doc, row["id"])
    issues = [(f"issue-{number}", issue) for number, issue in enumerate(row["issues"], start=1)]

    if "entities" in row:
        doc.set_ents(aligner.spans([GoldSpan(e["start"], e["end"], e["label"]) for e in row["entities"]]), default="outside")
    aligner.write(labels.HEADER, list(_header(row)))
    aligner.write(labels.REVIEWER, list(_reviewer(row)))
    if "documents_reviewed" in row:
        aligner.write(labels.DOCUMENTS_REVIEWED, [_place(part, labels.DOCUMENT, "") for part in row["documents_reviewed"]])
    aligner.write(
        labels.ISSUES,
        [GoldSpan(issue["start"], issue["end"], labels.ISSUE, key) for key, issue in issues],
        {key: {"retrospective": issue["retrospective"]} for key, issue in issues},
    )
    aligner.write(labels.DECISIONS, [_decision(issue, key) for key, issue in issues])
    aligner.write(labels.RATIONALES, [_rationale(issue, key) for key, issue in issues])
    aligner.write(labels.CONCLUSIONS, [_conclusion(issue, key) for key, issue in issues if issue["conclusion"]])
    citations = [entry for key, issue in issues for entry in _citations(issue, key)]
    aligner.write(labels.CITATIONS, [span for span, _ in citations], {span.id: fields for span, fields in citations})
    if "entities" in row:
        aligner.write(labels.RELATIONS, list(_relations(row, issues)))
    if "claimant" in row:
        _write_case(aligner, row)
        _write_items(aligner, issues)
        reasons = [entry for key, issue in issues for entry in _numbered(issue["reasons"], key)]
        aligner.write(labels.REASONS, [_place(reason, reason["code"], name) for name, reason in reasons], expand=True)

    if aligner.misaligned:
        raise MisalignedGoldError("\n".join(aligner.misaligned))
    return doc


def _header(row: Row) -> Iterator[GoldSpan]:
    for field, (start, end) in sorted(row["header_offsets"].items(), key=lambda entry: entry[1]):
        yield GoldSpan(start, end, field.upper(), row["header"][field])


def _reviewer(row: Row) -> Iterator[GoldSpan]:
    for key, label in (("licensure", labels.LICENSURE), ("certifications", labels.CERTIFICATION)):
        for start, end in row["reviewer_offsets"][key]:
            yield GoldSpan(start, end, label)


def _decision(issue: Row, key: str) -> GoldSpan:
    return GoldSpan(issue["decision_start"], issue["decision_end"], issue["decision"].upper(), key)


def _rationale(issue: Row, key: str) -> GoldSpan:
    return GoldSpan(issue["rationale"]["start"], issue["rationale"]["end"], labels.RATIONALE, key)


def _conclusion(issue: Row, key: str) -> GoldSpan:
    conclusion = issue["conclusion"]
    label = labels.NECESSARY if conclusion["medically_necessary"] else labels.NOT_NECESSARY
    return GoldSpan(conclusion["start"], conclusion["end"], label, key)


def _citations(issue: Row, key: str) -> Iterator[tuple[GoldSpan, Row]]:
    number = 0
    for side, label in (("claims_administrator", labels.BY_CLAIMS_ADMINISTRATOR), ("reviewer", labels.BY_REVIEWER)):
        for citation in issue[side]:
            number += 1
            fields = {name: citation[name] for name in ("source", "title", "year", "sections", "pages")}
            yield GoldSpan(citation["start"], citation["end"], label, f"{key}/{number}"), fields


def _relations(row: Row, issues: list[tuple[str, Row]]) -> Iterator[GoldSpan]:
    """Two spans a relation, head and tail, issue by issue."""
    links: list[tuple[str, list[int], str, list[int]]] = []
    for key, issue in issues:
        head = [issue["start"], issue["end"]]
        parts = [(labels.DECISION, _decision(issue, key)), (labels.RATIONALE, _rationale(issue, key))]
        if issue["conclusion"]:
            parts.append((labels.CONCLUSION, _conclusion(issue, key)))
        parts += [(f"CITED_BY_{span.label}", span) for span, _ in _citations(issue, key)]
        links += [(labels.ISSUE, head, relation, [part.start, part.end]) for relation, part in parts]
        for relation in row["relations"]:
            if head[0] <= relation["head"][0] and relation["head"][1] <= head[1]:
                links.append((labels.DRUG, relation["head"], relation["label"], relation["tail"]))
    for number, (head_label, head, label, tail) in enumerate(links, start=1):
        yield GoldSpan(head[0], head[1], head_label, f"relation-{number}")
        yield GoldSpan(tail[0], tail[1], label, f"relation-{number}")


def _place(part: Row, label: str, name: str) -> GoldSpan:
    return GoldSpan(part["start"], part["end"], label, name)


def _numbered(parts: list[Row], key: str) -> Iterator[tuple[str, Row]]:
    for number, part in enumerate(parts, start=1):
        yield f"{key}/{number}", part


def _write_case(aligner: Aligner, row: Row) -> None:
    """The groups of `imr_case`. A row has what the gold says, not what a drug consists of nor its class."""
    stated = [(name.upper(), part) for name, part in row["claimant"].items() if part is not None]
    claimant = [_place(part, label, str(part["value"])) for label, part in stated]
    aligner.write(labels.CLAIMANT, claimant, {span.id: {"value": span.id} for span in claimant}, expand=True)
    parts_of_summary: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
        (labels.DIAGNOSES, "diagnoses", "DIAGNOSIS", ()),
        (labels.CASE_MEDICATIONS, "medications", "MEDICATION", ("drug", "strength", "frequency", "quantity")),
        (labels.PAIN_SCORES, "pain_scores", "PAIN_SCORE", ("start", "end", "low", "high")),
        (labels.UTILIZATION_REVIEW, "utilization_review", "REVIEW", ("date", "start", "end")),
    )
    for group, key, label, fields in parts_of_summary:
        parts = [(f"{label.lower()}-{number}", part) for number, part in enumerate(row[key], start=1)]
        spans = [_place(part, part["decision"].upper() if "decision" in part else label, name) for name, part in parts]
        rows = {name: {field: part[field] for field in fields} for name, part in parts}
        aligner.write(group, spans, rows, expand=True)


def _pair(value: Any) -> Any:
    """A number twice, as the record has it; words and pairs as they are."""
    return [value, value] if isinstance(value, (int, float)) else value


def _write_items(aligner: Aligner, issues: list[tuple[str, Row]]) -> None:
    """The groups of `imr_items`. A row has what the gold says, not classes and normal forms."""
    fields = ("drug", "ingredients", "strength", "form", "quantity", "refills", "frequency")
    medications = [entry for key, issue in issues for entry in _numbered(issue["medications"], key)]
    services = [(f"{key}/1", issue) for key, issue in issues if issue["service"]]
    body_parts = [entry for key, issue in issues for entry in _numbered(issue["body_parts"], key)]
    aligner.write(labels.CATEGORIES, [_place(issue, issue["category"].upper(), key) for key, issue in issues])
    aligner.write(
        labels.ITEM_MEDICATIONS,
        [_place(medication, labels.MEDICATION, name) for name, medication in medications],
        {name: {field: row[field] for field in fields} for name, row in medications},
        expand=True,
    )
    aligner.write(
        labels.SERVICES,
        [_place(issue, labels.SERVICE, key) for key, issue in services],
        {name: {field: _pair(value) for field, value in issue["service"].items()} for name, issue in services},
    )
    aligner.write(labels.BODY_PARTS, [_place(part, labels.BODY_PART, name) for name, part in body_parts], expand=True)


def build(nlp: Language, folder: Path) -> dict[str, DocBin]:
    """The Docs of each split.

    nlp (Language): the pipeline, whose tokenizer is used.
    folder (Path): the corpus.
    RETURNS (dict[str, DocBin]): by split.
    RAISES (MisalignedGoldError): offsets in any letter fall inside tokens.
    """
    built, misaligned = {}, []
    for split in SPLITS:
        docs = []
        for row in read_rows(folder, split):
            try:
                docs.append(gold_doc(nlp, row, read_letter(folder, row)))
            except MisalignedGoldError as error:
                misaligned.append(str(error))
        built[split] = DocBin(attrs=TOKEN_ATTRS, store_user_data=False, docs=docs)
    if misaligned:
        raise MisalignedGoldError("\n".join(misaligned))
    return built


def main(arguments: list[str]) -> int:
    """Build the files; the exit status."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    try:
        built = build(imr_nlp.load(), folder)
    except MisalignedGoldError as error:
        print(f"The gold does not fit the tokens; nothing is written.\n{error}", file=sys.stderr)
        return 1
    for split, docs in built.items():
        docs.to_disk(folder / f"{split}.spacy")
        print(f"{split}.spacy: {len(docs)} letters")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
