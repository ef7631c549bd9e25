"""Where sentences and clauses begin: one splitting for all readers.

The words that decide are rows (patterns/sentences.jsonl): ABBREVIATION, after whose full stop no sentence ends,
SENTENCE_START, with which one may begin after an initial, LETTERED_WORD, after which a letter is no initial. Start with
`SentenceSplitter`.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from string import digits

from imr_nlp.rules.ruleset import Range
from imr_nlp.rules.schema import Abbreviation, LetteredWord, Row, SentenceStart

# After the mark a blank and then no small letter; or no blank, which extractors lose, and a word that begins with a capital.
_BOUNDARY = re.compile(
    r"[.?!][\"')\]]*(?: (?:[-*\u2022o] )?(?=[^a-z ]|www\.|https?:)|(?=[A-Z][a-z]+[ ,]|A )|(?<=[a-z].)(?=\d[.)] ?[A-Z]))"
)
# An aside that no sentence begins with: "P.T. (2 x 4)", "acup. (12 visits)".
_ASIDE = re.compile(r"\(\d{1,3} ?[a-z]")
_LONGEST_WORD = 24
# Letters have none of half that length.
LONGEST_SENTENCE = 2_000
# What stands in front of the number of a list, a blank between them or none; before the first there may be others.
_BEFORE_NUMBER = (".", ";", ",", "?", "!", ")")
_WORD_BEFORE_NUMBER, _WORDS_BEFORE_FIRST = frozenset(("and",)), frozenset(("and", "for", "following", "include"))
_HIGHEST_NUMBER = 20


@dataclass(frozen=True)
class SentenceSplitter:
    """Splits a text into sentences.

    abbreviations (frozenset[str]): words in lower case, without the full stop, after which no sentence ends.
    before_numbers (frozenset[str]): the same in front of a number or "#" ("no. 3", "mg. #60").
    starts (frozenset[str]): words in lower case with which a sentence may begin after an initial ("left L. The").
    lettered (frozenset[str]): words in lower case that a letter completes ("plan B.").
    forms (frozenset[str]): words in lower case that follow a unit in its sentence ("mg. Cap. #60").
    """

    abbreviations: frozenset[str] = frozenset()
    before_numbers: frozenset[str] = frozenset()
    starts: frozenset[str] = frozenset()
    lettered: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()

    @staticmethod
    def from_rows(rows: Iterable[Row]) -> SentenceSplitter:
        """From rows of these three labels; others are passed over. The same rows give the same splitter."""
        rows = list(rows)
        words = [row for row in rows if isinstance(row, Abbreviation)]
        return _shared(
            frozenset(term.lower() for row in words if not row.before_number for term in row.terms),
            frozenset(term.lower() for row in words if row.before_number for term in row.terms),
            frozenset(term.lower() for row in rows if isinstance(row, SentenceStart) for term in row.terms),
            frozenset(term.lower() for row in rows if isinstance(row, LetteredWord) for term in row.terms),
            frozenset(term.lower() for row in words if row.after_unit for term in row.terms),
        )

    def starts_in(self, text: str) -> list[int]:
        """Offsets, after the first character, at which sentences begin.

        text (str): a text with single blanks, in its own case.
        RETURNS (list[int]): ascending. What has no end for long is cut, so that reading it takes no more than its share.
        """
        starts = [match.end() for match in _BOUNDARY.finditer(text) if self._ends(text, match.start(), match.end())]
        return starts if len(text) <= LONGEST_SENTENCE else _cut(text, starts)

    def _ends(self, text: str, mark: int, following: int) -> bool:
        """Whether the full stop at `mark` ends a sentence; the next would begin at `following`."""
        if text[mark] != ".":
            return True
        if text.startswith("(", following) and _ASIDE.match(text, following):
            return False
        head = text[max(0, mark - _LONGEST_WORD) : mark]
        word = head[head.rfind(" ") + 1 :].lstrip("(\"'[")
        if head[-1:].isdigit() and _is_enumerator(head):  # "2. Asthma", "1.No evidence"
            return False
        if "." in word and all(len(part) == 1 and part.isalpha() for part in word.split(".")):  # Y.M.C.A.
            return False
        if len(word) == 1 and word.isupper() and self.starts:  # L. Knee
            before = head[:-2].rpartition(" ")[2].strip("(.").lower()
            named = before in self.lettered and not text[following].isdigit()  # not "Vit. D. 5000 units"
            return named or _first_word(text, following) in self.starts
        word = word.lower()
        if word in self.abbreviations:
            return False
        unit = word.lstrip("0123456789")  # "20mg. #60"
        if unit not in self.before_numbers:
            return True
        return not (text[following].isdigit() or text[following] == "#" or _first_word(text, following) in self.forms)


_shared = lru_cache(maxsize=8)(SentenceSplitter)


def _cut(text: str, starts: list[int]) -> list[int]:
    """The same with further starts, after blanks if there are any, so that no sentence is too long."""
    found: list[int] = []
    for low, high in itertools.pairwise([0, *starts, len(text)]):
        while high - low > LONGEST_SENTENCE:
            blank = text.rfind(" ", low + 1, low + LONGEST_SENTENCE)
            low = blank + 1 if blank > 0 else low + LONGEST_SENTENCE
            found.append(low)
        found.append(high)
    return found[:-1]


def _is_enumerator(head: str) -> bool:
    """Whether a text ends in the number of a list."""
    before = head.rstrip(digits)
    number = head[len(before) :]
    if len(number) > 2 or not number.isdecimal() or int(number) > _HIGHEST_NUMBER:
        return False
    before = before.removesuffix("(")
    words = _WORDS_BEFORE_FIRST if number == "1" else _WORD_BEFORE_NUMBER
    if before.endswith(" ") and before[before.rfind(" ", 0, -1) + 1 : -1] in words:
        return True
    before = before.removesuffix(" ")
    return not before or before.endswith(_BEFORE_NUMBER) or (number == "1" and before.endswith(":"))


def _first_word(text: str, start: int) -> str:
    end = text.find(" ", start, start + _LONGEST_WORD)
    return text[start : end if end >= 0 else len(text)].strip(" .,;:\"'()[]").lower()


def split(starts: list[int], start: int, end: int) -> list[Range]:
    """The sentences of a range, of which the first begins at `start`; no blank stands at their ends.

    starts (list[int]): where sentences begin in the whole text.
    """
    inside = starts[bisect_right(starts, start) : bisect_left(starts, end)]
    edges = [start, *inside, end]
    return [(low, high) for low, high in itertools.pairwise(edges) if low < high]
