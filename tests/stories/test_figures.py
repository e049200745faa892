"""Figures: how many of what, by whom, in sentences of many languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Attribution, Evidence, Figure
from bot.stories.figures import MAX_FIGURES, figures
from bot.stories.speakers import attributions
from tests.stories.reading import annotator


def read(language: str, title: str, summary: str = "") -> tuple[Figure, ...]:
    return figures(title, summary, language, annotator().mentions(title, summary, language))


def told(language: str, title: str, summary: str = "") -> list[tuple[float | None, str, str]]:
    return [(f.value, f.qualifier.value, f.of) for f in read(language, title, summary)]


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        (
            "en",
            "Ferry fire kills at least 41, injures 60",
            [(41, "at_least", "killed"), (60, "exact", "wounded")],
        ),
        ("en", "About 300 soldiers have died, officers say", [(300, "about", "killed")]),
        ("en", "The brigade lost over 900 men killed or wounded", [(900, "over", "casualties")]),
        ("en", "Rebels captured two soldiers near the dam", [(2, "exact", "captured")]),
        (
            "en",
            "Two soldiers, three civilians killed in ambush",
            [(2, "exact", "killed"), (3, "exact", "killed")],
        ),
        ("en", "Some 70 killed out of 5,000 troops", [(70, "about", "killed"), (5_000, "exact", "troops")]),
        (
            "en",
            "Brazil sanctions 12 companies and 4 tankers",
            [(12, "exact", "companies"), (4, "exact", "ships")],
        ),
        ("en", "Navy sends 900 marines, 16 drones", [(900, "exact", "troops"), (16, "exact", "drones")]),
        ("en", "Court orders a fine of 3 million", [(3e6, "exact", "money")]),
        ("en", "Thousands of troops mass at the border", [(None, "several", "troops")]),
        ("fr", "Crue : 54 morts et 1 200 blessés", [(54, "exact", "killed"), (1_200, "exact", "wounded")]),
        (
            "fr",
            "Deux civils ont été tués et une dizaine d'autres blessés",
            [(2, "exact", "killed"), (10, "about", "wounded")],
        ),
        ("fr", "L'armée a envoyé 800 hommes des forces spéciales", [(800, "exact", "troops")]),
        ("de", "Rund 40 Menschen bei Brand verletzt", [(40, "about", "wounded")]),
        ("de", "Mindestens 17 Tote nach Erdrutsch", [(17, "at_least", "killed")]),
        ("es", "Más de 200 heridos y 18 desaparecidos", [(200, "over", "wounded"), (18, "exact", "missing")]),
        (
            "it",
            "Catturati 27 militari, abbattuti 44 droni",
            [(27, "exact", "captured"), (44, "exact", "drones")],
        ),
        ("pt", "Chuvas deixam mais de 120 mil pessoas desalojadas", [(120_000, "over", "displaced")]),
        ("pl", "Ponad 180 osób zostało rannych", [(180, "over", "wounded")]),
        (
            "ru",
            "При пожаре погибли 14 человек, более 100 ранены",
            [(14, "exact", "killed"), (100, "over", "wounded")],
        ),
        (
            "uk",
            "Понад сто поранених, двоє зниклих безвісти",
            [(100, "over", "wounded"), (2, "exact", "missing")],
        ),
        ("ar", "مقتل 25 شخصا وإصابة 60 آخرين", [(25, "exact", "killed"), (60, "exact", "wounded")]),
        ("ko", "산사태로 최소 95명 사망·130명 부상", [(95, "at_least", "killed"), (130, "exact", "wounded")]),
        ("ko", "유조선 12척 제재", [(12, "exact", "ships")]),
        ("ja", "豪雨の死者38人、不明19人", [(38, "exact", "killed"), (19, "exact", "missing")]),
        ("ja", "兵士3000人を追加派遣", [(3_000, "exact", "troops")]),
        ("zh", "矿难致126人遇难，188人受伤", [(126, "exact", "killed"), (188, "exact", "wounded")]),
        ("zh", "3名责任人被罚", [(3, "exact", "people")]),
        ("nl", "Zeker 20 doden en ruim 60 gewonden", [(20, "at_least", "killed"), (60, "over", "wounded")]),
        ("sv", "Minst 19 döda, över 70 skadade", [(19, "at_least", "killed"), (70, "over", "wounded")]),
        ("tr", "Depremde en az 40 kişi öldü", [(40, "at_least", "killed")]),
    ],
)
def test_a_number_counts_its_noun_or_its_state(
    language: str, title: str, expected: list[tuple[float | None, str, str]]
) -> None:
    assert told(language, title) == expected


@pytest.mark.parametrize(
    ("language", "title", "summary", "expected"),
    [
        ("en", "Senate passes bill in 51-49 vote", "", {"votes in favour": 51, "votes against": 49}),
        ("en", "Security Council adopts text", "Eleven members voted in favour and four abstained.", {"votes in favour": 11, "abstentions": 4}),
        ("fr", "Le Parlement adopte le texte par 289 voix contre 239", "", {"votes in favour": 289, "votes against": 239}),
        ("de", "Bundestag: 512 zu 206 Stimmen", "", {"votes in favour": 512, "votes against": 206}),
        ("it", "Voto al Senato", "Nove contrari, quattro a favore e due astenuti.", {"votes against": 9, "votes in favour": 4, "abstentions": 2}),
        ("ru", "Голосование в парламенте", "За проект проголосовали 40 членов, против — девять.", {"votes in favour": 40, "votes against": 9}),
        ("ko", "결의안 표결", "찬성 141표·반대 7표·기권 32표로 가결됐다.", {"votes in favour": 141, "votes against": 7, "abstentions": 32}),
        ("zh", "安理会表决", "决议以11票赞成、4票弃权获得通过。", {"votes in favour": 11, "abstentions": 4}),
    ],
)  # fmt: skip
def test_a_vote_is_told_by_side(language: str, title: str, summary: str, expected: dict[str, float]) -> None:
    assert {f.of: f.value for f in read(language, title, summary)} == expected


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Sanctions against two countries on 12 May 2019 after 10 days"),
        ("en", "The U20 team beat Resolution 2745 in room 12"),
        ("fr", "Les trois pays signent, dit-on"),
        ("ru", "Санкции против двух стран введены в 2019 году"),
        ("de", "Das 17. Paket kommt in zwei Wochen"),
        ("ko", "2차 회의 8일 개최"),
        ("ja", "日韓3カ国の協議"),
        ("zh", "三国发表声明"),
    ],
)
def test_what_is_no_figure_of_things_makes_none(language: str, title: str) -> None:
    assert read(language, title) == ()


@pytest.mark.parametrize(
    ("language", "title", "summary", "unit"),
    [
        ("en", "Minister says 900 soldiers were killed", "The army puts the number at 1,100.", "killed"),
        ("de", "Armee schickt Soldaten an die Grenze", "Insgesamt könnten es bis zu 6.000 werden.", "troops"),
        (
            "en",
            "Officials count containers",
            "The number of containers rose to more than 28,000.",
            "containers",
        ),
        ("ko", "병력 900명 파견", "국방부는 최대 6000명까지 늘릴 것이라고 밝혔다.", "troops"),
    ],
)
def test_a_number_without_a_noun_counts_what_is_told_of(
    language: str, title: str, summary: str, unit: str
) -> None:
    assert [f.of for f in read(language, title, summary)][-1] == unit


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("en", "The men, aged 20 and 26, were captured", []),
        ("fr", "Dont les deux tiers tués", []),
        ("ko", "피해액 30억달러(약 4조원)", [(3e9, "exact", "money")]),
        ("en", "Customs sealed two Chinese wardrobes", []),
        ("en", "Police arrested two Chinese in the harbour", [(2, "exact", "arrested")]),
        (
            "ar",
            "قال إن نحو 300 جندي قتلوا وأصيب 2700",
            [(300, "about", "killed"), (2_700, "exact", "wounded")],
        ),
    ],
)
def test_ages_fractions_conversions_and_nations(
    language: str, title: str, expected: list[tuple[float | None, str, str]]
) -> None:
    assert told(language, title) == expected


def test_what_befell_a_third_is_not_told_of_all() -> None:
    assert told("en", "A third of the 300 soldiers were wounded") == [(300, "exact", "troops")]
    assert told("fr", "Le tiers des 300 soldats blessés") == [(300, "exact", "troops")]
    assert told("en", "All of the 300 soldiers were wounded") == [(300, "exact", "wounded")]


def test_captives_who_are_wounded_are_captives() -> None:
    assert told("en", "Rebels captured two soldiers", "The two wounded men were shown on television.") == [
        (2, "exact", "captured")
    ]


def test_sappers_and_builders_together_are_troops() -> None:
    assert told("fr", "Arrivée de 6 000 sapeurs et constructeurs militaires") == [(6_000, "exact", "troops")]


def _cited(speaker: str, text: str, words: str, field: str) -> Attribution:
    start = text.index(words)
    return Attribution(speaker=speaker, text=words, field=field, start=start, end=start + len(words))


def test_the_claimant_is_the_speaker_of_the_sentence_else_the_first() -> None:
    title = "Mayor says 40 people were injured"
    summary = "The hospital counts 60 wounded. Another 12 were killed."
    cited = (_cited("mayor", title, "Mayor", "title"), _cited("hospital", summary, "hospital", "summary"))
    found = figures(title, summary, "en", annotator().mentions(title, summary, "en"), cited)
    assert [(f.value, f.claimant) for f in found] == [(40, "mayor"), (60, "hospital"), (12, "mayor")]


def test_whose_soldiers_are_counted_does_not_speak_of_them() -> None:
    title = "北朝鮮兵900人が死亡、大統領府"
    cited = (_cited("north-korea", title, "北朝鮮", "title"), _cited("office", title, "大統領府", "title"))
    found = figures(title, "", "ja", annotator().mentions(title, "", "ja"), cited)
    assert [(f.value, f.claimant) for f in found] == [(900, "office")]


def test_a_country_gives_way_to_its_body() -> None:
    title, summary = "Washington: 900 soldiers killed", "The White House gave no details."
    cited = (
        _cited("us", title, "Washington", "title"),
        _cited("white-house", summary, "White House", "summary"),
    )
    found = figures(title, summary, "en", annotator().mentions(title, summary, "en"), cited)
    assert [f.claimant for f in found] == ["white-house"]


def _claimants(language: str, title: str, summary: str) -> list[str]:
    mentions = annotator().mentions(title, summary, language)
    cited = attributions(title, summary, language, mentions)
    return [one.claimant for one in figures(title, summary, language, mentions, cited)]


@pytest.mark.parametrize(
    ("language", "title", "summary", "claimants"),
    [
        ("en", "Moscow says 40 soldiers were captured", "The Kremlin had no comment yet.", ["kremlin"]),
        ("en", "UN warns of hunger", "The panel of experts counts 900 killed.", ["un-panel"]),
        ("en", "Ankara rejects claims that 300 soldiers were killed", "", [""]),
        ("en", "Panel of experts: 300 soldiers killed", "Ankara denied it.", ["un-panel"]),
        ("ja", "韓国情報機関「900人が死亡」", "兵士2000人がトルコにいるとしている。", ["nis", "nis"]),
    ],
)
def test_a_figure_belongs_to_the_body_that_found_it(
    language: str, title: str, summary: str, claimants: list[str]
) -> None:
    """A whole gives way to its body that the item names, and who rejects a number does not claim it."""
    assert _claimants(language, title, summary) == claimants


@pytest.mark.parametrize(
    ("language", "title", "summary", "claimants"),
    [
        ("en", "U.S. Treasury sanctions 12 firms over oil", "", ["us"]),
        ("ja", "英、海運会社3社に制裁", "", ["uk"]),
        ("ja", "会議中、海運会社3社に制裁", "", [""]),
        ("de", "Bafin verhängt Sanktionen von 3 Millionen Euro", "", ["bafin"]),
        ("uk", "АМКУ наклав санкції на 12 компаній", "", ["amku"]),
        ("fr", "Téléphonie : l'Arcep a infligé 12 sanctions", "", ["arcep"]),
        ("de", "Winzer zahlt Strafe von 3 Millionen Euro", "", [""]),
        ("en", "FLOODS HIT 12 COMPANIES IN SANCTIONS ROW", "", [""]),
        ("en", "Russia sanctions hit 12 companies", "", [""]),
        ("en", "Hospital treats 12 wounded", "Hamas fighters were near.", [""]),
    ],
)
def test_where_nobody_is_cited_who_imposes_speaks_of_it(
    language: str, title: str, summary: str, claimants: list[str]
) -> None:
    """A body that opens the headline and decides claims its numbers; one that is merely named claims none."""
    assert _claimants(language, title, summary) == claimants


def test_votes_have_no_claimant() -> None:
    title = "Envoy: text passed by nine votes"
    found = figures(
        title, "", "en", annotator().mentions(title, "", "en"), (_cited("envoy", title, "Envoy", "title"),)
    )
    assert [(f.of, f.claimant) for f in found] == [("votes in favour", "")]


_PIECES = st.sampled_from(
    "12 3,000 killed wounded soldiers captured 명 사망 死者 人 北 , . : ; — of out to voted for against 13-0 two "
    "солдат убиты и тысяч جندي قتيل $ % \u202f \ud800 \x00 « » more than up".split(" ")
)


@given(
    title=st.lists(_PIECES, max_size=25).map(" ".join),
    summary=st.one_of(st.lists(_PIECES, max_size=40).map(" ".join), st.text(max_size=100)),
    language=st.sampled_from(["en", "fr", "ru", "ar", "ko", "ja", "zh", "xx"]),
)
@settings(max_examples=300, deadline=None)
def test_the_words_of_a_figure_stand_at_its_place(title: str, summary: str, language: str) -> None:
    texts = {"title": title, "summary": summary}
    found = read(language, title, summary)
    assert all(texts[f.field][f.start : f.end] == f.text != "" for f in found)
    assert [f.field for f in found] == sorted((f.field for f in found), reverse=True)


@given(
    place=st.integers(-5, 60),
    length=st.integers(0, 30),
    unit=st.sampled_from(["killed", "troops", "for", "x"]),
)
@settings(max_examples=200, deadline=None)
def test_odd_mentions_do_no_harm(place: int, length: int, unit: str) -> None:
    start = max(0, place)
    odd = Evidence(
        concept=f"units/{unit}",
        term="x",
        text="x",
        field="title",
        start=start,
        end=start + length,
        how="exact",
    )
    title = "Up to 12 soldiers and 30 others killed"
    assert all(title[f.start : f.end] == f.text for f in figures(title, "", "en", [odd]))


@pytest.mark.parametrize(
    "piece", ["3,000 soldiers killed ", "killed 3 ", "12 ", "3명 사망·", "killed, ", "2 of the "]
)
def test_the_time_is_bounded_on_hostile_text(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    mentions = annotator().mentions("", text, "en")
    found = figures("", text, "en", mentions)
    assert len(found) <= MAX_FIGURES
