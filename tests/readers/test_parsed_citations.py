"""Citations as a statement gives them."""

from __future__ import annotations

from imr_nlp.readers.parsed_citations import ParsedCitation, of_chapters

TEXT = "Knee  and Hip ODG 2016, Pain ODG"
KNEE, HIP = (0, 4), (10, 13)


def test_chapters_in_front_are_those_of_the_first_citation() -> None:
    found = [ParsedCitation(14, 22, "ODG", year=2016), ParsedCitation(24, 32, "ODG", "Pain")]
    assert list(of_chapters(TEXT, found, [KNEE, HIP])) == [
        ParsedCitation(0, 4, "ODG", "Knee", 2016),
        ParsedCitation(10, 22, "ODG", "Hip", 2016),
        found[1],
    ]


def test_a_citation_with_a_title_keeps_it() -> None:
    found = [ParsedCitation(24, 32, "ODG", "Pain")]
    assert list(of_chapters(TEXT, found, [KNEE])) == found
