"""The record's fields as the models declare them, and the Arrow schema made of these. `fields_of` is where to start.

Parquet and Spark hold a record as nested columns: dataclasses are structs, tuples are lists. A pair (`pages`: first and last
page; `per_week`: fewest and most) is a struct of `low` and `high`. `to_row` and `from_row` lead from the JSON to that and
back. All columns may be null, dates are strings (some letters give a year only).

Nothing here imports spaCy, and pyarrow only when a schema is asked for.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from imr_nlp.record.models import Determination, Mention

if TYPE_CHECKING:
    import pyarrow

Kind = Literal["text", "integer", "number", "boolean", "model", "pair"]
Convert = Callable[[Any], Any]

_PLAIN: dict[Any, Kind] = {str: "text", int: "integer", float: "number", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model.

    name (str): its name.
    kind (str): "text", "integer", "number", "boolean", "model" or "pair" (of `plain`).
    plain (type): str, int, float or bool, or the model.
    many (bool): whether it is a list of these.
    optional (bool): whether it may be absent.
    annotation (str): the type as the model has it.
    meaning (str): what it says.
    """

    name: str
    kind: Kind
    plain: type
    many: bool
    optional: bool
    annotation: str
    meaning: str


@cache
def fields_of(model: type) -> tuple[Field, ...]:
    """The fields of a model, in the order of the record (`schema_version` first).

    model (type): a dataclass of `imr_nlp.record.models`.
    RETURNS (tuple[Field, ...]): types from the annotations, meanings from the docstring.

    >>> from imr_nlp.record.models import Claimant
    >>> [(field.name, field.kind, field.optional, field.meaning) for field in fields_of(Claimant)][0]
    ('age', 'integer', True, 'age in years')
    """
    hints = typing.get_type_hints(model)
    meanings = {**(_meanings(Mention) if hasattr(model, "start") else {}), **_meanings(model)}
    found = [_field(field.name, hints[field.name], str(field.type), meanings) for field in fields(model)]
    return tuple(sorted(found, key=lambda field: field.name != "schema_version"))


def model_of(field: Field) -> type | None:
    """The dataclass that a field holds, or None."""
    return field.plain if field.kind == "model" else None


@cache
def _meanings(model: type) -> dict[str, str]:
    """Field to meaning, of the docstring's lines `name (type): meaning.`"""
    meanings: dict[str, str] = {}
    name = ""
    for line in (inspect.getdoc(model) or "").splitlines():
        before, _, meaning = line.partition("): ")
        if meaning and before.partition(" (")[0].isidentifier():
            name = before.partition(" (")[0]
            meanings[name] = meaning
        elif name:
            meanings[name] += f" {line}"
    return {name: " ".join(meaning.split()).removesuffix(".") for name, meaning in meanings.items()}


def _field(name: str, hint: Any, annotation: str, meanings: dict[str, str]) -> Field:
    choices = [choice for choice in _choices(hint) if choice is not type(None)]
    optional = len(choices) < len(_choices(hint))
    many = typing.get_origin(choices[0]) is tuple and typing.get_args(choices[0])[-1] is Ellipsis
    if many:
        choices = [choice for choice in _choices(typing.get_args(choices[0])[0]) if choice is not type(None)]
    pairs = [choice for choice in choices if typing.get_origin(choice) is tuple]
    plain = typing.get_args(pairs[0])[0] if pairs else choices[0]
    kind: Kind = "model" if is_dataclass(plain) else _PLAIN[plain]
    if pairs:
        kind = "pair"
    return Field(name, kind, plain, many, optional, annotation, meanings.get(name, ""))


def _choices(hint: Any) -> tuple[Any, ...]:
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return typing.get_args(hint) if union else (hint,)


# Arrow


def record_schema(model: type = Determination) -> pyarrow.Schema:
    """The Arrow schema of a record; each column's meaning is in its metadata, key "comment".

    model (type): Determination, or another model.
    RETURNS (pyarrow.Schema): to be used with rows of `to_row`.
    RAISES (ImportError): pyarrow is not installed (extra `tables`).
    """
    import pyarrow

    return pyarrow.schema([_arrow_field(field) for field in fields_of(model)])


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


def to_row(record: dict[str, Any] | Determination) -> dict[str, Any]:
    """A record as a row of `record_schema`.

    record (dict | Determination): the record.
    RETURNS (dict): equal to the record's JSON but for pairs, see the module. Parts that need no change are shared with it.

    >>> from imr_nlp.record.models import Issue, Service
    >>> therapy = Issue("PT", 0, 2, 1, None, services=(Service("PT", 0, 2, per_week=(2, 3)),))
    >>> row = to_row(Determination("unknown", issues=(therapy,)))
    >>> row["issues"][0]["services"][0]["per_week"]
    {'low': 2, 'high': 3}
    """
    plain = record.to_dict() if isinstance(record, Determination) else record
    row: dict[str, Any] = (_converter(Determination, _to_struct) or _same)(plain)
    return row


def from_row(row: dict[str, Any]) -> dict[str, Any]:
    """The record of a row of `record_schema`, for instance of `pyarrow.parquet.read_table(...).to_pylist()`.

    row (dict): the row; columns that are none of the record stay.
    RETURNS (dict): the record, `Determination.to_dict`.
    """
    record: dict[str, Any] = (_converter(Determination, _from_struct) or _same)(row)
    return record


def _same(value: Any) -> Any:
    return value


def _to_struct(value: Any) -> Any:
    low, high = value
    return {"low": low, "high": high}


def _from_struct(value: Any) -> Any:
    return [value["low"], value["high"]]


@cache
def _converter(model: type, convert: Convert) -> Convert | None:
    """What turns every pair in a model's dict; None if there is none to turn."""
    steps: dict[str, Convert] = {}
    for field in fields_of(model):
        step: Convert | None = None
        if field.kind == "model":
            step = _converter(field.plain, convert)
        elif field.kind == "pair":
            step = convert
        if step is not None:
            steps[field.name] = _each(step) if field.many else step
    if not steps:
        return None

    def turn(value: dict[str, Any]) -> dict[str, Any]:
        turned = {name: step(value[name]) for name, step in steps.items() if value.get(name) is not None}
        return {**value, **turned}

    return turn


def _each(step: Convert) -> Convert:
    return lambda values: [step(value) for value in values]
