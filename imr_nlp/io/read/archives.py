"""Zip archives, read without unpacking anything to disk; a name in one is never used as a path.

Every way in which an archive can be broken is a ReadError, and no member gives more bytes than it may.
"""

from __future__ import annotations

import os
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.files import accessing, open_file

# What `zipfile` raises for archives that are broken, or made to be.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    IndexError,
    OverflowError,
)
_ENCRYPTED = 0x1
# Other methods have no bound on what a piece of a few bytes unpacks to.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def unpacking(source: str) -> Iterator[None]:
    """Turn what a broken archive raises into a ReadError, whose message calls it `source`."""
    try:
        yield
    except ReadError:
        raise
    except _BROKEN as error:
        reason = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
        raise ReadError(Errors.E026.format(path=source, reason=reason.rstrip("."))) from error


def open_archive(path: str, source: str) -> zipfile.ZipFile:
    """An archive with its table of contents read; the caller closes it with `close_archive`.

    RAISES (ReadError): it cannot be read, or is no archive.
    """
    file = open_file(path, source)
    try:
        with unpacking(source):
            return zipfile.ZipFile(file)
    except BaseException:
        file.close()
        raise


def close_archive(archive: zipfile.ZipFile) -> None:
    """Close an archive of `open_archive`, and its file."""
    file = archive.fp
    archive.close()
    if file is not None:
        file.close()


def open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> IO[bytes]:
    """A file in an archive; read it under `unpacking`, and no more of it than its limit.

    RAISES (ReadError): it is encrypted, packed in a way that is not read, or broken.
    """
    if member.flag_bits & _ENCRYPTED:
        raise ReadError(Errors.E027.format(path=source))
    if member.compress_type not in _METHODS:
        raise ReadError(Errors.E026.format(path=source, reason="packed by another method than deflate"))
    with unpacking(source):
        return archive.open(member)


def read_member(path: str, member: str, source: str, limit: int) -> bytes:
    """The bytes of a file in an archive. The archive stays open for the next call, until another one is asked for.

    RAISES (ReadError): archive or file is missing, encrypted, broken or over the limit.
    """
    archive = _last.open(path, source)
    try:
        info = archive.getinfo(member)
    except KeyError as error:
        raise ReadError(Errors.E026.format(path=source, reason="no such file in the archive")) from error
    if info.file_size > limit:
        raise ReadError(Errors.E025.format(path=source, limit=limit))
    with open_member(archive, info, source) as file, unpacking(source):
        data = file.read(limit + 1)  # the size in the archive may be a lie
    if len(data) > limit:
        raise ReadError(Errors.E025.format(path=source, limit=limit))
    return data


class _Last(threading.local):
    """The archive read last: one with 100,000 letters would otherwise be searched 100,000 times."""

    version: tuple[str, int, int] | None = None
    archive: zipfile.ZipFile | None = None

    def open(self, path: str, source: str) -> zipfile.ZipFile:
        with accessing(source):
            status = os.stat(path)
        version = (path, status.st_size, status.st_mtime_ns)
        if self.archive is None or self.version != version:
            self.close()
            self.archive, self.version = open_archive(path, source), version
        return self.archive

    def close(self) -> None:
        if self.archive is not None:
            close_archive(self.archive)
        self.archive = self.version = None


_last = _Last()
