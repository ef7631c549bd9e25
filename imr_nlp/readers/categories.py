"""What kind of treatment an item asks for: our category and the subcategory of the state's decision search.

Start with `CategoryFinder.find` and `decide`. Works from rows CATEGORY: of the terms in an item the strongest decides, of
those as strong the first, with the few exceptions that the rows name (`head`, `yields_to`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from imr_nlp.normalize.doses import strengths
from imr_nlp.rules.load import select
from imr_nlp.rules.phrase_table import PhraseTable, Word
from imr_nlp.rules.schema_items import Category

PHARMACEUTICAL = "pharmaceutical"
OTHER = "other"
EQUIPMENT = "durable_medical_equipment"
INJECTION = "injection"
IMAGING = ("diagnostic_imaging", "Imaging/Radiology")
# What an evaluation is of, when it stands right after: "spine surgery evaluation" is a consultation.
_EVALUATED = frozenset(("surgery", "injection", "diagnostic_imaging", "diagnostic_testing", EQUIPMENT, "consultation"))
_ENDINGS = (
    (("ectomy", "otomy", "ostomy", "plasty", "pexy", "rrhaphy", "desis", "scopy"), ("surgery", "Non-arthroscopic")),
    (("ography", "ogram"), IMAGING),
)
_PRESCRIBED = frozenset(("mg", "mcg", "g", "ml", "%"))


class Candidate(NamedTuple):
    """A term that tells a category: where it stands and how much it counts."""

    start: int
    end: int
    category: str | None
    subcategory: str | None
    strength: int
    head: bool = False
    yields_to: tuple[str, ...] = ()
    imaging_unless_repeated: bool = False
    alone: str | None = None  # the category where the item is nothing else: "fluoroscopic guidance"


class CategoryFinder:
    """Finds what tells the category of an item, by CATEGORY rows."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = select(rows, Category)

    @cached_property
    def _terms(self) -> PhraseTable[Category]:
        return PhraseTable((term, row) for row in self._rows for term in row.terms)

    def find(self, text_words: list[Word]) -> list[Candidate]:
        """The terms in an item, in order; those that only give the circumstances ("post-op") have no category."""
        found = []
        for first, after, row in self._terms.find(text_words):
            found.append(
                Candidate(
                    text_words[first].start,
                    text_words[after - 1].end,
                    row.category,
                    row.subcategory,
                    row.strength,
                    row.head,
                    row.yields_to,
                    row.imaging_unless_repeated,
                    row.alone,
                )
            )
        return found


def decide(candidates: Sequence[Candidate], text_words: list[Word], *, repeated: bool = False) -> Candidate | None:
    """The candidate that decides, if any does; `repeated`: the item asks for several sessions, which no imaging study does."""
    telling = sorted((c for c in candidates if c.category is not None), key=lambda c: c.start)
    if not telling:
        alone = next((c for c in candidates if c.alone is not None and c.start == text_words[0].start), None)
        return _by_ending(text_words) if alone is None else alone._replace(category=alone.alone)
    best = min(telling, key=lambda c: (-c.strength, c.start))
    if best.category in _EVALUATED and not best.head:
        heads = (c for c in telling if c.head and c.start >= best.end)
        after = next((c for c in heads if not _between(text_words, best.end, c.start)), None)
        if after is not None and after.strength == best.strength:
            best = after
    if best.yields_to:
        best = next((c for c in telling if c.category in best.yields_to and c.strength >= 2), best)
    if best.imaging_unless_repeated and not repeated:
        best = best._replace(category=IMAGING[0], subcategory=IMAGING[1])
    return best


def looks_prescribed(text: str) -> bool:
    """Whether an item has an amount as only drugs have: "20mg", "5%"."""
    return any(one.unit in _PRESCRIBED for one in strengths(text))


def _between(text_words: list[Word], start: int, end: int) -> bool:
    """Whether a word stands between two offsets."""
    return any(start <= word.start < end for word in text_words)


def _by_ending(text_words: list[Word]) -> Candidate | None:
    for endings, (category, subcategory) in _ENDINGS:
        for word in text_words:
            if word.norm.endswith(endings) and len(word.norm) > 6:
                return Candidate(word.start, word.end, category, subcategory, 1)
    return None
