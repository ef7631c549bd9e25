"""Wordings that a text has nearly, and what looking for them costs."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.rules import nearly
from imr_nlp.rules.nearly import Nearly, distance_in, least_distance

WORDINGS = ("Decision rationale:", "MAXIMUS guideline:", "IMR issues, decisions and rationales")


@pytest.mark.parametrize("seed", range(200))
def test_least_distance_is_that_of_the_table(seed: int) -> None:
    random = Random(seed)
    key = "".join(random.choices("abcd", k=random.randrange(1, 45)))
    words = "".join(random.choices("abcd", k=random.randrange(30)))
    middle = len(key) // 2
    for text in (words, words + key[:middle] + "x" + key[middle + 1 :] + words, words + key[1:], ""):
        assert least_distance(key, text) == distance_in(key, text)[0]


def test_what_is_compared_grows_with_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counted(key: str, words: str) -> int:
        compared[-1] += len(key) * len(key)
        return least_distance(key, words)

    monkeypatch.setattr(nearly, "least_distance", counted)
    random = Random(1)
    for size in (1_000, 2_000, 4_000, 8_000):
        text = ""
        while len(text) < size:
            wording = random.choice(WORDINGS).lower()
            place = random.randrange(len(wording))
            text += wording[:place] + "x" + wording[place + 1 :] + " "
        compared.append(0)
        # Pieces of many wordings, as hostile text has them.
        Nearly(WORDINGS * 20).find(text)
        assert 0 < compared[-1] <= nearly._COMPARED + nearly._COMPARED_PER_LETTER * len(text)


def test_ordinary_damage_is_found_among_much_text() -> None:
    text = "the knee was examined and no rationale for a decision was found. " * 200 + "decision ratlonale: none."
    assert [(text[near.start : near.end], near.errors) for near in Nearly(WORDINGS).find(text)] == [("decision ratlonale", 0)]


NEAR = [
    ("Decisi0n rationale", 1),
    ("de cision ratlonalc", 1),
    ("the decision was rational", 0),
    ("Decislon ratiorialc and Decisionrationale", 2),
]


@pytest.mark.parametrize(("text", "count"), NEAR)
def test_nearly(text: str, count: int) -> None:
    assert len(Nearly(["Decision rationale:"]).find(text.lower())) == count


@given(st.text("abc", min_size=1, max_size=20), st.text("abc", max_size=40))
def test_least_distance_is_that_of_the_nearest_part(key: str, words: str) -> None:
    assert least_distance(key, words) == distance_in(key, words)[0]
