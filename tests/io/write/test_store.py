"""The file of a run: transactions, killed processes, resuming, duplicates, files that are no target."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from imr_nlp.errors import WriteError
from imr_nlp.io.read.documents import Failure, Finished
from imr_nlp.io.write import store as store_module
from imr_nlp.io.write import versions
from imr_nlp.io.write.prepare import PreparedLetter, storable, text_digest
from imr_nlp.io.write.sql import SEARCH_STATEMENT, SEARCH_TABLE
from imr_nlp.io.write.store import Counts, Store, remove_store
from imr_nlp.io.write.tables import rows_of
from imr_nlp.record.models import CaseMedication, Determination, Finding, Header, Issue, Medication, Mention

both = pytest.mark.parametrize("tables", [True, False], ids=["tables", "records"])


def letter(number: int, *, source: str = "", case_number: str | None = "", text: str = "") -> PreparedLetter:
    """A letter with an upheld and an overturned issue."""
    name = source or f"{number}.pdf"
    case = f"CM16-{number:07}" if case_number == "" else case_number
    norco = Medication("Norco", 0, 5, "Norco", ("hydrocodone", "acetaminophen"), quantity=number)
    record = Determination(
        "final_determination",
        "partially_overturned",
        Header(case),
        medications=(CaseMedication("Soma", 0, 4, "Soma", ("carisoprodol",)),) * (number % 3),
        issues=(
            Issue(f"Norco #{number}", 0, 9, 1, "upheld", medications=(norco,) * (number % 2 + 1)),
            Issue("Therapy", 10, 17, 2, "overturned", rationale=Mention(f"because of word{number}", 20, 40)),
        ),
        findings=(Finding("missing_rationale", "None.", (Mention("x", 0, 1),)),) * (number % 2),
    ).to_dict()
    digest = text_digest(text or f"letter {number}")
    rows = rows_of(record, name, (digest, f"summary of word{number}", None))
    return PreparedLetter(name, case, "final_determination", digest, 2, 1, 1, f'{{"source": "{name}"}}', rows, b"doc")


def finished(number: int, **fields: Any) -> Finished:
    made = letter(number, **fields)
    return Finished(made.source, (made,))


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, the full-text index's included."""
    connection = sqlite3.connect(path)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    hidden = [name for name in names if name.startswith(f"{SEARCH_TABLE}_")]
    found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names if name not in hidden}
    if SEARCH_TABLE in names:
        words = connection.execute(f"SELECT rowid FROM {SEARCH_TABLE} WHERE {SEARCH_TABLE} MATCH 'word*' ORDER BY rowid")
        found["searched"] = words.fetchall()
        connection.execute(f"INSERT INTO {SEARCH_TABLE} ({SEARCH_TABLE}) VALUES ('integrity-check')")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.db"


# What is stored


@both
def test_counts_and_ledger(path: Path, tables: bool) -> None:
    failure = Failure("b.pdf", "read", "E011", "b.pdf: the file is empty.")
    with Store.open(path, tables=tables) as store:
        assert store.counts() == Counts(0, 0, 0, 0, 0, 0, 0)
        store.add([finished(1), finished(2), Finished("b.pdf", (), (failure,))])
        store.add([Finished("many.spacy", (letter(3, source="many.spacy#0"), letter(4, source="many.spacy#1")))])
        assert store.counts() == Counts(4, 4, 8, 4, 4, 1, 0)
        assert [store.has(source) for source in ("1.pdf", "b.pdf", "many.spacy", "many.spacy#0", "c.pdf")] == [
            True,
            True,
            True,
            False,
            False,
        ]
        assert list(store.errors()) == [failure]
    assert content(path)["sources"] == [(1, "1.pdf", 1, 0), (2, "2.pdf", 1, 0), (3, "b.pdf", 0, 1), (4, "many.spacy", 2, 0)]


def test_keys_lead_from_table_to_table(path: Path) -> None:
    with Store.open(path, tables=True) as store:
        store.add([finished(1)])
        store.add([finished(2), finished(3)])
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT letters.source, issues.item, medications.quantity, ingredient FROM letters "
        "JOIN issues ON letter_id = letters.id JOIN medications ON issue_id = issues.id "
        "JOIN medication_ingredients ON medication_id = medications.id ORDER BY medication_ingredients.id"
    ).fetchall()
    expected = []
    for number in (1, 2, 3):
        for ingredient in ("hydrocodone", "acetaminophen") * (number % 2 + 1):
            expected.append((f"{number}.pdf", f"Norco #{number}", float(number), ingredient))
    assert rows == expected


@both
def test_batches_do_not_matter(tmp_path: Path, tables: bool) -> None:
    batches = [[finished(number) for number in range(9)]], [[finished(number)] for number in range(9)]
    for name, split in zip(("a.db", "b.db"), batches, strict=True):
        with Store.open(tmp_path / name, tables=tables) as store:
            for batch in split:
                store.add(batch)
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")


def test_records_in_order(path: Path) -> None:
    with Store.open(path, tables=False) as store:
        store.add([finished(2), finished(1)])
        assert list(store.records()) == ['{"source": "2.pdf"}', '{"source": "1.pdf"}']
        assert list(store.docs()) == [b"doc", b"doc"]


def test_names_that_are_no_text(path: Path) -> None:
    name = os.fsdecode(b"a\xff.pdf")
    with Store.open(path, tables=False) as store:
        store.add([Finished(name, (letter(1, source=storable(name)),), (Failure(name, "read", "E011", f"{name}: empty."),))])
        assert store.has(name)
        assert [failure.source for failure in store.errors()] == ["a\\udcff.pdf"]


# Duplicates


@both
@pytest.mark.parametrize(
    ("second", "code", "message"),
    [
        ({"case_number": "CM16-0000001"}, "E045", "the case number CM16-0000001 is already stored, from 1.pdf."),
        ({"text": "letter 1"}, "E046", "the same text is already stored, from 1.pdf."),
        ({"text": " letter\r\n1 ", "case_number": None}, "E046", "the same text is already stored, from 1.pdf."),
    ],
)
@pytest.mark.parametrize("batches", [1, 2])
def test_duplicate_is_reported(path: Path, tables: bool, second: dict[str, Any], code: str, message: str, batches: int) -> None:
    documents = [finished(1), finished(2, **second)]
    with Store.open(path, tables=tables) as store:
        if batches == 2:
            assert store.add(documents[:1]) == []
        duplicates = store.add(documents)
        assert duplicates == [Failure("2.pdf", "store", code, f"2.pdf: {message} This letter is left out.")]
        assert list(store.errors()) == duplicates
        assert store.counts() == Counts(2, 1, 2, 1, 1, 0, 1)
        assert store.has("2.pdf")


@both
def test_letters_without_case_number_are_no_duplicates(path: Path, tables: bool) -> None:
    with Store.open(path, tables=tables) as store:
        assert store.add([finished(1, case_number=None), finished(2, case_number=None)]) == []
        assert store.counts().letters == 2


@both
def test_document_stored_already_is_passed_over(path: Path, tables: bool) -> None:
    with Store.open(path, tables=tables) as store:
        store.add([finished(1)])
        assert store.add([finished(1)]) == []
        assert store.counts() == Counts(1, 1, 2, 1, 1, 0, 0)


# Transactions


@both
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_batch_that_breaks_off_leaves_nothing(path: Path, tables: bool, error: type[BaseException]) -> None:
    def broken() -> Iterator[Finished]:
        yield finished(2)
        raise error

    with Store.open(path, tables=tables) as store:
        store.add([finished(1)])
        with pytest.raises(error):
            store.add(broken())
        assert store.counts().letters == 1
        store.add([finished(number) for number in (2, 3)])
    with Store.open(path.with_name("whole.db"), tables=tables) as store:
        store.add([finished(number) for number in (1, 2, 3)])
    assert content(path) == content(path.with_name("whole.db"))


def test_full_disk(path: Path) -> None:
    with Store.open(path, tables=True) as store:
        store.add([finished(1)])
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(WriteError, match=r"\[E014\] .*run\.db: cannot be written \(.*full.*\)"):
            store.add([finished(number) for number in range(2, 200)])
        assert store.counts().letters == 1
    assert len(content(path)["letters"]) == 1


@both
def test_clean_close_leaves_one_file(path: Path, tables: bool) -> None:
    with Store.open(path, tables=tables) as store:
        store.add([finished(1)])
        assert path.with_name("run.db-wal").exists()
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["run.db"]
    assert path.read_bytes()[18:20] == b"\x01\x01"  # no log is asked for, so a read-only medium will do


def test_reader_does_not_stop_the_run(path: Path) -> None:
    with Store.open(path, tables=True) as store:
        store.add([finished(1)])
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        assert reader.execute("SELECT COUNT(*) FROM letters").fetchone() == (1,)
        store.add([finished(2)])
        assert reader.execute("SELECT COUNT(*) FROM letters").fetchone() == (1,)
    reader.close()
    assert len(content(path)["letters"]) == 2


def test_two_runs_on_one_file(path: Path) -> None:
    with Store.open(path, tables=True) as one, Store.open(path, tables=True, resume=True) as other:
        one.add([finished(1)])
        other.add([finished(1), finished(2)])
        one.add([finished(2), finished(3)])
    with Store.open(path.with_name("whole.db"), tables=True) as store:
        store.add([finished(number) for number in (1, 2, 3)])
    assert content(path) == content(path.with_name("whole.db"))


# Resuming

LETTERS = 400


def write(path: Path, tables: bool, written: Any) -> None:
    with Store.open(path, tables=tables, resume=True) as store:
        for first in range(0, LETTERS, 4):
            batch = [one for one in map(finished, range(first, first + 4)) if not store.has(one.source)]
            if batch:
                store.add(batch)
                written.value += 1


@pytest.mark.slow
@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="a spawned process takes a second to start")
@both
def test_killed_again_and_again(path: Path, tables: bool) -> None:
    """While the tables are made, while the log of the one before is taken in, in a transaction, between two."""
    whole = path.with_name("whole.db")
    with Store.open(whole, tables=tables) as store:
        for first in range(0, LETTERS, 4):
            store.add([finished(number) for number in range(first, first + 4)])
    context = multiprocessing.get_context("fork")
    moments = random.Random(5)
    killed, stored = 0, set()
    for batches in [0, 0, *moments.choices(range(5), k=14)]:
        written = context.Value("i", 0, lock=False)
        process = context.Process(target=write, args=(path, tables, written))
        process.start()
        while written.value < batches and process.is_alive():
            time.sleep(0.0005)
        time.sleep(moments.uniform(0, 0.003))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        with sqlite3.connect(path) as connection:
            made = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sources'").fetchone()[0]
            stored.add(connection.execute("SELECT COUNT(*) FROM sources").fetchone()[0] if made else 0)
        connection.close()
    assert killed >= 10
    assert len(stored) > 5
    assert all(number % 4 == 0 for number in stored)
    write(path, tables, context.Value("i", 0))
    assert content(path) == content(whole)
    assert sorted(file.name for file in path.parent.iterdir()) == ["run.db", "whole.db"]


@both
def test_killed_before_the_tables_were_made(path: Path, tables: bool) -> None:
    sqlite3.connect(path).execute("PRAGMA journal_mode = WAL")
    with Store.open(path, tables=tables, resume=True) as store:
        store.add([finished(1)])
    assert len(content(path)["sources"]) == 1


def test_resume_of_nothing_begins(path: Path) -> None:
    with Store.open(path, tables=True, resume=True) as store:
        assert store.counts().sources == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"__version__": "0.0.0"}, "E043"),
        ({"LAYOUT_VERSION": 99}, "E043"),
        ({"SCHEMA_VERSION": "99"}, "E043"),
    ],
)
def test_resume_with_another_version(path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], code: str) -> None:
    with Store.open(path, tables=True) as store:
        store.add([finished(1)])
    before = path.read_bytes()
    for name, value in change.items():
        monkeypatch.setattr(versions, name, value)
    with pytest.raises(WriteError, match=r"\(tables \d+, record \d+\), .* two versions do not mix") as caught:
        Store.open(path, tables=True, resume=True)
    assert caught.value.code == code
    assert path.read_bytes() == before
    with Store.open(path, tables=True, overwrite=True) as store:
        assert store.counts().letters == 0


@pytest.mark.parametrize(
    ("tables", "options", "message"),
    [
        (False, {"text": "letter"}, "content tables, now it is records"),
        (True, {"text": "body"}, "option text letter, now it is body"),
        (True, {}, "option text letter, now it is not set"),
        (True, {"text": "letter", "id": "n"}, "option id not set, now it is n"),
    ],
)
def test_resume_with_other_options(path: Path, tables: bool, options: dict[str, str], message: str) -> None:
    Store.open(path, tables=True, options={"text": "letter"}).close()
    with pytest.raises(WriteError, match=message) as caught:
        Store.open(path, tables=tables, resume=True, options=options)
    assert caught.value.code == "E044"
    Store.open(path, tables=True, resume=True, options={"text": "letter"}).close()


# Files that are no target


def _text(path: Path) -> None:
    path.write_text("Notes of mine, not to be lost.\n" * 100)


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE addresses (name)")
    connection.commit()
    connection.close()


def _foreign_application(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id = 7")
    connection.close()


@pytest.mark.parametrize("make", [_text, _foreign, _foreign_application])
@pytest.mark.parametrize(
    ("arguments", "code"), [({}, "E041"), ({"resume": True}, "E042"), ({"overwrite": True}, "E042")], ids=str
)
def test_file_of_somebody_else_stays(path: Path, make: Any, arguments: dict[str, bool], code: str) -> None:
    make(path)
    before = path.read_bytes()
    with pytest.raises(WriteError, match=r"run\.db") as caught:
        Store.open(path, tables=True, **arguments)
    assert caught.value.code == code
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["run.db"]


@both
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_damaged_file(path: Path, tables: bool, share: float) -> None:
    with Store.open(path, tables=tables) as store:
        store.add(finished(number) for number in range(300))
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(WriteError, match=r"run\.db"), Store.open(path, tables=tables, resume=True) as store:
        store.has("1.pdf")
        store.counts()
        list(store.errors())
        store.add(finished(number) for number in range(600))
        _ = tables or list(store.records())


def test_own_file_is_replaced_only_if_stated(path: Path) -> None:
    with Store.open(path, tables=True) as store:
        store.add([finished(1)])
    with pytest.raises(WriteError, match="--resume"):
        Store.open(path, tables=True)
    with Store.open(path, tables=False, overwrite=True) as store:
        assert store.counts().sources == 0


@pytest.mark.parametrize("name", [".", "missing/run.db", "file/run.db", "/proc/run.db"])
def test_place_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError) as caught:
        Store.open(tmp_path / name, tables=True, resume=True)
    assert caught.value.code == "E014"


def test_read_only_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened as SQLite opens a file that it may not write; a mode would not stop root."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda name, **more: connect(f"file:{name}?mode=ro", uri=True, **more))
    with pytest.raises(WriteError, match="unable to open database file"):
        Store.open(path, tables=True)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        Store.open(path, tables=True).close()
    before = path.read_bytes()
    with pytest.raises(WriteError, match="readonly database") as caught:
        Store.open(path, tables=True, resume=True)
    assert caught.value.code == "E014"
    assert path.read_bytes() == before


def test_remove_takes_the_log_along(path: Path) -> None:
    store = Store.open(path, tables=False)
    store.add([finished(1)])
    remove_store(path)
    assert list(path.parent.iterdir()) == []
    remove_store(path)


@pytest.mark.parametrize("replaced", [False, True])
def test_file_that_vanishes_meanwhile(path: Path, replaced: bool) -> None:
    """SQLite would go on with what nobody can find any more."""
    with Store.open(path, tables=False) as store:
        store.add([finished(1)])
        path.rename(path.with_name("elsewhere.db"))
        if replaced:
            path.write_bytes(b"")
        with pytest.raises(WriteError, match="removed or replaced meanwhile") as caught:
            store.add([finished(2)])
        assert caught.value.code == "E014"
        with pytest.raises(WriteError, match="removed or replaced meanwhile"):
            store.counts()


# Without FTS5


def test_without_full_text_search(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message, and the next run with FTS5 makes up for it."""
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "SEARCH_STATEMENT", SEARCH_STATEMENT.replace("fts5", "module_of_another_build"))
        with Store.open(path, tables=True) as store:
            store.add([finished(1)])
            assert [notice[:6] for notice in store.notices] == ["[E048]"]
    assert "searched" not in content(path)
    with Store.open(path, tables=True, resume=True) as store:
        assert store.notices == []
        store.add([finished(2)])
        store._searchable = False  # as where the module is missing though the index was made
        store.add([finished(3)])
    assert content(path)["searched"] == [(number,) for number in range(1, 5)]
    Store.open(path, tables=True, resume=True).close()
    assert content(path)["searched"] == [(number,) for number in range(1, 7)]


def test_database_whose_index_needs_a_missing_module(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(path, tables=True).close()
    monkeypatch.setattr(store_module, "SEARCH_TABLE", "other_search")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'other_search', 'other_search', 0, "
        "'CREATE VIRTUAL TABLE other_search USING missing (item)')"
    )
    connection.commit()
    connection.close()
    with Store.open(path, tables=True, resume=True) as store:
        assert [notice[:6] for notice in store.notices] == ["[E048]"]
        store.add([finished(1)])
        assert store.counts().letters == 1
