"""Tables that stand between the lines of a letter, known by their columns. Start with `table_lines`."""

from __future__ import annotations

from collections.abc import Sequence

# The longest cell and the most cells of a row; how many columns a table has, and how many rows where marks part the cells.
_CELL, _CELLS = 30, 10
_COLUMNS, _ROWS = 2, 3
# What a figure of a table may have beside its digits.
_OF_FIGURES = "$%.,-/"
_MARKS = ".:;,?!"


def table_lines(lines: Sequence[str]) -> set[int]:
    """The lines of tables.

    lines (Sequence[str]): without blanks at their ends, none empty.
    RETURNS (set[int]): indices of rows that follow each other and are alike: a name and figures in the same columns, with a
        line of as many words above and below; or the same number of cells with tabs, strokes or wide blanks between them.
    """
    found: set[int] = set()
    for shapes, least in ((list(map(_figures, lines)), 2), (list(map(_cells, lines)), _ROWS)):
        start = 0
        while start < len(lines):
            end = start + 1
            while shapes[start] and end < len(lines) and shapes[end] == shapes[start]:
                end += 1
            if shapes[start] and end - start >= least:
                found.update(range(start, end))
                found.update(n for n in (start - 1, end) if 0 <= n < len(lines) and _beside(lines[n], lines[start]))
            start = end
    return found


def may_have_table(lines: Sequence[str]) -> bool:
    """Whether `table_lines` may find anything: two rows with figures below each other, or so many lines that may have cells."""
    above: tuple[bool, ...] = ()
    for line in lines:
        row = _figures(line) if line[-1].isdecimal() else ()
        if row and row == above:
            return True
        above = row
    return len([line for line in lines if "   " in line or "|" in line or "\t" in line]) >= _ROWS


def _figures(line: str) -> tuple[bool, ...]:
    """Which words of a row are figures; nothing where it is no row of names and figures."""
    if not line[-1].isdecimal() or not line[0].isupper():
        return ()
    words = line.split()
    kinds = tuple(word.strip(_OF_FIGURES).isdecimal() for word in words)
    return kinds if len(words) <= _CELLS and sum(kinds) >= _COLUMNS and not any(word[-1] in _MARKS for word in words) else ()


def _cells(line: str) -> int:
    """How many cells a row has between marks or wide blanks; 0 where it is no row."""
    cells = [cell for part in line.replace("|", "   ").replace("\t", "   ").split("   ") if (cell := part.strip())]
    is_row = _COLUMNS < len(cells) <= _CELLS and all(len(cell) <= _CELL and cell[-1] not in _MARKS for cell in cells)
    return len(cells) if is_row else 0


def _beside(line: str, row: str) -> bool:
    """Whether a line has as many words as a row beside it, and is no sentence."""
    return line[0].isupper() and len(line.split()) == len(row.split()) and not any(mark in line for mark in _MARKS)
