"""What the report shows, as SQL over the tables of a run's database; start with `SECTIONS`.

Every query names what it counts: letters, or requests (disputed items). A letter that has several requests counts once among
letters. Columns are called as their table in the report heads them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Unit = Literal["letters", "requests"]
# How many rows of a list are shown.
SHOWN = 15


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
    unit: Unit
    note: str
    query: str


def _rates(grouped_by: str, title: str, what: str, more: str = "") -> Section:
    """How often requests are overturned, by what they have in common."""
    return Section(
        grouped_by,
        f"Outcome by {title}",
        "requests",
        f"Share overturned with its 95 % Wilson interval, the {what} with the most requests first.{more}",
        "SELECT value AS name, n AS requests, overturned, rate, rate_low AS low, rate_high AS high FROM overturn_rates "
        f"WHERE grouped_by = '{grouped_by}' ORDER BY n DESC, value LIMIT {SHOWN}",
    )


SECTIONS = (
    Section(
        "outcomes",
        "Outcome",
        "letters",
        "A letter is partially overturned where some of its requests were upheld and others overturned.",
        "SELECT COALESCE(outcome, 'not known') AS outcome, COUNT(*) AS letters FROM letters "
        "GROUP BY outcome ORDER BY letters DESC, outcome",
    ),
    Section(
        "letter_months",
        "Letters over time",
        "letters",
        "By month of the decision, with the outcome of the letter.",
        "SELECT SUBSTR(decision_date, 1, 7) AS month, COALESCE(outcome, 'not known') AS outcome, COUNT(*) AS letters "
        "FROM letters WHERE LENGTH(decision_date) >= 7 GROUP BY month, outcome ORDER BY month, outcome",
    ),
    Section(
        "months",
        "Requests over time",
        "requests",
        "By month of the decision.",
        "SELECT SUBSTR(decision_date, 1, 7) AS month, decision, COUNT(*) AS requests FROM issues "
        "WHERE LENGTH(decision_date) >= 7 AND decision IS NOT NULL GROUP BY month, decision ORDER BY month, decision",
    ),
    _rates("category", "category", "categories"),
    _rates("drug_class", "drug class", "classes", " A request for drugs of several classes counts in each."),
    _rates("chapter", "guideline chapter", "chapters that the reviewer relied on"),
    _rates("region", "region of the body", "regions"),
    _rates("specialty", "the reviewer's specialty", "specialties", " A reviewer with several specialties counts in each."),
    Section(
        "guidelines",
        "What each side relied on",
        "requests",
        "Requests for which the claims administrator and the reviewer cited a guideline.",
        "SELECT COALESCE(chapter, source) AS guideline, cited_by, COUNT(DISTINCT issue_id) AS requests "
        "FROM citations WHERE cited_in = 'statement' AND guideline IN (SELECT COALESCE(chapter, source) "
        f"FROM citations WHERE cited_in = 'statement' GROUP BY 1 ORDER BY COUNT(DISTINCT issue_id) DESC, 1 LIMIT {SHOWN}) "
        "GROUP BY guideline, cited_by ORDER BY guideline, cited_by",
    ),
    Section(
        "drugs",
        "Drugs asked for most",
        "requests",
        "By name; the table has the strengths and quantities that were asked for.",
        "SELECT drug_name AS drug, COUNT(*) AS requests, SUM(overturned) AS overturned, GROUP_CONCAT(worded, '; ') AS wordings "
        "FROM (SELECT medications.drug_name, MAX(decision = 'overturned') AS overturned, "
        "TRIM(COALESCE(strength, '') || COALESCE(' #' || CAST(quantity AS INTEGER), '')) AS worded "
        "FROM medications JOIN issues ON issues.id = issue_id GROUP BY medications.drug_name, issue_id) "
        f"GROUP BY drug_name ORDER BY requests DESC, drug LIMIT {SHOWN}",
    ),
    Section(
        "reasons",
        "Reasons for upholding, by category",
        "requests",
        "Requests for which a reason of the group was given; several may be given for one.",
        'SELECT category, "group", COUNT(DISTINCT issue_id) AS requests FROM reasons JOIN issues ON issues.id = issue_id '
        "WHERE polarity = 'against' AND decision = 'upheld' AND category IS NOT NULL GROUP BY category, \"group\" "
        'ORDER BY category, "group"',
    ),
    Section(
        "days",
        "Days from application to decision",
        "letters",
        "Letters with both dates, in steps of ten days.",
        "SELECT 10 * (days_from_application_to_decision / 10) AS days, COUNT(*) AS letters FROM letters "
        "WHERE days_from_application_to_decision >= 0 GROUP BY 1 ORDER BY 1",
    ),
    Section(
        "morphine",
        "Morphine milligram equivalents a day",
        "requests",
        "Requests for opioids whose strength, quantity and frequency or days' supply are stated, in steps of 15.",
        "SELECT CAST(15 * CAST(mme_per_day / 15 AS INTEGER) AS INTEGER) AS mme_per_day, decision, "
        "COUNT(DISTINCT issue_id) AS requests FROM medications JOIN issues ON issues.id = issue_id "
        "WHERE mme_per_day IS NOT NULL AND decision IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
    ),
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
