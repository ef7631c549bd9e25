"""What utilization review decided, read from the sentences of a clinical case summary.

The wordings are patterns/utilization_review.jsonl. Start with `ReviewReader.read`. A sentence counts where it names the
review, or says of a request that it was denied, modified or approved; what physicians advised never does. A decision without an
item of its own ("the request was denied") takes the items that were asked for before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from imr_nlp.readers.case_dates import FoundDate
from imr_nlp.readers.review_clauses import ReviewClauses
from imr_nlp.readers.review_dates import ReviewDates
from imr_nlp.readers.review_items import APPROVED, DENIED, MODIFIED, ReviewItems
from imr_nlp.readers.review_sentences import Decision, ReviewSentence, ReviewSentences, screened
from imr_nlp.rules.ruleset import Match, Range
from imr_nlp.rules.schema import Row
from imr_nlp.rules.scope import NEGATED, Scopes

_AFTER_DECISION = 40
_OPPOSITE = {DENIED: APPROVED, APPROVED: DENIED, MODIFIED: MODIFIED}


class Review(NamedTuple):
    """A decision on one request: its place in the text, the ISO date of the review if stated, the decision, what it left."""

    start: int
    end: int
    date: str | None
    decision: str
    allowed: Range | None = None


class _Stated(NamedTuple):
    """A decision of a sentence: on what, and what a modification left."""

    item: Range
    decision: str
    allowed: Range | None = None


@dataclass(slots=True)
class _State:
    """What earlier sentences leave after."""

    start: int  # of the text
    disputed: Sequence[Range]
    reviews: list[Review] = field(default_factory=list)
    date: str | None = None
    pending: list[Range] = field(default_factory=list)  # items asked for, not decided yet
    undecided: tuple[str, str | None] | None = None  # a decision that waits for the items it is about
    generic: list[Review] = field(default_factory=list)


class ReviewReader:
    """Reads decisions of utilization review.

    rows (Sequence[Row]): REVIEW_NAME, REVIEW_DECISION, REVIEW_WORDING, LIST_WORDS and LIST_WORDING rows, among others.
    fragments (Mapping[str, str]): fragments that the rows use.
    """

    def __init__(self, rows: Sequence[Row], fragments: Mapping[str, str]) -> None:
        self._items = ReviewItems(rows, fragments)
        self._words = self._items.wordings
        self._clauses = ReviewClauses(self._items)
        self._dates = ReviewDates(self._words)
        self._sentences = ReviewSentences(rows, self._words, fragments)

    @staticmethod
    def screened(rows: Iterable[Row]) -> list[Row]:
        """The rows whose matches `read` is to be given."""
        return screened(rows)

    def read(
        self,
        text: str,
        sentences: Sequence[Range],
        found: Sequence[list[Match[Any]]],
        dates: Sequence[FoundDate],
        scopes: Callable[[Range], Scopes],
        disputed: Sequence[Range] = (),
    ) -> list[Review]:
        """The decisions stated in a text.

        text (str): text in lower case.
        sentences (Sequence[tuple[int, int]]): offsets of its sentences.
        found (Sequence[list[Match]]): for each sentence the matches of the rows that `screened` names, among others.
        dates (Sequence[FoundDate]): the dates of the text.
        scopes (Callable): reads what the cues of a sentence cover.
        disputed (Sequence[tuple[int, int]]): where the letter's disputed items stand: what "this case was denied" is about.
        RETURNS (list[Review]): in order, one for each request.
        """
        state = _State(start=sentences[0][0] if sentences else 0, disputed=disputed)
        for (start, end), matches in zip(sentences, found, strict=True):
            sentence = self._sentences.read(text, (start, end), matches, dates)
            if sentence is not None:
                self._read_sentence(text, sentence, state, scopes)
        named = state.reviews
        if any(review.decision == MODIFIED for review in named):
            state.generic = [review for review in state.generic if review.decision != MODIFIED]
        if not named:
            named = state.generic
        reviews: dict[tuple[str, str], Review] = {}
        for review in named:
            letters = "".join(filter(str.isalnum, text[review.start : review.end]))
            reviews.setdefault((letters, review.decision), review)
        return [review._replace(date=review.date or state.date) for review in reviews.values()]

    def _read_sentence(self, text: str, sentence: ReviewSentence, state: _State, scopes: Callable[[Range], Scopes]) -> None:
        if "original" in sentence.cues:
            self._original_requests(text, sentence, state)
            return
        if "remaining" in sentence.cues:
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

    def _decided(self, text: str, sentence: ReviewSentence, state: _State, scopes: Callable[[Range], Scopes]) -> bool:
        """The decisions of a sentence: "denied the request for X", "the request for X was denied", "X denied, Y approved"."""
        stated: list[_Stated] = []
        generic: _Stated | None = None
        reach = sentence.start
        scope = scopes((sentence.start, sentence.end))
        for n, decided in enumerate(sentence.decisions):
            if decided.start < reach:
                continue
            decision = decided.decision
            if _negated(scope, decided.start, decided.end, sentence.decisions):
                decision = _OPPOSITE[decision]
            before = len(text[: decided.start].rstrip())
            if decision == APPROVED and stated and stated[-1].decision == MODIFIED and text.endswith("ing", 0, decided.end):
                continue  # "modified the visits, approving six"
            if stated and self._words["relative"].ending(text, reach, before) is not None:
                if stated[-1].decision == DENIED or decision == MODIFIED:
                    stated = [one._replace(decision=decision) for one in stated]
                reach = decided.end
                continue
            following = self._clauses.following(text, sentence, n)
            items, end, is_generic = self._clauses.items(text, sentence, reach, decided, following, decision)
            if not items and not is_generic:
                continue
            allowed, reach = None, end if items else decided.end
            if decision == MODIFIED and len(items) <= 1:
                low = max(decided.end, items[0][1]) if items else decided.end
                allowed, reach = self._items.allowed(text, low, *self._clauses.limit(text, sentence, n)) or (None, reach)
            if items and self._is_part(text, items[0], decision, stated, state):
                continue
            for item in items:
                # "approved neither the MRI nor the cane"
                outside = decision == APPROVED and _negated(scope, *item, sentence.decisions, decided)
                one = _Stated(item, DENIED if outside else decision, allowed)
                stated.append(one if one.decision == DENIED else self._partly(text, one, decided.end, sentence.end))
            while allowed is not None and items:  # "to #60 and the Celebrex to #30"
                low, (high, another) = reach, self._clauses.limit(text, sentence, n)
                again = self._items.named(text, low, high, MODIFIED) if text.startswith((" and ", ", "), low) else []
                allowed, reach = (again and self._items.allowed(text, again[0][1], high, another)) or (None, reach)
                if allowed is not None:
                    stated.append(_Stated(again[0], MODIFIED, allowed))
            if not items and generic is None:
                generic = _Stated((decided.start, decided.end), decision, allowed)
        self._note(text, sentence, state, stated, generic)
        return bool(stated) or generic is not None

    def _note(
        self, text: str, sentence: ReviewSentence, state: _State, stated: Sequence[_Stated], generic: _Stated | None
    ) -> None:
        """Add to what is known the decisions that a sentence tells: those of items, else the one of "the request"."""
        if not stated and generic is None:
            return
        date = self._date(text, sentence, [one.item for one in stated], sentence.decisions)
        state.date = date or state.date
        state.reviews += [Review(*item, date or state.date, decision, allowed) for item, decision, allowed in stated]
        if stated:
            state.undecided = None
            state.generic.clear()
        elif generic is not None:
            self._generic_decision(text, sentence, generic, date or state.date, state)

    def _is_part(self, text: str, item: Range, decision: str, stated: list[_Stated], state: _State) -> bool:
        """Whether an item is only an amount of another: "modified the visits and approved six"."""
        if not self._items.is_amount(text, *item):
            return False
        if stated and stated[-1].decision == APPROVED and decision == DENIED and self._words["rest"].whole(text, *item):
            stated[-1] = _Stated(stated[-1].item, MODIFIED, stated[-1].item)
            return True
        if stated and stated[-1].decision == MODIFIED and decision != MODIFIED:
            if decision == APPROVED and stated[-1].allowed is None:
                stated[-1] = stated[-1]._replace(allowed=item)
            return True
        if decision == APPROVED and not stated and len(state.pending) == 1:
            stated.append(_Stated(state.pending[0], MODIFIED, item))
        return decision == APPROVED

    def _partly(self, text: str, stated: _Stated, decided: int, sentence: int) -> _Stated:
        """An approval, or a modification if it is of a number of several: "approved 4 of the 8 visits"."""
        (start, end), allowed = stated.item, stated.allowed
        if (part := self._words["part"].at(text, start, end)) is not None and part.end() < end:
            return _Stated((part.end(), end), MODIFIED, allowed or (start, self._items.trimmed(text, start, part.end())))
        if (part := self._words["part_after"].ending(text, start, end)) is not None and part.start() > start:
            low = next(place for place in range(part.start(), end) if text[place].isalnum())
            return _Stated((start, part.start()), MODIFIED, allowed or (self._words["leading"].skip(text, low, end), end))
        amount = self._words["for_amount"].at(text, max(end, decided), sentence) if stated.decision == APPROVED else None
        if amount is not None and (amount["count"] is None or amount["count"].split()[-1].lstrip("#") not in text[start:end]):
            name = next((name for name in ("count", "reduced") if amount[name] is not None), None)
            return _Stated((start, end), MODIFIED, None if name is None else amount.span(name))
        return stated

    def _original_requests(self, text: str, sentence: ReviewSentence, state: _State) -> None:
        date = self._note_date(text, sentence, state)
        reach = sentence.start
        for place in sentence.cues["original"]:
            end = len(text[: place.start].rstrip())
            begin = self._items.clause_start(text, reach, end, sentence.places()) if sentence.names_review else reach
            for lead in self._words["before_original"].each(text, begin, end):
                begin = lead.end()
            begin = self._words["leading"].skip(text, begin, end)
            while begin < end and text[begin] in ' ,;:"':
                begin += 1
            if any(character.isalpha() for character in text[begin:end]):
                state.reviews.append(Review(begin, end, date or state.date, MODIFIED))
            reach = place.end
        state.generic = [review for review in state.generic if review.decision != MODIFIED]

    def _date(self, text: str, sentence: ReviewSentence, items: Sequence[Range], decisions: Sequence[Decision]) -> str | None:
        """The date of the review in a sentence, dates in the wording of items left out."""
        dates = [date for date in sentence.dates if not any(a <= date.start < b for a, b in items)]
        names = [(name.start, name.end) for name in sentence.names]
        return self._dates.of_review(text, (sentence.start, sentence.end), dates, names, [d.end for d in decisions])

    def _generic_decision(self, text: str, sentence: ReviewSentence, stated: _Stated, date: str | None, state: _State) -> None:
        """ "The request was denied": of the items asked for before, else of what the sentence calls them."""
        decision, allowed = stated.decision, stated.allowed
        state.undecided = (decision, date)
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


def _negated(scopes: Scopes, start: int, end: int, decisions: Sequence[Decision], beside: Decision | None = None) -> bool:
    """Whether words other than those that decide negate a range, and (`beside`) the range alone, not its decision."""
    stated = [] if beside is None else scopes.covering(beside.start, beside.end)
    cues = [
        cue
        for cue in scopes.covering(start, end)
        if cue.kind == NEGATED
        and cue.start < start
        and cue not in stated
        and not any(cue.start < decided.end and decided.start < cue.end for decided in decisions)
    ]
    return len(cues) % 2 == 1
