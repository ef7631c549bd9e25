"""Prescriptions of items, computed by hand: strengths by ingredient, times a day, days' supply, morphine equivalents."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

import imr_nlp
from imr_nlp.normalize.doses import Quantity, Strength
from imr_nlp.normalize.morphine import Directions, Equivalents, Factor, equivalents
from imr_nlp.record.models import Medication

HEAD = "IMR ISSUES, DECISIONS AND RATIONALES\n"
TAIL = ": Upheld\nClaims Administrator guideline: None.\nDecision rationale: The request is not medically necessary."
HYDROCODONE, OXYCODONE, TRAMADOL = "hydrocodone", "oxycodone", "tramadol"

# wording, {ingredient: value} of the strengths, times a day, days' supply, morphine milligrams in all, a day
PRESCRIPTIONS = [
    ("Vimovo (500 mg naproxen/20 mg esomeprazole) #60", [("naproxen", 500), ("esomeprazole", 20)], None, None, None, None),
    ("Norco 10/325mg #14 day trial", [(HYDROCODONE, 10), ("acetaminophen", 325)], None, None, None, None),
    ("Gabapentin 300 mg 1 po q AM, 1 po q PM, 2 po q HS #120", [("gabapentin", 300)], (3, 3), 30, None, None),
    # 60 x 10 x 1 = 600; 2 x 10 = 20 a day; 60 / 2 = 30 days
    ("Norco 10/325mg 1 po bid #60", [(HYDROCODONE, 10), ("acetaminophen", 325)], (2, 2), 30, 600, 20),
    # 120 x 10 = 1200; at most 6 x 10 = 60
    ("Norco 10/325 mg one tablet q 4-6 hours prn #120", [(HYDROCODONE, 10), ("acetaminophen", 325)], (4, 6), None, 1200, 60),
    # 240 x 5 = 1200; at most 2 x 4 x 5 = 40
    (
        "Hydrocodone/APAP 5/325mg one to two tablets every 6 hours #240",
        [(HYDROCODONE, 5), ("acetaminophen", 325)],
        (4, 4),
        None,
        1200,
        40,
    ),
    # the other way round: 90 x 7.5 = 675; 3 x 7.5 = 22.5
    ("APAP/hydrocodone 325/7.5 mg t.i.d. #90", [("acetaminophen", 325), (HYDROCODONE, 7.5)], (3, 3), 30, 675, 22.5),
    # a number alone is the opioid's, no product has 10 mg of acetaminophen: 45 x 10 = 450
    ("Norco 10mg #45", [(HYDROCODONE, 10)], None, None, 450, None),
    # 120 / 30 = 4 a day, 4 x 10 = 40
    ("Norco 10/325 BID no. 120 refill x 2", [(HYDROCODONE, 10), ("acetaminophen", 325)], (2, 2), 60, 1200, 20),
    ("Norco 10/325 x 120 refills: 2", [(HYDROCODONE, 10), ("acetaminophen", 325)], None, None, 1200, None),
    ("Norco 10/325 #30-day supply", [(HYDROCODONE, 10), ("acetaminophen", 325)], None, 30, None, None),
    ("Hydrocodone 10 mg-acetaminophen 325 mg #120", [(HYDROCODONE, 10), ("acetaminophen", 325)], None, None, 1200, None),
    ("Norco 10/325 #120, 30 day supply", [(HYDROCODONE, 10), ("acetaminophen", 325)], None, 30, 1200, 40),
    # 90 x 10 x 1.5 = 1350; 3 x 10 x 1.5 = 45
    ("Percocet 10/325 mg three times daily #90", [(OXYCODONE, 10), ("acetaminophen", 325)], (3, 3), 30, 1350, 45),
    # 120 x 20 x 1.5 = 3600; 2 x 2 x 20 x 1.5 = 120; 120 / 4 = 30
    ("OxyContin 20mg two tabs b.i.d. #120", [(OXYCODONE, 20)], (2, 2), 30, 3600, 120),
    # 180 x 15 x 1.5 = 4050; at most 6 x 15 x 1.5 = 135
    (
        "Roxicodone 15mg one tablet by mouth every four (4) hours as needed for pain #180",
        [(OXYCODONE, 15)],
        (6, 6),
        None,
        4050,
        135,
    ),
    # at most four a day: 4 x 5 x 1.5 = 30; 100 x 7.5 = 750
    ("Oxycodone 5mg 1 tab q4h prn, max 4 per day #100", [(OXYCODONE, 5)], (6, 6), None, 750, 30),
    # 60 x 15 = 900; 2 x 15 = 30
    ("MS Contin 15mg q12h #60", [("morphine", 15)], (2, 2), 30, 900, 30),
    # 30 x 30 = 900; 30
    ("Morphine sulfate ER 30mg qhs #30", [("morphine", 30)], (1, 1), 30, 900, 30),
    # 45 x 10 x 4.7 = 2115; 3 x 0.5 x 47 = 70.5; 45 / 1.5 = 30
    ("Methadone 10mg 1/2 tablet tid #45", [("methadone", 10)], (3, 3), 30, 2115, 70.5),
    # 60 x 4 x 5 = 1200; 2 x 20 = 40
    ("Dilaudid 4 mg twice a day #60", [("hydromorphone", 4)], (2, 2), 30, 1200, 40),
    # 60 x 20 x 3 = 3600; 2 x 60 = 120
    ("Opana ER 20 mg BID #60", [("oxymorphone", 20)], (2, 2), 30, 3600, 120),
    # 2 x 75 x 0.4 = 60; no quantity, so nothing in all
    ("Nucynta 75mg bid", [("tapentadol", 75)], (2, 2), None, None, 60),
    # 30 x 50 x 0.2 = 300; at most 6 x 10 = 60
    ("Tramadol (Ultram) 50 mg 1 tablet every 4 to 6 hours prn #30", [(TRAMADOL, 50)], (4, 6), None, 300, 60),
    # (1 + 2) x 50 x 0.2 = 30; 90 x 10 = 900; 90 / 3 = 30
    ("Tramadol 50mg 1 tab in the morning and 2 tabs at bedtime #90", [(TRAMADOL, 50)], (2, 2), 30, 900, 30),
    # 30 x 37.5 x 0.2 = 225
    ("Ultracet 37.5/325 #30", [(TRAMADOL, 37.5), ("acetaminophen", 325)], None, None, 225, None),
    # 120 x 30 x 0.15 = 540; 4 x 4.5 = 18
    ("Tylenol with codeine 300/30 mg qid #120", [("acetaminophen", 300), ("codeine", 30)], (4, 4), 30, 540, 18),
    # 25 mcg/h x 2.4 = 60 a day; ten patches of three days: 1800
    ("Fentanyl patch 25 mcg/hr, 1 patch every 72 hours #10", [("fentanyl", 25)], (0.3333, 0.3333), 30, 1800, 60),
    # 50 x 2.4 = 120; fifteen patches of two days: 3600
    ("Duragesic 50mcg/hr q48h #15", [("fentanyl", 50)], (0.5, 0.5), 30, 3600, 120),
    # two at a time: 2 x 12 x 2.4 = 57.6; twenty patches of three days, each 28.8 a day: 1728
    ("Fentanyl patch 12 mcg/hr 2 patches every 3 days #20", [("fentanyl", 12)], (0.3333, 0.3333), 30, 1728, 57.6),
    # how long a patch is worn is not told
    ("Fentanyl patch 25 mcg/hr #10", [("fentanyl", 25)], None, None, None, None),
    ("Fentanyl patch 25 mcg/hr #10, 30 day supply", [("fentanyl", 25)], None, 30, None, None),
    # no factor for what is dissolved in the mouth
    ("Fentanyl lozenge 200 mcg #30", [("fentanyl", 200)], None, None, None, None),
    # 473 ml x 0.5 mg = 236.5; 4 x 15 x 0.5 = 30; 473 / 60 = 7.9
    (
        "Lortab elixir 7.5-325 mg/15ml, 15 ml every 6 hours, 473 ml",
        [(HYDROCODONE, 7.5), ("acetaminophen", 325)],
        (4, 4),
        7.9,
        236.5,
        30,
    ),
    # no published factor
    ("Butrans patch 10mcg/hr weekly #4", [("buprenorphine", 10)], None, None, None, None),
    ("Suboxone 8/2 mg bid #60", [("buprenorphine", 8), ("naloxone", 2)], (2, 2), 30, None, None),
    # 14 days are told; two a day are exact: 2 x 5 = 10; 40 x 5 = 200
    (
        "Norco 5/325mg tablet, 1 tablet bid for 14 days #40",
        [(HYDROCODONE, 5), ("acetaminophen", 325)],
        (2, 2),
        14,
        200,
        10,
    ),
    # (1 + 1 + 2) x 10 = 40; 120 / 4 = 30
    (
        "Norco 10/325mg one tab in AM, one at noon and two at bedtime #120",
        [(HYDROCODONE, 10), ("acetaminophen", 325)],
        (3, 3),
        30,
        1200,
        40,
    ),
    # one and a half twice: 3 x 10 = 30; 90 / 3 = 30
    ("Norco 10/325mg 1 1/2 tabs bid #90", [(HYDROCODONE, 10), ("acetaminophen", 325)], (2, 2), 30, 900, 30),
    # three a day, whenever: 3 x 10 = 30
    ("Norco 10/325mg three tablets per day #90", [(HYDROCODONE, 10), ("acetaminophen", 325)], None, 30, 900, 30),
    # which of the two strengths the sixty have is not told
    ("Oxycodone 5 mg or 10 mg bid #60", [(OXYCODONE, 5)], (2, 2), None, None, None),
    # 240 x 50 x 0.2 = 2400; at most 8 x 10 = 80
    ("Ultram 50 mg 1-2 tabs po q6h prn pain, max 8 tabs/day #240", [(TRAMADOL, 50)], (4, 4), None, 2400, 80),
    # what is needed, in 30 days: 60 x 10 / 30 = 20
    ("Norco 10/325mg q6h prn #60 for 30 days", [(HYDROCODONE, 10), ("acetaminophen", 325)], (4, 4), 30, 600, 20),
    # 7 to 10 days are no number of days
    ("Norco 5/325mg #20, 7-10 day supply", [(HYDROCODONE, 5), ("acetaminophen", 325)], None, None, 100, None),
    # how many are taken is told in two ways
    ("Oxycodone 10mg bid x 7 days, then 1 tab daily #30", [(OXYCODONE, 10)], (2, 2), None, 450, None),
    # nothing but "as needed"
    ("Oxycodone 10mg as needed #30", [(OXYCODONE, 10)], None, None, 450, None),
    # no strength: nothing to multiply
    ("Norco one bid #60", [], (2, 2), 30, None, None),
    # injected, not swallowed
    ("Morphine 10 mg IM injection", [("morphine", 10)], None, None, None, None),
    # for the skin, in per cent
    ("Flurbiprofen 20%/Tramadol 15% cream 180 grams", [("flurbiprofen", 20), (TRAMADOL, 15)], None, None, None, None),
    # the misprinted strength has too little acetaminophen, so no number is anybody's
    ("Trezix capsule 30.5/30/16mg #60", [(None, 30.5), (None, 30), (None, 16)], None, None, None, None),
    # no opioid: 90 / 3 = 30 days
    ("Soma 350 mg tid #90", [("carisoprodol", 350)], (3, 3), 30, None, None),
    # 3 x 300 mg, at bedtime: 90 / 3 = 30 days
    ("Gabapentin 300mg 3 capsules at bedtime #90", [("gabapentin", 300)], (1, 1), 30, None, None),
    # each ingredient with its own: 60 x 10 = 600; 4 x 10 = 40; 60 / 4 = 15
    (
        "Norco (hydrocodone 10 mg/acetaminophen 325 mg) 1 po q6h #60",
        [(HYDROCODONE, 10), ("acetaminophen", 325)],
        (4, 4),
        15,
        600,
        40,
    ),
    # a percentage and the same in milligrams are both the drug's
    ("Diclofenac gel 3% 30mg/g 100 grams", [("diclofenac", 3), ("diclofenac", 30)], None, None, None, None),
    ("Capsaicin 0.025 percent cream", [("capsaicin", 0.025)], None, None, None, None),
    ("Lidocaine 5percent patch #30", [("lidocaine", 5)], None, None, None, None),
    ("Naproxen 500mg #60, days supply: 30", [("naproxen", 500)], None, 30, None, None),
]


def read(nlp: Language, item: str) -> Medication:
    (issue,) = nlp(f"{HEAD}{item}{TAIL}")._.imr.issues
    (medication,) = issue.medications
    return medication


@pytest.mark.parametrize(
    ("item", "strengths", "times", "days", "total", "per_day"), PRESCRIPTIONS, ids=[row[0] for row in PRESCRIPTIONS]
)
def test_prescription(
    nlp: Language,
    item: str,
    strengths: list[tuple[str | None, float]],
    times: tuple[float, float] | None,
    days: float | None,
    total: float | None,
    per_day: float | None,
) -> None:
    found = read(nlp, item)
    assert [(one.ingredient, one.value) for one in found.strengths] == strengths
    assert (found.times_per_day, found.days_supply) == (times, days)
    assert (found.mme_total, found.mme_per_day) == (total, per_day)


def test_a_volume_taken_each_time_is_no_quantity(nlp: Language) -> None:
    found = read(nlp, "Lortab elixir 7.5-325 mg/15ml, 15 ml every 6 hours, 473 ml")
    assert (found.quantity, found.quantity_unit) == (473, "ml")
    assert {(one.per_value, one.per_unit) for one in found.strengths} == {(15, "ml")}


def test_a_table_of_the_user_overrules_the_package(tmp_path: Path) -> None:
    row = '{"label": "MORPHINE_FACTOR", "id": "tramadol", "factor": 0.1, "dosage_forms": ["tablet"], "source": "our formulary"}'
    (tmp_path / "factors.jsonl").write_text(row + "\n", "utf8")
    nlp = imr_nlp.load(config={"components.imr_items.extra_patterns": [str(tmp_path / "factors.jsonl")]})
    found = read(nlp, "Tramadol 50mg bid #60")  # 60 x 50 x 0.1 = 300; 2 x 50 x 0.1 = 10
    assert (found.mme_total, found.mme_per_day) == (300, 10)
    assert read(nlp, "Norco 10/325mg bid #60").mme_total == 600


@pytest.mark.parametrize(
    ("strength", "quantity", "directions", "expected"),
    [
        (Strength(10, "mg"), None, Directions(), Equivalents()),
        (Strength(10, "units"), Quantity(60), Directions(pieces=(2, 2)), Equivalents()),
        (Strength(500, "mcg"), Quantity(60), Directions(), Equivalents(30, None)),
        (Strength(10, "mg", 5, "ml"), Quantity(60), Directions(pieces=(2, 2)), Equivalents()),  # pieces of a fluid
        (Strength(10, "mg"), Quantity(2, "box"), Directions(), Equivalents()),
    ],
    ids=["no quantity", "units", "micrograms", "fluid", "boxes"],
)
def test_equivalents(strength: Strength, quantity: Quantity | None, directions: Directions, expected: Equivalents) -> None:
    assert equivalents([(strength, Factor(1))], quantity, directions) == expected
