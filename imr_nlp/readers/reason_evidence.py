"""The clause that is shown for a reason: readable by itself from its beginning, and short."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from imr_nlp.readers.reason_rows import ClauseEdge
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Range
from imr_nlp.rules.schema import Row
from imr_nlp.text.clauses import ClauseReader
from imr_nlp.text.edges import end_before, past

MAX_WORDS = 30
_WORD = re.compile(r"\S+")
# Where a member of a list ends and the next begins.
MEMBER = re.compile(r", |; | and/or | and | or | as well as | nor |/|\) ")
_LEADING_MARKS, _TAIL_MARKS = " ,;:", " .,;:"
# Words that lead a phrase.
_LEADS = ("preposition", "complement", "subordinator", "contrast")


class Evidence:
    """Shortens clauses, by CLAUSE_EDGE rows.

    rows (Iterable[Row]): CLAUSE_EDGE and WORD_CLASS rows; others are passed over.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self._clauses = ClauseReader(rows)
        edges = select(rows, ClauseEdge)
        leads = sorted((term for row in edges if row.side == "start" for term in row.terms), key=len, reverse=True)
        self._lead = re.compile(rf"(?:(?:{'|'.join(map(re.escape, leads))})\b[,:]? +)*")
        self._tail_words = frozenset(term for row in edges if row.side == "end" for term in row.terms)
        self._next_words = [f", {term}" for row in edges if row.side == "next" for term in row.terms]

    def shortened(self, text: str, start: int, end: int, core: Range) -> Range:
        """A clause without the words that lead to it and the marks after it, of at most MAX_WORDS words.

        text (str): the letter in lower case.
        start (int): offset at which the clause begins.
        end (int): offset after it.
        core (tuple[int, int]): offsets of the words that show the reason.
        """
        start = past(text, _LEADING_MARKS, start, core[0])
        lead = self._lead.match(text, start, end)
        if lead is not None and lead.end() <= core[0]:
            start = lead.end()
        end = min((place for term in self._next_words if (place := text.find(term, core[1], end)) >= 0), default=end)
        if text.count(" ", start, end) >= MAX_WORDS:
            start, end = self._cut(text, start, end, core)
        while True:
            end = end_before(text, end, _TAIL_MARKS, start)
            word = text.rfind(" ", start, end) + 1
            if word <= start or text[word:end] not in self._tail_words:
                break
            end = word
        return past(text, _LEADING_MARKS, start, end), end

    def _cut(self, text: str, start: int, end: int, core: Range) -> Range:
        """At most MAX_WORDS words of a clause, rather a member of a list or a phrase less than half of one."""
        words = [match.start() for match in _WORD.finditer(text, start, end)]
        if len(words) <= MAX_WORDS:
            return start, end
        first = max(0, bisect_right(words, core[0]) - 1) if core[1] > words[MAX_WORDS] else 0
        is_cut = first + MAX_WORDS < len(words)
        end = words[first + MAX_WORDS] if is_cut else end
        ends = [match.start() for match in MEMBER.finditer(text, core[1], end) if not text[match.end()].isdigit()]
        if ends:
            return words[first], ends[-1]
        return words[first], self._phrase_end(text, core[1], end) if is_cut else end

    def _phrase_end(self, text: str, start: int, end: int) -> int:
        """Where the last phrase of a range begins, which prepositions or conjunctions lead ("the time | in which such")."""
        tokens = self._clauses.tokens(text, start, end) if start < end else []
        leads = [token.word_class in _LEADS for token in tokens]
        last = max((n for n, is_lead in enumerate(leads) if is_lead), default=None)
        if last is None:
            return end
        while last and leads[last - 1]:
            last -= 1
        return tokens[last].start


def begins_member(text: str, place: int) -> bool:
    """Whether a further member of a list begins at a place ("lack of findings, lack of red flags")."""
    return any(match.end() == place for match in MEMBER.finditer(text, max(0, place - 12), place))


def is_predicate(text: str, start: int, end: int) -> bool:
    """Whether what follows a range is the predicate of its clause: "no note suggesting it was" "unclear"."""
    return text[start:end].split()[-1:] in (["is"], ["are"], ["was"], ["were"], ["be"])
