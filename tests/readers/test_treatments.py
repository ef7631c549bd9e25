"""Treatments: whether two wordings ask for the same one, and where they differ."""

from __future__ import annotations

import pytest

from imr_nlp.findings.contradictions import strengths_differ
from imr_nlp.normalize.doses import strengths
from imr_nlp.readers.treatments import TreatmentReader, same_treatment
from imr_nlp.rules.load import read_patterns

READER = TreatmentReader(read_patterns(["findings.jsonl", "body_parts.jsonl", "services.jsonl"]))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("mri of the right knee", "left knee magnetic resonance imaging", True),
        ("mri of the right knee", "x-ray of the right knee", False),
        ("twelve sessions of physical therapy", "pt 3x4 for the neck", True),
        ("physical therapy", "occupational therapy", False),
        ("post-op physical therapy", "physical therapy", False),
        ("left knee arthroscopy with meniscectomy", "arthroscopy of the knee", True),
        ("epidural steroid injection", "cortisone injection", False),
        ("knee injection", "shoulder surgery", False),
        ("left knee brace", "right knee brace", True),
        ("knee", "knee", False),
        ("", "", False),
    ],
)
def test_same_treatment(one: str, other: str, expected: bool) -> None:
    first, second = READER.read(one), READER.read(other)
    assert same_treatment(first, second) is same_treatment(second, first) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("mri of the right knee", "mri of the left knee", "side"),
        ("mri of the right knee", "mri of both knees", None),
        ("mri of the right knee", "mri of the knee", None),
        ("mri of the right knee", "mri of the right and left knee", None),
        ("mri of the cervical spine", "mri of the low back", "part"),
        ("mri of the lumbar spine", "mri at l4-5", None),
        ("mri of the right leg", "mri of the right ankle", None),
        ("emg of the arms", "emg of the neck", None),
        ("mri of the knee", "mri", None),
        ("injection of the hand", "injection of the foot", None),
    ],
)
def test_conflict(one: str, other: str, expected: str | None) -> None:
    first, second = READER.read(one), READER.read(other)
    assert READER.conflict(first, second) == READER.conflict(second, first) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eight physical therapy sessions", 8),
        ("physical therapy 2x4", 8),
        ("2 times a week for 4 weeks (8 sessions)", 8),
        ("2 times a week for 4 weeks (12 sessions)", None),
        ("12-18 sessions", None),
        ("six visits, then as needed", None),
        ("rental for 30 days", None),
        ("physical therapy", None),
    ],
)
def test_sessions(text: str, expected: int | None) -> None:
    assert READER.sessions(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10/325 mg", "10-325mg", False),
        ("10/325 mg", "5/325 mg", True),
        ("10/325 mg", "10 mg", False),
        ("0.5 mg", "500 mcg", False),
        ("25 mcg/hr", "50 mcg/hr", True),
        ("20 mg/ml", "100 mg/5 ml", False),
        ("1%", "75 mg", False),
        ("500 mg", "550 mg", False),
        ("10/325", "7.5/325 mg", True),
    ],
)
def test_strengths_differ(one: str, other: str, expected: bool) -> None:
    assert strengths_differ(strengths(one), strengths(other)) is strengths_differ(strengths(other), strengths(one)) is expected
