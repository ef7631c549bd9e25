"""The rows of one table without a database: for CSV, Parquet, Spark and `pandas.DataFrame`. Start with `flat_rows`.

They have the columns of the table in the database, with the letter's source in front; keys count as there, so that rows of
two tables can be joined.

>>> from imr_nlp.record.models import Determination, Header, Issue
>>> issue = Issue("Soma #60", 0, 8, 1, "upheld")
>>> record = Determination("final_determination", "upheld", Header("CM16-9900101"), issues=(issue,))
>>> row = issue_rows(record)[0]
>>> row["case_number"], row["item"], row["decision"], row["drug"]
('CM16-9900101', 'Soma #60', 'upheld', None)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from imr_nlp.errors import Errors
from imr_nlp.io.write.derived import Column, Item
from imr_nlp.io.write.tables import BY_NAME, POSITIONS, TABLES, columns_of, rows_of
from imr_nlp.record.models import Determination

if TYPE_CHECKING:
    import pyarrow

# What a record alone gives: the text of a letter is not in it.
FLAT_TABLES = tuple(table.name for table in TABLES if table.name != "letter_texts")


@cache
def flat_columns(table: str) -> tuple[Column, ...]:
    """The columns of a table's rows: `source` (`letter_source` where it has one of its own), then those of the table.

    RAISES (ValueError): there is no such table.
    """
    if table not in FLAT_TABLES:
        raise ValueError(Errors.E074.format(table=table, known=", ".join(FLAT_TABLES)))
    source = next(column for column in columns_of("letters") if column.name == "source")
    own = columns_of(table)
    if source in own:
        return own
    taken = any(column.name == source.name for column in own)
    return (Column("letter_source" if taken else "source", source.kind, source.meaning, required=True), *own)


def flat_rows(letters: Iterable[tuple[str, Item]], table: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, values in the order of `flat_columns`, of sources and records (`Determination.to_dict`)."""
    position, parent = POSITIONS[table], BY_NAME[table].parent
    above = POSITIONS[parent or table]
    key = above_key = 1
    for source, record in letters:
        rows = rows_of(record, source)
        for row in rows[position]:
            keyed = (key + row[0],) if parent is None else (source, key + row[0], above_key + row[1])
            yield (*keyed, *row[1 if parent is None else 2 :])
        key += len(rows[position])
        above_key += len(rows[above])


# Columns of an issue's row and what they mean.
ISSUE_COLUMNS: dict[str, str] = {column.name: column.meaning for column in flat_columns("issues")}


def issue_rows(record: Determination | Item) -> list[Item]:
    """One flat dict an issue.

    record (Determination | dict): `doc._.imr`, its `to_dict()`, or a line of a .jsonl that `imr-nlp extract` wrote.
    RETURNS (list[dict]): the same keys in each (`ISSUE_COLUMNS`); values are strings, numbers, booleans or None, lists JSON
        text. A letter without issues gives none.
    """
    plain = record.to_dict() if isinstance(record, Determination) else record
    rows = flat_rows([(plain.get("source") or "", plain)], "issues")
    return [dict(zip(ISSUE_COLUMNS, row, strict=True)) for row in rows]


def flat_schema(table: str) -> pyarrow.Schema:
    """The Arrow schema of a table's rows; each column's meaning is in its metadata, key "comment". Dates and lists are text."""
    import pyarrow

    types = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "boolean": pyarrow.bool_()}
    return pyarrow.schema(
        [
            pyarrow.field(column.name, types.get(column.kind, pyarrow.string()), metadata={"comment": column.meaning})
            for column in flat_columns(table)
        ]
    )
