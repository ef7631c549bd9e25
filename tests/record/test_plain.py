"""A record from its JSON object."""

from __future__ import annotations

import json
import typing
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from imr_nlp.errors import RecordError
from imr_nlp.record import models
from imr_nlp.record.models import Determination, Issue
from imr_nlp.record.plain import SCHEMA_VERSION, from_plain, to_plain

MODELS = [value for value in vars(models).values() if is_dataclass(value)]


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return st.one_of(*map(values, arguments))
    if origin is tuple:
        many = arguments[-1] is Ellipsis
        return st.lists(values(arguments[0]), max_size=2).map(tuple) if many else st.tuples(*map(values, arguments))
    if is_dataclass(hint):
        return made(hint)
    plain = {int: st.integers(0, 9), float: st.floats(0, 9), str: st.text(max_size=3), bool: st.booleans()}
    return st.none() if hint is type(None) else plain[hint]


def made(model: Any) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(model)
    return st.builds(model, **{field.name: values(hints[field.name]) for field in fields(model)})


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_there_and_back(model: type) -> None:
    @given(made(model))
    def check(value: Any) -> None:
        plain = to_plain(value)
        assert from_plain(model, plain) == value
        assert from_plain(model, json.loads(json.dumps(plain))) == value

    check()


def test_corpus_there_and_back(corpus_docs: dict[str, Doc]) -> None:
    for name, doc in corpus_docs.items():
        record = doc._.imr
        assert Determination.from_dict(record.to_dict()) == record
        line = {"source": name, **json.loads(json.dumps(record.to_dict()))}
        assert hash(Determination.from_dict(line)) == hash(record)


def test_what_is_left_out_has_its_default() -> None:
    assert Determination.from_dict({"schema_version": SCHEMA_VERSION, "form": "unknown"}) == Determination("unknown")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema_version": "0"}, r"\[E071\] a record of version 0, this is version \d"),
        ({"schema_version": None}, r"\[E071\] a record of version None"),
        ({"issue": []}, r"\[E070\] not the dict of a Determination \(unknown field 'issue'\)"),
        ({"header": {"case": "x"}}, r"\[E070\] not the dict of a Header \(unknown field 'case'\)"),
        ({"issues": [{"text": "Soma"}]}, r"\[E070\] not the dict of a Issue \(.*missing .*'start'"),
        ({"issues": ["Soma"]}, r"\[E070\] not the dict of a Issue \(of type str\)"),
    ],
)
def test_what_is_no_record(changes: dict[str, Any], message: str) -> None:
    plain = Determination("unknown", issues=(Issue("Soma", 0, 4, 1, None),)).to_dict()
    with pytest.raises(RecordError, match=message):
        Determination.from_dict({**plain, **changes})
