"""Decisions on a part of what was asked for: "approved 6 of the 12 visits", "denied the tablets but allowed #20".

Used by `imr_nlp.readers.utilization_review`. Start with `ReviewParts.partly`. Texts are in lower case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from imr_nlp.readers.review_items import APPROVED, DENIED, MODIFIED, ReviewItems
from imr_nlp.readers.review_sentences import Decision, ReviewSentence
from imr_nlp.rules.ruleset import Range

# How far in front of an item its part may begin: "four of the requested eight sessions".
_IN_FRONT_CHARACTERS = 60


class Stated(NamedTuple):
    """A decision of a sentence: on what, and what a modification left."""

    item: Range
    decision: str
    allowed: Range | None = None
    date: str | None = None  # of it alone


class ReviewParts:
    """Tells approvals of a part from others.

    items (ReviewItems): reads the wording of items.
    """

    def __init__(self, items: ReviewItems) -> None:
        self._items = items
        self._words = items.wordings

    def is_part(
        self,
        text: str,
        sentence: ReviewSentence,
        decided: Decision,
        item: Range,
        decision: str,
        stated: list[Stated],
        pending: Sequence[Range],
    ) -> bool:
        """Whether an item is only an amount of another: "modified the visits and approved six"."""
        if not self._items.is_amount(text, *item):
            return False
        if stated and stated[-1].decision == APPROVED and decision == DENIED and self._words["rest"].whole(text, *item):
            if self._words["amount"].first(text, *stated[-1].item) is not None:  # not "the splint ... the other two"
                stated[-1] = Stated(stated[-1].item, MODIFIED, stated[-1].item)
            return True
        if stated and stated[-1].decision == MODIFIED and decision != MODIFIED:
            if decision == APPROVED and stated[-1].allowed is None:
                stated[-1] = stated[-1]._replace(allowed=item)
            return True
        if stated and stated[-1].decision == DENIED and decision == APPROVED:  # "denied Norco but allowed #20"
            stated[-1] = stated[-1]._replace(decision=MODIFIED, allowed=item)
        if decision == APPROVED and not stated:
            asked = self._asked_before(text, sentence, min(item[0], decided.start)) or pending
            stated += [Stated(asked[0], MODIFIED, item)] if len(asked) == 1 else []
        return decision == APPROVED

    def amount_after(self, text: str, sentence: ReviewSentence, place: int) -> list[Range]:
        """The amount that follows a decision without an item, if one does: "approved 4"."""
        amount = self._words["amount"].at(text, place + 1, sentence.end)
        if amount is None or any(date.start < amount.end() and amount.start() < date.end for date in sentence.dates):
            return []
        return [amount.span()]

    def less_than_asked(self, text: str, stated: Stated, asked: Sequence[Range]) -> Stated:
        """An approval, or a modification if more of the same was asked for: "asked for 12 visits", "approved 6 visits"."""
        if stated.decision != APPROVED:
            return stated
        wording, numbers = _shape(text, *stated.item)
        for item in asked:
            other, more = _shape(text, *item)
            if other == wording and numbers != more and all(map(float.__le__, numbers, more)):
                return Stated(item, MODIFIED, stated.item)
        return stated

    def _asked_before(self, text: str, sentence: ReviewSentence, end: int) -> list[Range]:
        """What a sentence says was asked for before an offset: "six visits were requested and two were approved"."""
        if (front := self._words["asked_in_front"].at(text, sentence.start, end)) is not None:
            return self._items.named(text, *front.span("request"))
        asked = [match.end for match in sentence.cues.get("asked", ()) if match.end < end]
        if (considered := self._words["considered"].first(text, sentence.start, end)) is not None:
            asked.append(considered.end())
        if not asked:
            return []
        names = [name.start for name in sentence.names if asked[0] < name.start < end]
        return self._items.named(text, max(asked), min(names, default=end))

    def partly(self, text: str, stated: Stated, decided: int, sentence: int) -> Stated:
        """An approval, or a modification if it is of a number of several: "approved 4 of the 8 visits"."""
        (start, end), allowed = stated.item, stated.allowed
        if (part := self._words["part"].at(text, start, end)) is not None and part.end() < end:
            if part["whole"] is not None:  # "six visits of the twelve visits"
                return Stated((part.start("whole"), end), MODIFIED, allowed or part.span("left"))
            left = None if stated.decision == DENIED else (start, self._items.trimmed(text, start, part.end()))
            return Stated((part.end(), end), MODIFIED, allowed or left)
        if stated.decision == DENIED:
            return stated
        if (part := self._words["part_in_front"].ending(text, max(0, start - _IN_FRONT_CHARACTERS), start)) is not None:
            left = part.start(), self._items.trimmed(text, part.start(), part.end())
            return Stated((start, end), MODIFIED, allowed or left)
        if (part := self._words["part_after"].ending(text, start, end)) is not None and part.start() > start:
            low = next(place for place in range(part.start(), end) if text[place].isalnum())
            return Stated((start, part.start()), MODIFIED, allowed or (self._words["leading"].skip(text, low, end), end))
        if stated.decision == APPROVED and (instead := self._words["instead"].first(text, start, end)) is not None:
            end = instead.start()
            return Stated((start, end), MODIFIED, (start, end))
        if stated.decision == APPROVED and self._words["instead"].at(text, end, sentence) is not None:
            return Stated((start, end), MODIFIED, (start, end))
        amount = self._words["for_amount"].at(text, max(end, decided), sentence) if stated.decision == APPROVED else None
        if amount is not None and (amount["count"] is None or amount["count"].split()[-1].lstrip("#") not in text[start:end]):
            name = next((name for name in ("count", "reduced") if amount[name] is not None), None)
            return Stated((start, end), MODIFIED, None if name is None else amount.span(name))
        return stated


def _shape(text: str, start: int, end: int) -> tuple[str, list[float]]:
    """The wording of an item with its numbers left out, and these."""
    words = "".join(character if character.isdecimal() else f" {character} " for character in text[start:end])
    numbers = [float(word) for word in words.split() if word.isdecimal()]
    return "".join("#" if word.isdecimal() else word for word in words.split()), numbers
