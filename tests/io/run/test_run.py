"""Whole runs: order, failures, resuming, duplicates, signals, and the ways to start one."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import imr_nlp
from bad_files import LIMIT
from imr_nlp.errors import WorkerError, WriteError
from imr_nlp.io.read.documents import Document, Limits
from imr_nlp.io.run import run as module
from imr_nlp.io.run.run import Options, Progress, extract, extract_to
from imr_nlp.io.run.worker import ReadLetters
from in_process import in_order

LETTER = """Case Number: CM16-9912001
IMR ISSUES, DECISIONS AND RATIONALES
Soma 350mg #60: {decision}
Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.
MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Carisoprodol (Soma).
Decision rationale: {rationale} The tablets are medically necessary.
"""
ONE, TWO = Options(workers=1), Options(workers=2)


def letter(number: int, rationale: str = "The taper is half done.") -> str:
    text = LETTER.format(decision="Overturned", rationale=rationale)
    return text.replace("9912001", f"991{number:04}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty letters, two of them twice, and two files that cannot be read."""
    path = tmp_path / "letters"
    path.mkdir()
    for number in range(40):
        (path / f"{number:02}.txt").write_text(letter(number, f"Visit {number}."), "utf8")
    (path / "05 again.txt").write_text(letter(5, "Typed anew."), "utf8")
    (path / "39 same.txt").write_text(
        letter(39, "Visit 39.").replace("\n", "\r\n").replace("Case Number: CM16-9910039", ""), "utf8"
    )
    (path / "39 same again.txt").write_text((path / "39 same.txt").read_text("utf8"), "utf8")
    (path / "17 empty.txt").write_text("", "utf8")
    (path / "99 binary.txt").write_bytes(bytes(range(256)))
    return path


def dump(target: Path) -> list[str]:
    """The content of a target; a full-text index by what it finds."""
    if target.suffix != ".db":
        return [path.read_text("utf8") for path in (target, Path(f"{target}.errors.jsonl"))]
    with sqlite3.connect(target) as connection:
        return [line for line in connection.iterdump() if "issue_search" not in line] + [
            str(connection.execute("SELECT rowid FROM issue_search WHERE issue_search MATCH 'taper OR visit'").fetchall())
        ]


# extract


@pytest.mark.slow
def test_extract_gives_records_and_failures_in_order(tmp_path: Path, nlp: Language) -> None:
    (tmp_path / "b.txt").write_text(letter(2), "utf8")
    bins = DocBin(docs=[nlp.make_doc(letter(3)), nlp.make_doc(letter(4))])
    bins.to_disk(tmp_path / "c.spacy")
    given = [letter(0), ("one", letter(1)), tmp_path / "b.txt", "missing.txt", str(tmp_path / "*.spacy"), ("five", letter(5))]
    found = list(imr_nlp.extract(given, workers=2))
    spacy_file = str(tmp_path / "c.spacy")
    assert [extraction.source for extraction in found] == [
        *("0", "one", str(tmp_path / "b.txt"), "missing.txt", f"{spacy_file}#0", f"{spacy_file}#1", "five")
    ]
    assert [extraction.failure and extraction.failure.code for extraction in found] == [None] * 3 + ["E009"] + [None] * 3
    records = [extraction.record for extraction in found if extraction.record]
    assert records == [nlp(letter(number))._.imr for number in range(6)]


@pytest.mark.usefixtures("no_processes")
def test_letters_of_unknown_form_are_counted_and_warned_of() -> None:
    given = [("a", letter(0)), *((name, f"Minutes of the meeting {name}.") for name in "bcdefgh")]
    with pytest.warns(UserWarning, match=r"\[W003\] 7 of 8 letters .*: b, c, d, e, f, ...\. ") as warned:
        forms = [extraction.record.form for extraction in extract(given, workers=1) if extraction.record]
    assert forms == ["final_determination", *["unknown"] * 7]
    assert len(warned) == 1


def fragile(source: str, text: str, doc: Doc) -> str:
    """What a component that fails, or takes all memory, does to a run."""
    if "fault" in text:
        raise KeyError("no such drug")
    if "appetite" in text:
        return str(len(bytearray(20_000_000_000)))
    if "crash" in text:
        os.abort()
    return f"{source}: {len(doc._.imr.issues)} issue"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the memory limit works there")
def test_letters_that_the_pipeline_fails_on_are_reported(tmp_path: Path) -> None:
    small = spacy.blank("en")
    small.add_pipe("imr_issues")
    small.to_disk(tmp_path / "saved")
    task = ReadLetters(fragile, str(tmp_path / "saved"), Limits(memory=3_000_000_000))
    words = ["taper", "fault", "appetite", "taper", "crash", "taper"]
    documents = [Document(str(number), text=letter(number, word)) for number, word in enumerate(words)]
    found = list(in_order(documents, task, workers=1))
    assert [finished.letters[0] if finished.letters else finished.failures[0].code for finished in found] == [
        *("0: 1 issue", "E017", "E052", "3: 1 issue", "E050", "5: 1 issue")
    ]
    assert "KeyError: 'no such drug'" in str(found[1].failures[0]) and "3,000 MB" in str(found[2].failures[0])


@pytest.mark.slow
def test_pipeline_that_cannot_be_loaded() -> None:
    with pytest.raises(WorkerError, match=r"\[E055\].*no_such_model"):
        list(extract(letter(1), workers=2, model="no_such_model"))


# extract_to


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".db", ".jsonl"])
def test_stopped_and_resumed_equals_undisturbed(
    suffix: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if suffix == ".jsonl":
        # What differs is the target, which knows of no processes.
        request.getfixturevalue("no_processes")
    monkeypatch.setattr(module, "COMMIT_DOCUMENTS", 1)
    undisturbed, stopped = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    counts = extract_to(folder, undisturbed, options=TWO).counts
    assert (counts.letters, counts.overturned, counts.duplicates, counts.failures) == (41, 41, 2, 2)
    done = 0

    def stop(progress: Progress) -> None:
        nonlocal done
        done += len(progress.finished)
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_to(folder, stopped, options=ONE, on_progress=stop)
    with pytest.raises(WriteError, match="--resume"):
        extract_to(folder, stopped, options=ONE)
    passed_over = 0

    def count(progress: Progress) -> None:
        nonlocal passed_over
        passed_over += progress.passed_over

    assert extract_to(folder, stopped, resume=True, options=ONE, on_progress=count).counts == counts
    assert 0 < passed_over < 45
    assert dump(stopped) == dump(undisturbed)
    names = {"letters", "a" + suffix, "b" + suffix}
    assert {path.name for path in tmp_path.iterdir()} == names | (
        set() if suffix == ".db" else {f"{name}{suffix}.errors.jsonl" for name in "ab"}
    )


@pytest.mark.slow
def test_folder_of_bad_files(bad_files: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """Every one is reported with the code that is its, and those that are sound are read."""
    folder, codes = bad_files
    target = tmp_path / "letters.csv"
    options = Options(workers=1, limits=Limits(file_size=LIMIT))
    counts = extract_to([folder, ("sound", letter(1))], target, options=options).counts
    failures = [json.loads(line) for line in Path(f"{target}.errors.jsonl").read_text("utf8").splitlines()]
    found = sorted((os.path.relpath(row["source"], folder), row["code"]) for row in failures if row["stage"] != "store")
    assert found == sorted(codes.items())
    assert counts.failures == len(codes) and counts.issues == 1
    assert all(row["source"] in row["message"] for row in failures)
    assert "Soma 350mg #60" in target.read_text("utf8")


@pytest.mark.usefixtures("no_processes")
def test_complete_target_is_said_to_be_complete_and_overwritten_if_asked(tmp_path: Path) -> None:
    target = tmp_path / "letters.jsonl"
    assert extract_to([("a", letter(1)), ("b", "")], target, options=ONE).counts.failures == 1
    again = extract_to([("a", letter(2))], target, resume=True, options=ONE)
    assert again.was_complete and again.counts.failures == 1
    with pytest.raises(WriteError, match="E041"):
        extract_to([("a", letter(2))], target, options=ONE)
    assert extract_to([("a", letter(2))], target, overwrite=True, options=ONE).counts.failures == 0
    assert json.loads(target.read_text("utf8"))["header"]["case_number"] == "CM16-9910002"
    assert [path.name for path in tmp_path.iterdir()] == ["letters.jsonl"]


@pytest.mark.usefixtures("no_processes")
def test_failure_to_find_and_document_may_share_a_source(tmp_path: Path) -> None:
    """An archive with two files of one name: the first is reported, the last is read, also when the run is resumed between."""
    import zipfile

    path = tmp_path / "letters.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("a.txt", letter(1))
        archive.writestr("a.txt", letter(2))
    counts = extract_to(path, tmp_path / "a.db", options=ONE).counts
    assert (counts.letters, counts.failures) == (1, 1)


# processes


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1"}


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """So many letters that a run takes a while."""
    path = tmp_path / "many.jsonl"
    with open(path, "w", encoding="utf8") as file:
        for number in range(20_000):
            file.write(json.dumps({"id": number, "text": letter(number)}) + "\n")
    return path


def stored(target: Path) -> int:
    try:
        with sqlite3.connect(f"file:{target}?mode=ro", uri=True, timeout=5) as connection:
            return int(connection.execute("SELECT COUNT(*) FROM sources").fetchone()[0])
    except sqlite3.Error:
        return 0


def group_members(group: int) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                yield int(folder.name)


@contextmanager
def running(many: Path, target: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run of two workers that has stored some letters, in a group of its own; at the end nothing of it may be left."""
    command = [sys.executable, "-m", "imr_nlp", "extract", str(many), "--to", str(target), "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True, env=environment()) as process:
        start = monotonic()
        while not stored(target) and monotonic() - start < 60:
            sleep(0.1)
        yield process
    start = monotonic()
    # The tracker of Python's own resources ends when it notices.
    while (left := list(group_members(process.pid))) and monotonic() - start < 10:
        sleep(0.05)
    assert left == []
    assert stored(target) > 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_to_the_group_stops_cleanly(number: int, status: int, many: Path, tmp_path: Path) -> None:
    with running(many, tmp_path / "letters.db") as process:
        start = monotonic()
        os.killpg(process.pid, number)
        _, errors = process.communicate(timeout=20)
        assert monotonic() - start < 5
    assert process.returncode == status
    assert errors.decode().splitlines() == [
        "imr-nlp: [E058] stopped. What was done is kept: the same command with --resume goes on."
    ]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_when_the_main_process_is_killed(many: Path, tmp_path: Path) -> None:
    with running(many, tmp_path / "letters.db") as process:
        process.kill()


SCRIPT = """
import imr_nlp

def main():
    for extraction in imr_nlp.extract(["CLINICAL CASE SUMMARY\\nShe fell.\\n"], workers=2):
        print(extraction.source, extraction.record.form)

{start}
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["script", "-c", "script without guard"])
def test_ways_to_start(how: str, tmp_path: Path) -> None:
    script = SCRIPT.format(start="main()" if how != "script" else 'if __name__ == "__main__":\n    main()')
    (tmp_path / "script.py").write_text(script, "utf8")
    command = ["-c", script] if how == "-c" else ["script.py"]
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=tmp_path, timeout=60, env=environment()
    )
    if how == "script without guard":
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("imr_nlp.errors.WorkerError: [E053] ")
        assert done.stderr.count("Traceback") == 1
    else:
        assert (done.stdout, done.stderr, done.returncode) == ("0 final_determination\n", "", 0)
