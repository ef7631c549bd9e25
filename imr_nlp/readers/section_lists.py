"""Lists of section names and page numbers inside a citation.

The names of guideline sections hold commas and "and" themselves, so the known ones are patterns/guideline_sections.jsonl.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from imr_nlp.normalize import collapse
from imr_nlp.readers.statement_words import Parts
from imr_nlp.rules.fragments import fragments_of
from imr_nlp.rules.load import select
from imr_nlp.rules.schema_items import SectionName
from imr_nlp.text.parentheses import nested_parentheses, split_outside_parentheses

EDGES = " .,;:/-&"
_PAGES = re.compile(r"(\bof\s*)?(\d+)(?:\s*(?:-|to|through)\s*(\d+))?")


class SectionLists:
    """Reads the lists after "Section(s):" or a chapter's name, by SECTION_NAME and CITATION rows."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        wordings = Parts(rows, fragments_of(rows))
        self.pages = wordings("pages")
        self.label = wordings("sections_label")
        self._topic_label = wordings("topic_label")
        self.references = wordings("reference")
        self._residue = wordings("residue")
        self._beside_names = wordings("residue", alone=False)
        self._section_rows = select(rows, SectionName)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(name_key(term) for row in self._section_rows for term in row.terms)

    @cached_property
    def _with_commas(self) -> frozenset[str]:
        return frozenset(name_key(term) for row in self._section_rows for term in row.terms if "," in term)

    def split(self, text: str, *, and_separates: bool = False) -> list[str]:
        """Names in a list of sections or topics.

        text (str): "Opioids, criteria for use, Weaning of Medications".
        and_separates (bool): whether "and" may separate names too, as in ODG topics.
        RETURNS (list[str]): ["Opioids, criteria for use", "Weaning of Medications"]: a comma does not separate inside
            parentheses, inside a known name, or before a part that goes on in lower case.
        """
        names: list[str] = []
        text = self.references.without(text, "; ")
        for group in split_outside_parentheses(text, ";"):
            parts = [part for part in split_outside_parentheses(group, ",") if part.strip(EDGES)]
            names += self._join_parts(parts)
        if and_separates:
            names = [name for joined in names for name in self._split_at_and(joined)]
        cleaned = (self._clean_name(name) for name in names)
        return [name for name in cleaned if name]

    def take_pages(self, text: str) -> tuple[str, list[list[int]]]:
        """`text` without its page numbers, and those as pairs of first and last page."""
        pages: list[list[int]] = []
        if not any(map(str.isdigit, text)):
            return text, pages
        for found in self.pages.find(text):
            for of_all, one, to in _PAGES.findall(found.of(text)):
                if of_all:
                    continue
                first, last = int(one), int(to or one)
                if last < first:  # 115-6
                    last = int(str(first)[: -len(str(last))] + str(last)) if len(str(last)) < len(str(first)) else first
                pages.append([first, last])
        return self.pages.without(text, ", "), pages

    def _join_parts(self, parts: Sequence[str]) -> list[str]:
        if len(parts) < 2:
            return list(parts)
        names: list[str] = []
        n = 0
        while n < len(parts):
            size = next(
                (k for k in range(min(5, len(parts) - n), 1, -1) if name_key(",".join(parts[n : n + k])) in self._with_commas),
                1,
            )
            name = ",".join(parts[n : n + size])
            if size == 1 and names and self._is_last(names[-1], name):
                names.append(name.strip()[4:])
            elif size == 1 and names and _continues(parts[n]):
                names[-1] += "," + name
            else:
                names.append(name)
            n += size
        return names

    def _is_last(self, before: str, name: str) -> bool:
        """Whether "and" joins two known names, not parts of one: "Special Studies, and Diagnostic Criteria"."""
        return name.strip().startswith("and ") and self._known(name.strip()[4:]) and self._known(before)

    def _known(self, name: str) -> bool:
        return name_key(name) in self._names

    def _split_at_and(self, name: str) -> list[str]:
        """ "Preoperative lab testing and Preoperative testing, general": two topics where both have two words or more."""
        if self._known(name):
            return [name]
        words = name.split()
        for n, word in enumerate(words[:-2]):
            if n > 1 and word in ("and", "&") and words[n + 1][0].isupper():
                left = " ".join(words[:n])
                if left.count("(") == left.count(")"):
                    return [left, *self._split_at_and(" ".join(words[n + 1 :]))]
        return [name]

    def _clean_name(self, name: str) -> str:
        """A name without its labels; empty where nothing but labels, an edition or a reference is left."""
        name = collapse(name).strip(EDGES)
        while nested_parentheses(name, 0, len(name))[-1:] == [(0, len(name))]:
            name = name[1:-1].strip(EDGES)
        for label in (self.label, self._topic_label):
            found = label.match(name)
            name = name[found.end :] if found is not None and found.end < len(name) else name
        name = self._without_residue(name.strip(EDGES)).strip(EDGES)
        return "" if not any(map(str.isalpha, name)) else name

    def _without_residue(self, name: str) -> str:
        """A name without what is no section at its ends; a known name stays as it is."""
        if self._known(name):
            return name
        if self._residue.covers(name):
            return ""
        for found in reversed(self._beside_names.find(name)):
            before, after = name[: found.start].strip(EDGES), name[found.end :].strip(EDGES)
            if not after and _is_label(name, found.start):
                name = before
            elif not before and name[found.end : found.end + 1] in (".", ",", ":", ";"):
                name = after
        return "" if self._residue.covers(name) else name


def _is_label(name: str, start: int) -> bool:
    """Whether what begins there may be dropped at the end of a name: in parentheses, or a word of its own after others."""
    return start > 0 and not name[:start].rstrip().endswith((" of", " for", " the", " and", " to", "&", "Treatment"))


def name_key(name: str) -> str:
    """A name for comparing: lower case, "&" as "and", no punctuation."""
    return re.sub(r"[^a-z0-9]+", " ", name.lower().replace("&", " and ")).strip()


def _continues(part: str) -> bool:
    """A part that begins in lower case or with "&" goes on with the name before it."""
    part = part.strip()
    return part[:1].islower() or part.startswith("&")
