"""A record as flat rows, one an issue: for `pandas.DataFrame`, polars and CSV. `issue_rows` is where to start.

>>> from imr_nlp.record.models import Determination, Header, Issue
>>> issue = Issue("Soma #60", 0, 8, 1, "upheld")
>>> record = Determination("final_determination", "upheld", Header("CM16-9900101"), issues=(issue,))
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
_MEDICATION_NUMBERS = ("quantity", "refills", "days_supply", "mme_total", "mme_per_day")
_SERVICE_NUMBERS = ("count", "per_week", "weeks", "total")


def _columns() -> dict[str, str]:
    def of(model: type, names: Iterable[str] = (), prefix: str = "") -> dict[str, str]:
        known = {field.name: field.meaning for field in fields_of(model)}
        return {prefix + name: known[name] for name in names or known}

    drugs = f"several drugs' values joined by {SEPARATOR!r}"
    service = of(Service, prefix="service_")
    numbers = {name: service[name] for name in map("service_{}".format, _SERVICE_NUMBERS)}
    ends = {f"{name}_{end}": f"{meaning}: {end} end" for name, meaning in numbers.items() for end in ("low", "high")}
    return {
        "source": "the file, or the letter in it, that it was read from, if the record says so",
        "letter_form": of(Determination)["form"],
        "outcome": of(Determination)["outcome"],
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
        **{name: f"{meaning}; none of several services" for name, meaning in ends.items()},
        "service_unit": f"{service['service_unit']}; several services' values joined by {SEPARATOR!r}",
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
        "outcome": record["outcome"],
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
        **_services(issue["services"]),
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


def _services(services: list[dict[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {"service_unit": _joined(service["unit"] for service in services if service["unit"])}
    for name in _SERVICE_NUMBERS:
        pair = services[0][name] if len(services) == 1 else None
        row[f"service_{name}_low"], row[f"service_{name}_high"] = pair or (None, None)
    return row


def _body_part(part: dict[str, Any]) -> str:
    return f"{part['laterality']} {part['part']}" if part["laterality"] else str(part["part"])


def _citation(citation: dict[str, Any]) -> str:
    return citation_text(Citation(**citation))


def _joined(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None
