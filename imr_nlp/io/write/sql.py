"""The SQL of a run's file: its tables, indexes, views and full-text index, made from `imr_nlp.io.write.tables`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from imr_nlp.io.write.derived import Column
from imr_nlp.io.write.tables import TABLES, Table, columns_of
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import Region

SEARCH_TABLE = "issue_search"
SEARCH_COLUMNS = ("item", "rationale", "summary", "apart")
RATES_VIEW = "overturn_rates"
RATES_MEANING = {
    "grouped_by": '"category", "drug_class", "chapter" (that the reviewer relied on), "region", "specialty" or "year"',
    "value": "the category, class, ..., of a specialty its normal form; an issue that has several counts in each of them, once",
    "n": "issues that were decided",
    "overturned": "how many of them were overturned",
    "rate": "the share of those",
    "rate_low": "low end of the 95 % Wilson interval of the rate",
    "rate_high": "high end of it",
}

REGIONS_TABLE = "regions"
REGIONS_MEANING = {"region": "a region of the body, as in `body_parts`", "part_of": "the larger region that it belongs to"}

_LEDGER = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE sources (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, letters INTEGER NOT NULL, errors INTEGER NOT NULL)""",
    """CREATE TABLE errors (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL, stage TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL)""",
)
_LETTERS = """CREATE TABLE letters (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, case_number TEXT UNIQUE, content_digest TEXT NOT NULL UNIQUE,
    form TEXT NOT NULL, issues INTEGER NOT NULL, upheld INTEGER NOT NULL, overturned INTEGER NOT NULL, record TEXT NOT NULL,
    doc BLOB)"""


def _apart(text: str) -> str:
    """SQL that sets numbers and units apart, where a text has them glued: "10/325mg" as "10/325 mg"."""
    spaced = f"LOWER({text})"
    for unit in ("mg", "mcg", "ml", "gm"):
        spaced = f"REPLACE({spaced}, '{unit}', ' {unit}')"
    return f"CASE WHEN {text} GLOB '*[0-9][mMgG][gGcClLmM]*' THEN {spaced} ELSE '' END"


_TEXTS = (
    "CREATE VIEW issue_texts AS SELECT issues.id, item, rationale_text AS rationale, summary, "
    f"{' || '.join(_apart(text) for text in ('item', 'rationale_text', 'summary'))} AS apart "
    "FROM issues JOIN letter_texts USING (letter_id)"
)
SEARCH_STATEMENT = (
    f"CREATE VIRTUAL TABLE {SEARCH_TABLE} USING fts5 ({', '.join(SEARCH_COLUMNS)}, "
    "content = 'issue_texts', content_rowid = 'id', tokenize = 'porter unicode61')"
)
SEARCH_INSERT = (
    f"INSERT INTO {SEARCH_TABLE} (rowid, {', '.join(SEARCH_COLUMNS)}) "
    f"SELECT id, {', '.join(SEARCH_COLUMNS)} FROM issue_texts WHERE id >= ?"
)


def ledger_statements(*, tables: bool) -> Iterator[str]:
    """The SQL that makes what every run's file has, and the tables of letters: rows of `TABLES`, or records."""
    yield from _LEDGER
    yield from table_statements() if tables else (_LETTERS,)


def table_statements() -> Iterator[str]:
    """The SQL that makes the tables, their indexes, and the views."""
    for table in TABLES:
        columns = columns_of(table.name)
        yield f"CREATE TABLE {table.name} ({', '.join(map(_definition, columns))})"
        for name in (*(column.name for column in columns if column.references), *table.indexed):
            yield f'CREATE INDEX {table.name}_{name} ON {table.name} ("{name}")'
    yield "CREATE TABLE column_meanings (table_name TEXT NOT NULL, column_name TEXT NOT NULL, meaning TEXT NOT NULL)"
    yield f"CREATE TABLE {REGIONS_TABLE} (region TEXT PRIMARY KEY, part_of TEXT REFERENCES {REGIONS_TABLE} (region))"
    yield _TEXTS
    yield files(__package__).joinpath("rates.sql").read_text("utf-8")


def column_meanings() -> Iterator[tuple[str, str, str]]:
    """What every column means: table or view, column, meaning."""
    for table in TABLES:
        yield from ((table.name, column.name, column.meaning) for column in columns_of(table.name))
    for name, meanings in ((REGIONS_TABLE, REGIONS_MEANING), (RATES_VIEW, RATES_MEANING)):
        yield from ((name, column, meaning) for column, meaning in meanings.items())


def region_rows() -> list[Region]:
    """The regions of the body, in the order of their file."""
    return select(read_rows(["body_parts.jsonl"], [Row]), Region)


def regions() -> list[tuple[str, str | None]]:
    """The regions of the body of the package's own rows, each with the larger one that it is part of, which comes first."""
    above = {row.id: row.part_of for row in region_rows()}

    def depth(region: str) -> int:
        larger = above[region]
        return 0 if larger is None else 1 + depth(larger)

    return [(region, above[region]) for region in sorted(above, key=depth)]


def _definition(column: Column) -> str:
    if column.name == "id":
        return "id INTEGER PRIMARY KEY"
    parts = [f'"{column.name}" {column.sql_type}']
    parts += ["NOT NULL"] * column.required + ["UNIQUE"] * column.unique
    if column.references:
        parts.append(f"REFERENCES {column.references} (id) ON DELETE CASCADE")
    return " ".join(parts)


@cache
def insert_statements() -> tuple[str, ...]:
    """The SQL that adds a row, of each of `TABLES`."""
    return tuple(f"INSERT INTO {table.name} VALUES ({_marks(table)})" for table in TABLES)


def _marks(table: Table) -> str:
    return ", ".join("?" * len(columns_of(table.name)))
