"""Roles of the parts of a rationale: guideline, quotation, history, reasoning, conclusion."""

from __future__ import annotations

import pytest

from imr_nlp.components.reasons import ReasonFinder
from imr_nlp.readers.roles import RoleReader
from imr_nlp.rules.load import read_rows
from imr_nlp.text.sentences import SentenceSplitter, split

FILES = ("clauses.jsonl", "roles.jsonl", "sentences.jsonl")


@pytest.fixture(scope="module")
def reader() -> RoleReader:
    return RoleReader(read_rows(FILES, ReasonFinder.row_types))


@pytest.fixture(scope="module")
def splitter() -> SentenceSplitter:
    return SentenceSplitter.from_rows(read_rows(["sentences.jsonl"], ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The ODG states that braces are an option.", ["guideline"], id="source and verb"),
        pytest.param("Per the MTUS, a brace may be tried. Its use should be brief.", ["guideline"] * 2, id="goes on"),
        pytest.param(
            "The MTUS recommends a trial. Splints bring nothing. The brace is medically necessary.",
            ["guideline", "reasoning", "conclusion"],
            id="without a cue in front of the outcome",
        ),
        pytest.param("The patient has no instability.", ["reasoning"], id="claimant"),
        pytest.param('"Improvement" means less need of drugs.', ["guideline"], id="definition"),
        pytest.param(
            "The MTUS, page 80, notes that the lack of a record of gains is a fault.", ["guideline"], id="that-clause"
        ),
        pytest.param("The ODG recommends against use when no gain on exam is seen.", ["guideline"], id="condition without if"),
        pytest.param("It was previously denied due to no record of gains.", ["review"], id="denied before"),
        pytest.param("The UR determination cited the absence of gains.", ["review"], id="cited"),
        pytest.param("There was no record of a trial.", ["reasoning"], id="absence in the past"),
        pytest.param(
            'The MTUS reads: "Stop the drug where pain is no better. Doses should be lowered slowly." He is no better.',
            ["guideline", "quotation", "quotation", "reasoning"],
            id="quotation over two sentences",
        ),
        pytest.param(
            "As the guidelines recommend ten visits, this worker has had too many.",
            ["guideline", "reasoning"],
            id="two roles in a sentence",
        ),
        pytest.param(
            "Given the lack of findings, the brace is not medically necessary.",
            ["reasoning", "conclusion"],
            id="grounds in front",
        ),
        pytest.param(
            "It is not medically necessary without a trial of therapy.", ["conclusion", "reasoning"], id="grounds after"
        ),
        pytest.param("The worker sustained an industrial injury of the knee.", ["history"], id="history"),
        pytest.param("The utilization review physician noted that there was no trial.", ["review"], id="earlier review"),
        pytest.param(
            "UR denied the request as there was no report, but the patient has had a scan.",
            ["review", "reasoning"],
            id="answer to an earlier review",
        ),
        pytest.param("When there is no gain, the drug should be stopped.", ["guideline"], id="condition"),
        pytest.param(
            "According to the ODG, the request for a brace is supported when the knee gives way.",
            ["guideline"],
            id="no outcome",
        ),
        pytest.param("A brace is medically necessary only in cases of instability.", ["guideline"], id="of some cases"),
        pytest.param("The ODG names braces. Patient is on this drug for years.", ["guideline", "reasoning"], id="no article"),
    ],
)
def test_roles(reader: RoleReader, splitter: SentenceSplitter, text: str, expected: list[str]) -> None:
    sentences = split(splitter.starts_in(text), 0, len(text))
    parts = reader.read(text.lower(), sentences)
    assert [part.role for part in parts if text[part.start : part.end].strip()] == expected


def test_parts_cover_the_rationale(reader: RoleReader, splitter: SentenceSplitter) -> None:
    text = (
        'Per the ODG, "rest is best for all of the first weeks, and no brace is needed then". He wears one; it helps. Denied.'
    )
    parts = reader.read(text.lower(), split(splitter.starts_in(text), 0, len(text)))
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert reader.read(text, []) == []
