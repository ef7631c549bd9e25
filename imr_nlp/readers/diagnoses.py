"""Conditions that a clinical case summary presents as diagnoses.

The words that lead to a list of diagnoses are the DIAGNOSIS_LEAD rows of patterns/diagnoses.jsonl. Start with
`DiagnosisReader.read`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from imr_nlp.readers.coordination import ListWords, is_fragment, next_number, split_list
from imr_nlp.rules.ruleset import Match, Range
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_summary import DiagnosisLead, DiagnosisWording
from imr_nlp.rules.wordings import by_role, of_expression

_DIAGNOSES = "diagnoses"
_LIST_CHARACTERS, _IN_FRONT_CHARACTERS, _MEMBER_CHARACTERS = 2000, 200, 90
# A code ends in one of these.
_ENDS_OF_CODES = frozenset(")]0123456789abcdefghijklmnopqrstuvwxyz")


class Diagnosis(NamedTuple):
    """A diagnosis: its place, and that of the list of which it is a member."""

    start: int
    end: int
    in_list: Range


class DiagnosisReader:
    """Reads lists of diagnoses, by DIAGNOSIS_LEAD, DIAGNOSIS_WORDING, LIST_WORDS and LIST_WORDING rows."""

    def __init__(self, rows: Sequence[Row], fragments: Mapping[str, str]) -> None:
        self._words = by_role(rows, DiagnosisWording, fragments)
        self._list = ListWords.from_rows(rows, _DIAGNOSES, fragments)
        self._not_first = {
            row.pattern: of_expression(row.not_first, fragments)
            for row in rows
            if isinstance(row, DiagnosisLead) and row.not_first
        }

    def read(self, text: str, sentences: Sequence[Range], found: Sequence[list[Match[Any]]]) -> list[Diagnosis]:
        """The diagnoses of a text in lower case in order; a diagnosis stated twice once.

        found (Sequence[list[Match]]): for each sentence the matches of DIAGNOSIS_LEAD rows, among others.
        """
        diagnoses: dict[str, Diagnosis] = {}
        reach = 0
        for start, end in sorted(self._lists(text, sentences, found)):
            if start < reach:
                continue
            reach = end
            for low, high in self._members(text, start, end):
                letters = "".join(filter(str.isalnum, text[low:high]))
                diagnoses.setdefault(letters, Diagnosis(low, high, (start, end)))
        return list(diagnoses.values())

    def _members(self, text: str, start: int, end: int) -> Iterable[Range]:
        for a, b in split_list(text[start:end], self._list):
            for low, high in self._begun_anew(text, *self._bare(text, a + start, b + start)):
                bare = is_fragment(text[low:high], self._list) or self._words["code"].whole(text, low, high)
                if low < high and not bare:
                    yield low, high

    def _bare(self, text: str, start: int, end: int) -> Range:
        """A diagnosis without articles, codes of the International Classification of Diseases and what is stated beside it."""
        start = self._words["head"].skip(text, start, end)
        code = self._words["tail"].ending(text, start, end) if start < end and text[end - 1] in _ENDS_OF_CODES else None
        end = end if code is None else max(start, code.start())
        if text.endswith(")", start, end) and text.count("(", start, end) < text.count(")", start, end):
            end -= 1  # "M75.41 (impingement)": what is in front of the parenthesis went
        return start, end

    def _begun_anew(self, text: str, start: int, end: int) -> Iterable[Range]:
        """The parts of a member in which a comma is missing: "neck strain right knee contusion"."""
        words: list[Range] = []
        place = start
        for word in text[start:end].split(" "):
            words.append((place, place + len(word)))
            place += len(word) + 1
        named = False
        for n, (low, high) in enumerate(words):
            if named and text[low:high] in self._list.sides and self._names_condition_of_place(text, words[n + 1 :]):
                yield start, low - 1
                start, named = low, False
            named = self._is_condition(text, low, high)
        yield start, end

    def _names_condition_of_place(self, text: str, words: Sequence[Range]) -> bool:
        """Whether words begin with a place and go on with a condition: "knee contusion"."""
        for n, (low, high) in enumerate(words):
            condition = self._words["condition"].at(text, low, words[-1][1])
            if self._is_condition(text, low, high) or condition is not None:
                return n > 0 or (condition is not None and " " in condition.group())
            if not is_fragment(text[low:high], self._list) or text[low:high] in self._list.sides:
                return False
        return False

    def _is_condition(self, text: str, low: int, high: int) -> bool:
        word = text[low:high]
        return word in self._list.generic or self._words["condition"].whole(word, 0, len(word))

    def _lists(self, text: str, sentences: Sequence[Range], found: Sequence[list[Match[Any]]]) -> list[Range]:
        lists: dict[int, tuple[list[Range], int]] = {}
        for n, matches in enumerate(found):
            for match in matches:
                # Of the wordings that begin at one place the longest counts.
                if not isinstance(match.row, DiagnosisLead) or match.end <= lists.get(match.start, ([], 0))[1]:
                    continue
                if match.row.in_front:
                    places = self._in_front(text, sentences[n][0], match)
                else:
                    places = self._after(text, sentences, n, match)
                if places:
                    lists[match.start] = places, match.end
        return [place for places, _ in lists.values() for place in places if place[0] < place[1]]

    def _in_front(self, text: str, start: int, match: Match[Any]) -> list[Range]:
        """The list in front of "have been diagnosed", of the last statement where several are parted by semicolons."""
        semicolon = text.rfind("; ", start, match.start)
        if semicolon >= 0 and self._words["stray"].first(text, start, semicolon) is not None:
            start = semicolon + 2
        if match.start - start > _IN_FRONT_CHARACTERS or self._words["person"].at(text, start, match.start) is not None:
            return []
        return [(start, match.start - 1)] if self._words["condition"].first(text, start, match.start) is not None else []

    def _after(self, text: str, sentences: Sequence[Range], n: int, match: Match[Any]) -> list[Range]:
        """The lists that a lead-in leads to."""
        end = sentences[n][1]
        start = _next_word(text, match.end, end)
        labelled = text[max(0, match.end - 2) : match.end].rstrip().endswith(":")
        if start == end and n + 1 < len(sentences) and labelled:  # "Diagnoses:" was a sentence of its own
            n += 1
            start, end = _next_word(text, *sentences[n]), sentences[n][1]
        first = max(match.end, sentences[n][0])
        if start < end and self._words["none"].at(text, start, end) is not None:  # "not gout but arthritis"
            contrast = self._words["contrast"].first(text, start, end)
            first = start = end if contrast is None else _next_word(text, contrast.end(), end)
        if start == end:
            return []
        not_first = self._not_first.get(match.row.pattern)
        if not_first is not None and not_first.at(text, start, end) is not None:
            return []
        reach = match.row.names_condition
        if reach is not None and not self._condition_follows(text, start, min(end, start + reach)):
            return []
        n, end = self._numbered_end(text, first, n, sentences)
        lists = self._up_to_end(text, first, min(end, first + _LIST_CHARACTERS))
        if lists and lists[-1][1] == end:
            lists += self._further_sentences(text, sentences[n + 1 :])
        return lists

    def _condition_follows(self, text: str, start: int, end: int) -> bool:
        named = self._words["condition"].first(text, start, end)
        return named is not None and not any(mark in text[start : named.start()] for mark in ".;:")

    def _numbered_end(self, text: str, start: int, n: int, sentences: Sequence[Range]) -> tuple[int, int]:
        """The sentence in which a list ends, and where: one with numbers goes on in the next sentences."""
        end = sentences[n][1]
        if _enumerated(text, start, end):
            while n + 1 < len(sentences) and (
                _enumerated(text, *sentences[n + 1]) or _number_at_end(text, max(start, end - 8), end)
            ):
                n += 1
                end = sentences[n][1]
        return n, end

    def _up_to_end(self, text: str, start: int, end: int) -> list[Range]:
        """A range up to the words that end a list, which may go on after "but" and after a date.

        "No myelopathy but stenosis"; "status post repair on 3-4-2014, and depression".
        """
        ends = [stop for stop in self._words["end"].each(text, start, end) if not self._is_no_end(text, stop, end)]
        dates = [date for date in self._words["dated"].each(text, start, end) if not ends or date.start() <= ends[0].start()]
        if dates:
            low = _next_member(text, dates[0].end(), end)
            more = [] if low is None or not self._condition_follows(text, low, end) else self._up_to_end(text, low, end)
            return [(start, dates[0].start()), *more]
        if not ends:
            return [(start, end)]
        lists = [(start, ends[0].start())]
        numbered = next_number(text, ends[0].end(), end, self._list) if _enumerated(text, start, end) else None
        if numbered is not None:
            return [*lists, *self._up_to_end(text, numbered, end)]
        low = _next_word(text, ends[0].end(), end)
        low = self._words["head"].skip(text, low, end)
        if self._words["contrast"].whole(text, *ends[0].span()) and self._condition_follows(text, low, end):
            lists += [place for place in self._up_to_end(text, low, end)[:1] if self._is_member(text, *place)]
        return lists

    def _is_member(self, text: str, start: int, end: int) -> bool:
        """Whether a condition is named, and nothing that a diagnosis does not have."""
        named = self._words["condition"].first(text, start, end)
        return named is not None and self._words["no_member"].first(text, start, end) is None

    def _is_no_end(self, text: str, stop: re.Match[str], end: int) -> bool:
        return text[stop.start() - 1] == "(" or self._is_stray(text, stop, end) or self._is_aside(text, stop.start(), end)

    def _is_aside(self, text: str, start: int, end: int) -> bool:
        """Whether words only tell the place of a member, after which the list goes on: "numbness noted in both hands, gout"."""
        aside = self._words["aside"].at(text, start, end)
        comma = text.find(", ", aside.end(), end) if aside is not None else -1
        if aside is None or comma < 0 or text[:start].endswith((", ", "; ")):
            return False
        further = _next_member(text, comma, end)
        if further is None or not is_fragment(text[aside.end() : comma], self._list):
            return False
        return self._condition_follows(text, further, min(end, further + _MEMBER_CHARACTERS))

    def _is_stray(self, text: str, stop: re.Match[str], end: int) -> bool:
        """Whether a verb in front of a member was left in its list: "gout, is lumbar strain, and asthma"."""
        if not text[: stop.start()].endswith((", ", "; ")) or not self._words["stray"].whole(text, *stop.span()):
            return False
        comma = text.find(",", stop.end(), end)
        return self._condition_follows(text, stop.end(), comma if comma >= 0 else end)

    def _further_sentences(self, text: str, sentences: Sequence[Range]) -> Iterable[Range]:
        """The sentences that are members of a list themselves: "Diagnoses: Gout. Lumbar strain." """
        for start, end in sentences:
            if self._words["denied"].ending(text, start, end) is not None:  # "Neuropathy: none."
                continue
            is_member = end - start <= _MEMBER_CHARACTERS and ":" not in text[start:end]
            if not is_member or self._words["end"].first(text, start, end) or not self._is_member(text, start, end):
                return
            yield start, end


def _next_member(text: str, start: int, end: int) -> int | None:
    """Where a list goes on after a date: after a comma, semicolon or "and"."""
    for mark in (", and ", ", ", "; ", " and "):
        if text.startswith(mark, start) and start + len(mark) < end:
            return start + len(mark)
    return None


def _next_word(text: str, start: int, end: int) -> int:
    while start < end and not text[start].isalnum():
        start += 1
    return start


def _enumerated(text: str, start: int, end: int) -> bool:
    """Whether a range begins with the number of a list: "1. Gout"."""
    head = text[start : min(end, start + 6)].lstrip(" (:").split(" ")[0]
    return head.rstrip(".)").isdigit() and head[-1:] in ".)" and len(head) <= 3


def _number_at_end(text: str, start: int, end: int) -> bool:
    """Whether the number of the next member ends a sentence: "1. Gout 2."."""
    last = text[start:end].rstrip().rpartition(" ")[2]
    return last.rstrip(".)").isdigit() and last[-1:] in ".)"
