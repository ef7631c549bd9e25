"""The command line: `imr-nlp` and `python -m imr_nlp`. Start with `main`.

Exit status: 0, 1 if a file could not be read, 2 for wrong usage or if nothing was found, 130 and 143 if a signal stopped it,
141 if the reader of the output closed it.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, TypeVar

from imr_nlp import _start
from imr_nlp._version import __version__
from imr_nlp.errors import Errors, PatternError, ReadError, WorkerError, WriteError

T = TypeVar("T", int, float)

_INTERRUPTED, _CLOSED_PIPE = 130, 141
_DATABASES = (".db", ".sqlite", ".sqlite3")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    argv (Sequence[str] | None): arguments; None takes those of the process.
    RETURNS (int): exit status, see the module.
    """
    try:
        _start.interrupts()
        arguments = make_parser().parse_args(argv)
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except SystemExit as stop:
        return int(stop.code or 0)
    except BrokenPipeError:
        _drop_stdout()
        return _CLOSED_PIPE
    except OSError as error:
        # All files that a command reads and writes are reported where that is done.
        _drop_stdout()
        _complain(Errors.E014.format(path="standard output", reason=error.strerror or error))
        return 2
    except KeyboardInterrupt:
        _drop_stdout()
        _complain(Errors.E059)
        return _INTERRUPTED
    return status


def _drop_stdout() -> None:
    """Nothing more goes out: Python flushes it once more when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    view_command = commands.add_parser("view", help="write a page that shows a letter beside its record")
    view_command.add_argument("file", metavar="FILE", help="PDF or text file of a letter")
    view_command.add_argument("-o", "--output", default="-", metavar="FILE", help="HTML file; - (default) is stdout")
    view_command.set_defaults(run=view)
    report_command = commands.add_parser("report", help="write a page of charts and tables about a database")
    report_command.add_argument("database", metavar="DB", help="database that `imr-nlp extract` wrote")
    report_command.add_argument("-o", "--output", default="-", metavar="FILE", help="HTML file; - (default) is stdout")
    report_command.set_defaults(run=report)
    _add_extract(commands.add_parser("extract", help="read letters into a database, a table or records"))
    _add_diff(commands.add_parser("diff", help="what was gained, lost and changed between two runs over the same letters"))
    lexicon_command = commands.add_parser("lexicon", help="make a pattern file of drugs from the FDA's NDC product file")
    lexicon_command.add_argument("file", metavar="FILE", help="product.txt of the NDC directory, its .zip or .csv")
    lexicon_command.add_argument("-o", "--output", default="-", metavar="FILE", help="JSONL file; - (default) is stdout")
    lexicon_command.set_defaults(run=lexicon)
    _add_patterns(commands.add_parser("patterns", help="check pattern files, the package's and your own"))
    dictionary_command = commands.add_parser("dictionary", help="print the data dictionary: tables, columns and fields")
    dictionary_command.add_argument(
        "--datasette", metavar="DB", help="as metadata (JSON) for Datasette, with labels in place of keys, of that database"
    )
    dictionary_command.set_defaults(run=dictionary)
    questions_command = commands.add_parser("questions", help="twelve questions that a database answers, with their SQL")
    questions_command.add_argument("database", metavar="DB", help=".db of `imr-nlp extract`")
    questions_command.add_argument("number", nargs="?", type=int, metavar="N", help="only this question, 1 to 12")
    questions_command.set_defaults(run=questions)
    return parser


def _add_extract(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="folder (with those in it), file or glob: .pdf, .txt, .jsonl, .spacy, .zip of these",
    )
    command.add_argument(
        "--to", metavar="TARGET", help=".db, .sqlite, .jsonl, .parquet, .csv or .spacy; without it JSON lines go to stdout"
    )
    command.add_argument("--table", metavar="NAME", help="what a .csv or .parquet has rows of: letters, issues, citations, ...")
    command.add_argument("--no-text", action="store_true", help="leave the letters' text out of the database")
    command.add_argument("--workers", type=_positive(int), metavar="N", help="processes; as many as processors if not given")
    command.add_argument("--resume", action="store_true", help="go on with a run that was stopped")
    command.add_argument("--overwrite", action="store_true", help="replace the target of a former run")
    command.add_argument("--time-limit", type=_positive(float), metavar="S", help="seconds for one letter (default: 60)")
    command.add_argument("--size-limit", type=_positive(float), metavar="MB", help="size of one file (default: 20)")
    command.add_argument("--memory-limit", type=_positive(float), metavar="MB", help="memory of one worker (default: 4000)")
    command.add_argument("--text-field", default="text", metavar="NAME", help="key of the text in .jsonl (default: text)")
    command.add_argument("--id-field", default="id", metavar="NAME", help="key of the id in .jsonl (default: id)")
    command.add_argument("--model", default="imr_nlp", metavar="NAME", help="package or folder of the pipeline")
    command.set_defaults(run=extract)


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
    command.set_defaults(run=diff)


def _add_patterns(command: argparse.ArgumentParser) -> None:
    commands = command.add_subparsers(metavar="COMMAND", required=True)
    check = commands.add_parser("check", help="check rows and try their examples")
    check.add_argument("files", nargs="*", metavar="FILE", help="pattern files (default: all of the package)")
    check.set_defaults(run=check_patterns)
    inflect = commands.add_parser("inflect", help='write the word forms of rows with "inflect": true')
    inflect.add_argument("files", nargs="+", metavar="FILE", help="pattern file, changed in place; needs spacy-lookups-data")
    inflect.set_defaults(run=inflect_patterns)


def _positive(kind: type[T]) -> Callable[[str], T]:
    def convert(text: str) -> T:
        value = kind(text)
        if not value > 0:
            raise ValueError
        return value

    convert.__name__ = f"positive {kind.__name__}"
    return convert


def show(arguments: argparse.Namespace) -> int:
    """`imr-nlp show`: summaries or records on stdout."""
    from imr_nlp import load
    from imr_nlp.io import read_letter
    from imr_nlp.view.text import summary

    nlp = load()
    width = shutil.get_terminal_size().columns
    failures = shown = 0
    with _stdout("utf-8" if arguments.json else None) as out:
        for source in arguments.files:
            try:
                record = nlp(read_letter(source))._.imr
            except ReadError as error:
                failures += 1
                _complain(str(error))
                continue
            if arguments.json:
                out.write(_json(record.to_dict(), indent=2) + "\n")
                continue
            heading = f"{source}\n" if len(arguments.files) > 1 else ""
            out.write("\n" * bool(shown) + heading + summary(record, width) + "\n")
            shown += 1
    return int(failures > 0)


def view(arguments: argparse.Namespace) -> int:
    """`imr-nlp view`: a page in a file or on stdout."""
    from imr_nlp import load
    from imr_nlp.io import read_letter
    from imr_nlp.view.page import render

    return _write_page(arguments.file, arguments.output, lambda path: render(load()(read_letter(path))))


def report(arguments: argparse.Namespace) -> int:
    """`imr-nlp report`: a page in a file or on stdout."""
    from imr_nlp.view.report import report as page

    return _write_page(arguments.database, arguments.output, page)


def _write_page(source: str, target: str, make: Callable[[str], str]) -> int:
    """Write the page that is made of a file; the exit status."""
    if _same_file(source, target):
        _complain(Errors.E016.format(path=target))
        return 2
    try:
        page = make(source)
        with _stdout("utf-8") if target == "-" else _output(target) as out:
            out.write(page)
    except (ReadError, WriteError) as error:
        _complain(str(error))
        return 1 if isinstance(error, ReadError) else 2
    except BrokenPipeError:
        raise
    except OSError as error:
        _complain(Errors.E014.format(path=target, reason=error.strerror))
        return 2
    return 0


def extract(arguments: argparse.Namespace) -> int:
    """`imr-nlp extract`: records in a target or on stdout, a summary on stderr."""
    from imr_nlp.io.read.documents import DEFAULT_LIMITS, Limits
    from imr_nlp.io.run.report import Report, complain, stop_on_terminate, summary_line
    from imr_nlp.io.run.run import Options, RunSummary, errors_place, extract_lines, extract_to

    target = arguments.to
    if target is None and (arguments.resume or arguments.overwrite or arguments.table or arguments.no_text):
        complain(Errors.E057)
        return 2
    if target is not None and any(_holds(path, target) for path in arguments.sources):
        complain(Errors.E016.format(path=target))
        return 2
    limits = Limits(
        int((arguments.size_limit or 0) * 1e6) or DEFAULT_LIMITS.file_size,
        arguments.time_limit or DEFAULT_LIMITS.seconds,
        int((arguments.memory_limit or 0) * 1e6) or DEFAULT_LIMITS.memory,
    )
    fields = (arguments.text_field, arguments.id_field)
    options = Options(arguments.workers, arguments.model, limits, *fields, not arguments.no_text, arguments.table)
    sources = arguments.sources

    def run(report: Report) -> RunSummary:
        if target is None:
            with _stdout("utf-8") as out:
                return extract_lines(sources, out, options=options, on_progress=report)
        flags = {"resume": arguments.resume, "overwrite": arguments.overwrite}
        return extract_to(sources, target, **flags, options=options, on_progress=report)

    elsewhere = None if target is None else errors_place(target)
    try:
        with stop_on_terminate(), Report(lambda: options.documents(sources), elsewhere=elsewhere) as report:
            summary = run(report)
    except (WriteError, WorkerError) as error:
        complain(str(error))
        return 2
    except KeyboardInterrupt as stop:
        complain(Errors.E059 if target is None else Errors.E058)
        return int(stop.args[0]) if stop.args else _INTERRUPTED
    for notice in summary.notices:
        complain(notice)
    print(summary_line(summary, target), file=sys.stderr)
    return 2 if summary.found_nothing else int(summary.counts.failures > 0)


def diff(arguments: argparse.Namespace) -> int:
    """`imr-nlp diff`: differences and their totals on stdout."""
    from imr_nlp.io.diff import Comparison, model_pairs, open_output, output_pairs
    from imr_nlp.io.diff.report import Result, write_json, write_markdown, write_text

    write = write_markdown if arguments.markdown else write_json if arguments.json else write_text
    result = Result(Comparison(not arguments.no_places))
    failures: list[str] = []

    def failed(message: str) -> None:
        _complain(message)
        failures.append(message)

    try:
        with ExitStack() as stack:
            out = stack.enter_context(_stdout("utf-8"))
            if arguments.over:
                given = (arguments.before, arguments.after, arguments.over)
                pairs = model_pairs(*given, workers=arguments.workers, on_failure=failed)
            else:
                pairs = output_pairs(*(stack.enter_context(open_output(path)) for path in (arguments.before, arguments.after)))
            write(result, pairs, out, arguments.field)
    except (ReadError, WorkerError) as error:
        _complain(str(error))
        return 2
    return int(bool(failures))


def lexicon(arguments: argparse.Namespace) -> int:
    """`imr-nlp lexicon`: rows of an extra pattern file, a summary on stderr."""
    from imr_nlp.lexicon import Lexicon, summary
    from imr_nlp.lexicon.ndc import read_products

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


def check_patterns(arguments: argparse.Namespace) -> int:
    """`imr-nlp patterns check`: problems on stdout, a summary on stderr."""
    from imr_nlp.rules.check import check_files

    try:
        found = check_files(arguments.files)
    except (OSError, UnicodeDecodeError) as error:
        _complain(str(error))
        return 2
    for message in (*found.problems, *found.warnings):
        print(message)
    counts = f"{found.rows} rows, {found.examples} examples, {len(found.problems)} problems, {len(found.warnings)} warnings"
    print(counts, file=sys.stderr)
    return int(bool(found.problems))


def inflect_patterns(arguments: argparse.Namespace) -> int:
    """`imr-nlp patterns inflect`: files changed in place, a summary on stderr."""
    from imr_nlp.rules.inflect import inflect_file

    for path in arguments.files:
        try:
            print(f"{path}: forms of {inflect_file(path)} rows written", file=sys.stderr)
        except (PatternError, OSError, UnicodeDecodeError) as error:
            _complain(str(error))
            return 2
    return 0


def dictionary(arguments: argparse.Namespace) -> int:
    """`imr-nlp dictionary`: Markdown or Datasette's JSON on stdout."""
    from imr_nlp.io.write.dictionary import datasette_metadata
    from imr_nlp.io.write.dictionary import dictionary as text

    with _stdout("utf-8") as out:
        name = arguments.datasette
        out.write(text() if name is None else _json(datasette_metadata(Path(name).stem), indent=2) + "\n")
    return 0


def questions(arguments: argparse.Namespace) -> int:
    """`imr-nlp questions`: question, SQL and table of one or all on stdout."""
    from imr_nlp.io.questions import answer
    from imr_nlp.io.questions import questions as all_questions

    wanted = [one.number for one in all_questions()] if arguments.number is None else [arguments.number]
    try:
        with _stdout("utf-8") as out:
            for number in wanted:
                table = answer(arguments.database, number)
                question = all_questions()[number - 1]
                out.write(f"{number}. {question.text}\n\n{question.query}\n\n{table}\n" + "\n" * (number != wanted[-1]))
    except (ReadError, ValueError) as error:
        _complain(str(error))
        return 2
    return 0


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


def _holds(source: str, target: str) -> bool:
    """Whether what is written would be read: the target is the source, or in it and of such a kind, or its errors are."""
    if not os.path.isdir(source):
        return os.path.exists(source) and _same_file(source, target)
    inside = Path(target).resolve().is_relative_to(Path(source).resolve())
    return inside and Path(target).suffix.lower() not in _DATABASES


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
