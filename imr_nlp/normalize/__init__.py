"""Pure functions from text to normal forms; nothing here imports spaCy."""
