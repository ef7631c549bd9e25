"""Twelve questions that researchers and lawyers ask of a database, as SQL files beside this one. Start with `answer`.

The first line of a file is the question, further lines that begin with `--` say how it counts; all of it can be pasted into any
SQLite program.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from imr_nlp.errors import Errors
from imr_nlp.io.database import reading
from imr_nlp.text.harmless import blanked


class Question(NamedTuple):
    """A question and the query that answers it.

    number (int): from 1.
    name (str): name of its file, "01_drug_class".
    text (str): the question.
    query (str): SQL with its comments.
    """

    number: int
    name: str
    text: str
    query: str


class Answer(NamedTuple):
    """The table that a query gives: its columns, and rows of strings, numbers and None."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __str__(self) -> str:
        """Columns under each other, numbers to the right."""
        if not self.rows:
            return "(no rows)"
        cells = [tuple(_cell(value) for value in row) for row in self.rows]
        widths = [max(map(len, column)) for column in zip(self.columns, *cells, strict=True)]
        right = [all(isinstance(value, int | float | None) for value in column) for column in zip(*self.rows, strict=True)]
        lines = [self.columns, ["-" * width for width in widths], *cells]
        return "\n".join(_line(line, widths, right) for line in lines)


@cache
def questions() -> tuple[Question, ...]:
    """All questions, in order.

    >>> questions()[7].text
    'How many days pass from the application to the decision, by priority?'
    """
    found = sorted((file for file in files(__package__).iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    queries = [(file.name.removesuffix(".sql"), file.read_text("utf-8").strip()) for file in found]
    return tuple(
        Question(number, name, query.partition("\n")[0].removeprefix("-- "), query)
        for number, (name, query) in enumerate(queries, start=1)
    )


def answer(path: str | os.PathLike[str], number: int) -> Answer:
    """The answer to a question.

    path (str | PathLike): a database that `imr-nlp extract` wrote; only read.
    number (int): of the question.
    RETURNS (Answer): the table.
    RAISES (ReadError): there is no such file, it is no such database, or one of an earlier version.
    RAISES (ValueError): there is no such question.
    """
    if not 1 <= number <= len(questions()):
        raise ValueError(Errors.E077.format(number=number, last=len(questions())))
    with reading(path) as connection:
        cursor = connection.execute(questions()[number - 1].query)
        return Answer(tuple(column[0] for column in cursor.description), cursor.fetchall())


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else blanked(str(value))


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    placed = zip(cells, widths, right, strict=True)
    return "  ".join(cell.rjust(width) if is_right else cell.ljust(width) for cell, width, is_right in placed).rstrip()
