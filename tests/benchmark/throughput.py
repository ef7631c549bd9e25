"""Letters a second with one worker and with two, from texts and from PDFs, and what reading the PDFs takes of it.

usage: python tests/benchmark/throughput.py [--letters N] [--rounds N] [--pdf FOLDER] [--workers N ...]

Texts are letters of the corpus, perturbed; PDFs those of a folder, copied until there are as many, or simple ones of texts.
Of copies one record is stored, in a .jsonl; else all are, in a .db. The clock starts when the first 200 letters are done,
so loading is not in it. Start with `main`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time

import spacy
from letters import perturbed, write_texts

import imr_nlp
from imr_nlp.io import Document, read_texts
from imr_nlp.io.run.run import Options, Progress, extract_to
from imr_nlp.io.run.worker import DOCUMENTS_BEFORE_ZONES, ReadLetters
from imr_nlp.io.run.workers import BATCH_SIZE
from imr_nlp.io.write.prepare import prepare

sys.path.insert(0, str(Path(__file__).parents[1]))
from pdfs import text_pdf

# Letters that are read before the clock starts.
_WARM = 200


class Clock:
    """Called with the progress of a run: when the letters come."""

    def __init__(self) -> None:
        self.done = 0
        self.first = self.last = (0, 0.0, 0.0)

    def __call__(self, progress: Progress) -> None:
        self.done += len(progress.finished)
        now = (self.done, perf_counter(), process_time())
        if self.done >= _WARM and not self.first[0]:
            self.first = now
        if progress.finished:
            self.last = now

    def rate(self) -> float:
        """Letters a second."""
        return (self.last[0] - self.first[0]) / (self.last[1] - self.first[1])

    def main_process(self) -> float:
        """Processor time of the main process, milliseconds a letter."""
        return 1000 * (self.last[2] - self.first[2]) / (self.last[0] - self.first[0])


def make_pdfs(folder: Path, count: int, originals: Path | None) -> None:
    """As many PDFs as letters."""
    folder.mkdir()
    if originals is None:
        for number, (_, text) in enumerate(perturbed(count)):
            (folder / f"{number:06}.pdf").write_bytes(text_pdf(text))
        return
    paths = sorted(originals.glob("*.pdf"))
    for number, path in enumerate(islice(cycle(paths), count)):
        shutil.copy(path, folder / f"{number:06}.pdf")


def run(folder: Path, target: Path, workers: int) -> Clock:
    """One run."""
    clock = Clock()
    extract_to(folder, target, overwrite=True, options=Options(workers=workers), on_progress=clock)
    return clock


def reading(folder: Path) -> tuple[float, float]:
    """Milliseconds of processor time to read a document, and for all else, in this process."""
    nlp = imr_nlp.load()
    documents = [Document(str(path), path=str(path)) for path in sorted(folder.rglob("*.*"))[: 3 * _WARM]]
    spent = [0.0, 0.0]
    with nlp.memory_zone():
        for number, document in enumerate(documents):
            start = process_time()
            texts = list(read_texts(document))
            middle = process_time()
            for _, text in texts:
                nlp(text)._.imr.to_dict()
            if number >= _WARM:
                spent[0] += middle - start
                spent[1] += process_time() - middle
    return (1000 * spent[0] / (len(documents) - _WARM), 1000 * spent[1] / (len(documents) - _WARM))


def beside_loop(count: int) -> float:
    """What a letter costs in a worker's hands, beside a plain loop over the same new letters; both in this process."""
    nlp = imr_nlp.load()
    work = ReadLetters(prepare).start()
    spent = [0.0, 0.0]
    letters = [Document(source, text=text) for source, text in perturbed(count + 2 * DOCUMENTS_BEFORE_ZONES)]
    for number, batch in enumerate(letters[n : n + BATCH_SIZE] for n in range(0, len(letters), BATCH_SIZE)):
        for which in (number % 2, 1 - number % 2):
            start = process_time()
            if which:
                work(batch, lambda index, stage: None)
            else:
                for document in batch:
                    prepare(document.source, document.text or "", nlp(document.text or ""))
            if number * BATCH_SIZE >= 2 * DOCUMENTS_BEFORE_ZONES:
                spent[which] += process_time() - start
    return spent[1] / spent[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pdf", type=Path, metavar="FOLDER", help="PDFs to read (default: made of the corpus letters)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args(arguments)
    if options.letters < 4 * _WARM:
        parser.error(f"{4 * _WARM} letters are the least")
    print(f"Python {platform.python_version()}, spaCy {spacy.__version__}, {platform.machine()}, {os.cpu_count()} processors")
    print(f"a letter in a worker beside a plain loop: {beside_loop(options.letters // 2):.2f}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_texts(folder / "texts", perturbed(options.letters))
        make_pdfs(folder / "pdfs", options.letters, options.pdf)
        for kind, suffix in (("texts", ".db"), ("pdfs", ".db" if options.pdf is None else ".jsonl")):
            clocks: dict[int, list[Clock]] = {workers: [] for workers in options.workers}
            for number in range(options.rounds):
                for workers in options.workers[:: 1 if number % 2 else -1]:
                    clocks[workers].append(run(folder / kind, folder / f"letters{suffix}", workers))
            print(f"\n{kind}, {options.letters} letters to {suffix}, medians of {options.rounds} rounds")
            for workers, done in clocks.items():
                rate = statistics.median(clock.rate() for clock in done)
                main_ms = statistics.median(clock.main_process() for clock in done)
                print(f"{workers} workers {rate:>8.0f} letters/s; main process {main_ms:.2f} ms a letter", flush=True)
            one, two = clocks[options.workers[0]], clocks[options.workers[-1]]
            ratio = statistics.median(b.rate() / a.rate() for a, b in zip(one, two, strict=True))
            print(f"ratio     {ratio:>8.2f}")
            read, rest = reading(folder / kind)
            print(f"reading   {read:>8.2f} ms a letter, pipeline and record {rest:.2f} ms: share {read / (read + rest):.0%}")
    return 0


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
