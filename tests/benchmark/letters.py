"""Letters for long runs: those of the corpus, shuffled, with new words and case numbers. Start with `perturbed`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

LETTERS = Path(__file__).parents[2] / "corpus" / "letters"
# One word in so many becomes a new one, which no other letter has.
NEW_WORDS = 20
_CASE_NUMBER = re.compile(r"CM(\d\d)-\d{7}")
_SUMMARY = re.compile(r"(?<=CLINICAL CASE SUMMARY\n)(.*?)(?=\nIMR ISSUES, DECISIONS)", re.DOTALL)
_WORD = re.compile(r"\b[a-z]{5,}\b")
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


def read_letters(folder: Path = LETTERS) -> list[str]:
    """The texts of a folder's .txt files."""
    texts = []
    for path in sorted(folder.glob("*.txt")):
        with open(path, encoding="utf8", newline="") as file:
            texts.append(file.read())
    return texts


def perturbed(count: int, first: int = 0, folder: Path = LETTERS) -> Iterator[tuple[str, str]]:
    """Letters that are as long as those of the corpus, each different from all others.

    count (int): how many.
    first (int): number of the first; a letter depends on its number alone.
    folder (Path): letters to start from.
    YIELDS (tuple[str, str]): "letter 17" and text.
    """
    texts = read_letters(folder)
    for number in range(first, first + count):
        yield f"letter {number}", perturb(texts[number % len(texts)], number)


def perturb(text: str, number: int) -> str:
    """One letter: sentences of the summary in another order, one word in twenty new, a case number of its own."""
    random = Random(number)

    def shuffled(match: re.Match[str]) -> str:
        sentences = re.split(r"(?<=\.)\s", match[0])
        random.shuffle(sentences)
        return " ".join(sentences)

    def replaced(match: re.Match[str]) -> str:
        return new_word(random) if random.random() * NEW_WORDS < 1 else match[0]

    text = _CASE_NUMBER.sub(lambda match: f"CM{match[1]}-{number:07}", text)
    return _WORD.sub(replaced, _SUMMARY.sub(shuffled, text))


def new_word(random: Random) -> str:
    """A word of six syllables, one of a hundred thousand million."""
    return "".join(random.choices(_SYLLABLES, k=6))


def write_texts(folder: Path, letters: Iterator[tuple[str, str]]) -> None:
    """One .txt file of each letter, a hundred in a folder."""
    for number, (_, text) in enumerate(letters):
        path = folder / f"{number // 100:05}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf8", newline="")


def write_jsonl(path: Path, letters: Iterator[tuple[str, str]]) -> None:
    """One line of each letter."""
    with open(path, "w", encoding="utf8") as file:
        for source, text in letters:
            file.write(json.dumps({"id": source, "text": text}) + "\n")
