"""The drugs of a summary: compounds, and what the words around them say."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language

LETTER = "CLINICAL CASE SUMMARY\n{}\nIMR ISSUES, DECISIONS AND RATIONALES\nWalker: Upheld\nDecision rationale: It is not apt."

COMPOUNDS: list[tuple[str, list[tuple[str, str | None]]]] = [
    ("He uses Flurbiprofen 20%/Baclofen 5%/Lidocaine 4% cream.", [("Flurbiprofen 20%/Baclofen 5%/Lidocaine 4%", None)]),
    ("He uses Flurbiprofen 20%-Baclofen 5%-Dextromethorphan.", [("Flurbiprofen 20%-Baclofen 5%-Dextromethorphan", None)]),
    ("He uses Flurbiprofen 20%, Baclofen 5%, Lidocaine 4% cream.", [("Flurbiprofen 20%, Baclofen 5%, Lidocaine 4%", None)]),
    ("He uses Flurbiprofen 20%Baclofen 5% gel.", [("Flurbiprofen 20%Baclofen 5%", None)]),
    ("He takes hydrocodone 10 mg-acetaminophen 325 mg.", [("hydrocodone 10 mg-acetaminophen 325 mg", None)]),
    ("He takes hydrocodone/acetaminophen.", [("hydrocodone/acetaminophen", None)]),
    ("He takes hydrocodone/APAP.", [("hydrocodone/APAP", None)]),
    ("He uses a topical compound of ketoprofen 20%, gabapentin 6%.", [("ketoprofen 20%, gabapentin 6%", None)]),
    ("He uses ketoprofen 20%, gabapentin 6% in a cream base.", [("ketoprofen 20%, gabapentin 6%", None)]),
    ("He uses ketoprofen 20%, gabapentin 6% 180 gm.", [("ketoprofen 20%, gabapentin 6%", None)]),
    ("He got ketoprofen 20%, gabapentin 6%, and menthol 2%.", [("ketoprofen 20%, gabapentin 6%, and menthol 2%", None)]),
    ("He got topical ketoprofen 20% gabapentin 6%.", [("ketoprofen 20% gabapentin 6%", None)]),
    ("He uses compound cream (ketoprofen, gabapentin).", [("ketoprofen, gabapentin", None)]),
    ("He uses 20% ketoprofen, 6% gabapentin gel.", [("20% ketoprofen, 6% gabapentin", None)]),
    # no compound: brands, and two of which nothing says that they are one
    ("He takes Norco/Soma - Xanax.", [("Norco", None), ("Soma", None), ("Xanax", None)]),
    ("He uses Voltaren 1%, Lidoderm 5% patches.", [("Voltaren", "1%"), ("Lidoderm", "5%")]),
    ("He uses ketoprofen 20% and lidocaine 5%.", [("ketoprofen", "20%"), ("lidocaine", "5%")]),
    ("He takes Norco/hydrocodone.", [("Norco/hydrocodone", None)]),
    ("He takes 10 mg Norco, 350 mg Soma.", [("Norco", "10 mg"), ("Soma", "350 mg")]),
    ("He uses Lidocaine 5% and takes Norco.", [("Lidocaine", "5%"), ("Norco", None)]),
    ("He takes Norco 10 mg, Soma 350 mg.", [("Norco", "10 mg"), ("Soma", "350 mg")]),
    # another name of it in parentheses
    ("He takes Norco (hydrocodone/acetaminophen) 10/325 mg.", [("Norco", "10/325 mg")]),
    ("He takes Mobic (meloxicam) 15 mg.", [("Mobic", "15 mg")]),
]

ASSERTIONS: list[tuple[str, list[tuple[str, str]]]] = [
    # what a test found is nothing that is taken; of equal mentions the one that is taken counts
    ("The urine drug screen was positive for tramadol. He takes Soma.", [("Soma", "affirmed")]),
    ("The urine drug screen was positive for tramadol. He takes tramadol.", [("tramadol", "affirmed")]),
    ("Toxicology testing detected tramadol and hydrocodone.", []),
    ("Pain is not controlled without Norco.", [("Norco", "affirmed")]),
    ("Sleep is impossible without Ambien.", [("Ambien", "affirmed")]),
    ("Without Norco the patient does not walk.", [("Norco", "affirmed")]),
    ("He cannot sleep unless he takes Ambien.", [("Ambien", "affirmed")]),
    ("He has never stopped Norco.", [("Norco", "affirmed")]),
    ("He is not able to come off Norco.", [("Norco", "affirmed")]),
    ("He sleeps well without Ambien.", []),
    ("He was on Norco and Soma until 2014.", [("Norco", "historical"), ("Soma", "historical")]),
    ("Medications tried: Norco, Soma. Current medications: Xanax.",
     [("Norco", "historical"), ("Soma", "historical"), ("Xanax", "affirmed")]),
    ("Former medications included Norco and Soma.", [("Norco", "historical"), ("Soma", "historical")]),
    ("He has a history of reflux treated with Prilosec.", [("Prilosec", "affirmed")]),
    ("Norco and Soma, the latter discontinued.", [("Norco", "affirmed"), ("Soma", "historical")]),
    ("His wife reports that he takes Norco.", [("Norco", "affirmed")]),
    ("He works at the Norco fire station.", []),
    ("He was seen at Soma Orthopedics.", []),
    ("His employer is Norco Welding.", []),
    ("He fell on Soma Street.", []),
    ("He was seen by Soma Bloom, PA-C, in May.", []),
    ("He lives in Norco and takes Soma.", [("Soma", "affirmed")]),
    ("The increase in Norco helped.", [("Norco", "affirmed")]),
    ("Norco, Soma as well as Xanax had to be discontinued.",
     [("Norco", "historical"), ("Soma", "historical"), ("Xanax", "historical")]),
    ("He has come off Norco, Soma and Xanax.", [("Norco", "historical"), ("Soma", "historical"), ("Xanax", "historical")]),
    ("There is no way he can sleep without Ambien.", [("Ambien", "affirmed")]),
    ("Soma worked well, Norco was stopped.", [("Soma", "affirmed"), ("Norco", "historical")]),
    ("Meds no longer used: Norco, Soma. Meds in use: Xanax.",
     [("Norco", "historical"), ("Soma", "historical"), ("Xanax", "affirmed")]),
    ("Previously used: Norco (rash) and Soma.", [("Norco", "historical"), ("Soma", "historical")]),
    ("Allergies: Norco (rash).", []),
    ("Norco, Soma, and Xanax were discontinued.", [("Norco", "historical"), ("Soma", "historical"), ("Xanax", "historical")]),
    ("Norco 10 mg (discontinued), Soma 350 mg.", [("Norco", "historical"), ("Soma", "affirmed")]),
    ("Past medications: Norco, Soma. Current medications: Xanax.",
     [("Norco", "historical"), ("Soma", "historical"), ("Xanax", "affirmed")]),
    ("Given his history of gastritis he takes Prilosec.", [("Prilosec", "affirmed")]),
    ("Norco, Soma and Elavil were each stopped in May.",
     [("Norco", "historical"), ("Soma", "historical"), ("Elavil", "historical")]),
    ("Naproxen was switched to Celebrex.", [("Naproxen", "historical"), ("Celebrex", "affirmed")]),
    ("Norco was changed to twice daily.", [("Norco", "affirmed")]),
    ("She came off Percocet and since then is maintained on Butrans.", [("Percocet", "historical"), ("Butrans", "affirmed")]),
    ("He cannot sleep without Ambien.", [("Ambien", "affirmed")]),
    ("His mother has diabetes and he takes Norco.", [("Norco", "affirmed")]),
    ("He is not taking Norco.", []),
    ("He didn't stop the Norco and hasn't discontinued Soma.", [("Norco", "affirmed"), ("Soma", "affirmed")]),
    ("Non-operative treatment was Norco.", [("Norco", "affirmed")]),
    # what is decided of a request says nothing of its drug
    ("UR non-certified Norco on 3/4/15.", [("Norco", "affirmed")]),
    ("The request for Norco was previously denied as efficacy was not shown.", [("Norco", "affirmed")]),
]  # fmt: skip


def medications(nlp: Language, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = nlp(LETTER.format(text))._.imr.to_dict()["medications"]
    return found


@pytest.mark.parametrize(("text", "expected"), COMPOUNDS, ids=[text for text, _ in COMPOUNDS])
def test_a_compound_is_one_medication(nlp: Language, text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(drug["drug"], drug["strength"]) for drug in medications(nlp, text)] == expected


@pytest.mark.parametrize(("text", "expected"), ASSERTIONS, ids=[text for text, _ in ASSERTIONS])
def test_assertions(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(drug["drug"], drug["assertion"]) for drug in medications(nlp, text)] == expected


def test_the_last_word_in_front_of_a_heading_is_whole(nlp: Language) -> None:
    """Letters that look like one are those of one word, not the last of a sentence and the first of a heading."""
    (found,) = medications(nlp, "He uses lidocaine gel.")
    assert (found["text"], found["drug"]) == ("lidocaine gel", "lidocaine")
