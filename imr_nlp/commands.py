"""What the commands of the command line do, each a function from its arguments to its exit status.

`imr_nlp.cli` has the arguments and what an exit status means. A command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from imr_nlp.errors import Errors, PatternError, ReadError, WriteError
from imr_nlp.terminal import (
    Complaints,
    check_apart,
    complain,
    load_pipeline,
    output,
    stdout,
    with_stdin,
    would_be_read,
)
from imr_nlp.text.harmless import escaped, json_text

if TYPE_CHECKING:
    from imr_nlp.io.read.documents import Limits
    from imr_nlp.io.read.sources import Source

INTERRUPTED = 130


def show(arguments: argparse.Namespace) -> int:
    """`imr-nlp show`: summaries, lines or records on stdout."""
    from imr_nlp.show import Records, show

    failed = Complaints()
    several = len(arguments.files) > 1
    with ExitStack() as stack:
        out = stack.enter_context(stdout("utf-8" if arguments.json else None))
        records = Records(lambda: load_pipeline(arguments), failed).of(with_stdin(arguments.files, stack))
        if arguments.json:
            for shown in records:
                out.write(json_text(shown.record.to_dict(), indent=2) + "\n")
        else:
            for text in show(records, shutil.get_terminal_size().columns, several=several):
                out.write(text)
    return int(failed.count > 0)


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
    serve(arguments.database, lambda: load_pipeline(arguments), host=arguments.host, port=arguments.port)
    return 0


def _write_page(source: str, target: str, make: Callable[[str], str]) -> int:
    """Write the page that is made of a file; the exit status."""
    check_apart(source, target)
    page = make(source)
    with output(target) as out:
        out.write(page)
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
        raise WriteError(Errors.E016.format(path=target))
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
    except KeyboardInterrupt as stop:
        complain(Errors.E059 if target is None else Errors.E058)
        return int(stop.args[0]) if stop.args else INTERRUPTED
    for notice in summary.notices:
        complain(notice)
    print(summary_line(summary, target), file=sys.stderr)
    return 2 if summary.found_nothing else int(summary.counts.failures > 0)


def _limits(arguments: argparse.Namespace, default: Limits) -> Limits:
    return replace(
        default,
        file_size=int((arguments.size_limit or 0) * 1e6) or default.file_size,
        seconds=arguments.time_limit or default.seconds,
        memory=int((arguments.memory_limit or 0) * 1e6) or default.memory,
    )


def diff(arguments: argparse.Namespace) -> int:
    """`imr-nlp diff`: differences and their totals on stdout."""
    from imr_nlp.io.diff import Comparison, model_pairs, open_output, output_pairs
    from imr_nlp.io.diff.report import Result, write_json, write_markdown, write_text

    write = write_markdown if arguments.markdown else write_json if arguments.json else write_text
    result = Result(Comparison(not arguments.no_places))
    failed = Complaints()
    try:
        with ExitStack() as stack:
            out = stack.enter_context(stdout("utf-8"))
            if arguments.over:
                given = (arguments.before, arguments.after, arguments.over)
                pairs = model_pairs(*given, workers=arguments.workers, on_failure=failed)
            else:
                pairs = output_pairs(*(stack.enter_context(open_output(path)) for path in (arguments.before, arguments.after)))
            write(result, pairs, out, arguments.field)
    except ReadError as error:
        complain(str(error))
        return 2
    return int(failed.count > 0)


def lexicon(arguments: argparse.Namespace) -> int:
    """`imr-nlp lexicon`: rows of an extra pattern file, a summary on stderr."""
    from imr_nlp.io.run.worker import memory_limited
    from imr_nlp.lexicon import Lexicon, summary
    from imr_nlp.lexicon.ndc import LIMITS, read_products

    check_apart(arguments.file, arguments.output)
    limits = _limits(arguments, LIMITS)
    drugs = Lexicon()
    try:
        with memory_limited(limits.memory):
            drugs.add_all(read_products(arguments.file, limits))
    except MemoryError as error:
        raise ReadError(Errors.E052.format(path=arguments.file, megabytes=limits.memory / 1e6)) from error
    with output(arguments.output) as out:
        for row in drugs.rows():
            out.write(json_text(row) + "\n")
    print(summary(drugs.counts), file=sys.stderr)
    return 0


def check_patterns(arguments: argparse.Namespace) -> int:
    """`imr-nlp patterns check`: problems on stdout, a summary on stderr."""
    from imr_nlp.rules.check import check_files

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
        out.write(text() if name is None else json_text(datasette_metadata(Path(name).stem), indent=2) + "\n")
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
