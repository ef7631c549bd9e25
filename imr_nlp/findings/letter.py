"""What `imr_findings` compares: one letter as plain places of its flat text, without the Doc."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from imr_nlp.text.letter import LetterText

# Every code of a finding.
CODES = (
    *("body_part_mismatch", "date_mismatch", "decision_mismatch", "drug_mismatch", "quantity_mismatch", "strength_mismatch"),
    *("guideline_not_in_force", "header_unread", "implausible_date", "issue_unread", "missing_rationale", "page_without_text"),
    "second_letter",
)


class Place(NamedTuple):
    """A place in the flat text, with what it is and its normal form."""

    start: int
    end: int
    label: str
    value: str

    @property
    def is_day(self) -> bool:
        """Whether it is a date that is known to the day."""
        return len(self.value) == len("2016-02-28")


class Finding(NamedTuple):
    """A contradiction: its kind, a sentence that says what disagrees, and where it can be seen."""

    code: str
    message: str
    places: tuple[Place, ...]


class Item(NamedTuple):
    """A disputed item with what belongs to it; None is not there.

    number (int): from 1.
    place (Place): the item as worded.
    partial (Mapping[str, Place]): of a partial authorization, by label, what was asked for and what was granted.
    body_parts (Sequence[tuple[str, str | None]] | None): normal form and side of each part of the body in it; None where
        nothing has looked for them.
    """

    number: int
    place: Place
    decision: Place | None
    conclusion: Place | None
    rationale: Place | None
    partial: Mapping[str, Place]
    body_parts: Sequence[tuple[str, str | None]] | None


class Cited(NamedTuple):
    """A chapter that a side of an issue relied on (label and value of its place), and the year of the edition."""

    place: Place
    year: int | None


@dataclass(frozen=True)
class Letter:
    """One letter.

    text (LetterText): its text.
    header (Mapping[str, Place]): fields of the header by label.
    summary (Place | None): the clinical case summary.
    items (Sequence[Item]): the disputed items.
    cited (Sequence[Cited]): the chapters of the MTUS that are cited, in order.
    entities (Mapping[str, Sequence[Place]]): the entities by label, ascending.
    unread_issues (Sequence[Place]): where items must stand that were not read.
    """

    text: LetterText
    header: Mapping[str, Place]
    summary: Place | None
    items: Sequence[Item]
    cited: Sequence[Cited]
    entities: Mapping[str, Sequence[Place]]
    unread_issues: Sequence[Place] = ()

    @property
    def lower(self) -> str:
        """The text in lower case."""
        return self.text.lower

    def inside(self, place: Place, label: str) -> Sequence[Place]:
        """Entities of a label that begin in a place."""
        found = self.entities[label]
        return found[bisect_left(found, (place.start,)) : bisect_left(found, (place.end,))]

    def words(self, place: Place) -> str:
        """A place in lower case."""
        return self.lower[place.start : place.end]

    def wording(self, place: Place) -> str:
        """A place as the letter has it, on one line."""
        return self.text.wording(place.start, place.end)
