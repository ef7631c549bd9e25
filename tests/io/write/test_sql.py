"""The SQL of a run's file: what the tables refuse, how rates are counted, and how text is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from imr_nlp.io.write import sql
from imr_nlp.io.write.tables import TABLES, columns_of


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """An empty file of a run, whose letters are tables."""
    connection = sqlite3.connect(":memory:")
    for statement in sql.ledger_statements(tables=True):
        connection.execute(statement)
    yield connection
    connection.close()


def add(database: sqlite3.Connection, table: str, **values: Any) -> None:
    """Add a row; what it must have and is not given is nothing: 0, or no text."""
    for _, name, kind, required, *_ in database.execute(f"PRAGMA table_info({table})").fetchall():
        if required and name not in values:
            values[name] = 0 if kind in ("INTEGER", "REAL") else ""
    names = ", ".join(f'"{name}"' for name in values)
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", list(values.values()))


def names(database: sqlite3.Connection, kind: str) -> set[str]:
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))}


def test_records_alone_need_one_table() -> None:
    with sqlite3.connect(":memory:") as connection:
        for statement in sql.ledger_statements(tables=False):
            connection.execute(statement)
        assert names(connection, "table") == {"meta", "sources", "errors", "letters"}
        assert names(connection, "view") == set()
    connection.close()


def test_tables_and_views(database: sqlite3.Connection) -> None:
    assert {table.name for table in TABLES} | {"meta", "sources", "errors", "regions"} <= names(database, "table")
    assert names(database, "view") == {"issue_texts", sql.RATES_VIEW}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_are_as_long_as_their_table(database: sqlite3.Connection, table: Any) -> None:
    statements = dict(zip((table.name for table in TABLES), sql.insert_statements(), strict=True))
    columns = database.execute(f"PRAGMA table_info({table.name})").fetchall()
    assert statements[table.name].startswith(f"INSERT INTO {table.name} VALUES")
    assert statements[table.name].count("?") == len(columns) == len(columns_of(table.name))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_refers_to_another_table_has_an_index(database: sqlite3.Connection, table: Any) -> None:
    indexed = {
        database.execute(f"PRAGMA index_info({name})").fetchall()[0][2]
        for _, name, *_ in database.execute(f"PRAGMA index_list({table.name})").fetchall()
    }
    assert {column.name for column in columns_of(table.name) if column.references and column.name != "id"} <= indexed
    assert set(table.indexed) <= indexed


def test_what_belongs_to_a_letter_goes_with_it(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA foreign_keys = ON")
    add(database, "letters", id=1)
    add(database, "issues", id=1, letter_id=1)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        add(database, "issues", id=2, letter_id=2)
    database.execute("DELETE FROM letters")
    assert database.execute("SELECT COUNT(*) FROM issues").fetchone() == (0,)


def test_column_meanings(database: sqlite3.Connection) -> None:
    told = list(sql.column_meanings())
    assert len({(table, column) for table, column, _ in told}) == len(told)
    assert [row for row in told if not row[2].strip()] == []
    for table in {table for table, *_ in told}:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        assert [column for name, column, _ in told if name == table] == columns


def test_larger_regions_come_first(database: sqlite3.Connection) -> None:
    seen: set[str | None] = {None}
    for region, part_of in sql.regions():
        assert part_of in seen and region not in seen
        seen.add(region)
    database.execute("PRAGMA foreign_keys = ON")
    database.executemany(f"INSERT INTO {sql.REGIONS_TABLE} VALUES (?, ?)", sql.regions())


# Rates


def rates(database: sqlite3.Connection, by: str) -> list[tuple[Any, ...]]:
    return database.execute(f"SELECT value, n, overturned, rate FROM {sql.RATES_VIEW} WHERE grouped_by = ?", (by,)).fetchall()


def decided(database: sqlite3.Connection, *decisions: str | None, **values: Any) -> None:
    """Issues with these decisions."""
    for number, decision in enumerate(decisions, start=1):
        add(database, "issues", id=number, letter_id=number, decision=decision, **values)


def test_only_what_was_decided_counts(database: sqlite3.Connection) -> None:
    decided(database, "upheld", "overturned", None, "upheld", category="surgery", decision_date="2016-03-04")
    assert rates(database, "category") == [("surgery", 3, 1, 0.3333)]
    assert rates(database, "year") == [("2016", 3, 1, 0.3333)]


def test_what_has_no_value_is_in_no_group(database: sqlite3.Connection) -> None:
    decided(database, "upheld", "overturned")
    assert database.execute(f"SELECT * FROM {sql.RATES_VIEW}").fetchall() == []


@pytest.mark.parametrize(
    ("table", "column", "by"), [("medications", "drug_class", "drug_class"), ("body_parts", "region", "region")]
)
def test_issue_counts_once_in_each_group(database: sqlite3.Connection, table: str, column: str, by: str) -> None:
    decided(database, "overturned", "upheld")
    for number, (issue, value) in enumerate([(1, "a"), (1, "a"), (1, "b"), (2, "a")], start=1):
        add(database, table, id=number, issue_id=issue, **{column: value})
    assert rates(database, by) == [("a", 2, 1, 0.5), ("b", 1, 1, 1.0)]


@pytest.mark.parametrize(
    ("side", "place", "counted"),
    [
        ("reviewer", "statement", [("pain", 1, 1, 1.0)]),
        ("reviewer", "rationale", []),
        ("claims_administrator", "statement", []),
    ],
)
def test_chapters_that_the_reviewer_relied_on(database: sqlite3.Connection, side: str, place: str, counted: list[Any]) -> None:
    decided(database, "overturned")
    add(database, "citations", id=1, issue_id=1, cited_by=side, cited_in=place, chapter="pain")
    assert rates(database, "chapter") == counted


def test_specialties_are_counted_by_their_normal_form(database: sqlite3.Connection) -> None:
    decided(database, "overturned", "upheld")
    add(database, "specialties", letter_id=1, specialty="Pain Mgmt", normal_form="pain_management")
    add(database, "specialties", letter_id=2, specialty="Pain Management", normal_form="pain_management")
    add(database, "specialties", letter_id=2, specialty="Weaving")
    assert rates(database, "specialty") == [("pain_management", 2, 1, 0.5), ("Weaving", 1, 0, 0.0)]


@pytest.mark.parametrize(
    ("decisions", "interval"),
    [
        (["upheld"], (0.0, 0.7935)),
        (["overturned"], (0.2065, 1.0)),
        (["overturned", "upheld"], (0.0945, 0.9055)),
        (["upheld"] * 10, (0.0, 0.2775)),
    ],
)
def test_interval(database: sqlite3.Connection, decisions: list[str], interval: tuple[float, float]) -> None:
    """As tables of Wilson's interval have it."""
    decided(database, *decisions, category="surgery")
    assert database.execute(f"SELECT rate_low, rate_high FROM {sql.RATES_VIEW}").fetchone() == interval


# Words


@pytest.mark.parametrize(
    ("item", "apart"),
    [
        ("Norco 10/325mg #60", "norco 10/325 mg #60"),
        ("Norco 10/325MG", "norco 10/325 mg"),
        ("Fentanyl 25mcg", "fentanyl 25 mcg"),
        ("5ml of 2gm", "5 ml of 2 gm"),
        ("Norco 10 mg", ""),
        ("omega", ""),
        ("", ""),
    ],
)
def test_numbers_and_units_are_set_apart(database: sqlite3.Connection, item: str, apart: str) -> None:
    add(database, "letter_texts", letter_id=1)
    add(database, "issues", id=1, letter_id=1, item=item)
    assert database.execute("SELECT item, apart FROM issue_texts").fetchone() == (item, apart)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("norco", [1]),
        ('"10/325 mg"', [1]),
        ("injections", [2]),
        ("item: injecting", [2]),
        ("summary: norco", []),
        ("norco OR injection", [1, 2]),
        ("soma", []),
    ],
)
def test_search(database: sqlite3.Connection, words: str, found: list[int]) -> None:
    add(database, "letter_texts", letter_id=1)
    for number, item in ((1, "Norco 10/325mg"), (2, "Injection of the knee"), (3, "Soma, left out")):
        add(database, "issues", id=number, letter_id=1, item=item)
    database.execute(sql.SEARCH_STATEMENT)
    database.execute("DELETE FROM issues WHERE id = 3")
    database.execute(sql.SEARCH_INSERT, (1,))
    query = f"SELECT rowid FROM {sql.SEARCH_TABLE} WHERE {sql.SEARCH_TABLE} MATCH ? ORDER BY rowid"
    assert [row for (row,) in database.execute(query, (words,))] == found


def test_search_is_continued_from_an_issue(database: sqlite3.Connection) -> None:
    add(database, "letter_texts", letter_id=1)
    database.execute(sql.SEARCH_STATEMENT)
    for number in (1, 2):
        add(database, "issues", id=number, letter_id=1, item="Norco")
        database.execute(sql.SEARCH_INSERT, (number,))
    query = f"SELECT rowid FROM {sql.SEARCH_TABLE} WHERE {sql.SEARCH_TABLE} MATCH 'norco' ORDER BY rowid"
    assert [row for (row,) in database.execute(query)] == [1, 2]
