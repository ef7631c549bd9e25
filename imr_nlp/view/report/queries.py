"""What the report shows, as SQL over the tables of a run's database (sections.sql); start with `sections`.

Every query names what it counts: letters, or requests (disputed items). A letter that has several requests counts once among
letters. Columns are called as their table in the report heads them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Section(NamedTuple):
    """A section of the report.

    name (str): its id in the page, and the name of its chart in `imr_nlp.view.report.charts`.
    title (str): its heading.
    unit (str): what its numbers count, "letters" or "requests".
    note (str): how it counts, in a sentence.
    query (str): SQL.
    """

    name: str
    title: str
    unit: str
    note: str
    query: str


# Of the sections without a query of their own: how often requests are overturned, by what they have in common.
_RATES = (
    "SELECT value AS name, n AS requests, overturned, rate, rate_low AS low, rate_high AS high FROM overturn_rates "
    "WHERE grouped_by = '{}' ORDER BY n DESC, value LIMIT 15"
)
TOTALS = (
    "SELECT (SELECT COUNT(*) FROM letters) AS letters, COUNT(*) AS requests, COALESCE(SUM(decision = 'upheld'), 0) AS upheld, "
    "COALESCE(SUM(decision = 'overturned'), 0) AS overturned, MIN(decision_date) AS first, MAX(decision_date) AS last "
    "FROM issues"
)
YEARS = (
    "SELECT SUBSTR(decision_date, 1, 4) AS year, COUNT(DISTINCT letter_id) AS letters, COUNT(*) AS requests, "
    "SUM(decision = 'overturned') AS overturned FROM issues WHERE decision_date IS NOT NULL AND decision IS NOT NULL "
    "GROUP BY year ORDER BY year"
)


@cache
def sections() -> tuple[Section, ...]:
    """The sections in the order of the page: of each its name, title and unit in a line, its note in the next, its query."""
    blocks = files(__package__).joinpath("sections.sql").read_text("utf-8").strip().split("\n\n")
    return tuple(map(_section, blocks))


def _section(block: str) -> Section:
    head, note, *query = block.split("\n")
    name, title, unit = head.removeprefix("-- ").split(" | ")
    return Section(name, title, unit, note.removeprefix("-- "), "\n".join(query) or _RATES.format(name))
