"""What the commands have in common: standard input and output, files that are written, the pipeline, complaints."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TextIO

from imr_nlp.errors import Errors, WriteError
from imr_nlp.text.harmless import complaint

if TYPE_CHECKING:
    from spacy.language import Language

    from imr_nlp.io.read.sources import Source


def drop_stdout() -> None:
    """Nothing more goes out: Python flushes it once more when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class UnusablePipeline(Exception):
    """The pipeline that was asked for cannot be loaded; the message says why."""


def load_pipeline(arguments: argparse.Namespace) -> Language:
    from imr_nlp.pipeline import load_any

    try:
        return load_any(arguments.model, arguments.patterns)
    except (OSError, ValueError) as error:
        raise UnusablePipeline(Errors.E055.format(model=arguments.model, reason=error)) from error


def with_stdin(sources: Sequence[str], stack: ExitStack, limit: int | None = None) -> list[Source]:
    """The sources, in place of - a file with what standard input has, as far as it may be read."""
    from imr_nlp.io.read.documents import DEFAULT_LIMITS, Document

    if "-" not in sources:
        return list(sources)
    path = os.path.join(stack.enter_context(TemporaryDirectory()), "letter")
    with open(path, "wb") as file:
        file.write(sys.stdin.buffer.read((limit or DEFAULT_LIMITS.file_size) + 1))
    return [Document("-", path=path) if source == "-" else source for source in sources]


def complain(message: str) -> None:
    print(complaint(message), file=sys.stderr)


class Complaints:
    """Complains, and counts how often."""

    count = 0

    def __call__(self, message: str) -> None:
        complain(message)
        self.count += 1


@contextmanager
def stdout(encoding: str | None) -> Iterator[TextIO]:
    """Standard output; a character that a terminal's own encoding lacks (encoding None) is shown as "?"."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # In JSON a backslash escape stands for the character, also for the undecodable part of a file name.
        reconfigure(encoding=encoding, errors="backslashreplace" if encoding else "replace")
    yield sys.stdout


def same_file(path: str, other: str) -> bool:
    return other != "-" and os.path.exists(other) and os.path.samefile(path, other)


def check_apart(source: str, target: str) -> None:
    """Refuse, with a WriteError, to write what is read."""
    if same_file(source, target):
        raise WriteError(Errors.E016.format(path=target))


def would_be_read(source: str, target: str) -> bool:
    """Whether what is written would be read: the target is the source, or in it and of such a kind, or its errors are."""
    from imr_nlp.io.write.export import DATABASES

    if not os.path.isdir(source):
        return os.path.exists(source) and same_file(source, target)
    inside = Path(target).resolve().is_relative_to(Path(source).resolve())
    return inside and Path(target).suffix.lower() not in DATABASES


@contextmanager
def output(path: str) -> Iterator[TextIO]:
    """A text file that takes the place of `path` when it is complete, see `imr_nlp.io.write.files.replaced`; - is stdout."""
    from imr_nlp.io.write.files import replaced

    if path == "-":
        with stdout("utf-8") as out:
            yield out
        return
    with replaced(Path(path)) as file:
        text = TextIOWrapper(file, "utf-8", "backslashreplace", newline="\n")
        try:
            yield text
            text.flush()
        finally:
            with suppress(OSError):
                text.detach()
