"""A folder with every kind of bad file, and the code that each is reported with. Writes nothing but files and links."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

import srsly
from spacy.lang.en import English
from spacy.tokens import DocBin

import pdfs

TEXT = "Case Number: CM16-9911001\nThe claimant is a 41-year-old baker.\n"
LIMIT = 100_000


def write_bad_files(folder: Path, limit: int = LIMIT) -> dict[str, str]:
    """Write the files.

    folder (Path): an empty folder.
    limit (int): bytes that a document may have, in the run that is tested.
    RETURNS (dict[str, str]): the code for each source, the path in the folder, with a member or line behind it.
    """
    codes: dict[str, str] = {}
    for name, (data, code) in {**bad_texts(limit), **bad_pdfs(limit), **bad_docbins(limit)}.items():
        (folder / name).write_bytes(data)
        codes[name] = code
    for name, (data, failures) in {**bad_archives(limit), **bad_json_lines(limit)}.items():
        (folder / name).write_bytes(data)
        codes.update({name + where: code for where, code in failures.items()})
    (folder / "nowhere.txt").symlink_to(folder / "not_there.txt")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    codes.update({"nowhere.txt": "E101", "circle.txt": "E101"})
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.txt")
        os.mkfifo(folder / "pipe.zip")
        (folder / "zeros.pdf").symlink_to("/dev/zero")
        codes.update({"pipe.txt": "E023", "pipe.zip": "E023", "zeros.pdf": "E101"})
    return codes


def bad_texts(limit: int) -> dict[str, tuple[bytes, str]]:
    return {
        "empty.txt": (b"", "E011"),
        "blank.txt": (b" \r\n\x0c\n", "E011"),
        "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "E012"),
        "program.txt": (b"\x7fELF" + struct.pack("<40H", *range(40)), "E012"),
        "packed.txt": (zlib.compress(Random(1).randbytes(3000)), "E012"),
        "mainframe.txt": (TEXT.encode("cp500"), "E012"),
        "swapped.txt": (b"\xff\xfe" + TEXT.encode("utf-16-be"), "E012"),
        "half_character.txt": (TEXT.encode("utf-16") + b"\x00", "E039"),
        "half_letter.txt": ("Señor Muñoz é".encode()[:-1], "E039"),
        "large.txt": (TEXT.encode() * (limit // len(TEXT) + 1), "E024"),
    }


def bad_pdfs(limit: int) -> dict[str, tuple[bytes, str]]:
    sound = pdfs.text_pdf(TEXT)
    return {
        "empty.pdf": (b"", "E011"),
        "error_page.pdf": (b"<html><title>404 Not Found</title></html>", "E021"),
        "encrypted.pdf": (pdfs.encrypted_pdf(TEXT), "E034"),
        "other_encryption.pdf": (pdfs.encrypted_pdf(TEXT, b"Certificate"), "E034"),
        "cut_off.pdf": (sound[: len(sound) // 2], "E035"),
        "only_header.pdf": (b"%PDF-1.7\n", "E035"),
        "junk.pdf": (b"%PDF-1.7\n" + bytes(range(256)) + b"\n%%EOF\n", "E036"),
        "no_pages.pdf": (pdfs.pages_pdf([]), "E036"),
        "loop.pdf": (pdfs.looping_pdf(), "E036"),
        "missing_page.pdf": (pdfs.boundless_pdf(3), "E036"),
        "scan.pdf": (pdfs.scan_pdf(), "E037"),
        "blank_page.pdf": (pdfs.text_pdf(""), "E103"),
        "many_pages.pdf": (pdfs.many_pages_pdf(2001), "E038"),
        "bomb.pdf": (pdfs.bomb_pdf(8 * limit), "E025"),
        "large.pdf": (sound + b" " * limit, "E024"),
    }


@cache
def _english() -> English:
    return English()


def docbin(*texts: str) -> bytes:
    return DocBin(docs=[_english().make_doc(text) for text in texts]).to_bytes()


def bad_docbins(limit: int) -> dict[str, tuple[bytes, str]]:
    sound = docbin(TEXT, TEXT)
    message = srsly.msgpack_loads(zlib.decompress(sound))
    return {
        "empty.spacy": (b"", "E011"),
        "text.spacy": (TEXT.encode(), "E032"),
        "cut_off.spacy": (sound[: len(sound) // 2], "E032"),
        "list.spacy": (zlib.compress(srsly.msgpack_dumps([1, 2])), "E032"),
        "no_words.spacy": (zlib.compress(srsly.msgpack_dumps({**message, "strings": []})), "E032"),
        "no_flags.spacy": (zlib.compress(srsly.msgpack_dumps({**message, "flags": []})), "E032"),
        "bomb.spacy": (zlib.compress(bytes(20 * limit), 9), "E025"),
    }


def archive(files: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def bad_archives(limit: int) -> dict[str, tuple[bytes, dict[str, str]]]:
    sound = archive({"a.txt": TEXT.encode()})
    bomb = archive({"bomb.txt": bytes(50 * limit)})
    return {
        "empty.zip": (b"", {"": "E026"}),
        "text.zip": (TEXT.encode(), {"": "E026"}),
        "cut_off.zip": (sound[:-30], {"": "E026"}),
        "nothing.zip": (archive({"readme.md": b"Letters."}), {"": "E010"}),
        "damaged.zip": (sound.replace(sound[40:50], bytes(10)), {"/a.txt": "E026"}),
        "encrypted.zip": (with_flags(sound, 0x1), {"/a.txt": "E027"}),
        "other_method.zip": (with_method(sound, zipfile.ZIP_BZIP2), {"/a.txt": "E026"}),
        "nested.zip": (archive({"inner.zip": sound}), {"/inner.zip": "E028"}),
        "twice.zip": (with_name(archive({"a.txt": b"one", "b.txt": b"Two."}), b"b.txt", b"a.txt"), {"/a.txt": "E029"}),
        "bomb.zip": (bomb, {"/bomb.txt": "E025"}),
        "lying_bomb.zip": (bomb.replace(struct.pack("<I", 50 * limit), struct.pack("<I", 100)), {"/bomb.txt": "E026"}),
        "lines_bomb.zip": (archive({"a.jsonl": b"\n" * (50 * limit)}), {"/a.jsonl": "E025"}),
        "binary.zip": (archive({"a.jsonl": bytes(100), "a.pdf": b"no"}), {"/a.jsonl": "E012", "/a.pdf": "E021"}),
    }


def with_flags(data: bytes, flags: int) -> bytes:
    """An archive whose files have these flags, in both of their headers."""
    return _patched(data, {b"PK\x03\x04": 6, b"PK\x01\x02": 8}, struct.pack("<H", flags))


def with_method(data: bytes, method: int) -> bytes:
    """An archive whose files say that they are packed in another way."""
    return _patched(data, {b"PK\x03\x04": 8, b"PK\x01\x02": 10}, struct.pack("<H", method))


def with_name(data: bytes, old: bytes, new: bytes) -> bytes:
    """An archive with a file renamed."""
    return data.replace(old, new)


def _patched(data: bytes, places: dict[bytes, int], value: bytes) -> bytes:
    changed = bytearray(data)
    for mark, offset in places.items():
        start = data.find(mark)
        while start >= 0:
            changed[start + offset : start + offset + len(value)] = value
            start = data.find(mark, start + 1)
    return bytes(changed)


def bad_json_lines(limit: int) -> dict[str, tuple[bytes, dict[str, str]]]:
    lines = {
        b"{": "E030",
        b'["a", "list"]': "E030",
        b"[" * 50_000: "E030",
        b'{"id": 3}': "E031",
        b'{"text": null}': "E031",
        b'{"text": " "}': "E011",
        b'{"text": "%s"}' % (b"x" * limit): "E024",
    }
    return {
        "lines.jsonl": (b"\n".join(lines), {f":{number}": code for number, code in enumerate(lines.values(), start=1)}),
        "utf16.jsonl": ('{"text": "a"}\n'.encode("utf-16"), {"": "E012"}),
    }
