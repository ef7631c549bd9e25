"""The FDA's NDC directory: its product file, read line by line. Start with `read_products`."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from time import monotonic
from typing import AnyStr, BinaryIO, NamedTuple

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.archives import open_member
from imr_nlp.io.read.documents import Limits
from imr_nlp.io.read.files import open_file, shown
from imr_nlp.io.read.sources import Bounded
from imr_nlp.normalize import collapse


class Product(NamedTuple):
    """A product of the directory: the fields that are used, as they stand there."""

    name: str
    suffix: str
    nonproprietary: str
    substances: str
    route: str
    schedule: str
    kind: str
    category: str


# The column of each field of `Product`; what is not letters is not compared ("Proprietary Name" in an export).
_COLUMNS = (
    "PROPRIETARYNAME",
    "PROPRIETARYNAMESUFFIX",
    "NONPROPRIETARYNAME",
    "SUBSTANCENAME",
    "ROUTENAME",
    "DEASCHEDULE",
    "PRODUCTTYPENAME",
    "MARKETINGCATEGORYNAME",
)
_OPTIONAL = {"PROPRIETARYNAMESUFFIX", "ROUTENAME"}
# With fewer of the columns the file is another one, such as the directory's list of packages.
_FEWEST_COLUMNS = 3
# The file in the archive that holds it.
_MEMBERS = frozenset(f"{name}.{ending}" for name in ("product", "products") for ending in ("txt", "csv", "tsv"))


# The directory's own file has 40 MB; what `imr-nlp extract` may take is for letters.
LIMITS = Limits(file_size=500_000_000, seconds=600.0)
_LONGEST_LINE = 1_000_000


def read_products(path: str | Path, limits: Limits = LIMITS) -> Iterator[Product | None]:
    """The products of the directory's product file, in memory that does not grow with it.

    path (str | Path): product.txt (tab-separated), a .csv of it, or the .zip as downloaded.
    limits (Limits): `file_size` bounds the file, and what it unpacks to; `seconds` the time for all of it.
    YIELDS (Product | None): each product; None for a line with too few fields.
    RAISES (ReadError): not readable, empty, over a limit, not the product file, or without columns that are needed; the message
        names them.
    """
    source = shown(str(path))
    end = monotonic() + limits.seconds
    try:
        with open_file(str(path), source) as file:
            for product in _products(source, _text_lines(source, _opened(file, source, limits.file_size))):
                if monotonic() > end:
                    raise ReadError(Errors.E051.format(path=source, seconds=limits.seconds))
                yield product
    except OSError as error:
        raise ReadError(Errors.E008.format(path=source, reason=error.strerror or error)) from error
    # A damaged or encrypted archive, a field without end.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, csv.Error, UnicodeError) as error:
        raise ReadError(Errors.E008.format(path=source, reason=error)) from error


def _opened(file: BinaryIO, source: str, limit: int) -> BufferedReader:
    """The product file itself, out of its archive if it is in one, and no more of it than the limit."""
    if not zipfile.is_zipfile(file):
        if os.fstat(file.fileno()).st_size > limit:
            raise ReadError(Errors.E024.format(path=source, limit=limit))
        file.seek(0)
        return BufferedReader(Bounded(file, source, limit))
    archive = zipfile.ZipFile(file)
    members = [member for member in archive.infolist() if member.filename.rpartition("/")[2].lower() in _MEMBERS]
    if not members:
        found = shown(", ".join(sorted(archive.namelist())[:5])) or "nothing"
        raise ReadError(Errors.E018.format(path=source, reason=f"an archive without product.txt; it holds {found}"))
    member = min(members, key=lambda member: member.filename)
    return BufferedReader(Bounded(open_member(archive, member, source), source, limit))


def _text_lines(source: str, file: BufferedReader) -> Iterator[str]:
    """Lines in UTF-8, those that are not in Windows-1252; UTF-16 if a byte order mark says so."""
    start = file.peek(len(codecs.BOM_UTF16))[: len(codecs.BOM_UTF16)]
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        text = io.TextIOWrapper(file, "utf-16", newline="")
        yield from _short(source, lambda: text.readline(_LONGEST_LINE))
        return
    for number, line in enumerate(_short(source, lambda: file.readline(_LONGEST_LINE))):
        line = line if number else line.removeprefix(codecs.BOM_UTF8)
        for part in line.splitlines(keepends=True) if not number else (line,):
            try:
                yield part.decode("utf-8")
            except UnicodeDecodeError:
                yield part.decode("cp1252", errors="replace")


def _short(source: str, readline: Callable[[], AnyStr]) -> Iterator[AnyStr]:
    while line := readline():
        if len(line) == _LONGEST_LINE:
            raise ReadError(Errors.E018.format(path=source, reason=f"a line of more than {_LONGEST_LINE:,} characters"))
        yield line


def _products(path: str, lines: Iterator[str]) -> Iterator[Product | None]:
    header = next((line for line in lines if line.strip()), None)
    if header is None:
        raise ReadError(Errors.E011.format(path=path))
    if "\0" in header or header.startswith("%PDF-"):
        raise ReadError(Errors.E018.format(path=path, reason="it holds bytes that no text has"))
    # Quotation marks in the tab-separated file are part of a name; one left open would swallow the rest.
    tabs = "\t" in header
    options = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if tabs else {"delimiter": ",", "quoting": csv.QUOTE_MINIMAL}
    (titles,) = csv.reader([header], **options)  # type: ignore[arg-type]
    places = {re.sub(r"[^A-Z]", "", title.upper()): place for place, title in reversed(list(enumerate(titles)))}
    missing = [column for column in _COLUMNS if column not in places and column not in _OPTIONAL]
    if sum(column in places for column in _COLUMNS) < _FEWEST_COLUMNS:
        begins = collapse(header)[:60]
        raise ReadError(Errors.E018.format(path=path, reason=f"its first line begins {begins!r}"))
    if missing:
        raise ReadError(Errors.E019.format(path=path, columns=", ".join(missing)))
    indices = [places.get(column) for column in _COLUMNS]
    needed = max(place for place in indices if place is not None)
    count = 0
    for values in csv.reader(map(_one_line, lines), **options):  # type: ignore[arg-type]
        if not any(value.strip() for value in values):
            continue
        count += 1
        if len(values) <= needed:
            yield None
            continue
        yield Product(*("" if place is None else values[place].strip().strip('"').strip() for place in indices))
    if not count:
        raise ReadError(Errors.E020.format(path=path))


def _one_line(line: str) -> str:
    """A line without what the csv module refuses inside one."""
    line = line.rstrip("\r\n")
    return line.replace("\0", "").replace("\r", " ") if "\0" in line or "\r" in line else line
