"""`imr-nlp show` and `extract` with all that they take: folders, databases, standard input, patterns, .docx."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from imr_nlp import cli
from imr_nlp.io.run import options as options_module
from imr_nlp.record.models import Determination, Header
from imr_nlp.show import line
from test_cli import LETTER

UNKNOWN = "Soup of the day: leek."
pytestmark = pytest.mark.usefixtures("no_processes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "letters"
    path.mkdir()
    for number in range(2):
        (path / f"{number}.txt").write_text(LETTER.replace("9911001", f"991100{number}"), "utf8")
    (path / "menu.txt").write_text(UNKNOWN, "utf8")
    (path / "notes.rtf").write_text("not a letter", "utf8")
    return path


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf8"))


# show


def test_folder_is_a_line_a_letter(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"CM16-9911000   2016-04-01  final determination       partially overturned    2 items  {folder}/0.txt",
        f"CM16-9911001   2016-04-01  final determination       partially overturned    2 items  {folder}/1.txt",
        f"-              -           unknown                   -                       0 items  {folder}/menu.txt",
    ]


def test_letters_of_a_database(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "letters.db"
    assert cli.main(["extract", str(folder), "--to", str(target), "--workers", "1"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("imr-nlp: [W010] passed over") and "1 .rtf" in told[0]
    assert told[1].startswith("imr-nlp: [W003] 1 of 3 letters")
    assert told[2] == "3 letters, 4 issues: 2 upheld, 2 overturned; 1 of unknown form, 0 duplicates, 0 errors"
    assert cli.main(["show", str(target)]) == 0
    assert [row.split()[0] for row in capsys.readouterr().out.splitlines()] == ["CM16-9911000", "CM16-9911001", "-"]
    assert cli.main(["show", str(folder / "1.txt")]) == 0
    from_file = capsys.readouterr().out
    assert cli.main(["show", str(target), "CM16-9911001"]) == 0
    assert capsys.readouterr().out.partition("\n")[2] == from_file
    assert cli.main(["show", "--json", str(target), str(folder / "1.txt")]) == 0
    assert json.loads(capsys.readouterr().out)["header"]["case_number"] == "CM16-9911001"
    assert cli.main(["show", str(target), "CM16-0000000"]) == 1
    assert "[E108]" in capsys.readouterr().err


def test_line_shows_nothing_raw() -> None:
    shown = line("a\x1b[2J\u202e.txt", Determination("final_determination", header=Header("CM\x9b1")))
    assert shown.rstrip("\n").isprintable() and shown.endswith(r"a\x1b[2J\u202e.txt" + "\n")


@pytest.mark.parametrize("command", [["show", "--json", "-"], ["extract", "-", "--workers", "1"]], ids=["show", "extract"])
def test_standard_input(command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given(monkeypatch, LETTER.encode("utf-16"))
    assert cli.main(command) == 0
    assert json.loads(capsys.readouterr().out)["header"]["case_number"] == "CM16-9911001"


def test_standard_input_has_limits(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given(monkeypatch, b"x" * 2_000)
    assert cli.main(["extract", "-", "--workers", "1", "--size-limit", "0.001"]) == 1
    assert "[E024] -: more than the 1,000 bytes" in capsys.readouterr().err


# patterns and pipelines


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file with a drug that none of the package has."""
    path = tmp_path / "own.jsonl"
    row = {"label": "DRUG", "id": "zyxamol", "terms": ["Zyxamol"], "ingredients": ["zyxamol"], "drug_class": "opioids"}
    path.write_text(json.dumps(row) + "\n", "utf8")
    return path


@pytest.mark.parametrize("command", ["show", "extract"])
def test_patterns_of_ones_own(command: str, rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(LETTER.replace("Soma 350mg", "Zyxamol 350mg"), "utf8")
    options = ["--json"] if command == "show" else ["--workers", "1"]
    drugs = []
    for more in ([], ["--patterns", str(rows)]):
        assert cli.main([command, str(letter), *options, *more]) == 0
        record = json.loads(capsys.readouterr().out)
        drugs.append([one["ingredients"] for issue in record["issues"] for one in issue["medications"]])
    assert drugs == [[[]], [["zyxamol"]]]


def test_patterns_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter, rows = tmp_path / "letter.txt", tmp_path / "own.jsonl"
    letter.write_text(LETTER, "utf8")
    rows.write_text('{"label": "DRUGS", "id": "a", "terms": ["a"]}\n', "utf8")
    for arguments in (["show", str(letter)], ["extract", str(letter), "--workers", "1"], ["view", str(letter)]):
        assert cli.main([*arguments, "--patterns", str(rows)]) == 2
        assert "own.jsonl:1" in (told := capsys.readouterr().err) and "[E002]" in told
        assert len(told.splitlines()) == 1


def test_run_is_gone_on_with_under_the_same_patterns(rows: Path, folder: Path, tmp_path: Path) -> None:
    command = ["extract", str(folder), "--to", str(tmp_path / "letters.db"), "--workers", "1"]
    assert cli.main(command) == 0
    assert cli.main([*command, "--resume", "--patterns", str(rows)]) == 2
    assert cli.main([*command, "--overwrite", "--patterns", str(rows)]) == 0
    assert cli.main([*command, "--resume", "--patterns", str(rows)]) == 0
    stored = (tmp_path / "letters.db").read_bytes()
    for missing in ("no_such.jsonl", str(folder / "menu.txt")):
        assert cli.main([*command, "--overwrite", "--patterns", missing]) == 2
    assert (tmp_path / "letters.db").read_bytes() == stored


def test_show_with_a_pipeline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", str(folder / "0.txt"), "--model", "no_such_model"]) == 2
    assert "[E055]" in capsys.readouterr().err


# what failed, and what is missing


@pytest.mark.parametrize("ending", [".db", ".jsonl"])
def test_retry_failed(ending: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "0.txt").rename(tmp_path / "later")
    (folder / "0.txt").write_bytes(b"")
    command = ["extract", str(folder), str(tmp_path / "missing"), "--to", str(tmp_path / f"letters{ending}"), "--workers", "1"]
    assert cli.main(command) == 1
    assert "0 duplicates, 2 errors" in capsys.readouterr().err
    (tmp_path / "later").replace(folder / "0.txt")
    if ending == ".jsonl":
        assert cli.main([*command, "--retry-failed"]) == 2
        assert "[E107]" in capsys.readouterr().err
        return
    assert cli.main([*command, "--resume"]) == 1
    assert "0 duplicates, 2 errors" in capsys.readouterr().err
    assert cli.main([*command, "--retry-failed"]) == 1
    assert "3 letters, 4 issues: 2 upheld, 2 overturned; 1 of unknown form, 0 duplicates, 1 errors" in capsys.readouterr().err


def test_missing_extra_is_stated_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(options_module, "find_spec", lambda name: None)
    for number in range(3):
        (folder / f"{number}.docx").write_bytes(b"PK")
    for more in ([], ["--to", str(tmp_path / "letters.db")]):
        assert cli.main(["extract", str(folder), *more]) == 2
        shown = capsys.readouterr()
        assert shown.out == "" and len(shown.err.splitlines()) == 1
        assert all(word in shown.err for word in ("[E102]", "0.docx", "python-docx", "imr_nlp[docx]"))
    assert not (tmp_path / "letters.db").exists()


@pytest.mark.skipif(importlib.util.find_spec("docx") is None, reason="needs python-docx")
def test_word_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import docx

    document = docx.Document()
    head, _, rest = LETTER.partition("HOW THE IMR")
    table = document.add_table(rows=0, cols=2)
    for row in head.splitlines():
        cells = table.add_row().cells
        cells[0].text, _, cells[1].text = row.partition(": ")
        cells[0].text += ":"
    for paragraph in f"HOW THE IMR{rest}".splitlines():
        document.add_paragraph(paragraph)
    document.save(str(tmp_path / "letter.docx"))
    assert cli.main(["show", "--json", str(tmp_path / "letter.docx")]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["header"]["case_number"] == "CM16-9911001" and record["header"]["decision_date"] == "2016-04-01"
    assert [issue["decision"] for issue in record["issues"]] == ["upheld", "overturned"]
    data = (tmp_path / "letter.docx").read_bytes()
    for number, bad in enumerate((data[:-100], data.replace(b"document.xml", b"document.xm_"), b"PK\x03\x04")):
        (tmp_path / f"{number}.docx").write_bytes(bad)
        assert cli.main(["show", str(tmp_path / f"{number}.docx")]) == 1
        assert "[E026]" in capsys.readouterr().err


# standard output


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full disk here")
@pytest.mark.parametrize("command", [["show"], ["show", "--json"], ["extract", "--workers", "1"], ["dictionary"], ["view"]])
def test_full_standard_output_is_one_line(command: list[str], folder: Path) -> None:
    arguments = [*command, *([str(folder / "0.txt")] if command[0] != "dictionary" else [])]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "imr_nlp", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, timeout=120
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1:] == ["imr-nlp: [E014] standard output: cannot be written (No space left on device)."]
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr
