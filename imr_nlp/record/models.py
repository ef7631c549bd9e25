"""The record of a letter, as typed, frozen values; `to_dict` gives the JSON object.

Nothing here imports spaCy. Offsets are characters of `doc.text`; `text` is the slice with white space collapsed; dates are ISO
8601, as far as they are known ("2016-11"). What a letter does not state is None or empty. What a field means is written here
only, `imr_nlp.io.write.schema` reads it from the docstrings; `text`, `start` and `end` of a place are described at `Mention`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imr_nlp.errors import Errors, RecordError
from imr_nlp.normalize.amounts import Service as Service
from imr_nlp.record.plain import from_plain, to_plain

SCHEMA_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text.

    text (str): the words, white space collapsed.
    start (int): first character in the letter's text, counted from 0.
    end (int): the character behind the last.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """The table on the first page.

    case_number (str | None): the case number of the review, "CM16-0123456".
    date_assigned (str | None): when the case was assigned to the reviewer.
    date_of_injury (str | None): date of injury.
    decision_date (str | None): date of the determination.
    ur_denial_date (str | None): when utilization review denied or modified the requests.
    priority (str | None): "Standard", "Expedited".
    application_received (str | None): when the application for review was received.
    """

    case_number: str | None = None
    date_assigned: str | None = None
    date_of_injury: str | None = None
    decision_date: str | None = None
    ur_denial_date: str | None = None
    priority: str | None = None
    application_received: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviewed.

    licensure (tuple[str, ...]): states of licensure.
    certifications (tuple[str, ...]): specialties with subspecialties.
    """

    licensure: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimant:
    """The injured worker, from the clinical case summary.

    age (int | None): age in years.
    sex (str | None): "male" or "female".
    date_of_injury (str | None): date of injury as the summary has it.
    """

    age: int | None = None
    sex: str | None = None
    date_of_injury: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A condition that the summary presents as a diagnosis.

    assertion (str): "affirmed", "historical" or "hypothetical" (suspected, to be ruled out).
    """

    text: str
    start: int
    end: int
    assertion: str = "affirmed"


@dataclass(frozen=True, slots=True)
class CaseMedication:
    """A drug that the claimant takes, took, was prescribed or asked for.

    drug (str): name as worded.
    ingredients (tuple[str, ...]): active ingredients, generic names in lower case.
    drug_class (str | None): class of the drug.
    strength (str | None): strength as worded.
    frequency (str | None): how often it is taken, as worded.
    quantity (float | None): number of units.
    assertion (str): "affirmed" (current), "historical" or "hypothetical" (planned, asked for).
    """

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
    """A rating of pain from 0 to 10.

    low (float): the rating, or the lower end of its range.
    high (float): the rating, or the upper end of its range.
    """

    text: str
    start: int
    end: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class UtilizationReview:
    """What utilization review decided on one request.

    date (str | None): date of the decision.
    request (str): the request, as worded.
    decision (str): "denied", "modified" or "approved".
    start (int): first character of the request in the letter's text.
    end (int): the character behind its last.
    """

    date: str | None
    request: str
    decision: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """One guideline that a side relied on.

    source (str): "MTUS", "ODG", "ACOEM" or "other".
    title (str | None): chapter as worded, without "Chapter"; none when no chapter is named.
    year (int | None): year of the edition.
    sections (tuple[str, ...]): sections of the chapter.
    pages (tuple[tuple[int, int], ...]): first and last page of each range.
    regulation (str | None): the regulation that holds the chapter, "8 CCR 9792.24.2".
    """

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
    """The sentence that states the outcome.

    medically_necessary (bool): whether the item is found medically necessary.
    """

    medically_necessary: bool
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Strength:
    """One number of a strength: 10 mg, 25 mcg an hour (`per_value` 1, `per_unit` "hour"), 5 %.

    value (float): the number.
    unit (str | None): its unit.
    per_value (float | None): the amount that contains it, of a concentration or rate.
    per_unit (str | None): unit of that amount.
    """

    value: float
    unit: str | None
    per_value: float | None = None
    per_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Medication:
    """A drug product that an item asks for.

    drug (str): name as worded.
    ingredients (tuple[str, ...]): active ingredients, generic names in lower case.
    drug_class (str | None): class of the drug.
    dea_schedule (str | None): schedule of a controlled substance, "II".
    strength (str | None): strength as worded.
    form (str | None): dosage form as worded.
    quantity (float | None): number of units asked for.
    refills (int | None): number of refills.
    frequency (str | None): how often it is to be taken, as worded.
    strengths (tuple[Strength, ...]): the strength in normal form, one an ingredient.
    quantity_unit (str | None): what the quantity counts, "tablet".
    times_per_day (float | tuple[float, float] | None): doses a day, or the two ends of a range.
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
class BodyPart:
    """A body part in an item.

    part (str): normal form, "lumbar spine", "L4-L5".
    laterality (str | None): "left", "right" or "bilateral".
    """

    text: str
    start: int
    end: int
    part: str
    laterality: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item was found necessary or not.

    code (str): kind of reason, "monitoring_missing".
    evidence (str): the clause that says so, white space collapsed.
    """

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
    """A contradiction inside a letter, or something it lacks.

    code (str): kind of finding, "quantity_mismatch".
    message (str): a sentence that says what disagrees.
    mentions (tuple[Mention, ...]): the places that show it.
    """

    code: str
    message: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """A disputed item or service, with what was decided and why. Its `text` is the item.

    number (int): position in the letter, from 1.
    decision (str | None): "upheld" (the denial stands) or "overturned" (the treatment is allowed).
    original_request (str | None): of a partial authorization, what was asked for at first.
    authorized (str | None): of a partial authorization, what was granted already.
    retrospective (bool): whether the treatment was given before the review.
    dates_of_service (tuple[str, ...]): when it was given.
    category (str | None): kind of treatment, "pharmaceutical".
    subcategory (str | None): finer kind of treatment, "opioids".
    medications (tuple[Medication, ...]): drug products asked for.
    service (Service | None): how much of a service is asked for.
    body_parts (tuple[BodyPart, ...]): body parts in the item.
    claims_administrator (tuple[Citation, ...]): guidelines that the claims administrator relied on.
    reviewer (tuple[Citation, ...]): guidelines that the expert reviewer relied on.
    rationale (Mention | None): the reviewer's rationale.
    conclusion (Conclusion | None): the sentence that states the outcome.
    reasons (tuple[Reason, ...]): why the item was found necessary or not.
    """

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
    """The record of one letter: what `doc._.imr` gives.

    form (str): form of the letter, "final_determination", or "unknown".
    header (Header): the table on the first page.
    reviewer (Reviewer): who reviewed.
    claimant (Claimant): the injured worker.
    diagnoses (tuple[Diagnosis, ...]): diagnoses of the summary.
    medications (tuple[CaseMedication, ...]): drugs of the summary.
    pain_scores (tuple[PainScore, ...]): ratings of pain in the summary.
    utilization_review (tuple[UtilizationReview, ...]): what utilization review decided.
    issues (tuple[Issue, ...]): the disputed items.
    drug_mentions (tuple[str, ...]): wordings of all drugs in the letter, sorted.
    findings (tuple[Finding, ...]): contradictions and omissions.
    schema_version (str): version of this record's fields.
    """

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

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Determination:
        """The record of a JSON object, `Determination.from_dict(record.to_dict()) == record`.

        plain (Mapping[str, Any]): what `to_dict` gave, or a line of a .jsonl that `imr-nlp extract` wrote, whose `source` is
            left out.
        RETURNS (Determination): the record.
        RAISES (RecordError): a record of another version, or none at all; the message says what does not fit.
        """
        version = plain.get("schema_version")
        if version != SCHEMA_VERSION:
            raise RecordError(Errors.E071.format(theirs=version, ours=SCHEMA_VERSION))
        record: Determination = from_plain(cls, {name: value for name, value in plain.items() if name != "source"})
        return record
