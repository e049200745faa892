"""Numbers as Korean, Japanese and Chinese say them: 1만2천명, 1.2万, 一万二千人, 逾千名, 数百人, 두 명."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.model import Qualifier
from bot.stories.numberwords import east

_ONES = dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)) | {"两": 2, "兩": 2, "半": 0.5}
_ONES |= dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
_BIG = {
    **dict.fromkeys("万萬만", 10**4),
    **dict.fromkeys("億亿억", 10**8),
    **dict.fromkeys("兆조", 10**12),
}
_NATIVE = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "열한": 11, "열두": 12, "열세": 13, "열네": 14, "열다섯": 15, "스무": 20, "서른": 30, "마흔": 40,
    "쉰": 50,
}  # fmt: skip

_UNITS = "".join((*_TENS, *_BIG))
_HAN = "〇零一二三四五六七八九两兩"
_SINO = "일이삼사오육칠팔구"
_DIGITS = r"\d+(?:[,.，]\d+)*"

COUNTERS = re.compile(
    r"\s?(?:여|余|餘|多|余り|数)?\s?"
    r"(名|人|명|位|分(?=の)|척|隻|艘|台|대(?![륙사통표])|架|機(?!関)|辆|輛|発|발(?=의|을|이|\s|$)|枚|票"
    r"|표|개국|[カかヵヶ箇個个]国|個國|国|國"
    r"|社|家|개(?!월)|個(?!月)|个(?!月)|件|건|곳|[カかヵヶ]所|頭|두(?=의|\s|$)|匹|마리|棟|채|户|戶|가구"
    r"|世帯|本(?!部|土|国)|回(?!目)|번(?!째)|次|種|종|팀"
    r"|사람|장|점|편|座|支|口|명분|人分)"
)
_OTHERS = re.compile(
    r"\s?(?:여|余|餘|多)?\s?(?:"
    r"(?P<percent>[%％٪]|퍼센트|パーセント|百分点|个百分点|포인트)"
    r"|(?P<duration>年間|[カかヵヶケ]月|个月|個月|개월|週間|周年|주년|周|주(?=간|\s|만|째)|週|日間"
    r"|天(?!然)|시간|時間|小时|小時|分間|分钟|分鐘|분간|초간|秒|세기|世紀|世纪|박)"
    r"|(?P<age>歳|岁|歲|세(?=[\s,의가는로인)]|$)|살)"
    r"|(?P<date>年|년|月|월|日(?!本)|일(?!본)|時(?!事)|时|시(?![민장내설])|点(?=\d|半)|分(?!の)|분(?=\s"
    r"|에|께))"
    r"|(?P<ordinal>度目|回目|番目|番|번째|차(?![례량])|호|号|號|条|條|조(?!원|각)|항|项|項"
    r"|위(?=[\s,를로에]|$)|期|기(?=\s)|級|급|강(?=\s)|弾|탄)"
    r"|(?P<money>원(?![인정])|圓|円|元(?!首)|ドル|달러|美元|美金|ユーロ|유로|欧元|歐元|卢布|盧布|루블"
    r"|ルーブル|ウォン|韩元|韓元|위안|人民币|港元|港币|新台币|新臺幣|英镑|ポンド|파운드|日元|日圓|엔(?!진))"
    r"|(?P<measure>km|㎞|キロ|킬로|公里|メートル|미터|米(?!国|軍|大)|公尺|トン|톤|t급|吨|噸|kg|㎏|도(?=\s"
    r"|의|선)|度|海里|平方|ヘクタール|公顷|메가와트|배럴|桶|バレル)"
    r")"
)

_NUMERAL = re.compile(
    rf"(?P<vague>[数數수](?:[{_UNITS}]+)|[几幾몇]\s?[{_UNITS}]+|십수|十数|十數|成千上万|成百上千)"
    rf"|(?P<mixed>{_DIGITS}\s?[{_UNITS}](?:\s?(?:{_DIGITS}"
    rf"|[{_HAN}{_SINO}])?[{_UNITS}]){{0,6}}(?:\s?\d{{1,4}}(?![\d월일년]))?)"
    rf"|(?P<han>[{_HAN}{_UNITS}]{{1,12}})"
    rf"|(?P<native>(?<![가-힣])(?:{'|'.join(sorted(_NATIVE, key=len, reverse=True))})(?=\s?(?:명|사람|척"
    rf"|개국|곳|건|마리)|\s(?:대|발|개|번)(?![가-힣]{{2}})))"
    rf"|(?P<sino>(?<![가-힣])[{_SINO}{_UNITS}]{{1,8}}(?=\s?여?\s?명|여\s))"
)

_PLAIN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class EastNumber:
    """A numeral of these scripts."""

    value: float | None
    start: int
    end: int


def numerals(text: str) -> Iterator[EastNumber]:
    """The numerals, but for plain digits without a sign for thousands, which are those of all languages."""
    for found in _NUMERAL.finditer(text):
        start, end = found.span()
        if text[max(0, start - 1) : start] in ("第", "제"):
            continue
        if found["vague"]:
            yield EastNumber(value=None, start=start, end=end)
        elif found["mixed"]:
            number = _mixed(text, start, end)
            if number:
                yield number
        elif found["native"]:
            yield EastNumber(value=_NATIVE[found["native"]], start=start, end=end)
        elif found["sino"] or _counts(text, found["han"], end):
            yield EastNumber(value=_value(found[0]), start=start, end=end)


def _mixed(text: str, start: int, end: int) -> EastNumber | None:
    """`1만2천`; but 4조 is an article unless money follows, and 1천 is no numeral in 1천안."""
    value = _value(text[start:end])
    if text[end - 1] == "조" and not _OTHERS.match(text, end):
        return None
    return EastNumber(value=value, start=start, end=end)


def _counts(text: str, numeral: str, end: int) -> bool:
    """Whether signs that are also parts of words (一致, 万一, 三国) are a numeral here."""
    if len(numeral) > 1 and numeral[-1] in _UNITS and numeral[0] in _HAN:
        return True
    counter = COUNTERS.match(text, end)
    if counter and counter[1] in ("国", "國", "家", "次", "位", "回", "本", "座", "口", "支", "分"):
        return counter[1] in ("家", "位", "国", "國") and numeral not in "一〇"
    return bool(counter) or bool(_OTHERS.match(text, end))


def _value(numeral: str) -> float:
    """What a numeral of digits and signs says: 1만2천, 一万二千, 1.2万, 二〇二五."""
    total = section = 0.0
    current: float | None = None
    for part in re.findall(rf"{_DIGITS}|\S", numeral):
        if part in _BIG:
            total += (section + (current or 0.0) or 1.0) * _BIG[part]
            section, current = 0.0, None
        elif part in _TENS:
            section += (1.0 if current is None else current) * _TENS[part]
            current = None
        elif part in _ONES:
            current = (current * 10 if current else 0) + _ONES[part]
        else:
            current = float(part.replace(",", "").replace("，", "")) if _PLAIN.fullmatch(part) else 0.0
    return total + section + (current or 0.0)


def unit_after(text: str, end: int) -> tuple[str, str, int]:
    """What follows a number: the kind (`counter`, `money`, `date`, …, or empty), the word, and its end."""
    other, counter = _OTHERS.match(text, end), COUNTERS.match(text, end)
    if other and not (counter and counter.end() > other.end()):
        return other.lastgroup or "", other[0].strip(), other.end()
    if counter:
        return "counter", counter[1], counter.end()
    return "", "", end


@lru_cache(maxsize=1)
def _qualifiers() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, Qualifier]]:
    table = east()
    names = {
        word: Qualifier(name) for side in table.values() for name, words in side.items() for word in words
    }

    def any_of(side: str) -> str:
        words = [word for words in table[side].values() for word in words]
        return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))

    before = re.compile(
        rf"(?<![条條規规契公制節节盟])({any_of('before')})\s?(?:有|는|은|총|計|总计|總計|共"
        rf"|합쳐)?\s?[\"“「『'‘]?$"
    )
    return before, re.compile(any_of("inner")), re.compile(rf"\s?({any_of('behind')})"), names


_REACH = 12
"""Characters before a number in which its qualifier stands."""


def qualifier_before(text: str, start: int) -> tuple[Qualifier, int] | None:
    """The qualifier that ends where the number starts, and where it starts."""
    begin = max(0, start - _REACH)
    before, _, _, names = _qualifiers()
    found = before.search(text[begin:start])
    return (names[found[1]], begin + found.start(1)) if found else None


def qualifier_behind(text: str, end: int, *, counted: bool) -> tuple[Qualifier, int] | None:
    """The qualifier that starts where the number or its counter ends, and where it ends."""
    _, inner, behind, names = _qualifiers()
    found = behind.match(text, end) or (None if counted else inner.match(text, end))
    return (names[found[0].strip()], found.end()) if found else None
