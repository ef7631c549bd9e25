"""What holds while a worker is started, and what ends one that came upon the start itself. Start with `starting`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import util

UNGUARDED = 78  # exit status, EX_CONFIG
_SAFE_PATH = "PYTHONSAFEPATH"


def end_if_imported_by_worker() -> None:
    """End a worker whose import of the main module came as far as starting an extraction: the main guard is missing.

    The parent, which knows by the exit status, says so. In any other process nothing happens.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(UNGUARDED)


@contextmanager
def starting() -> Iterator[None]:
    """What holds while a process is started.

    It imports nothing from the working directory, where Python would look first until it has the import path of this one.
    Ctrl-C is put off, and the process never sees it, not even before it can say so itself.
    """
    with _safe_path(), _nameless_main():
        if not hasattr(signal, "pthread_sigmask"):
            yield
            return
        if sys.platform != "win32":
            # Starting the tracker would let interrupts through again.
            from multiprocessing.resource_tracker import ensure_running

            ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _safe_path() -> Iterator[None]:
    if sys.version_info < (3, 11):
        # No variable says so yet; what the isolated mode leaves out, the process is told.
        arguments = util._args_from_interpreter_flags  # type: ignore[attr-defined]
        util._args_from_interpreter_flags = lambda: [*arguments(), "-I"]  # type: ignore[attr-defined]
        try:
            yield
        finally:
            util._args_from_interpreter_flags = arguments  # type: ignore[attr-defined]
        return
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


@contextmanager
def _nameless_main() -> Iterator[None]:
    """A program that came on standard input is no file, so that a process cannot import it."""
    main = sys.modules["__main__"]
    name = getattr(main, "__file__", None)
    if name is None or os.path.exists(name):
        yield
        return
    main.__file__ = None
    try:
        yield
    finally:
        main.__file__ = name
