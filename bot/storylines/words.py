"""Words of a text in any script, with their places in the original.

A *word* is what inflection acts on. Hyphens and apostrophes part words as spaces do, and so does a change
between Latin, Han and Hangul (`北최선희`, `UN제재`). A *run* is a stretch of a script that is written without
spaces (Chinese, Japanese, Thai, …), in which terms are looked for inside. Invisible characters are ignored.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from bot.text import fold as fold_accents

MAX_WORD = 60
"""Longer words are not looked up; the longest German compound in 10,000 real headlines has 47 letters."""

VOICING = "\u3099\u309a"
"""The marks that make パ and バ of ハ: other sounds, and no accents."""

FIRST_NOT_LATIN = "\u0370"
"""Greek begins here, and after it all other scripts."""

# Letters whose stroke or dot decomposition leaves, though headlines drop it; Persian and Urdu shapes of
# Arabic letters; Hebrew and Greek shapes at the end of a word, which a suffix changes. Then what goes
# altogether: soft hyphen, zero-width and direction marks, the Arabic stretch, marks inside Hebrew acronyms,
# and the apostrophe of Cyrillic words.
_SHAPES = {
    **dict(zip("łøđħŧıæœðþ", ("l", "o", "d", "h", "t", "i", "ae", "oe", "d", "th"), strict=True)),
    **dict(zip("یىکڪۀەہھ", "ييككهههه", strict=True)),
    **dict(zip("ךםןףץς", "כמנפצσ", strict=True)),
}
_GONE = "\u00ad\u061c\u0640\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufe0e\ufe0f\ufeff"
_INNER = "'’‘ʼ`´\"״׳"
_SAME = str.maketrans({**_SHAPES, **dict.fromkeys(_GONE + _INNER)})
_BARE = str.maketrans(dict.fromkeys(_GONE + _INNER + "."))

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = (
    "\u3031-\u3035\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
)
_SOUTH_EAST = "\u0e00-\u0eff\u0f00-\u0f0a\u0f0c-\u0fff\u1000-\u109f\u1780-\u17ff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc"
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903"
    "\u093a-\u094f\u0951-\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0abc-\u0acd"
    "\u0b3c-\u0b57\u0bbe-\u0bd7\u0c3e-\u0c56\u0cbc-\u0cd6\u0d3b-\u0d57\u0dca-\u0ddf\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f" + _GONE
)
_LETTER = rf"[^\W_\u02bb\u02bc{_HAN}{_KANA}{_SOUTH_EAST}{_HANGUL}]"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я]"
_JOINT = (  # what continues a word: marks, a Cyrillic apostrophe, the mark in a Hebrew acronym
    rf"(?:[{_MARKS}]+|(?<=[\u0400-\u052f])['’‘ʼ`´](?=[\u0400-\u052f])"
    r"|(?<=[\u05d0-\u05ea])[\"״'׳](?=[\u05d0-\u05ea]))"
)
_WORD = re.compile(
    rf"(?<!\w){_CAPITAL}(?:\.{_CAPITAL})+(?!\w)\.?"  # U.N., U.N, К.Н.Д.Р.
    rf"|{_LETTER}+(?:{_JOINT}+{_LETTER}*)*"
    rf"|[{_HANGUL}]+"
    rf"|(?<![{_HAN}])[{_HAN}]{{1,3}}(?![{_HAN}])"  # what Korean headlines mix in: 北, 安保理
)
_RUN = re.compile(rf"[{_HAN}{_KANA}{_SOUTH_EAST}{_GONE}]+")
_INSIDE_SCRIPT = re.compile(rf"[{_HAN}{_KANA}{_SOUTH_EAST}]")
_ACCENT = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_WIDE = re.compile(rf"[{_HAN}{_KANA}{_SOUTH_EAST}{_HANGUL}]")
_HANGUL_LETTER = re.compile(rf"[{_HANGUL}]")
_KANA_LETTER = re.compile(rf"[{_KANA}]")
_CLUSTER = re.compile(rf"[\s\S][{_MARKS}\u1160-\u11ff\uff9e\uff9f]*")
_GAP = re.compile(r"[\s\-‐‑‒–—―−'’‘ʼ`´·・&/.\u00ad\u200b-\u200f\u2060\ufeff]{1,4}\Z")
_HYPHENS = "-‐‑−"
_APOSTROPHES = "'’‘ʼ`´"

KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc-\u30ff]")

# One of these may stand between two words of a phrase ("troops of the North", "soldats de Corée").
STOP_WORDS = frozenset(
    "a an and at by for from in of on the to "
    "au aux d de des du en et l la le les "
    "al con del e el los las y da das do dos e o os "
    "all dall dei degli delle della dell dello di nell sull qu gli i il lo nel nella "
    "am dem den der des die das im und vom von zu zum zur het een van en "
    "av och pa af og fra til "
    "w we z ze na do i o v ve se s a k "
    "в во на с со из и к о у в з із та й у і ja ve dan".split()
)
# What an apostrophe attaches to the end of a word: English 's, Turkish cases. It parts no phrase.
ATTACHED = frozenset(
    "s nin nun in un ya ye a e yi yu i u da de ta te dan den tan ten daki deki taki teki la le yla yle "
    "li lu lar ler si su n".split()
)


_UNKNOWN = frozenset(("", "und", "mul", "zxx"))
"""Tags that name no language."""

_ACRONYM = re.compile(rf"(?:{_CAPITAL}\.?){{2,6}}\Z")


class Word(NamedTuple):
    """A word as it stands in the text."""

    text: str
    start: int
    end: int


class Run(NamedTuple):
    """A folded run; `starts[i]:ends[i]` is the place in the text that `folded[i]` comes from."""

    folded: str
    starts: list[int] | range
    ends: list[int] | range


def fold(word: str) -> str:
    """A word without case, accents, stretch and invisible marks; the voicing marks of kana stay."""
    lowered = word.lower()
    return lowered if lowered.isascii() else fold_accents(word, VOICING).translate(_SAME)


def spelled(word: str) -> str:
    """A word in its case, without dots and invisible marks: `U.N.` is `UN`."""
    if word.isascii():
        return word.replace(".", "") if "." in word else word
    return unicodedata.normalize("NFKC", word).translate(_BARE)


def accented(word: str) -> str:
    """A word without case but with its accents."""
    return unicodedata.normalize("NFC", word.casefold()).translate(_SAME)


def primary(tag: str) -> str:
    """The language of a tag, without script and region: `zh-Hant` is `zh`."""
    return tag.replace("_", "-").split("-", 1)[0].lower()


def item_language(tag: str) -> str:
    """The primary language of an item's tag, empty for a tag that names none."""
    language = primary(tag)
    return "" if language in _UNKNOWN else language


def word_texts(text: str) -> list[str]:
    """The words of a text; the quick way to see whether one of them is of interest."""
    return _WORD.findall(text)


def joined_texts(text: str) -> list[str]:
    """Each two words that a hyphen joins, written as one."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return []
    return [a.text + b.text for a, b in pairwise(words(text)) if hyphenated(text, a, b)]


def words(text: str) -> list[Word]:
    """The words of a text with their places."""
    return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]


def runs(text: str) -> list[Run]:
    """The stretches without spaces of a text, folded."""
    return [_folded_run(found[0], found.start()) for found in _RUN.finditer(text)]


def _folded_run(text: str, at: int) -> Run:
    folded = fold(text)
    if len(folded) == len(text) and unicodedata.is_normalized("NFKC", text):  # one to one: nearly always
        return Run(folded, range(at, at + len(text)), range(at + 1, at + len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        piece = fold(cluster[0])
        pieces.append(piece)
        starts += [at + cluster.start()] * len(piece)
        ends += [at + cluster.end()] * len(piece)
    return Run("".join(pieces), starts, ends)


def has_runs(text: str) -> bool:
    """Whether a text holds letters of a script that is written without spaces."""
    return not text.isascii() and bool(_INSIDE_SCRIPT.search(text))


def is_acronym(word: str) -> bool:
    """Whether a word is two to six capitals, with or without dots: it is not to be taken for a word."""
    return bool(_ACRONYM.match(word))


def is_hangul(word: str) -> bool:
    """Whether a word is Korean."""
    return bool(_HANGUL_LETTER.match(word))


def neighbours(text: str, first: Word, second: Word) -> bool:
    """Whether nothing that ends a thought stands between two words: `North-Korean`, `N. Korea`."""
    if first.end == second.start:
        return True
    gap = text[first.end : second.start]
    if not _GAP.match(gap):
        return False
    # a full stop joins only after an abbreviation
    return "." not in gap or len(first.text) <= 4


def hyphenated(text: str, first: Word, second: Word) -> bool:
    """Whether a hyphen and nothing else stands between two words."""
    return second.start - first.end == 1 and text[first.end] in _HYPHENS


def attached(text: str, first: Word, second: Word) -> bool:
    """Whether the second word is an ending that an apostrophe attaches to the first."""
    return second.start - first.end == 1 and text[first.end] in _APOSTROPHES and fold(second.text) in ATTACHED


def has_accents(text: str) -> bool:
    """Whether a letter of the Latin script has an accent anywhere in a text."""
    return not text.isascii() and bool(_ACCENT.search(text))


def script_language(text: str) -> str:
    """The language that a text's script gives away: ko, ja, zh, or nothing."""
    if text.isascii():
        return ""
    if _HANGUL_LETTER.search(text):
        return "ko"
    if _KANA_LETTER.search(text):
        return "ja"
    return "zh" if re.search(rf"[{_HAN}]", text) else ""


def shouts(text: str) -> bool:
    """Whether a text is in capitals, so that an acronym cannot be told from a word."""
    return text.isupper() and sum(len(word) > 3 and word.isupper() for word in word_texts(text[:300])) > 1


def wide_share(text: str) -> float:
    """The share of letters that stand for a syllable or word each, in the beginning of a text."""
    sample = text[:200]
    return len(_WIDE.findall(sample)) / len(sample) if sample else 0.0
