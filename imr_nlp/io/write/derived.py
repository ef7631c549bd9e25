"""Columns that are computed of several fields of a record: what one asks for first stands ready in its table.

`imr_nlp.io.write.tables` puts them after the columns of the models. Nothing here is a guess: a value whose parts are not known
is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, Literal

from imr_nlp.readers import reviewers
from imr_nlp.record.models import Citation
from imr_nlp.view.text import citation_text

Kind = Literal["text", "date", "category", "list", "integer", "number", "boolean"]
Item = dict[str, Any]

SEPARATOR = "; "
_SQL_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_FULL_DATE = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    name (str): its name.
    kind (str): "text", "date" (ISO, as far as it is known), "category" (text of which there are few), "list" (JSON text),
        "integer", "number" or "boolean".
    meaning (str): what it says.
    required (bool): whether every row has it.
    references (str | None): the table whose `id` it is.
    unique (bool): whether a value stands once only.
    read (Callable | None): from the dict of the model and that of the letter to the value; None for a key and what is not in
        the record.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    references: str | None = None
    unique: bool = False
    read: Callable[[Item, Item], Any] | None = None

    @property
    def sql_type(self) -> str:
        """Its type in SQLite."""
        return _SQL_TYPES.get(self.kind, "TEXT")


def known_day(value: str | None) -> date | None:
    """A date (ISO) that is known to the day; None where only the year or month is known, and for one that cannot be.

    >>> [known_day(value) for value in ("2016-02-28", "2016-02", "2016-02-30", None)]
    [datetime.date(2016, 2, 28), None, None, None]
    """
    if value is None or len(value) != _FULL_DATE:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def days_between(begin: str | None, end: str | None) -> int | None:
    """The days from one date to another (ISO); None unless both are known to the day and can be.

    >>> [days_between(begin, "2016-03-01") for begin in ("2016-02-28", "2016-02", "2016-02-30", None)]
    [2, None, None, None]
    """
    first, last = known_day(begin), known_day(end)
    return None if first is None or last is None else (last - first).days


def sections(citation: Item) -> Iterable[tuple[Any, ...]]:
    """The sections of a citation with their normal forms."""
    return zip_longest(citation["sections"], citation["topics"][: len(citation["sections"])])


def specialties(record: Item) -> Iterable[tuple[Any, ...]]:
    """The certifications of the reviewer with their normal forms, and whether they are subspecialties."""
    known = reviewers.specialties()
    for name in record["reviewer"]["certifications"]:
        row = known.get(name)
        yield (name, None, None) if row is None else (name, row.id, row.subspecialty)


def _days(name: str, what: str, begin: str) -> Column:
    def read(record: Item, letter: Item) -> int | None:
        return days_between(record["header"][begin], record["header"]["decision_date"])

    return Column(name, "integer", f"days from {what} to the decision; none unless both dates are known to the day", read=read)


def _first(name: str, kind: Kind, items: str, field: str, meaning: str, convert: Callable[[Any], Any] | None = None) -> Column:
    """A value of the first of several, if that has it."""

    def read(item: Item, letter: Item) -> Any:
        for one in item[items][:1]:
            value = one[field]
            return value if value is None or convert is None else convert(value)
        return None

    return Column(name, kind, meaning, read=read)


def _joined(name: str, items: str, text: Callable[[Item], str], meaning: str) -> Column:
    def read(item: Item, letter: Item) -> str | None:
        return SEPARATOR.join([text(one) for one in item[items]]) or None

    return Column(name, "text", f"{meaning}, joined by {SEPARATOR!r}", read=read)


def _body_part(part: Item) -> str:
    return f"{part['laterality']} {part['part']}" if part["laterality"] else str(part["part"])


def _cited(citation: Item) -> str:
    return citation_text(Citation(**citation))


def _known(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _year(record: Item, letter: Item) -> int | None:
    decided = letter["header"]["decision_date"]
    return int(decided[:4]) if decided else None


_YEAR = Column("year", "integer", "year of the determination", read=_year)
LETTER = (
    _YEAR,
    _days("days_from_injury_to_decision", "the injury", "date_of_injury"),
    _days("days_from_denial_to_decision", "the denial by utilization review", "ur_denial_date"),
    _days("days_from_application_to_decision", "the application for review", "application_received"),
    _days("days_from_assignment_to_decision", "the assignment to the reviewer", "date_assigned"),
)
ISSUE_LETTER = (
    Column("case_number", "text", "the case number of the letter", read=lambda item, letter: letter["header"]["case_number"]),
    Column("decision_date", "date", "date of the determination", read=lambda item, letter: letter["header"]["decision_date"]),
    _YEAR,
    Column(
        "specialties",
        "text",
        f"specialties of the reviewer, joined by {SEPARATOR!r}",
        read=lambda item, letter: SEPARATOR.join(letter["reviewer"]["certifications"]) or None,
    ),
    Column("claimant_age", "integer", "age of the claimant in years", read=lambda item, letter: letter["claimant"]["age"]),
    Column("claimant_sex", "category", '"male" or "female"', read=lambda item, letter: letter["claimant"]["sex"]),
)
_OF_FIRST = "of the first drug of the item"
ISSUE = (
    Column(
        "region",
        "category",
        "region of the body, of the first body part whose region is known",
        read=lambda item, letter: _known(part["region"] for part in item["body_parts"]),
    ),
    _joined("body_parts", "body_parts", _body_part, "body parts in the item with their side"),
    _first("drug", "text", "medications", "drug", f"name {_OF_FIRST}, as worded"),
    _first("drug_name", "text", "medications", "drug", f"name {_OF_FIRST}, in lower case", str.lower),
    _first("drug_class", "category", "medications", "drug_class", f"class {_OF_FIRST}"),
    _first("drug_strength", "text", "medications", "strength", f"strength {_OF_FIRST}, as worded"),
    _first("drug_quantity", "number", "medications", "quantity", f"number of units {_OF_FIRST}"),
    _first("drug_mme_per_day", "number", "medications", "mme_per_day", f"morphine milligram equivalents a day {_OF_FIRST}"),
    _first("service_unit", "category", "services", "unit", "what is counted of the first service"),
    _first("service_total_low", "number", "services", "total", "how many in all of the first service: low end", min),
    _first("service_total_high", "number", "services", "total", "how many in all of the first service: high end", max),
    _joined("cited_by_claims_administrator", "claims_administrator", _cited, "guidelines of the claims administrator"),
    _joined("cited_by_reviewer", "reviewer", _cited, "guidelines of the expert reviewer"),
    _joined("reason_codes", "reasons", lambda reason: str(reason["code"]), "codes of the reasons"),
)
DRUG = (
    Column("drug_name", "text", "the drug's name in lower case", required=True, read=lambda item, letter: item["drug"].lower()),
)
CITATION = (
    Column(
        "topic",
        "category",
        "normal form of the first section that is known; `citation_sections` has all",
        read=lambda item, letter: _known(item["topics"]),
    ),
)
