"""A run's database in the browser, with Datasette; start with `explore`.

What Datasette shows comes from the tables themselves: the meaning of columns, what names a row, the twelve questions. A row
that has a place in its letter has a link to the letter's page, where its words are marked. Datasette is in the extra `explore`.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any

from spacy.language import Language

from imr_nlp.errors import Errors, WriteError
from imr_nlp.io.database import reading
from imr_nlp.io.questions import answer, questions
from imr_nlp.io.write.dictionary import datasette_metadata
from imr_nlp.view.facts import RecordPanel
from imr_nlp.view.page import Page, letter_page
from imr_nlp.view.report.charts import draw_answers

Places = dict[tuple[int, int], int]
LOOPBACK = "127.0.0.1"
PORT = 8001
_PLUGIN = "imr_nlp_letters"
_LETTER = r"^/-/letter/(?P<table>\w+)/(?P<id>\w+)$"
_FACETS = {
    "letters": ["outcome", "year", "priority", "form"],
    "issues": ["decision", "category", "drug_class", "region", "year", "specialties", "retrospective"],
    "citations": ["cited_by", "cited_in", "source", "chapter"],
    "reasons": ["group", "code", "polarity"],
    "medications": ["drug_class", "dea_schedule", "drug_name"],
    "body_parts": ["region", "laterality"],
    "specialties": ["specialty"],
    "utilization_review": ["decision"],
    "findings": ["code"],
}
_HIDDEN = ("sources", "meta", "errors", "column_meanings", "letter_texts")
_DESCRIPTION = (
    "Independent Medical Review determinations. A letter has requests (issues); each was upheld (the denial stands) or "
    "overturned. Search the requests, choose a facet, or take one of the questions of the database."
)


def metadata(path: str | os.PathLike[str]) -> dict[str, Any]:
    """What Datasette is to know of a database: columns, facets, labels, search, questions with their charts."""
    name = Path(path).stem
    found = datasette_metadata(name)
    own = found["databases"][name]
    for table in _HIDDEN:
        own["tables"].setdefault(table, {})["hidden"] = True
    for table, facets in _FACETS.items():
        own["tables"][table]["facets"] = facets
    own["queries"] = _queries(path)
    return {"title": "Independent Medical Review", "description": _DESCRIPTION, **found}


def _queries(path: str | os.PathLike[str]) -> dict[str, dict[str, Any]]:
    answers = [(question, answer(path, question.number)) for question in questions()]
    counted = [found for _, found in answers if found.rows]
    tables = ([dict(zip(found.columns, row, strict=True)) for row in found.rows] for found in counted)
    charts = dict(zip(map(id, counted), draw_answers(tables), strict=True))
    return {
        question.name: {
            "title": question.text,
            "sql": question.query.rstrip().rstrip(";"),
            "description_html": _chart(question.text, charts.get(id(found))),
        }
        for question, found in answers
    }


def _chart(title: str, svg: str | None) -> str:
    if svg is None:
        return "<p>The database has nothing on this.</p>"
    label = f"{escape(title)} Chart; the table below has its numbers"
    return f'<div role="img" aria-label="{label}" style="max-width:46rem">{svg}</div>'


class LetterPages:
    """Datasette's plugin: pages of letters, and links to them; `load` gives the pipeline, once, when it is needed."""

    def __init__(self, path: str | os.PathLike[str], load: Callable[[], Language]) -> None:
        self._path, self._load = path, load
        self._nlp: Language | None = None
        self._lock = threading.Lock()
        self._last: tuple[int, Page, Places] | None = None

    def plugin(self) -> Any:
        """What Datasette registers; the names of its functions are Datasette's."""
        from datasette import hookimpl

        @hookimpl  # type: ignore[untyped-decorator]
        def register_routes() -> list[tuple[str, Callable[..., Any]]]:
            return [(_LETTER, self.letter)]

        @hookimpl  # type: ignore[untyped-decorator]
        def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Any:
            return self.cell(row, value, column, table, datasette)

        found = ModuleType(_PLUGIN)
        vars(found).update(register_routes=register_routes, render_cell=render_cell)
        return found

    def cell(self, row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Any:
        """A cell that leads to a letter's page. RETURNS: HTML, or None for any other cell."""
        address = self._address(row, column, table) if table is not None and value else None
        if address is None:
            return None
        from markupsafe import Markup

        return Markup(f'<a href="{escape(datasette.urls.path(address))}">{escape(str(value))}</a>')

    @staticmethod
    def _address(row: Any, column: str, table: str | None) -> str | None:
        names = set(row.keys())
        if table == "letters":
            return f"/-/letter/letters/{row['id']}" if column == "case_number" and "id" in names else None
        label = {"reasons": "evidence", "utilization_review": "request", "issues": "item"}.get(table or "", "text")
        if column != label or not {"start", "end"} <= names:
            return None
        place = f"?start={row['start']}&end={row['end']}"
        for parent in ("issue", "letter"):
            key = "id" if table == f"{parent}s" else f"{parent}_id"
            if key in names:
                found = row[key]  # with its label where Datasette looked that up
                return f"/-/letter/{parent}s/{found['value'] if isinstance(found, dict) else found}{place}"
        return None

    async def letter(self, request: Any, datasette: Any) -> Any:
        """Answer a request for a letter's page; with a place, for the fact there."""
        from datasette.utils.asgi import Response

        found = await asyncio.to_thread(self._page, request.url_vars["table"], request.url_vars["id"])
        if isinstance(found, str):
            return Response.text(found, status=404)
        page, numbers = found
        start, end = request.args.get("start") or "", request.args.get("end") or ""
        if start.isdigit() and end.isdigit() and (number := numbers.get((int(start), int(end)))):
            return Response.redirect(f"{request.path}#m{number}")
        return Response.html(str(page))

    def _page(self, table: str, key: str) -> tuple[Page, Places] | str:
        """The page of a letter and its facts' numbers by place, or why there is none."""
        number = self._letter_id(table, int(key)) if table in ("letters", "issues") and key.isdecimal() else None
        if number is None:
            return "There is no such letter."
        with self._lock:
            if self._last is None or self._last[0] != number:
                found = self._read(number)
                if found is None:
                    return "The text of this letter was left out (imr-nlp extract --no-text)."
                self._last = number, *found
            return self._last[1:]

    def _letter_id(self, table: str, key: int) -> int | None:
        column = "id" if table == "letters" else "letter_id"
        with reading(self._path) as connection:
            found = connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", (key,)).fetchone()
        return None if found is None else int(found[0])

    def _read(self, key: int) -> tuple[Page, Places] | None:
        with reading(self._path) as connection:
            found = connection.execute("SELECT text FROM letter_texts WHERE letter_id = ?", (key,)).fetchone()
        if found is None or found[0] is None:
            return None
        if self._nlp is None:
            self._nlp = self._load()
        doc = self._nlp(found[0])
        panel = RecordPanel(doc._.imr)
        return letter_page(doc, panel), {(fact.start, fact.end): fact.number for fact in reversed(panel.facts)}


def application(path: str | os.PathLike[str], load: Callable[[], Language]) -> Any:
    """A Datasette over a database that nothing can write to; its `.app()` is the ASGI application. See `explore`."""
    try:
        from datasette.app import Datasette
        from datasette.plugins import pm
    except ImportError as error:
        raise WriteError(Errors.E047.format(path="explore", extra="explore", package=error.name)) from error
    known: Mapping[str, Any] = metadata(path)
    settings = {
        **{"allow_download": False, "suggest_facets": False, "default_page_size": 50},
        **{"truncate_cells_html": 160, "sql_time_limit_ms": 5000},
    }
    # Plugins are of the whole process; a Datasette has the addresses of those that were registered before it was made.
    if pm.has_plugin(_PLUGIN):
        pm.unregister(name=_PLUGIN)
    pm.register(LetterPages(path, load).plugin(), name=_PLUGIN)
    return Datasette(immutables=[os.fspath(path)], metadata=known, settings=settings)


def explore(path: str | os.PathLike[str], load: Callable[[], Language], *, host: str = LOOPBACK, port: int = PORT) -> None:
    """Serve a database until the process is stopped.

    path (str | PathLike): a database that `imr-nlp extract` wrote.
    load (Callable[[], Language]): gives the pipeline for the letters' pages.
    host (str): address to listen on.
    port (int): port.
    RAISES (ReadError): it is no such database.
    RAISES (WriteError): the extra `explore` is not installed.
    """
    found = application(path, load)
    import uvicorn

    uvicorn.run(found.app(), host=host, port=port, log_level="warning", lifespan="on")
