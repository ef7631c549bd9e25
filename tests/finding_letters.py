"""Short letters about invented claimants, and what `imr_findings` finds in them: for the tests of findings."""

from __future__ import annotations

from spacy.tokens import Doc

HEADER = {
    "Date Assigned": "12/01/2016",
    "Date of Injury": "10/03/2016",
    "Decision Date": "01/10/2017",
    "UR Denial Date": "11/08/2016",
}
SUMMARY = "The worker is a 40 year old male with an industrial injury on 10-3-2016. Utilization review dated 11/8/16 denied it."
CITED = "Decision based on MTUS Knee Complaints 2004."


def letter(*issues: tuple[str, str, str], summary: str = SUMMARY, by_claims: str = CITED, **header: str) -> str:
    """A letter with issues (item, decision, rationale) and dates in the header, blanks in their names as underscores."""
    dates = {**HEADER, **{name.replace("_", " "): value for name, value in header.items()}}
    table = "\n".join(f"{name}: {value}" for name, value in dates.items())
    listed = "\n".join(
        f"{item}: {decision} Claims Administrator guideline: {by_claims} MAXIMUS guideline: {CITED} Decision rationale: {why}"
        for item, decision, why in issues
    )
    return (
        f"Case Number: CM16-9900555\n{table}\nPriority: Standard\nHOW THE IMR FINAL DETERMINATION WAS MADE\nMAXIMUS sent it.\n"
        f"CLINICAL CASE SUMMARY\n{summary}\nIMR ISSUES, DECISIONS AND RATIONALES\n{listed}\n"
    )


FINE = ("Knee brace", "Upheld", "There are no red flags. The request is not medically necessary.")


def found(doc: Doc) -> list[tuple[str, list[str]]]:
    """Code and places of each finding."""
    return [(finding.code, [mention.text for mention in finding.mentions]) for finding in doc._.imr.findings]
