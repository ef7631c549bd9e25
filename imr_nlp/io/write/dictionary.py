"""The data dictionary: every table, column and field of what a run writes, as Markdown made from the models and tables.

`imr-nlp dictionary` prints it; `dictionary` is where to start.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from imr_nlp.io.write import rows, sql, tables
from imr_nlp.io.write.derived import Column
from imr_nlp.io.write.normal_forms import normal_forms
from imr_nlp.record.fields import fields_of
from imr_nlp.record.models import Determination
from imr_nlp.record.plain import SCHEMA_VERSION


class Example(NamedTuple):
    """A question and the query that answers it."""

    question: str
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """What examples.sql has: a question in a line, its query in those that follow."""
    blocks = files(__package__).joinpath("examples.sql").read_text("utf-8").strip().split("\n\n")
    return tuple(Example(*block.removeprefix("-- ").split("\n", 1)) for block in blocks)


_SEARCH = f"""\
Full-text index (FTS5) `{sql.SEARCH_TABLE}`: `rowid` is `issues.id`; columns `item`, `rationale`, `summary` (the letter's), and
`apart`, which has all three with a blank between number and unit. Words match in all their endings (porter stems). If it is
missing, the SQLite that wrote the file has no FTS5."""
_LEDGER = """\
`sources` (source, letters, errors): the documents that are done. `errors` (source, stage, code, message): what could not be
read or processed, and letters left out because their case number or text is stored already. `meta` (name, value): versions and
options of the run. `column_meanings` (table_name, column_name, meaning): this dictionary."""
# What has no model.
_OTHERS = (
    (sql.REGIONS_TABLE, "Regions of the body, and which is part of which.", sql.REGIONS_MEANING),
    (sql.RATES_VIEW, "A view: how often issues are overturned, by what they have in common.", sql.RATES_MEANING),
)
_RECORD = """\
A letter is an object, in .jsonl with `source` in front, in .parquet a row with nested columns. There a pair
is a struct of `low` and `high`."""
_ROWS = """\
A row an issue: the columns of the table `issues`, with the letter's source in front. `--table` and `imr_nlp.to_frame` give any
other table likewise (`letter_source` where it has a source of its own). Lists are JSON; text in a .csv that a spreadsheet would
take for a formula has an apostrophe in front. Spark's `issues` has the same columns without the keys."""


def dictionary() -> str:
    """The data dictionary, as Markdown.

    >>> dictionary().splitlines()[0]
    '# Data dictionary of imr_nlp'
    """
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary of imr_nlp"
    yield f"Version {SCHEMA_VERSION} of the record, {tables.LAYOUT_VERSION} of the tables."
    yield ""
    yield "## Database (.db, .sqlite)"
    yield from (tables.__doc__ or "").strip().splitlines()[2:]
    for table in tables.TABLES:
        yield ""
        yield f"### {table.name}"
        yield _meaning(table)
        yield ""
        yield from _grid(
            ("column", "type", "meaning"),
            [(f"`{column.name}`", _column_type(table, column), column.meaning) for column in tables.columns_of(table.name)],
        )
    for name, meaning, columns in _OTHERS:
        yield from ("", f"### {name}", meaning, "")
        yield from _grid(("column", "meaning"), [(f"`{column}`", stated) for column, stated in columns.items()])
    yield from ("", "### Search", _SEARCH, "", "### The run", _LEDGER, "", "### Examples")
    for example in examples():
        yield from (example.question, "", "```sql", example.query, "```", "")
    yield "## Record (.jsonl, .parquet)"
    yield _RECORD
    for model in _models(Determination):
        yield from ("", f"### {model.__name__}", _first_line(model), "")
        yield from _grid(
            ("field", "type", "meaning"), [(f"`{f.name}`", f"`{f.annotation}`", f.meaning) for f in fields_of(model)]
        )
    yield from ("", "## Issues as rows (.csv, `imr_nlp.issue_rows`)", _ROWS, "")
    yield from _grid(("column", "meaning"), [(f"`{name}`", meaning) for name, meaning in rows.ISSUE_COLUMNS.items()])
    yield ""
    yield from normal_forms()


def datasette_metadata(database: str) -> dict[str, Any]:
    """What Datasette is to know of a database (name without ending): meanings, and labels in place of keys."""
    stated = {
        table.name: {
            "description": _meaning(table),
            "columns": {column.name: column.meaning for column in tables.columns_of(table.name)},
            **({"label_column": table.label} if table.label else {}),
        }
        for table in tables.TABLES
    }
    stated["issues"] |= {"fts_table": sql.SEARCH_TABLE, "fts_pk": "id"}
    stated |= {name: {"description": meaning, "columns": columns} for name, meaning, columns in _OTHERS}
    return {"databases": {database: {"tables": stated}}}


def _meaning(table: tables.Table) -> str:
    return table.meaning or _first_line(table.model)


def _column_type(table: tables.Table, column: Column) -> str:
    if column.name == "id":
        return "INTEGER, primary key"
    if column.references:
        return f"INTEGER, key of `{column.references}`"
    indexed = column.unique or column.name in table.indexed
    return column.sql_type + ", required" * column.required + ", unique" * column.unique + ", indexed" * indexed


def _models(model: type) -> list[type]:
    """A model and those in it, each once."""
    found: list[type] = []

    def visit(one: type) -> None:
        if one not in found:
            found.append(one)
            for field in fields_of(one):
                if field.kind == "model":
                    visit(field.plain)

    visit(model)
    return found


def _first_line(model: type | None) -> str:
    return (inspect.getdoc(model) or "").splitlines()[0] if model is not None else ""


def _grid(titles: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (titles, ["---"] * len(titles), *lines):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
