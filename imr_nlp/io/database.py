"""A run's database, opened to be read; start with `reading`."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.files import shown
from imr_nlp.io.write.store import check_tables


@contextmanager
def reading(path: str | os.PathLike[str]) -> Iterator[sqlite3.Connection]:
    """A connection that reads only.

    path (str | PathLike): a database that `imr-nlp extract` wrote.
    YIELDS (sqlite3.Connection): closed afterwards.
    RAISES (ReadError): there is no such file, it is no such database, one of an earlier version, or damaged.
    """
    name = shown(os.fspath(path))
    if not os.path.exists(path):
        raise ReadError(Errors.E009.format(path=name))
    try:
        with closing(sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True)) as connection:
            check_tables(name, connection)
            yield connection
    except sqlite3.Error as error:
        raise ReadError(Errors.E063.format(path=name, reason=error)) from error
