"""Items whose decision, rationale or conclusion speaks of something else than they do. Start with `ItemComparer.find`.

Two wordings are compared only where each names exactly one thing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from imr_nlp import labels
from imr_nlp.findings.counts import CountReader
from imr_nlp.findings.letter import Finding, Item, Letter, Place
from imr_nlp.normalize.doses import Strength, quantity, strengths
from imr_nlp.readers.body_parts import BodyPartFinder
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_findings import Aside, OtherRequest, RequestCount

# A rationale shorter than this says nothing.
_RATIONALE_CHARACTERS = 15
_ASIDE_ENDS = ",;."
# How much around a number of sessions may say that it is of another request.
_BEFORE_CHARACTERS, _AFTER_CHARACTERS = 20, 25
_OPPOSITE = (({"left"}, {"right"}), ({"right"}, {"left"}))
# A drug and its strength stand within so many words of each other.
_WORDS_BETWEEN = 3


class ItemComparer:
    """Finds contradictions between items and what is said of them, by finding rows and those of body parts."""

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self._body_parts = BodyPartFinder(rows)
        self._counts = CountReader(rows)
        self._asides = RuleSet(select(rows, Aside))
        self._requests, self._other_requests = RuleSet(select(rows, RequestCount)), RuleSet(select(rows, OtherRequest))

    def find(self, letter: Letter, item: Item) -> Iterator[Finding]:
        """The contradictions of one item of a letter."""
        yield from _outcome(item)
        yield from self._partial_sum(letter, item)
        if item.conclusion is None:
            return
        parts = item.body_parts
        if parts is None:
            parts = [(part.part, part.laterality) for part in self._body_parts.find(letter.words(item.place))]
        drugs, counted = letter.inside(item.place, labels.DRUG), self._counts.values(letter.words(item.place))
        if not (drugs or counted or parts):
            return
        said = self._main_clause(letter, item.conclusion)
        if drugs:
            yield from _medicine(letter, item, drugs, item.conclusion, said)
        if len(counted) == 1 and not item.partial:
            yield from self._sessions(letter, item, item.conclusion, next(iter(counted)), said)
        if parts:
            yield from self._places(item, parts, item.conclusion, said)

    def _main_clause(self, letter: Letter, conclusion: Place) -> str:
        """A sentence with blanks for what it says aside: "as naproxen is not certified"."""
        said = letter.words(conclusion)
        for aside in self._asides.find(said):
            end = min((n for mark in _ASIDE_ENDS if (n := said.find(mark, aside.end)) >= 0), default=len(said))
            said = f"{said[: aside.start]}{' ' * (end - aside.start)}{said[end:]}"
        return said

    def _places(self, item: Item, parts: Sequence[tuple[str, str | None]], conclusion: Place, said: str) -> Iterator[Finding]:
        """Part of the body and side in the conclusion."""
        stated = self._body_parts.find(said)
        one, other = self._regions(name for name, _ in parts), self._regions(part.part for part in stated)
        if not one or not other:
            return
        one_side, other_side = {side for _, side in parts}, {part.laterality for part in stated}
        if not one & other:
            message = f"Issue {item.number} is about the {_listed(one)}, but its conclusion speaks of the {_listed(other)}."
        elif (one_side, other_side) in _OPPOSITE:
            wanted, concluded = one_side.pop(), other_side.pop()
            message = f"Issue {item.number} is for the {wanted} side, but its conclusion speaks of the {concluded}."
        else:
            return
        yield Finding("body_part_mismatch", message, (item.place, conclusion))

    def _regions(self, names: Iterable[str]) -> set[str]:
        """The regions of the body that parts lie in."""
        return {region for name in names for region in self._body_parts.regions(name)}

    def _partial_sum(self, letter: Letter, item: Item) -> Iterator[Finding]:
        """What was authorized and what remains should make up what was asked for."""
        original, authorized = (item.partial.get(label) for label in (labels.ORIGINAL_REQUEST, labels.AUTHORIZED))
        if original is None or authorized is None:
            return
        places = (original, authorized, item.place)
        numbers = [self._counts.values(letter.words(place)) for place in places]
        if not all(len(found) == 1 for found in numbers):
            return
        asked, given, left = (next(iter(found)) for found in numbers)
        if left not in (asked, asked - given):
            message = f"Of {asked} asked for in issue {item.number} {given} were authorized, but {left} are said to remain."
            yield Finding("quantity_mismatch", message, places)

    def _sessions(self, letter: Letter, item: Item, conclusion: Place, count: int | float, said: str) -> Iterator[Finding]:
        """Numbers of sessions in the conclusion, and in what the rationale calls the request."""
        concluded = self._counts.values(said)
        stated = self._counts.values(letter.words(item.rationale)) if item.rationale is not None else set()
        # A part of the sessions may be all that is left to decide.
        if any(count in (value, value + other) for value in stated - concluded for other in concluded):
            return
        if len(concluded) == 1 and concluded != {count} and not self._counts.has(said, count):
            message = f"Issue {item.number} is for {count}, but its conclusion speaks of {next(iter(concluded))}."
            yield Finding("quantity_mismatch", message, (item.place, conclusion))
        elif item.rationale is not None and count not in stated:
            other = self._called_requested(letter, item.rationale)
            if other is not None and other[0] != count:
                message = f"Issue {item.number} is for {count}, but its rationale calls the request one for {other[0]}."
                yield Finding("quantity_mismatch", message, (item.place, other[1]))

    def _called_requested(self, letter: Letter, rationale: Place) -> tuple[int | float, Place] | None:
        """The first number of sessions that a rationale calls the request."""
        said = letter.words(rationale)
        counts = self._counts.find(said)
        if not counts:
            return None
        matches = self._requests.find(said)
        before = {match.end + 1: match.start for match in matches if match.row.side == "before"}
        after = {match.start - 1: match.end for match in matches if match.row.side == "after"}
        for count in counts:
            if count.start not in before and count.end not in after:
                continue
            start, end = before.get(count.start, count.start), after.get(count.end, count.end)
            low, high = max(0, start - _BEFORE_CHARACTERS), end + _AFTER_CHARACTERS
            if not self._other_requests.find(said[low:high]):
                return count.value, Place(rationale.start + start, rationale.start + end, "", "")
        return None


def lost_digits(letter: Letter) -> Iterator[Finding]:
    """Strengths of one combination that differ by a lost nought ("1-325 mg" beside "10-325 mg")."""
    by_drug: dict[str, dict[tuple[float, float], Place]] = {}
    for dose in letter.entities[labels.DOSE]:
        values = _numbers(dose)
        if len(values) != 2:
            continue
        drugs = letter.entities[labels.DRUG]
        before = bisect_left(drugs, (dose.start,)) - 1
        if before >= 0 and len(letter.lower[drugs[before].end : dose.start].split(None, _WORDS_BETWEEN)) <= _WORDS_BETWEEN:
            by_drug.setdefault(drugs[before].value, {}).setdefault((values[0], values[1]), dose)
    for doses in by_drug.values():
        for (value, second), one in doses.items():
            full = doses.get((value * 10, second))
            if value > 0 and full is not None:
                message = f"One drug is stated with the strengths {letter.wording(one)} and {letter.wording(full)}."
                yield Finding("strength_mismatch", message, (one, full))


def _outcome(item: Item) -> Iterator[Finding]:
    """A decision without a rationale, or against its conclusion."""
    decision, conclusion, rationale = item.decision, item.conclusion, item.rationale
    if decision is None:
        return
    outcome = decision.label.lower()
    if rationale is None or rationale.end - rationale.start < _RATIONALE_CHARACTERS:
        message = f"Issue {item.number} is {outcome} without a rationale."
        yield Finding("missing_rationale", message, (item.place, decision))
    elif conclusion is not None and (decision.label == labels.OVERTURNED) != (conclusion.label == labels.NECESSARY):
        found = "medically necessary" if conclusion.label == labels.NECESSARY else "not medically necessary"
        message = f"The denial of issue {item.number} is {outcome}, but its rationale concludes that the item is {found}."
        yield Finding("decision_mismatch", message, (decision, conclusion))


def _medicine(letter: Letter, item: Item, drugs: Sequence[Place], conclusion: Place, said: str) -> Iterator[Finding]:
    """Drug, strength and quantity of an item against those in the main clause of its conclusion."""
    named = [drug for drug in letter.inside(conclusion, labels.DRUG) if said[drug.start - conclusion.start] != " "]
    if not named:
        return
    if not _ingredients(drugs) & _ingredients(named):
        if not {letter.words(drug) for drug in drugs} & {letter.words(drug) for drug in named}:
            one, other = letter.wording(drugs[0]), letter.wording(named[0])
            message = f"Issue {item.number} is for {one}, but its conclusion speaks of {other}."
            yield Finding("drug_mismatch", message, (item.place, conclusion))
        return
    if len({drug.value for drug in drugs}) > 1 or len({drug.value for drug in named}) > 1:
        return
    doses = [letter.inside(place, labels.DOSE) for place in (item.place, conclusion)]
    if all(len(found) == 1 for found in doses):
        (wanted,), (stated,) = doses
        one_strength, other_strength = _numbers(wanted), _numbers(stated)
        if one_strength and len(one_strength) == len(other_strength) and one_strength != other_strength:
            one, other = letter.wording(wanted), letter.wording(stated)
            message = f"Issue {item.number} is for {one}, but its conclusion speaks of {other}."
            yield Finding("strength_mismatch", message, (wanted, stated))
    amounts = [letter.inside(place, labels.QUANTITY) for place in (item.place, conclusion)]
    if not item.partial and not letter.inside(item.place, labels.REFILLS) and all(len(found) == 1 for found in amounts):
        (wanted,), (stated,) = amounts
        asked, concluded = quantity(wanted.value), quantity(stated.value)
        if asked is not None and concluded is not None and asked != concluded and asked.unit == concluded.unit:
            message = f"Issue {item.number} is for a quantity of {asked.value}, but its conclusion speaks of {concluded.value}."
            yield Finding("quantity_mismatch", message, (wanted, stated))


def _numbers(dose: Place) -> tuple[float, ...]:
    """The numbers of a strength, in order: (10, 325) for "10/325 mg"."""
    values: tuple[Strength, ...] = strengths(dose.value)
    return tuple(value.value for value in values)


def _ingredients(drugs: Iterable[Place]) -> set[str]:
    return {ingredient for drug in drugs for ingredient in drug.value.split("+")}


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))
