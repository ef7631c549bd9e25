"""Reading documents: encodings, sizes, archives, DocBins; nothing but a ReadError comes of any bytes."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from random import Random

import pytest
import srsly
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import DocBin

import imr_nlp
from bad_files import LIMIT, TEXT, archive, bad_texts, docbin
from imr_nlp.errors import ReadError
from imr_nlp.io import Document, Limits, decode_letter, find_documents, read_letter, read_texts, text_of

LETTER = "Case Number: CM16-9911001\nMuñoz – aged 41 – burnt the “left” forearm’s skin.\r\n\x0cA letter’s second page: 20°.\n"


def read(path: Path, member: str | None = None, limit: int = LIMIT) -> list[tuple[str, str]]:
    return list(read_texts(Document("source", path=str(path), member=member), Limits(file_size=limit)))


# decoding


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252"],
)
def test_encodings_give_the_same_text(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-32-be" else ""
    assert decode_letter((mark + LETTER).encode(encoding)) == LETTER
    latin = LETTER.translate(dict(zip(map(ord, "–“”’"), '-""\'', strict=True)))
    assert decode_letter(latin.encode("latin-1")) == latin


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xfe\xff\x00A\x00B", "AB"),
        (b"\xff\xfeA\x00B\x00", "AB"),
        (b"C\x00a\x00s\x00e\x00", "Case"),
        (b"\x00C\x00a\x00s\x00e", "Case"),
        (b"knee\x92s", "knee\u2019s"),
        (b"\x81 \xe9", "\x81 \xe9"),  # 0x81 is no cp1252
        (b"\x81 \x92", "\x81 \u2019"),  # and does not make the rest Latin-1
        ("Mu\u00f1oz\u2019s Mu\u00f1oz".encode() + b"\x92s", "Mu\u00f1oz\u2019s Mu\u00f1oz\u2019s"),  # both
        (b"\xef\xbb\xbfknee\x92s", "knee\u2019s"),
        (b"caf\xe9", "caf\u00e9"),
        (b"one\r\ntwo\x0cthree", "one\r\ntwo\x0cthree"),
        (b"anti\x02inflammatory drug, 40 tablets, none refilled", "anti\x02inflammatory drug, 40 tablets, none refilled"),
        (b"", ""),
        (b"\xff\xfe", ""),
        ("\u75c5\u4eba".encode(), "\u75c5\u4eba"),
    ],
    ids=repr,
)
def test_decode(data: bytes, text: str) -> None:
    assert decode_letter(data) == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4\n", "E013"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n", "E013"),
        (bytes(range(256)), "E012"),
        (b"text and \0 a few \0 zeros", "E012"),
        (bytes(400), "E012"),
        (b"\xff\xfe" + Random(1).randbytes(2000), "E012"),
        ("\u75c5\u4eba\u7684".encode("utf-16"), "E012"),
        ("Пациент жалуется на боль".encode("cp1251"), "E012"),
        *((data, code) for data, code in bad_texts(LIMIT).values() if code in ("E012", "E039")),
    ],
)
def test_decode_refuses_what_is_no_text(data: bytes, code: str) -> None:
    with pytest.raises(ReadError, match="here") as raised:
        decode_letter(data, "here")
    assert raised.value.code == code


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_utf8_comes_back(text: str) -> None:
    assert decode_letter(text.encode()) == text.removeprefix("\ufeff") or text.startswith("%PDF-")


# documents


@pytest.mark.parametrize(("text", "read_as"), [("a letter", "a letter"), ("half \ud83d", "half \ufffd"), ("\0x ", "\ufffdx ")])
def test_given_text(text: str, read_as: str) -> None:
    assert list(read_texts(Document("7", text=text))) == [("7", read_as)]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (Document("7", text=""), "E011"),
        (Document("7", text=" \n"), "E011"),
        (Document("7", text="x" * 101), "E024"),
        (Document("7"), "E011"),
        (Document("7", path="/nowhere/a.txt"), "E009"),
        (Document("7", path="/nowhere/a.zip", member="a.txt"), "E009"),
        (Document("7", path="/nowhere\0"), "E009"),
        (Document("7", path="/"), "E008"),
        (Document("7", path="/dev/null"), "E023"),
    ],
    ids=repr,
)
def test_no_text(document: Document, code: str) -> None:
    with pytest.raises(ReadError, match="7") as raised:
        list(read_texts(document, Limits(file_size=100)))
    assert raised.value.code == code


def test_nul_is_replaced_at_reading(tmp_path: Path) -> None:
    """Nothing that is stored or shown ends at one."""
    text = TEXT * 9 + "\0"
    (tmp_path / "a.txt").write_text(text, "utf8")
    (tmp_path / "a.spacy").write_bytes(docbin(text))
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}), "utf8")
    documents = list(find_documents(tmp_path))
    assert [text for document in documents for _, text in read_texts(document)] == [TEXT * 9 + "\ufffd"] * 3


def test_size_limit_is_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    assert read(path, limit=100) == [("source", "x" * 100)]
    with pytest.raises(ReadError, match=r"\[E024\] source: .* 99 bytes"):
        read(path, limit=99)
    zipped = tmp_path / "a.zip"
    zipped.write_bytes(archive({"a.txt": b"x" * 100}))
    assert read(zipped, "a.txt", limit=100) == [("source", "x" * 100)]
    with pytest.raises(ReadError, match=r"\[E025\] source: .* 99 bytes"):
        read(zipped, "a.txt", limit=99)


def test_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    """A terabyte that takes no space on the disk."""
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, 10**12)
    with pytest.raises(ReadError, match="E024"):
        read(path)


def test_read_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LETTER.encode("utf-16-le"))
    assert read_letter(path) == read_letter(str(path)) == LETTER
    for limit, name, code in [(10, "a.txt", "E024"), (1000, "b.txt", "E009"), (1000, "b\0.txt", "E009"), (1000, "", "E008")]:
        with pytest.raises(ReadError) as raised:
            read_letter(tmp_path / name, Limits(file_size=limit))
        assert raised.value.code == code


def test_text_of_without_a_file() -> None:
    assert text_of(LETTER.encode("utf-16"), "a") == LETTER
    with pytest.raises(ReadError, match="E024"):
        text_of(b"x" * 101, "a", Limits(file_size=100))


# DocBins


@pytest.mark.parametrize(
    "texts",
    [[TEXT, LETTER], [" two  blanks \n\n", "x"], ["", TEXT], ["Muñoz 病人 😀"]],
    ids=["letters", "blanks", "empty text", "beyond ASCII"],
)
def test_docbin(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "a.SPACY"
    path.write_bytes(docbin(*texts))
    assert read(path) == [(f"source#{number}", text) for number, text in enumerate(texts)]


def test_docbin_with_all_that_it_can_hold(tmp_path: Path) -> None:
    """Also user data that could not be loaded."""
    nlp = imr_nlp.load()
    docs = DocBin(store_user_data=True, attrs=["LEMMA", "ENT_TYPE", "ORTH"])
    for text in (TEXT, LETTER):
        docs.add(nlp(text))
    message = srsly.msgpack_loads(zlib.decompress(docs.to_bytes()))
    message["user_data"] = [b"\xc1"] * 2
    path = tmp_path / "a.spacy"
    path.write_bytes(zlib.compress(srsly.msgpack_dumps(message)))
    assert [text for _, text in read(path)] == [TEXT, LETTER]


def test_docbin_with_unknown_spaces(tmp_path: Path) -> None:
    from spacy.tokens import Doc

    path = tmp_path / "a.spacy"
    doc = Doc(English().vocab, words=["not", "necessary", "."])
    DocBin(docs=[doc]).to_disk(path)
    assert read(path) == [("source#0", doc.text)]


def test_docbin_gives_the_letters_before_the_damage(tmp_path: Path) -> None:
    message = srsly.msgpack_loads(zlib.decompress(docbin("one text", "another word")))
    message["strings"] = [word for word in message["strings"] if word != "word"]
    path = tmp_path / "a.spacy"
    path.write_bytes(zlib.compress(srsly.msgpack_dumps(message)))
    texts = read_texts(Document("source", path=str(path)))
    assert next(texts) == ("source#0", "one text")
    with pytest.raises(ReadError, match=r"\[E032\] source#1"):
        next(texts)


# whatever the bytes

SOUND = {
    ".txt": LETTER.encode("utf-16"),
    ".spacy": docbin(TEXT, LETTER),
    ".zip": archive({"a.txt": TEXT.encode()}),
    ".jsonl": b'{"text": "x"}\n',
}
SUFFIXES = [".pdf", ".txt", ".spacy", ".zip", ".jsonl", ".doc", ""]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=400),
    start=st.sampled_from([b"", b"%PDF-1.4\n", b"\xff\xfe", b"\x78\x9c"]),
    suffix=st.sampled_from(SUFFIXES),
)
def test_any_bytes(tmp_path: Path, data: bytes, start: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(start + data)
    read_or_refuse(path)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(suffix=st.sampled_from(sorted(SOUND)), data=st.data())
def test_damaged_bytes(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    sound = SOUND[suffix]
    changed = bytearray(sound)
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, len(sound) - 1), st.integers(0, 255)), max_size=4)):
        changed[place] = value
    path = tmp_path / f"a{suffix}"
    path.write_bytes(changed[: data.draw(st.integers(0, len(sound)))])
    read_or_refuse(path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_docbin_under_its_checksum(tmp_path: Path, data: st.DataObject) -> None:
    message = bytearray(zlib.decompress(SOUND[".spacy"]))
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(message) - 1), st.integers(0, 255)), min_size=1, max_size=4)
    ):
        message[place] = value
    path = tmp_path / "a.spacy"
    path.write_bytes(zlib.compress(message))
    read_or_refuse(path)


def read_or_refuse(path: Path) -> None:
    """Texts that can be encoded, or a ReadError with a code that names the document."""
    for document in (Document("source", path=str(path)), Document("source", path=str(path), member="a.txt")):
        try:
            for source, text in read_texts(document, Limits(file_size=10_000)):
                assert source.startswith("source") and text.encode() is not None
        except ReadError as error:
            assert str(error).startswith(f"[{error.code}] source")
    try:
        assert read_letter(path).strip()
    except ReadError as error:
        assert str(path) in str(error)
