"""`imr_items`: what each disputed item is: its category, medications, services and body parts.

Reads `doc.spans["imr_issues"]` and `doc.ents` (DRUG and its dosage). Writes, with the issue's id:
`doc.spans["imr_categories"]` (the item, its category as label, the state's subcategory as kb_id), `["imr_item_medications"]`
(MEDICATION, id "issue-1/1"), `["imr_services"]` (SERVICE, id "issue-1/1", the item or the part of it that tells of one of
several) and `["imr_body_parts"]` (BODY_PART, id "issue-1/1"), each with a row. What the words mean is in `imr_nlp.readers`
(prescriptions, services, body_parts, categories) and `imr_nlp.normalize.doses`. Start with `ItemReader.annotate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from string import ascii_lowercase, digits
from typing import Any, ClassVar, NamedTuple

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe, entities_in
from imr_nlp.readers.body_parts import BodyPart, BodyPartFinder
from imr_nlp.readers.categories import (
    EQUIPMENT,
    INJECTION,
    OTHER,
    PHARMACEUTICAL,
    Candidate,
    CategoryFinder,
    decide,
    looks_prescribed,
)
from imr_nlp.readers.directions import DirectionsReader
from imr_nlp.readers.dosage import ItemDosage, Piece
from imr_nlp.readers.misspellings import Misspellings
from imr_nlp.readers.prescriptions import Drug, Prescription, Readers, prescriptions
from imr_nlp.readers.services import Amount, ServiceReader
from imr_nlp.record import groups
from imr_nlp.rules.load import select
from imr_nlp.rules.phrase_table import words
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_directions import DIRECTION_ROWS
from imr_nlp.rules.schema_items import (
    DOSAGE_ROWS,
    BodyPartModifier,
    BodyPartRow,
    Category,
    DrugRow,
    LateralityRow,
    NotBodyPart,
    Region,
    ServiceRow,
)
from imr_nlp.text.letter import LetterText

# How many words the name of a product has that no list has.
_NAME_WORDS = 4
_NAME_CHARACTERS = frozenset(f"{ascii_lowercase}{digits}-.'+/")
# Drugs that patients inject themselves are dispensed like any other.
_SELF_INJECTED = frozenset(
    ("antimigraine agent", "TNF", "antidiabetics", "anticoagulant", "androgens & anabolic steroids", "hormones")
)
# A name by which injections of any drug of its kind go.
_KIND = "cortisone"
_VISCOSUPPLEMENT = "viscosupplementation"
# What the rows of services and body parts hold.
_SERVICE, _BODY_PART = ("count", "unit", "per_week", "weeks", "total"), ("part", "region", "laterality")


class Item(NamedTuple):
    """What an item is; offsets are those of the item's wording."""

    category: Candidate | None
    medications: list[Prescription]
    services: list[Amount]
    body_parts: list[BodyPart]


class ItemReader(PatternPipe):
    """Component `imr_items`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (
        *DOSAGE_ROWS,
        *DIRECTION_ROWS,
        *(DrugRow, ServiceRow, Category, Region, BodyPartRow, BodyPartModifier, LateralityRow, NotBodyPart),
    )
    fixed_labels = (labels.MEDICATION, labels.SERVICE, labels.BODY_PART)
    row_labels: ClassVar[dict[type[Row], Any]] = {Category: lambda row: row.category and row.category.upper()}

    def compile(self, rows: list[Any]) -> None:
        self._drugs = {row.id: row for row in select(rows, DrugRow)}
        self._services = ServiceReader(rows)
        self._body_parts = BodyPartFinder(rows)
        self._categories = CategoryFinder(rows)
        self._misspelt = Misspellings(rows)
        self._dosage = ItemDosage(rows)
        self._readers = Readers(self._drug, self._dosage, DirectionsReader(rows))

    def annotate(self, doc: Doc) -> None:
        writer = groups.Writer(doc, labels.CATEGORIES, labels.ITEM_MEDICATIONS, labels.SERVICES, labels.BODY_PARTS)
        text = writer.text
        for issue in doc.spans.get(labels.ISSUES, ()):
            first, last = text.range_of(issue)
            item = self.read(text.lower[first:last], _pieces(text, issue, first))
            category, subcategory = item.category[2:4] if item.category is not None else (None, None)
            whole = Span(doc, issue.start, issue.end, label=(category or OTHER).upper(), span_id=issue.id_)
            whole.kb_id_ = subcategory or ""
            writer.found[labels.CATEGORIES].append((whole, {}))
            parts: tuple[tuple[str, str, Sequence[Any], Callable[[Any], groups.Row]], ...] = (
                (labels.ITEM_MEDICATIONS, labels.MEDICATION, item.medications, partial(_medication_row, text, first)),
                (labels.SERVICES, labels.SERVICE, item.services, partial(_fields, _SERVICE)),
                (labels.BODY_PARTS, labels.BODY_PART, item.body_parts, partial(_fields, _BODY_PART)),
            )
            for key, label, found, row_of in parts:
                for number, part in enumerate(found, start=1):
                    writer.add(key, (first + part.start, first + part.end), label, f"{issue.id_}/{number}", row_of(part))
        writer.write()

    def read(self, text: str, pieces: Sequence[Piece]) -> Item:
        """What an item is, by its wording in lower case, and the drugs and dosage parts found in it."""
        text_words = words(text)
        candidates = self._categories.find(text_words)
        pieces = [piece for piece in pieces if not _covered(piece, candidates)]
        products = prescriptions(text, pieces, self._readers)
        if not products and not any(c.category not in (None, PHARMACEUTICAL) and c.strength > 1 for c in candidates):
            products = self._unlisted(text)
        primary = [(product, secondary) for product in products for secondary in [self._is_added(text, product, candidates)]]
        drugs = [_drug_candidate(product, candidates) for product, added in primary if not added]
        body_parts = self._body_parts.find(text, text_words)
        best = decide([*candidates, *drugs], text_words)
        injected = self._injection(text, [product for product, added in primary if not added], candidates, bool(body_parts))
        if injected is not None and best is not None and best.category == PHARMACEUTICAL:
            best = injected
        if best is None and looks_prescribed(text):
            best = Candidate(0, len(text), PHARMACEUTICAL, None, 1)
        medications = [product for product, added in primary if _dispensed(product, best, added=added)]
        if best is not None and best.category == INJECTION:
            medications = [_injected(product) for product in medications]
        services: list[Amount] = []
        if best is None or best.category != PHARMACEUTICAL:
            outside = text
            for medication in medications:
                blank = "~" * (medication.end - medication.start)
                outside = f"{outside[: medication.start]}{blank}{outside[medication.end :]}"
            names = [c.start for c in candidates if c.category not in (None, PHARMACEUTICAL)]
            equipment = best is not None and best.category == EQUIPMENT
            services = self._services.read(outside, equipment=equipment, names=names)
        if best is not None and best.imaging_unless_repeated and any(one.per_week or one.count for one in services):
            best = decide([*candidates, *drugs], text_words, repeated=True)
        return Item(best, medications, services, body_parts)

    def _is_added(self, text: str, product: Prescription, candidates: Sequence[Candidate]) -> bool:
        """Whether a drug is only part of another treatment, or something that treatment tests."""
        before = any(c.category not in (None, PHARMACEUTICAL) and c.strength > 1 and c.end <= product.start for c in candidates)
        return before and product.quantity is None and self._dosage.adds(text, product.start)

    def _injection(
        self, text: str, products: Sequence[Prescription], candidates: Sequence[Candidate], body_part: bool
    ) -> Candidate | None:
        """The injection that an item's first drug is for, if it is for one: "cortisone injection", "Synvisc series of 3"."""
        if not products or (products[0].form is not None and products[0].quantity is not None):
            return None
        product = products[0]
        if product.drug_class in _SELF_INJECTED and product.quantity is not None:
            return None
        for candidate in candidates:
            if candidate.category != INJECTION:
                continue
            if candidate.start < product.start or not self._dosage.joins(text, product.name[1], candidate.start):
                return candidate
        if product.drug_class == _VISCOSUPPLEMENT and (body_part or self._dosage.is_series(text)):
            return Candidate(product.start, product.end, INJECTION, "Injection", 2)
        return None

    def _drug(self, drug_id: str) -> Drug:
        """What the lexicon knows of a drug; of one from the user's own list that is not here what its id says."""
        row = self._drugs.get(drug_id)
        if row is None:
            return Drug(tuple(name for name in drug_id.split(" (")[0].split("+") if name))
        return Drug(row.ingredients, row.drug_class, row.dea_schedule)

    def _unlisted(self, text: str) -> list[Prescription]:
        """A product whose name no list has, known by its dosage: "Xyloquine 50mg #30"."""
        start = self._dosage.lead(text)
        pieces = self._dosage.parts(text, start)
        found = {piece.label for piece in pieces}
        dosed = labels.DOSE in found and looks_prescribed(text)
        dispensed = labels.QUANTITY in found and (labels.FORM in found or self._dosage.counts_pieces(text))
        if not dosed and not dispensed:
            return []
        end = min(piece.start for piece in pieces)
        name = text[start:end].strip(" ,:(")
        if not _may_be_name(name):
            return []
        first = text.index(name, start)
        row = self._misspelt.row(name)
        drug = Piece(first, first + len(name), labels.DRUG, row.id if row is not None else "")
        return prescriptions(text, [drug, *pieces], self._readers)


def _may_be_name(text: str) -> bool:
    """Whether a text is a few words that begin with letters, without a mark between them."""
    name_words = text.split(" ")
    return len(name_words) <= _NAME_WORDS and all(
        word[:1].isalpha() and _NAME_CHARACTERS.issuperset(word) for word in name_words
    )


def _pieces(text: LetterText, item: Span, offset: int) -> list[Piece]:
    """The drugs and dosage in an item, offsets from its start."""
    pieces = []
    for first, last, label, normal_form in entities_in(item):
        if label == labels.DRUG or label in labels.DOSAGE_RELATIONS:
            start, end = text.range_of(item.doc[first:last])
            pieces.append(Piece(start - offset, end - offset, label, normal_form))
    return pieces


def _covered(piece: Piece, candidates: Sequence[Candidate]) -> bool:
    """Whether a drug's name is part of a longer term: "vitamin D level", "cortisone injection"; what is injected is a drug."""
    if piece.label != labels.DRUG:
        return False
    around = [c for c in candidates if c.strength > 1 and c.start <= piece.start and piece.end <= c.end]
    return any(c.category not in (PHARMACEUTICAL, INJECTION) or piece.normal_form == _KIND for c in around)


def _drug_candidate(product: Prescription, candidates: Sequence[Candidate]) -> Candidate:
    """A product as a candidate for the category: one with its dosage in front of everything else decides."""
    dosed = product.quantity or product.strength or product.form or product.refills is not None
    first = not any(c.category not in (None, PHARMACEUTICAL) and c.strength > 1 and c.start < product.start for c in candidates)
    subcategory = product.drug_class
    return Candidate(product.start, product.end, PHARMACEUTICAL, subcategory, 3 if dosed and first else 2)


def _dispensed(product: Prescription, best: Candidate | None, *, added: bool) -> bool:
    """Whether a drug is a medication of the item, not only what is tested or goes with another treatment."""
    if best is not None and best.category == INJECTION:
        return product.strength is not None or product.ingredients != (_KIND,)  # also "with 1 ml of lidocaine 1%"
    if added:
        return False
    if best is None or best.category == PHARMACEUTICAL:
        return True
    return product.quantity is not None or product.refills is not None


def _injected(product: Prescription) -> Prescription:
    """A drug of an injection: what a bare number counts, and how many days, is that of the injections ("Synvisc x 3")."""
    product = product._replace(directions=product.directions._replace(days_supply=None))
    return product if product.bare is None else product._replace(quantity=None, end=product.bare)


def _medication_row(text: LetterText, first: int, medication: Prescription) -> dict[str, Any]:
    """The fields of a medication, as plain values."""

    def wording(part: tuple[int, int] | None) -> str | None:
        return None if part is None else text.wording(first + part[0], first + part[1])

    return {
        "drug": wording(medication.name),
        "ingredients": medication.ingredients,
        "drug_class": medication.drug_class,
        "dea_schedule": medication.dea_schedule,
        "strength": wording(medication.strength),
        "form": wording(medication.form),
        "quantity": medication.quantity.value if medication.quantity else None,
        "quantity_unit": medication.quantity.unit if medication.quantity else None,
        "refills": medication.refills,
        "frequency": wording(medication.frequency),
        "strengths": [{**value._asdict(), "ingredient": ingredient} for value, ingredient in medication.strengths],
        "times_per_day": medication.directions.times,
        "days_supply": medication.directions.days_supply,
        "mme_total": medication.equivalents.total,
        "mme_per_day": medication.equivalents.per_day,
    }


def _fields(names: Sequence[str], part: Amount | BodyPart) -> dict[str, Any]:
    return {name: getattr(part, name) for name in names}
