"""The record of a letter: `models` says what it is, `build` makes it from a Doc, `plain` has it as JSON."""
