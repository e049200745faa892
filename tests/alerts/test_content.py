"""What a message says is for its chat: its language, its clocks, the headlines that it likes, its buttons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.content import content_of, reader_of, story_content
from bot.alerts.render import render
from bot.model import Chat, ChatSettings, ClaimedDelivery, Decision, Subscription
from tests.storysamples import (
    AT,
    ENGLISH,
    FRENCH,
    KOREAN,
    POST,
    RUSSIAN,
    SUBJECT,
    VIEW,
    YONHAP,
    make_delivery,
    make_item,
    make_told,
)

HEADLINES = {item.language: item.title for item in (KOREAN, ENGLISH, FRENCH, RUSSIAN)}


def _for(
    delivery: ClaimedDelivery, *, own: tuple[str, ...] | None = None, **settings: object
) -> ClaimedDelivery:
    """The delivery to a chat with these settings, and with languages of its own for the storyline."""
    chat: Chat = replace(delivery.chat, settings=ChatSettings(**settings))  # type: ignore[arg-type]
    followed = Subscription(chat_id=chat.id, storyline_id="ferries", created_at=AT, languages=own or ())
    return replace(delivery, chat=chat, subscription=None if own is None else followed)


@pytest.mark.parametrize(
    ("language", "chosen", "own", "shown"),
    [
        ("en", (), None, "en"),
        ("fr", (), (), "fr"),
        ("fr", ("ru", "en"), None, "ru"),
        ("fr", ("ru", "en"), (), "ru"),
        ("fr", ("ru",), ("en",), "en"),
        ("fr", ("de", "en"), None, "en"),
        ("fr", ("de",), None, "fr"),
        ("fr", ("ko", "en"), None, ""),
        ("fr", ("de", "ko", "en"), None, ""),
        ("en", ("FR-ca",), None, "fr"),
        ("pl", (), None, ""),
    ],
)
def test_the_headline_is_in_the_language_that_the_chat_likes_best(
    language: str, chosen: tuple[str, ...], own: tuple[str, ...] | None, shown: str
) -> None:
    """That of the storyline's subscription before the chat's, and the chat's own language at last; the
    original, Korean, stands below unless it is the one."""
    content = content_of(_for(make_delivery(language=language), own=own, languages=chosen), SUBJECT)
    assert content.translated_title == HEADLINES.get(shown, "")
    assert content.title == KOREAN.title
    text = render(content).text
    assert ("[ko] " + KOREAN.title in text) is bool(shown)


@pytest.mark.parametrize(
    ("language", "chosen", "summary"),
    [
        ("en", (), ENGLISH.summary),
        ("fr", (), ""),
        ("fr", ("fr", "ko"), KOREAN.summary),
        ("ko", (), KOREAN.summary),
        ("pl", (), KOREAN.summary),
    ],
)
def test_below_a_headline_stands_what_its_readers_can_read(
    language: str, chosen: tuple[str, ...], summary: str
) -> None:
    """Nobody has a Polish headline, so that the Korean one is shown, with its words; the French one has none."""
    content = content_of(_for(make_delivery(language=language), languages=chosen), SUBJECT)
    assert content.summary == summary
    assert summary in render(content).text


def test_a_headline_of_unknown_language_stands_as_it_is() -> None:
    told = make_told(make_item(1, "", "Ferry sinks"), "Yonhap")
    content = content_of(make_delivery(told, story=replace(VIEW, items=(told, POST))), SUBJECT)
    assert (content.title, content.translated_title) == ("Ferry sinks", "")


def test_a_reply_shows_the_headline_of_the_news_as_it_is() -> None:
    delivery = _for(make_delivery(POST, Decision.CONFIRMED, reply_to="7"), languages=("fr",))
    assert content_of(delivery, SUBJECT).translated_title == ""


@pytest.mark.parametrize(
    ("language", "zone", "first", "updated"),
    [
        ("en", "", "18 Oct 2024, 14:02 UTC", "14:35 UTC"),
        ("en", "Europe/Paris", "18 Oct 2024, 16:02", "16:35"),
        ("fr", "Asia/Seoul", "18 oct. 2024, 23:02", "23:35"),
        ("fr", "Pacific/Auckland", "19 oct. 2024, 03:02", "03:35"),
        ("fr", "Nowhere/Atlantis", "18 oct. 2024, 14:02 UTC", "14:35 UTC"),
    ],
)
def test_times_are_those_of_the_clocks_of_the_chat(
    language: str, zone: str, first: str, updated: str
) -> None:
    lines = render(content_of(_for(make_delivery(language=language, edits="9"), zone=zone), SUBJECT)).text
    word = "mis à jour" if language == "fr" else "updated"
    assert f"Yonhap, ko, {first} · {word} {updated}\n" in lines
    reply = render(content_of(_for(make_delivery(reply_to="9", language=language), zone=zone), SUBJECT))
    assert f"\nYonhap, ko, {first}\n" in reply.text


def test_the_language_that_was_chosen_is_spoken() -> None:
    message = render(content_of(_for(make_delivery(language="en"), language="fr"), SUBJECT))
    assert message.text.startswith("▪ Ferries en détresse · contesté\n")
    assert message.language == "fr"


def test_only_the_message_of_a_story_has_its_buttons() -> None:
    story, reply = make_delivery(), make_delivery(reply_to="9")
    digest = make_delivery(digest=(VIEW, VIEW))
    assert [render(content_of(one, SUBJECT)).story_id for one in (story, reply, digest)] == [7, 0, 0]


def test_the_outlet_that_can_be_muted_is_the_publisher_of_the_shown_item() -> None:
    named = make_told(replace(KOREAN, source_name="Yonhap (Busan)"), "Yonhap")
    delivery = make_delivery(POST, Decision.CONFIRMED, story=replace(VIEW, items=(named, POST)))
    assert content_of(delivery, SUBJECT).outlet == "Yonhap"
    assert content_of(delivery, SUBJECT).source == "Yonhap (Busan)"
    assert content_of(replace(delivery, reply_to="9"), SUBJECT).outlet == "Harbour Post"


def test_a_story_is_shown_to_who_asks_as_its_message_shows_it() -> None:
    delivery = _for(make_delivery(language="fr", edits="9"), zone="Europe/Paris")
    asked = story_content(VIEW, reader_of(delivery.chat), SUBJECT.title_in("fr"))
    assert render(asked).html == render(content_of(delivery, SUBJECT)).html
    assert render(asked).story_id == 7


@given(
    st.lists(st.sampled_from(["en", "fr", "ru", "ko", "de", "", "x" * 50]), max_size=5).map(tuple),
    st.sampled_from(["en", "fr", "de", ""]),
    st.permutations([YONHAP, POST]),
)
def test_any_choice_of_languages_shows_a_headline_that_an_outlet_has(
    chosen: tuple[str, ...], language: str, items: list[object]
) -> None:
    view = replace(VIEW, items=tuple(items))
    content = content_of(_for(make_delivery(language=language, story=view), languages=chosen), SUBJECT)
    assert content.translated_title in ("", *HEADLINES.values())
    assert content.title
    assert content.translated_title != content.title
