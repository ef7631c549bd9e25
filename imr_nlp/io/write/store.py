"""The SQLite file of a run: letters, failures and which sources are done, each batch in one transaction. Start with `Store`.

For a .db target the store is the target and holds the tables of `imr_nlp.io.write.tables`; for the others it is the journal
that `imr_nlp.io.write.export` makes them of, and holds records as JSON. Both have `sources` (the ledger that `--resume` reads),
`errors` and `meta`.

While it is written the file has a write-ahead log: readers do not stop the run, the run does not stop them, and a process
killed at any moment leaves whole transactions. `close` takes the log back into the file, which then stands alone and can be
read from a read-only medium.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imr_nlp.errors import Errors, WriteError
from imr_nlp.io.read.documents import Failure, Finished
from imr_nlp.io.write.prepare import PreparedLetter, storable
from imr_nlp.io.write.sql import (
    REGIONS_TABLE,
    SEARCH_INSERT,
    SEARCH_STATEMENT,
    SEARCH_TABLE,
    column_meanings,
    insert_statements,
    ledger_statements,
    regions,
)
from imr_nlp.io.write.tables import POSITIONS, TABLES, Rows
from imr_nlp.io.write.versions import APPLICATION_ID, check_meta, is_new, meta_of
from imr_nlp.labels import UNKNOWN_FORM

DUPLICATE_CODES = ("E045", "E046")

_SIDE_FILES = ("-wal", "-shm", "-journal")
_SECONDS_TO_WAIT_FOR_A_LOCK = 60
# With SQLite's own 2,000 a letter costs more the more there are; with this it stays the same (measured up to 40,000).
_CACHE_KILOBYTES = 32_000


@dataclass(frozen=True, slots=True)
class Counts:
    """What a store holds: documents (sources), letters and their issues, errors and duplicates, letters of unknown form."""

    sources: int = 0
    letters: int = 0
    issues: int = 0
    upheld: int = 0
    overturned: int = 0
    failures: int = 0
    duplicates: int = 0
    unknown: int = 0


class Store:
    """The file of a run, open for writing, with relational tables or with records; `Store.open` makes one."""

    def __init__(self, path: str, connection: sqlite3.Connection, *, tables: bool) -> None:
        self.path = path
        self.tables = tables
        self.notices: list[str] = []
        self._connection = connection
        self._next: list[int] = []
        self._version: int | None = None
        self._searchable = False
        self._status: os.stat_result | None = None

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        tables: bool,
        resume: bool = False,
        overwrite: bool = False,
        options: Mapping[str, str] | None = None,
    ) -> Store:
        """Open the file of a run, a new one or one to go on with.

        path (str | PathLike): the file.
        tables (bool): whether it is to hold relational tables, else records as JSON.
        resume (bool): go on with the file if there is one.
        overwrite (bool): replace the file if there is one and it is imr_nlp's.
        options (Mapping[str, str] | None): settings that change what is stored; a file is gone on with under the same only.
        RETURNS (Store): to be closed, or used as a context manager.
        RAISES (WriteError): the path cannot be written, holds something else, or another version's or other settings' letters.
        """
        name = os.fspath(path)
        if os.path.isdir(name):
            raise WriteError(Errors.E014.format(path=name, reason="a folder"))
        if os.path.lexists(name) and not (resume or overwrite):
            raise WriteError(Errors.E041.format(path=name))
        with _reported(name):
            if overwrite and os.path.lexists(name):
                with closing(_connected(name)) as connection:
                    is_new(name, connection)
                remove_store(name)
            store = cls(name, _connected(name), tables=tables)
            try:
                store._start(options or {})
            except BaseException:
                store._connection.close()
                raise
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def has(self, source: str) -> bool:
        """Whether the document of a source is done: its letters and failures are stored."""
        with _reported(self.path):
            return self._row("SELECT 1 FROM sources WHERE source = ?", (storable(source),)) is not None

    def add(self, batch: Iterable[Finished[PreparedLetter]]) -> list[Failure]:
        """Store documents that are done, all of them or, if that fails, none.

        batch (Iterable[Finished]): the documents in order; one that is stored already is passed over.
        RETURNS (list[Failure]): the letters left out as duplicates, stage "store".
        RAISES (WriteError): the file cannot be written; it stays as it was before.
        """
        duplicates: list[Failure] = []
        with _reported(self.path), self._transaction():
            first_issue = self._next[_ISSUES] if self.tables else 0
            rows: Rows = tuple([] for _ in TABLES)
            for finished in batch:
                duplicates += self._add_document(finished, rows)
            # Table by table for the whole batch, which is faster than letter by letter.
            for statement, added in zip(insert_statements(), rows, strict=True):
                if added:
                    self._connection.executemany(statement, added)
            if self._searchable and self._next[_ISSUES] > first_issue:
                self._connection.execute(SEARCH_INSERT, (first_issue,))
        return duplicates

    def forget_failed(self) -> None:
        """Forget the documents of which no letter is stored because they could not be read, so that they are done again."""
        of_document = "(errors.source = ? OR substr(errors.source, 1, length(?) + 1) = ? || '#')"
        marks = ", ".join("?" * len(DUPLICATE_CODES))
        with _reported(self.path), self._transaction():
            failed = self._connection.execute("SELECT id, source FROM sources WHERE letters = 0 AND errors > 0").fetchall()
            for key, name in failed:
                source = name.rpartition(" [")[0] if name.endswith("]") else name
                statement = f"SELECT 1 FROM errors WHERE {of_document} AND code NOT IN ({marks})"
                if self._row(statement, (*(source,) * 3, *DUPLICATE_CODES)):
                    self._connection.execute(f"DELETE FROM errors WHERE {of_document}", (source,) * 3)
                    self._connection.execute("DELETE FROM sources WHERE id = ?", (key,))

    def counts(self) -> Counts:
        """What is stored so far, counted in the file."""
        self._check_place()
        with _reported(self.path):
            marks = ", ".join("?" * len(DUPLICATE_CODES))
            failures, duplicates = self._row(
                f"SELECT COUNT(*) - TOTAL(code IN ({marks})), TOTAL(code IN ({marks})) FROM errors", (*DUPLICATE_CODES * 2,)
            )
            if self.tables:
                issues = self._row("SELECT COUNT(*), TOTAL(decision = 'upheld'), TOTAL(decision = 'overturned') FROM issues")
            else:
                issues = self._row("SELECT TOTAL(issues), TOTAL(upheld), TOTAL(overturned) FROM letters")
            letters, unknown = self._row("SELECT COUNT(*), TOTAL(form = ?) FROM letters", (UNKNOWN_FORM,))
            (sources,) = self._row("SELECT COUNT(*) FROM sources")
            return Counts(*map(int, (sources, letters, *issues, failures, duplicates, unknown)))

    def unknown_forms(self, most: int) -> list[str]:
        """The sources of letters of unknown form in order of storing, so many at most."""
        statement = "SELECT source FROM letters WHERE form = ? ORDER BY id LIMIT ?"
        with _reported(self.path):
            return [source for (source,) in self._connection.execute(statement, (UNKNOWN_FORM, most))]

    def errors(self) -> Iterator[Failure]:
        """All failures and duplicates, in order of storing."""
        for row in self._rows("SELECT source, stage, code, message FROM errors ORDER BY id"):
            yield Failure(*row)

    def records(self) -> Iterator[str]:
        """The records of a store without tables in order of storing: source and record as a JSON object."""
        for (record,) in self._rows("SELECT record FROM letters ORDER BY id"):
            yield record

    def docs(self) -> Iterator[bytes]:
        """The Docs of a store without tables in order of storing, each a DocBin, where letters were prepared with them."""
        for (doc,) in self._rows("SELECT doc FROM letters WHERE doc IS NOT NULL ORDER BY id"):
            yield doc

    def close(self) -> None:
        """Close the file and take its log into it. A second call does nothing."""
        # A reader keeps the log open; the next one to close the file will take it in.
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        self._connection.close()

    def _start(self, options: Mapping[str, str]) -> None:
        """Make the tables, or check that they are those of this version and these options."""
        expected = meta_of("tables" if self.tables else "records", options)
        if not is_new(self.path, self._connection):
            check_meta(self.path, self._connection, expected)
        self._connection.execute("PRAGMA journal_mode = WAL").fetchone()
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
        with self._transaction(counted=False):
            # Asked again under the lock: another process may have made them meanwhile.
            if is_new(self.path, self._connection):
                self._create(expected)
            if self.tables:
                self._start_search()
        self._status = os.stat(self.path)

    def _create(self, meta: dict[str, str]) -> None:
        for statement in ledger_statements(tables=self.tables):
            self._connection.execute(statement)
        self._connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        if self.tables:
            self._connection.executemany("INSERT INTO column_meanings VALUES (?, ?, ?)", column_meanings())
            self._connection.executemany(f"INSERT INTO {REGIONS_TABLE} VALUES (?, ?)", regions())
        self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _start_search(self) -> None:
        """Make the full-text index, or bring it up to date if an SQLite without FTS5 has added letters."""
        made = self._row("SELECT COUNT(*) FROM sqlite_master WHERE name = ?", (SEARCH_TABLE,)) != (0,)
        try:
            self._connection.execute(f"SELECT rowid FROM {SEARCH_TABLE} LIMIT 0" if made else SEARCH_STATEMENT)
        except sqlite3.OperationalError as error:
            if "no such module" not in str(error):
                raise
            self.notices.append(Errors.E048.format(table=SEARCH_TABLE))
            return
        self._searchable = True
        (indexed,) = self._row(f"SELECT COALESCE(MAX(id), 0) FROM {SEARCH_TABLE}_docsize")
        self._connection.execute(SEARCH_INSERT, (indexed + 1,))

    @contextmanager
    def _transaction(self, *, counted: bool = True) -> Iterator[None]:
        """All of what is written in it, or nothing; also where Ctrl-C ends it."""
        self._check_place()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            if counted:
                self._count_keys()
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            self._version = None
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def _check_place(self) -> None:
        """SQLite goes on with a file that has been removed, and what it writes is lost."""
        if self._status is None:
            return
        if not os.path.exists(self.path) or not os.path.samestat(self._status, os.stat(self.path)):
            raise WriteError(Errors.E014.format(path=self.path, reason="it was removed or replaced meanwhile"))

    def _count_keys(self) -> None:
        """The next key of each table; read again where another process has written, or a transaction was taken back."""
        (version,) = self._row("PRAGMA data_version")
        if version != self._version and self.tables:
            self._next = [self._row(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table.name}")[0] for table in TABLES]
        self._version = version

    def _row(self, statement: str, values: tuple[Any, ...] = ()) -> Any:
        return self._connection.execute(statement, values).fetchone()

    def _rows(self, statement: str) -> Iterator[Any]:
        with _reported(self.path):
            yield from self._connection.execute(statement)

    def _add_document(self, finished: Finished[PreparedLetter], rows: Rows) -> list[Failure]:
        if self.has(finished.source):
            return []
        duplicates = []
        for letter in finished.letters:
            duplicate = self._duplicate(letter)
            if duplicate is not None:
                duplicates.append(duplicate)
            elif self.tables:
                self._add_rows(letter, rows)
            else:
                self._add_record(letter)
        failures = [
            (storable(failure.source), failure.stage, failure.code, storable(failure.message))
            for failure in (*finished.failures, *duplicates)
        ]
        self._connection.executemany("INSERT INTO errors VALUES (NULL, ?, ?, ?, ?)", failures)
        row = (storable(finished.source), len(finished.letters) - len(duplicates), len(failures))
        self._connection.execute("INSERT INTO sources VALUES (NULL, ?, ?, ?)", row)
        return duplicates

    def _duplicate(self, letter: PreparedLetter) -> Failure | None:
        letters = "letters JOIN letter_texts ON letter_id = letters.id" if self.tables else "letters"
        for column, value, message in (
            ("case_number", letter.case_number, Errors.E045),
            ("content_digest", letter.digest, Errors.E046),
        ):
            row = self._row(f"SELECT source FROM {letters} WHERE {column} = ?", (value,))
            if row is not None:
                return Failure.of(letter.source, "store", message.format(path=letter.source, case_number=value, first=row[0]))
        return None

    def _add_rows(self, letter: PreparedLetter, rows: Rows) -> None:
        """Store the letter's own row and that of its text, with which the next letter is compared; collect the others."""
        assert letter.rows is not None
        offsets = self._next.copy()
        for number, own in enumerate(letter.rows):
            if not own:
                continue
            offset, above = offsets[number], offsets[_PARENTS[number]]
            if number == 0:
                placed = [(offset, *row[1:]) for row in own]
            else:
                placed = [(offset + row[0], above + row[1], *row[2:]) for row in own]
            self._next[number] += len(own)
            if number < _COMPARED:
                self._connection.executemany(insert_statements()[number], placed)
            else:
                rows[number].extend(placed)

    def _add_record(self, letter: PreparedLetter) -> None:
        counts = (letter.issues, letter.upheld, letter.overturned)
        values = (letter.source, letter.case_number, letter.digest, letter.form, *counts, letter.record, letter.doc)
        self._connection.execute(f"INSERT INTO letters VALUES (NULL{', ?' * len(values)})", values)


_ISSUES = POSITIONS["issues"]
# The tables of letters and of their texts, which come first.
_COMPARED = 2
_PARENTS = [0 if table.parent is None else POSITIONS[table.parent] for table in TABLES]


def remove_store(path: str | os.PathLike[str]) -> None:
    """Remove the file of a run and what a killed process left beside it."""
    name = os.fspath(path)
    # The log goes first: one without its file would be taken for that of a later file of the name.
    for file in (*(name + ending for ending in _SIDE_FILES), name):
        Path(file).unlink(missing_ok=True)


def _connected(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_SECONDS_TO_WAIT_FOR_A_LOCK, isolation_level=None)


@contextmanager
def _reported(path: str) -> Iterator[None]:
    """What SQLite and the system say about the file, as WriteError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise WriteError(Errors.E014.format(path=path, reason=error)) from error
    except sqlite3.DatabaseError as error:
        raise WriteError(Errors.E042.format(path=path, reason=error)) from error
    except OSError as error:
        raise WriteError(Errors.E014.format(path=path, reason=error.strerror)) from error
