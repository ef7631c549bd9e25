"""`imr_entities`: drugs with their dosage, guidelines, outcomes and dates, as `doc.ents`.

Writes `doc.ents` (labels DRUG, DOSE, QUANTITY, REFILLS, FREQUENCY, FORM, GUIDELINE, OUTCOME, DATE), `ent_id_` holding the
normal form. Entities that were there before are replaced, or with `overwrite: false` kept: then what overlaps one of them is
left out, and one that has a label of these counts for later components as if it were found here. Names are matched as
phrases; what belongs to a drug is looked for beside its name only, so that a percentage of improvement is no dose. Reads
`doc.spans["imr_issues"]` (inside an item all dosage belongs to its drugs) and `["imr_decisions"]` (the decisions are OUTCOMEs)
where they are there. Start with `EntityFinder.annotate`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, ClassVar

import numpy as np
from spacy.attrs import ENT_ID, ENT_IOB, ENT_TYPE
from spacy.language import Language
from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize.dates import iso_date
from imr_nlp.normalize.doses import normal_form
from imr_nlp.readers.dosage import DosageReader, DrugNames, Piece
from imr_nlp.readers.misspellings import Misspellings, Name
from imr_nlp.readers.outcome_mentions import OutcomeMentions
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.phrases import PhraseIndex
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema import CommonWord, Row
from imr_nlp.rules.schema_items import DOSAGE_ROWS, DateRow, DosageRow, DrugModifier, DrugRow, Guideline, NotDrug, PlaceWording
from imr_nlp.rules.wordings import by_role
from imr_nlp.text.letter import LetterText, letter_text

_ADDRESS_CHARACTERS = 200
_BEFORE_PLACE = 40
_OUTSIDE, _INSIDE, _BEGINS = 2, 1, 3  # values of ENT_IOB


class EntityFinder(PatternPipe):
    """Component `imr_entities`, see the module."""

    row_types: ClassVar[tuple[type[Row], ...]] = (
        *DOSAGE_ROWS,
        *(DrugRow, NotDrug, PlaceWording, DrugModifier, CommonWord, Guideline, DateRow),
        *OutcomeMentions.row_types,
    )
    fixed_labels = labels.ENTITY_LABELS

    def __init__(self, nlp: Language, name: str, *, overwrite: bool = True, **settings: Any) -> None:
        super().__init__(nlp, name, **settings)
        self.overwrite = overwrite

    def compile(self, rows: list[Any]) -> None:
        fragments = fragments_of(rows)
        drugs = select(rows, DrugRow)
        guidelines = [row for row in select(rows, Guideline) if not row.only_in_citations]
        self._phrases: PhraseIndex[Any] = PhraseIndex([*drugs, *select(rows, NotDrug), *guidelines], before_numbers=True)
        self._places = by_role(rows, PlaceWording, fragments)
        self._outcomes = OutcomeMentions(rows)
        self._names = DrugNames(rows)
        self._misspelt = Misspellings(rows)
        self._dosage = DosageReader(rows)
        refills = [row for row in select(rows, DosageRow) if row.place == "anywhere"]
        self._anywhere: RuleSet[DateRow | DosageRow] = RuleSet([*select(rows, DateRow), *refills], fragments)

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        drugs: list[Match[DrugRow]] = []
        sentences = text.sentences(self.splitter)
        found = self._dated_and_refilled(text.lower, sentences)
        for match in self._phrases.find(text.lower):
            row = match.row
            if isinstance(row, DrugRow):
                if not _in_address(text.lower, match.start) and not self._is_place(text, match):
                    drugs.append(match)
            elif isinstance(row, Guideline) and row.source != "none" and not (row.title and _in_lower_case(text, match)):
                found.append(Piece(match.start, match.end, labels.GUIDELINE, row.id))
        found += [Piece(one.start, one.end, labels.OUTCOME, one.outcome) for one in self._outcomes.find(text.lower, sentences)]
        for decision in doc.spans.get(labels.DECISIONS, ()):
            found.append(Piece(*text.range_of(decision), labels.OUTCOME, decision.label_.lower()))
        found += self._drugs(text, drugs, [text.range_of(item) for item in doc.spans.get(labels.ISSUES, ())])
        _write(doc, text, found, () if self.overwrite else doc.ents)

    def _is_place(self, text: LetterText, match: Match[DrugRow]) -> bool:
        """Whether a name is that of a town, a street, a clinic or a company there ("lives in Norco", "Soma Road")."""
        start, end = match.start, match.end
        if not text.flat[start].isupper():
            return False
        places = self._places
        before = max(0, start - _BEFORE_PLACE)
        return (
            places["after"].at(text.lower, end) is not None
            or (text.flat[end + 1 : end + 2].isupper() and places["after_capital"].at(text.lower, end) is not None)
            or (text.flat[start - 1 : start] == " " and places["before"].ending(text.lower, before, start - 1) is not None)
        )

    def _dated_and_refilled(self, lower: str, sentences: list[tuple[int, int]]) -> list[Piece]:
        """What is the same wherever it stands: dates and refills."""
        pieces = []
        for match in chain.from_iterable(self._anywhere.find_in(lower, _undivided(lower, sentences))):
            words = lower[match.start : match.end]
            value = iso_date(words) if isinstance(match.row, DateRow) else normal_form(match.row.label, words)
            if value is not None:
                pieces.append(Piece(match.start, match.end, match.row.label, value))
        return pieces

    def _drugs(self, text: LetterText, matches: list[Match[DrugRow]], items: list[tuple[int, int]]) -> Iterator[Piece]:
        """Drug names with their salt and release words, and the dosage beside them."""
        lower = text.lower
        known = [Name(match.start, self._names.end(lower, match.start, match.end), match.row) for match in matches]
        names = sorted([*known, *self._misspelt.find(lower, known)], key=lambda name: name.start)
        for n, (start, end, row) in enumerate(names):
            following = names[n + 1][0] if n + 1 < len(names) else len(lower)
            previous = names[n - 1][1] if n else 0
            item = _around(items, start)
            pieces = list(self._dosage.after(lower, end, following, item, combination=len(row.ingredients) > 1))
            trusted = item is not None or any(piece.label == labels.DOSE for piece in pieces)
            pieces += self._dosage.before(lower, max(previous, item[0] if item else 0), start, trusted=trusted)
            if not pieces and self._names.is_ambiguous(lower[start:end]):
                continue
            in_parentheses = n > 0 and lower[previous:start].strip() == "("  # Ultracet (tramadol/acetaminophen)
            if pieces and not in_parentheses:
                yield Piece(start, end, labels.DRUG, row.id)
            else:
                yield from self._names.ingredients(lower, start, end, row)
            yield from pieces


def _undivided(lower: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, one that begins with no letter joined to the one before: a date may go over its beginning."""
    joined: list[tuple[int, int]] = []
    for start, end in sentences:
        if joined and not lower[start].isalpha():
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _write(doc: Doc, text: LetterText, found: Iterable[Piece], kept: Iterable[Span]) -> None:
    """Make the pieces the entities of a Doc, beside those kept; of pieces that overlap the longest counts, or the first."""
    strings = doc.vocab.strings
    ranges = [(place, piece) for piece in found if (place := text.tokens(doc, piece.start, piece.end)) is not None]
    ranges.sort(key=lambda pair: (pair[0][0] - pair[0][1], pair[0][0]))
    taken: dict[int, tuple[int, int, int]] = {}
    for entity in kept:
        taken.update({token.i: (token.ent_iob, token.ent_type, token.ent_id) for token in entity})
    for (start, end), piece in ranges:
        if not taken.keys().isdisjoint(range(start, end)):
            continue
        label, name = strings.add(piece.label), strings.add(piece.normal_form) if piece.normal_form else 0
        taken.update(dict.fromkeys(range(start, end), (_INSIDE, label, name)))
        taken[start] = _BEGINS, label, name
    values = np.zeros((len(doc), 3), dtype=np.uint64)
    values[:, 0] = _OUTSIDE
    if taken:
        values[list(taken)] = np.array(list(taken.values()), dtype=np.uint64)
    doc.from_array([ENT_IOB, ENT_TYPE, ENT_ID], values)  # type: ignore[arg-type]


def _in_address(lower: str, start: int) -> bool:
    """Whether a name is part of a web address."""
    word = lower[max(lower.rfind(" ", 0, start), start - _ADDRESS_CHARACTERS) + 1 : start]
    return bool(word) and ("www." in word or "://" in word)


def _in_lower_case(text: LetterText, match: Match[Any]) -> bool:
    """Whether the first word of a phrase is printed in lower case."""
    return text.flat[match.start : match.end].split(" ", 1)[0].islower()


def _around(ranges: list[tuple[int, int]], offset: int) -> tuple[int, int] | None:
    """The range that holds an offset; the ranges ascend."""
    n = bisect_right(ranges, (offset, float("inf"))) - 1
    return ranges[n] if n >= 0 and offset < ranges[n][1] else None
