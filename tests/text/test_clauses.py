"""Where clauses begin. What cues cover in them is in tests/rules/test_scope.py."""

from __future__ import annotations

import pytest

from imr_nlp.rules.load import read_rows
from imr_nlp.text.clauses import ClauseReader, WordClass

READER = ClauseReader(read_rows(["clauses.jsonl"], (WordClass,)))

# a sentence, "|" where a clause with a subject of its own begins
CLAUSES = [
    "she has pain",
    "she has pain | but | he is well",
    "she has pain | and the knee is stiff",
    "the patient has pain | and he is well",
    "she has pain and takes tablets",
    "she has pain in the neck and the knee",
    "she has pain| ; nothing was found",
    "in the absence of a trial | , the request is denied",
    "while she was at work | , the knee was hurt",
    "given his age, weight, and smoking | , a film, a panel, and a clearance are needed",
    "the doctor says that she is well",
    "she was well | while the lift was open",
    "the request is therefore not supported",
    "there is nothing in that report | , and the knee is stiff",
    "",
]


@pytest.mark.parametrize("marked", CLAUSES)
def test_clauses(marked: str) -> None:
    text = marked.replace(" |", "").replace("|", "")
    found = [text[start:end].strip() for start, end in READER.clauses(text, 0, len(text))]
    assert found == [part.strip() for part in marked.split("|") if part]


# a sentence; kind of each boundary, what stands after it
BOUNDARIES = [
    ("she has pain and takes tablets", [("verb", "takes tablets")]),
    ("she had pain and took tablets", [("past_verb", "took tablets")]),
    ("she has pain, the knee is stiff", [("subject", "the knee is stiff")]),
    ("she has pain, but is well", [("contrast", "is well")]),
    ("pain: none. sleep: good", [("label", "sleep: good")]),
    ("tried: soma current medications: norco", [("label", "current medications: norco")]),
    ("the knee hurts and she rests", [("claimant", "she rests")]),
    ("a b c", []),
    ("under the code, care that serves the ease of the patient or provider is none", []),
    ("a brace in a tired patient is of use", []),
]


@pytest.mark.parametrize(("text", "expected"), BOUNDARIES, ids=[row[0] for row in BOUNDARIES])
def test_boundaries(text: str, expected: list[tuple[str, str]]) -> None:
    found = READER.sentence(text, 0, len(text)).boundaries
    assert [(one.kind, text[one.start :]) for one in found] == expected
    assert all(one.end <= one.start for one in found)


def test_an_aside_ends_for_itself() -> None:
    text = "she, whose father has gout, takes tablets"
    (boundary,) = [one for one in READER.sentence(text, 0, len(text)).boundaries if text.startswith("takes", one.start)]
    assert (boundary.kind, text[boundary.since :].split()[0]) == ("subject", "whose")


def test_tokens() -> None:
    text = "so she isn't well-fed, 5.5 mg"
    tokens = READER.tokens(text, 3, len(text))
    assert [token.text for token in tokens] == ["she", "isn't", "well-fed", ",", "5.5", "mg"]
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert (tokens[0].word_class, tokens[3].word_class) == ("pronoun", "")
    assert READER.sentence(text, 3, len(text)).starts == [token.start for token in tokens]


def test_without_rows() -> None:
    text = "she has pain, but he is well"
    assert ClauseReader([]).clauses(text, 0, len(text)) == [(0, len(text))]
