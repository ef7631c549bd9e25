"""The command line: `imr-nlp` and `python -m imr_nlp`, with the arguments of each command. Start with `main`.

Exit status: 0, 1 if a file could not be read, 2 for wrong usage or if nothing was found, 130 and 143 if a signal stopped it,
141 if the reader of the output closed it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from imr_nlp import _start
from imr_nlp._version import __version__
from imr_nlp.commands import (
    INTERRUPTED,
    check_patterns,
    dictionary,
    diff,
    explore,
    extract,
    inflect_patterns,
    lexicon,
    questions,
    report,
    show,
    view,
)
from imr_nlp.errors import Errors, ReadError, WorkerError, WriteError
from imr_nlp.terminal import UnusablePipeline, complain, drop_stdout

T = TypeVar("T", int, float)

_CLOSED_PIPE = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    argv (Sequence[str] | None): arguments; None takes those of the process.
    RETURNS (int): exit status, see the module.
    """
    try:
        _start.interrupts()
        arguments = make_parser().parse_args(argv)
        status = _run(arguments)
        sys.stdout.flush()
    except SystemExit as stop:
        return int(stop.code or 0)
    except BrokenPipeError:
        drop_stdout()
        return _CLOSED_PIPE
    except OSError as error:
        # All files that a command reads and writes are reported where that is done.
        drop_stdout()
        complain(Errors.E014.format(path="standard output", reason=error.strerror or error))
        return 2
    except KeyboardInterrupt:
        drop_stdout()
        complain(Errors.E059)
        return INTERRUPTED
    return status


def _run(arguments: argparse.Namespace) -> int:
    """Run a command; what it cannot go on without ends it with a complaint."""
    try:
        return int(arguments.run(arguments))
    except ReadError as error:
        complain(str(error))
        return 1
    except (WriteError, WorkerError, UnusablePipeline) as error:
        complain(str(error))
        return 2


def make_parser() -> argparse.ArgumentParser:
    """The commands and their arguments.

    RETURNS (ArgumentParser): each command sets `run`, a function from the arguments to the exit status.
    """
    parser = argparse.ArgumentParser(
        prog="imr-nlp", description="Reads California workers' compensation Independent Medical Review letters."
    )
    parser.add_argument("--version", action="version", version=f"imr_nlp {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    show_command = _command(commands, show, "print a readable summary of letters")
    show_command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="file of a letter, - for standard input; a folder, a line a letter; or a database and case numbers in it",
    )
    show_command.add_argument("--json", action="store_true", help="print the whole record as JSON")
    _add_pipeline(show_command)
    _add_pages(commands)
    _add_extract(_command(commands, extract, "read letters into a database, a table or records"))
    _add_diff(_command(commands, diff, "what was gained, lost and changed between two runs over the same letters"))
    lexicon_command = _command(commands, lexicon, "make a pattern file of drugs from the FDA's NDC product file")
    lexicon_command.add_argument("file", metavar="FILE", help="product.txt of the NDC directory, its .zip or .csv")
    lexicon_command.add_argument("-o", "--output", default="-", metavar="FILE", help="JSONL file; - (default) is stdout")
    _add_limits(lexicon_command, seconds=600, megabytes=500)
    _add_patterns(commands.add_parser("patterns", help="check pattern files, the package's and your own"))
    dictionary_command = _command(commands, dictionary, "print the data dictionary: tables, columns and fields")
    dictionary_command.add_argument(
        "--datasette", metavar="DB", help="as metadata (JSON) for Datasette, with labels in place of keys, of that database"
    )
    questions_command = _command(commands, questions, "twelve questions that a database answers, with their SQL")
    questions_command.add_argument("database", metavar="DB", help=".db of `imr-nlp extract`")
    questions_command.add_argument("number", nargs="?", type=int, metavar="N", help="only this question, 1 to 12")
    return parser


def _command(
    commands: Any, run: Callable[[argparse.Namespace], int], help: str, *, name: str | None = None
) -> argparse.ArgumentParser:
    """A command, called as the function that it runs if it has no other name."""
    command: argparse.ArgumentParser = commands.add_parser(name or run.__name__, help=help)
    command.set_defaults(run=run)
    return command


def _add_pages(commands: Any) -> None:
    """The commands whose output is for a browser."""
    view_command = _command(commands, view, "write a page that shows a letter beside its record")
    view_command.add_argument("file", metavar="FILE", help="PDF or text file of a letter, or a database with a letter's CASE")
    view_command.add_argument("case", nargs="?", metavar="CASE", help="case number or source of a letter in the database")
    view_command.add_argument("-o", "--output", default="-", metavar="FILE", help="HTML file; - (default) is stdout")
    _add_pipeline(view_command)
    report_command = _command(commands, report, "write a page of charts and tables about a database")
    report_command.add_argument("database", metavar="DB", help="database that `imr-nlp extract` wrote")
    report_command.add_argument("-o", "--output", default="-", metavar="FILE", help="HTML file; - (default) is stdout")
    explore_command = _command(commands, explore, "serve a database to the browser on this machine (extra explore)")
    explore_command.add_argument("database", metavar="DB", help="database that `imr-nlp extract` wrote")
    explore_command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    explore_command.add_argument("--port", type=_positive(int), default=8001, metavar="N", help="port (default: 8001)")
    _add_pipeline(explore_command)


def _add_extract(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="folder (with those in it), file or glob: .pdf, .docx, .txt, .jsonl, .spacy, .zip of these; - is standard input",
    )
    command.add_argument(
        "--to", metavar="TARGET", help=".db, .sqlite, .jsonl, .parquet, .csv or .spacy; without it JSON lines go to stdout"
    )
    command.add_argument("--table", metavar="NAME", help="what a .csv or .parquet has rows of: letters, issues, citations, ...")
    command.add_argument("--no-text", action="store_true", help="leave the letters' text out of the database")
    command.add_argument("--workers", type=_positive(int), metavar="N", help="processes; as many as processors if not given")
    command.add_argument("--resume", action="store_true", help="go on with a run that was stopped")
    command.add_argument("--retry-failed", action="store_true", help="as --resume, and read again what could not be read")
    command.add_argument("--overwrite", action="store_true", help="replace the target of a former run")
    _add_limits(command, seconds=60, megabytes=20)
    command.add_argument("--text-field", default="text", metavar="NAME", help="key of the text in .jsonl (default: text)")
    command.add_argument("--id-field", default="id", metavar="NAME", help="key of the id in .jsonl (default: id)")
    _add_pipeline(command)


def _add_pipeline(command: argparse.ArgumentParser) -> None:
    command.add_argument("--model", default="imr_nlp", metavar="NAME", help="package or folder of the pipeline")
    command.add_argument(
        "--patterns",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="pattern files of your own, for all components that use their rows; before other options or after the sources",
    )


def _add_limits(command: argparse.ArgumentParser, *, seconds: int, megabytes: int) -> None:
    number = _positive(float)
    command.add_argument("--time-limit", type=number, metavar="S", help=f"seconds for one document (default: {seconds})")
    command.add_argument("--size-limit", type=number, metavar="MB", help=f"size of one file (default: {megabytes})")
    command.add_argument("--memory-limit", type=number, metavar="MB", help="memory of one process (default: 4000)")


def _add_diff(command: argparse.ArgumentParser) -> None:
    command.add_argument("before", metavar="A", help=".jsonl or .db of `imr-nlp extract`; with --over a pipeline")
    command.add_argument("after", metavar="B", help="the same of another run, or another pipeline")
    command.add_argument(
        "--over", nargs="+", metavar="SOURCE", help="A and B are pipelines (package or folder): read these sources with both"
    )
    command.add_argument(
        "--field", action="append", default=[], metavar="PATH", help="only this field and those below it: issues.reasons"
    )
    command.add_argument("--no-places", action="store_true", help="the same words at another place are no difference")
    command.add_argument("--workers", type=_positive(int), metavar="N", help="with --over: processes of each pipeline")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="field by field, with tables, for a review")
    form.add_argument("--json", action="store_true", help="a JSON object a difference")


def _add_patterns(command: argparse.ArgumentParser) -> None:
    commands = command.add_subparsers(metavar="COMMAND", required=True)
    check = _command(commands, check_patterns, "check rows and try their examples", name="check")
    check.add_argument("files", nargs="*", metavar="FILE", help="pattern files (default: all of the package)")
    inflect = _command(commands, inflect_patterns, 'write the word forms of rows with "inflect": true', name="inflect")
    inflect.add_argument("files", nargs="+", metavar="FILE", help="pattern file, changed in place; needs spacy-lookups-data")


def _positive(kind: type[T]) -> Callable[[str], T]:
    def convert(text: str) -> T:
        value = kind(text)
        if not value > 0:
            raise ValueError
        return value

    convert.__name__ = f"positive {kind.__name__}"
    return convert
