"""Guideline statements of a determination, parsed into citations.

`CitationParser.parse` takes a statement ("Decision based on MTUS Low Back Complaints 2004, Section(s): Summary. Decision based
on Non-MTUS Citation Official Disability Guidelines, Knee Chapter, MRI.") and gives its citations. The form of the statements
is that of the published letters; titles, regulation numbers and section names are patterns/guidelines.jsonl and
guideline_sections.jsonl (Title 8, California Code of Regulations, sections 9792.22 and following).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from imr_nlp.normalize import collapse
from imr_nlp.readers.fixed_wordings import fixed_words
from imr_nlp.readers.lost_blanks import LostBlanks, may_be_together
from imr_nlp.readers.odg_chapters import OdgChapters
from imr_nlp.readers.parsed_citations import ParsedCitation, of_chapters
from imr_nlp.readers.prose_statements import ProseStatements
from imr_nlp.readers.section_lists import EDGES, SectionLists, name_key
from imr_nlp.readers.statement_parts import Joints, joined_address, trim, with_parenthesis
from imr_nlp.readers.statement_words import Chapters, Names, Parts, lowered
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.ruleset import RuleSet
from imr_nlp.rules.schema_items import CitationIntroduction, CitationPart, Guideline, Reference
from imr_nlp.text.edges import end_before, past
from imr_nlp.text.parentheses import split_outside_parentheses

MTUS, ODG, ACOEM, OTHER = "MTUS", "ODG", "ACOEM", "other"
# Parts of citations whose examples are names.
_PARTS_OF_NAMES = ("acoem_chapter", "other_guidelines")
_KINDS = {ODG: "odg", ACOEM: "acoem"}

YEAR = re.compile(r"\(?((?:19|20)\d{2})(?:-\d{2}-\d{2})?\)?(?![\d.]\d)")
# The date of an edition in front of its year: "(ACOEM May 15, 2017)", "(May, 2009)", "(2/24/2016)".
_EDITION = r"(?:\((?:ACOEM,?\s)?(?:[A-Z][a-z]{2,8}\.?,?\s(?:\d{1,2},\s?)?|\d{1,2}/\d{1,2}/))?"
_TITLE_AND_YEAR = re.compile(
    r"([A-Z][^():;]{2,80}?),?\s+" + _EDITION + r"\(?((?:19|20)\d{2})(?:-\d{2}-\d{2})?\)?(?=\s*(?:[,.;(]|and\b|$))"
)
_DATED = re.compile(r"[\s),]*" + _EDITION + YEAR.pattern)


class CitationParser:
    """Parses guideline statements with the names that pattern rows give.

    rows (Iterable[Row]): rows of the labels GUIDELINE, SECTION_NAME, REFERENCE, CITATION and CITATION_INTRODUCTION.
    """

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        fragments = fragments_of(rows)
        wordings = Parts(rows, fragments)
        self._introductions = RuleSet(select(rows, CitationIntroduction), fragments)
        self._lists = SectionLists(rows)
        self._edition = wordings("edition")
        self._disorders = wordings("acoem_chapter")
        self._chapter_edition = wordings("chapter_edition")
        self._other = wordings("other_guidelines")
        self._web_address = wordings("web_address")
        self._chapter_number = wordings("chapter_number")
        self._title_end = wordings("title_end")
        guidelines = select(rows, Guideline)
        names = [row for row in guidelines if row.title is None]
        chapters = [row for row in guidelines if row.title is not None]
        self._mtus_names = Names(row for row in names if row.source == MTUS)
        self._sources = Names([*(row for row in names if row.source in (ODG, ACOEM)), *select(rows, Reference)])
        self._mtus_chapters = Names(row for row in chapters if row.source == MTUS)
        self._acoem_chapters = Names(row for row in chapters if row.source == ACOEM)
        self._joints = Joints(rows, wordings)
        names_of_odg = Chapters(row for row in chapters if row.source == ODG)
        self._odg_chapters = OdgChapters(names_of_odg, wordings("chapter_label"), self._joints)
        statutory = [row for row in chapters if row.source == MTUS and any("guideline" in term.lower() for term in row.terms)]
        schedule = Names([*(row for row in names if row.source == MTUS), *statutory])
        self._prose = ProseStatements(wordings, schedule, self._sources)
        introductions = (words for row in select(rows, CitationIntroduction) for words in fixed_words(row, fragments))
        labels = (words for row in select(rows, CitationPart) for words in row.examples if row.part in _PARTS_OF_NAMES)
        self._lost_blanks = LostBlanks(
            [*introductions, *labels, *(name for row in guidelines for name in (row.title or "", *row.terms))]
        )
        self._regulations = {
            name_key(name): row.regulation for row in chapters if row.regulation for name in (row.title or "", *row.terms)
        }

    def parse(self, statement: str) -> list[ParsedCitation]:
        """Parse one side's guideline statement.

        statement (str): the text after "Claims Administrator guideline:" or "MAXIMUS guideline:", with single blanks.
        RETURNS (list[ParsedCitation]): in order of the text; empty when the statement cites nothing.
        """
        statement = collapse(statement) if "\n" in statement else statement
        citations = [] if may_be_together(statement) else list(self._cited(statement))
        if citations:
            return citations
        apart = self._lost_blanks.apart(statement)
        if apart is None:
            return list(self._cited(statement))
        return [
            replace(citation, start=apart.origin[citation.start], end=apart.origin[citation.end - 1] + 1)
            for citation in self._cited(apart.text)
        ]

    def _cited(self, statement: str) -> Iterator[ParsedCitation]:
        """What a statement cites, word for word as it stands."""
        for start, end, source in self._pieces(statement):
            if start < end:
                yield from self._mtus(statement, start, end) if source == MTUS else self._non_mtus(statement, start, end)

    def _pieces(self, statement: str) -> Iterator[tuple[int, int, str]]:
        """Offsets and source of what a statement cites: after each introduction, else as its prose tells."""
        found = []
        first = past(statement, None)
        for match in self._introductions.find(lowered(statement)):
            if match.row.at_start and match.start != first:
                continue
            cited, _ = match.span("cited") or (match.end, match.end)
            found.append((match.start, cited, match.row.source, match.row.at_start))
        found = [mark for n, mark in enumerate(found) if n == 0 or mark[0] >= found[n - 1][1]]
        pieces = self._prose.pieces(statement, introduced=not all(at_start for *_, at_start in found))
        if pieces is not None:
            yield from pieces
            return
        for n, (_, start, source, at_start) in enumerate(found):
            end = found[n + 1][0] if n + 1 < len(found) else len(statement)
            yield (*trim(statement, start, self._prose.cut(statement, start, end) if at_start else end), source)

    # parts of a citation in prose

    def chapter_after(self, text: str, start: int, source: str) -> tuple[int, int, int] | None:
        """A chapter right after the name of its guideline.

        text (str): the text.
        start (int): offset after the name.
        source (str): MTUS, ODG or ACOEM.
        RETURNS (tuple[int, int, int] | None): first and last offset of its name, and where what belongs to it ends.
        """
        start = past(text, " ,/()-:", start)
        if source == ODG:
            return self._odg_chapters.labelled(text, start)
        if source == ACOEM and (number := self._chapter_number.match(text, start)) is not None:
            start = number.end
        found = (self._acoem_chapters if source == ACOEM else self._mtus_chapters).match(text, start)
        return None if found is None else (found.start, found.end, found.end + text.startswith(")", found.end))

    def after_chapter_number(self, text: str, start: int) -> int:
        """The offset after "Chapter 9," that follows the name of a guideline or chapter; `start` if none does."""
        first = past(text, " ,(", start)
        number = self._chapter_number.match(text, first)
        return start if number is None else number.end

    def pages_at(self, text: str, start: int) -> tuple[list[list[int]], int] | None:
        """Page numbers at an offset, and where they end."""
        found = self._lists.pages.match(text, start)
        return None if found is None else (self._lists.take_pages(found.of(text))[1], found.end)

    def regulation(self, source: str, title: str | None) -> str | None:
        """The regulation that holds a chapter of the MTUS."""
        return self._regulations.get(name_key(title)) if title and source == MTUS else None

    def _source_names(self, text: str, start: int, end: int) -> list[tuple[int, str, int]]:
        """Where the names of sources stand: start, "odg", "acoem" or "other", and end, with the same name repeated."""
        found = []
        for mark in self._sources.find(text, start, end):
            found.append((mark.start, _KINDS.get(getattr(mark.row, "source", ""), "other"), mark.end))
        found += [(mark.start, "other", mark.end) for mark in self._other.find(text, start, end)]
        marks: list[tuple[int, str, int]] = []
        for first, kind, last in sorted(found):
            if marks and first < marks[-1][2]:
                continue
            if marks and kind == marks[-1][1] != "other" and not text[marks[-1][2] : first].strip(" ,(-)"):
                first = marks.pop()[0]
            if kind != "other":
                last += text[last : last + 1] == ")"
                word = lowered(text)[last : last + 12]
                last += next((len(name) for name in (" guidelines", " guideline") if word.startswith(name)), 0)
            marks.append((first, kind, min(last, end)))
        return marks

    # MTUS

    def _mtus(self, text: str, start: int, end: int) -> Iterator[ParsedCitation]:
        other = next((first for first, kind, _ in self._source_names(text, start, end) if kind == "odg"), None)
        if other is not None:  # "... 2004 and ODG Eye Chapter"
            yield from self._mtus(text, start, self._joints.start(text, start, other))
            yield from self._non_mtus(text, other, end)
            return
        name = self._mtus_names.match(text, start, end)
        whole = self._mtus_chapters.match(text, start, end)  # "MTUS Drug List"
        first, position = start, name.end if name and not (whole and whole.end > name.end) else start
        while position < end:
            position = past(text, EDGES, position, end)
            title, year, rest = self._mtus_title(text, position, end)
            stop = self._next_mtus_chapter(text, rest, end)
            low, high = trim(text, first, stop)
            names, pages = self._lists.take_pages(text[rest:stop].lstrip(" )"))
            if title or (pages and rest > position):  # "ACOEM, Chapter 12, page 299"
                label = self._lists.label.match(names)
                names = names[label.end :] if label else names
                sections = self._lists.split(names)
                regulation = self._regulations.get(name_key(title))
                yield ParsedCitation(low, high, MTUS, title or None, year, sections, pages, regulation)
            first = position = self._joints.end(text, stop, end)

    def _chapter_start(self, text: str, start: int, end: int) -> int:
        """Where a chapter begins after the year or the regulation of its guideline ("2004 (8 CCR 9792.23), Low Back ...")."""
        place = start
        if (dated := _DATED.match(text, place, end)) is not None:
            place = dated.end()
        if (reference := self._lists.references.match(text, place + text.startswith(" ", place), end)) is not None:
            place = reference.end
        place = past(text, EDGES, place, end)
        return place if place > start and self._mtus_chapters.match(text, place, end) is not None else start

    def _mtus_title(self, text: str, start: int, end: int) -> tuple[str, int | None, int]:
        """Title and year of the chapter at an offset, and where what it says of sections begins."""
        prefix = self._chapter_number.match(text, start, end)
        first = start
        start = self._chapter_start(text, prefix.end if prefix else start, end)
        known = self._mtus_chapters.match(text, start, end)
        if known is not None:
            dated = _DATED.match(text, known.end, end)
            year, stop = (int(dated[1]), dated.end()) if dated else (None, known.end)
            after = self._chapter_edition.match(text, known.end + 1, end) if dated is None else None
            if after is not None:  # "Knee Complaints Chapter (ACOEM Practice Guidelines, 2004)"
                edition = YEAR.search(after.of(text))
                year, stop = int(edition[1]) if edition else None, after.end
            title = collapse(known.of(text))
            if title.endswith(")") and (inside := _TITLE_AND_YEAR.match(title)) is not None:
                title, year = inside[1], int(inside[2])
            if year is None and (edition := YEAR.search(text, first, start)) is not None:
                year = int(edition[1])
            return title, year, stop
        general = _TITLE_AND_YEAR.match(text[start:end])
        if general is not None:
            return collapse(general[1]).strip(EDGES), int(general[2]), start + general.end()
        stops = (self._lists.label.search(text, start, end), self._lists.pages.search(text, start, end))
        comma = text.find(",", start, end)
        stop = min([end, *(match.start for match in stops if match), *([comma] if comma > start else [])])
        return collapse(text[start:stop]).strip(EDGES), None, stop

    def _next_mtus_chapter(self, text: str, start: int, end: int) -> int:
        """Where the next chapter's citation begins (at its connecting "and" or comma), or the end."""
        if end - start < 3:
            return end
        best = _next_title(text, start, end)
        for match in self._mtus_chapters.find(text, start, end):
            joint = self._joints.start(text, start, match.start)
            has_year = _DATED.match(text, match.end, end) is not None
            inside = best < joint < match.start and has_year and YEAR.search(text, best, match.start) is None
            if inside:  # "Prevention and Management, and Shoulder Complaints 2004"
                return joint
            if joint == match.start or joint >= best:
                continue
            after_pages = self._lists.pages.search(text, max(start, joint - 40), joint) is not None
            if has_year or after_pages or lowered(match.of(text)).startswith("mtus") or "guideline" in lowered(match.of(text)):
                return joint
        return best

    # other sources

    def _non_mtus(self, text: str, start: int, end: int) -> Iterator[ParsedCitation]:
        marks = self._source_names(text, start, end)
        lead = self._odg_chapters.in_front(text, start, marks[0][0]) if marks and marks[0][1] == "odg" else []
        in_front = text[start : marks[0][0]].strip(EDGES + '("').lower() if marks else ""
        if not marks or (not lead and in_front not in ("", "the", "and", "per")):
            marks.insert(0, (start, "other", start))
        for n, (first, kind, name_end) in enumerate(marks):
            stop = marks[n + 1][0] if n + 1 < len(marks) else end
            last = with_parenthesis(text, first, self._joints.start(text, first, stop), stop)
            if kind in ("odg", "acoem"):
                other = self._joints.publication(text, self._after_chapter(text, name_end, last, kind), last)
                stop = end_before(text, other[0], EDGES, name_end) if other else last
                if kind == "odg":
                    found = self._odg(text, first, min(name_end, stop), stop)
                    yield from found if n or not lead else of_chapters(text, found, lead)
                else:
                    yield self._acoem(text, first, min(name_end, stop), stop)
                if other is not None:
                    yield self._reference_of(text, *trim(text, other[1], last))
            else:
                label = self._other.match(text, first, last)
                yield from self._references(text, label.end if label else first, last)

    def _after_chapter(self, text: str, start: int, end: int, kind: str) -> int:
        """Where the chapter ends that is named at an offset, or the offset."""
        first = past(text, " ,:;-(", start, end)
        if kind == "acoem" and (disorders := self._disorders.match(text, first, end)) is not None:
            return disorders.end
        after = self._odg_chapters.end_of(text, first, end)
        return start if after == first else after

    def _odg(self, text: str, first: int, position: int, end: int) -> Iterator[ParsedCitation]:
        web = self._web_address.search(text, position, end)
        if web is not None:
            address = trim(text, web.start, end)
            end = end_before(text, web.start, EDGES + "(", position)
        position, year = self._skip_edition(text, position, end)
        groups = list(self._odg_chapters.groups(text, position, end))
        for n, (begin, title, topics, stop) in enumerate(groups):
            rest, pages = self._lists.take_pages(topics)
            low, high = trim(text, first if n == 0 else begin, stop)
            yield ParsedCitation(low, high, ODG, title, year, self._lists.split(rest, and_separates=True), pages)
        if not groups:
            low, high = trim(text, first, max(end, position))
            yield ParsedCitation(low, high, ODG, None, year)
        if web is not None:
            yield self._reference_of(text, *address)

    def _acoem(self, text: str, first: int, position: int, end: int) -> ParsedCitation:
        position, year = self._skip_edition(text, position, end)
        prefix = self._chapter_number.match(text, position, end)
        position = prefix.end if prefix else position
        disorders = self._disorders.match(text, position, end)
        dated = _DATED.match(text, disorders.end, end) if disorders else None
        if disorders is not None and dated is not None:
            rest, pages = self._lists.take_pages(text[dated.end() : end].lstrip(" )"))
            introduced = self._lists.label.match(rest)
            sections = self._lists.split(rest[introduced.end :] if introduced else rest)
            title = collapse(disorders.of(text)).partition(" Guideline")[0]
            return ParsedCitation(first, end, ACOEM, title, int(dated[1]), sections, pages)
        rest, pages = self._lists.take_pages(text[position:end])
        parts = [part for part in split_outside_parentheses(rest, ",") if part.strip(EDGES)]
        if not parts:
            return ParsedCitation(first, end, ACOEM, None, year, [], pages)
        after = next((found for found in self._title_end.find(parts[0]) if parts[0][: found.start].strip()), None)
        title, topic = (parts[0][: after.start], parts[0][after.end :]) if after is not None else (parts[0], "")
        last = next((one for one in YEAR.finditer(title) if not any(map(str.isalnum, title[one.end() :]))), None)
        if last is not None:
            title, year = title[: last.start()], int(last[1])
        sections = self._lists.split(", ".join([topic, *parts[1:]]))
        return ParsedCitation(first, end, ACOEM, collapse(title).strip(EDGES + "()") or None, year, sections, pages)

    def _references(self, text: str, start: int, end: int) -> Iterator[ParsedCitation]:
        """References that are no guideline of ours: one, or several web addresses."""
        for following in self._web_address.find(text, start, end):
            joint = self._joints.start(text, start, following.start)
            if start < joint < following.start and self._web_address.match(text, start):
                yield self._reference_of(text, *trim(text, start, joint))
                start = following.start
        start, end = trim(text, start, end)
        if any(map(str.isalnum, text[start:end])):  # "Non-MTUS Citation ()" names none
            yield self._reference_of(text, start, end)

    def _reference_of(self, text: str, start: int, end: int) -> ParsedCitation:
        _, pages = self._lists.take_pages(text[start:end])
        title = text[start:end]
        if title.startswith("(") and title.endswith(")"):
            title = title[1:-1]
        web = self._web_address.search(title)
        if web is not None and web.start == 0 and "," not in title:
            title = "".join(title.split())  # an address broken at a line end
        elif web is not None:
            title = title[: web.start] + joined_address(title[web.start :])
        # Of several numbers that may be years none is known to be the one.
        years = {int(dated[1]) for dated in YEAR.finditer(title) if not title[: dated.start()][-1:].isalnum()}
        year = years.pop() if len(years) == 1 and "/" not in title else None
        return ParsedCitation(start, end, OTHER, collapse(title), year, [], pages)

    def _skip_edition(self, text: str, position: int, end: int) -> tuple[int, int | None]:
        """Pass over separators, editions and years after the name of a guideline."""
        year = None
        while position < end:
            after = past(text, ' ,:;.)"-', position, end)
            dated = YEAR.match(text, after, end)
            found = self._edition.match(text, after, end)
            if found is not None:
                position = found.end
            elif dated is not None:
                position, year = dated.end(), int(dated[1])
            else:
                return after, year
        return position, year


def _next_title(text: str, start: int, end: int) -> int:
    """Where a title with its year is added to what stands in front of it ("and Knee Complaints 2004"), or the end."""
    place = text.find(" and ", start, end)
    while place >= 0:
        title = _TITLE_AND_YEAR.match(text, place + len(" and "), end)
        if title is not None and "." not in title[1]:
            return place - text.endswith(",", start, place)
        place = text.find(" and ", place + 1, end)
    return end
