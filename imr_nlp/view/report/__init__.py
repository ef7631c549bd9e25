"""A report on a run's database as one page; start with `report`.

`queries` has what is asked, `charts` draws it, published_figures.jsonl the state's yearly figures as they were reported.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from math import sqrt
from typing import Any

from imr_nlp._version import __version__
from imr_nlp.io.database import reading
from imr_nlp.io.read.files import shown
from imr_nlp.text.harmless import clean
from imr_nlp.view.page import Page, document
from imr_nlp.view.report.charts import draw, in_words
from imr_nlp.view.report.queries import TOTALS, YEARS, Section, sections

Row = Mapping[str, Any]
_Z = 1.959963984540054
_SHARES = frozenset({"rate", "low", "high"})
_HEADS = {"n": "requests", "low": "interval from", "high": "to", "rate": "share overturned", "mme_per_day": "a day, from"}


def report(path: str | os.PathLike[str]) -> Page:
    """What a database tells of its letters: charts with their tables, and published figures beside them.

    path (str | PathLike): a database that `imr-nlp extract` wrote; only read.
    RETURNS (Page): a complete HTML document that needs neither network nor script.
    RAISES (ReadError): there is no such file, it is no such database, or one of an earlier version.
    RAISES (WriteError): the extra `report` is not installed.
    """
    with reading(path) as connection:
        connection.row_factory = sqlite3.Row
        totals = dict(connection.execute(TOTALS).fetchone())
        years = [dict(row) for row in connection.execute(YEARS)]
        found = [(section, [dict(row) for row in connection.execute(section.query)]) for section in sections()]
    return _page(shown(os.fspath(path)), totals, years, found)


def _page(name: str, totals: Row, years: Sequence[Row], found: Sequence[tuple[Section, list[dict[str, Any]]]]) -> Page:
    shown_sections = [(section, rows) for section, rows in found if rows]
    contents = "".join(f'<li><a href="#{section.name}">{section.title}</a></li>' for section, _ in shown_sections)
    charts = draw((section.name, rows) for section, rows in shown_sections)
    pairs = zip(shown_sections, charts, strict=True)
    body = "\n".join(_section(section, rows, chart) for (section, rows), chart in pairs)
    style = files(__package__).joinpath("report.css").read_text(encoding="utf8")
    main = f"""<main>
<h1>Independent Medical Review determinations</h1>
<p class="source">{escape(clean(name))}, read with imr_nlp {__version__}. A <em>letter</em> is a determination, a
<em>request</em> a disputed item in it; every number names which it counts.</p>
{_totals(totals)}
<nav aria-label="Contents"><ul>{contents}<li><a href="#published">Published figures</a></li></ul></nav>
{body}
{_published(years)}
</main>"""
    return document("Independent Medical Review: report", style, main)


def _totals(totals: Row) -> str:
    decided = totals["upheld"] + totals["overturned"]
    low, high = wilson(totals["overturned"], decided)
    share = f"{totals['overturned'] / decided:.1%}" if decided else "-"
    between = f"95 % interval {low:.1%} to {high:.1%}" if decided else "no request was decided"
    dates = " to ".join(filter(None, (totals["first"], totals["last"]))) or "no dates"
    figures = (
        (f"{totals['letters']:,}", "letters", dates),
        (f"{totals['requests']:,}", "requests", f"{totals['upheld']:,} upheld, {totals['overturned']:,} overturned"),
        (share, "of requests overturned", between),
    )
    cells = "".join(
        f"<div><strong>{value}</strong> {unit}<br><span>{escape(note)}</span></div>" for value, unit, note in figures
    )
    return f'<section class="totals" aria-label="Totals">{cells}</section>'


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share; all from 0 to 1 where n is 0.

    >>> [round(end, 4) for end in wilson(3, 12)]
    [0.0889, 0.5323]
    """
    if not n:
        return 0.0, 1.0
    middle = successes + _Z * _Z / 2
    width = _Z * sqrt(successes * (n - successes) / n + _Z * _Z / 4)
    return max(0.0, (middle - width) / (n + _Z * _Z)), min(1.0, (middle + width) / (n + _Z * _Z))


def _section(section: Section, rows: list[dict[str, Any]], chart: str) -> str:
    table = _table(rows)
    return (
        f'<section class="card" aria-labelledby="{section.name}"><h2 id="{section.name}">{section.title} '
        f'<span class="unit">{section.unit}</span></h2><p>{escape(section.note)}</p>'
        f'<div class="chart" tabindex="0" role="img" aria-label="{section.title}, chart; the table has its numbers">'
        f"{chart}</div>"
        f"<details><summary>Table: {section.title}</summary>{table}</details></section>"
    )


def _table(rows: Sequence[Row]) -> str:
    names = list(rows[0])
    head = "".join(f'<th scope="col">{escape(_HEADS.get(name, name.replace("_", " ")))}</th>' for name in names)
    body = "".join(f"<tr>{''.join(_cells(row, names))}</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide" tabindex="0" role="region" aria-label="Table">{table}</div>'


def _cells(row: Row, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = row[name]
        if isinstance(value, int | float):
            yield f'<td class="number">{f"{value:.1%}" if name in _SHARES else f"{value:,g}"}</td>'
        else:
            yield f"<td>{escape(clean(in_words(str(value or ''))))}</td>"


def _published(years: Sequence[Row]) -> str:
    """The state's yearly figures as reported, beside those of the same years here."""
    own = {int(row["year"]): row for row in years}
    lines = files(__package__).joinpath("published_figures.jsonl").read_text(encoding="utf8").splitlines()
    rows = [json.loads(line) for line in lines]
    table = [
        {
            "year": str(row["year"]),
            "letters, as reported": row["letters"],
            "requests overturned, as reported": row["overturned"],
            "letters, here": str(own[row["year"]]["letters"]) if row["year"] in own else "",
            "requests overturned, here": _share(own.get(row["year"])),
        }
        for row in rows
    ]
    sources = "".join(f"<li>{escape(source)}</li>" for source in dict.fromkeys(row["source"] for row in rows))
    return (
        '<section class="card" aria-labelledby="published"><h2 id="published">Published figures '
        '<span class="unit">requests</span></h2>'
        "<p>Of the Division of Workers' Compensation, by calendar year, as reported. Shares are of treatment requests; by "
        "letters they differ, and a sample of letters need not be like all of a year.</p>"
        f'{_table(table)}<p class="source">Sources:</p><ul class="source">{sources}</ul></section>'
    )


def _share(row: Row | None) -> str:
    if row is None or not row["requests"]:
        return ""
    low, high = wilson(row["overturned"], row["requests"])
    return f"{row['overturned'] / row['requests']:.1%} of {row['requests']} ({low:.1%} to {high:.1%})"
