"""The report: its numbers are those of the database, each names its unit, nothing is asked of a network."""

from __future__ import annotations

import json
import re
import sqlite3
from html import unescape
from pathlib import Path

import pytest

from imr_nlp.errors import ReadError
from imr_nlp.io.run.run import extract_to
from imr_nlp.view.report import report, wilson
from imr_nlp.view.report.charts import in_words
from imr_nlp.view.report.queries import sections

pytest.importorskip("altair", reason="the extra report is not installed")
pytest.importorskip("vl_convert", reason="the extra report is not installed")


@pytest.fixture(scope="module")
def page(corpus_database: Path) -> str:
    return report(corpus_database)


def _sections(html: str) -> dict[str, str]:
    found = re.findall(r'(<section class="card" aria-labelledby="(\w+)">.*?</section>)', html, re.S)
    return {name: section for section, name in found}


def _rows(section: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", section, re.S)
    return [[unescape(re.sub("<.*?>", "", cell)) for cell in re.findall(r"<t[dh].*?>(.*?)</t[dh]>", row, re.S)] for row in rows]


def test_tables_have_the_numbers_of_the_database(page: str, corpus_database: Path) -> None:
    html = _sections(page)
    with sqlite3.connect(corpus_database) as connection:
        for section in sections():
            rows = connection.execute(section.query).fetchall()
            if not rows:
                assert section.name not in html
                continue
            shown = _rows(html[section.name])
            assert len(shown) == len(rows) + 1
            assert section.unit in html[section.name]
            for cells, row in zip(shown[1:], rows, strict=True):
                for cell, value in zip(cells, row, strict=True):
                    if isinstance(value, int):
                        assert cell == f"{value:,}"
                    elif isinstance(value, str):
                        assert cell == in_words(value)


def test_totals(page: str, corpus_database: Path) -> None:
    with sqlite3.connect(corpus_database) as connection:
        letters = connection.execute("SELECT COUNT(*) FROM letters").fetchone()[0]
        requests, overturned = connection.execute("SELECT COUNT(*), SUM(decision = 'overturned') FROM issues").fetchone()
    assert f"<strong>{letters}</strong> letters" in page
    assert f"<strong>{requests}</strong> requests" in page
    assert f"<strong>{overturned / requests:.1%}</strong> of requests overturned" in page


def test_charts_are_drawn(page: str) -> None:
    for name, section in _sections(page).items():
        if name != "published":
            assert section.count("<svg ") == 1
            assert "<path" in section


def test_page_asks_for_nothing(page: str) -> None:
    assert "<script" not in page
    assert not re.findall(r"""(?:src|href)=["'](?!#)(?!data:)[^"']*["']""", page.replace("xmlns", ""))


def test_published_figures(page: str) -> None:
    assert ["2017", "172,145", "8.3 %"] in [row[:3] for row in _rows(_sections(page)["published"])]
    folder = Path(__file__).parents[2] / "imr_nlp" / "view" / "report"
    rows = [json.loads(line) for line in (folder / "published_figures.jsonl").read_text("utf8").splitlines()]
    assert [row["year"] for row in rows] == sorted({row["year"] for row in rows})
    assert all(row["source"] for row in rows)


def test_no_letters(tmp_path: Path, no_processes: None) -> None:
    empty = tmp_path / "letters"
    empty.mkdir()
    (empty / "a.txt").write_text("no letter", "utf8")
    extract_to([str(empty)], str(tmp_path / "a.db"))
    html = report(tmp_path / "a.db")
    assert "<strong>0</strong> requests" in html
    assert "no request was decided" in html


@pytest.mark.parametrize("content", [None, b"", b"no database at all"], ids=["missing", "empty", "text"])
def test_no_database(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReadError, match=r"\[E0\d\d\]"):
        report(path)


WILSON = [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]


@pytest.mark.parametrize(("successes", "n", "low", "high"), WILSON)
def test_wilson(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, method 3."""
    assert [round(end, 4) for end in wilson(successes, n)] == [low, high]
