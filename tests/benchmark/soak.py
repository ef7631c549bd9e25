"""Memory over a long run of letters with ever new words.

usage: python tests/benchmark/soak.py [--letters N] [--workers N] [--every N] [--to TARGET]

Letters of the corpus, perturbed, as a stream; prints the resident memory of the main process and of each worker, and at the end
what it is beside that after the first 5,000. Linux only. Start with `main`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from letters import perturbed

from imr_nlp.io.run.run import Options, Progress, extract_to

FIRST = 5_000


def resident(pid: int) -> float:
    """Megabytes of memory that a process has."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


class Memory:
    """Called with the progress of a run; prints a row every so many letters.

    every (int): letters.
    """

    def __init__(self, every: int) -> None:
        self.every = every
        self.done = 0
        self.start = monotonic()
        self.rows: list[tuple[int, list[float]]] = []
        print(f"{'letters':>9}{'seconds':>9}{'main MB':>9}  workers MB")

    def __call__(self, progress: Progress) -> None:
        before = self.done
        self.done += len(progress.finished)
        if before // self.every != self.done // self.every:
            workers = sorted((child.pid or 0) for child in multiprocessing.active_children())
            memory = [resident(pid) for pid in (os.getpid(), *workers)]
            self.rows.append((self.done, memory))
            cells = "".join(f"{value:>9.1f}" for value in memory)
            print(f"{self.done:>9,}{monotonic() - self.start:>9.0f}{cells}", flush=True)

    def ratios(self) -> list[float]:
        """Memory at the end beside that after the first letters, of each process."""
        first = next(memory for done, memory in self.rows if done >= min(FIRST, self.rows[-1][0]))
        return [last / before for before, last in zip(first, self.rows[-1][1], strict=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=FIRST, help=f"letters between two rows (default: {FIRST})")
    parser.add_argument("--to", type=Path, metavar="TARGET", help="where letters are stored (default: a .db that is removed)")
    options = parser.parse_args(arguments)
    memory = Memory(options.every)
    with tempfile.TemporaryDirectory() as folder:
        target = options.to or Path(folder, "letters.db")
        summary = extract_to(perturbed(options.letters), target, options=Options(workers=options.workers), on_progress=memory)
        size = target.stat().st_size / 1e6
    seconds = monotonic() - memory.start
    counts = summary.counts
    print(f"{counts.letters:,} letters, {counts.duplicates} duplicates, {counts.failures} errors in {seconds:.0f} s")
    print(f"{counts.letters / seconds:.0f} letters/s with loading; target {size:.0f} MB")
    if memory.rows:
        print("end beside the first 5,000:", *(f"{ratio:.3f}" for ratio in memory.ratios()), "(main, workers)")
    return int(counts.failures > 0)


if __name__ == "__main__":
    sys.exit(main())
