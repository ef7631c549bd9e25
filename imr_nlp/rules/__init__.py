"""Pattern rows: how they are read and checked, and how their phrases are found."""
