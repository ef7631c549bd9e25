"""What Spark adds to the time of a letter.

usage: python tests/benchmark/spark_overhead.py [--letters FOLDER] [--repeat N] [--rounds N]

The same letters by a plain loop in one process, by Spark with one worker, by that loop in two processes at once, and by Spark
with two workers. Pipelines are loaded and warm before the clock runs; records are made and thrown away. On Linux the processor
time of all processes, Java's too, is measured besides. README.md beside this file says how to read the rows. Start with
`measure`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import pyspark
import spacy
from pyspark.sql import DataFrame, SparkSession

from imr_nlp.io import BATCH_SIZE
from imr_nlp.spark import extract, pipeline

LETTERS = Path(__file__).parents[2] / "corpus" / "letters"
REPEAT, ROUNDS = 60, 5


class Time(NamedTuple):
    """Seconds by the clock, and seconds that processors worked."""

    clock: float
    processor: float


def loop(texts: Sequence[str]) -> None:
    """The plain loop."""
    nlp = pipeline("imr_nlp")
    for start in range(0, len(texts), BATCH_SIZE):
        with nlp.memory_zone():
            for text in texts[start : start + BATCH_SIZE]:
                nlp(text)._.imr.to_dict()


def processor_seconds() -> float:
    """What this process and all that it started have used, as far as they still run; 0 where there is no /proc."""
    used: dict[int, tuple[int, int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            values = path.read_text().rpartition(")")[2].split()
        except OSError:  # has just ended
            continue
        used[int(path.parent.name)] = int(values[1]), int(values[11]) + int(values[12])
    family = {os.getpid()}
    while found := {child for child, (parent, _) in used.items() if parent in family} - family:
        family |= found
    return sum(used[one][1] for one in family if one in used) / os.sysconf("SC_CLK_TCK")


def timed(run: Callable[[], object]) -> Time:
    """What a call takes."""
    start, used = perf_counter(), processor_seconds()
    run()
    return Time(perf_counter() - start, processor_seconds() - used)


def in_one_process(texts: Sequence[str], warm: Sequence[str]) -> Time:
    """Seconds of the loop here."""
    loop(warm)
    return timed(lambda: loop(texts))


def in_two_processes(texts: Sequence[str], warm: Sequence[str]) -> Time:
    """Seconds of two loops at once, each with one half."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(loop, [warm] * 2))
        return timed(lambda: list(pool.map(loop, [texts[::2], texts[1::2]])))


def by_spark(texts: Sequence[str], warm: Sequence[str], workers: int) -> Time:
    """Seconds of Spark with so many workers, from a DataFrame in memory to records that are thrown away."""
    session = (
        SparkSession.builder.master(f"local[{workers}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )

    def letters(chosen: Sequence[str]) -> DataFrame:
        rows = list(enumerate(chosen))
        return session.createDataFrame(session.sparkContext.parallelize(rows, workers), "id long, text string")

    def read(df: DataFrame) -> None:
        extract(df).write.format("noop").mode("overwrite").save()

    try:
        measured = letters(texts).cache()
        measured.count()
        read(letters([*warm] * workers))
        return timed(lambda: read(measured))
    finally:
        session.stop()


def measure(texts: Sequence[str], warm: Sequence[str], rounds: int) -> dict[str, list[Time]]:
    """Time everything in interleaved rounds.

    texts (Sequence[str]): the letters.
    warm (Sequence[str]): letters to read before the clock runs.
    rounds (int): how often.
    RETURNS (dict): milliseconds a letter by what ran, one each round.
    """
    runs: dict[str, Callable[[], Time]] = {
        "loop, 1 process": lambda: in_one_process(texts, warm),
        "Spark local[1]": lambda: by_spark(texts, warm, 1),
        "loop, 2 processes": lambda: in_two_processes(texts, warm),
        "Spark local[2]": lambda: by_spark(texts, warm, 2),
    }
    times: dict[str, list[Time]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(Time(*(1000 * seconds / len(texts) for seconds in run())))
    return times


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", type=Path, default=LETTERS, help="folder of .txt files (default: the corpus)")
    parser.add_argument("--repeat", type=int, default=REPEAT, help=f"how often to read them (default: {REPEAT})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds (default: {ROUNDS})")
    options = parser.parse_args(arguments)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    warm = [path.read_text(encoding="utf8") for path in sorted(options.letters.glob("*.txt"))]
    texts = warm * options.repeat
    if not texts or options.rounds < 1:
        parser.error(f"one letter and one round are the least; {options.letters} has {len(warm)} letters")
    times = measure(texts, warm, options.rounds)
    characters = sum(map(len, texts)) // len(texts)
    print(f"{len(texts)} letters of {characters:,} characters on average; medians of {options.rounds} rounds")
    print(f"Python {platform.python_version()}, spaCy {spacy.__version__}, Spark {pyspark.__version__}, {os.cpu_count()} cores")
    print()
    print(f"{'':<20}{'letters/s':>12}{'ms/letter':>12}{'added':>8}{'processor ms':>16}{'added':>8}")
    names = list(times)
    for name, plain in zip(names, [None, *names], strict=False):
        row = f"{name:<20}{1000 / statistics.median(time.clock for time in times[name]):>12.0f}"
        for kind, width in (("clock", 12), ("processor", 16)):
            values = [getattr(time, kind) for time in times[name]]
            row += f"{statistics.median(values):>{width}.2f}"
            added = [one - getattr(other, kind) for one, other in zip(values, times[plain or name], strict=True)]
            row += f"{statistics.median(added):>8.2f}" if name.startswith("Spark") else " " * 8
        print(row.rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
