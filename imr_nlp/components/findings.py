"""`imr_findings`: contradictions inside a letter that a lawyer could take to an appeal, each with the places that show it.

Reads what the components before it wrote: `doc.spans["imr_issues"]`, `["imr_decisions"]`, `["imr_conclusions"]`,
`["imr_rationales"]`, `["imr_statements"]`, `["imr_citations"]`, `["imr_partial_authorizations"]`, `["imr_header"]`,
`["imr_sections"]` and `doc.ents`. Writes `doc.spans["imr_findings"]`: for each finding its
places, label the code in capitals, id "finding-1", which all its places share, with the row {"code", "message"}.
It is meant to be right rather than complete: two wordings are compared only where each names exactly one thing.
Start with `annotate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span

from imr_nlp import labels
from imr_nlp.components.base import PatternPipe
from imr_nlp.findings import contradictions
from imr_nlp.findings.letters import Finding, Letter, place, wording
from imr_nlp.readers.body_parts import BodyPartFinder
from imr_nlp.record import groups
from imr_nlp.rules.load import Row, compile_for_lower_case, fragment_patterns, select
from imr_nlp.text.letter import letter_text

# A rationale shorter than this says nothing.
_RATIONALE_CHARACTERS = 15
_EARLIEST_YEAR = 1930
_SIDE_NAMES = {labels.BY_CLAIMS_ADMINISTRATOR: "claims administrator", labels.BY_REVIEWER: "reviewer"}
_OPPOSITE = (({"left"}, {"right"}), ({"right"}, {"left"}))
_DECISIONS = {labels.UPHELD: "upheld", labels.OVERTURNED: "overturned"}


class FindingsDetector(PatternPipe):
    """Component `imr_findings`, see the module."""

    def compile(self, rows: list[Row]) -> None:
        fragments = fragment_patterns(rows)
        self._body_parts = BodyPartFinder(rows)
        contexts = {row["id"]: compile_for_lower_case(row, fragments) for row in select(rows, "DATE_CONTEXT")}
        self._injury, self._review = contexts.get("date of injury"), contexts.get("utilization review")
        self._not_past = [compile_for_lower_case(row, fragments) for row in select(rows, "NOT_PAST")]
        self._asides, self._other_requests, self._nothing_cited, self._told_as_past = (
            [compile_for_lower_case(row, fragments) for row in select(rows, label)]
            for label in ("ASIDE", "OTHER_REQUEST", "NOTHING_CITED", "TOLD_AS_PAST")
        )
        self._requested = [compile_for_lower_case(row, fragments) for row in select(rows, "REQUEST_COUNT")]

    def annotate(self, doc: Doc) -> None:
        letter = Letter(doc, letter_text(doc))
        found: list[tuple[Span, Row]] = []
        for number, finding in enumerate(self.find(letter), start=1):
            row = {"code": finding.code, "message": finding.message}
            for start, end in dict.fromkeys(finding.places):
                found.append((Span(doc, start, end, label=finding.code.upper(), span_id=f"finding-{number}"), row))
        groups.write(doc, labels.FINDINGS, found)

    def find(self, letter: Letter) -> Iterator[Finding]:
        """Findings: those of the header, of each issue, of citations and spellings of strengths."""
        yield from self._dates(letter)
        for number, issue in enumerate(letter.issues, start=1):
            yield from _outcome(letter, number, issue)
            yield from self._wording(letter, number, issue)
        yield from self._missing_citations(letter)
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
                    words = wording(told[0])
                    message = f"The {name} is {wording(header)} in the header and {words} in the case summary."
                    yield Finding("date_mismatch", message, [place(header), place(told[0])])
        decided = letter.header.get("DECISION_DATE")
        if decided is None or not decided.id_:
            return
        for field in ("DATE_OF_INJURY", "UR_DENIAL_DATE", "APPLICATION_RECEIVED", "DATE_ASSIGNED"):
            span = letter.header.get(field)
            if span is not None and len(span.id_) == 10 and span.id_ > decided.id_:
                name = field.lower().replace("_", " ").replace("ur ", "UR ")
                message = f"The {name} ({wording(span)}) is after the decision date ({wording(decided)})."
                yield Finding("implausible_date", message, [place(span), place(decided)])
        injury = letter.header.get("DATE_OF_INJURY")
        denial = letter.header.get("UR_DENIAL_DATE")
        if injury is not None and denial is not None and len(injury.id_) == 10 and "" < denial.id_ < injury.id_:
            message = f"The utilization review ({wording(denial)}) is dated before the injury ({wording(injury)})."
            yield Finding("implausible_date", message, [place(denial), place(injury)])
        in_header = {(span.start, span.end) for span in letter.header.values()}
        seen: set[str] = set()
        for date in letter.entities:
            value = date.ent_id_ if date.label_ == labels.DATE else ""
            if not value or value in seen or (date.start, date.end) in in_header:
                continue
            impossible = value[:4] > f"{int(decided.id_[:4]) + 1}" or value[:4] < str(_EARLIEST_YEAR)
            late = len(value) == 10 and value > decided.id_
            if not impossible and not (late and any(pattern.search(letter.before(date)) for pattern in self._told_as_past)):
                continue
            if not any(pattern.search(letter.before(date)) for pattern in self._not_past):
                seen.add(value)
                what = "after" if value > decided.id_ else "impossibly long before"
                message = f"The letter speaks of {wording(date)}, a date {what} its decision of {wording(decided)}."
                yield Finding("implausible_date", message, [place(date), place(decided)])

    def _wording(self, letter: Letter, number: int, issue: Span) -> Iterator[Finding]:
        """Item and conclusion that do not speak of the same thing."""
        item = letter.lower(issue)
        partial = letter.partial.get(issue.id_, {})
        yield from _partial_sum(letter, number, issue, partial)
        conclusion = letter.conclusions.get(issue.id_)
        if conclusion is None:
            return
        drugs, counted, parts = letter.inside(issue, labels.DRUG), contradictions.counts(item), self._parts(letter, issue)
        if not (drugs or counted or parts):
            return
        said = self._main_clause(letter.lower(conclusion))
        yield from _medicine(letter, number, issue, drugs, conclusion, said, partial)
        if not partial and len(counted) == 1:
            yield from self._counts(letter, number, issue, counted, said)
        if parts:
            yield from self._places(number, issue, parts, conclusion, said)

    def _parts(self, letter: Letter, issue: Span) -> list[tuple[str, str | None]]:
        """The parts of the body that an item names, with their sides."""
        if letter.body_parts is not None:
            return [(row["part"], row["laterality"]) for _, row in letter.body_parts.get(issue.id_, ())]
        return [(part.part, part.laterality) for part in self._body_parts.find(letter.lower(issue))]

    def _places(
        self, number: int, issue: Span, parts: list[tuple[str, str | None]], conclusion: Span, said: str
    ) -> Iterator[Finding]:
        """Part of the body and side in the conclusion."""
        told = self._body_parts.find(said)
        one, other = self._regions(name for name, _ in parts), self._regions(part.part for part in told)
        if not one or not other:
            return
        places = [place(issue), place(conclusion)]
        if not one & other:
            message = f"Issue {number} is about the {_listed(one)}, but its conclusion speaks of the {_listed(other)}."
            yield Finding("body_part_mismatch", message, places)
            return
        left, right = {side for _, side in parts}, {part.laterality for part in told}
        if (left, right) in _OPPOSITE:
            message = f"Issue {number} is for the {_side(left)} side, but its conclusion speaks of the {_side(right)}."
            yield Finding("body_part_mismatch", message, places)

    def _regions(self, names: Iterable[str]) -> set[str]:
        """The regions of the body that parts lie in."""
        return {region for name in names for region in self._body_parts.regions(name)}

    def _main_clause(self, text: str) -> str:
        """A sentence with blanks for what it says aside: "as naproxen is not certified"."""
        for pattern in self._asides:
            text = pattern.sub(lambda match: " " * len(match.group()), text)
        return text

    def _counts(
        self, letter: Letter, number: int, issue: Span, counted: set[int | float], conclusion: str
    ) -> Iterator[Finding]:
        """Numbers of sessions in the conclusion, and in what the rationale calls the request."""
        rationale = letter.rationales.get(issue.id_)
        (count,) = counted
        said = contradictions.counts(conclusion)
        told = contradictions.counts(letter.lower(rationale)) if rationale is not None else set()
        # A part of the sessions may be all that is left to decide.
        if any(count in (value, value + other) for value in told - said for other in said):
            return
        if len(said) == 1 and said != counted:
            message = f"Issue {number} is for {count}, but its conclusion speaks of {next(iter(said))}."
            yield Finding("quantity_mismatch", message, [place(issue), place(letter.conclusions[issue.id_])])
            return
        if rationale is None or count in told:
            return
        start, end = letter.text.range_of(rationale)
        for pattern in self._requested:
            for match in pattern.finditer(letter.text.lower, start, end):
                found = contradictions.counts(next(filter(None, match.groups())))
                span = letter.text.span(letter.doc, *match.span(), "")
                around = letter.text.lower[max(start, match.start() - 20) : match.end() + 25]
                if any(other.search(around) for other in self._other_requests):
                    continue
                if len(found) == 1 and found != counted and span is not None:
                    message = f"Issue {number} is for {count}, but its rationale calls the request one for {next(iter(found))}."
                    yield Finding("quantity_mismatch", message, [place(issue), place(span)])
                    return

    def _missing_citations(self, letter: Letter) -> Iterator[Finding]:
        """Statements that say themselves that nothing is cited."""
        numbers = {issue.id_: number for number, issue in enumerate(letter.issues, start=1)}
        for statement in letter.doc.spans.get(labels.STATEMENTS, ()):
            number = numbers.get(statement.id_)
            if number is None or (statement.id_, statement.label_) in letter.cited:
                continue
            if any(pattern.search(letter.lower(statement)) for pattern in self._nothing_cited):
                side = _SIDE_NAMES.get(statement.label_, statement.label_.lower())
                message = f"The {side} cites no guideline or other evidence for issue {number}."
                yield Finding("missing_citation", message, [place(letter.issues[number - 1]), place(statement)])


def _outcome(letter: Letter, number: int, issue: Span) -> Iterator[Finding]:
    decision, conclusion = letter.decisions.get(issue.id_), letter.conclusions.get(issue.id_)
    rationale = letter.rationales.get(issue.id_)
    if decision is None:
        return
    outcome = _DECISIONS.get(decision.label_, decision.label_.lower())
    if rationale is None or rationale.end_char - rationale.start_char < _RATIONALE_CHARACTERS:
        message = f"Issue {number} is {outcome} without a rationale."
        yield Finding("missing_rationale", message, [place(issue), place(decision)])
    elif conclusion is not None and (decision.label_ == labels.OVERTURNED) != (conclusion.label_ == labels.NECESSARY):
        found = "medically necessary" if conclusion.label_ == labels.NECESSARY else "not medically necessary"
        message = f"The denial of issue {number} is {outcome}, but its rationale concludes that the item is {found}."
        yield Finding("decision_mismatch", message, [place(decision), place(conclusion)])


def _medicine(
    letter: Letter, number: int, issue: Span, drugs: list[Span], conclusion: Span, words: str, partial: dict[str, Span]
) -> Iterator[Finding]:
    """Drug, strength and quantity of a heading against those of the conclusion, whose main clause is in `words`."""
    start = letter.text.range_of(conclusion)[0] if drugs else 0
    said = [drug for drug in letter.inside(conclusion, labels.DRUG) if drugs and words[_offset(letter, drug, start)] != " "]
    if not drugs or not said:
        return
    places = [place(issue), place(conclusion)]
    if not _ingredients(drugs) & _ingredients(said):
        if {wording(drug).lower() for drug in drugs} & {wording(drug).lower() for drug in said}:
            return
        message = f"Issue {number} is for {wording(drugs[0])}, but its conclusion speaks of {wording(said[0])}."
        yield Finding("drug_mismatch", message, places)
        return
    if len({drug.ent_id_ for drug in drugs}) > 1 or len({drug.ent_id_ for drug in said}) > 1:
        return
    one, other = (letter.inside(span, labels.DOSE) for span in (issue, conclusion))
    if len(one) == len(other) == 1:
        strengths = [contradictions.strength(wording(doses[0])) for doses in (one, other)]
        if all(strengths) and len(strengths[0]) == len(strengths[1]) and strengths[0] != strengths[1]:
            message = f"Issue {number} is for {wording(one[0])}, but its conclusion speaks of {wording(other[0])}."
            yield Finding("strength_mismatch", message, [place(one[0]), place(other[0])])
    one, other = (letter.inside(span, labels.QUANTITY) for span in (issue, conclusion))
    if not partial and len(one) == len(other) == 1:
        amounts = [contradictions.quantity(wording(spans[0])) for spans in (one, other)]
        if None not in amounts and amounts[0] != amounts[1] and not letter.inside(issue, labels.REFILLS):
            message = f"Issue {number} is for a quantity of {amounts[0]}, but its conclusion speaks of {amounts[1]}."
            yield Finding("quantity_mismatch", message, [place(one[0]), place(other[0])])


def _offset(letter: Letter, span: Span, start: int) -> int:
    """Where a span begins, counted from an offset of the flat text."""
    return letter.text.range_of(span)[0] - start


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
        yield Finding("quantity_mismatch", message, [place(original), place(authorized), place(issue)])


def _lost_digits(letter: Letter) -> Iterator[Finding]:
    """Strengths of one combination that differ by a lost nought ("1-325 mg" beside "10-325 mg")."""
    by_drug: dict[str, list[tuple[tuple[float, ...], Span]]] = {}
    drug: Span | None = None
    for entity in letter.entities:
        if entity.label_ == labels.DRUG:
            drug = entity
        elif entity.label_ == labels.DOSE and drug is not None and entity.start - drug.end <= 3:
            by_drug.setdefault(drug.ent_id_, []).append((contradictions.strength(wording(entity)), entity))
    for doses in by_drug.values():
        first: dict[tuple[float, ...], Span] = {}
        for value, span in doses:
            first.setdefault(value, span)
        for value, span in first.items():
            for other, full in first.items():
                if value[:1] < other[:1] and contradictions.lost_digit(value, other):
                    message = f"One drug is told with the strengths {wording(span)} and {wording(full)}."
                    yield Finding("strength_mismatch", message, [place(span), place(full)])


def _side(sides: Iterable[str | None]) -> str:
    return next((side for side in sides if side is not None), "")


def _ingredients(drugs: Iterable[Span]) -> set[str]:
    return {ingredient for drug in drugs for ingredient in drug.ent_id_.split("+")}


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))
