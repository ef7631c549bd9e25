"""The record of a letter, with other values on demand, and files of such records: for tests of two runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from imr_nlp.record.models import (
    Citation,
    Conclusion,
    Determination,
    Finding,
    Header,
    Issue,
    Medication,
    Mention,
    Reason,
    Service,
    Strength,
)

NO_TRIAL = Reason("no_trial", "prior_care", "against", "Nothing else was tried", 60, 82)
NO_SCAN = Reason("no_scan", "documentation", "against", "no scan is on file", 90, 108)
NO_TRIAL_ROW = {
    "code": "no_trial",
    "group": "prior_care",
    "polarity": "against",
    "evidence": "Nothing else was tried",
    "start": 60,
    "end": 82,
}
NO_SCAN_ROW = {
    "code": "no_scan",
    "group": "documentation",
    "polarity": "against",
    "evidence": "no scan is on file",
    "start": 90,
    "end": 108,
}
MTUS = Citation(
    "MTUS Pain 2016", 20, 34, "MTUS", "Pain", None, (None, None), 2016, ("Opioids", "Weaning"), ((3, 5), (7, 7)), None
)
SOMA = Issue(
    "Soma #60",
    10,
    18,
    1,
    "upheld",
    medications=(
        Medication("Soma #60", 10, 18, "Soma", ("carisoprodol",), quantity=60, strengths=(Strength(None, 350, "mg"),)),
    ),
    services=(Service("Soma #60", 10, 18, per_week=(2, 3), weeks=(6, 6)),),
    reviewer=(MTUS,),
    rationale=Mention("Nothing else was tried, and no scan is on file.", 60, 109),
    conclusion=Conclusion(False, "It is not necessary.", 110, 130),
    reasons=(NO_TRIAL, NO_SCAN),
)
LETTER = Determination(
    "final_determination",
    "upheld",
    Header("CM16-9900001", decision_date="2016-03-04"),
    issues=(SOMA,),
    drug_mentions=("Soma",),
    findings=(Finding("odd", "Both disagree.", (Mention("Soma", 10, 14),)),),
)


def record(**changes: Any) -> dict[str, Any]:
    """The record of the letter, with other values by path: "issues.0.decision" with "__" for the points."""
    plain = LETTER.to_dict()
    for path, value in changes.items():
        *above, name = path.split("__")
        place: Any = plain
        for step in above:
            place = place[int(step) if step.isdigit() else step]
        place[int(name) if name.isdigit() else name] = value
    return plain


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf8")
    return path
