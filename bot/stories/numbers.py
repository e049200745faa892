"""All numbers that a text says, in any language: what each is worth, how it is bounded, and what kind it is.

A text is read once into words and digits. Numerals are put together of them, then joined to ranges, and the
words around each tell the qualifier (`up to`) and the kind (a date, money, a distance, or a count of things).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.model import Qualifier
from bot.stories.eastnumbers import numerals, qualifier_before, qualifier_behind, unit_after
from bot.stories.numberwords import MARKS, SPACES, WORD, Words, key, words_of

READ = 8_000
"""Characters of a text that are read; the matcher reads 6,000."""

LARGEST = 1e15
"""What is larger is no number of the news, but a code."""


class Kind(StrEnum):
    """What a number says."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    """Also an age."""
    MEASURE = "measure"
    ORDINAL = "ordinal"
    NAME = "name"
    """Part of a name: U20, Su-35, resolution 2745."""
    SCORE = "score"
    """13-0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that a text says."""

    value: float | None
    """None where only a magnitude is said."""
    value_max: float | None = None
    """The upper end of a range, the second number of a score."""
    qualifier: Qualifier = Qualifier.EXACT
    kind: Kind = Kind.COUNT
    text: str
    """The bare numeral: `text[start:end]`."""
    start: int
    end: int
    said_start: int
    """Where its qualifier starts, if that stands before it."""
    said_end: int
    """Where its counter and what qualifies it behind end."""
    counter: str = ""
    """The counter behind it, in scripts that have them: 명, 隻."""
    spelled: bool = False
    """Said in words."""


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
_SCAN = re.compile(rf"{WORD.pattern}|(?P<digits>\d)")

_GAP = re.compile(rf"\.?[\s{SPACES}]{{0,2}}[-‐‑]?|['’\u0640]")
_QUOTED = re.compile(rf"[\s{SPACES}\"'“”„«»‘’‹›(\u0640$€£¥₩₽₴₹]{{0,4}}")
_DASH = re.compile(rf"[\s{SPACES}]?[-–—‒−~∼〜～][\s{SPACES}]?|から|至|到|에서|부터")
_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]")
_ATTACHED_NAME = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff][-‐‑]?$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|re|e|ème|eme|º|ª|°(?!C|F)|[-‑]?(?:й|я|го|му|м|ю|ей|ти|та|ге|те|ша|ша|ій|ої))\b|[ºª]")
_PERCENT = re.compile(
    r"\s?(?:[-\s]?(?:[%٪％]|per ?cent\b|percent\b|pour cent\b|prozent|por ?cien|por cento|per cento|procent|процент|"
    r"відсот|(?:في|ب)\s?ال?م[اي]?[ئي]ة|yüzde|درصد|אחוז))",
    re.IGNORECASE,
)
_SYMBOL = "(?:US|A|C|HK|NT|R)?[$€£¥₩₽₴₹₺₪]|USD|EUR|GBP|CHF|JPY|CNY|RUB|UAH"
_MONEY_BEFORE = re.compile(rf"(?:{_SYMBOL})\s?$")
_MONEY_AFTER = re.compile(rf"\s?(?:{_SYMBOL})(?![A-Za-z])")
_MONEY = frozenset(
    key(word)
    for word in """dollar dollars dólar dólares dolar dolares dollari dolarów dolary dolara dollaro dollarn
                долларов доллара доллар доллары долларах долл доларів долара долари долар دولار دولارات دولارا
                euro euros eur euroa евро євро يورو evro eura rouble roubles ruble rubles rublos rubel rubli
                rublo rubla рублей рубля рубль руб рублів рубля روبل yuan yuans yuanes юаней юанів يوان won
                wons вон yen yens yenes иен йен ين rupee rupees rupias roupies rupien rupie pound pounds
                livres libras sterline pfund funtów фунтов فونд جنيه جنيها جنيهات franc francs franken franchi
                francos zloty złotych złote złoty zł złotego hryvnia hryvnias гривен гривень гривні гривня грн
                lira liras lire ليرة peso pesos real reais riyal riyals ريال dinar dinars dinares دينار dirham
                dirhams درهم shekel shekels krona kronor kronen kroner kronas koruny korun tl lirası rial
                rials riales toman دلار تومان ریال یورو שקל שקלים דולר cents centavos centimes""".split()
)
_DOZEN = 12
_DIGIT = 10
"""Below it a number in words is not bounded by a bare preposition: санкции до двух банков."""

_SHARES = (10**3, 10**6, 10**9, 10**12)
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_DAYS = 31


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
    decimal = _DECIMAL.match(text, start)
    if decimal and not _GROUPED.match(text, start):
        value = float(re.sub("[,٫]", ".", decimal[0]))
        return Token(start=start, end=decimal.end(), text=decimal[0], key="", value=value)
    if decimal and _GROUPED.match(text, start):
        value = float(re.sub("[,٫]", ".", decimal[0]))
        return Token(start=start, end=decimal.end(), text=decimal[0], key="", value=value)
    plain = _DIGITS.match(text, start)
    assert plain
    value = float(plain[0]) if len(plain[0]) < 16 else None
    return Token(start=start, end=plain.end(), text=plain[0], key="", value=value, plain=True)


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


class _Reader:
    """Puts numerals together of the tokens of one text."""

    def __init__(self, text: str, words: Words) -> None:
        self.text, self.words = text, words
        self.tokens = tokens(text, words)

    def near(self, left: int, right: int, gap: re.Pattern[str] = _GAP) -> bool:
        """Whether the tokens stand side by side."""
        if not 0 <= left < right < len(self.tokens):
            return False
        between = self.text[self.tokens[left].end : self.tokens[right].start]
        if between.startswith(".") and len(self.tokens[left].text) > 4:
            return False
        return gap.fullmatch(between) is not None

    def key(self, index: int) -> str:
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def numerals(self, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[Number, int, int]]:
        """The numerals with the indices of their first token and of the one behind their last."""
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if any(start < token.end and token.start < end for start, end in taken):
                index += 1
                continue
            found = self._digit(index) if not token.key else self._vague(index) or self._spelled(index)
            if found is None:
                index += 1
                continue
            number, after = found
            yield number, index, after
            index = after

    def _make(self, first: int, after: int, value: float | None, *, about: bool, spelled: bool) -> tuple[Number, int]:
        start, end = self.tokens[first].start, self.tokens[after - 1].end
        if self.text[end : end + 1] == "." and len(self.tokens[after - 1].text) <= 4 and after - first > 1:
            end += 1 if self.text[end + 1 : end + 2].strip() == "" and self._abbreviation(after - 1) else 0
        qualifier = Qualifier.SEVERAL if value is None else Qualifier.ABOUT if about else Qualifier.EXACT
        number = Number(
            value=value,
            qualifier=qualifier,
            text=self.text[start:end],
            start=start,
            end=end,
            said_start=start,
            said_end=end,
            spelled=spelled,
        )
        return number, after

    def _abbreviation(self, index: int) -> bool:
        word = self.tokens[index].key
        return word in self.words.values and len(word) <= 4 and not word.isdigit()

    def _magnitude(self, index: int, least: float = 1000) -> float:
        """The magnitude that a word is, or 0."""
        word = self.key(index)
        value = self.words.values.get(word, 0.0)
        group = self.words.groups.get(word) or self.words.many.get(word, 0.0)
        return value if value >= least and word else group

    def _digit(self, first: int) -> tuple[Number, int] | None:
        """`12,000`, `1.5 million`, `15mila`, `2 dozen`."""
        value = self.tokens[first].value
        if value is None:
            return None
        after, last = first + 1, 0.0
        while self.near(after - 1, after) and (size := self._magnitude(after, 100)) > last and size > 1:
            if size in (2e3, 2e6, 2e9):  # the accusative of an Arabic thousand looks like its dual
                size /= 2
            glued = self.tokens[after].start == self.tokens[after - 1].end
            if glued and len(self.key(after)) == 1:
                break
            value, last, after = value * size, size, after + 1
        if value > LARGEST:
            return None
        return self._make(first, after, value, about=False, spelled=False)

    def _vague(self, first: int) -> tuple[Number, int] | None:
        """`thousands`, `several hundred`, `tens of thousands`; after a qualifier a magnitude has its
        value."""
        words, after = self.words, first
        few = words.few and self.key(first) in words.few
        if few:
            after += 1
            if not self.near(first, after) or self._magnitude(after, 100) < 10:
                return None
        elif self.key(first) not in words.many or (
            (self.key(first) in words.values or self.key(first) in words.groups) and self._qualified(first)
        ):
            return None
        while after < len(self.tokens) and self._magnitude(after, 100) >= 10:
            step = after + 1
            if self.key(step) in words.of | words.joins and self.near(after, step):
                step += 1
            if not (self.near(step - 1, step) and self._magnitude(step, 100) >= 10):
                break
            after = step
        return self._make(first, after + 1, None, about=False, spelled=True)

    def _qualified(self, index: int) -> bool:
        found = self.qualifier_before(index)
        return found is not None

    def _spelled(self, first: int) -> tuple[Number, int] | None:
        """`twelve thousand`, `une centaine`, `half a million`, `двадцати трёх`, `zweihundertfünfzig`."""
        words, after, value, about = self.words, first, None, False
        if self.key(first) in words.halves:
            step = first + 1 + (self.key(first + 1) in words.articles)
            if self._magnitude(step, 10) >= 10 and self.near(step - 1, step):
                return self._make(first, step + 1, self._magnitude(step, 10) / 2, about=True, spelled=True)
            return None
        if self.key(first) in words.articles and self.key(first) not in words.values:
            return self._articled(first)
        value, after, about = self._sum(first)
        if value is None or value > LARGEST:
            return self._dual(first) or self._round(first)
        return self._make(first, after, value, about=about, spelled=True)

    def _articled(self, first: int) -> tuple[Number, int] | None:
        """`a thousand`, `un millier`, `eine Million`."""
        step = first + 1
        if not self.near(first, step):
            return None
        word = self.key(step)
        if word in self.words.groups:
            size = self.words.groups[word]
            return self._make(first, step + 1, size, about=size != _DOZEN, spelled=True)
        if word in self.words.halves:
            found = self._spelled(step)
            return self._make(first, found[1], found[0].value, about=True, spelled=True) if found else None
        if self.words.values.get(word, 0) in (12, 100, 1e3, 1e6, 1e9, 1e12):
            value, after, about = self._sum(step, articled=True)
            return self._make(first, after, value, about=about, spelled=True) if value else None
        return None

    def _round(self, first: int) -> tuple[Number, int] | None:
        """`десяток`, in languages without articles."""
        size = self.words.groups.get(self.key(first))
        if self.words.articles or not size:
            return None
        return self._make(first, first + 1, size, about=size != _DOZEN, spelled=True)

    def _dual(self, first: int) -> tuple[Number, int] | None:
        if self.key(first) in self.words.duals:
            return self._make(first, first + 1, 2.0, about=False, spelled=True)
        return None

    def _sum(self, first: int, *, articled: bool = False) -> tuple[float | None, int, bool]:
        """The numeral in words that starts at a token: its value, the index behind it, whether it is
        rough."""
        total, current, last, about = 0.0, None, float("inf"), False
        after = index = first
        joined = False
        while index < len(self.tokens) and (index == first or self.near(index - 1, index)):
            parts = self._parts(self.key(index))
            joined = joined or (self.key(index).startswith("و") and self.key(index) not in self.words.values)
            if joined and not parts and current and current % 10 == 0 and self.key(index) in self.words.articles:
                parts = [1.0]  # vingt et un
            if not parts:
                group = self.words.groups.get(self.key(index)) if current else None
                if group and not joined:
                    current, after = (current or 1) * group, index + 1
                elif self.key(index) in self.words.joins and index > first and not joined and (current or total):
                    joined, index = True, index + 1
                    continue
                break
            before = (total, current, last)
            for part in parts:
                step = _add(total, current, last, part, joined=joined or len(parts) > 1)
                if step is None:
                    break
                total, current, last = step
            else:
                about = about or 1.5 in parts
                index, joined = index + 1, False
                after = index
                continue
            total, current, last = before
            break
        if after == first:
            return None, first, False
        value = total + (current or 0.0)
        bare = not articled and after - first == 1 and value >= 100 and self.key(first) in self.words.values
        if bare and self.words.articles and (value >= 1e6 or "a" in self.words.articles and "an" in self.words.articles):
            return None, first, False
        return value, after, about

    def _parts(self, word: str) -> list[float]:
        """The numerals that a word is made of, joiners as 0."""
        values = self.words.values
        if word in values:
            return [values[word]]
        if word.startswith("و") and word[1:] in values:
            return [values[word[1:]]]
        if not self.words.compounds or not 4 <= len(word) <= 40:
            return []
        return _split(word, {**self.words.inside, **values}) or []

    def qualifier_before(self, index: int) -> tuple[Qualifier, int] | None:
        """The qualifier whose words end before a token, and the index of its first word."""
        words = self.words
        for length in range(min(5, index), 0, -1):
            first = index - length
            found = words.before.get(tuple(token.key for token in self.tokens[first:index]))
            if found is None or not self._run(first, index):
                continue
            stem = words.unless.get(self.key(first)) if length == 1 else None
            if stem and any(self.key(at).startswith(stem) for at in range(max(0, index - 8), first)):
                return None
            return found, first
        return None

    def qualifier_behind(self, index: int) -> tuple[Qualifier, int] | None:
        """The qualifier whose words start at a token, and the index behind it."""
        for length in range(min(3, len(self.tokens) - index), 0, -1):
            found = self.words.behind.get(tuple(token.key for token in self.tokens[index : index + length]))
            if found and self._run(index - 1, index + length):
                return found, index + length
        return None

    def _run(self, first: int, after: int) -> bool:
        last = min(after, len(self.tokens) - 1)
        return all(self.near(at, at + 1, _QUOTED) or self.near(at, at + 1) for at in range(first, last))

    def opener(self, index: int) -> int | None:
        """The index of the words before a token that open a range."""
        for length in (2, 1):
            first = index - length
            if first >= 0 and tuple(t.key for t in self.tokens[first:index]) in self.words.openers:
                return first if self._run(first, index) else None
        return None

    def links(self, after: int, first: int) -> tuple[bool, bool]:
        """Whether the words between two numerals join a range, and whether it has to be opened before."""
        between = tuple(token.key for token in self.tokens[after:first])
        return between in self.words.links, bool(between) and between[0] in self.words.joins


def _split(word: str, pieces: dict[str, float]) -> list[float] | None:
    """The values of the pieces that a compound is made of, longest first; None if it is none."""
    reach: list[list[float] | None] = [None] * (len(word) + 1)
    reach[len(word)] = []
    for start in range(len(word) - 1, -1, -1):
        for end in range(len(word), start, -1):
            rest = reach[end]
            if rest is not None and word[start:end] in pieces:
                reach[start] = [pieces[word[start:end]], *rest]
                break
    found = reach[0]
    return found if found and len(found) > 1 and found[-1] != 0.0 and found[0] != 0.0 else None


def _add(
    total: float, current: float | None, last: float, part: float, *, joined: bool
) -> tuple[float, float | None, float] | None:
    """The sum so far with one more numeral, None if that does not continue it."""
    if part == 0.0 and current is not None:
        return (total, current, last) if joined else None
    if part >= 1000:
        if current is None and total and part > last:  # mil millones
            return total * part, None, part
        if part >= last:
            return None
        return total + (current or 1.0) * (part / 2 if part in (2e3, 2e6, 2e9) and current else part), None, part
    if current is None:
        return total, part, last
    if part == 100.0 and current < 100:
        return total, current * 100, last
    if part == 20.0 and current == 4.0 and not joined:  # quatre-vingt
        return total, 80.0, last
    rest = current % 100
    if part < 10 and current % 10 == 0 and rest != 10:
        return total, current + part, last
    if part < 10 and rest == 10 and current % 100 == 10 and not joined:  # dix-sept, on iki
        return total, current + part, last
    if 10 <= part < 20 and rest in (0, 60, 80) and current >= 60:
        return total, current + part, last
    if 20 <= part < 100 and (rest == 0 and current >= 100 or rest < 10 and joined):
        return total, current + part, last
    if part >= 100 and rest < 20 and joined and current < 20:  # خمسة ومئة
        return None
    return None


def numbers(text: str, language: str) -> list[Number]:
    """All numbers that a text says, in order of place; offsets are into the text as given."""
    text = text[:READ]
    words = words_of(language)
    eastern = list(numerals(text))
    reader = _Reader(text, words)
    found = [
        (_with_east(text, Number(
            value=number.value,
            qualifier=Qualifier.SEVERAL if number.value is None else Qualifier.EXACT,
            text=text[number.start : number.end],
            start=number.start,
            end=number.end,
            said_start=number.start,
            said_end=number.end,
            spelled=not text[number.start].isdigit(),
        )), -1, -1)
        for number in eastern
    ]  # fmt: skip
    for number, first, after in reader.numerals([(number.start, number.end) for number in eastern]):
        found.append((_with_words(reader, _with_east(text, number), first, after), first, after))
    found.sort(key=lambda each: each[0].start)
    return _ranges(reader, found)


def _with_east(text: str, number: Number) -> Number:
    """The number with what the signs around it say of it."""
    kind, word, end = unit_after(text, number.end)
    if kind == "counter":
        number = replace(number, counter=word, said_end=end)
    elif kind:
        number = replace(number, kind=Kind.DURATION if kind == "age" else Kind(kind), said_end=end)
    if number.value is None:
        return number
    before = qualifier_before(text, number.start)
    inner = qualifier_behind(text, number.end, counted=False)
    behind = qualifier_behind(text, number.said_end, counted=bool(kind)) or inner
    if before:
        number = replace(number, qualifier=before[0], said_start=before[1])
    if behind:
        number = replace(number, said_end=max(number.said_end, behind[1]))
        if not before:
            number = replace(number, qualifier=behind[0])
    return number


def _with_words(reader: _Reader, number: Number, first: int, after: int) -> Number:
    """The number with what the words around it say of it."""
    if number.kind is Kind.COUNT and not number.counter:
        number = replace(number, kind=_kind(reader, number, first, after))
        if number.kind in (Kind.MONEY, Kind.PERCENT):
            number = _with_unit(reader, number, after)
    if number.value is None:
        return number
    before, behind = reader.qualifier_before(first), reader.qualifier_behind(after)
    if reader.text[number.end : number.end + 1] == "+":
        return replace(number, qualifier=Qualifier.OVER, said_end=max(number.said_end, number.end + 1))
    if before and not (first - before[1] == 1 and number.spelled and number.value < _DIGIT):
        return replace(number, qualifier=before[0], said_start=reader.tokens[before[1]].start)
    if behind:
        end = max(number.said_end, reader.tokens[behind[1] - 1].end)
        return replace(number, qualifier=behind[0], said_end=end)
    return number


def _kind(reader: _Reader, number: Number, first: int, after: int) -> Kind:
    """What kind of number this is, by what stands around it."""
    text, words = reader.text, reader.words
    before, behind = text[max(0, number.start - 6) : number.start], text[number.end : number.end + 16]
    next_key = reader.key(after) if reader.near(after - 1, after) else ""
    if not number.spelled and _ATTACHED_NAME.search(before):
        return Kind.NAME
    if _MONEY_BEFORE.search(before) or _MONEY_AFTER.match(behind) or _currency(reader, after):
        return Kind.MONEY
    if _PERCENT.match(behind):
        return Kind.PERCENT
    if _lasts(next_key, words):
        return Kind.DURATION
    if next_key in words.measures or behind.startswith("°"):
        return Kind.MEASURE
    if not number.spelled and (dated := _dated(reader, number, first, after)):
        return dated
    named = reader.key(first - 1) in words.named and reader.near(first - 1, first, _QUOTED)
    if not number.spelled and (named or before.rstrip().endswith(("№", "#", "n°", "n.º"))):
        return Kind.NAME
    return Kind.COUNT


def _with_unit(reader: _Reader, number: Number, after: int) -> Number:
    """The number with its currency or per cent sign."""
    text = reader.text
    sign = _MONEY_BEFORE.search(text[max(0, number.start - 6) : number.start])
    start = number.start - len(sign[0]) if sign else number.start
    behind = (_MONEY_AFTER if number.kind is Kind.MONEY else _PERCENT).match(text, number.end)
    end = behind.end() if behind else max(number.end, _currency(reader, after) if not sign else 0)
    return replace(number, said_start=start, said_end=end)


def _currency(reader: _Reader, after: int) -> int:
    """Where a currency ends that follows, perhaps after `of` and an adjective (millions d'euros), else 0."""
    for step in (after, after + 1, after + 2):
        if not reader.near(step - 1, step, _QUOTED) and not reader.near(step - 1, step):
            return 0
        if reader.key(step) in _MONEY:
            return reader.tokens[step].end
        if step > after and reader.key(step) in reader.words.stops:
            return 0
    return 0


def _lasts(word: str, words: Words) -> bool:
    """Whether a word, perhaps inflected, is a span of time."""
    if word in words.durations:
        return True
    return len(word) > 3 and any(
        word.startswith(unit[: max(4, len(unit) - 2)]) and len(word) <= len(unit) + 2
        for unit in words.durations
        if len(unit) > 3
    )


def _dated(reader: _Reader, number: Number, first: int, after: int) -> Kind | None:
    """The kind of plain digits that are a date, a year, an ordinal or a part of a name."""
    text, words, token = reader.text, reader.words, reader.tokens[first]
    behind = text[number.end : number.end + 8]
    if _ORDINAL.match(behind) or text[: number.start].endswith(("الـ", "ال")):
        return Kind.ORDINAL
    if _LETTER.match(behind):
        attached = reader.key(after)
        return Kind.MEASURE if attached in words.measures else Kind.NAME
    if token.plain and token.text[0] == "0" and len(token.text) > 1:
        return Kind.NAME
    single = after - first == 1 and token.plain and number.value is not None
    if not single or number.value is None:
        return None
    months = (reader.key(first - 1), reader.key(first - 2) if reader.key(first - 1) in words.of else "")
    following = (reader.key(after), reader.key(after + 1) if reader.key(after) in words.of else "")
    beside = [name for name in (*months, *following) if name in words.months]
    if beside and (number.value <= _DAYS or _is_year(number.value)) and _capital(reader, first, after):
        return Kind.DATE
    if _is_year(number.value) and len(token.text) == 4:
        return Kind.DATE
    if behind[:2] == ". " and behind[2:3].isalpha() and words.decimal == "," and number.value < 100:
        return Kind.ORDINAL
    return None


def _is_year(value: float) -> bool:
    """2000 and 1900 are as often counts."""
    return _FIRST_YEAR <= value <= _LAST_YEAR and value % 100 != 0


def _capital(reader: _Reader, first: int, after: int) -> bool:
    """English may is a month only with a capital."""
    names = [reader.tokens[at] for at in (first - 2, first - 1, after, after + 1) if 0 <= at < len(reader.tokens)]
    return not any(token.text in ("may", "march") for token in names)


def _ranges(reader: _Reader, found: Sequence[tuple[Number, int, int]]) -> list[Number]:
    """The numbers, two that make a range or a score as one."""
    result: list[Number] = []
    at = 0
    while at < len(found):
        joined = _range(reader, found[at], found[at + 1]) if at + 1 < len(found) else None
        result.append(joined or found[at][0])
        at += 2 if joined else 1
    return result


def _range(
    reader: _Reader, left: tuple[Number, int, int], right: tuple[Number, int, int]
) -> Number | None:
    low, high = left[0], right[0]
    if low.value is None or high.value is None or not _DASH.pattern:
        return None
    between = reader.text[low.end : high.start]
    if len(between) > 12:
        return None
    dash = _DASH.fullmatch(between) or _DASH.fullmatch(reader.text[low.said_end : high.start] or "x")
    linked, opens = reader.links(left[2], right[1]) if left[2] > 0 and right[1] > 0 else (False, False)
    attached = between.strip() == "و" or between.strip(" ") == "و"
    if not (dash or linked or attached):
        return None
    opener = reader.opener(left[1]) if left[1] >= 0 else None
    if (opens or attached) and not dash and opener is None:
        return None
    low_value = _shared(low, high)
    if low_value >= high.value:
        return _score(reader.text, low, high) if dash and between.strip() in ("-", "–") else None
    if low.kind in (Kind.NAME, Kind.DATE) or high.kind is Kind.NAME:
        return None
    start = reader.tokens[opener].start if opener is not None else low.said_start
    return replace(
        high,
        value=low_value,
        value_max=high.value,
        qualifier=Qualifier.RANGE,
        text=reader.text[low.start : high.end],
        start=low.start,
        said_start=start,
        kind=high.kind if high.kind is not Kind.COUNT else low.kind,
    )


def _shared(low: Number, high: Number) -> float:
    """The lower end: in `three to four thousand` the thousand is said once."""
    assert low.value is not None
    assert high.value is not None
    for size in reversed(_SHARES):
        if high.value >= size and low.value < high.value / size and low.value < 1000:
            return low.value * size
    return low.value


def _score(text: str, low: Number, high: Number) -> Number | None:
    """`13-0`: of two plain numbers of up to three digits, the higher first."""
    if low.spelled or high.spelled or max(len(low.text), len(high.text)) > 3 or low.kind is Kind.NAME:
        return None
    return replace(
        low,
        value_max=high.value,
        qualifier=Qualifier.EXACT,
        said_start=low.start,
        kind=Kind.SCORE,
        text=text[low.start : high.end],
        end=high.end,
        said_end=high.end,
    )
