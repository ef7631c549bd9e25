"""The Arrow schema of a record, and a record as a row of it. `record_schema` is where to start.

Parquet and Spark hold a record as nested columns: dataclasses are structs, tuples are lists. A pair (`pages`: first and last
page; `per_week`: fewest and most) is a struct of `low` and `high`. `to_row` and `from_row` lead from the JSON to that and
back. All columns may be null, dates are strings (some letters give a year only).

Nothing here imports spaCy, and pyarrow only when a schema is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from imr_nlp.record.fields import Field, fields_of
from imr_nlp.record.models import Determination

if TYPE_CHECKING:
    import pyarrow

Convert = Callable[[Any], Any]


def record_schema() -> pyarrow.Schema:
    """The Arrow schema of a record, for rows of `to_row`; each column's meaning is in its metadata, key "comment"."""
    import pyarrow

    return pyarrow.schema([_arrow_field(field) for field in fields_of(Determination)])


def _arrow_field(field: Field) -> pyarrow.Field:
    import pyarrow

    plain = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    if field.kind == "model":
        value = pyarrow.struct([_arrow_field(part) for part in fields_of(field.plain)])
    elif field.kind == "pair":
        value = pyarrow.struct([pyarrow.field("low", plain[field.plain]), pyarrow.field("high", plain[field.plain])])
    else:
        value = plain[field.plain]
    return pyarrow.field(field.name, pyarrow.list_(value) if field.many else value, metadata={"comment": field.meaning})


def to_row(record: dict[str, Any]) -> dict[str, Any]:
    """A record as a row of `record_schema`.

    record (dict): `Determination.to_dict`.
    RETURNS (dict): equal to the record but for pairs, see the module. Parts that need no change are shared with it.

    >>> from imr_nlp.record.models import Issue, Service
    >>> therapy = Issue("PT", 0, 2, 1, None, services=(Service("PT", 0, 2, per_week=(2, 3)),))
    >>> row = to_row(Determination("unknown", issues=(therapy,)).to_dict())
    >>> row["issues"][0]["services"][0]["per_week"]
    {'low': 2, 'high': 3}
    """
    return _turned(_steps(Determination, _to_struct), record)


def from_row(row: dict[str, Any]) -> dict[str, Any]:
    """The record of a row of `record_schema`, for instance of `pyarrow.parquet.read_table(...).to_pylist()`.

    row (dict): the row; columns that are none of the record stay.
    """
    return _turned(_steps(Determination, _from_struct), row)


def _to_struct(value: Any) -> Any:
    low, high = value
    return {"low": low, "high": high}


def _from_struct(value: Any) -> Any:
    return [value["low"], value["high"]]


@cache
def _steps(model: type, convert: Convert) -> dict[str, Convert]:
    """What turns the fields of a model that are pairs, or have pairs in them."""
    steps: dict[str, Convert] = {}
    for field in fields_of(model):
        below = _steps(field.plain, convert) if field.kind == "model" else {}
        step = partial(_turned, below) if below else convert if field.kind == "pair" else None
        if step is not None:
            steps[field.name] = partial(_each, step) if field.many else step
    return steps


def _turned(steps: dict[str, Convert], value: dict[str, Any]) -> dict[str, Any]:
    return {**value, **{name: step(value[name]) for name, step in steps.items() if value.get(name) is not None}}


def _each(step: Convert, values: list[Any]) -> list[Any]:
    return [step(value) for value in values]
