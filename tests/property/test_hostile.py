"""Hostile texts and files, a few of those that `tests/benchmark/fuzz.py` makes: no exception, no bad offset, no hang."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from spacy.language import Language

from hostile import check, hostile_input, read

# A machine that does other things besides is given ten times of what the benchmark asks for.
SECONDS, SECONDS_A_KILOBYTE = 2.0, 0.5


@pytest.mark.parametrize("seed", range(0, 160, 20))
def test_twenty_hostile_inputs(nlp: Language, seed: int, tmp_path: Path) -> None:
    for number in range(seed, seed + 20):
        for text in read(*hostile_input(number), tmp_path):
            start = process_time()
            check(nlp, text)
            assert process_time() - start < SECONDS + SECONDS_A_KILOBYTE * len(text) / 1000, number


def test_inputs_are_the_same_of_a_seed() -> None:
    assert [hostile_input(seed) for seed in range(20)] == [hostile_input(seed) for seed in range(20)]
