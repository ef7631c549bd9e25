"""Files on disk as they are found: what is no plain file is not waited for, and a name is shown in characters that print."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from imr_nlp.errors import Errors, ReadError
from imr_nlp.text.harmless import ESCAPES

# A pipe that nobody writes to would keep `open` waiting.
_FLAGS = getattr(os, "O_NONBLOCK", 0)
# Bytes of a name that are no UTF-8, which Python gives as surrogates from here on. No two names become the same: what begins
# with a backslash already has two.
_BYTES = {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(0x80, 0x100)}
# Blanks of other widths, which look like the blank.
_BLANKS = {code: f"\\u{code:04x}" for code in (0xA0, 0x1680, *range(0x2000, 0x200B), 0x205F, 0x3000)}
_ESCAPES = {**ESCAPES, **_BYTES, **_BLANKS, ord("\\"): "\\\\"}


def shown(name: str) -> str:
    """A name in characters that print and that any encoding of Unicode has.

    name (str): of a file, perhaps with bytes that are no UTF-8, or of a member of an archive, perhaps with control characters.
    RETURNS (str): those escaped, and backslashes doubled, so that two names never become one; "/" between folders on every
        system.

    >>> shown("letters/a\\udcff\\n.pdf")
    'letters/a\\\\xff\\\\x0a.pdf'
    """
    name = name.replace(os.sep, "/") if os.sep != "/" else name
    return name if name.isprintable() and "\\" not in name else name.translate(_ESCAPES)


def no_access(path: str, error: OSError | ValueError) -> ReadError:
    """The message for what the system says about a path (ValueError: a zero byte in the name), to raise or report."""
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return ReadError(Errors.E009.format(path=path))
    return ReadError(Errors.E008.format(path=path, reason=error.strerror or type(error).__name__))


@contextmanager
def accessing(source: str) -> Iterator[None]:
    """Turn what the system says about a path into a ReadError, whose message calls it `source`."""
    try:
        yield
    except ReadError:
        raise
    except (OSError, ValueError) as error:
        raise no_access(source, error) from error


def open_file(path: str, source: str) -> BinaryIO:
    """A plain file, open for reading; the caller closes it.

    RAISES (ReadError): nothing is there, it is not plain, or may not be read.
    """
    with accessing(source):
        # A device may do something when it is opened, so its kind is asked before; a pipe may have come since.
        if not stat.S_ISREG(mode := os.stat(path).st_mode) and not stat.S_ISDIR(mode):
            raise ReadError(Errors.E023.format(path=source))
        file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _FLAGS))  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise ReadError(Errors.E023.format(path=source))
    return file


def read_file(path: str, source: str, limit: int) -> bytes:
    """The bytes of a plain file.

    RAISES (ReadError): as `open_file`; it is over the limit.
    """
    with open_file(path, source) as file:
        return read_bounded(file, source, limit)


def read_bounded(file: BinaryIO, source: str, limit: int) -> bytes:
    """What an open file holds, as `read_file`."""
    if os.fstat(file.fileno()).st_size > limit:
        raise ReadError(Errors.E024.format(path=source, limit=limit))
    with accessing(source):
        data = file.read(limit + 1)  # it may be growing, and has no size at all in /proc
    if len(data) > limit:
        raise ReadError(Errors.E024.format(path=source, limit=limit))
    return data
