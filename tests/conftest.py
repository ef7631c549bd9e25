"""Fixtures that tests of several components use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

import imr_nlp
from bad_files import write_bad_files
from imr_nlp.io.run.run import extract_to
from in_process import in_this_process

# Tests start some hundred processes, each of which would compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SHARED = Path(__file__).parents[2] / "shared"
CORPUS = Path(__file__).parents[1] / "corpus"


def pytest_configure(config: pytest.Config) -> None:
    """Files keep their order, see below; xdist would take those of few tests last."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: at the end no processor waits long for another."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def no_limit_stays() -> Iterator[None]:
    """A worker that a test runs in this process limits its memory: without room for it a browser does not start."""
    resource = pytest.importorskip("resource") if os.name == "posix" else None
    before = None if resource is None else resource.getrlimit(resource.RLIMIT_AS)
    yield
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline."""
    return imr_nlp.load()


@pytest.fixture(scope="session")
def run(nlp: Language) -> Callable[..., Doc]:
    """Run some components of the pipeline over a text: `run("imr_sections", "imr_issues")("...")`."""

    def with_components(*names: str) -> Callable[[str], Doc]:
        def annotate(text: str) -> Doc:
            doc = nlp.make_doc(text)
            for name in names:
                doc = nlp.get_pipe(name)(doc)
            return doc

        return annotate

    return with_components


@pytest.fixture(scope="session")
def corpus_letters() -> list[Path]:
    """The letters of the corpus."""
    return sorted((CORPUS / "letters").glob("*.txt"))


@pytest.fixture(scope="session")
def corpus_texts(corpus_letters: list[Path]) -> dict[str, str]:
    """Their texts, by the names of the files."""
    return {path.name: path.read_text("utf8") for path in corpus_letters}


@pytest.fixture(scope="session")
def corpus_docs(nlp: Language, corpus_texts: dict[str, str]) -> dict[str, Doc]:
    """Their Docs, by the names of the files; all tests share them, so none changes one."""
    return {name: nlp(text) for name, text in corpus_texts.items()}


@pytest.fixture(scope="session")
def corpus_database(nlp: Language, corpus_letters: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the letters of the corpus."""
    path = tmp_path_factory.mktemp("corpus") / "letters.db"
    with in_this_process(nlp):
        extract_to([str(corpus_letters[0].parent)], str(path))
    return path


@pytest.fixture
def no_processes(nlp: Language) -> Iterator[None]:
    """Extractions read in this process, see `in_this_process`."""
    with in_this_process(nlp):
        yield


@pytest.fixture(scope="session")
def bad_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with every kind of bad file, and the code that each is reported with, see `write_bad_files`."""
    folder = tmp_path_factory.mktemp("bad")
    return folder, write_bad_files(folder)
