"""The explorer and the report in a browser: search, facet, question, the way to the words of a letter; charts are drawn."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from imr_nlp.view.report import report
from view.browser import browser, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
pytest.importorskip("datasette", reason="the extra explore is not installed")
pytest.importorskip("altair", reason="the extra explore is not installed")


@pytest.fixture(scope="module")
def started() -> Iterator[Any]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def server(started: Any, corpus_database: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "imr_nlp", "explore", str(corpus_database), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield address
        process.terminate()


@pytest.fixture(params=(1280, 390))
def page(request: pytest.FixtureRequest, started: Any) -> Iterator[Any]:
    context = started.new_context(viewport={"width": request.param, "height": 800}, reduced_motion="reduce")
    opened = context.new_page()
    opened.hosts = set()
    opened.on("request", lambda one: opened.hosts.add(one.url.split("/")[2]))
    yield opened
    context.close()


def test_search_facet_and_letter(page: Any, server: str) -> None:
    page.goto(f"{server}/letters/issues")
    page.fill("input[name=_search]", "Norco")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "Norco" in page.locator("td.col-item").first.text_content()
    page.locator("a[href*='decision=upheld']").first.click()
    page.wait_for_load_state()
    assert set(page.locator("td.col-decision").all_text_contents()) == {"upheld"}
    page.locator("td.col-item a").first.click()
    page.wait_for_load_state()
    assert page.locator("#text .hit").first.is_visible()
    assert "".join(page.locator("a.fact.current").text_content().split()) == "".join(
        "".join(page.locator("#text .hit").all_text_contents()).split()
    )
    assert page.hosts == {server.split("/")[2]}


def test_question(page: Any, server: str) -> None:
    page.goto(f"{server}/letters/01_drug_class")
    assert page.locator("svg path").count() > 5
    assert "opioids" in page.locator("table").text_content()
    assert page.hosts == {server.split("/")[2]}


@pytest.fixture(scope="module")
def report_address(corpus_database: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report(corpus_database), encoding="utf8")
    return path.as_uri()


def test_report(page: Any, report_address: str) -> None:
    page.goto(report_address)
    for chart in page.locator(".chart").all():
        assert chart.locator("svg").is_visible()
        assert chart.locator("path").count() > 2
    page.locator("summary").first.click()
    assert page.locator("details[open] table").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []
    assert page.hosts == {""}
