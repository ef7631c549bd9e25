"""Files that are written whole, through no link, by one run at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from imr_nlp.errors import WriteError
from imr_nlp.io.run.run import Options, extract_to
from imr_nlp.io.write.files import locked, replaced

LETTERS = [("a", "IMR ISSUES, DECISIONS AND RATIONALES\nSoma 350mg #60: Upheld")]
ONE = Options(workers=1)
pytestmark = pytest.mark.usefixtures("no_processes")


def test_replaced_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("before")
    with replaced(path) as file:
        file.write(b"after")
        assert path.read_text() == "before"
    assert path.read_text() == "after"
    with pytest.raises(ZeroDivisionError), replaced(path) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert path.read_text() == "after" and os.listdir(tmp_path) == ["out"]


def test_part_of_a_killed_run_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "out.part").write_text("left over, and longer")
    with replaced(tmp_path / "out") as file:
        file.write(b"whole")
    assert (tmp_path / "out").read_text() == "whole" and os.listdir(tmp_path) == ["out"]


def test_part_is_created_exclusively(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody puts a link there between the look and the opening."""
    other = tmp_path / "other"
    other.write_text("somebody's own")
    (tmp_path / "out.part").symlink_to(other)
    monkeypatch.setattr(Path, "unlink", lambda path, missing_ok=False: None)
    with pytest.raises(WriteError, match=r"\[E014\].*File exists"), replaced(tmp_path / "out") as file:
        file.write(b"lost")
    assert other.read_text() == "somebody's own"


def test_lock(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    hold = (
        "import sys, time; from pathlib import Path; from imr_nlp.io.write.files import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        with pytest.raises(WriteError, match=r"\[E100\].*another run"), locked(path):
            pass
        process.kill()
    assert (tmp_path / "out.db.lock").exists()
    with locked(path):  # a killed run keeps nothing
        pass
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("flag", ["resume", "overwrite"])
@pytest.mark.parametrize("ending", [".db", ".jsonl"])
def test_a_target_that_is_being_written_is_refused(tmp_path: Path, ending: str, flag: str) -> None:
    target = tmp_path / f"out{ending}"
    extract_to(LETTERS, target, options=ONE)
    before = target.read_bytes()
    with locked(target), pytest.raises(WriteError, match="E100"):
        extract_to(LETTERS, target, options=ONE, **{flag: True})
    assert target.read_bytes() == before


def test_journal_that_is_a_link(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    (tmp_path / "out.jsonl.journal").symlink_to(other)
    with pytest.raises(WriteError, match=r"\[E014\].*a link"):
        extract_to(LETTERS, tmp_path / "out.jsonl", overwrite=True, options=ONE)
    assert not other.exists()
