"""What each part of a rationale is: guideline text, quotation, history, an earlier review, reasoning, or conclusion.

`RoleReader.read` cuts a rationale into parts, each a clause or several that follow each other, with one role. A clause has the
role whose cues (ROLE_CUE rows, each with a weight) weigh most; one without cues, or with a tie, goes on in the role of what
stands before it, in its sentence more than across sentences; a sentence without cues right in front of the outcome is
reasoning. A long quotation is one over as many sentences as it has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from imr_nlp.readers.reason_rows import Ground, RoleCue
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.ruleset import Match, Range, RuleSet
from imr_nlp.rules.schema import Row
from imr_nlp.text.clauses import ClauseReader, WordClass

ROLES = ("guideline", "quotation", "history", "reasoning", "conclusion", "review")
GUIDELINE, QUOTATION, HISTORY, REASONING, CONCLUSION, REVIEW = ROLES

# A quotation as long as this is a guideline's; a shorter one names an item or stresses a word.
_QUOTED_CHARACTERS = 60
# As what the text goes on after a quotation and after an outcome.
_CONTINUES = {QUOTATION: GUIDELINE, CONCLUSION: REASONING}
# What the role of what stands before counts: in the same sentence, and across sentences.
_SAME_SENTENCE, _NEXT_SENTENCE = 2, 1
# What an earlier review counts in its sentence ("it was denied as there was no report"), and how the reviewer answers it.
_REVIEW_SENTENCE = 12
_ANSWERS = ("but ", "however", "although", "though", "whereas", "while", "yet ", "; ")
# A cue as heavy as this ends a quotation whose closing mark was forgotten.
_TURN = 4
# How a further ground begins, where no comma stands in front of the outcome.
_GOES_ON = (", lack ", ", no ", "lack ", "no ", "absence ", "and ", "or ")
_BEFORE_OPENING = " ([-/"
_AFTER_CLOSING = " .,;:)]"


class Part(NamedTuple):
    """A part of a rationale.

    start (int): offset of the first character.
    end (int): offset after the last.
    role (str): one of ROLES.
    sentence (int): number of its sentence.
    """

    start: int
    end: int
    role: str
    sentence: int


def facts_from(parts: Sequence[Part]) -> int:
    """Where facts begin to count as reasons: what is stated before the guideline that later reasoning applies is history.

    parts (Sequence[Part]): the parts of a rationale.
    RETURNS (int): offset; 0 where everything counts.
    """
    cited = next((part for part in parts if part.role in (GUIDELINE, CONCLUSION)), None)
    later = any(part.role == REASONING and part.sentence > cited.sentence for part in parts) if cited is not None else False
    return cited.start if cited is not None and cited.role == GUIDELINE and later else 0


class RoleReader:
    """Finds the role of each part.

    rows (Iterable[Row]): ROLE_CUE and FRAGMENT rows among others.
    """

    # The classes of rows that it uses: part of the `row_types` of a component.
    row_types: ClassVar[tuple[type[Row], ...]] = (RoleCue, Ground, WordClass)

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        self._cues = RuleSet([row for row in rows if isinstance(row, RoleCue)], fragments_of(rows))
        self._grounds = RuleSet([row for row in rows if isinstance(row, Ground)])
        self._clauses = ClauseReader(rows).clauses

    def read(self, text: str, sentences: Sequence[Range]) -> list[Part]:
        """The parts of a rationale.

        text (str): the letter in lower case.
        sentences (Sequence[tuple[int, int]]): where the rationale's sentences begin and end, in order.
        RETURNS (list[Part]): in order of the text; they cover all sentences.
        """
        if not sentences:
            return []
        found = self._cues.find_in(text, sentences)
        quotations = self._quotations(text, sentences, found)
        parts: list[Part] = []
        before = REASONING
        for number, ((start, end), cues) in enumerate(zip(sentences, found, strict=True)):
            bonus, before = _NEXT_SENTENCE, HISTORY if before == REVIEW else before
            if before in (GUIDELINE, HISTORY) and not cues and _concludes(found[number + 1 : number + 2]):
                before = REASONING
            lasting = [cue for cue in cues if cue.row.lasts]
            for low, high, quoted in self._pieces(text, start, end, cues, quotations):
                if before == REVIEW and text.startswith(_ANSWERS, low):
                    before = REASONING
                role = QUOTATION if quoted else self._role(low, high, cues, before, bonus)
                if any(cue.start < low and cue.row.role == before for cue in lasting) and role != QUOTATION:
                    role = before
                if role == CONCLUSION:
                    first, last = self._outcome(text, low, high, cues)
                    edges = ((low, first, REASONING), (first, last, role), (last, high, REASONING))
                    parts += [Part(a, b, name, number) for a, b, name in edges if a < b]
                elif parts and parts[-1].role == role and parts[-1].sentence == number and parts[-1].end == low:
                    parts[-1] = parts[-1]._replace(end=high)
                else:
                    parts.append(Part(low, high, role, number))
                before, bonus = _CONTINUES.get(role, role), _REVIEW_SENTENCE if role == REVIEW else _SAME_SENTENCE
        return parts

    def _pieces(
        self, text: str, start: int, end: int, cues: list[Match[RoleCue]], quotations: list[Range]
    ) -> list[tuple[int, int, bool]]:
        """The clauses of a sentence, and the quotations in it; what has the cues of one role is not divided."""
        roles = {cue.row.role for cue in cues}
        several = len(roles) > 1 or CONCLUSION in roles
        pieces: list[tuple[int, int, bool]] = []
        place = start
        inside = [quotation for quotation in quotations if quotation[1] > start and quotation[0] < end]
        for first, last in (*inside, (end, end)):
            if first > place:
                clauses = self._clauses(text, place, first) if several else [(place, first)]
                pieces += [(low, high, False) for low, high in clauses]
            if last > first:
                place = min(last, end)
                pieces.append((max(first, start), place, True))
        return pieces

    @staticmethod
    def _role(start: int, end: int, cues: list[Match[RoleCue]], before: str, bonus: int) -> str:
        if not cues:
            return before
        weights = dict.fromkeys(ROLES, 0)
        # Of the cues of one row only the first counts, of those at one place the heaviest.
        seen: set[tuple[str, str]] = set()
        for match in cues:
            row = match.row
            if start <= match.start < end and (row.role, row.id) not in seen:
                seen.add((row.role, row.id))
                weights[row.role] += row.weight
        if before in (GUIDELINE, REASONING, HISTORY, REVIEW):
            weights[before] += bonus
        best = max(weights.values())
        return before if best == 0 or weights[before] == best else next(role for role in ROLES if weights[role] == best)

    def _outcome(self, text: str, start: int, end: int, cues: list[Match[RoleCue]]) -> Range:
        """The outcome in a clause without its grounds ("Given the lack of ..., the request is not necessary without ...")."""
        outcomes = [cue for cue in cues if cue.row.role == CONCLUSION and start <= cue.start < end]
        low, high = outcomes[0].start, max(cue.end for cue in outcomes)
        grounds = self._grounds.find(text, start, end)
        first, last = start, min((match.start for match in grounds if match.start >= high), default=end)
        if any(match.start < low for match in grounds):
            comma = text.rfind(", ", start, low)
            first = comma + 2 if comma >= 0 else start
        if text.startswith(_GOES_ON, first):
            first = low
        return first, last

    @staticmethod
    def _quotations(text: str, sentences: Sequence[Range], found: list[list[Match[RoleCue]]]) -> list[Range]:
        """Long quotations, with nested ones as part of the outer."""
        low, high = sentences[0][0], sentences[-1][1]
        ranges: list[Range] = []
        opened: list[int] = []
        place = text.find('"', low, high)
        while place >= 0:
            opening = place == low or text[place - 1] in _BEFORE_OPENING
            closing = place + 1 >= high or text[place + 1] in _AFTER_CLOSING
            if opening and (not closing or not opened):
                opened.append(place)
            elif opened:
                first = opened.pop()
                if not opened:
                    ranges.append((first, place + 1))
            place = text.find('"', place + 1, high)
        if opened:
            ranges.append((opened[0], _turn(opened[0], sentences, found)))
        return [(first, last) for first, last in ranges if last - first >= _QUOTED_CHARACTERS]


def _concludes(found: list[list[Match[RoleCue]]]) -> bool:
    """Whether the sentences with these cues tell an outcome."""
    return any(cue.row.role == CONCLUSION for cues in found for cue in cues)


def _turn(start: int, sentences: Sequence[Range], found: list[list[Match[RoleCue]]]) -> int:
    """Where a quotation that is never closed ends: before the first sentence that is clearly about the claimant."""
    first = bisect_right([begin for begin, _ in sentences], start)
    for (begin, _), cues in zip(sentences[first:], found[first:], strict=True):
        if sum(m.row.weight for m in cues if m.row.role in (REASONING, CONCLUSION)) >= _TURN:
            return begin
    return sentences[-1][1]
