"""From the drugs and dosage parts found in an item to one prescription a product.

"A (B)" is drug A; ingredients joined by slashes or with percentages of their own are one compound. Start with
`prescriptions`. Offsets are those of the text given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from imr_nlp import labels
from imr_nlp.normalize.doses import CONTAINERS, Quantity, Strength, by_ingredient, quantity, refills, strengths
from imr_nlp.normalize.morphine import Directions, Equivalents
from imr_nlp.readers.directions import DirectionsReader, Frequencies
from imr_nlp.readers.dosage import ItemDosage, Piece, begins_otherwise, is_percentage
from imr_nlp.text.edges import end_before

TOPICAL_FORMS = frozenset(("cream", "gel", "ointment", "lotion", "patch", "pad", "spray"))
TOPICAL_ANALGESICS = "topical analgesics"
TOPICAL_COMPOUNDS = "topical compounds"
# Classes of drugs that are analgesics when applied to the skin; None: local anesthetics, ketamine and the like.
_SKIN_CLASSES = frozenset(
    ("NSAID", "muscle relaxant", "antiepilepsy drugs", "antidepressant", TOPICAL_ANALGESICS, TOPICAL_COMPOUNDS)
)
_SKIN_INGREDIENTS = frozenset(
    (
        *("lidocaine", "bupivacaine", "ropivacaine", "tetracaine", "prilocaine", "benzocaine", "ketamine", "clonidine"),
        *("capsaicin", "menthol", "camphor", "methyl salicylate", "trolamine salicylate", "dextromethorphan"),
    )
)
# Between ingredients of one product, whatever it is.
_TIGHT = frozenset(("/", "-", "+", " + ", " & ", " /", "/ ", " / "))
_MARKS = " ,/&+;-"
_PERCENT_CHARACTERS = 12
# How much of it is taken each time at most.
_TAKEN: dict[str | None, float] = {"ml": 30, "g": 8}


class Drug(NamedTuple):
    """What the lexicon knows of a drug."""

    ingredients: tuple[str, ...]
    drug_class: str | None = None
    dea_schedule: str | None = None


class Prescription(NamedTuple):
    """One product: the whole wording, the name, and the parts as worded (offsets) or as numbers."""

    start: int
    end: int
    name: tuple[int, int]
    ingredients: tuple[str, ...]
    drug_class: str | None
    dea_schedule: str | None
    strength: tuple[int, int] | None
    form: tuple[int, int] | None
    quantity: Quantity | None
    refills: int | None
    frequency: tuple[int, int] | None
    strengths: tuple[tuple[Strength, str | None], ...] = ()  # each with its ingredient
    bare: int | None = None  # where it ends without a quantity that only its place tells
    directions: Directions = Directions()
    equivalents: Equivalents = Equivalents()


class _Run(NamedTuple):
    """Drugs that are one product, those that only explain it, and its dosage."""

    names: list[Piece]
    aliases: list[Piece]
    parts: list[Piece]


class Readers(NamedTuple):
    """What reads the parts of a prescription.

    lookup (Callable[[str], Drug]): what the lexicon knows of a drug's normal form.
    dosage (ItemDosage): reads what only an item says of a dosage.
    directions (DirectionsReader): reads how a product is to be taken.
    """

    lookup: Callable[[str], Drug]
    dosage: ItemDosage
    directions: DirectionsReader


def prescriptions(text: str, pieces: Sequence[Piece], readers: Readers) -> list[Prescription]:
    """The products of an item.

    text (str): the item's wording in lower case, line breaks as blanks.
    pieces (Sequence[Piece]): its drugs and dosage parts, in order.
    readers (Readers): what reads them.
    RETURNS (list[Prescription]): in order; empty without a drug.
    """
    lookup = readers.lookup
    drugs = [piece for piece in pieces if piece.label == labels.DRUG]
    if not drugs:
        return []
    dosage = [piece for piece in pieces if piece.label in labels.DOSAGE_RELATIONS]
    topical = readers.dosage.is_compound(text) or any(is_percentage(text, piece) for piece in dosage)
    runs: list[_Run] = []
    for drug in drugs:
        if runs:
            run = runs[-1]
            last = run.names[-1]
            if text.count("(", last.end, drug.start) > text.count(")", last.end, drug.start):
                run.aliases.append(drug)
                continue
            previous = max([last, *run.aliases])
            if _explains(text, readers, previous, drug):
                run.aliases.append(drug)
                continue
            joined = _one_product(text, dosage, previous, drug, readers.dosage, topical=topical)
            if joined and not (_is_brand(text, lookup, previous) and _is_brand(text, lookup, drug)):
                run.names.append(drug)
                continue
        runs.append(_Run([drug], [], []))
    for piece in dosage:
        _run_of(text, runs, piece, readers.dosage).parts.append(piece)
    products = []
    for n, run in enumerate(runs):
        stop = runs[n + 1].names[0].start if n + 1 < len(runs) else len(text)
        products.append(_prescription(text, run, readers, (run.names[0].start if n else 0, stop)))
    return products


def drug_class(names: Sequence[Drug], ingredients: Sequence[str], form: str | None, *, percent: bool) -> str | None:
    """The state's class of a product: of several drugs for the skin topical compounds, of one a topical analgesic.

    names (Sequence[Drug]): its drugs.
    ingredients (Sequence[str]): their ingredients.
    form (str | None): normal form of the dosage form.
    percent (bool): whether a strength is a percentage.
    RETURNS (str | None): one of the state's classes.
    """
    first = next((name.drug_class for name in names if name.drug_class), None)
    on_skin = form in TOPICAL_FORMS or (form is None and percent)
    if not on_skin:
        return first
    if len(names) > 1:
        return TOPICAL_COMPOUNDS
    is_analgesic = first in _SKIN_CLASSES or (first is None and any(name in _SKIN_INGREDIENTS for name in ingredients))
    if first == "opioids" and form != "patch" and form != "spray":
        is_analgesic = True
    if not is_analgesic:
        return first
    return first if first == TOPICAL_COMPOUNDS else TOPICAL_ANALGESICS


def _explains(text: str, readers: Readers, previous: Piece, drug: Piece) -> bool:
    """Whether a name repeats the one before it: "Naproxen, Anaprox", "Norco/hydrocodone"."""
    if not readers.dosage.stands_between("explains", text, previous.end, drug.start):
        return False
    first, second = (set(readers.lookup(piece.normal_form).ingredients) for piece in (previous, drug))
    return bool(first) and bool(second) and second <= first


def _one_product(
    text: str, dosage: Sequence[Piece], previous: Piece, drug: Piece, reader: ItemDosage, *, topical: bool
) -> bool:
    """Whether two drugs that follow each other are ingredients of one product."""
    between = [piece for piece in dosage if previous.end <= piece.start < drug.start]
    if any(piece.label != labels.DOSE for piece in between):
        return False
    rest = text[previous.end : drug.start]
    for piece in reversed(between):
        rest = rest[: piece.start - previous.end] + rest[piece.end - previous.end :]
    percents = [is_percentage(text, piece) for piece in between]
    loosely = not rest.strip(_MARKS) or reader.stands_between("joins_ingredients", rest, 0, len(rest), _MARKS)
    if percents and all(percents):
        return loosely or any(reader.end_of("unlisted", text, piece.end) is not None for piece in between[:-1])
    glued = text[drug.start - 1] == "-" and not text[drug.start - 2].isspace()  # "37.5 mg-acetaminophen 325 mg"
    return rest in _TIGHT or (glued and rest.strip() == "-") or (topical and not percents and loosely)


def _is_brand(text: str, lookup: Callable[[str], Drug], drug: Piece) -> bool:
    """Whether a name is that of a product: none of its ingredients begins as it does."""
    return begins_otherwise(text, drug, lookup(drug.normal_form).ingredients)


def _run_of(text: str, runs: list[_Run], piece: Piece, reader: ItemDosage) -> _Run:
    """The product that a part of the dosage belongs to: the one before it, unless it leads the next ("30 tablets of ...")."""
    place = max((n for n, run in enumerate(runs) if run.names[0].start <= piece.start), default=0)
    if place + 1 < len(runs):
        following = runs[place + 1].names[0].start
        bare = piece.label == labels.QUANTITY and text[piece.start : piece.end].replace(",", "").isdigit()
        leads = piece.label != labels.DOSE and reader.stands_between("leads_drug", text, piece.end, following)
        if leads or (bare and not text[piece.end : following].strip()):
            return runs[place + 1]
    return runs[place]


def _prescription(text: str, run: _Run, readers: Readers, place: tuple[int, int]) -> Prescription:
    lookup, reader, stop = readers.lookup, readers.dosage, place[1]
    by_label: dict[str, list[Piece]] = {label: [] for label in labels.DOSAGE_RELATIONS}
    for part in run.parts:
        by_label[part.label].append(part)
    last = run.names[-1]
    known = [lookup(name.normal_form) for name in run.names]
    explained = [lookup(alias.normal_form) for alias in run.aliases]
    ingredients = tuple(dict.fromkeys(name for drug in known for name in drug.ingredients))
    if not ingredients:
        ingredients = tuple(dict.fromkeys(name for drug in explained for name in drug.ingredients))
    name, strength = _name_and_strength(text, run, by_label[labels.DOSE], reader)
    form = by_label[labels.FORM][0] if by_label[labels.FORM] else None
    frequency = _joined(text, by_label[labels.FREQUENCY], reader)
    tail = max([last.end, *(alias.end for alias in run.aliases), strength[1] if strength else 0])
    after = max([tail, *(part.end for part in run.parts)])
    counted = [part for part in by_label[labels.QUANTITY] if not _is_taken(text, part, by_label[labels.FREQUENCY])]
    amount, amount_end = _quantity(text, counted, reader, (tail, stop), after)
    count, count_end = _refills(text, by_label[labels.REFILLS], reader, tail, stop)
    if len(known) == len(explained) == 1 and known[0].drug_class is None and explained[0].ingredients == known[0].ingredients:
        known = explained
    percent = any(is_percentage(text, piece) for piece in by_label[labels.DOSE])
    values = _strengths(text, run, by_label[labels.DOSE], strength, ingredients, readers)
    frequencies = Frequencies([(piece.start, piece.end) for piece in by_label[labels.FREQUENCY]], frequency)
    sure = strength is None or not any(dose.start >= strength[1] for dose in by_label[labels.DOSE])
    dosed = bool(values) and sure
    directions = readers.directions.read(text, place, frequencies, amount, dosed=dosed)
    start = min([name[0], *(part.start for part in run.parts)])
    bare = max([tail, name[1], count_end, *(part.end for part in run.parts)])
    start, end = _with_parentheses(text, start, max(bare, amount_end), stop)
    return Prescription(
        start,
        end,
        name,
        ingredients,
        drug_class(known, ingredients, form.normal_form if form else None, percent=percent),
        min((drug.dea_schedule for drug in known if drug.dea_schedule), default=None),
        strength,
        (form.start, form.end) if form else None,
        amount,
        count,
        frequency,
        values,
        bare if amount is not None and not counted else None,
        directions,
        readers.directions.equivalents(
            text[slice(*place)], ingredients, values if sure else (), form.normal_form if form else None, amount, directions
        ),
    )


def _with_parentheses(text: str, start: int, end: int, stop: int) -> tuple[int, int]:
    """A range with the parenthesis beside it that it lacks; none is looked for after `stop`."""
    opened, closed = text.count("(", start, end), text.count(")", start, end)
    if opened > closed and text[end:stop].lstrip(" .,").startswith(")"):
        return start, text.index(")", end) + 1
    return (start - 1 if closed > opened and text[:start].endswith("(") else start), end


def _name_and_strength(
    text: str, run: _Run, doses: Sequence[Piece], reader: ItemDosage
) -> tuple[tuple[int, int], tuple[int, int] | None]:
    """The name as worded and the strength; in a compound whose strengths stand between the names they belong to the name."""
    first, last = run.names[0], run.names[-1]
    start, end = first.start, last.end
    inner = [piece for piece in doses if first.end <= piece.start < last.start]
    leading = _leading_percent(text, start)
    if len(run.names) > 1 and (inner or leading):
        if leading is not None:
            start = leading
        after = next((piece for piece in doses if piece.start >= last.end), None)
        if after is not None and leading is None and text[last.end : after.start].strip(" ,-(") == "":
            end = after.end
            while (more := reader.end_of("unlisted", text, end)) is not None:
                end = more
        return (start, end), None
    listed = [alias for alias in run.aliases if any(alias.end <= piece.start <= alias.end + 3 for piece in doses)]
    if len(listed) > 1 or _in_front(text, run, doses):  # Terocin (capsaicin 0.025%, lidocaine 2.5%)
        doses = [piece for piece in doses if piece.start > run.aliases[-1].end and piece.start - run.aliases[-1].end > 8]
    if doses:
        return (start, end), _adjacent(text, doses)
    if leading is not None:
        return (start, end), (leading, end_before(text, start))
    return (start, end), reader.bare_strength(text, max([end, *(alias.end + 1 for alias in run.aliases)]))


def _leading_percent(text: str, end: int) -> int | None:
    """Where a percentage begins that ends in front of a name: "5% lidocaine"."""
    low = max(0, end - _PERCENT_CHARACTERS)
    before = text[low:end].rstrip()
    figures = before[:-1].rstrip()
    rest = figures.rstrip("0123456789.")
    return low + len(rest) if before.endswith("%") and figures[-1:].isdigit() and not rest[-1:].isalnum() else None


def _strengths(
    text: str,
    run: _Run,
    doses: Sequence[Piece],
    strength: tuple[int, int] | None,
    ingredients: Sequence[str],
    readers: Readers,
) -> tuple[tuple[Strength, str | None], ...]:
    """The numbers of a strength, each with its ingredient.

    Those between the names of a compound, or after the ingredients that explain a name ("Norco (hydrocodone 10 mg/acetaminophen
    325 mg)"), belong to the drug before them; where the first stands in front of its drug, to the one after.
    """
    if strength is not None:
        values = strengths(text[slice(*strength)])
        if len(values) > 1 and len({value.unit for value in values}) == 1 and values[-1].per_unit is not None:
            *rest, last = values  # what holds it counts for all numbers: "7.5-325 mg/15 ml"
            values = (*(one._replace(per_value=last.per_value, per_unit=last.per_unit) for one in rest), last)
        name = text[run.names[0].start : run.names[-1].end]
        return tuple(zip(values, by_ingredient(values, ingredients, name, readers.directions.least), strict=True))
    drugs = sorted(run.aliases if _in_front(text, run, doses) else [*run.names, *run.aliases])
    leading = bool(doses) and doses[0].start < drugs[0].start
    found: list[tuple[Strength, str | None]] = []
    for dose in doses:
        before = [drug for drug in drugs if drug.end <= dose.start]
        after = [drug for drug in drugs if drug.start >= dose.end]
        drug = after[:1] if leading else before[-1:]
        if drug:
            known = readers.lookup(drug[0].normal_form).ingredients
            values = strengths(text[dose.start : dose.end])
            found += zip(values, by_ingredient(values, known, "", readers.directions.least), strict=True)
    return tuple(found) if len(found) > 1 else ()


def _in_front(text: str, run: _Run, doses: Sequence[Piece]) -> bool:
    """Whether each of several ingredients that explain a name has its number in front ("5 mg oxycodone/325 mg APAP")."""
    ends = {dose.end for dose in doses}
    return len(run.aliases) > 1 and all(end_before(text, alias.start) in ends for alias in run.aliases)


def _adjacent(text: str, doses: Sequence[Piece]) -> tuple[int, int]:
    """The first strength, with one of another kind that follows at once: "3% 300 mg/g"."""
    first = doses[0]
    if len(doses) > 1 and text[first.end : doses[1].start] in (" ", ", ", " (") and first.end > first.start:
        percents = [is_percentage(text, dose) for dose in doses[:2]]
        if percents[0] != percents[1] and "/" in text[doses[1].start : doses[1].end]:
            return first.start, doses[1].end
    return first.start, first.end


def _quantity(
    text: str, found: Sequence[Piece], reader: ItemDosage, place: tuple[int, int], after: int
) -> tuple[Quantity | None, int]:
    """What is dispensed, and where its wording ends; weights count before the number of tubes."""
    ends = [reader.end_of("content", text, piece.end) or piece.end for piece in found]
    stated = [(quantity(text[piece.start : end]), end) for piece, end in zip(found, ends, strict=True)]
    values = [(value, end) for value, end in stated if value is not None]
    if values:
        weighed = [pair for pair in values if pair[0].unit not in CONTAINERS and pair[0].value != 1]
        return (weighed or values)[0]
    bare = reader.quantity(text, *place, after)
    return (None, 0) if bare is None else (quantity(text[bare.start : bare.end]), bare.last)


def _is_taken(text: str, piece: Piece, frequencies: Sequence[Piece]) -> bool:
    """Whether an amount is what is taken each time: "15 ml every 6 hours", "4 grams qid"."""
    amount = quantity(text[piece.start : piece.end]) if text[piece.start].isdigit() else None
    if amount is None or amount.value > _TAKEN.get(amount.unit, 0):
        return False
    return any(not text[piece.end : one.start].strip() for one in frequencies if one.start >= piece.end)


def _refills(text: str, found: Sequence[Piece], reader: ItemDosage, start: int, stop: int) -> tuple[int | None, int]:
    for piece in found:
        if (value := refills(text[piece.start : piece.end])) is not None:
            return value, piece.end
    bare = reader.refills(text, start, stop)
    return (None, 0) if bare is None else (refills(text[bare.start : bare.end]), bare.last)


def _joined(text: str, found: Sequence[Piece], reader: ItemDosage) -> tuple[int, int] | None:
    """The first frequency with those that follow at once ("daily at bedtime", "one in the morning, two at bedtime")."""
    if not found:
        return None
    start, end = found[0].start, found[0].end
    for piece in found[1:]:
        if not reader.stands_between("and_so_many", text, end, piece.start, " ,;&"):
            break
        end = piece.end
    return start, end
