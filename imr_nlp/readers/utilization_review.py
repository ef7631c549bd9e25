"""What utilization review decided, read from the sentences of a clinical case summary.

The wordings are the rows of patterns/case.jsonl with the labels REVIEW_DECISION and CASE_PATTERN. Start with
`ReviewReader.read`. A sentence counts where it names the review, or says of a request that it was denied, modified or approved;
what physicians advised never does. A decision without an item of its own ("the request was denied") takes the items that were
asked for before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from imr_nlp.readers.case_dates import DATE, read_date
from imr_nlp.readers.coordination import ListWords, split_list
from imr_nlp.readers.review_sentences import DECISION_STEMS, REQUEST_STEMS, REVIEW_STEMS, or_as_and, sentences_with, trim_end
from imr_nlp.rules.load import union_pattern

DENIED, MODIFIED, APPROVED = "denied", "modified", "approved"
Range = tuple[int, int]

_DATE = re.compile(DATE)
_LEADING = re.compile(
    r"(?:the|an?|for|to\s+include|and|of|that|(?:authori[sz]ation|certification|coverage)\s+(?:for|of)"
    r"|additional\s+requests?\s+for|both|n?either|also|likewise(?:\s+(?:of|for))?|payment\s+(?:for|of)|further)\s+(?!and\b)"
)
_REQUESTED = re.compile(r"requested\s+(?!treatments?\b|services?\b|medications?\b|items?\b|procedures?\b|surgery\b)")
_REQUESTED_TREATMENT = re.compile(r"requested\s+(?:treatments?|services?|procedures?|surgery|medications?|items?)")
_WHO_REQUESTED = re.compile(r"\b(?:has|had|also|provider|physician)\s*$")
# In front of an item without "request": "determined X was ...", "; X denied".
_CLAUSE = re.compile(
    r";\s*(?:and\s+)?|\bto\s+#?\d[^,;]{0,40},\s+|\b(?:determined|found|noted|indicated|recommended|decided|rendered)(?:\s+that)?(?:\s+the)?\s+"
)
_BEFORE_ITEM = re.compile(
    r"[\s,):.]+"
    r"|(?:the|that|on|and|to|report|letter|form|documentation|decision|determination|is|was|dated|of|requests?\s+for)\s"
)
_CLAUSE_END = re.compile(r"\s*(?:$|[;,.]|and\b|to\b|with\b|due\b|as\b|\()")
_THE_REQUEST = re.compile(
    r"\W*(?:all |both )?(?:of )?(?:the |these |this )?(?:above |following )?"
    r"(?:requests?|requested|treatments?|services?|certification|case)\b|\W*$"
    r"|\s+(?:it|this|that|these|them|all|both)(?=\s*(?:$|[.,;]|(?:on|as|for|because|due|in|of)\b))"
)
_TWO_WORDS = re.compile(r"\w+(?:\s+\w+)?")
_OF_SERVICE = re.compile(r",?\s+date\s+of\s+service|\s+dos\b")
_DECIDED_ON = re.compile(r"(?:[^.;]{0,30}?\bby\b[^.;]{0,40}?)?,?\s*(?:on|dated|\(|date)\s*\(?")
_ON = re.compile(r"(?:as\s+)?(?:of\s+)?(?:on|in|dated)?\s*(?:an?\s+)?\(?")
_SAME_DECISION = re.compile(r"\s+(?:the\s+|an?\s+)?(?:request\s+for\s+)?")  # "modified the certification for"
_LETTER = re.compile(r"[a-z]{2}")


_NEXT_CLAUSE = re.compile(r";\s+(?:and\s+)?|,\s+(?:and|but|while|whereas)\s+(?=[^,;]*$)|\b(?:while|whereas)\s")
_DATED = re.compile(r"\s+(?:utilization|ur\b|determination|decision|denial|letter|notice|report|adverse)")
_FOLLOWING = re.compile(
    r"\bfollowing\b|\b(?:two|three|four|five|six|seven|several|\d)\s+(?:\w+\s+)?(?:requests|items|services|treatments)\b"
)
_FROM_AMOUNT = re.compile(r"\s+from\s+(?:#?\d|an?\b|one|two|three|four|five|six|eight|ten|twelve)[^,;]*$")
_BEFORE_DATE = 110
_SENTENCE_CHARACTERS = 4000


class Review(NamedTuple):
    """A decision on one request: its place in the text, the ISO date of the review if told, and the decision."""

    start: int
    end: int
    date: str | None
    decision: str


class ReviewReading(NamedTuple):
    """What a text tells: decisions in order, one for each request, and the places of requests told without a decision."""

    reviews: list[Review]
    requests: list[Range]


@dataclass(slots=True)
class _State:
    """What earlier sentences leave behind."""

    reviews: list[Review] = field(default_factory=list)
    date: str | None = None
    pending: list[Range] = field(default_factory=list)  # items asked for, not decided yet
    undecided: tuple[str, str | None] | None = None  # a decision that waits for the items it is about
    generic: list[Review] = field(default_factory=list)
    asked: list[Range] = field(default_factory=list)  # all items asked for in sentences that decide nothing


class ReviewReader:
    """Reads decisions of utilization review.

    decisions (Sequence[dict]): REVIEW_DECISION rows.
    patterns (Mapping[str, re.Pattern]): compiled CASE_PATTERN rows by id.
    fragments (Mapping[str, str]): fragments that the rows use.
    words (ListWords): the words that decide how a list of requests is split.
    """

    def __init__(
        self,
        decisions: Sequence[dict[str, Any]],
        patterns: Mapping[str, re.Pattern[str]],
        fragments: Mapping[str, str],
        words: ListWords,
    ) -> None:
        union = union_pattern(decisions, fragments)
        # A decision begins where a word begins: elsewhere it need not be tried.
        self._decision = re.compile(rf"(?<!\w)(?:{union.pattern})" if union else r"(?!)")
        self._decisions = [row["decision"] for row in decisions]
        self._patterns = patterns
        self._words = words

    def read(self, text: str, sentences: Iterable[Range]) -> ReviewReading:
        """The decisions and requests told in a text.

        text (str): text in lower case.
        sentences (Iterable[tuple[int, int]]): offsets of its sentences.
        RETURNS (ReviewReading): both in order of their telling.
        """
        state = _State()
        sentences = list(sentences)
        starts = [start for start, _ in sentences]
        deciding = sentences_with(text, DECISION_STEMS, starts)
        naming = sentences_with(text, REVIEW_STEMS, starts)
        asking = sentences_with(text, REQUEST_STEMS, starts)
        for n in sorted(deciding | naming | asking):
            start, end = sentences[n]
            end = min(end, start + _SENTENCE_CHARACTERS)
            self._read_sentence(text[start:end], start, n in deciding, n in naming, state)
        named = state.reviews
        if any(review.decision == MODIFIED for review in named):
            state.generic = [review for review in state.generic if review.decision != MODIFIED]
        if not named:
            named = state.generic
        reviews: dict[tuple[str, str], Review] = {}
        for review in named:
            reviews.setdefault((re.sub(r"\W+", "", text[review.start : review.end]), review.decision), review)
        dated = [review._replace(date=review.date or state.date) for review in reviews.values()]
        decided = {review.start for review in dated}
        return ReviewReading(dated, [item for item in state.asked if item[0] not in decided])

    def _read_sentence(self, sentence: str, start: int, may_decide: bool, may_name: bool, state: _State) -> None:
        names_review = may_name and self._patterns["review"].search(sentence) is not None
        decisions = list(self._decision.finditer(sentence)) if may_decide else []
        if decisions and self._patterns["no review"].search(sentence):
            decisions = []
        if "original" in sentence and (original := self._patterns["original request"].search(sentence)) is not None:
            self._original_requests(sentence, start, original, names_review, state)
            return
        if may_decide and self._patterns["remaining portion"].search(sentence):
            self._note_date(sentence, names_review, state)
            return
        if "for" in sentence and (regarding := self._patterns["denial regarding"].search(sentence)) is not None:
            items = self._items(sentence, regarding.end(), len(sentence), start)
            if items and state.undecided is not None:
                state.reviews += [Review(*item, state.undecided[1], state.undecided[0]) for item in items]
                state.undecided = None
                state.generic.clear()
            return
        decisions = decisions[:1] + [
            second
            for first, second in pairwise(decisions)
            if not _SAME_DECISION.fullmatch(sentence, first.end(), second.start())
        ]
        found = self._decided(sentence, start, decisions, names_review, state)
        if found:
            return
        if names_review:
            self._note_date(sentence, names_review, state)
        if "request" in sentence and (asked := self._patterns["requested items"].search(sentence)) is not None:
            place = asked.end(), len(sentence)
        elif "requested" in sentence and (asked := self._patterns["item requested"].match(sentence)) is not None:
            place = asked.span("request")
        else:
            return
        items = [(a + start, b + start) for a, b in self._named(sentence, *place, "")]
        state.pending = items or state.pending
        state.asked += items

    def _decided(self, sentence: str, offset: int, decisions: list[re.Match[str]], names_review: bool, state: _State) -> bool:
        """The decisions of a sentence: "denied the request for X", "the request for X was denied", "X denied, Y approved"."""
        spans: list[tuple[Range, str]] = []
        generic: list[str] = []
        reach = 0
        for n, match in enumerate(decisions):
            if match.start() < reach:
                continue
            decision = self._decisions[int((match.lastgroup or "r0")[1:])]
            before = sentence[reach : match.start()].rstrip()
            if decision == APPROVED and "neither " in before:
                decision = DENIED
            if decision == APPROVED and spans and spans[-1][1] == MODIFIED and match.group().endswith("ing"):
                continue  # "modified the visits, approving six"
            if self._patterns["relative"].search(before) and spans:
                if spans[-1][1] == DENIED or decision == MODIFIED:
                    spans = [(item, decision) for item, _ in spans]
                reach = match.end()
                continue
            following = self._following(sentence, match.end(), decisions[n + 1] if n + 1 < len(decisions) else None)
            items, end, is_generic = self._decided_items(sentence, reach, match, following, names_review, decision)
            if items:
                spans += [(item, decision) for item in items]
                reach = end
            elif is_generic:
                generic.append(decision)
                reach = match.end()
        if not spans and not generic:
            return False
        date = self._date(sentence, [item for item, _ in spans], decisions)
        state.date = date or state.date
        state.reviews += [Review(a + offset, b + offset, date or state.date, decision) for (a, b), decision in spans]
        if spans:
            state.undecided = None
            state.generic.clear()
        elif generic:
            self._generic_decision(sentence, offset, generic[0], date or state.date, state)
        return True

    def _following(self, sentence: str, start: int, decision: re.Match[str] | None) -> int:
        """Where the items of a decision end at the latest: "denied A; B was modified" leaves B to the next decision."""
        if decision is None:
            return len(sentence)
        if self._patterns["passive"].search(sentence, start, decision.start()) is None:
            return decision.start()
        clauses = [match.start() for match in _NEXT_CLAUSE.finditer(sentence, start, decision.start())]
        return clauses[-1] if clauses else decision.start()

    def _decided_items(
        self, sentence: str, reach: int, match: re.Match[str], following: int, names_review: bool, decision: str
    ) -> tuple[list[Range], int, bool]:
        """Items of one decision word, where they end, and whether it only decides "the request"."""
        before = sentence[reach : match.start()]
        infinitive = match.group() in ("deny", "certify", "approve")  # "was to deny the brace"
        passive = None if infinitive else self._patterns["passive"].search(before)
        active = self._patterns["object"].match(sentence, match.end()) if names_review else None
        if active is not None and (items := self._named(sentence, active.end(), following, decision)):
            return items, items[-1][1], False
        if passive is not None:
            return self._passive_items(sentence, reach, passive, match, following, names_review, decision)
        if not names_review or self._patterns["review"].search(sentence, 0, match.start()) is None:
            return [], match.end(), False
        bare = self._patterns["bare object"].match(sentence, match.end())
        if bare is not None:
            items = self._named(sentence, bare.end(), following, decision)
            return (items, items[-1][1], False) if items else ([], match.end(), True)
        # "knee brace non-certified and Ambien non-certified"
        begin = self._clause_start(sentence, reach, match.start())
        if begin < match.start() and _CLAUSE_END.match(sentence, match.end()) is not None:
            items = self._named(sentence, begin, match.start(), decision)
            items = [item for item in items if self._patterns["review"].search(sentence[slice(*item)]) is None]
            if items:
                return items, match.end(), False
        return [], match.end(), _THE_REQUEST.match(sentence, match.end()) is not None

    def _passive_items(
        self,
        sentence: str,
        reach: int,
        passive: re.Match[str],
        match: re.Match[str],
        following: int,
        names_review: bool,
        decision: str,
    ) -> tuple[list[Range], int, bool]:
        """The same for "the request for X was denied", whose items stand in front of the decision."""
        before = sentence[reach : match.start()]
        end = reach + passive.start()
        by_review = self._patterns["by the review"].match(sentence, match.end()) is not None
        subjects = list(self._patterns["request subject"].finditer(before, 0, passive.start()))
        asked = [subject for subject in subjects if "request" in subject.group()]
        items: list[Range] = []
        if asked or (subjects and names_review):
            subject = asked[0] if asked else subjects[0]
            # "the requested brace": the word itself is dropped later, unless it is all there is
            requested = subject.group().startswith("requested") and not _WHO_REQUESTED.search(before, 0, subject.start())
            items = self._named(sentence, reach + (subject.start() if requested else subject.end()), end, decision)
        elif by_review or (names_review and (reach or self._patterns["review"].search(sentence, 0, end) is not None)):
            items = self._named(sentence, self._subject_start(sentence, reach, end), end, decision)
        if items:
            return items, match.end(), False
        granted = self._patterns["authorization for"].search(before.rstrip(), 0, passive.start()) is not None
        target = self._patterns["modified for"].match(sentence, match.end()) if decision == MODIFIED or granted else None
        if granted and target is not None and (items := self._named(sentence, target.end(), following, decision)):
            return items, items[-1][1], False
        listed = self._patterns["list behind"].match(sentence, match.end(), following)
        if (by_review or names_review) and listed is not None and _FOLLOWING.search(before) is not None:
            items = self._named(sentence, listed.end(), following, decision)
            return items, items[-1][1] if items else following, False
        if "request" not in before and "treatment" not in before and not by_review and not ("case" in before and names_review):
            return [], match.end(), False
        if target is not None and (items := self._items(sentence, target.end(), following, 0, decision)):
            return items, items[-1][1], False
        return [], match.end(), True

    def _named(self, sentence: str, start: int, end: int, decision: str) -> list[Range]:
        """The requests between two offsets, without what only says "the request"."""
        items = self._items(sentence, start, end, 0, decision)
        return [item for item in items if not self._generic(sentence[slice(*item)])]

    def _clause_start(self, sentence: str, reach: int, end: int) -> int:
        """Where the item in front of a decision begins: behind the review and its date, or the last clause."""
        begin = reach
        for pattern in (self._patterns["review"], _DATE):
            for match in pattern.finditer(sentence, begin, end):
                begin = match.end()
        for match in _CLAUSE.finditer(sentence, begin, end):
            begin = match.end()
        while (word := _BEFORE_ITEM.match(sentence, begin, end)) is not None:
            begin = word.end()
        return begin

    def _subject_start(self, sentence: str, reach: int, end: int) -> int:
        """The same where the reasons of an earlier decision may stand in between: "denied for want of A; B was denied"."""
        if reach and self._patterns["end of request"].match(sentence, reach, end) is not None:
            clauses = [match.end() for match in _NEXT_CLAUSE.finditer(sentence, reach, end)]
            reach = clauses[-1] if clauses else end
        return self._clause_start(sentence, reach, end)

    def _items(self, sentence: str, start: int, end: int, offset: int, decision: str = "") -> list[Range]:
        """The requests between two offsets, one range for each."""
        counted = self._patterns["counted requests"].match(sentence, start, end)
        start = counted.end() if counted else start
        if decision == MODIFIED:
            first = _TWO_WORDS.match(sentence, start, end)
            again = sentence.find(" to " + first.group(), start, end) if first else -1
            if again > 0:  # "home aide 12 hours a day to home aide 6 hours a day"
                items = self._items(sentence, start, again, offset)
                return [(items[0][0], again + offset)] if items else []
        stop = self._patterns["end of request"].search(sentence, start, end)
        end = stop.start() if stop else end
        reduced = self._patterns["modified to"].search(sentence, start + 1, end) if decision == MODIFIED else None
        if reduced is not None:
            end = reduced.start()
            amount = _FROM_AMOUNT.search(sentence[start:end])
            end = start + amount.start() if amount else end
        end = trim_end(sentence, start, end)
        items = []
        listed = sentence[start:end]
        if decision == DENIED and "or " in listed and self._patterns["alternatives"].search(sentence, 0, end):
            listed = or_as_and(listed)  # "did not certify A, B or C"
        for a, b in split_list(listed, self._words):
            a, b = a + start, b + start
            while (word := _LEADING.match(sentence, a, b) or _REQUESTED.match(sentence, a, b)) is not None:
                a = word.end()
            b = trim_end(sentence, a, b)
            if _LETTER.search(sentence, a, b):
                items.append((a + offset, b + offset))
        return items

    def _generic(self, wording: str) -> bool:
        if self._patterns["no request"].fullmatch(wording) is not None:
            return True
        return self._patterns["generic request"].fullmatch(wording) is not None and not wording.startswith("requested med")

    def _original_requests(self, sentence: str, offset: int, match: re.Match[str], names_review: bool, state: _State) -> None:
        date = self._note_date(sentence, names_review, state)
        reach = 0
        pattern = self._patterns["original request"]
        for place in pattern.finditer(sentence, match.start()):
            begin = self._clause_start(sentence, reach, place.start()) if names_review else reach
            lead = self._patterns["before original request"].match(sentence, begin, place.start())
            if lead is not None:
                begin = lead.end()
            while (word := _LEADING.match(sentence, begin)) is not None:
                begin = word.end()
            begin, end = begin + len(sentence[begin:]) - len(sentence[begin:].lstrip(' ,;:"')), place.start()
            if _LETTER.search(sentence, begin, end):
                state.reviews.append(Review(begin + offset, end + offset, date or state.date, MODIFIED))
            reach = place.end()
        state.generic = [review for review in state.generic if review.decision != MODIFIED]

    def _generic_decision(self, sentence: str, offset: int, decision: str, date: str | None, state: _State) -> None:
        """ "The request was denied": of the items asked for before, else of what the sentence calls them."""
        state.undecided = (decision, date)
        if state.pending:
            target = state.generic if decision == MODIFIED else state.reviews
            target += [Review(*item, date, decision) for item in state.pending]
            state.pending = []
            return
        named = _REQUESTED_TREATMENT.search(sentence)
        if named is not None and not state.generic:
            state.generic.append(Review(named.start() + offset, named.end() + offset, date, decision))

    def _note_date(self, sentence: str, names_review: bool, state: _State) -> str | None:
        date = self._date(sentence, [], []) if names_review else None
        if date is not None:
            state.date = date
            state.reviews = [review._replace(date=review.date or date) for review in state.reviews]
        return date

    def _date(self, sentence: str, items: list[Range], decisions: list[re.Match[str]]) -> str | None:
        """The date of the review in a sentence: beside its name or the decision, else the one the sentence begins with."""
        dates = [m for m in _DATE.finditer(sentence) if not any(a <= m.start() < b for a, b in items)]
        dates = [m for m in dates if _OF_SERVICE.match(sentence, m.end()) is None]
        for date in dates:
            if self._patterns["review date"].search(sentence, max(0, date.start() - _BEFORE_DATE), date.start()):
                return read_date(date.group())
        for date in dates:
            if any(_DECIDED_ON.fullmatch(sentence, d.end(), date.start()) for d in decisions if d.end() <= date.start()):
                return read_date(date.group())
        for date in dates:
            if _ON.fullmatch(sentence[: date.start()].strip()) or _DATED.match(sentence, date.end()):
                return read_date(date.group())
        return None
