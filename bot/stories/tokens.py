"""A text as words and numbers in digits, as its language groups them: 12 000, 12,000, 12.000, 1,50,000."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.stories.numberwords import SPACES, WORD, Words, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word or a run of digits."""

    start: int
    end: int
    text: str
    key: str
    value: float | None = None
    """Of digits."""
    plain: bool = False
    """Digits without separators."""


_CLOCK = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|\d{1,2}:\d{2}(?::\d{2})?|\d+/\d+(?:/\d+)?")
_GROUPED = re.compile(rf"\d{{1,3}}(?P<sep>[.,٬'’ {SPACES}])\d{{3}}(?:(?P=sep)\d{{3}})*(?!\d)")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)")
_DECIMAL = re.compile(r"\d+[.,٫]\d+")
_DIGITS = re.compile(r"\d+")
_FRACTION = re.compile(r"[.,٫]\d+(?![\d.,]\d)")
_LONGEST = 15
"""Digits of the longest number without separators; longer ones are codes."""

_SCAN = re.compile(rf"{WORD.pattern}|(?P<digits>\d)")


def tokens(text: str, words: Words) -> list[Token]:
    """Words and numbers in digits, in order; signs of scripts without spaces are words of any length."""
    found, at = [], 0
    while hit := _SCAN.search(text, at):
        if not hit["digits"]:
            found.append(Token(start=hit.start(), end=hit.end(), text=hit[0], key=key(hit[0])))
            at = hit.end()
            continue
        token = _digits(text, hit.start(), words)
        found.append(token)
        at = token.end
    return found


def _digits(text: str, start: int, words: Words) -> Token:
    clock = _CLOCK.match(text, start)
    if clock and not _GROUPED.match(text, start):
        return Token(start=start, end=clock.end(), text=clock[0], key="", value=None)
    grouped = _grouped(text, start, words)
    if grouped:
        return grouped
    if decimal := _DECIMAL.match(text, start):
        value = float(re.sub("[,٫]", ".", decimal[0]))
        return Token(start=start, end=decimal.end(), text=decimal[0], key="", value=value)
    plain = _DIGITS.match(text, start)
    assert plain
    whole = float(plain[0]) if len(plain[0]) <= _LONGEST else None
    return Token(start=start, end=plain.end(), text=plain[0], key="", value=whole, plain=True)


def _grouped(text: str, start: int, words: Words) -> Token | None:
    """Digits in groups. One group after the language's decimal sign is a fraction, unless it is 000."""
    indian, found = _INDIAN.match(text, start), _GROUPED.match(text, start)
    if indian:
        return Token(start=start, end=indian.end(), text=indian[0], key="", value=_number(indian[0]))
    if not found:
        return None
    sep, digits = found["sep"], found[0]
    if sep == " " and not words.spaced:
        return None
    single = len(digits) - digits.rfind(sep) == 4 and digits.count(sep) == 1
    if sep == words.decimal and single and not digits.endswith("000"):
        return None
    if digits.startswith("0"):
        return None
    fraction = _FRACTION.match(text, found.end())
    if fraction and fraction[0][0] == sep:
        fraction = None
    value = _number(digits) + (float("0." + fraction[0][1:]) if fraction else 0.0)
    end = fraction.end() if fraction else found.end()
    return Token(start=start, end=end, text=text[start:end], key="", value=value)


def _number(digits: str) -> float:
    return float(re.sub(r"\D", "", digits))
