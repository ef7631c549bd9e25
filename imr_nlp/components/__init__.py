"""The pipeline's components; each writes its own span groups or `doc.ents` and nothing else, and does without what is missing.

In the order in which configs/imr_nlp.cfg runs them, with what each reads -> writes (groups without "imr_"):

imr_sections     text -> sections, header, reviewer, documents_reviewed
imr_issues       sections -> issues, decisions, statements, rationales, partial_authorizations, dates_of_service, unread_issues
imr_conclusions  rationales -> conclusions
imr_citations    statements, rationales -> citations, rationale_citations
imr_entities     text, issues, decisions -> doc.ents: DRUG, DOSE, QUANTITY, REFILLS, FREQUENCY, FORM, GUIDELINE, OUTCOME, DATE
imr_reasons      rationales, issues, decisions, conclusions, doc.ents -> reasons: a span a clause, the reason's code as label
imr_relations    all of these -> relations, read through `doc._.imr_relations`
imr_items        issues, doc.ents -> categories, item_medications, services, body_parts
imr_case         sections, doc.ents -> claimant, diagnoses, case_medications, pain_scores, utilization_review
imr_findings     all of these -> findings: contradictions and what was not read, with their places
"""
