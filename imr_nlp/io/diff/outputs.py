"""What `imr-nlp extract` wrote, read again: the records of a .jsonl file or of a database. Start with `open_output`.

An output lists its letters first (`keys`), then gives one record at a time (`record`), so that two large ones in different
orders can be compared without holding either.
"""

from __future__ import annotations

import json
import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.database import read_only
from imr_nlp.io.read.files import accessing, shown
from imr_nlp.io.write.tables import TABLES, Table, column_name
from imr_nlp.io.write.versions import check_tables
from imr_nlp.record.fields import Field, fields_of

Record = dict[str, Any]

_SQLITE = b"SQLite format 3\0"


class Key(NamedTuple):
    """By what a letter is known, and where its record stands in the output."""

    source: str
    case_number: str | None
    position: int


class Output(ABC):
    """The records of a run, to be used as a context manager."""

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Close the file."""

    @abstractmethod
    def keys(self) -> list[Key]:
        """All letters, in order."""

    @abstractmethod
    def record(self, key: Key) -> Record:
        """The record of one of them."""


def open_output(path: str | Path) -> Output:
    """Open what a run wrote.

    path (str | Path): a .jsonl file, each line a record (as `imr-nlp extract` writes them) or an object with the record under
        "record"; or a database. Which of them is stated by the content.
    RETURNS (Output): to be used as a context manager.
    RAISES (ReadError): it is missing, or neither.
    """
    name = shown(os.fspath(path))
    if os.path.isdir(path):
        raise ReadError(Errors.E063.format(path=name, reason="a folder"))
    with accessing(name):
        file = open(path, "rb")  # noqa: SIM115 (closed by the output)
    if not file.seekable():
        file.close()
        raise ReadError(Errors.E023.format(path=name))
    if file.read(len(_SQLITE)) == _SQLITE:
        file.close()
        return Database(str(path), name)
    return RecordLines(file, name)


class RecordLines(Output):
    """A .jsonl file of records, open for reading, closed with the output; `name` is what messages call it."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._lines: dict[int, int] = {}

    def close(self) -> None:
        self._file.close()

    def keys(self) -> list[Key]:
        """All letters; the position is the byte where the line begins."""
        self._file.seek(0)
        return list(self._keys())

    def _keys(self) -> Iterator[Key]:
        position = 0
        for number, line in enumerate(self._file, start=1):
            if line.strip():
                self._lines[position] = number
                source, record = self._read(line, number)
                yield Key(source, record["header"].get("case_number"), position)
            position += len(line)

    def record(self, key: Key) -> Record:
        """The record of a letter."""
        self._file.seek(key.position)
        return self._read(self._file.readline(), self._lines.get(key.position, 0))[1]

    def _read(self, line: bytes, number: int) -> tuple[str, Record]:
        where = f"{self._name}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ReadError(Errors.E063.format(path=where, reason=f"no JSON: {error}")) from error
        record = row.get("record", row) if isinstance(row, dict) else None
        if not isinstance(record, dict) or not isinstance(record.get("header"), dict):
            raise ReadError(Errors.E063.format(path=where, reason="no record in this line"))
        source = next((row[name] for name in ("source", "id") if row.get(name) is not None), number)
        return str(source), {name: value for name, value in record.items() if name != "source"}


class Database(Output):
    """A database of `imr-nlp extract`, opened for reading only; `name` is what messages call it."""

    def __init__(self, path: str, name: str) -> None:
        self._name = name
        with self._reported():
            self._connection = read_only(path)
            self._connection.row_factory = sqlite3.Row
            tables = {name for (name,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        try:
            if "letters" not in tables and "decisions" not in tables:
                raise ReadError(Errors.E063.format(path=name, reason="a database without letters"))
            self._has_tables = "issues" in tables
            if self._has_tables:
                check_tables(name, self._connection)
        except ReadError:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def keys(self) -> list[Key]:
        """All letters; the position is the row's id."""
        return [Key(*row) for row in self._rows("SELECT source, case_number, id FROM letters ORDER BY id")]

    def record(self, key: Key) -> Record:
        """The record of a letter, put together from the rows of all tables."""
        if not self._has_tables:
            (row,) = self._rows("SELECT record FROM letters WHERE id = ?", key.position)
            record = json.loads(row["record"])
            return {name: value for name, value in record.items() if name != "source"}
        (row,) = self._rows("SELECT * FROM letters WHERE id = ?", key.position)
        return self._model(TABLES[0], TABLES[0].model, dict(row), "")

    def _model(self, table: Table, model: Any, row: Record, prefix: str) -> Record:
        """The inverse of `imr_nlp.io.write.tables.rows_of`."""
        values: Record = {}
        for field in fields_of(model):
            name = prefix + column_name(model, field)
            if field.kind == "model" and field.many:
                values[field.name] = self._items(table, field, row["id"])
            elif field.kind == "model":
                part = self._model(table, field.plain, row, prefix if field.name == "header" else f"{name}_")
                values[field.name] = None if field.optional and _is_empty(part.values()) else part
            else:
                values[field.name] = _value(field, name, row)
        return values

    def _items(self, above: Table, field: Field, parent: int) -> list[Record]:
        table = next(
            table
            for table in TABLES
            if table.parent == above.name and table.model is field.plain and field.name in table.fields
        )
        statement = f"SELECT * FROM {table.name} WHERE {above.key} = ? ORDER BY id"
        rows = [dict(row) for row in self._rows(statement, parent)]
        marks = dict(zip((column.name for column in table.marks), table.fields[field.name], strict=True))
        return [self._model(table, table.model, row, "") for row in rows if marks.items() <= row.items()]

    def _rows(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        with self._reported(), closing(self._connection.execute(statement, values)) as cursor:
            return cursor.fetchall()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ReadError(Errors.E063.format(path=self._name, reason=str(error))) from error


def _value(field: Field, name: str, row: Record) -> Any:
    if field.many:
        return json.loads(row[name])
    if field.kind == "pair":
        low = row[f"{name}_low"]
        return None if low is None else [low, row[f"{name}_high"]]
    value = row[name]
    return bool(value) if field.kind == "boolean" and value is not None else value


def _is_empty(values: Iterable[Any]) -> bool:
    return all(value is None or value == [] for value in values)
