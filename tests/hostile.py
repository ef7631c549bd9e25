"""Hostile inputs, each made of a number, and what every text must satisfy: `hostile_input`, `read`, `check`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

import pdfs
from bad_files import archive, docbin
from imr_nlp.errors import ReadError
from imr_nlp.io import Limits, read_texts
from imr_nlp.io.read.documents import Document, Failure
from imr_nlp.io.read.sources import find_documents
from imr_nlp.text.characters import without_surrogates
from imr_nlp.text.letter import collapse
from spans import mentions

# As large as a letter with its files may be.
LIMITS = Limits(file_size=300_000)
FORMS = ("unknown", "final_determination", "determination_letter", "notice_of_determination", "professional_review")
_STRANGE = (
    *("\0", "\x1b[2J", "\x7f", "\x85", "\x9b", "\xad", "\u200b", "\u202e", "\u2028", "\u2066", "\ufeff", "\ufffe", "\uffff"),
    *("\ud83d", "\udcff", "\U0001f600", "\U000e0041", "e\u0301" * 30, "\u0130", "\xdf", "\ufb03", "\u0663", "\xb2", "\u2460"),
    *("(" * 50, ")" * 50, "." * 80, ":" * 40, ";=1+1", "-\n", "\r", "\f", "\t", " " * 200, "\n" * 100, "1" * 400, "1/" * 90),
    *("Upheld", "Overturned: ", "Decision rationale:", "Section(s): ", "Page(s): ", "CLINICAL CASE SUMMARY", "#60 ", "not "),
    *("<script>", "</td>", "&#x202e;", "{{", "[imr_nlp: ", "]", "' OR 1=1 --", "%s%n", "../", "no evidence of ", ", and "),
)
_WORDINGS = (
    *("Decision rationale: ", "Claims Administrator guideline: ", "MAXIMUS guideline: ", "Therapy: Upheld", "Soma: Overturned"),
    *("HOW THE IMR FINAL DETERMINATION WAS MADE", "CLINICAL CASE SUMMARY", "IMR ISSUES, DECISIONS AND RATIONALES"),
    *("Case Number: CM16-9900001", "Date Assigned: 01/02/2016", "Application Received: 01/02/2016", "is medically necessary."),
    *("The following medical documentation was reviewed", "Medical Qualifications of the Expert Reviewer", "Issue at Dispute"),
)


@cache
def _letters() -> tuple[str, ...]:
    folder = Path(__file__).parents[1] / "corpus" / "letters"
    return tuple(path.read_text("utf8") for path in sorted(folder.glob("*.txt")))


def hostile_input(seed: int) -> tuple[str, bytes | str]:
    """An input, always the same of a seed.

    seed (int): any number.
    RETURNS (tuple[str, bytes | str]): the ending of a file and its bytes, or "" and a text.
    """
    random = Random(seed)
    text = _damaged(random)
    kind = random.choice(("", "", "", "", "", ".txt", ".pdf", ".zip", ".jsonl", ".spacy"))
    if not kind:
        return kind, text
    plain = without_surrogates(text)
    if kind == ".txt":
        data = plain.encode(random.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32")))
    elif kind == ".pdf":
        data = pdfs.text_pdf(*(page.encode("cp1252", "ignore").decode("cp1252") for page in plain.split("\f")[:4]))
    elif kind == ".zip":
        data = archive({"a.txt": plain.encode(), "b/c.jsonl": json.dumps({"text": plain}).encode()})
    elif kind == ".jsonl":
        data = b"\n".join(json.dumps({"id": number, "text": part}).encode() for number, part in enumerate(text.split("\n\n")))
    else:
        data = docbin(plain[:20_000])
    return kind, _flipped(random, data)


def _damaged(random: Random) -> str:
    """A letter, or parts of some, with what should not be in it."""
    if not random.randrange(20):
        return _near_wordings(random)
    text = random.choice(_letters())
    size = random.choice((100, 200, 200, 300, 500, 500, 1000, 1000, 2000, len(text)))
    start = random.randrange(max(1, len(text) - size))
    text = text[start : start + size]
    for _ in range(random.choice((0, 1, 2, 5, 20))):
        place, length = random.randrange(len(text) + 1), random.choice((0, 1, 10, 100, 300))
        how = random.randrange(6)
        part = text[place : place + length]
        if how == 0:
            put = random.choice(_STRANGE)
        elif how == 1:
            put = ""
        elif how == 2:
            put = part * random.choice((2, 3, 20))
        elif how == 3:
            put = part.swapcase() if random.random() < 0.5 else part.replace(" ", "")
        elif how == 4:
            other = random.choice(_letters())
            start = random.randrange(len(other))
            put = other[start : start + length]
        else:
            strange = (random.choice((chr(random.randrange(1, 0x3000)), random.choice(_STRANGE))) for _ in range(length))
            put = "".join(islice(strange, 60))
        text = text[:place] + put + text[place + length :]
        text = text[:60_000]
    return text


def _near_wordings(random: Random) -> str:
    """Nothing but the wordings of forms, each with a character that is another."""
    lines = []
    for _ in range(random.randrange(1, 400)):
        line = random.choice(_WORDINGS)
        place = random.randrange(len(line))
        lines.append(line[:place] + random.choice(_STRANGE if random.random() < 0.1 else "abcx1 ") + line[place + 1 :])
    return random.choice((" ", "\n", "")).join(lines)


def _flipped(random: Random, data: bytes) -> bytes:
    """Bytes with some others in them, or cut off."""
    changed = bytearray(data)
    for _ in range(random.choice((0, 0, 1, 3, 30))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed[: random.randrange(len(changed) + 1)]) if random.random() < 0.1 else bytes(changed)


def read(kind: str, data: bytes | str, folder: Path) -> Iterator[str]:
    """The texts of an input; what cannot be read is a ReadError or Failure with a code.

    kind (str): from `hostile_input`, as the next.
    data (bytes | str): the file or text.
    folder (Path): where the file is written.
    YIELDS (str): texts.
    """
    source: Any = ("a", data)
    if isinstance(data, bytes):
        source = folder / f"a{kind}"
        source.write_bytes(data)
    for document in find_documents([source], LIMITS):
        if isinstance(document, Failure):
            assert document.code.startswith("E") and str(document).isprintable(), document
            continue
        yield from _texts(document)


def _texts(document: Document) -> Iterator[str]:
    try:
        for source, text in read_texts(document, LIMITS):
            assert source.isprintable() and "\0" not in text
            text.encode()
            yield text
    except ReadError as error:
        assert error.code.startswith("E"), error


def numbers(value: Any) -> Iterator[float]:
    """All numbers in a record; neither JSON's readers nor a database hold every integer."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers(item)
    elif isinstance(value, int | float):
        yield value


def check(nlp: Language, text: str) -> Doc:
    """What every Doc must satisfy."""
    doc = nlp(text)
    text = without_surrogates(text)
    assert doc.text == text
    record = doc._.imr
    plain = record.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert all(abs(number) < 2**53 for number in numbers(plain))
    assert plain["form"] in FORMS
    for mention in mentions(record):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.text == collapse(text[mention.start : mention.end]) != ""
    for review in record.utilization_review:
        assert 0 <= review.start < review.end <= len(text)
        assert review.request == collapse(text[review.start : review.end]) != ""
    for score in record.pain_scores:
        assert 0 <= score.low <= score.high <= 10
    for issue in record.issues:
        parts = (*issue.medications, *issue.body_parts)
        assert all(issue.start <= part.start and part.end <= issue.end for part in parts)
    for group in doc.spans.values():
        assert all(span.text.strip() == span.text != "" for span in group)
    # Items come in the order of their first place, and stand where the letter decides them.
    places = sorted((issue.start, issue.end) for issue in record.issues)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert [issue.number for issue in record.issues] == list(range(1, len(places) + 1))
    return doc
