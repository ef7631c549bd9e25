"""A record as flat rows, one an issue: for `pandas.DataFrame`, polars and CSV. `issue_rows` is where to start.

>>> from imr_nlp.record.models import Determination, Header, Issue
>>> record = Determination("final_determination", Header("CM16-9900101"), issues=(Issue("Soma #60", 0, 8, 1, "upheld"),))
>>> row = issue_rows(record)[0]
>>> row["case_number"], row["item"], row["decision"], row["drug"]
('CM16-9900101', 'Soma #60', 'upheld', None)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from imr_nlp.io.write.schema import fields_of
from imr_nlp.record.models import Citation, Claimant, Determination, Header, Issue, Medication, Service
from imr_nlp.view.text import citation_text

SEPARATOR = "; "

_ISSUE_FIELDS = (
    "decision",
    "original_request",
    "authorized",
    "retrospective",
    "dates_of_service",
    "category",
    "subcategory",
)
_MEDICATION_TEXTS = ("drug", "ingredients", "drug_class", "dea_schedule", "strength", "form", "frequency", "quantity_unit")
_MEDICATION_NUMBERS = ("quantity", "refills")


def _columns() -> dict[str, str]:
    def of(model: type, names: Iterable[str] = (), prefix: str = "") -> dict[str, str]:
        known = {field.name: field.meaning for field in fields_of(model)}
        return {prefix + name: known[name] for name in names or known}

    drugs = f"several drugs' values joined by {SEPARATOR!r}"
    service = of(Service, prefix="service_")
    per_week = service.pop("service_per_week")
    return {
        "source": "the file, or the letter in it, that it was read from, if the record says so",
        "letter_form": of(Determination)["form"],
        **of(Header),
        **of(Claimant, prefix="claimant_"),
        "licensure": "states of licensure of the reviewer",
        "certifications": "specialties of the reviewer",
        "diagnoses": "diagnoses of the summary, those that are not affirmed with how they are meant",
        "number": of(Issue)["number"],
        "item": "the disputed item or service, as worded",
        "start": of(Issue)["start"],
        "end": of(Issue)["end"],
        **of(Issue, _ISSUE_FIELDS),
        **{name: f"{meaning}; {drugs}" for name, meaning in of(Medication, _MEDICATION_TEXTS).items()},
        **{name: f"{meaning}; none of several drugs" for name, meaning in of(Medication, _MEDICATION_NUMBERS).items()},
        "service_count": service.pop("service_count"),
        "service_unit": service.pop("service_unit"),
        "service_per_week_low": f"{per_week}: low end",
        "service_per_week_high": f"{per_week}: high end",
        **service,
        "body_parts": "body parts in the item, with their side",
        "cited_by_claims_administrator": of(Issue)["claims_administrator"],
        "cited_by_reviewer": of(Issue)["reviewer"],
        "rationale": of(Issue)["rationale"],
        "medically_necessary": "what the conclusion says: whether the item is found medically necessary",
        "conclusion": of(Issue)["conclusion"],
        "reasons": "codes of the reasons",
        "evidence": "the clauses that give the reasons, in the order of their codes",
    }


# Columns of a row and what they mean; lists are joined by SEPARATOR.
ISSUE_COLUMNS: dict[str, str] = _columns()


def issue_rows(record: Determination | dict[str, Any]) -> list[dict[str, Any]]:
    """One flat dict an issue; the values of the letter are repeated in each.

    record (Determination | dict): `doc._.imr`, its `to_dict()`, or a line of a .jsonl that `imr-nlp extract` wrote.
    RETURNS (list[dict]): the same keys in each (`ISSUE_COLUMNS`); values are strings, numbers, booleans or None. A letter
        without issues gives none.
    """
    plain = record.to_dict() if isinstance(record, Determination) else record
    letter = _letter(plain)
    rows = ({**letter, **_issue(issue)} for issue in plain["issues"])
    return [{name: row.get(name) for name in ISSUE_COLUMNS} for row in rows]


def _letter(record: dict[str, Any]) -> dict[str, Any]:
    diagnoses = [
        one["text"] if one["assertion"] == "affirmed" else f"{one['text']} ({one['assertion']})" for one in record["diagnoses"]
    ]
    return {
        "source": record.get("source"),
        "letter_form": record["form"],
        **record["header"],
        **{f"claimant_{name}": value for name, value in record["claimant"].items()},
        **{name: _joined(values) for name, values in record["reviewer"].items()},
        "diagnoses": _joined(diagnoses),
    }


def _issue(issue: dict[str, Any]) -> dict[str, Any]:
    conclusion = issue["conclusion"] or {}
    reasons = issue["reasons"]
    return {
        "number": issue["number"],
        "item": issue["text"],
        "start": issue["start"],
        "end": issue["end"],
        **{name: issue[name] for name in _ISSUE_FIELDS},
        "dates_of_service": _joined(issue["dates_of_service"]),
        **_medications(issue["medications"]),
        **_service(issue["service"] or {}),
        "body_parts": _joined(_body_part(part) for part in issue["body_parts"]),
        "cited_by_claims_administrator": _joined(map(_citation, issue["claims_administrator"])),
        "cited_by_reviewer": _joined(map(_citation, issue["reviewer"])),
        "rationale": (issue["rationale"] or {}).get("text"),
        "medically_necessary": conclusion.get("medically_necessary"),
        "conclusion": conclusion.get("text"),
        "reasons": _joined(reason["code"] for reason in reasons),
        "evidence": _joined(reason["evidence"] for reason in reasons),
    }


def _medications(medications: list[dict[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in _MEDICATION_TEXTS:
        values = [_text(medication[name]) for medication in medications]
        # A place is kept for a drug that lacks the value, so that the columns agree.
        row[name] = SEPARATOR.join(values) if any(values) else None
    for name in _MEDICATION_NUMBERS:
        row[name] = medications[0][name] if len(medications) == 1 else None
    return row


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else value or ""


def _service(service: dict[str, Any]) -> dict[str, Any]:
    row = {f"service_{name}": value for name, value in service.items()}
    per_week = row.pop("service_per_week", None)
    low, high = per_week if isinstance(per_week, (list, tuple)) else (per_week, per_week)
    return {**row, "service_per_week_low": low, "service_per_week_high": high}


def _body_part(part: dict[str, Any]) -> str:
    return f"{part['laterality']} {part['part']}" if part["laterality"] else str(part["part"])


def _citation(citation: dict[str, Any]) -> str:
    return citation_text(Citation(**citation))


def _joined(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None
