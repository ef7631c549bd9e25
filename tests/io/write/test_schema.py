"""The models' fields, and the Arrow schema and rows made of them."""

from __future__ import annotations

import json
import re
from dataclasses import is_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from imr_nlp.io.write.schema import from_row, record_schema, to_row
from imr_nlp.record import models
from imr_nlp.record.fields import fields_of
from imr_nlp.record.models import Citation, Determination, Header, Issue, Medication, Service

MODELS = [value for value in vars(models).values() if is_dataclass(value)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_says_what_it_means(model: type) -> None:
    assert [field.name for field in fields_of(model) if not field.meaning] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_docstrings_name_fields_and_types_as_they_are(model: type) -> None:
    declared = {field.name: field.annotation for field in fields_of(model)}
    documented = dict(re.findall(r"^ *(\w+) \((.+?)\): ", model.__doc__ or "", re.MULTILINE))
    assert {name: declared.get(name) for name in documented} == documented


@pytest.mark.parametrize(
    ("model", "name", "expected"),
    [
        (Header, "case_number", ("text", str, False, True)),
        (Issue, "number", ("integer", int, False, False)),
        (Issue, "retrospective", ("boolean", bool, False, False)),
        (Issue, "dates_of_service", ("text", str, True, False)),
        (Issue, "services", ("model", Service, True, False)),
        (Issue, "reviewer", ("model", Citation, True, False)),
        (Medication, "quantity", ("number", float, False, True)),
        (Medication, "times_per_day", ("pair", float, False, True)),
        (Citation, "topics", ("text", str, True, False)),
        (Citation, "pages", ("pair", int, True, False)),
    ],
)
def test_types(model: type, name: str, expected: tuple[Any, ...]) -> None:
    field = next(field for field in fields_of(model) if field.name == name)
    assert (field.kind, field.plain, field.many, field.optional) == expected


def test_order_is_the_records() -> None:
    assert [field.name for field in fields_of(Determination)] == list(Determination("unknown").to_dict())


def test_arrow_types() -> None:
    pa = pytest.importorskip("pyarrow")
    schema = record_schema()
    assert schema.names == list(Determination("unknown").to_dict())
    issue = schema.field("issues").type.value_type
    low_high = [("low", pa.float64()), ("high", pa.float64())]
    assert issue.field("services").type.value_type.field("per_week").type == pa.struct(low_high)
    pages = issue.field("reviewer").type.value_type.field("pages").type
    assert pages == pa.list_(pa.struct([("low", pa.int64()), ("high", pa.int64())]))
    assert issue.field("decision").metadata[b"comment"].startswith(b'"upheld"')


def test_corpus_there_and_back(corpus_docs: dict[str, Doc]) -> None:
    pa = pytest.importorskip("pyarrow")
    records = [doc._.imr.to_dict() for doc in corpus_docs.values()]
    before = json.dumps(records)
    table = pa.Table.from_pylist([to_row(record) for record in records], schema=record_schema())
    assert [from_row(row) for row in table.to_pylist()] == records
    assert json.dumps(records) == before


number = st.integers(0, 100) | st.floats(0, 100)
amount = st.none() | st.tuples(number, number)


@given(per_week=amount, times=amount, pages=st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), max_size=3))
def test_pairs_there_and_back(per_week: Any, times: Any, pages: list[tuple[int, int]]) -> None:
    medication = Medication("Norco", 0, 5, "Norco", ("hydrocodone",), times_per_day=times)
    citation = Citation("ODG", 0, 3, "ODG", None, None, (None, "mri"), None, (), tuple(pages), None)
    service = Service("PT", 0, 2, per_week=per_week)
    issue = Issue("PT", 0, 2, 1, None, medications=(medication,), services=(service,), reviewer=(citation,))
    record = Determination("unknown", issues=(issue,))
    assert from_row(to_row(record.to_dict())) == record.to_dict()
