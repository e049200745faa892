"""Whom an item cites as its source, in many languages, and whom it merely names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Evidence
from bot.stories.naming import MAX_NAMED
from bot.stories.speakers import attributions, sayings
from tests.stories.reading import annotator, cited

CITED = [
    # a verb after its subject
    ("en", "Macron says reform will go ahead despite strikes", ["macron"]),
    ("fr", "Le Kremlin affirme que les pourparlers reprendront lundi", ["kremlin"]),
    ("de", "Erdogan warnt vor einer neuen Flüchtlingswelle", ["erdogan"]),
    ("es", "Lula anuncia un plan contra el hambre", ["lula"]),
    ("it", "Meloni annuncia nuovi aiuti per le famiglie", ["meloni"]),
    ("pt", "Lula disse que a inflação vai cair", ["lula"]),
    ("pl", "Tusk zapowiedział kontrole na granicy", ["tusk"]),
    ("ru", "Лавров заявил о готовности к переговорам", ["lavrov"]),
    ("uk", "Єрмак повідомив про підготовку саміту", ["yermak"]),
    ("nl", "Rutte waarschuwt voor tekort aan munitie", ["nato"]),
    ("ar", "أردوغان يحذر من موجة نزوح جديدة", ["erdogan"]),
    ("ko", "마크롱 대통령은 개혁을 계속하겠다고 말했다", ["macron"]),
    ("ja", "マクロン大統領は改革を続けると述べた", ["macron"]),
    ("zh", "马克龙表示改革将继续", ["macron"]),
    # a subject after its verb
    ("en", "Reform will go ahead despite strikes, says Macron", ["macron"]),
    ("fr", "« La réforme ira à son terme », a déclaré Macron", ["macron"]),
    ("de", "Die Gespräche gehen weiter, teilte der Kreml mit", ["kremlin"]),
    ("ar", "قال ماكرون إن الإصلاح سيستمر", ["macron"]),
    # a preposition, before or after
    ("en", "Ten villages flooded, according to the Kremlin", ["kremlin"]),
    ("fr", "Dix villages inondés, selon Macron", ["macron"]),
    ("de", "Laut Nato wurden keine Flugzeuge entsandt", ["nato"]),
    ("es", "Según la OTAN, no hubo incursión", ["nato"]),
    ("pl", "Zdaniem Tuska granica jest bezpieczna", ["tusk"]),
    ("ru", "По словам Лаврова, переговоры начнутся в мае", ["lavrov"]),
    ("uk", "За словами Єрмака, саміт відбудеться у травні", ["yermak"]),
    ("ko", "나토에 따르면 항공기는 없었다", ["nato"]),
    ("ja", "NATOによると航空機はなかった", ["nato"]),
    ("zh", "据北约，没有飞机进入", ["nato"]),
    # a headline that names its speaker
    ("en", "Macron: 'We will not give up'", ["macron"]),
    ("it", "Il Pentagono: “Nessun ritiro”", ["pentagon"]),
    ("ko", '마크롱 "개혁 계속"', ["macron"]),
    ("ja", "マクロン氏「改革は続ける」", ["macron"]),
    # a country as a metonym, an office of a country
    ("en", "Tehran rejects new talks", ["iran"]),
    ("en", "The Russian defence ministry said the bridge was closed", ["russian-mod"]),
    ("fr", "Le ministre russe de la Défense affirme que le pont est fermé", ["russian-mod"]),
    ("ru", "Министр обороны Украины заявил о поставках", ["ukraine-gov"]),
    ("de", "Südkoreas Geheimdienst meldet einen Raketentest", ["nis"]),
    # a list
    ("en", "Paris, Berlin and Ankara say the truce holds", ["france", "germany", "turkey"]),
]


@pytest.mark.parametrize(("language", "title", "speakers"), CITED)
def test_the_one_who_speaks_is_cited(language: str, title: str, speakers: list[str]) -> None:
    assert [one.speaker for one in cited(title, language)] == speakers


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Protesters march against Macron in Paris"),
        ("fr", "Un avion se pose à Moscou après une alerte"),
        ("de", "Zug von Berlin nach Paris entgleist"),
        ("ru", "В Москве открылась выставка цветов"),
        ("zh", "巴黎地铁停运"),
        ("en", "Iran: five dead in bus crash"),
    ],
)
def test_who_is_merely_named_is_not_cited(language: str, title: str) -> None:
    assert cited(title, language) == ()


@pytest.mark.parametrize(
    ("title", "speakers"),
    [
        ("Beijing says the Kremlin agreed to talks", ["china"]),
        ("In Geneva, Macron told the UN that aid would double", ["macron"]),
        ("Storm hits coast, lawmakers said in Tehran", []),
    ],
)
def test_the_subject_speaks_and_not_the_object_or_the_place(title: str, speakers: list[str]) -> None:
    assert [one.speaker for one in cited(title, "en")] == speakers


def test_a_dateline_is_no_speaker() -> None:
    assert cited("Bridge closed", "en", "MOSCOW, Oct 8 (Reuters) - Traffic stopped, residents said.") == ()


def test_a_country_gives_way_to_its_own_body() -> None:
    found = cited(
        "Seoul says test failed", "en", "South Korea's spy agency said the rocket fell into the sea."
    )
    assert [one.speaker for one in found] == ["nis"]


def test_the_un_gives_way_to_the_body_that_decides() -> None:
    found = cited("UN says ban must end", "en", "The Security Council lifted the ban on Friday.")
    assert [one.speaker for one in found] == ["un-security-council"]


def test_a_group_with_a_name_speaks_as_one() -> None:
    found = cited("Paris, Berlin and London say the deal is dead; Tehran rejects it", "en")
    assert [one.speaker for one in found] == ["e3", "iran"]


def test_an_envoy_to_the_un_does_not_speak_for_it() -> None:
    assert cited("UN ambassador says talks failed", "en") == ()


def test_an_office_alone_means_whom_the_title_names() -> None:
    found = cited("Macron visits flooded town", "en", "Help is on its way, the president said.")
    assert [one.speaker for one in found] == ["macron"]


@pytest.mark.parametrize(
    ("language", "title", "summary", "speakers"),
    [
        ("fr", "Corée du Sud : les services secrets affirment que la grippe recule", "", ["nis"]),
        ("en", "Flu is receding, the spy agency says", "Seoul said schools will open.", ["nis"]),
        ("ru", "Сеул: мост закрыт", "По данным разведки, мост взорвали.", ["nis"]),
        ("ru", "Мост закрыт", "Об этом сообщил секретарь Совбеза РФ Сергей Шойгу.", ["shoigu"]),
    ],
)
def test_an_office_is_of_the_country_that_the_item_tells_of(
    language: str, title: str, summary: str, speakers: list[str]
) -> None:
    """The country of a label, or one that speaks before or after, tells whose an office is."""
    assert [one.speaker for one in cited(title, language, summary)] == speakers


@pytest.mark.parametrize(
    ("title", "summary", "speakers"),
    [
        ("다리 폐쇄…합참 추산 피해 10억", "", ["seoul-jcs"]),
        ("국정원 “다리 폐쇄”", "국정원은 김정은 위원장이 다리를 닫았다고 봤다.", ["nis"]),
        ("다리 폐쇄", "크렘린은 모른다고 답했다. 미국은 다리가 닫혔다고 본다.", ["kremlin", "us"]),
    ],
)
def test_korean_subjects_have_marks_and_sentences_end_in_da(
    title: str, summary: str, speakers: list[str]
) -> None:
    assert [one.speaker for one in cited(title, "ko", summary)] == speakers


def test_offsets_slice_to_the_words_that_name_the_speaker() -> None:
    title, summary = "Le Kremlin dément", "D’après Macron, « rien » n’est sûr."
    for one in cited(title, "fr", summary):
        assert {"title": title, "summary": summary}[one.field][one.start : one.end] == one.text


PIECES = st.lists(
    st.sampled_from(
        [
            *"。、:;,.!? \n\"«»'()—-",
            "Macron",
            " says ",
            "нет",
            "모스크바",
            "は",
            "据",
            "قال ",
            "\ud800",
            "\u202e",
            "🇰🇵",
        ]
    ),
    max_size=80,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(title=PIECES, summary=PIECES, language=st.sampled_from(["en", "ko", "ar", "", "xx"]))
def test_any_text_has_an_answer_with_true_offsets(title: str, summary: str, language: str) -> None:
    mentions = annotator().mentions(title, summary, language)
    for one in attributions(title, summary, language, mentions):
        assert {"title": title, "summary": summary}[one.field][one.start : one.end] == one.text
        assert one.speaker


def test_a_text_full_of_cues_costs_little() -> None:
    """Forged mentions on every word of 20,000 signs: the work per sentence is bounded."""
    text = "Macron says " * 1_600
    mentions = [
        Evidence(concept=concept, term="", text="", field="summary", start=at + start, end=at + end)
        for at in range(0, len(text), 12)
        for concept, start, end in (("speakers/macron", 0, 6), ("stances/says", 7, 11))
    ]
    found = sayings("", text, "en", mentions)
    assert 0 < len({one.actor for one in found if one.actor}) <= MAX_NAMED
