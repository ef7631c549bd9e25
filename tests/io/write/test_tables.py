"""The tables of a database: nothing of a record is lost in them, and the questions one has are short queries."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from imr_nlp.io.read.documents import Finished
from imr_nlp.io.write.dictionary import datasette_metadata, dictionary, examples
from imr_nlp.io.write.prepare import case_summary, prepare
from imr_nlp.io.write.rows import FLAT_TABLES, flat_columns, flat_schema
from imr_nlp.io.write.sql import RATES_VIEW, REGIONS_TABLE, SEARCH_TABLE, table_statements
from imr_nlp.io.write.store import Store
from imr_nlp.io.write.tables import TABLES, Table, columns_of, rows_of
from imr_nlp.record.fields import Field, fields_of
from imr_nlp.record.models import Citation, Determination, Issue, Medication, Service, Strength

BY_NAME = {table.name: table for table in TABLES}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def database(
    nlp: Language, corpus_docs: dict[str, Doc], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    """The corpus, and a letter of it whose Norco #60 is #120."""
    path = tmp_path_factory.mktemp("tables") / "corpus.db"
    other = corpus_docs["b03.txt"].text.replace("Norco 10/325mg #60", "Norco 10/325mg #120").replace("Case Number:", "Number:")
    letters = {**corpus_docs, "more.txt": nlp(other)}
    with Store.open(path, tables=True) as store:
        store.add(Finished(name, (prepare(name, doc.text, doc, "tables"),)) for name, doc in letters.items())
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def records(corpus_docs: dict[str, Doc]) -> dict[str, Row]:
    return {name: doc._.imr.to_dict() for name, doc in corpus_docs.items()}


# A record from its rows

RENAMED = {("issues", "text"): "item", ("utilization_review", "issue"): "issue_number"}
CITED = {
    "claims_administrator": " AND cited_by = 'claims_administrator' AND cited_in = 'statement'",
    "reviewer": " AND cited_by = 'reviewer' AND cited_in = 'statement'",
    "rationale_citations": " AND cited_by = 'reviewer' AND cited_in = 'rationale'",
}


def rebuilt(database: sqlite3.Connection, table: Table, row: sqlite3.Row) -> Row:
    assert table.model is not None
    return _model(database, table, table.model, row, "")


def _model(database: sqlite3.Connection, table: Table, model: type, row: sqlite3.Row, prefix: str) -> Row:
    return {field.name: _value(database, table, field, row, prefix) for field in fields_of(model)}


def _value(database: sqlite3.Connection, table: Table, field: Field, row: sqlite3.Row, prefix: str) -> Any:
    name = prefix + field.name if prefix else RENAMED.get((table.name, field.name), field.name)
    if field.kind == "model" and field.many:
        below = next(other for other in TABLES if other.parent == table.name and field.name in other.fields)
        side = CITED.get(field.name, "") if below.name == "citations" else ""
        found = database.execute(f"SELECT * FROM {below.name} WHERE {table.key} = ?{side} ORDER BY id", (row["id"],))
        return [rebuilt(database, below, one) for one in found.fetchall()]
    if field.kind == "model":
        part = _model(database, table, field.plain, row, "" if field.name == "header" else f"{name}_")
        return None if field.optional and not any(part.values()) and part.get("medically_necessary") is None else part
    if field.many:
        return json.loads(row[name])
    if field.kind == "pair":
        low = row[f"{name}_low"]
        return None if low is None else [low, row[f"{name}_high"]]
    return bool(row[name]) if field.kind == "boolean" and row[name] is not None else row[name]


def test_every_record_comes_back(database: sqlite3.Connection, records: dict[str, Row]) -> None:
    rows = database.execute("SELECT * FROM letters WHERE source != 'more.txt' ORDER BY id").fetchall()
    assert {row["source"]: rebuilt(database, TABLES[0], row) for row in rows} == records


def test_made_record_comes_back(tmp_path: Path) -> None:
    """Ranges, and values that are false or zero."""
    strengths = (Strength("a", 10.0, "mg"), Strength(None, 325.0, "mg", 1.0, "hour"))
    medication = Medication("Norco", 0, 5, "Norco", ("a", "b"), quantity=0.0, strengths=strengths, times_per_day=(2.0, 3.0))
    citation = Citation("ODG", 0, 3, "ODG", None, None, (None, "mri"), None, ("x", 'y "z"'), ((3, 4), (7, 7)), None)
    service = Service("PT", 0, 2, (12.0, 12.0), "visit", (2.0, 3.0), (4.0, 4.0), (12.0, 12.0))
    issue = Issue("PT", 0, 2, 1, None, services=(service,), medications=(medication,), reviewer=(citation,))
    record = Determination("unknown", issues=(issue,)).to_dict()
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for table, rows in zip(TABLES, rows_of(record, "a", ("digest", None, None)), strict=True):
        columns = ", ".join(f'"{column.name}"' for column in columns_of(table.name))
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
        connection.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(columns_of(table.name)))})", rows)
    assert rebuilt(connection, TABLES[0], connection.execute("SELECT * FROM letters").fetchone()) == record
    ingredients = connection.execute("SELECT medication_id, ingredient FROM medication_ingredients").fetchall()
    assert [tuple(row) for row in ingredients] == [(0, "a"), (0, "b")]


def test_values_that_have_their_own_table_are_those_of_the_lists(database: sqlite3.Connection) -> None:
    for name, column, parent, field in (
        ("specialties", "specialty", "letters", "reviewer_certifications"),
        ("medication_ingredients", "ingredient", "medications", "ingredients"),
        ("claimant_medication_ingredients", "ingredient", "claimant_medications", "ingredients"),
        ("citation_sections", "section", "citations", "sections"),
        ("citation_sections", "topic", "citations", "topics"),
    ):
        lists = database.execute(f"SELECT p.id, value FROM {parent} AS p, json_each(p.{field}) ORDER BY p.id, key")
        own = database.execute(f"SELECT {BY_NAME[parent].key}, {column} FROM {name} ORDER BY id").fetchall()
        assert own and [tuple(row) for row in own] == [tuple(row) for row in lists.fetchall()]


def test_counts(database: sqlite3.Connection, records: dict[str, Row]) -> None:
    issues = [issue for record in records.values() for issue in record["issues"]]
    found = database.execute(
        "SELECT decision, COUNT(*) FROM issues JOIN letters ON letters.id = letter_id WHERE source != 'more.txt' GROUP BY 1"
    )
    assert dict(map(tuple, found.fetchall())) == Counter(issue["decision"] for issue in issues)


@pytest.mark.parametrize("table", FLAT_TABLES)
def test_columns_are_the_same_everywhere(database: sqlite3.Connection, table: str) -> None:
    """In the database, a .csv, a frame and, as Arrow's, a .parquet and Spark."""
    pytest.importorskip("pyarrow")
    stored = [row["name"] for row in database.execute(f"PRAGMA table_info({table})")]
    flat = [column.name for column in flat_columns(table)]
    assert flat == flat_schema(table).names
    assert flat == stored if table == "letters" else flat[1:] == stored


def test_database_is_sound(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [tuple(row) for row in database.execute("PRAGMA integrity_check")] == [("ok",)]
    database.execute(f"INSERT INTO {SEARCH_TABLE} ({SEARCH_TABLE}) VALUES ('integrity-check')")
    for table in TABLES:
        ids = [row[0] for row in database.execute(f"SELECT id FROM {table.name} ORDER BY id")]
        assert (ids or table.name in ("documents_reviewed", "findings", "finding_mentions")) and ids == list(
            range(1, len(ids) + 1)
        ), table.name


def test_offsets_lead_to_the_text(database: sqlite3.Connection, corpus_texts: dict[str, str]) -> None:
    rows = database.execute(
        "SELECT source, item, start, end FROM issues JOIN letters ON letters.id = letter_id WHERE source != 'more.txt'"
    ).fetchall()
    assert rows and all(" ".join(corpus_texts[row["source"]][row["start"] : row["end"]].split()) == row["item"] for row in rows)


def test_summary_is_the_letters(nlp: Language, database: sqlite3.Connection, corpus_docs: dict[str, Doc]) -> None:
    doc = corpus_docs["a01.txt"]
    (summary,) = database.execute("SELECT summary FROM letter_texts WHERE id = 1").fetchone()
    assert summary == case_summary(doc)
    assert summary.startswith("The injured worker is a 46 year old female") and summary.endswith("non-certified the Flexeril.")
    assert case_summary(nlp("No letter.")) is None


# Queries


def test_which_norco_120_was_overturned_on_which_guideline_and_why(database: sqlite3.Connection) -> None:
    rows = database.execute(examples()[0].query).fetchall()
    assert {row["item"] for row in rows} == {"Norco 10/325mg #120"}
    assert {row["guideline"].split(" 2009")[0] for row in rows} == {"MTUS Chronic Pain Medical Treatment"}
    assert [(row["code"], row["evidence"][:14]) for row in rows] == [("supports_approved_treatment", "A short supply")]
    sixty = examples()[0].query.replace("quantity = 120", "quantity = 60")
    assert [row["guideline"] for row in database.execute(sixty)] == [row["guideline"] for row in rows]
    (upheld,) = database.execute(
        "SELECT COUNT(*) FROM medications JOIN issues ON issues.id = issue_id "
        "WHERE medications.drug = 'Norco' AND quantity = 120 AND decision = 'upheld'"
    ).fetchone()
    assert upheld > 0


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.question)
def test_examples_of_the_dictionary_find_something(database: sqlite3.Connection, example: Any) -> None:
    assert database.execute(example.query).fetchall()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("letters", "case_number", "CM16-9900101"),
        ("letters", "decision_date", "2016-11-04"),
        ("issues", "decision", "upheld"),
        ("issues", "category", "pharmaceutical"),
        ("medications", "drug_name", "norco"),
        ("issues", "drug_name", "norco"),
        ("medication_ingredients", "ingredient", "hydrocodone"),
        ("claimant_medication_ingredients", "ingredient", "hydrocodone"),
        ("citations", "source", "MTUS"),
        ("reasons", "code", "monitoring_missing"),
    ],
)
def test_search_by_column_uses_its_index(database: sqlite3.Connection, table: str, column: str, value: str) -> None:
    query = f"SELECT id FROM {table} WHERE {column} = ?"
    plan = " ".join(row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {query}", (value,)))
    assert f"({column}=?)" in plan
    assert database.execute(query, (value,)).fetchall()


def test_full_text_leads_to_issues(database: sqlite3.Connection) -> None:
    query = "SELECT issues.item FROM issue_search JOIN issues ON issues.id = issue_search.rowid WHERE issue_search MATCH ?"
    rows = database.execute(query, ('item: norco AND rationale: "pill count" AND summary: "warehouse picker"',)).fetchall()
    assert [row["item"] for row in rows] == ["120 tablets of Norco 10/325 mg with 2 refills"]
    (excerpt,) = database.execute(
        "SELECT snippet(issue_search, 1, '[', ']', '', 5) FROM issue_search WHERE rowid = 1 AND issue_search MATCH 'pills'"
    ).fetchone()
    assert "[pill]" in excerpt


@pytest.mark.parametrize("words", ['"10/325"', '"norco 10/325"', '"10/325mg"', '"10/325 mg"', '"norco 10/325 mg" AND "90"'])
def test_strength_is_found_however_it_is_written(database: sqlite3.Connection, words: str) -> None:
    query = "SELECT issues.item FROM issue_search JOIN issues ON issues.id = issue_search.rowid WHERE issue_search MATCH ?"
    assert "Norco 10/325mg #90" in [row["item"] for row in database.execute(query, (words,))]


def test_text_of_a_letter(nlp: Language, database: sqlite3.Connection, corpus_texts: dict[str, str]) -> None:
    (text,) = database.execute("SELECT text FROM letter_texts WHERE letter_id = 1").fetchone()
    assert text == corpus_texts["a01.txt"]
    rows = prepare("a", text, nlp(text), "tables", keep_text=False).rows
    assert rows is not None and rows[1][0][3:] == (case_summary(nlp(text)), None)


# What is computed


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        # a01, by its first page: 2013-04-18, 2016-09-12, 2016-09-23, 2016-10-03, 2016-11-04.
        ("letters", "days_from_injury_to_decision", 1296),
        ("letters", "days_from_denial_to_decision", 53),
        ("letters", "days_from_application_to_decision", 42),
        ("letters", "days_from_assignment_to_decision", 32),
        ("issues", "case_number", "CM16-9900101"),
        ("issues", "specialties", "Physical Medicine & Rehabilitation; Pain Management"),
        ("issues", "claimant_age", 46),
        ("issues", "drug", "Norco"),
        ("issues", "drug_name", "norco"),
        ("issues", "drug_quantity", 120.0),
        ("issues", "drug_class", "opioids"),
        ("issues", "reason_codes", "no_functional_improvement; monitoring_missing"),
        ("medications", "drug_name", "norco"),
    ],
)
def test_computed_columns(database: sqlite3.Connection, table: str, column: str, expected: Any) -> None:
    (value,) = database.execute(f"SELECT {column} FROM {table} WHERE id = 1").fetchone()
    assert value == expected


def wilson(overturned: int, n: int) -> tuple[float, float, float]:
    """The rate and its interval, by the textbook."""
    z, rate = NormalDist().inv_cdf(0.975), overturned / n
    middle, half = rate + z * z / (2 * n), z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return rate, (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def test_rates_of_overturning(database: sqlite3.Connection, records: dict[str, Row]) -> None:
    rows = [tuple(row) for row in database.execute(f"SELECT * FROM {RATES_VIEW}")]
    assert {row[0] for row in rows} >= {"category", "drug_class", "specialty", "year"}
    for _, _, n, overturned, *rates in rows:
        assert rates == pytest.approx(wilson(overturned, n), abs=5.1e-5)
    # more.txt is b03.txt once more.
    issues = [issue for record in [*records.values(), records["b03.txt"]] for issue in record["issues"]]
    counted = Counter((issue["category"], issue["decision"]) for issue in issues)
    assert {(value, n, overturned) for by, value, n, overturned, *_ in rows if by == "category"} == {
        (category, counted[category, "upheld"] + counted[category, "overturned"], counted[category, "overturned"])
        for category, _ in counted
        if category is not None
    }


@pytest.mark.parametrize(("n", "overturned"), [(1, 0), (1, 1), (7, 3), (1_000, 1), (60_000, 29_999)])
def test_interval_of_few_and_of_many(n: int, overturned: int) -> None:
    """With nothing that an SQLite without mathematical functions lacks."""
    connection = sqlite3.connect(":memory:")
    for statement in table_statements():
        connection.execute(statement)
    issues = ((number, "upheld" if number > overturned else "overturned") for number in range(1, n + 1))
    connection.execute("PRAGMA foreign_keys = OFF")
    columns = 'id, letter_id, number, decision, category, item, start, "end", retrospective, dates_of_service'
    connection.executemany(f"INSERT INTO issues ({columns}) VALUES (?, 1, 1, ?, 'surgery', '', 0, 0, 0, '[]')", issues)
    used = set()

    def note(action: int, first: str | None, second: str | None, *more: object) -> int:
        used.update([second] * (action == sqlite3.SQLITE_FUNCTION))
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    ((by, value, *counts),) = connection.execute(f"SELECT * FROM {RATES_VIEW}").fetchall()
    assert (by, value, counts[:2]) == ("category", "surgery", [n, overturned])
    assert counts[2:] == pytest.approx(wilson(overturned, n), abs=5.1e-5)
    assert {name.lower() for name in used if name} <= {"count", "sum", "round", "abs", "substr", "coalesce"}


def test_text_is_stated_apart_as_in_pandas(database: sqlite3.Connection) -> None:
    """No column folds case, or SQL would count fewer values than a frame has."""
    assert not [statement for statement in table_statements() if "COLLATE" in statement]
    for table, column in (("medications", "drug"), ("diagnoses", "text"), ("citations", "title")):
        values = [row[0] for row in database.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")]
        counted = database.execute(f"SELECT {column}, COUNT(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}")
        assert dict(map(tuple, counted.fetchall())) == Counter(values)


def test_regions_are_parts_of_regions(database: sqlite3.Connection) -> None:
    within = dict(map(tuple, database.execute("SELECT region, part_of FROM regions").fetchall()))
    assert within["lumbar_spine"] == "spine" and within["spine"] is None
    found = {row[0] for row in database.execute("SELECT DISTINCT region FROM body_parts WHERE region IS NOT NULL")}
    assert found and found <= within.keys()


# The dictionary


def test_meanings_are_in_the_database(database: sqlite3.Connection) -> None:
    told = {tuple(row) for row in database.execute("SELECT table_name, column_name FROM column_meanings WHERE meaning != ''")}
    for name in [*(table.name for table in TABLES), RATES_VIEW, REGIONS_TABLE]:
        assert {(name, row["name"]) for row in database.execute(f"PRAGMA table_info({name})")} <= told


def test_datasette_shows_labels_and_meanings(database: sqlite3.Connection) -> None:
    tables = datasette_metadata("corpus")["databases"]["corpus"]["tables"]
    for table in TABLES:
        columns = {column.name for column in columns_of(table.name)}
        assert tables[table.name]["columns"].keys() == columns
        label = tables[table.name].get("label_column")
        # What other tables refer to is not to be shown as a number.
        assert label in columns if table.key else label is None or label in columns
    assert tables["issues"]["label_column"] == "item" and tables["letters"]["label_column"] == "case_number"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_dictionary_has_every_column(database: sqlite3.Connection, table: Table) -> None:
    section = dictionary().split(f"\n### {table.name}\n")[1].split("\n### ")[0]
    stored = [row["name"] for row in database.execute(f"PRAGMA table_info({table.name})")]
    assert stored == [column.name for column in columns_of(table.name)]
    assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == stored
    assert all(column.meaning for column in columns_of(table.name))
