"""`imr_items`: category, medications, service and body parts of an issue, read through the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from imr_nlp import labels
from imr_nlp.components.items import ItemReader
from imr_nlp.record.models import Issue
from imr_nlp.rules import schema
from imr_nlp.rules.load import read_rows
from spans import mentions

HEAD = "IMR ISSUES, DECISIONS AND RATIONALES\n"
TAIL = ": Upheld\nClaims Administrator guideline: None.\nDecision rationale: The request is not medically necessary."
KEYS = (labels.CATEGORIES, labels.ITEM_MEDICATIONS, labels.SERVICES, labels.BODY_PARTS)


@pytest.fixture(scope="module")
def issue(nlp: Language) -> Callable[[str], Issue]:
    def read(item: str) -> Issue:
        (only,) = nlp(f"{HEAD}{item}{TAIL}")._.imr.issues
        assert only.text == " ".join(item.split())
        return only

    return read


KETOPROFEN_MIX = "ketoprofen baclofen menthol"
# item, drug, ingredients, strength, form, quantity, refills, frequency
PRODUCTS = [
    ("Norco 10/325mg #60", "Norco", "hydrocodone acetaminophen", "10/325mg", None, 60, None, None),
    ("NORCO 5-325 MG #30", "NORCO", "hydrocodone acetaminophen", "5-325 MG", None, 30, None, None),
    ("Norco 10/325 #60", "Norco", "hydrocodone acetaminophen", "10/325", None, 60, None, None),
    ("Soma 350mg x 90", "Soma", "carisoprodol", "350mg", None, 90, None, None),
    ("Soma 350mg (#90)", "Soma", "carisoprodol", "350mg", None, 90, None, None),
    ("Soma 350mg, quantity ninety", "Soma", "carisoprodol", "350mg", None, 90, None, None),
    ("Soma 350mg 90", "Soma", "carisoprodol", "350mg", None, 90, None, None),
    ("90 Soma 350mg", "Soma", "carisoprodol", "350mg", None, 90, None, None),
    ("90 tablets of Soma 350mg", "Soma", "carisoprodol", "350mg", "tablets", 90, None, None),
    ("Ninety tablets of Soma 350mg", "Soma", "carisoprodol", "350mg", "tablets", 90, None, None),
    ("Soma 350mg #90 with ONE (1) REFILL", "Soma", "carisoprodol", "350mg", None, 90, 1, None),
    ("Two refills of Soma 350mg #90", "Soma", "carisoprodol", "350mg", None, 90, 2, None),
    ("Soma 350mg #90, refills: 0", "Soma", "carisoprodol", "350mg", None, 90, 0, None),
    ("Soma 350mg #90 no refills", "Soma", "carisoprodol", "350mg", None, 90, 0, None),
    ("Soma 350mg 1 tab po tid #90", "Soma", "carisoprodol", "350mg", "tab", 90, None, "tid"),
    ("Soma 350mg daily at bedtime #30", "Soma", "carisoprodol", "350mg", None, 30, None, "daily at bedtime"),
    ("Oxycodone HCl ER 20 mg #60", "Oxycodone HCl ER", "oxycodone", "20 mg", None, 60, None, None),
    ("Lidoderm 5% patches 1 box of 30", "Lidoderm", "lidocaine", "5%", "patches", 30, None, None),
    ("Fentanyl patch 25 mcg/hr #10", "Fentanyl", "fentanyl", "25 mcg/hr", "patch", 10, None, None),
    ("Voltaren 1% gel 300 grams", "Voltaren", "diclofenac", "1%", "gel", 300, None, None),
    ("Meloxicam (Mobic) 15mg #30", "Meloxicam", "meloxicam", "15mg", None, 30, None, None),
    ("Mobic (meloxicam) 15mg #30", "Mobic", "meloxicam", "15mg", None, 30, None, None),
    ("Naproxen, Anaprox 550mg #60", "Naproxen", "naproxen", "550mg", None, 60, None, None),
    ("Retrospective Soma 350mg #90, DOS: 3/4/16", "Soma", "carisoprodol", "350mg", None, 90, None, None),
    ("Compound Ketoprofen 20%, 120 grams", "Ketoprofen", "ketoprofen", "20%", None, 120, None, None),
    ("Post-op Keflex 500mg #28", "Keflex", "cephalexin", "500mg", None, 28, None, None),
    ("Ketoprofen 20%, Baclofen 5% gel 9 gm", "Ketoprofen 20%, Baclofen 5%", "ketoprofen baclofen", None, "gel", 9, None, None),
    ("Ketoprofen 20%/Baclofen 5% 120 gm", "Ketoprofen 20%/Baclofen 5%", "ketoprofen baclofen", None, None, 120, None, None),
    ("20% Ketoprofen, 5% Baclofen gel", "20% Ketoprofen, 5% Baclofen", "ketoprofen baclofen", None, "gel", None, None, None),
    ("Ketoprofen/Baclofen cream", "Ketoprofen/Baclofen", "ketoprofen baclofen", None, "cream", None, None, None),
    ("Ketoprofen, Baclofen and Menthol gel", "Ketoprofen, Baclofen and Menthol", KETOPROFEN_MIX, None, "gel", *[None] * 3),
    ("Ketoprofen/Lidocaine 20%/5% gel 60g", "Ketoprofen/Lidocaine", "ketoprofen lidocaine", "20%/5%", "gel", 60, None, None),
    ("Soma 350mg every morning and evening", "Soma", "carisoprodol", "350mg", None, None, None, "every morning and evening"),
    ("Soma 350mg #30 days supply", "Soma", "carisoprodol", "350mg", None, None, None, None),
    ("Soma 350mg #9O", "Soma", "carisoprodol", "350mg", None, None, None, None),  # a letter, no nought
    ("Soma 350mg, quantity not stated, from 12", "Soma", "carisoprodol", "350mg", None, None, None, None),
    ("Ketoprofen 3% 100mg/g", "Ketoprofen", "ketoprofen", "3% 100mg/g", None, None, None, None),
    ("One tube of Ketoprofen 20%", "Ketoprofen", "ketoprofen", "20%", None, 1, None, None),
    ("Two (2) bottles of Soma 350mg", "Soma", "carisoprodol", "350mg", None, 2, None, None),
    ("Voltaren topical gel 1% 100 grams", "Voltaren", "diclofenac", "1%", "topical gel", 100, None, None),
    ("Vit. D3 2,000 units #30", "Vit. D3", "cholecalciferol", "2,000 units", None, 30, None, None),
    ("Xyloquine 50mg #30", "Xyloquine", "", "50mg", None, 30, None, None),  # in no list
    ("Xyloquine cream 5% 120 grams", "Xyloquine", "", "5%", "cream", 120, None, None),
    ("Xyloquine tablets #60", "Xyloquine", "", None, "tablets", 60, None, None),
]


@pytest.mark.parametrize(
    ("item", "drug", "ingredients", "strength", "form", "quantity", "refills", "frequency"),
    PRODUCTS,
    ids=[row[0] for row in PRODUCTS],
)
def test_a_medication(
    issue: Callable[[str], Issue],
    item: str,
    drug: str,
    ingredients: str,
    strength: str | None,
    form: str | None,
    quantity: float | None,
    refills: int | None,
    frequency: str | None,
) -> None:
    read = issue(item)
    assert read.category == "pharmaceutical"
    assert read.services == ()
    (found,) = read.medications
    assert (found.drug, " ".join(found.ingredients), found.strength, found.form) == (drug, ingredients, strength, form)
    assert (found.quantity, found.refills, found.frequency) == (quantity, refills, frequency)


SEVERAL = [
    ("Norco 10/325mg #60 and Soma 350mg #90", ["Norco 10/325mg #60", "Soma 350mg #90"]),
    ("Norco 10/325mg #60, Soma 350mg #90 with 2 refills", ["Norco 10/325mg #60", "Soma 350mg #90 with 2 refills"]),
    ("60 Norco 10/325mg, 30 Ambien 10mg", ["60 Norco 10/325mg", "30 Ambien 10mg"]),
    (
        "One refill of Norco 10/325mg #60 and two refills of Soma 350mg #90",
        ["One refill of Norco 10/325mg #60", "two refills of Soma 350mg #90"],
    ),
    ("Cymbalta 30mg #30, Lyrica 75mg #60 and Mobic 15mg #30", ["Cymbalta 30mg #30", "Lyrica 75mg #60", "Mobic 15mg #30"]),
    ("Lidoderm 5% patch #30 and Voltaren 1% gel 100 grams", ["Lidoderm 5% patch #30", "Voltaren 1% gel 100 grams"]),
    ("Norco 10/325mg #60 and urine drug screen", ["Norco 10/325mg #60"]),
    ("Voltaren gel 100 grams with 1 refill, DOS: 3/4/2016", ["Voltaren gel 100 grams with 1 refill"]),
]


@pytest.mark.parametrize(("item", "expected"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_wording_of_the_medications(issue: Callable[[str], Issue], item: str, expected: list[str]) -> None:
    assert [medication.text for medication in issue(item).medications] == expected


CLASSES = [
    ("Norco 10/325mg #60", "opioids", "II", "opioids"),
    ("Soma 350mg #60", "muscle relaxant", "IV", "muscle relaxant"),
    ("Naproxen 550mg #60", "NSAID", None, "NSAID"),
    ("Voltaren 1% gel", "topical analgesics", None, "topical analgesics"),
    ("Diclofenac 1.5% 60 grams", "topical analgesics", None, "topical analgesics"),
    ("Lidocaine 5% patch #30", "topical analgesics", None, "topical analgesics"),
    ("Cyclobenzaprine 5% cream", "topical analgesics", None, "topical analgesics"),
    ("Cyclobenzaprine 7.5mg #60", "muscle relaxant", None, "muscle relaxant"),
    ("Fentanyl patch 25 mcg/hr #10", "opioids", "II", "opioids"),
    ("Ketoprofen 20%, Baclofen 5% cream 120 gm", "topical compounds", None, "topical compounds"),
]


@pytest.mark.parametrize(("item", "drug_class", "schedule", "subcategory"), CLASSES, ids=[row[0] for row in CLASSES])
def test_drug_classes(
    issue: Callable[[str], Issue], item: str, drug_class: str, schedule: str | None, subcategory: str
) -> None:
    read = issue(item)
    (found,) = read.medications
    assert (found.drug_class, found.dea_schedule, read.subcategory) == (drug_class, schedule, subcategory)


CATEGORIES = [
    ("Injection of Kenalog 10 mg, left elbow", "injection"),
    ("Moist heat pads", "durable_medical_equipment"),
    ("Nursing services", "home_health"),
    ("Partial hospitalization, 10 days", "behavioral_health"),
    ("Labs: chest x-ray", "diagnostic_imaging"),
    ("Labs: CBC and chest x-ray", "diagnostic_testing"),
    ("Fluoroscopic guidance", "diagnostic_imaging"),
    ("Dental implant and crown tooth #30", "surgery"),
    ("Periodontal scaling and root planing", "other"),
    ("Dental evaluation for a crown", "consultation"),
    ("MRI of the hip with gadolinium", "diagnostic_imaging"),
    ("MR arthrogram of the hip", "diagnostic_imaging"),
    ("Chest x-ray", "diagnostic_imaging"),
    ("Ultrasound of the left wrist", "diagnostic_imaging"),
    ("Ultrasound 2 times a week for 3 weeks", "rehabilitation"),
    ("Ultrasound guided injection of the left wrist", "injection"),
    ("EMG/NCV of the bilateral upper extremities", "diagnostic_testing"),
    ("Urine drug screen", "diagnostic_testing"),
    ("Labs: CBC, CMP and vitamin D level", "diagnostic_testing"),
    ("Pre-op PT/PTT", "diagnostic_testing"),
    ("Functional capacity evaluation", "diagnostic_testing"),
    ("Sleep study", "diagnostic_testing"),
    ("Occupational therapy evaluation and treatment", "rehabilitation"),
    ("Referral to physical therapy", "rehabilitation"),
    ("Acupuncture using capsaicin patches", "rehabilitation"),
    ("Iontophoresis with dexamethasone", "rehabilitation"),
    ("Biofeedback, 4 sessions", "rehabilitation"),
    ("Work hardening program", "rehabilitation"),
    ("Chiropractor, 8 visits", "rehabilitation"),
    ("Cortisone injection of the right hip", "injection"),
    ("Lumbar epidural steroid injection with Kenalog 40mg", "injection"),
    ("Synvisc injection, series of 3", "injection"),
    ("Medial branch blocks", "injection"),
    ("Right hip arthroscopy with evaluation of the labrum", "surgery"),
    ("L5-S1 fusion", "surgery"),
    ("Assistant surgeon", "surgery"),
    ("Right trigger thumb release", "surgery"),
    ("Cystolithotomy", "surgery"),  # by its ending
    ("Associated surgical service: Cold compression unit", "durable_medical_equipment"),
    ("TENS unit, 30 day trial", "durable_medical_equipment"),
    ("Knee scooter", "durable_medical_equipment"),
    ("Hospital bed", "durable_medical_equipment"),
    ("Spine surgery evaluation", "consultation"),
    ("Orthopedic consultation", "consultation"),
    ("Pain management consultation for lumbar epidural", "consultation"),
    ("Referral to pain management", "consultation"),
    ("Pre-operative medical clearance", "consultation"),
    ("Follow-up in 4 weeks", "consultation"),
    ("Psychological evaluation", "behavioral_health"),
    ("Consultation with a psychiatrist", "behavioral_health"),
    ("Cognitive behavioral therapy x 6", "behavioral_health"),
    ("Home health aide 4 hours a day", "home_health"),
    ("Transportation to all appointments", "home_health"),
    ("Inpatient stay, 2 days", "home_health"),
    ("Functional restoration program evaluation", "program"),
    ("Gym membership", "program"),
    ("Interpreter", "other"),
    ("Quux", "other"),
    ("Compounded topical cream", "pharmaceutical"),
    ("Prilosec", "pharmaceutical"),
]


def test_a_drug_that_is_injected_is_an_injection_and_a_drug(issue: Callable[[str], Issue]) -> None:
    found = issue("Botox 200 units x 1 treatment")
    assert found.category == "injection"
    assert [(m.text, m.strength, m.quantity) for m in found.medications] == [("Botox 200 units", "200 units", None)]
    assert [(one.count, one.unit) for one in found.services] == [((1, 1), "treatment")]


@pytest.mark.parametrize(("item", "category"), CATEGORIES, ids=[row[0] for row in CATEGORIES])
def test_categories(issue: Callable[[str], Issue], item: str, category: str) -> None:
    read = issue(item)
    assert read.category == category
    assert bool(read.medications) == (item == "Prilosec" or "mg" in item or "Synvisc" in item)


def test_an_injection_of_a_stated_dose_is_also_a_medication(issue: Callable[[str], Issue]) -> None:
    read = issue("Toradol 60mg IM injection")
    assert (read.category, [m.text for m in read.medications]) == ("injection", ["Toradol 60mg"])


INJECTED = [
    ("Left knee injection with Kenalog and lidocaine", ["Kenalog", "lidocaine"], None),
    ("Toradol injection", ["Toradol"], None),
    ("Botox injections 155 units every 12 weeks", ["Botox"], None),
    ("Steroid injection, Depo-Medrol/Marcaine", ["Depo-Medrol", "Marcaine"], None),
    ("Orthovisc injections x 3 left knee", ["Orthovisc"], (3, 3)),  # so many injections, no quantity
    ("Cortisone injection to the left knee", [], None),
    ("Corticosteroid injection x 2", [], (2, 2)),
]


@pytest.mark.parametrize(("item", "drugs", "count"), INJECTED, ids=[row[0] for row in INJECTED])
def test_what_is_injected(
    issue: Callable[[str], Issue], item: str, drugs: list[str], count: tuple[float, float] | None
) -> None:
    read = issue(item)
    assert read.category == "injection"
    assert [(found.drug, found.quantity) for found in read.medications] == [(drug, None) for drug in drugs]
    assert [service.count for service in read.services] == ([] if count is None else [count])


def test_brands_beside_a_slash_are_two_drugs(issue: Callable[[str], Issue]) -> None:
    assert [found.drug for found in issue("Norco/Soma #60").medications] == ["Norco", "Soma"]
    assert [found.drug for found in issue("Hydrocodone/APAP #60").medications] == ["Hydrocodone/APAP"]


def test_normal_forms(issue: Callable[[str], Issue]) -> None:
    (found,) = issue("Norco 10/325mg one tablet every 6 hours #120").medications
    assert [(strength.value, strength.unit) for strength in found.strengths] == [(10, "mg"), (325, "mg")]
    assert (found.times_per_day, found.quantity_unit) == ((4, 4), None)
    (cream,) = issue("Voltaren gel 1% twice daily 300 grams").medications
    assert (cream.times_per_day, cream.quantity_unit) == ((2, 2), "g")


def test_service_and_body_parts(issue: Callable[[str], Issue]) -> None:
    read = issue("Aquatic therapy 2-3 times a week for 4 weeks, left knee and low back")
    (service,) = read.services
    assert (service.count, service.per_week, service.weeks, service.total) == (None, (2, 3), (4, 4), (8, 12))
    assert [(p.text, p.part, p.laterality) for p in read.body_parts] == [
        ("left knee", "knee", "left"),
        ("low back", "low back", None),
    ]


CATEGORIES = [row.to_dict() for row in read_rows(["categories.jsonl"], (schema.Row,))]
WITH_EXAMPLES = [row for row in CATEGORIES if "examples" in row]


@pytest.mark.parametrize("row", WITH_EXAMPLES, ids=lambda row: str(row["id"]))
def test_examples_of_the_rows(nlp: Language, row: dict[str, object]) -> None:
    reader = nlp.get_pipe("imr_items")
    assert isinstance(reader, ItemReader)
    for example in row["examples"]:  # type: ignore[attr-defined]
        found = reader.read(example.lower(), []).category
        assert row.get("category") is None or (found is not None and found.category == row["category"]), example


def test_every_category_is_known() -> None:
    known = {"pharmaceutical", "diagnostic_imaging", "diagnostic_testing", "rehabilitation", "injection", "surgery", "other"}
    known |= {"durable_medical_equipment", "consultation", "behavioral_health", "home_health", "program", None}
    assert {row.get("category") for row in CATEGORIES if row["label"] == "CATEGORY"} == known


def plain(doc: Doc) -> list[object]:
    return [(key, [(s.start, s.end, s.label_, s.id_, s.kb_id_) for s in doc.spans[key]], doc.spans[key].attrs) for key in KEYS]


ITEMS = "Norco 10/325mg q4-6h #60", "Therapy 2-3 times a week for 4 weeks, left knee", "TENS unit"
LETTER = HEAD + f"{TAIL}\n".join(ITEMS) + TAIL


def test_running_twice_changes_nothing(nlp: Language) -> None:
    doc = nlp(LETTER)
    before = plain(doc)
    assert plain(nlp.get_pipe("imr_items")(doc)) == before
    assert len(doc.spans[labels.CATEGORIES]) == len(ITEMS)


def test_results_survive_a_docbin(nlp: Language) -> None:
    doc = nlp(LETTER)
    (read,) = DocBin(docs=[doc]).get_docs(nlp.vocab)
    assert plain(read) == plain(doc)
    assert read._.imr.to_dict() == doc._.imr.to_dict()


def test_alone(run: Callable[..., Callable[[str], Doc]]) -> None:
    doc = run("imr_items")(LETTER)
    assert all(len(doc.spans[key]) == 0 for key in KEYS)
    doc = run("imr_issues", "imr_items")(LETTER)  # no entities
    expected = ["PHARMACEUTICAL", "REHABILITATION", "DURABLE_MEDICAL_EQUIPMENT"]
    assert [span.label_ for span in doc.spans[labels.CATEGORIES]] == expected


@pytest.mark.parametrize("wrap", ["\n", "\n\n", " \n", "  "])
def test_wraps_change_nothing(nlp: Language, wrap: str) -> None:
    for item, *_ in (*PRODUCTS, *CATEGORIES):
        straight = nlp(f"{HEAD}{item}{TAIL}")._.imr.issues[0]
        wrapped = nlp(f"{HEAD}{item.replace(' ', wrap)}{TAIL}")._.imr.issues[0]
        assert [m.drug for m in wrapped.medications] == [m.drug for m in straight.medications], item
        assert [m.quantity for m in wrapped.medications] == [m.quantity for m in straight.medications], item
        amounts = [[one[3:] for one in map(astuple, read.services)] for read in (wrapped, straight)]
        assert wrapped.category == straight.category and amounts[0] == amounts[1], item
        assert [p.text for p in wrapped.body_parts] == [p.text for p in straight.body_parts], item


def test_offsets_slice_back(corpus_docs: dict[str, Doc]) -> None:
    for doc in corpus_docs.values():
        for mention in mentions(doc._.imr):
            assert " ".join(doc.text[mention.start : mention.end].split()) == mention.text


def test_saved_and_loaded(nlp: Language) -> None:
    reader = nlp.get_pipe("imr_items")
    doc = nlp(LETTER)
    before = plain(doc)
    assert plain(reader.from_bytes(reader.to_bytes())(doc)) == before


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(nlp: Language, text: str) -> None:
    nlp(f"{HEAD}{text}{TAIL}")._.imr.to_dict()
