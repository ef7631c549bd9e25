"""The fixed wordings of a letter where they are damaged: headings, labels, what introduces a statement, decisions.

The wordings are those of the layout rows, as their examples have them, so that a new layout needs nothing here. First it is
looked whether anything is wanting (a section, a label, a statement for each decision): a letter that is whole is not searched.
A place that has nearly a wording counts only where it stands as that wording does (at the beginning of a line, in front of a
colon, a decision in front of a statement). Start with `FixedWordings.edits`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from imr_nlp import labels
from imr_nlp.rules.fragments import expand
from imr_nlp.rules.load import select
from imr_nlp.rules.nearly import Letters, Near, Nearly, allowed, distance_in
from imr_nlp.rules.ruleset import Match, RuleSet
from imr_nlp.rules.schema import PatternRow, Row
from imr_nlp.rules.schema_layouts import (
    HeaderField,
    IssueHeading,
    IssuePart,
    LayoutRow,
    PartialAuthorization,
    Reviewer,
    Section,
)
from imr_nlp.text.edges import end_before
from imr_nlp.text.edits import Edit
from imr_nlp.text.letter import LetterText

# Between a decision and the statement after it: so many characters, of which so many letters and figures are a stray mark.
_TAIL, _STRAY = 24, 2
_LINE = 400
_MARKS = " *_|'\"`~=#>-\u2022"
_COLONS = ":;.,"
_STRAYS = " *_|'\"`~=#.:1lI"
# A sentence of so many letters is nowhere by chance.
_LONG = 40
# Part of the letters that are capitals in a heading printed in capitals.
_CAPITALS = 0.7
_SHORTEST = 8
# Without these sections a letter is damaged, or only a part of one.
_ESSENTIAL = {labels.METHOD_SECTION, labels.CASE_SUMMARY_SECTION, labels.ISSUES_SECTION}
# One error in so many letters of a decision whose place is known.
_LETTERS_OF_DECISION = 3


class Wording(NamedTuple):
    """A fixed wording and the row that it is from."""

    words: str
    row: Any


class _Wordings:
    """The wordings of rows, exact and nearly; they are derived at first use."""

    def __init__(self, rows: Sequence[Any], fragments: Mapping[str, str]) -> None:
        self.rows, self._fragments = rows, fragments

    @cached_property
    def all(self) -> list[Wording]:
        return [Wording(words, row) for row in self.rows for words in fixed_words(row, self._fragments)]

    @cached_property
    def by_id(self) -> dict[str, list[str]]:
        """In lower case, by the id of their rows."""
        found: dict[str, list[str]] = {}
        for words, row in self.all:
            found.setdefault(row.id, []).append(words.lower())
        return found

    @cached_property
    def nearly(self) -> Nearly:
        return Nearly([wording.words for wording in self.all])

    def find(self, text: LetterText, start: int, end: int) -> Iterator[tuple[Near, Wording]]:
        """What stands in a range that is not exactly the wording."""
        for near in self.nearly.find(text.lower, start, end):
            yield near, self.all[near.number]


class FixedWordings:
    """Mends the fixed wordings of letters, by layout rows."""

    def __init__(self, rows: Sequence[Row], fragments: Mapping[str, str]) -> None:
        sections = [row for row in select(rows, Section) if row.section != labels.END_SECTION and not row.with_heading]
        self._sections = _Wordings(sections, fragments)
        # What follows the item in a sentence that is a heading: "Regarding the request for a cane: Section of ...".
        introduced = [row for row in select(rows, Section) if row.with_heading]
        self._after_items = [
            Wording(after, row) for row in introduced for words in row.examples if (after := words.partition(": ")[2])
        ]
        self._introducing = {form for row in introduced for form in row.all_forms}
        self._wanted: dict[str, set[str]] = {}
        for row in sections:
            for form in row.all_forms:
                self._wanted.setdefault(form, set()).update({row.section} & _ESSENTIAL)
        self._labels = _Wordings([row for row in select(rows, HeaderField) if not row.in_text], fragments)
        self._fields = {row.field for row in self._labels.rows}
        self._reviewers = _Wordings(select(rows, Reviewer), fragments)
        headings = [row for row in select(rows, IssueHeading) if row.followed_by_part and row.decisions]
        forms = {form for row in headings for form in row.all_forms}
        self._parts = _Wordings([row for row in select(rows, IssuePart) if not forms.isdisjoint(row.all_forms)], fragments)
        # Letters whose decisions stand in front of a statement; a letter whose form is not known may be one.
        self._forms = {*forms, labels.UNKNOWN_FORM}
        self._decisions = {word: Letters.of(word, several=False).words for row in headings for word in row.decisions}
        self._printed_decisions = [word.capitalize() for word in self._decisions]
        self._partial = _Wordings(select(rows, PartialAuthorization), fragments)

    @cached_property
    def _nearly_after_items(self) -> Nearly:
        return Nearly([wording.words for wording in self._after_items])

    @cached_property
    def _introductions(self) -> list[tuple[str, str]]:
        """What introduces statements, with the part that it begins."""
        return [(wording.row.part, wording.words.lower()) for wording in self._parts.all]

    @cached_property
    def _sentences(self) -> list[tuple[str, str]]:
        """Sentences that are a heading of their own, after which the first item begins, each with its form."""
        found = []
        for row in self._sections.rows:
            own = [words.lower() for words, other in self._sections.all if other is row]
            if row.section == labels.ISSUES_SECTION and min(map(len, own), default=0) > _LONG:
                found += [(form, words) for form in row.all_forms for words in own]
        return found

    def headings(self, text: LetterText, form: str, found: Collection[str]) -> Iterator[Edit]:
        """Section headings, if one of the letter's form is wanting; `found` are the sections that were found."""
        wanted = self._wanted.get(form)
        whole = wanted is not None and wanted <= set(found)
        if whole and all(words in text.lower for row_form, words in self._sentences if row_form == form):
            return
        for near, wording in self._sections.find(text, 0, len(text.flat)):
            near = near._replace(start=_first_letter(text, near.start, wording.words[0].lower()))
            end = _after(text, near.end, _COLONS)
            printed = text.flat[near.start : near.end]
            if printed == wording.words.rstrip(_COLONS):
                continue
            letters = [character for character in printed if character.isalpha()]
            capitals = sum(character.isupper() for character in letters) >= _CAPITALS * len(letters)
            stands = begins_line(text, near.start) and (not printed[0].islower() or ends_line(text, near.end) or end > near.end)
            if (stands or capitals or len(letters) >= _LONG) and wording.row.section != labels.HEADER_SECTION:
                yield _edit(text, near.start, end if wording.words[-1] == ":" else near.end, wording.words)

    def after_items(self, text: LetterText, form: str, found: Sequence[Match[Any]]) -> Iterator[Edit]:
        """What follows items in headings, if there are fewer such headings (`found`) than items that were decided."""
        if form not in self._introducing:
            return
        own = [match for match in found if isinstance(match.row, LayoutRow) and form in match.row.all_forms]
        read = [match for match in own if isinstance(match.row, Section) and match.row.with_heading]
        if len(read) >= sum(isinstance(match.row, IssueHeading) for match in own):
            return
        for near in self._nearly_after_items.find(text.lower):
            wording = self._after_items[near.number]
            if form in wording.row.all_forms and not any(match.start < near.end <= match.end for match in read):
                yield _edit(text, near.start, near.end, wording.words)

    def header(self, text: LetterText, form: str, end: int, found: Collection[str]) -> Iterator[Edit]:
        """Labels of the header table, which ends at `end`; `found` are the fields whose label was."""
        enough = len(self._fields) if form in self._forms else len(self._fields) // 2
        if len(found) >= enough or end < _SHORTEST:
            return
        for near, wording in self._labels.find(text, 0, end):
            after = _after(text, near.end, _COLONS)
            printed = text.flat[near.start : near.end]
            exact = printed.lower() == wording.words.rstrip(_COLONS).lower() and printed[0].isupper()
            colon = after > near.end and not printed[0].islower()
            if not exact and (colon or begins_line(text, near.start) or ends_line(text, near.end)):
                yield _edit(text, near.start, after, wording.words)

    def reviewer(self, text: LetterText, end: int) -> Iterator[Edit]:
        """What introduces the reviewer's licence and certification, in front of `end`."""
        if any(all(text.lower.find(words, 0, end) >= 0 for words in row) for row in self._reviewers.by_id.values()):
            return
        for near, wording in self._reviewers.find(text, 0, end):
            after = _after(text, near.end, _COLONS) if wording.words[-1] == ":" else near.end
            if after > near.end or wording.words[-1] != ":" or begins_line(text, near.start):
                yield _edit(text, near.start, after, wording.words)

    def statements(self, text: LetterText, form: str) -> Iterator[Edit]:
        """What introduces statements, and the decisions in front of them, if their numbers differ."""
        stated = form in self._forms or any(word in text.flat for word in self._printed_decisions)
        if not stated or self._is_even(text):
            return
        marks: list[tuple[int, int, str, bool]] = []
        for near, wording in self._parts.find(text, 0, len(text.flat)):
            end = _stray(text, _after(text, near.end, _COLONS))
            exact = text.lower.startswith(wording.words.lower(), near.start) and end <= near.start + len(wording.words) + 1
            exact = exact and text.lower[near.start - 1 : near.start] != "_"
            if exact or self._introduces(text, near, end):
                marks.append((near.start, end, wording.words, exact))
        for start, end, words, exact in marks:
            decision = self._decision_before(text, start)
            if decision is not None:
                yield _edit(text, decision[0], end if not exact else start, f"{decision[1]} {'' if exact else words}".strip())
            elif not exact:
                yield _edit(text, start, end, words)

    def partial_authorizations(self, text: LetterText) -> Iterator[Edit]:
        """What parts the heading of an item that was authorized in part; looked for in letters that are damaged elsewhere."""
        for near, wording in self._partial.find(text, 0, len(text.flat)):
            if near.errors or text.lower[near.start : near.end] != wording.words.rstrip(_COLONS).lower():
                end = _after(text, near.end, _COLONS) if wording.words[-1] in _COLONS else near.end
                yield _edit(text, near.start, end, wording.words)

    def _is_even(self, text: LetterText) -> bool:
        """Whether each statement is introduced as often as another, and as there are decisions, one right in front of each."""
        counts: dict[str, int] = {}
        headed = 0
        for part, words in self._introductions:
            places = list(_places(text.lower, words))
            counts[part] = counts.get(part, 0) + len(places)
            for start in places:
                end = start + len(words)
                # A mark that means nothing stands after a wording, or a line in front of one.
                if text.lower[start - 1 : start] == "_" or _stray(text, end) > end:
                    return False
                headed += text.lower[max(0, start - _TAIL) : start].rstrip(" :.-").endswith(tuple(self._decisions))
        numbers = {headed, *counts.values(), sum(text.flat.count(word) for word in self._printed_decisions)}
        return len(numbers) == 1 and numbers != {0}

    def _introduces(self, text: LetterText, near: Near, end: int) -> bool:
        """Whether a place that has nearly the wording stands as it does."""
        capital = not text.flat[near.start].islower()
        if begins_line(text, near.start):
            return capital or end > near.end
        before = text.flat[max(0, near.start - _TAIL) : near.start].rstrip(_MARKS)[-1:]
        return capital and end > near.end and (before in '.:?!")' or self._decision_before(text, near.start) is not None)

    def _decision_before(self, text: LetterText, start: int) -> tuple[int, str] | None:
        """Where the decision in front of a statement begins, and which it is; None: none does, or it is whole."""
        low = max(0, start - _TAIL)
        tail = Letters.of(text.lower, low, start, several=False)
        best: tuple[int, int, str] | None = None
        for word, key in self._decisions.items():
            errors, first, last = distance_in(key, tail.words)
            if errors <= allowed(key) + 1 and len(tail.words) - last <= _STRAY and (best is None or errors < best[0]):
                best = errors, tail.places[first][0], word
        if best is None:
            return None
        errors, first, word = best
        place = first
        if text.lower.startswith(word, place) and not text.lower[place + len(word) : start].strip(" :.-"):
            return None
        while text.flat[place - 1 : place].isalpha() and first - place < _STRAY:
            place -= 1
        begin = end_before(text.flat, place, _MARKS, low)
        named = text.flat[begin - 1 : begin] in _COLONS
        if errors > (len(word) // _LETTERS_OF_DECISION if named else 1):
            return None
        return (begin if text.flat[begin:place].strip() else place), word.capitalize()


def fixed_words(row: PatternRow, fragments: Mapping[str, str]) -> list[str]:
    """The wordings of a row of eight letters and more, as its examples have them, without its named groups.

    Of a row that leaves words open the shortest.
    """
    found: dict[str, None] = {}
    rules = RuleSet([row], fragments)
    for example in row.examples:
        for match in rules.find(LetterText(example).lower):
            cuts = [match.start, match.end]
            if match.match is not None:
                groups = match.match.re.groupindex
                spans = sorted(match.match.span(name) for name in groups if match.match[name] is not None)
                cuts = [match.start, *(offset for span in spans for offset in span), match.end]
            for start, end in zip(cuts[::2], cuts[1::2], strict=True):
                words = example[start:end].strip(" ,").removeprefix(". ")
                if sum(character.isalnum() for character in words) >= _SHORTEST:
                    found[words] = None
    wordings = list(found)
    is_open = not isinstance(row, Reviewer) and any(mark in expand(row, row.pattern, fragments) for mark in (".{", "[^"))
    return [min(wordings, key=len)] if is_open and wordings else wordings


def _places(text: str, words: str) -> Iterator[int]:
    """Where words stand in a text, without overlap."""
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + len(words))


def begins_line(text: LetterText, offset: int) -> bool:
    """Whether nothing but marks stands in front of a place of the flat text in its line."""
    place = text.offsets_of(offset, offset + 1)[0]
    low = max(0, place - _LINE)
    line = max(low, max(text.text.rfind(end, low, place) for end in "\n\f\r") + 1)
    return not any(character.isalnum() for character in text.text[line:place]) or _edited_to(text, line, place)


def _edited_to(text: LetterText, line: int, place: int) -> bool:
    """Whether all letters of a range are left out."""
    n = bisect_left(text.edits, Edit(line, 0, ""))
    rest = line
    for edit in text.edits[n:]:
        if edit.start >= place or any(character.isalnum() for character in text.text[rest : edit.start]):
            break
        rest = edit.end
    return not any(character.isalnum() for character in text.text[rest:place])


def ends_line(text: LetterText, offset: int) -> bool:
    """Whether nothing but marks follows a place of the flat text in its line."""
    place = text.offsets_of(offset - 1, offset)[1]
    high = min(len(text.text), place + _LINE)
    line = min((end for mark in "\n\f\r" if (end := text.text.find(mark, place, high)) >= 0), default=high)
    return not any(character.isalnum() for character in text.text[place:line])


def _first_letter(text: LetterText, start: int, letter: str) -> int:
    """Where a wording begins whose first letter may stand apart, so that it was taken for none of it: "C L I N I C A L"."""
    apart = text.lower[start] != letter and text.lower[max(0, start - 3) : start] in (f" {letter} ", f"{letter} ")
    return start - 2 if apart else start


def _after(text: LetterText, end: int, colons: str) -> int:
    """The offset after the colon that follows a place, whatever has become of it; `end` if none does."""
    reach = end
    while reach < len(text.flat) and text.flat[reach] in colons + _MARKS:
        reach += 1
    return reach if any(character in colons for character in text.flat[end:reach]) else end


def _stray(text: LetterText, end: int) -> int:
    """The offset after marks that mean nothing after a wording: "guideline: | 1 Decision based on"."""
    reach = end
    while reach < len(text.flat) and text.flat[reach] in _STRAYS:
        reach += 1
    following = text.flat[reach : reach + 1]
    return reach if text.flat[end:reach].strip() and text.flat[reach - 1] == " " and following.isupper() else end


def _edit(text: LetterText, start: int, end: int, words: str) -> Edit:
    """The edit that reads a range of the flat text as other words."""
    first, last = text.offsets_of(start, end)
    # A stroke under words is part of a word, too, in a pattern.
    before = " " if start > 0 and (text.flat[start - 1].isalnum() or text.flat[start - 1] == "_") else ""
    return Edit(first, last, f"{before}{words} ")
