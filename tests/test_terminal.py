"""What the commands have in common: standard input and output, and files that are written."""

from __future__ import annotations

import argparse
import io
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from imr_nlp import terminal
from imr_nlp.io.read.documents import Document


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Standard input has these bytes."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


@pytest.mark.parametrize(
    ("data", "limit", "kept"),
    [
        pytest.param(b"A letter.", None, b"A letter.", id="all of it"),
        pytest.param(b"A letter.", 9, b"A letter.", id="the limit, to the byte"),
        pytest.param(b"A letter.", 4, b"A let", id="one byte over, so that its reader sees it"),
        pytest.param(b"", None, b"", id="nothing"),
    ],
)
def test_standard_input_is_a_source(monkeypatch: pytest.MonkeyPatch, data: bytes, limit: int | None, kept: bytes) -> None:
    given(monkeypatch, data)
    with ExitStack() as stack:
        first, second = terminal.with_stdin(["a.txt", "-"], stack, limit)
        assert first == "a.txt"
        assert isinstance(second, Document) and second.source == "-" and second.path is not None
        path = Path(second.path)
        assert path.read_bytes() == kept
    assert not path.exists()


def test_standard_input_is_left_alone_where_it_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert terminal.with_stdin(["a.txt", "b-"], ExitStack()) == ["a.txt", "b-"]


@pytest.mark.parametrize(
    ("source", "target", "read"),
    [
        pytest.param("in", "in/out.jsonl", True, id="in the folder"),
        pytest.param("in", "in/deep/out.JSONL", True, id="deep in it"),
        pytest.param("in", "in/out.db", False, id="a database in it"),
        pytest.param("in", "in/out.SQLITE", False, id="a database in capitals"),
        pytest.param("in", "out.jsonl", False, id="beside it"),
        pytest.param("in", "in.jsonl", False, id="a name that begins like it"),
        pytest.param("in", "in/../out.jsonl", False, id="out of it again"),
        pytest.param("in", "linked/out.jsonl", True, id="through a link"),
        pytest.param("in/a.txt", "in/a.txt", True, id="the file"),
        pytest.param("in/a.txt", "linked/a.txt", True, id="the file by another path"),
        pytest.param("in/a.txt", "in/b.txt", False, id="another file"),
        pytest.param("in/a.txt", "-", False, id="standard output"),
        pytest.param("in/none.txt", "in/none.txt", False, id="no such source"),
    ],
)
def test_would_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, target: str, read: bool) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in/deep").mkdir(parents=True)
    Path("in/a.txt").touch()
    Path("in/b.txt").touch()
    Path("linked").symlink_to("in")
    assert terminal.would_be_read(source, target) is read


def test_output_takes_the_place_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before", "utf8")
    with terminal.output(str(path)) as file:
        file.write("caf\xe9\nhalf \ud83d")
        assert path.read_text("utf8") == "before"
    assert path.read_bytes() == "caf\xe9\nhalf \\ud83d".encode()


def test_output_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before", "utf8")
    with pytest.raises(KeyError), terminal.output(str(path)) as file:
        file.write("after")
        raise KeyError
    assert path.read_text("utf8") == "before"
    assert os.listdir(tmp_path) == ["out.txt"]


@pytest.mark.parametrize(
    ("own", "asked", "shown"),
    [
        pytest.param("ascii", None, b"caf? ?", id="as the terminal can"),
        pytest.param("utf-8", None, "caf\xe9 ?".encode(), id="half a character"),
        pytest.param("ascii", "utf-8", "caf\xe9 \\ud83d".encode(), id="JSON"),
    ],
)
def test_stdout(monkeypatch: pytest.MonkeyPatch, own: str, asked: str | None, shown: bytes) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, own))
    with terminal.stdout(asked) as out:
        out.write("caf\xe9 \ud83d")
        out.flush()
    assert raw.getvalue() == shown


def test_stdout_that_has_no_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = io.StringIO()
    monkeypatch.setattr(sys, "stdout", plain)
    with terminal.stdout("utf-8") as out:
        out.write("caf\xe9")
    assert plain.getvalue() == "caf\xe9"


def test_complaint_is_one_harmless_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.complain("no file\n\x1b[2J")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "imr-nlp: no file\\x0a\\x1b[2J\n")


@pytest.mark.parametrize("model", ["no_such_package", "./no/folder"])
def test_unusable_pipeline(model: str) -> None:
    with pytest.raises(terminal.UnusablePipeline, match=r"\[E055\]") as raised:
        terminal.load_pipeline(argparse.Namespace(model=model, patterns=[]))
    assert model in str(raised.value)
