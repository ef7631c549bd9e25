"""What literals a pattern needs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_nlp.rules.literals import MIN_LITERAL, literals_of

# pattern, the literals that it needs
NEEDED = [
    ("one literal", "medically necessary", {"medically necessary"}),
    ("alternatives", "brace|splint", {"brace", "splint"}),
    ("alternatives inside", "(?:knee|ankle) brace", {"knee brace", "ankle brace"}),
    ("part that may be missing", "(?:very )?short course", {"short course", "very short course"}),
    ("stem", r"improv\w*", {"improv"}),
    ("the longer of two", r"no .{0,20}documentation", {"documentation"}),
    ("the one with fewer alternatives", r"(?:brace|splint).{0,9}tried", {"tried"}),
    ("short alternative is no screen", "a|documentation", None),
    ("nothing fixed", r"\d+ ?\w+", None),
    ("repeated", "(?:again )+", {"again "}),
    ("may be missing altogether", "(?:again )*", None),
    ("group with a name", "(?P<what>brace)s?", {"brace", "braces"}),
    ("class of characters", "gr[ae]y area", {"gray area", "grey area"}),
    ("class of many characters", "[a-z]ray film", {"ray film"}),
    ("boundaries", r"\bbrace\b", {"brace"}),
    ("a mark and a figure", r"\w+/[0-5]{1,2}", {"/0", "/1", "/2", "/3", "/4", "/5"}),
]


@pytest.mark.parametrize(("pattern", "expected"), [row[1:] for row in NEEDED], ids=[row[0] for row in NEEDED])
def test_needed(pattern: str, expected: set[str] | None) -> None:
    assert literals_of(pattern).needed == expected


# pattern, all that it matches
EXACT = [
    ("one", "no", {"no"}),
    ("parts that may be missing", "n[eo]t? one", {"ne one", "no one", "net one", "not one"}),
    ("repetition", "no+", None),
    ("look-around", "no(?! more)", None),
    ("boundary", r"\bno", None),
    ("named group", "(?P<word>no)", None),
    ("nothing", "(?:no)?", None),
]


@pytest.mark.parametrize(("pattern", "expected"), [row[1:] for row in EXACT], ids=[row[0] for row in EXACT])
def test_exact(pattern: str, expected: set[str] | None) -> None:
    assert literals_of(pattern).exact == expected


# pattern, how its matches begin
LEADS = [
    ("literal", r"no \w+ relief", {"no "}),
    ("alternatives", r"(?:no|without) \w+", {"no ", "without "}),
    ("part that may be missing", r"(?:the )?brace.{0,9}worn", {"brace", "the brace"}),
    ("alternatives that go on", r"(?:no \w+|never) worn", {"no ", "never"}),
    ("repetition", r"(?:very )+good", {"very "}),
    ("any word", r"\w+ brace", None),
    ("one letter", r"a.{0,9}brace", None),
    ("figures behind it", r"no \d+", {"no "}),
]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("brace", False),
        ("knee|ankle", False),
        (r"\d+ mg", False),
        (r"(?:\w+ )?brace", True),
        (r".{0,9}brace", True),
        ("s?", True),
    ],
)
def test_begins_anyhow(pattern: str, expected: bool) -> None:
    assert literals_of(pattern).begins_anyhow is expected


@pytest.mark.parametrize(("pattern", "expected"), [row[1:] for row in LEADS], ids=[row[0] for row in LEADS])
def test_leads(pattern: str, expected: set[str] | None) -> None:
    assert literals_of(pattern).leads == expected


PARTS = st.sampled_from(
    [
        "brace",
        "no ",
        "(?:knee|ankle)",
        r"\w+ ",
        "(?:not )?",
        ".{0,5}",
        "(?:tried|failed|had)",
        "[0-9]{1,3}",
        "therap(?:y|ies)",
        "x*",
        "s?",
        "(?:very )+",
    ]
)


@settings(max_examples=150)
@given(st.lists(PARTS, min_size=1, max_size=5), st.data())
def test_every_match_holds_a_required_literal(parts: list[str], data: st.DataObject) -> None:
    pattern = "".join(parts)
    exact, needed, leads, others, _ = literals_of(pattern)
    text = data.draw(st.from_regex(re.compile(pattern), fullmatch=True))
    assert exact is None or text in exact
    assert needed is None or any(literal in text for literal in needed)
    assert needed is None or all(len(literal) >= MIN_LITERAL or literal[-1].isdigit() for literal in needed)
    assert all(any(literal in text for literal in strings) for strings in others)
    assert leads is None or text.startswith(tuple(leads))
