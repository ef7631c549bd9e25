"""The tokenizer: English, with the splits that prescriptions need and without special cases.

spaCy's tokenizer stops caching at the first special case of a text, and the English rules hold the line break as one, so a
letter is tokenized almost without a cache. The rules here have none: abbreviations are kept whole by `token_match`, whose
results are cached like any other. Registered as "imr_nlp.Tokenizer.v1".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from imr_nlp.text.characters import without_surrogates
from imr_nlp.text.letter import remember

DOSE_UNITS = (
    *("mg", "mgs", "mcg", "mcgs", "ug", "gm", "gms", "gram", "grams", "g", "kg"),
    *("ml", "cc", "meq", "units", "unit", "iu", "hr", "hrs"),
)
_UNIT = "|".join(sorted(DOSE_UNITS, key=len, reverse=True))

# What often follows a number or unit, perhaps without the blank: "#60is", "10mgwas", "#60with".
_NEXT_WORD = "is|are|was|were|with|and|for|per|to|of|at|in|by|the|tablets|capsules|tabs|caps|refills|sessions|visits"

# The names in the pattern files alone are more than spaCy's 10,000.
CACHE_SIZE = 100_000

# Leaner than spaCy's English lists, whose character classes cover every script, and tried only where a chunk has something
# other than a letter or digit: a chunk that is not in the cache costs half.
PREFIXES = (
    r"#(?=[0-9])",
    r"\.\.+",
    r"[(\[{<\"'\u201c\u201d\u2018\u2019\u00ab*\u2022\u00b7\u00a7$\u20ac\u00a3%=\u2014\u2013,;:!?&\ufffe\u2026]",
    r"[-+/.](?=[A-Za-z(])",
)
_SUFFIX_MARKS = (
    r"[)\]}>\"'\u201c\u201d\u2018\u2019\u00bb,;:!?*&%\u00b0\u00ae\u2122\u00a9\u2014\u2013\u2022\u2026\ufffe=-]",
    r"['\u2019][sS]",
    r"\.\.+",
    r"(?<=[a-z0-9%)\]\"'\u201d\u2019\u00b0])\.",
    r"(?<=[A-Z][A-Z0-9])\.",
)
SUFFIXES = (rf"(?=[^A-Za-z0-9])(?:{'|'.join(_SUFFIX_MARKS)})", rf"(?<=[0-9])(?i:{_UNIT})")
_INFIX_MARKS = (
    r"(?<=[0-9])(?=%)",
    r"(?<=[0-9])%(?=[A-Za-z])",
    r"(?<=[A-Za-z0-9)%])#(?=[0-9])",  # 10mg#60
    r"(?<=[A-Za-z0-9)%])[-\u2010-\u2014~\ufffe\x02\xad](?=[A-Za-z0-9(#])",  # 4%-27.5%, L4-5
    r"(?<=[A-Za-z%)])/(?=[A-Za-z0-9(])",  # 10mg/1ml
    r"(?<=[0-9])/(?=[A-Za-z])",
    r"(?<=[A-Za-z0-9)])[:;](?=[A-Za-z0-9(#])",
    r"(?<=[A-Za-z)]),(?=[A-Za-z0-9(])",  # California,Texas
    r"(?<=[0-9]),(?=[A-Za-z])",
    r"(?<=[a-z)])\.(?=[A-Z])",
    r"(?<=[0-9])\.(?=[A-Z][a-z])",  # 2016.In
    r"(?<=(?i:mg|ml|gm|eq))\.(?=[A-Za-z])",  # mg.and
    r"(?<=[A-Za-z0-9])\((?=[0-9]|[A-Za-z]{2})",  # Electromyography(EMG)
    r"\)(?=[,;:.]?[A-Za-z0-9])",
    r"(?<=[A-Za-z0-9)])[&+*=<>\"](?=[A-Za-z0-9(])",
    r"\.\.+|\u2026",
    r"<(?=/)",  # California</p>
)
INFIXES = (
    rf"(?=[^A-Za-z0-9])(?:{'|'.join(_INFIX_MARKS)})",
    rf"(?<=[0-9])(?=(?i:{_UNIT})?(?i:{_NEXT_WORD})?(?![A-Za-z]))(?=[A-Za-z])",  # 121gm, 10/325MG, 60is, 10mgwas
    rf"(?<=[0-9](?i:mg|ml|gm|cc))(?=(?i:{_NEXT_WORD})(?![A-Za-z]))",
    r"(?=[0-9])(?<=[A-Za-z]{4})",  # Norco10/325
)


def _has_long_chunk(text: str) -> bool:
    """Whether a text may have a chunk of `_CHUNK_CHARACTERS`, which would cover one of these windows."""
    window = _CHUNK_CHARACTERS // 2
    if len(text) < _CHUNK_CHARACTERS:
        return False
    windows = (text[start : start + window] for start in range(0, len(text) - window, window))
    return any(" " not in part and "\n" not in part for part in windows)


# Section(s); e.g., p.r.n. A plain word is never split: where that is known here, the affixes need not be looked for.
_WHOLE = r"[A-Za-z]+(?:\(s\))?$|(?:[A-Za-z]\.){2,}$"
# Only what says that it is an address: by spaCy's own expression "mg.and" is one.
_URL = re.compile(r"(?i:https?://|www\.)\S+$|[\w-]+(?:\.[\w-]+)*\.(?i:com|org|gov|edu|net)(?:/\S*)?$")


_CHUNK_CHARACTERS = 200
_LONG_CHUNK = re.compile(rf"(\S{{{_CHUNK_CHARACTERS},}})")


class LetterTokenizer(Tokenizer):  # type: ignore[misc]
    """spaCy's tokenizer, which also hands its input on so that the components need not join the tokens again."""

    def __call__(self, text: str) -> Doc:
        try:
            doc = self._by_pieces(text) if _has_long_chunk(text) else super().__call__(text)
        except UnicodeEncodeError:
            # spaCy keeps words in UTF-8, which has no surrogates; what replaces them is as long, so offsets hold.
            return self(without_surrogates(text))
        remember(doc, text)
        return doc

    def _by_pieces(self, text: str) -> Doc:
        """Tokenize a text with very long chunks, each of which is one token.

        The affixes of a chunk are taken off one by one, each time with a copy of the rest: of a million brackets the time of
        a million squared.
        """
        words: list[str] = []
        spaces: list[bool] = []
        for n, piece in enumerate(_LONG_CHUNK.split(text)):
            if n % 2:
                words.append(piece)
                spaces.append(False)
                continue
            if piece.startswith(" ") and words:
                spaces[-1] = True
                piece = piece[1:]
            part = super().__call__(piece)
            words += [token.text for token in part]
            spaces += [bool(token.whitespace_) for token in part]
        return Doc(self.vocab, words=words, spaces=spaces)

    def __reduce__(self) -> tuple[Any, ...]:
        return LetterTokenizer, super().__reduce__()[1]


def make_tokenizer(abbreviations: Sequence[str] = ()) -> Callable[[Language], Tokenizer]:
    """Registered tokenizer "imr_nlp.Tokenizer.v1".

    abbreviations (Sequence[str]): words that keep their full stop.
    RETURNS (Callable[[Language], Tokenizer]): builds the tokenizer of a pipeline.
    """

    words = "|".join(re.escape(word) for word in abbreviations)
    token_match = re.compile(rf"{_WHOLE}|(?i:{words})\.$" if words else _WHOLE).match

    def create_tokenizer(nlp: Language) -> Tokenizer:
        return LetterTokenizer(
            nlp.vocab,
            rules={},
            # Prefixes begin with "^", so `match` finds what `search` does, and looks at the beginning only.
            prefix_search=compile_prefix_regex(PREFIXES).match,
            suffix_search=compile_suffix_regex(SUFFIXES).search,
            infix_finditer=compile_infix_regex(INFIXES).finditer,
            token_match=token_match,
            url_match=_URL.match,
            max_cache_size=CACHE_SIZE,
        )

    return create_tokenizer
