"""Numbers in the formats, words and scripts of the supported languages."""

from __future__ import annotations

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.stories.numbers import READ, Kind, Number, numbers
from bot.stories.numberwords import words_of

LANGUAGES = "en fr de es it pt nl sv pl ru uk ar tr fa he cs ko ja zh zh-Hant pt-BR xx".split()


def said(text: str, language: str) -> list[Number]:
    return numbers(text, language)


def counts(text: str, language: str) -> list[tuple[float | None, float | None, str]]:
    return [(n.value, n.value_max, n.qualifier.value) for n in said(text, language) if n.kind is Kind.COUNT]


@pytest.mark.parametrize(
    ("language", "text", "value", "qualifier"),
    [
        ("en", "a crowd of 12,000 gathered", 12_000, "exact"),
        ("en", "some 1.5 million voters", 1_500_000, "about"),
        ("en", "twelve thousand pilgrims", 12_000, "exact"),
        ("en", "two hundred and fifty-three cases", 253, "exact"),
        ("en", "a dozen nurses", 12, "exact"),
        ("en", "half a million votes", 500_000, "about"),
        ("en", "no fewer than 80 drivers", 80, "at_least"),
        ("en", "fewer than 30 seats", 30, "under"),
        ("en", "1,500+ volunteers", 1_500, "over"),
        ("en", "as many as 300 guests", 300, "up_to"),
        ("fr", "jusqu'à 12\u202f000 manifestants", 12_000, "up_to"),
        ("fr", "une centaine de pompiers", 100, "about"),
        ("fr", "un millier d'élèves", 1_000, "about"),
        ("fr", "quatre-vingt-dix-sept communes", 97, "exact"),
        ("fr", "soixante et onze élus", 71, "exact"),
        ("fr", "vingt et un ministres", 21, "exact"),
        ("fr", "« au moins 3 000 » grévistes", 3_000, "at_least"),
        ("de", "rund 1.500 Gäste", 1_500, "about"),
        ("de", "zweihundertfünfzig Firmen", 250, "exact"),
        ("de", "einundzwanzig Länder", 21, "exact"),
        ("de", "bis zu 12.000 Fans", 12_000, "up_to"),
        ("de", "Der Verein verfügt nun über 300 Trainer", 300, "exact"),
        ("es", "medio centenar de camiones", 50, "about"),
        ("es", "más de tres mil quinientos casos", 3_500, "over"),
        ("es", "20 mil millones de árboles", 20e9, "exact"),
        ("it", "oltre duemila iscritti", 2_000, "over"),
        ("it", "15mila tifosi", 15_000, "exact"),
        ("it", "ventiquattro sindaci", 24, "exact"),
        ("pt", "pelo menos cento e vinte mil alunos", 120_000, "at_least"),
        ("pt", "vinte e cinco escolas", 25, "exact"),
        ("nl", "ruim vijfentwintig gemeenten", 25, "over"),
        ("sv", "upp till 12 000 väljare", 12_000, "up_to"),
        ("sv", "tvåhundrafemtio hushåll", 250, "exact"),
        ("pl", "ok. 12 tys. widzów", 12_000, "about"),
        ("pl", "dwaj ministrowie", 2, "exact"),
        ("pl", "co najmniej sześciu tysiącach gospodarstw", 6_000, "at_least"),
        ("ru", "около 1,5 тыс. заявок", 1_500, "about"),
        ("ru", "более двадцати трёх заводов", 23, "over"),
        ("ru", "двое учёных", 2, "exact"),
        ("ru", "до тысячи гостей", 1_000, "up_to"),
        ("uk", "щонайменше півтори тисячі заяв", 1_500, "at_least"),
        ("uk", "п'ять тисяч квитків", 5_000, "exact"),
        ("uk", "шість сотень листів", 600, "exact"),
        ("ar", "نحو ١٢ ألف ناخب", 12_000, "about"),
        ("ar", "أكثر من ألف طالب", 1_000, "over"),
        ("ar", "خمسة وعشرين مدرسة", 25, "exact"),
        ("ar", "انتخاب عضوين جديدين", 2, "exact"),
        ("ar", "ما لا يقل عن 3 آلاف أسرة", 3_000, "at_least"),
        ("tr", "en az 3 bin öğrenci", 3_000, "at_least"),
        ("tr", "3 bin'den fazla öğrenci", 3_000, "over"),
        ("fa", "حدود ۱۲ هزار دانشجو", 12_000, "about"),
        ("ko", "1만2천명", 12_000, "exact"),
        ("ko", "관객 1천500여명", 1_500, "over"),
        ("ko", "약 1만 2천 명", 12_000, "about"),
        ("ko", "최소 300명", 300, "at_least"),
        ("ko", "교사 두 명", 2, "exact"),
        ("ko", "천 명 넘게 모였다", 1_000, "over"),
        ("ja", "1万2千人", 12_000, "exact"),
        ("ja", "観客3000人超", 3_000, "over"),
        ("ja", "10人余りが参加", 10, "over"),
        ("ja", "少なくとも二人", 2, "at_least"),
        ("ja", "最大2500人規模", 2_500, "up_to"),
        ("zh", "1.2万名学生", 12_000, "exact"),
        ("zh", "一万二千人", 12_000, "exact"),
        ("zh", "逾千名教师", 1_000, "over"),
        ("zh", "3000多名教师", 3_000, "over"),
        ("zh", "两家银行", 2, "exact"),
        ("zh-Hant", "約有1萬5000人", 15_000, "about"),
    ],
)
def test_a_number_has_its_value_and_qualifier(language: str, text: str, value: float, qualifier: str) -> None:
    assert counts(text, language) == [(value, None, qualifier)]


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("en", "3,000 to 4,000 seats", 3_000, 4_000),
        ("en", "between 10 and 20 schools", 10, 20),
        ("en", "10,000-12,000 fans", 10_000, 12_000),
        ("en", "three to four thousand fans", 3_000, 4_000),
        ("fr", "de 2 000 à 3 000 élèves", 2_000, 3_000),
        ("fr", "entre 30 et 40 élus", 30, 40),
        ("de", "3000 bis 4000 Gäste", 3_000, 4_000),
        ("es", "entre 3 y 4 mil alumnos", 3_000, 4_000),
        ("pt", "três a quatro mil alunos", 3_000, 4_000),
        ("pl", "od 10 do 12 tys. widzów", 10_000, 12_000),
        ("ru", "12–15 тыс. зрителей", 12_000, 15_000),
        ("ar", "ما بين 3 و4 آلاف طالب", 3_000, 4_000),
        ("zh", "300至400人", 300, 400),
    ],
)
def test_a_range_is_one_number(language: str, text: str, low: float, high: float) -> None:
    assert counts(text, language) == [(low, high, "range")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "hundreds of thousands of voters"),
        ("en", "several thousand fans"),
        ("en", "dozens of schools"),
        ("fr", "des milliers d'élèves"),
        ("de", "mehrere hundert Gäste"),
        ("it", "centinaia di migliaia di turisti"),
        ("ru", "десятки тысяч зрителей"),
        ("uk", "тисячі людей"),
        ("ar", "آلاف الطلاب"),
        ("ko", "수천명"),
        ("ja", "数百人"),
        ("zh", "数万人"),
    ],
)
def test_a_magnitude_alone_has_no_value(language: str, text: str) -> None:
    assert counts(text, language) == [(None, None, "several")]


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "on 30 July", Kind.DATE),
        ("en", "since 2019", Kind.DATE),
        ("en", "for 10 days", Kind.DURATION),
        ("en", "a 12-year-old boy", Kind.DURATION),
        ("en", "up 15 percent", Kind.PERCENT),
        ("en", "a $33 billion plan", Kind.MONEY),
        ("en", "20 kilometres away", Kind.MEASURE),
        ("en", "the U20 team", Kind.NAME),
        ("en", "a Su-35 jet", Kind.NAME),
        ("en", "Resolution 2745", Kind.NAME),
        ("en", "the 19th package", Kind.ORDINAL),
        ("en", "a 3-1 win", Kind.SCORE),
        ("fr", "55 millions d'euros", Kind.MONEY),
        ("fr", "le 19e paquet", Kind.ORDINAL),
        ("fr", "trois années", Kind.DURATION),
        ("de", "das 17. Paket", Kind.ORDINAL),
        ("es", "180 millones de dólares", Kind.MONEY),
        ("ru", "100 млн рублей", Kind.MONEY),
        ("ru", "19-й пакет", Kind.ORDINAL),
        ("ru", "через 10 дней", Kind.DURATION),
        ("uk", "40% бюджету", Kind.PERCENT),
        ("ar", "القرار 1591", Kind.NAME),
        ("ar", "1.5 مليار دولار", Kind.MONEY),
        ("ko", "200만 원", Kind.MONEY),
        ("ko", "2차 회의", Kind.ORDINAL),
        ("ko", "조약 4조", Kind.ORDINAL),
        ("ja", "6度目", Kind.ORDINAL),
        ("ja", "25％", Kind.PERCENT),
        ("ja", "8日", Kind.DATE),
        ("zh", "4.5万卢布", Kind.MONEY),
        ("zh", "80周年", Kind.DURATION),
    ],
)
def test_what_is_no_count_is_told_apart(language: str, text: str, kind: Kind) -> None:
    assert [number.kind for number in said(text, language)] == [kind]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a soldier"),
        ("fr", "un soldat"),
        ("zh", "一致同意"),
        ("zh", "第三届会议"),
        ("ja", "万一の場合"),
        ("ko", "두발 규정"),
        ("de", "elfenbein"),
    ],
)
def test_words_that_look_like_numerals_are_none(language: str, text: str) -> None:
    assert said(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "1.234 points", 1.234),
        ("de", "1.234 Punkte", 1_234),
        ("fr", "1,234 point", 1.234),
        ("en", "12.000 points", 12_000),
        ("fr", "12,000 points", 12_000),
        ("en", "1,50,000 voters", 150_000),
        ("de", "12'000 Wähler", 12_000),
    ],
)
def test_a_sign_parts_groups_or_fractions_by_language(language: str, text: str, value: float) -> None:
    assert [number.value for number in said(text, language)] == [value]


@given(
    value=st.one_of(st.integers(0, 10**12), st.decimals(0, 10**6, places=1).map(float), st.integers(0, 999)),
    locale=st.sampled_from("en fr de es it pt nl sv pl ru uk tr cs da ko ja zh ro hu".split()),
)
@settings(max_examples=300, deadline=None)
def test_what_cldr_formats_is_read_back(value: float, locale: str) -> None:
    found = numbers(f"({format_decimal(value, locale=locale)})", locale)
    assert [number.value for number in found] == [value]


_PIECES = st.sampled_from(
    "12 1,5 3.000 тыс. mille cent vingt et und zwanzig ألف و 만 천 万 千 名 % $ 2024 - – : \u202f ' ’ to de of "
    "thousand several half a up more than between 一 三 约 余 \u0301 \ud800 \x00 ١ ½ ² 〇 兆 조".split(" ")
)


@given(
    text=st.one_of(
        st.text(max_size=200), st.lists(_PIECES, max_size=40).map(" ".join), st.lists(_PIECES).map("".join)
    ),
    language=st.sampled_from(LANGUAGES),
)
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_and_places_slice_to_the_words(text: str, language: str) -> None:
    last = 0
    for number in numbers(text, language):
        assert text[number.start : number.end] == number.text != ""
        assert 0 <= number.said_start <= number.start < number.end <= number.said_end <= len(text)
        assert number.start >= last
        last = number.end


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "9 ", "тысяч ", "undundund", "万1千", "one hundred and ", "1-2-", "$1", "3 to ", "'", "1만 "],
)
@pytest.mark.parametrize("language", ["en", "de", "ru", "ko"])
def test_the_time_is_bounded_on_hostile_text(piece: str, language: str) -> None:
    words_of(language)
    found = numbers(piece * (100_000 // len(piece)), language)  # quadratic work would run into the time limit
    assert len(found) <= READ


def test_no_more_than_the_beginning_of_a_text_is_read() -> None:
    assert numbers("x " * READ + "12 cats", "en") == []
