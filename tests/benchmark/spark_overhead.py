"""What Spark adds to the time of a letter.

usage: python tests/benchmark/spark_overhead.py [--letters FOLDER] [--repeat N] [--rounds N]

The same letters by a plain loop in one process, by Spark with one worker, by that loop in two processes at once, and by Spark
with two workers. Pipelines are loaded and warm before the clock runs; records are made and thrown away. README.md beside this
file says how to read the rows. Start with `measure`.
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

import pyspark
import spacy
from pyspark.sql import DataFrame, SparkSession

from imr_nlp.io import BATCH_SIZE
from imr_nlp.spark import extract, pipeline

LETTERS = Path(__file__).parents[2] / "corpus" / "letters"
REPEAT, ROUNDS = 60, 5


def loop(texts: Sequence[str]) -> None:
    """The plain loop."""
    nlp = pipeline("imr_nlp")
    for start in range(0, len(texts), BATCH_SIZE):
        with nlp.memory_zone():
            for text in texts[start : start + BATCH_SIZE]:
                nlp(text)._.imr.to_dict()


def timed(run: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    start = perf_counter()
    run()
    return perf_counter() - start


def in_one_process(texts: Sequence[str], warm: Sequence[str]) -> float:
    """Seconds of the loop here."""
    loop(warm)
    return timed(lambda: loop(texts))


def in_two_processes(texts: Sequence[str], warm: Sequence[str]) -> float:
    """Seconds of two loops at once, each with one half."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(loop, [warm] * 2))
        return timed(lambda: list(pool.map(loop, [texts[::2], texts[1::2]])))


def by_spark(texts: Sequence[str], warm: Sequence[str], workers: int) -> float:
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


def measure(texts: Sequence[str], warm: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Time everything in interleaved rounds.

    texts (Sequence[str]): the letters.
    warm (Sequence[str]): letters to read before the clock runs.
    rounds (int): how often.
    RETURNS (dict): milliseconds a letter by what ran, one for each round.
    """
    runs: dict[str, Callable[[], float]] = {
        "loop, 1 process": lambda: in_one_process(texts, warm),
        "Spark local[1]": lambda: by_spark(texts, warm, 1),
        "loop, 2 processes": lambda: in_two_processes(texts, warm),
        "Spark local[2]": lambda: by_spark(texts, warm, 2),
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(1000 * run() / len(texts))
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
    print(f"{'':<32}{'letters/s':>12}{'ms/letter':>12}{'added by Spark':>16}")
    names = list(times)
    for name, plain in zip(names, [None, *names], strict=False):
        added = "" if not name.startswith("Spark") or plain is None else f"{difference(times[name], times[plain]):>16.3f}"
        median = statistics.median(times[name])
        print(f"{name:<32}{1000 / median:>12.0f}{median:>12.3f}{added}")
    return 0


def difference(times: Sequence[float], plain: Sequence[float]) -> float:
    """Median of the rounds' differences."""
    return statistics.median(time - other for time, other in zip(times, plain, strict=True))


if __name__ == "__main__":
    sys.exit(main())
