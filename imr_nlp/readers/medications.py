"""The drugs of a clinical case summary with their dosage, from the entities of the Doc.

`case_medications` is used by `imr_nlp.components.case`. A drug without any dosage is left out where the same drug stands with
one; the same drug with the same dosage counts once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.normalize.doses import quantity
from imr_nlp.readers.prescriptions import Piece
from imr_nlp.rules.load import Row
from imr_nlp.text.letter import LetterText

Range = tuple[int, int]
_FIELDS = {labels.DOSE: "strength", labels.FREQUENCY: "frequency", labels.QUANTITY: "quantity"}
_COMBINED = re.compile(r"\s*[/-]\s*")
# What a reviewer says of a drug in general is no claim that somebody takes it.
_IN_GENERAL = re.compile(
    r"\s+(?:is|are)\s+(?:only\s+|not\s+|generally\s+)*(?:indicated|recommended|supported|considered|an?\s+(?:opioid|muscle|first))\b"
)


def case_medications(doc: Doc, text: LetterText, summary: Span, drugs: Mapping[str, Row]) -> list[tuple[Range, Range, Row]]:
    """The drugs of a summary.

    doc (Doc): a Doc with entities.
    text (LetterText): its text.
    summary (Span): the clinical case summary.
    drugs (Mapping[str, dict]): what the drugs consist of, by normal form.
    RETURNS (list[tuple]): offsets in the flat text of the drug with its dosage, of its name alone, and the facts.
    """
    found: dict[tuple[str, ...], tuple[Range, Range, Row]] = {}
    dosed = set()
    entities = doc.ents
    starts = [entity.start for entity in entities]
    entities = entities[bisect_left(starts, summary.start) : bisect_left(starts, summary.end)]
    for names, parts in drug_mentions(entities, text):
        name = (names[0].start, names[-1].end)
        if _IN_GENERAL.match(text.lower, name[1]):
            continue
        row = _row(text, names, parts, drugs)
        key = re.sub(r"\W+", "", row["drug"].lower())
        details = tuple(re.sub(r"\W+", "", str(row[field] or "").lower()) for field in _FIELDS.values())
        if any(details):
            dosed.add(key)
        start = min([name[0], *(part.start for part in parts)])
        end = max([name[1], *(part.end for part in parts)])
        found.setdefault((key, *details), ((start, end), name, row))
    return [mention for key, mention in found.items() if any(key[1:]) or key[0] not in dosed]


def drug_mentions(found: Iterable[Span], text: LetterText) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """Drugs in prose with the entities that dose them.

    found (Iterable[Span]): entities in order.
    text (LetterText): the text of their Doc.
    YIELDS (tuple[list[Piece], list[Piece]]): the names, two where they are joined ("hydrocodone/acetaminophen"), and what doses
        them; offsets are those of the flat text.
    """
    entities = [Piece(*text.range_of(entity), entity.label_, entity.ent_id_) for entity in found]
    names: list[list[Piece]] = []
    parts: list[list[Piece]] = []
    leading: list[Piece] = []
    for n, entity in enumerate(entities):
        if entity.label == labels.DRUG:
            if names and not parts[-1] and _COMBINED.fullmatch(text.flat, names[-1][-1].end, entity.start):
                names[-1].append(entity)
                continue
            if names and text.flat[names[-1][-1].end : entity.start].strip() == "(":  # Meloxicam (Mobic)
                continue
            names.append([entity])
            parts.append(leading)
            leading = []
        elif entity.label in _FIELDS or entity.label in (labels.FORM, labels.REFILLS):
            if entity.label == labels.QUANTITY and _leads(entities, n, text):
                leading = [entity]
            elif names and entity.start - names[-1][-1].end < 400 and not _is_reduction(entity, text):
                parts[-1].append(entity)
    yield from zip(names, parts, strict=True)


def _is_reduction(entity: Piece, text: LetterText) -> bool:
    """Whether a quantity is what utilization review brought another one down to: "modified the Norco to #45"."""
    return entity.label == labels.QUANTITY and text.lower[: entity.start].rstrip(" #").endswith(" to")


def _leads(entities: Sequence[Piece], n: int, text: LetterText) -> bool:
    """Whether a quantity stands right in front of a drug: "60 Flexeril", "120 tablets of Norco"."""
    end = entities[n].end
    n += 1
    while n < len(entities) and entities[n].label == labels.FORM and entities[n].start - end <= 2:
        end = entities[n].end
        n += 1
    if n >= len(entities) or entities[n].label != labels.DRUG:
        return False
    return text.lower[end : entities[n].start].strip() in ("", "of")


def _row(text: LetterText, names: list[Piece], parts: list[Piece], drugs: Mapping[str, Row]) -> Row:
    known = [drugs.get(name.normal_form, {"ingredients": name.normal_form.split("+")}) for name in names]
    row: Row = {
        "drug": text.wording(names[0].start, names[-1].end),
        "ingredients": list(dict.fromkeys(ingredient for drug in known for ingredient in drug["ingredients"] if ingredient)),
        "drug_class": next((drug["drug_class"] for drug in known if drug.get("drug_class")), None),
        **dict.fromkeys(_FIELDS.values()),
    }
    for part in parts:
        field = _FIELDS.get(part.label)
        if field is not None and row[field] is None:
            row[field] = text.wording(part.start, part.end)
    if row["quantity"] is not None:
        amount = quantity(row["quantity"])
        row["quantity"] = amount.value if amount is not None else None
    return row
