"""`imr_entities`: what becomes an entity in a disputed item and in prose, and what does not.

An expectation lists label and text of each entity in order, white space collapsed: "DRUG Norco | DOSE 10/325 mg".
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from imr_nlp import labels


def listed(doc: Doc, leave_out: str = "") -> str:
    texts = [(entity.label_, " ".join(entity.text.split())) for entity in doc.ents]
    return " | ".join(f"{label} {text}" for label, text in texts if text != leave_out)


# disputed items
ITEMS = [
    ("Norco 5mg morning, noon and night #90", "DRUG Norco | DOSE 5mg | FREQUENCY morning, noon and night | QUANTITY #90"),
    ("Norco 5mg AM/PM #60", "DRUG Norco | DOSE 5mg | FREQUENCY AM/PM | QUANTITY #60"),
    ("Norco 5mg with breakfast, lunch and dinner", "DRUG Norco | DOSE 5mg | FREQUENCY with breakfast, lunch and dinner"),
    ("Norco 5mg qd-bid #45", "DRUG Norco | DOSE 5mg | FREQUENCY qd-bid | QUANTITY #45"),
    ("Norco 5mg once or twice a day", "DRUG Norco | DOSE 5mg | FREQUENCY once or twice a day"),
    ("Norco 5mg #2 refills", "DRUG Norco | DOSE 5mg | REFILLS #2 refills"),
    ("Norco 5mg #60 2 refills", "DRUG Norco | DOSE 5mg | QUANTITY #60 | REFILLS 2 refills"),
    ("Norco 5mg #60tabs", "DRUG Norco | DOSE 5mg | QUANTITY #60tabs"),
    ("Norco 5mg, Rx #5550123", "DRUG Norco | DOSE 5mg"),
    ("Norco 10/325 mg #120", "DRUG Norco | DOSE 10/325 mg | QUANTITY #120"),
    ("Norco 10/325MG #120 with 2 refills", "DRUG Norco | DOSE 10/325MG | QUANTITY #120 | REFILLS 2 refills"),
    ("Norco 10-325mg, qty: 60", "DRUG Norco | DOSE 10-325mg | QUANTITY qty: 60"),
    ("Hydrocodone/APAP 10/325mg #90", "DRUG Hydrocodone/APAP | DOSE 10/325mg | QUANTITY #90"),
    (
        "Hydrocodone-acetaminophen 7.5/325 mg tablets, quantity 60",
        "DRUG Hydrocodone-acetaminophen | DOSE 7.5/325 mg | FORM tablets | QUANTITY quantity 60",
    ),
    ("Percocet 10/325mg 1 tab po q6h prn #120", "DRUG Percocet | DOSE 10/325mg | FORM tab | FREQUENCY q6h prn | QUANTITY #120"),
    ("OxyContin ER 20 mg twice daily #60", "DRUG OxyContin ER | DOSE 20 mg | FREQUENCY twice daily | QUANTITY #60"),
    ("Oxycodone HCl 15mg #90", "DRUG Oxycodone HCl | DOSE 15mg | QUANTITY #90"),
    ("Morphine sulfate ER 30 mg #60", "DRUG Morphine sulfate ER | DOSE 30 mg | QUANTITY #60"),
    ("MS Contin 15mg bid", "DRUG MS Contin | DOSE 15mg | FREQUENCY bid"),
    (
        "Tramadol HCl ER 150 mg capsules #30 refills: 0",
        "DRUG Tramadol HCl ER | DOSE 150 mg | FORM capsules | QUANTITY #30 | REFILLS refills: 0",
    ),
    (
        "Ultram 50 mg one tablet every 6 hours as needed #60",
        "DRUG Ultram | DOSE 50 mg | FORM tablet | FREQUENCY every 6 hours as needed | QUANTITY #60",
    ),
    ("Duragesic patch 25 mcg/hr #10", "DRUG Duragesic | FORM patch | DOSE 25 mcg/hr | QUANTITY #10"),
    ("Fentanyl 50mcg/hour patches #15", "DRUG Fentanyl | DOSE 50mcg/hour | FORM patches | QUANTITY #15"),
    ("Butrans 10 mcg/hr patch, 1 every week", "DRUG Butrans | DOSE 10 mcg/hr | FORM patch | FREQUENCY every week"),
    ("Lidoderm 5% patch #30", "DRUG Lidoderm | DOSE 5% | FORM patch | QUANTITY #30"),
    (
        "Lidoderm patches 5%, 12 hours on 12 hours off, #60",
        "DRUG Lidoderm | FORM patches | DOSE 5% | FREQUENCY 12 hours on 12 hours off | QUANTITY #60",
    ),
    ("Terocin patches #30", "DRUG Terocin | FORM patches | QUANTITY #30"),
    ("Voltaren gel 1% 100 grams", "DRUG Voltaren | FORM gel | DOSE 1% | QUANTITY 100 grams"),
    ("Voltaren 1% gel, 500gm", "DRUG Voltaren | DOSE 1% | FORM gel | QUANTITY 500gm"),
    ("Flector 1.3% patch #30", "DRUG Flector | DOSE 1.3% | FORM patch | QUANTITY #30"),
    ("Diclofenac sodium 1.5% 60 gm", "DRUG Diclofenac sodium | DOSE 1.5% | QUANTITY 60 gm"),
    ("LidoPro ointment 121gm", "DRUG LidoPro | FORM ointment | QUANTITY 121gm"),
    ("Pennsaid 2% pump", "DRUG Pennsaid | DOSE 2%"),
    ("Flexeril 10mg #30", "DRUG Flexeril | DOSE 10mg | QUANTITY #30"),
    ("60 Flexeril 10mg", "QUANTITY 60 | DRUG Flexeril | DOSE 10mg"),
    (
        "Cyclobenzaprine hydrochloride 7.5mg at bedtime #30",
        "DRUG Cyclobenzaprine hydrochloride | DOSE 7.5mg | FREQUENCY at bedtime | QUANTITY #30",
    ),
    (
        "Soma 350mg 1 tablet tid #90 with ONE (1) REFILL",
        "DRUG Soma | DOSE 350mg | FORM tablet | FREQUENCY tid | QUANTITY #90 | REFILLS ONE (1) REFILL",
    ),
    ("90 tablets of Soma 350mg", "QUANTITY 90 | FORM tablets | DRUG Soma | DOSE 350mg"),
    (
        "Zanaflex 4 mg, 1-2 tabs qhs, dispense #60",
        "DRUG Zanaflex | DOSE 4 mg | FORM tabs | FREQUENCY qhs | QUANTITY dispense #60",
    ),
    ("Baclofen 10mg, 3 times a day, #90", "DRUG Baclofen | DOSE 10mg | FREQUENCY 3 times a day | QUANTITY #90"),
    ("Omeprazole DR 20mg #60", "DRUG Omeprazole DR | DOSE 20mg | QUANTITY #60"),
    ("Prilosec 20mg qty 60 refill x 3", "DRUG Prilosec | DOSE 20mg | QUANTITY qty 60 | REFILLS refill x 3"),
    ("Ambien CR 12.5mg #30", "DRUG Ambien CR | DOSE 12.5mg | QUANTITY #30"),
    ("Lunesta 2mg q.h.s. #30", "DRUG Lunesta | DOSE 2mg | FREQUENCY q.h.s. | QUANTITY #30"),
    ("Xanax 0.5mg b.i.d. p.r.n.", "DRUG Xanax | DOSE 0.5mg | FREQUENCY b.i.d. p.r.n."),
    ("Ativan 1mg #30", "DRUG Ativan | DOSE 1mg | QUANTITY #30"),
    ("Gabapentin 600mg t.i.d. #90", "DRUG Gabapentin | DOSE 600mg | FREQUENCY t.i.d. | QUANTITY #90"),
    ("Neurontin 300 mg three times per day", "DRUG Neurontin | DOSE 300 mg | FREQUENCY three times per day"),
    ("Lyrica 75mg every 12 hours #60", "DRUG Lyrica | DOSE 75mg | FREQUENCY every 12 hours | QUANTITY #60"),
    ("Cymbalta 60 mg daily", "DRUG Cymbalta | DOSE 60 mg | FREQUENCY daily"),
    ("Effexor XR 75 mg once a day", "DRUG Effexor XR | DOSE 75 mg | FREQUENCY once a day"),
    ("Wellbutrin SR 150mg qam", "DRUG Wellbutrin SR | DOSE 150mg | FREQUENCY qam"),
    ("Naproxen sodium 550 mg #60 x 3 refills", "DRUG Naproxen sodium | DOSE 550 mg | QUANTITY #60 | REFILLS x 3 refills"),
    ("Anaprox DS 550mg #60", "DRUG Anaprox DS | DOSE 550mg | QUANTITY #60"),
    ("Celebrex 200mg every other day", "DRUG Celebrex | DOSE 200mg | FREQUENCY every other day"),
    ("Ibuprofen 800mg #90, no refills", "DRUG Ibuprofen | DOSE 800mg | QUANTITY #90 | REFILLS no refills"),
    ("Mobic 15 mg daily #30", "DRUG Mobic | DOSE 15 mg | FREQUENCY daily | QUANTITY #30"),
    ("Motrin 800mg, twelve refills", "DRUG Motrin | DOSE 800mg | REFILLS twelve refills"),
    ("Toradol 60mg/2ml injection", "DRUG Toradol | DOSE 60mg/2ml"),
    ("Synvisc 16mg/2ml x 3", "DRUG Synvisc | DOSE 16mg/2ml"),
    ("Kenalog 40 mg/ml", "DRUG Kenalog | DOSE 40 mg/ml"),
    (
        "Flurbiprofen 20%/Lidocaine 5% cream 180gm",
        "DRUG Flurbiprofen | DOSE 20% | DRUG Lidocaine | DOSE 5% | FORM cream | QUANTITY 180gm",
    ),
    (
        "Compound: Ketoprofen 10%, Gabapentin 6% 240 grams",
        "DRUG Ketoprofen | DOSE 10% | DRUG Gabapentin | DOSE 6% | QUANTITY 240 grams",
    ),
    ("Cyclobenzaprine 2% cream 60 g", "DRUG Cyclobenzaprine | DOSE 2% | FORM cream | QUANTITY 60 g"),
    ("Docusate sodium 100mg #60", "DRUG Docusate sodium | DOSE 100mg | QUANTITY #60"),
    ("Senokot-S 8.6/50mg #120", "DRUG Senokot-S | DOSE 8.6/50mg | QUANTITY #120"),
    ("Vitamin D 50,000 units #4", "DRUG Vitamin D | DOSE 50,000 units | QUANTITY #4"),
    ("Suboxone 8mg/2mg film #30", "DRUG Suboxone | DOSE 8mg/2mg | FORM film | QUANTITY #30"),
    ("Sumatriptan succinate 50 mg #9", "DRUG Sumatriptan succinate | DOSE 50 mg | QUANTITY #9"),
    ("Fioricet #60", "DRUG Fioricet | QUANTITY #60"),
    (
        "Norco 10/325mg #60 and Soma 350mg #30",
        "DRUG Norco | DOSE 10/325mg | QUANTITY #60 | DRUG Soma | DOSE 350mg | QUANTITY #30",
    ),
    (
        "Norco 10mg/325mg #60; Ambien 10 mg #30",
        "DRUG Norco | DOSE 10mg/325mg | QUANTITY #60 | DRUG Ambien | DOSE 10 mg | QUANTITY #30",
    ),
    ("Norco (hydrocodone/APAP) 10/325mg #60", "DRUG Norco | DRUG hydrocodone | DRUG APAP | DOSE 10/325mg | QUANTITY #60"),
    ("One bottle of Tramadol 50 mg", "QUANTITY One bottle | DRUG Tramadol | DOSE 50 mg"),
    ("Two refills of Ibuprofen 800mg", "REFILLS Two refills | DRUG Ibuprofen | DOSE 800mg"),
    ("1 box of Medrox patches", "QUANTITY 1 box | DRUG Medrox | FORM patches"),
    ("Urine drug screen", ""),
    ("MRI of the lumbar spine", ""),
    ("12 sessions of physical therapy", ""),
    ("Testosterone level", ""),
    ("Testosterone cypionate 200 mg/ml 10 ml vial", "DRUG Testosterone cypionate | DOSE 200 mg/ml | QUANTITY 10 ml"),
    ("Zofran ODT 4mg #10", "DRUG Zofran ODT | DOSE 4mg | QUANTITY #10"),
    ("Norco 10/325 mg\n#90 per 3/4/16 order", "DRUG Norco | DOSE 10/325 mg | QUANTITY #90 | DATE 3/4/16"),
    ("Retrospective Norco 10/325 mg #60 DOS 11/14/2016", "DRUG Norco | DOSE 10/325 mg | QUANTITY #60 | DATE 11/14/2016"),
    (
        "Lidocaine 4%-Menthol 27.5%-Capsaicin 0.0325% patch #10",
        "DRUG Lidocaine | DOSE 4% | DRUG Menthol | DOSE 27.5% | DRUG Capsaicin | DOSE 0.0325% | FORM patch | QUANTITY #10",
    ),
    ("Opana ER 20mg q 12 hours #60", "DRUG Opana ER | DOSE 20mg | FREQUENCY q 12 hours | QUANTITY #60"),
    ("Theramine #90", "DRUG Theramine | QUANTITY #90"),
    ("Norco 10/325mg one po q4-6h prn pain #180", "DRUG Norco | DOSE 10/325mg | FREQUENCY q4-6h prn | QUANTITY #180"),
    (
        "Celebrex 200mg capsule once daily #30 with 11 refills",
        "DRUG Celebrex | DOSE 200mg | FORM capsule | FREQUENCY once daily | QUANTITY #30 | REFILLS 11 refills",
    ),
    ("Duexis 800/26.6mg #90", "DRUG Duexis | DOSE 800/26.6mg | QUANTITY #90"),
    (
        "Gabapentin 10%, amitriptyline 10% in cream base, 210 grams",
        "DRUG Gabapentin | DOSE 10% | DRUG amitriptyline | DOSE 10% | FORM cream | QUANTITY 210 grams",
    ),
    ("Tylenol #3 #60", "DRUG Tylenol #3 | QUANTITY #60"),
    ("Lidocaine pad 5% Qty 30.00", "DRUG Lidocaine | FORM pad | DOSE 5% | QUANTITY Qty 30.00"),
    ("Norco 10 mg, # 90", "DRUG Norco | DOSE 10 mg | QUANTITY # 90"),
    ("Medrol Dose Pak 4mg #21", "DRUG Medrol Dose Pak | DOSE 4mg | QUANTITY #21"),
    ("1 prescription of Norco 10/325mg #90", "DRUG Norco | DOSE 10/325mg | QUANTITY #90"),
    ("Prescription of 60 Norco 10/325mg", "QUANTITY 60 | DRUG Norco | DOSE 10/325mg"),
    ("LidoPro 4oz", "DRUG LidoPro | QUANTITY 4oz"),
    ("Humira 40 mg/0.8 ml", "DRUG Humira | DOSE 40 mg/0.8 ml"),
    ("Botox 100 units", "DRUG Botox | DOSE 100 units"),
    ("Gralise 600mg #90 five refills", "DRUG Gralise | DOSE 600mg | QUANTITY #90 | REFILLS five refills"),
    (
        "Ibuprofen 600 mg tablet Qty: 90 Refills: 1",
        "DRUG Ibuprofen | DOSE 600 mg | FORM tablet | QUANTITY Qty: 90 | REFILLS Refills: 1",
    ),
    ("Mirtazapine (Remeron) 15 mg #30", "DRUG Mirtazapine | DRUG Remeron | DOSE 15 mg | QUANTITY #30"),
    ("Norco 10/325mg, #120 (30 day supply)", "DRUG Norco | DOSE 10/325mg | QUANTITY #120"),
    ("Percocet 5/325 one tab #60", "DRUG Percocet | DOSE 5/325 | FORM tab | QUANTITY #60"),
    ("Norco 10-325 #90", "DRUG Norco | DOSE 10-325 | QUANTITY #90"),
    ("Tylenol with Codeine #4, 60 tablets", "DRUG Tylenol with Codeine #4 | QUANTITY 60 | FORM tablets"),
    ("Ketamine 5% cream 60gr", "DRUG Ketamine | DOSE 5% | FORM cream | QUANTITY 60gr"),
]

# running text
PROSE = [
    ("Lidoderm cream is to be applied twice a day.", "DRUG Lidoderm | FORM cream | FREQUENCY twice a day"),
    ("She takes Norco 10/325 mg four times a day.", "DRUG Norco | DOSE 10/325 mg | FREQUENCY four times a day"),
    ("He was given Soma 350 mg at bedtime and Motrin.", "DRUG Soma | DOSE 350 mg | FREQUENCY at bedtime | DRUG Motrin"),
    ("Soma gave 50% relief of pain.", "DRUG Soma"),
    ("With Norco pain fell by 40 % for 4 hours.", "DRUG Norco"),
    ("A testosterone level was drawn.", ""),
    ("Testosterone 200 mg was injected.", "DRUG Testosterone | DOSE 200 mg"),
    ("Vitamin D level is low.", ""),
    ("His serum calcium and potassium were normal.", ""),
    ("The iron level is low.", ""),
    ("The fentanyl patch 25 mcg/hr was stopped.", "DRUG fentanyl | FORM patch | DOSE 25 mcg/hr"),
    ("He had an MRI on 3/4/2016.", "DATE 3/4/2016"),
    (
        "Seen on 11/\n8/2016. 3/4/2016 was the first visit. X-rays of Sept. 9, 2015.",
        "DATE 11/ 8/2016 | DATE 3/4/2016 | DATE Sept. 9, 2015",
    ),
    ("He fell on November 3, 2016 and in March 2015.", "DATE November 3, 2016 | DATE March 2015"),
    ("Pain is 8-10/10.", ""),
    ("The MTUS does not speak of it.", "GUIDELINE MTUS"),
    ("The Official Disability Guidelines (ODG) are silent.", "GUIDELINE Official Disability Guidelines | GUIDELINE ODG"),
    ("The Official\nDisability Guidelines are silent.", "GUIDELINE Official Disability Guidelines"),
    ("ACOEM recommends exercise.", "GUIDELINE ACOEM"),
    (
        "MTUS Chronic Pain Medical Treatment Guidelines were used.",
        "GUIDELINE MTUS | GUIDELINE Chronic Pain Medical Treatment Guidelines",
    ),
    ("The request is not medically necessary.", "OUTCOME not medically necessary"),
    ("The request is medically necessary and appropriate.", "OUTCOME medically necessary and appropriate"),
    ("The request is not\nmedically necessary.", "OUTCOME not medically necessary"),
    ("Medical necessity has not been established.", "OUTCOME Medical necessity has not been established"),
    ("Medical necessity is established.", "OUTCOME Medical necessity is established"),
    ("Grip was 40/35/30 kg on the right.", ""),
    ("The knee was injected with 2 cc of Marcaine.", "DRUG Marcaine"),
    ("Depo-Medrol 80 mg was injected.", "DRUG Depo-Medrol | DOSE 80 mg"),
    ("Opioids and NSAIDs help him.", ""),
    ("He uses ibuprofen as needed.", "DRUG ibuprofen | FREQUENCY as needed"),
    ("He quit aspirin, naproxen, and Ultram.", "DRUG aspirin | DRUG naproxen | DRUG Ultram"),
    ("Blood pressure is 140/90.", ""),
    ("Flexion was 60 degrees after Flexeril.", "DRUG Flexeril"),
    ("NORCO 5/325MG BID", "DRUG NORCO | DOSE 5/325MG | FREQUENCY BID"),
    ("norco 5/325 mg bid", "DRUG norco | DOSE 5/325 mg | FREQUENCY bid"),
    (
        "He takes Celexa 20mg, Abilify 5mg daily, and Klonopin 1 mg qhs.",
        "DRUG Celexa | DOSE 20mg | DRUG Abilify | DOSE 5mg | FREQUENCY daily | DRUG Klonopin | DOSE 1 mg | FREQUENCY qhs",
    ),
    # directions between the strength and the frequency
    ("He takes Mobic 7.5mg one to two tablets daily #30.", "DRUG Mobic | DOSE 7.5mg | FREQUENCY daily | QUANTITY #30"),
    (
        "He takes Norco 10/325 mg, take 1 or 2 tablets by mouth every 6 hours, #60",
        "DRUG Norco | DOSE 10/325 mg | FREQUENCY every 6 hours | QUANTITY #60",
    ),
    ("Ultram one to two tabs po q6h prn #90", "DRUG Ultram | FREQUENCY q6h prn | QUANTITY #90"),
    ("Mobic helps her get to and from her job daily", "DRUG Mobic"),
    ("Lidocaine patches 5 % daily", "DRUG Lidocaine | FORM patches | DOSE 5 % | FREQUENCY daily"),
    ("The testosterone was 200 ng/dl.", ""),
    ("Blood glucose was 140 mg/dl.", ""),
    ("The Bayer plant burnt.", ""),
    ("Relief is 60% with Lyrica 75 mg bid.", "DRUG Lyrica | DOSE 75 mg | FREQUENCY bid"),
    ("Norco lowers pain from 8/10 to 4/10.", "DRUG Norco"),
    ("Motrin, with 30% benefit, and Soma help.", "DRUG Motrin | DRUG Soma"),
    ("Lyrica helped 60%.", "DRUG Lyrica"),
    ("The calcium level was 9 mg/dl.", ""),
    ("He took 800 mg of ibuprofen.", "DOSE 800 mg | DRUG ibuprofen"),
]


@pytest.mark.parametrize(("text", "expected"), ITEMS)
def test_item(nlp: Language, text: str, expected: str) -> None:
    doc = nlp(f"IMR ISSUES, DECISIONS AND RATIONALES\n{text}: Upheld\nDecision rationale: See above.")
    assert listed(doc, leave_out="Upheld") == expected


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_prose(run: Callable[..., Callable[[str], Doc]], text: str, expected: str) -> None:
    assert listed(run("imr_entities")(text)) == expected


@pytest.mark.parametrize("text", [row[0] for row in PROSE if isinstance(row, tuple) and " " in row[0]])
def test_line_breaks_change_nothing(run: Callable[..., Callable[[str], Doc]], text: str) -> None:
    read = run("imr_entities")
    for wrap in ("\n", "\r\n", "\n\n"):
        wrapped = read(text.replace(" ", wrap))
        assert [(e.label_, e.text.split()) for e in wrapped.ents] == [(e.label_, e.text.split()) for e in read(text).ents]


@pytest.mark.parametrize(
    ("text", "normal_forms"),
    [
        ("He takes Norco.", ["acetaminophen+hydrocodone"]),
        ("He takes NORCO.", ["acetaminophen+hydrocodone"]),
        ("He takes hydrocodone-APAP 5/325 mg.", ["acetaminophen+hydrocodone", "5/325 mg"]),
        ("He takes hydrocodone-APAP.", ["hydrocodone", "acetaminophen"]),  # without a dosage, its ingredients
        ("He takes Soma and carisoprodol.", ["carisoprodol", "carisoprodol"]),
        ("He takes Tramadol HCl ER.", ["tramadol"]),
        ("He takes Tramadal.", ["tramadol"]),
        ("Official Disability Guidelines, ODG", ["odg", "odg"]),
        ("Low Back Complaints", ["mtus:low_back"]),
        ("It is medically necessary.", ["medically_necessary"]),
        ("It is not medically necessary.", ["not_medically_necessary"]),
        ("Seen 3/4/16 and March 2015.", ["2016-03-04", "2015-03"]),
    ],
    ids=[
        "brand",
        "capitals",
        "generic combination with its strength",
        "generic combination in prose",
        "brand and generic",
        "salt and release form",
        "misspelling",
        "guideline",
        "chapter",
        "outcome for",
        "outcome against",
        "dates",
    ],
)
def test_normal_forms(run: Callable[..., Callable[[str], Doc]], text: str, normal_forms: list[str]) -> None:
    assert [entity.ent_id_ for entity in run("imr_entities")(text).ents] == normal_forms


def test_decisions_are_outcomes(nlp: Language) -> None:
    doc = nlp("IMR ISSUES, DECISIONS AND RATIONALES\nWalker: Upheld\nDecision rationale: The cane was Overturned, he said.")
    assert [(e.text, e.label_, e.ent_id_) for e in doc.ents] == [("Upheld", labels.OUTCOME, "upheld")]


def test_second_run_changes_nothing(nlp: Language) -> None:
    doc = nlp("IMR ISSUES, DECISIONS AND RATIONALES\nNorco 10/325 mg #60: Upheld\nDecision rationale: See above.")
    before = [(e.label_, e.start, e.end, e.ent_id_) for e in doc.ents]
    doc = nlp.get_pipe("imr_entities")(doc)
    assert [(e.label_, e.start, e.end, e.ent_id_) for e in doc.ents] == before


def test_empty_text(run: Callable[..., Callable[[str], Doc]]) -> None:
    assert listed(run("imr_entities")("")) == ""
    assert listed(run("imr_entities")(" \n\n ")) == ""


# entities that were there before


def _with_entities(nlp: Language, overwrite: bool) -> Doc:
    finder = spacy.blank("en").add_pipe("imr_entities", config={"overwrite": overwrite})
    doc = nlp.make_doc("Aunt Norco lives in Reno. Norco 10/325 mg #120 is requested.")
    doc.set_ents([Span(doc, 0, 2, "PERSON", kb_id="Q1", span_id="aunt"), Span(doc, 4, 5, "GPE")])
    return finder(finder(doc))


@pytest.mark.parametrize(
    ("overwrite", "expected"),
    [
        (True, "DRUG Norco | DRUG Norco | DOSE 10/325 mg | QUANTITY #120"),
        (False, "PERSON Aunt Norco | GPE Reno | DRUG Norco | DOSE 10/325 mg | QUANTITY #120"),
    ],
)
def test_entities_of_others(overwrite: bool, expected: str, nlp: Language) -> None:
    assert listed(_with_entities(nlp, overwrite)) == expected


def test_kept_entities_keep_their_ids(nlp: Language) -> None:
    kept = _with_entities(nlp, overwrite=False).ents[0]
    assert (kept.kb_id_, kept.id_) == ("Q1", "aunt")
