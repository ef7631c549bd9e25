"""What may not be shown."""

from __future__ import annotations

import json

import pytest

from imr_nlp.text.harmless import HIDDEN, blanked, clean, complaint, escaped, json_text

SHOWN = [
    ("an escape sequence", "a\x1b[31mb", "a [31mb", r"a\x1b[31mb", "a\ufffd[31mb"),
    ("a C1 code", "a\x9bb", "a b", r"a\u009bb", "a\ufffdb"),
    ("a mark of direction", "a\u202eb", "a b", r"a\u202eb", "a\ufffdb"),
    ("a joiner", "a\u200bb", "a b", r"a\u200bb", "a\ufffdb"),
    ("half a surrogate pair", "a\ud800b", "a b", r"a\ud800b", "a\ufffdb"),
    ("a line end", "a\nb", "a b", r"a\x0ab", "a\nb"),
    ("beyond ASCII", "caf\u00e9 \u4e2d", "caf\u00e9 \u4e2d", "caf\u00e9 \u4e2d", "caf\u00e9 \u4e2d"),
    ("nothing", "", "", "", ""),
]


@pytest.mark.parametrize(("text", "blank", "escape", "replaced"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_shown(text: str, blank: str, escape: str, replaced: str) -> None:
    assert (blanked(text), escaped(text), clean(text)) == (blank, escape, replaced)
    assert len(clean(text)) == len(text) == len(blanked(text))
    assert complaint(text) == f"imr-nlp: {escape}"


def test_nothing_hidden_is_shown() -> None:
    text = "".join(map(chr, HIDDEN))
    assert escaped(text).isprintable()
    assert blanked(text).strip() == ""
    assert set(clean(text)) == {"\ufffd", "\t", "\n", "\r"}


@pytest.mark.parametrize("indent", [None, 2])
def test_json_text(indent: int | None) -> None:
    value = {"text": "".join(map(chr, HIDDEN)) + 'caf\u00e9 "\\', "list": [1, None]}
    shown = json_text(value, indent)
    assert json.loads(shown) == value
    assert "caf\u00e9" in shown
    assert all(line.isprintable() for line in shown.split("\n"))
    assert ("\n" in shown) is (indent is not None)
