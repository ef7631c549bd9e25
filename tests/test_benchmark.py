"""The benchmark runs; what it measures is not tested."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from spacy.language import Language

SCRIPT = Path(__file__).parent / "benchmark" / "benchmark.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("imr_nlp_benchmark", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_prints_its_rows(
    benchmark: ModuleType, nlp: Language, corpus_letters: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in corpus_letters[:3]:
        shutil.copy(path, tmp_path)
    assert benchmark.main(["--letters", str(tmp_path), "--rounds", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("3 letters of ")
    names = [line[:32].strip() for line in lines[2:] if line]
    assert names == [
        "throughput",
        'spacy.blank("en"), tokens only',
        "imr_nlp with record",
        "component",
        "tokenizer",
        *nlp.pipe_names,
        "record (doc._.imr.to_dict())",
        "load and import",
        'spacy.blank("en")',
        'spacy.load("imr_nlp")',
        "import spacy",
        "import imr_nlp, on top of it",
        "peak memory, own process",
        'spacy.blank("en")',
        "imr_nlp with record",
    ]
    figures = [float(line.split()[-1].rstrip("%")) for line in lines[2:] if line[-1:].isdigit() or line.endswith("%")]
    assert len(figures) == len(names) - 4
    assert all(figure >= 0 for figure in figures)


def test_needs_two_letters(benchmark: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        benchmark.main(["--letters", str(tmp_path)])
    assert "has 0 letters" in capsys.readouterr().err
