"""The command line: `imr-nlp` and `python -m imr_nlp`. Start with `main`.

Exit status: 0, 1 if a file could not be read, 2 for wrong usage, 141 if the reader of the output closed it.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from imr_nlp._version import __version__
from imr_nlp.errors import Errors, ReadError

_CLOSED_PIPE = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    argv (Sequence[str] | None): arguments; None takes those of the process.
    RETURNS (int): exit status, see the module.
    """
    parser = make_parser()
    try:
        arguments = parser.parse_args(argv)
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except SystemExit as stop:
        return int(stop.code or 0)
    except BrokenPipeError:
        # Python flushes stdout once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    except KeyboardInterrupt:
        return 130
    return status


def make_parser() -> argparse.ArgumentParser:
    """The commands and their arguments.

    RETURNS (ArgumentParser): each command sets `run`, a function from the arguments to the exit status.
    """
    parser = argparse.ArgumentParser(
        prog="imr-nlp", description="Reads California workers' compensation Independent Medical Review letters."
    )
    parser.add_argument("--version", action="version", version=f"imr_nlp {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    show_command = commands.add_parser("show", help="print a readable summary of letters")
    show_command.add_argument("files", nargs="+", metavar="FILE", help="PDF or text file of a letter")
    show_command.add_argument("--json", action="store_true", help="print the whole record as JSON")
    show_command.set_defaults(run=show)
    extract_command = commands.add_parser("extract", help="write one record a line as JSON")
    extract_command.add_argument("paths", nargs="+", metavar="PATH", help="text file, or folder searched for .txt files")
    extract_command.add_argument("-o", "--output", default="-", metavar="FILE", help="JSONL file; - (default) is stdout")
    extract_command.set_defaults(run=extract)
    lexicon_command = commands.add_parser("lexicon", help="make a pattern file of drugs from the FDA's NDC product file")
    lexicon_command.add_argument("file", metavar="FILE", help="product.txt of the NDC directory, its .zip or .csv")
    lexicon_command.add_argument("-o", "--output", default="-", metavar="FILE", help="JSONL file; - (default) is stdout")
    lexicon_command.set_defaults(run=lexicon)
    dictionary_command = commands.add_parser("dictionary", help="print the data dictionary: tables, columns and fields")
    dictionary_command.set_defaults(run=dictionary)
    return parser


def show(arguments: argparse.Namespace) -> int:
    """`imr-nlp show`: summaries or records on stdout."""
    from imr_nlp import load
    from imr_nlp.view import summary

    reader = _Reader(arguments.files, folders=False)
    nlp = load()
    width = shutil.get_terminal_size().columns
    with _stdout("utf-8" if arguments.json else None) as out:
        for number, (source, text) in enumerate(reader):
            record = nlp(text)._.imr
            if arguments.json:
                out.write(_json(record.to_dict(), indent=2) + "\n")
                continue
            heading = f"{source}\n" if len(arguments.files) > 1 else ""
            out.write("\n" * bool(number) + heading + summary(record, width) + "\n")
    return int(reader.failures > 0)


def extract(arguments: argparse.Namespace) -> int:
    """`imr-nlp extract`: one record a line, a summary on stderr."""
    from imr_nlp import load
    from imr_nlp.io import records

    reader = _Reader(arguments.paths, folders=True)
    if any(os.path.exists(path) and _same_file(path, arguments.output) for path in arguments.paths):
        _complain(Errors.E016.format(path=arguments.output))
        return 2
    nlp = load()
    letters = issues = 0
    decisions: Counter[str] = Counter()
    opened = _stdout("utf-8") if arguments.output == "-" else _output(arguments.output)
    try:
        with opened as out:
            for source, record in records(nlp, reader, on_error=reader.failed):
                out.write(_json({"source": source, **record}) + "\n")
                letters += 1
                issues += len(record["issues"])
                decisions.update(issue["decision"] for issue in record["issues"])
            if not letters and reader.failures:
                raise _NothingRead
    except _NothingRead:
        pass
    except BrokenPipeError:
        raise
    except OSError as error:
        _complain(Errors.E014.format(path=arguments.output, reason=error.strerror))
        return 2
    print(
        f"{letters} letters, {issues} issues: {decisions['upheld']} upheld, {decisions['overturned']} overturned; "
        f"{reader.failures} not read",
        file=sys.stderr,
    )
    return int(reader.failures > 0)


def lexicon(arguments: argparse.Namespace) -> int:
    """`imr-nlp lexicon`: rows of an extra pattern file, a summary on stderr."""
    from imr_nlp.lexicon import Lexicon, summary
    from imr_nlp.ndc import read_products

    drugs = Lexicon()
    try:
        drugs.add_all(read_products(arguments.file))
    except ReadError as error:
        _complain(str(error))
        return 1
    if _same_file(arguments.file, arguments.output):
        _complain(Errors.E016.format(path=arguments.output))
        return 2
    try:
        opened = _stdout("utf-8") if arguments.output == "-" else _output(arguments.output)
        with opened as out:
            for row in drugs.rows():
                out.write(_json(row) + "\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        _complain(Errors.E014.format(path=arguments.output, reason=error.strerror))
        return 2
    print(summary(drugs.counts), file=sys.stderr)
    return 0


def dictionary(arguments: argparse.Namespace) -> int:
    """`imr-nlp dictionary`: Markdown on stdout."""
    from imr_nlp.io.dictionary import dictionary as text

    with _stdout("utf-8") as out:
        out.write(text())
    return 0


class _NothingRead(Exception):
    """Of all that was to be read nothing could be; an output file stays as it was."""


class _Reader:
    """Name and text of each letter; what cannot be read is reported and counted.

    paths (Sequence[str]): files, or also folders.
    folders (bool): whether folders are searched.
    """

    def __init__(self, paths: Sequence[str], *, folders: bool) -> None:
        self.paths = paths
        self.folders = folders
        self.failures = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        from imr_nlp.io import read_letter

        for name in self._names():
            try:
                text = read_letter(name)
            except ReadError as error:
                self.failed(error)
                continue
            yield name, text

    def _names(self) -> Iterator[str]:
        from imr_nlp.io import find_letters

        for path in self.paths:
            if not self.folders:
                yield path
                continue
            try:
                yield from find_letters(path, self.failed)
            except ReadError as error:
                self.failed(error)

    def failed(self, error: ReadError) -> None:
        """Report and count what could not be read."""
        self.failures += 1
        _complain(str(error))


def _complain(message: str) -> None:
    print(f"imr-nlp: {message}", file=sys.stderr)


def _json(value: dict[str, Any], indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


@contextmanager
def _stdout(encoding: str | None) -> Iterator[TextIO]:
    """Standard output; a character that a terminal's own encoding lacks (encoding None) is shown as "?"."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        # In JSON a backslash escape stands for the character, also for the undecodable part of a file name.
        reconfigure(encoding=encoding, errors="backslashreplace" if encoding else "replace")
    yield sys.stdout


def _same_file(path: str, other: str) -> bool:
    return other != "-" and os.path.exists(other) and os.path.samefile(path, other)


@contextmanager
def _output(path: str) -> Iterator[TextIO]:
    """A file that takes the place of `path` when it is complete, so that a run which fails leaves the former one as it was."""
    part = f"{path}.part"
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if os.path.exists(path) and not os.path.isfile(path):  # a device, a pipe
        part = path
    try:
        with open(part, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            yield file
    except BaseException:
        if part != path:
            with suppress(OSError):
                os.remove(part)
        raise
    if part != path:
        os.replace(part, path)
