"""Drug, strength and quantity of items against the requests that the case summary tells.

Used by `imr_nlp.components.findings`; start with `compare_drugs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from spacy.tokens import Span

from imr_nlp import labels
from imr_nlp.findings.contradictions import lost_digit, strengths_differ
from imr_nlp.findings.letters import Finding, Letter, Place, place
from imr_nlp.findings.requests import Item, Product, Summary, numbers
from imr_nlp.normalize.doses import quantity, strengths
from imr_nlp.readers.prescriptions import Piece

# Fewer pieces than this are boxes, tubes or bottles.
_FEWEST_PIECES = 5
_BEFORE_CHARACTERS, _BEHIND_CHARACTERS = 40, 80


def compare_drugs(items: list[Item], summary: Summary) -> Iterator[Finding]:
    """Drugs, strengths and quantities that differ from the one request told.

    items (list[Item]): all items of a letter.
    summary (Summary): its clinical case summary.
    YIELDS (Finding): in the order of the items, another drug last.
    """
    if not any(item.products for item in items if not item.as_told):
        return
    for item in items:
        if item.as_told:
            continue
        others = [product for other in items if other is not item for product in other.products]
        if len(item.products) == 1 and not any(item.products[0].ingredients & other.ingredients for other in others):
            yield from _dosage(item, summary)
    yield from _other_drug(items, summary)


def _dosage(item: Item, summary: Summary) -> Iterator[Finding]:
    """Strength and quantity of an item's drug against those requested."""
    (wanted,) = item.products
    mentions = [product for product in summary.products if product.ingredients & wanted.ingredients]
    asked = [product for product in mentions if summary.requested(product)]
    if any(product.drug != wanted.drug or _release(product, summary) != _release(wanted, summary) for product in asked):
        return
    # A modified request may be told with what was granted in its stead.
    if not item.partial and any(request.modified for product in asked for request in summary.requested(product)):
        return
    strength, amount = _one_value(product.strength for product in asked), _one_value(product.quantity for product in asked)
    found = []
    if wanted.strength is not None and strength is not None and _differ(wanted.strength, strength):
        said = [product.strength for product in summary.about_requested(mentions) if product.strength is not None]
        same_dose = _multiple(wanted.strength, strength) and _several_told(wanted.strength.start, strength.start, summary)
        told = same_dose or _is_told(wanted, wanted.strength, summary)
        if not told and all(_differ(wanted.strength, other) for other in said):
            found.append(_finding("strength_mismatch", summary.letter, item, wanted.strength, strength))
    if (
        wanted.quantity is not None
        and amount is not None
        and wanted.quantity.normal_form != amount.normal_form
        and not _is_told(wanted, wanted.quantity, summary)
        and _amounts_differ(wanted, amount, summary, summary.about_requested(mentions))
    ):
        found.append(_finding("quantity_mismatch", summary.letter, item, wanted.quantity, amount))
    # Under another name, in another strength and another quantity it is another product: OxyContin is no oxycodone.
    if len(found) < 2 or all(_name(product, summary) == _name(wanted, summary) for product in asked):
        yield from found


def _name(product: Product, summary: Summary) -> str:
    return summary.letter.text.lower[product.start : product.end]


def _release(product: Product, summary: Summary) -> frozenset[str]:
    return summary.release_forms.intersection(re.findall("[a-z]+", _name(product, summary)))


def _finding(code: str, letter: Letter, item: Item, wanted: Piece, requested: Piece) -> Finding:
    name = letter.text.wording(item.products[0].start, item.products[0].end)
    one, other = (letter.text.wording(piece.start, piece.end) for piece in (wanted, requested))
    what = "strength" if code == "strength_mismatch" else "quantity"
    message = f"Issue {item.number} is for {name} in a {what} of {one}, but the case summary says that {other} was requested."
    return Finding(code, message, [_place(letter, item.asked, wanted), _place(letter, item.asked, requested)])


def _amounts_differ(wanted: Product, requested: Piece, summary: Summary, stated: list[Product]) -> bool:
    """Whether a quantity is neither the one requested nor made of those that the summary names."""
    one, other = wanted.amount, quantity(requested.normal_form)
    if one is None or other is None or one.unit != other.unit:
        return False
    if one.unit is None and min(one.value, other.value) < _FEWEST_PIECES:
        return False
    values = {other.value, *(found.value for product in stated if (found := product.amount) is not None)}
    refilled = {value * (product.refills + 1) for value in values for product in (wanted, *stated)}
    pairs = list(combinations(sorted(values), 2))
    made = {high - low for low, high in pairs} | {low + high for low, high in pairs}
    if one.value in values | refilled | made or any(value == one.value * (wanted.refills + 1) for value in values):
        return False
    if max(one.value, other.value) % min(one.value, other.value):
        return True
    return not _several_told(wanted.start, requested.start, summary)


def _several_told(wanted: int, requested: int, summary: Summary) -> bool:
    """Whether the words at either offset tell of several packs, refills or tablets at a time that make up the difference."""
    lower = summary.letter.text.lower
    around = [lower[max(0, start - _BEFORE_CHARACTERS) : start + _BEHIND_CHARACTERS] for start in (wanted, requested)]
    return any(pattern.search(text) for pattern in summary.multiples for text in around)


def _multiple(one: Piece, other: Piece) -> bool:
    """Whether one strength is a whole multiple of the other."""
    values = [strengths(piece.normal_form) for piece in (one, other)]
    pairs = [sorted((first.value, second.value)) for first, second in zip(*values, strict=True)]
    return all(low and high % low == 0 for low, high in pairs)


def _is_told(wanted: Product, piece: Piece, summary: Summary) -> bool:
    """Whether a sentence about requests has the numbers of an item's strength or quantity, other than for another drug."""
    text = summary.letter.text.lower
    for mention in summary.products:
        for part in mention.parts:
            if part.label != piece.label or not mention.ingredients & wanted.ingredients:
                text = f"{text[: part.start]}{' ' * (part.end - part.start)}{text[part.end :]}"
    found = set(numbers(piece.normal_form))
    return any(found <= set(numbers(text[start:end])) for start, end in summary.about_requests)


def _other_drug(items: list[Item], summary: Summary) -> Iterator[Finding]:
    """The one drug item that the summary does not name, and the one drug requested that no item names."""
    drugs = [(item, item.products[0]) for item in items if item.products]
    if any(len(item.products) > 1 for item in items):
        return
    named = frozenset(name for product in summary.products for name in product.ingredients)
    missing = [(item, product) for item, product in drugs if not product.ingredients & named]
    if len(missing) != 1:
        return
    asked = [product for product in summary.products if summary.requested(product)]
    at_issue = frozenset(name for _, product in drugs for name in product.ingredients)
    left = {product.ingredients: product for product in asked if not product.ingredients & at_issue}
    if len(left) != 1 or len({product.ingredients for product in asked}) != len(drugs):
        return
    (item, wanted), (other,) = missing[0], left.values()
    letter = summary.letter
    one, second = (letter.text.wording(product.start, product.end) for product in (wanted, other))
    if not all(product.strength or product.quantity for product in (wanted, other)):
        return
    if letter.summary is not None and one.lower() in letter.lower(letter.summary):
        return
    message = f"Issue {item.number} is for {one}, but the case summary says that {second} was requested."
    request = letter.text.span(letter.doc, other.start, other.end, labels.DRUG)
    if request is not None:
        yield Finding("drug_mismatch", message, [place(item.asked), place(request)])


def _one_value(pieces: Iterable[Piece | None]) -> Piece | None:
    """The one value that pieces have in common; None if there is none or if they differ."""
    told = {piece.normal_form: piece for piece in pieces if piece is not None}
    return next(iter(told.values())) if len(told) == 1 else None


def _differ(one: Piece, other: Piece) -> bool:
    """Whether two strengths of a drug differ by more than a lost nought, which is a finding of its own."""
    values = [strengths(piece.normal_form) for piece in (one, other)]
    figures = [tuple(float(number.value) for number in value) for value in values]
    return strengths_differ(*values) and not lost_digit(*figures)


def _place(letter: Letter, fallback: Span, piece: Piece) -> Place:
    span = letter.text.span(letter.doc, piece.start, piece.end, piece.label)
    return place(fallback if span is None else span)
