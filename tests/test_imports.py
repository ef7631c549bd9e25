"""No import of the package goes upward: each room knows only those below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import imr_nlp

PACKAGE = Path(imr_nlp.__file__).parent

# From the bottom to the top; what stands in one line does not know each other, but each room knows itself.
ROOMS = (
    ("imr_nlp._start", "imr_nlp._version", "imr_nlp.errors", "imr_nlp.labels", "imr_nlp.normalize"),
    ("imr_nlp.rules",),
    ("imr_nlp.text",),
    # It reads clauses, which are text.
    ("imr_nlp.rules.scope",),
    ("imr_nlp.readers",),
    ("imr_nlp.findings", "imr_nlp.record"),
    ("imr_nlp.components", "imr_nlp.extensions"),
    ("imr_nlp.scoring",),
    ("imr_nlp.factories",),
    # The maintenance of rows, which reads them as the components do.
    ("imr_nlp.rules.check",),
    ("imr_nlp.pipeline", "imr_nlp.view"),
    ("imr_nlp.io",),
    # They show what is in a database.
    ("imr_nlp.view.report",),
    ("imr_nlp.view.explorer",),
    ("imr_nlp", "imr_nlp.lexicon", "imr_nlp.show", "imr_nlp.spark", "imr_nlp.terminal"),
    ("imr_nlp.commands",),
    ("imr_nlp.cli",),
    ("imr_nlp.__main__",),
)
LEVELS = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The name by which a file is imported."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path) for path in MODULES}


def imports(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "imr_nlp")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "imr_nlp":
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in NAMES else str(node.module)


def room_of(name: str) -> str:
    """The room of a module: the longest name of a room that it begins with."""
    if name == "imr_nlp":
        return name
    found = [room for room in LEVELS if room != "imr_nlp" and (name == room or name.startswith(f"{room}."))]
    return max(found, key=len, default="")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_import_goes_upward(path: Path) -> None:
    own = room_of(name_of(path))
    assert own, "name the room of this module in ROOMS"
    known = {room_of(name) for name in imports(path)} - {own}
    assert {room for room in known if LEVELS[room] >= LEVELS[own]} == set()


def test_findings_and_record_models_know_no_spacy() -> None:
    """What is compared and what a record is are plain values."""
    paths = [*(PACKAGE / "findings").glob("*.py"), *(PACKAGE / "normalize").glob("*.py"), PACKAGE / "record" / "models.py"]
    assert [name_of(path) for path in paths if "import spacy" in (text := path.read_text("utf8")) or "from spacy" in text] == []
