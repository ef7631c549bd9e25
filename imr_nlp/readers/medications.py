"""The drugs of a clinical case summary with their dosage, from the entities of the Doc.

`MedicationReader` is used by `imr_nlp.components.case`. A drug without any dosage is left out where the same drug stands with
one; the same drug with the same dosage counts once; a compound is one drug.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from imr_nlp import labels
from imr_nlp.normalize.doses import quantity
from imr_nlp.readers.dosage import Piece, begins_otherwise, is_percentage
from imr_nlp.rules.ruleset import Range
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import DrugRow
from imr_nlp.rules.schema_summary import MedicationWording
from imr_nlp.rules.wordings import by_role
from imr_nlp.text.edges import end_before

_FIELDS = {labels.DOSE: "strength", labels.FREQUENCY: "frequency", labels.QUANTITY: "quantity"}
_PARTS = frozenset((*_FIELDS, labels.FORM, labels.REFILLS))
# How far from its drug a part of the dosage may stand.
_REACH = 400
# So many drugs with percentages in a row are one product.
_COMPOUNDED = 3
# How many of the pieces that follow may belong to a compound.
_COMPOUND_PIECES = 24


class Medication(NamedTuple):
    """A drug: its place with the dosage, that of its name, and the parts as worded (offsets) or as numbers."""

    place: Range
    name: Range
    ingredients: list[str]
    drug_class: str | None
    strength: Range | None
    frequency: Range | None
    quantity: float | None


class _Mention(NamedTuple):
    names: list[Piece]
    parts: list[Piece]


class MedicationReader:
    """Reads the drugs of a summary, by DRUG and MEDICATION_WORDING rows."""

    def __init__(self, rows: Iterable[Row], fragments: Mapping[str, str]) -> None:
        rows = list(rows)
        self._words = by_role(rows, MedicationWording, fragments)
        self._drugs = {row.id: row for row in rows if isinstance(row, DrugRow)}

    def read(
        self, text: str, entities: Sequence[Piece], assertion: Callable[[Medication], str] = lambda _: "affirmed"
    ) -> list[tuple[Medication, str]]:
        """The drugs of a text in lower case, each with what the text says of it.

        entities (Sequence[Piece]): its drugs and parts of dosage, in order.
        assertion (Callable): what its sentence says of a mention; of equal ones the first that is the claimant's counts.
        """
        stated: list[tuple[tuple[str, ...], Medication]] = []
        dosed = set()
        for mention in self._mentions(text, entities):
            medication = self._medication(text, mention)
            if self._words["in_general"].at(text, medication.name[1]) is not None:
                continue
            name = _letters(text, medication.name)
            amount = "" if medication.quantity is None else str(medication.quantity)
            details = (_letters(text, medication.strength), _letters(text, medication.frequency), amount)
            if any(details):
                dosed.add(name)
            stated.append(((name, *details), medication))
        found: dict[tuple[str, ...], tuple[Medication, str]] = {}
        for key, medication in stated:
            known = found.get(key)
            if (any(key[1:]) or key[0] not in dosed) and (known is None or known[1] not in labels.LISTED):
                said = assertion(medication)
                if known is None or said in labels.LISTED:
                    found[key] = medication, said
        return list(found.values())

    def _mentions(self, text: str, entities: Sequence[Piece]) -> Iterator[_Mention]:
        mentions: list[_Mention] = []
        leading: list[Piece] = []
        for n, entity in enumerate(entities):
            last = mentions[-1] if mentions else None
            if entity.label == labels.DRUG:
                if last is not None and self._one_product(text, last, leading, entities[n : n + 1 + _COMPOUND_PIECES]):
                    last.names.append(entity)
                    last.parts.extend(leading)
                    leading = []
                elif last is None or not self._is_other_name(text, last.names[-1], entity):
                    mentions.append(_Mention([entity], leading))
                    leading = []
            elif entity.label in _PARTS:
                if self._leads(text, entities, n):
                    leading = [entity]
                elif last is not None and entity.start - last.names[-1].end < _REACH and not self._is_reduction(text, entity):
                    last.parts.append(entity)
        yield from mentions

    def _is_other_name(self, text: str, last: Piece, drug: Piece) -> bool:
        """Whether a drug only explains the one in front: "Meloxicam (Mobic)", "Norco (hydrocodone/acetaminophen)"."""
        opened = text.find("(", last.end, drug.start)
        if opened < 0 or text[last.end : opened].strip() or ")" in text[opened : drug.start]:
            return False
        known = self._drugs.get(last.normal_form)
        return text[opened + 1 : drug.start].strip() == "" or (known is not None and drug.normal_form in known.ingredients)

    def _one_product(self, text: str, mention: _Mention, leading: Sequence[Piece], following: Sequence[Piece]) -> bool:
        """Whether a drug is a further ingredient of what stands in front of it.

        Joined by a slash or hyphen it is, unless one of the two is a brand; after a percentage and a comma where it has one too
        and the whole is called a compound, or has three of them.

        leading (Sequence[Piece]): the amount in front of the drug.
        following (Sequence[Piece]): the drug and what comes after it.
        """
        previous, drug = mention.names[-1], following[0]
        between = [part for part in mention.parts[-2:] if part.start >= previous.end]
        if any(part.label != labels.DOSE for part in between) or len(between) > 1:
            return False
        start = between[0].end if between else previous.end
        end = leading[0].start if leading else drug.start
        branded = self._is_brand(text, previous) or self._is_brand(text, drug)
        if text[start:end].strip() in ("/", "-", "+"):
            return not branded or self._explains(previous, drug)
        in_front = self._words["compound_lead"].ending(text, max(0, mention.names[0].start - 60), mention.names[0].start)
        percents = [part for part in mention.parts if part.label == labels.DOSE and is_percentage(text, part)]
        if branded or (start != end and not self._words["join"].whole(text, start, end)):
            return False
        if not percents:
            return in_front is not None and in_front.group().endswith("(") and ")" not in text[previous.end : drug.start]
        if not (between and is_percentage(text, between[0])) and not (leading and is_percentage(text, leading[0])):
            return False
        adjacent = not text[start:end].strip()  # a hyphen lost at a line end
        return self._is_compound(text, following, len(mention.names), named=in_front is not None or adjacent)

    def _is_compound(self, text: str, pieces: Sequence[Piece], count: int, *, named: bool) -> bool:
        """Whether a run of drugs with percentages is one product: it is called so (`named`), or has three drugs.

        pieces (Sequence[Piece]): its second drug or a later one, and what comes after it; `count` drugs come before that one.
        """
        end = pieces[0].start
        percents = 0
        for piece in pieces:
            joined = piece.start == end or self._words["join"].whole(text, end, piece.start)
            if joined and piece.label == labels.DOSE and is_percentage(text, piece):
                percents += 1
            elif joined and piece.label == labels.DRUG and not self._is_brand(text, piece):
                count += 1
            else:
                named = named or (piece.label in (labels.FORM, labels.QUANTITY) and piece.start - end <= 2)
                break
            end = piece.end
        return named or count >= _COMPOUNDED or self._words["compound"].at(text, end) is not None

    def _is_brand(self, text: str, drug: Piece) -> bool:
        """Whether a name is that of a product: none of its ingredients begins as it does."""
        row = self._drugs.get(drug.normal_form)
        ingredients = row.ingredients if row is not None else drug.normal_form.split("+")
        return begins_otherwise(text, drug, ingredients) and not self._words["generic"].whole(text, drug.start, drug.end)

    def _explains(self, previous: Piece, drug: Piece) -> bool:
        """Whether a drug is what the one before consists of: "Norco/hydrocodone"."""
        first, second = (self._drugs.get(piece.normal_form) for piece in (previous, drug))
        return first is not None and second is not None and set(second.ingredients) <= set(first.ingredients)

    def _is_reduction(self, text: str, entity: Piece) -> bool:
        """Whether a quantity is what utilization review brought another one down to: "modified the Norco to #45"."""
        if entity.label != labels.QUANTITY:
            return False
        end = end_before(text, entity.start, " #")
        return self._words["reduced_to"].ending(text, max(0, entity.start - 20), end) is not None

    def _leads(self, text: str, entities: Sequence[Piece], n: int) -> bool:
        """Whether an amount stands right in front of a drug: "60 Flexeril", "120 tablets of Norco", "and 5% baclofen"."""
        if entities[n].label == labels.DOSE:
            if n + 1 == len(entities) or text[entities[n].end : entities[n + 1].start] != " ":
                return False
            apart = text[entities[n - 1].end if n else 0 : entities[n].start].strip()
            return entities[n + 1].label == labels.DRUG and apart not in ("", "-", "(")
        if entities[n].label != labels.QUANTITY:
            return False
        end = entities[n].end
        n += 1
        while n < len(entities) and entities[n].label == labels.FORM and entities[n].start - end <= 2:
            end = entities[n].end
            n += 1
        if n >= len(entities) or entities[n].label != labels.DRUG:
            return False
        gap = text[end : entities[n].start].strip()
        return not gap or self._words["lead"].whole(gap, 0, len(gap))

    def _medication(self, text: str, mention: _Mention) -> Medication:
        names, parts = mention
        known = [self._drugs.get(name.normal_form) for name in names]
        ingredients: dict[str, Any] = {}
        for name, drug in zip(names, known, strict=True):
            ingredients.update(dict.fromkeys(drug.ingredients if drug else name.normal_form.split("+")))
        start, end = names[0].start, names[-1].end
        doses = [part for part in parts if part.label == labels.DOSE]
        strength = (doses[0].start, doses[0].end) if doses else None
        if any(start < dose.start < end for dose in doses):  # the strengths of a compound belong to its name
            strength = None
            start = min([start, *(dose.start for dose in doses if 0 <= start - dose.end <= 2)])
            end = max([end, *(dose.end for dose in doses if 0 <= dose.start - end <= 2)])
        frequency = next(((part.start, part.end) for part in parts if part.label == labels.FREQUENCY), None)
        counted = next((part for part in parts if part.label == labels.QUANTITY), None)
        amount = quantity(text[counted.start : counted.end]) if counted is not None else None
        return Medication(
            (min([start, *(part.start for part in parts)]), max([end, *(part.end for part in parts)])),
            (start, end),
            [ingredient for ingredient in ingredients if ingredient],
            next((drug.drug_class for drug in known if drug is not None and drug.drug_class), None),
            strength,
            frequency,
            None if amount is None else amount.value,
        )


def _letters(text: str, place: Range | None) -> str:
    return "" if place is None else "".join(filter(str.isalnum, text[slice(*place)]))
