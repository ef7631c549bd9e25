"""The installed package: wheel, sdist, editable installs, spaCy's commands, factories in foreign pipelines, public names.

Nothing is downloaded: a fresh environment borrows the dependencies of the running one, without this package. Where the
running one has no build backend of the version that pyproject.toml asks for, pip may fetch it once; if it cannot, the tests
that build are skipped.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import is_dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import imr_nlp
import imr_nlp.record.models
from imr_nlp import labels
from pipeline import COMPONENTS

ROOT = Path(__file__).parents[2]
LETTER = (ROOT / "corpus" / "letters" / "a01.txt").read_text("utf8")
INSTALLS = ["wheel", "editable", "strict"]
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Standard output of a command that succeeds."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    # Rich draws boxes as wide as the terminal.
    environment |= {"PYTHONUTF8": "1", "COLUMNS": "200", **(env or {})}
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=120, cwd=cwd, env=environment, encoding="utf8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# A fresh environment


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a setuptools new enough to build the package; empty if the running environment has one."""
    if importlib.util.find_spec("pip") is None:
        pytest.skip("the running environment has no pip")
    path = tmp_path_factory.mktemp("backend")
    with suppress(PackageNotFoundError):
        if int(version("setuptools").partition(".")[0]) >= 77:
            return path
    fetch = ["install", "-q", "--no-deps", "--retries", "1", "--target", str(path), "setuptools>=77"]
    try:
        done = subprocess.run([sys.executable, "-m", "pip", *fetch], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        pytest.skip("no build backend within a minute")
    if done.returncode:
        pytest.skip(f"no build backend: {done.stderr[-200:]}")
    return path


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, for building writes into it."""
    path = tmp_path_factory.mktemp("source") / "imr_nlp"
    path.mkdir()
    for name in ("imr_nlp", "patterns", "configs", "corpus", "tests"):
        shutil.copytree(ROOT / name, path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "pyproject.toml", "README.md", "LICENSE", "MANIFEST.in", "CHANGELOG.md", "CITATION.cff"):
        shutil.copy(ROOT / name, path)
    return path


@pytest.fixture(scope="session")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of the running environment without this one."""
    path = tmp_path_factory.mktemp("dependencies")
    for folder in dict.fromkeys(p for p in sys.path if p.endswith(("site-packages", "dist-packages"))):
        for entry in Path(folder).iterdir():
            ours = entry.name.lower().startswith(("imr_nlp", "imr-nlp", "__editable__"))
            link = path / entry.name
            if not ours and entry.suffix != ".pth" and not link.exists():
                link.symlink_to(entry)
    return path


class Environment:
    """A virtual environment that has the dependencies, and the package as it was installed."""

    def __init__(self, path: Path, extra: Sequence[Path]) -> None:
        self.path = path
        run(sys.executable, "-m", "venv", "--without-pip", path)
        self.python = path / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        purelib = run(self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
        Path(purelib, "borrowed.pth").write_text("".join(f"{folder}\n" for folder in extra), "utf8")

    def install(self, *what: str | Path) -> None:
        options = ("--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed", "--disable-pip-version-check")
        run(sys.executable, "-m", "pip", "--python", self.python, "install", "-q", *options, *what, cwd=self.path)

    def __call__(self, *arguments: str | Path) -> str:
        return run(self.python, *arguments, cwd=self.path)


@pytest.fixture(scope="session")
def built(source: Path, backend: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist, and the wheel built from it."""
    dist = tmp_path_factory.mktemp("dist")
    build = "import sys; from setuptools import build_meta as b; print(getattr(b, sys.argv[1])(sys.argv[2]))"
    env = {"PYTHONPATH": str(backend)}
    sdist = dist / run(sys.executable, "-c", build, "build_sdist", dist, cwd=source, env=env).split()[-1]
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # unknown to Python 3.11.3 and earlier
        archive.extractall(dist)
    unpacked = dist / sdist.name.removesuffix(".tar.gz")
    wheel = dist / run(sys.executable, "-c", build, "build_wheel", dist, cwd=unpacked, env=env).split()[-1]
    return sdist, wheel


@pytest.fixture(scope="session")
def environments(
    source: Path, backend: Path, dependencies: Path, built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Environment]:
    """One environment for each kind of install."""
    found = {}
    for name in INSTALLS:
        env = found[name] = Environment(tmp_path_factory.mktemp(name) / "venv", [backend, dependencies])
        if name == "wheel":
            env.install(built[1])
            continue
        # Each install has its own source: a strict one leaves its links there.
        project = Path(shutil.copytree(source, env.path.parent / "imr_nlp"))
        env.install("-e", project, *(["--config-settings", "editable_mode=strict"] if name == "strict" else []))
    return found


# Wheel, sdist, editable installs

SHIPPED = [
    "imr_nlp/__init__.py",
    "imr_nlp/py.typed",
    "imr_nlp/meta.json",
    "imr_nlp/components/sections.py",
    "imr_nlp/readers/citations.py",
    "imr_nlp/configs/imr_nlp.cfg",
    *(f"imr_nlp/patterns/{path.name}" for path in sorted((ROOT / "patterns").glob("*.jsonl"))),
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "imr_nlp").rglob("*.sql"))),
]


def test_wheel_contents(built: tuple[Path, Path]) -> None:
    names = zipfile.ZipFile(built[1]).namelist()
    assert set(SHIPPED) <= set(names)
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "imr_nlp").rglob("*.py")}
    assert modules <= set(names)
    assert {name.split("/")[0] for name in names} == {"imr_nlp", f"imr_nlp-{imr_nlp.__version__}.dist-info"}


def test_sdist_contents(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    own = [name.replace("imr_nlp/patterns/", "patterns/").replace("imr_nlp/configs/", "configs/") for name in SHIPPED]
    assert {*own, "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff"} <= names
    tests = {str(path.relative_to(ROOT)) for folder in ("tests", "corpus") for path in (ROOT / folder).rglob("*.[pjt]*")}
    assert {name for name in tests if "__pycache__" not in name} <= names


LOAD = """
import json, sys
from pathlib import Path
import spacy
doc = spacy.load(sys.argv[1])(Path(sys.argv[2]).read_text("utf8"))
import imr_nlp
print(json.dumps({"record": doc._.imr.to_dict(), "file": imr_nlp.__file__, "version": imr_nlp.__version__}))
"""


def load_elsewhere(env: Environment, pipeline: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(env("-c", LOAD, pipeline, ROOT / "corpus" / "letters" / "a01.txt"))
    return found


@pytest.mark.parametrize("install", INSTALLS)
def test_load_after_install(install: str, environments: dict[str, Environment], nlp: Language) -> None:
    env = environments[install]
    found = load_elsewhere(env, "imr_nlp")
    assert found["record"] == nlp(LETTER)._.imr.to_dict()
    assert found["version"] == imr_nlp.__version__
    # Not the package under test in the running environment.
    assert Path(found["file"]).is_relative_to(env.path.parent)


@pytest.mark.parametrize("install", ["editable", "strict"])
def test_load_in_the_folder_above_a_clone(install: str, environments: dict[str, Environment], nlp: Language) -> None:
    """There the clone itself, of the package's name, comes first on the import path."""
    env = environments[install]
    letter = str(ROOT / "corpus" / "letters" / "a01.txt")
    found = json.loads(run(env.python, "-c", LOAD, "imr_nlp", letter, cwd=env.path.parent))
    assert found["record"] == nlp(LETTER)._.imr.to_dict()
    assert Path(found["file"]) == env.path.parent / "imr_nlp" / "imr_nlp" / "__init__.py"
    assert "CM16-9900101" in run(env.python, "-m", "imr_nlp", "extract", letter, "--workers", "1", cwd=env.path.parent)


@pytest.mark.parametrize("install", INSTALLS)
def test_extract_after_install(install: str, environments: dict[str, Environment], nlp: Language, tmp_path: Path) -> None:
    """The processes of an extraction find the package, started from the console script."""
    env = environments[install]
    script = env.python.with_name("imr-nlp.exe" if os.name == "nt" else "imr-nlp")
    letter = ROOT / "corpus" / "letters" / "a01.txt"
    run(script, "extract", letter, "--to", tmp_path / "a.jsonl", "--workers", "1", cwd=env.path)
    record = json.loads((tmp_path / "a.jsonl").read_text("utf8"))
    assert Path(record.pop("source")).name == "a01.txt"
    assert record == nlp(LETTER)._.imr.to_dict()


def test_info(environments: dict[str, Environment]) -> None:
    meta = json.loads((ROOT / "imr_nlp" / "meta.json").read_text("utf8"))
    output = environments["wheel"]("-m", "spacy", "info", "imr_nlp")
    for value in ("imr_nlp", meta["version"], meta["license"]):
        assert value in output


def test_versions_agree() -> None:
    assert f"\nversion: {imr_nlp.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf8")
    meta = json.loads((ROOT / "imr_nlp" / "meta.json").read_text("utf8"))
    assert meta["version"] == imr_nlp.__version__
    assert imr_nlp.load(enable=["imr_sections"]).meta["version"] == imr_nlp.__version__


def test_assemble(environments: dict[str, Environment], nlp: Language, tmp_path: Path) -> None:
    env = environments["wheel"]
    env("-m", "spacy", "assemble", ROOT / "configs" / "imr_nlp.cfg", tmp_path / "assembled")
    found = load_elsewhere(env, tmp_path / "assembled")
    assert found["record"] == nlp(LETTER)._.imr.to_dict()


READ = """
import json, sys
import imr_nlp
from spacy.tokens import DocBin
from spacy.vocab import Vocab
docs = DocBin().from_disk(sys.argv[1]).get_docs(Vocab())
print(json.dumps({doc._.imr.header.case_number: doc._.imr.to_dict() for doc in docs}))
"""


def test_apply(environments: dict[str, Environment], nlp: Language, corpus_letters: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    expected = {}
    for path in corpus_letters[:8]:
        record = nlp(path.read_text("utf8"))._.imr.to_dict()
        # Some letters of the corpus have lost their header table.
        if record["header"]["case_number"] is not None:
            expected[record["header"]["case_number"]] = record
            shutil.copy(path, folder)
    assert len(expected) == len(list(folder.iterdir())) >= 5
    env = environments["wheel"]
    env("-m", "spacy", "apply", "imr_nlp", folder, tmp_path / "out.spacy", "-n", "2", "-b", "2")
    assert json.loads(env("-c", READ, tmp_path / "out.spacy")) == expected


# Factories in other pipelines

FOREIGN = """
import json, sys
from pathlib import Path
import spacy
text = Path(sys.argv[1]).read_text("utf8")
found = {}
for name in sys.argv[2:]:
    nlp = spacy.blank("en")
    nlp.add_pipe(name)
    doc = nlp(text)
    found[name] = {"spans": {key: len(group) for key, group in doc.spans.items()}, "entities": len(doc.ents),
                   "form": doc._.imr.form, "relations": len(doc._.imr_relations)}
print(json.dumps(found))
"""

# Component -> the groups that it writes, and those with something in them though no other component ran.
WRITES = {
    "imr_sections": (
        {"imr_sections", "imr_header", "imr_reviewer", "imr_documents_reviewed"},
        {"imr_sections", "imr_header", "imr_reviewer"},
    ),
    "imr_issues": (
        {
            "imr_issues",
            "imr_decisions",
            "imr_statements",
            "imr_rationales",
            "imr_partial_authorizations",
            "imr_dates_of_service",
            "imr_unread_issues",
        },
        {"imr_issues", "imr_decisions", "imr_statements", "imr_rationales"},
    ),
    "imr_conclusions": ({"imr_conclusions"}, set()),
    "imr_reasons": ({"imr_reasons"}, set()),
    "imr_citations": ({"imr_citations", "imr_rationale_citations"}, set()),
    "imr_entities": (set(), set()),
    "imr_findings": ({"imr_findings"}, set()),
    "imr_relations": ({"imr_relations"}, set()),
    "imr_items": ({"imr_categories", "imr_item_medications", "imr_services", "imr_body_parts"}, set()),
    "imr_case": (
        {"imr_claimant", "imr_diagnoses", "imr_case_medications", "imr_pain_scores", "imr_utilization_review"},
        set(),
    ),
}


@pytest.fixture(scope="module")
def foreign() -> dict[str, Any]:
    """What each component alone does in a process that does not import the package itself."""
    found: dict[str, Any] = json.loads(run(sys.executable, "-c", FOREIGN, ROOT / "corpus" / "letters" / "a01.txt", *WRITES))
    return found


@pytest.mark.parametrize("name", COMPONENTS)
def test_factory_in_foreign_process(name: str, foreign: dict[str, Any]) -> None:
    written, filled = WRITES[name]
    assert set(foreign[name]["spans"]) == written
    assert {key for key, length in foreign[name]["spans"].items() if length} == filled
    assert bool(foreign[name]["entities"]) == (name == "imr_entities")
    assert foreign[name]["form"] == ("final_determination" if name == "imr_sections" else "unknown")
    assert foreign[name]["relations"] == 0


@pytest.mark.parametrize(
    "doc",
    [
        pytest.param(lambda vocab: Doc(vocab), id="empty"),
        pytest.param(lambda vocab: Doc(vocab, words=["Upheld", "\n", "Norco"]), id="words"),
        pytest.param(lambda vocab: Doc(vocab, words=LETTER.split()), id="another tokenizer"),
        pytest.param(lambda vocab: Doc(vocab, words=list(LETTER), spaces=[False] * len(LETTER)), id="a token a character"),
        pytest.param(lambda vocab: Doc(vocab, words=[LETTER], spaces=[False]), id="one token"),
    ],
)
@pytest.mark.parametrize("name", COMPONENTS)
def test_component_alone(name: str, doc: Any) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(name)
    found = nlp(doc(nlp.vocab))
    assert set(found.spans) == WRITES[name][0]
    assert found._.imr.to_dict()["schema_version"] == "2"


def test_another_order_of_components() -> None:
    nlp = spacy.blank("en")
    for name in reversed(COMPONENTS):
        nlp.add_pipe(name)
    record = nlp(LETTER)._.imr
    assert (record.form, len(record.issues)) == ("final_determination", 2)


def test_beside_the_components_of_others() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    nlp.add_pipe("span_ruler").add_patterns([{"label": "OTHER", "pattern": "reviewer"}])
    doc = nlp(LETTER)
    assert len(doc.spans["ruler"]) and len(list(doc.sents)) > 5
    assert len(doc._.imr.issues) == 2


LIGHT = """
import builtins, io, json, sys
opened, real = [], io.open
def note(file, *args, **kwargs):
    opened.append(str(file))
    return real(file, *args, **kwargs)
io.open = builtins.open = note
import spacy
before = set(sys.modules)
assert "imr_nlp" not in before
if sys.argv[1] == "blank":
    spacy.blank("en")
else:
    import imr_nlp.factories
ours = sorted(name for name in set(sys.modules) - before if name.split(".")[0] == "imr_nlp")
print(json.dumps({"modules": ours, "data files": opened}))
"""


@pytest.mark.parametrize("how", ["import", "blank"])
def test_entry_points_are_light(how: str) -> None:
    """spaCy imports the module of every factory whenever anybody makes a pipeline."""
    found = json.loads(run(sys.executable, "-c", LIGHT, how))
    assert "imr_nlp.factories" in found["modules"]
    heavy = tuple(f"imr_nlp.{name}" for name in ("components", "readers", "findings", "normalize", "rules", "text"))
    assert not [name for name in found["modules"] if name.startswith(heavy)]
    assert not {Path(name).name for name in found["data files"]} & {Path(name).name for name in SHIPPED}


# Public names: a change here breaks users


def test_entry_points() -> None:
    points: dict[str, list[str]] = {}
    for point in distribution("imr_nlp").entry_points:
        points.setdefault(point.group, []).append(point.name)
        assert callable(point.load()) or point.group == "spacy_models"
    assert {group: sorted(names) for group, names in points.items()} == {
        "console_scripts": ["imr-nlp"],
        "spacy_models": ["imr_nlp"],
        "spacy_factories": sorted(COMPONENTS),
        "spacy_tokenizers": ["imr_nlp.Tokenizer.v1"],
        "spacy_callbacks": ["imr_nlp.max_length.v1"],
        "spacy_scorers": ["imr_nlp.groups_scorer.v1"],
    }


def test_pipeline_names(nlp: Language) -> None:
    assert nlp.pipe_names == COMPONENTS
    assert [nlp.get_pipe_meta(name).factory for name in COMPONENTS] == COMPONENTS


def test_extension_names() -> None:
    assert Doc.has_extension("imr") and Doc.has_extension("imr_relations")
    models = {name for name, value in vars(imr_nlp.record.models).items() if is_dataclass(value)}
    others = {"Relation", "__version__", "displacy_options", "displacy_relations"}
    functions = {"extract", "get_record", "get_relations", "issue_rows", "load", "read", "render", "to_frame"}
    assert sorted(imr_nlp.__all__) == sorted(others | functions | models)
    assert dir(imr_nlp) == sorted(imr_nlp.__all__)
    assert imr_nlp.Determination is imr_nlp.record.models.Determination
    assert [getattr(imr_nlp, name) for name in dir(imr_nlp)].count(None) == 0
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        imr_nlp.no_such_name  # noqa: B018
    assert imr_nlp.Relation._fields == ("head", "label", "tail")


def test_span_keys(nlp: Language) -> None:
    assert sorted(nlp(LETTER).spans) == [
        "imr_body_parts",
        "imr_case_medications",
        "imr_categories",
        "imr_citations",
        "imr_claimant",
        "imr_conclusions",
        "imr_dates_of_service",
        "imr_decisions",
        "imr_diagnoses",
        "imr_documents_reviewed",
        "imr_findings",
        "imr_header",
        "imr_issues",
        "imr_item_medications",
        "imr_pain_scores",
        "imr_partial_authorizations",
        "imr_rationale_citations",
        "imr_rationales",
        "imr_reasons",
        "imr_relations",
        "imr_reviewer",
        "imr_sections",
        "imr_services",
        "imr_statements",
        "imr_unread_issues",
        "imr_utilization_review",
    ]


def test_labels() -> None:
    assert sorted(labels.ENTITY_LABELS) == [
        "DATE",
        "DOSE",
        "DRUG",
        "FORM",
        "FREQUENCY",
        "GUIDELINE",
        "OUTCOME",
        "QUANTITY",
        "REFILLS",
    ]
    assert sorted(labels.RELATION_LABELS) == [
        "CITED_BY_CLAIMS_ADMINISTRATOR",
        "CITED_BY_REVIEWER",
        "CONCLUSION",
        "DECISION",
        "HAS_DOSE",
        "HAS_FORM",
        "HAS_FREQUENCY",
        "HAS_QUANTITY",
        "HAS_REFILLS",
        "RATIONALE",
        "REASON",
    ]


def test_record_fields(nlp: Language) -> None:
    plain = nlp(LETTER)._.imr.to_dict()
    assert list(plain) == [
        "schema_version",
        "form",
        "outcome",
        "header",
        "reviewer",
        "claimant",
        "diagnoses",
        "medications",
        "pain_scores",
        "utilization_review",
        "documents_reviewed",
        "issues",
        "drug_mentions",
        "findings",
    ]
    assert sorted(plain["issues"][0]) == [
        "authorized",
        "body_parts",
        "category",
        "claims_administrator",
        "conclusion",
        "dates_of_service",
        "decision",
        "end",
        "medications",
        "number",
        "original_request",
        "rationale",
        "rationale_citations",
        "reasons",
        "retrospective",
        "reviewer",
        "services",
        "start",
        "subcategory",
        "text",
    ]
    citation = plain["issues"][0]["reviewer"][0]
    assert sorted(citation) == [
        "chapter",
        "end",
        "pages",
        "regulation",
        "sections",
        "source",
        "start",
        "text",
        "title",
        "topics",
        "year",
    ]


RECORD_PARTS = {
    "claimant": ["age", "date_of_injury", "sex"],
    "diagnoses": ["assertion", "end", "start", "text"],
    "medications": [
        "assertion",
        "drug",
        "drug_class",
        "end",
        "frequency",
        "ingredients",
        "quantity",
        "start",
        "strength",
        "text",
    ],
    "pain_scores": ["end", "high", "low", "start", "text"],
    "utilization_review": ["allowed", "date", "decision", "end", "issue", "request", "start"],
}
ISSUE_PARTS = {
    "medications": [
        "days_supply",
        "dea_schedule",
        "drug",
        "drug_class",
        "end",
        "form",
        "frequency",
        "ingredients",
        "mme_per_day",
        "mme_total",
        "quantity",
        "quantity_unit",
        "refills",
        "start",
        "strength",
        "strengths",
        "text",
        "times_per_day",
    ],
    "services": ["count", "end", "per_week", "start", "text", "total", "unit", "weeks"],
    "body_parts": ["end", "laterality", "part", "region", "start", "text"],
    "reasons": ["code", "end", "evidence", "group", "polarity", "start"],
}


def test_fields_of_the_medical_parts(corpus_docs: dict[str, Doc]) -> None:
    plain = [doc._.imr.to_dict() for doc in corpus_docs.values()]
    issues = [issue for record in plain for issue in record["issues"]]
    for records, parts in ((plain, RECORD_PARTS), (issues, ISSUE_PARTS)):
        for field, keys in parts.items():
            values = [value for record in records for value in _listed(record[field])]
            assert {tuple(sorted(value)) for value in values} == {tuple(keys)}, field
    strengths = [strength for issue in issues for drug in issue["medications"] for strength in drug["strengths"]]
    assert {tuple(sorted(strength)) for strength in strengths} == {("ingredient", "per_unit", "per_value", "unit", "value")}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@pytest.mark.parametrize("group", labels.ENTITY_LABELS)
def test_entity_labels_occur(group: str, corpus_docs: dict[str, Doc]) -> None:
    assert any(entity.label_ == group for doc in corpus_docs.values() for entity in doc.ents)
