"""What meta.json says of the pipeline is what it writes, and what was measured (corpus/scores.py)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest
from spacy.cli import info
from spacy.language import Language
from spacy.tokens import Doc

import imr_nlp
from imr_nlp.findings.letter import CODES

ROOT = Path(__file__).parents[2]
META = json.loads((ROOT / "imr_nlp" / "meta.json").read_text("utf8"))


@pytest.fixture
def scores(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The script, which is not in the package."""
    monkeypatch.syspath_prepend(str(ROOT / "corpus"))
    import scores

    yield scores
    del sys.modules["scores"]


@pytest.mark.slow
def test_meta_is_measured(scores: ModuleType, nlp: Language) -> None:
    measured = scores.measured(nlp)
    assert {key: META[key] for key in measured} == measured, "run python corpus/scores.py"
    assert nlp.meta["performance"] == pytest.approx(META["performance"]) and META["performance"]["ents_f"] > 0.9


def test_info_has_labels_and_scores() -> None:
    shown = info("imr_nlp")
    assert isinstance(shown, dict)
    assert shown["labels"]["imr_entities"] == ["DATE", "DOSE", "DRUG", "FORM", "FREQUENCY", *META["labels"]["imr_entities"][5:]]
    assert "entities 1.00" in shown["scores"]


def test_what_is_written_has_a_label_that_is_stated(nlp: Language, corpus_docs: dict[str, Doc]) -> None:
    told = {label for group in nlp.pipe_labels.values() for label in group}
    written: set[str] = set()
    layouts = (nlp(path.read_text("utf8")) for path in (ROOT / "corpus" / "layouts").glob("*.txt"))
    for doc in [*corpus_docs.values(), *layouts]:
        written |= {span.label_ for group in doc.spans.values() for span in group} | {entity.label_ for entity in doc.ents}
    assert written <= told
    assert len(written) > 60


def test_codes_of_findings_are_listed() -> None:
    sources = [*(ROOT / "imr_nlp" / "findings").glob("*.py"), ROOT / "imr_nlp" / "components" / "findings.py"]
    text = "".join(path.read_text("utf8") for path in sources)
    assert set(re.findall(r'Finding\(\s*"([a-z_]+)"|"code": "([a-z_]+)"', text)) == {
        (code, "") if code != "second_letter" else ("", code) for code in CODES
    }


def test_record_has_a_type() -> None:
    """`doc._` gives Any; the functions behind it have types."""
    names = vars(imr_nlp.extensions) | {"Determination": imr_nlp.Determination}
    assert get_type_hints(imr_nlp.get_record, names)["return"] is imr_nlp.Determination
    assert get_type_hints(imr_nlp.get_relations)["return"] == list[imr_nlp.Relation]
