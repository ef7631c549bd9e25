"""`imr_findings`: contradictions inside a letter that a lawyer could take to an appeal, each with the places that show it.

Reads what the components before it wrote: `doc.spans["imr_issues"]`, `["imr_decisions"]`, `["imr_conclusions"]`,
`["imr_rationales"]`, `["imr_statements"]`, `["imr_citations"]`, `["imr_partial_authorizations"]`, `["imr_header"]`,
`["imr_sections"]` and `doc.ents`. Writes `doc.spans["imr_findings"]`: for each finding its places, label the code in
capitals, id "finding-1"; the rows {"id", "code", "message"} are in the group's attrs under "findings". It is meant to be
right rather than complete: two wordings are compared only where each names exactly one thing. Start with `annotate`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span, SpanGroup

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.normalize import collapse, contradictions
from imr_nlp.resources import Row, compile_for_lower_case, fragment_patterns, phrase_pattern, select
from imr_nlp.text import LetterText, letter_text

# How far in front of a date the words stand that say what it is of.
_CONTEXT_CHARACTERS = 70
# A rationale shorter than this says nothing.
_RATIONALE_CHARACTERS = 15
_EARLIEST_YEAR = 1930
_SIDE_NAMES = {labels.BY_CLAIMS_ADMINISTRATOR: "claims administrator", labels.BY_REVIEWER: "reviewer"}
_DECISIONS = {labels.UPHELD: "upheld", labels.OVERTURNED: "overturned"}

Place = tuple[int, int]


class Finding(NamedTuple):
    """Code, sentence for a reader, and the token offsets of the places."""

    code: str
    message: str
    places: list[Place]


class Letter:
    """What is compared: the spans of one letter by issue, and its entities."""

    def __init__(self, doc: Doc, text: LetterText) -> None:
        self.doc, self.text = doc, text
        self.entities = doc.ents
        self._starts = [entity.start for entity in self.entities]
        self.header = {span.label_: span for span in doc.spans.get(labels.HEADER, ())}
        self.issues = list(doc.spans.get(labels.ISSUES, ()))
        self.decisions = _first(doc, labels.DECISIONS)
        self.conclusions = _first(doc, labels.CONCLUSIONS)
        self.rationales = _first(doc, labels.RATIONALES)
        self.partial: dict[str, dict[str, Span]] = {}
        for span in doc.spans.get(labels.PARTIAL_AUTHORIZATIONS, ()):
            self.partial.setdefault(span.id_, {})[span.label_] = span
        self.summary = next(
            (s for s in doc.spans.get(labels.SECTIONS, ()) if s.label_ == labels.CASE_SUMMARY_SECTION), None
        )

    def lower(self, span: Span) -> str:
        """A span's words in lower case, white space collapsed."""
        start, end = self.text.range_of(span)
        return self.text.lower[start:end]

    def before(self, entity: Span) -> str:
        """The words in front of an entity, in lower case."""
        start = self.text.range_of(entity)[0]
        return self.text.lower[max(0, start - _CONTEXT_CHARACTERS) : start]

    def inside(self, span: Span, label: str) -> list[Span]:
        """Entities of a label in a span."""
        low, high = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [entity for entity in self.entities[low:high] if entity.label_ == label]


class FindingsDetector(PatternPipe):
    """Component `imr_findings`, see the module."""

    def compile(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        self._region_names = {term.lower(): row["id"] for row in select(rows, "BODY_REGION") for term in row["terms"]}
        self._regions = phrase_pattern(self._region_names)
        contexts = {row["id"]: compile_for_lower_case(row, fragments) for row in select(rows, "DATE_CONTEXT")}
        self._injury, self._review = contexts.get("date of injury"), contexts.get("utilization review")
        self._not_past = [compile_for_lower_case(row, fragments) for row in select(rows, "NOT_PAST")]
        self._requested = [compile_for_lower_case(row, fragments) for row in select(rows, "REQUEST_COUNT")]

    def annotate(self, doc: Doc) -> None:
        letter = Letter(doc, letter_text(doc))
        spans: list[Span] = []
        rows: list[dict[str, str]] = []
        for finding in self.find(letter):
            finding_id = f"finding-{len(rows) + 1}"
            rows.append({"id": finding_id, "code": finding.code, "message": finding.message})
            for start, end in dict.fromkeys(finding.places):
                spans.append(Span(doc, start, end, label=finding.code.upper(), span_id=finding_id))
        attrs: dict[str, Any] = {"findings": rows}
        doc.spans[labels.FINDINGS] = SpanGroup(doc, name=labels.FINDINGS, spans=spans, attrs=attrs)

    def find(self, letter: Letter) -> Iterator[Finding]:
        """Findings: those of the header, then those of each issue, then spellings of strengths."""
        yield from self._dates(letter)
        for number, issue in enumerate(letter.issues, start=1):
            yield from _outcome(letter, number, issue)
            yield from self._wording(letter, number, issue)
        yield from _missing_citations(letter)
        yield from _lost_digits(letter)

    def _dates(self, letter: Letter) -> Iterator[Finding]:
        if letter.summary is not None:
            dates = letter.inside(letter.summary, labels.DATE)
            before = [(date, letter.before(date)) for date in dates if len(date.ent_id_) == 10]
            for field, context, word, name in (
                ("DATE_OF_INJURY", self._injury, "inj", "date of injury"),
                ("UR_DENIAL_DATE", self._review, "u", "date of the utilization review"),
            ):
                header = letter.header.get(field)
                if header is None or context is None:
                    continue
                told = [date for date, words in before if word in words and context.search(words)]
                values = {date.ent_id_ for date in told}
                if len(values) == 1 and header.id_ and len(header.id_) == 10 and header.id_ not in values:
                    words = _words(told[0])
                    message = f"The {name} is {_words(header)} in the header and {words} in the case summary."
                    yield Finding("date_mismatch", message, [_place(header), _place(told[0])])
        decided = letter.header.get("DECISION_DATE")
        if decided is None or not decided.id_:
            return
        for field in ("DATE_OF_INJURY", "UR_DENIAL_DATE", "APPLICATION_RECEIVED", "DATE_ASSIGNED"):
            span = letter.header.get(field)
            if span is not None and len(span.id_) == 10 and span.id_ > decided.id_:
                name = field.lower().replace("_", " ").replace("ur ", "UR ")
                message = f"The {name} ({_words(span)}) is after the decision date ({_words(decided)})."
                yield Finding("implausible_date", message, [_place(span), _place(decided)])
        injury = letter.header.get("DATE_OF_INJURY")
        denial = letter.header.get("UR_DENIAL_DATE")
        if injury is not None and denial is not None and len(injury.id_) == 10 and "" < denial.id_ < injury.id_:
            message = f"The utilization review ({_words(denial)}) is dated before the injury ({_words(injury)})."
            yield Finding("implausible_date", message, [_place(denial), _place(injury)])
        in_header = {(span.start, span.end) for span in letter.header.values()}
        seen: set[str] = set()
        for date in letter.entities:
            value = date.ent_id_
            if date.label_ != labels.DATE or not value or (date.start, date.end) in in_header or value in seen:
                continue
            impossible = value[:4] > f"{int(decided.id_[:4]) + 1}" or value[:4] < str(_EARLIEST_YEAR)
            late = len(value) == 10 and value > decided.id_
            if (impossible or late) and not any(pattern.search(letter.before(date)) for pattern in self._not_past):
                seen.add(value)
                what = "after" if value > decided.id_ else "impossibly long before"
                message = f"The letter speaks of {_words(date)}, a date {what} its decision of {_words(decided)}."
                yield Finding("implausible_date", message, [_place(date), _place(decided)])

    def _wording(self, letter: Letter, number: int, issue: Span) -> Iterator[Finding]:
        """Item and conclusion that do not speak of the same thing."""
        item = letter.lower(issue)
        partial = letter.partial.get(issue.id_, {})
        yield from _partial_sum(letter, number, issue, partial)
        conclusion = letter.conclusions.get(issue.id_)
        if conclusion is None:
            return
        said = letter.lower(conclusion)
        places = [_place(issue), _place(conclusion)]
        yield from _medicine(letter, number, issue, conclusion, partial)
        counted = {number for number in contradictions.counts(item)}
        if not partial and len(counted) == 1:
            yield from self._counts(letter, number, issue, counted)
        one, other = (contradictions.regions(words, self._regions, self._region_names) for words in (item, said))
        if one and other and not one & other:
            message = (
                f"Issue {number} is about the {_listed(one)}, but its conclusion speaks of the {_listed(other)}."
            )
            yield Finding("body_part_mismatch", message, places)
            return
        one, other = contradictions.sides(item), contradictions.sides(said)
        if contradictions.one_of_each(one, other):
            message = f"Issue {number} is for the {_listed(one)} side, but its conclusion speaks of the {_listed(other)}."
            yield Finding("body_part_mismatch", message, places)

    def _counts(self, letter: Letter, number: int, issue: Span, counted: set[int | float]) -> Iterator[Finding]:
        conclusion, rationale = letter.conclusions[issue.id_], letter.rationales.get(issue.id_, None)
        said = contradictions.counts(letter.lower(conclusion))
        (count,) = counted
        if len(said) == 1 and said != counted:
            message = f"Issue {number} is for {count}, but its conclusion speaks of {next(iter(said))}."
            yield Finding("quantity_mismatch", message, [_place(issue), _place(conclusion)])
            return
        if rationale is None:
            return
        start, end = letter.text.range_of(rationale)
        for pattern in self._requested:
            for match in pattern.finditer(letter.text.lower, start, end):
                found = contradictions.counts(next(filter(None, match.groups())))
                span = letter.text.span(letter.doc, *match.span(), "")
                if len(found) == 1 and found != counted and span is not None:
                    message = f"Issue {number} is for {count}, but its rationale calls the request one for {next(iter(found))}."
                    yield Finding("quantity_mismatch", message, [_place(issue), _place(span)])
                    return


def _outcome(letter: Letter, number: int, issue: Span) -> Iterator[Finding]:
    decision, conclusion = letter.decisions.get(issue.id_), letter.conclusions.get(issue.id_)
    rationale = letter.rationales.get(issue.id_)
    if decision is None:
        return
    outcome = _DECISIONS.get(decision.label_, decision.label_.lower())
    if rationale is None or len(letter.lower(rationale)) < _RATIONALE_CHARACTERS:
        message = f"Issue {number} is {outcome} without a rationale."
        yield Finding("missing_rationale", message, [_place(issue), _place(decision)])
    elif conclusion is not None and (decision.label_ == labels.OVERTURNED) != (conclusion.label_ == labels.NECESSARY):
        found = "medically necessary" if conclusion.label_ == labels.NECESSARY else "not medically necessary"
        message = f"The denial of issue {number} is {outcome}, but its rationale concludes that the item is {found}."
        yield Finding("decision_mismatch", message, [_place(decision), _place(conclusion)])


def _medicine(
    letter: Letter, number: int, issue: Span, conclusion: Span, partial: dict[str, Span]
) -> Iterator[Finding]:
    """Drug, strength and quantity of a heading against those of the conclusion."""
    drugs, said = letter.inside(issue, labels.DRUG), letter.inside(conclusion, labels.DRUG)
    if not drugs or not said:
        return
    places = [_place(issue), _place(conclusion)]
    if not _ingredients(drugs) & _ingredients(said):
        if {_words(drug).lower() for drug in drugs} & {_words(drug).lower() for drug in said}:
            return
        message = f"Issue {number} is for {_words(drugs[0])}, but its conclusion speaks of {_words(said[0])}."
        yield Finding("drug_mismatch", message, places)
        return
    if len({drug.ent_id_ for drug in drugs}) > 1 or len({drug.ent_id_ for drug in said}) > 1:
        return
    one, other = (letter.inside(span, labels.DOSE) for span in (issue, conclusion))
    if len(one) == len(other) == 1:
        strengths = [contradictions.strength(_words(doses[0])) for doses in (one, other)]
        if all(strengths) and len(strengths[0]) == len(strengths[1]) and strengths[0] != strengths[1]:
            message = f"Issue {number} is for {_words(one[0])}, but its conclusion speaks of {_words(other[0])}."
            yield Finding("strength_mismatch", message, [_place(one[0]), _place(other[0])])
    one, other = (letter.inside(span, labels.QUANTITY) for span in (issue, conclusion))
    if not partial and len(one) == len(other) == 1:
        amounts = [contradictions.quantity(_words(spans[0])) for spans in (one, other)]
        if None not in amounts and amounts[0] != amounts[1]:
            message = f"Issue {number} is for a quantity of {amounts[0]}, but its conclusion speaks of {amounts[1]}."
            yield Finding("quantity_mismatch", message, [_place(one[0]), _place(other[0])])


def _partial_sum(letter: Letter, number: int, issue: Span, partial: dict[str, Span]) -> Iterator[Finding]:
    """What was authorized and what remains should make up what was asked for."""
    original, authorized = partial.get(labels.ORIGINAL_REQUEST), partial.get(labels.AUTHORIZED)
    if original is None or authorized is None:
        return
    numbers = [contradictions.counts(letter.lower(span)) for span in (original, authorized, issue)]
    if not all(len(found) == 1 for found in numbers):
        return
    asked, given, left = (next(iter(found)) for found in numbers)
    if left not in (asked, asked - given):
        message = f"Of {asked} asked for in issue {number} {given} were authorized, but {left} are said to remain."
        yield Finding("quantity_mismatch", message, [_place(original), _place(authorized), _place(issue)])


def _missing_citations(letter: Letter) -> Iterator[Finding]:
    cited = {(span.id_.split("/")[0], span.label_) for span in letter.doc.spans.get(labels.CITATIONS, ())}
    if labels.CITATIONS not in letter.doc.spans:
        return
    numbers = {issue.id_: number for number, issue in enumerate(letter.issues, start=1)}
    for statement in letter.doc.spans.get(labels.STATEMENTS, ()):
        number = numbers.get(statement.id_)
        if number is not None and (statement.id_, statement.label_) not in cited:
            side = _SIDE_NAMES.get(statement.label_, statement.label_.lower())
            message = f"The {side} cites no guideline or other evidence for issue {number}."
            yield Finding("missing_citation", message, [_place(letter.issues[number - 1]), _place(statement)])


def _lost_digits(letter: Letter) -> Iterator[Finding]:
    """Strengths of one combination that differ by a lost nought ("1-325 mg" beside "10-325 mg")."""
    by_drug: dict[str, list[tuple[tuple[float, ...], Span]]] = {}
    drug: Span | None = None
    for entity in letter.entities:
        if entity.label_ == labels.DRUG:
            drug = entity
        elif entity.label_ == labels.DOSE and drug is not None and entity.start - drug.end <= 3:
            by_drug.setdefault(drug.ent_id_, []).append((contradictions.strength(_words(entity)), entity))
    for doses in by_drug.values():
        first: dict[tuple[float, ...], Span] = {}
        for value, span in doses:
            first.setdefault(value, span)
        for value, span in first.items():
            for other, place in first.items():
                if value[:1] < other[:1] and contradictions.lost_digit(value, other):
                    message = f"One drug is told with the strengths {_words(span)} and {_words(place)}."
                    yield Finding("strength_mismatch", message, [_place(span), _place(place)])


def _first(doc: Doc, key: str) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    for span in doc.spans.get(key, ()):
        spans.setdefault(span.id_, span)
    return spans


def _ingredients(drugs: Iterable[Span]) -> set[str]:
    return {ingredient for drug in drugs for ingredient in drug.ent_id_.split("+")}


def _place(span: Span) -> Place:
    return span.start, span.end


def _words(span: Span) -> str:
    return collapse(span.text)


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))
