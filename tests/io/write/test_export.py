"""Targets written from the store of a run."""

from __future__ import annotations

import csv
import json
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from imr_nlp.errors import WriteError
from imr_nlp.io.read.documents import Failure, Finished
from imr_nlp.io.write import export as export_module
from imr_nlp.io.write.export import CONTENTS, check_target, export, export_errors, parquet_schema
from imr_nlp.io.write.prepare import SOURCE_KEY, PreparedLetter, prepare
from imr_nlp.io.write.rows import FLAT_TABLES, ISSUE_COLUMNS, flat_columns, flat_rows, flat_schema
from imr_nlp.io.write.schema import from_row
from imr_nlp.io.write.store import Store
from imr_nlp.record.models import Determination, Issue

Row = dict[str, Any]


@pytest.fixture(scope="module")
def expected(corpus_docs: dict[str, Doc]) -> list[Row]:
    return [{"source": name, **doc._.imr.to_dict()} for name, doc in corpus_docs.items()]


@pytest.fixture(scope="module")
def store(corpus_docs: dict[str, Doc], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("export") / "run.journal", tables=False) as made:
        made.add(Finished(name, (prepare(name, doc.text, doc, "docs"),)) for name, doc in corpus_docs.items())
        yield made


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "empty").mkdir()
    with Store.open(tmp_path / "empty" / "run.journal", tables=False) as made:
        yield made


def made_of(record: Determination, tmp_path: Path) -> Store:
    line = json.dumps({"source": "a.pdf", **record.to_dict()})
    made = Store.open(tmp_path / "made.journal", tables=False)
    made.add([Finished("a.pdf", (PreparedLetter("a.pdf", None, "unknown", "digest", 1, 0, 0, line),))])
    return made


def test_jsonl(store: Store, expected: list[Row], tmp_path: Path) -> None:
    export(store, tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_bytes().decode("utf8").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == expected
    assert lines == [json.dumps(row, ensure_ascii=False) for row in expected]


@pytest.mark.parametrize("size", [1_000, 10])
def test_parquet(store: Store, expected: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(export_module, "LETTERS_OF_A_ROW_GROUP", size)
    export(store, tmp_path / "out.parquet")
    file = parquet.ParquetFile(tmp_path / "out.parquet")
    assert file.schema_arrow == parquet_schema()
    assert file.schema_arrow.field("form").metadata[b"comment"].startswith(b"form of the letter")
    assert file.metadata.num_row_groups == -(-len(expected) // size)
    assert [from_row(row) for row in file.read().to_pylist()] == expected


def test_csv(store: Store, expected: list[Row], tmp_path: Path) -> None:
    export(store, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfsource,")
    with open(tmp_path / "out.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(ISSUE_COLUMNS)
    wanted = flat_rows([(record["source"], record) for record in expected], "issues")
    cells = [["" if value is None else str(value) for value in row] for row in wanted]
    assert [list(row.values()) for row in rows] == cells


@pytest.mark.parametrize("table", FLAT_TABLES)
def test_one_table(store: Store, expected: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(export_module, "ROWS_OF_A_GROUP", 50)
    names = [column.name for column in flat_columns(table)]
    wanted = [dict(zip(names, row, strict=True)) for row in flat_rows([(one["source"], one) for one in expected], table)]
    export(store, tmp_path / "out.csv", table)
    export(store, tmp_path / "out.parquet", table)
    with open(tmp_path / "out.csv", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        assert (reader.fieldnames, len(list(reader))) == (names, len(wanted))
    read = parquet.read_table(tmp_path / "out.parquet")
    assert read.schema == flat_schema(table) or not wanted
    assert read.to_pylist() == wanted


@pytest.mark.parametrize(
    ("name", "table", "code"),
    [("out.csv", "decisions", "E074"), ("out.parquet", "letter_texts", "E074"), ("out.jsonl", "issues", "E076")],
)
def test_tables_that_cannot_be(tmp_path: Path, name: str, table: str, code: str) -> None:
    with pytest.raises(WriteError) as caught:
        check_target(tmp_path / name, table)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1 visit", "'+1 visit"),
        ("- Norco", "'- Norco"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=x", " '=x"),
        ("\uff1dx", "'\uff1dx"),
        ('Norco, "10/325"\n#60', 'Norco, "10/325" #60'),
        ("a=b", "a=b"),
        ("Soma; =1+1;+x; b-c", "Soma; '=1+1;'+x; b-c"),
        ("a\0b\x1b[31mc\u202ed\x9b", "a b [31mc d "),
    ],
)
def test_csv_cells(tmp_path: Path, text: str, cell: str) -> None:
    with made_of(Determination("unknown", issues=(Issue(text, -1, 5, 1, None),)), tmp_path) as store:
        export(store, tmp_path / "out.csv")
    with open(tmp_path / "out.csv", encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["item"], row["start"]) == (cell, "-1")


@pytest.mark.parametrize("size", [1_000, 12])
def test_spacy(
    nlp: Language, store: Store, expected: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(export_module, "LETTERS_OF_A_DOCBIN", size)
    export(store, tmp_path / "out.spacy")
    names = ["out.spacy"] if size == 1_000 else ["out.spacy", "out-2.spacy", "out-3.spacy"]
    assert sorted(os.listdir(tmp_path)) == sorted(names)
    docs = [doc for name in names for doc in DocBin().from_disk(tmp_path / name).get_docs(nlp.vocab)]
    assert [{"source": doc.user_data[SOURCE_KEY], **doc._.imr.to_dict()} for doc in docs] == expected


@pytest.mark.parametrize("ending", [".jsonl", ".parquet", ".csv", ".spacy"])
def test_nothing_gives_a_whole_file(nlp: Language, empty: Store, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    if ending == ".parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
    export(empty, path)
    if ending == ".jsonl":
        assert path.read_bytes() == b""
    elif ending == ".csv":
        assert path.read_text("utf-8-sig").splitlines() == [",".join(ISSUE_COLUMNS)]
    elif ending == ".spacy":
        assert len(DocBin().from_disk(path)) == 0
    else:
        assert parquet.read_table(path).num_rows == 0
        assert parquet.read_schema(path) == parquet_schema()


@pytest.mark.parametrize("ending", [".jsonl", ".parquet", ".csv", ".spacy"])
def test_failure_leaves_the_former_target(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    path = tmp_path / f"out{ending}"
    path.write_text("former")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match=r"out\.\w+: cannot be written \(No space left on device\)"):
        export(store, path)
    assert path.read_text() == "former"
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", [".jsonl", ".parquet", ".csv", ".spacy"])
def test_nothing_is_written_through_a_link(store: Store, tmp_path: Path, ending: str) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    other = tmp_path / "other"
    other.write_text("somebody's own")
    path, part = tmp_path / f"out{ending}", tmp_path / f"out{ending}.part"
    part.symlink_to(other)
    export(store, path)
    assert other.read_text() == "somebody's own"
    assert path.is_file() and not path.is_symlink() and not part.is_symlink()


@pytest.mark.parametrize("content", ["tables", "records", "docs"])
def test_prepared_letter_travels(nlp: Language, corpus_texts: dict[str, str], content: Any) -> None:
    text = corpus_texts["a01.txt"]
    made = prepare("a01.txt", text, nlp(text), content)
    assert pickle.loads(pickle.dumps(made)) == made
    assert (made.case_number, made.issues, made.upheld, made.overturned) == ("CM16-9900101", 2, 2, 0)
    has = {"tables": (False, True, False), "records": (True, False, False), "docs": (True, False, True)}[content]
    assert (made.record is not None, made.rows is not None, made.doc is not None) == has


def test_letter_of_which_nothing_is_known(nlp: Language, empty: Store, tmp_path: Path) -> None:
    made = [prepare(source, source, nlp(source), "docs") for source in ("Nothing here.", "Nor here.")]
    assert empty.add(Finished(letter.source, (letter,)) for letter in made) == []
    export(empty, tmp_path / "out.csv")
    export(empty, tmp_path / "out.jsonl")
    assert len((tmp_path / "out.csv").read_text("utf8").splitlines()) == 1
    lines = (tmp_path / "out.jsonl").read_text("utf8").splitlines()
    assert [json.loads(line)["form"] for line in lines] == ["unknown", "unknown"]


# Errors


def test_errors(store: Store, tmp_path: Path, empty: Store) -> None:
    path = tmp_path / "out.jsonl.errors.jsonl"
    failures = [Failure("a.pdf", "read", "E011", "a.pdf: the file is empty."), Failure("b–.pdf", "store", "E045", "ü")]
    empty.add([Finished("a.pdf", (), tuple(failures))])
    assert export_errors(empty, path) == 2
    rows = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    assert rows == [{"source": one.source, "stage": one.stage, "code": one.code, "message": one.message} for one in failures]
    assert export_errors(store, path) == 0
    assert not path.exists()


# Targets


@pytest.mark.parametrize("ending", [*CONTENTS, ".DB", ".Jsonl"])
def test_known_targets(tmp_path: Path, ending: str) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    assert check_target(tmp_path / f"out{ending}") == CONTENTS[ending.lower()]
    assert check_target(str(tmp_path / f"out{ending}")) == CONTENTS[ending.lower()]


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("out", "E040", "ends in .db, .sqlite"),
        ("out.xlsx", "E040", "out.xlsx: a target of this kind"),
        ("folder.db", "E014", "a folder"),
        ("missing/out.db", "E014", "no such folder"),
        ("file.txt/out.db", "E014", "no such folder"),
    ],
)
def test_targets_that_cannot_be(tmp_path: Path, name: str, code: str, message: str) -> None:
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "file.txt").touch()
    with pytest.raises(WriteError, match=message) as caught:
        check_target(tmp_path / name)
    assert caught.value.code == code


def test_parquet_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "find_spec", lambda name: None)
    with pytest.raises(WriteError, match=r"pip install 'imr_nlp\[tables\]'") as caught:
        check_target(tmp_path / "out.parquet")
    assert caught.value.code == "E047"
    assert check_target(tmp_path / "out.jsonl") == "records"


def test_target_keeps_what_the_user_may_do_with_it(store: Store, tmp_path: Path) -> None:
    """A temporary file's mode would shut others out."""
    export(store, tmp_path / "out.jsonl")
    shutil.copyfile(tmp_path / "out.jsonl", tmp_path / "plain.jsonl")
    assert (tmp_path / "out.jsonl").stat().st_mode == (tmp_path / "plain.jsonl").stat().st_mode
