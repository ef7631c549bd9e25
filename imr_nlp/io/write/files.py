"""Files that are written: whole or not at all, through no link, and by one run at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from imr_nlp.errors import Errors, WriteError

_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of another when it is complete and on the disk.

    It is `path`.part until then. What stands there, of a run that was killed or put there by somebody else, is removed, never
    written to; nor is what a link leads to.

    path (Path): the file; a device or pipe is written to itself.
    YIELDS (IO[bytes]): open for writing.
    RAISES (WriteError): it cannot be written; what stood there before stays.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with _reported(path), open(path, "wb") as file:
            yield file
        return
    part = path.with_name(f"{path.name}.part")
    if path.is_dir():
        raise WriteError(Errors.E014.format(path=path, reason="a folder"))
    with _reported(path):
        part.unlink(missing_ok=True)
        descriptor = os.open(part, _FLAGS | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with _reported(path), open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with _reported(path):
            os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other runs from a target; the lock ends with the process, however that happens.

    path (Path): the target; the lock is on `path`.lock, which is removed at the end.
    RAISES (WriteError): another run has it.
    """
    place = path.with_name(f"{path.name}.lock")
    with _reported(path):
        descriptor = _lock(place, path)
    try:
        yield
    finally:
        # Removed while it is held: who opens it later makes one of its own.
        with suppress(OSError):
            os.unlink(place)
        os.close(descriptor)


def _lock(place: Path, path: Path) -> int:
    while True:
        descriptor = os.open(place, _FLAGS | os.O_CREAT, 0o666)
        try:
            _take(descriptor)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), os.stat(place)):
                    return descriptor
        except BlockingIOError as error:
            os.close(descriptor)
            raise WriteError(Errors.E100.format(path=path)) from error
        # It was the lock of a run that has ended meanwhile.
        os.close(descriptor)


def _take(descriptor: int) -> None:
    """Lock an open file.

    RAISES (BlockingIOError): another process has it.
    """
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be removed
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(Errors.E014.format(path=path, reason=error.strerror or error)) from error
