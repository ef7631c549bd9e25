"""What holds for any text: wraps change nothing, offsets slice back, a second run changes nothing, nothing raises."""

from __future__ import annotations

import re
import signal
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from hostile import check
from spans import mentions

LETTERS = {
    path.stem: path.read_text("utf8") for path in sorted((Path(__file__).parents[2] / "corpus" / "letters").glob("*.txt"))
}
letter_texts = st.sampled_from(sorted(LETTERS)).map(LETTERS.__getitem__)

# The fixtures are of session scope, and a slow machine is no failure.
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def without_offsets(value: Any) -> Any:
    """A record without `start` and `end`."""
    if isinstance(value, dict):
        return {key: without_offsets(item) for key, item in value.items() if key not in ("start", "end")}
    if isinstance(value, list):
        return [without_offsets(item) for item in value]
    return value


def fill(text: str, width: int) -> str:
    return textwrap.fill(" ".join(text.split()), width, break_long_words=False, break_on_hyphens=False)


def rewrap(text: str, width: int, *, paragraphs: bool, newline: str, blank_lines: bool, form_feeds: bool) -> str:
    """The text in lines of `width`, the paragraphs kept or run together."""
    if paragraphs:
        text = "\n\n".join(fill(paragraph, width) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip())
    else:
        text = fill(text, width)
    lines = text.split("\n")
    if form_feeds:
        lines = [("\f" if n and n % 40 == 0 else "") + line for n, line in enumerate(lines)]
    return (newline * 2 if blank_lines else newline).join(lines)


@st.composite
def wraps(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "width": draw(st.integers(20, 200)),
        "paragraphs": draw(st.booleans()),
        "newline": draw(st.sampled_from(["\n", "\r\n"])),
        "blank_lines": draw(st.booleans()),
        "form_feeds": draw(st.booleans()),
    }


class Records(dict[str, Any]):
    """Records by letter; hypothesis prints the arguments of a failing case."""

    def __repr__(self) -> str:
        return f"<{len(self)} records>"


@pytest.fixture(scope="module")
def expected(nlp: Language) -> Records:
    """The record of each letter as it stands in the corpus, without offsets."""
    return Records((name, without_offsets(nlp(text)._.imr.to_dict())) for name, text in LETTERS.items())


@pytest.mark.slow
@settings(RELAXED, max_examples=300)
@given(name=st.sampled_from(sorted(LETTERS)), how=wraps())
def test_rewrapping_changes_only_offsets(nlp: Language, expected: Records, name: str, how: dict[str, Any]) -> None:
    assert without_offsets(check(nlp, rewrap(LETTERS[name], **how))._.imr.to_dict()) == expected[name]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("\n", "\r\n", id="CRLF"),
        pytest.param("\n", "\r", id="CR"),
        pytest.param("\n", "\n\n\n", id="blank lines"),
        pytest.param("\n", "\n" + " " * 24, id="indented"),
        pytest.param("\n", " \n ", id="blanks at both ends"),
        pytest.param("\n\n", "\n\n\f", id="form feeds"),
        pytest.param("\n", "\t", id="tabs"),
        pytest.param(" ", "\xa0", id="no-break spaces"),
        pytest.param(" ", "   ", id="justified"),
    ],
)
@pytest.mark.parametrize("name", sorted(LETTERS))
def test_white_space_changes_only_offsets(nlp: Language, expected: Records, name: str, old: str, new: str) -> None:
    assert without_offsets(check(nlp, LETTERS[name].replace(old, new))._.imr.to_dict()) == expected[name]


@pytest.mark.parametrize("shift", [0, 40, 80])
@pytest.mark.parametrize(
    "chunk",
    [
        pytest.param("www.example.org/" + "abcdef/" * 20, id="address"),
        pytest.param("www.example.org/" + "abcdef/" * 60, id="long address"),
        pytest.param("_" * 300, id="rule"),
        pytest.param("(" * 300, id="brackets"),
        pytest.param("." * 3000, id="dots"),
    ],
)
def test_long_chunk_changes_only_offsets(nlp: Language, expected: Records, chunk: str, shift: int) -> None:
    """Whatever the tokenizer does with it, the rest of the letter is read as before."""
    before, heading, after = LETTERS["a01"].partition("IMR ISSUES, DECISIONS")
    doc = check(nlp, f"{before}{'X ' * (shift // 2)}\n{chunk}\n{heading}{after}")
    assert without_offsets(doc._.imr.to_dict()) == expected["a01"]
    assert max(len(token) for token in doc) <= max(len(chunk), 40)


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_offsets_slice_back(nlp: Language, name: str) -> None:
    record = check(nlp, LETTERS[name])._.imr
    found = list(mentions(record))
    assert len(found) >= 4 * len(record.issues) > 0


def texts_of_pieces() -> st.SearchStrategy[str]:
    """Headings, items and noise in any order."""
    pieces = st.sampled_from(
        [
            "Case Number: CM16-9912345",
            "Date Assigned: 11/03/2016",
            "99/99/9999",
            "HOW THE IMR FINAL DETERMINATION WAS MADE",
            "State(s) of Licensure: California, Ohio",
            "Certification(s)/Specialty: Internal Medicine",
            "CLINICAL CASE SUMMARY",
            "IMR ISSUES, DECISIONS AND RATIONALES",
            "The Final Determination was based on decisions for the disputed items/services set forth below:",
            "Soma 350mg #60:",
            "1.",
            "Upheld",
            "Overturned",
            "Claims Administrator guideline: Decision based on",
            "MAXIMUS guideline: Decision based on Non-MTUS Citation",
            "MTUS Chronic Pain Medical Treatment 2016, Section(s): Opioids, criteria for use.",
            "ODG, Low Back Chapter (updated 9/30/15), MRIs; page 12-",
            "Page(s): 76-80, 94 of 127.",
            "ACOEM, 2nd ed., pp. 303-",
            "Decision rationale: It is not. The request is not medically necessary.",
            "Soma #90 was the original request. Soma #30 was authorized by the Claims Administrator.",
            "The remaining IMR eligible portion of the original request, Soma #60:",
            "Retrospective (DOS 2/30/16)",
            "Norco 10/325mg #120 with 2 refills b.i.d.",
            "\n\n",
            "\f",
            "(",
            ".",
        ]
    )
    pieces_or_noise = st.one_of(pieces, pieces, pieces, st.text(max_size=12))
    return st.tuples(st.sampled_from(["", " ", "\n"]), st.lists(pieces_or_noise, max_size=25)).map(lambda v: v[0].join(v[1]))


NUMBERS = st.one_of(
    st.integers(1, 5000).map("1".__mul__),
    st.integers(1, 400).map(lambda count: "1" + ",111" * count),
    st.integers(1, 400).map(lambda count: "0." + "1" * count),
    st.sampled_from(["0", "00", "1e400", "\xb2", "\u2460", "\u0663" * 310, "-1", "1/0", "99999999999999999999"]),
)
WITH_NUMBERS = [
    "CLINICAL CASE SUMMARY Medications: Soma #{n}, Norco {n} mg, {n} tablets. Pain is {n}/10, {n} to {n}. A {n} year old.",
    "CLINICAL CASE SUMMARY On {n}/{n}/{n} utilization review modified Soma #{n} to #{n}. Injured {n}/{n}/{n}.",
    "IMR ISSUES, DECISIONS AND RATIONALES Soma #{n} {n} mg with {n} refills every {n} hours: Upheld Decision rationale: No.",
    "IMR ISSUES, DECISIONS AND RATIONALES {n} boxes of {n} patches {n}mg/{n}ml: Upheld Decision rationale: No.",
    "IMR ISSUES, DECISIONS AND RATIONALES Therapy {n} times a week for {n} weeks, {n} visits, L{n}-S{n}: Upheld",
    "IMR ISSUES, DECISIONS AND RATIONALES Soma: Upheld Claims Administrator guideline: MTUS Pain {n}, Page(s): {n}-{n}.",
    "IMR ISSUES, DECISIONS AND RATIONALES MRI (DOS {n}/{n}/{n}): Upheld Decision rationale: {n} visits in {n} weeks.",
]


def texts_with_numbers() -> st.SearchStrategy[str]:
    """Numbers of any length wherever one is read."""
    return st.tuples(st.sampled_from(WITH_NUMBERS), NUMBERS).map(lambda v: v[0].replace("{n}", v[1]))


any_text = st.one_of(
    st.text(max_size=300),
    st.text(alphabet=st.characters(categories=["Cs", "Ll", "Nd", "Po", "Zs"]), max_size=60),
    texts_with_numbers(),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "So"]), max_size=300),
    texts_of_pieces(),
    letter_texts.flatmap(lambda text: st.integers(0, len(text)).map(lambda n: text[:n])),
    letter_texts.flatmap(lambda text: st.integers(0, len(text)).map(lambda n: text[n:])),
    st.tuples(letter_texts, st.text(max_size=20), letter_texts, st.integers(0, 9000)).map(
        lambda v: v[0][: v[3]] + v[1] + v[2][v[3] :]
    ),
)


@pytest.mark.slow
@settings(RELAXED, max_examples=500)
@given(text=any_text)
def test_any_text_gives_a_record(nlp: Language, text: str) -> None:
    doc = check(nlp, text)
    if not doc.spans["imr_sections"]:
        assert doc._.imr.form == "unknown"


@pytest.mark.slow
@settings(RELAXED, max_examples=150)
@given(text=any_text)
def test_running_twice_changes_nothing(nlp: Language, text: str) -> None:
    def spans(doc: Doc) -> Any:
        groups = {
            key: [(span.start, span.end, span.label_, span.id_, span.kb_id_) for span in group]
            for key, group in doc.spans.items()
        }
        return groups, [(e.start, e.end, e.label_, e.ent_id_) for e in doc.ents]

    doc = nlp(text)
    first, record = spans(doc), doc._.imr.to_dict()
    nlp(doc)
    assert spans(doc) == first
    assert doc._.imr.to_dict() == record
    assert nlp(text)._.imr.to_dict() == record


@pytest.mark.slow
@settings(RELAXED, max_examples=100)
@given(
    first=st.sampled_from(sorted(LETTERS)),
    second=st.sampled_from(sorted(LETTERS)),
    between=st.sampled_from(["\n", "\n\n\f", " "]),
)
def test_two_letters_in_one(nlp: Language, first: str, second: str, between: str) -> None:
    """The record is that of the first, with a finding that tells of the second; a letter that comes twice is one."""
    record = check(nlp, LETTERS[first] + between + LETTERS[second])._.imr
    alone = nlp(LETTERS[first])._.imr
    assert record.header == alone.header
    assert [(issue.text, issue.decision) for issue in record.issues] == [(issue.text, issue.decision) for issue in alone.issues]
    assert ("second_letter" in {finding.code for finding in record.findings}) is (first != second)


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Fail, instead of hanging, where the platform can; what counts is the processor's time, whoever else uses it."""
    if not hasattr(signal, "SIGPROF") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {seconds} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "\n", ".", "(", ")", "#", "1", ":", "-", "\x00", "é", "\U0001f600", "( ", "a\n", "1/", "a.", "a:", "(a"],
    ids=ascii,
)
def test_one_megabyte_of_one_piece(nlp: Language, piece: str) -> None:
    with time_limit(10):
        doc = check(nlp, piece * (1_000_000 // len(piece)))
    record = doc._.imr
    assert (record.form, record.issues, record.drug_mentions) == ("unknown", (), ())


@pytest.mark.parametrize(
    "piece",
    [
        "Case Number: ",
        "Case Number: CM16-9912345 ",
        "HOW THE IMR FINAL DETERMINATION WAS MADE ",
        "CLINICAL CASE SUMMARY The expert reviewer developed the following clinical case summary ",
        "IMR ISSUES, DECISIONS AND RATIONALES ",
        "Soma: Upheld Claims Administrator guideline: ",
        "Upheld ",
        "Decision rationale: ",
        "Soma was the original request. ",
        "opioids, ",
        "Page(s): 76-80, ",
        "MTUS Chronic Pain 2016, ",
        "ODG; ",
        "not medically necessary ",
        "It is. ",
        "Norco ",
        "#60 ",
        "10mg ",
        "1/",
        "Retrospective 2/3/16 ",
        "California, ",
        "is Board Certified in ",
        "diagnosed with gout, ",
        "treated for ",
        "and ",
        "Utilization review denied the request for a brace. ",
        "utilization review ",
        "denied ",
        "no evidence of ",
        "family history of ",
        "pain 7/10 ",
        "45 year old ",
        "L4-5, ",
        "left and right ",
        "2 times a week for 4 weeks ",
        "12 sessions ",
        "x 6 ",
    ],
    ids=lambda piece: piece.strip()[:24],
)
@pytest.mark.parametrize(
    "head",
    [
        "",
        "HOW THE IMR FINAL DETERMINATION WAS MADE State(s) of Licensure: ",
        "IMR ISSUES, DECISIONS AND RATIONALES Soma: Upheld Claims Administrator guideline: Decision based on MTUS ",
        (
            "IMR ISSUES, DECISIONS AND RATIONALES Soma: Upheld Claims Administrator guideline: None. MAXIMUS guideline: ODG. "
            "Decision rationale: "
        ),
        "CLINICAL CASE SUMMARY ",
        "CLINICAL CASE SUMMARY He was diagnosed with ",
        "CLINICAL CASE SUMMARY Utilization review denied ",
        "IMR ISSUES, DECISIONS AND RATIONALES Therapy ",
    ],
    ids=[
        "alone",
        "in the method",
        "in a statement",
        "in a rationale",
        "in the summary",
        "in a list of diagnoses",
        "in a list of requests",
        "in an item",
    ],
)
def test_one_phrase_without_end(nlp: Language, head: str, piece: str) -> None:
    tail = ": Upheld Claims Administrator guideline: None. Decision rationale: No." if head.endswith("Therapy ") else ""
    with time_limit(3):
        check(nlp, head + piece * (20_000 // len(piece)) + tail)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t\f ", id="white space"),
        pytest.param("\x00\x01\x02\x7f\u200b\ufeff", id="control characters"),
        pytest.param("\U0001f469\u200d\U0001f52c \U0001f1fa\U0001f1f8 e\u0301", id="emoji and combining marks"),
        pytest.param("Der Antrag auf Physiotherapie wurde am 3. Mai 2016 abgelehnt.", id="German"),
        pytest.param("\u8be5\u7533\u8bf7\u5728\u533b\u5b66\u4e0a\u5e76\u975e\u5fc5\u8981\u3002", id="Chinese"),
        pytest.param("\u0627\u0644\u0637\u0644\u0628 \u0645\u0631\u0641\u0648\u0636.", id="Arabic"),
    ],
)
def test_no_letter(nlp: Language, text: str) -> None:
    record = check(nlp, text)._.imr
    assert (record.form, record.issues, record.header.case_number) == ("unknown", (), None)


@pytest.mark.parametrize("text", ["Upheld \ud800", "\udfff", "\ud83d\ude00 Soma: Upheld", "a" * 300 + "\udc00"], ids=ascii)
def test_lone_surrogates_are_replaced(nlp: Language, text: str) -> None:
    doc = check(nlp, text)
    assert len(doc.text) == len(text)
    assert "\ufffd" in doc.text


@pytest.mark.parametrize("template", WITH_NUMBERS, ids=lambda template: template[:60])
@pytest.mark.parametrize("number", ["1" * 309, "9" * 5000, "1" + ",111" * 300, "\u0663" * 310], ids=lambda number: number[:6])
def test_numbers_without_end(nlp: Language, template: str, number: str) -> None:
    check(nlp, template.replace("{n}", number))
