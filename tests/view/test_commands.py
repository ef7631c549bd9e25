"""`imr-nlp view` and `imr-nlp report`: a page in a file or on stdout, a coded line for what cannot be."""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path

import pytest
from spacy.language import Language

from imr_nlp.cli import main
from imr_nlp.io.run.run import extract_to
from in_process import in_this_process

pytestmark = pytest.mark.usefixtures("no_processes")


@pytest.fixture(scope="module")
def database(nlp: Language, corpus_letters: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("commands") / "letters.db"
    with in_this_process(nlp):
        extract_to([str(path) for path in corpus_letters[:3]], str(path))
    return path


def test_view_of_a_file(corpus_letters: list[Path], tmp_path: Path) -> None:
    assert main(["view", str(corpus_letters[0]), "-o", str(tmp_path / "a.html")]) == 0
    assert "CM16-9900101" in (tmp_path / "a.html").read_text("utf8")


def test_view_of_a_letter_in_a_database(database: Path, corpus_letters: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", str(database), "CM16-9900101"]) == 0
    page = capsys.readouterr().out
    assert main(["view", str(corpus_letters[0])]) == 0
    assert page == capsys.readouterr().out


BAD = [(["no.txt"], 1, "E009"), (["{db}", "CM99-1"], 1, "E108"), (["{db}", "CM16-9900101"], 1, "E110")]


@pytest.mark.parametrize(("arguments", "status", "code"), BAD, ids=[row[2] for row in BAD])
def test_view_of_nothing(
    arguments: list[str], status: int, code: str, database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "a.db"
    copy.write_bytes(database.read_bytes())
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE letter_texts SET text = NULL")
    assert main(["view", *(argument.format(db=copy) for argument in arguments)]) == status
    assert code in capsys.readouterr().err


def test_a_page_never_replaces_what_it_is_made_of(corpus_letters: list[Path], tmp_path: Path) -> None:
    letter = tmp_path / "a.txt"
    letter.write_bytes(corpus_letters[0].read_bytes())
    assert main(["view", str(letter), "-o", str(letter)]) == 2
    assert letter.read_bytes() == corpus_letters[0].read_bytes()


@pytest.mark.skipif(importlib.util.find_spec("altair") is None, reason="the extra report is not installed")
def test_report(database: Path, tmp_path: Path) -> None:
    assert main(["report", str(database), "-o", str(tmp_path / "a.html")]) == 0
    assert "<strong>3</strong> letters" in (tmp_path / "a.html").read_text("utf8")
    assert main(["report", str(tmp_path / "no.db")]) == 1


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("127.0.0.1", False), ("localhost", False)])
def test_explore_warns_where_others_can_read(
    host: str, warned: bool, database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("imr_nlp.view.explorer.explore", lambda *_, **__: None)
    assert main(["explore", str(database), "--host", host]) == 0
    assert (f"[W005] listening on {host}:" in capsys.readouterr().err) == warned
