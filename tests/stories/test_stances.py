"""How sure an item is, and who in it takes which side."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Stance
from tests.stories.reading import stances_in

OWN = [
    ("en", "Kremlin confirms talks in Istanbul", Stance.CONFIRMS, "kremlin"),
    ("en", "Kremlin denies talks in Istanbul", Stance.DENIES, "kremlin"),
    ("en", "Kremlin cannot confirm talks in Istanbul", Stance.UNCONFIRMED, "kremlin"),
    ("en", "Kremlin says talks in Istanbul failed", Stance.CLAIMS, "kremlin"),
    ("en", "Kremlin did not deny talks, Macron says", Stance.CLAIMS, "macron"),
    ("en", "Ankara has evidence the tanker was hit", Stance.CONFIRMS, "turkey"),
    ("en", "Talks in Istanbul end without result", Stance.REPORTS, ""),
    ("en", "Tourist denied entry to museum", Stance.REPORTS, ""),
    ("en", "Security Council adopts resolution on Haiti", Stance.REPORTS, "un-security-council"),
    ("en", "Macron says France has captured two pirates", Stance.CONFIRMS, "macron"),
    ("en", "Macron says Russia has captured two villages", Stance.CLAIMS, "macron"),
    ("en", "UN experts say militia recruited children", Stance.REPORTS, "un-panel"),
    ("fr", "Le Kremlin confirme des pourparlers à Istanbul", Stance.CONFIRMS, "kremlin"),
    ("fr", "Le Kremlin dément tout contact avec Ankara", Stance.DENIES, "kremlin"),
    ("fr", "L'Otan ne peut confirmer l'incident", Stance.UNCONFIRMED, "nato"),
    ("fr", "Incident en mer Noire, affirme le Kremlin", Stance.CLAIMS, "kremlin"),
    ("de", "Kreml bestätigt Gespräche in Istanbul", Stance.CONFIRMS, "kremlin"),
    ("de", "Kreml dementiert Gespräche in Istanbul", Stance.DENIES, "kremlin"),
    ("de", "Nato kann den Vorfall nicht bestätigen", Stance.UNCONFIRMED, "nato"),
    ("es", "El Kremlin confirma las conversaciones", Stance.CONFIRMS, "kremlin"),
    ("es", "El Kremlin desmiente las conversaciones", Stance.DENIES, "kremlin"),
    ("it", "Il Cremlino smentisce i colloqui", Stance.DENIES, "kremlin"),
    ("it", "Il Cremlino conferma i colloqui", Stance.CONFIRMS, "kremlin"),
    ("pt", "Kremlin nega conversas em Istambul", Stance.DENIES, "kremlin"),
    ("pt", "Kremlin confirma conversas em Istambul", Stance.CONFIRMS, "kremlin"),
    ("nl", "Kremlin ontkent gesprekken in Istanbul", Stance.DENIES, "kremlin"),
    ("sv", "Kreml bekräftar samtal i Istanbul", Stance.CONFIRMS, "kremlin"),
    ("pl", "Kreml zaprzecza rozmowom w Stambule", Stance.DENIES, "kremlin"),
    ("pl", "Kreml nie potwierdza rozmów w Stambule", Stance.UNCONFIRMED, "kremlin"),
    ("ru", "Кремль подтвердил переговоры в Стамбуле", Stance.CONFIRMS, "kremlin"),
    ("ru", "Кремль опроверг переговоры в Стамбуле", Stance.DENIES, "kremlin"),
    ("ru", "НАТО не может подтвердить инцидент", Stance.UNCONFIRMED, "nato"),
    ("uk", "Кремль заперечив переговори у Стамбулі", Stance.DENIES, "kremlin"),
    ("uk", "Макрон підтвердив переговори у Стамбулі", Stance.CONFIRMS, "macron"),
    ("ar", "الكرملين ينفي إجراء محادثات في إسطنبول", Stance.DENIES, "kremlin"),
    ("ar", "الكرملين يؤكد إجراء محادثات في إسطنبول", Stance.CONFIRMS, "kremlin"),
    ("ko", "크렘린궁, 이스탄불 회담 부인", Stance.DENIES, "kremlin"),
    ("ko", '나토 "격추 여부 확인 불가"', Stance.UNCONFIRMED, "nato"),
    ("ja", "ロシア大統領府は協議を否定した", Stance.DENIES, "kremlin"),
    ("ja", "NATOは撃墜を確認できないと述べた", Stance.UNCONFIRMED, "nato"),
    ("zh", "克里姆林宫否认举行会谈", Stance.DENIES, "kremlin"),
    ("zh", "克里姆林宫证实举行会谈", Stance.CONFIRMS, "kremlin"),
    ("zh", "北约无法证实坠机消息", Stance.UNCONFIRMED, "nato"),
    ("tr", "Kremlin görüşmeyi yalanladı", Stance.DENIES, "kremlin"),
    # turned round
    ("en", "Kremlin refuses to confirm talks in Istanbul", Stance.UNCONFIRMED, "kremlin"),
    ("de", "Kreml bestätigt Gespräche nicht", Stance.UNCONFIRMED, "kremlin"),
    ("de", "Kreml bestätigte nicht, dass Gespräche laufen", Stance.UNCONFIRMED, "kremlin"),
    ("it", "Meloni non firma il patto", Stance.REPORTS, ""),
    ("pt", "Kremlin não nega conversas", Stance.REPORTS, ""),
    ("ru", "Кремль не опроверг переговоры", Stance.REPORTS, ""),
    ("zh", "北约未证实坠机消息", Stance.UNCONFIRMED, "nato"),
    # who decides comes first, who comments second
    (
        "en",
        "Security Council extends mission; Kremlin says text is unbalanced",
        Stance.REPORTS,
        "un-security-council",
    ),
    ("en", "Court rejects appeal of former minister", Stance.REPORTS, "court"),
    ("en", "Paris, Berlin and London trigger clause", Stance.CONFIRMS, "e3"),
]


@pytest.mark.parametrize(("language", "title", "stance", "actor"), OWN)
def test_the_headline_tells_the_stance_of_the_item(
    language: str, title: str, stance: Stance, actor: str
) -> None:
    own = stances_in(title, language)[0]
    assert (own.stance, own.actor) == (stance, actor)


def test_both_sides_of_a_contradiction_are_kept() -> None:
    found = stances_in("Macron says convoy was hit; Kremlin denies attack", "en")
    assert [(one.actor, one.stance) for one in found] == [
        ("macron", Stance.CLAIMS),
        ("kremlin", Stance.DENIES),
    ]


def test_the_summary_makes_the_headlines_speaker_more_sure() -> None:
    own = stances_in("Kremlin: talks will resume", "en", "Peskov confirmed the date on Monday.")[0]
    assert (own.stance, own.actor) == (Stance.CONFIRMS, "kremlin")


def test_a_medium_that_cannot_verify_does_not_speak_for_the_item() -> None:
    own = stances_in("Macron says convoy was hit", "en", "Reuters could not verify the report.")[0]
    assert own.stance is Stance.CLAIMS


def test_a_question_asserts_nothing() -> None:
    assert stances_in("Did the Kremlin confirm the talks?", "en")[0].stance is Stance.REPORTS


def test_a_refused_comment_is_no_stance() -> None:
    assert [one.actor for one in stances_in("Bridge closed, Kremlin declined to comment", "en")] == [""]


def test_a_paper_that_only_an_outlet_saw_is_unconfirmed_until_it_is_answered() -> None:
    title = "UN experts say militia recruited children"
    leak = "The confidential report was seen by a news agency."
    assert stances_in(title, "en", leak)[0].stance is Stance.UNCONFIRMED
    assert stances_in(title, "en", f"{leak} Rwanda rejected the findings.")[0].stance is Stance.REPORTS


@pytest.mark.parametrize(("language", "title"), [(one[0], one[1]) for one in OWN])
def test_offsets_slice_to_the_cue(language: str, title: str) -> None:
    for one in stances_in(title, language):
        assert title[one.start : one.end] == one.text


TEXTS = st.lists(
    st.sampled_from(
        [
            "Kremlin ",
            "Macron ",
            "denies ",
            "confirms ",
            "says ",
            "not ",
            "; ",
            ". ",
            "? ",
            ": ",
            '"',
            "は",
            "\ud83d",
            "\n",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(title=TEXTS, summary=TEXTS)
def test_every_item_has_one_stance_of_its_own_and_one_per_speaker(title: str, summary: str) -> None:
    found = stances_in(title, "en", summary)
    actors = [one.actor for one in found]
    assert found
    assert len(set(actors)) == len(actors)
    for one in found:
        assert {"title": title, "summary": summary, "": ""}[one.field][one.start : one.end] == one.text
