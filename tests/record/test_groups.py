"""How rows are stored on a Doc, and how the record is filled from them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span, SpanGroup
from spacy.vocab import Vocab

import imr_nlp
from imr_nlp import labels
from imr_nlp.errors import RecordError
from imr_nlp.record import BodyPart, Medication, Service, Strength, groups
from imr_nlp.record.build import determination

VOCAB = Vocab()


@pytest.fixture
def doc() -> Doc:
    made = Doc(VOCAB, words=["Norco", "10/325", "mg", "#60", ",", "left", "knee", "brace", ":", "Upheld"])
    groups.write(made, labels.ISSUES, [(Span(made, 0, 9, label=labels.ISSUE, span_id="issue-1"), {"retrospective": True})])
    return made


def span(doc: Doc, start: int, end: int, label: str, span_id: str) -> Span:
    return Span(doc, start, end, label=label, span_id=span_id)


def test_write_replaces(doc: Doc) -> None:
    groups.write(doc, "x", [(span(doc, 0, 1, "A", "issue-1/1"), {"value": 1})])
    groups.write(doc, "x", [(span(doc, 1, 2, "B", "issue-1/1"), {})])
    assert [(part.label_, row) for part, row in groups.rows(doc, "x")] == [("B", {})]
    assert doc.spans["x"].attrs == {"rows": {}, "tokens": 10}


def test_tuples_are_lists(doc: Doc) -> None:
    groups.write(doc, "x", [(span(doc, 0, 1, "A", "a"), {"pages": ((1, 2), (4, 4)), "year": 2009})])
    assert doc.spans["x"].attrs == {"rows": {"a": {"pages": [[1, 2], [4, 4]], "year": 2009}}, "tokens": 10}


def test_spans_of_one_id_share_a_row(doc: Doc) -> None:
    row = {"code": "quantity_mismatch"}
    groups.write(doc, "x", [(span(doc, 0, 1, "A", "finding-1"), row), (span(doc, 2, 3, "A", "finding-1"), row)])
    assert [row for _, row in groups.rows(doc, "x")] == [row, row]


def test_groups_that_others_wrote(doc: Doc) -> None:
    """Without a group, and without rows."""
    doc.spans["x"] = SpanGroup(doc, name="x", spans=[span(doc, 0, 1, "A", "issue-2/1"), span(doc, 1, 2, "A", "")])
    assert [row for _, row in groups.rows(doc, "x")] == [{}, {}]
    assert list(groups.by_issue(doc, "x")) == ["issue-2", ""]
    assert groups.rows(doc, "y") == [] and groups.by_issue(doc, "y") == {}


def test_by_issue(doc: Doc) -> None:
    parts = [span(doc, 0, 1, "A", "issue-1/1"), span(doc, 1, 2, "A", "issue-2"), span(doc, 2, 3, "A", "issue-1/2")]
    groups.write(doc, "x", ((part, {"n": n}) for n, part in enumerate(parts)))
    found = groups.by_issue(doc, "x")
    assert {issue: [row["n"] for _, row in rows] for issue, rows in found.items()} == {"issue-1": [0, 2], "issue-2": [1]}


def test_record_from_rows(doc: Doc) -> None:
    """Lists become tuples and dataclasses by the types of the fields, whatever way the Doc went."""
    row = {
        "drug": "Norco",
        "ingredients": ("hydrocodone",),
        "strengths": ((None, 10, "mg", None, None),),
        "times_per_day": (1, 2),
    }
    groups.write(doc, labels.ITEM_MEDICATIONS, [(span(doc, 0, 4, labels.MEDICATION, "issue-1/1"), row)])
    groups.write(doc, labels.BODY_PARTS, [(span(doc, 5, 7, labels.BODY_PART, "issue-1/1"), {"part": "knee"})])
    groups.write(doc, labels.SERVICES, [(span(doc, 0, 9, labels.SERVICE, "issue-1/1"), {"count": (3, 3), "per_week": (1, 2)})])
    (stored,) = DocBin(docs=[doc]).get_docs(VOCAB)
    for one in (doc, stored):
        (issue,) = determination(one).issues
        assert issue.retrospective and issue.number == 1
        assert issue.medications == (
            Medication(
                *("Norco 10/325 mg #60", 0, 19, "Norco", ("hydrocodone",)),
                strengths=(Strength(None, 10, "mg"),),
                times_per_day=(1, 2),
            ),
        )
        assert issue.body_parts == (BodyPart("left knee", 22, 31, "knee"),)
        assert issue.services == (Service("Norco 10/325 mg #60 , left knee brace :", 0, 39, (3, 3), None, (1, 2)),)


def test_rows_of_another_version(doc: Doc) -> None:
    """What the record has no field for is left out; what a row does not tell is None or empty."""
    row = {"drug": "Norco", "brand": True, "strengths": [{"value": 10, "unit": "mg", "ingredient": "hydrocodone"}]}
    groups.write(doc, labels.ITEM_MEDICATIONS, [(span(doc, 0, 4, labels.MEDICATION, "issue-1/1"), row)])
    (medication,) = determination(doc).issues[0].medications
    assert medication.drug == "Norco" and medication.ingredients == () and medication.quantity is None
    assert medication.strengths[0].value == 10


def test_what_is_denied_is_not_listed(doc: Doc) -> None:
    spans = [span(doc, n, n + 1, "DIAGNOSIS", f"diagnosis-{n}") for n in range(2)]
    groups.write(doc, labels.DIAGNOSES, zip(spans, ({"assertion": "affirmed"}, {"assertion": "negated"}), strict=True))
    assert [diagnosis.text for diagnosis in determination(doc).diagnoses] == ["Norco"]


# Docs made of others


MADE_OF_OTHERS = {
    "two letters": lambda nlp, doc: Doc.from_docs([doc, nlp(doc.text.replace("Norco", "Soma"))]),
    "one letter": lambda nlp, doc: Doc.from_docs([doc]),
    "from JSON": lambda nlp, doc: Doc(nlp.vocab).from_json(doc.to_json()),
}
THE_SAME = {
    "copy": lambda nlp, doc: doc.copy(),
    "bytes": lambda nlp, doc: Doc(nlp.vocab).from_bytes(doc.to_bytes()),
    "DocBin": lambda nlp, doc: next(DocBin(docs=[doc]).get_docs(nlp.vocab)),
    "pickle": lambda nlp, doc: pickle.loads(pickle.dumps(doc)),
}


@pytest.mark.parametrize("make", MADE_OF_OTHERS.values(), ids=MADE_OF_OTHERS)
def test_docs_of_others_are_refused(nlp: Language, corpus_letters: list[Path], make: Callable[[Language, Doc], Doc]) -> None:
    doc = make(nlp, nlp(corpus_letters[0].read_text("utf8")))
    for name in ("imr", "imr_relations"):
        with pytest.raises(RecordError, match=r"\[E104\].*imr_"):
            getattr(doc._, name)


@pytest.mark.parametrize("make", THE_SAME.values(), ids=THE_SAME)
def test_docs_that_keep_all(nlp: Language, corpus_letters: list[Path], make: Callable[[Language, Doc], Doc]) -> None:
    doc = nlp(corpus_letters[0].read_text("utf8"))
    assert make(nlp, doc)._.imr == doc._.imr


def test_merged_tokens_are_stated(corpus_letters: list[Path]) -> None:
    nlp = imr_nlp.load()
    nlp.add_pipe("merge_entities")
    doc = nlp(corpus_letters[0].read_text("utf8"))
    for name in ("imr", "imr_relations"):
        with pytest.raises(RecordError, match=r"\[E105\].*merge_entities"):
            getattr(doc._, name)


@pytest.mark.parametrize("after", ["imr_entities", "imr_reasons", "imr_relations", "imr_items", "imr_case"])
def test_merged_between_components(corpus_letters: list[Path], after: str) -> None:
    nlp = imr_nlp.load()
    nlp.add_pipe("merge_entities", after=after)
    with pytest.raises(RecordError, match=r"\[E105\].*merge_entities"):
        nlp(corpus_letters[0].read_text("utf8"))


def test_parts_of_a_letter_are_of_unknown_form(nlp: Language, corpus_letters: list[Path]) -> None:
    assert nlp(corpus_letters[0].read_text("utf8"))[5:200].as_doc()._.imr.form == "unknown"


@pytest.mark.parametrize(
    ("decisions", "unread", "outcome"),
    [
        ([], False, None),
        (["UPHELD"], False, "upheld"),
        (["OVERTURNED", "OVERTURNED"], False, "overturned"),
        (["UPHELD", "OVERTURNED"], False, "partially_overturned"),
        (["UPHELD", None], False, None),
        (["UPHELD", "OVERTURNED", None], False, "partially_overturned"),  # whatever the third is
        ([None], False, None),
        (["UPHELD"], True, None),
        (["UPHELD", "OVERTURNED"], True, "partially_overturned"),
    ],
)
def test_outcome(decisions: list[str | None], unread: bool, outcome: str | None) -> None:
    made = Doc(VOCAB, words=["Soma"] * 4)
    issues = [Span(made, n, n + 1, label=labels.ISSUE, span_id=f"issue-{n}") for n in range(len(decisions))]
    told = [(n, decision) for n, decision in enumerate(decisions) if decision is not None]
    groups.write(made, labels.ISSUES, ((issue, {}) for issue in issues))
    groups.write(made, labels.DECISIONS, ((Span(made, n, n + 1, label=label, span_id=f"issue-{n}"), {}) for n, label in told))
    finding = Span(made, 3, 4, label="ISSUE_UNREAD", span_id="finding-1")
    groups.write(made, labels.FINDINGS, [(finding, {"code": "issue_unread", "message": "One more."})] * unread)
    assert determination(made).outcome == outcome
