"""The pipeline's components; each writes its own span groups or `doc.ents` and nothing else.

Read them in the order in which configs/imr_nlp.cfg runs them: sections, issues, conclusions, citations, entities, relations.
"""
