"""What every Store promises about who follows, and how routes lead to chats; see `bot.ports.Store`."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.model import (
    ALL_STORYLINES,
    Chat,
    Decision,
    Item,
    Level,
    Route,
    SendStatus,
    Subscription,
    SubscriptionLevel,
)
from bot.ports import Store
from tests.factories import DAY, HOUR, MINUTE, NOW, joins, make_draft, make_update, opens
from tests.store.test_contract import stored
from tests.store.test_contract_living import claim, only, send, subscribed, tell
from tests.store.test_contract_stories import but

SOON = timedelta(minutes=-1)


def to(chat: Chat, wait: timedelta = SOON, **more: Any) -> Route:
    return Route(chat_id=chat.id, due_at=NOW + wait, **more)


def first_message(store: Store, name: str, *routes: Route, at: datetime = NOW, **draft: Any) -> Item:
    """An item opens a story, which goes along these routes."""
    (item,) = stored(store, name, at=at)
    alert = make_draft(f"strike/{item.id}/new story", **draft)
    store.save_tracking([but(opens(item), alert=alert, routes=routes)], at)
    return item


def more_news(store: Store, name: str, of: Item, *routes: Route, at: datetime = NOW, **draft: Any) -> Item:
    """An item joins a story, which is told along these routes; with level OFF there is no alert at all."""
    (item,) = stored(store, name, at=at)
    silent = draft.get("level") is Level.OFF
    alert = None if silent else make_draft(f"strike/{of.id}/{name}", Decision.CORROBORATED, **draft)
    store.save_tracking([but(joins(item, f"strike/{of.id}"), alert=alert, routes=routes)], at)
    return item


# --- who follows -----------------------------------------------------------------------------------------


def test_each_chat_follows_a_storyline_once_and_its_own_subscription_comes_first(store: Store) -> None:
    both, one, every = (subscribed(store, name, storyline="strike") for name in ("1", "2", "3"))
    store.subscribe(both.id, ALL_STORYLINES, NOW)
    store.subscribe(every.id, ALL_STORYLINES, NOW)
    store.unsubscribe(every.id, "strike")
    own = Subscription(
        chat_id=both.id, storyline_id="strike", created_at=NOW, level=SubscriptionLevel.LOUD, silent=True
    )
    store.save_subscription(own)
    found = store.followers(["strike", "port", "strike"])
    assert [(f.storyline_id, f.chat, f.subscription.storyline_id) for f in found] == [
        ("port", both, "*"),
        ("port", every, "*"),
        ("strike", both, "strike"),
        ("strike", one, "strike"),
        ("strike", every, "*"),
    ]
    assert found[2].subscription == own
    assert store.followers([]) == []


def test_followers_come_with_what_they_muted_in_the_storyline(store: Store) -> None:
    chat = subscribed(store)
    other = subscribed(store, "200")
    for outlet in ("Coast", "Harbour"):
        store.mute_outlet(chat.id, "strike", outlet, NOW)
    store.mute_outlet(chat.id, "port", "Tabloid", NOW)
    found = {(f.storyline_id, f.chat.id): f.muted_outlets for f in store.followers(["strike", "port"])}
    assert found == {
        ("strike", chat.id): {"Coast", "Harbour"},
        ("port", chat.id): {"Tabloid"},
        ("strike", other.id): frozenset(),
        ("port", other.id): frozenset(),
    }


def test_suspended_chats_follow_and_their_messages_wait(store: Store) -> None:
    chat = subscribed(store)
    store.suspend_chat(chat.channel, chat.address, "blocked")
    (follower,) = store.followers(["strike"])
    assert follower.chat.suspended == "blocked"
    first_message(store, "a", to(chat))
    assert claim(store) == []
    assert store.info().deliveries["pending"] == 1


# --- where routes lead -----------------------------------------------------------------------------------


def test_an_alert_goes_where_its_routes_lead_and_nowhere_else(store: Store) -> None:
    one, _, three = (subscribed(store, name) for name in ("1", "2", "3"))
    first_message(store, "a", to(one), to(three, HOUR), to(one, HOUR))
    assert [one.chat.address for one in claim(store, NOW + HOUR - MINUTE)] == ["1"]
    assert [one.chat.address for one in claim(store, NOW + HOUR)] == ["3"]
    first_message(store, "b")
    assert store.info().deliveries == {"pending": 0, "sending": 2, "sent": 0, "failed": 0}


def test_no_route_leads_to_who_follows_no_longer_or_is_unknown(store: Store) -> None:
    gone, there = subscribed(store, "1"), subscribed(store, "2")
    store.unsubscribe(gone.id, ALL_STORYLINES)
    store.subscribe(gone.id, "port", NOW)
    nobody = Route(chat_id=999, due_at=NOW)
    first_message(store, "a", to(gone), nobody, to(there))
    assert [one.chat.address for one in claim(store)] == ["2"]
    assert store.info().deliveries["pending"] == 0


def test_tracking_twice_leads_nowhere_twice(store: Store) -> None:
    chat = subscribed(store)
    (item,) = stored(store, "a")
    tracked = but(opens(item), routes=(to(chat, late=True, urgent=True),))
    assert store.save_tracking([tracked], NOW) == 1
    assert store.save_tracking([tracked], NOW + HOUR) == 0
    assert store.info().deliveries["pending"] == 1


@pytest.mark.parametrize("draft", [{"level": Level.EDIT}, {"held": True}], ids=["edit", "held"])
def test_what_has_no_messages_goes_nowhere(store: Store, draft: dict[str, Any]) -> None:
    chat = subscribed(store)
    first_message(store, "a", to(chat), **draft)
    assert claim(store, NOW + DAY) == []


def test_a_digest_goes_where_its_routes_lead(store: Store) -> None:
    one, two, gone = (subscribed(store, name) for name in ("1", "2", "3"))
    first_message(store, "a", held=True)
    store.unsubscribe(gone.id, ALL_STORYLINES)
    (held,) = store.held_alerts()
    assert store.save_digest("strike", [held.id], (to(one, HOUR), to(two), to(gone)), NOW)
    assert only(store).chat == two
    assert only(store, NOW + HOUR).chat == one


def test_a_claim_tells_by_which_subscription_it_comes(store: Store) -> None:
    chat, every = subscribed(store, "1", storyline="strike"), subscribed(store, "2")
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    own = Subscription(chat_id=chat.id, storyline_id="strike", created_at=NOW, languages=("ko", "fr"))
    assert store.save_subscription(own)
    a = first_message(store, "a", to(chat), to(every))
    mine, theirs = claim(store)
    assert mine.subscription == own
    assert theirs.subscription == Subscription(chat_id=every.id, storyline_id="*", created_at=NOW)
    store.finish_delivery(make_update(theirs.id), NOW)
    store.unsubscribe(chat.id, "strike")
    more_news(store, "b", a, to(every))
    assert only(store).subscription == store.subscriptions(every.id)[0]


# --- replies and urgent news -----------------------------------------------------------------------------


def test_a_reply_is_not_due_before_the_first_message_of_its_story(store: Store) -> None:
    chat = subscribed(store)
    a = first_message(store, "a", to(chat, HOUR, held=True))
    more_news(store, "b", a, to(chat))
    assert claim(store, NOW + HOUR - MINUTE) == []
    assert send(store, NOW + HOUR) == [("a", "", ""), ("b", "", "m1")]


def test_urgent_news_brings_the_first_message_with_it(store: Store) -> None:
    chat, other = subscribed(store), subscribed(store, "200")
    a = first_message(store, "a", to(chat, HOUR, held=True), to(other, HOUR))
    first_message(store, "else", to(chat, HOUR, held=True))
    more_news(store, "b", a, to(chat, urgent=True), to(other))
    assert send(store) == [("a", "", ""), ("b", "", "m1")], "and nothing else, nor in another chat"
    held = [backlog.held for backlog in store.backlogs(NOW + HOUR, 1)]
    assert held == [1, 0]


# --- the first message only when the story is worth it ---------------------------------------------------


def test_a_late_route_gives_the_first_message_to_a_chat_that_has_none(store: Store) -> None:
    late, told = subscribed(store, "1"), subscribed(store, "2")
    a = first_message(store, "a", to(told))
    more_news(store, "b", a, to(late, late=True), to(told, late=True))
    first, reply = claim(store)
    assert (first.chat, first.item.title, first.alert.reason) == (told, "Headline a", Decision.NEW_STORY)
    assert (reply.chat, reply.item.title, reply.alert.reason) == (late, "Headline a", Decision.NEW_STORY)
    assert reply.story.story.items == 2
    for one in (first, reply):
        store.finish_delivery(make_update(one.id, message_ref=f"m{one.id}"), NOW)
    assert send(store) == [("b", "", "m1")], "who has it gets the news"
    more_news(store, "c", a, to(late, late=True))
    assert send(store) == [("c", "", f"m{reply.id}")]


def test_a_late_route_works_where_the_story_makes_no_alert(store: Store) -> None:
    late, told = subscribed(store, "1"), subscribed(store, "2")
    a = first_message(store, "a", to(told))
    send(store)
    more_news(store, "b", a, to(late, late=True), to(told, late=True), level=Level.OFF)
    more_news(store, "c", a, to(late, late=True), level=Level.EDIT)
    assert [(one.chat.address, one.item.title) for one in claim(store)] == [("1", "Headline a")]
    assert store.info().deliveries["pending"] == 0


def test_who_followed_only_later_gets_the_alert_instead(store: Store) -> None:
    a = first_message(store, "a")
    late = subscribed(store)
    store.unsubscribe(late.id, ALL_STORYLINES)
    store.subscribe(late.id, "strike", NOW + MINUTE)
    more_news(store, "b", a, to(late, late=True), at=NOW + HOUR)
    assert send(store, NOW + HOUR) == [("b", "", "")]


@pytest.mark.parametrize("draft", [{"level": Level.EDIT}, {"held": True}], ids=["edit", "held"])
def test_a_story_without_a_first_message_gives_the_alert_instead(store: Store, draft: dict[str, Any]) -> None:
    late = subscribed(store)
    a = first_message(store, "a", **draft)
    more_news(store, "b", a, to(late, late=True))
    assert send(store) == [("b", "", "")]


def test_a_late_first_message_goes_before_the_news_that_waits(store: Store) -> None:
    chat = subscribed(store)
    a = first_message(store, "a")
    more_news(store, "b", a, to(chat, MINUTE))
    more_news(store, "c", a, to(chat, HOUR, late=True))
    assert claim(store, NOW + HOUR - MINUTE) == []
    assert send(store, NOW + HOUR + MINUTE) == [("a", "", ""), ("b", "", "m2")]


# --- what waits, and comes otherwise ---------------------------------------------------------------------


def test_what_waits_is_listed_in_the_order_of_its_chat(store: Store) -> None:
    chat = subscribed(store)
    a = first_message(store, "a", to(chat, HOUR))
    b = first_message(store, "b", to(chat, MINUTE), at=NOW + MINUTE)
    reply = more_news(store, "c", a, to(chat))
    found = store.waiting(chat.id)
    assert [(one.alert.item_id, one.due_at) for one in found] == [
        (b.id, NOW + MINUTE),
        (a.id, NOW + HOUR),
        (reply.id, NOW + HOUR),
    ]
    assert [one.created_at for one in found] == [NOW + MINUTE, NOW, NOW]
    assert {one.state for one in found} == {store.stories(limit=1)[0].state}
    assert store.waiting(999) == []


def test_what_was_tried_or_gathered_waits_no_longer(store: Store) -> None:
    chat = subscribed(store)
    for name in "abcd":
        tell(store, name)
    tried = only(store)
    store.finish_delivery(make_update(tried.id, SendStatus.RETRY), NOW)
    *_, last = store.waiting(chat.id)
    assert len(store.waiting(chat.id)) == 3
    assert store.gather([one.id for one in store.waiting(chat.id)[:2]], NOW)
    assert store.waiting(chat.id) == [last]
    again = {number: to(chat, DAY) for number in (tried.id, *range(1, 9))}
    assert store.reroute(again) == 1


def test_a_rerouted_delivery_comes_as_its_new_route_says(store: Store) -> None:
    chat = subscribed(store)
    first_message(store, "a", to(chat))
    first_message(store, "b", to(chat))
    a, b = store.waiting(chat.id)
    assert store.reroute({a.id: to(chat, HOUR, held=True), b.id: to(chat, 2 * HOUR, digest=True)}) == 2
    assert claim(store, NOW + HOUR - MINUTE) == []
    (backlog,) = store.backlogs(NOW + 2 * HOUR, 1)
    assert (backlog.delivery_ids, backlog.held, backlog.digest) == ((a.id, b.id), 1, 1)
    assert store.reroute({a.id: to(chat), b.id: to(chat), 99: to(chat)}) == 2
    assert [one[0] for one in send(store)] == ["a", "b"]
    assert store.reroute({a.id: to(chat)}) == 0


def test_a_reply_stays_behind_its_first_message_however_they_are_rerouted(store: Store) -> None:
    chat = subscribed(store)
    a = first_message(store, "a", to(chat))
    more_news(store, "b", a, to(chat))
    first, reply = store.waiting(chat.id)
    assert store.reroute({first.id: to(chat, HOUR), reply.id: to(chat)}) == 2
    assert claim(store) == []
    assert store.reroute({reply.id: to(chat, urgent=True)}) == 1
    assert send(store) == [("a", "", ""), ("b", "", "m1")], "an urgent one brings it along"


def test_a_delivery_of_another_chat_is_not_rerouted(store: Store) -> None:
    chat, other = subscribed(store), subscribed(store, "200")
    first_message(store, "a", to(chat))
    (waiting,) = store.waiting(chat.id)
    assert store.reroute({waiting.id: to(other, DAY)}) == 0
    assert only(store).chat == chat


# --- settings of a subscription --------------------------------------------------------------------------


def test_how_a_storyline_is_followed_is_kept_and_begins_anew_with_each_subscription(store: Store) -> None:
    chat = subscribed(store, storyline="strike")
    wanted = Subscription(
        chat_id=chat.id,
        storyline_id="strike",
        created_at=NOW + DAY,
        level=SubscriptionLevel.DAILY,
        daily_at=time(6, 45),
        silent=True,
        through_quiet=True,
        languages=("ko", "fr"),
    )
    assert store.save_subscription(wanted)
    (kept,) = store.subscriptions(chat.id)
    assert kept.created_at == NOW, "it follows since when it began"
    assert (kept.level, kept.daily_at, kept.languages) == (wanted.level, wanted.daily_at, wanted.languages)
    assert (kept.silent, kept.through_quiet) == (True, True)
    assert not store.subscribe(chat.id, "strike", NOW)
    assert store.subscriptions(chat.id) == [kept]
    store.unsubscribe(chat.id, "strike")
    assert not store.save_subscription(wanted)
    store.subscribe(chat.id, "strike", NOW)
    plain = Subscription(chat_id=chat.id, storyline_id="strike", created_at=NOW)
    assert store.subscriptions(chat.id) == [plain]
