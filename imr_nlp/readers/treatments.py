"""Whether two wordings ask for the same treatment, and where they differ: part of the body, side, number of sessions.

Pure logic over text in lower case. `TreatmentReader.read` tells what a wording asks for, `same_treatment` and
`TreatmentReader.conflict` compare two readings; both answer "no" in doubt. It works from rows TREATMENT_NAME (other names of
one treatment), TREATMENT_WORDS (words that do not tell one from another) and those of body parts and services.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from imr_nlp.normalize.amounts import Service
from imr_nlp.readers.body_parts import BodyPart, BodyPartFinder
from imr_nlp.readers.services import ServiceReader
from imr_nlp.rules.load import ALLOWED_VALUES, Row, select
from imr_nlp.rules.phrase_table import PhraseTable, words

_NUMBERED = re.compile(r"\d|#")
# A range leaves open how many are asked for; a second amount says that the first is not all.
_OPEN_AMOUNT = re.compile(r"\d\s*(?:-|to|or)\s*\d|\bup to\b|\bat least\b|\bor more\b|\bas needed\b|\bthen\b|\bfollowed by\b")
_COUNTED = frozenset(("session", "visit", "treatment", None))
_ONE_SIDE = frozenset(("left", "right"))


class Treatment(NamedTuple):
    """What a wording asks for.

    specific (frozenset[str]): the words that tell it from other treatments.
    generic (frozenset[str]): words that name many treatments ("injection").
    distinguishing (frozenset[str]): words that both wordings must have ("post-op").
    by_place (bool): whether the part of the body named is where it is done.
    parts (tuple[BodyPart, ...]): the parts of the body.
    """

    specific: frozenset[str]
    generic: frozenset[str]
    distinguishing: frozenset[str]
    by_place: bool
    parts: tuple[BodyPart, ...]

    @property
    def names(self) -> list[str]:
        """The normal forms of its parts of the body."""
        return [part.part for part in self.parts]


class TreatmentReader:
    """Reads treatments.

    rows (Iterable[dict]): pattern rows, see the module.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self.body_parts = BodyPartFinder(rows)
        self._services = ServiceReader(rows)
        self._names = PhraseTable((term, str(row["id"])) for row in select(rows, "TREATMENT_NAME") for term in row["terms"])
        self._kinds: dict[str, set[str]] = {kind: set() for kind in ALLOWED_VALUES["TREATMENT_WORDS"]["kind"]}
        for row in select(rows, "TREATMENT_WORDS"):
            self._kinds[row["kind"]].update(row["terms"])

    def read(self, text: str) -> Treatment:
        """What a wording asks for.

        text (str): lower case, line breaks as blanks.
        RETURNS (Treatment): with empty fields for what it does not say.
        """
        text_words = words(text)
        parts = self.body_parts.find(text, text_words)
        outside = [word for word in text_words if not any(part.start <= word.start < part.end for part in parts)]
        named = self._names.find(outside)
        inside = {place for first, behind, _ in named for place in range(first, behind)}
        found = {name for _, _, name in named}
        found |= {word.norm for place, word in enumerate(outside) if place not in inside and word.norm[0].isalnum()}
        found = {word for word in found - self._kinds["ignored"] if not word[0].isdigit()}
        generic, distinguishing = found & self._kinds["generic"], found & self._kinds["distinguishing"]
        return Treatment(
            frozenset(found - generic - distinguishing),
            frozenset(generic),
            frozenset(distinguishing),
            not found & self._kinds["not by place"],
            tuple(parts),
        )

    def conflict(self, one: Treatment, other: Treatment) -> str | None:
        """How the places of two treatments exclude each other.

        one (Treatment): a treatment.
        other (Treatment): another.
        RETURNS (str | None): "part" if their parts of the body share no region, "side" if one is for the left and the other
            for the right of the same part, else None.
        """
        first, second = self.regions(one.names), self.regions(other.names)
        if not first or not second:
            return None
        if not first & second:
            both = one.specific and other.specific and one.by_place and other.by_place
            return "part" if both else None
        sides = [self._sides(parts, shared) for parts, shared in ((one.parts, second), (other.parts, first))]
        if all(len(found) == 1 and found <= _ONE_SIDE for found in sides) and sides[0] != sides[1]:
            return "side"
        return None

    def regions(self, names: Iterable[str]) -> frozenset[str]:
        """The regions of the body that parts lie in.

        names (Iterable[str]): normal forms of parts.
        RETURNS (frozenset[str]): see `BodyPartFinder.regions`.
        """
        return frozenset(region for name in names for region in self.body_parts.regions(name))

    def _sides(self, parts: Sequence[BodyPart], regions: frozenset[str]) -> set[str | None]:
        """The sides of the parts in some regions, None among them where one is not told."""
        return {part.laterality for part in parts if self.body_parts.regions(part.part) & regions}

    def sessions(self, text: str) -> int | float | None:
        """How many sessions a wording asks for in all.

        text (str): lower case, line breaks as blanks.
        RETURNS (int | float | None): None where not exactly one number is stated, or where it is one of something else.
        """
        if _NUMBERED.search(text) is None and not any(word in text for word in ("session", "visit", "treatment", "week")):
            return None
        return total_sessions(self._services.read(text), text)


def total_sessions(service: Service | None, text: str) -> int | float | None:
    """How many sessions a service has in all.

    service (Service | None): what `ServiceReader` read.
    text (str): what it was read from, in lower case.
    RETURNS (int | float | None): None where the number is left open or where it is one of something else.
    """
    if service is None or service.unit not in _COUNTED or _OPEN_AMOUNT.search(text) is not None:
        return None
    product = None
    if isinstance(service.per_week, (int, float)) and service.weeks is not None:
        product = service.per_week * service.weeks
    if service.count is None or product is None:
        return service.count if service.weeks is None else product
    return service.count if service.count == product else None


def same_treatment(one: Treatment, other: Treatment) -> bool:
    """Whether two wordings name one treatment; one of them may say more of it than the other."""
    if one.distinguishing != other.distinguishing:
        return False
    if one.specific and other.specific:
        return one.specific <= other.specific or other.specific <= one.specific
    return not one.specific and not other.specific and bool(one.generic) and one.generic == other.generic
