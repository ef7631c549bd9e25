"""imr_nlp: California Independent Medical Review determinations as data, with spaCy.

>>> import imr_nlp
>>> nlp = imr_nlp.load()
>>> doc = nlp("IMR ISSUES, DECISIONS AND RATIONALES Soma 350mg #60: Upheld Claims Administrator guideline: "
...           "The Claims Administrator did not cite any medical evidence for its decision. MAXIMUS guideline: Decision "
...           "based on MTUS Low Back Complaints 2004. Decision rationale: The request is not medically necessary.")
>>> issue = doc._.imr.issues[0]
>>> issue.text, issue.decision, issue.conclusion.medically_necessary
('Soma 350mg #60', 'upheld', False)
"""

# Before anything else is imported, see there; E402 is that.
# ruff: noqa: E402
from imr_nlp import _start

_start.prepare()

from importlib import import_module
from typing import TYPE_CHECKING, Any

from imr_nlp._version import __version__
from imr_nlp.extensions import Relation, get_record, get_relations, register
from imr_nlp.pipeline import load

if TYPE_CHECKING:
    from imr_nlp.io.frame import to_frame
    from imr_nlp.io.letter import read
    from imr_nlp.io.run.run import extract
    from imr_nlp.io.write.rows import issue_rows
    from imr_nlp.record.models import (
        BodyPart,
        CaseMedication,
        Citation,
        Claimant,
        Conclusion,
        Determination,
        Diagnosis,
        Finding,
        Header,
        Issue,
        Medication,
        Mention,
        PainScore,
        Reason,
        Reviewer,
        Service,
        Strength,
        UtilizationReview,
    )
    from imr_nlp.view.notebook import displacy_options, displacy_relations
    from imr_nlp.view.page import render

__all__ = [
    "BodyPart",
    "CaseMedication",
    "Citation",
    "Claimant",
    "Conclusion",
    "Determination",
    "Diagnosis",
    "Finding",
    "Header",
    "Issue",
    "Medication",
    "Mention",
    "PainScore",
    "Reason",
    "Relation",
    "Reviewer",
    "Service",
    "Strength",
    "UtilizationReview",
    "__version__",
    "displacy_options",
    "displacy_relations",
    "extract",
    "get_record",
    "get_relations",
    "issue_rows",
    "load",
    "read",
    "render",
    "to_frame",
]

# Functions that are imported when they are first used, so that spaCy's start does not wait for them, by their module; so are
# the types of the record.
_FUNCTIONS = {
    "displacy_options": "imr_nlp.view.notebook",
    "displacy_relations": "imr_nlp.view.notebook",
    "extract": "imr_nlp.io.run.run",
    "issue_rows": "imr_nlp.io.write.rows",
    "read": "imr_nlp.io.letter",
    "render": "imr_nlp.view.page",
    "to_frame": "imr_nlp.io.frame",
}

register()


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_FUNCTIONS.get(name, "imr_nlp.record.models")), name)
    # Kept, so that the next use does not come here.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
