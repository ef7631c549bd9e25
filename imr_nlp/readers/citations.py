"""Guideline statements of a determination, parsed into citations.

`CitationParser.parse` takes a statement ("Decision based on MTUS Low Back Complaints 2004, Section(s): Summary. Decision based
on Non-MTUS Citation Official Disability Guidelines, Knee Chapter, MRI.") and gives its citations. The form of the statements
is that of the published letters; titles, regulation numbers and section names are patterns/guidelines.jsonl and
guideline_sections.jsonl (Title 8, California Code of Regulations, sections 9792.22 and following).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from imr_nlp.normalize import collapse
from imr_nlp.readers.section_lists import EDGES, SectionLists, name_key, split_outside_parentheses
from imr_nlp.rules.load import Row, compile_pattern, fragment_patterns, select

MTUS, ODG, ACOEM, OTHER = "MTUS", "ODG", "ACOEM", "other"

_YEAR = re.compile(r"\(?((?:19|20)\d{2})(?:-\d{2}-\d{2})?\)?(?![\d.]\d)")
_TITLE_AND_YEAR = re.compile(r"([A-Z][^():;]{2,80}?),?\s+\(?((?:19|20)\d{2})(?:-\d{2}-\d{2})?\)?(?=\s*(?:[,.;(]|and\b|$))")
# A chapter that guidelines.jsonl does not know, but called one.
_LABELLED_CHAPTER = re.compile(r"[A-Z][A-Za-z&/ -]{1,50}?(?=\s+[Cc]hapter\b)")
_DATED = re.compile(r"[\s),]*" + _YEAR.pattern)
_NEXT_TITLE = re.compile(r",?\s+and\s+(?=[A-Z][^():;.]{2,80}?\s\(?(?:19|20)\d{2}\)?\s*(?:[,.;]|and\b|$))")
_ENDS_IN_PREPOSITION = re.compile(r"\b(?:of|for|the|and|to|in)$", re.IGNORECASE)
_CONNECTOR_CHARACTERS = 40
_CONNECTOR = re.compile(r"^(?:(?:and|or|the|as well as|also|per|see)\b|[\s.,;:&(-]+)+", re.IGNORECASE)
_TRAILING_CONNECTOR = re.compile(r"(?:\s+(?:and|or|the|as well as|also|per|see)\b|[\s.,;:&(-])+$", re.IGNORECASE)


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


class CitationParser:
    """Parses guideline statements with the names that pattern rows give.

    rows (Iterable[dict]): rows of the labels GUIDELINE, SECTION_NAME, REFERENCE, CITATION and
            CITATION_INTRODUCTION.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        fragments = fragment_patterns(rows)
        patterns = {row["id"]: compile_pattern(row, fragments) for row in select(rows, "CITATION")}
        nothing = re.compile(r"(?!)")
        introductions = select(rows, "CITATION_INTRODUCTION")
        self._introductions = [(row["source"], compile_pattern(row, fragments)) for row in introductions]
        self._trailer = patterns.get("trailer", nothing)
        self._lists = SectionLists(rows)
        self._edition = patterns.get("edition", nothing)
        self._chapter_label = patterns.get("chapter_label", nothing)
        self._other = patterns.get("other_guidelines", nothing)
        self._publication = patterns.get("publication", nothing)
        self._web_address = patterns.get("web_address", nothing)
        self._chapter_number = patterns.get("acoem_chapter_number", nothing)
        guidelines = select(rows, "GUIDELINE")
        self._names = {
            source: _alternation(
                term for row in guidelines if row["source"] == source and row.get("title") is None for term in row["terms"]
            )
            for source in (MTUS, ODG, ACOEM)
        }
        self._chapters = {
            source: _alternation(
                term for row in guidelines if row["source"] == source and row.get("title") for term in row["terms"]
            )
            for source in (MTUS, ODG)
        }
        self._regulations = {
            name_key(name): row["regulation"]
            for row in guidelines
            if row.get("regulation")
            for name in (row["title"], *row["terms"])
        }
        self._reference = _alternation(term for row in select(rows, "REFERENCE") for term in row["terms"])
        odg, acoem = self._names[ODG].pattern, self._names[ACOEM].pattern
        repeat = r"(?:[\s,(-]*(?:{0}))*\)?(?:\s+guidelines?\b)?"
        self._source_names = re.compile(
            rf"(?P<odg>(?:{odg}){repeat.format(odg)})|(?P<acoem>(?:{acoem}){repeat.format(acoem)})"
            rf"|(?P<other>{self._other.pattern}|{self._reference.pattern})",
            re.IGNORECASE,
        )

    def parse(self, statement: str) -> list[ParsedCitation]:
        """Parse one side's guideline statement.

        statement (str): the text behind "Claims Administrator guideline:" or "MAXIMUS guideline:"; a line break counts as
            a blank.
        RETURNS (list[ParsedCitation]): in order of the text; empty when the statement cites nothing.
        """
        found = sorted(
            (match.start(), match.end(), source)
            for source, pattern in self._introductions
            for match in pattern.finditer(statement)
        )
        citations: list[ParsedCitation] = []
        for n, (_, start, source) in enumerate(found):
            end = found[n + 1][0] if n + 1 < len(found) else len(statement)
            if trailer := self._trailer.search(statement, start, end):
                end = trailer.start()
            start, end = _trim(statement, start, end)
            if start < end:
                citations += self._mtus(statement, start, end) if source == MTUS else self._non_mtus(statement, start, end)
        return citations

    # MTUS

    def _mtus(self, text: str, start: int, end: int) -> Iterator[ParsedCitation]:
        other = next((match for match in self._source_names.finditer(text, start, end) if match["odg"]), None)
        if other is not None:  # "... 2004 and ODG Eye Chapter"
            yield from self._mtus(text, start, _connector_start(text, start, other.start()))
            yield from self._non_mtus(text, other.start(), end)
            return
        name = self._names[MTUS].match(text, start, end)
        first, position = start, name.end() if name else start
        while position < end:
            position += len(text[position:end]) - len(text[position:end].lstrip(EDGES))
            title, year, rest = self._mtus_title(text, position, end)
            stop = self._next_mtus_chapter(text, rest, end)
            low, high = _trim(text, first, stop)
            if title:
                names, pages = self._lists.take_pages(text[rest:stop].lstrip(" )"))
                label = self._lists.label.match(names)
                names = names[label.end() :] if label else names
                sections = self._lists.split(names)
                yield ParsedCitation(low, high, MTUS, title, year, sections, pages, self._regulations.get(name_key(title)))
            connector = _CONNECTOR.match(text[stop:end])
            first = position = stop + (connector.end() if connector else 0)

    def _mtus_title(self, text: str, start: int, end: int) -> tuple[str, int | None, int]:
        """Title and year of the chapter at an offset, and where what it says of sections begins."""
        prefix = self._chapter_number.match(text, start, end)
        start = prefix.end() if prefix else start
        known = self._chapters[MTUS].match(text, start, end)
        if known is not None:
            dated = _DATED.match(text, known.end(), end)
            year, stop = (int(dated[1]), dated.end()) if dated else (None, known.end())
            return collapse(known.group()), year, stop
        general = _TITLE_AND_YEAR.match(text[start:end])
        if general is not None:
            return collapse(general[1]).strip(EDGES), int(general[2]), start + general.end()
        stops = (self._lists.label.search(text, start, end), self._lists.pages.search(text, start, end))
        comma = text.find(",", start, end)
        stop = min([end, *(match.start() for match in stops if match), *([comma] if comma > start else [])])
        return collapse(text[start:stop]).strip(EDGES), None, stop

    def _next_mtus_chapter(self, text: str, start: int, end: int) -> int:
        """Where the next chapter's citation begins (at its connecting "and" or comma), or the end."""
        if end - start < 3:
            return end
        following = _NEXT_TITLE.search(text[start:end])
        best = start + following.start() if following else end
        for match in self._chapters[MTUS].finditer(text, start, end):
            joint = _connector_start(text, start, match.start())
            if joint == match.start() or joint >= best:
                continue
            has_year = _DATED.match(text, match.end(), end) is not None
            after_pages = self._lists.pages.search(text, max(start, joint - 40), joint) is not None
            if has_year or after_pages or "guideline" in match.group().lower():
                return joint
        return best

    # other sources

    def _non_mtus(self, text: str, start: int, end: int) -> Iterator[ParsedCitation]:
        names = self._source_names.finditer(text, start, end)
        marks = [(match.start(), match.lastgroup or "other", match.end()) for match in names]
        if not marks or text[start : marks[0][0]].strip(EDGES + '("').lower() not in ("", "the", "and", "per"):
            marks.insert(0, (start, "other", start))
        for n, (first, kind, name_end) in enumerate(marks):
            stop = marks[n + 1][0] if n + 1 < len(marks) else end
            last = _with_parenthesis(text, first, _connector_start(text, first, stop), stop)
            if kind in ("odg", "acoem"):
                other = self._publication.search(text, name_end, last)
                stop = name_end + len(text[name_end : other.start()].rstrip(EDGES)) if other else last
                if kind == "odg":
                    yield from self._odg(text, first, min(name_end, stop), stop)
                else:
                    yield self._acoem(text, first, min(name_end, stop), stop)
                if other is not None:
                    yield self._reference_of(text, *_trim(text, other.end(), last))
            else:
                label = self._other.match(text, first, last)
                yield from self._references(text, label.end() if label else first, last)

    def _odg(self, text: str, first: int, position: int, end: int) -> Iterator[ParsedCitation]:
        web = self._web_address.search(text, position, end)
        if web is not None:
            address = _trim(text, web.start(), end)
            end = position + len(text[position : web.start()].rstrip(EDGES + "("))
        position, year = self._skip_edition(text, position, end)
        groups = list(self._odg_groups(text, position, end))
        for n, (begin, title, topics, stop) in enumerate(groups):
            rest, pages = self._lists.take_pages(topics)
            low, high = _trim(text, first if n == 0 else begin, stop)
            yield ParsedCitation(low, high, ODG, title, year, self._lists.split(rest, and_separates=True), pages)
        if not groups:
            low, high = _trim(text, first, max(end, position))
            yield ParsedCitation(low, high, ODG, None, year)
        if web is not None:
            yield self._reference_of(text, *address)

    def _odg_groups(self, text: str, start: int, end: int) -> Iterator[tuple[int, str | None, str, int]]:
        """Start, chapter, topics and end of each citation that follows the name of the ODG."""
        body = text[start:end]
        several = self._several_chapters(body)
        if several:
            yield from ((start + a, collapse(body[a:b]), "", start + b) for a, b in several)
            return
        chapter = self._odg_chapter(body, 0)
        if chapter is None:
            yield from self._chapter_behind_topic(body, start, end)
            return
        begin, (title, position) = 0, chapter
        offset = position
        for part_start, separator in _separators(body, position):
            following = self._odg_chapter(body, part_start)
            if following is None:
                continue
            name, after = following
            labelled = self._chapter_label.search(body, part_start + len(name) - 2, after) or body[after - 1] == "/"
            if labelled or (separator == ";" and body[after:].strip(EDGES)):
                stop = _connector_start(body, offset, part_start)
                yield start + begin, title, body[offset:stop], start + stop
                begin, title, offset = part_start, name, after
        yield start + begin, title, body[offset:], end

    def _odg_chapter(self, body: str, position: int) -> tuple[str, int] | None:
        """A chapter's name at a position and where its topics begin; None if the words there only begin a topic."""
        position += len(body[position:]) - len(body[position:].lstrip(" ,:;-"))
        label = self._chapter_label.match(body, position)
        if label is not None:
            position = label.end() + len(body[label.end() :]) - len(body[label.end() :].lstrip(" ,:;-"))
        match = self._chapters[ODG].match(body, position) or _LABELLED_CHAPTER.match(body, position)
        if match is None:
            return None
        after, decorated = match.end(), label is not None
        while True:
            blank = len(body[after:]) - len(body[after:].lstrip())
            found = self._chapter_label.match(body, after + blank)
            if found is None:
                break
            after, decorated = found.end(), True
        rest = body[after:].lstrip()
        if not (decorated or not rest or rest[0] in ",;:/(.-"):
            return None
        if rest.startswith("/"):
            after += len(body[after:]) - len(rest) + 1
        return collapse(match.group()), after

    def _several_chapters(self, body: str) -> list[tuple[int, int]]:
        """Offsets of the names in "Knee, Shoulder and Pain chapters"."""
        closing = re.search(r"\s+chapters\b\W*$", body, re.IGNORECASE)
        if closing is None:
            return []
        names, position = [], len(body) - len(body.lstrip(" ,:;-"))
        while position < closing.start():
            match = self._chapters[ODG].match(body, position, closing.start())
            if match is None:
                return []
            names.append(match.span())
            joint = re.compile(r"\s*(?:,\s*(?:and\s+)?|&|and\b|;)\s*", re.IGNORECASE).match(body, match.end())
            position = joint.end() if joint else closing.start()
        return names if len(names) > 1 else []

    def _chapter_behind_topic(self, body: str, start: int, end: int) -> Iterator[tuple[int, str | None, str, int]]:
        """ "MRI shoulder", "physical therapy, elbow chapter": the topic first; without a chapter, topics only."""
        stripped = re.sub(r"\s+(?:chapter|section)\W*$", "", body, flags=re.IGNORECASE)
        for match in self._chapters[ODG].finditer(stripped):
            topic = stripped[: match.start()].strip(EDGES)
            if match.end() == len(stripped.rstrip()) and topic and not _ENDS_IN_PREPOSITION.search(topic):
                labelled = len(stripped) < len(body)
                if labelled or ("," not in topic and "/" not in stripped):
                    yield start, collapse(match.group()), topic, end
                    return
        if body.strip(EDGES):
            yield start, None, body, end

    def _acoem(self, text: str, first: int, position: int, end: int) -> ParsedCitation:
        position, year = self._skip_edition(text, position, end)
        prefix = self._chapter_number.match(text, position, end)
        position = prefix.end() if prefix else position
        rest, pages = self._lists.take_pages(text[position:end])
        parts = [part for part in split_outside_parentheses(rest, ",") if part.strip(EDGES)]
        if not parts:
            return ParsedCitation(first, end, ACOEM, None, year, [], pages)
        label = re.search(r"\s+(?:chapter|section|guidelines?)\b\s*[/:-]?\s*|\s*[/:]\s*", parts[0], re.IGNORECASE)
        title, topic = (parts[0][: label.start()], parts[0][label.end() :]) if label else (parts[0], "")
        if dated := re.search(_YEAR.pattern + r"\W*$", title):
            title, year = title[: dated.start()], int(dated[1])
        sections = self._lists.split(", ".join([topic, *parts[1:]]))
        return ParsedCitation(first, end, ACOEM, collapse(title).strip(EDGES + "()") or None, year, sections, pages)

    def _references(self, text: str, start: int, end: int) -> Iterator[ParsedCitation]:
        """References that are no guideline of ours: one, or several web addresses."""
        for following in self._web_address.finditer(text, start, end):
            joint = _connector_start(text, start, following.start())
            if start < joint < following.start() and self._web_address.match(text, start):
                yield self._reference_of(text, *_trim(text, start, joint))
                start = following.start()
        start, end = _trim(text, start, end)
        if start < end:
            yield self._reference_of(text, start, end)

    def _reference_of(self, text: str, start: int, end: int) -> ParsedCitation:
        _, pages = self._lists.take_pages(text[start:end])
        title = text[start:end]
        if self._web_address.match(title) and "," not in title:
            title = "".join(title.split())  # an address broken at a line end
        return ParsedCitation(start, end, OTHER, collapse(title), None, [], pages)

    def _skip_edition(self, text: str, position: int, end: int) -> tuple[int, int | None]:
        """Pass over separators, editions and years behind the name of a guideline."""
        year = None
        while position < end:
            blank = len(text[position:end]) - len(text[position:end].lstrip(' ,:;.)"-'))
            dated = _YEAR.match(text, position + blank, end)
            found = self._edition.match(text, position + blank, end) or dated
            if found is None or found.end() == found.start():
                return position + blank, year
            if dated is not None and found is dated:
                year = int(dated[1])
            position = found.end()
        return position, year


def _alternation(terms: Iterable[str]) -> re.Pattern[str]:
    """One expression for phrases, the longest first, at word edges, any white space between words."""
    words = sorted({" ".join(term.split()) for term in terms}, key=len, reverse=True)
    if not words:
        return re.compile(r"(?!)")
    body = "|".join(r"\s+".join(re.escape(word) for word in term.split()) for term in words)
    # The class of first letters spares trying every phrase at every word.
    first = "".join(sorted({re.escape(word[0].lower()) for word in words}))
    return re.compile(rf"(?<!\w)(?<!www\.)(?=[{first}])(?:{body})(?!\w)", re.IGNORECASE)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " .,;:-":
        start += 1
    while end > start and text[end - 1] in " .,;:-":
        end -= 1
    return start, end


def _connector_start(text: str, start: int, end: int) -> int:
    """Where the separators and connecting words at the end of a range begin."""
    low = max(start, end - _CONNECTOR_CHARACTERS)
    trailing = _TRAILING_CONNECTOR.search(text[low:end])
    return low + trailing.start() if trailing else end


def _with_parenthesis(text: str, start: int, end: int, stop: int) -> int:
    """Take a closing parenthesis along that belongs to the range."""
    while end < stop and text[end] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    return end


def _separators(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Offsets behind the commas, semicolons and "and"s outside parentheses, with the first character of each."""
    depth = 0
    for n in range(start, len(text)):
        character = text[n]
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character in ",;" and depth == 0:
            yield n + 1, character
        elif character == " " and depth == 0 and text.startswith("and ", n + 1):
            yield n + 5, character
