"""What is read otherwise than it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from imr_nlp.text.characters import fold
from imr_nlp.text.edits import Edit, applied, further_letters, merged, store, stored, touches

MERGED = [
    ("in order", [Edit(4, 6), Edit(0, 2)], [Edit(0, 2), Edit(4, 6)]),
    ("side by side", [Edit(0, 2), Edit(2, 4)], [Edit(0, 2), Edit(2, 4)]),
    ("one covers the other", [Edit(0, 6, "a"), Edit(2, 3, "b")], [Edit(0, 6, "a")]),
    ("the later one", [Edit(0, 4, "a"), Edit(2, 6, "b")], [Edit(2, 6, "b")]),
    ("the later one stands in front", [Edit(2, 6, "b"), Edit(0, 4, "a")], [Edit(0, 4, "a")]),
    ("none", [], []),
]


@pytest.mark.parametrize(("edits", "expected"), [row[1:] for row in MERGED], ids=[row[0] for row in MERGED])
def test_merged(edits: list[Edit], expected: list[Edit]) -> None:
    assert merged(edits) == expected


APPLIED = [
    ("another word", "She is Uphe1d now", [Edit(7, 13, "Upheld")], "She is Upheld now"),
    ("left out", "She is 17 well", [Edit(7, 9)], "She is well"),
    ("left out at the beginning", "17 She is well", [Edit(0, 2)], "She is well"),
    ("left out at the end", "She is well 17", [Edit(12, 14)], "She is well "),
    ("all of it", "She", [Edit(0, 3)], ""),
    ("no blank twice", "a b c", [Edit(2, 3, " x ")], "a x c"),
    ("a blank that was not there", "abc", [Edit(1, 2, " x ")], "a x c"),
    ("longer", "a b", [Edit(0, 1, "several words")], "several words b"),
    ("two", "a b c", [Edit(0, 1, "x"), Edit(4, 5, "y")], "x b y"),
    ("over a line end", "a\n\nb c", [Edit(0, 4, "ab")], "ab c"),
    ("nothing", "a  b", [], "a b"),
]


@pytest.mark.parametrize(("text", "edits", "expected"), [row[1:] for row in APPLIED], ids=[row[0] for row in APPLIED])
def test_applied(text: str, edits: list[Edit], expected: str) -> None:
    flat, origin = applied(fold(text), edits)
    assert flat == expected
    assert len(origin) == len(flat) and list(origin) == sorted(origin)
    for edit in edits:
        # Its words stand for the whole of its range.
        inside = [place for place in origin if edit.start <= place < edit.end]
        assert not edit.words.strip() or (inside[0], inside[-1]) == (edit.start, edit.end - 1)


def test_edits_keep_offsets() -> None:
    text = "Uphe1d  now\n4\nand here"
    edits = merged([Edit(12, 13), Edit(0, 6, "Upheld"), Edit(1, 3, "x")])
    flat, origin = applied(fold(text), edits)
    assert flat == "Upheld now and here"
    assert [text[place] for place in origin[7:]] == list("now\nand here")
    assert list(origin) == sorted(origin)


@given(text=st.text(alphabet="ab \n", max_size=20), data=st.data())
def test_applied_anywhere(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text)).flatmap(lambda start: st.tuples(st.just(start), st.integers(start, len(text))))
    found = data.draw(st.lists(st.tuples(places, st.sampled_from(["", "x", " xy "])), max_size=4))
    edits = merged(Edit(start, end, words) for (start, end), words in found if start < end)
    flat, origin = applied(fold(text), edits)
    assert len(flat) == len(origin)
    assert all(one <= other for one, other in pairwise(origin))
    assert all(0 <= place < len(text) for place in origin)


@pytest.mark.parametrize(
    ("start", "end", "touched"),
    [(0, 2, False), (0, 3, True), (3, 4, True), (4, 6, False), (7, 8, True), (8, 9, False), (0, 9, True)],
)
def test_touches(start: int, end: int, touched: bool) -> None:
    assert touches([Edit(2, 4), Edit(6, 8)], start, end) is touched
    assert not touches([], start, end)


def test_stored_on_a_doc() -> None:
    doc = spacy.blank("en")("She is well")
    assert (stored(doc), further_letters(doc)) == ([], [])
    store(doc, [Edit(0, 3, "He")], [7])
    other = Doc(doc.vocab).from_bytes(doc.to_bytes())
    for one in (doc, other):
        assert (stored(one), further_letters(one)) == ([Edit(0, 3, "He")], [7])
    store(doc, (), ())
    assert not doc.spans and stored(doc) == []
