"""What belongs to a page and not to the letter: running heads and feet, numbers, lines of fax machines, pages that come twice.

A line counts as a whole: a FURNITURE row that matches it, a number that counts pages, or a line that stands at the edge of page
after page and nowhere else. A page that comes twice is a long run of lines that was there before.
Start with `FurnitureReader.edits`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any, NamedTuple

from imr_nlp import labels
from imr_nlp.readers.fixed_wordings import fixed_words
from imr_nlp.readers.table_lines import may_have_table, table_lines
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import Match
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_layouts import Furniture, IssueHeading, Section
from imr_nlp.text.edits import Edit
from imr_nlp.text.letter import LetterText

# A line with the number of a page, the longest running head, how many lines a head or foot may have.
_SHORT, _LONG, _LINES_OF_HEAD = 25, 60, 4
# No more characters, blanks and rules among them, stand beside a running head in its line.
_BESIDE_CHARACTERS = 200
# A running head stands on so many pages.
_PAGES = 3
# A page that comes twice has so many lines and characters.
_LINES, _CHARACTERS = 8, 500
# A line that comes twice has so many characters.
_DOUBLED = 12
# No page has more lines; of places where a line stood before, so many are tried.
_LINES_OF_PAGE, _PLACES = 200, 4
# What may stand around the number of a page.
_AROUND = " -\u2013|~[]()\f\r"
_PAGE_MARKS = str.maketrans({"/": " of ", ":": " ", ".": " ", "|": " ", "~": " "})
# No letter has more pages.
_PAGES_OF_LETTER = 40
# Sections whose tables are read.
_WITH_TABLES = (labels.HEADER_SECTION, labels.CASE_SUMMARY_SECTION)
_DIGITS = str.maketrans("123456789", "000000000")


class Line(NamedTuple):
    """A line that is not empty, without blanks at its ends; its offset in `doc.text`; whether a form feed stands before it."""

    start: int
    words: str
    new_page: bool

    @property
    def end(self) -> int:
        return self.start + len(self.words)


class FurnitureReader:
    """Finds what belongs to pages, by FURNITURE rows."""

    def __init__(self, rows: Sequence[Row], fragments: Mapping[str, str]) -> None:
        own = select(rows, Furniture)
        # What is to be looked for in a letter: the reader is given what was found.
        self.patterns = [row for row in own if not row.terms]
        self._page_words = {term for row in own for term in row.terms}
        self._decisions = tuple(word for row in select(rows, IssueHeading) for word in row.decisions)
        self._starting = [row for row in select(rows, Section) if row.starts_letter]
        self._fragments = fragments

    @cached_property
    def _begins_letter(self) -> tuple[str, ...]:
        return tuple(words.lower() for row in self._starting for words in fixed_words(row, self._fragments))

    def edits(self, text: LetterText, matches: Sequence[Match[Any]]) -> list[Edit]:
        """The lines of pages and the pages that come twice, to be read as nothing; of an ordinary letter none.

        matches (Sequence[Match]): the places of its `patterns`, perhaps among those of other rows.
        """
        words = text.text.split("\n")
        sections = [match for match in matches if isinstance(match.row, Section)]
        matches = [
            match
            for match in matches
            if isinstance(match.row, Furniture) and (not match.row.repeats or _stood_before(text, match))
        ]
        short = [line for line in words if len(line) < _SHORT and _numbered(line)]
        numbers = any(self._page_number(line) is not None for line in short)
        stripped = list(filter(None, map(str.strip, words)))
        repeated = _run_repeats(stripped) if "\f" in text.text else _repeats(stripped)
        tables = may_have_table(stripped)
        copies = [*(_copies(text.text) if "\f" in text.text else ()), *_doubled(words)]
        if not (matches or numbers or tables or copies or repeated or _edges_repeat(text.text)):
            return []
        lines = list(_lines(words))
        starts = [line.start for line in lines]
        taken: set[int] = set()
        for match in matches:
            first, last = text.offsets_of(match.start, match.end)
            n = bisect_right(starts, first) - 1
            if n < 0 or not self._of_page(text.text, starts[n], first) or not self._of_page(text.text, last, lines[n].end):
                continue
            if not (match.row.repeats and n and lines[n - 1].words.endswith(":")):  # after a label it is the header's
                taken.add(n)
        taken |= self._numbers(lines, taken)
        pages = list(self._twice(lines, taken)) if taken or repeated or _run_repeats(stripped) else []
        gone = {n for first, last in pages for n in range(first, last + 1)}
        once = [n for n in range(len(lines)) if n not in gone]
        if taken or text.text.count("\f") >= _PAGES:
            taken |= {once[n] for n in _running([lines[n] for n in once], {k for k, n in enumerate(once) if n in taken})}
        if tables:
            taken |= self._of_tables(text, sections, lines)
        twice = [Edit(lines[first].start, lines[last].end) for first, last in pages] + copies
        return [Edit(lines[n].start, lines[n].end) for n in once if n in taken] + twice

    @staticmethod
    def _of_tables(text: LetterText, sections: Sequence[Match[Any]], lines: Sequence[Line]) -> set[int]:
        """The lines of tables between those of the letter; one in a summary is the letter's own."""
        found = table_lines([line.words for line in lines])
        heads = sorted((text.offsets_of(match.start, match.end)[0], match.row.section) for match in sections)
        own = {place for place, _ in heads}
        inside = {n: bisect_right(heads, (lines[n].start, "")) - 1 for n in found if lines[n].start not in own}
        return {n for n, head in inside.items() if head >= 0 and heads[head][1] not in _WITH_TABLES}

    def _of_page(self, text: str, start: int, end: int) -> bool:
        """Whether words beside a running head are nothing, or tell a page."""
        if end - start > _BESIDE_CHARACTERS:
            return False
        words = text[start:end].strip()
        return not _letters(words) or any(self._page_number(words + number) is not None for number in ("", " 0"))

    def _page_number(self, line: str) -> int | None:
        """The number of a line that is nothing but the number of a page."""
        # "page 29." is the end of a citation, "page 82 of 127" may be.
        if line.strip()[-1:] in ".,;":
            return None
        words = line.lower().replace("p a g e", "page").translate(_PAGE_MARKS).strip(_AROUND).split()
        numbers = [word for word in words if word.isdecimal() and len(word) <= 3]
        if line.strip()[:1].islower() and (len(numbers) < 2 or int(numbers[1]) > _PAGES_OF_LETTER):
            return None
        others = [word for word in words if word not in numbers]
        return int(numbers[0]) if 1 <= len(numbers) <= 2 and self._page_words.issuperset(others) else None

    def _numbers(self, lines: Sequence[Line], taken: set[int]) -> set[int]:
        """Lines that number pages: they say so, stand beside other lines of a page, or count from page to page."""
        found: dict[int, int] = {}
        kept = set()
        for n, line in enumerate(lines):
            number = self._page_number(line.words) if len(line.words) < _SHORT else None
            if number is None:
                continue
            found[n] = number
            breaks = line.new_page or (n + 1 < len(lines) and lines[n + 1].new_page) or n + 1 == len(lines)
            # "10/325" is a strength, "3/10" a pain score, where pages do not count on.
            if breaks or not line.words.replace("/", "").isdigit() or n - 1 in taken or n + 1 in taken:
                kept.add(n)
        pairs = zip(list(found.items()), list(found.items())[1:], strict=False)
        return kept | {n for one, other in pairs if other[1] == one[1] + 1 for n in (one[0], other[0])}

    def _twice(self, lines: Sequence[Line], taken: set[int]) -> Iterator[tuple[int, int]]:
        """Runs of lines that stood before, as long as a page: the first and the last line the second time."""
        kept = [n for n in range(len(lines)) if n not in taken]
        words = [lines[n].words for n in kept]
        begins_page = {k for k, n in enumerate(kept) if lines[n].new_page or n - 1 in taken or k == 0}
        first: dict[str, list[int]] = {}
        reached = 0
        for k, line in enumerate(words):
            if k >= reached and len(line) >= _LONG // 2:
                runs = (_run(words, before, k, reached) for before in first.get(line, ()))
                length, begin, earlier = max(runs, default=(0, k, k))
                run = words[begin : begin + length]
                page_begins = (begin in begins_page) + (begin in begins_page and earlier in begins_page)
                ends = not begins_page.isdisjoint((begin + length, earlier + length)) or begin + length == len(words)
                if self._is_page(run, words[begin - 1], page_begins, after=earlier + length == begin, ends=ends):
                    yield kept[begin], kept[begin + length - 1]
                    reached = begin + length
                elif line in first and line.lower().startswith(self._begins_letter):
                    return  # what follows is another letter's
            if len(places := first.setdefault(line, [])) < _PLACES:
                places.append(k)

    def _is_page(self, run: Sequence[str], before: str, page_begins: int, *, after: bool, ends: bool) -> bool:
        """Whether lines that come twice are a page: no reasons given for two items, no item asked for twice, no other letter.

        run (Sequence[str]): the lines.
        before (str): the line in front of them.
        page_begins (int): whether they begin a page the second time (1), or both times (2).
        after (bool): whether the second time follows at once. So does a first page that comes twice, but no other letter.
        ends (bool): whether they end a page one of the times, or the letter.
        """
        if len(run) < _LINES or sum(map(len, run)) < _CHARACTERS:
            return False
        if any(line.lower().startswith(self._begins_letter) for line in run):
            return after
        has_item = any(line.lower().endswith(self._decisions) for line in run)
        if page_begins > 1 and (has_item or ends):
            return True
        return has_item and (page_begins > 0 or before[-1:] not in ".:" or run[-1][-1:] != ".")


def _lines(words: Sequence[str]) -> Iterator[Line]:
    start, new_page = 0, False
    for line in words:
        new_page = new_page or "\f" in line
        stripped = line.strip()
        if stripped:
            yield Line(start + line.index(stripped), stripped, new_page)
            new_page = False
        start += len(line) + 1


def _numbered(line: str) -> bool:
    """Whether a line ends with a number, or begins with one ("4 | Page")."""
    words = line.strip(_AROUND)
    return words[-1:].isdecimal() or (words[:1].isdecimal() and words[-1:] in "eE")


def _stood_before(text: LetterText, match: Match[Any]) -> bool:
    """Whether the number at the end of a match stood in the letter before."""
    number = text.lower[match.start : match.end].rpartition(" ")[2]
    return text.lower.find(number, 0, match.start) >= 0


def _letters(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _repeats(words: Sequence[str]) -> bool:
    """Whether so many lines in a row stood before that they may be a page."""
    long = [line for line in words if len(line) >= _LONG]
    return len(long) - len(set(long)) >= _LINES // 2 and _run_repeats(words)


def _run_repeats(words: Sequence[str]) -> bool:
    """The same, however long the lines are."""
    seen: set[str] = set()
    length = 0
    for line in words:
        length = length + 1 if line in seen else 0
        if length >= _LINES:
            return True
        seen.add(line)
    return False


def _copies(text: str) -> Iterator[Edit]:
    """Pages between page breaks that are the same as the page before them."""
    start, before = 0, ""
    for page in text.split("\f"):
        words = page.strip()
        if words and words == before:
            begin = start + page.index(words)
            yield Edit(begin, begin + len(words))
        start, before = start + len(page) + 1, words or before


def _doubled(lines: Sequence[str]) -> Iterator[Edit]:
    """Lines that are the same as the line before them, which is more than a name."""
    start = 0
    before = ""
    for line in lines:
        if line == before and len(line) >= _DOUBLED and " " in line.strip():
            yield Edit(start, start + len(line))
        start += len(line) + 1
        before = line


def _edges_repeat(text: str) -> bool:
    """Whether a line may stand at the edge of several pages."""
    pages = [page.strip() for page in text.split("\f")]
    if len(pages) <= _PAGES:
        return False
    edges = (
        line.translate(_DIGITS)
        for page in pages
        for line in (page[:_LONG].split("\n", 1)[0], page[-_LONG:].rsplit("\n", 1)[-1])
    )
    return Counter(edges).most_common(1)[0][1] >= _PAGES


def _running(lines: Sequence[Line], taken: set[int]) -> Iterator[int]:
    """Lines that stand at the edge of several pages, and nowhere else; longer than a head is what is copied."""
    breaks = [n for n, line in enumerate(lines) if line.new_page or n - 1 in taken]
    if len(breaks) < _PAGES:
        return
    keys = [line.words.translate(_DIGITS) for line in lines]
    total: Counter[str] = Counter()
    for step in (1, -1):
        edges = []
        for place in breaks:
            start = place if step > 0 else place - 1
            places = range(start, start + step * _LINES_OF_HEAD, step)
            edges.append([n for n in places if 0 <= n < len(lines) and n not in taken])
        at_edge = Counter(key for edge in edges for key in {keys[n] for n in edge})
        if max(at_edge.values(), default=0) < _PAGES:
            continue
        total = total or Counter(keys)
        for edge in edges:
            # The last line of a paragraph may be the same on several pages: "necessary."
            more = (at_edge[keys[n]] >= _PAGES and len(keys[n]) <= _LONG and not keys[n][0].islower() for n in edge)
            repeated = [n for n, _ in zip(edge, takewhile(bool, more), strict=False)]
            if len(repeated) < _LINES_OF_HEAD:
                yield from (n for n in repeated if at_edge[keys[n]] == total[keys[n]])


def _run(words: Sequence[str], before: int, here: int, reached: int) -> tuple[int, int, int]:
    """How many lines from one place on are the same as from another, and where both runs begin."""
    low = here - _LINES_OF_PAGE
    while before > 0 and here - 1 > before and here > max(reached, low) and words[before - 1] == words[here - 1]:
        before, here = before - 1, here - 1
    length = 0
    high = min(len(words), here + 2 * _LINES_OF_PAGE)
    while here + length < high and before + length < here and words[before + length] == words[here + length]:
        length += 1
    return length, here, before
