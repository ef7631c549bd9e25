"""Values of the record as plain JSON values and back; both follow from the fields of the dataclasses.

Nothing here imports spaCy. `to_plain` and `from_plain` are where to start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache, partial
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from imr_nlp.errors import Errors, RecordError

_SCALARS = frozenset({str, int, float, bool, type(None)})

Read = Callable[[Any], Any]


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


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
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


def _reader(hint: Any) -> Read | None:
    """What makes a value of a type from a plain one; None where they are the same."""
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(from_plain, hint)
    if get_origin(hint) in (Union, UnionType):
        # A record has no field that may be one of two dataclasses, or of two kinds of list.
        reads = [read for read in map(_reader, get_args(hint)) if read is not None]
        return partial(_if_structured, reads[0]) if reads else None
    if get_origin(hint) is tuple:
        return partial(_items, _reader(get_args(hint)[0]))
    return None


def _if_structured(read: Read, value: Any) -> Any:
    return read(value) if isinstance(value, dict | list | tuple) else value


def _items(read: Read | None, values: Any) -> tuple[Any, ...]:
    return tuple(values) if read is None else tuple([read(value) for value in values])
