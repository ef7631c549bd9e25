"""Names and wordings in statements as printed."""

from __future__ import annotations

import pytest

from imr_nlp.readers.statement_words import Chapters, Found, Names, Parts, Wordings, lowered
from imr_nlp.rules.schema_items import CitationPart, Guideline

ROWS = [
    CitationPart(label="CITATION", id="label", pattern="chapters?", part="chapter_label"),
    CitationPart(label="CITATION", id="alone", pattern="guidelines?", part="residue", alone=True),
    CitationPart(label="CITATION", id="residue", pattern="ibid", part="residue"),
]
PARTS = Parts(ROWS, {})
LABEL = PARTS("chapter_label")


def words(found: list[Found], text: str) -> list[str]:
    return [one.of(text) for one in found]


def test_wordings() -> None:
    text = "Pain Chapter, knee chapters"
    assert words(LABEL.find(text), text) == ["Chapter", "chapters"]
    assert LABEL.search(text) == LABEL.find(text)[0]
    assert LABEL.search(text, 0, 8) is None
    assert LABEL.match(text, 5) == Found(5, 12, ROWS[0])
    assert LABEL.match(text) is None
    assert LABEL.without(text, "#") == "Pain #, knee #"
    assert LABEL.without("none") == "none"
    assert [LABEL.covers(one) for one in ("CHAPTERS", "chapter of", "")] == [True, False, False]


def test_parts() -> None:
    assert words(PARTS("residue").find("ibid guideline"), "ibid guideline") == ["ibid", "guideline"]
    assert words(PARTS("residue", alone=False).find("ibid guideline"), "ibid guideline") == ["ibid"]
    assert words(PARTS("residue", "chapter_label").find("ibid, chapter"), "ibid, chapter") == ["ibid", "chapter"]
    assert Wordings([], {}).find("ibid") == []


GUIDELINES = [
    Guideline(label="GUIDELINE", id="odg", terms=("Handbook", "Handbook of Aches"), source="ODG"),
    Guideline(label="GUIDELINE", id="back", terms=("Low Back", "Hip and Pelvis", "Shoulder"), source="ODG", title="Back"),
]
NAMES, CHAPTERS = Names(GUIDELINES[:1]), Chapters(GUIDELINES[1:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See the Handbook, and the handbook of aches.", ["Handbook", "handbook of aches"]),
        ("www.handbook.org", []),
        ("handbooks", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    found = NAMES.find(text)
    assert words(found, text) == expected
    assert [NAMES.match(text, one.start) for one in found] == found
    assert NAMES.match(f" {text}") is None


@pytest.mark.parametrize(
    ("text", "right", "misspelt"),
    [
        ("Low Back, supports", "Low Back", "Low Back"),
        ("low-back", "low-back", "low-back"),
        ("Hips and Pelvis", "Hips and Pelvis", "Hips and Pelvis"),
        ("Hip/Pelvis", None, None),
        ("Shuolder pain", None, "Shuolder"),
        ("of the Shoulder", None, None),
        ("", None, None),
    ],
)
def test_chapters(text: str, right: str | None, misspelt: str | None) -> None:
    exact, nearly = CHAPTERS.match(text), CHAPTERS.match(text, misspelt=True)
    assert (exact and exact.of(text)) == right
    assert (nearly and nearly.of(text)) == misspelt


def test_chapters_in_a_range() -> None:
    text = "Low Back or shoulder or Low Back"
    assert words(CHAPTERS.find(text, 4), text) == ["shoulder", "Low Back"]
    assert words(CHAPTERS.find(text, 0, 20), text) == ["Low Back", "shoulder"]


def test_lowered_is_as_long() -> None:
    assert [len(lowered(text)) for text in ("\u0130stanbul", "STRASSE \u1e9e")] == [8, 9]
    assert lowered("ODG") == "odg"
