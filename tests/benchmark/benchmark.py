"""What the pipeline costs, beside `spacy.blank("en")` that only tokenizes.

usage: python tests/benchmark/benchmark.py [--letters FOLDER] [--rounds N]

Every round loads both anew and warms their tokenizer caches on one half of the letters; the other half is measured, then the
halves change places. So no letter is measured that a tokenizer has seen, as with new letters. README.md beside this file says
how to read the rows. Start with `measure`.
"""

from __future__ import annotations

import argparse
import gc
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple

import spacy
from spacy.language import Language

import imr_nlp  # noqa: F401 (so that the first load does not pay for the import)

LETTERS = Path(__file__).parents[2] / "corpus" / "letters"
ROUNDS = 7
TOKENIZER, RECORD = "tokenizer", "record (doc._.imr.to_dict())"

_IMPORT = """
from time import perf_counter
start = perf_counter()
import spacy
middle = perf_counter()
import imr_nlp
print(middle - start, perf_counter() - middle)
"""
# Linux hands the highest ru_maxrss of the parent on to a child, so there the child's own VmHWM is read.
_MEMORY = """
import os, resource, sys
import spacy
from pathlib import Path
nlp = spacy.load("imr_nlp") if sys.argv[1] == "imr_nlp" else spacy.blank("en")
for path in sorted(Path(sys.argv[2]).glob("*.txt")):
    with open(path, encoding="utf8", newline="") as file:
        doc = nlp(file.read())
    if sys.argv[1] == "imr_nlp":
        doc._.imr.to_dict()
if os.path.exists("/proc/self/status"):
    with open("/proc/self/status") as status:
        print(next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 2**10)
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / (2**20 if sys.platform == "darwin" else 2**10))
"""


class Times(NamedTuple):
    """Seconds, one value a round and half; `steps` by component."""

    blank: list[float]
    pipeline: list[float]
    blank_load: list[float]
    load: list[float]
    steps: dict[str, list[float]]


def read_letters(folder: Path) -> list[str]:
    """The texts of a folder's .txt files, line ends as they are."""
    texts = []
    for path in sorted(folder.glob("*.txt")):
        with open(path, encoding="utf8", newline="") as file:
            texts.append(file.read())
    return texts


@contextmanager
def no_collector() -> Iterator[None]:
    """Garbage is collected before, not during."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def timed(run: Callable[[], object]) -> float:
    """Seconds of the processor that a call takes."""
    with no_collector():
        start = process_time()
        run()
        return process_time() - start


def tokenize(nlp: Language, texts: Sequence[str]) -> None:
    """What the measured letters cost at the least."""
    for text in texts:
        nlp(text)


def annotate(nlp: Language, texts: Sequence[str]) -> None:
    """The whole pipeline, record included."""
    for text in texts:
        nlp(text)._.imr.to_dict()


def annotate_in_steps(nlp: Language, texts: Sequence[str]) -> dict[str, float]:
    """The same, component by component: seconds by name."""
    spent = dict.fromkeys([TOKENIZER, *nlp.pipe_names, RECORD], 0.0)
    with no_collector():
        for text in texts:
            start = process_time()
            doc = nlp.make_doc(text)
            end = process_time()
            spent[TOKENIZER] += end - start
            for name, component in nlp.pipeline:
                start = process_time()
                doc = component(doc)
                end = process_time()
                spent[name] += end - start
            start = process_time()
            doc._.imr.to_dict()
            spent[RECORD] += process_time() - start
    return spent


def measure(texts: Sequence[str], rounds: int) -> Times:
    """Time everything in interleaved rounds.

    texts (Sequence[str]): at least two letters.
    rounds (int): rounds; each measures both halves.
    RETURNS (Times): seconds a letter, and seconds a load.
    """
    halves = (texts[::2], texts[1::2])
    times = Times([], [], [], [], {})

    def blank(warm: Sequence[str], measured: Sequence[str]) -> None:
        start = perf_counter()
        nlp = spacy.blank("en")
        times.blank_load.append(perf_counter() - start)
        tokenize(nlp, warm)
        times.blank.append(timed(lambda: tokenize(nlp, measured)) / len(measured))

    def pipeline(warm: Sequence[str], measured: Sequence[str]) -> None:
        start = perf_counter()
        nlp = spacy.load("imr_nlp")
        times.load.append(perf_counter() - start)
        annotate(nlp, warm)
        times.pipeline.append(timed(lambda: annotate(nlp, measured)) / len(measured))

    def steps(warm: Sequence[str], measured: Sequence[str]) -> None:
        nlp = spacy.load("imr_nlp")
        annotate(nlp, warm)
        for name, seconds in annotate_in_steps(nlp, measured).items():
            times.steps.setdefault(name, []).append(seconds / len(measured))

    runs = [blank, pipeline, steps]
    for number in range(rounds):
        for warm, measured in (halves, halves[::-1]):
            for run in runs[number % 3 :] + runs[: number % 3]:
                run(warm, measured)
    return times


def child(code: str, *arguments: str) -> list[float]:
    """Numbers that a Python process of its own prints."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def rows(texts: Sequence[str], folder: Path, rounds: int) -> Iterator[str]:
    """The lines of the report."""
    times = measure(texts, rounds)
    median = statistics.median
    ratio = median(blank / pipeline for blank, pipeline in zip(times.blank, times.pipeline, strict=True))
    characters = sum(map(len, texts)) // len(texts)
    yield f"{len(texts)} letters of {characters:,} characters on average; medians of {rounds} rounds, both halves each"
    yield f"Python {platform.python_version()}, spaCy {spacy.__version__}, {platform.machine()}"
    yield ""
    yield f"{'throughput':<32}{'letters/s':>12}{'ms/letter':>12}{'ratio':>8}"
    for name, values, factor in (
        ('spacy.blank("en"), tokens only', times.blank, 1.0),
        ("imr_nlp with record", times.pipeline, ratio),
    ):
        yield f"{name:<32}{1 / median(values):>12.0f}{1000 * median(values):>12.3f}{factor:>8.2f}"
    yield ""
    yield f"{'component':<32}{'':>12}{'ms/letter':>12}{'share':>8}"
    shares = {name: median(values) for name, values in times.steps.items()}
    for name, seconds in shares.items():
        yield f"{name:<32}{'':>12}{1000 * seconds:>12.3f}{seconds / sum(shares.values()):>8.1%}"
    yield ""
    yield f"{'load and import':<32}{'':>12}{'seconds':>12}"
    imports = [child(_IMPORT) for _ in range(rounds)]
    for name, seconds in (
        ('spacy.blank("en")', median(times.blank_load)),
        ('spacy.load("imr_nlp")', median(times.load)),
        ("import spacy", median(first for first, _ in imports)),
        ("import imr_nlp, on top of it", median(second for _, second in imports)),
    ):
        yield f"{name:<32}{'':>12}{seconds:>12.3f}"
    yield ""
    yield f"{'peak memory, own process':<32}{'':>12}{'MB':>12}"
    for name, which in (('spacy.blank("en")', "blank"), ("imr_nlp with record", "imr_nlp")):
        yield f"{name:<32}{'':>12}{child(_MEMORY, which, str(folder))[0]:>12.0f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", type=Path, default=LETTERS, help="folder of .txt files (default: the corpus)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds (default: {ROUNDS})")
    options = parser.parse_args(arguments)
    texts = read_letters(options.letters)
    if len(texts) < 2 or options.rounds < 1:
        parser.error(f"two letters and one round are the least; {options.letters} has {len(texts)} letters")
    for row in rows(texts, options.letters, options.rounds):
        print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
