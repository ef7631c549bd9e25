"""Characters folded to one, words joined that a line end broke. What a letter makes of them is in test_letter.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_nlp.text.characters import fold, lowered, without_surrogates

FOLDED = [
    ("line feed", "not\nnecessary", "not necessary"),
    ("carriage return", "not\r\nnecessary", "not necessary"),
    ("form feed", "page\f2", "page 2"),
    ("tab", "a\tb", "a b"),
    ("no-break space", "10\xa0mg", "10 mg"),
    ("broken hyphen", "re\ufffeexamination", "re-examination"),
    ("curly apostrophes", "claimant\u2019s \u2018own\u2019", "claimant's 'own'"),
    ("curly quotation marks", "\u201cown\u201d", '"own"'),
    ("dash", "4\u20136 weeks", "4-6 weeks"),
    ("runs of white space", " not \r\n\r\n necessary\f\n", " not necessary "),
    ("plain", "Soma 350mg #60", "Soma 350mg #60"),
    ("ligatures", "suf\ufb01cient, e\ufb03cacy", "sufficient, efficacy"),
    ("micro signs", "5 \xb5g or 5 \u03bcg", "5 ug or 5 ug"),
    ("zero-width characters", "nec\u200bess\ufeffary\u2060", "necessary"),
    ("between blanks", "not \u200b necessary", "not necessary"),
    ("soft hyphen inside a word", "neces\xadsary", "necessary"),
    ("soft hyphen at a line end", "neces\xad\nsary", "necessary"),
    ("hyphen at a line end", "neces-\nsary, func- \r\n tional", "necessary, functional"),
    (
        "compound at a line end",
        "anti-\ndepressants, evidence-\nbased, non\ufffe\ncertified",
        "anti-depressants, evidence-based, non-certified",
    ),
    ("date at a line end", "10-30-\n2016", "10-30-2016"),
    ("hyphen before a blank", "pre- and post-operative", "pre- and post-operative"),
    ("name at a line end", "L4-\nL5 and Smith-\nJones", "L4- L5 and Smith- Jones"),
    ("units in one character", "50 \u338d, 10\u2044325 \u338e", "50 ug, 10/325 mg"),
    ("trade marks", "Voltaren\xae gel, Norco\u2122", "Voltaren gel, Norco"),
    ("control characters", "bra\x00ce\x07", "brace"),
    ("lone surrogate", "a\ud800b", "a\ud800b"),
    ("empty", "", ""),
    ("between numbers", "10\u2013\n20 \u2212 5", "10- 20 - 5"),
    ("beyond the first plane", "pain \U0001f622", "pain \U0001f622"),
    ("compound by its second part", "steroid-\ninduced", "steroid-induced"),
    ("one letter", "T-\nshirt", "T-shirt"),
    ("number and word", "10-\nday", "10- day"),
    ("numbers", "10-\n20", "10-20"),
    ("hyphen by itself", "pain -\nnone", "pain - none"),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in FOLDED], ids=[row[0] for row in FOLDED])
def test_fold(text: str, expected: str) -> None:
    flat, origin = fold(text)
    assert flat == expected
    assert len(origin) == len(flat) and list(origin) == sorted(origin)


@given(st.text(alphabet="aZ1 -\n\u00ad\ufb03\u200b\u2013\x02\U0001f622", max_size=30))
def test_every_character_comes_from_one_like_it(text: str) -> None:
    flat, origin = fold(text)
    for character, place in zip(flat, origin, strict=True):
        assert character == text[place] or not text[place].isascii() or text[place] in "\n\x02"


@pytest.mark.parametrize(
    ("text", "expected"), [("ODG \u00c9", "odg \u00e9"), ("\u0130ODG", "\u0130odg"), ("Stra\u00dfe", "stra\u00dfe")]
)
def test_lowered(text: str, expected: str) -> None:
    assert lowered(text) == expected


def test_without_surrogates() -> None:
    assert without_surrogates("knee\ud83d\ude00!") == "knee\ufffd\ufffd!"
    text = "knee \U0001f622"
    assert without_surrogates(text) is text
