"""Letters in a .jsonl file: each line a letter or a failure, and no line that ends the reading."""

from __future__ import annotations

import json
from io import BufferedReader, BytesIO
from pathlib import Path

import pytest

from bad_files import archive
from imr_nlp.errors import ReadError
from imr_nlp.io import Document, Failure, Limits, find_documents
from imr_nlp.io.read.json_lines import read_json_lines


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.mark.parametrize(
    ("data", "documents"),
    [
        (lines({"id": "x", "text": "A."}, {"text": "B."}), [("l.jsonl:1:x", "A."), ("l.jsonl:2", "B.")]),
        (lines({"id": 7, "text": "A."}, {"id": 7, "text": "B."}), [("l.jsonl:1:7", "A."), ("l.jsonl:2:7", "B.")]),
        (lines({"id": None, "text": "A."}, {"id": [1], "text": "B."}), [("l.jsonl:1", "A."), ("l.jsonl:2", "B.")]),
        (lines({"id": "a\nb", "text": "A."}), [("l.jsonl:1:a\\x0ab", "A.")]),
        (b"\xef\xbb\xbf" + lines({"text": "A."}), [("l.jsonl:1", "A.")]),
        (b'\r\n\r\n{"text": "A."}\r\n', [("l.jsonl:3", "A.")]),
        (b'{"text": "no line end"}', [("l.jsonl:1", "no line end")]),
        ('{"text": "Muñoz’s"}'.encode(), [("l.jsonl:1", "Muñoz’s")]),
        ('{"text": "Muñoz’s"}'.encode("cp1252"), [("l.jsonl:1", "Muñoz’s")]),
        (b'{"text": "half \\ud83d"}', [("l.jsonl:1", "half \ufffd")]),
        (b'{"text": "A."}\n{"text": "B.\n{"text": "C."}', [("l.jsonl:1", "A."), "E030 l.jsonl:2", ("l.jsonl:3", "C.")]),
        (b'{"text": "%s"}\n{"text": "B."}' % (b"x" * 9000), ["E024 l.jsonl:1", ("l.jsonl:2", "B.")]),
        (b'{"text": "%s"}\r\n' % (b"x" * 988), [("l.jsonl:1", "x" * 988)]),  # the limit, to the byte
        (b'{"text": "%s"}\r\n{"text": "B."}' % (b"x" * 989), ["E024 l.jsonl:1", ("l.jsonl:2", "B.")]),
        (b'{"text": "%s"}' % (b"x" * 989), ["E024 l.jsonl:1"]),
        (b"1" * 900, ["E030 l.jsonl:1"]),
        (b"", ["E011 l.jsonl"]),
    ],
    ids=lambda value: None if isinstance(value, list) else repr(value)[:40],
)
@pytest.mark.parametrize("packed", [False, True], ids=["file", "in an archive"])
def test_json_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, documents: list[str | tuple[str, str]], packed: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "p.zip" if packed else "l.jsonl"
    Path(name).write_bytes(archive({"l.jsonl": data}) if packed else data)
    items = list(find_documents([name], Limits(file_size=1000)))
    shown_items = [f"{item.code} {item.source}" if isinstance(item, Failure) else (item.source, item.text) for item in items]
    before = "p.zip/" if packed else ""
    expected = [
        item.replace("l.jsonl", f"{before}l.jsonl") if isinstance(item, str) else (before + item[0], item[1])
        for item in documents
    ]
    assert shown_items == expected


def test_json_lines_with_fields_of_other_names(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    path.write_bytes(lines({"case": "CM16-9911001", "letter": "A."}, {"text": "B."}))
    one, other = find_documents([path], text_field="letter", id_field="case")
    assert one == Document(f"{path}:1:CM16-9911001", text="A.")
    assert isinstance(other, Failure) and other.code == "E031" and "'letter'" in other.message


def read(data: bytes, limit: int = 1000) -> list[str]:
    """What each line gives: source and text, or source and the code of its failure."""
    found = read_json_lines(BufferedReader(BytesIO(data)), "l.jsonl", limit=limit)
    return [f"{item.source} {item.code if isinstance(item, Failure) else item.text}" for item in found]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        pytest.param({"text": "A.", "id": 1.5}, "l.jsonl:1:1.5 A.", id="a number with a point"),
        pytest.param({"text": "A.", "id": True}, "l.jsonl:1 A.", id="true is no id"),
        pytest.param({"text": "A.", "id": {"n": 1}}, "l.jsonl:1 A.", id="a row is no id"),
        pytest.param({"text": "A.", "id": "x" * 201}, "l.jsonl:1:" + "x" * 200 + " A.", id="an id that is too long"),
        pytest.param({"text": " A.\n"}, "l.jsonl:1  A.\n", id="white space stays"),
        pytest.param({"text": "\n\t"}, "l.jsonl:1 E011", id="white space alone"),
        pytest.param({"text": ""}, "l.jsonl:1 E011", id="an empty text"),
        pytest.param({"text": ["A."]}, "l.jsonl:1 E031", id="a list for a text"),
        pytest.param({"Text": "A."}, "l.jsonl:1 E031", id="the name in capitals"),
        pytest.param("A.", "l.jsonl:1 E030", id="a text without a row"),
        pytest.param(None, "l.jsonl:1 E030", id="null"),
    ],
)
def test_a_line(row: object, found: str) -> None:
    assert read(lines(row)) == [found]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": 1}, "no such field"),
        ({"text": 1}, "it is a int"),
        (["A."], "a list"),
    ],
)
def test_a_failure_says_what_stands_there(row: object, words: str) -> None:
    (failure,) = read_json_lines(BufferedReader(BytesIO(lines(row))), "l.jsonl", limit=1000)
    assert isinstance(failure, Failure) and failure.stage == "read"
    assert words in failure.message and "l.jsonl:1" in failure.message


def test_line_of_many_pieces_over_the_limit() -> None:
    """The rest of it is passed over piece by piece, and the next line keeps its number."""
    data = b'{"text": "%s"}\n' % (b"x" * 200_000)
    assert read(data + lines({"text": "B."})) == ["l.jsonl:1 E024", "l.jsonl:2 B."]
    assert read(lines({"text": "A."}) + data[:-1]) == ["l.jsonl:1 A.", "l.jsonl:2 E024"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "E011"), (b" \n\r\n", "E011"), (b'{"text": "A\0"}', "E012"), ('{"text": "A."}'.encode("utf-16"), "E012")],
    ids=["empty", "blank lines", "a zero", "UTF-16"],
)
def test_file_without_lines(data: bytes, code: str) -> None:
    with pytest.raises(ReadError, match=r"l\.jsonl") as raised:
        read(data)
    assert raised.value.code == code


def test_lines_come_one_by_one() -> None:
    file = BufferedReader(BytesIO(lines({"text": "A."}) + lines({"text": "B."}) * 100_000))
    first = next(read_json_lines(file, "l.jsonl", limit=1000))
    assert first == Document("l.jsonl:1", text="A.")
    assert file.tell() < 1000
