"""The wording of the items of a decision of utilization review."""

from __future__ import annotations

import pytest

from imr_nlp.readers.review_items import APPROVED, DENIED, MODIFIED, ReviewItems
from summary import FRAGMENTS, ROWS

ITEMS = ReviewItems(ROWS, FRAGMENTS)

NAMED = [
    ("a brace and a cane", "", ["brace", "cane"]),
    ("a brace, a cane, and norco #60 due to pain", "", ["brace", "cane", "norco #60"]),
    ("two items: a brace; a cane.", "", ["brace", "cane"]),
    ("emg and ncs of the arm", "", ["emg and ncs of the arm"]),
    ("the request for a brace", "", ["brace"]),
    ("brace request", "", ["brace"]),
    ("the request", "", []),
    ("the patient", "", []),
    ("a brace because it helps", "", ["brace"]),
    ("a brace for", "", ["brace"]),
    ("norco #120 to #60", MODIFIED, ["norco #120"]),
    ("norco #120 from 120 to 60", MODIFIED, ["norco #120"]),
    ("home aide 12 hours a day to home aide 6 hours a day", MODIFIED, ["home aide 12 hours a day"]),
    ("home aide 12 hours a day to home aide 6 hours a day", APPROVED, ["home aide 12 hours a day to home aide 6 hours a day"]),
    ("12", "", []),
    (" , ; ", "", []),
    ("", "", []),
]


@pytest.mark.parametrize(("text", "decision", "expected"), NAMED)
def test_named(text: str, decision: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in ITEMS.named(text, 0, len(text), decision)] == expected


@pytest.mark.parametrize(
    ("sentence", "decision", "expected"),
    [
        ("did not certify a brace or a cane", DENIED, ["brace", "cane"]),
        ("did not certify a brace or a cane", APPROVED, ["brace or a cane"]),
        ("denied a brace or a cane", DENIED, ["brace or a cane"]),
        ("did not certify a brace nor a cane", APPROVED, ["brace", "cane"]),
    ],
)
def test_alternatives(sentence: str, decision: str, expected: list[str]) -> None:
    """ "Or" joins two items where the sentence says of neither that it was allowed."""
    start = sentence.index("a brace")
    found = ITEMS.named(sentence, start, len(sentence), decision, 0)
    assert [sentence[first:last] for first, last in found] == expected


@pytest.mark.parametrize(
    ("words", "generic"),
    [
        *[(words, True) for words in ("the request", "the patient", "the treatment", "requested services", "it")],
        *[(words, False) for words in ("a brace", "requested medication")],
    ],
)
def test_is_generic(words: str, generic: bool) -> None:
    assert ITEMS.is_generic(words, 0, len(words)) is generic
    assert ITEMS.items(words, 0, len(words)), "it is an item nevertheless"


# text, offset at which the sentence begins, heading of the item, what is found
MENTIONED = [
    ("he has a brace for the knee.", 0, "lumbar brace", "brace"),
    ("he takes ms contin daily.", 0, "ms contin 15 mg", "ms contin"),
    ("her home health aide helps", 0, "home health aide 4 hours", "home health aide"),
    ("he braces himself.", 0, "brace", None),
    ("he has a cane.", 0, "lumbar brace", None),
    ("it is so.", 0, "a b", None),
]


@pytest.mark.parametrize(("text", "sentence", "item", "expected"), MENTIONED, ids=[row[0] for row in MENTIONED])
def test_mentioned(text: str, sentence: int, item: str, expected: str | None) -> None:
    place = ITEMS.mentioned(text, 0, sentence, len(text), item)
    assert (None if place is None else text[slice(*place)]) == expected


def test_mentioned_in_the_sentence_or_last_before_it() -> None:
    text = "a brace. his brace. then it was so. a brace."
    sentence = text.index("then")
    assert ITEMS.mentioned(text, 0, sentence, len(text), "brace") == (text.rindex("brace"), len(text) - 1)
    assert ITEMS.mentioned(text, 0, sentence, len(text) - 9, "brace") == (text.index("his ") + 4, text.index("his ") + 9)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("the doctor wrote that a brace", [], "a brace"),
        ("per ur of 3/4/15, a brace", [(4, 6), (10, 16)], "a brace"),
        ("but the brace; and a cane", [], "a cane"),
        ("a brace", [], "a brace"),
    ],
)
def test_clause_start(text: str, names: list[tuple[int, int]], expected: str) -> None:
    assert text[ITEMS.clause_start(text, 0, len(text), names) :].strip() == expected


# text after the decision and its item, whether another item follows, what was left, what is read on
ALLOWED = [
    (" to #30", False, "#30", ""),
    (" from #60 to #30", False, "#30", ""),
    (" to #30 and soma", True, "#30", " and soma"),
    (" to #30 and soma", False, "#30 and soma", ""),
    (" to #60 and the celebrex to #30", False, "#60", " and the celebrex to #30"),
    (" to allow six visits only", False, "six visits", " only"),
    (" to a one month rental due to pain", False, "a one month rental", " due to pain"),
    (" with six visits certified", False, "six visits", ""),
    (" by ur", False, None, None),
    (" to ,", False, None, None),
]


@pytest.mark.parametrize(("text", "another", "left", "rest"), ALLOWED, ids=[f"{row[0]}-{row[1]}" for row in ALLOWED])
def test_allowed(text: str, another: bool, left: str | None, rest: str | None) -> None:
    found = ITEMS.allowed(text, 0, len(text), another)
    assert ((None, None) if found is None else (text[slice(*found[0])], text[found[1] :])) == (left, rest)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *[(text, True) for text in ("6 visits", "the remaining #30", "four", "#60")],
        *[(text, False) for text in ("a brace", "six visits of therapy")],
    ],
)
def test_is_amount(text: str, amount: bool) -> None:
    assert ITEMS.is_amount(text, 0, len(text)) is amount


@pytest.mark.parametrize(
    ("text", "expected"), [("a brace and the ,", "a brace and the"), ("a brace for.", "a brace"), (" ;", "")]
)
def test_trimmed(text: str, expected: str) -> None:
    assert text[: ITEMS.trimmed(text, 0, len(text))] == expected


def test_reasons() -> None:
    text = "a brace because it is new, a cane due to a fall"
    assert [text[start:].split()[0] for start in ITEMS.reasons(text, 0, len(text))] == ["because", "due"]
    assert list(ITEMS.reasons(text, 0, text.index(" because"))) == []
