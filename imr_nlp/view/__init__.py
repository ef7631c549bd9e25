"""A record for people to read."""

from imr_nlp.view.text import citation_text, summary

__all__ = ["citation_text", "summary"]
