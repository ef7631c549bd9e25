"""The page of a letter in a browser: a fact leads to its words, words tell their facts, by mouse and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

import imr_nlp
from view.browser import browser, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def started() -> Iterator[Any]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def address(nlp: Language, corpus_letters: list[Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("view") / "letter.html"
    path.write_text(imr_nlp.render(nlp(corpus_letters[2].read_text(encoding="utf8"))), encoding="utf8")
    return path.as_uri()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, started: Any, address: str) -> Iterator[Any]:
    context = started.new_context(viewport={"width": request.param, "height": 800}, reduced_motion="reduce")
    opened = context.new_page()
    opened.requests = []
    opened.on("request", lambda one: opened.requests.append(one.url))
    opened.goto(address)
    yield opened
    assert opened.requests == [address]
    context.close()


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _marked(page: Any) -> str:
    return _squeezed("".join(page.locator("#text .hit").all_text_contents()))


def test_click_on_a_reason_marks_its_words(page: Any) -> None:
    reason = page.locator("a.fact.reason").first
    words = reason.text_content()
    reason.click()
    assert _marked(page) == _squeezed(words)
    assert page.locator("#text .hit").first.is_visible()
    box = page.locator("#text .hit").first.bounding_box()
    assert 0 <= box["y"] < 800


def test_keyboard_alone(page: Any) -> None:
    reason = page.locator("a.fact.reason").first
    words = reason.text_content()
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.fact.reason')"):
            break
    page.keyboard.press("Enter")
    assert _marked(page) == _squeezed(words)
    assert page.evaluate("document.activeElement.classList.contains('hit')")
    page.keyboard.press("Enter")
    assert "reason" in page.locator("#reading").text_content()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('a.fact.reason')")


def test_words_tell_what_was_read(page: Any) -> None:
    page.locator("#text .reason").first.click()
    told = page.locator("#reading a").first
    assert "reason" in told.text_content()
    told.click()
    assert page.evaluate("document.activeElement.matches('a.fact.reason')")
    assert page.locator("a.fact.reason.current").is_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_accessible(page: Any, colours: str) -> None:
    page.emulate_media(color_scheme=colours)
    assert violations(page) == []
    page.locator("a.fact").nth(2).click()
    assert violations(page) == []


def test_no_line_is_wider_than_the_window(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_print(page: Any) -> None:
    page.emulate_media(media="print")
    assert not page.locator(".skip").is_visible()
    assert page.evaluate("getComputedStyle(document.getElementById('letter')).overflowY") == "visible"
