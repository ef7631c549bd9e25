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
class Diagnosis:
    """A condition that the summary presents as a diagnosis; `assertion` says how ("affirmed", "hypothetical", ...)."""

    text: str
    start: int
    end: int
    assertion: str = "affirmed"


@dataclass(frozen=True, slots=True)
class CaseMedication:
    """A drug that the claimant takes, took, was prescribed or asked for."""

    text: str
    start: int
    end: int
    drug: str
    ingredients: tuple[str, ...] = ()
    drug_class: str | None = None
    strength: str | None = None
    frequency: str | None = None
    quantity: float | None = None
    assertion: str = "affirmed"


@dataclass(frozen=True, slots=True)
class PainScore:
    """A rating of pain from 0 to 10; `low` and `high` are the ends of its range."""

    text: str
    start: int
    end: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class UtilizationReview:
    """What utilization review decided on one request, whose place `start` and `end` tell."""

    date: str | None
    request: str
    decision: str
    start: int
    end: int


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
class Strength:
    """One number of a strength: 10 mg, 25 mcg an hour (`per_value` 1, `per_unit` "hour"), 5 %."""

    value: float
    unit: str | None
    per_value: float | None = None
    per_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Medication:
    """A drug product that an item asks for.

    `drug`, `strength`, `form` and `frequency` are as worded; `strengths`, `quantity_unit` and `times_per_day` (a number, or the
    two of a range) are the same in normal form.
    """

    text: str
    start: int
    end: int
    drug: str
    ingredients: tuple[str, ...]
    drug_class: str | None = None
    dea_schedule: str | None = None
    strength: str | None = None
    form: str | None = None
    quantity: float | None = None
    refills: int | None = None
    frequency: str | None = None
    strengths: tuple[Strength, ...] = ()
    quantity_unit: str | None = None
    times_per_day: float | tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """How much of a service an item asks for: in all, a week (a number, or the two of a range), and for how many weeks."""

    count: float | None = None
    unit: str | None = None
    per_week: float | tuple[float, float] | None = None
    weeks: float | None = None


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A body part in an item, its normal form ("lumbar spine", "L4-L5") and its side: left, right or bilateral."""

    text: str
    start: int
    end: int
    part: str
    laterality: str | None = None


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
    medications: tuple[Medication, ...] = ()
    service: Service | None = None
    body_parts: tuple[BodyPart, ...] = ()
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
    diagnoses: tuple[Diagnosis, ...] = ()
    medications: tuple[CaseMedication, ...] = ()
    pain_scores: tuple[PainScore, ...] = ()
    utilization_review: tuple[UtilizationReview, ...] = ()
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
