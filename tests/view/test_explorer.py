"""The explorer: Datasette over a run's database, with links from rows to the words in their letters."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from imr_nlp.errors import ReadError
from imr_nlp.io.questions import questions
from imr_nlp.io.run.run import extract_to
from imr_nlp.view import explorer
from imr_nlp.view.explorer import application, metadata
from in_process import in_this_process

pytest.importorskip("datasette", reason="the extra explore is not installed")
pytest.importorskip("altair", reason="the extra explore is not installed")

Get = Callable[..., Any]


@pytest.fixture(scope="module")
def database(nlp: Language, corpus_letters: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "letters.db"
    with in_this_process(nlp):
        extract_to([str(path) for path in corpus_letters[:8]], str(path))
    return path


@pytest.fixture(scope="module")
def get(database: Path, nlp: Language) -> Get:
    """What the explorer answers to a request for an address."""
    served = application(database, lambda: nlp)

    def answer(address: str, **options: Any) -> Any:
        return asyncio.run(served.client.get(address, **options))

    return answer


def _value(database: Path, query: str) -> Any:
    with sqlite3.connect(database) as connection:
        return connection.execute(query).fetchone()[0]


def test_tables_are_described(get: Get) -> None:
    page = get("/letters/issues").text
    assert "(the denial stands)" in page
    for facet in ("decision", "category", "drug_class", "region", "year", "specialties"):
        assert f'data-column="{facet}"' in page
    assert 'name="_search"' in page


def test_every_column_has_a_meaning(database: Path) -> None:
    tables = metadata(database)["databases"]["letters"]["tables"]
    with sqlite3.connect(database) as connection:
        for name, table in tables.items():
            if table.get("hidden"):
                continue
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            assert columns == set(table["columns"]), name


def test_search_and_facet(get: Get, database: Path) -> None:
    found = get("/letters/issues.json?_search=10%2F325&_shape=array&decision=upheld").json()
    matching = "SELECT COUNT(*) FROM issues WHERE id IN (SELECT rowid FROM issue_search WHERE issue_search MATCH '\"10/325\"')"
    assert 0 < len(found) == _value(database, f"{matching} AND decision = 'upheld'")
    assert len(found) < _value(database, "SELECT COUNT(*) FROM issues WHERE decision = 'upheld'")
    assert {row["decision"] for row in found} == {"upheld"}
    facets = get("/letters/issues.json?_facet=decision&_size=0").json()["facet_results"]["decision"]["results"]
    assert sum(facet["count"] for facet in facets) == _value(database, "SELECT COUNT(*) FROM issues WHERE decision IS NOT NULL")


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_questions_with_their_charts(get: Get, question: Any) -> None:
    answer = get(f"/letters/{question.name}")
    assert answer.status_code == 200
    assert question.text.split(",")[0].split("'")[0] in answer.text
    assert "<svg " in answer.text or "nothing on this" in answer.text


def test_a_row_leads_to_its_words(get: Get) -> None:
    page = get("/letters/reasons?_size=1").text
    address = re.search(r"/-/letter/issues/\d+\?start=\d+&amp;end=\d+", page)[0].replace("&amp;", "&")
    answer = get(address)
    assert answer.status_code == 302
    letter, _, mark = answer.headers["location"].partition("#")
    evidence = get("/letters/reasons.json?_size=1&_shape=array").json()[0]["evidence"]
    html = get(letter).text
    assert re.search(rf'id="{mark.replace("m", "f")}"[^>]*>{re.escape(evidence[:20])}', html)


def test_letters_and_items_lead_to_their_letter(get: Get) -> None:
    assert "/-/letter/letters/1" in get("/letters/letters").text
    assert get("/-/letter/letters/1").text.startswith("<!DOCTYPE html>")
    assert "/-/letter/issues/1?start=" in get("/letters/issues?_size=1").text


@pytest.mark.parametrize("name", ["letters/999", "issues/999", "reasons/1", "letters/x"])
def test_no_such_letter(get: Get, name: str) -> None:
    assert get(f"/-/letter/{name}").status_code == 404


def test_nothing_is_written(get: Get, database: Path) -> None:
    before = database.read_bytes()
    answer = get("/letters.json?sql=delete+from+letters")
    assert answer.status_code == 400
    assert get("/letters.db").status_code == 403
    assert database.read_bytes() == before


def test_export(get: Get) -> None:
    lines = get("/letters/letters.csv").text.splitlines()
    assert "case_number" in lines[0]
    assert len(lines) == 9


def test_text_left_out(tmp_path: Path, database: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    shutil.copy(database, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE letter_texts SET text = NULL")
    # Drawing the charts takes two seconds.
    monkeypatch.setattr(explorer, "metadata", lambda path: {})
    answer = asyncio.run(application(path, lambda: nlp).client.get("/-/letter/letters/1"))
    assert (answer.status_code, "--no-text" in answer.text) == (404, True)


def test_no_database(tmp_path: Path, nlp: Language) -> None:
    with pytest.raises(ReadError, match="E009"):
        application(tmp_path / "a.db", lambda: nlp)
