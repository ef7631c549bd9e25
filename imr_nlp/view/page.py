"""One letter beside its record as a page of its own; start with `render`.

The page asks no network for anything: style and script are in it, and its content security policy allows nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from spacy.tokens import Doc

from imr_nlp import labels
from imr_nlp.text.harmless import clean
from imr_nlp.view.facts import CITATION, DRUG, OUTCOME, RecordPanel
from imr_nlp.view.letter import Mark, Section, letter_html
from imr_nlp.view.text import words

_KINDS = {
    labels.DRUG: DRUG,
    labels.GUIDELINE: CITATION,
    labels.OUTCOME: OUTCOME,
    labels.DATE: "date",
    **dict.fromkeys(labels.DOSAGE_RELATIONS, "dose"),
}
_SECTIONS = {
    labels.HEADER_SECTION: "Header",
    labels.METHOD_SECTION: "Reviewer",
    labels.CASE_SUMMARY_SECTION: "Clinical case summary",
    labels.ISSUES_SECTION: "Disputed items",
}
_LEGEND = (
    ("heading", "disputed item"),
    ("drug", "drug"),
    ("dose", "dose"),
    ("citation", "guideline"),
    ("outcome", "outcome"),
    ("reason", "reason"),
    ("diagnosis", "diagnosis"),
    ("review", "utilization review"),
    ("date", "date"),
)


class Page(str):
    """The HTML of a page. In a notebook it shows itself."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self)}" title="Letter and record" '
            'style="width:100%;height:80vh;border:1px solid #8888"></iframe>'
        )


def render(doc: Doc) -> Page:
    """A letter beside its record: every fact is a link to its words in the letter, every marked word tells what was read there.

    doc (Doc): a Doc that the pipeline has read.
    RETURNS (Page): a complete HTML document, a string; a notebook shows it.

    >>> import imr_nlp
    >>> nlp = imr_nlp.load()
    >>> imr_nlp.render(nlp("Soma 350mg #60: Upheld")).startswith("<!DOCTYPE html>")
    True
    """
    return letter_page(doc, RecordPanel(doc._.imr))


def letter_page(doc: Doc, panel: RecordPanel) -> Page:
    """As `render`, of a Doc whose record is in a panel already."""
    marks = [
        Mark(_KINDS[entity.label_], entity.label_.lower(), entity.start_char, entity.end_char)
        for entity in doc.ents
        if entity.label_ in _KINDS
    ]
    sections = [
        Section(_SECTIONS[span.label_], span.start_char)
        for span in doc.spans.get(labels.SECTIONS, ())
        if span.label_ in _SECTIONS
    ]
    sections += [Section(f"Item {issue.number}", issue.start) for issue in panel.record.issues[1:]]
    return page(doc.text, panel, marks, sections)


def page(text: str, panel: RecordPanel, marks: Sequence[Mark] = (), sections: Sequence[Section] = ()) -> Page:
    """The same from a text, to which the offsets of the record belong, and its record."""
    title = escape(clean(panel.record.header.case_number or "Letter"))
    legend = "".join(f'<li class="{kind}">{escape(words(name))}</li>' for kind, name in _LEGEND)
    letter = letter_html(text, panel.facts, marks, sections)
    body = f"""<a class="skip" href="#letter">Go to the letter</a>
<main id="record" aria-label="Record">
{panel.html}
</main>
<section id="letter" aria-label="Letter" tabindex="-1">
<ul class="legend" aria-label="Colours">{legend}</ul>
<div id="text">{letter}</div>
</section>
<aside id="reading" aria-live="polite" aria-label="What was read here" hidden></aside>"""
    return document(title, _asset("letter.css"), body, _asset("letter.js"))


def document(title: str, style: str, body: str, script: str = "") -> Page:
    """A complete HTML document, of parts in HTML, that may ask no network for anything."""
    scripts = " script-src 'unsafe-inline';" if script else ""
    policy = f"default-src 'none'; style-src 'unsafe-inline';{scripts} base-uri 'none'; form-action 'none'"
    return Page(
        f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
{f"<script>{chr(10)}{script}</script>" if script else ""}
</body>
</html>
"""
    )


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf8")
