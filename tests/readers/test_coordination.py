"""Lists in running text and their members."""

from __future__ import annotations

import pytest

from imr_nlp.readers.coordination import ListWords, is_fragment, split_list
from summary import FRAGMENTS, ROWS

WORDS = {name: ListWords.from_rows(ROWS, name, FRAGMENTS) for name in ("diagnoses", "requests")}

LISTS: list[tuple[str, str, list[str]]] = [
    ("diagnoses", "lumbar, hip, and neck strain", ["lumbar, hip, and neck strain"]),
    ("diagnoses", "cervical sprain and lumbar sprain", ["cervical sprain", "lumbar sprain"]),
    ("diagnoses", "cervical sprain plus gout along with asthma", ["cervical sprain", "gout", "asthma"]),
    ("diagnoses", "sprain and strain of the neck", ["sprain and strain of the neck"]),
    ("diagnoses", "gout; asthma; and obesity", ["gout", "asthma", "obesity"]),
    ("diagnoses", "1. gout 2. asthma", ["gout", "asthma"]),
    ("diagnoses", "2. gout", ["2. gout"]),
    ("diagnoses", "gout, stable, and asthma, grade 2", ["gout, stable", "asthma, grade 2"]),
    ("diagnoses", "strain (neck, back) and gout", ["strain (neck, back)", "gout"]),
    ("diagnoses", "", []),
    ("requests", "therapy 2 times a week for 4 weeks, and a brace", ["therapy 2 times a week for 4 weeks", "a brace"]),
    ("requests", "norco 10 mg #60, 1 tablet daily and a cane", ["norco 10 mg #60, 1 tablet daily", "a cane"]),
    ("requests", "labs: cbc and cmp", ["labs: cbc and cmp"]),
    ("requests", "emg and ncs of the arm", ["emg and ncs of the arm"]),
    ("requests", "baclofen 2%, lidocaine 5% cream, and a cane", ["baclofen 2%, lidocaine 5% cream", "a cane"]),
]


@pytest.mark.parametrize(("kind", "text", "expected"), LISTS, ids=[text for _, text, _ in LISTS])
def test_members(kind: str, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in split_list(text, WORDS[kind])] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("left and right knee", True), ("c5-6", True), ("knee pain", False), ("cervical", True), ("discogenic", True),
     ("neurogenic bladder", False), ("status post knee", True)],
)  # fmt: skip
def test_fragments(text: str, expected: bool) -> None:
    assert is_fragment(text, WORDS["diagnoses"]) is expected
