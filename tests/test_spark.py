"""Extraction on Spark: real Spark with two local workers, beside the pipeline itself."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from bad_files import LIMIT, bad_pdfs, bad_texts
from pdfs import scan_pdf, text_pdf

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed (extra spark)")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra spark)")
pytest.importorskip("pandas", reason="pandas is not installed (extra spark): mapInArrow asks for it")

from pyspark.sql import DataFrame, SparkSession, functions  # noqa: E402

import imr_nlp.spark  # noqa: E402
from imr_nlp.errors import Errors  # noqa: E402
from imr_nlp.io import Limits, text_of  # noqa: E402
from imr_nlp.io.write import schema  # noqa: E402
from imr_nlp.io.write.rows import flat_columns, flat_rows  # noqa: E402
from imr_nlp.spark import extract, extract_batches, issues  # noqa: E402


def _java() -> str | None:
    """The java that Spark would start."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


def _why_no_java() -> str | None:
    """Why Spark cannot run here."""
    java = _java()
    if java is None:
        return "no Java (apt-get install default-jre-headless)"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    needed = 17 if int(pyspark.__version__.split(".")[0]) >= 4 else 8
    if version is None or int(version[1]) < needed:
        return f"pyspark {pyspark.__version__} needs Java {needed}, here is: {told.strip() or java}"
    return None


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A session with two workers that are this Python, quiet, writing nothing outside of a temporary folder."""
    if reason := _why_no_java():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "2")
            # Compiling costs these small jobs more than it saves.
            .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .config("spark.local.dir", str(folder))
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def expected(corpus_docs: dict[str, Doc]) -> dict[str, dict[str, Any]]:
    """The records of the letters, as one machine makes them."""
    return {name: doc._.imr.to_dict() for name, doc in corpus_docs.items()}


def records(df: DataFrame) -> dict[Any, dict[str, Any]]:
    """The records by id."""
    return {row[0]: schema.from_row(row["record"].asDict(recursive=True)) for row in df.collect() if row["record"]}


def errors(df: DataFrame) -> dict[Any, tuple[str, str]]:
    """Stage and code by id."""
    rows = [row for row in df.collect() if row["error"]]
    assert all(row["record"] is None and row["error"]["message"] for row in rows)
    return {row[0]: (row["error"]["stage"], row["error"]["code"]) for row in rows}


def test_equals_one_machine(spark: SparkSession, corpus_texts: dict[str, str], expected: dict[str, Any]) -> None:
    """In several partitions, each of several batches."""
    letters = spark.createDataFrame(list(corpus_texts.items()), "id string, text string").repartition(5)
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 3)
    try:
        extracted = extract(letters).cache()
        assert extracted.count() == len(corpus_texts)
    finally:
        spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")
    assert records(extracted) == expected
    assert errors(extracted) == {}
    extracted.unpersist()


def test_declared_schema_is_that_of_the_rows(spark: SparkSession, corpus_texts: dict[str, str], tmp_path: Path) -> None:
    extracted = extract(spark.createDataFrame(list(corpus_texts.items())[:3], "id string, text string"))
    assert [(field.name, field.dataType.typeName()) for field in extracted.schema] == [
        ("id", "string"),
        ("record", "struct"),
        ("error", "struct"),
    ]
    assert extracted.schema["record"].dataType.names == schema.record_schema().names
    extracted.write.parquet(str(tmp_path / "records"))
    stored = spark.read.parquet(str(tmp_path / "records"))
    assert stored.schema.simpleString() == extracted.schema.simpleString()
    assert records(stored) == records(extracted)


def test_each_worker_loads_the_pipeline_once(
    spark: SparkSession, corpus_texts: dict[str, str], expected: dict[str, Any]
) -> None:
    letters = spark.createDataFrame(list(corpus_texts.items()), "id string, text string").repartition(6)
    assert records(extract(letters)) == expected
    assert extract(letters).count() == len(corpus_texts)

    def loads(batches: Iterator[Any]) -> Iterator[Any]:
        info = imr_nlp.spark.pipeline.cache_info()
        for _ in batches:
            yield pa.RecordBatch.from_pydict({"pid": [os.getpid()], "loads": [info.misses], "uses": [info.hits + info.misses]})

    rows = spark.range(0, 2, 1, 2).mapInArrow(loads, "pid long, loads long, uses long").collect()
    assert {row["loads"] for row in rows} == {1}
    assert all(row["pid"] != os.getpid() for row in rows)
    assert max(row["uses"] for row in rows) >= 6


@pytest.mark.parametrize(
    "text, code",
    [
        ("CAST(NULL AS STRING)", "E011"),
        ("''", "E011"),
        ("' \\n\\t '", "E011"),
        ("CAST(X'80FF41' AS STRING)", "E008"),  # Spark's strings may be no UTF-8
        ("REPEAT('pain ', 300000)", "E024"),
        ("CAST(NULL AS BINARY)", "E011"),
    ],
)
def test_a_bad_row_is_an_error_and_the_others_are_read(
    spark: SparkSession, corpus_texts: dict[str, str], expected: dict[str, Any], text: str, code: str
) -> None:
    name = "a01.txt"
    kind = "binary" if "BINARY" in text else "string"
    good = spark.createDataFrame([(name, corpus_texts[name])], "id string, text string")
    good = good.withColumn("text", functions.col("text").cast(kind))
    bad = spark.sql(f"SELECT 'bad' AS id, {text} AS text")
    extracted = extract(bad.union(good).coalesce(1), limits=Limits(file_size=1_000_000)).cache()
    assert records(extracted) == {name: expected[name]}
    assert errors(extracted) == {"bad": ("read", code)}
    extracted.unpersist()


def test_bad_files_have_the_codes_that_they_have_elsewhere(
    spark: SparkSession, corpus_texts: dict[str, str], expected: dict[str, Any]
) -> None:
    files = {**bad_texts(LIMIT), **bad_pdfs(LIMIT)}
    rows = [(name, data) for name, (data, _) in files.items()]
    rows += [(f"{encoding} a01.txt", corpus_texts["a01.txt"].encode(encoding)) for encoding in ("utf8", "utf-16", "cp1252")]
    letters = spark.createDataFrame([(name, bytearray(data)) for name, data in rows], "path string, content binary")
    extracted = extract(letters, "content", "path", limits=Limits(file_size=LIMIT)).cache()
    assert errors(extracted) == {name: ("read", code) for name, (_, code) in files.items()}
    assert list(records(extracted).values()) == [expected["a01.txt"]] * 3
    extracted.unpersist()


def test_a_letter_that_the_pipeline_fails_on(monkeypatch: pytest.MonkeyPatch, corpus_texts: dict[str, str]) -> None:
    nlp = imr_nlp.load()

    @Language.component("imr_nlp_fails")
    def fails(doc: Doc) -> Doc:
        if doc.text == corpus_texts["a02.txt"]:
            raise RuntimeError("no luck")
        return doc

    nlp.add_pipe("imr_nlp_fails", last=True)
    monkeypatch.setattr(imr_nlp.spark, "pipeline", {"imr_nlp": nlp}.__getitem__)
    batch = pa.RecordBatch.from_pydict({"id": list(corpus_texts), "text": list(corpus_texts.values())})
    rows = [row for out in extract_batches([batch]) for row in out.to_pylist()]
    assert {row["id"]: row["error"] for row in rows if row["error"] or row["record"] is None} == {
        "a02.txt": {
            "stage": "pipeline",
            "code": "E017",
            "message": Errors.E017.format(path="a02.txt", reason="RuntimeError: no luck").partition(" ")[2],
        }
    }


def test_a_pipeline_of_ones_own(spark: SparkSession, corpus_texts: dict[str, str], tmp_path: Path) -> None:
    own = spacy.blank("en")
    own.add_pipe("imr_sections")
    own.to_disk(tmp_path)
    letters = spark.createDataFrame(list(corpus_texts.items())[:2], "id string, text string")
    assert records(extract(letters, model=str(tmp_path))) == {
        name: own(text)._.imr.to_dict() for name, text in list(corpus_texts.items())[:2]
    }


@pytest.mark.parametrize(
    "id_type, value",
    [
        ("int", 7),
        ("bigint", 2**40),
        ("binary", bytearray(b"\x00\xff")),
        ("date", date(2016, 11, 4)),
        ("array<string>", ["a", "b"]),
        ("struct<year:int,name:string>", pyspark.sql.Row(year=2016, name="a")),
        ("string", None),
    ],
    ids=lambda value: str(value).partition("<")[0],
)
def test_the_id_comes_out_as_it_went_in(spark: SparkSession, corpus_texts: dict[str, str], id_type: str, value: Any) -> None:
    letters = spark.createDataFrame([(value, corpus_texts["a01.txt"]), (value, None)], f"`the id` {id_type}, letter string")
    extracted = extract(letters, "letter", "the id")
    assert extracted.schema["the id"] == letters.schema["the id"]
    rows = extracted.collect()
    assert [row["the id"] for row in rows] == [value, value]
    assert sorted(row["error"] is None for row in rows) == [False, True]


def test_columns_by_expression_and_of_one_name(spark: SparkSession, corpus_texts: dict[str, str]) -> None:
    letters = spark.createDataFrame([((1, corpus_texts["a01.txt"]),)], "letter struct<id:int,text:string>")
    assert records(extract(letters, "letter.text", "letter.id")).keys() == {1}
    assert list(records(extract(letters, "letter.text", "letter.text"))) == [corpus_texts["a01.txt"]]


def test_an_empty_dataframe_gives_an_empty_one(spark: SparkSession) -> None:
    extracted = extract(spark.createDataFrame([], "id string, text string"))
    assert extracted.collect() == []
    assert issues(extracted).collect() == []


@pytest.mark.parametrize(
    "columns, message",
    [
        ("id int, text int", Errors.E060.format(column="text", type="int")),
        ("Record int, text string", Errors.E061.format(column="Record")),
        ("error int, text string", Errors.E061.format(column="error")),
    ],
)
def test_columns_that_cannot_be_used(spark: SparkSession, columns: str, message: str) -> None:
    letters = spark.createDataFrame([], columns)
    with pytest.raises(ValueError, match=re.escape(message)):
        extract(letters, "text", letters.columns[0])


def test_issues_one_a_row(spark: SparkSession, corpus_texts: dict[str, str], expected: dict[str, Any]) -> None:
    letters = spark.createDataFrame([*corpus_texts.items(), ("empty", "")], "id string, text string")
    flat = issues(extract(letters))
    names = [column.name for column in flat_columns("issues")][3:]
    assert flat.columns == ["id", *names]
    wanted = [(row[0], *row[3:]) for row in flat_rows(expected.items(), "issues")]
    assert sorted(map(tuple, flat.collect()), key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize("name", ["case_number", "Number", "item", "decision", "region", "rationale_text"])
def test_issues_refuse_a_column_of_a_name_of_theirs(spark: SparkSession, corpus_texts: dict[str, str], name: str) -> None:
    """Two columns of a name can be shown, but neither stored nor asked for."""
    letters = extract(spark.createDataFrame([("k", min(corpus_texts.values()))], f"{name} string, text string"), id_col=name)
    with pytest.raises(ValueError, match=rf"\[E106\].*'{name}'"):
        issues(letters)


def test_a_record_that_does_not_fit_the_schema_is_an_error(
    monkeypatch: pytest.MonkeyPatch, corpus_texts: dict[str, str]
) -> None:
    """pyarrow refuses a whole batch for one number over 64 bits."""

    def huge(record: dict[str, Any]) -> dict[str, Any]:
        row = schema.to_row(record)
        return {**row, "claimant": {**row["claimant"], "age": 2**70}} if row["header"]["case_number"] == "CM16-9900101" else row

    monkeypatch.setattr(imr_nlp.spark, "to_row", huge)
    batch = pa.RecordBatch.from_pydict({"id": list(corpus_texts), "text": list(corpus_texts.values())})
    rows = [row for out in extract_batches([batch]) for row in out.to_pylist()]
    assert [row["id"] for row in rows] == list(corpus_texts)
    failed = [row for row in rows if row["error"]]
    assert [(row["id"], row["record"], row["error"]["stage"], row["error"]["code"]) for row in failed] == [
        ("a01.txt", None, "store", "E062")
    ]


def test_batches_come_out_small_whatever_goes_in(corpus_texts: dict[str, str]) -> None:
    batch = pa.RecordBatch.from_pydict({"id": list(range(600)), "text": ["Case Number:"] * 600})
    sizes = [out.num_rows for out in extract_batches([batch, batch.slice(0, 0)])]
    assert sizes == [256, 256, 88]


def test_issues_whatever_the_id_is_called(spark: SparkSession, corpus_texts: dict[str, str]) -> None:
    flat = issues(extract(spark.createDataFrame([(corpus_texts["a01.txt"],)], "text string"), "text", "text"))
    assert [(row[0], row["item"]) for row in flat.collect()] == [
        (corpus_texts["a01.txt"], "120 tablets of Norco 10/325 mg with 2 refills"),
        (corpus_texts["a01.txt"], "60 Flexeril 10mg"),
    ]


@pytest.fixture
def pdf_folder(tmp_path: Path, corpus_texts: dict[str, str]) -> Path:
    """A folder of PDFs, one in a folder in it, a scan, and a file that is no PDF."""
    folder = tmp_path / "letters"
    (folder / "more").mkdir(parents=True)
    for name in ("a01", "a02", "b01", "b02"):
        lines = corpus_texts[f"{name}.txt"].splitlines()
        pages = ["\n".join(lines[start : start + 50]) for start in range(0, len(lines), 50)]
        (folder / ("more" if name == "b02" else "") / f"{name}.pdf").write_bytes(text_pdf(*pages))
    (folder / "scan.pdf").write_bytes(scan_pdf())
    (folder / "page.pdf").write_bytes(b"<html>not found</html>")
    (folder / "notes.txt").write_text(corpus_texts["a03.txt"], encoding="utf8")
    return folder


def test_example_of_the_readme(
    spark: SparkSession, nlp: Language, pdf_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf8").partition("### Spark")[2]
    code = section.partition("```python\n")[2].partition("```")[0]
    assert code.count('"letters"') == 1 and code.count('"records"') == 2
    target = pdf_folder.parent / "records"
    # Java resolves names in the folder that it was started in.
    code = code.replace('"letters"', repr(str(pdf_folder))).replace('"records"', repr(str(target)))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    exec(compile(code, "README.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "overturned" in shown and "E037" in shown and "E021" in shown

    stored = spark.read.parquet(str(target))
    paths = {f"file:{path}": path for path in sorted(pdf_folder.rglob("*.pdf"))}
    read = {name: path for name, path in paths.items() if path.stem not in ("scan", "page")}
    assert records(stored.select("path", "record")) == {
        name: nlp(text_of(path.read_bytes(), name))._.imr.to_dict() for name, path in read.items()
    }
    assert {Path(name).name: error for name, error in errors(stored.select("path", "record", "error")).items()} == {
        "page.pdf": ("read", "E021"),
        "scan.pdf": ("read", "E037"),
    }
    folders = {path.name for path in target.iterdir() if path.is_dir()}
    assert folders == {
        "decided=__HIVE_DEFAULT_PARTITION__",
        *(f"decided={row['date'][:4]}" for row in stored.select("record.header.decision_date").toDF("date").dropna().collect()),
    }


@pytest.mark.parametrize("package", ["pyspark.sql", "pyarrow"])
def test_says_what_to_install(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, "imr_nlp.spark")
    with pytest.raises(ImportError, match=re.escape("pip install 'imr_nlp[spark]'")):
        importlib.import_module("imr_nlp.spark")


def test_docstrings(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(imr_nlp.spark, extraglobs={"spark": spark})
    assert result.attempted >= 4
    assert result.failed == 0
