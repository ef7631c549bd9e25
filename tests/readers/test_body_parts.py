"""Body parts in an item's wording. An expectation lists "wording = part (side)" of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.readers.body_parts import BodyPartFinder
from imr_nlp.rules.load import read_rows, select
from imr_nlp.rules.schema import Row
from imr_nlp.rules.schema_items import BodyPartModifier, BodyPartRow, LateralityRow, NotBodyPart, Region

ROWS = read_rows(["body_parts.jsonl"], [Region, BodyPartRow, BodyPartModifier, LateralityRow, NotBodyPart])
FINDER = BodyPartFinder(ROWS)


def listed(text: str) -> str:
    found = FINDER.find(text)
    return " | ".join(f"{text[p.start : p.end]} = {p.part}{f' ({p.laterality})' if p.laterality else ''}" for p in found)


PARTS = [
    ("Scan of the right knee", "right knee = knee (right)"),
    ("Left knee MRI", "Left knee = knee (left)"),
    ("X-ray of both knees", "both knees = knee (bilateral)"),
    ("EMG of the bilateral upper extremities", "bilateral upper extremities = upper extremity (bilateral)"),
    ("EMG of the right lower extremity", "right lower extremity = lower extremity (right)"),
    ("NCS RUE", "RUE = upper extremity (right)"),
    ("NCS LUE and LLE", "LUE = upper extremity (left) | LLE = lower extremity (left)"),
    ("NCS BLE", "BLE = lower extremity (bilateral)"),
    ("NCS B/L UE", "B/L UE = upper extremity (bilateral)"),
    ("Splints for bil. wrists", "bil. wrists = wrist (bilateral)"),
    ("Splints for bilat wrists", "bilat wrists = wrist (bilateral)"),
    ("MRI (R) knee", "(R) knee = knee (right)"),
    ("MRI L shoulder", "L shoulder = shoulder (left)"),
    ("MRI Rt. hip", "Rt. hip = hip (right)"),
    ("MRI of the left and right shoulders", "left and right shoulders = shoulder (bilateral)"),
    ("MRI right/left ankle", "right/left ankle = ankle (bilateral)"),
    ("Scan of the lumbar spine", "lumbar spine = lumbar spine"),
    ("Therapy for the lumbar", "lumbar = lumbar spine"),
    ("L-spine x-ray", "L-spine = lumbar spine"),
    ("C-spine CT", "C-spine = cervical spine"),
    ("T spine MRI", "T spine = thoracic spine"),
    ("Lumbosacral x-ray", "Lumbosacral = lumbosacral spine"),
    (
        "MRI cervical, thoracic and lumbar spine",
        "cervical = cervical spine | thoracic = thoracic spine | lumbar spine = lumbar spine",
    ),
    ("Spinal manipulation", "Spinal = spine"),
    ("Therapy left shoulder elbow and hip", "left shoulder = shoulder (left) | elbow = elbow (left) | hip = hip (left)"),
    (
        "Therapy bilateral shoulder, elbow and wrist",
        "bilateral shoulder = shoulder (bilateral) | elbow = elbow (bilateral) | wrist = wrist (bilateral)",
    ),
    ("Therapy left hand, right lower leg", "left hand = hand (left) | right lower leg = lower leg (right)"),
    ("Therapy for the neck, left knee and low back", "neck = neck | left knee = knee (left) | low back = low back"),
    ("Therapy for neck/back", "neck = neck | back = back"),
    ("Therapy upper back, mid back", "upper back = upper back | mid back = mid back"),
    (
        "Therapy bilateral upper and lower extremities",
        "bilateral upper and lower extremities = upper and lower extremities (bilateral)",
    ),
    ("Block at L4-5, L5-S1", "L4-5 = L4-L5 | L5-S1 = L5-S1"),
    ("Block at L4-L5 and L5-S1", "L4-L5 = L4-L5 | L5-S1 = L5-S1"),
    ("Right L4 epidural", "Right L4 = L4 (right)"),
    ("Bilateral C5/6 facet block", "Bilateral C5/6 = C5-C6 (bilateral)"),
    ("Left C6-C7 and T1-2 block", "Left C6-C7 = C6-C7 (left) | T1-2 = T1-T2 (left)"),
    ("Fusion L3-L4-L5", "L3-L4-L5 = L3-L4-L5"),
    ("SI joint injection", "SI joint = sacroiliac joint"),
    ("Right sacroiliac joint injection", "Right sacroiliac joint = sacroiliac joint (right)"),
    ("CT of the abdomen and pelvis", "abdomen = abdomen | pelvis = pelvis"),
    ("Chest x-ray", "Chest = chest"),
    ("CT of the head", "head = head"),
    ("MRI left third finger", "left third finger = finger (left)"),
    ("Surgery, right great toe", "right great toe = toe (right)"),
    ("Fixation of left distal radius", "left distal radius = forearm (left)"),
    ("Right total knee arthroplasty", "Right total knee = knee (right)"),
    ("Scan of left foot and ankle", "left foot = foot (left) | ankle = ankle (left)"),
    ("X-rays of the feet", "feet = foot"),
    ("MRI knee, left", "knee, left = knee (left)"),
    ("MRI shoulder (right)", "shoulder (right) = shoulder (right)"),
    ("MRI shoulder, left knee", "shoulder = shoulder | left knee = knee (left)"),
    ("Lumbar spine support", "Lumbar spine = lumbar spine"),
    ("Left knee brace", "Left knee = knee (left)"),
    ("Right trapezius injection", "Right trapezius = trapezius (right)"),
    ("TMJ splint", "TMJ = jaw"),
]
NONE = [
    "",
    "Knee scooter",
    "Ankle-foot orthosis (AFO), off the shelf",
    "Custom molded foot orthotics, one pair",
    "Hard cervical collar",
    "Neck pillow",
    "Heel lift",
    "Elbow crutches",
    "Hand held shower",
    "Shoulder pulley",
    "Foot stool",
    "Head rest",
    "Eye drops",
    "Spinal cord stimulator trial",
    "Hand surgeon consultation",
    "Spine surgery evaluation",
    "Foot and ankle specialist",
    "Liver function test",
    "Knee and shoulder surgeon",
    "Upper extremity specialist, second opinion",
    "Shoulder pillow",
    "Leg exerciser",
    "Thyroid labs: TSH, T3, T4",
    "Return to the right to work program",
    "E0143 walker",
    "L9 lamp",
    "12 visits",
]


@pytest.mark.parametrize(("text", "expected"), PARTS, ids=[row[0] for row in PARTS])
def test_body_parts(text: str, expected: str) -> None:
    assert listed(text) == expected


@pytest.mark.parametrize("text", NONE, ids=[text or "empty" for text in NONE])
def test_no_body_part(text: str) -> None:
    assert listed(text) == ""


@pytest.mark.parametrize("row", [row for row in ROWS if row.examples], ids=lambda row: row.id)
def test_examples_of_the_rows(row: Row) -> None:
    for example in row.examples:
        found = FINDER.find(example)
        if isinstance(row, NotBodyPart):
            assert not found, example
        else:
            assert any(row.id in (part.part, part.laterality) for part in found), example


@pytest.mark.parametrize("row", select(ROWS, BodyPartRow), ids=lambda row: row.id)
def test_every_term_is_found(row: BodyPartRow) -> None:
    for term in row.terms:
        assert [part.part for part in FINDER.find(f"Scan of the {term}.")] == [row.name], term


@given(st.sampled_from([row[0] for row in PARTS]), st.sampled_from(["\n", "  ", " \n "]))
def test_wraps_change_nothing(text: str, wrap: str) -> None:
    keys = [(part.part, part.laterality) for part in FINDER.find(text)]
    assert [(part.part, part.laterality) for part in FINDER.find(text.replace(" ", wrap))] == keys


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    for part in FINDER.find(text):
        assert 0 <= part.start < part.end <= len(text)


# region, items whose body parts lie in it
REGIONS = [
    ("lumbar_spine", ["MRI of the low back", "lumbosacral brace", "L4-5 fusion", "L5-S1 block", "lumbar spine", "L3 surgery"]),
    ("cervical_spine", ["neck massage", "cervical spine", "C5-6 disc"]),
    ("spine", ["T12-L1 fusion", "back brace", "C7-T1 epidural", "thoracolumbar spine"]),
    ("shoulder", ["left shoulder", "AC joint injection"]),
    ("hand", ["right index finger", "thumbs", "hand therapy for the hand"]),
    ("wrist", ["carpal tunnel release", "both wrists"]),
    ("upper_extremity", ["RUE", "left arm"]),
    ("foot", ["great toe", "feet", "heel"]),
    (None, ["trapezius"]),
]


@pytest.mark.parametrize(("region", "items"), REGIONS, ids=[str(row[0]) for row in REGIONS])
def test_region(region: str | None, items: list[str]) -> None:
    assert {item: {part.region for part in FINDER.find(item)} for item in items} == {item: {region} for item in items}


def test_regions_are_a_tree() -> None:
    above = {row.id: row.part_of for row in select(ROWS, Region)}
    assert {row.region for row in select(ROWS, BodyPartRow) if row.region} <= above.keys()
    for region in above:
        path: list[str | None] = [region]
        while path[-1] is not None:
            path.append(above[path[-1]])
            assert len(path) < 6
    assert above["lumbar_spine"] == "spine" and above["knee"] == "lower_extremity"
