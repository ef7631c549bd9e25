"""The tables of a run's database: their columns, made from the models, and a record's rows. Start with `TABLES` and `rows_of`.

A dataclass of which a record has several (an issue, a citation) is a table; one of which it has one (a claimant, a conclusion)
is columns of the table above, its field's name in front (`claimant_age`), the header's without. Columns are called as in the
record. A list of values is JSON text (`json_each` unfolds it); ingredients and sections, which one searches by, have tables of
their own besides. A pair is two columns, `..._low` and `..._high`. Names of drugs,
ingredients, diagnoses, body parts, titles and sections compare without regard to case.

Every table has an integer key `id`, which counts in order of storing, so that the same letters give the same keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from imr_nlp.io.write.schema import Field, fields_of
from imr_nlp.record.models import (
    BodyPart,
    CaseMedication,
    Citation,
    Determination,
    Diagnosis,
    Finding,
    Issue,
    Medication,
    Mention,
    PainScore,
    Reason,
    Service,
    Strength,
    UtilizationReview,
)

LAYOUT_VERSION = 2

SEARCH_TABLE = "issue_search"
_TYPES = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER"}
# The fields of the first page are spoken of without saying "header".
_WITHOUT_PREFIX = frozenset({"header"})

Rows = tuple[list[tuple[Any, ...]], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    name (str): its name.
    type (str): "TEXT", "INTEGER" or "REAL".
    meaning (str): what it says.
    required (bool): whether every row has it.
    references (str | None): the table whose `id` it is.
    unique (bool): whether a value stands once only.
    read (Callable | None): from the dict of the model to the value; None for a key and what is not in the record.
    """

    name: str
    type: str
    meaning: str
    required: bool = False
    references: str | None = None
    unique: bool = False
    read: Callable[[dict[str, Any]], Any] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database.

    name (str): its name.
    model (type | None): the dataclass of which a row is one, None for a table of single values.
    parent (str | None): the table above.
    fields (tuple[str, ...]): the fields of the parent's model that hold the rows.
    key (str): what its `id` is called in the tables below, "issue_id".
    value (str | None): the column of a table of single values.
    indexed (tuple[str, ...]): columns with an index, besides the keys.
    meaning (str): what a row is, if the model's docstring is not to say it.
    """

    name: str
    model: type | None
    parent: str | None = None
    fields: tuple[str, ...] = ()
    key: str = ""
    value: str | None = None
    indexed: tuple[str, ...] = ()
    meaning: str = ""


TABLES: tuple[Table, ...] = (
    Table("decisions", Determination, key="decision_id", indexed=("decision_date",), meaning="A letter."),
    Table("issues", Issue, "decisions", ("issues",), "issue_id", indexed=("decision", "category", "subcategory")),
    Table("medications", Medication, "issues", ("medications",), "medication_id", indexed=("drug", "drug_class")),
    Table(
        "medication_ingredients",
        None,
        "medications",
        ("ingredients",),
        value="ingredient",
        indexed=("ingredient",),
        meaning="An active ingredient of a drug product that an item asks for.",
    ),
    Table("medication_strengths", Strength, "medications", ("strengths",)),
    Table("services", Service, "issues", ("services",)),
    Table("body_parts", BodyPart, "issues", ("body_parts",), indexed=("part",)),
    Table("citations", Citation, "issues", ("claims_administrator", "reviewer"), "citation_id", indexed=("source", "title")),
    Table(
        "citation_sections",
        None,
        "citations",
        ("sections",),
        value="section",
        indexed=("section",),
        meaning="A section of a guideline that a side relied on.",
    ),
    Table("reasons", Reason, "issues", ("reasons",), indexed=("code",)),
    Table("diagnoses", Diagnosis, "decisions", ("diagnoses",), indexed=("text",)),
    Table("case_medications", CaseMedication, "decisions", ("medications",), "case_medication_id", indexed=("drug",)),
    Table(
        "case_medication_ingredients",
        None,
        "case_medications",
        ("ingredients",),
        value="ingredient",
        indexed=("ingredient",),
        meaning="An active ingredient of a drug that the claimant takes, took, was prescribed or asked for.",
    ),
    Table("pain_scores", PainScore, "decisions", ("pain_scores",)),
    Table("utilization_review", UtilizationReview, "decisions", ("utilization_review",)),
    Table("documents_reviewed", Mention, "decisions", ("documents_reviewed",), meaning="A document that the reviewer had."),
    Table("findings", Finding, "decisions", ("findings",), "finding_id", indexed=("code",)),
    Table("finding_mentions", Mention, "findings", ("mentions",), meaning="A place that shows a finding."),
)
_TABLES = {table.name: table for table in TABLES}
_POSITION = {table.name: position for position, table in enumerate(TABLES)}
_WITHOUT_CASE = frozenset(
    {
        ("medications", "drug"),
        ("case_medications", "drug"),
        ("diagnoses", "text"),
        ("citations", "title"),
        ("body_parts", "part"),
        *((table.name, table.value) for table in TABLES if table.value is not None),
    }
)
SOURCE_MEANING = "the file, or the letter in it, that it was read from"
_LETTER = (
    Column("source", "TEXT", SOURCE_MEANING, required=True),
    Column("content_digest", "TEXT", "digest of the letter's text, white space collapsed", required=True, unique=True),
    Column("summary", "TEXT", "text of the clinical case summary, white space collapsed"),
)


@cache
def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table, keys first.

    table (Table): one of `TABLES`.
    RETURNS (tuple[Column, ...]): in order.

    >>> [column.name for column in columns_of(_TABLES["reasons"])]
    ['id', 'issue_id', 'code', 'group', 'polarity', 'evidence', 'start', 'end']
    """
    keys = [Column("id", "INTEGER", "key, in order of storing")]
    if table.parent is not None:
        meaning = f"the row of `{table.parent}` it belongs to"
        keys.append(Column(_TABLES[table.parent].key, "INTEGER", meaning, required=True, references=table.parent))
    if len(table.fields) > 1:
        sides = " or ".join(f'"{field}"' for field in table.fields)
        keys.append(Column("cited_by", "TEXT", f"who relied on it: {sides}", required=True))
    if table.model is None:
        assert table.value is not None
        return (*keys, Column(table.value, "TEXT", "the value, in the order of the list", required=True))
    letter = _LETTER if table.parent is None else ()
    return (*keys, *letter, *_model_columns(table.model, (), "", required=True))


def _model_columns(model: type, path: tuple[str, ...], prefix: str, *, required: bool) -> Iterator[Column]:
    for field in fields_of(model):
        name, place = prefix + field.name, (*path, field.name)
        needed = required and not field.optional
        if field.kind == "model":
            if not field.many:
                below = prefix if field.name in _WITHOUT_PREFIX else f"{name}_"
                yield from _model_columns(field.plain, place, below, required=needed)
        elif field.many:
            yield Column(name, "TEXT", f"{field.meaning} (a JSON list)", needed, read=_reader(place, _json_list))
        elif field.kind == "pair":
            for end, word in ((0, "low"), (1, "high")):
                yield Column(
                    f"{name}_{word}",
                    _TYPES[field.plain],
                    f"{field.meaning}: {word} end",
                    needed,
                    read=_reader(place, _end(end)),
                )
        else:
            unique = name == "case_number"
            yield Column(name, _TYPES[field.plain], _meaning(field), needed, unique=unique, read=_reader(place, None))


def _meaning(field: Field) -> str:
    return f"{field.meaning} (1 or 0)" if field.kind == "boolean" else field.meaning


def _reader(path: tuple[str, ...], convert: Callable[[Any], Any] | None) -> Callable[[dict[str, Any]], Any]:
    """What reads the value at `path`, None where something on the way to it is absent."""
    if len(path) == 1:
        name = path[0]
        return (lambda item: item[name]) if convert is None else (lambda item: convert(item[name]))

    def read(item: dict[str, Any]) -> Any:
        value: Any = item
        for name in path:
            value = value[name]
            if value is None:
                return None
        return value if convert is None else convert(value)

    return read


def _json_list(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else "[]"


def _end(end: int) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return None if value is None else value[end]

    return read


# Rows


def rows_of(record: dict[str, Any], source: str, digest: str, summary: str | None) -> Rows:
    """The rows of a letter, table by table, in the order of `TABLES`.

    record (dict): `Determination.to_dict`.
    source (str): where the letter was read.
    digest (str): of its text.
    summary (str | None): text of the clinical case summary.
    RETURNS (tuple[list[tuple], ...]): keys count from 0 in each table; the store adds how many there are already.
    """
    rows: Rows = tuple([] for _ in TABLES)
    readers, below = _plan("decisions")
    rows[0].append((0, source, digest, summary, *[read(record) for read in readers]))
    for name in below:
        _add_rows(name, record, 0, rows)
    return rows


def _add_rows(name: str, item: dict[str, Any], parent: int, rows: Rows) -> None:
    table, own = _TABLES[name], rows[_POSITION[name]]
    if table.value is not None:
        own += [(len(own) + number, parent, value) for number, value in enumerate(item[table.fields[0]])]
        return
    readers, below = _plan(name)
    several = len(table.fields) > 1
    for field in table.fields:
        for value in item[field]:
            key = len(own)
            values = [read(value) for read in readers]
            own.append((key, parent, field, *values) if several else (key, parent, *values))
            for lower in below:
                _add_rows(lower, value, key, rows)


@cache
def _plan(name: str) -> tuple[tuple[Callable[[dict[str, Any]], Any], ...], tuple[str, ...]]:
    """What reads the values of a table's row, and the tables below it."""
    readers = tuple(column.read for column in columns_of(_TABLES[name]) if column.read is not None)
    return readers, tuple(table.name for table in TABLES if table.parent == name)


# SQL

_LEDGER = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE sources (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, letters INTEGER NOT NULL, errors INTEGER NOT NULL)""",
    """CREATE TABLE errors (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL, stage TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL)""",
)
_LETTERS = """CREATE TABLE letters (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, case_number TEXT UNIQUE, content_digest TEXT NOT NULL UNIQUE,
    issues INTEGER NOT NULL, upheld INTEGER NOT NULL, overturned INTEGER NOT NULL, record TEXT NOT NULL, doc BLOB)"""


def ledger_statements(*, tables: bool) -> Iterator[str]:
    """The SQL that makes what every run's file has, and the tables of letters.

    tables (bool): whether the letters are rows of `TABLES`, else records.
    YIELDS (str): statements.
    """
    yield from _LEDGER
    yield from table_statements() if tables else (_LETTERS,)


def table_statements() -> Iterator[str]:
    """The SQL that makes the tables, their indexes, and the view that the full-text index reads.

    YIELDS (str): statements.
    """
    for table in TABLES:
        columns = ", ".join(_definition(table, column) for column in columns_of(table))
        yield f"CREATE TABLE {table.name} ({columns})"
        keys = [column.name for column in columns_of(table) if column.references]
        for name in (*keys, *table.indexed):
            yield f"CREATE INDEX {table.name}_{name} ON {table.name} ({name})"
    yield (
        "CREATE VIEW issue_texts AS SELECT issues.id, issues.text AS item, rationale_text AS rationale, summary "
        "FROM issues JOIN decisions ON decisions.id = decision_id"
    )


def _definition(table: Table, column: Column) -> str:
    if column.name == "id":
        return "id INTEGER PRIMARY KEY"
    parts = [f'"{column.name}" {column.type}']
    parts += ["NOT NULL"] * column.required + ["UNIQUE"] * column.unique
    parts += ["COLLATE NOCASE"] * ((table.name, column.name) in _WITHOUT_CASE)
    if column.references:
        parts.append(f"REFERENCES {column.references} (id) ON DELETE CASCADE")
    return " ".join(parts)


@cache
def insert_statements() -> tuple[str, ...]:
    """The SQL that adds a row, of each of `TABLES`."""
    return tuple(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(columns_of(table)))})" for table in TABLES)


SEARCH_STATEMENT = (
    f"CREATE VIRTUAL TABLE {SEARCH_TABLE} USING fts5 (item, rationale, summary, "
    "content = 'issue_texts', content_rowid = 'id', tokenize = 'porter unicode61')"
)
SEARCH_INSERT = (
    f"INSERT INTO {SEARCH_TABLE} (rowid, item, rationale, summary) "
    "SELECT id, item, rationale, summary FROM issue_texts WHERE id >= ?"
)
