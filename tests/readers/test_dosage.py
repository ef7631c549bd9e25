"""The parts of a dosage beside a drug's name; whole texts are in tests/components/test_entities.py and test_items.py."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from imr_nlp.components.entities import EntityFinder
from imr_nlp.components.items import ItemReader
from imr_nlp.labels import DOSE, DRUG, FORM, FREQUENCY, QUANTITY, REFILLS
from imr_nlp.readers.dosage import DosageReader, DrugNames, ItemDosage, Piece, begins_otherwise, is_percentage
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema_items import DrugRow

ROWS = read_rows(["fragments.jsonl", "drugs.jsonl", "drug_modifiers.jsonl", "dosage.jsonl"], EntityFinder.row_types)
NAMES, DOSAGES = DrugNames(ROWS), DosageReader(ROWS)
ITEMS = ItemDosage(read_rows(["drugs.jsonl", "dosage.jsonl"], ItemReader.row_types))
NORCO = next(row for row in select(ROWS, DrugRow) if "Norco" in row.terms)


def shown(text: str, pieces: Iterable[Piece]) -> list[tuple[str, str]]:
    return [(piece.label, text[piece.start : piece.end]) for piece in pieces]


# DrugNames

ENDS = [
    ("he takes norco daily", "norco", "norco"),
    ("tramadol hcl er 150 mg", "tramadol", "tramadol hcl er"),
    ("ultram-er 100", "ultram", "ultram-er"),
    ("morphine sulfate", "morphine", "morphine sulfate"),
    ("voltaren gel 1%", "voltaren gel", "voltaren"),
    ("bath gel 1%", "bath gel", "bath gel"),
    ("soma", "soma", "soma"),
]


@pytest.mark.parametrize(("text", "name", "expected"), ENDS, ids=[row[0] for row in ENDS])
def test_end_of_a_name(text: str, name: str, expected: str) -> None:
    start = text.index(name)
    assert text[start : NAMES.end(text, start, start + len(name))] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hydrocodone/acetaminophen", ["hydrocodone", "acetaminophen"]),
        ("hydrocodone-acetaminophen", ["hydrocodone", "acetaminophen"]),
        ("norco", [NORCO.id]),
        ("hydrocodone/apples", [NORCO.id]),
    ],
)
def test_ingredients(name: str, expected: list[str]) -> None:
    found = NAMES.ingredients(f"of {name}", 3, 3 + len(name), NORCO)
    assert [piece.normal_form for piece in found] == expected
    assert (found[0].start, found[-1].end) == (3, 3 + len(name))


@pytest.mark.parametrize(("text", "brand"), [("norco", True), ("hydrocodone", False), ("hydrocodon", False), ("codeine", True)])
def test_begins_otherwise(text: str, brand: bool) -> None:
    assert begins_otherwise(text, Piece(0, len(text), DRUG, ""), ["hydrocodone", "acetaminophen"]) is brand


def test_is_percentage() -> None:
    assert is_percentage("of 5% gel", Piece(3, 5, DOSE, "5%"))
    assert not is_percentage("of 5 mg", Piece(3, 7, DOSE, "5 mg"))


@pytest.mark.parametrize(("name", "ambiguous"), [("calcium", True), ("norco", False)])
def test_is_ambiguous(name: str, ambiguous: bool) -> None:
    assert NAMES.is_ambiguous(name) is ambiguous


# DosageReader

# text after the name "soma", what is read in prose, what in an item if that differs
AFTER = [
    ("soma 350 mg twice a day.", [(DOSE, "350 mg"), (FREQUENCY, "twice a day")], None),
    ("soma350mg #60", [(DOSE, "350mg"), (QUANTITY, "#60")], None),
    ("soma 350 mg. #60", [(DOSE, "350 mg"), (QUANTITY, "#60")], None),
    ("soma 350 mg. he has 20 mg too", [(DOSE, "350 mg")], [(DOSE, "350 mg"), (DOSE, "20 mg")]),
    ("soma helps her to walk to the shops, 350 mg", [], [(DOSE, "350 mg")]),
    ("soma helped by 50%", [], [(DOSE, "50%")]),
    ("soma 4%", [(DOSE, "4%")], None),
    ("soma non-tablet", [], None),
    ("soma 10/325 #60", [(QUANTITY, "#60")], None),
    ("soma", [], None),
]


@pytest.mark.parametrize(("text", "prose", "item"), AFTER, ids=[row[0] for row in AFTER])
def test_after(text: str, prose: list[tuple[str, str]], item: list[tuple[str, str]] | None) -> None:
    start, end = len("soma"), len(text)
    assert shown(text, DOSAGES.after(text, start, end, None, combination=False)) == prose
    assert shown(text, DOSAGES.after(text, start, end, (0, end), combination=False)) == (prose if item is None else item)


def test_after_a_combination() -> None:
    text = "norco 10/325 #60"
    assert shown(text, DOSAGES.after(text, 5, len(text), None, combination=True)) == [(DOSE, "10/325"), (QUANTITY, "#60")]


def test_after_up_to_the_next_drug() -> None:
    text = "soma 350 mg, ultram 50 mg"
    for item in (None, (0, len(text))):
        assert shown(text, DOSAGES.after(text, 4, text.index("ultram"), item, combination=False)) == [(DOSE, "350 mg")]


# text before the name "soma", whether a number alone is trusted, what is read
BEFORE = [
    ("60 soma", True, [(QUANTITY, "60")]),
    ("60 soma", False, []),
    ("120 tablets of soma", False, [(QUANTITY, "120"), (FORM, "tablets")]),
    ("ten tablets soma", False, [(QUANTITY, "ten"), (FORM, "tablets")]),
    ("350 mg of soma", False, [(DOSE, "350 mg")]),
    ("60 of soma", True, []),
    ("60 more soma", True, []),
    ("60soma", True, []),
    ("soma", True, []),
]


@pytest.mark.parametrize(("text", "trusted", "expected"), BEFORE)
def test_before(text: str, trusted: bool, expected: list[tuple[str, str]]) -> None:
    assert shown(text, DOSAGES.before(text, 0, text.index("soma"), trusted=trusted)) == expected


def test_before_not_beyond_the_drug_before() -> None:
    text = "ultram 60 soma"
    assert shown(text, DOSAGES.before(text, text.index("60"), text.index("soma"), trusted=True)) == [(QUANTITY, "60")]
    assert shown(text, DOSAGES.before(text, text.index(" soma"), text.index("soma"), trusted=True)) == []


# ItemDosage


@pytest.mark.parametrize(
    ("text", "compound", "series", "pieces"),
    [
        ("compound cream", True, False, False),
        ("ketoprofen 10% cream", True, False, False),
        ("series of 3 injections", False, True, False),
        ("norco #60", False, False, True),
        ("12 visits", False, False, False),
    ],
)
def test_kind_of_item(text: str, compound: bool, series: bool, pieces: bool) -> None:
    assert (ITEMS.is_compound(text), ITEMS.is_series(text), ITEMS.counts_pieces(text)) == (compound, series, pieces)


@pytest.mark.parametrize(("text", "adds"), [("yoga with a soma patch", True), ("soma patch", False), ("yoga for soma", False)])
def test_adds(text: str, adds: bool) -> None:
    assert ITEMS.adds(text, text.index("soma")) is adds


@pytest.mark.parametrize(
    ("text", "joined"), [("soma and ultram", True), ("soma, ultram", True), ("soma with ultram", False), ("soma ultram", False)]
)
def test_joins(text: str, joined: bool) -> None:
    assert ITEMS.joins(text, len("soma"), text.index("ultram")) is joined


@pytest.mark.parametrize(
    ("text", "name"),
    [("retrospective compound: xyzol", "xyzol"), ("retrospective request for xyzol", "xyzol"), ("xyzol", "xyzol")],
)
def test_lead(text: str, name: str) -> None:
    assert text[ITEMS.lead(text) :] == name


def test_parts() -> None:
    text = "xyzol 5 mg tablet, non-gel #30 two refills"
    expected = [(DOSE, "5 mg"), (FORM, "tablet"), (QUANTITY, "#30"), (REFILLS, "two refills")]
    assert shown(text, ITEMS.parts(text, len("xyzol"))) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("soma 350 #60", "350"), ("soma 10/325 #60", "10/325"), ("soma", None), ("soma for 350 days", None)]
)
def test_bare_strength(text: str, expected: str | None) -> None:
    place = ITEMS.bare_strength(text, len("soma"))
    assert (None if place is None else text[slice(*place)]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("soma 350 mg 60", "60"), ("soma 350 mg, 60", "60"), ("soma 350 mg 4000", None), ("soma 350 mg for 60", None)],
)
def test_quantity(text: str, expected: str | None) -> None:
    """A number at the end means pieces, if so many are dispensed and nothing stands between."""
    place = ITEMS.quantity(text, len("soma"), len(text), len("soma 350 mg"))
    assert (None if place is None else text[place.start : place.end]) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("soma rf 2", "rf 2"), ("soma 2rf", "2rf"), ("soma #60 rf 2", "rf 2"), ("soma x 2", None)]
)
def test_refills(text: str, expected: str | None) -> None:
    place = ITEMS.refills(text, len("soma"), len(text))
    assert (None if place is None else text[place.start : place.end]) == expected
