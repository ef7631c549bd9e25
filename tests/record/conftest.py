"""A Doc of one issue, to write groups on."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from imr_nlp import labels
from imr_nlp.record import groups


@pytest.fixture
def doc() -> Doc:
    made = Doc(Vocab(), words=["Norco", "10/325", "mg", "#60", ",", "left", "knee", "brace", ":", "Upheld"])
    groups.write(made, labels.ISSUES, [(Span(made, 0, 9, label=labels.ISSUE, span_id="issue-1"), {"retrospective": True})])
    return made
