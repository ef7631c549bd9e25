"""Hostile inputs by the hundred thousand: texts and files, made of numbers and by hypothesis.

usage: python tests/benchmark/fuzz.py [--inputs N] [--hypothesis N] [--first SEED] [--workers N]

Each input is read, run through the pipeline and checked as `tests/hostile.py` says: an exception, an offset that does not
slice, or more than 50 ms of processor time a kilobyte (and what a small text costs, see `FREE`; read twice, for what a kind of
input makes the pipeline compile is paid once) is printed with its seed. A process that takes longer than `HANG` at one input is
ended by the system, which is a hang. The exit status is 1 if there is any of these. Start with `main`.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import hypothesis
from spacy.language import Language

# ruff: noqa: E402
sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "property")]

from test_properties import RELAXED, any_text

import imr_nlp
from hostile import check, hostile_input, read

LIMIT, FREE, HANG = 0.050, 0.100, 60.0
_BATCH, _REPORTED = 100, 10_000


@cache
def pipeline() -> Language:
    """Loaded once in each process, and warm."""
    nlp = imr_nlp.load()
    for seed in range(30):
        with TemporaryDirectory() as folder:
            for text in read(*hostile_input(seed), Path(folder)):
                nlp(text)
    return nlp


def seconds(nlp: Language, text: str) -> float:
    """The processor time of reading a text and checking what was read."""
    start = process_time()
    with nlp.memory_zone():
        check(nlp, text)
    return process_time() - start


def run_batch(first: int) -> list[str]:
    """Some inputs.

    first (int): seed of the first.
    RETURNS (list[str]): what was wrong.
    """
    nlp, wrong = pipeline(), []
    with TemporaryDirectory() as folder:
        for seed in range(first, first + _BATCH):
            signal.setitimer(signal.ITIMER_REAL, HANG)
            try:
                for text in read(*hostile_input(seed), Path(folder)):
                    limit = FREE + LIMIT * len(text) / 1000
                    if seconds(nlp, text) > limit and (spent := seconds(nlp, text)) > limit:
                        wrong.append(f"seed {seed}: {spent:.2f} s for {len(text):,} characters")
            except Exception as error:
                wrong.append(f"seed {seed}: {type(error).__name__}: {error}")
    signal.setitimer(signal.ITIMER_REAL, 0)
    return wrong


def run_hypothesis(examples: int) -> Iterator[str]:
    """Texts that hypothesis makes.

    examples (int): how many.
    YIELDS (str): what was wrong with the simplest that it found.
    """
    nlp = pipeline()

    @hypothesis.settings(RELAXED, max_examples=examples, database=None)
    @hypothesis.given(text=any_text)
    def gives_a_record(text: str) -> None:
        check(nlp, text)

    try:
        gives_a_record()
    except Exception as error:
        yield f"hypothesis: {type(error).__name__}: {error}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run them.

    argv (Sequence[str] | None): arguments; None takes those of the process.
    RETURNS (int): exit status.
    """
    parser = argparse.ArgumentParser(description="Hostile inputs: no exception, no hang, no offset that does not slice.")
    parser.add_argument("--inputs", type=int, default=150_000, metavar="N", help="inputs made of seeds (default: 150,000)")
    parser.add_argument("--hypothesis", type=int, default=50_000, metavar="N", help="texts by hypothesis (default: 50,000)")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="first seed (default: 0)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes (default: 2)")
    arguments = parser.parse_args(argv)
    faults = done = 0
    batches = range(arguments.first, arguments.first + arguments.inputs, _BATCH)
    with ProcessPoolExecutor(arguments.workers) as pool:
        for wrong in pool.map(run_batch, batches):
            faults += len(wrong)
            print(*wrong, sep="\n", end="\n" * bool(wrong), flush=True)
            if (done := done + _BATCH) % _REPORTED == 0:
                print(f"seeds {arguments.first:,} to {arguments.first + done - 1:,} are done", flush=True)
    for fault in run_hypothesis(arguments.hypothesis) if arguments.hypothesis else ():
        faults += 1
        print(fault)
    print(f"{len(batches) * _BATCH:,} inputs of seeds, {arguments.hypothesis:,} of hypothesis: {faults} faults")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
