"""What a cue covers: negation, doubt, past, condition, another person, a guideline, an allergy.

Reads one sentence in lower case. The words are rows (patterns/scope.jsonl):

- CUE: what says something of a mention: its `kind`, its `direction` and how far it goes (`reach`);
- PSEUDO_CUE: what looks like a cue and is none ("not only");
- CUE_KIND: what ends the scope of a kind;
- CUE_END: further wordings that end a scope.

Clauses are those of `imr_nlp.text.clauses`. Start with `ScopeReader.read`. Every reader asks it, none negates by itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import ClassVar, NamedTuple, cast

from imr_nlp.rules.fragments import fragments_in, fragments_of
from imr_nlp.rules.ruleset import Match, Range, RuleSet, longest
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_scope import CueEnd, CueKind, CueRow, PseudoCue
from imr_nlp.text.clauses import VERBS, ClauseBoundary, ClauseReader, Token, WordClass
from imr_nlp.text.memo import LastText
from imr_nlp.text.parentheses import nested_parentheses

NEGATED = "negated"
# What ends a list after a label ("Discontinued: A, B").
_LABEL_ENDS = frozenset(("label", "claimant"))
# Words between a cue and the colon of its label.
_LABEL_WORDS = 4
# What joins as "and" does.
_AS_WELL_AS = ("as", "well", "as")
# With these the subject of a clause begins.
_SUBJECTS = ("determiner", "pronoun", "dummy", "claimant")
# How many words and marks stand at most between a cue and the "that" it governs.
_GOVERNED_WORDS = 14
# What in parentheses speaks of the words in front of them ("Norco (which was stopped)").
_STANDS_FOR = (*VERBS, "pronoun", "dummy", "adverb", "subordinator", "preposition", "contrast")


class Cue(NamedTuple):
    """A cue in a sentence.

    kind (str): what it says.
    start (int): offset of its first character.
    end (int): offset after it.
    scope (tuple[Range, ...]): what it covers.
    row (CueRow): its row.
    """

    kind: str
    start: int
    end: int
    scope: tuple[Range, ...]
    row: CueRow

    def covers(self, start: int, end: int) -> bool:
        """Whether it says something of a mention, which may begin or end with the cue itself ("possible gout")."""
        begins, ends = self.start <= start + 1, self.end >= end - 1
        return (begins or ends) and any(low < end and start < high for low, high in self.scope)


class Scopes:
    """The cues of a sentence, in order."""

    def __init__(self, cues: list[Cue]) -> None:
        self.cues = cues

    def covering(self, start: int, end: int) -> list[Cue]:
        """The cues that cover a mention, and those that cover one of these cues."""
        return [self.cues[place] for place in self._places(start, end, by_negations=False)]

    @cached_property
    def _over(self) -> list[int]:
        """Of each cue the negations that cover it, as bits at their places."""
        negations = [(1 << place, cue) for place, cue in enumerate(self.cues) if cue.kind == NEGATED]
        return [
            sum(bit for bit, other in negations if other is not cue and other.covers(cue.start, cue.end)) for cue in self.cues
        ]

    def _places(self, start: int, end: int, *, by_negations: bool) -> list[int]:
        """Of the cues that cover a mention, and of the negations over these (or over the negations of them), and so on."""
        found = sum(1 << place for place, cue in enumerate(self.cues) if cue.covers(start, end))
        waiting = found
        while waiting:
            place = waiting.bit_length() - 1
            waiting ^= 1 << place
            if not by_negations or self.cues[place].kind == NEGATED:
                waiting |= self._over[place] & ~found
                found |= self._over[place]
        return [place for place in range(found.bit_length()) if found >> place & 1]

    def negated(self, start: int, end: int) -> bool:
        """Whether an odd number of negations covers a mention: "it is not true that it is not so" affirms."""
        return sum(self.cues[place].kind == NEGATED for place in self._places(start, end, by_negations=True)) % 2 == 1

    def kinds(self, start: int, end: int) -> frozenset[str]:
        """What is said of a mention, as kinds of CUE rows; what is itself denied ("no history of") is left out."""
        if not self.cues:
            return frozenset()
        places = self._places(start, end, by_negations=True)
        negations = [place for place in places if self.cues[place].kind == NEGATED]
        kinds = {
            self.cues[place].kind
            for place in places
            if self.cues[place].kind != NEGATED and self._over[place].bit_count() % 2 == 0
        }
        return frozenset(kinds | {NEGATED}) if len(negations) % 2 else frozenset(kinds)


_NO_SCOPES = Scopes([])


class _Wordings:
    """The rows ready for use, by identity: readers of the same rows share them."""

    def __init__(self, rows: tuple[Row, ...], fragments: tuple[tuple[str, str], ...]) -> None:
        cues = [row for row in rows if isinstance(row, CueRow | PseudoCue)]
        self.cues: RuleSet[CueRow | PseudoCue] = RuleSet(cues, dict(fragments))
        self.cue_ends = RuleSet([row for row in rows if isinstance(row, CueEnd)], dict(fragments))
        self.ends: dict[str, frozenset[str]] = {row.id: frozenset(row.ends) for row in rows if isinstance(row, CueKind)}


_wordings = lru_cache(maxsize=8)(_Wordings)


def _used_fragments(rows: Iterable[Row], fragments: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The fragments that rows name; a component may have further ones."""
    keys = ("pattern", "not_before", "not_after", "unless")
    named = {name for row in rows for key in keys for name in fragments_in(getattr(row, key, None))}
    return tuple((name, fragments[name]) for name in sorted(named & fragments.keys()))


_last = LastText()


class ScopeReader:
    """Finds cues and what they cover, by the rows of patterns/scope.jsonl and clauses.jsonl."""

    # The classes of rows that it uses: part of the `row_types` of a component.
    row_types: ClassVar[tuple[type[Row], ...]] = (CueRow, PseudoCue, CueKind, CueEnd, WordClass)

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        own = tuple(row for row in rows if isinstance(row, CueRow | PseudoCue | CueKind | CueEnd))
        self._wordings = _wordings(own, _used_fragments(own, fragments_of(rows)))
        self._clauses = ClauseReader(rows)

    def read(self, text: str, sentence: Range) -> Scopes:
        """The cues of a sentence of a text in lower case with what they cover; those of the last text are remembered."""
        found: Scopes | None = _last.values(text).get((self._wordings, sentence))
        return self.read_all(text, [sentence])[0] if found is None else found

    def read_all(self, text: str, sentences: Sequence[Range]) -> list[Scopes]:
        """The same for several sentences, ascending, after one search."""
        values, wordings = _last.values(text), self._wordings
        new = [place for place in sentences if (wordings, place) not in values]
        for place, matches in zip(new, wordings.cues.find_in(text, new), strict=True):
            values[wordings, place] = self._scopes(text, place, matches)
        return [values[wordings, place] for place in sentences]

    def _scopes(self, text: str, sentence: Range, found: list[Match[CueRow | PseudoCue]]) -> Scopes:
        if not found:
            return _NO_SCOPES
        cues = cast("list[Match[CueRow]]", [match for match in longest(found) if isinstance(match.row, CueRow)])
        if not cues:
            return _NO_SCOPES
        ends = self._wordings.cue_ends.find(text, *sentence)
        parentheses = nested_parentheses(text, *sentence)
        reading = _Sentence(sentence, *self._clauses.sentence(text, *sentence), ends, parentheses, self._wordings.ends)
        return Scopes(reading.cues(cues))


class _Sentence(NamedTuple):
    """A sentence with what may end a scope in it."""

    place: Range
    tokens: list[Token]
    starts: list[int]
    boundaries: list[ClauseBoundary]
    wordings: list[Match[CueEnd]]
    parentheses: list[Range]
    ends: Mapping[str, frozenset[str]]

    def cues(self, found: list[Match[CueRow]]) -> list[Cue]:
        """The cues with their scopes."""
        cues = []
        further = [match.start for match in found if match.row.kind == NEGATED and self._joined(match)]
        inability = self._inability(found)
        for match in found:
            if match.row.needed and match.start == self.place[0] < inability:
                continue
            scope: list[Range] = []
            low, high = self._aside(match)
            if match.row.direction != "forward":
                start, end = self._backward(match)
                scope.append((max(start, low), end))
            if match.row.direction != "backward" or (match.row.kind == NEGATED and self._that(match) is not None):
                following = further[bisect_right(further, match.start) :][:1]
                start, end = self._forward(match, following)
                scope.append((start, min(end, high)))
            ranges = tuple(place for place in scope if place[0] < place[1])
            cues.append(Cue(match.row.kind, match.start, match.end, ranges, match.row))
        return cues

    def _aside(self, cue: Match[CueRow]) -> Range:
        """What the scope of a cue in parentheses may reach: backward it leaves them unless its subject is in them."""
        low, high = self.place
        for start, end in self.parentheses:
            if start < cue.start and cue.end < end:
                first = self.tokens[self._token_at(start + 1)]
                low, high = first.start if first.start < cue.start and first.word_class not in _STANDS_FOR else low, end - 1
        return low, high

    def _inability(self, found: list[Match[CueRow]]) -> int:
        """The offset of the last word by which the claimant cannot do something; -1 where there is none."""
        persons = [boundary.start for boundary in self.boundaries if boundary.kind == "claimant"]
        return max((match.start for match in found if match.row.inability and persons and persons[0] < match.start), default=-1)

    def _token_at(self, offset: int) -> int:
        """The place of the first token that begins at an offset or after it."""
        return bisect_left(self.starts, offset)

    def _forward(self, cue: Match[CueRow], following: list[int]) -> Range:
        kind, start = cue.row.kind, cue.end
        colon = self._label_colon(cue)
        if colon is not None:
            start, ends = colon, _LABEL_ENDS
        else:
            ends = self.ends.get(kind, frozenset())
        limits = [self.place[1]]
        if cue.row.reach == "member":
            after = islice(self.tokens, self._token_at(start + 1), None)
            limits += _first(token.start for token in after if _separates(token))
        that = self._that(cue) if colon is None else None
        first = start if that is None else max(start, self.tokens[that].start)
        # A subject right after the cue is what it speaks of ("unclear if he takes").
        limits += _first(
            b.end
            for b in self.boundaries
            if b.end >= first and b.start > start + 1 and b.kind in ends and cue.start >= b.since
            if that is None or not self._goes_on(that, b)
        )
        if cue.row.phrase and colon is None:
            limits += self._verb_after(start)
        if colon is None:
            limits += _first(_end(match) for match in self.wordings if match.start >= first and _ends(match.row, cue.row))
            limits += following if kind == NEGATED else []
        return start, min(limits)

    def _that(self, cue: Match[CueRow]) -> int | None:
        """The place of the "that" whose clause a cue governs, also after an aside ("not shown, in my opinion, that")."""
        first, aside = self._token_at(cue.start if cue.row.direction == "forward" else cue.end), False
        for place in range(first, min(first + _GOVERNED_WORDS, len(self.tokens))):
            token = self.tokens[place]
            if aside:
                if token.text == ",":
                    return place + 1 if self._class(place + 1) == "complement" else None
                if token.word_class == "complement":
                    return None
            elif token.word_class == "complement":
                return None if any(cue.end <= b.end and b.start <= token.start for b in self.boundaries) else place
            elif token.text == ",":
                if self._class(place + 1) in ("coordinator", "contrast"):
                    return None
                aside = True
            if token.text in ";:()":
                return None
        return None

    def _class(self, place: int) -> str:
        return self.tokens[place].word_class if place < len(self.tokens) else ""

    def _goes_on(self, that: int, boundary: ClauseBoundary) -> bool:
        """Whether a further verb belongs to the subject of a that-clause ("that the brace helps and is needed")."""
        if boundary.kind not in VERBS:
            return False
        last = self._token_at(boundary.end)
        first = self.tokens[that + 1].word_class if that + 1 < last else ""
        return first in _SUBJECTS or any(token.word_class in VERBS for token in self.tokens[that + 2 : last])

    def _label_colon(self, cue: Match[CueRow]) -> int | None:
        """The offset after the colon of the label that the cue stands in."""
        first = self._token_at(cue.end)
        words = self.tokens[first : first + _LABEL_WORDS + 1]
        for number, token in enumerate(words):
            if token.text == ":":
                following = words[number + 1].start if number + 1 < len(words) else token.end + 1
                return token.end if following > token.end else None
            if token.text in ",;()" or token.word_class in VERBS:
                return None
        return None

    def _verb_after(self, start: int) -> list[int]:
        """Where the verb begins that the phrase before it is the subject of, with the comma in front; at most one offset."""
        last = None
        for token in islice(self.tokens, self._token_at(start), None):
            if token.word_class in ("complement", "subordinator"):
                return []
            if token.word_class in VERBS:
                return [last.start if last is not None and last.text == "," else token.start]
            last = token
        return []

    def _joined(self, cue: Match[CueRow]) -> bool:
        """Whether a negation is a further one ("no rash and no fever", "nor") and none inside the one before it."""
        if cue.row.continues:
            return True
        before = self._token_at(cue.start) - 1
        return before >= 0 and (self.tokens[before].text in (",", "with") or self.tokens[before].word_class == "coordinator")

    def _backward(self, cue: Match[CueRow]) -> Range:
        before = self.tokens[: self._token_at(cue.start)]
        if before and before[-1].end > cue.start:
            before.pop()
        end = cue.start
        relative = False
        while before and before[-1].text in ("which", "that", "who", "of", "all", "both", "each", "(", ",", "-"):
            relative = relative or before[-1].text in ("which", "that", "who")
            end = before.pop().start
        if cue.row.reach in ("member", "label"):
            start = self._member_start(before, by_mark=cue.row.reach == "label")
            return max([start, *(b.start for b in self.boundaries if b.kind == "label" and b.start < end)]), end
        kinds = self.ends.get(cue.row.kind, frozenset()) | {"claimant", "label"}
        start = max((b.start for b in self.boundaries if b.start < end and b.kind in kinds), default=self.place[0])
        if cue.row.reach == "subject":
            last = max((token.end for token in before if token.text == ":"), default=start)
            start = max(start, last)
            if relative and not _is_plural(self.tokens, cue):
                return self._member_start(before, by_mark=False), end
            members = [token for token in before if token.start >= start]
            joined = any(token.word_class == "coordinator" for token in members) or _has(members, _AS_WELL_AS)
            if not joined and not _is_plural(self.tokens, cue) and end == cue.start:
                start = max([start, *(token.end for token in members if token.text == ",")])
        return start, end

    def _member_start(self, before: list[Token], *, by_mark: bool) -> int:
        """Where the member of a list begins that ends with `before`; "#60" in "Norco 10 mg, #60" is none of its own."""
        start = before[-1].end if before else self.place[0]
        named = False
        for token in reversed(before):
            mark = token.text in ",;:.("
            if mark or (not by_mark and (token.word_class in ("coordinator", *VERBS))):
                if named or token.text != ",":
                    return token.end
                continue
            start = token.start
            named = token.text[0].isalpha() and len(token.text) > 2
        return start


def _first(offsets: Iterable[int]) -> list[int]:
    """The first one, if there is one."""
    return list(islice(offsets, 1))


def _has(tokens: Sequence[Token], words: tuple[str, ...]) -> bool:
    """Whether words follow each other among tokens."""
    texts = tuple(token.text for token in tokens)
    return any(texts[n : n + len(words)] == words for n, text in enumerate(texts) if text == words[0])


def _separates(token: Token) -> bool:
    return token.text in ",;:()" or token.word_class == "coordinator"


def _ends(row: CueEnd, cue: CueRow) -> bool:
    return cue.kind in row.kinds and (not row.cues or cue.id in row.cues)


def _end(match: Match[CueEnd]) -> int:
    return match.end if match.row.after else match.start


def _is_plural(tokens: list[Token], cue: Match[CueRow]) -> bool:
    return any(token.word_class == "plural_verb" for token in tokens if cue.start <= token.start < cue.end)
