"""Rows of the letter's structure and of its disputed items: sections, headings, drugs, dosage, services, body parts."""

from __future__ import annotations

from typing import Literal

from imr_nlp.rules.schema import TermsRow, Words


class DrugRow(TermsRow):
    """A drug: its names, what it is made of and the state's class of it.

    misspellings (tuple[str, ...]): names as letters misspell them.
    ambiguous (tuple[str, ...]): names that are ordinary words too and count only beside a dosage.
    ingredients (tuple[str, ...]): generic names in lower case.
    drug_class (str | None): the class in the state's decision search.
    dea_schedule (str | None): the schedule of a controlled substance.
    """

    label: Literal["DRUG"] = "DRUG"
    misspellings: tuple[Words, ...] = ()
    ambiguous: tuple[Words, ...] = ()
    ingredients: tuple[str, ...]
    drug_class: str | None = None
    dea_schedule: str | None = None
