"""The command line: `imr-nlp` and `python -m imr_nlp`. Start with `main`.

Exit status: 0, 1 if a file could not be read, 2 for wrong usage or if nothing was found, 130 and 143 if a signal stopped it,
141 if the reader of the output closed it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from imr_nlp import _start
from imr_nlp._version import __version__
from imr_nlp.errors import Errors, PatternError, ReadError, WorkerError, WriteError
from imr_nlp.terminal import (
    UnusablePipeline,
    complain,
    drop_stdout,
    json_line,
    load_pipeline,
    output,
    same_file,
    stdout,
    with_stdin,
    would_be_read,
)

if TYPE_CHECKING:
    from imr_nlp.io.read.documents import Limits
    from imr_nlp.io.read.sources import Source

T = TypeVar("T", int, float)

_INTERRUPTED, _CLOSED_PIPE = 130, 141


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
        drop_stdout()
        return _CLOSED_PIPE
    except WriteError as error:
        complain(str(error))
        return 2
    except OSError as error:
        # All files that a command reads and writes are reported where that is done.
        drop_stdout()
        complain(Errors.E014.format(path="standard output", reason=error.strerror or error))
        return 2
    except KeyboardInterrupt:
        drop_stdout()
        complain(Errors.E059)
        return _INTERRUPTED
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
    show_command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="file of a letter, - for standard input; a folder, a line a letter; or a database and case numbers in it",
    )
    show_command.add_argument("--json", action="store_true", help="print the whole record as JSON")
    _add_pipeline(show_command)
    show_command.set_defaults(run=show)
    _add_pages(commands)
    _add_extract(commands.add_parser("extract", help="read letters into a database, a table or records"))
    _add_diff(commands.add_parser("diff", help="what was gained, lost and changed between two runs over the same letters"))
    lexicon_command = commands.add_parser("lexicon", help="make a pattern file of drugs from the FDA's NDC product file")
    lexicon_command.add_argument("file", metavar="FILE", help="product.txt of the NDC directory, its .zip or .csv")
    lexicon_command.add_argument("-o", "--output", default="-", metavar="FILE", help="JSONL file; - (default) is stdout")
    _add_limits(lexicon_command, seconds=600, megabytes=500)
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


def _add_pages(commands: Any) -> None:
    """The commands whose output is for a browser."""
    view_command = commands.add_parser("view", help="write a page that shows a letter beside its record")
    view_command.add_argument("file", metavar="FILE", help="PDF or text file of a letter, or a database with a letter's CASE")
    view_command.add_argument("case", nargs="?", metavar="CASE", help="case number or source of a letter in the database")
    view_command.add_argument("-o", "--output", default="-", metavar="FILE", help="HTML file; - (default) is stdout")
    _add_pipeline(view_command)
    view_command.set_defaults(run=view)
    report_command = commands.add_parser("report", help="write a page of charts and tables about a database")
    report_command.add_argument("database", metavar="DB", help="database that `imr-nlp extract` wrote")
    report_command.add_argument("-o", "--output", default="-", metavar="FILE", help="HTML file; - (default) is stdout")
    report_command.set_defaults(run=report)
    explore_command = commands.add_parser("explore", help="serve a database to the browser on this machine (extra explore)")
    explore_command.add_argument("database", metavar="DB", help="database that `imr-nlp extract` wrote")
    explore_command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    explore_command.add_argument("--port", type=_positive(int), default=8001, metavar="N", help="port (default: 8001)")
    _add_pipeline(explore_command)
    explore_command.set_defaults(run=explore)


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
    command.set_defaults(run=extract)


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


def _limits(arguments: argparse.Namespace, default: Limits) -> Limits:
    return replace(
        default,
        file_size=int((arguments.size_limit or 0) * 1e6) or default.file_size,
        seconds=arguments.time_limit or default.seconds,
        memory=int((arguments.memory_limit or 0) * 1e6) or default.memory,
    )


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
    """`imr-nlp show`: summaries, lines or records on stdout."""
    from imr_nlp.show import Records, show

    failures: list[str] = []

    def failed(message: str) -> None:
        complain(message)
        failures.append(message)

    several = len(arguments.files) > 1
    with ExitStack() as stack:
        out = stack.enter_context(stdout("utf-8" if arguments.json else None))
        records = Records(lambda: load_pipeline(arguments), failed).of(with_stdin(arguments.files, stack))
        try:
            if arguments.json:
                for shown in records:
                    out.write(json_line(shown.record.to_dict(), indent=2) + "\n")
            else:
                for text in show(records, shutil.get_terminal_size().columns, several=several):
                    out.write(text)
        except UnusablePipeline as error:
            complain(str(error))
            return 2
    return int(bool(failures))


def view(arguments: argparse.Namespace) -> int:
    """`imr-nlp view`: a page in a file or on stdout."""
    from imr_nlp.io import read_letter
    from imr_nlp.io.database import letter_text
    from imr_nlp.view.page import render

    def page(path: str) -> str:
        letter = read_letter(path) if arguments.case is None else letter_text(path, arguments.case)
        return render(load_pipeline(arguments)(letter))

    return _write_page(arguments.file, arguments.output, page)


def report(arguments: argparse.Namespace) -> int:
    """`imr-nlp report`: a page in a file or on stdout."""
    from imr_nlp.view.report import report as page

    return _write_page(arguments.database, arguments.output, page)


def explore(arguments: argparse.Namespace) -> int:
    """`imr-nlp explore`: a server until it is stopped; its address on stderr."""
    from imr_nlp.view.explorer import LOOPBACK
    from imr_nlp.view.explorer import explore as serve

    if arguments.host not in (LOOPBACK, "localhost", "::1"):
        complain(Errors.W005.format(host=arguments.host))
    print(f"http://{arguments.host}:{arguments.port}/ (Ctrl-C stops it)", file=sys.stderr, flush=True)
    try:
        serve(arguments.database, lambda: load_pipeline(arguments), host=arguments.host, port=arguments.port)
    except (ReadError, WriteError) as error:
        complain(str(error))
        return 1 if isinstance(error, ReadError) else 2
    return 0


def _write_page(source: str, target: str, make: Callable[[str], str]) -> int:
    """Write the page that is made of a file; the exit status."""
    if same_file(source, target):
        complain(Errors.E016.format(path=target))
        return 2
    try:
        page = make(source)
        with stdout("utf-8") if target == "-" else output(target) as out:
            out.write(page)
    except (ReadError, WriteError, UnusablePipeline) as error:
        complain(str(error))
        return 1 if isinstance(error, ReadError) else 2
    return 0


def extract(arguments: argparse.Namespace) -> int:
    """`imr-nlp extract`: records in a target or on stdout, a summary on stderr."""
    from imr_nlp.io.read.documents import DEFAULT_LIMITS
    from imr_nlp.io.run.options import Options
    from imr_nlp.io.run.report import Report, stop_on_terminate, summary_line
    from imr_nlp.io.run.run import RunSummary, errors_place, extract_lines, extract_to

    target = arguments.to
    flags = {"resume": arguments.resume, "overwrite": arguments.overwrite, "retry_failed": arguments.retry_failed}
    if target is None and (any(flags.values()) or arguments.table or arguments.no_text):
        complain(Errors.E057)
        return 2
    if target is not None and any(would_be_read(path, target) for path in arguments.sources):
        complain(Errors.E016.format(path=target))
        return 2
    limits = _limits(arguments, DEFAULT_LIMITS)
    fields = (arguments.text_field, arguments.id_field)
    kept = (not arguments.no_text, arguments.table)
    options = Options(arguments.workers, arguments.model, limits, *fields, *kept, tuple(arguments.patterns))

    def run(sources: list[Source], report: Report) -> RunSummary:
        if target is None:
            with stdout("utf-8") as out:
                return extract_lines(sources, out, options=options, on_progress=report)
        return extract_to(sources, target, **flags, options=options, on_progress=report)

    elsewhere = None if target is None else errors_place(target)
    try:
        with ExitStack() as stack:
            stack.enter_context(stop_on_terminate())
            sources = with_stdin(arguments.sources, stack, limits.file_size)
            run_report = Report(lambda: options.documents(sources), elsewhere=elsewhere)
            summary = run(sources, stack.enter_context(run_report))
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
        complain(message)
        failures.append(message)

    try:
        with ExitStack() as stack:
            out = stack.enter_context(stdout("utf-8"))
            if arguments.over:
                given = (arguments.before, arguments.after, arguments.over)
                pairs = model_pairs(*given, workers=arguments.workers, on_failure=failed)
            else:
                pairs = output_pairs(*(stack.enter_context(open_output(path)) for path in (arguments.before, arguments.after)))
            write(result, pairs, out, arguments.field)
    except (ReadError, WorkerError) as error:
        complain(str(error))
        return 2
    return int(bool(failures))


def lexicon(arguments: argparse.Namespace) -> int:
    """`imr-nlp lexicon`: rows of an extra pattern file, a summary on stderr."""
    from imr_nlp.io.run.worker import memory_limited
    from imr_nlp.lexicon import Lexicon, summary
    from imr_nlp.lexicon.ndc import LIMITS, read_products

    if same_file(arguments.file, arguments.output):
        complain(Errors.E016.format(path=arguments.output))
        return 2
    limits = _limits(arguments, LIMITS)
    drugs = Lexicon()
    try:
        with memory_limited(limits.memory):
            drugs.add_all(read_products(arguments.file, limits))
    except ReadError as error:
        complain(str(error))
        return 1
    except MemoryError:
        complain(Errors.E052.format(path=arguments.file, megabytes=limits.memory / 1e6))
        return 1
    with stdout("utf-8") if arguments.output == "-" else output(arguments.output) as out:
        for row in drugs.rows():
            out.write(json_line(row) + "\n")
    print(summary(drugs.counts), file=sys.stderr)
    return 0


def check_patterns(arguments: argparse.Namespace) -> int:
    """`imr-nlp patterns check`: problems on stdout, a summary on stderr."""
    from imr_nlp.rules.check import check_files
    from imr_nlp.text.harmless import escaped

    try:
        found = check_files(arguments.files)
    except (OSError, UnicodeDecodeError) as error:
        complain(str(error))
        return 2
    for message in (*found.problems, *found.warnings):
        print(escaped(message))
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
            complain(str(error))
            return 2
    return 0


def dictionary(arguments: argparse.Namespace) -> int:
    """`imr-nlp dictionary`: Markdown or Datasette's JSON on stdout."""
    from imr_nlp.io.write.dictionary import datasette_metadata
    from imr_nlp.io.write.dictionary import dictionary as text

    with stdout("utf-8") as out:
        name = arguments.datasette
        out.write(text() if name is None else json_line(datasette_metadata(Path(name).stem), indent=2) + "\n")
    return 0


def questions(arguments: argparse.Namespace) -> int:
    """`imr-nlp questions`: question, SQL and table of one or all on stdout."""
    from imr_nlp.io.questions import answer
    from imr_nlp.io.questions import questions as all_questions

    wanted = [one.number for one in all_questions()] if arguments.number is None else [arguments.number]
    try:
        with stdout("utf-8") as out:
            for number in wanted:
                table = answer(arguments.database, number)
                question = all_questions()[number - 1]
                out.write(f"{number}. {question.text}\n\n{question.query}\n\n{table}\n" + "\n" * (number != wanted[-1]))
    except (ReadError, ValueError) as error:
        complain(str(error))
        return 2
    return 0
