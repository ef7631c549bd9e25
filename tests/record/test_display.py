"""A record in short: its line in a prompt, its table in a notebook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from spacy.language import Language

from imr_nlp.record import display
from imr_nlp.record.models import Citation, Determination, Header, Issue, Reason


def issues(*texts: str) -> Determination:
    """A record with items of these words."""
    return Determination("unknown", issues=tuple(Issue(text, 0, 1, n, "upheld") for n, text in enumerate(texts, start=1)))


LONG = "x" * 500
RECORDS = [
    ("nothing", Determination(form="unknown"), "<Determination without number None: no items>"),
    (
        "two items",
        Determination("unknown", "upheld", Header("CM16-9900101"), issues=(Issue("Soma", 0, 4, 1, "upheld"),)),
        "<Determination CM16-9900101 upheld: 'Soma': upheld>",
    ),
]


@pytest.mark.parametrize(("record", "expected"), [row[1:] for row in RECORDS], ids=[row[0] for row in RECORDS])
def test_repr(record: Determination, expected: str) -> None:
    assert repr(record) == expected


def test_repr_is_short_whatever_the_letter() -> None:
    issues = tuple(Issue(LONG, 0, 500, number, "overturned") for number in range(1, 40))
    assert len(repr(Determination("unknown", "partially_overturned", Header(case_number=LONG), issues=issues))) < 300


def test_table(nlp: Language, corpus_letters: list[Path]) -> None:
    record = nlp(corpus_letters[0].read_text("utf8"))._.imr
    html = record._repr_html_()
    assert html.count("<tr>") == len(record.issues) + 1
    assert record.header.case_number in html
    assert not re.search("<script", html)
    assert "&lt;script&gt;" in Determination("unknown", issues=(Issue("<script>", 0, 8, 1, None),))._repr_html_()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(issues(*"abcd"), "'a': upheld; 'b': upheld; 'c': upheld; 1 more", id="three items, then how many more"),
        pytest.param(issues("x" * 60), f"'{'x' * 60}': upheld", id="the longest item"),
        pytest.param(issues("x" * 61), f"'{'x' * 57}...': upheld", id="a longer one"),
        pytest.param(issues("it's"), '"it\'s": upheld', id="a quotation mark"),
        pytest.param(Determination("unknown", issues=(Issue("a", 0, 1, 1, None),)), "'a': None", id="no decision"),
    ],
)
def test_items_in_a_line(record: Determination, expected: str) -> None:
    assert display.line(record) == f"<Determination without number None: {expected}>"


def test_a_long_case_number_is_cut() -> None:
    assert display.line(Determination("unknown", header=Header("9" * 21))).startswith(f"<Determination {'9' * 17}... None: ")


@pytest.mark.parametrize(
    ("record", "caption"),
    [
        (Determination("unknown"), "unknown"),
        (
            Determination("final_determination", "partially_overturned", Header("CM16-9900101", decision_date="2016-03-04")),
            "CM16-9900101, partially overturned, 2016-03-04, final determination",
        ),
        (Determination("unknown", header=Header("<b>&")), "&lt;b&gt;&amp;, unknown"),
    ],
)
def test_caption(record: Determination, caption: str) -> None:
    assert re.findall("<caption>(.*)</caption>", display.table(record)) == [caption]


def test_cells_of_an_item() -> None:
    mtus = Citation("MTUS", 0, 4, "MTUS", "Low Back", None, (), None, (), (), None)
    reasons = tuple(Reason(code, None, None, "", 0, 0) for code in ("no_trial", "no_scan", "no_trial"))
    issue = Issue("Soma & <i>", 0, 4, 2, "upheld", category="muscle_relaxant", reviewer=(mtus, mtus), reasons=reasons)
    table = display.table(Determination("unknown", issues=(issue, Issue("b", 0, 1, 3, None))))
    rows = [re.findall("<td>(.*?)</td>", row) for row in table.split("<tr>")[2:]]
    assert rows == [
        ["2", "Soma &amp; &lt;i&gt;", "upheld", "muscle relaxant", "MTUS Low Back; MTUS Low Back", "no trial; no scan"],
        ["3", "b", "", "", "", ""],
    ]
