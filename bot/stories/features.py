"""What of an item's text is compared with other items: words of its language, and names of any.

Words are cut to their first letters, so that most inflected forms meet without knowing the language. Names
are reduced to the sounds that survive transliteration, so that Zelensky, Зеленский, زيلينسكي and ゼレンスキー
meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

from bot.text import fillers, fold

BEGINNING = 7
"""Letters by which a word is known. Of 5, 6, 7 and whole words, 7 was best or equal on labelled stories."""

SHORTEST = 3
"""Letters of the shortest word that counts."""

NAME_SOUNDS = 4
"""Sounds from which on a name is telling; Kim and Putin are left to the concepts."""

_TEXT = 1_500
"""Characters of a text that are read: the news stands at its beginning."""

_RUNS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_RUN = re.compile(f"[{_RUNS}]+")
_KATAKANA = re.compile("[ァ-ヺー]{4,}")
_WORD = re.compile(rf"(?:(?![{_RUNS}])[^\W_])+")

_SOUNDS = str.maketrans("bfvqcgxdzr", "pppkkkktsl", "aeiouyhwj'")
_HISSES = re.compile("t?s[ch]?h?|tch|ch|zh|ts")
_DOUBLE = re.compile(r"(.)\1+")
_LETTERS = re.compile("[^a-z]")


def content_words(text: str, language: str) -> Iterator[str]:
    """The words of a text that carry meaning, in its order, each as it is compared.

    Where no spaces part words, these are pairs of signs. A word may come twice.
    """
    spoken = language.split("-")[0].lower()
    idle = fillers(spoken)
    for found in _WORD.findall(fold(text[:_TEXT])):
        if found not in idle and (len(found) >= SHORTEST or found.isdecimal()):
            yield f"{spoken}:{found[:BEGINNING]}"
    for run in _RUN.findall(text[:_TEXT]):
        for at in range(len(run) - 1):
            yield f"{spoken}:{run[at : at + 2]}"


def names(text: str) -> Iterator[str]:
    """What may be names in a text, by their sounds in any alphabet: `~slnsk`."""
    shown = text[:_TEXT]
    for word in (*_WORD.findall(shown), *_KATAKANA.findall(shown)):
        if word[0].isupper() or not word[0].isascii():
            sounds = _sounds(word)
            if len(sounds) >= NAME_SOUNDS and _may_be_name(word):
                yield f"~{sounds}"


def _may_be_name(word: str) -> bool:
    """Whether a script shows it, or knows no capitals by which it could."""
    return word[0].isupper() or not (word[0].islower() or word[0].isdecimal())


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> str:
    """The consonants of a name, those that transliterations confuse made one."""
    latin = _LETTERS.sub("", anyascii(word[:40]).lower())
    if latin.startswith("j"):  # a hiss at the beginning (Jelrenseuki), a vowel elsewhere (Selenskyj)
        latin = "z" + latin[1:]
    return _DOUBLE.sub(r"\1", _HISSES.sub("s", latin).translate(_SOUNDS))


def latin(word: str) -> str:
    """A short name in small Latin letters: НБУ is nbu."""
    return anyascii(word[:40]).lower()
