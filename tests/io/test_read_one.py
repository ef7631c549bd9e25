"""`imr_nlp.read`: one letter, whatever it is given as."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

import imr_nlp
from imr_nlp.errors import ReadError
from imr_nlp.io import letter
from pdfs import scan_pdf, text_pdf

PATH = Path(__file__).parents[2] / "corpus" / "letters" / "a01.txt"
TEXT = PATH.read_text("utf8")


@pytest.mark.parametrize("given", [TEXT, PATH, str(PATH), TEXT.replace("\n", " ")], ids=["text", "Path", "name", "one line"])
def test_text_or_file(nlp: Language, given: str | Path) -> None:
    text = given if isinstance(given, str) and given != str(PATH) else TEXT
    assert imr_nlp.read(given) == nlp(text)._.imr


def test_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a01.pdf"
    lines = TEXT.splitlines()
    path.write_bytes(text_pdf(*("\n".join(lines[start : start + 50]) for start in range(0, len(lines), 50))))
    record = imr_nlp.read(path)
    assert [(issue.text, issue.decision) for issue in record.issues] == [
        ("120 tablets of Norco 10/325 mg with 2 refills", "upheld"),
        ("60 Flexeril 10mg", "upheld"),
    ]


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        (TEXT.encode(), TypeError, r"\[E072\] .*but bytes\. Give a string or Path; decode bytes"),
        (None, TypeError, r"\[E072\] .*but NoneType\."),
        (7, TypeError, r"\[E072\] .*but int\."),
        (["a.txt"], TypeError, r"\[E072\] .*but list\."),
        (".", ReadError, r"\[E073\] \.: a folder\. Name one letter in it, or .*imr_nlp\.extract"),
        (PATH.parent, ReadError, r"\[E073\] .*letters: a folder"),
        ("no/such/letter.pdf", ReadError, r"\[E009\] no such file or folder: no/such/letter\.pdf"),
        ("Norco #60: Upheld", ReadError, r"\[E009\] no such file or folder: Norco #60: Upheld"),
        ("", ReadError, r"\[E011\] the text: empty"),
        (" \n ", ReadError, r"\[E011\] the text: empty"),
    ],
)
def test_what_is_no_letter(given: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        imr_nlp.read(given)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("a.txt", b"", "E011"), ("a.txt", bytes(range(256)), "E012"), ("a.pdf", b"<html>", "E021"), ("b.pdf", scan_pdf(), "E037")],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=f"{name}: ") as caught:
        imr_nlp.read(tmp_path / name)
    assert caught.value.code == code


def test_unknown_form_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    path.write_text("Minutes of the meeting.")
    with pytest.warns(UserWarning, match=r"\[W003\] 1 of 1 letters .*minutes\.txt") as warned:
        assert imr_nlp.read(path).form == "unknown"
    assert warned[0].filename == __file__


def test_docstring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PATH.parents[2])
    assert doctest.testmod(letter) == (0, 3)
