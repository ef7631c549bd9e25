"""The NDC directory's product file, line by line; `test_lexicon` has the forms of the file and what can be wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from imr_nlp.errors import ReadError
from imr_nlp.lexicon.ndc import Product, read_products

NEEDED = "PROPRIETARYNAME NONPROPRIETARYNAME SUBSTANCENAME DEASCHEDULE PRODUCTTYPENAME MARKETINGCATEGORYNAME"
VALUES = "Zanquil xanomide XANOMIDE CIV RX NDA"
ZANQUIL = Product("Zanquil", "", "xanomide", "XANOMIDE", "", "CIV", "RX", "NDA")


def read(folder: Path, *lines: str, end: str = "\n") -> list[Product | None]:
    """The products of lines in which a blank stands for a tab, and _ for a blank."""
    path = folder / "product.txt"
    path.write_text("".join(line.replace(" ", "\t").replace("_", " ") + end for line in lines), "utf8", newline="")
    return list(read_products(path))


@pytest.mark.parametrize(
    ("titles", "values", "changes"),
    [
        pytest.param(NEEDED, VALUES, {}, id="needed columns"),
        pytest.param(f"{NEEDED} ROUTENAME", f"{VALUES} ORAL", {"route": "ORAL"}, id="the route"),
        pytest.param(f"PROPRIETARYNAMESUFFIX {NEEDED}", f"ER {VALUES}", {"suffix": "ER"}, id="the suffix in front"),
        pytest.param(f"{NEEDED} LABELERNAME", f"{VALUES} Nobody", {}, id="a column of no interest"),
        pytest.param(f"{NEEDED} DEASCHEDULE", f"{VALUES} CII", {}, id="of two columns of a name the first"),
        pytest.param(NEEDED.lower(), VALUES, {}, id="small letters"),
        pytest.param(NEEDED.replace("NAME", "_NAME"), VALUES, {}, id="blanks in titles"),
        pytest.param(NEEDED, f"{VALUES} more and more", {}, id="more fields than columns"),
        pytest.param(NEEDED, VALUES.replace("Zanquil", "_Zanquil__"), {}, id="blanks at the ends"),
        pytest.param(NEEDED, VALUES.replace("Zanquil", '"Zanquil_"'), {}, id="quotation marks at the ends"),
        pytest.param(NEEDED, VALUES.replace("Zanquil", 'Zan"quil'), {"name": 'Zan"quil'}, id="a quotation mark inside"),
        pytest.param(NEEDED, VALUES.replace("Zanquil", "Zan\0quil"), {}, id="a zero"),
        pytest.param(NEEDED, VALUES.replace("Zanquil", "Zan\rquil"), {"name": "Zan quil"}, id="a carriage return"),
        pytest.param(NEEDED, VALUES.replace("CIV", ""), {"schedule": ""}, id="an empty field"),
    ],
)
def test_product(tmp_path: Path, titles: str, values: str, changes: dict[str, str]) -> None:
    assert read(tmp_path, titles, values) == [ZANQUIL._replace(**changes)]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=repr)
def test_short_and_blank_lines(tmp_path: Path, end: str) -> None:
    short = VALUES.removesuffix(" NDA")
    lines = ["", NEEDED, VALUES, short, "Zanquil", "", "__ _", VALUES.replace("Zanquil", "Yprol")]
    assert read(tmp_path, *lines, end=end) == [ZANQUIL, None, None, ZANQUIL._replace(name="Yprol")]


def test_line_of_commas(tmp_path: Path) -> None:
    """With marks around a field that has one."""
    path = tmp_path / "product.csv"
    path.write_text(f'{NEEDED},X\n{VALUES},"a, ""b"""\n'.replace(" ", ","), "utf8")
    assert list(read_products(path)) == [ZANQUIL]


@pytest.mark.parametrize(
    ("values", "encoding", "name"),
    [
        ("Gr\xfcn\xf6l", "utf-8", "Gr\xfcn\xf6l"),
        ("Gr\xfcn\xf6l", "cp1252", "Gr\xfcn\xf6l"),
        ("O\u2019Mara", "cp1252", "O\u2019Mara"),
        ("Gr\xfcn\xf6l", "utf-16", "Gr\xfcn\xf6l"),
        ("Gr\xfcn\xf6l", "utf-8-sig", "Gr\xfcn\xf6l"),
    ],
)
def test_encodings(tmp_path: Path, values: str, encoding: str, name: str) -> None:
    path = tmp_path / "product.txt"
    path.write_text("\t".join(NEEDED.split()) + "\n" + "\t".join([values, *VALUES.split()[1:]]) + "\n", encoding)
    assert list(read_products(path)) == [ZANQUIL._replace(name=name)]


def test_encoding_is_that_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "product.txt"
    rows = [NEEDED.encode(), *(VALUES.replace("Zanquil", "Gr\xfcn\xf6l").encode(name) for name in ("utf-8", "cp1252"))]
    path.write_bytes(b"\n".join(row.replace(b" ", b"\t") for row in rows))
    assert list(read_products(path)) == [ZANQUIL._replace(name="Gr\xfcn\xf6l")] * 2


@pytest.mark.parametrize(
    ("titles", "code", "words"),
    [
        ("PROPRIETARYNAME SUBSTANCENAME", "E018", "PROPRIETARYNAME SUBSTANCENAME"),
        ("PROPRIETARYNAME SUBSTANCENAME DEASCHEDULE", "E019", "NONPROPRIETARYNAME, PRODUCTTYPENAME, MARKETINGCATEGORYNAME"),
        (NEEDED.replace("DEASCHEDULE", "DEA"), "E019", "DEASCHEDULE"),
        (NEEDED, "E020", "product.txt"),
        ("%PDF-1.4", "E018", "bytes"),
        ("", "E011", "product.txt"),
    ],
)
def test_titles_that_are_none(tmp_path: Path, titles: str, code: str, words: str) -> None:
    with pytest.raises(ReadError) as raised:
        read(tmp_path, titles)
    assert raised.value.code == code and words in str(raised.value)


def test_products_come_one_by_one(tmp_path: Path) -> None:
    """What is wrong further on does no harm to those before it."""
    path = tmp_path / "product.txt"
    path.write_text("\n".join(line.replace(" ", "\t") for line in (NEEDED, VALUES, "x" * 200_000)), "utf8")
    products = read_products(path)
    assert next(products) == ZANQUIL
    with pytest.raises(ReadError, match="E008"):
        next(products)
