"""Many rows, one pass over a text: `RuleSet` finds terms and patterns.

One Aho-Corasick automaton holds the terms of the rows and the literals that their patterns need (`imr_nlp.rules.literals`).
A pattern is tried only in ranges (sentences) that have one of its literals. Texts are in lower case with single blanks, as
`LetterText.lower` is. Nothing is compiled before it is needed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar

import ahocorasick
from typing_extensions import NamedTuple  # generic ones, in Python 3.10 too

from imr_nlp.normalize import collapse
from imr_nlp.rules.expressions import compiled, fault
from imr_nlp.rules.fragments import INSIDE_WORD, bounded, expand, following, preceding
from imr_nlp.rules.literals import MIN_LITERAL, Literals, literals_of
from imr_nlp.rules.schema import Row

_inside_word = re.compile(INSIDE_WORD).match
R = TypeVar("R", bound=Row)
Range = tuple[int, int]
# Start, number of the rule, end below zero, and the match of its pattern: the first three in the order in which they count, of
# one rule the longest first.
Found = tuple[int, int, int, "re.Match[str] | None"]
_in_order = itemgetter(0, 1, 2)

# How far in front of a match `not_before` looks.
BEFORE_CHARACTERS = 80
# What has a meaning of its own in an expression, but for "|".
_MARKS = frozenset("\\.^$*+?{}[]()")
# So many beginnings of a pattern are looked for faster one by one than by the pattern itself.
_FEW_LEADS = 6


class Match(NamedTuple, Generic[R]):
    """A place where a row matches.

    row (Row): the row.
    start (int): offset of the first character.
    end (int): offset after the last.
    match (re.Match | None): for its groups, where the row has a pattern.
    """

    row: R
    start: int
    end: int
    match: re.Match[str] | None = None

    def group(self, name: str) -> str | None:
        """A group of the pattern; None where it has no such group or the group took no part."""
        if self.match is None or name not in self.match.re.groupindex:
            return None
        found: str | None = self.match[name]
        return found

    def span(self, name: str) -> Range | None:
        """Start and end of a group of the pattern; None where `group` is None, or it is empty."""
        if self.match is None or name not in self.match.re.groupindex:
            return None
        start, end = self.match.span(name)
        return (start, end) if start < end else None


class _Rule(Generic[R]):
    """A row with its expressions, compiled at first use."""

    def __init__(self, row: R, fragments: Mapping[str, str]) -> None:
        self.row = row
        self._fragments = fragments
        self.leads: tuple[str, ...] = ()  # where alone the pattern is tried, if there are some
        self.others: tuple[tuple[str, ...], ...] = ()  # of each a match has one, which is found faster than the pattern
        self.not_before = self._optional("not_before")
        self.not_after = self._optional("not_after")
        self.unless = self._optional("unless")
        self.is_restricted = not (self.not_before is self.not_after is self.unless is None)

    def _optional(self, key: str) -> str | None:
        text: str | None = getattr(self.row, key, None)
        return None if text is None else expand(self.row, text, self._fragments)

    @cached_property
    def literals(self) -> Literals:
        try:
            return literals_of(self.expression)
        except re.error as error:
            raise fault(self.row, error) from error

    @cached_property
    def expression(self) -> str:
        return expand(self.row, getattr(self.row, "pattern", None) or "", self._fragments)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        # Where a match may begin is looked at afterwards: an expression that begins with a literal is found faster. One that
        # may begin with anything is tried at words only.
        start = rf"(?!{INSIDE_WORD})" if self.literals.begins_anyhow else ""
        return compiled(rf"{start}(?:{self.expression})(?!{INSIDE_WORD})", self.row)

    @cached_property
    def _endings(self) -> tuple[str, ...]:
        """With one of these ends what `not_before` matches."""
        text = self.not_before or ""
        words = text.removeprefix("(?:").removesuffix(")")
        # Most are words, and what repeats has no end: neither need be parsed.
        exact: Iterable[str] | None = words.split("|") if _MARKS.isdisjoint(words) else None
        if exact is None and "*" not in text and "+" not in text:
            exact = literals_of(text).exact
        return ("",) if exact is None else tuple(ending + blank for ending in exact for blank in ("", " "))

    @cached_property
    def _not_before(self) -> re.Pattern[str]:
        return compiled(preceding(self.not_before or ""), self.row)

    @cached_property
    def _not_after(self) -> re.Pattern[str]:
        return compiled(following(self.not_after or ""), self.row)

    @cached_property
    def _unless(self) -> re.Pattern[str]:
        return compiled(bounded(self.unless or ""), self.row)

    def add_matches(self, text: str, low: int, high: int, number: int, found: list[Found]) -> None:
        """Matches of the pattern in a range, added to `found` under the rule's number."""
        for strings in self.others:
            for string in strings:
                if text.find(string, low, high) >= 0:
                    break
            else:
                return
        for lead in self.leads:
            start = text.find(lead, low, high)
            while start >= 0:
                end = start + 1
                if _inside_word(text, start) is None:
                    match = self.pattern.match(text, start, high)
                    if match is not None and match.end() > start:
                        end = match.end()
                        found.append((start, number, -end, match))
                start = text.find(lead, end, high)
        if self.leads:
            return
        search = self.pattern.search
        match = search(text, low, high)
        while match is not None:
            start, end = match.span()
            if end > start and _inside_word(text, start) is None:
                found.append((start, number, -end, match))
            else:
                end = start + 1
            # Past the text's end Python finds what is empty there, again and again.
            match = search(text, end, high) if end <= high else None

    def compile(self) -> None:
        """Compile all expressions now. RAISES (PatternError): one does not compile."""
        _ = self.pattern if self.expression else None
        _ = self._not_before if self.not_before else None
        _ = self._not_after if self.not_after else None
        _ = self._unless if self.unless else None

    def allowed(self, text: str, low: int, start: int, end: int, high: int) -> bool:
        """Whether nothing stands around a match that the row excludes; `low` and `high` are the ends of what is searched."""
        if self.not_before is not None:
            before = text[max(low, start - BEFORE_CHARACTERS) : start]
            if before.endswith(self._endings) and self._not_before.search(before) is not None:
                return False
        if self.not_after is not None and self._not_after.match(text, end, high) is not None:
            return False
        return self.unless is None or self._unless.search(text, low, high) is None


class _Screen(NamedTuple):
    """What the screening pass looks for.

    automaton (Any): finds words, each with its length, the rules that it is a term of, and those that need it; None if there
        are no words.
    always (tuple[int, ...]): rules that are tried in every range.
    """

    automaton: Any
    always: tuple[int, ...]


# What the screening pass saw in one range: terms, and rules to try.
_Seen = tuple[list[Found], set[int]]


class RuleSet(Generic[R]):
    """Rows with `terms` or a `pattern`.

    rows (Iterable[Row]): the rows; where two match at one place, the one above comes first.
    fragments (Mapping[str, str]): what `{{name}}` stands for, see `fragments_of`.
    """

    def __init__(self, rows: Iterable[R], fragments: Mapping[str, str] | None = None) -> None:
        self.rows = list(rows)
        self._rules = [_Rule(row, fragments or {}) for row in self.rows]

    @classmethod
    def joined(cls, sets: Iterable[RuleSet[Any]]) -> RuleSet[Any]:
        """The rows of several sets as one, which finds in one pass what they find in several; expressions are compiled once."""
        found: RuleSet[Any] = cls(())
        for one in sets:
            found.rows += one.rows
            found._rules += one._rules
        return found

    def __bool__(self) -> bool:
        return bool(self.rows)

    def compile(self) -> None:
        """Compile every expression now. RAISES (PatternError): one does not compile."""
        for rule in self._rules:
            rule.compile()

    @cached_property
    def _screen(self) -> _Screen:
        words: dict[str, tuple[list[int], list[int]]] = {}
        always = []
        for number, rule in enumerate(self._rules):
            for term in (*getattr(rule.row, "terms", ()), *getattr(rule.row, "forms", ())):
                words.setdefault(collapse(term.lower()), ([], []))[0].append(number)
            if not rule.expression:
                continue
            literals = rule.literals
            for string in literals.exact or ():
                words.setdefault(string, ([], []))[0].append(number)
            if literals.exact is not None:
                continue
            if literals.needed is None:
                always.append(number)
            for literal in literals.needed or ():
                words.setdefault(literal, ([], []))[1].append(number)
            leads = _shortest(literals.leads or ())
            rule.leads = leads if len(leads) <= _FEW_LEADS else ()
            others = (tuple(sorted(strings, key=len)) for strings in literals.others)
            # The rarest first, without what is looked for anyway; a few beginnings are found as fast as what is short.
            least = MIN_LITERAL if rule.leads else 0
            kept = {one for one in others if set(one) != set(leads) and len(one[0]) >= least}
            rule.others = tuple(sorted(kept, key=lambda one: -len(one[0])))
        entries = {word: (len(word), tuple(terms), tuple(needing)) for word, (terms, needing) in words.items()}
        return _Screen(automaton_of(entries), tuple(always))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Match[R]]:
        """All matches in a range of a text.

        text (str): lower case, single blanks.
        start (int): offset at which the range begins.
        end (int | None): offset after it; None: the text's end.
        RETURNS (list[Match]): ascending by start, then in the order of the rows; matches of one row do not overlap.
        """
        return self.find_in(text, [(start, len(text) if end is None else end)])[0]

    def find_in(self, text: str, ranges: Sequence[Range]) -> list[list[Match[R]]]:
        """All matches in each of several ranges, after one screening pass over the text from the first to the last.

        ranges (Sequence[tuple[int, int]]): ascending, without overlap (sentences).
        RETURNS (list[list[Match]]): for each range its matches, as `find` gives them.
        """
        if not ranges:
            return []
        screen = self._screen
        # Most sentences have nothing that is looked for.
        seen: dict[int, _Seen] = {n: ([], set(screen.always)) for n in range(len(ranges))} if screen.always else {}
        if screen.automaton is not None:
            offset, n, last_range = ranges[0][0], 0, len(ranges) - 1
            low, limit = ranges[0]
            here = seen.get(0)
            # Of a text the automaton makes a copy first, whatever the range: of many ranges that would be time squared.
            for last, (length, terms, needing) in screen.automaton.iter(text[offset : ranges[-1][1]]):
                end = offset + last + 1
                if end > limit:
                    while n < last_range and ranges[n + 1][0] < end:
                        n += 1
                    low, limit = ranges[n]
                    here = seen.get(n)
                    if end > limit:
                        continue
                start = end - length
                if start < low:
                    continue
                if here is None:
                    here = seen[n] = ([], set())
                found, candidates = here
                if needing:
                    candidates.update(needing)
                if terms and is_bounded(text, start, end):
                    found += [(start, number, -end, None) for number in terms]
        return [self._matches(text, place, seen[n]) if n in seen else [] for n, place in enumerate(ranges)]

    def _matches(self, text: str, place: Range, seen: _Seen) -> list[Match[R]]:
        low, high = place
        rules = self._rules
        found, candidates = seen
        for number in candidates:
            rules[number].add_matches(text, low, high, number, found)
        if not found:
            return []
        found.sort(key=_in_order)
        matches = []
        reach: dict[int, int] = {}
        new = tuple.__new__  # a Match at less than half the cost
        for start, number, below, match in found:
            rule, end = rules[number], -below
            if start < reach.get(number, low):
                continue
            # What the row excludes hides what is inside of it, as in a search from left to right.
            reach[number] = end
            if not rule.is_restricted or rule.allowed(text, low, start, end, high):
                matches.append(new(Match, (rule.row, start, end, match)))
        return matches

    def search(self, text: str, start: int = 0, end: int | None = None) -> Match[R] | None:
        """The first match in a range, or None."""
        found = self.find(text, start, end)
        return found[0] if found else None

    def match(self, text: str, start: int = 0, end: int | None = None) -> Match[R] | None:
        """The longest match that begins at `start`, or None."""
        found = [match for match in self.find(text, start, end) if match.start == start]
        return max(found, key=lambda match: match.end, default=None)


def _shortest(leads: Iterable[str]) -> tuple[str, ...]:
    """Beginnings without those that begin with another: "dx" finds the places of "dx list" too."""
    shortest: list[str] = []
    for lead in sorted(leads, key=len):
        if not lead.startswith(tuple(shortest)):
            shortest.append(lead)
    return tuple(shortest)


def longest(found: Sequence[Match[R]]) -> list[Match[R]]:
    """Of matches that overlap the longest; of equal ones the first.

    found (Sequence[Match]): in any order.
    RETURNS (list[Match]): in order of the text.
    """
    if len(found) < 2:
        return list(found)
    return apart(sorted(found, key=lambda match: match.start - match.end))


class _Placed(Protocol):
    """What has a place in a text, which is not empty."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


P = TypeVar("P", bound=_Placed)


def apart(found: Iterable[P]) -> list[P]:
    """Of places that overlap the one that comes first in `found`.

    found (Iterable): matches and the like, the one that counts before the others.
    RETURNS (list): in order of the text.
    """
    kept: list[P] = []
    starts: list[int] = []
    for one in found:
        n = bisect_right(starts, one.start)
        if (n == 0 or kept[n - 1].end <= one.start) and (n == len(kept) or one.end <= kept[n].start):
            starts.insert(n, one.start)
            kept.insert(n, one)
    return kept


def is_bounded(text: str, start: int, end: int) -> bool:
    """Whether no word character touches a range that begins or ends with one."""
    return _inside_word(text, start) is None and _inside_word(text, end) is None


def automaton_of(words: Mapping[str, Any]) -> Any:
    """An automaton for words with a value each, or None if there are none."""
    if not words:
        return None
    automaton = ahocorasick.Automaton()
    for word, value in words.items():
        automaton.add_word(word, value)
    automaton.make_automaton()
    return automaton
