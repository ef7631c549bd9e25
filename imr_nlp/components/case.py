"""`imr_case`: the clinical case summary: claimant, diagnoses, medications, pain scores, what utilization review decided.

Reads the section CASE_SUMMARY of `doc.spans["imr_sections"]` and, for the medications, `doc.ents`. Writes
`doc.spans["imr_claimant"]` (AGE, SEX, DATE_OF_INJURY, the normal form as id), `["imr_diagnoses"]`, `["imr_case_medications"]`,
`["imr_pain_scores"]` and `["imr_utilization_review"]` (the decision as label); their rows (`imr_nlp.record.groups`) hold the
facts.
Every mention of a diagnosis or drug has an `assertion`, which the cues of its sentence decide (`imr_nlp.rules.scope`). The
readers are in imr_nlp/readers/. Start with `CaseReader.annotate`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property, partial
from typing import Any, ClassVar

from spacy.attrs import ENT_IOB
from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.readers.case_dates import FoundDate, find_dates
from imr_nlp.readers.claimants import ClaimantReader
from imr_nlp.readers.diagnoses import Diagnosis, DiagnosisReader
from imr_nlp.readers.dosage import Piece
from imr_nlp.readers.medications import Medication, MedicationReader
from imr_nlp.readers.pain_scores import PainReader
from imr_nlp.readers.review_links import Named, ReviewLinks
from imr_nlp.readers.review_sentences import screened
from imr_nlp.readers.utilization_review import Review, ReviewReader
from imr_nlp.record import groups
from imr_nlp.rules import schema_items as item_rows
from imr_nlp.rules import schema_summary as summary_rows
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Range, RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.scope import Cue, ScopeReader, Scopes

# Values of `token.ent_iob`.
_INSIDE, _BEGINS = 1, 3

ITEM_ROWS = (
    item_rows.DrugRow,
    item_rows.Region,
    item_rows.BodyPartRow,
    item_rows.LateralityRow,
    item_rows.BodyPartModifier,
    item_rows.NotBodyPart,
    item_rows.Category,
)

Facts = dict[str, Any]

# What the kinds of cues say of a mention; of several the first counts.
_ASSERTIONS = {
    "allergy": "allergy",
    "test_result": "test_result",
    "other_person": "family",
    "negated": "negated",
    "hypothetical": "hypothetical",
    "uncertain": "hypothetical",
    "historical": "historical",
}
_AFFIRMED = "affirmed"
_NO_NAMES: dict[str, tuple[str, ...]] = {"terms": (), "misspellings": (), "ambiguous": ()}


class CaseReader(PatternPipe):
    """Component `imr_case`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (*summary_rows.ROW_TYPES, *ScopeReader.row_types, *ITEM_ROWS)
    fixed_labels = ("AGE", "SEX", "DATE_OF_INJURY", "DIAGNOSIS", "MEDICATION", "PAIN_SCORE", "DENIED", "MODIFIED", "APPROVED")

    def add_patterns(self, rows: Iterable[Any]) -> None:
        # Of the drugs only what they consist of is kept: their names are imr_entities' affair.
        super().add_patterns(row.model_copy(update=_NO_NAMES) if isinstance(row, item_rows.DrugRow) else row for row in rows)

    def compile(self, rows: list[Row]) -> None:
        fragments = fragments_of(rows)
        self._claimants = ClaimantReader(rows, fragments)
        self._diagnoses = DiagnosisReader(rows, fragments)
        self._pain_scores = PainReader(rows, fragments)
        self._reviews = ReviewReader(rows, fragments)
        self._links = ReviewLinks(rows, fragments)
        self._medications = MedicationReader(rows, fragments)
        self._scopes = ScopeReader(rows)
        leads, scores = select(rows, summary_rows.DiagnosisLead), select(rows, summary_rows.PainScore)
        self._screen: RuleSet[Row] = RuleSet([*leads, *screened(rows), *scores], fragments)

    def annotate(self, doc: Doc) -> None:
        writer = _Writer(doc, *labels.CASE_GROUPS)
        for section in doc.spans.get(labels.SECTIONS, ()):
            if section.label_ == labels.CASE_SUMMARY_SECTION:
                self._read_summary(writer, section)
        writer.write()

    def _read_summary(self, writer: _Writer, section: Span) -> None:
        start, end = writer.text.range_of(section)
        sentences = writer.text.sentences(self.splitter, start, end)
        if not sentences:
            return
        lower = writer.text.lower
        screened = self._screen.find_in(lower, sentences)
        dates = find_dates(lower, start, end)
        scopes = partial(self._scopes.read, lower)

        self._read_claimant(writer, sentences, dates)
        for diagnosis in self._diagnoses.read(lower, sentences, screened):
            place = diagnosis.start, diagnosis.end
            cues = scopes(_around(sentences, diagnosis.start)).cues
            if not any(cue.start <= place[0] and place[1] <= cue.end for cue in cues):  # "gout, ruled out"
                assertion = _assertion([cue for cue in cues if _concerns(lower, cue, diagnosis)], *place)
                writer.add(labels.DIAGNOSES, place, "DIAGNOSIS", "", {"assertion": assertion})
        disputed = writer.disputed_items()
        reviews = self._reviews.read(lower, sentences, screened, dates, scopes, disputed)
        pieces = writer.entities(section)

        def said(drug: Medication) -> str:
            cues = scopes(_around(sentences, drug.name[0])).cues
            for review in reviews:
                if review.start <= drug.name[0] < review.end:  # what is decided of a request says nothing of its drug
                    cues = [cue for cue in cues if review.start <= cue.start < review.end]
            cues = [cue for cue in cues if cue.kind != "uncertain"]  # "to rule out a fracture, and reduce the Norco"
            return _assertion(cues, *drug.name)

        for drug, assertion in self._medications.read(lower, pieces, said):
            row = {**writer.facts(drug), "assertion": assertion}
            writer.add(labels.CASE_MEDICATIONS, drug.place, "MEDICATION", "", row)
        for score in self._pain_scores.read(lower, sentences, screened):
            place = score.start, score.end
            row = {**writer.offsets(place), "low": score.low, "high": score.high}
            writer.add(labels.PAIN_SCORES, place, "PAIN_SCORE", "", row)
        self._write_reviews(writer, reviews, disputed, pieces)

    def _write_reviews(self, writer: _Writer, reviews: list[Review], disputed: list[Range], pieces: list[Piece]) -> None:
        """Decisions of utilization review, each with what it left and the disputed item that it is about."""
        lower, links = writer.text.lower, self._links
        issues = writer.doc.spans.get(labels.ISSUES, ()) if reviews else ()
        pieces = [*pieces, *(piece for issue in issues for piece in writer.entities(issue))]

        def named(start: int, end: int) -> Named:
            drugs = (piece.normal_form for piece in pieces if piece.label == labels.DRUG and start <= piece.start < end)
            return Named(links, lower[start:end], drugs)

        items = [named(*place) for place in disputed] if reviews else []
        for number, review in enumerate(links.joined(lower, reviews, items), start=1):
            place = review.start, review.end
            inside = [n for n, (start, end) in enumerate(disputed, start=1) if start <= place[0] < end]
            row = {
                "date": review.date,
                "allowed": None if review.allowed is None else writer.text.wording(*review.allowed),
                "issue": inside[0] if inside else links.issue(named(*place), items),
                **writer.offsets(place),
            }
            writer.add(labels.UTILIZATION_REVIEW, place, review.decision.upper(), f"review-{number}", row)

    def _read_claimant(self, writer: _Writer, sentences: list[Range], dates: list[FoundDate]) -> None:
        """The first statement of each fact in the letter counts."""
        lower, reader = writer.text.lower, self._claimants
        age = reader.age(lower, sentences)
        sex = reader.sex(lower, sentences[0][0], sentences[-1][1], age)
        facts = (("AGE", age), ("SEX", sex), ("DATE_OF_INJURY", reader.date_of_injury(lower, sentences, dates)))
        stated = {span.label_ for span, _ in writer.found[labels.CLAIMANT]}
        for label, fact in facts:
            if fact is not None and label not in stated:
                writer.add(labels.CLAIMANT, (fact.start, fact.end), label, fact.value, {"value": fact.value})


class _Writer(groups.Writer):
    """Takes what the readers find in a letter."""

    def add(self, key: str, place: Range, label: str, span_id: str = "", row: Facts | None = None) -> Span | None:
        """Add a span; without an id it has its label with a number."""
        return super().add(key, place, label, span_id or f"{label.lower()}-{len(self.found[key]) + 1}", row)

    def offsets(self, place: Range) -> Facts:
        """A place as offsets in the Doc's text."""
        return dict(zip(("start", "end"), self.text.offsets_of(*place), strict=True))

    def facts(self, drug: Medication) -> Facts:
        """What is stated of a drug, as worded."""
        wording = {
            name: None if place is None else self.text.wording(*place)
            for name, place in (("strength", drug.strength), ("frequency", drug.frequency))
        }
        drug_facts = {"drug": self.text.wording(*drug.name), "ingredients": drug.ingredients, "drug_class": drug.drug_class}
        return {**drug_facts, **wording, "quantity": drug.quantity}

    @cached_property
    def _inside(self) -> Any:
        """For each token whether an entity begins or goes on there."""
        return self.doc.to_array([ENT_IOB])

    def disputed_items(self) -> list[Range]:
        """Where the letter's disputed items stand."""
        return [self.text.range_of(issue) for issue in self.doc.spans.get(labels.ISSUES, ())]

    def entities(self, section: Span) -> list[Piece]:
        """The drugs and the parts of their dosage in a section."""
        inside = self._inside[section.start : section.end]
        pieces = []
        for begin in (inside == _BEGINS).nonzero()[0].tolist():
            token = self.doc[section.start + begin]
            label = token.ent_type_
            if label == labels.DRUG or label in labels.DOSAGE_RELATIONS:
                end = begin + 1
                while end < len(inside) and inside[end] == _INSIDE:
                    end += 1
                place = self.text.range_of(self.doc[section.start + begin : section.start + end])
                pieces.append(Piece(*place, label, token.ent_id_))
        return pieces


def _assertion(cues: list[Cue], start: int, end: int) -> str:
    """What the words of its sentence say of a mention."""
    kinds = Scopes(cues).kinds(start, end)
    return next((value for kind, value in _ASSERTIONS.items() if kind in kinds), _AFFIRMED)


def _concerns(text: str, cue: Cue, diagnosis: Diagnosis) -> bool:
    """Whether a cue may speak of a diagnosis: one at another member of its list does not."""
    start, end = diagnosis.in_list
    if cue.end <= start or cue.start >= end or (cue.start < diagnosis.end and diagnosis.start < cue.end):
        return True
    return diagnosis.end <= cue.start and not text[diagnosis.end : cue.start].strip(" ,:;(-")


def _around(sentences: list[Range], offset: int) -> Range:
    """The sentence that holds an offset."""
    return sentences[max(bisect_right(sentences, (offset, sentences[-1][1] + 1)) - 1, 0)]
