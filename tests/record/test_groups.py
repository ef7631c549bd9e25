"""How rows are stored on a Doc, and how the record is filled from them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.vocab import Vocab

import imr_nlp
from imr_nlp.errors import RecordError
from imr_nlp.record import groups
from spans import span

VOCAB = Vocab()


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
