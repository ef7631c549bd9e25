"""The record of a letter, as typed, frozen values; `to_dict` gives the JSON object.

Nothing here imports spaCy. Offsets are characters of `doc.text`; `text` is the slice with white space collapsed; dates are ISO
8601. What a letter does not state is None or empty.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

SCHEMA_VERSION = "1"


_SCALARS = frozenset({str, int, float, bool, type(None)})


_FIELD_NAMES: dict[type, tuple[str, ...]] = {}


def _field_names(kind: type) -> tuple[str, ...]:
    names = _FIELD_NAMES.get(kind)
    if names is None:
        names = _FIELD_NAMES[kind] = tuple(field.name for field in fields(kind))
    return names


def to_plain(value: Any) -> Any:
    """Dataclasses as dicts and tuples as lists, all the way down."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is tuple or kind is list:
        return [to_plain(item) for item in value]
    return {name: to_plain(getattr(value, name)) for name in _field_names(kind)}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """The table on the first page."""

    case_number: str | None = None
    date_assigned: str | None = None
    date_of_injury: str | None = None
    decision_date: str | None = None
    ur_denial_date: str | None = None
    priority: str | None = None
    application_received: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviewed: states of licensure, and specialties with subspecialties."""

    licensure: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimant:
    """The injured worker, from the clinical case summary."""

    age: int | None = None
    sex: str | None = None
    date_of_injury: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One guideline that a side relied on."""

    text: str
    start: int
    end: int
    source: str
    title: str | None
    year: int | None
    sections: tuple[str, ...]
    pages: tuple[tuple[int, int], ...]
    regulation: str | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The sentence that states the outcome."""

    medically_necessary: bool
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item was found necessary or not: a code and the clause that says so."""

    code: str
    evidence: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The evidence, by the name that a place has elsewhere."""
        return self.evidence


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction inside a letter, or something it lacks, with the places that show it."""

    code: str
    message: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """A disputed item or service, with what was decided and why."""

    text: str
    start: int
    end: int
    number: int
    decision: str | None
    original_request: str | None = None
    authorized: str | None = None
    retrospective: bool = False
    dates_of_service: tuple[str, ...] = ()
    category: str | None = None
    subcategory: str | None = None
    medications: tuple[Any, ...] = ()
    service: Any = None
    body_parts: tuple[Any, ...] = ()
    claims_administrator: tuple[Citation, ...] = ()
    reviewer: tuple[Citation, ...] = ()
    rationale: Mention | None = None
    conclusion: Conclusion | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Determination:
    """The record of one letter: what `doc._.imr` gives."""

    form: str
    header: Header = Header()
    reviewer: Reviewer = Reviewer()
    claimant: Claimant = Claimant()
    diagnoses: tuple[Any, ...] = ()
    medications: tuple[Any, ...] = ()
    pain_scores: tuple[Any, ...] = ()
    utilization_review: tuple[Any, ...] = ()
    issues: tuple[Issue, ...] = ()
    drug_mentions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    schema_version: str = SCHEMA_VERSION

    def to_dict(self) -> dict[str, Any]:
        """The record as a JSON object.

        RETURNS (dict): dicts, lists, strings, numbers, booleans and None only.
        """
        plain: dict[str, Any] = to_plain(self)
        return {"schema_version": plain.pop("schema_version"), **plain}
