"""The charts of the report as SVG; start with `draw`.

They are drawn when the report is written (Altair's specification, drawn by vl-convert), so that the page needs no script, asks
no network for anything and prints as it is shown. Both packages are in the extra `report`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from imr_nlp.errors import Errors, WriteError

Row = Mapping[str, Any]

_UPHELD, _OVERTURNED, _SIDE, _GRID, _INK, _SOFT = "#8a97a5", "#0b6e4f", "#6b4fbb", "#e6e3da", "#1c232b", "#55606c"
_DECISIONS = {"domain": ["upheld", "overturned"], "range": [_UPHELD, _OVERTURNED]}
_OUTCOMES = {
    "domain": ["upheld", "partially overturned", "overturned", "not known"],
    "range": [_UPHELD, "#d79a2b", _OVERTURNED, "#d9d5cb"],
}
_WIDTH, _BAR = 560, 22
# What a table may count, and how many of its rows a chart has.
_UNITS = ("requests", "issues", "letters")
_MOST_ROWS = 25
_SIDES = ("claims_administrator", "reviewer")
# Liberation Sans is as wide as Arial; text is measured with it and shown in one of them.
_FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
_CONFIG = {
    "font": _FONT,
    "padding": {"left": 24, "right": 24, "top": 4, "bottom": 4},
    "background": "transparent",
    "axis": {
        **{"labelColor": _INK, "titleColor": _SOFT, "labelLimit": 260},
        **dict.fromkeys(("gridColor", "domainColor", "tickColor"), _GRID),
    },
    "legend": {"labelColor": _INK, "title": None, "orient": "top"},
    "view": {"stroke": None},
    "bar": {"cornerRadiusEnd": 2},
}


def draw(tables: Iterable[tuple[str, Sequence[Row]]]) -> list[str]:
    """The charts of sections, by name, and what their queries gave, at least one row each: an SVG element each.

    RAISES (WriteError): Altair or vl-convert is not installed, or drawing failed.
    """
    return _svg((_CHARTS.get(name, _rates), [dict(row) for row in rows]) for name, rows in tables)


def draw_answers(tables: Iterable[Sequence[Row]]) -> list[str]:
    """The charts of any tables that count letters, requests or issues, at least one row each. See `draw`.

    Tables with the columns `rate`, `rate_low` and `rate_high` are shares with their intervals.
    """
    charts = []
    for rows in tables:
        shown = [dict(row) for row in rows[:_MOST_ROWS]]
        rates = {"rate", "rate_low", "rate_high"} <= shown[0].keys()
        charts.append((_rates, [_rate_row(row) for row in shown]) if rates else (_bars, shown))
    return _svg(charts)


def _rate_row(row: dict[str, Any]) -> dict[str, Any]:
    name = next(value for value in row.values() if isinstance(value, str))
    count = next(row[unit] for unit in _UNITS if unit in row)
    return {"name": name, "requests": count, "rate": row["rate"], "low": row["rate_low"], "high": row["rate_high"]}


def _svg(charts: Iterable[tuple[Callable[[Any, list[dict[str, Any]]], Any], list[dict[str, Any]]]]) -> list[str]:
    try:
        import altair
    except ImportError as error:
        raise WriteError(Errors.E047.format(path="chart", extra="report", package=error.name)) from error
    if find_spec("vl_convert") is None:
        raise WriteError(Errors.E047.format(path="chart", extra="report", package="vl-convert-python"))
    specifications = [chart(altair, rows).configure(**_CONFIG).to_dict() for chart, rows in charts]
    command = [sys.executable, "-m", "imr_nlp.view.report.svg"]
    done = subprocess.run(command, input=json.dumps(specifications), capture_output=True, text=True, encoding="utf8")
    if done.returncode:
        raise WriteError(Errors.E111.format(reason=(done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]))
    return [_sized(svg) for svg in json.loads(done.stdout)]


def _sized(svg: str) -> str:
    """The SVG as wide as its column at most; the page says in words what it shows."""
    return re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" style="max-width:100%;height:auto" ', svg, count=1)


def _words(rows: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    """Names of the record as words."""
    for row in rows:
        for key in keys:
            row[key] = in_words(str(row[key]))
    return rows


def in_words(name: str) -> str:
    """A name of the record as words.

    >>> in_words("mtus:low_back"), in_words("home_health")
    ('MTUS low back', 'home health')
    """
    source, _, chapter = name.replace("_", " ").partition(":")
    return f"{source.upper()} {chapter.strip()}" if chapter else source


def _count(alt: Any, channel: Any, field: str, title: str, totals: Iterable[int]) -> Any:
    """An axis of whole numbers, long enough for each of the totals."""
    most = max(totals)
    step = next(size * 10**power for power in range(9) for size in (1, 2, 5) if most <= 8 * size * 10**power)
    ticks = list(range(0, most + step, step))
    return channel(f"{field}:Q", title=title, axis=alt.Axis(values=ticks, format="d"), scale=alt.Scale(domainMax=ticks[-1]))


def _bar_chart(alt: Any, rows: Any, *, width: int = _WIDTH, height: Any = None, **encoding: Any) -> Any:
    """Bars, lying where no height is given; `color` is a field with its colours, or a channel."""
    if isinstance(color := encoding.get("color"), tuple):
        encoding["color"] = alt.Color(f"{color[0]}:N", scale=alt.Scale(**color[1]))
    chart = alt.Chart(alt.Data(values=rows), width=width, height=height or alt.Step(_BAR))
    return chart.mark_bar(color=_SIDE).encode(**encoding)


def _outcomes(alt: Any, rows: list[dict[str, Any]]) -> Any:
    return _bar_chart(
        alt,
        _words(rows, "outcome"),
        x=_count(alt, alt.X, "letters", "letters", [row["letters"] for row in rows]),
        y=alt.Y("outcome:N", title=None, sort="-x"),
        color=alt.Color("outcome:N", scale=alt.Scale(**_OUTCOMES), legend=None),
    )


def _by_month(unit: str, field: str, colours: dict[str, list[str]]) -> Callable[[Any, list[dict[str, Any]]], Any]:
    """Bars of the months, divided by outcome."""

    def chart(alt: Any, rows: list[dict[str, Any]]) -> Any:
        return _bar_chart(
            alt,
            _words(rows, field),
            height=200,
            x=alt.X("month:O", title="month of the decision", axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=_count(alt, alt.Y, unit, unit, _stacked(rows, "month", unit).values()),
            color=(field, colours),
        )

    return chart


def _rates(alt: Any, rows: list[dict[str, Any]]) -> Any:
    for row in _words(rows, "name"):
        row["name"] = f"{row['name']} ({row['requests']})"
    order = [row["name"] for row in rows]
    base = alt.Chart(alt.Data(values=rows), width=_WIDTH - 160, height=alt.Step(_BAR))
    y = alt.Y("name:N", title=None, sort=order)
    percent = alt.Axis(format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    line = base.mark_rule(color=_OVERTURNED, strokeWidth=2, opacity=0.45).encode(
        x=alt.X("low:Q", title="share overturned", axis=percent, scale=alt.Scale(domain=[0, 1])), x2="high:Q", y=y
    )
    return line + base.mark_point(color=_OVERTURNED, filled=True, size=70, opacity=1).encode(x="rate:Q", y=y)


def _guidelines(alt: Any, rows: list[dict[str, Any]]) -> Any:
    return _bar_chart(
        alt,
        _words(rows, "guideline", "cited_by"),
        width=_WIDTH - 160,
        height=alt.Step(12),
        x=_count(alt, alt.X, "requests", "requests", [row["requests"] for row in rows]),
        y=alt.Y("guideline:N", title=None, sort=alt.EncodingSortField("requests", op="sum", order="descending")),
        yOffset="cited_by:N",
        color=("cited_by", {"domain": ["claims administrator", "reviewer"], "range": [_UPHELD, _SIDE]}),
    )


def _drugs(alt: Any, rows: list[dict[str, Any]]) -> Any:
    for row in rows:
        row["upheld"] = row["requests"] - row["overturned"]
    return _bar_chart(
        alt,
        rows,
        width=_WIDTH - 160,
        x=_count(alt, alt.X, "count", "requests", [row["requests"] for row in rows]),
        y=alt.Y("drug:N", title=None, sort=[row["drug"] for row in rows]),
        color=("decision", _DECISIONS),
    ).transform_fold(["upheld", "overturned"], as_=["decision", "count"])


def _stacked(rows: list[dict[str, Any]], field: str, unit: str = "requests") -> Counter[Any]:
    """How high the bars are that stand on each other."""
    totals: Counter[Any] = Counter()
    for row in rows:
        totals[row[field]] += row[unit]
    return totals


def _reasons(alt: Any, rows: list[dict[str, Any]]) -> Any:
    base = alt.Chart(alt.Data(values=_words(rows, "category", "group")), height=alt.Step(_BAR + 4), width=alt.Step(62)).encode(
        x=alt.X("group:N", title=None, axis=alt.Axis(labelAngle=-30, orient="top")), y=alt.Y("category:N", title=None)
    )
    most = max(row["requests"] for row in rows)
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color("requests:Q", scale=alt.Scale(range=["#f3eee0", "#a44a3f"], domain=[0, most]), legend=None)
    )
    dark = alt.condition(alt.datum.requests > most / 2, alt.value("#fff"), alt.value(_INK))
    return cells + base.mark_text(font=_FONT).encode(text="requests:Q", color=dark)


def _bars(alt: Any, rows: list[dict[str, Any]]) -> Any:
    """A bar for each row, named by what it does not count; decisions beside each other in their colours."""
    unit = next((name for name in _UNITS if name in rows[0]), list(rows[0])[-1])
    names = [name for name in list(rows[0])[: list(rows[0]).index(unit)] if name not in ("decision", "cited_by")]
    for row in rows:
        stated = (f"{row[name]:g}" if isinstance(row[name], float) else in_words(str(row[name] or "-")) for name in names)
        row["name"] = ", ".join(stated)
    y = alt.Y("name:N", title=None, sort=list(dict.fromkeys(row["name"] for row in rows)))
    x = _count(alt, alt.X, unit, unit, _stacked(rows, "name", unit).values())
    return _bar_chart(alt, rows, width=_WIDTH - 160, x=x, y=y, **_coloured(rows))


def _coloured(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The colours of decisions, or of the sides that cite, where rows have these."""
    colours = {"decision": _DECISIONS, "cited_by": {"domain": list(_SIDES), "range": [_UPHELD, _SIDE]}}
    return next(({"color": (name, scale)} for name, scale in colours.items() if name in rows[0]), {})


def _steps(field: str, title: str) -> Callable[[Any, list[dict[str, Any]]], Any]:
    """A histogram whose steps the query made."""

    def chart(alt: Any, rows: list[dict[str, Any]]) -> Any:
        unit = "letters" if "letters" in rows[0] else "requests"
        x = alt.X(f"{field}:O", title=title, axis=alt.Axis(labelAngle=0))
        y = _count(alt, alt.Y, unit, unit, _stacked(rows, field, unit).values())
        return _bar_chart(alt, rows, height=200, x=x, y=y, **_coloured(rows))

    return chart


_CHARTS: dict[str, Callable[[Any, list[dict[str, Any]]], Any]] = {
    "outcomes": _outcomes,
    "letter_months": _by_month("letters", "outcome", _OUTCOMES),
    "months": _by_month("requests", "decision", _DECISIONS),
    "guidelines": _guidelines,
    "drugs": _drugs,
    "reasons": _reasons,
    "days": _steps("days", "days, from"),
    "morphine": _steps("mme_per_day", "morphine milligram equivalents a day, from"),
}
