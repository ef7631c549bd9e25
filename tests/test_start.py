"""The program in a folder from anywhere, stopped before it has begun, or begun on standard input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

LETTER = "IMR ISSUES, DECISIONS AND RATIONALES\nSoma 350mg #60: Upheld\n"
# Modules that Python, multiprocessing, spaCy and this package import, at different times.
MODULES = ("pickle", "threading", "zipfile", "zlib", "socket", "tempfile", "csv", "random", "numpy", "spacy", "srsly")
SCRIPT = Path(sys.executable).with_name("imr-nlp")
pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Letters, and beside them modules that leave a mark and end the process that imports them."""
    for name in MODULES:
        mark = tmp_path / f"{name} was imported"
        (tmp_path / f"{name}.py").write_text(f"open({str(mark)!r}, 'w')\nraise SystemExit(9)\n", "utf8")
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(LETTER, "utf8")
    return tmp_path


@pytest.mark.parametrize("command", [[str(SCRIPT)], [sys.executable, "-m", "imr_nlp"]], ids=["script", "module"])
def test_nothing_is_imported_from_a_folder_of_letters(folder: Path, command: list[str]) -> None:
    if not Path(command[0]).exists():
        pytest.skip("no console script beside this Python")
    done = subprocess.run([*command, "extract", ".", "--workers", "2"], cwd=folder, capture_output=True, timeout=120)
    assert [path.name for path in folder.iterdir() if "imported" in path.name] == []
    assert done.returncode == 0 and done.stdout.count(b'"form": "final_determination"') == 3


def test_program_on_standard_input(tmp_path: Path) -> None:
    """Its workers cannot import it, and need not."""
    program = f"import imr_nlp\nfor one in imr_nlp.extract([('a', {LETTER!r})], workers=1): print(one.record.form)"
    done = subprocess.run([sys.executable, "-"], input=program, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.returncode) == ("final_determination\n", 0), done.stderr


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
@pytest.mark.parametrize("module", ["spacy", "imr_nlp.cli", "imr_nlp.view.text"])
def test_early_interrupt(tmp_path: Path, module: str) -> None:
    """While modules are imported, before or after `main` has begun."""
    (tmp_path / "a.txt").write_text(LETTER, "utf8")
    program = f"""
import os, signal, sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.{signal.SIGINT.name})
sys.meta_path.insert(0, Interrupt())
sys.argv = ["imr-nlp", "show", "a.txt"]
from imr_nlp.cli import main
sys.exit(main())
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "imr-nlp: [E059] stopped.\n")
