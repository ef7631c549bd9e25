"""The record of a letter, as typed, frozen values; `to_dict` gives the JSON object.

Nothing here imports spaCy. Offsets are characters of `doc.text`; `text` is the slice with white space collapsed; dates are ISO
8601, as far as they are known ("2016-11"). What a letter does not state is None or empty. What a field means is written here
only, `imr_nlp.record.fields` reads it from the docstrings; `text`, `start` and `end` of a place are described at `Mention`.
"""

from __future__ import annotations

from dataclasses import dataclass

from imr_nlp.record import display, plain


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text.

    text (str): the words, white space collapsed.
    start (int): first character in the letter's text, counted from 0.
    end (int): the character after the last.
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
class Diagnosis(Mention):
    """A condition that the summary presents as a diagnosis.

    assertion (str): "affirmed", "historical" or "hypothetical" (suspected, to be ruled out).
    """

    assertion: str = "affirmed"


@dataclass(frozen=True, slots=True)
class CaseMedication(Mention):
    """A drug that the claimant takes, took, was prescribed or asked for.

    drug (str): name as worded.
    ingredients (tuple[str, ...]): active ingredients, generic names in lower case.
    drug_class (str | None): class of the drug.
    strength (str | None): strength as worded.
    frequency (str | None): how often it is taken, as worded.
    quantity (float | None): number of units.
    assertion (str): "affirmed" (current), "historical" or "hypothetical" (planned, asked for).
    """

    drug: str
    ingredients: tuple[str, ...] = ()
    drug_class: str | None = None
    strength: str | None = None
    frequency: str | None = None
    quantity: float | None = None
    assertion: str = "affirmed"


@dataclass(frozen=True, slots=True)
class PainScore(Mention):
    """A rating of pain from 0 to 10.

    low (float): the rating, or the lower end of its range.
    high (float): the rating, or the upper end of its range.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class UtilizationReview:
    """What utilization review decided on one request.

    date (str | None): date of the decision.
    request (str): the request, as worded.
    decision (str): "denied", "modified" or "approved".
    allowed (str | None): what a modification left of the request, as worded.
    issue (int | None): number of the disputed item that the request is about.
    start (int): first character of the request in the letter's text.
    end (int): the character after its last.
    """

    date: str | None
    request: str
    decision: str
    allowed: str | None
    issue: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation(Mention):
    """One guideline that a side relied on.

    source (str): "MTUS", "ODG", "ACOEM" or "other".
    title (str | None): chapter as worded, without "Chapter"; none when no chapter is named.
    chapter (str | None): normal form of the chapter, "odg:low_back"; none of a chapter that is not known.
    topics (tuple[str | None, ...]): normal forms of the sections, in order, "physical_therapy"; none of one not known.
    year (int | None): year of the edition.
    sections (tuple[str, ...]): sections of the chapter.
    pages (tuple[tuple[int, int], ...]): first and last page of each range.
    regulation (str | None): the regulation that holds the chapter, "8 CCR 9792.24.2".
    """

    source: str
    title: str | None
    chapter: str | None
    topics: tuple[str | None, ...]
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

    ingredient (str | None): the active ingredient that it belongs to.
    value (float): the number.
    unit (str | None): its unit.
    per_value (float | None): the amount that contains it, of a concentration or rate.
    per_unit (str | None): unit of that amount.
    """

    ingredient: str | None
    value: float
    unit: str | None
    per_value: float | None = None
    per_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Medication(Mention):
    """A drug product that an item asks for.

    drug (str): name as worded.
    ingredients (tuple[str, ...]): active ingredients, generic names in lower case.
    drug_class (str | None): class of the drug.
    dea_schedule (str | None): schedule of a controlled substance, "II".
    strength (str | None): strength as worded.
    strengths (tuple[Strength, ...]): the strength in normal form, one an ingredient.
    form (str | None): dosage form as worded.
    quantity (float | None): number of units asked for.
    quantity_unit (str | None): what the quantity is measured in, "g", "ml", "box"; None for pieces.
    days_supply (float | None): for how many days the quantity is, as stated or as it follows from exact directions.
    refills (int | None): number of refills.
    frequency (str | None): how often it is to be taken, as worded.
    times_per_day (tuple[float, float] | None): doses a day, fewest and most.
    mme_total (float | None): milligrams of morphine that all of it is equivalent to, of an opioid with a published factor.
    mme_per_day (float | None): the same of a day: by exact directions, else by a stated days' supply, else the most that the
        directions allow.
    """

    drug: str
    ingredients: tuple[str, ...]
    drug_class: str | None = None
    dea_schedule: str | None = None
    strength: str | None = None
    strengths: tuple[Strength, ...] = ()
    form: str | None = None
    quantity: float | None = None
    quantity_unit: str | None = None
    days_supply: float | None = None
    refills: int | None = None
    frequency: str | None = None
    times_per_day: tuple[float, float] | None = None
    mme_total: float | None = None
    mme_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class Service(Mention):
    """How much of a service an item asks for. Each number is a pair, fewest and most, the same twice where there is no range.

    count (tuple[float, float] | None): visits, sessions, units in all, as stated.
    unit (str | None): what is counted, "visit".
    per_week (tuple[float, float] | None): how many a week.
    weeks (tuple[float, float] | None): for how many weeks.
    total (tuple[float, float] | None): how many in all, stated or computed.
    """

    count: tuple[float, float] | None = None
    unit: str | None = None
    per_week: tuple[float, float] | None = None
    weeks: tuple[float, float] | None = None
    total: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class BodyPart(Mention):
    """A body part in an item.

    part (str): normal form, "lumbar spine", "L4-L5".
    region (str | None): region of the body that it lies in, "lumbar_spine".
    laterality (str | None): "left", "right" or "bilateral".
    """

    part: str
    region: str | None = None
    laterality: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item was found necessary or not.

    code (str): kind of reason, "monitoring_missing".
    group (str | None): what it is about: "documentation", "benefit", "prior_care", "indication", "guideline", "safety",
        "overlap"; "support" of what speaks for the item.
    polarity (str | None): whether it speaks "against" the item or "for" it.
    evidence (str): the clause that says so, white space collapsed.
    """

    code: str
    group: str | None
    polarity: str | None
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
class Issue(Mention):
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
    services (tuple[Service, ...]): how much of each service is asked for.
    body_parts (tuple[BodyPart, ...]): body parts in the item.
    claims_administrator (tuple[Citation, ...]): guidelines that the claims administrator relied on.
    reviewer (tuple[Citation, ...]): guidelines that the expert reviewer relied on.
    rationale (Mention | None): the reviewer's rationale.
    conclusion (Conclusion | None): the sentence that states the outcome.
    reasons (tuple[Reason, ...]): why the item was found necessary or not.
    rationale_citations (tuple[Citation, ...]): guidelines that the rationale itself names.
    """

    number: int
    decision: str | None
    original_request: str | None = None
    authorized: str | None = None
    retrospective: bool = False
    dates_of_service: tuple[str, ...] = ()
    category: str | None = None
    subcategory: str | None = None
    medications: tuple[Medication, ...] = ()
    services: tuple[Service, ...] = ()
    body_parts: tuple[BodyPart, ...] = ()
    claims_administrator: tuple[Citation, ...] = ()
    reviewer: tuple[Citation, ...] = ()
    rationale: Mention | None = None
    conclusion: Conclusion | None = None
    reasons: tuple[Reason, ...] = ()
    rationale_citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Determination:
    """The record of one letter: what `doc._.imr` gives.

    form (str): form of the letter, "final_determination", or "unknown".
    outcome (str | None): outcome of the letter as a whole: "upheld", "overturned" or "partially_overturned"; none where a
        decision is missing on which it depends.
    header (Header): the table on the first page.
    reviewer (Reviewer): who reviewed.
    claimant (Claimant): the injured worker.
    diagnoses (tuple[Diagnosis, ...]): diagnoses of the summary.
    medications (tuple[CaseMedication, ...]): drugs of the summary.
    pain_scores (tuple[PainScore, ...]): ratings of pain in the summary.
    utilization_review (tuple[UtilizationReview, ...]): what utilization review decided.
    documents_reviewed (tuple[Mention, ...]): the documents that the reviewer had, where the letter lists them.
    issues (tuple[Issue, ...]): the disputed items.
    drug_mentions (tuple[str, ...]): wordings of all drugs in the letter, sorted.
    findings (tuple[Finding, ...]): contradictions and omissions.
    schema_version (str): version of this record's fields.
    """

    form: str
    outcome: str | None = None
    header: Header = Header()
    reviewer: Reviewer = Reviewer()
    claimant: Claimant = Claimant()
    diagnoses: tuple[Diagnosis, ...] = ()
    medications: tuple[CaseMedication, ...] = ()
    pain_scores: tuple[PainScore, ...] = ()
    utilization_review: tuple[UtilizationReview, ...] = ()
    documents_reviewed: tuple[Mention, ...] = ()
    issues: tuple[Issue, ...] = ()
    drug_mentions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    schema_version: str = plain.SCHEMA_VERSION

    __repr__ = display.line
    _repr_html_ = display.table
    to_dict = plain.to_dict
    from_dict = classmethod(plain.from_dict)
