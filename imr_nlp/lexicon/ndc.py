"""The FDA's NDC directory: its product file, read line by line. Start with `read_products`."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

from imr_nlp.errors import Errors, ReadError


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


def read_products(path: str | Path) -> Iterator[Product | None]:
    """The products of the directory's product file, in memory that does not grow with it.

    path (str | Path): product.txt (tab-separated), a .csv of it, or the .zip as downloaded.
    YIELDS (Product | None): each product; None for a line with too few fields.
    RAISES (ReadError): not readable, empty, not the product file, or without columns that are needed; the message names them.
    """
    try:
        with _opened(path) as file:
            yield from _products(path, _text_lines(file))
    except FileNotFoundError as error:
        raise ReadError(Errors.E009.format(path=path)) from error
    except OSError as error:
        raise ReadError(Errors.E008.format(path=path, reason=error.strerror or error)) from error
    # A damaged or encrypted archive, a field without end.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, csv.Error, UnicodeError) as error:
        raise ReadError(Errors.E008.format(path=path, reason=error)) from error


@contextmanager
def _opened(path: str | Path) -> Iterator[IO[bytes]]:
    """The product file itself, out of its archive if it is in one."""
    with open(path, "rb") as file:
        if not zipfile.is_zipfile(file):
            file.seek(0)
            yield file
            return
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.rpartition("/")[2].lower() in _MEMBERS]
            if not names:
                found = ", ".join(sorted(archive.namelist())[:5]) or "nothing"
                raise ReadError(Errors.E018.format(path=path, reason=f"an archive without product.txt; it holds {found}"))
            with archive.open(sorted(names)[0]) as member:
                yield member


def _text_lines(file: IO[bytes]) -> Iterator[str]:
    """Lines in UTF-8, those that are not in Windows-1252; UTF-16 if a byte order mark says so."""
    start = file.read(len(codecs.BOM_UTF16))
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        order = "utf-16-le" if start == codecs.BOM_UTF16_LE else "utf-16-be"
        yield from io.TextIOWrapper(file, order, newline="")
        return
    first = (start + file.readline()).removeprefix(codecs.BOM_UTF8)
    for line in chain(first.splitlines(), file):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="replace")


def _products(path: str | Path, lines: Iterator[str]) -> Iterator[Product | None]:
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
        begins = " ".join(header.split())[:60]
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
