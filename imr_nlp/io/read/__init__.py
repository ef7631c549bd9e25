"""Letters in: `sources` finds documents, with `folders`, `archives` and `json_lines`; `readers` reads them."""
