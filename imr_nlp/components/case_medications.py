"""The drugs of a clinical case summary with their dosage, from the entities of the Doc.

`case_medications` is used by `imr_nlp.components.case`. A drug without any dosage is left out where the same drug stands with
one; the same drug with the same dosage counts once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.resources import Row
from imr_nlp.text import LetterText, collapse

Range = tuple[int, int]
_FIELDS = {labels.DOSE: "strength", labels.FREQUENCY: "frequency", labels.QUANTITY: "quantity"}
_COMBINED = re.compile(r"\s*[/-]\s*")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[a-z]+(?: [a-z]+)*")
_NUMBERS = {"ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90}
# What a reviewer says of a drug in general is no claim that somebody takes it.
_IN_GENERAL = re.compile(
    r"\s+(?:is|are)\s+(?:only\s+|not\s+|generally\s+)*(?:indicated|recommended|supported|considered|an?\s+(?:opioid|muscle|first))\b"
)


def case_medications(
    doc: Doc, text: LetterText, summary: Range, drugs: Mapping[str, Row]
) -> list[tuple[Range, Range, Row]]:
    """The drugs of a summary.

    doc (Doc): a Doc with entities.
    text (LetterText): its text.
    summary (tuple[int, int]): first offset of the summary and the one behind it.
    drugs (Mapping[str, dict]): what the drugs consist of, by normal form.
    RETURNS (list[tuple]): offsets of the drug with its dosage, of its name alone, and the facts.
    """
    found: dict[tuple[str, ...], tuple[Range, Range, Row]] = {}
    dosed = set()
    for names, parts in _mentions(doc, text, summary):
        name = (names[0].start_char, names[-1].end_char)
        if _IN_GENERAL.match(text.lower, name[1]):
            continue
        row = _row(text, names, parts, drugs)
        key = re.sub(r"\W+", "", row["drug"].lower())
        details = tuple(re.sub(r"\W+", "", str(row[field] or "").lower()) for field in _FIELDS.values())
        if any(details):
            dosed.add(key)
        start = min([name[0], *(part.start_char for part in parts)])
        end = max([name[1], *(part.end_char for part in parts)])
        found.setdefault((key, *details), ((start, end), name, row))
    return [mention for key, mention in found.items() if any(key[1:]) or key[0] not in dosed]


def _mentions(doc: Doc, text: LetterText, summary: Range) -> Iterator[tuple[list[Span], list[Span]]]:
    """Names of drugs, two where they are joined ("hydrocodone/acetaminophen"), with the entities that dose them."""
    entities = doc.ents
    starts = [entity.start_char for entity in entities]
    entities = entities[bisect_left(starts, summary[0]) : bisect_left(starts, summary[1])]
    names: list[list[Span]] = []
    parts: list[list[Span]] = []
    leading: list[Span] = []
    for n, entity in enumerate(entities):
        if entity.label_ == labels.DRUG:
            if names and not parts[-1] and _COMBINED.fullmatch(text.flat, names[-1][-1].end_char, entity.start_char):
                names[-1].append(entity)
                continue
            if names and text.flat[names[-1][-1].end_char : entity.start_char].strip() == "(":  # Meloxicam (Mobic)
                continue
            names.append([entity])
            parts.append(leading)
            leading = []
        elif entity.label_ in _FIELDS or entity.label_ in (labels.FORM, labels.REFILLS):
            if entity.label_ == labels.QUANTITY and _leads(entities, n, text):
                leading = [entity]
            elif names and entity.start_char - names[-1][-1].end_char < 400:
                parts[-1].append(entity)
    yield from zip(names, parts, strict=True)


def _leads(entities: Sequence[Span], n: int, text: LetterText) -> bool:
    """Whether a quantity stands right in front of a drug: "60 Flexeril", "120 tablets of Norco"."""
    end = entities[n].end_char
    n += 1
    while n < len(entities) and entities[n].label_ == labels.FORM and entities[n].start_char - end <= 2:
        end = entities[n].end_char
        n += 1
    if n >= len(entities) or entities[n].label_ != labels.DRUG:
        return False
    return text.lower[end : entities[n].start_char].strip() in ("", "of")


def _row(text: LetterText, names: list[Span], parts: list[Span], drugs: Mapping[str, Row]) -> Row:
    known = [drugs.get(name.ent_id_, {"ingredients": name.ent_id_.split("+")}) for name in names]
    row: Row = {
        "drug": collapse(text.text[names[0].start_char : names[-1].end_char]),
        "ingredients": list(dict.fromkeys(ingredient for drug in known for ingredient in drug["ingredients"] if ingredient)),
        "drug_class": next((drug["drug_class"] for drug in known if drug.get("drug_class")), None),
        **dict.fromkeys(_FIELDS.values()),
    }
    for part in parts:
        field = _FIELDS.get(part.label_)
        if field is not None and row[field] is None:
            words = collapse(text.text[part.start_char : part.end_char])
            row[field] = _quantity(words) if field == "quantity" else words
    return row


def _quantity(words: str) -> float | None:
    match = _NUMBER.search(words.lower())
    if match is None:
        return None
    if match.group()[0].isdigit():
        number = float(match.group().replace(",", ""))
        return int(number) if number.is_integer() else number
    return _NUMBERS.get(match.group())
