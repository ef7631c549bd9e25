"""Conditions that a clinical case summary presents as diagnoses.

The words that lead to a list of diagnoses are the DIAGNOSIS_LEAD rows of patterns/case.jsonl. Start with
`DiagnosisReader.read`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from imr_nlp.readers.coordination import ListWords, is_fragment, split_list
from imr_nlp.rules.load import compile_pattern

Range = tuple[int, int]
_ENUMERATOR = re.compile(r"\W*\(?\d{1,2}[.)]\s")
_NUMBER_AT_END = re.compile(r"[a-z)]\s\d{1,2}[.)]\s*$")
_LEADING = re.compile(
    r"(?:an?|the|having|of|also|as well as|as|including|include[sd]?|his|her|to\s+be|to\s+have)\s+"
    r"|[\"'\[(*\u2022-]+\s*(?=\w)"
)
_ENDS_OF_CODES = frozenset(")]0123456789abcdefghijklmnopqrstuvwxyz")
_PERSON = re.compile(r"\W*(?:he|she|they|it|the\s+(?:patient|claimant|applicant|(?:injured\s+)?worker)|iw|mr|ms|mrs)\b")
_BEFORE_BEHIND, _BEHIND = 30, 15
_BEFORE_CHARACTERS = 90
_LIST_CHARACTERS = 2000


class _Lead(NamedTuple):
    anchor: str
    pattern: re.Pattern[str]
    before: re.Pattern[str] | None
    not_before: re.Pattern[str] | None


class DiagnosisReader:
    """Reads lists of diagnoses.

    leads (Sequence[dict]): DIAGNOSIS_LEAD rows.
    patterns (Mapping[str, re.Pattern]): compiled CASE_PATTERN rows by id.
    fragments (Mapping[str, str]): fragments that the rows use.
    words (ListWords): the words that decide how a list is split.
    """

    def __init__(
        self,
        leads: Sequence[dict[str, Any]],
        patterns: Mapping[str, re.Pattern[str]],
        fragments: Mapping[str, str],
        words: ListWords,
    ) -> None:
        def optional(row: dict[str, Any], key: str) -> re.Pattern[str] | None:
            return compile_pattern({**row, "pattern": row[key]}, fragments) if key in row else None

        self._leads = [
            _Lead(row["anchor"], compile_pattern(row, fragments), optional(row, "before"), optional(row, "not_before"))
            for row in leads
        ]
        self._end = patterns["end of diagnoses"]
        self._none = patterns["no diagnosis"]
        self._behind = patterns["diagnosed behind"]
        self._condition = patterns["conditions in front"]
        self._head, self._tail = patterns["head of a diagnosis"], patterns["end of a diagnosis"]
        self._words = words

    def read(self, text: str, sentences: Sequence[Range]) -> list[tuple[int, int, int]]:
        """The diagnoses of a text.

        text (str): text in lower case.
        sentences (Sequence[tuple[int, int]]): offsets of its sentences, in order.
        RETURNS (list[tuple[int, int, int]]): both offsets of each and where its list begins, in order; a diagnosis told
            twice once.
        """
        lists = sorted(self._lists(text, sentences))
        found: dict[str, tuple[int, int, int]] = {}
        reach = 0
        for start, end in lists:
            if start < reach:
                continue
            reach = end
            for a, b in split_list(text[start:end], self._words):
                a, b = a + start, b + start
                a, b = self._bare(text, a, b)
                if a < b and not is_fragment(text[a:b], self._words):
                    found.setdefault(re.sub(r"\W+", "", text[a:b]), (a, b, start))
        return list(found.values())

    def _bare(self, text: str, start: int, end: int) -> Range:
        """A diagnosis without articles, codes of the International Classification of Diseases and what is told beside it."""
        while (word := _LEADING.match(text, start, end) or self._head.match(text, start, end)) is not None:
            start = word.end()
        code = self._tail.search(text, start, end) if text[end - 1] in _ENDS_OF_CODES else None
        return start, end if code is None else max(start, code.start())

    def _lists(self, text: str, sentences: Sequence[Range]) -> list[Range]:
        starts = [start for start, _ in sentences]
        lists = []
        place = text.find("diagnos")
        while place >= 0:  # "gout and bursitis have been diagnosed"
            match = self._behind.search(text, max(0, place - _BEFORE_BEHIND), place + _BEHIND)
            n = bisect_right(starts, place) - 1
            if match is not None and match.start() <= place < match.end() and n >= 0:
                front = self._condition.match(text, starts[n], match.start())
                if front is not None and _PERSON.match(text, starts[n], match.start()) is None:
                    lists.append((starts[n], match.start()))
            place = text.find("diagnos", place + 1)
        for lead in self._leads:
            place = text.find(lead.anchor)
            while place >= 0:
                match = lead.pattern.match(text, place)
                n = bisect_right(starts, place) - 1
                if match is not None and n >= 0 and self._leads_to_list(text, lead, match, sentences[n][0]):
                    lists.append((match.end(), self._list_end(text, match.end(), n, sentences)))
                place = text.find(lead.anchor, place + len(lead.anchor))
        return [(start, end) for start, end in lists if start < end]

    def _leads_to_list(self, text: str, lead: _Lead, match: re.Match[str], sentence_start: int) -> bool:
        low = max(sentence_start, match.start() - _BEFORE_CHARACTERS)
        before = text[low : match.start()]
        if lead.before is not None and lead.before.search(before) is None:
            return False
        if lead.not_before is not None and lead.not_before.search(before) is not None:
            return False
        rest = re.compile(r"\W*").match(text, match.end())
        return self._none.match(text, rest.end() if rest else match.end()) is None

    def _list_end(self, text: str, start: int, n: int, sentences: Sequence[Range]) -> int:
        end = sentences[n][1]
        if start >= end:  # "Diagnoses:" was a sentence of its own
            return start
        if _ENUMERATOR.match(text, start, end):
            # The number of the next one may end the sentence: "1. Gout 2. Asthma".
            while n + 1 < len(sentences) and (
                _ENUMERATOR.match(text, *sentences[n + 1]) or _NUMBER_AT_END.search(text[max(start, end - 8) : end])
            ):
                n += 1
                end = sentences[n][1]
        end = min(end, start + _LIST_CHARACTERS)
        stop = self._end.search(text, start, end)
        return stop.start() if stop else end
