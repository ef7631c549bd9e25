"""Zip archives: each way of being broken is an error that says so, and no file in one gives more bytes than it may."""

from __future__ import annotations

import threading
import zipfile
import zlib
from pathlib import Path

import pytest

from bad_files import LIMIT, archive, bad_archives, with_flags, with_method
from imr_nlp.errors import Errors, ReadError
from imr_nlp.io import Document, Limits, read_texts
from imr_nlp.io.read import archives
from imr_nlp.io.read.archives import close_archive, open_archive, open_member, read_member, unpacking

SOUND = archive({"a.txt": b"A short letter.", "b/c.txt": b"Another."})


def read(path: Path, member: str | None = None, limit: int = LIMIT) -> list[tuple[str, str]]:
    return list(read_texts(Document("source", path=str(path), member=member), Limits(file_size=limit)))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (zipfile.BadZipFile("Bad magic number."), "Bad magic number"),
        (zlib.error("Error -3"), "Error -3"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (EOFError(), "EOFError"),
        (NotImplementedError("patched data"), "patched data"),
        (OverflowError("too large"), "too large"),
    ],
    ids=repr,
)
def test_what_a_broken_archive_raises(error: Exception, reason: str) -> None:
    with pytest.raises(ReadError) as raised, unpacking("a.zip/b.txt"):
        raise error
    assert str(raised.value) == str(ReadError(Errors.E026.format(path="a.zip/b.txt", reason=reason)))
    assert raised.value.__cause__ is error


@pytest.mark.parametrize("error", [ReadError(Errors.E011.format(path="a")), KeyError("a"), MemoryError()], ids=repr)
def test_what_is_none_of_an_archive_stays_as_it_is(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised, unpacking("a.zip"):
        raise error
    assert raised.value is error


def test_open_and_close(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(SOUND)
    packed = open_archive(str(path), "source")
    file = packed.fp
    assert packed.namelist() == ["a.txt", "b/c.txt"] and file is not None and not file.closed
    close_archive(packed)
    assert file.closed
    close_archive(packed)


@pytest.mark.parametrize(
    ("member", "limit", "found"),
    [
        pytest.param("a.txt", 100, b"A short letter.", id="read"),
        pytest.param("b/c.txt", 8, b"Another.", id="the limit, to the byte"),
        pytest.param("b/c.txt", 7, "E025", id="one byte over"),
        pytest.param("c.txt", 100, "E026", id="no such file"),
        pytest.param("A.txt", 100, "E026", id="another case"),
        pytest.param("../a.txt", 100, "E026", id="a path"),
    ],
)
def test_read_member(tmp_path: Path, member: str, limit: int, found: bytes | str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(SOUND)
    assert read_or_code(path, member, limit) == found


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(with_flags(SOUND, 0x1), "E027", id="encrypted"),
        pytest.param(with_method(SOUND, zipfile.ZIP_BZIP2), "E026", id="bzip2"),
        pytest.param(with_method(SOUND, 99), "E026", id="an unknown method"),
        pytest.param(with_method(archive({"a.txt": b""}), zipfile.ZIP_STORED), b"", id="empty and not packed"),
        pytest.param(SOUND[:-30], "E026", id="cut off"),
        pytest.param(b"", "E026", id="empty"),
        pytest.param(bad_archives(1000)["damaged.zip"][0], "E026", id="damaged"),
    ],
)
def test_archives_of_all_kinds(tmp_path: Path, data: bytes, code: bytes | str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert read_or_code(path, "a.txt", 1000) == code


@pytest.mark.parametrize(("name", "code"), [("bomb.zip", "E025"), ("lying_bomb.zip", "E026")])
def test_bombs(tmp_path: Path, name: str, code: str) -> None:
    """One says how large it is, the other does not."""
    path = tmp_path / name
    path.write_bytes(bad_archives(1000)[name][0])
    assert read_or_code(path, "bomb.txt", 1000) == code


def test_size_in_the_archive_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"a.txt": b"x" * 500}))
    get = zipfile.ZipFile.getinfo

    def small(packed: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
        member = get(packed, name)
        monkeypatch.setattr(member, "file_size", 1)
        return member

    monkeypatch.setattr(zipfile.ZipFile, "getinfo", small)
    monkeypatch.setattr(archives, "open_member", lambda packed, member, source: path.open("rb"))
    assert read_or_code(path, "a.txt", 20) == "E025"


def test_methods_without_a_bound_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("a.txt", "A short letter.")
    assert read_or_code(path, "a.txt", 1000) == "E026"


def test_missing_archive(tmp_path: Path) -> None:
    assert read_or_code(tmp_path / "none.zip", "a.txt", 100) == "E009"


def test_member_is_open_at_its_begin(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(SOUND)
    packed = open_archive(str(path), "source")
    with open_member(packed, packed.getinfo("b/c.txt"), "source") as file:
        assert file.read(4) == b"Anot"
    close_archive(packed)


def read_or_code(path: Path, member: str, limit: int) -> bytes | str:
    """The bytes of a file in an archive, or the code of the error, whose message names the file."""
    try:
        return read_member(str(path), member, "the source", limit)
    except ReadError as error:
        assert "the source" in str(error)
        return error.code


def test_archive_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    open_archive = archives.open_archive

    def counting(path: str, source: str) -> object:
        opened.append(path)
        return open_archive(path, source)

    monkeypatch.setattr(archives, "open_archive", counting)
    one, other = tmp_path / "1.zip", tmp_path / "2.zip"
    one.write_bytes(archive({f"{number}.txt": b"%d" % number for number in range(20)}))
    other.write_bytes(archive({"a.txt": b"a"}))
    assert [read(one, f"{number}.txt")[0][1] for number in range(20)] == [str(number) for number in range(20)]
    read(other, "a.txt")
    assert opened == [str(one), str(other)]
    other.write_bytes(archive({"a.txt": b"another text"}))
    assert read(other, "a.txt") == [("source", "another text")]


def test_archives_in_threads(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.zip" for number in range(4)]
    for path in paths:
        path.write_bytes(archive({f"{number}.txt": path.name.encode() for number in range(30)}))
    texts: dict[Path, set[str]] = {}

    def work(path: Path) -> None:
        texts[path] = {read(path, f"{number}.txt")[0][1] for number in range(30)}

    threads = [threading.Thread(target=work, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {path: {path.name} for path in paths}
