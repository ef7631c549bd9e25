"""Messages: each has a code of its own, and is used."""

from __future__ import annotations

import ast
from pathlib import Path

import imr_nlp
from imr_nlp.errors import Errors

PACKAGE = Path(imr_nlp.__file__).parent
(CODES,) = (
    [name.id for line in node.body if isinstance(line, ast.Assign) for name in line.targets if isinstance(name, ast.Name)]
    for node in ast.parse((PACKAGE / "errors.py").read_text("utf8")).body
    if isinstance(node, ast.ClassDef) and node.name == "Errors"
)


def test_no_code_stands_twice() -> None:
    assert sorted(CODES) == sorted(set(CODES))


def test_messages_begin_with_their_code() -> None:
    assert [code for code in CODES if not getattr(Errors, code).startswith(f"[{code}] ")] == []


def test_every_message_is_used() -> None:
    sources = " ".join(path.read_text("utf8") for path in PACKAGE.rglob("*.py"))
    assert [code for code in CODES if f"Errors.{code}" not in sources] == []
