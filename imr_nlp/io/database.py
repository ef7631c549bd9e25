"""A run's database, opened to be read; start with `reading` and `letter_text`."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.files import shown
from imr_nlp.io.write.versions import check_tables


@contextmanager
def reading(path: str | os.PathLike[str]) -> Iterator[sqlite3.Connection]:
    """A connection that reads only, to a database that `imr-nlp extract` wrote; closed afterwards.

    RAISES (ReadError): there is no such file, it is no such database, one of an earlier version, or damaged.
    """
    name = shown(os.fspath(path))
    if not os.path.exists(path):
        raise ReadError(Errors.E009.format(path=name))
    try:
        with closing(read_only(path)) as connection:
            check_tables(name, connection)
            yield connection
    except sqlite3.Error as error:
        raise ReadError(Errors.E063.format(path=name, reason=error)) from error


def read_only(path: str | os.PathLike[str]) -> sqlite3.Connection:
    """A connection that reads only, to any database; none is made where none is. The caller closes it."""
    return sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True)


def letter_text(path: str | os.PathLike[str], name: str) -> str:
    """The text of a letter, named by case number or source, in a database: that in which the offsets of its record count.

    RAISES (ReadError): as `reading`; there is no such letter, or its text was left out.
    """
    query = "SELECT text FROM letters JOIN letter_texts ON letter_id = letters.id WHERE case_number = ? OR source = ?"
    with reading(path) as connection:
        found = connection.execute(query, (name, name)).fetchone()
    if found is None:
        raise ReadError(Errors.E108.format(path=shown(os.fspath(path)), name=shown(name)))
    if found[0] is None:
        raise ReadError(Errors.E110.format(path=shown(os.fspath(path)), name=shown(name)))
    return str(found[0])
