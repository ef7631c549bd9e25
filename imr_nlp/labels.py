"""Names that the components write on a Doc: entity labels, span keys, span labels, relation labels."""

from __future__ import annotations

from typing import Final

# doc.ents
DRUG: Final = "DRUG"
DOSE: Final = "DOSE"
QUANTITY: Final = "QUANTITY"
REFILLS: Final = "REFILLS"
FREQUENCY: Final = "FREQUENCY"
FORM: Final = "FORM"
GUIDELINE: Final = "GUIDELINE"
OUTCOME: Final = "OUTCOME"
DATE: Final = "DATE"

ENTITY_LABELS: Final = (DRUG, DOSE, QUANTITY, REFILLS, FREQUENCY, FORM, GUIDELINE, OUTCOME, DATE)

# doc.spans
READ_AS: Final = "imr_read_as"
SECTIONS: Final = "imr_sections"
HEADER: Final = "imr_header"
REVIEWER: Final = "imr_reviewer"
ISSUES: Final = "imr_issues"
UNREAD_ISSUES: Final = "imr_unread_issues"
DECISIONS: Final = "imr_decisions"
PARTIAL_AUTHORIZATIONS: Final = "imr_partial_authorizations"
DATES_OF_SERVICE: Final = "imr_dates_of_service"
STATEMENTS: Final = "imr_statements"
RATIONALES: Final = "imr_rationales"
CONCLUSIONS: Final = "imr_conclusions"
CITATIONS: Final = "imr_citations"
RATIONALE_CITATIONS: Final = "imr_rationale_citations"
REASONS: Final = "imr_reasons"
FINDINGS: Final = "imr_findings"
RELATIONS: Final = "imr_relations"
CATEGORIES: Final = "imr_categories"
ITEM_MEDICATIONS: Final = "imr_item_medications"
SERVICES: Final = "imr_services"
BODY_PARTS: Final = "imr_body_parts"
CLAIMANT: Final = "imr_claimant"
DIAGNOSES: Final = "imr_diagnoses"
CASE_MEDICATIONS: Final = "imr_case_medications"
PAIN_SCORES: Final = "imr_pain_scores"
UTILIZATION_REVIEW: Final = "imr_utilization_review"
DOCUMENTS_REVIEWED: Final = "imr_documents_reviewed"

CASE_GROUPS: Final = (CLAIMANT, DIAGNOSES, CASE_MEDICATIONS, PAIN_SCORES, UTILIZATION_REVIEW)

# span labels: sections of a letter
HEADER_SECTION: Final = "HEADER"
METHOD_SECTION: Final = "METHOD"
DOCUMENTS_SECTION: Final = "DOCUMENTS"
CASE_SUMMARY_SECTION: Final = "CASE_SUMMARY"
DECISIONS_SECTION: Final = "DECISIONS"
END_SECTION: Final = "END"
ISSUES_SECTION: Final = "ISSUES"
ITEMS_SECTION: Final = "ITEMS"
GUIDELINES_SECTION: Final = "GUIDELINES"
RATIONALE_SECTION: Final = "RATIONALE"

# span labels: parts of an issue
ISSUE: Final = "ISSUE"
UPHELD: Final = "UPHELD"
OVERTURNED: Final = "OVERTURNED"
ORIGINAL_REQUEST: Final = "ORIGINAL_REQUEST"
AUTHORIZED: Final = "AUTHORIZED"
DATE_OF_SERVICE: Final = "DATE_OF_SERVICE"
BY_CLAIMS_ADMINISTRATOR: Final = "CLAIMS_ADMINISTRATOR"
BY_REVIEWER: Final = "REVIEWER"
RATIONALE: Final = "RATIONALE"
NECESSARY: Final = "NECESSARY"
NOT_NECESSARY: Final = "NOT_NECESSARY"

# span labels: what an issue's item is
MEDICATION: Final = "MEDICATION"
SERVICE: Final = "SERVICE"
BODY_PART: Final = "BODY_PART"

# span labels: documents reviewed
DOCUMENT: Final = "DOCUMENT"

# span labels: reviewer
LICENSURE: Final = "LICENSURE"
CERTIFICATION: Final = "CERTIFICATION"

# doc._.imr_relations
DECISION: Final = "DECISION"
CONCLUSION: Final = "CONCLUSION"
REASON: Final = "REASON"
CITED_BY_CLAIMS_ADMINISTRATOR: Final = "CITED_BY_CLAIMS_ADMINISTRATOR"
CITED_BY_REVIEWER: Final = "CITED_BY_REVIEWER"
HAS_DOSE: Final = "HAS_DOSE"
HAS_QUANTITY: Final = "HAS_QUANTITY"
HAS_FORM: Final = "HAS_FORM"
HAS_FREQUENCY: Final = "HAS_FREQUENCY"
HAS_REFILLS: Final = "HAS_REFILLS"

DOSAGE_RELATIONS: Final = {
    DOSE: HAS_DOSE,
    QUANTITY: HAS_QUANTITY,
    FORM: HAS_FORM,
    FREQUENCY: HAS_FREQUENCY,
    REFILLS: HAS_REFILLS,
}
# Those whose wording is an expression, in the order in which it is tried.
DOSAGE_PATTERNS: Final = (DOSE, REFILLS, QUANTITY, FREQUENCY)
RELATION_LABELS: Final = (
    DECISION,
    RATIONALE,
    CONCLUSION,
    REASON,
    CITED_BY_CLAIMS_ADMINISTRATOR,
    CITED_BY_REVIEWER,
    *DOSAGE_RELATIONS.values(),
)

# forms of letter
FINAL_DETERMINATION: Final = "final_determination"
UNKNOWN_FORM: Final = "unknown"

# A condition that is negated or somebody else's is no diagnosis, such a drug none that the claimant takes. Both stay in the
# span groups with their assertion; what has none is listed too.
LISTED: Final = frozenset((None, "affirmed", "historical", "hypothetical"))

# How a line begins that tells in the text of a letter, in the place where it is missing, what of the file could not be read.
READING_NOTE: Final = "[imr_nlp: "
