"""`imr_case`: the clinical case summary: claimant, diagnoses, medications, pain scores, what utilization review decided.

Reads the section CASE_SUMMARY of `doc.spans["imr_sections"]` and, for the medications, `doc.ents`. Writes
`doc.spans["imr_claimant"]` (AGE, SEX, DATE_OF_INJURY, the normal form as id), `["imr_diagnoses"]`, `["imr_case_medications"]`,
`["imr_pain_scores"]` and `["imr_utilization_review"]` (the decision as label); their `attrs["rows"]` hold the facts by span id.
Every mention of a diagnosis or drug has an `assertion`. The wordings are patterns/case.jsonl and patterns/assertions.jsonl.
Start with `CaseReader.annotate`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.readers.assertions import AssertionMarker
from imr_nlp.readers.claimants import find_age, find_date_of_injury, find_sex
from imr_nlp.readers.coordination import ListWords
from imr_nlp.readers.diagnoses import DiagnosisReader
from imr_nlp.readers.medications import case_medications
from imr_nlp.readers.pain_scores import find_pain_scores
from imr_nlp.readers.utilization_review import ReviewReader
from imr_nlp.record import groups
from imr_nlp.rules.load import ALLOWED_VALUES, Row, compile_pattern, fragment_patterns, phrase_pattern, select
from imr_nlp.text.letter import LetterText, letter_text

Range = tuple[int, int]
# The lists that case.jsonl has LIST_WORDS for.
_DIAGNOSES, _REQUESTS = "diagnoses", "requests"


class CaseReader(PatternPipe):
    """Component `imr_case`, see the module."""

    def add_patterns(self, rows: Iterable[Row]) -> None:
        # Of the drugs only what they consist of is kept: their names are imr_entities' affair.
        kept = ("label", "id", "ingredients", "drug_class", "_where")
        super().add_patterns(
            {**{key: row[key] for key in kept if key in row}, "terms": []} if row["label"] == labels.DRUG else row
            for row in rows
        )

    def compile(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        patterns = {row["id"]: compile_pattern(row, fragments) for row in select(rows, "CASE_PATTERN")}
        self._diagnoses = DiagnosisReader(select(rows, "DIAGNOSIS_LEAD"), patterns, fragments, _list_words(rows, _DIAGNOSES))
        self._reviews = ReviewReader(select(rows, "REVIEW_DECISION"), patterns, fragments, _list_words(rows, _REQUESTS))
        self._events = patterns.get("injuring event")
        self._assertions = AssertionMarker(rows)
        self._drugs = {row["id"]: row for row in select(rows, labels.DRUG)}

    def annotate(self, doc: Doc) -> None:
        found: dict[str, list[tuple[Span, Row]]] = {key: [] for key in labels.CASE_GROUPS}
        for section in doc.spans.get(labels.SECTIONS, ()):
            if section.label_ == labels.CASE_SUMMARY_SECTION:
                self._read_summary(doc, letter_text(doc), section, found)
        for key, spans in found.items():
            groups.write(doc, key, spans)

    def _read_summary(
        self, doc: Doc, text: LetterText, summary: Span, found: dict[str, list[tuple[Span, Row]]]
    ) -> None:
        """Fill the groups."""
        offset, behind = text.range_of(summary)
        lower = text.lower[offset:behind]
        sentences = [(a - offset, b - offset) for a, b in text.sentences(self.splitter, offset, behind)] or [(0, 0)]

        def add(key: str, place: Range, label: str, name: str, row: Row) -> None:
            name = name or f"{label.lower()}-{len(found[key]) + 1}"
            span = text.span(doc, offset + place[0], offset + place[1], label, name)
            if span is not None:
                found[key].append((span, row))

        def places(start: int, end: int) -> Row:
            return dict(zip(("start", "end"), text.offsets_of(offset + start, offset + end), strict=True))

        age = find_age(lower)
        facts = (("AGE", age), ("SEX", find_sex(lower, age)), ("DATE_OF_INJURY", find_date_of_injury(lower, self._events)))
        for label, fact in facts:
            if fact is not None and not any(span.label_ == label for span, _ in found[labels.CLAIMANT]):
                add(labels.CLAIMANT, (fact.start, fact.end), label, fact.value, {"value": fact.value})
        for first, last, list_start in self._diagnoses.read(lower, sentences):
            sentence = _around(sentences, list_start)
            assertion = self._assertions.mark(lower, first, last, sentence, kind="diagnosis", list_start=list_start)
            add(labels.DIAGNOSES, (first, last), "DIAGNOSIS", "", {"assertion": assertion})
        for place, name, row in case_medications(doc, text, summary, self._drugs):
            place, name = ((a - offset, b - offset) for a, b in (place, name))
            row["assertion"] = self._assertions.mark(lower, *name, _around(sentences, name[0]), kind="drug")
            add(labels.CASE_MEDICATIONS, place, "MEDICATION", "", row)
        for score in find_pain_scores(lower):
            row = {**places(score.start, score.end), "low": score.low, "high": score.high}
            add(labels.PAIN_SCORES, (score.start, score.end), "PAIN_SCORE", "", row)
        for review in self._reviews.read(lower, sentences).reviews:
            number = len(found[labels.UTILIZATION_REVIEW]) + 1
            row = {"date": review.date, **places(review.start, review.end)}
            add(labels.UTILIZATION_REVIEW, (review.start, review.end), review.decision.upper(), f"review-{number}", row)


def _around(sentences: list[Range], offset: int) -> Range:
    """The sentence that holds an offset."""
    n = bisect_right(sentences, (offset, sentences[-1][1] + 1)) - 1
    return sentences[max(n, 0)]


def _list_words(rows: Iterable[Row], name: str) -> ListWords:
    terms: dict[str, set[str]] = {kind: set() for kind in ALLOWED_VALUES["LIST_WORDS"]["kind"]}
    for row in rows:
        if row["label"] == "LIST_WORDS" and row["list"] == name:
            terms[row["kind"]].update(term.lower() for term in row["terms"])
    return ListWords(
        frozenset(terms["noun"] | terms["adjective"] | terms["amount"]),
        frozenset(terms["adjective"]),
        frozenset(terms["amount"]),
        frozenset(terms["generic"]),
        phrase_pattern(terms["whole"], behind=""),
    )

