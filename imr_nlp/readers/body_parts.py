"""Body parts in an item's wording, with laterality: "left and right shoulders", "cervical, thoracic and lumbar spine", "L4-5".

Start with `BodyPartFinder.find`; `BodyPartFinder.regions` tells which parts may be the same place. It works from rows
BODY_PART, LATERALITY, BODY_PART_MODIFIER and NOT_BODY_PART (names of devices, specialties and tests that hold the word).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from imr_nlp.normalize.levels import LOWEST, vertebrae
from imr_nlp.rules.load import select
from imr_nlp.rules.phrase_table import PhraseTable, Word, words
from imr_nlp.rules.phrases import PhraseIndex
from imr_nlp.rules.schema_items import BodyPartModifier, BodyPartRow, LateralityRow, NotBodyPart

# What stands between two parts that are coordinated, without the marks around it.
_JOINTS = ("", "and", "or")
# Where the vertebrae of a level are, by their letter: the place as it is compared, and the region.
_SPINE = {"C": "cervical_spine", "T": "thoracic_spine", "L": "lumbar_spine", "S": "sacrum_and_coccyx"}
_LEVEL_REGIONS = {"C": "neck", "T": "thoracic spine", "L": "low back", "S": "low back"}


class BodyPart(NamedTuple):
    """A body part: where it stands, its normal form, its side (left, right, bilateral) and the region of the body."""

    start: int
    end: int
    part: str
    laterality: str | None
    region: str | None = None


class BodyPartFinder:
    """Finds body parts, by the rows of patterns/body_parts.jsonl."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        self._rows = select(rows, BodyPartRow)
        self._not_parts = select(rows, NotBodyPart)
        self._side_rows = select(rows, LateralityRow)
        self._modifier_rows = select(rows, BodyPartModifier)

    @cached_property
    def _parts(self) -> PhraseTable[BodyPartRow | None]:
        """Names of parts, and phrases that only hold one."""
        others = ((term, None) for row in self._not_parts if not row.after_part for term in row.terms)
        return PhraseTable(chain(others, ((term, row) for row in self._rows for term in row.terms)))

    @cached_property
    def _no_levels(self) -> PhraseIndex[NotBodyPart]:
        return PhraseIndex(row for row in self._not_parts if row.no_levels)

    @cached_property
    def _after(self) -> PhraseTable[bool]:
        """Words that make the part in front of them none."""
        return PhraseTable((term, True) for row in self._not_parts if row.after_part for term in row.terms)

    @cached_property
    def _sides(self) -> PhraseTable[str]:
        return PhraseTable((term, row.id) for row in self._side_rows for term in row.terms)

    @cached_property
    def _modifiers(self) -> PhraseTable[bool]:
        return PhraseTable((term, True) for row in self._modifier_rows for term in row.terms)

    @cached_property
    def _regions(self) -> dict[str, tuple[str, ...]]:
        return {row.name: row.regions for row in self._rows}

    def find(self, text: str, split: list[Word] | None = None) -> list[BodyPart]:
        """Body parts in order; a part without a side of its own takes that of the one it is coordinated with."""
        lower = text.lower()
        text_words = words(lower) if split is None else split
        found: list[BodyPart] = []
        inherits = False  # whether the last part found has sides
        place = 0
        while place < len(text_words):
            word = text_words[place].norm
            if not (self._parts.begins(word) or self._sides.begins(word) or vertebrae(word)):
                place += 1
                continue
            first, side = place, None
            part = self._part(lower, text_words, place)  # "L spine" is no left spine
            if part is None:
                match = self._sides.longest(text_words, place)
                if match is not None:
                    at, side = match
                    after = self._after_modifiers(text_words, at)
                    part = self._part(lower, text_words, at) or self._part(lower, text_words, after)
            if part is None:
                place += 1
                continue
            place, row = part
            if row is None:
                continue
            if place < len(text_words) and self._after.longest(text_words, place) is not None:
                if found and _is_joint(lower[found[-1].end : text_words[first].start]):  # hand and arm surgeon
                    found.pop()
                continue
            start, end = text_words[first].start, text_words[place - 1].end
            if side is None and row.sides:
                side, place = self._side_after(text_words, place)
                end = text_words[place - 1].end
            side = side or row.laterality
            if side is None and row.sides and inherits and _is_joint(lower[found[-1].end : start]):
                side = found[-1].laterality
            if lower.count("(", start, end) > lower.count(")", start, end) and lower[end : end + 1] == ")":
                end += 1
            found.append(BodyPart(start, end, row.name, side, row.region))
            inherits = row.sides
        return found

    def regions(self, part: str) -> frozenset[str]:
        """The regions that a part lies in or is made of (itself if none); parts that share none are different places."""
        if part in self._regions:
            return frozenset(self._regions[part] or (part,))
        letters = [letter for letter in part if letter in _LEVEL_REGIONS]
        return frozenset(_LEVEL_REGIONS[letter] for letter in letters) or frozenset((part,))

    def _side_after(self, text_words: list[Word], place: int) -> tuple[str | None, int]:
        """A side named after its part ("knee, left"), unless it belongs to the next part."""
        at = place
        while at < len(text_words) and text_words[at].norm in (",", ":", "("):
            at += 1
        if at >= len(text_words) or text_words[at].norm in ("l", "r", "b", "both"):
            return None, place
        match = self._sides.longest(text_words, at)
        if match is None:
            return None, place
        after, side = match
        follows = self._after_modifiers(text_words, after)
        if follows < len(text_words) and (
            self._parts.longest(text_words, follows) is not None or vertebrae(text_words[follows].norm)
        ):
            return None, place
        return side, after

    def _after_modifiers(self, text_words: list[Word], place: int) -> int:
        for _ in range(3):
            match = self._modifiers.longest(text_words, place) if place < len(text_words) else None
            if match is None:
                break
            place = match[0]
        return place

    def _part(self, lower: str, text_words: list[Word], place: int) -> tuple[int, BodyPartRow | None] | None:
        """The body part at a word: the place after it and its row; None as row for what only sounds like one."""
        if place >= len(text_words):
            return None
        match = self._parts.longest(text_words, place)
        if match is not None:
            return match
        level = vertebrae(text_words[place].norm)
        exists = level and all(1 <= number <= LOWEST[letter] for letter, number in level)
        if exists and not self._no_levels.find(lower):  # the thyroid's hormones are no vertebrae
            name = "-".join(f"{letter.upper()}{number}" for letter, number in level)
            return place + 1, BodyPartRow(id=name, terms=(), sides=True, region=_level_region(name), where="")
        return None


def _is_joint(text: str) -> bool:
    """Whether nothing but marks and a conjunction stands between two parts."""
    return text.strip(" \n,/&+") in _JOINTS


def _level_region(name: str) -> str:
    """The region of a level; of one with vertebrae of two, "L5-S1" is counted with the lumbar spine."""
    regions = {_SPINE[letter] for letter in name if letter in _SPINE}
    if regions == {"lumbar_spine", "sacrum_and_coccyx"}:
        return "lumbar_spine"
    return regions.pop() if len(regions) == 1 else "spine"
