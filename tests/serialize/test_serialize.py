"""The record survives every way in which a Doc or the pipeline travels."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.util import load_model_from_config
from spacy.vocab import Vocab

import imr_nlp
import imr_nlp.components.base
import imr_nlp.rules.load
from pipeline import COMPONENTS


def without(*names: str) -> list[str]:
    """The components but these."""
    return [name for name in COMPONENTS if name not in names]


def snapshot(doc: Doc) -> Any:
    """What a reader of the Doc gets, as JSON: the record, the relations, the entities."""
    relations = [
        [r.head.label_, r.head.start_char, r.head.end_char, r.label, r.tail.start_char, r.tail.end_char]
        for r in doc._.imr_relations
    ]
    entities = [[e.start_char, e.end_char, e.label_, e.ent_id_] for e in doc.ents]
    return json.loads(json.dumps({"record": doc._.imr.to_dict(), "relations": relations, "entities": entities}))


@pytest.fixture(scope="module")
def letters(corpus_letters: list[Path]) -> list[str]:
    """Texts of the corpus."""
    return [path.read_text("utf8") for path in corpus_letters]


@pytest.fixture(scope="module")
def expected(corpus_docs: dict[str, Doc]) -> list[Any]:
    """A snapshot of each letter."""
    return [snapshot(doc) for doc in corpus_docs.values()]


def test_corpus_shows_every_kind_of_result(nlp: Language, letters: list[str], expected: list[Any]) -> None:
    """What is absent from the letters could be lost unnoticed."""
    issues = [issue for item in expected for issue in item["record"]["issues"]]
    for field in ("original_request", "authorized", "retrospective", "dates_of_service", "rationale", "conclusion"):
        assert any(issue[field] for issue in issues), field
    for field in ("category", "subcategory", "medications", "services", "body_parts"):
        assert any(issue[field] for issue in issues), field
    for field in ("diagnoses", "medications", "pain_scores", "utilization_review"):
        assert any(item["record"][field] for item in expected), field
    for field in ("age", "sex", "date_of_injury"):
        assert any(item["record"]["claimant"][field] for item in expected), field
    assert all(item["record"]["issues"] and item["relations"] for item in expected)
    assert any(item["record"]["drug_mentions"] for item in expected)
    assert {row[3] for item in expected for row in item["relations"]} >= {"DECISION", "HAS_DOSE", "HAS_QUANTITY"}


def through_doc_bin(store_user_data: bool) -> Callable[[Doc], Doc]:
    def travel(doc: Doc) -> Doc:
        data = DocBin(store_user_data=store_user_data, docs=[doc]).to_bytes()
        return next(iter(DocBin().from_bytes(data).get_docs(Vocab())))

    return travel


@pytest.mark.parametrize(
    "travel",
    [
        pytest.param(through_doc_bin(True), id="DocBin with user data"),
        pytest.param(through_doc_bin(False), id="DocBin without user data"),
        pytest.param(lambda doc: Doc(Vocab()).from_bytes(doc.to_bytes()), id="to_bytes"),
        pytest.param(lambda doc: pickle.loads(pickle.dumps(doc)), id="pickle"),
        pytest.param(lambda doc: doc.copy(), id="copy"),
    ],
)
def test_doc_read_back(travel: Callable[[Doc], Doc], corpus_docs: dict[str, Doc], expected: list[Any]) -> None:
    assert [snapshot(travel(doc)) for doc in corpus_docs.values()] == expected


def test_twice_over_one_doc(nlp: Language, letters: list[str], expected: list[Any]) -> None:
    docs = [nlp(nlp(text)) for text in letters]
    assert [snapshot(doc) for doc in docs] == expected
    once = nlp(letters[0])
    assert {key: len(group) for key, group in docs[0].spans.items()} == {key: len(g) for key, g in once.spans.items()}


def test_second_run_after_reading_back(nlp: Language, letters: list[str], expected: list[Any]) -> None:
    data = DocBin(store_user_data=True, docs=[nlp(text) for text in letters]).to_bytes()
    docs = DocBin().from_bytes(data).get_docs(nlp.vocab)
    assert [snapshot(nlp(doc)) for doc in docs] == expected


def test_interleaved_docs(nlp: Language, letters: list[str], expected: list[Any]) -> None:
    """Component by component over all Docs: nothing kept from one Doc leaks into the next."""
    docs = [nlp.make_doc(text) for text in letters]
    for name in COMPONENTS:
        docs = [nlp.get_pipe(name)(doc) for doc in docs]
    assert [snapshot(doc) for doc in docs] == expected


def test_memory_zone(nlp: Language, letters: list[str], expected: list[Any]) -> None:
    found = []
    for _ in range(2):
        with nlp.memory_zone():
            found.append([snapshot(doc) for doc in nlp.pipe(letters)])
    assert found == [expected, expected]
    assert snapshot(nlp(letters[0])) == expected[0]


SCRIPT = """
import json, multiprocessing, sys
from pathlib import Path
import spacy

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    nlp = spacy.load("imr_nlp")
    texts = [path.read_text("utf8") for path in sorted(Path(sys.argv[2]).glob("*.txt"))]
    rows = []
    for doc in nlp.pipe(texts, n_process=2, batch_size=4):
        links = doc._.imr_relations
        relations = [[r.head.start_char, r.head.end_char, r.label, r.tail.start_char, r.tail.end_char] for r in links]
        rows.append([doc._.imr.to_dict(), relations])
    print(json.dumps(rows))
"""


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_processes(method: str, corpus_letters: list[Path], expected: list[Any], tmp_path: Path) -> None:
    if method == "fork" and sys.platform in ("win32", "darwin"):
        pytest.skip("no safe fork here")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf8")
    command = [sys.executable, str(script), method, str(corpus_letters[0].parent)]
    output = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert output.returncode == 0, output.stderr
    rows = json.loads(output.stdout)
    assert [row[0] for row in rows] == [item["record"] for item in expected]
    assert [row[1] for row in rows] == [[[*r[1:]] for r in item["relations"]] for item in expected]


@pytest.fixture(scope="module")
def saved(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `nlp.to_disk` wrote."""
    path = tmp_path_factory.mktemp("saved") / "pipeline"
    nlp.to_disk(path)
    return path


@pytest.fixture
def no_package_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a pattern file of the package is an error."""

    def refuse(*args: object) -> None:
        raise AssertionError(f"read from the package: {args}")

    monkeypatch.setattr(imr_nlp.rules.load, "packaged_text", refuse)
    monkeypatch.setattr(imr_nlp.rules.load, "read_rows", refuse)
    monkeypatch.setattr(imr_nlp.components.base, "read_rows", refuse)


@pytest.mark.slow
@pytest.mark.usefixtures("no_package_patterns")
def test_saved_pipeline_is_frozen(saved: Path, letters: list[str], expected: list[Any]) -> None:
    frozen = spacy.load(saved)
    assert frozen.pipe_names == COMPONENTS
    assert [snapshot(frozen(text)) for text in letters] == expected


@pytest.mark.usefixtures("no_package_patterns")
def test_saved_again(saved: Path, letters: list[str], expected: list[Any], tmp_path: Path) -> None:
    spacy.load(saved).to_disk(tmp_path / "again")
    names = [path.relative_to(saved) for path in sorted(saved.rglob("patterns.jsonl"))]
    assert [str(name.parent) for name in names] == sorted(set(COMPONENTS) - {"imr_relations"})
    for name in names:
        assert (tmp_path / "again" / name).read_text("utf8") == (saved / name).read_text("utf8")
    assert snapshot(spacy.load(tmp_path / "again")(letters[0])) == expected[0]


def test_edited_row_of_saved_pipeline_counts(saved: Path, tmp_path: Path) -> None:
    text = "He takes Imaginol 5 mg and Norco 10/325 mg."
    assert [e.text for e in spacy.load(saved)(text).ents if e.label_ == "DRUG"] == ["Norco"]
    spacy.load(saved).to_disk(tmp_path / "edited")
    file = tmp_path / "edited" / "imr_entities" / "patterns.jsonl"
    rows = list(srsly.read_jsonl(file))
    row = next(row for row in rows if row["label"] == "DRUG" and "Norco" in row["terms"])
    row["terms"] = ["Imaginol" if term == "Norco" else term for term in row["terms"]]
    srsly.write_jsonl(file, rows)
    doc = spacy.load(tmp_path / "edited")(text)
    assert [(e.text, e.ent_id_) for e in doc.ents if e.label_ == "DRUG"] == [("Imaginol", row["id"])]


@pytest.mark.slow
@pytest.mark.usefixtures("no_package_patterns")
def test_pipeline_through_bytes(nlp: Language, letters: list[str], expected: list[Any]) -> None:
    other = load_model_from_config(nlp.config)
    other.from_bytes(nlp.to_bytes())
    assert [snapshot(other(text)) for text in letters] == expected


@pytest.mark.slow
@pytest.mark.usefixtures("no_package_patterns")
def test_pipeline_through_pickle(nlp: Language, letters: list[str], expected: list[Any]) -> None:
    other = pickle.loads(pickle.dumps(nlp))
    assert [snapshot(other(text)) for text in letters] == expected


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_through_bytes(name: str, nlp: Language) -> None:
    component = nlp.get_pipe(name)
    copy = nlp.create_pipe(name).from_bytes(component.to_bytes())
    assert copy.to_bytes() == component.to_bytes()


def test_tokenizer_after_saving(saved: Path, nlp: Language, letters: list[str]) -> None:
    loaded = spacy.load(saved)
    assert type(loaded.tokenizer) is type(nlp.tokenizer)
    # A special case switches spaCy's cache off.
    assert not loaded.tokenizer.rules
    for text in letters:
        assert [t.text_with_ws for t in loaded.make_doc(text)] == [t.text_with_ws for t in nlp.make_doc(text)]
    assert loaded.max_length == nlp.max_length


@pytest.fixture
def extra_file(tmp_path: Path) -> Path:
    """A pattern file of the user's own."""
    path = tmp_path / "own.jsonl"
    srsly.write_jsonl(path, [{"label": "DRUG", "id": "imaginol", "terms": ["Imaginol"], "ingredients": ["imaginol"]}])
    return path


@pytest.mark.parametrize("nested", [False, True], ids=["dotted key", "nested keys"])
def test_extra_patterns(nested: bool, extra_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [str(extra_file)]
    config: dict[str, Any] = (
        {"components": {"imr_entities": {"extra_patterns": files}}}
        if nested
        else {"components.imr_entities.extra_patterns": files}
    )
    nlp = spacy.load("imr_nlp", config=config)
    text = "He takes Imaginol 5 mg and Norco 10/325 mg."
    drugs = [("Imaginol", "imaginol"), ("Norco", "acetaminophen+hydrocodone")]
    assert [(e.text, e.ent_id_) for e in nlp(text).ents if e.label_ == "DRUG"] == drugs
    assert "5 mg" in [e.text for e in nlp(text).ents if e.label_ == "DOSE"]
    # The saved pipeline has the rows, so it can do without the user's file.
    nlp.to_disk(tmp_path / "with extra")
    extra_file.unlink()
    loaded = spacy.load(tmp_path / "with extra")
    assert [(e.text, e.ent_id_) for e in loaded(text).ents if e.label_ == "DRUG"] == drugs


def test_extra_patterns_missing_file(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.jsonl")
    with pytest.raises(FileNotFoundError, match=r"missing\.jsonl"):
        spacy.load("imr_nlp", config={"components.imr_entities.extra_patterns": [missing]})


@pytest.mark.parametrize(
    ("arguments", "pipe_names", "component_names"),
    [
        pytest.param({}, COMPONENTS, COMPONENTS, id="all"),
        pytest.param(
            {"disable": ["imr_entities", "imr_relations"]},
            without("imr_entities", "imr_relations"),
            COMPONENTS,
            id="disable",
        ),
        pytest.param({"disable": "imr_relations"}, without("imr_relations"), COMPONENTS, id="disable, one name"),
        pytest.param({"enable": ["imr_sections", "imr_issues"]}, COMPONENTS[:2], COMPONENTS, id="enable"),
        pytest.param({"exclude": ["imr_citations"]}, without("imr_citations"), None, id="exclude"),
        pytest.param({"exclude": ["imr_items", "imr_case"]}, without("imr_items", "imr_case"), None, id="exclude, both"),
    ],
)
def test_choice_of_components(
    arguments: dict[str, Any], pipe_names: list[str], component_names: list[str] | None, letters: list[str]
) -> None:
    nlp = spacy.load("imr_nlp", **arguments)
    assert nlp.pipe_names == pipe_names
    assert nlp.component_names == (component_names or pipe_names)
    record = nlp(letters[0])._.imr
    assert len(record.issues) == 2
    assert bool(record.drug_mentions) == ("imr_entities" in pipe_names)
    assert any(issue.reviewer for issue in record.issues) == ("imr_citations" in pipe_names)
    assert all(issue.category for issue in record.issues) == ("imr_items" in pipe_names)
    assert (record.claimant.age is not None) == ("imr_case" in pipe_names)


def test_disabled_components_can_be_enabled(letters: list[str], expected: list[Any]) -> None:
    nlp = spacy.load("imr_nlp", disable=COMPONENTS)
    assert nlp(letters[0])._.imr.form == "unknown"
    for name in COMPONENTS:
        nlp.enable_pipe(name)
    assert snapshot(nlp(letters[0])) == expected[0]


def test_config_meta_and_vocab() -> None:
    vocab = Vocab()
    config = {"nlp.batch_size": 7, "nlp": {"after_creation": {"max_length": 99}}}
    nlp = imr_nlp.load(vocab, config=config, meta={"author": "me"})
    assert nlp.vocab is vocab
    assert (nlp.batch_size, nlp.max_length, nlp.meta["author"], nlp.meta["name"]) == (7, 99, "me", "imr_nlp")
