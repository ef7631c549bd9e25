"""The benchmark runs; what it measures is not tested."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import spacy
from spacy.language import Language

FOLDER = Path(__file__).parent / "benchmark"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"imr_nlp_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    return script("benchmark")


@pytest.fixture
def few_letters(corpus_letters: list[Path], tmp_path: Path) -> Path:
    """A folder of three letters."""
    for path in corpus_letters[:3]:
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.slow
def test_prints_its_rows(
    benchmark: ModuleType,
    nlp: Language,
    few_letters: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Halves are timed in this process, one of them in its own in the next test; imports and memory in new ones."""
    child = benchmark.child

    def in_this_process(*arguments: str) -> Any:
        if arguments[0] == "-c":
            return child(*arguments)
        _, what, half = arguments[1:4]
        return benchmark.measure(what, few_letters, int(half))

    monkeypatch.setattr(benchmark, "child", in_this_process)
    monkeypatch.setattr(spacy, "load", lambda name: nlp)
    assert benchmark.main(["--letters", str(few_letters), "--rounds", "1"]) == 0
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


@pytest.mark.slow
def test_times_a_half_in_a_new_process(benchmark: ModuleType, few_letters: Path) -> None:
    spent = benchmark.child(benchmark.__file__, "--child", "throughput", "1", "--letters", str(few_letters))
    assert set(spent) == {benchmark.BLANK, benchmark.PIPELINE}
    assert all(milliseconds > 0 for milliseconds in spent.values())


def test_needs_two_letters(benchmark: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        benchmark.main(["--letters", str(tmp_path)])
    assert "has 0 letters" in capsys.readouterr().err


def test_perturbed_letters_are_new_and_always_the_same(nlp: Language, corpus_letters: list[Path]) -> None:
    letters = script("letters")
    count = 2 * len(corpus_letters)
    made = dict(letters.perturbed(count))
    assert made == dict(letters.perturbed(count))
    assert dict(letters.perturbed(1, first=count - 1)).items() <= made.items()
    words = [set(text.split()) for text in made.values()]
    new = [own - set().union(*(words[:number] + words[number + 1 :])) for number, own in enumerate(words)]
    assert min(map(len, new)) >= 5
    numbers = [nlp(text)._.imr.header.case_number for text in list(made.values())[:10]]
    assert len({number for number in numbers if number}) == sum(1 for number in numbers if number) >= 8
