"""The items of a decision of utilization review: where their wording begins and ends, and what is none.

Used by `imr_nlp.readers.utilization_review`. Offsets are those of the text given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from imr_nlp.readers.coordination import ListWords, is_fragment, split_list
from imr_nlp.rules.ruleset import Range
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_summary import ReviewWording
from imr_nlp.rules.wordings import by_role
from imr_nlp.text.edges import end_before

DENIED, MODIFIED, APPROVED = "denied", "modified", "approved"

_REQUESTS = "requests"
_CONNECTING = frozenset(("a", "an", "the", "of", "for", "to", "and", "with", "in"))
_WORD_CHARACTERS, _LEAST_WORD, _ALLOWED_CHARACTERS = 40, 4, 90


class ReviewItems:
    """Reads the items between two offsets.

    rows (Sequence[Row]): REVIEW_WORDING, LIST_WORDS and LIST_WORDING rows; others are passed over.
    fragments (Mapping[str, str]): fragments that the rows use.
    """

    def __init__(self, rows: Sequence[Row], fragments: Mapping[str, str]) -> None:
        self.wordings = by_role(rows, ReviewWording, fragments)
        self._list = ListWords.from_rows(rows, _REQUESTS, fragments)

    def named(self, text: str, start: int, end: int, decision: str = "", low: int | None = None) -> list[Range]:
        """The requests between two offsets, without what only says "the request".

        decision (str): what is decided of them; "" if nothing is.
        low (int | None): where their sentence begins; None: at `start`.
        RETURNS (list[tuple[int, int]]): one range for each.
        """
        items = [self._without_request(text, *item) for item in self.items(text, start, end, decision, low)]
        named = [item for item in items if not self.is_generic(text, *item)]
        if len(items) > len(named) > 0:  # "surgery and a cold therapy unit"
            named = [item for item in items if item in named or self.wordings["surgery"].whole(text, *item)]
        return named

    def _without_request(self, text: str, start: int, end: int) -> Range:
        """A range without the word itself: "earlier MRI request"."""
        word = next((word for word in (" request", " requests") if text.endswith(word, start, end)), None)
        return (start, end) if word is None else (self.wordings["earlier"].skip(text, start, end), end - len(word))

    def items(self, text: str, start: int, end: int, decision: str = "", low: int | None = None) -> list[Range]:
        """The same with "the request" and the like."""
        counted = self.wordings["counted"].at(text, start, end)
        start = counted.end() if counted else start
        if decision == MODIFIED:
            again = self._stated_again(text, start, end)
            if again is not None:  # "home aide 12 hours a day to home aide 6 hours a day"
                items = self.items(text, start, again)
                return [(items[0][0], again)] if items else []
        stop = self.wordings["end"].first(text, start, end)
        others = self._with_reasons(text, stop.start(), end) if stop and decision else []
        end = stop.start() if stop else end
        if decision == MODIFIED and (reduced := self.wordings["reduced"].first(text, start + 1, end)) is not None:
            end = self.trimmed(text, start, reduced.start())
            amount = self.wordings["from_amount"].ending(text, start, end)
            end = amount.start() if amount else end
        end = self.trimmed(text, start, end)
        listed = text[start:end]
        if ((decision == DENIED and "or " in listed) or " nor " in listed) and self.wordings["alternatives"].first(
            text, start if low is None else low, end
        ):
            listed = self._or_as_and(listed)  # "did not certify A, B or C"
        items = []
        members = [(a + start, b + start) for a, b in split_list(listed, self._list)]
        for a, b in [*members, *others]:
            a = self.wordings["leading"].skip(text, a, b)
            b = self.trimmed(text, a, b)
            if any(character.isalpha() for character in text[a:b]):
                items.append((a, b))
        return items

    def reasons(self, text: str, start: int, end: int) -> Iterator[int]:
        """Where the reasons of a decision begin between two offsets: "because", "due to"."""
        for match in self.wordings["end"].each(text, start, end):
            if self.wordings["reason"].at(text, match.start(), end) is not None:
                yield match.start()

    def _with_reasons(self, text: str, start: int, end: int) -> list[Range]:
        """The further items of a list each of whose items has its reason: "a cane because he can walk; a brace because ..."."""
        if self.wordings["reason"].at(text, start, end) is None:
            return []
        marks = [*self.wordings["next_item"].each(text, start, end)]
        ends = [*(mark.start() for mark in marks[1:]), end][: len(marks)]
        found = []
        for mark, high in zip(marks, ends, strict=True):
            stop = self.wordings["end"].first(text, mark.end(), high)
            if stop is not None and self.wordings["reason"].at(text, stop.start(), high) is not None:
                found.append((mark.end(), stop.start()))
        return found

    def is_generic(self, text: str, start: int, end: int) -> bool:
        """Whether a range names no item: "the request", "the patient"."""
        if self.wordings["nobody"].whole(text, start, end):
            return True
        return self.wordings["generic"].whole(text, start, end) and not text.startswith("requested med", start)

    def mentioned(self, text: str, start: int, sentence: int, end: int, item: str) -> Range | None:
        """Where a disputed item is spoken of: in the sentence that begins at `sentence`, else the last time before it.

        item (str): its heading in lower case; the first of its words that say something by themselves counts.
        RETURNS (tuple[int, int] | None): the words that the text and the heading share from there on.
        """
        words = [word.strip(".,;:()") for word in item.split()]
        said = [word for word in words if len(word) >= _LEAST_WORD and word.isalpha() and not is_fragment(word, self._list)]
        said = [word for word in said if not self.wordings["aside"].whole(word, 0, len(word))]
        if not said:
            return None
        place = text.find(f" {said[0]}", sentence, end)
        place = place if place >= 0 else text.rfind(f" {said[0]}", start, sentence)
        if place < 0 or text[place + 1 + len(said[0])].isalnum():
            return None
        low, high = place + 1, place + 1 + len(said[0])
        while (following := text[high + 1 : end].partition(" ")[0].strip(".,;:()")) and following in said:
            high += 1 + len(following)
        for word in reversed(words[: words.index(said[0])]):  # "MS" in front of "Contin"
            if not word.isalpha() or word in _CONNECTING or not text[start:low].endswith(f" {word} "):
                break
            low -= len(word) + 1
        return low, high

    def clause_start(self, text: str, start: int, end: int, names: Sequence[Range]) -> int:
        """Where the item in front of a decision begins: after the review and its date, or at the last clause.

        names (Sequence[tuple[int, int]]): places of the review's name and of dates.
        """
        for low, high in names:
            if start <= low and high <= end:
                start = max(start, high)
        for match in self.wordings["clause"].each(text, start, end):
            start = match.end()
        return self.wordings["before_item"].skip(text, start, end)

    def _stated_again(self, text: str, start: int, end: int) -> int | None:
        """Where the item is named once more with what is left of it."""
        head = self.wordings["leading"].skip(text, start, end)
        word = text[head : min(end, head + _WORD_CHARACTERS)].partition(" ")[0]
        place = text.find(" to ", head, end) if len(word) > 1 else -1
        while place >= 0:
            if text.startswith(f"{word} ", self.wordings["leading"].skip(text, place + len(" to "), end)):
                return place
            place = text.find(" to ", place + 1, end)
        return None

    def allowed(self, text: str, start: int, end: int, another: bool) -> tuple[Range, int] | None:
        """What a modification left.

        start (int): the end of the decision and its item.
        end (int): where it ends at the latest.
        another (bool): whether another item follows up to `end`.
        RETURNS (tuple | None): "#30" of "to #30", and where to read on.
        """
        lead = self.wordings["allowed"].at(text, start, end)
        if lead is not None and lead.re.groupindex.get("left") and lead["left"] is not None:
            return lead.span("left"), lead.end()
        if lead is None:
            lead = self.wordings["reduced"].first(text, start, min(end, start + _ALLOWED_CHARACTERS))
            lead = lead and self.wordings["allowed"].at(text, lead.start() - 1, end)
        if lead is None:
            return None
        low = lead.end()
        stops = [match.start() for match in self.wordings["allowed_end"].each(text, low, end)]
        high = min(stops, default=end)
        stop = self.wordings["end"].first(text, low, high)
        high = stop.start() if stop else high
        joined = max(text.rfind(" and ", low, high), text.rfind(", ", low, high)) if another and high == end else -1
        again = self.wordings["reduced"].first(text, low, high)
        if again is not None:  # "to #60 and the Celebrex to #30"
            joined = max(text.rfind(mark, low, again.start()) for mark in (" and ", ", "))
        high = self.trimmed(text, low, high if joined < 0 else joined)
        high -= len(" only") if text.endswith(" only", low, high) else 0
        return ((low, high), high) if any(map(str.isalnum, text[low:high])) else None

    def is_amount(self, text: str, start: int, end: int) -> bool:
        """Whether a range only tells how much: "6 visits", "the remaining #30", "four"."""
        return self.wordings["amount"].whole(text, start, end)

    def trimmed(self, text: str, start: int, end: int) -> int:
        """The end without punctuation and the words that lead on."""
        while True:
            end = end_before(text, end, " ,;:.", start)
            word = self.wordings["trailing"].ending(text, max(start, text.rfind(" ", start, end) + 1), end)
            if word is None:
                return end
            end = word.start()

    def _or_as_and(self, listed: str) -> str:
        """A list joined by "or" as one joined by "and", of the same length."""
        for match in list(self.wordings["or"].each(listed, 0, len(listed))):
            mark = "," if match.group().startswith(",") else " &"
            if not listed[match.end() : match.end() + 1].isdigit():
                listed = f"{listed[: match.start()]}{mark.ljust(len(match.group()))}{listed[match.end() :]}"
        return listed
