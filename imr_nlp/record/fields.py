"""The fields of the record's dataclasses, as they are declared and described. Start with `fields_of`."""

from __future__ import annotations

import inspect
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal

from imr_nlp.normalize import collapse

Kind = Literal["text", "integer", "number", "boolean", "model", "pair"]

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
    from imr_nlp.record.models import Mention  # imported here, since the models need this module for their JSON

    hints = typing.get_type_hints(model)
    meanings = {**(_meanings(Mention) if hasattr(model, "start") else {}), **_meanings(model)}
    found = [_field(field.name, hints[field.name], str(field.type), meanings) for field in fields(model)]
    return tuple(sorted(found, key=lambda field: field.name != "schema_version"))


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
    return {name: collapse(meaning).removesuffix(".") for name, meaning in meanings.items()}


def _field(name: str, hint: Any, annotation: str, meanings: dict[str, str]) -> Field:
    choices = [choice for choice in _choices(hint) if choice is not type(None)]
    optional = len(choices) < len(_choices(hint))
    many = typing.get_origin(choices[0]) is tuple and typing.get_args(choices[0])[-1] is Ellipsis
    if many:
        choices = [choice for choice in _choices(typing.get_args(choices[0])[0]) if choice is not type(None)]
    pairs = [choice for choice in choices if typing.get_origin(choice) is tuple]
    plain = typing.get_args(pairs[0])[0] if pairs else choices[0]
    kind: Kind = "pair" if pairs else "model" if is_dataclass(plain) else _PLAIN[plain]
    return Field(name, kind, plain, many, optional, annotation, meanings.get(name, ""))


def _choices(hint: Any) -> tuple[Any, ...]:
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return typing.get_args(hint) if union else (hint,)
