"""The tables of a run's database: their columns, made from the models, and a record's rows. Start with `TABLES` and `rows_of`.

A dataclass of which a record has several (an issue, a citation) is a table; one of which it has one (a claimant, a conclusion)
is columns of the table above, its field's name in front (`claimant_age`), the header's without. Columns are called as in the
record; an issue's own text is `item`. A list of values is JSON text (`json_each` unfolds it); what one counts by has a
table of its own besides (`specialties`, `citation_sections`, `medication_ingredients`). A pair is two columns, `..._low` and
`..._high`. What is computed of several fields stands after these (`imr_nlp.io.write.derived`).

Text compares by its characters, as in pandas, so that both count the same. To find a drug however it is spelt there is
`drug_name`, the name in lower case. `group` of reasons is a word of SQL: write it as "group".

Every table has an integer key `id`, which counts in order of storing, so that the same letters give the same keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from imr_nlp.io.write import derived
from imr_nlp.io.write.derived import Column, Item, Kind
from imr_nlp.record.fields import Field, fields_of
from imr_nlp.record.models import (
    BodyPart,
    CaseMedication,
    Citation,
    Determination,
    Diagnosis,
    Finding,
    Issue,
    Medication,
    Mention,
    PainScore,
    Reason,
    Service,
    Strength,
    UtilizationReview,
)

LAYOUT_VERSION = 2

# The fields of the first page are spoken of without saying "header".
_WITHOUT_PREFIX = frozenset({"header"})
# Fields that a column calls otherwise, because it stands without the rest of the record.
_NAMES: dict[tuple[type, str], str] = {(Issue, "text"): "item", (UtilizationReview, "issue"): "issue_number"}
_DATES = frozenset({"date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received", "date"})
# Columns whose values are a short list.
_CATEGORIES = frozenset(
    {
        *("schema_version", "form", "outcome", "priority", "sex", "assertion"),
        *("decision", "category", "subcategory", "drug_class", "dea_schedule", "region", "laterality", "part"),
        *("source", "chapter", "code", "group", "polarity"),
    }
)
_ONLY_WORDED = frozenset({(Medication, "form")})

Rows = tuple[list[tuple[Any, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database.

    name (str): its name.
    model (type | None): the dataclass of which a row is one, None for a table of values.
    parent (str | None): the table above.
    fields (Mapping[str, tuple]): the fields of the parent's model that hold the rows, with the values of `marks` for each.
    key (str): what its `id` is called in the tables below, "issue_id".
    label (str): the column that names a row to a reader.
    marks (tuple[Column, ...]): columns that say from which field a row is.
    first (tuple[Column, ...]): computed columns in front of the model's.
    last (tuple[Column, ...]): computed columns after the model's, or the columns of a table of values.
    values (Callable | None): from the dict above to the rows of a table of values.
    indexed (tuple[str, ...]): columns with an index, besides the keys.
    meaning (str): what a row is, if the model's docstring is not to say it.
    """

    name: str
    model: type | None
    parent: str | None = None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    key: str = ""
    label: str = ""
    marks: tuple[Column, ...] = ()
    first: tuple[Column, ...] = ()
    last: tuple[Column, ...] = ()
    values: Callable[[Item], Iterable[tuple[Any, ...]]] | None = None
    indexed: tuple[str, ...] = ()
    meaning: str = ""


def _value(name: str, meaning: str, kind: Kind = "text", *, required: bool = True) -> Column:
    return Column(name, kind, meaning, required=required)


def _ingredients(name: str, drugs: str, meaning: str) -> Table:
    """The active ingredients of the drugs in a table."""

    def values(drug: Item) -> Iterable[tuple[Any, ...]]:
        return [(ingredient,) for ingredient in drug["ingredients"]]

    columns = (_value("ingredient", "generic name in lower case"),)
    return Table(name, None, drugs, last=columns, values=values, indexed=("ingredient",), meaning=meaning)


_CITED = (
    Column("cited_by", "category", 'who cited it: "claims_administrator" or "reviewer"', required=True),
    Column("cited_in", "category", 'where: in the "statement" of what was relied on, or in the "rationale"', required=True),
)
TABLES: tuple[Table, ...] = (
    Table(
        "letters",
        Determination,
        key="letter_id",
        label="case_number",
        first=(Column("source", "text", "the file, or the letter in it, that it was read from", required=True),),
        last=derived.LETTER,
        indexed=("decision_date",),
        meaning="A letter.",
    ),
    Table(
        "letter_texts",
        None,
        "letters",
        last=(
            Column("content_digest", "text", "digest of the letter's text, white space collapsed", required=True, unique=True),
            _value("summary", "text of the clinical case summary, white space collapsed", required=False),
            _value("text", "the whole letter, in which `start` and `end` count; none with --no-text", required=False),
        ),
        meaning="The text of a letter.",
    ),
    Table(
        "specialties",
        None,
        "letters",
        last=(
            _value("specialty", "a specialty or subspecialty of the reviewer, as worded"),
            _value("normal_form", "its normal form; none where it is not known", "category", required=False),
            _value("subspecialty", "whether it is certified in addition to a specialty", "boolean", required=False),
        ),
        values=derived.specialties,
        indexed=("specialty", "normal_form"),
        meaning="What the reviewer is certified in.",
    ),
    Table(
        "issues",
        Issue,
        "letters",
        {"issues": ()},
        "issue_id",
        "item",
        first=derived.ISSUE_LETTER,
        last=derived.ISSUE,
        indexed=("decision", "category", "subcategory", "region", "drug_name"),
    ),
    Table(
        "medications",
        Medication,
        "issues",
        {"medications": ()},
        "medication_id",
        "text",
        last=derived.DRUG,
        indexed=("drug_name", "drug_class"),
    ),
    _ingredients("medication_ingredients", "medications", "An active ingredient of a drug product that an item asks for."),
    Table("medication_strengths", Strength, "medications", {"strengths": ()}),
    Table("services", Service, "issues", {"services": ()}, label="text", indexed=("unit",)),
    Table("body_parts", BodyPart, "issues", {"body_parts": ()}, label="text", indexed=("part", "region")),
    Table(
        "citations",
        Citation,
        "issues",
        {
            "claims_administrator": ("claims_administrator", "statement"),
            "reviewer": ("reviewer", "statement"),
            "rationale_citations": ("reviewer", "rationale"),
        },
        "citation_id",
        "text",
        marks=_CITED,
        last=derived.CITATION,
        indexed=("source", "chapter"),
    ),
    Table(
        "citation_sections",
        None,
        "citations",
        last=(
            _value("section", "a section of the chapter, as worded"),
            _value("topic", "its normal form; none where it is not known", "category", required=False),
        ),
        values=derived.sections,
        indexed=("topic",),
        meaning="A section of a guideline that was cited.",
    ),
    Table("reasons", Reason, "issues", {"reasons": ()}, label="code", indexed=("code",)),
    Table("diagnoses", Diagnosis, "letters", {"diagnoses": ()}, label="text", indexed=("text",)),
    Table(
        "claimant_medications",
        CaseMedication,
        "letters",
        {"medications": ()},
        "claimant_medication_id",
        "text",
        last=derived.DRUG,
        indexed=("drug_name",),
    ),
    _ingredients(
        "claimant_medication_ingredients",
        "claimant_medications",
        "An active ingredient of a drug that the claimant takes, took, was prescribed or asked for.",
    ),
    Table("pain_scores", PainScore, "letters", {"pain_scores": ()}, label="text"),
    Table("utilization_review", UtilizationReview, "letters", {"utilization_review": ()}, label="request"),
    Table(
        "documents_reviewed",
        Mention,
        "letters",
        {"documents_reviewed": ()},
        label="text",
        meaning="A document that the reviewer had.",
    ),
    Table("findings", Finding, "letters", {"findings": ()}, "finding_id", "message", indexed=("code",)),
    Table("finding_mentions", Mention, "findings", {"mentions": ()}, meaning="A place that shows a finding."),
)
BY_NAME = {table.name: table for table in TABLES}
POSITIONS = {table.name: position for position, table in enumerate(TABLES)}


@cache
def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of a table, keys first.

    >>> [column.name for column in columns_of("reasons")]
    ['id', 'issue_id', 'code', 'group', 'polarity', 'evidence', 'start', 'end']
    """
    table = BY_NAME[name]
    keys = [Column("id", "integer", "key, in order of storing", required=True)]
    if table.parent is not None:
        meaning = f"the row of `{table.parent}` it belongs to"
        keys.append(Column(BY_NAME[table.parent].key, "integer", meaning, required=True, references=table.parent))
    own = () if table.model is None else _model_columns(table.model, (), "", required=True)
    return (*keys, *table.marks, *table.first, *own, *table.last)


def column_name(model: type, field: Field) -> str:
    """What a field of a model is called as a column of its table."""
    return _NAMES.get((model, field.name), field.name)


def _model_columns(model: type, path: tuple[str, ...], prefix: str, *, required: bool) -> Iterator[Column]:
    for part in fields_of(model):
        name, place = prefix + column_name(model, part), (*path, part.name)
        needed = required and not part.optional
        if part.kind == "model":
            if not part.many:
                below = prefix if part.name in _WITHOUT_PREFIX else f"{name}_"
                yield from _model_columns(part.plain, place, below, required=needed)
        elif part.many:
            yield Column(name, "list", f"{part.meaning} (a JSON list)", needed, read=_reader(place, _json_list))
        elif part.kind == "pair":
            kind: Kind = "integer" if part.plain is int else "number"
            for end, word in ((0, "low"), (1, "high")):
                yield Column(f"{name}_{word}", kind, f"{part.meaning}: {word} end", needed, read=_reader(place, _end(end)))
        else:
            meaning = f"{part.meaning} (1 or 0)" if part.kind == "boolean" else part.meaning
            yield Column(name, _kind(model, part), meaning, needed, unique=name == "case_number", read=_reader(place, None))


def _kind(model: type, part: Field) -> Kind:
    if part.kind == "text" and part.name in _DATES:
        return "date"
    if part.kind == "text" and part.name in _CATEGORIES and (model, part.name) not in _ONLY_WORDED:
        return "category"
    kinds: dict[str, Kind] = {"text": "text", "integer": "integer", "number": "number", "boolean": "boolean"}
    return kinds[part.kind]


def _reader(path: tuple[str, ...], convert: Callable[[Any], Any] | None) -> Callable[[Item, Item], Any]:
    """What reads the value at `path`, None where something on the way to it is absent."""
    if len(path) == 1:
        name = path[0]
        return (lambda item, letter: item[name]) if convert is None else (lambda item, letter: convert(item[name]))

    def read(item: Item, letter: Item) -> Any:
        value: Any = item
        for name in path:
            value = value[name]
            if value is None:
                return None
        return value if convert is None else convert(value)

    return read


def _json_list(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else "[]"


def _end(end: int) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        return None if value is None else value[end]

    return read


# Rows


def rows_of(record: Item, source: str, texts: tuple[str, str | None, str | None] | None = None) -> Rows:
    """The rows of a letter, table by table, in the order of `TABLES`.

    record (dict): `Determination.to_dict`.
    source (str): where the letter was read.
    texts (tuple | None): digest, case summary and text, the values of `letter_texts`.
    RETURNS (tuple[list[tuple], ...]): keys count from 0 in each table; the store adds how many there are already.
    """
    rows: Rows = tuple([] for _ in TABLES)
    readers, below = _plan("letters")
    rows[0].append((0, source, *[read(record, record) for read in readers]))
    if texts is not None:
        rows[POSITIONS["letter_texts"]].append((0, 0, *texts))
    for table in below:
        _add_rows(table, record, 0, record, rows)
    return rows


def _add_rows(table: Table, above: Item, parent: int, letter: Item, rows: Rows) -> None:
    own = rows[POSITIONS[table.name]]
    if table.values is not None:
        own += [(len(own) + number, parent, *values) for number, values in enumerate(table.values(above))]
        return
    readers, below = _plan(table.name)
    for name, marks in table.fields.items():
        for item in above.get(name, ()):
            key = len(own)
            own.append((key, parent, *marks, *[read(item, letter) for read in readers]))
            for lower in below:
                _add_rows(lower, item, key, letter, rows)


@cache
def _plan(name: str) -> tuple[tuple[Callable[[Item, Item], Any], ...], tuple[Table, ...]]:
    """What reads the values of a table's row, and the tables below it."""
    readers = tuple(column.read for column in columns_of(name) if column.read is not None)
    return readers, tuple(table for table in TABLES if table.parent == name)
