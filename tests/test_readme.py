"""The README's examples and the docstrings' do what they say."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from spacy.language import Language

from imr_nlp import cli
from in_process import in_this_process

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
READ = ("decoding", "files", "json_lines", "readers", "sources")


@pytest.mark.usefixtures("no_processes")
def test_python_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(README), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted >= 8
    assert result.failed == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a clone is after the set-up: the corpus, and the commands on the path."""
    path = tmp_path_factory.mktemp("clone")
    (path / "corpus").symlink_to(ROOT / "corpus")
    (path / ".venv" / "bin").mkdir(parents=True)
    for name, command in (("imr-nlp", "-m imr_nlp"), ("python", "")):
        script = path / ".venv" / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {command} "$@"\n')
        script.chmod(0o755)
    return path


def run(command: str, folder: Path) -> str:
    """Standard output and standard error of a command that succeeds, the latter first."""
    environment = {**os.environ, "COLUMNS": "100", "PATH": f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, encoding="utf8", timeout=180)
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


def run_here(command: str, folder: Path, nlp: Language, capsys: pytest.CaptureFixture[str]) -> str:
    """As `run`, of an `imr-nlp`, in this process."""
    name, *arguments = shlex.split(command)
    assert name == "imr-nlp"
    with pytest.MonkeyPatch.context() as patch, in_this_process(nlp):
        patch.chdir(folder)
        patch.setenv("COLUMNS", "100")
        status = cli.main(arguments)
    shown = capsys.readouterr()
    assert status == 0, shown.err
    return shown.err + shown.out


def same(shown: str, expected: str) -> bool:
    """Whether an output is as the README has it, where "..." stands for any words or lines."""
    pattern = ".*".join(re.escape(part.strip()) for part in expected.split("..."))
    return re.fullmatch(rf"\s*{pattern}\s*", shown, re.DOTALL) is not None


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README.read_text(encoding="utf8"), re.DOTALL | re.MULTILINE)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the commands are for a POSIX shell")
def test_commands(folder: Path, nlp: Language, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order in which they stand, since one uses what another wrote; the first as a new user has them run."""
    text = README.read_text(encoding="utf8")
    first, expected = re.findall(r"^```bash\n(.*?)^```\n\n```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[0]
    parts = first.strip().split(" && ")
    # Making an environment and installing are left out.
    assert [part.split()[0] for part in parts] == ["python3", ".venv/bin/pip", ".venv/bin/imr-nlp", ".venv/bin/imr-nlp"]
    assert same(run(" && ".join(parts[2:]), folder), expected)
    for name, row in re.findall(r"^```jsonl (\S+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        (folder / name).write_text(row, encoding="utf8")
    tried = 0
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            assert same(run_here(command, folder, nlp, capsys), expected), command
            tried += 1
    assert tried >= 9


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the commands are for a POSIX shell")
def test_commands_of_spacy(folder: Path) -> None:
    lines = [line for block in blocks("bash") for line in block.splitlines()]
    of_spacy = [line for line in lines if line.startswith("python -m spacy")]
    assert len(of_spacy) == 2 and lines[-1].endswith(".venv/bin/python -m pytest -q -n 2 --dist loadfile")
    for line in of_spacy:
        run(line, folder)


@pytest.mark.usefixtures("no_processes")
def test_data_frames(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pandas", reason="the extra pandas is not installed")
    monkeypatch.chdir(ROOT)
    code = next(block for block in blocks("python") if "to_frame" in block)
    exec(compile(code, "README.md", "exec"), {})
    assert "opioids" in capsys.readouterr().out


def test_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf8").splitlines()) <= 250


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize(
    "module",
    ["imr_nlp", "imr_nlp.view.text", "imr_nlp.io", *(f"imr_nlp.io.read.{name}" for name in READ)],
)
def test_docstrings(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0
