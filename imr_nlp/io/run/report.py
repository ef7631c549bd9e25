"""What a run says on the terminal while it goes on: a bar with letters a second and time left, and what fails."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from imr_nlp.io.read.documents import Failure
from imr_nlp.io.run.run import Progress, RunSummary
from imr_nlp.text.harmless import complaint

MOST_SHOWN = 20
_SIGNALLED = 128


class Report:
    """A context manager, called with what is done.

    documents (Callable[[], Iterable]): the documents of the run; they are counted meanwhile, for the time left.
    elsewhere (str | None): where failures stand besides, so that some are enough here; None shows all.
    bar (bool | None): whether there is a bar; None: if stderr is a terminal.
    """

    def __init__(self, documents: Callable[[], Iterable[object]], *, elsewhere: str | None, bar: bool | None = None) -> None:
        self._documents = documents
        self._elsewhere = elsewhere
        self._shown = 0
        self._counted: int | None = None
        self._more = 0
        self._has_bar = sys.stderr.isatty() if bar is None else bar
        self._bar: Any = None

    def __enter__(self) -> Report:
        if self._has_bar:
            from tqdm import tqdm

            self._bar = tqdm(unit=" letters", dynamic_ncols=True, smoothing=0.1, file=sys.stderr)
            threading.Thread(target=self._count, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            bar, self._bar = self._bar, None
            bar.close()

    def __call__(self, progress: Progress) -> None:
        """Show what has come about."""
        for finished in progress.finished:
            self._move(max(1, len(finished.letters)))
            for failure in finished.failures:
                self.failed(failure)
        for failure in progress.duplicates:
            self.failed(failure)
        if self._bar is not None and progress.passed_over:
            # Moves the bar, not the speed.
            self._bar.initial += progress.passed_over
            self._bar.last_print_n += progress.passed_over
            self._bar.n += progress.passed_over

    def failed(self, failure: Failure) -> None:
        """Show a failure."""
        if self._elsewhere is not None and self._shown == MOST_SHOWN:
            self.say(f"there are more errors; all are in {self._elsewhere}")
        elif self._elsewhere is None or self._shown < MOST_SHOWN:
            self.say(str(failure))
        self._shown += 1

    def say(self, message: str) -> None:
        """A line above the bar."""
        (print if self._bar is None else self._bar.write)(complaint(message), file=sys.stderr)

    def _move(self, letters: int) -> None:
        if self._bar is None:
            return
        # A .spacy file was counted as one.
        self._more += letters - 1
        if self._counted is not None:
            self._bar.total = self._counted + self._more
        self._bar.update(letters)

    def _count(self) -> None:
        total = 0
        for _ in self._documents():
            if self._bar is None:
                return
            total += 1
        self._counted = total
        bar = self._bar
        if bar is not None:
            bar.total = total + self._more
            bar.refresh()


def summary_line(summary: RunSummary, target: str | None) -> str:
    """What a run says at its end."""
    counts = summary.counts
    unknown = f"{counts.unknown} of unknown form, " * bool(counts.unknown)
    end = f"{unknown}{counts.duplicates} duplicates, {counts.failures} errors"
    if summary.was_complete:
        return f"{target} is complete: nothing to do; {end}"
    return (
        f"{counts.letters} letters, {counts.issues} issues: {counts.upheld} upheld, {counts.overturned} overturned; "
        f"{end if target is not None else f'{unknown}{counts.failures} errors'}"
    )


@contextmanager
def stop_on_terminate() -> Iterator[None]:
    """SIGTERM stops as Ctrl-C does; the KeyboardInterrupt holds the exit status."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt(_SIGNALLED + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
