"""What the pipeline costs, beside `spacy.blank("en")` that only tokenizes.

usage: python tests/benchmark/benchmark.py [--letters FOLDER] [--rounds N]

Each figure comes from new processes. One reads half of the letters, which warms the caches, then times the other half, each
letter once, by both pipelines in turn; another does so with the halves exchanged. So no letter is timed that anything has seen
before, as with new letters. README.md beside this file says how to read the rows. Start with `rows`.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any

LETTERS = Path(__file__).parents[2] / "corpus" / "letters"
ROUNDS = 5
BLANK, PIPELINE = "blank", "pipeline"
TOKENIZER, RECORD = "tokenizer", "record (doc._.imr.to_dict())"

_IMPORT = """
from time import perf_counter
start = perf_counter()
import spacy
middle = perf_counter()
import imr_nlp
print(json.dumps([middle - start, perf_counter() - middle]))
"""
_LOAD = """
from time import perf_counter
import spacy
start = perf_counter()
spacy.load("imr_nlp") if sys.argv[1] == "imr_nlp" else spacy.blank("en")
print(json.dumps(perf_counter() - start))
"""
# Linux hands the highest ru_maxrss of the parent on to a child, so there the child's own VmHWM is read.
_MEMORY = """
import os, resource
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


def read_letters(folder: Path) -> list[str]:
    """The texts of a folder's .txt files, line ends as they are."""
    texts = []
    for path in sorted(folder.glob("*.txt")):
        with open(path, encoding="utf8", newline="") as file:
            texts.append(file.read())
    return texts


def measure(what: str, folder: Path, half: int) -> dict[str, float]:
    """Time one half of the letters, in this process, which must be new.

    what (str): "throughput" or "steps".
    folder (Path): the letters.
    half (int): 0 or 1; the other one warms the caches.
    RETURNS (dict[str, float]): milliseconds of the processor for a letter, by pipeline or by component.
    """
    import spacy

    texts = read_letters(folder)
    warm, measured = texts[1 - half :: 2], texts[half::2]
    blank, nlp = spacy.blank("en"), spacy.load("imr_nlp")
    for text in warm:
        blank(text)
        nlp(text)._.imr.to_dict()
    spent: dict[str, float] = {}
    gc.collect()
    gc.disable()
    for number, text in enumerate(measured):
        if what == "steps":
            time_steps(nlp, text, spent)
            continue
        for name in (BLANK, PIPELINE)[:: 1 if number % 2 else -1]:
            start = process_time()
            if name == BLANK:
                blank(text)
            else:
                nlp(text)._.imr.to_dict()
            spent[name] = spent.get(name, 0.0) + process_time() - start
    return {name: 1000 * seconds / len(measured) for name, seconds in spent.items()}


def time_steps(nlp: Any, text: str, spent: dict[str, float]) -> None:
    """Add what each component takes for a letter."""

    def count(name: str, start: float) -> None:
        spent[name] = spent.get(name, 0.0) + process_time() - start

    start = process_time()
    doc = nlp.make_doc(text)
    count(TOKENIZER, start)
    for name, component in nlp.pipeline:
        start = process_time()
        doc = component(doc)
        count(name, start)
    start = process_time()
    doc._.imr.to_dict()
    count(RECORD, start)


def child(*arguments: str) -> Any:
    """What a Python process of its own prints, as JSON."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def code(text: str, *arguments: str) -> Any:
    """What a piece of code prints in a process of its own."""
    return child("-c", f"import json, sys\n{text}", *arguments)


def halves(what: str, folder: Path, rounds: int) -> dict[str, list[float]]:
    """Milliseconds a letter by name, one value a round: the mean of both halves."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        both = [child(__file__, "--child", what, str(half), "--letters", str(folder)) for half in (0, 1)]
        for name in both[0]:
            found.setdefault(name, []).append(statistics.mean(one[name] for one in both))
    return found


def rows(folder: Path, rounds: int) -> Iterator[str]:
    """The lines of the report."""
    import spacy

    median = statistics.median
    texts = read_letters(folder)
    characters = sum(map(len, texts)) // len(texts)
    yield f"{len(texts)} letters of {characters:,} characters on average; medians of {rounds} rounds, new processes in each"
    yield f"Python {platform.python_version()}, spaCy {spacy.__version__}, {platform.machine()}"
    yield ""
    times = halves("throughput", folder, rounds)
    ratio = median(blank / pipeline for blank, pipeline in zip(times[BLANK], times[PIPELINE], strict=True))
    yield f"{'throughput':<32}{'letters/s':>12}{'ms/letter':>12}{'ratio':>8}"
    for name, key, factor in (('spacy.blank("en"), tokens only', BLANK, 1.0), ("imr_nlp with record", PIPELINE, ratio)):
        yield f"{name:<32}{1000 / median(times[key]):>12.0f}{median(times[key]):>12.3f}{factor:>8.2f}"
    yield ""
    yield f"{'component':<32}{'':>12}{'ms/letter':>12}{'share':>8}"
    shares = {name: median(values) for name, values in halves("steps", folder, rounds).items()}
    for name, milliseconds in shares.items():
        yield f"{name:<32}{'':>12}{milliseconds:>12.3f}{milliseconds / sum(shares.values()):>8.1%}"
    yield ""
    yield from load_rows(rounds)
    yield ""
    yield f"{'peak memory, own process':<32}{'':>12}{'MB':>12}"
    for name, which in (('spacy.blank("en")', "blank"), ("imr_nlp with record", "imr_nlp")):
        yield f"{name:<32}{'':>12}{code(_MEMORY, which, str(folder)):>12.0f}"


def load_rows(rounds: int) -> Iterator[str]:
    """What loading and importing takes, each time in a new process."""
    median = statistics.median
    blank, load = [], []
    for _ in range(rounds):
        blank.append(code(_LOAD, "blank"))
        load.append(code(_LOAD, "imr_nlp"))
    imports = [code(_IMPORT) for _ in range(rounds)]
    yield f"{'load and import':<32}{'':>12}{'seconds':>12}{'ratio':>8}"
    ratio = median(one / other for one, other in zip(load, blank, strict=True))
    for name, seconds, factor in (('spacy.blank("en")', blank, 1.0), ('spacy.load("imr_nlp")', load, ratio)):
        yield f"{name:<32}{'':>12}{median(seconds):>12.3f}{factor:>8.2f}"
    for name, place in (("import spacy", 0), ("import imr_nlp, on top of it", 1)):
        yield f"{name:<32}{'':>12}{median(times[place] for times in imports):>12.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", type=Path, default=LETTERS, help="folder of .txt files (default: the corpus)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds (default: {ROUNDS})")
    parser.add_argument("--child", nargs=2, metavar=("WHAT", "HALF"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(measure(options.child[0], options.letters, int(options.child[1]))))
        return 0
    count = len(read_letters(options.letters))
    if count < 2 or options.rounds < 1:
        parser.error(f"two letters and one round are the least; {options.letters} has {count} letters")
    for row in rows(options.letters, options.rounds):
        print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
