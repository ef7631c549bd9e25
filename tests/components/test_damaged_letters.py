"""Letters whose negations a scan has damaged: a denial that was upheld is never read as *necessary*."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.tokens import Doc

from imr_nlp import labels

ROOT = Path(__file__).parents[2]
OWN = sorted((ROOT / "corpus").rglob("*.txt"))
PUBLISHED = sorted((ROOT.parent / "shared" / "decisions" / "txt").glob("*.txt"))
DAMAGES = [
    ("n0t", r"\bnot(?=\s)", "n0t"),
    ("riot", r"\bnot(?=\s)", "riot"),
    ("nol", r"\bnot(?=\s)", "nol"),
    ("no t", r"\bnot(?=\s)", "no t"),
    ("n ot", r"\bnot(?=\s)", "n ot"),
    ("hot", r"\bnot(?=\s)", "hot"),
    ("unknown word", r"\bnot(?=\s)", "xxxx"),
    ("isnot", r"\b(is|was|are|were|does|be)\s+not\b", r"\1not"),
    ("notmedically", r"\bnot\s+(medically|be|been|established|supported)", r"not\1"),
    ("rnedically", r"\bmedically", "rnedically"),
    ("necessarv", r"\bnecessary", "necessarv"),
]


@pytest.fixture(scope="module")
def annotate(run: Callable[..., Callable[[str], Doc]]) -> Callable[[str], Doc]:
    return run("imr_sections", "imr_issues", "imr_conclusions")


def flipped(doc: Doc) -> list[str]:
    """The issues whose denial is upheld and whose conclusion says that the item is necessary."""
    necessary = {span.id_ for span in doc.spans[labels.CONCLUSIONS] if span.label_ == labels.NECESSARY}
    return [span.id_ for span in doc.spans[labels.DECISIONS] if span.label_ == labels.UPHELD and span.id_ in necessary]


@pytest.mark.parametrize(("wrong", "right"), [damage[1:] for damage in DAMAGES], ids=[damage[0] for damage in DAMAGES])
def test_own_letters(annotate: Callable[[str], Doc], wrong: str, right: str) -> None:
    texts = {path.stem: path.read_text("utf8") for path in OWN}
    assert len(texts) > 50
    assert {name: found for name, text in texts.items() if (found := flipped(annotate(re.sub(wrong, right, text))))} == {}


@pytest.mark.skipif(not PUBLISHED, reason="the published letters are not at hand")
@pytest.mark.parametrize(("wrong", "right"), [damage[1:] for damage in DAMAGES], ids=[damage[0] for damage in DAMAGES])
def test_published_letters(annotate: Callable[[str], Doc], wrong: str, right: str) -> None:
    texts = {path.stem: path.read_text("utf8") for path in PUBLISHED}
    assert {name: found for name, text in texts.items() if (found := flipped(annotate(re.sub(wrong, right, text))))} == {}
