"""How much of a service an item asks for: count, unit, times a week, weeks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.readers.services import Amount, ServiceReader
from imr_nlp.rules.load import read_rows
from imr_nlp.rules.schema_items import ServiceRow

ROWS = read_rows(["services.jsonl"], [ServiceRow])
READER = ServiceReader(ROWS)

# text, count, unit, per_week, weeks
SERVICES = [
    ("8 sessions of aquatic therapy", 8, "session", None, None),
    ("Eight (8) sessions of massage", 8, "session", None, None),
    ("Six visits of chiropractic", 6, "visit", None, None),
    ("Occupational therapy, 10 visits", 10, "visit", None, None),
    ("6 additional acupuncture visits", 6, "visit", None, None),
    ("Twelve occupational and aquatic therapy treatments", 12, "treatment", None, None),
    ("Massage therapy times 12", 12, None, None, None),
    ("Massage therapy x 12", 12, None, None, None),
    ("Massage therapy x12", 12, None, None, None),
    ("Massage therapy 12x", 12, None, None, None),
    ("Massage therapy, three times", 3, None, None, None),
    ("Massage therapy #6", 6, None, None, None),
    ("Massage therapy, qty: 6", 6, None, None, None),
    ("Massage therapy, quantity 6", 6, None, None, None),
    ("Massage sessions for the neck, #4", 4, "session", None, None),
    ("Massage visits x 4", 4, "visit", None, None),
    ("Massage sessions: 4", 4, "session", None, None),
    ("Massage sessions (4)", 4, "session", None, None),
    ("12-18 sessions of therapy", (12, 18), "session", None, None),
    ("Acupuncture 6 (six) to 8 (eight) visits", (6, 8), "visit", None, None),
    ("8 to 12 visits", (8, 12), "visit", None, None),
    ("12-session course of therapy", 12, "session", None, None),
    ("Follow-up visit x 1", 1, "visit", None, None),
    ("One (1) follow-up visit", 1, "visit", None, None),
    ("Trigger point injections x 3", 3, None, None, None),
    ("Series of 3 knee injections", 3, None, None, None),
    ("Facet injection at L4-5, L5-S1 x 2", 2, None, None, None),
    ("Therapy 3 times a week for 5 weeks", None, None, 3, 5),
    ("Therapy two times a week for four weeks", None, None, 2, 4),
    ("Therapy two (2) times a week for four (4) weeks", None, None, 2, 4),
    ("Therapy 2 times per week times 4 weeks", None, None, 2, 4),
    ("Therapy 2x/week x 4 weeks", None, None, 2, 4),
    ("Therapy 2x week x 4 wks", None, None, 2, 4),
    ("Therapy 2 x wk x 4 wks", None, None, 2, 4),
    ("Therapy 2x per week for 4 weeks", None, None, 2, 4),
    ("Therapy 2 per week for 4 weeks", None, None, 2, 4),
    ("Therapy 2/week for 4 weeks", None, None, 2, 4),
    ("Therapy 2 times weekly over 4 weeks", None, None, 2, 4),
    ("Therapy 2 times a week x 4", None, None, 2, 4),
    ("Therapy 1-2x/week x 4 weeks", None, None, (1, 2), 4),
    ("Therapy two to three times a week for six to eight weeks", None, None, (2, 3), (6, 8)),
    ("Therapy twice weekly for six weeks", None, None, 2, 6),
    ("Therapy once a week for 6 weeks", None, None, 1, 6),
    ("Therapy 1 time a week for 6 weeks", None, None, 1, 6),
    ("Therapy weekly for 6 weeks", None, None, 1, 6),
    ("Therapy weekly x 12", None, None, 1, 12),
    ("Therapy 3 times a week", None, None, 3, None),
    ("Therapy for six weeks", None, None, None, 6),
    ("Therapy 3x4", None, None, 3, 4),
    ("Therapy 3 x 4", None, None, 3, 4),
    ("Therapy 3 x 4 weeks", None, None, 3, 4),
    ("Therapy 2-3x6", None, None, (2, 3), 6),
    ("Therapy two times eight", None, None, 2, 8),
    ("Exam 2 times 8", None, None, 2, 8),
    ("Therapy 12 visits (2x6)", 12, "visit", 2, 6),
    ("Therapy two times five visits (10)", 10, "visit", 2, 5),
    ("Therapy 2 times a week for 3 weeks (6)", 6, None, 2, 3),
    ("Therapy 2 times a week for 7 weeks (14 sessions)", 14, "session", 2, 7),
    ("Therapy 2 times a week for 6 weeks, 12 total", 12, None, 2, 6),
    ("Five sessions of therapy two times a week times 3 weeks", 5, "session", 2, 3),
    ("Ten acupuncture visits (20 mins), 2 times weekly for 5 weeks", 10, "visit", 2, 5),
    ("Ten visits, three times weekly, for the left elbow", 10, "visit", 3, None),
    ("Additional 4 visits per week for 3 weeks", None, "visit", 4, 3),
    ("1-2 visits a week for 4 weeks (up to 8 visits)", 8, "visit", (1, 2), 4),
    ("Work conditioning, 10 visits over 4 weeks", 10, "visit", None, 4),
    ("Aide 8 hours per day, 5 days per week for 2 weeks", None, "day", 5, 2),
    ("Aide 4 hours a day, 7 days a week", None, "day", 7, None),
    ("Medication management, 1 x month x 6 months", 6, "month", None, None),
    ("Counseling twice a month for 3 months", 3, "month", None, None),
    ("Physical therapy x 6 after block #2", 6, None, None, None),
    ("Extraction of teeth #3, #4 and #5, 2 visits", 2, "visit", None, None),
    ("Nerve blocks #3", 3, None, None, None),
    ("Gym membership, 6 months", 6, "month", None, None),
    ("Gym membership for one year", 1, "year", None, None),
    ("Program, 80 hours", 80, "hour", None, None),
    ("Hospital stay of 2 days", 2, "day", None, None),
    ("Rental for 6 weeks", 6, "week", None, None),
    ("Therapy sessions", None, "session", None, None),
    ("Inpatient stay, 7-10 days", (7, 10), "day", None, None),
]
EQUIPMENT = [
    ("Cold therapy unit, 7 day rental", 7, "day"),
    ("Cold therapy unit, rental for 14 days", 14, "day"),
    ("TENS unit, 2 month rental", 2, "month"),
    ("TENS unit, one month trial", 1, "month"),
    ("TENS unit x 3 months", 3, "month"),
    ("Compression device, 30-60 day rental", (30, 60), "day"),
    ("Traction unit, rental for 6 weeks", 6, "week"),
    ("2 knee braces", 2, "unit"),
    ("1 Acme lumbar support", 1, "unit"),
    ("One (1) walker", 1, "unit"),
    ("Associated surgical service: 2 wrist splints", 2, "unit"),
    ("2 pairs of orthotics", 2, "unit"),
    ("Electrodes, 4 packs", 4, "unit"),
    ("Electrodes x 8", 8, None),
    ("Batteries #6", 6, None),
]
NOTHING = [
    "",
    "CT of the left wrist without contrast",
    "Recliner, length of the rental not stated",
    "Three phase bone scan",
    "Two-view x-ray of the hand",
    "X-rays of the foot, 3 views",
    "12 lead EKG",
    "24 hour EEG",
    "3.0 Tesla MRI",
    "MRI 1.5 Tesla or higher",
    "L4-5 and L5-S1 facet block",
    "C5-6, C6-7 discectomy",
    "Two level fusion",
    "Ten panel drug screen",
    "Follow-up in 6 weeks",
    "Recheck every 3 months",
    "Walker, code E0143",
    "CPT 97110",
    "Therapy as ordered on 11/14/2016",
    "Office visit",
]


Number = float | tuple[float, float] | None
# Items of several services: text, words that are names of services, and of each service its words, count, times a week, weeks.
SEVERAL: list[tuple[str, list[str], list[tuple[str, Number, Number, Number]]]] = [
    (
        "Two visits for the neck and four visits for the wrist",
        [],
        [("Two visits for the neck", 2, None, None), ("four visits for the wrist", 4, None, None)],
    ),
    (
        "Six acupuncture visits for the hip, knee, and eight massage visits for the neck",
        ["acupuncture", "massage"],
        [("Six acupuncture visits for the hip, knee", 6, None, None), ("eight massage visits for the neck", 8, None, None)],
    ),
    (
        "Acupuncture, 6 sessions, massage, 8-10 sessions",
        ["Acupuncture", "massage"],
        [("Acupuncture, 6 sessions", 6, None, None), ("massage, 8-10 sessions", (8, 10), None, None)],
    ),
    (
        "Acupuncture 2x6, lower back and massage 1 time a week for 4-6 weeks",
        ["Acupuncture", "massage"],
        [("Acupuncture 2x6, lower back", None, 2, 6), ("massage 1 time a week for 4-6 weeks", None, 1, (4, 6))],
    ),
    (
        "Ultrasound and massage x 12",
        ["Ultrasound", "massage"],
        [("Ultrasound and massage x 12", 12, None, None)],
    ),
    (
        "Ten massage visits, ultrasound, 2 times weekly for 5 weeks",
        ["massage", "ultrasound"],
        [("Ten massage visits, ultrasound, 2 times weekly for 5 weeks", 10, 2, 5)],
    ),
    (
        "Massage, 12 visits, with ultrasound",
        ["Massage", "ultrasound"],
        [("Massage, 12 visits, with ultrasound", 12, None, None)],
    ),
    (
        "Ten massage visits, 2 times weekly, for 5 weeks, elbow",
        ["massage"],
        [("Ten massage visits, 2 times weekly, for 5 weeks, elbow", 10, 2, 5)],
    ),
    (
        "Massage 2 times a week for 4 weeks (acupuncture, 3 visits, later)",
        ["Massage", "acupuncture"],
        [("Massage 2 times a week for 4 weeks (acupuncture, 3 visits, later)", 3, 2, 4)],
    ),
]


def pair(number: Number) -> object:
    return number if number is None or isinstance(number, tuple) else (number, number)


def fields(amounts: list[Amount]) -> list[tuple[object, ...]]:
    return [(one.count, one.unit, one.per_week, one.weeks) for one in amounts]


@pytest.mark.parametrize(("text", "count", "unit", "per_week", "weeks"), SERVICES, ids=[row[0] for row in SERVICES])
def test_services(text: str, count: Number, unit: str | None, per_week: Number, weeks: Number) -> None:
    (amount,) = READER.read(text)
    assert amount == Amount(0, len(text), pair(count), unit, pair(per_week), pair(weeks))  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "names", "expected"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_several_services(text: str, names: list[str], expected: list[tuple[str, Number, Number, Number]]) -> None:
    found = READER.read(text, names=[text.index(name) for name in names])
    assert [(text[one.start : one.end].strip(), one.count, one.per_week, one.weeks) for one in found] == [
        (words, *map(pair, numbers)) for words, *numbers in expected
    ]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("12 visits", (12, 12)),
        ("Therapy 2 times a week for 4 weeks", (8, 8)),
        ("Therapy 2-3 times a week for 4-6 weeks", (8, 18)),
        ("Five visits, 2 times a week for 3 weeks", (5, 5)),
        ("Therapy 2 times a week", None),
        ("Therapy for six weeks", None),
    ],
)
def test_total(text: str, total: object) -> None:
    assert [one.total for one in READER.read(text)] == [total]


@pytest.mark.parametrize(("text", "count", "unit"), EQUIPMENT, ids=[row[0] for row in EQUIPMENT])
def test_equipment(text: str, count: Number, unit: str | None) -> None:
    assert fields(READER.read(text, equipment=True)) == [(pair(count), unit, None, None)]


@pytest.mark.parametrize("text", NOTHING, ids=[text or "empty" for text in NOTHING])
def test_no_service(text: str) -> None:
    assert READER.read(text) == []


def test_a_size_is_no_frequency() -> None:
    assert READER.read("4 x 4 gauze pads", equipment=True) == []


WORDINGS = ["{} times a week for {} weeks", "{}x/week x {} weeks", "{} x {}"]


@given(st.integers(1, 7), st.integers(1, 52), st.sampled_from(WORDINGS))
def test_a_rendered_frequency_reads_back(per_week: int, weeks: int, wording: str) -> None:
    found = READER.read(f"Therapy {wording.format(per_week, weeks)}")
    assert fields(found) == [(None, None, (per_week, per_week), (weeks, weeks))]
    assert found[0].total == (per_week * weeks, per_week * weeks)


@given(st.sampled_from([row[0] for row in SERVICES if row[0]]), st.sampled_from(["\n", "  ", " \n "]))
def test_wraps_change_nothing(text: str, wrap: str) -> None:
    assert fields(READER.read(re.sub(" ", wrap, text))) == fields(READER.read(text))


@given(st.text(max_size=80), st.lists(st.integers(0, 80), max_size=3))
def test_any_text_is_read(text: str, names: list[int]) -> None:
    for amount in [*READER.read(text, names=names), *READER.read(text, equipment=True)]:
        assert 0 <= amount.start <= amount.end <= len(text)
