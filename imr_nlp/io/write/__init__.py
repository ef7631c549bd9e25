"""Records out: rows, tables, schema and the data dictionary; `store` and `export` write files."""
