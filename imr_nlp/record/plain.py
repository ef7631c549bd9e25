"""A record as plain JSON values and back; both follow from the fields of the dataclasses.

Nothing here imports spaCy. `to_dict` and `from_dict` are those of `Determination`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from imr_nlp.errors import Errors, RecordError
from imr_nlp.record.fields import Field, fields_of

if TYPE_CHECKING:
    from imr_nlp.record.models import Determination

SCHEMA_VERSION = "2"

_SCALARS = frozenset({str, int, float, bool, type(None)})

Read = Callable[[Any], Any]


def to_dict(record: Determination) -> dict[str, Any]:
    """The record as a JSON object: dicts, lists, strings, numbers, booleans and None only."""
    plain: dict[str, Any] = to_plain(record)
    return plain


def from_dict(kind: type[Determination], plain: Mapping[str, Any]) -> Determination:
    """The record of a JSON object, `Determination.from_dict(record.to_dict()) == record`.

    plain (Mapping[str, Any]): what `to_dict` gave, or a line of a .jsonl that `imr-nlp extract` wrote, whose `source` is
        left out.
    RETURNS (Determination): the record.
    RAISES (RecordError): a record of another version, or none at all; the message says what does not fit.
    """
    version = plain.get("schema_version")
    if version != SCHEMA_VERSION:
        raise RecordError(Errors.E071.format(theirs=version, ours=SCHEMA_VERSION))
    record: Determination = from_plain(kind, {name: value for name, value in plain.items() if name != "source"})
    return record


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(kind))


def to_plain(value: Any) -> Any:
    """Dataclasses as dicts and tuples as lists, all the way down."""
    kind: type = type(value)
    if kind in _SCALARS:
        return value
    if kind is tuple or kind is list:
        return [to_plain(item) for item in value]
    found = {}
    for name in _field_names(kind):
        item = getattr(value, name)
        found[name] = item if type(item) in _SCALARS else to_plain(item)
    return found


def from_plain(kind: type, value: Any) -> Any:
    """The dataclass of which `to_plain` gave the value.

    kind (type): the dataclass.
    value (dict): its fields; one that is left out has its default.
    RETURNS: equal to what `to_plain` was given.
    RAISES (RecordError): no dict, a field that the dataclass does not have, or one missing that has no default.
    """
    if not isinstance(value, dict):
        raise RecordError(Errors.E070.format(model=kind.__name__, reason=f"of type {type(value).__name__}"))
    readers = _readers(kind)
    unknown = value.keys() - readers.keys()
    if unknown:
        raise RecordError(Errors.E070.format(model=kind.__name__, reason=f"unknown field {min(unknown)!r}"))
    try:
        return kind(**{name: item if (read := readers[name]) is None else read(item) for name, item in value.items()})
    except TypeError as error:
        raise RecordError(Errors.E070.format(model=kind.__name__, reason=error)) from error


@cache
def _readers(kind: type) -> dict[str, Read | None]:
    return {field.name: _reader(field) for field in fields_of(kind)}


def _reader(field: Field) -> Read | None:
    """What makes the value of a field from a plain one; None where they are the same."""
    read: Read | None = tuple if field.kind == "pair" else None
    if field.kind == "model":
        read = partial(from_plain, field.plain)
    if field.many:
        return partial(_items, read)
    return partial(_if_structured, read) if read is not None and field.optional else read


def _if_structured(read: Read, value: Any) -> Any:
    return read(value) if isinstance(value, dict | list | tuple) else value


def _items(read: Read | None, values: Any) -> tuple[Any, ...]:
    return tuple(values) if read is None else tuple([read(value) for value in values])
