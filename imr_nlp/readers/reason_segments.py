"""A part of a rationale with all that was found in it, which reasons are read from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from imr_nlp.readers.reason_rows import Concept, ReachEnd, Statement
from imr_nlp.readers.roles import Part
from imr_nlp.rules.ruleset import Match
from imr_nlp.rules.schema import Row
from imr_nlp.rules.scope import NEGATED, Cue


class Segment(NamedTuple):
    """A part that is read, with what was found in it."""

    part: Part
    concepts: list[Match[Concept]]
    cues: list[Cue]
    statements: list[Match[Statement]]
    ends: list[Match[ReachEnd]]


def segment_of(part: Part, found: Iterable[Match[Any]], cues: list[Cue]) -> Segment:
    """A part with the matches in it, by the kinds of rows."""
    kinds: dict[type[Row], list[Match[Any]]] = {Concept: [], Statement: [], ReachEnd: []}
    for match in found:
        kinds[type(match.row)].append(match)
    return Segment(part, kinds[Concept], cues, kinds[Statement], kinds[ReachEnd])


def absences(cues: list[Cue]) -> list[Cue]:
    """The cues that say that something is missing or not stated."""
    return [cue for cue in cues if cue.kind == NEGATED or cue.row.open_question]
