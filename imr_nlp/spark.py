"""Letters on a Spark cluster: a DataFrame of texts or files in, a DataFrame of records out.

`extract` runs the pipeline where the rows are, loaded once in each Python worker; a letter that gives no record is a row with
an error. Only one that kills its process (memory, a crash in native code) is a failed task, which Spark repeats before it gives
up; no time limit is kept. `issues` makes of that one row an issue. Every worker needs the package with its extras
`spark` and `pdf`, and Spark the path of their Python (the environment variable PYSPARK_PYTHON). The README has an example with
a folder of PDFs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import spacy
from spacy.language import Language

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io import read_texts, text_of
from imr_nlp.io.read.documents import Document, Failure, Limits
from imr_nlp.io.write.rows import flat_rows, flat_schema
from imr_nlp.io.write.schema import from_row, record_schema, to_row

try:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, functions
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import BinaryType, StringType, StructType
except ImportError as error:
    raise ImportError(Errors.E047.format(path="imr_nlp.spark", package=error.name, extra="spark")) from error

RECORD, ERROR = "record", "error"
BATCH_SIZE = 256

_RECORD_TYPE = pa.struct(list(record_schema()))
_ERROR_TYPE = pa.struct([("stage", pa.string()), ("code", pa.string()), ("message", pa.string())])
_RESULT_SCHEMA = pa.schema([(RECORD, _RECORD_TYPE), (ERROR, _ERROR_TYPE)])

# Source, key and the letter's key: a row of Spark is known by the columns that it came with.
_ISSUE_KEYS = 3
_ISSUE_SCHEMA = pa.schema(list(flat_schema("issues"))[_ISSUE_KEYS:])

Row = dict[str, Any]


def extract(
    df: DataFrame,
    text_col: str = "text",
    id_col: str = "id",
    *,
    model: str = "imr_nlp",
    limits: Limits = Limits(),
) -> DataFrame:
    """The records of the letters in a DataFrame.

    df (DataFrame): one letter a row.
    text_col (str): the column of texts, or of the bytes of text or PDF files (`content` of Spark's binaryFile).
    id_col (str): the column that tells letters apart, of any type; comes out as it went in. If it ends in .pdf, bytes that are
        no PDF are an error, as of a file of that name.
    model (str): name or path of the pipeline, as for `spacy.load`, on the workers.
    limits (Limits): `file_size` bounds a text, a file and what it unpacks to. The others are not kept; memory is Spark's to
        bound (spark.executor.pyspark.memory).
    RETURNS (DataFrame): lazily, a row for each row of `df`: the id; `record`, a struct with the fields of
        `Determination.to_dict`; and `error`, a struct of `stage` ("read", "pipeline", "store"), `code` and `message`. One of
        the two is null. Each action on it reads the letters again: write it, or cache it.
    RAISES (ValueError): the text column is neither text nor bytes, or the id is called `record` or `error`.

    >>> rows = [(1, open("corpus/letters/a01.txt").read()), (2, "")]
    >>> letters = extract(spark.createDataFrame(rows, "id int, text string"))
    >>> letters.select("id", "record.header.case_number", "error.code").collect()
    [Row(id=1, case_number='CM16-9900101', code=None), Row(id=2, case_number=None, code='E011')]
    """
    letters = df.select(id_col, text_col)
    id_field, text_field = letters.schema.fields
    if not isinstance(text_field.dataType, (StringType, BinaryType)):
        raise ValueError(Errors.E060.format(column=text_col, type=text_field.dataType.simpleString()))
    if id_field.name.lower() in (RECORD, ERROR):
        raise ValueError(Errors.E061.format(column=id_field.name))

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return extract_batches(batches, model=model, limits=limits)

    # Both columns may have one name, and Arrow batches are read by place.
    schema = StructType([id_field, *from_arrow_schema(_RESULT_SCHEMA).fields])
    return letters.toDF(id_field.name, f"{id_field.name}_text").mapInArrow(run, schema)


def issues(df: DataFrame) -> DataFrame:
    """The issues of extracted letters, one a row.

    df (DataFrame): what `extract` gave, or that read from a file.
    RETURNS (DataFrame): all columns of `df` but `record` and `error`, then those of the table `issues` of a database
        (`imr-nlp dictionary`) without its keys.
    RAISES (ValueError): a column of `df` has the name of one of these.

    >>> rows = [(1, open("corpus/letters/a01.txt").read())]
    >>> letters = extract(spark.createDataFrame(rows, "id int, text string"))
    >>> issues(letters).select("id", "case_number", "number", "decision", "drug").collect()[0]
    Row(id=1, case_number='CM16-9900101', number=1, decision='upheld', drug='Norco')
    """
    kept = [name for name in df.columns if name not in (RECORD, ERROR)]
    for name in kept:
        if name.lower() in _ISSUE_SCHEMA.names:
            raise ValueError(Errors.E106.format(column=name))
    rows = df.where(functions.col(RECORD).isNotNull()).select(*map(_column, kept), RECORD)
    return rows.mapInArrow(issue_batches, StructType([*rows.schema.fields[:-1], *from_arrow_schema(_ISSUE_SCHEMA).fields]))


def issue_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What a worker does with its rows (columns to be kept, then the record): the columns kept and those of an issue."""
    for batch in batches:
        places, rows = [], []
        for place, record in enumerate(batch.column(batch.num_columns - 1).to_pylist()):
            found = [row[_ISSUE_KEYS:] for row in flat_rows([("", from_row(record))], "issues")]
            places += [place] * len(found)
            rows += found
        values = list(zip(*rows, strict=True)) or [()] * len(_ISSUE_SCHEMA)
        own = [pa.array(column, field.type) for column, field in zip(values, _ISSUE_SCHEMA, strict=True)]
        kept = batch.take(pa.array(places, pa.int64())).columns[:-1]
        yield pa.RecordBatch.from_arrays([*kept, *own], names=[*batch.schema.names[:-1], *_ISSUE_SCHEMA.names])


def _column(name: str) -> Column:
    quoted = name.replace("`", "``")
    return functions.col(f"`{quoted}`")


def extract_batches(
    batches: Iterable[pa.RecordBatch], *, model: str = "imr_nlp", limits: Limits = Limits()
) -> Iterator[pa.RecordBatch]:
    """What a worker does with its rows; `extract` hands it to mapInArrow.

    batches (Iterable[pa.RecordBatch]): the id, then the text or bytes.
    model (str): as for `spacy.load`.
    limits (Limits): as for `extract`.
    YIELDS (pa.RecordBatch): id, record and error, in the order of the rows, at most `BATCH_SIZE` at a time: of
        a large batch only the letters themselves, which Spark hands over, are all in memory.
    """
    nlp = pipeline(model)
    for batch in batches:
        for start in range(0, batch.num_rows, BATCH_SIZE):
            ids, values = batch.slice(start, BATCH_SIZE).columns
            # A Doc does not outlive the zone, so the records are made inside it.
            with nlp.memory_zone():
                letters = [_letter(nlp, source, value, limits) for source, value in zip(ids, values, strict=True)]
            results = _results(ids, letters)
            schema = pa.schema([batch.schema.field(0), *_RESULT_SCHEMA])
            yield pa.RecordBatch.from_arrays([ids, *results], schema=schema)


@cache
def pipeline(model: str) -> Language:
    """A pipeline, loaded at its first use in this process."""
    return spacy.load(model)


def _letter(nlp: Language, source: pa.Scalar, value: pa.Scalar, limits: Limits) -> Row | Failure:
    """The row of one letter, or why there is none: nothing in a letter ends the job."""
    try:
        text = _text(value, source, limits)
    except Exception as error:
        return Failure.of_error(_name(source), "read", error, Errors.E008)
    try:
        row: Row = to_row(nlp(text)._.imr.to_dict())
        return row
    except Exception as error:
        return Failure.of_error(_name(source), "pipeline", error, Errors.E017)


def _text(value: pa.Scalar, source: pa.Scalar, limits: Limits) -> str:
    name, content = _name(source), value.as_py()
    if content is None:
        raise ReadError(Errors.E011.format(path=name))
    if isinstance(content, bytes):
        return text_of(content, name, limits, pdf=name.lower().endswith(".pdf"))
    ((_, text),) = read_texts(Document(name, text=content), limits)
    return text


def _name(source: pa.Scalar) -> str:
    """What messages call a letter."""
    try:
        return str(source)
    except Exception:  # Spark's strings and timestamps can be what Python's cannot
        return "(id)"


def _results(ids: pa.Array, letters: list[Row | Failure]) -> tuple[pa.Array, pa.Array]:
    """The columns `record` and `error`."""
    try:
        records = _records(letters)
    except Exception:
        # One record does not fit the schema (a number over 64 bits): which one is only known one by one.
        letters = [_fitting(letter, source) for letter, source in zip(letters, ids, strict=True)]
        records = _records(letters)
    errors = [
        {"stage": letter.stage, "code": letter.code, "message": letter.message} if isinstance(letter, Failure) else None
        for letter in letters
    ]
    return records, pa.array(errors, _ERROR_TYPE)


def _records(letters: list[Row | Failure]) -> pa.Array:
    return pa.array([None if isinstance(letter, Failure) else letter for letter in letters], _RECORD_TYPE)


def _fitting(letter: Row | Failure, source: pa.Scalar) -> Row | Failure:
    try:
        _records([letter])
    except Exception as error:
        return Failure.of_error(_name(source), "store", error, Errors.E062)
    return letter
