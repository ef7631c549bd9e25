"""The targets of a run other than a database, written from its store: .jsonl, .parquet, .csv, .spacy. `export` is the start.

Each is written beside its place and put there when it is complete, so that what stood there before is whole until then. Letters
stand in the order of the store and are read a few at a time.

.jsonl    a line a letter: its source and the record.
.parquet  a row a letter: its source and the record as nested columns, see `imr_nlp.io.write.schema`; or the rows of one table,
          as in a .csv.
.csv      the rows of one table, `issues` if no other is asked for, see `imr_nlp.io.write.rows`; in UTF-8 with its mark, by
          which a spreadsheet knows it. What a spreadsheet would take for a formula, also after a semicolon, at which some
          split, has an apostrophe in front; control characters are blanks.
.spacy    a DocBin; `doc.user_data["imr_source"]` is the source. After 1,000 letters NAME-2.spacy begins, and so on;
          spaCy reads all .spacy files of a folder.
"""

from __future__ import annotations

import codecs
import csv
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imr_nlp.errors import Errors, WriteError
from imr_nlp.io.write.files import replaced
from imr_nlp.io.write.prepare import Content
from imr_nlp.io.write.rows import FLAT_TABLES, flat_columns, flat_rows, flat_schema
from imr_nlp.io.write.schema import record_schema, to_row
from imr_nlp.io.write.store import Store
from imr_nlp.text.edges import past
from imr_nlp.text.harmless import blanked, json_text

if TYPE_CHECKING:
    import pyarrow

LETTERS_OF_A_ROW_GROUP = 1_000
ROWS_OF_A_GROUP = 10_000
# A DocBin takes 0.6 MB a letter while it is made, and cannot hold more than 4 GB of tokens at all.
LETTERS_OF_A_DOCBIN = 1_000

# What a run keeps of each letter, by the ending of its target.
CONTENTS: dict[str, Content] = {
    ".db": "tables",
    ".sqlite": "tables",
    ".sqlite3": "tables",
    ".jsonl": "records",
    ".parquet": "records",
    ".csv": "records",
    ".spacy": "docs",
}
_OF_ONE_TABLE = (".csv", ".parquet")
DATABASES = tuple(ending for ending, content in CONTENTS.items() if content == "tables")
_FORMULA = tuple("=+-@＝＋－＠")


def check_target(target: str | os.PathLike[str], table: str | None = None) -> Content:
    """Whether a target can be written, as far as one can tell before the run.

    target (str | PathLike): the file to be.
    table (str | None): the table that it is to hold.
    RETURNS (str): what the run keeps of each letter: "tables" (the target is the store), "records" or "docs".
    RAISES (WriteError): its ending is unknown, it is a folder, its folder is missing or not writable, pyarrow is missing, it
            holds no single table, or there is no such table.
    """
    path = Path(target)
    content = CONTENTS.get(path.suffix.lower())
    if content is None:
        raise WriteError(Errors.E040.format(path=path, known=", ".join(CONTENTS)))
    if table is not None:
        if table not in FLAT_TABLES:
            raise WriteError(Errors.E074.format(table=table, known=", ".join(FLAT_TABLES)))
        if path.suffix.lower() not in _OF_ONE_TABLE:
            raise WriteError(Errors.E076.format(path=path))
    if path.is_dir():
        raise WriteError(Errors.E014.format(path=path, reason="a folder"))
    if not path.parent.is_dir():
        raise WriteError(Errors.E014.format(path=path, reason=f"no such folder: {path.parent}"))
    if not os.access(path.parent, os.W_OK):
        raise WriteError(Errors.E014.format(path=path, reason=f"not allowed to write in {path.parent}"))
    if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise WriteError(Errors.E047.format(path=path, package="pyarrow", extra="tables"))
    return content


def export(store: Store, target: str | os.PathLike[str], table: str | None = None) -> None:
    """Write a target from the store of its run.

    store (Store): one without tables, its letters prepared as `check_target` says.
    target (str | PathLike): the file; what stands there is replaced when the new one is complete.
    table (str | None): the table that it is to hold; None: `issues` for a .csv, whole records for a .parquet.
    RAISES (WriteError): the target cannot be written; what stood there stays.
    """
    path = Path(target)
    check_target(path, table)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        _write_csv(store, path, table or "issues")
    elif table is not None:
        _write_table(store, path, table)
    else:
        {".jsonl": _write_jsonl, ".parquet": _write_parquet, ".spacy": _write_docs}[suffix](store, path)


def export_errors(store: Store, path: str | os.PathLike[str]) -> int:
    """Write the failures and duplicates of a run, one a line as JSON: source, stage, code, message. How many there are.

    Without failures there is no file, one of a former run is removed.
    RAISES (WriteError): the file cannot be written.
    """
    number = 0
    with replaced(Path(path)) as file:
        for failure in store.errors():
            file.write(json_text(asdict(failure)).encode() + b"\n")
            number += 1
    if not number:
        Path(path).unlink()
    return number


def parquet_schema() -> pyarrow.Schema:
    """The columns of a .parquet target: the source, then the record's."""
    import pyarrow

    source = pyarrow.field("source", pyarrow.string(), metadata={"comment": flat_columns("letters")[1].meaning})
    return pyarrow.schema([source, *record_schema()])


def _write_jsonl(store: Store, path: Path) -> None:
    with replaced(path) as file:
        for record in store.records():
            file.write(record.encode() + b"\n")


def _write_parquet(store: Store, path: Path) -> None:
    import pyarrow

    schema = parquet_schema()
    batches = _batches((to_row(json.loads(record)) for record in store.records()), LETTERS_OF_A_ROW_GROUP)
    _write_batches(path, schema, (pyarrow.RecordBatch.from_pylist(rows, schema=schema) for rows in batches))


def _write_table(store: Store, path: Path, table: str) -> None:
    import pyarrow

    schema = flat_schema(table)
    batches = (zip(*rows, strict=True) for rows in _batches(_rows(store, table), ROWS_OF_A_GROUP))
    arrays = ([pyarrow.array(values, kind) for values, kind in zip(batch, schema.types, strict=True)] for batch in batches)
    _write_batches(path, schema, (pyarrow.RecordBatch.from_arrays(columns, schema=schema) for columns in arrays))


def _write_batches(path: Path, schema: pyarrow.Schema, batches: Iterable[pyarrow.RecordBatch]) -> None:
    from pyarrow.parquet import ParquetWriter

    with replaced(path) as file, ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)


def _rows(store: Store, table: str) -> Iterator[tuple[Any, ...]]:
    records = map(json.loads, store.records())
    return flat_rows(((record.pop("source"), record) for record in records), table)


def _write_csv(store: Store, path: Path, table: str) -> None:
    with replaced(path) as file:
        writer = csv.writer(codecs.getwriter("utf-8-sig")(file), lineterminator="\n")
        writer.writerow([column.name for column in flat_columns(table)])
        writer.writerows(map(_cell, row) for row in _rows(store, table))


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return ";".join([_guarded(part) for part in blanked(value).split(";")])


def _guarded(part: str) -> str:
    start = past(part, None)
    return f"{part[:start]}'{part[start:]}" if part.startswith(_FORMULA, start) else part


def _write_docs(store: Store, path: Path) -> None:
    from spacy.tokens import DocBin

    first: bytes | None = None
    for number, docs in enumerate(_batches(store.docs(), LETTERS_OF_A_DOCBIN), start=1):
        merged = DocBin(store_user_data=True).from_bytes(docs[0])
        for doc in docs[1:]:
            merged.merge(DocBin(store_user_data=True).from_bytes(doc))
        if first is None:
            first = merged.to_bytes()
            continue
        with replaced(path.with_name(f"{path.stem}-{number}{path.suffix}")) as file:
            file.write(merged.to_bytes())
    # The file of the target's own name comes last: where it stands, all of them do.
    with replaced(path) as file:
        file.write(DocBin(store_user_data=True).to_bytes() if first is None else first)


def _batches(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch
