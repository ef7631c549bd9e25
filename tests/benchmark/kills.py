"""Runs that are killed at random moments and resumed end with the content of a run that nobody disturbed.

usage: python tests/benchmark/kills.py [--kills N] [--letters N] [--workers N] [--seed N] [--targets .db .jsonl]

Letters of the corpus, perturbed, some of them twice, and some files that cannot be read. Each kill is a SIGKILL of the main
process, of a worker, or of the whole group; what is left of a run ends, then `--resume` goes on, until a run ends by itself.
Its target is compared with that of an undisturbed run, and the next target begins. Linux only. Start with `main`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from time import monotonic, sleep

from letters import perturbed, write_jsonl, write_texts

VICTIMS = ("main", "worker", "group")
# Workers end by themselves when their parent is gone.
_ORPHANS_END_WITHIN = 20.0
_TIMES = ("time", "at", "seconds", "started", "finished")


def make_sources(folder: Path, count: int) -> list[str]:
    """Texts, a .jsonl with new letters and some of the texts again, and files that cannot be read."""
    third = count // 3
    write_texts(folder / "texts", perturbed(count - third))
    again = perturbed(third // 10, first=count // 2)
    write_jsonl(folder / "more.jsonl", (letter for two in zip_longest(perturbed(third, first=count), again) for letter in two))
    for number in range(20):
        bad = folder / "texts" / f"{number % 5:05}" / f"bad {number}.txt"
        bad.parent.mkdir(parents=True, exist_ok=True)
        bad.write_bytes(b"" if number % 2 else bytes(range(256)))
    return [str(folder / "texts"), str(folder / "more.jsonl"), str(folder / "missing.txt")]


def zip_longest(first: Iterator[tuple[str, str]], second: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Pairs, then what is left of the first."""
    for item in first:
        other = next(second, None)
        yield [item] if other is None else [item, other]


def command(sources: Sequence[str], target: Path, workers: int, *options: str) -> list[str]:
    """The command line of a run."""
    return [sys.executable, "-m", "imr_nlp", "extract", *sources, "--to", str(target), "--workers", str(workers), *options]


def content(target: Path) -> list[str]:
    """Everything in a target but times: rows of all tables, or lines and those of the errors' file."""
    if target.suffix != ".db":
        paths = (target, target.with_name(target.name + ".errors.jsonl"))
        return [line for path in paths for line in path.read_text("utf8").splitlines()]
    with sqlite3.connect(target) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table' order by name")]
        return [row for name in names for row in rows(connection, name)]


def rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """The rows of a table, those with their ids."""
    cursor = connection.execute(f'select * from "{table}" order by 1')
    columns = [column[0] for column in cursor.description]
    kept = [index for index, name in enumerate(columns) if name.split("_")[-1] not in _TIMES]
    # The pages of a full-text index depend on the transactions; what it indexes is a table that is compared.
    if "_fts" not in table and "search_" not in table:
        yield from (f"{table} {[row[index] for index in kept]!r}" for row in cursor)


def children(parent: int) -> list[int]:
    """The workers of a process."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                ppid = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if ppid == parent and b"spawn_main" in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


def kill(process: subprocess.Popen[bytes], victim: str, random: Random) -> bool:
    """Kill; whether there was something to kill."""
    workers = children(process.pid)
    if process.poll() is not None or (victim == "worker" and not workers):
        return False
    if victim == "worker":
        os.kill(random.choice(workers), signal.SIGKILL)
        return True
    if victim == "group":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    start = monotonic()
    while any(alive(pid) for pid in workers):
        if monotonic() - start > _ORPHANS_END_WITHIN:
            raise SystemExit("workers outlive their parent")
        sleep(0.05)
    return True


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def disturbed_run(
    sources: Sequence[str], target: Path, workers: int, random: Random, longest: float, counts: Counter[str], kills: int
) -> int:
    """Kill and resume until a run ends by itself; its exit status."""
    while True:
        options = ["--resume"] if target.exists() or list(target.parent.glob(f"{target.name}.*")) else []
        process = subprocess.Popen(
            command(sources, target, workers, *options), stderr=subprocess.DEVNULL, start_new_session=True
        )
        while process.poll() is None:
            # Half of the kills come while processes start or shortly after.
            delay = random.uniform(0, 4) if random.random() < 0.5 else random.uniform(0, longest / 3)
            try:
                return process.wait(delay)
            except subprocess.TimeoutExpired:
                victim = random.choice(VICTIMS)
                if counts.total() < kills and kill(process, victim, random):
                    counts[victim] += 1
        if process.returncode != -signal.SIGKILL:
            return process.returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, compare and print; 1 if a target differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--letters", type=int, default=3000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--targets", nargs="+", default=[".db", ".jsonl"], metavar="SUFFIX")
    options = parser.parse_args(arguments)
    random, counts = Random(options.seed), Counter[str]()
    differing = number = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = make_sources(folder, options.letters)
        expected, seconds = {}, 0.0
        for suffix in options.targets:
            start = monotonic()
            target = folder / f"undisturbed{suffix}"
            done = subprocess.run(command(sources, target, options.workers), capture_output=True, text=True)
            seconds = monotonic() - start
            if done.returncode != 1:
                raise SystemExit(done.stderr)
            expected[suffix] = content(target)
            print(f"undisturbed{suffix}: {seconds:.0f} s, {done.stderr.splitlines()[-1]}", flush=True)
        while counts.total() < options.kills:
            suffix = options.targets[number % len(options.targets)]
            target = folder / f"disturbed{number}" / f"letters{suffix}"
            target.parent.mkdir()
            before = counts.copy()
            status = disturbed_run(sources, target, options.workers, random, seconds, counts, options.kills)
            same = status == 1 and content(target) == expected[suffix]
            differing += not same
            print(f"run {number} {suffix}: {json.dumps(counts - before)}, {'equal' if same else 'DIFFERENT'}", flush=True)
            if same:
                shutil.rmtree(target.parent)
            else:
                print(f"status {status}, first differences:")
                print(*sorted(set(content(target)) ^ set(expected[suffix]))[:5], sep="\n")
            number += 1
    print(f"{counts.total()} kills ({json.dumps(counts)}), {number} runs, {differing} different")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
