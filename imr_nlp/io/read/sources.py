"""What there is to read: folders, files, patterns of names, archives and texts. Start with `find_documents`."""

from __future__ import annotations

import os
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from io import BufferedReader, RawIOBase
from typing import IO, Any, cast

from imr_nlp.errors import Errors, ReadError
from imr_nlp.io.read.archives import close_archive, open_archive, open_member, unpacking
from imr_nlp.io.read.documents import Document, Failure, Limits
from imr_nlp.io.read.files import accessing, no_access, open_file, shown
from imr_nlp.io.read.folders import SUFFIXES, count_skipped, is_pattern, is_wanted, matching, search, suffix_of
from imr_nlp.io.read.json_lines import read_json_lines

Source = str | os.PathLike[str] | tuple[object, object] | Document

# Text packs to a tenth, and nothing that is meant to be read to less than a hundredth.
_MOST_UNPACKED = 200
_NAMELESS = '""'


def find_documents(
    arguments: Source | Iterable[Source],
    limits: Limits = Limits(),
    *,
    text_field: str = "text",
    id_field: str = "id",
    skipped: Counter[str] | None = None,
) -> Iterator[Document | Failure]:
    """The documents that the arguments stand for, one by one, in an order that is the same in every run.

    arguments (Iterable[str | Path | tuple[str, str] | Document]): each a file, of any name; a folder, searched with the folders
        in it in the order of their names for files that end in `folders.SUFFIXES`; a pattern of file names, in which ** stands
        for any number of folders; id and text of a letter; or a document. An argument may be a link; links that are found in a
        folder are not followed.
    limits (Limits): `file_size` bounds a line of a .jsonl file.
    text_field (str): the key of the text in a .jsonl file.
    id_field (str): the key of the id in a .jsonl file, which becomes part of the source.
    skipped (Counter[str] | None): counts files in folders and archives that are passed over, by suffix.
    YIELDS (Document | Failure): documents, a .jsonl file one each line, an archive one each file; and failures, stage "find",
        for what is not there, cannot be searched or has nothing in it, stage "read" for a line without a text. A file that
        several arguments stand for comes once. No source comes twice, if each id of a text is given once.

    >>> from imr_nlp.io.read.sources import find_documents
    >>> [os.path.basename(document.source) for document in find_documents(["corpus/letters/a0[12].txt"])]
    ['a01.txt', 'a02.txt']
    """
    if isinstance(arguments, str | os.PathLike | Document):
        arguments = [arguments]
    finder = _Finder(limits, text_field, id_field, Counter() if skipped is None else skipped)
    for argument, last in _with_last(cast("Iterable[Source]", arguments)):
        if isinstance(argument, tuple):
            yield _given(argument)
        elif isinstance(argument, Document):
            yield argument
        else:
            yield from finder.find(os.fspath(argument), last)


def _with_last(arguments: Iterable[Source]) -> Iterator[tuple[Source, bool]]:
    """Each argument, and whether it is the last."""
    iterator = iter(arguments)
    for argument in iterator:
        for following in iterator:
            yield argument, False
            argument = following
        yield argument, True


def _given(argument: tuple[object, ...]) -> Document | Failure:
    name, text = argument
    source = shown(str(name)) or _NAMELESS
    if isinstance(text, str):
        return Document(source, text=text)
    reason = f"it is a {type(text).__name__}"
    return Failure.of(source, "read", Errors.E031.format(path=source, field="text", reason=reason))


class _Finder:
    """Finds documents, a file once; see `find_documents`."""

    def __init__(self, limits: Limits, text_field: str, id_field: str, skipped: Counter[str]) -> None:
        self.limit = limits.file_size
        self.read_lines = partial(read_json_lines, limit=self.limit, text_field=text_field, id_field=id_field)
        self.skipped = skipped
        self.seen: set[int] = set()

    def find(self, path: str, last: bool) -> Iterator[Document | Failure]:
        """The documents of one argument. Those of the last are not remembered, so that one folder takes no memory."""
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as error:
            if isinstance(error, FileNotFoundError) and is_pattern(path) and not os.path.lexists(path):
                yield from self._several(matching(path), path, last, Errors.E022)
            else:
                yield _failure(no_access(name_of(path) or _NAMELESS, error), path)
            return
        if stat.S_ISDIR(mode):
            yield from self._several(search(path, self.skipped), path, last, Errors.E010)
        else:
            yield from self._file(path, last)

    def _several(self, found: Iterator[str | Failure], path: str, last: bool, nothing: str) -> Iterator[Document | Failure]:
        empty = True
        for item in found:
            empty = False
            if isinstance(item, Failure):
                yield item
            elif os.path.islink(item):
                yield _failure(ReadError(Errors.E101.format(path=shown(item))), item)
            else:
                yield from self._file(item, last)
        if empty:
            yield _failure(_empty(path, nothing), path)

    def _file(self, path: str, last: bool) -> Iterator[Document | Failure]:
        key = hash(os.path.abspath(path)) if self.seen or not last else 0
        if key in self.seen:
            return
        if not last:
            self.seen.add(key)
        source = name_of(path)
        suffix = suffix_of(path)
        try:
            with accessing(source):
                if not stat.S_ISREG(os.stat(path).st_mode):
                    raise ReadError(Errors.E023.format(path=source))
                if suffix == ".zip":
                    yield from self._archive(path, source)
                elif suffix == ".jsonl":
                    with open_file(path, source) as file:
                        yield from self.read_lines(cast("BufferedReader", file), source)
                else:
                    yield Document(source, path=path)
        except ReadError as error:
            yield _failure(error, path)

    def _archive(self, path: str, source: str) -> Iterator[Document | Failure]:
        archive = open_archive(path, source)
        empty = True
        try:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                if not is_wanted(member.filename):
                    count_skipped(member.filename, self.skipped)
                    continue
                empty = False
                yield from self._member(archive, member, path, f"{source}/{name_of(member.filename)}")
        finally:
            close_archive(archive)
        if empty:
            yield _failure(_empty(path, Errors.E010), path)

    def _member(
        self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str, source: str
    ) -> Iterator[Document | Failure]:
        suffix = suffix_of(member.filename)
        if archive.getinfo(member.filename) is not member:
            yield Failure.of(source, "find", Errors.E029.format(path=source))
        elif suffix == ".zip":
            yield Failure.of(source, "find", Errors.E028.format(path=source))
        elif suffix == ".jsonl":
            try:
                with open_member(archive, member, source) as file, unpacking(source):
                    most = max(self.limit, _MOST_UNPACKED * member.compress_size)
                    yield from self.read_lines(BufferedReader(Bounded(file, source, most)), source)
            except ReadError as error:
                yield Failure.of(source, "find", str(error))
        else:
            yield Document(source, path=path, member=member.filename)


class Bounded(RawIOBase):
    """A file in an archive that ends with an error where no honest one would go on, after `most` bytes."""

    def __init__(self, file: IO[bytes], source: str, most: int) -> None:
        super().__init__()
        self.file = file
        self.source = source
        self.left = self.most = most

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As `io.RawIOBase.readinto`."""
        data = self.file.read(len(buffer))
        self.left -= len(data)
        if self.left < 0:
            raise ReadError(Errors.E025.format(path=self.source, limit=self.most))
        buffer[: len(data)] = data
        return len(data)


def name_of(path: str) -> str:
    """What a file or a member of an archive is called as a source: no letter in a file has the name of another file.

    >>> print(name_of("a.jsonl:1:b.txt"))
    a.jsonl\\x3a1:b.txt
    """
    name = shown(path)
    for ending, mark in ((".jsonl", ":"), (".spacy", "#")):
        while (place := name.lower().find(ending + mark)) >= 0:
            place += len(ending)
            name = f"{name[:place]}\\x{ord(mark):02x}{name[place + 1 :]}"
    return name


def _failure(error: ReadError, path: str) -> Failure:
    return Failure.of(name_of(path) or _NAMELESS, "find", str(error))


def _empty(path: str, message: str) -> ReadError:
    return ReadError(message.format(path=shown(path), suffixes=", ".join(SUFFIXES)))
