"""What utilization review decided, read from the sentences of a clinical case summary.

The wordings are patterns/utilization_review.jsonl. Start with `ReviewReader.read`. A sentence counts where it names the
review, or says of a request that it was denied, modified or approved; what physicians advised never does. A decision without an
item of its own ("the request was denied") takes the items that were asked for before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from imr_nlp.readers.case_dates import FoundDate
from imr_nlp.readers.review_clauses import ReviewClauses
from imr_nlp.readers.review_dates import ReviewDates
from imr_nlp.readers.review_items import APPROVED, DENIED, MODIFIED, ReviewItems
from imr_nlp.readers.review_parts import ReviewParts, Stated
from imr_nlp.readers.review_sentences import Decision, ReviewSentence, ReviewSentences
from imr_nlp.rules.phrase_table import words
from imr_nlp.rules.ruleset import Match, Range
from imr_nlp.rules.schema import Row
from imr_nlp.rules.scope import NEGATED, Scopes
from imr_nlp.text.edges import end_before, past

_AFTER_DECISION = 40
_ARTICLES = frozenset(("a", "an", "the"))
_OPPOSITE = {DENIED: APPROVED, APPROVED: DENIED, MODIFIED: MODIFIED}


class Review(NamedTuple):
    """A decision on one request: its place in the text, the ISO date of the review if stated, the decision, what it left."""

    start: int
    end: int
    date: str | None
    decision: str
    allowed: Range | None = None


@dataclass(slots=True)
class _State:
    """What earlier sentences leave to those after them."""

    start: int  # of the text
    disputed: Sequence[Range]
    reviews: list[Review] = field(default_factory=list)
    date: str | None = None
    pending: list[Range] = field(default_factory=list)  # items asked for, not decided yet
    undecided: tuple[str, str | None] | None = None  # a decision that waits for the items it is about
    generic: list[Review] = field(default_factory=list)
    goes_on: bool = False  # the sentence before said what the review decided


class ReviewReader:
    """Reads decisions of utilization review, by the rows of patterns/utilization_review.jsonl and lists.jsonl."""

    def __init__(self, rows: Sequence[Row], fragments: Mapping[str, str]) -> None:
        self._items = ReviewItems(rows, fragments)
        self._words = self._items.wordings
        self._clauses = ReviewClauses(self._items)
        self._parts = ReviewParts(self._items)
        self._dates = ReviewDates(self._words)
        self._sentences = ReviewSentences(rows, self._words, fragments)

    def read(
        self,
        text: str,
        sentences: Sequence[Range],
        found: Sequence[list[Match[Any]]],
        dates: Sequence[FoundDate],
        scopes: Callable[[Range], Scopes],
        disputed: Sequence[Range] = (),
    ) -> list[Review]:
        """The decisions stated in a text in lower case, in order, one for each request.

        found (Sequence[list[Match]]): for each sentence the matches of the rows of `review_sentences.screened`, and others.
        dates (Sequence[FoundDate]): the dates of the text.
        scopes (Callable): reads what the cues of a sentence cover.
        disputed (Sequence[tuple[int, int]]): where the letter's disputed items stand: what "this case was denied" is about.
        """
        state = _State(start=sentences[0][0] if sentences else 0, disputed=disputed)
        for (start, end), matches in zip(sentences, found, strict=True):
            sentence = self._sentences.read(text, (start, end), matches, dates)
            if sentence is not None:
                sentence.goes_on, state.goes_on = state.goes_on, False
                sentence.asked = state.pending
                sentence.decided = state.reviews[-1].decision if state.reviews else None
                self._read_sentence(text, sentence, state, scopes)
            elif state.reviews:
                self._go_on(text, start, end, state)
        named = state.reviews
        if any(review.decision == MODIFIED for review in named):
            state.generic = [review for review in state.generic if review.decision != MODIFIED]
        if not named:
            named = state.generic
        reviews: dict[tuple[tuple[str, ...], str], Review] = {}
        for review in named:
            stated = tuple(word.norm for word in words(text[review.start : review.end]) if word.norm not in _ARTICLES)
            reviews.setdefault((stated, review.decision), review)
        return [review._replace(date=review.date or state.date) for review in reviews.values()]

    def _read_sentence(self, text: str, sentence: ReviewSentence, state: _State, scopes: Callable[[Range], Scopes]) -> None:
        if "original" in sentence.cues:
            self._original_requests(text, sentence, state)
            state.goes_on = True
            return
        if "remaining" in sentence.cues:
            state.goes_on = True
            self._note_date(text, sentence, state)
            granted = self._words["granted"].first(text, sentence.start, sentence.end)
            last = state.reviews[-1] if state.reviews else None
            if granted is not None and last is not None and last.decision == MODIFIED and last.allowed is None:
                place = sentence.start, self._items.trimmed(text, sentence.start, granted.start())
                state.reviews[-1] = last._replace(allowed=place)
            return
        if (regarding := sentence.cues.get("reason_regarding")) is not None:
            items = self._items.items(text, regarding[0].end, sentence.end)
            if items and state.undecided is not None:
                state.reviews += [Review(*item, state.undecided[1], state.undecided[0]) for item in items]
                state.undecided = None
                state.generic.clear()
            return
        if sentence.decisions and self._decided(text, sentence, state, scopes):
            state.goes_on = sentence.is_of_review
            return
        if sentence.names_review:
            self._note_date(text, sentence, state)
        if (asked := sentence.cues.get("asked")) is not None:
            place = max(match.end for match in asked if match.start == asked[0].start), sentence.end
        elif (front := self._words["asked_in_front"].at(text, sentence.start, sentence.end)) is not None:
            place = front.span("request")
        else:
            return
        state.pending = self._items.named(text, *place) or state.pending

    def _go_on(self, text: str, start: int, end: int, state: _State) -> None:
        """Add the items of a numbered list of decided requests that goes on in a sentence: "1. MRI of the neck. 2. Norco"."""
        number, last = self._words["enumerated"].at(text, start, end), state.reviews[-1]
        numbered = self._words["enumerated"].ending(text, state.start, last.start) and start - last.end <= len(". ")
        if number is not None and numbered:
            items = self._items.named(text, number.end(), end, last.decision)
            state.reviews += [last._replace(start=low, end=high) for low, high in items]

    def _decided(self, text: str, sentence: ReviewSentence, state: _State, scopes: Callable[[Range], Scopes]) -> bool:
        """The decisions of a sentence: "denied the request for X", "the request for X was denied", "X denied, Y approved"."""
        stated: list[Stated] = []
        generic: Stated | None = None
        reach = sentence.start
        scope = scopes((sentence.start, sentence.end))
        for n, decided in enumerate(sentence.decisions):
            if decided.start < reach:
                continue
            decision = self._meant(text, sentence, n, scope)
            before = end_before(text, decided.start)
            if decision == APPROVED and stated and stated[-1].decision == MODIFIED and text.endswith("ing", 0, decided.end):
                continue  # "modified the visits, approving six"
            if stated and self._words["decided_before"].ending(text, reach, before) is not None:
                reach = decided.end
                continue
            if stated and self._words["relative"].ending(text, reach, before) is not None:
                if stated[-1].decision == DENIED or decision == MODIFIED:
                    stated = [one._replace(decision=decision) for one in stated]
                reach = decided.end
                continue
            following = self._clauses.following(text, sentence, n)
            items, end, is_generic = self._clauses.items(text, sentence, reach, decided, following, decision)
            if not items and not is_generic:
                continue
            low, allowed, reach = reach, None, end if items else decided.end
            if decision == MODIFIED and len(items) <= 1:
                begin = max(decided.end, items[0][1]) if items else decided.end
                allowed, reach = self._items.allowed(text, begin, *self._clauses.limit(text, sentence, n)) or (None, reach)
            if not items and decision == APPROVED:
                items = self._parts.amount_after(text, sentence, decided.end)
            if items and self._parts.is_part(text, sentence, decided, items[0], decision, stated, state.pending):
                continue
            first = len(stated)
            for item in self._pointed(text, items, state):
                # "approved neither the MRI nor the cane"
                outside = decision == APPROVED and _negated(scope, *item, sentence.decisions, decided)
                one = Stated(item, DENIED if outside else decision, allowed)
                one = self._parts.partly(text, one, decided.end, sentence.end)
                stated.append(self._parts.less_than_asked(text, one, state.pending))
            if allowed is not None and items:
                reach = self._modified_too(text, sentence, n, reach, stated)
            reach = self._otherwise(text, decision, reach, following, stated)
            stated[first:] = self._dated(text, sentence, n, low, stated[first:])
            if not items and len(stated) == first and generic is None:
                generic = Stated((decided.start, decided.end), decision, allowed)
        self._note(text, sentence, state, stated, generic)
        return bool(stated) or generic is not None

    def _otherwise(self, text: str, decision: str, reach: int, end: int, stated: list[Stated]) -> int:
        """Add the items of which a sentence says the opposite without deciding again; where they end."""
        if decision == APPROVED and (but := self._words["but_not"].first(text, reach, end)) is not None:
            # "approved the walker but not the cane"
            refused = self._items.named(text, but.end(), end, DENIED, but.start())
            stated += [Stated(item, DENIED) for item in refused]
            return refused[-1][1] if refused else reach
        if decision == MODIFIED or (but := self._words["but_was"].first(text, reach, end)) is None:
            return reach
        # "the cane was not denied, but the walker was"
        others = self._items.named(text, *but.span("item"))
        stated += [Stated(item, _OPPOSITE[decision]) for item in others]
        return but.end() if others else reach

    def _pointed(self, text: str, items: Sequence[Range], state: _State) -> list[Range]:
        """Items, "the former" and "the latter" as the one of two that were asked for."""
        if len(state.pending) != 2:
            return list(items)
        return [
            state.pending[0]
            if self._words["former"].whole(text, *item)
            else state.pending[1]
            if self._words["latter"].whole(text, *item)
            else item
            for item in items
        ]

    def _meant(self, text: str, sentence: ReviewSentence, n: int, scope: Scopes) -> str:
        """What a decision says, with what negates it; "for lack of" in the reason of the one before does not."""
        decided = sentence.decisions[n]
        if n and self._words["bare_not"].whole(text, decided.start, decided.end):  # "... was denied, but the cane was not."
            return APPROVED if sentence.decisions[n - 1].decision == DENIED else DENIED
        low = sentence.decisions[n - 1].end if n else decided.start
        reason = next((start for start in self._items.reasons(text, low, decided.start)), decided.start)
        closed = [match.start() for match in self._words["clause_end"].each(text, reason, decided.start)]
        until = closed[-1] if closed else reason
        if not _negated(scope, decided.start, decided.end, sentence.decisions, passed_over=(reason, until)):
            return decided.decision
        # "saw no need for the cane and denied it"
        further = self._words["further"].ending(text, sentence.start, decided.start) is not None
        return decided.decision if further else _OPPOSITE[decided.decision]

    def _modified_too(self, text: str, sentence: ReviewSentence, n: int, reach: int, stated: list[Stated]) -> int:
        """Add the further items of a modification, "to #60 and the Celebrex to #30"; where they end."""
        allowed: Range | None = sentence.start, sentence.end
        while allowed is not None:
            low, (high, another) = reach, self._clauses.limit(text, sentence, n)
            again = self._items.named(text, low, high, MODIFIED) if text.startswith((" and ", ", "), low) else []
            allowed, reach = (again and self._items.allowed(text, again[0][1], high, another)) or (None, reach)
            if allowed is not None:
                stated.append(Stated(again[0], MODIFIED, allowed))
        return reach

    def _dated(self, text: str, sentence: ReviewSentence, n: int, low: int, stated: Sequence[Stated]) -> list[Stated]:
        """Decisions with the date that stands in their part of a sentence, if it has several dates and decisions."""
        if len(sentence.dates) == 1 or len(sentence.decisions) == 1:
            return list(stated)
        high = sentence.decisions[n + 1].start if n + 1 < len(sentence.decisions) else sentence.end
        last = [date.end for date in sentence.dates if n and self._words["on_last"].whole(text, low, date.start)]
        low = last[0] if last else low  # the date of the decision before
        date = self._date(text, sentence, [one.item for one in stated], sentence.decisions[n : n + 1], (low, high))
        return [one._replace(date=date) for one in stated]

    def _note(
        self, text: str, sentence: ReviewSentence, state: _State, stated: Sequence[Stated], generic: Stated | None
    ) -> None:
        """Add to what is known the decisions that a sentence tells: those of items, else the one of "the request"."""
        if not stated and generic is None:
            return
        date = self._date(text, sentence, [one.item for one in stated], sentence.decisions)
        state.date = date or state.date
        state.reviews += [Review(*one.item, one.date or state.date, one.decision, one.allowed) for one in stated]
        if stated:
            state.undecided = None
            state.generic.clear()
        elif generic is not None:
            self._generic_decision(text, sentence, generic, date or state.date, state)

    def _original_requests(self, text: str, sentence: ReviewSentence, state: _State) -> None:
        date = self._note_date(text, sentence, state)
        reach = sentence.start
        for place in sentence.cues["original"]:
            end = end_before(text, place.start)
            begin = self._items.clause_start(text, reach, end, sentence.places()) if sentence.names_review else reach
            for lead in self._words["before_original"].each(text, begin, end):
                begin = lead.end()
            begin = past(text, ' ,;:"', self._words["leading"].skip(text, begin, end), end)
            if any(character.isalpha() for character in text[begin:end]):
                state.reviews.append(Review(begin, end, date or state.date, MODIFIED))
            reach = place.end
        state.generic = [review for review in state.generic if review.decision != MODIFIED]

    def _date(
        self,
        text: str,
        sentence: ReviewSentence,
        items: Sequence[Range],
        decisions: Sequence[Decision],
        part: Range | None = None,
    ) -> str | None:
        """The date of the review in a sentence or a part of it, dates in the wording of items left out."""
        start, end = part or (sentence.start, sentence.end)
        dates = [date for date in sentence.dates if start <= date.start < end]
        dates = [date for date in dates if not any(low <= date.start < high for low, high in items)]
        names = [(name.start, name.end) for name in sentence.names if start <= name.start]
        return self._dates.of_review(text, (start, end), dates, names, [d.end for d in decisions])

    def _generic_decision(self, text: str, sentence: ReviewSentence, stated: Stated, date: str | None, state: _State) -> None:
        """ "The request was denied": of the items asked for before, else of what the sentence calls them."""
        decision, allowed = stated.decision, stated.allowed
        state.undecided = (decision, date)
        if (lead := self._words["as_to"].at(text, sentence.start, sentence.end)) is not None:
            # "as to the walker, it was denied"
            end = min([stated.item[0], *(name.start for name in sentence.names if name.start > lead.end())])
            if items := self._items.named(text, lead.end(), end, decision):
                state.reviews += [Review(*item, date, decision) for item in items]
                return
        if state.pending:
            target = state.generic if decision == MODIFIED else state.reviews
            allowed = allowed if len(state.pending) == 1 else None
            target += [Review(*item, date, decision, allowed) for item in state.pending]
            state.pending = []
            return
        if state.generic:
            return
        named = self._words["requested_thing"].first(text, sentence.start, stated.item[1] + _AFTER_DECISION)
        about_all = self._words["about_all"].first(text, sentence.start, stated.item[1] + _AFTER_DECISION) is not None
        if named is not None and not about_all:
            state.generic.append(Review(named.start(), named.end(), date, decision, allowed))
            return
        allowed = allowed if len(state.disputed) == 1 else None
        for place in state.disputed:
            mentioned = self._items.mentioned(text, state.start, sentence.start, sentence.end, text[slice(*place)])
            if mentioned is None and (about_all or len(state.disputed) == 1):
                mentioned = place
            if mentioned is not None:
                state.generic.append(Review(*mentioned, date, decision, allowed))
        state.generic.sort()

    def _note_date(self, text: str, sentence: ReviewSentence, state: _State) -> str | None:
        date = self._date(text, sentence, [], []) if sentence.names_review else None
        if date is not None:
            state.date = date
            state.reviews = [review._replace(date=review.date or date) for review in state.reviews]
        return date


def _negated(
    scopes: Scopes,
    start: int,
    end: int,
    decisions: Sequence[Decision],
    beside: Decision | None = None,
    passed_over: Range = (0, 0),
) -> bool:
    """Whether words other than those that decide negate a range, and (`beside`) the range alone, not its decision."""
    stated = [] if beside is None else scopes.covering(beside.start, beside.end)
    cues = [
        cue
        for cue in scopes.covering(start, end)
        if cue.kind == NEGATED
        and cue.start < start
        and not passed_over[0] <= cue.start < passed_over[1]
        and cue not in stated
        and not any(cue.start < decided.end and decided.start < cue.end for decided in decisions)
    ]
    return len(cues) % 2 == 1
