"""The rows of patterns/conclusions.jsonl: terms of an outcome, and the words around them."""

from __future__ import annotations

from typing import ClassVar, Literal

from imr_nlp.rules.schema import TermsRow, WordingRow

OutcomeRole = Literal[
    "known",
    "verb",
    "past_verb",
    "modal_verb",
    "finding",
    "link",
    "condition",
    "guideline_condition",
    "any",
    "this",
    "care",
    "any_kind",
    "asked",
    "case",
    "opening",
    "past",
    "disputed",
    "definite",
    "relative",
    "group",
    "request",
    "decision",
    "certification",
    "guideline",
]


class ConclusionTerm(WordingRow):
    """A wording of an outcome.

    medically_necessary (bool): what it says where nothing negates it.
    strength (int): of the sentences of a rationale those with the strongest wording count.
    needs (str | None): what its clause must have in front: a word for the request, for the decision, for certification; or
        what is said of medical necessity ("predicate").
    negated_only (bool): it states an outcome only where it is negated.
    present (bool): only as said now: "is denied", and not "was denied".
    actual (bool): only as a fact: "is", and not "would be" or "when it is".
    active (bool): it is a verb and its object ("overturn the denial"), no predicate.
    tail (bool): it is the end of a stronger wording, which a scan may have damaged.
    """

    label: Literal["CONCLUSION"] = "CONCLUSION"
    medically_necessary: bool
    strength: int
    needs: Literal["request", "decision", "certification", "predicate"] | None = None
    negated_only: bool = False
    present: bool = False
    actual: bool = False
    active: bool = False
    tail: bool = False


class NecessityPredicate(WordingRow):
    """What is said of medical necessity ("established", "unclear"); `before`: in front of it ("supports the necessity")."""

    label: Literal["NECESSITY_PREDICATE"] = "NECESSITY_PREDICATE"
    medically_necessary: bool
    before: bool = False


class OutcomeWord(TermsRow):
    """Words around a term.

    role (str): known: may stand between the verb and the term; verb, past_verb, modal_verb: what the term is the predicate of;
        finding: a verb after which an outcome is stated ("I find that"); link: begins what follows its object ("to be");
        condition, guideline_condition: makes it no statement of fact, the second where a guideline speaks; any, this: of what
        treatment a condition speaks; care, any_kind: a kind of care, and what may stand in front of it; asked: makes it the one
        asked for; case: makes it a rule for some cases; opening: begins a condition; past: of what may be over; disputed: names
        the disputed item; definite: in front of a word of the item, makes it that one; relative: refers to a noun; group: whom
        a guideline speaks of; request, decision, certification, guideline: what the outcome may be said of.
    """

    label: Literal["OUTCOME_WORD"] = "OUTCOME_WORD"
    unique_terms: ClassVar[bool] = False
    role: OutcomeRole


class OutcomeTakenUp(WordingRow):
    """A whole sentence that takes up the outcome of the one in front of it ("Twelve are not.")."""

    label: Literal["OUTCOME_TAKEN_UP"] = "OUTCOME_TAKEN_UP"


class DamagedNegation(WordingRow):
    """A negation as it comes out of a bad scan."""

    label: Literal["DAMAGED_NEGATION"] = "DAMAGED_NEGATION"


class ReportedDecision(WordingRow):
    """What begins a report of somebody else's opinion."""

    label: Literal["REPORTED_DECISION"] = "REPORTED_DECISION"


class OutcomeWording(WordingRow):
    """A whole wording of an outcome, its negation included ("not medically necessary")."""

    label: Literal["OUTCOME"] = "OUTCOME"
    medically_necessary: bool
