"""The page of a letter beside its record: all facts are linked to their words, nothing of a letter is ever markup."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

import imr_nlp
from imr_nlp.record.models import Determination, Header, Issue
from imr_nlp.text.harmless import clean
from imr_nlp.view.facts import Fact, RecordPanel
from imr_nlp.view.letter import Mark, Section, letter_html
from imr_nlp.view.page import page, render

LETTERS = sorted((Path(__file__).parents[2] / "corpus" / "letters").glob("*.txt"))
_TAG = re.compile(r"<[^>]*>")
SIZE_LIMIT = 150_000


def _words(html: str) -> str:
    """What a reader sees of some HTML, white space collapsed."""
    return " ".join(unescape(_TAG.sub("", html.replace("<br>", " "))).split())


@pytest.mark.parametrize("path", LETTERS[:12], ids=lambda path: path.stem)
def test_every_fact_is_linked_to_its_words(nlp: Language, path: Path) -> None:
    doc = nlp(path.read_text(encoding="utf8"))
    html = render(doc)
    panel = RecordPanel(doc._.imr)
    assert panel.facts
    assert len(html.encode()) < SIZE_LIMIT
    letter = html[html.index('<div id="text">') : html.index("<aside")]
    for fact in panel.facts:
        assert html.count(f'id="f{fact.number}"') == 1
        assert letter.count(f'id="m{fact.number}"') == 1
        marked = re.findall(rf'<span class="[^"]*" data-f="(?:[^"]* )?{fact.number}(?: [^"]*)?"[^>]*>(.*?)</span>', letter)
        assert _words("".join(marked)).replace(" ", "") == "".join(clean(doc.text[fact.start : fact.end]).split())


def test_letter_is_shown_whole(nlp: Language) -> None:
    doc = nlp(LETTERS[0].read_text(encoding="utf8"))
    html = render(doc)
    letter = html[html.index('<div id="text">') : html.index("</section>\n<aside")]
    assert _words(letter) == " ".join(clean(doc.text).split())


HOSTILE = '<script>alert("1")</script> & \'"> <img src=x onerror=alert(1)> \x1b[31m \u202ereversed'


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_becomes_markup(text: str) -> None:
    item = text or "x"
    record = Determination(form="unknown", header=Header(case_number=text), issues=(Issue(item, 0, len(item), 1, "upheld"),))
    html = page(item, RecordPanel(record))
    body = html[html.index("<main") : html.index("<script>")]
    kept = {"main", "section", "h1", "h2", "p", "dl", "div", "dt", "dd", "ul", "li", "a", "span", "strong", "i", "br", "aside"}
    assert set(re.findall(r"<(\w+)", body)) <= kept
    assert html.count("<script>") == 1


def test_hostile_words_are_shown_as_words() -> None:
    record = Determination(form="unknown", issues=(Issue(HOSTILE, 0, len(HOSTILE), 1, None),))
    html = page(HOSTILE, RecordPanel(record))
    assert html.count("<script>") == 1
    assert "&lt;img src=x" in html
    assert "\x1b" not in html
    assert "\u202e" not in html


LINES = [
    ("wrapped line", "one two three four five six\nseven eight nine ten eleven\nend", "six seven"),
    ("short line", "Title\none two three four five six\nseven eight nine ten eleven", "Title<br>one"),
    ("blank line", "one two three four five six\n\n\nseven eight nine ten eleven", "six<br><br> seven"),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_lines(text: str, expected: str) -> None:
    assert expected in letter_html(text, [])


def test_marks_and_sections() -> None:
    fact, mark = Fact(1, "drug", "Medication", 0, 11), Mark("dose", "dose", 6, 11)
    html = letter_html("Norco 10 mg", [fact], [mark], [Section("Items", 0)])
    assert html == (
        '<span class="section" data-name="Items"></span><i id="m1"></i>'
        '<span class="drug" data-f="1">Norco </span><span class="dose" data-f="1" title="dose">10 mg</span>'
    )


@pytest.mark.parametrize("text", ["", " ", "No letter at all.", "\x00\x07"])
def test_any_text_gives_a_page(nlp: Language, text: str) -> None:
    html = imr_nlp.render(nlp(text))
    assert html.startswith("<!DOCTYPE html>")
    assert "No disputed items found" in html
    assert "srcdoc" in html._repr_html_()
