"""`imr-nlp lexicon`: the NDC directory's product file in, an extra pattern file out. All products here are made up."""

from __future__ import annotations

import csv
import doctest
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import spacy

import imr_nlp.lexicon
from imr_nlp import cli
from imr_nlp.errors import ReadError
from imr_nlp.lexicon import Lexicon
from imr_nlp.lexicon.ndc import LIMITS, Product, read_products
from imr_nlp.rules import schema
from imr_nlp.rules.load import read_rows

# As the directory has them.
COLUMNS = [
    "PRODUCTID", "PRODUCTNDC", "PRODUCTTYPENAME", "PROPRIETARYNAME", "PROPRIETARYNAMESUFFIX", "NONPROPRIETARYNAME",
    "DOSAGEFORMNAME", "ROUTENAME", "STARTMARKETINGDATE", "ENDMARKETINGDATE", "MARKETINGCATEGORYNAME", "APPLICATIONNUMBER",
    "LABELERNAME", "SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT", "PHARM_CLASSES", "DEASCHEDULE",
    "NDC_EXCLUDE_FLAG", "LISTING_RECORD_CERTIFIED_THROUGH",
]  # fmt: skip
RX, OTC = "HUMAN PRESCRIPTION DRUG", "HUMAN OTC DRUG"

# kind, name, suffix, nonproprietary name, substances, and what differs from an oral drug that is not controlled
PRODUCTS: list[tuple[str, str, str, str, str, dict[str, str]]] = [
    (RX, "Zanquil", "", "xanomide hydrochloride", "XANOMIDE HYDROCHLORIDE", {"DEASCHEDULE": "CIV"}),
    (RX, "Zanquil", "ER", "Xanomide Hydrochloride", "XANOMIDE HYDROCHLORIDE", {"DEASCHEDULE": "CIV"}),
    (RX, "ZANQUIL", "", "xanomide hydrochloride", "XANOMIDE HYDROCHLORIDE", {"DEASCHEDULE": "CIV"}),
    (RX, "Xanomide Hydrochloride", "", "Xanomide Hydrochloride Tablets 5mg", "XANOMIDE HYDROCHLORIDE", {"DEASCHEDULE": "CIV"}),
    (RX, "Zanquil Forte", "", "xanomide and ibuprofen", "IBUPROFEN; XANOMIDE HYDROCHLORIDE", {"DEASCHEDULE": "CIV"}),
    (RX, "Zanquil Forte 5/200", "", "xanomide and ibuprofen", "IBUPROFEN; XANOMIDE HYDROCHLORIDE", {"DEASCHEDULE": "CIV"}),
    (RX, "Codrelix", "", "drelixol", "DRELIXOL PHOSPHATE HEMIHYDRATE", {"DEASCHEDULE": "CII"}),
    (RX, "Codrelix", "", "drelixol", "DRELIXOL PHOSPHATE HEMIHYDRATE", {"DEASCHEDULE": "CIII"}),
    (RX, "Mivoprin", "", "mivoprine sodium", "MIVOPRINE SODIUM", {"DEASCHEDULE": "CV"}),
    (RX, "Tarvexa", "", "tarvexide", "TARVEXIDE", {"DEASCHEDULE": "CIII"}),
    (RX, "Tarvexa", "Sprinkle", "tarvexide", "TARVEXIDE", {"DEASCHEDULE": "CIII"}),
    (RX, "Naprosyn", "", "naproxen", "NAPROXEN", {}),
    (RX, "Anaprizol", "DS", "naproxen sodium", "NAPROXEN SODIUM", {}),
    (RX, "Percocet", "", "oxycodone and acetaminophen", "ACETAMINOPHEN; OXYCODONE HYDROCHLORIDE", {"DEASCHEDULE": "CII"}),
    (RX, "Oxafenix", "", "oxycodone and acetaminophen", "ACETAMINOPHEN; OXYCODONE HYDROCHLORIDE", {"DEASCHEDULE": "CII"}),
    (RX, "Lidovarin", "", "lidocaine", "LIDOCAINE HYDROCHLORIDE ANHYDROUS", {"ROUTENAME": "TOPICAL"}),
    (RX, "Diclovarin", "", "diclofenac sodium", "DICLOFENAC SODIUM", {"ROUTENAME": "TOPICAL"}),
    (RX, "Citravex", "", "potassium citrate", "POTASSIUM CITRATE", {}),
    (RX, "Kitvexa", "", "Lidocaine and Menthol", "", {"DOSAGEFORMNAME": "KIT", "ROUTENAME": "TOPICAL"}),
    (RX, "Kitnovo", "", "Xyzzine and Menthol", "", {"DOSAGEFORMNAME": "KIT", "ROUTENAME": "TOPICAL"}),
    (RX, "Oxygen", "", "Oxygen", "OXYGEN", {"ROUTENAME": "RESPIRATORY (INHALATION)"}),
    (RX, "Qiv", "", "quivarol", "QUIVAROL", {}),
    (OTC, "Equate Ibuprofen", "", "Ibuprofen", "IBUPROFEN", {}),
    (OTC, "Equate Ibuprofen", "PM", "Ibuprofen and Diphenhydramine", "DIPHENHYDRAMINE CITRATE; IBUPROFEN", {}),
    (OTC, "Pain Relief Ibuprofen", "", "Ibuprofen", "IBUPROFEN", {}),
    (OTC, "Ibuprofen 200 mg", "", "Ibuprofen", "IBUPROFEN", {}),
    (OTC, "Pain Relief", "Extra Strength", "Acetaminophen", "ACETAMINOPHEN", {}),
    (OTC, "Daily", "", "Loratadine", "LORATADINE", {}),
    (OTC, "Cold", "", "Acetaminophen", "ACETAMINOPHEN", {}),
    (OTC, "Brevaxon Allergy Relief", "", "Loratadine", "LORATADINE", {}),
    (OTC, "Sensalux", "", "Menthol", "MENTHOL", {"ROUTENAME": "TOPICAL"}),
    (OTC, "Sensalux", "", "Camphor", "CAMPHOR", {"ROUTENAME": "TOPICAL"}),
    (OTC, "O’Mara’s Ointment", "", "Menthol", "MENTHOL", {"ROUTENAME": "TOPICAL"}),
    (OTC, "Grünöl® Salve", "", "Camphor", "CAMPHOR", {"ROUTENAME": "TOPICAL"}),
    (OTC, "One Two Three Four Five Six Seven Eight Ninoxal", "", "Menthol", "MENTHOL", {"ROUTENAME": "TOPICAL"}),
    (OTC, "Homeolix", "", "Arnica Montana", "ARNICA MONTANA", {"MARKETINGCATEGORYNAME": "UNAPPROVED HOMEOPATHIC"}),
    ("VACCINE", "Vaxolin", "", "Vaxol Vaccine", "VAXOL", {}),
    ("PLASMA DERIVATIVE", "Plasmolin", "", "Plasmol", "PLASMOL", {}),
    ("NON-STANDARDIZED ALLERGENIC", "Ragweed", "", "Ragweed", "RAGWEED POLLEN", {}),
]  # fmt: skip


def as_dict(product: tuple[str, str, str, str, str, dict[str, str]]) -> dict[str, str]:
    kind, name, suffix, nonproprietary, substances, rest = product
    first = {
        "PRODUCTID": "0000-0001_x", "PRODUCTNDC": "0000-0001", "PRODUCTTYPENAME": kind, "PROPRIETARYNAME": name,
        "PROPRIETARYNAMESUFFIX": suffix, "NONPROPRIETARYNAME": nonproprietary, "DOSAGEFORMNAME": "TABLET", "ROUTENAME": "ORAL",
        "STARTMARKETINGDATE": "20150101", "MARKETINGCATEGORYNAME": "NDA", "LABELERNAME": "Nobody, Inc.",
        "SUBSTANCENAME": substances, "ACTIVE_NUMERATOR_STRENGTH": "5", "ACTIVE_INGRED_UNIT": "mg/1", "NDC_EXCLUDE_FLAG": "N",
    }  # fmt: skip
    return {**dict.fromkeys(COLUMNS, ""), **first, **rest}


def table(products: list[Any] = PRODUCTS, columns: list[str] = COLUMNS, delimiter: str = "\t") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(map(as_dict, products))
    return out.getvalue()


def rows_of(path: Path) -> list[dict[str, Any]]:
    lexicon = Lexicon()
    lexicon.add_all(read_products(path))
    return lexicon.rows()


@pytest.fixture
def product_file(tmp_path: Path) -> Path:
    path = tmp_path / "product.txt"
    path.write_text(table(), encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    path = tmp_path_factory.mktemp("ndc") / "product.txt"
    path.write_text(table(), encoding="utf-8", newline="")
    return {row["id"]: row for row in rows_of(path)}


# id, terms, ambiguous, ingredients, class, schedule
EXPECTED = [
    ("xanomide", ["xanomide", "Zanquil"], None, ["xanomide"], None, "IV"),
    ("ibuprofen+xanomide", ["xanomide-ibuprofen", "xanomide/ibuprofen", "Zanquil Forte"], None,
     ["xanomide", "ibuprofen"], None, "IV"),
    ("drelixol", ["Codrelix", "drelixol"], None, ["drelixol"], None, "II"),  # the strictest of two
    ("mivoprine", ["Mivoprin", "mivoprine"], None, ["mivoprine"], None, "V"),
    ("tarvexide", ["Tarvexa", "Tarvexa Sprinkle", "tarvexide"], None, ["tarvexide"], None, "III"),
    ("naproxen (ndc)", ["Anaprizol DS"], None, ["naproxen"], "NSAID", None),
    ("acetaminophen+oxycodone (ndc)", ["Oxafenix"], None, ["oxycodone", "acetaminophen"], "opioids", "II"),
    ("lidocaine (ndc)", ["Lidovarin"], None, ["lidocaine"], None, None),  # a class by mouth, another on the skin
    ("diclofenac (ndc)", ["Diclovarin"], None, ["diclofenac"], None, None),
    ("ibuprofen (ndc)", ["Equate Ibuprofen"], None, ["ibuprofen"], "NSAID", None),
    ("loratadine (ndc)", ["Brevaxon Allergy Relief"], ["Brevaxon Allergy Relief"], ["loratadine"], "antihistamine", None),
    ("quivarol", ["quivarol"], None, ["quivarol"], None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "ambiguous", "ingredients", "drug_class", "schedule", "row_id"),
    [(*row[1:], row[0]) for row in EXPECTED],
    ids=[row[0] for row in EXPECTED],
)
def test_rows(
    rows: dict[str, dict[str, Any]], terms: Any, ambiguous: Any, ingredients: Any, drug_class: Any, schedule: Any, row_id: str
) -> None:
    assert rows[row_id] == {
        "label": "DRUG", "id": row_id, "terms": terms, "ingredients": ingredients, "drug_class": drug_class,
        "dea_schedule": schedule, **({"ambiguous": ambiguous} if ambiguous else {}),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["Percocet", "naproxen", "Pain Relief", "Pain Relief Extra Strength", "Pain Relief Ibuprofen", "Ibuprofen 200 mg", "Daily",
     "Cold", "Oxygen", "Qiv", "Sensalux", "Homeolix", "Vaxolin", "Plasmolin", "Ragweed", "Kitnovo", "Zanquil ER",
     "xanomide and ibuprofen", "One Two Three Four Five Six Seven Eight Ninoxal"],
)  # fmt: skip
def test_names_left_out(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert [row["id"] for row in rows.values() if name.lower() in map(str.lower, row["terms"])] == []


@pytest.mark.parametrize(
    ("name", "ingredients"),
    [("Kitvexa", ["lidocaine", "menthol"]), ("Citravex", ["potassium citrate"]), ("O'Mara's", ["menthol"]),
     ("Grünöl", ["camphor"]), ("Equate Ibuprofen PM", ["ibuprofen", "diphenhydramine"])],
)  # fmt: skip
def test_ingredients_of_names(rows: dict[str, dict[str, Any]], name: str, ingredients: list[str]) -> None:
    assert [sorted(row["ingredients"]) for row in rows.values() if name in row["terms"]] == [sorted(ingredients)]


BASES = [
    ("HYDROCODONE BITARTRATE", "hydrocodone"),
    ("LIDOCAINE HYDROCHLORIDE ANHYDROUS", "lidocaine"),
    ("ESOMEPRAZOLE MAGNESIUM DIHYDRATE", "esomeprazole"),
    ("DEXAMETHASONE SODIUM PHOSPHATE", "dexamethasone"),
    ("BETAMETHASONE DIPROPIONATE", "betamethasone"),
    ("OLMESARTAN MEDOXOMIL", "olmesartan"),
    ("DOXYCYCLINE HYCLATE", "doxycycline"),
    ("ACETYLSALICYLIC ACID", "aspirin"),
    ("ESTROGENS, CONJUGATED", "conjugated estrogens"),
    ("TESTOSTERONE CYPIONATE", "testosterone"),
    ("POTASSIUM CHLORIDE", "potassium chloride"),
    ("POTASSIUM CITRATE", "potassium citrate"),
    ("CALCIUM CARBONATE", "calcium carbonate"),
    ("SODIUM CHLORIDE", "sodium chloride"),
    ("FERROUS FUMARATE", "ferrous fumarate"),
    ("SILVER NITRATE", "silver nitrate"),
    ("ZINC OXIDE", "zinc oxide"),
    ("MENTHOL", "menthol"),
    (".ALPHA.-BISABOLOL", "alpha-bisabolol"),
    ("HYDROCHLORIDE", "hydrochloride"),
    ("", ""),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.mark.parametrize(("substance", "base"), BASES, ids=[row[0] for row in BASES])
def test_base_names(lexicon: Lexicon, substance: str, base: str) -> None:
    assert lexicon.base_name(substance) == base


NAMES = [
    ("Zanquil", "Zanquil"),
    ("  Zanquil®  ER ", "Zanquil"),
    ("Xanomide HCl Extended-Release Tablets, 5 mg", "Xanomide"),
    ("Xanomide 5 mg/5 mL oral solution", "Xanomide"),
    ("Xanomide (5%) cream USP", "Xanomide"),
    ("Xanomide 10,000 units", "Xanomide"),
    ("Zanquil 5/325", "Zanquil"),
    ("Xanomide / Yprol", "Xanomide/Yprol"),
    ("Sodium Chloride", "Sodium Chloride"),
    ("Pain Patch", "Pain Patch"),
    ("Zan-12", "Zan-12"),
    ("Zanquil 24", "Zanquil 24"),
    ("5%", "5%"),
    ("Tablets", "Tablets"),
    ("x" * 500, "x" * 500),
    ("()", ""),
    ("", ""),
]


@pytest.mark.parametrize(("name", "clean"), NAMES)
def test_clean_names(lexicon: Lexicon, name: str, clean: str) -> None:
    assert lexicon.clean_name(name) == clean


def test_words_of_an_ingredient_stay(lexicon: Lexicon) -> None:
    assert lexicon.clean_name("Oystrol Calcium", ("calcium carbonate",)) == "Oystrol Calcium"
    assert lexicon.clean_name("Oystrol Calcium", ("mivoprine",)) == "Oystrol"


@pytest.mark.parametrize(
    ("given", "schedule"),
    [("CI", "I"), ("CII", "II"), ("CIII", "III"), ("CIV", "IV"), ("CV", "V"), ("cii", "II"), ("C-IV", "IV"), ("II", "II"),
     ("", None), ("CVI", None), ("none", None)],
)  # fmt: skip
def test_schedules(given: str, schedule: str | None) -> None:
    lexicon = Lexicon()
    lexicon.add(Product("Zanquil", "", "xanomide", "XANOMIDE", "ORAL", given, RX, "NDA"))
    assert [row["dea_schedule"] for row in lexicon.rows()] == [schedule]


# The file


def zipped(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.txt", "PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\r\n")
        archive.writestr(name, text)
    return out.getvalue()


FORMS: dict[str, Callable[[], bytes]] = {
    "cp1252": lambda: table().encode("cp1252"),
    "utf-8 with mark": lambda: table().encode("utf-8-sig"),
    "utf-16": lambda: table().encode("utf-16"),
    "csv": lambda: table(delimiter=",").encode(),
    "zip": lambda: zipped("product.txt", table()),
    "zip with a folder": lambda: zipped("ndctext/Product.txt", table()),
    "zip of a csv": lambda: zipped("product.csv", table(delimiter=",")),
    "columns in another order": lambda: table(columns=COLUMNS[::-1]).encode(),
    "only the columns needed": lambda: table(
        columns=[c for c in COLUMNS if c.endswith("NAME") and c != "LABELERNAME"] + ["PROPRIETARYNAMESUFFIX", "DEASCHEDULE"]
    ).encode(),
    "titles of an export": lambda: table().replace("PROPRIETARYNAME\t", "Proprietary Name\t", 1).encode(),
    "unix line ends": lambda: table().replace("\r\n", "\n").encode(),
    "no end of the last line": lambda: table().rstrip().encode() + b"\tN\t",
    "blank lines": lambda: b"\r\n" + table().replace("\r\n", "\r\n\r\n").encode(),
    "other order of products": lambda: table(random.Random(3).sample(PRODUCTS, len(PRODUCTS))).encode(),
    "products twice": lambda: table([*PRODUCTS, *PRODUCTS]).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_the_file_give_the_same_rows(rows: dict[str, dict[str, Any]], tmp_path: Path, form: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(FORMS[form]())
    assert rows_of(path) == list(rows.values())


def test_a_quotation_mark_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "product.txt"
    path.write_text(table().replace("\tZanquil\t", '\t"Zanquil\t'), encoding="utf-8", newline="")
    assert len(rows_of(path)) == len(rows_of_text(tmp_path, table()))


def rows_of_text(folder: Path, text: str) -> list[dict[str, Any]]:
    path = folder / "other.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return rows_of(path)


FAULTS: list[tuple[str, bytes, list[str]]] = [
    ("empty", b"", ["E011"]),
    ("blank", b"\r\n \r\n", ["E011"]),
    ("two bytes", b"ab", ["E018", "'ab'"]),
    ("no product", table([]).encode(), ["E020"]),
    ("a letter", b"Case Number: CM16-0000000\nDate Assigned: 1/1/2016\n", ["E018", "Case Number"]),
    ("the packages", b"PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\n1\t2\t3\t4\n", ["E018", "PRODUCTID"]),
    ("columns missing", table(columns=[c for c in COLUMNS if c not in ("SUBSTANCENAME", "DEASCHEDULE")]).encode(),
     ["E019", "SUBSTANCENAME, DEASCHEDULE"]),
    ("pdf", b"%PDF-1.4\n1 0 obj\n", ["E018"]),
    ("binary", bytes(range(256)) * 10, ["E018"]),
    ("another archive", zipped("sheet.xml", "x"), ["E018", "package.txt, sheet.xml"]),
    ("archive cut off", zipped("product.txt", table())[:-30], ["E018"]),
    ("archive damaged", zipped("product.txt", table()).replace(b"PK\x03\x04", b"PK\x03\x05"), ["E026"]),
    ("endless field", table([]).encode() + b"x" * 200_000 + b"\t\n", ["E008", "field"]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "words"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, words: list[str]) -> None:
    path, out = tmp_path / "file", tmp_path / "out.jsonl"
    path.write_bytes(data)
    with pytest.raises(ReadError) as error:
        list(read_products(path))
    assert [word for word in [str(path), *words] if word not in str(error.value)] == []
    assert cli.main(["lexicon", str(path), "-o", str(out)]) == 1
    assert capsys.readouterr().err == f"imr-nlp: {error.value}\n"
    assert not out.exists()


def test_missing_file_and_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lexicon", str(tmp_path / "none.txt")]) == 1
    assert "[E009]" in capsys.readouterr().err
    assert cli.main(["lexicon", str(tmp_path)]) == 1
    assert "[E008]" in capsys.readouterr().err


def test_incomplete_lines_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "product.txt"
    path.write_text(table() + "0000-0001_x\t0000-0001\tHUMAN OTC DRUG\r\n", encoding="utf-8", newline="")
    lexicon = Lexicon()
    lexicon.add_all(read_products(path))
    assert (lexicon.counts["products incomplete"], lexicon.counts["products read"]) == (1, len(PRODUCTS) + 1)


# The command


def test_command(product_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "ndc_drugs.jsonl"
    assert cli.main(["lexicon", str(product_file), "-o", str(out)]) == 0
    shown = capsys.readouterr()
    written = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert written == rows_of(product_file)
    assert shown.out == ""
    names = sum(len(row["terms"]) for row in written)
    assert shown.err.startswith(
        f"{len(PRODUCTS)} products read, {len(PRODUCTS) - 5} used "
        "(left out: 3 not human drugs, 1 homeopathic, 1 without ingredients); "
        f"{len(written)} rows, {names} names, 1 of them ambiguous (left out: "
    )
    assert "lists of ingredients, 1 of several drugs, 1 too short, 1 too long" in shown.err
    assert cli.main(["lexicon", str(product_file)]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == written


def test_the_product_file_is_not_written_over(product_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = product_file.read_bytes()
    assert cli.main(["lexicon", str(product_file), "-o", str(product_file)]) == 2
    assert "[E016]" in capsys.readouterr().err
    assert product_file.read_bytes() == before


def test_output_that_cannot_be_written(product_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lexicon", str(product_file), "-o", str(tmp_path / "no" / "out.jsonl")]) == 2
    assert "[E014]" in capsys.readouterr().err


# In the pipeline


def test_the_pipeline_loads_it(product_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lexicon", str(product_file), "-o", "ndc_drugs.jsonl"]) == 0
    nlp = spacy.load("imr_nlp", config={"components.imr_entities.extra_patterns": ["ndc_drugs.jsonl"]})
    text = (
        "He takes Zanquil ER 5mg, Equate Ibuprofen and\nOxafenix 5/325 #60 for pain relief, on a cold day. Brevaxon Allergy "
        "Relief is not asked for. O’Mara’s was tried, and Norco."
    )
    doc = nlp(text)
    assert [(ent.text, ent.ent_id_) for ent in doc.ents if ent.label_ == "DRUG"] == [
        ("Zanquil ER", "xanomide"),
        ("Equate Ibuprofen", "ibuprofen (ndc)"),
        ("Oxafenix", "acetaminophen+oxycodone (ndc)"),
        ("O’Mara’s", "menthol (ndc)"),
        ("Norco", "acetaminophen+hydrocodone"),
    ]
    assert [ent.text for ent in doc.ents if ent.label_ == "DOSE"] == ["5mg", "5/325"]


def test_every_name_is_found(product_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "ndc.jsonl"
    assert cli.main(["lexicon", str(product_file), "-o", str(path)]) == 0
    nlp = spacy.load("imr_nlp", config={"components.imr_entities.extra_patterns": [str(path)]})
    component = nlp.get_pipe("imr_entities")
    for row in rows_of(product_file):
        for term in row["terms"]:
            doc = component(nlp.make_doc(f"He took {term} 10 mg daily."))
            assert [(e.text, e.ent_id_) for e in doc.ents if e.label_ == "DRUG"] == [(term, row["id"])]


def test_common_words() -> None:
    names = "common_words.jsonl", "drugs.jsonl"
    rows, drugs = ([row.to_dict() for row in read_rows([name], (schema.Row,))] for name in names)
    words = [word for row in rows if row["label"] == "COMMON_WORD" for word in row["terms"]]
    assert {"pain", "relief", "cold", "daily"} <= set(words)
    assert [word for word in words if word != word.lower() or " " in word] == []
    assert set(words) & {name for row in drugs for name in row["ingredients"]} == set()


def test_docstring() -> None:
    result = doctest.testmod(imr_nlp.lexicon)
    assert (result.attempted > 0, result.failed) == (True, 0)


# Limits


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (table().encode() * 1000, {"file_size": 1000}, "E024"),
        (zipped("product.txt", table() + "\n" * 500_000), {"file_size": 100_000}, "E025"),
        (table().encode(), {"seconds": -1.0}, "E051"),
        (b"x" * 2_000_000, {}, "E018"),
    ],
    ids=["size", "what it unpacks to", "time", "a line without end"],
)
def test_limits(tmp_path: Path, data: bytes, limits: dict[str, float], code: str) -> None:
    path = tmp_path / "product.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError) as error:
        list(read_products(path, replace(LIMITS, **limits)))
    assert error.value.code == code


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no such device")
def test_device_is_not_read() -> None:
    with pytest.raises(ReadError, match="E023"):
        list(read_products("/dev/zero"))


def test_limits_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "product.txt"
    path.write_text(table() + "\n" * 20_000, "utf8")
    assert cli.main(["lexicon", str(path), "--size-limit", "0.01"]) == 1
    assert "[E024]" in capsys.readouterr().err
