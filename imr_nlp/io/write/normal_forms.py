"""The closed lists of normal forms, as a part of the data dictionary, made of the package's rows. Start with `normal_forms`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from imr_nlp.io.write.sql import region_rows
from imr_nlp.normalize.classes import DrugClass, Subcategory
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema_items import Edition, Guideline, SectionName
from imr_nlp.rules.schema_layouts import Specialty

_ABOUT = """\
Beside its wording stands the normal form of a chapter, a topic, a body part's region, a drug's class, a subcategory and (in the
database) a specialty, each from one of the lists below. What is in no list is null; a query tells what, and how often:"""
UNKNOWN = """\
SELECT section, COUNT(*) AS times
FROM citation_sections WHERE topic IS NULL GROUP BY section ORDER BY times DESC, section;"""


def normal_forms() -> Iterator[str]:
    """The lists, as lines of Markdown."""
    yield from ("## Normal forms", _ABOUT, "", "```sql", UNKNOWN, "```", "")
    yield from ("### Chapters", "Titles that are one chapter, and its editions with the dates from which they applied.", "")
    yield from ("| chapter | titles | editions |", "| --- | --- | --- |", *_chapters(), "")
    yield from ("### Regions of the body", "Each with the region that it is part of.", "")
    regions = (f"| `{row.id}` | {row.part_of or '-'} |" for row in region_rows())
    yield from ("| region | part of |", "| --- | --- |", *regions, "")
    yield from ("### Drug classes", _listed(get_args(DrugClass)), "")
    yield from ("### Subcategories", "Drugs have their class. " + _listed(get_args(Subcategory)), "")
    rows = select(read_rows(["specialties.jsonl"], [Specialty]), Specialty)
    yield from ("### Specialties", _listed(row.id for row in rows if not row.subspecialty), "")
    yield from ("### Subspecialties", _listed(row.id for row in rows if row.subspecialty), "")
    topics = select(read_rows(["guideline_sections.jsonl"], [SectionName]), SectionName)
    yield from ("### Topics of sections", _listed(sorted(row.id for row in topics)), "")


def _chapters() -> Iterator[str]:
    titles: dict[str, list[str]] = {}
    for row in select(read_rows(["guidelines.jsonl"], [Guideline]), Guideline):
        if row.title is not None:
            titles.setdefault(row.chapter or row.id, []).append(row.title)
    editions: dict[str, list[str]] = {}
    for edition in select(read_rows(["editions.jsonl"], [Edition]), Edition):
        since = f" from {edition.applies_from}" if edition.applies_from else ""
        editions.setdefault(edition.chapter, []).append(f"{edition.date}{since}")
    for chapter, names in titles.items():
        yield f"| `{chapter}` | {'; '.join(names)} | {'; '.join(editions.get(chapter, ['-']))} |"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) + "."
