"""The letter's text: folded characters with their offsets, tokens, sentences and clauses."""
