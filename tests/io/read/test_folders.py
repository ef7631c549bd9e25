"""Names of files: which may hold letters, which are passed over, and which match a pattern."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from imr_nlp.io.read.documents import Failure
from imr_nlp.io.read.folders import count_skipped, is_pattern, is_wanted, matching, search, suffix_of


def tree(folder: Path, names: str) -> None:
    """Empty files of these names, with their folders."""
    for name in names.split():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.txt", ".txt"), ("a.b.PDF", ".pdf"), ("README", ""), (".txt", ""), ("a.", "."), ("b.c/a", ""), ("b.c/a.Zip", ".zip")],
)
def test_suffix(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


@pytest.mark.parametrize(
    ("path", "pattern"),
    [("in/*.txt", True), ("in/?.txt", True), ("in/[ab].txt", True), ("in/a.txt", False), ("in/a].txt", False), ("", False)],
)
def test_is_pattern(path: str, pattern: bool) -> None:
    assert is_pattern(path) is pattern


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.txt", True),
        ("a.PDF", True),
        ("a.docx", True),
        ("b/c/a.jsonl", True),
        (".a.txt", True),
        ("a.doc", False),
        ("a", False),
        ("._a.txt", False),
        ("b/._a.txt", False),
        ("._b/a.txt", True),
        ("__MACOSX/a.txt", False),
        ("b/__MACOSX/c/a.txt", False),
        ("__MACOSX.txt", True),
    ],
)
def test_is_wanted(name: str, wanted: bool) -> None:
    assert is_wanted(name) is wanted


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("a.doc", ".doc"),
        ("b/a.MSG", ".msg"),
        ("README", "without an ending"),
        ("a.txt", None),
        (".DS_Store", None),
        ("b/.hidden.doc", None),
        (".b/a.doc", ".doc"),
        ("__MACOSX/a.doc", None),
        ("run.db", None),
        ("run.DB", None),
        ("run.db-wal", None),
        ("run.part", None),
    ],
)
def test_count_skipped(name: str, counted: str | None) -> None:
    skipped = Counter({".doc": 2})
    count_skipped(name, skipped)
    assert skipped - Counter({".doc": 2}) == Counter([counted] if counted else [])


@pytest.mark.parametrize(
    ("names", "found", "passed_over"),
    [
        pytest.param("b.txt a.txt C.txt", "C.txt a.txt b.txt", {}, id="in order"),
        pytest.param("a/z.txt b.txt", "b.txt a/z.txt", {}, id="those of a folder before those of the folders in it"),
        pytest.param("b/a.txt b/a/a.txt c/a.txt", "b/a.txt b/a/a.txt c/a.txt", {}, id="a folder with all that is in it"),
        pytest.param("a.doc b/c.msg b/d.doc run.db", "", {".doc": 2, ".msg": 1}, id="others"),
        pytest.param("__MACOSX/a.doc b/__MACOSX/a.txt ._c.txt d.txt", "d.txt", {}, id="a Mac's own"),
        pytest.param("a.txt/b.txt", "a.txt/b.txt", {}, id="a folder named like a file"),
    ],
)
def test_search(tmp_path: Path, names: str, found: str, passed_over: dict[str, int]) -> None:
    tree(tmp_path, names)
    skipped = Counter[str]()
    assert [os.path.relpath(str(path), tmp_path) for path in search(str(tmp_path), skipped)] == found.split()
    assert skipped == passed_over


def test_links_in_a_folder(tmp_path: Path) -> None:
    """One to a file is found, one to a folder is not followed."""
    tree(tmp_path, "in/a.txt out/b.txt")
    (tmp_path / "in/b.txt").symlink_to(tmp_path / "out/b.txt")
    (tmp_path / "in/out").symlink_to(tmp_path / "out")
    (tmp_path / "in/out.txt").symlink_to(tmp_path / "out")
    (tmp_path / "top").symlink_to(tmp_path / "in")
    for top in ("in", "top"):
        found = search(str(tmp_path / top), Counter())
        assert [os.path.relpath(str(path), tmp_path) for path in found] == [f"{top}/a.txt", f"{top}/b.txt"]


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    (failure,) = search(str(tmp_path / "none"), Counter())
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.code, failure.source) == ("find", "E009", f"{tmp_path}/none")


FILES = "a.txt b.pdf c.doc .h.txt x/a.txt x/y/a.txt x/y/z/b.txt x/.y/a.txt"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*", "a.txt b.pdf"),
        ("*.txt", "a.txt"),
        ("*.doc", "c.doc"),
        ("c.*", ""),
        ("?.txt", "a.txt"),
        ("[!a].*", "b.pdf"),
        (".*", ".h.txt"),
        ("*/a.txt", "x/a.txt"),
        ("x/*", "x/a.txt"),
        ("x/*/*", "x/y/a.txt"),
        ("x/*/a.txt", "x/y/a.txt"),
        ("x/.*/a.txt", "x/.y/a.txt"),
        ("x/**", "x/a.txt x/y/a.txt x/y/z/b.txt"),
        ("x/**/b.*", "x/y/z/b.txt"),
        ("**/y/*.txt", "x/y/a.txt"),
        ("**/**/z/**", "x/y/z/b.txt"),
        ("x/**/y/**/b.txt", "x/y/z/b.txt"),
        ("X/*.txt", ""),
        ("*.TXT", ""),
        ("none/*.txt", ""),
        ("a.txt/*", ""),
    ],
)
@pytest.mark.parametrize("absolute", [False, True], ids=["here", "from the root"])
def test_matching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, found: str, absolute: bool) -> None:
    tree(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    top = f"{tmp_path}/" if absolute else ""
    assert sorted(map(str, matching(top + pattern))) == [top + name for name in found.split()]


def test_only_folders_that_may_match_are_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, FILES)
    searched: list[str] = []
    scandir = os.scandir

    def noting(path: str) -> object:
        searched.append(os.path.relpath(path, tmp_path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", noting)
    assert len(list(matching(f"{tmp_path}/[xz]/y/*"))) == 1
    assert searched == [".", "x", "x/y"]


def test_links_are_no_match_where_they_lead_to_a_folder(tmp_path: Path) -> None:
    tree(tmp_path, "x/a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "x")
    (tmp_path / "c").symlink_to(tmp_path / "x")
    (tmp_path / "d.txt").symlink_to(tmp_path / "x/a.txt")
    assert [os.path.relpath(str(path), tmp_path) for path in matching(f"{tmp_path}/**")] == ["d.txt", "x/a.txt"]
