"""What lists and panels show, whatever they are given: within Telegram's limits, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot
from telegram import Chat as TelegramChat

from bot.model import (
    ALL_STORYLINES,
    Channel,
    Chat,
    ChatKind,
    ChatSettings,
    MutedStory,
    Mutes,
    QuietHours,
    Storyline,
    StorylineCard,
    Subscription,
    SubscriptionLevel,
)
from bot.telegram import cards, carried, panels, ways
from bot.telegram.deeplinks import payload_of
from bot.telegram.mutes import mutes_view
from bot.telegram.presses import key_of, pack, storyline_of, unpack
from bot.telegram.standing import Change, Standing, find
from bot.telegram.talk import Talk
from bot.telegram.targets import Target
from bot.telegram.view import View
from bot.words import html, languages, say
from tests.telegram import oracles

NOW = datetime(2024, 10, 18, 12, tzinfo=UTC)
LONG = "-1001234567890123"
"""More digits than any channel has."""

TITLES = st.text(min_size=0, max_size=200) | st.sampled_from(
    ["</b>", "&lt;", "😀" * 300, "\u202eabc", "\u0645" * 99, "<a href='x'>" * 20]
)
IDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300).filter(lambda id_: id_ != "*")
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
CODES = st.sampled_from(["en", "fr", "ko", "ru", "yue", "zzz"])
ORDERS = st.lists(CODES, max_size=4, unique=True).map(tuple)


UNTOUCHED = ChatSettings()


class Named(Bot):
    """A bot that knows its name without asking for it."""

    @property
    def username(self) -> str:
        return "a_bot_with_a_long_name_of_32_bot"


BOT = Named("123:abc")


def target(
    language: str,
    place: str,
    subscriptions: Sequence[Subscription] = (),
    chosen: ChatSettings = UNTOUCHED,
) -> Target:
    """A chat, a topic or a channel whose panels are shown."""
    channel, topic = place.startswith("-"), int(place[1:]) if place.startswith("t") else 0
    own = Chat(
        id=1,
        channel=Channel.TELEGRAM,
        address=place if channel else "1001",
        topic=topic,
        kind=ChatKind.GROUP if channel or topic else ChatKind.PRIVATE,
        title="</b>" + "😀" * 50,
        language=language,
        settings=chosen,
    )
    talk = Talk(bot=BOT, chat=own, place=TelegramChat(1001, "private"), user=None, language=language)
    standing = Standing(chat=own, subscriptions=tuple(subscriptions))
    return Target(talk=talk, standing=standing, channel=channel)


def pleases(view: View) -> None:
    """Telegram takes the view, and each of its buttons can be read again."""
    assert oracles.judge_html(view.html) == []
    markup = view.markup()
    assert oracles.judge_keyboard(markup.to_dict() if markup else None) == []
    carried_by = [button.data for row in view.rows for button in row if button.data]
    assert all(unpack(data) is not None for data in carried_by)
    assert len(set(carried_by)) == len(carried_by), "no two buttons do the same"


PLACES = st.sampled_from(["", "t7", "t2147483647", LONG])
LANGUAGES = st.sampled_from(languages())


@st.composite
def subscriptions(draw: st.DrawFn) -> list[Subscription]:
    """What a chat follows, each storyline once."""
    ids = draw(st.lists(IDS | st.just(ALL_STORYLINES), max_size=25, unique=True))
    return [
        Subscription(
            chat_id=1,
            storyline_id=id_,
            created_at=NOW,
            level=draw(st.sampled_from(SubscriptionLevel)),
            daily_at=draw(CLOCKS),
            silent=draw(st.booleans()),
            through_quiet=draw(st.booleans()),
            languages=draw(ORDERS),
        )
        for id_ in ids
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(IDS, TITLES), max_size=35, unique_by=lambda one: one[0]),
    subscriptions(),
    LANGUAGES,
    PLACES,
    st.integers(0, 99),
    st.sampled_from([cards.GREETING, cards.LIST]),
    st.integers(0, 10**6),
)
def test_every_list_of_cards_is_taken_by_telegram(
    listed: list[tuple[str, str]],
    followed: list[Subscription],
    language: str,
    place: str,
    page: int,
    head: str,
    stories: int,
) -> None:
    shown = [
        StorylineCard(
            id=id_, title=title, stories=stories, last_alert_at=None if stories % 2 else NOW - timedelta(400)
        )
        for id_, title in listed
    ]
    about = target(language, place, followed)
    pleases(cards.cards_view(shown, about, NOW, page=page, head=head, username="vigie_bot"))
    pleases(cards.mine_view(about, dict(listed), page=page))


@settings(max_examples=100, deadline=None)
@given(st.lists(IDS, max_size=35, unique=True))
def test_turning_all_pages_shows_every_storyline_once(ids: list[str]) -> None:
    shown = [StorylineCard(id=id_, title=id_, stories=0, last_alert_at=None) for id_ in ids]
    seen: list[str | None] = []
    for page in range(max(1, -(-len(ids) // cards.PAGE_SIZE))):
        view = cards.cards_view(shown, target("en", ""), NOW, page=page)
        told = [unpack(button.data) for row in view.rows for button in row]
        keys = [arguments[1] for code, arguments in filter(None, told) if code == "ff"]
        seen += [storyline_of(key, ids) for key in keys if key != key_of(ALL_STORYLINES)]
    assert seen == ids


@settings(max_examples=80, deadline=None)
@given(
    LANGUAGES,
    PLACES,
    st.sampled_from(["", "UTC", "Europe/Paris", "America/Argentina/ComodRivadavia"]),
    st.tuples(CLOCKS, CLOCKS).filter(lambda both: both[0] != both[1]) | st.none(),
    ORDERS,
    st.lists(TITLES, max_size=12),
    st.lists(st.tuples(IDS, TITLES), max_size=12, unique=True),
    st.sampled_from([None, NOW - timedelta(1), NOW + timedelta(hours=1), NOW + timedelta(365)]),
    st.booleans(),
)
def test_every_panel_of_a_chat_is_taken_by_telegram(
    language: str,
    place: str,
    zone: str,
    hours: tuple[time, time] | None,
    order: tuple[str, ...],
    stories: list[str],
    outlets: list[tuple[str, str]],
    paused_until: datetime | None,
    switched: bool,
) -> None:
    quiet = QuietHours(start=hours[0], end=hours[1], urgent=switched) if hours else None
    chosen = ChatSettings(
        zone=zone,
        quiet=quiet,
        languages=order,
        paused_until=paused_until,
        silent=switched,
        language="fr" if switched else "",
    )
    about = target(language, place, chosen=chosen)
    mutes = Mutes(
        stories=tuple(
            MutedStory(story_id=2**62 + number, storyline_id="x", title=title)
            for number, title in enumerate(stories)
        ),
        outlets=tuple(outlets),
    )
    pleases(panels.settings_view(about, mutes, NOW))
    pleases(panels.zone_view(about, NOW))
    pleases(panels.language_view(about))
    pleases(panels.headlines_view(about, ["en", "fr", "ko", "ru", "yue"]))
    pleases(panels.quiet_view(about))
    pleases(panels.pause_view(about, NOW))
    for page in (0, 1, 9):
        pleases(mutes_view(about, mutes, {}, page))


@settings(max_examples=80, deadline=None)
@given(LANGUAGES, PLACES, subscriptions().filter(bool), TITLES)
def test_every_panel_of_a_storyline_is_taken_by_telegram(
    language: str, place: str, followed: list[Subscription], title: str
) -> None:
    about = target(language, place, followed)
    for way in followed[:3]:
        titles = {way.storyline_id: title}
        pleases(ways.way_view(about, way, way.storyline_id, titles))
        pleases(ways.way_view(about, way, "covered & <gone>", titles))
        pleases(ways.daily_view(about, way, way.storyline_id, titles))
        pleases(ways.headlines_view(about, way, way.storyline_id, {}, ["en", "fr", "ko", "yue"]))


# --- what buttons carry ----------------------------------------------------------------------------------


@given(CLOCKS, CLOCKS, st.booleans(), ORDERS, st.sampled_from(SubscriptionLevel))
def test_what_a_button_carries_is_read_as_it_was(
    start: time, end: time, urgent: bool, order: tuple[str, ...], level: SubscriptionLevel
) -> None:
    if start != end:
        quiet = QuietHours(start=start, end=end, urgent=urgent)
        assert carried.read_quiet(carried.carry_quiet(quiet)) == (quiet,)
    assert carried.read_order(carried.carry_order(order)) == order
    read = carried.read_level(carried.carry_level(level, start))
    assert read == (level, start if level is SubscriptionLevel.DAILY else None)


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-z.-]{0,20}", fullmatch=True))
def test_anything_else_is_no_setting(text: str) -> None:
    quiet = carried.read_quiet(text)
    assert quiet is None or carried.carry_quiet(quiet[0]) == text
    level = carried.read_level(text)
    assert level is None or carried.carry_level(level[0], level[1] or time()) == text
    at = carried.read_time(text)
    assert at is None or carried.carry_time(at) == text
    order = carried.read_order(text)
    assert order is None or len(order) <= carried.MOST_LANGUAGES


def test_every_offered_zone_and_level_fits_a_button_of_a_channel() -> None:
    for zone in panels.ZONES:
        assert carried.read_zone(carried.carry_zone(zone)) == zone
        pack("sz", LONG, carried.carry_zone(zone))
    pack("sv", LONG, key_of("x"), carried.carry_level(SubscriptionLevel.DAILY))
    pack("sk", LONG, key_of("x"), carried.carry_order(["yue"] * 4))
    pack("so", LONG, key_of("x"), key_of("y"), 99)


# --- names -----------------------------------------------------------------------------------------------


def test_a_storyline_is_found_by_its_id_first() -> None:
    first = Storyline(id="a", title={"en": "B"}, slots=())
    second = Storyline(id="b", title={"en": "A"}, slots=())
    assert find("B", [second, first], ()) == "b"
    assert find("nothing", [first, second], {"gone"}) is None
    assert find("GONE", [first, second], {"gone"}) == "gone"


@given(IDS)
def test_a_link_leads_to_its_storyline(id_: str) -> None:
    storyline = Storyline(id=id_, title={}, slots=())
    assert find(payload_of(id_), [storyline], ()) == id_
    assert len(payload_of(id_)) <= 64


# --- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ["chat", "channel"])
def test_every_change_has_its_words_and_fits_the_answer_to_a_button(language: str, kind: str) -> None:
    longest = say(language, "following-no-story")
    for change in Change:
        said = html(language, f"following-{change}", kind=kind, title="😀" * 40).striptags()
        more = f" {longest}" if change in (Change.FOLLOWED, Change.FOLLOWED_ALL) else ""
        assert oracles.units(said + more) <= oracles.ANSWER_CHARACTERS, said
        assert not set("<>") & set(said)


@pytest.mark.parametrize("language", languages())
def test_every_level_has_its_words(language: str) -> None:
    for level in SubscriptionLevel:
        way = Subscription(chat_id=1, storyline_id="x", created_at=NOW, level=level)
        assert cards.level_words(way, language)
        assert say(language, f"level-button-{level}")
