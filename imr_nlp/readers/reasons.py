"""From the parts of a rationale to its reasons: codes with the clause that says so.

The wordings are rows. CONCEPT rows name what reasons are about. Where a concept is denied or not stated (`imr_nlp.rules.scope`)
its REASON row gives the code; of what one absence covers the first concept of each member counts ("no rationale for an MRI"
is a missing rationale). A STATEMENT row is a reason by itself. Reasons are read from reasoning; in guideline text only that
counts which says that the item itself is not recommended. Start with `ReasonReader.read`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from imr_nlp.errors import PatternError
from imr_nlp.readers.reason_evidence import MEMBER, Evidence, begins_member, is_predicate
from imr_nlp.readers.reason_rows import (
    ClauseEdge,
    CommonItemWord,
    Concept,
    ItemName,
    ReachEnd,
    Reason,
    ReasonCode,
    RefusalWord,
    Statement,
    unknown_codes,
)
from imr_nlp.readers.reason_segments import (
    Segment,
    absences,
    clause_of,
    examples_last,
    is_denied,
    is_denied_inside,
    is_only_item,
    longest,
    segment_of,
    without_no,
    words_of,
)
from imr_nlp.readers.roles import GUIDELINE, HISTORY, QUOTATION, REASONING, Part, facts_from
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.ruleset import Match, Range, RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.rules.scope import NEGATED, Cue, ScopeReader
from imr_nlp.text.clauses import ClauseReader

# How many words in front of a statement are looked at for its subject.
_SUBJECT_WORDS = 9
AGAINST, FOR = "against", "for"
_POLARITIES = {None: (AGAINST, FOR), True: (FOR,), False: (AGAINST,)}


class Found(NamedTuple):
    """A reason found.

    start (int): offset of the first character of its clause.
    end (int): offset after the last.
    code (str): its code.
    cue (str): the words that show it.
    concept (str): what is missing or stated; the id of a statement.
    weak (str | None): it counts if its sentence or its rationale gives nothing else.
    sentence (int): number of its sentence.
    cue_start (int): offset of the absence that shows it; -1 where it is stated.
    mention (str): the concept's words; of statements none.
    """

    start: int
    end: int
    code: str
    cue: str
    concept: str
    weak: str | None = None
    sentence: int = -1
    cue_start: int = -1
    mention: str = ""


class ReasonReader:
    """Finds reasons.

    rows (Iterable[Row]): rows of the labels that the module's text names, and FRAGMENT rows.
    """

    # The classes of rows that it uses: part of the `row_types` of a component.
    row_types: ClassVar[tuple[type[Row], ...]] = (
        Concept,
        Reason,
        ReasonCode,
        Statement,
        ReachEnd,
        CommonItemWord,
        ItemName,
        ClauseEdge,
        RefusalWord,
        *ScopeReader.row_types,
    )

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        fragments = fragments_of(rows)
        self._sentences = ClauseReader(rows)
        self._clauses = self._sentences.clauses
        self._common = frozenset(term for row in rows if isinstance(row, CommonItemWord) for term in row.terms)
        self._names = RuleSet([row for row in rows if isinstance(row, ItemName)])
        concepts = [row for row in rows if isinstance(row, Concept)]
        self._concepts = RuleSet(concepts, fragments)
        # Of guideline text only what reasons ask for anywhere.
        asked = {row.beside for row in rows if isinstance(row, Reason) and row.anywhere}
        general_concepts = RuleSet([row for row in concepts if row.id in asked], fragments)
        self._scopes = ScopeReader(rows)
        self._evidence = Evidence(rows)
        ends = RuleSet([row for row in rows if isinstance(row, ReachEnd)], fragments)
        self._refusals = {term: row.concepts for row in rows if isinstance(row, RefusalWord) for term in row.terms}
        self.codes = {row.id: row for row in rows if isinstance(row, ReasonCode)}
        for problem in unknown_codes(rows, self.codes):
            raise PatternError(problem)
        statements = [row for row in rows if isinstance(row, Statement)]
        # By the polarities that are wanted what is looked for in guideline text, and in other parts.
        self._looked_for: dict[tuple[str, ...], tuple[RuleSet[Row], RuleSet[Row]]] = {}
        for wanted in _POLARITIES.values():
            general, other = self._rule_sets(statements, wanted, fragments)
            together = RuleSet.joined((self._concepts, other, ends))
            self._looked_for[wanted] = RuleSet.joined((general_concepts, general)), together
        self._reasons: dict[str, list[Reason]] = {}
        for row in rows:
            if isinstance(row, Reason):
                self._reasons.setdefault(row.concept, []).append(row)
        # What only stands beside a concept hides none.
        beside = {row.beside for row in rows if isinstance(row, Reason)}
        self._only_beside = beside - {row.concept for row in rows if isinstance(row, Reason)}

    def item_words(self, text: str) -> frozenset[str]:
        """The words of an item that tell it from others.

        text (str): its heading and other names, in lower case.
        RETURNS (frozenset[str]): without an "s" at the end.
        """
        also = (term for match in self._names.find(text) for term in match.row.terms)
        return frozenset(word for word in words_of(" ".join((text, *also)).lower()) if word not in self._common)

    def read(self, text: str, parts: Sequence[Part], necessary: bool | None, item: frozenset[str] = frozenset()) -> list[Found]:
        """Reasons of one rationale.

        text (str): the letter in lower case.
        parts (Sequence[Part]): the parts of the rationale.
        necessary (bool | None): what was decided; reasons for the opposite are left out. None: both are kept.
        item (frozenset[str]): words that name the item: of its heading, and its ingredients.
        RETURNS (list[Found]): in order of the text.
        """
        wanted = _POLARITIES[necessary]
        segments = self._segments(text, [part for part in parts if part.role != QUOTATION], wanted, item)
        opening = facts_from(parts)
        found: list[Found] = []
        for segment in segments:
            here: list[Found] = []
            if segment.part.role == REASONING:
                if AGAINST in wanted:
                    here += self._missing(text, segment)
                here += self._given(text, segment, segments)
            stated = segment.part.start < opening and segment.part.role == REASONING
            here += self._stated(text, segment, HISTORY if stated else segment.part.role)
            found += [one._replace(sentence=segment.part.sentence) for one in here]
        found = [f for f in found if self.codes[f.code].polarity in wanted]
        return self._decisive(found)

    def _rule_sets(
        self, rows: list[Statement], wanted: tuple[str, ...], fragments: Mapping[str, str]
    ) -> tuple[RuleSet[Statement], RuleSet[Statement]]:
        """The statements of some polarities: those of guideline text, and those of other parts."""
        rows = [row for row in rows if self.codes[row.code].polarity in wanted]
        general = [row for row in rows if GUIDELINE in row.roles]
        return RuleSet(general, fragments), RuleSet([row for row in rows if row.roles != (GUIDELINE,)], fragments)

    def _segments(self, text: str, parts: list[Part], wanted: tuple[str, ...], item: frozenset[str]) -> list[Segment]:
        """The parts with what is found in them, in order of the text."""
        general, other = self._looked_for[wanted]
        guideline = [part for part in parts if part.role == GUIDELINE]
        found = general.find_in(text, [(part.start, part.end) for part in guideline])
        segments = [segment_of(part, item, matches, []) for part, matches in zip(guideline, found, strict=True)]
        rest = [part for part in parts if part.role != GUIDELINE]
        found = other.find_in(text, [(part.start, part.end) for part in rest])
        scoped = [part for part, matches in zip(rest, found, strict=True) if self._is_scoped(part, matches)]
        scopes = self._scopes.read_all(text, [(part.start, part.end) for part in scoped])
        cues = {part.start: absences(one.cues) for part, one in zip(scoped, scopes, strict=True)}
        for part, matches in zip(rest, found, strict=True):
            segments.append(segment_of(part, item, matches, cues.get(part.start, [])))
        return sorted(segments, key=lambda segment: segment.part.start)

    def _is_scoped(self, part: Part, found: list[Match[Any]]) -> bool:
        """Whether an absence would change what is read of a part."""
        rows = [match.row for match in found]
        if part.role == REASONING and any(isinstance(row, Concept) and row.id in self._reasons for row in rows):
            return True
        return any(isinstance(row, Statement) and self.codes[row.code].deniable for row in rows)

    def _clause_at(self, text: str, segment: Segment, start: int, end: int) -> Range:
        """The clauses of a part that a match lies in; a relative one has the clause in front of it."""
        clauses = self._clauses(text, segment.part.start, segment.part.end)
        low, high = clause_of(clauses, start, end)
        while low > segment.part.start and text[low:high].lstrip(" .,;:").startswith(("which ", "who ")):
            low = clause_of(clauses, low - 1, low)[0]
        return low, high

    def explain(self, text: str, place: Range) -> tuple[list[str], list[str]]:
        """The cues of absence in a range, and the concepts: why a reason is found or not.

        text (str): the letter in lower case.
        place (tuple[int, int]): offsets of a clause.
        RETURNS (tuple[list[str], list[str]]): the words of the cues; the ids of the concepts.
        """
        cues = [text[cue.start : cue.end] for cue in absences(self._scopes.read(text, place).cues)]
        return cues, [match.row.id for match in longest(self._concepts.find(text, *place))]

    # What is missing

    def _missing(self, text: str, segment: Segment) -> Iterator[Found]:
        if not segment.cues:
            return
        named = [mention for mention in segment.concepts if mention.row.id not in self._only_beside]
        mentions = [without_no(text, mention) for mention in longest(named)]
        covered = 0
        for cue in segment.cues:
            if any(m.start <= cue.start and cue.end <= m.end and not m.row.passed_over for m in mentions):
                continue  # part of a concept: "unable to tolerate"
            forward = [place for place in cue.scope if place[0] >= cue.end]
            if forward and cue.start < covered and not begins_member(text, cue.start):
                continue  # "no sign that it has not helped"
            start = min((low for low, _ in cue.scope), default=cue.start)
            start = max(self._clause_at(text, segment, start, start + 1)[0], covered if covered <= cue.start else 0)
            # "has not been attempted": the cue itself names what is missing.
            inner = [m for m in mentions if cue.start <= m.start < cue.end and not m.row.passed_over]
            here: list[Found] = []
            for low, high in cue.scope:
                if low < cue.start and not (inner and forward):
                    here += self._absent(text, segment, cue, inner or mentions, start, (low, cue.end if inner else high))
            for low, high in forward:
                high = self._reach_end(segment, cue, high)
                covered = max(covered, high)
                # Of a passive the subject is missing, and not what follows ("is not seen on examination").
                if not here:
                    here += self._absent(text, segment, cue, inner or mentions, start, (cue.start if inner else low, high))
            yield from here

    @staticmethod
    def _reach_end(segment: Segment, cue: Cue, end: int) -> int:
        """Where what is missing ends and what it would be for begins."""
        concepts = [m.start for m in segment.concepts if m.start >= cue.start and not m.row.passed_over]
        for match in segment.ends:
            # "no evidence to support compression": what is missing stands after the purpose.
            if match.start < end and any(cue.start <= start < match.start for start in concepts):
                return match.start
        return end

    def _absent(
        self, text: str, segment: Segment, cue: Cue, mentions: list[Match[Concept]], start: int, reach: Range
    ) -> Iterator[Found]:
        """The codes of what one absence covers; the clause begins at `start`."""
        low, high = reach
        commas = [match.start() for match in MEMBER.finditer(text, low, high)]
        stated = ("missing",) if cue.kind == NEGATED else ("unclear", "missing")
        services = self._refusals.get(text[cue.start : cue.end].rpartition(" ")[2], ())
        given: set[str] = set()
        members: set[int] = set()
        passed: Match[Concept] | None = None
        for is_example, mention in examples_last(text, low, mentions):
            if given and is_example:
                break  # what was named, once more: "objective findings (such as strength)"
            stated_for = mention.row.in_purpose and cue.end <= mention.start < segment.part.end
            # In front of a cue the head of a relative clause counts ("the date he started is not known").
            first = mention.end - 1 if high <= cue.end else mention.start
            if not ((low <= first and mention.start < high) or stated_for) or mention.row.id in services:
                continue
            if segment.item and is_only_item(text, segment.item, mention, mentions, high):
                continue
            if mention.row.passed_over:
                passed = passed or mention
                continue
            member = bisect_right(commas, mention.start)
            if member in members or (reason := self._reason(segment, mention, stated)) is None:
                continue
            members.update(range(member, bisect_left(commas, mention.end) + 1))
            if reason.code not in given:
                given.add(reason.code)
                yield self._found(text, segment, (start, max(high, mention.end, cue.end)), cue, mention, reason)
            if mention.row.governs:
                return
        if not given and passed is not None and (low < cue.start or text[passed.end : high].strip(" .,")):
            reason = self._reason(segment, passed, stated)
            if reason is not None:
                yield self._found(text, segment, (start, max(high, cue.end)), cue, passed, reason)

    def _reason(self, segment: Segment, mention: Match[Concept], stated: Sequence[str]) -> Reason | None:
        low = mention.start if mention.row.governs else segment.part.start
        for reason in self._reasons.get(mention.row.id, ()):
            if reason.stated not in stated or (reason.item and segment.item.isdisjoint(reason.item)):
                continue
            if reason.beside is None or any(m.row.id == reason.beside and low <= m.start for m in segment.concepts):
                return reason
        return None

    def _found(self, text: str, segment: Segment, reach: Range, cue: Cue, mention: Match[Concept], reason: Reason) -> Found:
        core = min(cue.start, mention.start), max(cue.end, mention.end)
        start, end = min(reach[0], core[0]), reach[1]
        if all(match.start != end for match in segment.ends):
            others = (other.start for other in segment.cues if other.start >= end)
            stop = min((n for n in others if not is_predicate(text, end, n)), default=segment.part.end)
            end = max(end, min(stop, self._clause_at(text, segment, end - 1, end)[1]))
            end = min(stop, self._relative_end(text, segment.part, end))
        shown = self._evidence.shortened(text, start, end, core)
        words, named = text[cue.start : cue.end], text[mention.start : mention.end]
        return Found(*shown, reason.code, words, mention.row.id, reason.weak, cue_start=cue.start, mention=named)

    def _relative_end(self, text: str, part: Part, end: int) -> int:
        """Where a clause ends that goes on without a mark ("what care | he has tried", "specifying | when he fell")."""
        boundaries = self._sentences.sentence(text, part.start, part.end).boundaries
        goes_on = text.endswith("ing ", 0, end) and text.startswith(("when ", "where ", "who "), end)
        if goes_on or any(edge.kind == "claimant" and edge.start == edge.end == end for edge in boundaries):
            return clause_of(self._clauses(text, part.start, part.end), end, end + 1)[1]
        return end

    # What is stated

    def _given(self, text: str, segment: Segment, segments: list[Segment]) -> Iterator[Found]:
        """Concepts that are reasons where they are stated, beside another."""
        for mention in segment.concepts:
            for reason in self._reasons.get(mention.row.id, ()):
                if reason.stated != "given" or (reason.item and segment.item.isdisjoint(reason.item)):
                    continue
                others = segments if reason.anywhere else [segment]
                if reason.beside is None or any(m.row.id == reason.beside for other in others for m in other.concepts):
                    if is_denied(segment, mention.start, mention.end):
                        continue
                    clause = self._clause_at(text, segment, mention.start, mention.end)
                    shown = self._evidence.shortened(text, *clause, (mention.start, mention.end))
                    named = text[mention.start : mention.end]
                    yield Found(*shown, reason.code, named, mention.row.id, mention=named)
                    break

    def _stated(self, text: str, segment: Segment, role: str) -> Iterator[Found]:
        for match in segment.statements:
            row = match.row
            if role not in row.roles:
                continue
            clause = self._clause_at(text, segment, match.start, match.end)
            if (row.item and segment.item.isdisjoint(row.item)) or (
                row.subject and segment.item.isdisjoint(self._subject(text, clause, match))
            ):
                continue
            if row.beside and not any(m.row.id == row.beside and clause[0] <= m.start < clause[1] for m in segment.concepts):
                continue
            denied = is_denied(segment, match.start, match.end) or is_denied_inside(text, segment, match)
            if denied and self.codes[row.code].deniable:
                continue
            end = self._relative_end(text, segment.part, clause[1]) if clause[1] - match.end < 2 else clause[1]
            start, end = self._evidence.shortened(text, clause[0], end, (match.start, match.end))
            yield Found(start, end, row.code, text[match.start : match.end], row.id, row.weak)

    @staticmethod
    def _subject(text: str, clause: Range, match: Match[Statement]) -> frozenset[str]:
        """The words next to a match, in its clause."""
        if match.row.subject == "before":
            return words_of(" ".join(text[clause[0] : match.start].split()[-_SUBJECT_WORDS:]))
        return words_of(" ".join(text[match.start : clause[1]].split()[: 2 * _SUBJECT_WORDS]))

    def _decisive(self, found: list[Found]) -> list[Found]:
        """One entry a code and fact, without what another code covers; weak ones only if there is nothing else."""
        strong = {f.sentence for f in found if f.weak is None}
        found = [f for f in found if f.weak is None or (f.weak == "sentence" and f.sentence not in strong) or not strong]
        kept: list[Found] = []
        for one in sorted(found, key=lambda f: (f.start, f.end)):
            # What one absence covers are several facts.
            others = [f for f in found if _overlap(f, one) and (f.cue_start < 0 or f.cue_start != one.cue_start)]
            if any(one.code in self.codes[f.code].covers for f in others):
                continue
            same = [f for f in kept if f.code == one.code]
            if any(_overlap(f, one) or (f.sentence == one.sentence and f.cue_start == one.cue_start) for f in same):
                continue
            told = next((n for n, f in enumerate(kept) if _same_fact(f, one)), None)
            if told is not None and self.codes[one.code].polarity == AGAINST:
                kept[told] = max(kept[told], one, key=lambda f: len(f.mention))
                continue
            kept.append(one)
        return kept


def _same_fact(one: Found, other: Found) -> bool:
    """Whether two reasons name one thing: "no functional improvement", "without improvement"."""
    heads = (one.mention.split()[-1:], other.mention.split()[-1:])
    return heads[0] == heads[1] != [] and (one.code, one.concept) == (other.code, other.concept)


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
