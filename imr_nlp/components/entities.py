"""`imr_entities`: drugs with their dosage, guidelines, outcomes and dates, as `doc.ents`.

Writes `doc.ents` (labels DRUG, DOSE, QUANTITY, REFILLS, FREQUENCY, FORM, GUIDELINE, OUTCOME, DATE), `ent_id_` holding the
normal form; entities that were there before are replaced. Names are matched as phrases; what belongs to a drug is looked for
beside its name only, so that a percentage of improvement is no dose. Reads `doc.spans["imr_issues"]` (inside an item all
dosage belongs to its drugs) and `["imr_decisions"]` (the decisions are OUTCOMEs) where they are there. Start with
`EntityFinder.annotate`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from spacy.attrs import ENT_IOB, ENT_TYPE
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe, Scorer
from imr_nlp.normalize import collapse
from imr_nlp.normalize.dates import iso_date
from imr_nlp.normalize.doses import normal_form
from imr_nlp.readers.prescriptions import Piece
from imr_nlp.rules.load import (
    Row,
    compile_for_lower_case,
    compile_pattern,
    fragment_patterns,
    phrase_pattern,
    select,
    union_pattern,
)
from imr_nlp.rules.phrases import PhraseIndex, PhraseMatch
from imr_nlp.text.letter import LetterText, letter_text

# How far behind a drug's name its dosage may begin in prose, and how much may stand between two of its parts.
_WINDOW_CHARACTERS = 140
_GAP_CHARACTERS = 14
_BEFORE_CHARACTERS = 40
# Spares trying every expression at every character.
_WORD_START = r"(?:(?<![a-z])(?=[a-z])|(?<![\d.])(?=[\d.])|(?=#))"
# `ent_iob` and `ent_type` of a token that is in no entity.
_OUTSIDE = (2, 0)
_COUNT_WORDS = "ten|fifteen|twenty|thirty|forty-five|sixty|ninety|one hundred(?: and)? twenty"
_COUNT = re.compile(rf"\d|{_COUNT_WORDS}")
_COMBINATION = re.compile(r"[/-]")
_SENTENCE_END = re.compile(r"[.;](?:\s|$)(?!\s*(?:#|\d+\s*(?:mg|refill)))")


class AnchoredPattern(NamedTuple):
    """An expression tried only at places that a quick one finds, from `before` characters in front of them on."""

    anchor: re.Pattern[str]
    before: int
    pattern: re.Pattern[str]
    label: str


class EntityFinder(PatternPipe):
    """Component `imr_entities`, see the module."""

    def __init__(
        self, nlp: Language, name: str, *, patterns: Iterable[str], extra_patterns: Iterable[str] = (), scorer: Scorer
    ) -> None:
        super().__init__(nlp, name, patterns=list(patterns), extra_patterns=list(extra_patterns), scorer=scorer)
        self._tokenizer = nlp.tokenizer

    def compile(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        drugs = select(rows, labels.DRUG)
        guidelines = [row for row in select(rows, labels.GUIDELINE) if not row.get("only_in_citations")]
        self._phrases = PhraseIndex(self._tokenizer, [*drugs, *guidelines, *select(rows, labels.OUTCOME)])
        self._ambiguous = {term.lower() for row in drugs for term in row.get("ambiguous", ())}
        modifiers = (term.lower() for row in select(rows, "DRUG_MODIFIER") for term in row["terms"])
        self._modifiers = phrase_pattern(modifiers, before=r"(?:\s+|(?<=\w)-)")
        forms = {term.lower(): row["id"] for row in select(rows, labels.FORM) for term in row["terms"]}
        self._form_ids = forms
        beside_names = [row for row in rows if not ("anchor" in row or row.get("for_combinations"))]
        self._dosage_rows = [row for label in labels.DOSAGE_PATTERNS for row in select(beside_names, label)]
        form = phrase_pattern(forms, before=r"(?<![\w-])")
        self._closing_form = re.compile(rf"\s+{form.pattern}$")
        self._by_name = {term.lower(): row for row in drugs for term in row["terms"]}
        # On text in lower case, which is faster than a pattern without regard to case.
        dosage = union_pattern([{**row, "ignore_case": False} for row in self._dosage_rows], fragments)
        self._dosage = re.compile(f"{_WORD_START}(?:{dosage.pattern if dosage else '(?!)'}|(?P<form>{form.pattern}))")
        in_front = {row["id"]: compile_for_lower_case(row, fragments).pattern for row in self._dosage_rows}
        self._leading = re.compile(
            rf"(?:(?P<strength>{in_front.get('strength', '(?!)')})(?:\s+of)?"
            rf"|(?P<amount>{in_front.get('amount', '(?!)')})(?:\s+of)?"
            rf"|(?<![\w/.,-])(?<!series of )(?P<quantity>#?\d{{1,4}}|{_COUNT_WORDS})"
            rf"(?:\s+(?P<form>{form.pattern})(?:\s+of)?)?)\s+$"
        )
        pairs = union_pattern([row for row in select(rows, labels.DOSE) if row.get("for_combinations")], fragments)
        self._pair = re.compile(rf"\s*(?P<pair>{pairs.pattern if pairs else '(?!)'})")
        self._directions = re.compile(fragments.get("dosage_directions", r"(?!)"))  # "take one to two tablets by mouth"
        self._anchored = []
        for row in (row for label in (labels.DATE, *labels.DOSAGE_PATTERNS) for row in select(rows, label) if "anchor" in row):
            # The names of months have capitals, all else is looked for in the text in lower case.
            expression = compile_pattern if row["label"] == labels.DATE else compile_for_lower_case
            anchor, pattern = expression({**row, "pattern": row["anchor"]}, fragments), expression(row, fragments)
            self._anchored.append(AnchoredPattern(anchor, row["before"], pattern, row["label"]))

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        spans, drugs = [], []
        for match in _disjoint(self._phrases(doc)):
            row = match.row
            if row["label"] == labels.DRUG:
                drugs.append(match)
            elif not row.get("ignored") and not (row.get("title") and doc[match.start].is_lower):
                spans.append(Span(doc, match.start, match.end, label=row["label"], span_id=row["id"]))
        for decision in doc.spans.get(labels.DECISIONS, ()):
            spans.append(Span(doc, decision.start, decision.end, label=labels.OUTCOME, span_id=decision.label_.lower()))
        spans += self._anchored_spans(doc, text)
        spans += self._drugs(doc, text, drugs)
        # All tokens outside first, which `set_ents` would do one by one.
        doc.from_array([ENT_IOB, ENT_TYPE], np.full((len(doc), 2), _OUTSIDE, dtype=np.uint64))  # type: ignore[arg-type]
        doc.set_ents(filter_spans(spans), default="unmodified")

    def _anchored_spans(self, doc: Doc, text: LetterText) -> Iterator[Span]:
        """What is the same wherever it stands: dates and refills."""
        for anchor, before, pattern, label in self._anchored:
            flat, end = (text.flat if label == labels.DATE else text.lower), 0
            for place in anchor.finditer(flat):
                for start in range(max(end, place.start() - before), place.start() + 1):
                    match = pattern.match(flat, start)
                    if match is None:
                        continue
                    words = match.group()
                    value = iso_date(words) if label == labels.DATE else normal_form(label, words)
                    if value is not None and (span := text.span(doc, *match.span(), label, value)) is not None:
                        yield span
                    end = match.end()
                    break

    def _drugs(self, doc: Doc, text: LetterText, matches: list[PhraseMatch]) -> Iterator[Span]:
        """Drug names with their salt and release words, and the dosage beside them."""
        items = [text.range_of(item) for item in doc.spans.get(labels.ISSUES, ())]
        names = []
        for match in matches:
            start, end = text.range_of(doc[match.start : match.end])
            form = self._closing_form.search(text.lower, start + 1, end) if match.end - match.start > 1 else None
            if form is not None and text.lower[start : form.start()].rstrip("\u00ae\u2122 ") in self._by_name:  # Voltaren gel
                end = form.start()
            while (modifier := self._modifiers.match(text.lower, end)) is not None:
                end = modifier.end()
            names.append((start, end, match.row))
        for n, (start, end, row) in enumerate(names):
            following = names[n + 1][0] if n + 1 < len(names) else len(text.flat)
            previous = names[n - 1][1] if n else 0
            item = _around(items, start)
            pieces = list(self._dosage_behind(text, end, following, item, combination=len(row["ingredients"]) > 1))
            trusted = item is not None or any(piece.label == labels.DOSE for piece in pieces)
            pieces += self._dosage_before(text, max(previous, item[0] if item else 0), start, trusted=trusted)
            if collapse(text.lower[start:end]) in self._ambiguous and not pieces:
                continue
            in_parentheses = n > 0 and text.flat[previous:start].strip() == "("  # Ultracet (tramadol/acetaminophen)
            one_product = bool(pieces) and not in_parentheses
            for a, b, drug_id in [(start, end, row["id"])] if one_product else self._ingredients(text, start, end, row):
                span = text.span(doc, a, b, labels.DRUG, drug_id)
                if span is not None:
                    yield span
            for piece in pieces:
                part = text.span(doc, piece.start, piece.end, piece.label, piece.normal_form)
                if part is not None:
                    yield part

    def _dosage_behind(
        self, text: LetterText, start: int, following: int, item: tuple[int, int] | None, *, combination: bool
    ) -> Iterator[Piece]:
        """Strength, form, quantity, frequency and refills behind a drug's name.

        In a disputed item all of it up to the next drug; in prose what follows the name within the sentence, each part close
        to the one before, and a percentage right behind the name, since further on it is one of relief.
        """
        stop = min(following, item[1] if item else start + _WINDOW_CHARACTERS)
        if item is None and (sentence := _SENTENCE_END.search(text.flat, start, stop)):
            stop = sentence.start()
        reach = start
        if combination and (pair := self._pair.match(text.lower, start, stop)) is not None:
            yield self._dosage_piece(*pair.span("pair"), labels.DOSE, pair["pair"])
            reach = pair.end()
        for match in self._dosage.finditer(text.lower, reach, stop):
            gap = match.start() - reach
            if item is None and gap > _GAP_CHARACTERS and self._directions.fullmatch(text.lower, reach, match.start()) is None:
                return
            piece = self._piece(match)
            if item is None and gap > 2 and (piece.label == labels.FORM or match.group().endswith("%")):
                continue
            yield piece
            reach = match.end()

    def _dosage_before(self, text: LetterText, previous: int, start: int, *, trusted: bool) -> Iterator[Piece]:
        """What stands in front of a name: "60 Flexeril", "120 tablets of Norco", "1 box of Medrox", "800 mg of ibuprofen".

        trusted (bool): whether a bare number there is a quantity: in a disputed item, or where a strength follows the name.
        """
        low = max(previous, start - _BEFORE_CHARACTERS)
        if _COUNT.search(text.lower, low, start) is None:
            return
        leading = self._leading.search(text.lower, low, start)
        if leading is None:
            return
        if leading["strength"]:
            yield self._dosage_piece(*leading.span("strength"), labels.DOSE, leading["strength"])
        elif trusted or leading["form"]:
            group = "amount" if leading["amount"] else "quantity"
            yield self._dosage_piece(*leading.span(group), labels.QUANTITY, leading[group])
            if leading["form"]:
                yield Piece(*leading.span("form"), labels.FORM, self._form_ids.get(collapse(leading["form"]), ""))

    def _ingredients(self, text: LetterText, start: int, end: int, row: Row) -> list[tuple[int, int, str]]:
        """The drugs of a name such as "hydrocodone/acetaminophen" that no dosage makes one product."""
        if len(row["ingredients"]) > 1:
            cuts = [start, *(match.end() for match in _COMBINATION.finditer(text.flat, start, end)), end + 1]
            parts = [(a, b - 1) for a, b in pairwise(cuts)]
            rows = [self._by_name.get(text.lower[a:b]) for a, b in parts]
            if len(parts) > 1 and all(rows):
                return [(a, b, part["id"]) for (a, b), part in zip(parts, rows, strict=True) if part is not None]
        return [(start, end, row["id"])]

    def _piece(self, match: re.Match[str]) -> Piece:
        group = match.lastgroup or "form"
        words = collapse(match.group())
        if group == "form":
            return Piece(*match.span(), labels.FORM, self._form_ids.get(words, words))
        return self._dosage_piece(*match.span(), self._dosage_rows[int(group[1:])]["label"], words)

    def _dosage_piece(self, start: int, end: int, label: str, words: str) -> Piece:
        return Piece(start, end, label, normal_form(label, words))


def _disjoint(matches: Iterable[PhraseMatch]) -> Iterator[PhraseMatch]:
    """Of matches that overlap the first; each is the longest at its place."""
    end = 0
    for match in matches:
        if match.start >= end:
            yield match
            end = match.end


def _around(ranges: list[tuple[int, int]], offset: int) -> tuple[int, int] | None:
    """The range that holds an offset; the ranges ascend."""
    n = bisect_right(ranges, (offset, float("inf"))) - 1
    return ranges[n] if n >= 0 and offset < ranges[n][1] else None
