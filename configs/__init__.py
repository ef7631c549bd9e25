"""Configs of the pipeline, read by `imr_nlp.load`."""
