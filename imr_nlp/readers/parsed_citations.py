"""A citation as a statement gives it, before its chapter and topics are named (`imr_nlp.record.models.Citation`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from imr_nlp.normalize import collapse


@dataclass(frozen=True, slots=True)
class ParsedCitation:
    """One citation: offsets into the statement, and its fields (`imr_nlp.record.models.Citation`)."""

    start: int
    end: int
    source: str
    title: str | None = None
    year: int | None = None
    sections: list[str] = field(default_factory=list)
    pages: list[list[int]] = field(default_factory=list)
    regulation: str | None = None


def of_chapters(text: str, found: Iterable[ParsedCitation], chapters: list[tuple[int, int]]) -> Iterator[ParsedCitation]:
    """Citations, the first of which is of chapters named in front of it."""
    for n, citation in enumerate(found):
        if n or citation.title is not None:
            yield citation
            continue
        *others, (start, end) = chapters
        yield from (ParsedCitation(a, b, citation.source, collapse(text[a:b]), citation.year) for a, b in others)
        yield replace(citation, start=start, title=collapse(text[start:end]))
