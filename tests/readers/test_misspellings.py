"""Misspelt drugs: known in lists and compounds, and nowhere else."""

from __future__ import annotations

import pytest
from spacy.language import Language

LETTER = "CLINICAL CASE SUMMARY\n{}\nIMR ISSUES, DECISIONS AND RATIONALES\nWalker: Upheld\nDecision rationale: It is not apt."

TEXTS = [
    ("He takes Norco bid, Gabapentn 600 mg tid, and Cyclobenzaprin.", ["Cyclobenzaprin", "Gabapentn", "Norco"]),
    ("Medications: Gabapenin 600mg, Norco; Tramdol, Zanaflex.", ["Gabapenin", "Norco", "Tramdol", "Zanaflex"]),
    ("He takes Norco and Omperazole.", ["Norco", "Omperazole"]),  # two letters exchanged
    ("He takes Hydrocodne/APAP 10/325 mg.", ["APAP", "Hydrocodne"]),
    ("He takes hydrocodone-acetaminophn.", ["acetaminophn", "hydrocodone"]),
    # no list
    ("He takes Norco. Gabapentn is not tried.", ["Norco"]),
    ("He takes Norco with Gabapentn at night.", ["Norco"]),
    ("Gabapentn was tried.", []),
    # ordinary words one letter from a name, and what is more than one letter off
    ("He has Norco, systolic pressure, cortical, program, reflex and Soma.", ["Norco", "Soma"]),
    ("He takes Norco, Gabbapentn, and Soma.", ["Norco", "Soma"]),
    ("He takes Norco, therapy, and Soma.", ["Norco", "Soma"]),
]


@pytest.mark.parametrize(("text", "names"), TEXTS, ids=[text for text, _ in TEXTS])
def test_misspelt_names(nlp: Language, text: str, names: list[str]) -> None:
    assert nlp(LETTER.format(text))._.imr.to_dict()["drug_mentions"] == names


def test_the_only_drug_of_an_item(nlp: Language) -> None:
    text = LETTER.format("He has pain.").replace("Walker:", "Gabapentn 600mg #90:")
    ((found,),) = [issue.medications for issue in nlp(text)._.imr.issues]
    assert (found.drug, found.ingredients, found.drug_class) == ("Gabapentn", ("gabapentin",), "antiepilepsy drugs")


def test_half_of_a_compound_in_an_item(nlp: Language) -> None:
    text = LETTER.format("He has pain.").replace("Walker:", "Acetaminophen/Hydrocodne 325/10mg #60:")
    ((issue,),) = [nlp(text)._.imr.issues]
    assert [drug.drug for drug in issue.medications] == ["Acetaminophen/Hydrocodne"]
    assert issue.subcategory == "opioids"
