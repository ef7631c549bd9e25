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
from imr_nlp.readers.review_dates import ReviewDates
from imr_nlp.readers.review_items import DENIED, MODIFIED, ReviewItems
from imr_nlp.readers.review_sentences import Decision, ReviewSentence, ReviewSentences, screened
from imr_nlp.rules.ruleset import Match
from imr_nlp.rules.schema import Row
from imr_nlp.rules.scope import NEGATED, Scopes

APPROVED = "approved"
Range = tuple[int, int]

_BY_CHARACTERS = 70
_OPPOSITE = {DENIED: APPROVED, APPROVED: DENIED, MODIFIED: MODIFIED}


class Review(NamedTuple):
    """A decision on one request: its place in the text, the ISO date of the review if told, and the decision."""

    start: int
    end: int
    date: str | None
    decision: str


@dataclass(slots=True)
class _State:
    """What earlier sentences leave behind."""

    start: int  # of the text
    disputed: Sequence[str]
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
        disputed: Sequence[str] = (),
    ) -> list[Review]:
        """The decisions told in a text.

        text (str): text in lower case.
        sentences (Sequence[tuple[int, int]]): offsets of its sentences.
        found (Sequence[list[Match]]): for each sentence the matches of the rows that `screened` names, among others.
        dates (Sequence[FoundDate]): the dates of the text.
        scopes (Callable): reads what the cues of a sentence cover.
        disputed (Sequence[str]): the letter's disputed items in lower case: what "this case was denied" is about.
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
        spans: list[tuple[Range, str]] = []
        generic: list[str] = []
        reach = sentence.start
        scope = scopes((sentence.start, sentence.end))
        for n, decided in enumerate(sentence.decisions):
            if decided.start < reach:
                continue
            decision = decided.decision
            if _negated(scope, decided.start, decided.end, sentence.decisions):
                decision = _OPPOSITE[decision]
            before = len(text[: decided.start].rstrip())
            if decision == APPROVED and spans and spans[-1][1] == MODIFIED and text.endswith("ing", 0, decided.end):
                continue  # "modified the visits, approving six"
            if spans and self._words["relative"].ending(text, reach, before) is not None:
                if spans[-1][1] == DENIED or decision == MODIFIED:
                    spans = [(item, decision) for item, _ in spans]
                reach = decided.end
                continue
            following = self._following(text, sentence, n)
            items, end, is_generic = self._decided_items(text, sentence, reach, decided, following, decision)
            if items:
                for item in items:
                    outside = decision == APPROVED and _negated(
                        scope, *item, sentence.decisions, decided
                    )  # "approved neither the MRI nor the cane"
                    spans.append((item, DENIED if outside else decision))
                reach = end
            elif is_generic:
                generic.append(decision)
                reach = decided.end
        if not spans and not generic:
            return False
        date = self._date(text, sentence, [item for item, _ in spans], sentence.decisions)
        state.date = date or state.date
        state.reviews += [Review(*item, date or state.date, decision) for item, decision in spans]
        if spans:
            state.undecided = None
            state.generic.clear()
        elif generic:
            self._generic_decision(text, sentence, generic[0], date or state.date, state)
        return True

    def _following(self, text: str, sentence: ReviewSentence, n: int) -> int:
        """Where the items of a decision end at the latest: "denied A; B was modified" leaves B to the next decision."""
        if n + 1 == len(sentence.decisions):
            return sentence.end
        start, end = sentence.decisions[n].end, sentence.decisions[n + 1].start
        if self._words["passive"].ending(text, start, len(text[:end].rstrip())) is None:
            return end
        clauses = [match.start() for match in self._words["next_clause"].each(text, start, end)]
        last = self._words["next_clause_last"].each(text, start, end)
        clauses += [match.start() for match in last if not _comma(text, match.end(), end)]
        return max(clauses, default=end)

    def _decided_items(
        self, text: str, sentence: ReviewSentence, reach: int, decided: Decision, following: int, decision: str
    ) -> tuple[list[Range], int, bool]:
        """Items of one decision, where they end, and whether it only decides "the request"."""
        start, names_review = decided.end, sentence.names_review
        infinitive = text[decided.start : start] in ("deny", "certify", "approve")  # "was to deny the brace"
        before = len(text[: decided.start].rstrip())
        passive = None if infinitive else self._words["passive"].ending(text, reach, before)
        active = self._words["object"].at(text, start, sentence.end) if names_review else None
        if active is not None and (items := self._named(text, sentence, active.end(), following, decision)):
            return items, items[-1][1], False
        if passive is not None:
            return self._passive_items(text, sentence, reach, passive.start(), decided, following, decision)
        if not names_review or not sentence.named_between(sentence.start, decided.start):
            return [], start, False
        bare = self._bare_object(text, decided, sentence.end)
        if bare is not None:
            items = self._named(text, sentence, bare, following, decision)
            return (items, items[-1][1], False) if items else ([], start, True)
        # "knee brace non-certified and Ambien non-certified"
        begin = self._items.clause_start(text, reach, decided.start, sentence.places())
        ends = start == sentence.end or self._words["clause_end"].at(text, start, sentence.end) is not None
        if begin < decided.start and ends:
            items = self._named(text, sentence, begin, decided.start, decision)
            items = [item for item in items if not sentence.named_between(*item)]
            if items:
                return items, start, False
        return [], start, self._is_the_request(text, start, sentence.end)

    def _is_the_request(self, text: str, start: int, end: int) -> bool:
        """Whether what follows a decision is "the request" and the like, or nothing."""
        rest = text[start:end].strip(" .,;:\"')")
        return (
            not rest
            or rest in ("it", "this", "that", "these", "them", "all", "both")
            or bool(self._words["the_request"].at(text, start, end))
        )

    def _bare_object(self, text: str, decided: Decision, end: int) -> int | None:
        """Where an item begins that follows its decision without "request": "denied a brace", "denied: 1) Norco"."""
        start = decided.end
        colon = text.startswith(":", start)
        if not colon and text.endswith(("certification", "authorization", "authorisation"), decided.start, start):
            return None
        start = start + 1 if colon else start
        start = start + 1 if text.startswith(" ", start) else start
        if start >= end or not (text[start].isalnum() or text[start] in '#"('):
            return None
        return None if self._words["no_object"].at(text, start, end) is not None else start

    def _passive_items(
        self, text: str, sentence: ReviewSentence, reach: int, end: int, decided: Decision, following: int, decision: str
    ) -> tuple[list[Range], int, bool]:
        """The same for "the request for X was denied", whose items stand in front of the decision and end at `end`."""
        after, names_review = decided.end, sentence.names_review
        by_review = self._by_review(text, sentence, after)
        asked = list(self._words["subject"].each(text, reach, end))
        found = list(self._words["found"].each(text, reach, end)) if names_review and not asked else []
        items: list[Range] = []
        if asked or found:
            subject = (asked or found)[0]
            # "the requested brace": the word itself is dropped later, unless it is all there is
            requested = subject.group().startswith("requested") and not self._words["who_requested"].ending(
                text, reach, len(text[: subject.start()].rstrip())
            )
            items = self._named(text, sentence, subject.start() if requested else subject.end(), end, decision)
        elif (
            by_review
            or (names_review and (reach > sentence.start or sentence.named_between(sentence.start, end)))
            or (decision != APPROVED and sentence.told_in_passing(decided))
        ):
            items = self._named(text, sentence, self._subject_start(text, sentence, reach, end), end, decision)
        if items:
            return items, after, False
        granted = self._words["authorization"].ending(text, reach, len(text[:end].rstrip())) is not None
        # "utilization review was non-certified for a brace", "authorization was denied for a brace"
        granted = granted or self._items.clause_start(text, reach, end, sentence.places()) >= end
        target = self._words["for"].at(text, after, following) if decision == MODIFIED or granted else None
        if granted and target is not None and (items := self._named(text, sentence, target.end(), following, decision)):
            return items, items[-1][1], False
        before = text[reach : decided.start]
        colon = text.find(":", after, min(following, after + _BY_CHARACTERS))
        if (by_review or names_review) and colon > 0 and self._words["several"].first(text, reach, decided.start) is not None:
            items = self._named(text, sentence, colon + 1, following, decision)
            return items, items[-1][1] if items else following, False
        about_all = "case" in before or "determination" in before
        if "request" not in before and "treatment" not in before and not by_review and not (about_all and names_review):
            return [], after, False
        if target is not None and (items := self._items.items(text, target.end(), following, decision)):
            return items, items[-1][1], False
        return [], after, True

    def _named(self, text: str, sentence: ReviewSentence, start: int, end: int, decision: str) -> list[Range]:
        return self._items.named(text, start, end, decision, sentence.start)

    def _by_review(self, text: str, sentence: ReviewSentence, start: int) -> bool:
        """Whether a decision goes on "by utilization review", also after "to #60" and the like."""
        if not sentence.names:
            return False
        for by in self._words["by"].each(text, start, min(sentence.end, start + _BY_CHARACTERS)):
            between = text[start : by.start()].strip()
            amount = self._words["by_after"].at(text, start + 1, sentence.end) is not None
            if (not between or (amount and not any(mark in between for mark in ".;,:"))) and any(
                name.start <= by.end() + 1 < name.end for name in sentence.names
            ):
                return True
        return False

    def _subject_start(self, text: str, sentence: ReviewSentence, reach: int, end: int) -> int:
        """Where an item in front of its decision begins, the reasons of an earlier decision left out."""
        if reach > sentence.start and self._words["end"].at(text, reach, end) is not None:
            clauses = [match.end() for match in self._words["next_clause"].each(text, reach, end)]
            last = self._words["next_clause_last"].each(text, reach, end)
            clauses += [match.end() for match in last if not _comma(text, match.end(), end)]
            reach = max(clauses, default=end)
        return self._items.clause_start(text, reach, end, sentence.places())

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

    def _generic_decision(self, text: str, sentence: ReviewSentence, decision: str, date: str | None, state: _State) -> None:
        """ "The request was denied": of the items asked for before, else of what the sentence calls them."""
        state.undecided = (decision, date)
        if state.pending:
            target = state.generic if decision == MODIFIED else state.reviews
            target += [Review(*item, date, decision) for item in state.pending]
            state.pending = []
            return
        named = self._words["requested_thing"].first(text, sentence.start, sentence.end)
        if state.generic:
            return
        if named is not None:
            state.generic.append(Review(named.start(), named.end(), date, decision))
            return
        places = {self._items.mentioned(text, state.start, sentence.start, sentence.end, item) for item in state.disputed}
        state.generic += [Review(*place, date, decision) for place in sorted(place for place in places if place is not None)]

    def _note_date(self, text: str, sentence: ReviewSentence, state: _State) -> str | None:
        date = self._date(text, sentence, [], []) if sentence.names_review else None
        if date is not None:
            state.date = date
            state.reviews = [review._replace(date=review.date or date) for review in state.reviews]
        return date


def _negated(scopes: Scopes, start: int, end: int, decisions: Sequence[Decision], beside: Decision | None = None) -> bool:
    """Whether words other than those that decide negate a range, and (`beside`) the range alone, not its decision."""
    told = [] if beside is None else scopes.covering(beside.start, beside.end)
    cues = [
        cue
        for cue in scopes.covering(start, end)
        if cue.kind == NEGATED
        and cue.start < start
        and cue not in told
        and not any(cue.start < decided.end and decided.start < cue.end for decided in decisions)
    ]
    return len(cues) % 2 == 1


def _comma(text: str, start: int, end: int) -> bool:
    """Whether a list goes on between two offsets."""
    return "," in text[start:end] or ";" in text[start:end]
