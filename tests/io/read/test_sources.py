"""Finding documents: folders, patterns, archives, .jsonl files, texts, and all that can be wrong with them."""

from __future__ import annotations

import os
import stat
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bad_files import LIMIT, archive, docbin
from imr_nlp.errors import ReadError
from imr_nlp.io import Document, Failure, Limits, find_documents, read_texts

FILES = ("a.txt", "b/c/d.TXT", "b/x.pdf", "b2/.hidden.txt", "b2/e.spacy", "notes.md", "z.text", "z[1].txt", "z1.txt")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with `FILES` in the folder "in"."""
    for name in FILES:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*arguments: str | Path | tuple[str, str], limit: int = LIMIT) -> list[str]:
    """Sources, failures with their code in front."""
    items = find_documents(arguments, Limits(file_size=limit))
    return [f"{item.code} {item.source}" if isinstance(item, Failure) else item.source for item in items]


@pytest.mark.parametrize(
    ("arguments", "sources"),
    [
        (["in"], ["in/a.txt", "in/z1.txt", "in/z[1].txt", "in/b/x.pdf", "in/b/c/d.TXT", "in/b2/.hidden.txt", "in/b2/e.spacy"]),
        (["in/b/"], ["in/b/x.pdf", "in/b/c/d.TXT"]),
        ([Path("in/b")], ["in/b/x.pdf", "in/b/c/d.TXT"]),
        (["in/notes.md"], ["in/notes.md"]),  # named, so it is read
        (["in/b", "in/a.txt", "in/b/x.pdf", "./in/a.txt", "in/b"], ["in/b/x.pdf", "in/b/c/d.TXT", "in/a.txt"]),
        (["in/b/x.pdf", "in/b"], ["in/b/x.pdf", "in/b/c/d.TXT"]),
        (["in/*"], ["in/a.txt", "in/z1.txt", "in/z[1].txt"]),
        (["in/*.text"], ["in/z.text"]),
        (["in/*/*.pdf"], ["in/b/x.pdf"]),
        (["in/**/*.txt"], ["in/a.txt", "in/z1.txt", "in/z[1].txt"]),  # .TXT is another name, as in a shell
        (["in/**/d*"], ["in/b/c/d.TXT"]),
        (["**/c/*"], ["in/b/c/d.TXT"]),
        (["in/b**/*"], ["in/b/x.pdf", "in/b2/e.spacy"]),
        (["in/b/**"], ["in/b/x.pdf", "in/b/c/d.TXT"]),
        (["in/**/**/x.???"], ["in/b/x.pdf"]),
        (["*/b2/.h*.txt"], ["in/b2/.hidden.txt"]),
        (["in/z[1].txt"], ["in/z[1].txt"]),  # the file of that name, no pattern
        (["in/z[12].txt"], ["in/z1.txt"]),
        (["missing", "in/a.txt"], ["E009 missing", "in/a.txt"]),
        (["in/a.txt/b"], ["E009 in/a.txt/b"]),
        (["in\0a"], ["E009 in\\x00a"]),
        ([""], ['E009 ""']),
        (["empty"], ["E010 empty"]),
        (["in/*.zip"], ["E022 in/*.zip"]),
        (["missing/*.txt"], ["E022 missing/*.txt"]),
        (["x" * 300], ["E008 " + "x" * 300]),
        ([("7", "a text"), "in/b/x.pdf", ("8", "")], ["7", "in/b/x.pdf", "8"]),
        ([("7", None), ("8", 1.5)], ["E031 7", "E031 8"]),
        ([], []),
    ],
    ids=str,
)
def test_arguments(folder: Path, arguments: list[str | Path | tuple[str, str]], sources: list[str]) -> None:
    assert found(*arguments) == sources


def test_one_argument_needs_no_list(folder: Path) -> None:
    assert [document.source for document in find_documents("in/b")] == found("in/b")
    assert [document.source for document in find_documents(Path("in/b"))] == found("in/b")


def test_absolute_pattern(folder: Path) -> None:
    assert found(f"{folder}/in/*/*.pdf") == [f"{folder}/in/b/x.pdf"]


def test_documents_come_one_by_one(folder: Path) -> None:
    """An endless stream of texts is no trouble, nor is a folder whose end is never reached."""
    endless = ((str(number), "text") for number in iter(int, 1))
    assert len(list(islice(find_documents(endless), 5))) == 5
    assert next(iter(find_documents(["in", "missing"]))) == Document("in/a.txt", path="in/a.txt")


def test_links_to_files_are_followed_where_they_are_named(folder: Path) -> None:
    (folder / "secret.txt").write_text("not the sender's", "utf8")
    (folder / "in" / "b" / "link.txt").symlink_to(folder / "secret.txt")
    assert found("in/b") == ["E101 in/b/link.txt", "in/b/x.pdf", "in/b/c/d.TXT"]
    assert found("in/b/l*.txt") == ["E101 in/b/link.txt"]
    assert found("in/b/link.txt") == ["in/b/link.txt"]
    (folder / "linked").symlink_to(folder / "in" / "b" / "c")
    assert found("linked") == ["linked/d.TXT"]


def test_no_two_names_are_one(folder: Path) -> None:
    r"""A line break and its escape, a byte and a control character, a line of a file and a file of that name."""
    names = ["a\nb.txt", "a\\x0ab.txt", "a\udc85.txt", "a\x85.txt", "a\\x85.txt", "a\u202e.txt", "x.jsonl", "x.jsonl:1:7.txt"]
    for name in names:
        (folder / "empty" / name).write_text('{"id": "7.txt", "text": "x"}', "utf8")
    (folder / "empty.spacy#0").write_text("x")
    sources = [source.replace("\\\\", "<two>") for source in found("empty", "empty.spacy#0")]
    assert len(set(sources)) == len(names) + 1
    assert all(source.isprintable() for source in sources)
    assert sorted(sources) == sorted(
        [
            *("empty/a\\x0ab.txt", "empty/a<two>x0ab.txt", "empty/a\\x85.txt", "empty/a\\u0085.txt", "empty/a<two>x85.txt"),
            *("empty/a\\u202e.txt", "empty/x.jsonl:1:7.txt", "empty/x.jsonl\\x3a1:7.txt", "empty.spacy\\x230"),
        ]
    )


def test_what_is_empty_is_named(folder: Path) -> None:
    (folder / "none.jsonl").write_text("\n\n", "utf8")
    (folder / "none.spacy").write_bytes(docbin())
    assert found("", "empty", "none.jsonl") == ['E009 ""', "E010 empty", "E011 none.jsonl"]
    assert [document.source for document in find_documents([("", "x")])] == ['""']
    with pytest.raises(ReadError, match=r"\[E011\] none\.spacy"):
        list(read_texts(Document("none.spacy", path="none.spacy")))


def test_passed_over_files_are_counted(folder: Path) -> None:
    for name in ("one.doc", "two.DOC", ".DS_Store", "out.db", "README"):
        (folder / "in" / name).touch()
    (folder / "in" / "more.zip").write_bytes(archive({"a.txt": b"x", "b.msg": b"x", "__MACOSX/c.msg": b"x"}))
    skipped = Counter[str]()
    assert len(list(find_documents("in", skipped=skipped))) == 8
    assert skipped == {".doc": 2, ".md": 1, ".text": 1, ".msg": 1, "without an ending": 1}


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    """A circle of two of them would otherwise have 2 ** 40 paths."""
    for name in ("round", "about", "about.txt"):
        (folder / "in" / "b" / name).symlink_to(folder / "in")
    assert found("in/b") == ["in/b/x.pdf", "in/b/c/d.TXT"]
    assert found("in/b/**") == ["in/b/x.pdf", "in/b/c/d.TXT"]
    assert len(found("in/b/round")) == 7  # as the argument itself


def test_deep_folders(tmp_path: Path) -> None:
    folders = [f"{tmp_path}{'/d' * depth}" for depth in range(1, 1000)]
    for folder in folders:
        os.mkdir(folder)
    path = f"{folders[-1]}/a.txt"
    Path(path).touch()
    assert found(tmp_path) == [path]
    os.remove(path)  # pytest's own way to remove folders does not go as deep
    for folder in reversed(folders):
        os.rmdir(folder)


def test_mac_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "__MACOSX").mkdir()
    for name in ("__MACOSX/a.pdf", "._a.pdf", "a.pdf"):
        (tmp_path / name).touch()
    (tmp_path / "b.zip").write_bytes(archive({"__MACOSX/._c.txt": b"", "x/._c.txt": b"", "x/c.txt": b"c"}))
    assert found(tmp_path) == [f"{tmp_path}/a.pdf", f"{tmp_path}/b.zip/x/c.txt"]


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"Mu\xf1oz\n.txt")
    with open(path, "wb") as file:
        file.write(b"A text.")
    (document,) = find_documents([tmp_path])
    assert isinstance(document, Document)
    assert document.source == f"{tmp_path}/Mu\\xf1oz\\x0a.txt"
    assert list(read_texts(document)) == [(document.source, "A text.")]


def test_folder_without_permission(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a patch, as root may search every folder."""
    real_scandir = os.scandir

    def scandir(path: str) -> object:
        if path == "in/b":
            raise PermissionError(13, "Permission denied", path)
        return real_scandir(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert found("in", "in/b", "in/**/x.pdf")[3:] == [
        "E008 in/b",
        "in/b2/.hidden.txt",
        "in/b2/e.spacy",
        "E008 in/b",
        "E008 in/b",
    ]


# archives


def test_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.ZIP"
    names = ["b/2.txt", "1.PDF", "../../out.txt", "/etc/hosts.txt", "C:\\x.txt", "notes.md", "e.spacy", "a\x1b[31m.txt"]
    path.write_bytes(archive({"b/": b"", **dict.fromkeys(names, b"x")}))
    documents = list(find_documents([path]))
    assert [document.source for document in documents] == [
        f"{path}/{name}" for name in [*names[:4], "C:\\\\x.txt", "e.spacy", "a\\x1b[31m.txt"]
    ]
    assert documents[2] == Document(f"{path}/../../out.txt", path=str(path), member="../../out.txt")
    assert list(read_texts(documents[2])) == [(f"{path}/../../out.txt", "x")]
    assert sorted(tmp_path.iterdir()) == [path]


def test_archive_that_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"a.txt": b"x"}))
    (document,) = find_documents([path])
    path.write_bytes(archive({"b.txt": b"x"}))
    assert failure_of(document) == "E026"
    path.unlink()
    assert failure_of(document) == "E009"


# all that is bad


def failure_of(item: Document | Failure) -> str | None:
    if isinstance(item, Failure):
        assert item.stage == ("read" if item.code in ("E030", "E031", "E011", "E024") else "find")
        return item.code
    try:
        list(read_texts(item, Limits(file_size=LIMIT)))
    except ValueError as error:
        return getattr(error, "code", None)
    return None


def test_bad_files(bad_files: tuple[Path, dict[str, str]]) -> None:
    """Each is reported by itself, by its own code, and the next one is read."""
    folder, codes = bad_files
    failures = {}
    for item in find_documents([folder], Limits(file_size=LIMIT)):
        code = failure_of(item)
        if code is not None:
            assert item.source.startswith(f"{folder}/") and item.source not in failures
            failures[item.source[len(f"{folder}/") :]] = code
    assert failures == codes


def test_bad_files_by_name(bad_files: tuple[Path, dict[str, str]]) -> None:
    """Named one by one, messages name the file and say what to do."""
    folder, codes = bad_files
    for name in codes:
        if not (folder / name).exists():
            continue
        for item in find_documents([folder / name], Limits(file_size=LIMIT)):
            if isinstance(item, Failure):
                assert item.source in item.message and item.message.endswith((".", ")")), name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_pipe_that_took_the_place_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert failure_of(Document(str(path), path=str(path))) == "E023"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_archive_never_ends_a_run(tmp_path: Path, data: st.DataObject) -> None:
    """Any few bytes of an archive changed: failures, or what can still be read."""
    sound = archive({"a.txt": b"A text.", "b.jsonl": b'{"text": "x"}\n' * 50, "c.spacy": b"x"})
    changed = bytearray(sound)
    places = data.draw(st.lists(st.tuples(st.integers(0, len(sound) - 1), st.integers(0, 255)), min_size=1, max_size=6))
    for place, value in places:
        changed[place] = value
    path = tmp_path / "a.zip"
    path.write_bytes(changed[: data.draw(st.integers(len(sound) // 2, len(sound)))])
    items = list(find_documents([path], Limits(file_size=1000)))
    assert items and all(failure_of(item) != "" for item in items)
