"""Text -> what a term of an outcome ("medically necessary", "certified") says in its sentence.

The terms and the words that may stand around them are rows of patterns/conclusions.jsonl. What a sentence says is the term's
polarity, turned by the negations that cover it (`imr_nlp.rules.scope`). *Necessary* needs a reading without gaps: every word
between the finite verb and the term is known (OUTCOME_WORD rows), and so are those around a verb of finding in front of "that".
Where one is not ("is n0t medically necessary", "isnot"), nobody can say. Start with `OutcomeReader.read`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple, get_args

from imr_nlp.readers.outcome_words import KnownWords
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match, Range, RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_outcomes import (
    ConclusionTerm,
    DamagedNegation,
    NecessityPredicate,
    OutcomeRole,
    OutcomeWord,
    ReportedDecision,
)
from imr_nlp.rules.scope import NEGATED, Cue, ScopeReader
from imr_nlp.text.clauses import ClauseReader, Token

# What makes a sentence no statement about the item at hand.
_NOT_STATED = frozenset(("hypothetical", "uncertain"))
_GUIDELINE = "guideline"
_QUOTATION_MARK = re.compile('"')
# Within how many characters a quotation is closed.
_QUOTED = 2000
# The strength of what is only said of the request ("is supported"), and of what a misread "rnedically necessary" is the end of.
_WEAKEST, _STRONGEST = 1, 3
# Boundaries after which other subjects are spoken of.
_NEW_SUBJECT = ("contrast", "subject", "claimant")
_SMALL_WORDS = frozenset(("preposition", "coordinator", "subordinator", "contrast", "complement", "determiner", "dummy"))
# The comma or blank between a clause and what stands beside it, and how long the predicate of "medical necessity" is.
_BESIDE, _PREDICATE = 2, 30
# "Yes" after a label, also with the mark of a box that is ticked, and how far the answer is looked for.
_YES, _ANSWER = ("yes", "[x] yes", "(x) yes"), 12
# With "that" they lead a consequence.
_SO = ("so", "such")
_NO_TICKED = ("no [x]", "no (x)", "no_x", "no x")
# Marks between a question or label and its answer.
_ANSWERING = frozenset(":?-")


class Reading(NamedTuple):
    """What a term says in its sentence.

    necessary (bool | None): None: nobody can say, since something in front of it is not readable.
    clean (bool): every word from the verb to the term was read.
    strength (int): how much it counts.
    either (bool): of some of what is asked for the opposite is said ("six are, but twelve are not").
    """

    necessary: bool | None
    clean: bool
    strength: int
    either: bool = False


class OutcomeReader:
    """Reads terms, by the rows of patterns/conclusions.jsonl, scope.jsonl and clauses.jsonl."""

    row_types: ClassVar[tuple[type[Row], ...]] = (
        *(ConclusionTerm, NecessityPredicate, OutcomeWord, DamagedNegation, ReportedDecision),
        *ScopeReader.row_types,
    )

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        fragments = fragments_of(rows)
        self.terms = RuleSet(select(rows, ConclusionTerm), fragments)
        self.predicates = RuleSet(select(rows, NecessityPredicate), fragments)
        self.damaged = RuleSet(select(rows, DamagedNegation), fragments)
        self.reported = RuleSet(select(rows, ReportedDecision), fragments)
        words = select(rows, OutcomeWord)
        self.words = {
            role: frozenset(term for row in words if row.role == role for term in (*row.terms, *row.forms))
            for role in get_args(OutcomeRole)
        }
        self.words["known"] |= self.words["verb"] | self.words["past_verb"]
        self.scopes = ScopeReader(rows)
        self.clauses = ClauseReader(rows)

    def read(self, text: str, places: Sequence[Range]) -> Iterator[tuple[int, Reading]]:
        """What the terms of sentences say, the strongest first, of equal ones the last; a sentence is read when it is its turn.

        YIELDS (tuple[int, Reading]): the number of a sentence, and its reading of one strength.
        """
        found = self.terms.find_in(text, places)
        start, end = (places[0][0], places[-1][1]) if places else (0, 0)
        marks = [mark.start() for mark in _QUOTATION_MARK.finditer(text, start, end)]
        known: dict[int, list[Reading]] = {}
        for strength in range(_STRONGEST, 0, -1):
            for number in range(len(places) - 1, -1, -1):
                if not any(strength in (term.row.strength, term.row.tail and _STRONGEST) for term in found[number]):
                    continue
                if number not in known:
                    known[number] = _Sentence(self, text, places[number], marks).read(found[number])
                yield from ((number, reading) for reading in known[number] if reading.strength == strength)


class _Sentence:
    """One sentence of a letter in lower case; `marks` says where the quotation marks of its rationale stand."""

    def __init__(self, reader: OutcomeReader, text: str, place: Range, marks: Sequence[int]) -> None:
        self._reader, self._text, self._place, self._marks = reader, text, place, marks
        self._words = reader.words
        self._scopes = reader.scopes.read(text, place)
        self._tokens, _, boundaries = reader.clauses.sentence(text, *place)
        self._starts = [b.start for b in boundaries if b.kind in _NEW_SUBJECT]
        self._negations = [cue for cue in self._scopes.cues if cue.kind == NEGATED]
        self._known = KnownWords(self._tokens, self._negations, self._words)

    def read(self, matches: list[Match[ConclusionTerm]]) -> list[Reading]:
        """What the terms of the sentence say, one reading for each strength: a denial counts before what nobody can say."""
        found: dict[int, list[Reading]] = {}
        for match in matches:
            start, end = match.start, match.end
            inside = any(m.start <= start and end <= m.end and (m.start, m.end) != (start, end) for m in matches)
            reading = None if inside else self._read(match)
            if reading is not None:
                found.setdefault(reading.strength, []).append(reading)
        weight = (False, None, True).index
        stated = [min(readings, key=lambda reading: weight(reading.necessary)) for readings in found.values()]
        if self._is_affirmed_at_end(matches[-1].end):
            stated = [reading._replace(either=reading.necessary is False, clean=False) for reading in stated]
        return [
            reading._replace(necessary=necessary)
            for reading in stated
            for necessary in ((False, True) if reading.either else (reading.necessary,))
        ]

    def _is_affirmed_at_end(self, offset: int) -> bool:
        """Whether a last clause takes up what was denied of another amount ("twelve are not needed, but six are")."""
        words = [token for token in self._tokens if token.text[0].isalnum()]
        start = max([*self._starts, self._text.rfind(". ", *self._place)])
        return (
            offset <= start < words[-1].start
            and words[-1].text in self._words["verb"]
            and all(cue.start < start for cue in self._negations)
        )

    def _read(self, match: Match[ConclusionTerm]) -> Reading | None:
        """What one term says; None: nothing of the item at hand."""
        row = match.row
        place = self._token_at(match.start)
        if self._is_reported(match):
            return None
        if row.needs == "predicate":
            return self._necessity(match)
        misread = row.tail and place is not None and self._is_misread(place - 1)
        if row.needs is not None and not misread and not self._has_subject(row, match.start):
            return None
        if row.present and place is not None and self._known.has_verb(place, self._words["past_verb"]):
            return None
        reading = self._result(match, match.row.medically_necessary, [(match.start, match.end)], place)
        return reading._replace(strength=_STRONGEST) if reading is not None and misread else reading

    def _necessity(self, match: Match[ConclusionTerm]) -> Reading | None:
        """What is said of medical necessity: after it ("is established"), before it ("supports the"), or that there is none."""
        noun = match.start, match.end
        predicates = [
            found
            for found in self._reader.predicates.find(self._text, *self._place)
            if found.end <= noun[0] or found.start >= noun[1]
        ]
        following = [found for found in predicates if found.start > match.start and not found.row.before]
        for predicate in following:
            place = self._token_at(predicate.start)
            if place is not None and (self._known.before_verb(place) is not None or self._known.is_answer(place)):
                places = [noun, (predicate.start, predicate.end)]
                return self._result(match, predicate.row.medically_necessary, places, place)
            before = self._tokens[place - 1].start if place else -1
            if predicate.row.medically_necessary and any(cue.start <= before < cue.end for cue in self._negations):
                return Reading(False, False, match.row.strength)  # "medical necessity not shown"
        for predicate in reversed([found for found in predicates if found.end <= match.start and found.row.before]):
            place, term = self._token_at(predicate.start), self._token_at(match.start)
            if place is not None and term is not None and self._known.all_known(place + 1, term):
                return self._result(match, True, [noun], place, finding=True)
        if self._scopes.negated(*noun):
            return Reading(False, False, match.row.strength)
        return Reading(None, False, match.row.strength) if following and not match.row.negated_only else None

    def _result(
        self, match: Match[ConclusionTerm], positive: bool, places: list[Range], place: int | None, *, finding: bool = False
    ) -> Reading | None:
        """The polarity of a term with the negations over it, and whether all in front of it was read."""
        row = match.row
        covering = self._covering(places, positive=positive)
        cues = [cue for cue in covering if cue.kind == NEGATED]
        if any(cue.row.open_question for cue in covering):
            return Reading(False, True, row.strength)
        last = max(end for _, end in places)
        necessary = positive != bool(len(cues) % 2)
        if necessary and any(cue.row.elliptic and cue.start >= match.end for cue in self._negations):
            is_answered = self._following(last) == "?"
            return Reading(False, is_answered, row.strength, either=not is_answered)
        if any(cue.kind in _NOT_STATED for cue in covering) or (row.negated_only and not cues):
            return None
        if any(cue.kind == _GUIDELINE for cue in covering) and self._is_general(match.start, match.end):
            return None
        if necessary and self._is_quoted(match.start):
            return None
        if necessary and not cues and row.actual and place is not None and self._is_hypothetical(place, last):
            return None
        may_be_rule = not cues if necessary else self._is_of_any(match.start)
        if may_be_rule and self._following(last) in self._words["case"]:
            return None  # "is supported if it fails", "a treatment is not medically necessary if it lacks support"
        if self._is_of_kind(match.start):
            return None
        attributive = self._is_attributive(last)
        finding = finding or row.active
        clean = place is not None and (self._known.is_finding_read(place) if finding else self._is_read(place, last))
        clean = clean and not self._is_damaged(last)
        if necessary and len(cues) > 1 and clean and not self._is_governed(cues):
            return Reading(False, False, row.strength)
        if necessary and not clean and (attributive or not self._is_telegraphic(place, last)):
            return None if attributive else Reading(None, False, row.strength)
        # What was so may be over: it is not held against the decision.
        past = place is not None and self._known.has_verb(place, self._words["past"])
        return Reading(necessary, clean and not past, row.strength)

    def _covering(self, places: list[Range], *, positive: bool) -> list[Cue]:
        """The cues over any of several places, each once; what makes a term negative by itself ("is lacking") is none."""
        end = max(end for _, end in places)
        # A sentence that takes up the outcome says nothing of the one in front of it: "Twelve are not."
        found = [
            cue
            for place in places
            for cue in self._scopes.covering(*place)
            if not (cue.row.elliptic and cue.start >= end and ". " in self._text[end : cue.start])
        ]
        return [
            cue
            for number, cue in enumerate(found)
            if cue not in found[:number]
            and ((positive and cue.kind == NEGATED) or not any(start < cue.end and cue.start < end for start, end in places))
        ]

    def _is_governed(self, cues: Iterable[Cue]) -> bool:
        """Whether "that" stands between negations, so that each turns the one after it."""
        first, last = min(cue.start for cue in cues), max(cue.start for cue in cues)
        return any(token.word_class == "complement" and first < token.start < last for token in self._tokens) or any(
            cue.row.governs for cue in cues
        )

    def _is_read(self, place: int, end: int) -> bool:
        """Whether all is known between a term at a word and the verb that it is the predicate of, and in front of "that"."""
        if self._is_affirmed(end) or self._known.is_answer(place):
            return True
        subject = self._known.before_verb(place)
        if subject is None:
            return self._known.is_found(place)
        start = self._clause_start(self._tokens[place].start)
        that = [n for n in range(subject + 1) if self._is_complement(n) and self._tokens[n].start >= start]
        return not that or self._known.is_that_read(that[-1])

    def _is_complement(self, place: int) -> bool:
        """Whether a word leads what is said or thought, and no consequence ("so that")."""
        return self._tokens[place].word_class == "complement" and (place == 0 or self._tokens[place - 1].text not in _SO)

    def _is_general(self, start: int, end: int) -> bool:
        """Whether a guideline's statement has a condition, or no subject of this letter ("the brace", "this request")."""
        before = {token.word_class for token in self._before(start)}
        if self._following(end) in self._words["guideline_condition"]:
            return True
        return "complement" in before and before.isdisjoint(("determiner", "dummy"))

    def _is_of_any(self, offset: int) -> bool:
        """Whether the clause of a term speaks of any treatment, and of none of this letter."""
        before = {token.text for token in self._before(offset)}
        return not before.isdisjoint(self._words["any"]) and before.isdisjoint(self._words["this"])

    def _is_of_kind(self, offset: int) -> bool:
        """Whether the clause of a term is about a kind of care ("care that relieves pain", not "care that was requested")."""
        words = [token.text for token in self._before(offset)]
        place = next((n for n, word in enumerate(words) if word in self._words["relative"]), 0)
        first = next((n for n in range(place, 0, -1) if words[n - 1] == ","), 0)
        head = [word for word in words[first:place] if word not in self._words["any_kind"]]
        return len(head) == 1 and head[0] in self._words["care"] and self._words["asked"].isdisjoint(words[place:])

    def _is_telegraphic(self, place: int | None, offset: int) -> bool:
        """Whether a term has no verb at all ("Brace medically necessary.")."""
        if place is None or self._is_damaged(offset):
            return False
        verbs = ("verb", "plural_verb")
        return all(token.word_class not in verbs and self._known.is_object(token) for token in self._before(offset))

    def _is_affirmed(self, end: int) -> bool:
        """Whether "yes" answers a term ("Medically necessary and appropriate? Yes", "Medically necessary: [X] Yes [ ] No")."""
        answer = self._text[end : self._place[1]]
        if "yes" not in answer or any(ticked in answer for ticked in _NO_TICKED):
            return False
        after = (token.text for token in self._tokens if token.start >= end)
        first = next((text for text in after if text not in self._words["known"] and text not in _ANSWERING), "")
        return first == "yes" or self._text[end : end + _ANSWER].lstrip(" :?-").startswith(_YES)

    def _is_damaged(self, end: int) -> bool:
        """Whether something in front of an offset looks like a damaged negation."""
        found = self._reader.damaged.find(self._text, self._place[0], end)
        return any(not any(cue.start <= one.start and one.end <= cue.end for cue in self._negations) for one in found)

    def _is_misread(self, place: int) -> bool:
        """Whether a word may be a damaged "medically"."""
        return place >= 0 and self._tokens[place].text not in self._words["known"] and self._tokens[place].text.endswith("ly")

    def _is_attributive(self, end: int) -> bool:
        """Whether a noun follows ("medically necessary treatment")."""
        following = next((token for token in self._tokens if token.start >= end), None)
        if following is None or not following.text[0].isalpha():
            return False
        return following.word_class not in _SMALL_WORDS and following.text not in self._words["known"]

    def _is_quoted(self, offset: int) -> bool:
        """Whether a quotation that was opened is closed after an offset."""
        before = bisect_left(self._marks, offset)
        return before % 2 == 1 and before < len(self._marks) and self._marks[before] < offset + _QUOTED

    def _is_reported(self, match: Match[ConclusionTerm]) -> bool:
        """Whether a clause, or what stands beside it, tells what somebody else decided ("according to the surgeon, ...")."""
        start = self._clause_start(match.start) - _BESIDE
        end = match.end + (_BESIDE if match.row.needs != "predicate" else _PREDICATE)
        reports = self._reader.reported.find(self._text, *self._place)
        return any(
            found.end >= start and found.start <= end and not self._scopes.negated(found.start, found.end) for found in reports
        )

    def _following(self, end: int) -> str:
        """The word after an offset."""
        return next((token.text for token in self._tokens if token.start >= end), "")

    def _is_hypothetical(self, place: int, end: int) -> bool:
        """Whether a term tells no fact: "would be", "when it is", "what is"."""
        if self._known.has_verb(place, self._words["modal_verb"]) or self._tokens[0].text in self._words["opening"]:
            return True
        start = self._clause_start(self._tokens[place].start)
        first = next(n for n, token in enumerate(self._tokens) if token.start >= start)
        verb = self._known.before_verb(place)
        following = [token.text for token in self._tokens if token.start >= end][:2]
        if following[1:] and following[1] in self._words["group"]:
            return True
        if self._following(end) == "?" and not self._is_affirmed(end):
            return True
        relative = verb is not None and verb >= 0 and self._tokens[verb].text in self._words["relative"]
        before = {self._tokens[n].text for n in range(max(0, first - 1), place)}
        return relative or not before.isdisjoint(self._words["condition"]) or self._following(end) in self._words["condition"]

    def _has_subject(self, row: ConclusionTerm, offset: int) -> bool:
        """Whether the clause of a term speaks of what it must be said of."""
        words = {token.text for token in self._before(offset)}
        named = not words.isdisjoint(self._words[row.needs or "request"])
        return named and (row.strength > _WEAKEST or words.isdisjoint(self._words["guideline"]))

    def _before(self, offset: int) -> list[Token]:
        """The words of a clause in front of an offset."""
        start = self._clause_start(offset)
        return [token for token in self._tokens if start <= token.start < offset]

    def _clause_start(self, offset: int) -> int:
        return max((start for start in self._starts if start <= offset), default=self._place[0])

    def _token_at(self, offset: int) -> int | None:
        return next((n for n, token in enumerate(self._tokens) if token.start == offset), None)
