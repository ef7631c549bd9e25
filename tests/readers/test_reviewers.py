"""Lists of states and specialties."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.readers.reviewers import NameLists, specialties
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema_layouts import Specialty

ROWS = select(read_rows(["specialties.jsonl"], [Specialty]), Specialty)
NAMES = [term for row in ROWS for term in row.terms]
LISTS_OF_NAMES = NameLists(ROWS)


def split_names(text: str) -> list[tuple[int, int]]:
    return LISTS_OF_NAMES.split(text.lower(), 0, len(text))


LISTS = [
    ("Oregon", ["Oregon"]),
    ("Oregon, Idaho", ["Oregon", "Idaho"]),
    ("Oregon,Idaho", ["Oregon", "Idaho"]),
    ("Oregon and Idaho", ["Oregon", "Idaho"]),
    ("Oregon, Idaho and Utah", ["Oregon", "Idaho", "Utah"]),
    ("Oregon, Idaho, and Utah", ["Oregon", "Idaho", "Utah"]),
    ("Oregon; Idaho; Utah", ["Oregon", "Idaho", "Utah"]),
    ("New York, North Carolina, West Virginia", ["New York", "North Carolina", "West Virginia"]),
    ("District of Columbia, Maryland", ["District of Columbia", "Maryland"]),
    ("Maryland, Rhode Island.", ["Maryland", "Rhode Island"]),
    ("Neurology", ["Neurology"]),
    ("Neurology, Pain Management", ["Neurology", "Pain Management"]),
    ("Neurology, Physical Medicine and Rehabilitation", ["Neurology", "Physical Medicine and Rehabilitation"]),
    ("Physical Medicine and Rehabilitation and Neurology", ["Physical Medicine and Rehabilitation", "Neurology"]),
    ("Physical Medicine & Rehabilitation, Pain Medicine", ["Physical Medicine & Rehabilitation", "Pain Medicine"]),
    ("physical medicine and rehabilitation", ["physical medicine and rehabilitation"]),
    ("Psychiatry and Neurology, Addiction Medicine", ["Psychiatry and Neurology", "Addiction Medicine"]),
    ("Obstetrics and Gynecology", ["Obstetrics and Gynecology"]),
    (
        "Public Health and General Preventive Medicine, Occupational Medicine",
        ["Public Health and General Preventive Medicine", "Occupational Medicine"],
    ),
    ("Family Practice and Occupational Medicine", ["Family Practice", "Occupational Medicine"]),
    ("Hospice and Palliative Medicine, Internal Medicine", ["Hospice and Palliative Medicine", "Internal Medicine"]),
    ("Ear, Nose, and Throat, Sleep Medicine", ["Ear, Nose, and Throat", "Sleep Medicine"]),
    ("Chiropractor", ["Chiropractor"]),
    ("Neurology, ", ["Neurology"]),
    (", Neurology", ["Neurology"]),
    ("Neurology,, Pain Management", ["Neurology", "Pain Management"]),
    ("Andover Specialty", ["Andover Specialty"]),  # "and" only as a word
    ("", []),
    (" . ", []),
]


@pytest.mark.parametrize(("text", "expected"), LISTS, ids=[repr(text) for text, _ in LISTS])
def test_split_names(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in split_names(text)] == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_known_name_stays_whole(name: str) -> None:
    text = f"Neurology, {name} and Oregon"
    assert [text[a:b] for a, b in split_names(text)] == ["Neurology", name, "Oregon"]


def test_without_known_names() -> None:
    text = "physical medicine and rehabilitation"
    assert [text[a:b] for a, b in NameLists([]).split(text, 0, len(text))] == ["physical medicine", "rehabilitation"]


PIECES = st.sampled_from(["Neurology", "and", ",", ";", " ", "Ear, Nose and Throat", ".", "x"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_list(text: str) -> None:
    places = split_names(text)
    assert all(0 <= a < b <= len(text) and text[a:b] == text[a:b].strip(" .") for a, b in places)
    assert all(first[1] <= second[0] for first, second in pairwise(places))


@pytest.mark.parametrize(
    ("name", "specialty", "subspecialty"),
    [
        ("Family Practice", "family_medicine", False),
        ("Family Medicine", "family_medicine", False),
        ("Pain Management", "pain_medicine", True),
        ("Interventional Pain Medicine", "pain_medicine", True),
        ("Orthopaedic Surgery", "orthopedic_surgery", False),
        ("PHYSICAL MEDICINE & REHABILITATION", "physical_medicine_and_rehabilitation", False),
        ("Chiropractor", "chiropractic", False),
        ("Hospice & Palliative Medicine", "hospice_and_palliative_medicine", True),
        ("Basket Weaving", None, None),
        ("", None, None),
    ],
)
def test_normal_form(name: str, specialty: str | None, subspecialty: bool | None) -> None:
    row = specialties().get(name)
    assert (row and row.id, row and row.subspecialty) == (specialty, subspecialty)
