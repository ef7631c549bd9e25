"""Guidelines named in the prose of a rationale: "the MTUS 2016 Chronic Pain Guidelines", "ACOEM, page 214".

Start with `RationaleCitations.read`. A guideline is known by its name; a chapter counts only right beside it, one of the ODG
only where it is called a chapter. Sections are not read: in prose their names are ordinary words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from imr_nlp.normalize import collapse
from imr_nlp.readers.citations import ACOEM, MTUS, ODG, YEAR, CitationParser
from imr_nlp.readers.parsed_citations import ParsedCitation
from imr_nlp.rules.load import select
from imr_nlp.rules.phrases import PhraseIndex
from imr_nlp.rules.schema_items import Guideline
from imr_nlp.text.edges import past

_SOURCES = frozenset((MTUS, ODG, ACOEM))
# How much of the text after a name may belong to it.
_REACH = 160


class RationaleCitations:
    """Reads rationales, by the rows of the parser of guideline statements."""

    def __init__(self, rows: Iterable[Any], parser: CitationParser) -> None:
        names = (row for row in select(rows, Guideline) if row.source in _SOURCES and not row.only_in_citations)
        self._names: PhraseIndex[Guideline] = PhraseIndex(names)
        self._parser = parser

    def read(self, text: str, lower: str, start: int, end: int) -> list[ParsedCitation]:
        """What a rationale cites, each once, in order; a source without a chapter or without pages if no other has them."""
        found: list[ParsedCitation] = []
        for match in self._names.find(lower, start, end):
            if found and match.start < found[-1].end:
                continue
            stop = min(end, match.end + _REACH)
            window = text[match.start : stop]
            citation = self._citation(window, match.end - match.start, match.row)
            if match.row.title is not None and citation.year is None and not _is_name(window[: match.end - match.start]):
                continue
            found.append(replace(citation, start=match.start + citation.start, end=match.start + citation.end))
        distinct = {(c.source, c.title and c.title.lower(), c.year, str(c.pages)): c for c in reversed(found)}
        with_chapter = {citation.source for citation in found if citation.title}
        with_pages = {citation.source for citation in found if citation.pages}
        kept = [c for c in distinct.values() if c.title or c.source not in with_chapter]
        kept = [c for c in kept if c.title or c.pages or c.year or c.source not in with_pages]
        return sorted(kept, key=_start)

    def _citation(self, text: str, name: int, row: Guideline) -> ParsedCitation:
        """The citation at the start of a text, whose first characters are the name of a guideline or chapter."""
        title, end = (collapse(text[:name]), name) if row.title is not None else (None, name)
        year, end = _year(text, end)
        if title is None:
            chapter = self._parser.chapter_after(text, end, row.source)
            if chapter is not None:
                title, end = collapse(text[slice(*chapter[:2])]), chapter[2]
                year, end = (year, end) if year is not None else _year(text, end)
        pages: list[list[int]] = []
        after = self._parser.pages_at(text, self._parser.after_chapter_number(text, end))
        if after is not None:
            pages, end = after
        return ParsedCitation(0, end, row.source, title, year, [], pages, self._parser.regulation(row.source, title))


def _is_name(words: str) -> bool:
    """Whether a chapter without its guideline is more than ordinary words ("his knee complaints")."""
    return "guideline" in words.lower() or words.isupper()


def _year(text: str, end: int) -> tuple[int | None, int]:
    """A year right after an offset, and where it ends."""
    match = YEAR.match(text, past(text, " ,(", end))
    return (int(match[1]), match.end()) if match is not None else (None, end)


def _start(citation: ParsedCitation) -> int:
    return citation.start
