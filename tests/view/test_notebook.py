"""displaCy shows no grey; a record is short in a prompt and a table in a notebook."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy import displacy
from spacy.tokens import Doc

import imr_nlp

GREY = "#ddd"


@pytest.fixture(scope="module")
def docs(corpus_docs: dict[str, Doc]) -> list[Doc]:
    return list(corpus_docs.values())[:15]


def test_entities_have_colours(docs: list[Doc]) -> None:
    for doc in docs:
        html = displacy.render(doc, style="ent", options=imr_nlp.displacy_options(), jupyter=False)
        assert GREY not in html
        assert html.count("<mark") == len(doc.ents)


def test_spans_have_colours(docs: list[Doc]) -> None:
    shown = set()
    for doc in docs:
        for key, group in doc.spans.items():
            if key == "imr_relations" or not len(group):
                continue
            html = displacy.render(doc, style="span", options=imr_nlp.displacy_options(key), jupyter=False)
            assert GREY not in html, {span.label_ for span in group}
            shown.add(key)
    assert {"imr_reasons", "imr_citations", "imr_issues", "imr_header"} <= shown


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_can_be_read_on_every_colour() -> None:
    """WCAG AA asks for 4.5 to 1."""
    for label, colour in imr_nlp.displacy_options()["colors"].items():
        assert (_luminance(colour) + 0.05) / (_luminance("#111111") + 0.05) >= 4.5, label


def test_relations(docs: list[Doc]) -> None:
    doc = docs[0]
    drawings = imr_nlp.displacy_relations(doc)
    assert len(drawings) == len(doc.spans["imr_issues"])
    arcs = sum(len(drawing["arcs"]) for drawing in drawings)
    assert arcs == sum((r.head.start, r.head.end) != (r.tail.start, r.tail.end) for r in doc._.imr_relations)
    html = displacy.render(drawings, style="dep", manual=True, jupyter=False)
    assert html.count('class="displacy-arrow"') == arcs


def test_relations_of_no_letter(run: Callable[..., Callable[[str], Doc]]) -> None:
    assert imr_nlp.displacy_relations(run()("no letter")) == []
