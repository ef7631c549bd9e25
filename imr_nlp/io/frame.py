"""Letters as a pandas DataFrame (extra `pandas`): `to_frame` is where to start."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from imr_nlp.errors import Errors
from imr_nlp.io.read.documents import Extraction, Failure
from imr_nlp.io.read.sources import Source
from imr_nlp.io.run.run import extract, unknown_forms
from imr_nlp.io.write.derived import Item, Kind, known_day
from imr_nlp.io.write.rows import flat_columns, flat_rows
from imr_nlp.labels import UNKNOWN_FORM
from imr_nlp.record.models import Determination

if TYPE_CHECKING:
    import pandas

    Records = Determination | Item | Extraction

_TYPES: dict[Kind, str] = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "text": "string"}


def to_frame(
    sources_or_records: Source | Records | Iterable[Source | Records], table: str = "issues", *, workers: int | None = None
) -> pandas.DataFrame:
    """A table of letters: the rows that it has in a database, with the letter's source in front.

    sources_or_records (...): files, folders, globs, texts, or source and text, as for `imr_nlp.extract`; or records:
        `Determination`, dicts of a .jsonl, what `imr_nlp.extract` yields. Sources are read in processes of their own, so in a
        script the call stands under `if __name__ == "__main__":`.
    table (str): "issues", "letters", "citations", "reasons", "medications", ...; `imr-nlp dictionary` lists all with their
        columns.
    workers (int | None): processes; None: as many as there are processors.
    RETURNS (DataFrame): numbers are nullable (`Int64`, `Float64`, `boolean`), values of which there are few `category`, text
        `string`, lists tuples, dates `datetime64[s]`: NaT for one that is not known to the day. `attrs["failures"]` has the
        `Failure` of each letter that could not be read; there is a warning of them, and of letters of form "unknown".
    RAISES (ImportError): pandas is not installed.
    RAISES (TypeError): neither sources nor records.
    RAISES (ValueError): there is no such table.
    RAISES (RecordError): a dict is no record of this version.

    >>> frame = to_frame(Determination.from_dict(line) for line in [Determination("final_determination").to_dict()])
    >>> len(frame), frame["decision_date"].dtype, frame["decision"].dtype, frame["number"].dtype
    (0, dtype('<M8[s]'), CategoricalDtype(categories=[], ordered=False, categories_dtype=object), Int64Dtype())
    """
    try:
        import pandas
    except ImportError as error:
        raise ImportError(Errors.E047.format(path="imr_nlp.to_frame", package="pandas", extra="pandas")) from error
    columns = flat_columns(table)
    failures: list[Failure] = []
    rows = list(flat_rows(_letters(sources_or_records, workers, failures), table))
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    data = {column.name: _series(column.kind, found) for column, found in zip(columns, values, strict=True)}
    frame = pandas.DataFrame(data, columns=[column.name for column in columns])
    frame.attrs["failures"] = failures
    if failures:
        warnings.warn(Errors.W004.format(count=len(failures), first=failures[0]), stacklevel=2)
    return frame


def _letters(given: Any, workers: int | None, failures: list[Failure]) -> Iterator[tuple[str, Item]]:
    """Sources and records; failures are added to the list."""
    if isinstance(given, str | os.PathLike | Determination | dict | Extraction):
        given = [given]
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        raise TypeError(Errors.E072.format(type=type(given).__name__))
    items = iter(given)
    first = next(items, None)
    if first is None:
        return
    everything = chain([first], items)
    own = isinstance(first, Determination | dict | Extraction)
    found = _extractions(everything) if own else extract(cast("Iterable[Source]", everything), workers=workers)
    letters, unknown = 0, list[str]()
    for one in found:
        if one.record is None:
            failures += [one.failure] if one.failure else []
            continue
        letters += 1
        if one.record.form == UNKNOWN_FORM:
            unknown.append(one.source)
        yield one.source, one.record.to_dict()
    # Of those that it has read itself `extract` has warned.
    if unknown and own:
        warnings.warn(unknown_forms(unknown, len(unknown), letters), stacklevel=4)


def _extractions(records: Iterable[Any]) -> Iterator[Extraction]:
    """Records by their source, else their case number, else their place."""
    for number, record in enumerate(records):
        if isinstance(record, Extraction):
            yield record
            continue
        source = record.get("source") if isinstance(record, dict) else None
        made = record if isinstance(record, Determination) else Determination.from_dict(record)
        yield Extraction(source or made.header.case_number or str(number), made)


def _series(kind: Kind, values: Iterable[Any]) -> Any:
    import numpy
    import pandas

    if kind == "date":
        return numpy.array([value if known_day(value) else "NaT" for value in values], dtype="datetime64[s]")
    if kind == "category":
        return pandas.Categorical(list(values))
    if kind == "list":
        return [None if value is None else _tuple(json.loads(value)) for value in values]
    return pandas.array(list(values), dtype=_TYPES[kind])


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
