"""The command line, the reading of files under it and the layout of `show`."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from spacy.language import Language

import imr_nlp
from imr_nlp import cli
from imr_nlp.errors import Errors, ReadError
from imr_nlp.io import read_letter
from imr_nlp.io.read import readers
from imr_nlp.io.write.dictionary import datasette_metadata
from imr_nlp.record.models import Citation, Determination, Issue
from imr_nlp.view.text import citation_text, summary
from pdfs import scan_pdf, text_pdf

LETTER = """Case Number: CM16-9911001
Date Assigned: 03/02/2016
Decision Date: 04/01/2016
HOW THE IMR FINAL DETERMINATION WAS MADE
State(s) of Licensure: Oregon, Nevada
Certification(s)/Specialty: Internal Medicine
CLINICAL CASE SUMMARY
A baker – aged 41 – burnt the patient’s forearm.
IMR ISSUES, DECISIONS AND RATIONALES
Retrospective MRI of the lumbar spine (DOS 1/5/16): Upheld
Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies.
MAXIMUS guideline: The Expert Reviewer did not base their decision on the MTUS. Decision based on Non-MTUS Citation
Official Disability Guidelines (ODG), Low Back, MRI.
Decision rationale: Nothing points to a lesion. The scan is not medically necessary.
Soma 350mg #90 was the original request. Soma 350mg #30 was authorized by the Claims Administrator. The remaining IMR
eligible portion of the original request, Soma 350mg #60 is: Overturned
Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.
MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Carisoprodol (Soma).
Decision rationale: The taper is half done. The tablets are medically necessary.
"""


@pytest.fixture(autouse=True)
def one_pipeline(nlp: Language, no_processes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imr_nlp, "load", lambda: nlp)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


# show


def test_show(letter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", str(letter)]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.splitlines() == [
        "Case       CM16-9911001 (final determination)",
        "Dates      assigned 2016-03-02; decision 2016-04-01",
        "Reviewer   Internal Medicine (licensed in Oregon, Nevada)",
        "Claimant   41",
        "",
        "  #  Decision    Item",
        "  1  Upheld      Retrospective MRI of the lumbar spine (DOS 1/5/16)",
        "     Category              diagnostic imaging (Imaging/Radiology)",
        "     Dates of service      2016-01-05 (retrospective)",
        "     Claims administrator  MTUS Low Back Complaints 2004: Special Studies",
        "     Reviewer              ODG Low Back: MRI",
        '     Conclusion            not medically necessary: "The scan is not medically necessary."',
        '     Reasons               no objective findings: "Nothing points to a lesion"',
        "",
        "  2  Overturned  Soma 350mg #60",
        "     Category              pharmaceutical (muscle relaxant)",
        "     Original request      Soma 350mg #90",
        "     Authorized            Soma 350mg #30",
        "     Claims administrator  nothing cited",
        "     Reviewer              MTUS Chronic Pain Medical Treatment 2009: Carisoprodol (Soma)",
        '     Conclusion            medically necessary: "The tablets are medically necessary."',
        '     Reasons               other support: "The taper is half done"',
    ]


@pytest.mark.parametrize("columns", [50, 57, 80, 132])
def test_show_keeps_to_the_terminal_width(
    letter: Path, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert cli.main(["show", str(letter)]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= columns
    assert "The scan is not medically necessary" in " ".join(shown.split())


def test_show_json_is_the_record(letter: Path, nlp: Language, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "--json", str(letter)]) == 0
    assert json.loads(capsys.readouterr().out) == nlp(LETTER)._.imr.to_dict()


def test_show_several_names_each(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing.txt"
    assert cli.main(["show", str(letter), str(missing), str(letter)]) == 1
    shown = capsys.readouterr()
    assert shown.out.splitlines().count(str(letter)) == 2
    assert "[E009]" in shown.err and str(missing) in shown.err


def test_show_of_what_is_no_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "menu.txt"
    path.write_text("Soup of the day: leek.", encoding="utf-8")
    assert cli.main(["show", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Case       number not found (unknown form)",
        "",
        "No disputed items found.",
    ]


def test_show_reads_a_pdf(tmp_path: Path, nlp: Language, capsys: pytest.CaptureFixture[str]) -> None:
    path, scan = tmp_path / "letter.PDF", tmp_path / "scan.pdf"
    path.write_bytes(text_pdf(LETTER))
    scan.write_bytes(scan_pdf())
    assert cli.main(["show", "--json", str(path), str(scan)]) == 1
    shown = capsys.readouterr()
    record = json.loads(shown.out)
    assert record["header"]["case_number"] == "CM16-9911001"
    assert [issue["decision"] for issue in record["issues"]] == ["upheld", "overturned"]
    assert shown.err.splitlines() == [f"imr-nlp: {Errors.E037.format(path=scan)}"]


# extract


def test_extract_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "letters"
    (folder / "b" / "c").mkdir(parents=True)
    names = ["a.txt", "b/c/d.TXT", "z.txt"]
    for number, name in enumerate(names):
        (folder / name).write_text(LETTER.replace("9911001", f"991100{number}"), encoding="utf-8")
    (folder / "notes.md").write_text("not a letter", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert cli.main(["extract", str(folder), "--to", str(out)]) == 0
    rows = lines(out.read_text(encoding="utf-8"))
    assert sorted(row["source"] for row in rows) == [str(folder / name) for name in names]
    assert sorted(row["header"]["case_number"] for row in rows) == ["CM16-9911000", "CM16-9911001", "CM16-9911002"]
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        f"imr-nlp: {Errors.W010.format(kinds='1 .md')}",
        "3 letters, 6 issues: 3 upheld, 3 overturned; 0 duplicates, 0 errors",
    ]


def test_extract_to_stdout_is_source_and_record(letter: Path, nlp: Language, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["extract", str(letter)]) == 0
    rows = lines(capsys.readouterr().out)
    assert rows == [{"source": str(letter), **nlp(LETTER)._.imr.to_dict()}]
    assert next(iter(rows[0])) == "source"


def test_extract_counts_letters_of_unknown_form(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("Minutes of the meeting.", encoding="utf-8")
    for target in ([], ["--to", str(tmp_path / "a.db")], ["--to", str(tmp_path / "a.csv")]):
        assert cli.main(["extract", str(letter), str(minutes), *target]) == 0
        *messages, total = capsys.readouterr().err.splitlines()
        assert messages == [f"imr-nlp: {Errors.W003.format(count=1, letters=2, sources=minutes)}"]
        rest = "0 duplicates, 0 errors" if target else "0 errors"
        assert total == f"2 letters, 2 issues: 1 upheld, 1 overturned; 1 of unknown form, {rest}"


def test_extract_one_table(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "reviewers.csv"
    assert cli.main(["extract", str(letter), "--to", str(out), "--table", "specialties"]) == 0
    titles, row = out.read_text("utf-8-sig").splitlines()
    assert titles.startswith("source,id,letter_id,specialty") and row.startswith(f"{letter},1,1,Internal Medicine")
    capsys.readouterr()
    for arguments, code in (
        (["--to", str(tmp_path / "a.csv"), "--table", "decisions"], "E074"),
        (["--to", str(tmp_path / "a.db"), "--table", "issues"], "E076"),
        (["--table", "issues"], "E057"),
        (["--no-text"], "E057"),
    ):
        assert cli.main(["extract", str(letter), *arguments]) == 2
        assert f"[{code}]" in capsys.readouterr().err


def test_extract_without_the_text(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_text, without = tmp_path / "a.db", tmp_path / "b.db"
    assert cli.main(["extract", str(letter), "--to", str(with_text)]) == 0
    assert cli.main(["extract", str(letter), "--to", str(without), "--no-text"]) == 0
    found = []
    for path in (with_text, without):
        with closing(sqlite3.connect(path)) as connection:
            found += connection.execute("SELECT text, summary IS NOT NULL FROM letter_texts").fetchall()
    assert found == [(LETTER, 1), (None, 1)]
    capsys.readouterr()
    # A database is whole either way.
    assert cli.main(["extract", str(letter), "--to", str(without), "--resume"]) == 2
    assert "[E044]" in capsys.readouterr().err


def test_dictionary_for_datasette(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dictionary", "--datasette", "folder/letters.db"]) == 0
    assert json.loads(capsys.readouterr().out) == datasette_metadata("letters")


def test_extract_goes_on_after_bad_files(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = {
        "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "[E012]"),
        "empty.txt": (b"", "[E011]"),
        "blank.txt": (b" \r\n\x0c\n", "[E011]"),
        "scan.txt": (b"%PDF-1.7\n1 0 obj << >> endobj\n", "[E035]"),
        "half.txt": ("Case Number".encode("utf-16") + b"\x00", "[E039]"),
        "page.pdf": (b"<html><title>404 Not Found</title></html>", "[E021]"),
    }
    paths = [tmp_path / name for name in bad]
    for path, (data, _) in zip(paths, bad.values(), strict=True):
        path.write_bytes(data)
    empty_folder = tmp_path / "nothing"
    empty_folder.mkdir()
    missing = tmp_path / "missing.txt"
    assert cli.main(["extract", *map(str, paths), str(missing), str(empty_folder), str(letter)]) == 1
    shown = capsys.readouterr()
    assert [row["source"] for row in lines(shown.out)] == [str(letter)]
    *messages, total = shown.err.splitlines()
    codes = [code for _, code in bad.values()] + ["[E009]", "[E010]"]
    for message, path, code in zip(messages, [*paths, missing, empty_folder], codes, strict=True):
        assert str(path) in message and code in message
    assert total == "1 letters, 2 issues: 1 upheld, 1 overturned; 8 errors"


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_extract_without_permission(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked, closed = tmp_path / "locked.txt", tmp_path / "closed"
    locked.write_text(LETTER, encoding="utf-8")
    locked.chmod(0)
    closed.mkdir()
    closed.chmod(0)
    try:
        assert cli.main(["extract", str(locked), str(closed), str(letter)]) == 1
    finally:
        closed.chmod(0o700)
    shown = capsys.readouterr()
    assert len(lines(shown.out)) == 1
    assert str(locked) in shown.err and str(closed) in shown.err and "2 errors" in shown.err


def test_locked_file_says_why(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_file(path: Path, mode: str) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(readers, "open", open_file, raising=False)
    with pytest.raises(ReadError, match=r"\[E008\] .*letter\.txt: .*Permission denied"):
        read_letter(letter)


def test_output_that_cannot_be_written(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "no_such_folder" / "out.jsonl"
    assert cli.main(["extract", str(letter), "--to", str(out)]) == 2
    assert "[E014]" in (message := capsys.readouterr().err) and str(out) in message


@pytest.mark.parametrize(
    "arguments",
    [[], ["extract"], ["show"], ["print", "x"], ["extract", "x", "--fast"], ["extract", "x", "--workers", "0"]],
    ids=["no command", "extract nothing", "show nothing", "unknown command", "unknown option", "no workers"],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert "usage: imr-nlp" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"imr_nlp {imr_nlp.__version__}\n"


# reading


# layout


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (
            Citation("", 0, 0, "MTUS", "Low Back Complaints", None, (), 2004, ("Special Studies",), (), None),
            "MTUS Low Back Complaints 2004: Special Studies",
        ),
        (Citation("", 0, 0, "ODG", "Low Back", None, (), None, ("MRI",), (), None), "ODG Low Back: MRI"),
        (Citation("", 0, 0, "ODG", None, None, (), None, (), (), None), "ODG"),
        (
            Citation(
                "", 0, 0, "MTUS", "Chronic Pain", None, (), 2009, ("Opioids, dosing", "NSAIDs"), ((76, 80), (128, 128)), None
            ),
            "MTUS Chronic Pain 2009: Opioids, dosing / NSAIDs, pages 76-80, 128",
        ),
        (Citation("", 0, 0, "other", "Some Handbook, 3rd ed.", None, (), None, (), (), None), "Some Handbook, 3rd ed."),
        (Citation("as worded", 0, 9, "other", None, None, (), None, (), (), None), "as worded"),
    ],
    ids=["mtus", "odg", "source only", "sections and pages", "other", "nothing parsed"],
)
def test_citation_text(citation: Citation, text: str) -> None:
    assert citation_text(citation) == text


def test_summary_lets_no_control_character_through() -> None:
    record = Determination(form="unknown", issues=(Issue("Soma\x1b[31m #60", 0, 9, 1, "upheld"),))
    assert "\x1b" not in summary(record)
    assert "conclusion            not found" in summary(record).lower()


# as a process


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "imr_nlp", *arguments], capture_output=True, timeout=120, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
def test_process_with_a_terminal_that_is_not_utf8(letter: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = run("extract", str(letter), str(letter) + "x", env=environment)
    assert done.returncode == 1
    assert json.loads(done.stdout.decode("utf-8"))["source"] == str(letter)
    assert b"[E009]" in done.stderr and b"1 errors" in done.stderr


@pytest.mark.slow
def test_process_ends_quietly_when_its_reader_is_gone(tmp_path: Path) -> None:
    letters = tmp_path / "letters.jsonl"
    letters.write_text(f"{json.dumps({'text': LETTER})}\n" * 400, encoding="utf-8")
    command = [sys.executable, "-m", "imr_nlp", "extract", str(letters), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(timeout=120) == 141
    assert b"Traceback" not in errors and b"BrokenPipe" not in errors


def test_console_script_is_declared() -> None:
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="imr-nlp")
    assert script.load() is cli.main


def test_extract_does_not_write_over_its_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("A letter.", encoding="utf8")
    assert cli.main(["extract", str(path), "--to", str(path)]) == 2
    assert "E016" in capsys.readouterr().err
    assert path.read_text(encoding="utf8") == "A letter."


def test_extract_does_not_write_what_it_would_read_next_time(letter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a folder that is searched a .jsonl is a source, and so are the errors of any target but a database."""
    for name in ("records.jsonl", "records.csv"):
        assert cli.main(["extract", str(letter.parent), "--to", str(letter.parent / name)]) == 2
        assert "E016" in capsys.readouterr().err
    assert cli.main(["extract", str(letter.parent), "--to", str(letter.parent / "letters.db"), "--workers", "1"]) == 0


def test_extract_again_wants_to_be_stated_how(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["extract", str(letter), str(tmp_path / "missing.txt"), "--to", str(tmp_path / "letters.csv"), "--workers", "1"]
    assert cli.main(["extract", str(letter), "--resume"]) == 2
    assert "[E057]" in capsys.readouterr().err
    assert cli.main(command) == 1
    assert cli.main(command) == 2
    assert "--resume" in (message := capsys.readouterr().err) and "--overwrite" in message
    assert cli.main([*command, "--resume"]) == 1
    assert "is complete: nothing to do; 0 duplicates, 1 errors" in capsys.readouterr().err
    assert cli.main([*command, "--overwrite"]) == 1


def test_extract_with_a_pipeline_that_cannot_be_loaded(letter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["extract", str(letter), "--model", "no_such_model"]) == 2
    assert "[E055]" in capsys.readouterr().err


@pytest.mark.parametrize("before", [None, "an earlier target"])
@pytest.mark.parametrize("ending", [".db", ".jsonl"])
def test_mistyped_source_costs_no_target(
    ending: str, before: str | None, tmp_path: Path, letter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / f"letters{ending}"
    if before:
        assert cli.main(["extract", str(letter), "--to", str(target)]) == 0
    stored = target.read_bytes() if before else None
    assert cli.main(["extract", str(tmp_path / "nosuch"), "--to", str(target), "--overwrite"]) == 2
    assert "[E009]" in capsys.readouterr().err
    assert (target.read_bytes() if target.exists() else None) == stored
    assert {path.name for path in tmp_path.iterdir()} <= {letter.name, target.name, f"{target.name}.errors.jsonl"}
