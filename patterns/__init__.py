"""Pattern files (JSONL), read through `imr_nlp.rules.load`."""
