"""`imr_entities`: drugs with their dosage, guidelines, outcomes and dates, as `doc.ents`.

Writes `doc.ents` (labels DRUG, DOSE, QUANTITY, REFILLS, FREQUENCY, FORM, GUIDELINE, OUTCOME, DATE), `ent_id_` holding the
normal form. Names are matched as phrases; what belongs to a drug is looked for beside its name only, so that a percentage of
improvement is no dose. Reads `doc.spans["imr_issues"]` (inside an item all dosage belongs to its drugs) and
`["imr_decisions"]` (the decisions are OUTCOMEs) where they are there. Start with `EntityFinder.annotate`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe, Scorer
from imr_nlp.matching import PhraseIndex, PhraseMatch
from imr_nlp.normalize.dates import iso_date
from imr_nlp.resources import Row, compile_pattern, fragment_patterns, select, union_pattern
from imr_nlp.text import LetterText, collapse, letter_text, span_at

_DOSAGE = (labels.DOSE, labels.REFILLS, labels.QUANTITY, labels.FREQUENCY)
# How far behind a drug's name its dosage may begin in prose, and how much may stand between two of its parts.
_WINDOW_CHARACTERS = 140
_GAP_CHARACTERS = 14
_BEFORE_CHARACTERS = 40
_SENTENCE_END = re.compile(r"[.;](?:\s|$)(?!\s*(?:#|\d+\s*(?:mg|refill)))")


class Piece(NamedTuple):
    """A part of a drug's dosage in the text."""

    start: int
    end: int
    label: str
    normal_form: str


class EntityFinder(PatternPipe):
    """Component `imr_entities`, see the module."""

    def __init__(
        self, nlp: Language, name: str, *, patterns: Iterable[str], extra_patterns: Iterable[str] = (), scorer: Scorer
    ) -> None:
        super().__init__(nlp, name, patterns=list(patterns), extra_patterns=list(extra_patterns), scorer=scorer)
        self._nlp = nlp

    def compile(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        drugs = select(rows, labels.DRUG)
        guidelines = [row for row in select(rows, labels.GUIDELINE) if not row.get("only_in_citations")]
        self._phrases = PhraseIndex(self._nlp, [*drugs, *guidelines, *select(rows, labels.OUTCOME)])
        self._ambiguous = {term.lower() for row in drugs for term in row.get("ambiguous", ())}
        modifiers = sorted((t.lower() for row in select(rows, "DRUG_MODIFIER") for t in row["terms"]), key=len, reverse=True)
        self._modifiers = _phrase_pattern(modifiers, before=r"(?:\s+|(?<=\w)-)")
        forms = {term.lower(): row["id"] for row in select(rows, labels.FORM) for term in row["terms"]}
        self._form_ids = forms
        self._dosage_rows = [row for label in _DOSAGE for row in select(rows, label)]
        form = _phrase_pattern(sorted(forms, key=len, reverse=True), before=r"(?<![\w-])")
        # On text in lower case, which is faster than a pattern without regard to case.
        dosage = union_pattern([{**row, "ignore_case": False} for row in self._dosage_rows], fragments)
        self._dosage = re.compile(f"{dosage.pattern if dosage else '(?!)'}|(?P<form>{form.pattern})")
        self._leading = re.compile(
            rf"(?:^|[\s;:,(])(?P<quantity>#?\d{{1,4}}|thirty|sixty|ninety|twenty|ten|fifteen|forty-five|one hundred(?: and)? twenty)"
            rf"(?:\s+(?P<form>{form.pattern})(?:\s+of)?)?\s+$"
        )
        self._date_patterns = [
            (compile_pattern({**row, "pattern": row["anchor"]}, fragments), row["before"], compile_pattern(row, fragments))
            for row in select(rows, labels.DATE)
        ]

    def annotate(self, doc: Doc) -> None:
        text = letter_text(doc)
        spans, drugs = [], []
        for match in _disjoint(self._phrases(doc)):
            if match.row["label"] == labels.DRUG:
                drugs.append(match)
            else:
                spans.append(Span(doc, match.start, match.end, label=match.row["label"], span_id=match.row["id"]))
        for decision in doc.spans.get(labels.DECISIONS, ()):
            spans.append(Span(doc, decision.start, decision.end, label=labels.OUTCOME, span_id=decision.label_.lower()))
        spans += self._dates(doc, text)
        spans += self._drugs(doc, text, drugs)
        doc.ents = filter_spans(spans)

    def _dates(self, doc: Doc, text: LetterText) -> Iterator[Span]:
        for anchor, before, pattern in self._date_patterns:
            end = 0
            for place in anchor.finditer(text.flat):
                for start in range(max(end, place.start() - before), place.start() + 1):
                    match = pattern.match(text.flat, start)
                    if match is None:
                        continue
                    value = iso_date(match.group())
                    if value is not None and (span := span_at(doc, *match.span(), labels.DATE, value)) is not None:
                        yield span
                    end = match.end()
                    break

    def _drugs(self, doc: Doc, text: LetterText, matches: list[PhraseMatch]) -> Iterator[Span]:
        """Drug names with their salt and release words, and the dosage beside them."""
        items = [(item.start_char, item.end_char) for item in doc.spans.get(labels.ISSUES, ())]
        names = []
        for match in matches:
            start, last = doc[match.start].idx, doc[match.end - 1]
            end = last.idx + len(last)
            while (modifier := self._modifiers.match(text.lower, end)) is not None:
                end = modifier.end()
            names.append((start, end, match.row))
        for n, (start, end, row) in enumerate(names):
            following = names[n + 1][0] if n + 1 < len(names) else len(text.flat)
            previous = names[n - 1][1] if n else 0
            item = _around(items, start)
            pieces = list(self._dosage_behind(text, end, following, item))
            if n == 0 or text.flat[previous:start].strip():
                pieces += self._dosage_before(text, previous, start, item)
            if collapse(text.lower[start:end]) in self._ambiguous and not pieces:
                continue
            span = span_at(doc, start, end, labels.DRUG, row["id"])
            if span is None:
                continue
            yield span
            for piece in pieces:
                part = span_at(doc, piece.start, piece.end, piece.label, piece.normal_form)
                if part is not None:
                    yield part

    def _dosage_behind(
        self, text: LetterText, start: int, following: int, item: tuple[int, int] | None
    ) -> Iterator[Piece]:
        """Strength, form, quantity, frequency and refills behind a drug's name.

        In a disputed item all of it up to the next drug; in prose what follows the name within the sentence, each part close
        to the one before.
        """
        stop = min(following, item[1] if item else start + _WINDOW_CHARACTERS)
        if item is None and (sentence := _SENTENCE_END.search(text.flat, start, stop)):
            stop = sentence.start()
        reach = start
        for match in self._dosage.finditer(text.lower, start, stop):
            if item is None and match.start() - reach > _GAP_CHARACTERS:
                return
            piece = self._piece(match)
            if piece.label == labels.FORM and item is None and match.start() - reach > 2:
                continue
            yield piece
            reach = match.end()

    def _dosage_before(
        self, text: LetterText, previous: int, start: int, item: tuple[int, int] | None
    ) -> Iterator[Piece]:
        """What stands in front of a name: "60 Flexeril", "120 tablets of Norco", "Two refills of Ibuprofen"."""
        low = max(previous, start - _BEFORE_CHARACTERS, item[0] if item else 0)
        leading = self._leading.search(text.lower, low, start)
        if leading is not None and (item is not None or leading["form"]):
            yield Piece(*leading.span("quantity"), labels.QUANTITY, leading["quantity"].lstrip("#"))
            if leading["form"]:
                yield Piece(*leading.span("form"), labels.FORM, self._form_ids.get(collapse(leading["form"]), ""))
        elif item is not None:
            for match in self._dosage.finditer(text.lower, low, start):
                piece = self._piece(match)
                if piece.label in (labels.REFILLS, labels.QUANTITY):
                    yield piece

    def _piece(self, match: re.Match[str]) -> Piece:
        group = match.lastgroup or "form"
        words = collapse(match.group())
        if group == "form":
            return Piece(*match.span(), labels.FORM, self._form_ids.get(words, words))
        return Piece(*match.span(), self._dosage_rows[int(group[1:])]["label"], words)


def _phrase_pattern(terms: Iterable[str], *, before: str) -> re.Pattern[str]:
    words = [r"\s+".join(re.escape(word) for word in term.split()) for term in terms]
    return re.compile(rf"{before}(?:{'|'.join(words)})(?!\w)" if words else r"(?!)")


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
