"""The notebook of the corpus runs from its first cell to its last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
CHARTS = ("by_category", "by_group", "by_chapter")


@pytest.mark.slow
@pytest.mark.usefixtures("no_processes")
def test_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    altair = pytest.importorskip("altair", reason="the extra report is not installed")
    pytest.importorskip("pandas")
    monkeypatch.chdir(CORPUS)
    cells = json.loads((CORPUS / "letters.ipynb").read_text("utf8"))["cells"]
    assert not any(cell.get("outputs") for cell in cells)
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert len(names["letters"]) == len(list((CORPUS / "pdf").glob("*.pdf")))
    assert set(names["letters"]["outcome"]) == {"upheld", "partially_overturned", "overturned"}
    assert len(names["issues"]) == names["issues"]["decision"].notna().sum() > 3
    for chart in CHARTS:
        assert isinstance(names[chart], altair.Chart)
        assert names[chart].to_dict()["datasets"]
