"""What every Store promises about settings, mutes, and messages found again; see `bot.ports.Store`."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.model import (
    ALL_STORYLINES,
    Channel,
    ChatSettings,
    ClaimedDelivery,
    Decision,
    DeliveryState,
    MutedStory,
    Mutes,
    QuietHours,
    SendStatus,
    Subscription,
    SubscriptionLevel,
)
from bot.ports import Store
from bot.store import preferences
from bot.store.dropping import MUTED
from tests.factories import DAY, HOUR, MINUTE, NOW, make_chat, make_update, tell_digest
from tests.store.test_contract_living import add, claim, only, send, states, subscribed, tell
from tests.store.test_contract_routes import first_message, more_news, to

TELEGRAM = Channel.TELEGRAM

# --- settings --------------------------------------------------------------------------------------------

SETTINGS = ChatSettings(
    language="fr",
    zone="Europe/Paris",
    languages=("fr", "ko"),
    quiet=QuietHours(start=time(22), end=time(7, 30), urgent=True),
    paused_until=NOW + HOUR,
    silent=True,
)


def test_a_chat_is_known_by_its_id_and_has_its_own_settings(store: Store) -> None:
    chat, other = store.save_chat(make_chat()), store.save_chat(make_chat(topic=5))
    assert store.chat(chat.id) == chat
    assert chat.settings == ChatSettings()
    store.save_settings(chat.id, SETTINGS)
    found = store.chat(chat.id)
    assert found is not None
    assert found.settings == SETTINGS
    assert store.find_chat(TELEGRAM, "100", 0) == found
    assert store.chat(other.id) == other
    assert store.chat(999) is None
    assert store.chat(10**30) is None, "a number that somebody typed"
    store.save_settings(999, SETTINGS)


def test_saving_a_chat_again_leaves_its_settings_alone(store: Store) -> None:
    chat = store.save_chat(make_chat())
    store.save_settings(chat.id, SETTINGS)
    store.suspend_chat(TELEGRAM, "100", "blocked")
    assert store.save_chat(make_chat(title="New")).settings == SETTINGS
    store.save_settings(chat.id, ChatSettings())
    assert store.save_chat(make_chat()).settings == ChatSettings()


def test_settings_come_with_what_is_claimed_and_with_followers(store: Store) -> None:
    chat = subscribed(store)
    store.save_settings(chat.id, SETTINGS)
    tell(store, "a")
    assert only(store).chat.settings == SETTINGS
    assert [follower.chat.settings for follower in store.followers(["strike"])] == [SETTINGS]


TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
QUIET = st.tuples(TIMES, TIMES, st.booleans()).filter(lambda q: q[0] != q[1])
NAMES = st.text(max_size=8)


@given(
    language=NAMES,
    zone=NAMES,
    languages=st.lists(NAMES, max_size=3).map(tuple),
    quiet=st.none() | QUIET.map(lambda q: QuietHours(start=q[0], end=q[1], urgent=q[2])),
    paused_until=st.none() | st.datetimes(timezones=st.just(UTC)),
    silent=st.booleans(),
)
def test_all_settings_come_back_as_they_were(**values: object) -> None:
    settings = ChatSettings(**values)  # type: ignore[arg-type]
    assert preferences.settings(preferences.settings_json(settings)) == settings


@given(
    level=st.sampled_from(SubscriptionLevel),
    daily_at=TIMES,
    silent=st.booleans(),
    through_quiet=st.booleans(),
    languages=st.lists(NAMES, max_size=3).map(tuple),
)
def test_all_that_is_chosen_of_a_storyline_comes_back_as_it_was(**values: object) -> None:
    chosen = Subscription(
        chat_id=1, storyline_id="strike", created_at=datetime(1970, 1, 1, tzinfo=UTC), **values  # type: ignore[arg-type]
    )  # fmt: skip
    row = {"chat_id": 1, "storyline_id": "strike", "created_at": 0}
    row["settings"] = preferences.subscription_json(chosen)  # type: ignore[assignment]
    assert preferences.subscription(row) == chosen  # type: ignore[arg-type]


# --- muted stories ---------------------------------------------------------------------------------------


def test_a_muted_story_is_told_no_more_and_others_are(store: Store) -> None:
    chat, other = subscribed(store), subscribed(store, "200")
    a = tell(store, "a")
    send(store)
    add(store, "a2", a, reply=Decision.CONFIRMED, edit_at=NOW)
    assert store.mute_story(chat.id, 1, NOW)
    assert not store.mute_story(chat.id, 1, NOW)
    assert states(store, a)[0] == (DeliveryState.SENT, "")
    add(store, "a3", a, reply=Decision.DENIED, edit_at=NOW)
    tell(store, "b")
    told = {(one.chat.address, one.item.title, one.edits) for one in claim_all(store)}
    assert told == {
        ("200", "Headline a2", ""),
        ("200", "Headline a3", ""),
        ("200", "Headline a", "m2"),
        ("200", "Headline b", ""),
        ("100", "Headline b", ""),
    }
    assert other.address == "200"


def claim_all(store: Store, at: datetime = NOW) -> list[ClaimedDelivery]:
    """Send all that can be sent, and return it."""
    done: list[ClaimedDelivery] = []
    while found := claim(store, at):
        done += found
        for one in found:
            store.finish_delivery(make_update(one.id, message_ref=f"m{one.id}"), at)
    return done


def test_what_waits_of_a_story_is_dropped_with_a_reason_when_it_is_muted(store: Store) -> None:
    chat = subscribed(store)
    a = tell(store, "a", wait=HOUR)
    reply = add(store, "a2", a, reply=Decision.CONFIRMED)
    assert store.mute_story(chat.id, 1, NOW + MINUTE)
    assert states(store, a) == states(store, reply) == [(DeliveryState.FAILED, MUTED)]
    assert claim(store, NOW + DAY) == []
    explained = store.explain("guid-a")
    assert explained is not None
    assert explained.matches[0].deliveries[0].finished_at == NOW + MINUTE


@pytest.mark.parametrize("how", ["retry", "crash", "edit"])
def test_what_was_on_its_way_when_its_story_was_muted_is_not_tried_again(store: Store, how: str) -> None:
    chat = subscribed(store)
    a = tell(store, "a")
    if how == "edit":
        send(store)
        add(store, "b", a, edit_at=NOW)
    delivery = only(store)
    store.mute_story(chat.id, 1, NOW)
    if how == "crash":
        assert store.recover_deliveries() == 1
    else:
        store.finish_delivery(make_update(delivery.id, SendStatus.RETRY), NOW)
    assert claim(store, NOW + DAY) == []
    assert states(store, a) == [(DeliveryState.SENT, "") if how == "edit" else (DeliveryState.FAILED, MUTED)]


def test_what_arrives_all_the_same_is_on_record(store: Store) -> None:
    chat = subscribed(store)
    a = tell(store, "a")
    delivery = only(store)
    store.mute_story(chat.id, 1, NOW)
    store.finish_delivery(make_update(delivery.id), NOW)
    assert states(store, a) == [(DeliveryState.SENT, "")]


def test_a_story_is_told_again_from_its_next_change_on(store: Store) -> None:
    chat = subscribed(store)
    a = tell(store, "a")
    send(store)
    store.mute_story(chat.id, 1, NOW)
    add(store, "b", a, reply=Decision.CONFIRMED, edit_at=NOW)
    assert store.unmute_story(chat.id, 1)
    assert not store.unmute_story(chat.id, 1)
    assert claim(store, NOW + DAY) == []
    add(store, "c", a, reply=Decision.DENIED, edit_at=NOW)
    assert send(store) == [("c", "", "m1"), ("a", "m1", "")]


def test_a_digest_of_the_storyline_leaves_muted_stories_out_and_ends_with_the_last(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a", held=True)
    tell(store, "b", held=True)
    store.mute_story(chat.id, 1, NOW)
    tell_digest(store, "strike", [alert.id for alert in store.held_alerts()], NOW)
    digest = only(store)
    assert [view.story.title for view in digest.digest] == ["Headline b"]
    store.finish_delivery(make_update(digest.id, SendStatus.RETRY), NOW)
    store.mute_story(chat.id, 2, NOW)
    assert claim(store, NOW + DAY) == []
    c = tell(store, "c", held=True)
    store.mute_story(chat.id, 3, NOW)
    tell_digest(store, "strike", [alert.id for alert in store.held_alerts()], NOW)
    assert states(store, c) == [], "no route leads to a chat that muted all of it"


def test_an_unknown_story_or_chat_cannot_mute(store: Store) -> None:
    chat = subscribed(store)
    assert not store.mute_story(chat.id, 1, NOW)
    assert not store.mute_story(chat.id, 10**30, NOW)
    assert not store.unmute_story(chat.id, 10**30)
    tell(store, "a")
    with pytest.raises(StoreError):
        store.mute_story(999, 1, NOW)
    assert store.mutes(999) == Mutes()


def test_what_is_muted_is_listed_and_stays_so_without_a_subscription(store: Store) -> None:
    chat = subscribed(store)
    tell(store, "a")
    tell(store, "b")
    assert store.mute_story(chat.id, 2, NOW)
    assert store.mute_story(chat.id, 1, NOW + HOUR)
    assert store.mute_outlet(chat.id, "strike", "Harbour", NOW)
    assert not store.mute_outlet(chat.id, "strike", "Harbour", NOW)
    assert store.mute_outlet(chat.id, "port", "Zeit <b>", NOW)
    store.unsubscribe(chat.id, ALL_STORYLINES)
    assert store.mutes(chat.id) == Mutes(
        stories=(
            MutedStory(story_id=1, storyline_id="strike", title="Headline a"),
            MutedStory(story_id=2, storyline_id="strike", title="Headline b"),
        ),
        outlets=(("port", "Zeit <b>"), ("strike", "Harbour")),
    )
    assert store.unmute_outlet(chat.id, "strike", "Harbour")
    assert not store.unmute_outlet(chat.id, "strike", "Harbour")
    assert store.mutes(chat.id).outlets == (("port", "Zeit <b>"),)


@pytest.mark.parametrize("muted", ["the given", "the taking", "both"])
def test_a_merger_keeps_what_was_muted(store: Store, muted: str) -> None:
    chat = subscribed(store)
    a, b = tell(store, "a", wait=HOUR), tell(store, "b", wait=HOUR)
    if muted != "the given":
        store.mute_story(chat.id, 1, NOW)
    if muted != "the taking":
        store.mute_story(chat.id, 2, NOW)
    add(store, "c", a, merges=(f"strike/{b.id}",), reply=Decision.CONFIRMED)
    assert [one.story_id for one in store.mutes(chat.id).stories] == [1]
    assert claim(store, NOW + DAY) == []
    assert store.unmute_story(chat.id, 2), "by whatever number"
    assert store.mutes(chat.id) == Mutes()
    assert store.mute_story(chat.id, 2, NOW)
    assert [one.story_id for one in store.mutes(chat.id).stories] == [1]


# --- messages found again --------------------------------------------------------------------------------


def test_a_sent_message_is_found_by_its_number_in_any_topic(store: Store) -> None:
    chat, other = subscribed(store, topic=7), subscribed(store, "200")
    a = first_message(store, "a", to(chat), to(other))
    for one in claim(store):
        store.finish_delivery(make_update(one.id, message_ref="77"), NOW)
    reply = more_news(store, "b", a, to(chat))
    store.finish_delivery(make_update(only(store).id, message_ref="78"), NOW)
    found = store.sent_message(TELEGRAM, "100", "77")
    assert found is not None
    assert (found.chat, found.alert.item_id, found.alert.reason) == (chat, a.id, Decision.NEW_STORY)
    answered = store.sent_message(TELEGRAM, "100", "78")
    assert answered is not None
    assert answered.alert.item_id == reply.id
    theirs = store.sent_message(TELEGRAM, "200", "77")
    assert theirs is not None
    assert theirs.chat == other
    for place in (("100", "79"), ("100", ""), ("300", "77"), ("200", "78"), ("100", "7' OR 1")):
        assert store.sent_message(TELEGRAM, *place) is None
    assert store.sent_message(Channel.CONSOLE, "100", "77") is None


def test_a_digest_is_found_as_what_stands_for_it(store: Store) -> None:
    chat = subscribed(store)
    a = tell(store, "a")
    tell(store, "b")
    store.gather([one.id for one in store.waiting(chat.id)], NOW)
    store.finish_delivery(make_update(only(store).id, message_ref="5"), NOW)
    found = store.sent_message(TELEGRAM, "100", "5")
    assert found is not None
    assert found.alert.item_id == a.id
    tell(store, "c", held=True)
    tell_digest(store, "strike", [alert.id for alert in store.held_alerts()], NOW)
    store.finish_delivery(make_update(only(store).id, message_ref="6"), NOW)
    digest = store.sent_message(TELEGRAM, "100", "6")
    assert digest is not None
    assert digest.alert.reason is Decision.DIGEST


def test_a_message_that_can_be_edited_no_more_is_still_found(store: Store) -> None:
    subscribed(store)
    a = tell(store, "a")
    send(store)
    add(store, "b", a, edit_at=NOW)
    store.finish_delivery(make_update(only(store).id, SendStatus.REFUSED), NOW)
    assert store.sent_message(TELEGRAM, "100", "m1") is not None


# --- stories since ---------------------------------------------------------------------------------------


def test_stories_of_the_last_days_are_told_apart_from_older_ones(store: Store) -> None:
    subscribed(store)
    tell(store, "a")
    tell(store, "b", NOW + HOUR)
    since = [story.title for story in store.stories(limit=9, since=NOW + HOUR)]
    assert since == ["Headline b"]
    assert len(store.stories(limit=9, since=NOW)) == 2
    assert store.stories(limit=9, storyline_id="strike", since=NOW + DAY) == []
    assert len(store.stories(limit=1, storyline_id="strike", since=NOW)) == 1
