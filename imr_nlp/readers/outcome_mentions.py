"""Text -> the wordings of an outcome anywhere in a letter ("not medically necessary"), each with what it says.

OUTCOME rows (patterns/outcomes.jsonl) are whole wordings with their polarity; a negation in front of one turns it ("No further
therapy is medically necessary"). Start with `OutcomeMentions.find`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.ruleset import Match, Range, RuleSet, longest
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_outcomes import OutcomeWording
from imr_nlp.rules.scope import NEGATED, ScopeReader, Scopes

_NAMES = {True: "medically_necessary", False: "not_medically_necessary"}


class OutcomeMention(NamedTuple):
    """A wording in a letter, and the outcome that it states."""

    start: int
    end: int
    outcome: str


class OutcomeMentions:
    """Finds the wordings, by the rows of patterns/outcomes.jsonl, scope.jsonl and clauses.jsonl."""

    row_types: ClassVar[tuple[type[Row], ...]] = (OutcomeWording, *ScopeReader.row_types)

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self._wordings = RuleSet([row for row in rows if isinstance(row, OutcomeWording)], fragments_of(rows))
        self._scopes = ScopeReader(rows)

    def find(self, text: str, sentences: Sequence[Range]) -> list[OutcomeMention]:
        """The wordings of a letter in lower case in order, the longest at each place."""
        mentions = []
        for place, found in zip(sentences, self._wordings.find_in(text, sentences), strict=True):
            for match in longest(found) if found else ():
                turned = _is_turned(match, self._scopes.read(text, place))
                mentions.append(OutcomeMention(match.start, match.end, _NAMES[match.row.medically_necessary != turned]))
        return mentions


def _is_turned(match: Match[OutcomeWording], scopes: Scopes) -> bool:
    """Whether an odd number of negations outside a wording covers it."""
    cues = [cue for cue in scopes.covering(match.start, match.end) if cue.kind == NEGATED]
    return sum(cue.end <= match.start or match.end <= cue.start for cue in cues) % 2 == 1
