"""How a product is to be taken; whole items are in tests/components/test_prescriptions.py."""

from __future__ import annotations

import pytest

from imr_nlp.components.items import ItemReader
from imr_nlp.normalize.doses import Quantity, Strength
from imr_nlp.normalize.morphine import Directions
from imr_nlp.readers.directions import DirectionsReader, Frequencies
from imr_nlp.rules.load import read_rows

READER = DirectionsReader(read_rows(["dosage.jsonl", "directions.jsonl", "morphine_factors.jsonl"], ItemReader.row_types))


def read(text: str, *stated: str, quantity: Quantity | None = None, dosed: bool = False) -> Directions:
    """The directions of a wording; `stated` are the frequencies in it, of which those up to the first comma belong together."""
    places = [(text.index(one), text.index(one) + len(one)) for one in stated]
    comma = text.find(",")
    joined = [place for place in places if comma < 0 or place[0] < comma]
    together = (joined[0][0], joined[-1][1]) if joined else None
    return READER.read(text, (0, len(text)), Frequencies(places, together), quantity, dosed=dosed)


# wording, its frequency; times a day, pieces a day, at once, days' supply, whether exact
READ = [
    ("take one tablet twice a day", "twice a day", (2, 2), (2, 2), 1, 30, True),
    ("take 1 to 2 tablets twice a day", "twice a day", (2, 2), (2, 4), None, None, False),
    ("take half a tablet twice a day", "twice a day", (2, 2), (1, 1), 0.5, 60, True),
    ("take one tablet twice a day at most", "twice a day", (2, 2), (2, 2), 1, None, False),
    ("take one tablet twice a day as needed", "twice a day as needed", (2, 2), (2, 2), 1, None, False),
    ("take 4 tablets three times a day, max 6 a day", "three times a day", (3, 3), (6, 6), 4, None, False),
    ("take one tablet twice a day for 10 days", "twice a day", (2, 2), (2, 2), 1, 10, True),
    ("take 40 tablets twice a day", "twice a day", (2, 2), None, None, None, False),
    ("twice a day", "twice a day", (2, 2), None, None, None, False),
]


@pytest.mark.parametrize(
    ("text", "frequency", "times", "pieces", "at_once", "days", "exact"), READ, ids=[row[0] for row in READ]
)
def test_read(
    text: str,
    frequency: str,
    times: tuple[int, int],
    pieces: tuple[int, int] | None,
    at_once: float | None,
    days: int | None,
    exact: bool,
) -> None:
    found = read(text, frequency, quantity=Quantity(60))
    assert (found.times, found.pieces, found.at_once, found.days_supply, found.exact) == (times, pieces, at_once, days, exact)


def test_read_of_one_strength() -> None:
    """Without another amount one piece is taken at one time."""
    assert read("twice a day", "twice a day").pieces is None
    assert read("twice a day", "twice a day", dosed=True).pieces == (2, 2)


def test_read_in_several_ways() -> None:
    text = "one tablet in the morning and two tablets at bedtime"
    assert read(text, "in the morning", "at bedtime").pieces == (3, 3)
    assert read("one tablet twice a day, three times a day", "twice a day", "three times a day").pieces is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("30 day supply", 30),
        ("two week supply", 14),
        ("10-14 day supply", None),
        ("30 day supply, 60 day supply", None),
        ("for 900 days", None),
        ("xyzol #60", None),
    ],
)
def test_days(text: str, days: int | None) -> None:
    assert read(text).days_supply == days


def test_read_without_a_frequency() -> None:
    assert read("take one tablet a day").pieces == (1, 1)
    assert read("take 1-2 tablets a day").pieces == (1, 2)
    assert read("take one tablet") == Directions()


def test_days_of_another_unit() -> None:
    assert read("take 5 ml twice a day", "twice a day", quantity=Quantity(300)).days_supply is None
    assert read("take 5 ml twice a day", "twice a day", quantity=Quantity(300, "ml")).days_supply == 30


TAKEN = Directions(times=(2, 2), pieces=(2, 2), at_once=1, exact=True)
TEN = Strength(10, "mg", None, None)


@pytest.mark.parametrize(
    ("text", "ingredients", "strengths", "form", "a_day"),
    [
        ("hydrocodone 10 mg", ["hydrocodone"], [(TEN, "hydrocodone")], None, 20),
        ("hydrocodone 10 mg", ["hydrocodone"], [(TEN, "hydrocodone")], "gel", None),
        ("hydrocodone injection", ["hydrocodone"], [(TEN, "hydrocodone")], None, None),
        ("hydrocodone", ["hydrocodone"], [], None, None),
        ("ibuprofen", ["ibuprofen"], [(TEN, "ibuprofen")], None, None),
    ],
)
def test_equivalents(
    text: str, ingredients: list[str], strengths: list[tuple[Strength, str]], form: str | None, a_day: float | None
) -> None:
    found = READER.equivalents(text, ingredients, strengths, form, Quantity(60), TAKEN)
    assert found.per_day == a_day


def test_equivalents_of_a_pair_without_unit() -> None:
    pair = [(Strength(10, None, None, None), "hydrocodone"), (Strength(325, None, None, None), "acetaminophen")]
    assert READER.equivalents("norco 10/325", ["hydrocodone", "acetaminophen"], pair, None, None, TAKEN).per_day == 20
    assert READER.equivalents("norco 10", ["hydrocodone", "acetaminophen"], pair[:1], None, None, TAKEN).per_day is None


def test_least_strength() -> None:
    assert READER.least["aspirin"] == 81
