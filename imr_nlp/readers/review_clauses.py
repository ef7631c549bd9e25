"""The items of a decision in its sentence: after it, in front of it, or none but "the request".

Used by `imr_nlp.readers.utilization_review`. Start with `ReviewClauses.items`. Texts are in lower case.
"""

from __future__ import annotations

import re

from imr_nlp.readers.review_items import APPROVED, MODIFIED, ReviewItems
from imr_nlp.readers.review_sentences import Decision, ReviewSentence
from imr_nlp.rules.ruleset import Range
from imr_nlp.text.edges import end_before

_BY_CHARACTERS = 70
# So much may stand between the name of the review and its decision.
_BEFORE_DECISION = 30
# What stands in front of "denied include ..." has fewer characters: "the treatments that were ".
_IN_FRONT = 40


class ReviewClauses:
    """Reads what a decision is about.

    items (ReviewItems): reads the wording of items.
    """

    def __init__(self, items: ReviewItems) -> None:
        self._items = items
        self._words = items.wordings

    def following(self, text: str, sentence: ReviewSentence, n: int) -> int:
        """Where the items of a decision end at the latest: "denied A; B was modified" leaves B to the next decision."""
        if n + 1 == len(sentence.decisions):
            return sentence.end
        start, end = sentence.decisions[n].end, sentence.decisions[n + 1].start
        before = end_before(text, end)
        part = self._words["with_part"].ending(text, start, before)
        if part is not None and sentence.decisions[n + 1].decision != MODIFIED:
            return part.start()  # "approved the tablets in part, with #30 being certified"
        names = [name for name in sentence.names if start < name.start and name.end <= end]
        if names and end - names[-1].end <= _BEFORE_DECISION:  # "denied the MRI, and UR on 2/5/16 approved the brace"
            end = names[-1].start
        if self._words["passive"].ending(text, start, before) is None:
            return end
        return max((match.start() for match in self._next_clauses(text, start, end)), default=end)

    def limit(self, text: str, sentence: ReviewSentence, n: int) -> tuple[int, bool]:
        """Where what a modification left ends at the latest, and whether another item follows: "to #30 and Soma was denied"."""
        start = sentence.decisions[n].end
        for decided in sentence.decisions[n + 1 :]:
            if decided.decision == APPROVED:
                continue  # "modified to six visits approved"
            passive = self._words["passive"].ending(text, start, end_before(text, decided.start))
            return (decided.start if passive is None else passive.start()), True
        return sentence.end, False

    def items(
        self, text: str, sentence: ReviewSentence, reach: int, decided: Decision, following: int, decision: str
    ) -> tuple[list[Range], int, bool]:
        """Items of one decision, where they end, and whether it only decides "the request"."""
        start, names_review = decided.end, sentence.is_of_review
        active = self._words["active"].whole(text, decided.start, start)  # "was to deny the brace", "was denial of the brace"
        before = end_before(text, decided.start)
        passive = None if active else self._words["passive"].ending(text, reach, before)
        lead = self._words["object"].at(text, start, sentence.end) if names_review else None
        if lead is not None and (items := self._named(text, sentence, lead.end(), following, decision)):
            return items, items[-1][1], False
        in_front = decided.start == sentence.start or (
            decided.start - sentence.start < _IN_FRONT
            and self._words["items_in_front"].whole(text, sentence.start, decided.start)
        )
        inverted = self._words["inverted"].at(text, start, following) if in_front else None
        if inverted is not None and (items := self._named(text, sentence, inverted.end(), following, decision)):
            return items, items[-1][1], False
        if passive is not None:
            return self._passive_items(text, sentence, reach, passive.start(), decided, following, decision)
        if text.startswith(",", before - 1) and self._by_review(text, sentence, start):  # "a brace, denied by the reviewer"
            return self._passive_items(text, sentence, reach, before - 1, decided, following, decision)
        # "UR denied a walker. Certified: a cane."; not "Denial: the records are thin."
        label = decided.start == sentence.start and ":" in text[start - 1 : start + 1]
        if label and sentence.decided == decision:
            return [], start, False
        named = sentence.named_between(sentence.start, decided.start) or (
            sentence.goes_on and (label or self._words["it"].whole(text, sentence.start, before))
        )
        if not names_review or not (named or self._words["noun"].at(text, decided.start, start) is not None):
            return [], start, False
        if sentence.names and named and (asked := self._asked(text, sentence, reach, decided)) is not None:
            items = self._named(text, sentence, *asked, decision)
            return items, start, not items
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

    def _asked(self, text: str, sentence: ReviewSentence, reach: int, decided: Decision) -> Range | None:
        """Where the item is in "the request for a brace, which the reviewer denied", "noted the request and denied it"."""
        name = max(name.start for name in sentence.names if name.end <= decided.start)
        which = self._words["which"].ending(text, reach, end_before(text, name))
        end = decided.start if which is None else which.start()
        if which is None and self._words["itself"].at(text, decided.end, sentence.end) is None:
            return None
        asked = [match.end() for match in self._words["subject"].each(text, reach, end)]
        asked += [match.end for match in sentence.cues.get("asked", ()) if match.end <= end]
        asked += [match.end() for match in self._words["considered"].each(text, reach, end)]
        if not asked:
            return None
        return asked[-1], name if which is None and name > asked[-1] else end  # "was asked for a brace, and UR denied it"

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
        dated = self._words["dated_colon"].at(text, decided.end, end)
        start = decided.end if dated is None else dated.end() - 1
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
        after, names_review = decided.end, sentence.is_of_review
        ends = [after, *(later.end for later in sentence.decisions if later.start > decided.start)]
        by_review = any(self._by_review(text, sentence, place) for place in ends)  # "A was approved and B denied by ..."
        asked = list(self._words["subject"].each(text, reach, end))
        found = list(self._words["found"].each(text, reach, end)) if names_review and not asked else []
        items: list[Range] = []
        if asked or found:
            subject = (asked or found)[0]
            # "the requested brace": the word itself is dropped later, unless it is all there is
            requested = subject.group().startswith("requested") and not self._words["who_requested"].ending(
                text, reach, end_before(text, subject.start())
            )
            items = self._named(text, sentence, subject.start() if requested else subject.end(), end, decision)
        else:
            sure = by_review or self._is_of_review(text, sentence, reach, end, decided, decision)
            if sure or sentence.asked:
                items = self._named(text, sentence, self._subject_start(text, sentence, reach, end), end, decision)
            if not sure:
                items = [(a, b) for a, b in items if any(text[a:b] in text[slice(*asked)] for asked in sentence.asked)]
        if items:
            return items, after, False
        granted = self._words["authorization"].ending(text, reach, end_before(text, end)) is not None
        # "utilization review was non-certified for a brace", "authorization was denied for a brace"
        granted = granted or self._items.clause_start(text, reach, end, sentence.places()) >= end
        target = self._words["for"].at(text, after, following) if decision == MODIFIED or granted else None
        if granted and target is not None and (items := self._named(text, sentence, target.end(), following, decision)):
            return items, items[-1][1], False
        before = text[reach : decided.start]
        colon = text.find(":", after, min(following, after + _BY_CHARACTERS))
        stated = by_review or names_review or (decision != APPROVED and sentence.dates)
        if stated and colon > 0 and self._words["several"].first(text, reach, decided.start) is not None:
            items = self._named(text, sentence, colon + 1, following, decision)
            return items, items[-1][1] if items else following, False
        about_all = "case" in before or "determination" in before
        if "request" not in before and "treatment" not in before and not by_review and not (about_all and names_review):
            return [], after, False
        if target is not None and (items := self._items.items(text, target.end(), following, decision)):
            return items, items[-1][1], False
        return [], after, True

    @staticmethod
    def _is_of_review(text: str, sentence: ReviewSentence, reach: int, end: int, decided: Decision, decision: str) -> bool:
        """Whether a decision on what ends in front of it is one of the review, though it is not said to be "by" it."""
        named = sentence.goes_on or reach > sentence.start or sentence.named_between(sentence.start, end)
        # "... was certified while the cane was not."
        taken_up = text.startswith("not", decided.start) and reach > sentence.start
        return (
            (sentence.is_of_review and named)
            or taken_up
            or (decision != APPROVED and sentence.stated_in_passing(decided))
            or (bool(sentence.dates) and "certif" in text[decided.start : decided.end])
            or text.endswith(("request", "requests"), reach, end_before(text, end))  # "the MRI request was denied"
        )

    def _named(self, text: str, sentence: ReviewSentence, start: int, end: int, decision: str) -> list[Range]:
        return self._items.named(text, start, end, decision, sentence.start)

    def _by_review(self, text: str, sentence: ReviewSentence, start: int) -> bool:
        """Whether a decision goes on "by utilization review", also after "to #60" and the like."""
        if not sentence.names:
            return False
        for by in self._words["by"].each(text, start, min(sentence.end, start + _BY_CHARACTERS)):
            between = text[start : by.start()].strip()
            amount = self._words["by_after"].at(text, start + 1, sentence.end) is not None
            alone = not between or (between.endswith("ly") and " " not in between)  # "denied previously by"
            # "by the 3/4/2015 review"
            end = next((date.end for date in sentence.dates if date.start == by.end() + 1), by.end())
            if (alone or (amount and not any(mark in between for mark in ".;,:"))) and any(
                name.start <= end + 1 < name.end for name in sentence.names
            ):
                return True
        return False

    def _next_clauses(self, text: str, start: int, end: int) -> list[re.Match[str]]:
        """What leads to a further clause between two offsets: a semicolon, else the last "and"."""
        clauses = list(self._words["next_clause"].each(text, start, end))
        if clauses:
            return clauses
        last = self._words["next_clause_last"].each(text, start, end)
        last = (match for match in last if not _comma(text, match.end(), end))
        return [match for match in last if match.group().startswith(",") or not _comma(text, start, match.start())]

    def _subject_start(self, text: str, sentence: ReviewSentence, reach: int, end: int) -> int:
        """Where an item in front of its decision begins, the reasons of an earlier decision left out."""
        begin = self._items.clause_start(text, reach, end, sentence.places())
        # "denied X for lack of Y, the Z was approved"; "denied X in UR of 2/1/17 for lack of Y, ..."
        if reach > sentence.start and any(self._words["end"].at(text, low, end) is not None for low in (reach, begin)):
            reach = max((match.end() for match in self._next_clauses(text, reach, end)), default=end)
            begin = self._items.clause_start(text, reach, end, sentence.places())
        return begin


def _comma(text: str, start: int, end: int) -> bool:
    """Whether a list goes on between two offsets."""
    return "," in text[start:end] or ";" in text[start:end]
