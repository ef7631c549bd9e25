"""Rows of patterns/scope.jsonl: what says something of a mention, and how far it goes."""

from __future__ import annotations

from typing import Literal

from imr_nlp.rules.schema import Row, WordingRow

Kind = Literal["negated", "uncertain", "historical", "hypothetical", "other_person", "guideline", "allergy", "test_result"]
# How clauses begin. contrast: "but ..."; subject: a new subject with its verb; claimant: that subject is the claimant; verb,
# past_verb: a further verb of the same subject; label: "Current medications: ...".
Boundary = Literal["contrast", "subject", "claimant", "verb", "past_verb", "label"]


class CueRow(WordingRow):
    """A wording that says something of what stands before or after it.

    kind (str): what it says.
    direction (str): where its scope lies.
    reach (str): how far it goes. clause: to the ends of its kind; member: to the next comma or conjunction, as an aside says
        something of the member of a list in front of it; label: to the mark before a label ("Fracture: none"); subject: the
        subject of a verb ("A, B and C were stopped").
    continues (bool): it never lies in the scope of the negation before it ("neither A nor B").
    phrase (bool): it belongs to a noun, so that the verb of its sentence is not covered ("therapy without gain is ...").
    elliptic (bool): what it denies was said before ("six are needed, but twelve are not").
    governs (bool): it turns the negation that follows it, also without "that" ("no reason to doubt").
    needed (bool), inability (bool): the two affirm together ("without Ambien he cannot sleep").
    open_question (bool): it says that what follows is not known ("unclear whether").
    """

    label: Literal["CUE"] = "CUE"
    kind: Kind
    direction: Literal["forward", "backward", "both"] = "forward"
    reach: Literal["clause", "member", "label", "subject"] = "clause"
    continues: bool = False
    phrase: bool = False
    elliptic: bool = False
    governs: bool = False
    open_question: bool = False
    needed: bool = False
    inability: bool = False


class PseudoCue(WordingRow):
    """A wording that holds a cue and is none."""

    label: Literal["PSEUDO_CUE"] = "PSEUDO_CUE"


class CueKind(Row):
    """What ends the scope of the cues of one kind (its `id`)."""

    label: Literal["CUE_KIND"] = "CUE_KIND"
    ends: tuple[Boundary, ...]


class CueEnd(WordingRow):
    """A wording that ends a scope.

    kinds (tuple[str, ...]): of these kinds.
    cues (tuple[str, ...]): only of the cues with these ids; empty: of all.
    after (bool): what it matches is still covered.
    """

    label: Literal["CUE_END"] = "CUE_END"
    kinds: tuple[Kind, ...]
    cues: tuple[str, ...] = ()
    after: bool = False

    @property
    def scope(self) -> str:
        """The same words may end several kinds."""
        return f"{self.label} {' '.join(self.kinds)}"
