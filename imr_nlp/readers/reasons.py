"""From the sentences of a rationale to its reasons: codes of the annotation guide with the clause that says so.

Pure text logic over lower-case text; the wordings are rows (patterns/reasons.jsonl). A sentence is first stripped of what it
only reports: quotations and what a guideline says in general (GENERAL_TEXT rows), up to where it turns to this claimant
(CLAIMANT_TEXT). A REASON row is a whole statement, or, with `"absent": true`, a topic that counts where the text denies
it ("no documentation of ...", "... was not recorded": ABSENCE rows). Start with `ReasonReader.read`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from imr_nlp.rules.load import Row, compile_for_lower_case, fragment_patterns, select, union_pattern
from imr_nlp.rules.word_lists import WordLists

AGAINST, FOR = "against", "for"
# By what was decided.
_WANTED = {None: (AGAINST, FOR), True: (FOR,), False: (AGAINST,)}
CRITERIA_MET = "criteria_met"
MAX_WORDS = 39
# A quotation as long as this is a guideline's; a shorter one names an item or stresses a word.
_QUOTED = re.compile(r'"[^"]{60,}(?:"|$)')
_SENTENCE_CHARACTERS = 1500
_SCOPE_CHARACTERS = 260
_REPORTED_CHARACTERS = 120
_MEMORY = 4096
# The word list that is told first: the words of the ABSENCE rows.
_ABSENCE = 1
# Where one clause ends and the next begins; the second belongs to the next.
# (Each alternative begins with a character of its own: so the search skips from one of those to the next.)
_CLAUSE = re.compile(
    r"; |: |, (?=(?:but|however|although|whereas|therefore) )| (?=(?:but|however|although|whereas|therefore) )"
    r"|, (?=and (?:there|the|this|that|these|it|he|she|his|her|no|not|as|is|are|was|were|has|had|does|did|cannot|would|in|with"
    r"|without|a|an|any|so|thus|therefore|only|patient|claimant|further|given|since) )"
    r"|, (?=(?:as|so|while|which|nor|since|because|thus|though|given|the|there|this|it|she|he|an) )"
    r"| (?=and (?:there (?:is|was|are|were)|as (?:the|there)|(?:the|this|that|no|does|is|was|has|cannot) ))"
)
_LEAD = re.compile(
    r"(?:(?:however|additionally|moreover|furthermore|further|also|thus|therefore|consequently|finally|lastly|similarly"
    r"|in addition|in this case|in the case of this worker|here|given the above|at this time|again|but|and|while|although|as"
    r"|that|which|so|since|because|nor|though|in short|specifically|overall)\b[,:]? +)+"
)
_TAIL_MARKS, _TAIL_WORDS = " .,;:", frozenset(("and", "or", "but", "as", "to", "of"))
# What the first of these says leaves nothing for the second to say of the same sentence.
_COVERED = {"incomplete_request": "insufficient_documentation", "dependent_on_denied": "guideline_not_recommended"}
# A clause that one of these says more closely is not given for the general code too.
_GENERAL_CODE = "no_indication"
_CLOSER_CODES = frozenset({"no_objective_findings", "no_red_flags", "redundant"})
_GROUNDS = re.compile(r"^(?:given(?: that)?|based on|due to|as|because(?: of)?|since|in light of|considering)\b ?")

Range = tuple[int, int]


class Reason(NamedTuple):
    """Offsets of a clause and the code that it stands for."""

    start: int
    end: int
    code: str


class Rule(NamedTuple):
    """A REASON row, compiled.

    strength (int): 1 counts if its sentence gives nothing stronger, 0 if the rationale gives nothing else.
    needs (int): word lists of which its sentence must have a word, as bits.
    words (Sequence[str]): the row's own list.
    """

    code: str
    polarity: str
    strength: int
    needs: int
    words: Sequence[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    only: re.Pattern[str] | None
    only_for: re.Pattern[str] | None
    in_general_text: bool
    general_only: re.Pattern[str] | None


class Found(NamedTuple):
    """What a rule found in a sentence."""

    strength: int
    start: int
    end: int
    code: str
    polarity: str


class ReasonReader:
    """Finds reasons.

    rows (Iterable[dict]): pattern rows with the labels that the module's text names.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        fragments = fragment_patterns(rows)

        def union(chosen: list[Row]) -> re.Pattern[str]:
            pattern = union_pattern([{**row, "ignore_case": False} for row in chosen], fragments)
            # Tried at the beginnings of words only, which such a first character makes quick to find.
            return re.compile(rf'[ ("](?:{pattern.pattern})' if pattern is not None else r"(?!)")

        absences = select(rows, "ABSENCE")
        words = [row.get("words", ()) for row in absences]
        lists: list[Sequence[str]] = [list(chain.from_iterable(words)) if all(words) else ()]

        def needs(*keys: Sequence[str]) -> int:
            lists.extend(keys)
            return (1 << len(lists)) - (1 << len(lists) - len(keys))

        def rule(row: Row) -> Rule:
            def condition(key: str) -> re.Pattern[str] | None:
                return compile_for_lower_case({**row, "pattern": row[key]}, fragments) if key in row else None

            return Rule(
                row["code"],
                row["polarity"],
                row.get("strength", 2),
                needs(row.get("words", ()), row.get("also", ())),
                row.get("words", ()),
                compile_for_lower_case(row, fragments),
                condition("unless"),
                condition("only"),
                condition("only_for"),
                bool(row.get("in_general_text")),
                condition("general_only"),
            )

        reasons = select(rows, "REASON")
        self._topics = [rule(row) for row in reasons if row.get("absent")]
        statements = [rule(row) for row in reasons if not row.get("absent")]
        self._statements = {
            wanted: [(rule.needs, rule) for rule in statements if rule.polarity in wanted] for wanted in _WANTED.values()
        }
        self._absence_sides = [row["side"] for row in absences]
        self._absences = union(absences)
        ends = select(rows, "SCOPE_END")
        self._scope_ends = union(ends)
        self._scope_end_after = [row.get("after_characters", 0) for row in ends]
        self._general = [
            (needs(row.get("words", ())), compile_for_lower_case(row, fragments), frozenset(row.get("followed_by", ())))
            for row in select(rows, "GENERAL_TEXT")
        ]
        self._claimant = union(select(rows, "CLAIMANT_TEXT"))
        self._boilerplate = [
            (needs(row.get("words", ())), compile_for_lower_case(row, fragments)) for row in select(rows, "BOILERPLATE")
        ]
        self._lists = WordLists(lists)
        self._memory: dict[tuple[str, tuple[str, ...]], tuple[Found, ...]] = {}

    def read(self, text: str, sentences: Iterable[Range], necessary: bool | None) -> list[Reason]:
        """Reasons of one rationale, in order of the text, one for each clause and code.

        text (str): the letter's flat text in lower case.
        sentences (Iterable[tuple[int, int]]): where the rationale's sentences begin and end.
        necessary (bool | None): what was decided; reasons for the opposite are left out. None: both are kept.
        RETURNS (list[Reason]): offsets in `text`.
        """
        wanted = _WANTED[necessary]
        found: list[Found] = []
        told: list[Range] = []
        quoted = False
        for first, last in sentences:
            sentence = text[first : min(last, first + _SENTENCE_CHARACTERS)]
            opens = sentence.count('"') % 2 == 1
            inside, quoted = quoted, quoted != opens
            if inside:
                turn = self._claimant.search(f" {sentence}")
                if turn is None:
                    continue
                quoted = False  # the closing mark was forgotten
            found += [f._replace(start=first + f.start, end=first + f.end) for f in self._sentence(sentence, wanted)]
            told.append((first, first + len(sentence)))
        if any(f.strength for f in found):
            found = [f for f in found if f.strength]
        reasons = {Reason(f.start, f.end, f.code): None for f in found}
        if necessary and not reasons:
            told = [place for place in told if not self._is_general(text[slice(*place)])]
            reasons = dict.fromkeys(self._grounds(text, told))
        return sorted(reasons)

    def _sentence(self, sentence: str, wanted: tuple[str, ...]) -> tuple[Found, ...]:
        """What is found in one sentence; letters repeat theirs, so the last few thousand are kept."""
        key = (sentence, wanted)
        known = self._memory.get(key)
        if known is None:
            if len(self._memory) >= _MEMORY:
                self._memory.clear()
            known = self._memory[key] = _decisive(list(self._find(sentence, wanted)))
        return known

    def _find(self, sentence: str, wanted: tuple[str, ...]) -> Iterator[Found]:
        has = self._lists.within(sentence)
        statements = [rule for needs, rule in self._statements[wanted] if needs & has == needs]
        absent = AGAINST in wanted and has & _ABSENCE
        if not (statements or absent):
            return
        if any(has & needs and pattern.search(sentence) for needs, pattern in self._boilerplate):
            return
        # Most sentences give nothing: what is said in general is told apart only in those that do.
        topics = [rule for rule in self._topics if rule.needs & has == rule.needs] if absent else []
        first = list(self._found(sentence, sentence, statements, topics))
        if not first:
            return
        specific = self._without_general_text(sentence, has)
        yield from first if specific == sentence else self._found(specific, sentence, statements, topics)

    def _found(self, specific: str, sentence: str, statements: list[Rule], topics: list[Rule]) -> Iterator[Found]:
        """What is found in a sentence, of which `specific` is what is said of this claimant."""
        boundaries: list[int] = []
        blank = specific is not sentence and not specific.strip()
        if topics and not blank:
            yield from self._absent(specific, sentence, boundaries, topics)
        for rule in statements:
            where = specific
            if rule.in_general_text and (rule.general_only is None or rule.general_only.search(sentence)):
                where = sentence
            elif blank:
                continue
            for match in rule.pattern.finditer(where):
                start, end = _clause(sentence, boundaries, match.start(), match.end())
                clause = where[start:end]
                if (rule.unless is None or not rule.unless.search(clause)) and (rule.only is None or rule.only.search(clause)):
                    yield Found(rule.strength, *_shorten(sentence, start, end, match.span()), rule.code, rule.polarity)
                    break

    def _absent(self, specific: str, sentence: str, boundaries: list[int], topics: list[Rule]) -> Iterator[Found]:
        """Topics that the sentence says are missing: behind "no ..." or in front of "... was not recorded"."""
        found: dict[str, Found] = {}
        for match in self._absences.finditer(f" {specific}"):
            side = self._absence_sides[int((match.lastgroup or "r0")[1:])]
            cue = match.start(), match.end() - 1
            if side != "after":
                self._topics_in(topics, specific, sentence, boundaries, cue, self._scope(specific, cue[1]), found)
            if side != "before":
                start = _clause(sentence, boundaries, *cue)[0]
                for other in self._scope_ends.finditer(specific, start, cue[0]):
                    start = other.end()
                self._topics_in(topics, specific, sentence, boundaries, cue, (start, cue[0]), found)
        yield from found.values()

    def _scope(self, text: str, start: int) -> Range:
        """What an absence governs: up to the next clause, or to what the missing thing would be for."""
        limit = min(len(text), start + _SCOPE_CHARACTERS)
        semicolon = text.find(";", start, limit)
        limit = semicolon if semicolon >= 0 else limit
        for match in self._scope_ends.finditer(text, start, limit):
            if match.start() - start >= self._scope_end_after[int((match.lastgroup or "r0")[1:])]:
                return start, match.start()
        return start, limit

    def _topics_in(
        self,
        topics: list[Rule],
        specific: str,
        sentence: str,
        boundaries: list[int],
        cue: Range,
        reach: Range,
        found: dict[str, Found],
    ) -> None:
        """Topics in what one absence (`cue`) governs (`reach`), added to `found` by code."""
        start, end = reach
        scope = specific[start:end]
        strongest = 0
        around = specific[cue[0] : end] if start >= cue[0] else specific[start : cue[1]]
        for rule in topics:
            if rule.strength < strongest or (rule.words and not any(word in around for word in rule.words)):
                continue
            match = rule.pattern.search(around if rule.strength == 0 else scope)
            if match is None or (rule.unless is not None and rule.unless.search(around)):
                continue
            if rule.only_for is not None and not rule.only_for.search(around):
                continue
            strongest = max(strongest, rule.strength)
            if rule.code in found and found[rule.code].strength >= rule.strength:
                continue
            base = start if rule.strength else min(start, cue[0])
            low, high = min(cue[0], base + match.start()), max(cue[1], base + match.end())
            low, _ = _clause(sentence, boundaries, low, low + 1)
            high = max(high, end if end > cue[1] else cue[1])
            found[rule.code] = Found(rule.strength, *_shorten(sentence, low, high, (cue[0], high)), rule.code, rule.polarity)

    def _is_general(self, sentence: str) -> bool:
        return not self._without_general_text(sentence, self._lists.within(sentence)).strip()

    def _without_general_text(self, sentence: str, has: int) -> str:
        """The sentence with blanks for quotations and for what is not said of this claimant; `has` are its word lists."""
        if '"' in sentence:
            sentence = _QUOTED.sub(lambda match: " " * len(match.group()), sentence)
        general = self._general_start(sentence, has)
        if general is None:
            return sentence
        for turn in self._claimant.finditer(f" {sentence}"):
            if turn.start() <= general and general > 0:
                return sentence
            start = max((m.end() for m in _CLAUSE.finditer(sentence, 0, turn.end() - 1)), default=0)
            if start > 0:
                return " " * start + sentence[start:]
        return " " * len(sentence)

    def _general_start(self, sentence: str, has: int) -> int | None:
        """Where the first words are that make a sentence one of a guideline."""
        starts = []
        for needs, pattern, followed_by in self._general:
            if not has & needs:
                continue
            for match in pattern.finditer(sentence):
                if followed_by and followed_by.isdisjoint(
                    re.split(r"[.;]", sentence[match.end() : match.end() + _REPORTED_CHARACTERS])[0].split()
                ):
                    continue
                starts.append(match.start())
                break
        return min(starts, default=None)

    def _grounds(self, text: str, told: list[Range]) -> Iterator[Reason]:
        """An item found necessary without a wording known as a reason: what its conclusion is drawn from."""
        for start, end in reversed(told):
            lead = _LEAD.match(text, start, end)
            first = lead.end() if lead else start
            comma = text.find(",", first, end)
            named = comma > first + 20 and "above" not in text[first:comma] and not text.startswith("as such", first)
            if named and _GROUNDS.match(text[first:end]):
                yield Reason(*_shorten(text, first, comma, (first, comma)), CRITERIA_MET)
                return
        if len(told) > 1:
            start, end = told[-2]
            yield Reason(*_shorten(text, start, end, (start, end)), CRITERIA_MET)


def _decisive(found: list[Found]) -> tuple[Found, ...]:
    """Of what a sentence gives the strongest, without what another finding covers."""
    covered = {_COVERED.get(f.code) for f in found}
    closer = [f for f in found if f.code in _CLOSER_CODES]
    found = [f for f in found if f.code not in covered and not (f.code == _GENERAL_CODE and _overlaps_any(f, closer))]
    strongest = max((f.strength for f in found), default=0)
    return tuple(f for f in _without_overlaps(found) if f.strength in (0, strongest))


def _without_overlaps(found: list[Found]) -> list[Found]:
    """Of findings of one code that overlap the shortest, of equal ones the first."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (-f.strength, f.end - f.start, f.start)):
        if not _overlaps_any(one, [other for other in kept if other.code == one.code]):
            kept.append(one)
    return kept


def _overlaps_any(one: Found, others: Iterable[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _clause(sentence: str, boundaries: list[int], start: int, end: int) -> Range:
    """The clauses that a match lies in; `boundaries` is filled at the first call for a sentence."""
    if not boundaries:
        boundaries += [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
    low = boundaries[bisect_right(boundaries, start) - 1]
    return low, boundaries[min(bisect_left(boundaries, end), len(boundaries) - 1)]


def _shorten(text: str, start: int, end: int, core: Range) -> Range:
    """A clause without the words that lead to it and the marks behind it, under 40 words, `core` kept if it can be."""
    lead = _LEAD.match(text, start, end)
    if lead is not None and lead.end() < max(core[1], start + 1):
        start = lead.end()
    end = _without_tail(text, start, end)
    while start < end and text[start] in " ,;:":
        start += 1
    if text.count(" ", start, end) < MAX_WORDS:
        return start, end
    words = [match.span() for match in re.finditer(r"\S+", text[start:end])]
    if len(words) > MAX_WORDS:
        first = max((n for n, (a, _) in enumerate(words) if start + a <= core[0]), default=0)
        first = min(first, len(words) - 1)
        kept = words[first : first + MAX_WORDS] if first else words[:MAX_WORDS]
        start, end = start + kept[0][0], start + kept[-1][1]
    return start, end


def _without_tail(text: str, start: int, end: int) -> int:
    """The end of a clause without the marks and the joining words behind it."""
    while True:
        end = start + len(text[start:end].rstrip(_TAIL_MARKS))
        word = text.rfind(" ", 0, end) + 1
        if word < max(start, 1) or text[word:end] not in _TAIL_WORDS:
            return end
        end = word
