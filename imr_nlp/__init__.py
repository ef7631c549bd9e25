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

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from imr_nlp._version import __version__
from imr_nlp.extensions import Relation, register
from imr_nlp.pipeline import load

if TYPE_CHECKING:
    from imr_nlp.io.run.run import extract
    from imr_nlp.io.write.rows import issue_rows

__all__ = ["Relation", "__version__", "extract", "issue_rows", "load"]

# Names that are imported when they are first used, so that spaCy's start does not wait for them.
_LAZY = {"extract": "imr_nlp.io.run.run", "issue_rows": "imr_nlp.io.write.rows"}

register()


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
