"""The buttons under stories, pressed in conversations through the strict server."""

from __future__ import annotations

import asyncio

import pytest

from bot.model import Access, Channel, Chat, ChatKind, JoinReason, Mutes
from bot.pipeline.deliver import Deliverer
from bot.pipeline.track import Tracker
from bot.telegram.people import as_guest
from bot.telegram.presses import key_of
from tests.botapi import BotApi
from tests.factories import joins, make_feed, make_new, make_poll, track
from tests.telegram.conftest import Bot, book, make, running
from tests.telegram.talking import ADA, EVE, ZOE, ask, press, say
from tests.telegram.world import Place, Sent

OUTLETS = {
    "coast": make_feed("coast", name="Coast Gazette", publisher="Coast"),
    "post": make_feed("post", name="Harbour Post", publisher="The <Post> & \u05e9\u05dc\u05d5\u05dd"),
    "matin": make_feed("matin", name="Le Matin", publisher="Le Matin", language="fr"),
}
TROOPS = "Seoul says 1,500 North Korean troops are in Russia"


def tell(bot: Bot, outlet: str, title: str = TROOPS) -> None:
    """An outlet prints a headline, and it is tracked."""
    bot.store.sync_feeds(OUTLETS.values(), bot.clock.now())
    now = bot.clock.advance(minutes=1)
    uid = f"{outlet}-{now:%d%H%M%S}"
    url = f"https://{outlet}.example/{uid}"
    new = make_new(uid, url=url, title=title, summary="", published_at=now, language=OUTLETS[outlet].language)
    bot.store.save_poll(make_poll(new, feed_id=outlet, at=now))
    Tracker(book(bot.storylines)).track(bot.store, bot.clock.now(), feeds=OUTLETS)


async def deliver(bot: Bot) -> list[Sent]:
    """Send what waits; the new messages."""
    before = len(bot.server.sent)
    deliverer = Deliverer(access=bot.access, clock=bot.clock)
    deliverer.notifiers[Channel.TELEGRAM] = bot.channel.notifier
    await deliverer.deliver({one.id: one for one in bot.storylines})
    return bot.server.sent[before:]


def mutes(bot: Bot, address: int, topic: int = 0) -> Mutes:
    """What a chat has muted."""
    return bot.store.mutes(bot.stored(address, topic).id)


@pytest.fixture
def ada(bot: Bot) -> Place:
    return bot.server.private(ADA)


@pytest.fixture
async def alert(bot: Bot, ada: Place) -> Sent:
    """An alert of a story by two outlets, in the private chat of Ada."""
    await say(bot, ada, "/subscribe nk-troops-russia")
    tell(bot, "coast")
    tell(bot, "post")
    (sent,) = await deliver(bot)
    return sent


async def test_an_alert_has_buttons_in_the_language_of_its_chat(bot: Bot, alert: Sent) -> None:
    assert alert.labels == ["Why?", "Timeline", "🔕 Mute story", "🔕 Mute outlet", "👍", "👎"]
    zoe = bot.server.private(ZOE)
    shown = await ask(bot, zoe, "/story 1", ZOE)
    assert shown.labels == [
        "Pourquoi\u00a0?",
        "Chronologie",
        "🔕 Taire l'histoire",
        "🔕 Taire un média",
        "👍",
        "👎",
    ]


async def test_why_and_timeline_answer_below(bot: Bot, alert: Sent) -> None:
    before = len(bot.server.sent)
    toast = await press(bot, alert, "Why?")
    shown = toast or bot.server.sent[before].text
    assert shown.startswith("Why · North Korean troops in Russia\n• “North Korean” in the headline")
    assert await press(bot, alert, "Timeline") == ""
    timeline = bot.server.sent[-1].text
    assert timeline.startswith(f"{TROOPS} · 2 items\n18 Oct 2024, 12:0")
    assert alert.edits == 0


async def test_a_short_why_is_a_box_that_is_closed(bot: Bot, ada: Place) -> None:
    tell(bot, "coast", "UN sanctions")
    shown = await ask(bot, ada, "/story 1")
    before = len(bot.server.sent)
    toast = await press(bot, shown, "Why?")
    assert toast.startswith("Why · UN sanctions\n• “UN” in the headline (un)\n")
    assert len(toast) <= 200
    assert bot.server.answers[-1].alert
    assert len(bot.server.sent) == before


async def test_a_muted_story_is_told_no_more_and_can_be_unmuted(bot: Bot, ada: Place, alert: Sent) -> None:
    assert await press(bot, alert, "Mute story") == "Muted: nothing more of this story comes here."
    assert "🔔 Unmute story" in alert.labels
    assert [one.story_id for one in mutes(bot, ada.id).stories] == [1]
    tell(bot, "matin", "3 000 soldats nord-coréens en Russie, confirme Séoul")
    text = alert.text
    assert await deliver(bot) == []
    assert alert.text == text
    assert "🔔 Unmute story" in (await ask(bot, ada, "/story 1")).labels
    assert (await press(bot, alert, "Unmute")).startswith("Unmuted")
    assert "🔕 Mute story" in alert.labels
    assert not mutes(bot, ada.id).stories
    assert "🔕 Mute story" in (await ask(bot, ada, "/story 1")).labels


async def test_a_double_tap_is_one(bot: Bot, ada: Place, alert: Sent) -> None:
    data = alert.data("Mute story")
    toasts = await asyncio.gather(*(press(bot, alert, data=data) for _ in range(3)))
    assert set(toasts) == {"Muted: nothing more of this story comes here."}
    assert len(mutes(bot, ada.id).stories) == 1


async def test_one_of_several_outlets_is_muted_and_that_is_taken_back(
    bot: Bot, ada: Place, alert: Sent
) -> None:
    await press(bot, alert, "Mute outlet")
    question = bot.server.sent[-1]
    assert question.text.startswith("Which outlet shall be silent")
    assert question.labels == ["🔕 Coast", "🔕 The <Post> & \u05e9\u05dc\u05d5\u05dd"]
    toast = await press(bot, question, "Post")
    assert "The <Post> & \u05e9\u05dc\u05d5\u05dd" in question.text
    assert "no longer comes here" in toast
    assert len(toast) <= 200
    assert mutes(bot, ada.id).outlets == (("nk-troops-russia", "The <Post> & \u05e9\u05dc\u05d5\u05dd"),)
    await press(bot, question, "Undo")
    assert mutes(bot, ada.id).outlets == ()
    await press(bot, question, "Mute again")
    assert len(mutes(bot, ada.id).outlets) == 1
    assert alert.edits == 0


async def test_the_only_outlet_is_muted_at_once(bot: Bot, ada: Place) -> None:
    tell(bot, "coast")
    shown = await ask(bot, ada, "/story 1")
    await press(bot, shown, "Mute outlet")
    told = bot.server.sent[-1]
    assert told.text == "🔕 What only Coast tells of North Korean troops in Russia no longer comes here."
    assert told.labels == ["↩ Undo"]
    assert mutes(bot, ada.id).outlets == (("nk-troops-russia", "Coast"),)
    assert "Mute story" in "".join(shown.labels)


async def test_each_reader_judges_once_and_may_think_again(bot: Bot, alert: Sent) -> None:
    group = bot.server.supergroup(u1001="member", u1002="member")
    shown = await ask(bot, group, "/story 1")
    assert await press(bot, shown, "👍") == "Noted 👍 Thank you."
    assert (await press(bot, shown, "👎")).startswith("Noted 👎")
    assert (await press(bot, shown, "👎", ZOE)).startswith("Noté 👎")
    kept = {(one.user, one.good) for one in bot.store.feedback(10)}
    assert kept == {(ADA.id, False), (ZOE.id, False)}
    assert all(one.evidence for one in bot.store.feedback(10))


async def test_in_a_group_only_admins_mute_and_all_may_ask(bot: Bot) -> None:
    tell(bot, "coast")
    tell(bot, "post")
    group = bot.server.supergroup(u1001="administrator", u1003="member")
    shown = await ask(bot, group, "/story 1")
    for label in ("Mute story", "Mute outlet"):
        assert "admins" in await press(bot, shown, label, EVE)
    assert "admins" in await press(bot, shown, who=EVE, data=f"v2:tx:1:{key_of('Coast')}")
    assert bot.chat(group.id) is None or not mutes(bot, group.id).stories
    assert len(bot.server.sent) == 1
    await press(bot, shown, "Timeline", EVE)
    assert len(bot.server.sent) == 2
    assert (await press(bot, shown, "Mute story", ADA)).startswith("Muted")
    assert mutes(bot, group.id).stories


@pytest.fixture
async def posted(bot: Bot) -> Sent:
    """An alert of two outlets in a channel of which Ada is an admin."""
    channel = bot.server.channel(u1001="administrator")
    seen = Chat(id=0, channel=Channel.TELEGRAM, address=str(channel.id), kind=ChatKind.GROUP, title="News")
    chat = bot.store.save_chat(seen)
    bot.store.save_guest(as_guest(chat, None, Access.ALLOWED, bot.clock.now()))
    bot.store.subscribe(chat.id, "nk-troops-russia", bot.clock.now())
    tell(bot, "coast")
    tell(bot, "post")
    (sent,) = await deliver(bot)
    return sent


async def test_readers_of_a_channel_make_the_bot_post_nothing(bot: Bot, posted: Sent) -> None:
    for label, begins in (("Why?", "Why · North Korean"), ("Timeline", f"{TROOPS} · 2 items")):
        toast = await press(bot, posted, label, EVE)
        assert toast.startswith(begins)
        assert len(toast) <= 200
        assert bot.server.answers[-1].alert
    for label in ("Mute story", "Mute outlet"):
        assert "admins" in await press(bot, posted, label, EVE)
    assert "admins" in await press(bot, posted, who=EVE, data="v2:tk:1")
    assert (len(bot.server.sent), posted.edits) == (1, 0)


async def test_a_channel_s_admin_mutes_by_the_buttons_of_the_post(bot: Bot, posted: Sent) -> None:
    assert (await press(bot, posted, "Mute story")).startswith("Muted")
    assert mutes(bot, posted.chat).stories
    assert (await press(bot, posted, "Mute outlet")).startswith("Which outlet")
    assert posted.labels == ["🔕 Coast", "🔕 The <Post> & \u05e9\u05dc\u05d5\u05dd", "‹ Back"]
    await press(bot, posted, "Back")
    assert "🔔 Unmute story" in posted.labels
    await press(bot, posted, "Mute outlet")
    assert "no longer comes here" in await press(bot, posted, "Coast")
    assert mutes(bot, posted.chat).outlets == (("nk-troops-russia", "Coast"),)
    await press(bot, posted, "Mute outlet")
    assert "is heard here again" in await press(bot, posted, "🔔 Coast")
    assert mutes(bot, posted.chat).outlets == ()
    assert len(bot.server.sent) == 1
    assert (await press(bot, posted, "Unmute story", inaccessible=True)).startswith("Unmuted")
    assert "too old" in await press(bot, posted, "Mute outlet", inaccessible=True)


async def test_buttons_of_an_old_message_work_in_the_topic_where_it_stands(bot: Bot) -> None:
    forum = bot.server.forum(7, u1001="administrator")
    await say(bot, forum, "/subscribe nk-troops-russia", topic=7)
    tell(bot, "coast")
    tell(bot, "post")
    (alert,) = await deliver(bot)
    assert alert.topic == 7
    assert (await press(bot, alert, "Mute story", inaccessible=True)).startswith("Muted")
    assert [one.story_id for one in mutes(bot, forum.id, 7).stories] == [1]
    await press(bot, alert, "Timeline", inaccessible=True)
    assert bot.server.sent[-1].topic == 7
    await press(bot, alert, "Mute outlet", inaccessible=True)
    assert bot.server.sent[-1].topic == 7


async def test_buttons_work_after_a_restart(server: BotApi) -> None:
    first = make(server)
    async with running(first):
        tell(first, "coast")
        shown = await ask(first, server.private(ADA), "/story 1")
        await first.channel.stop()
        second = make(server, access=first.access)
        await second.channel.start()
        try:
            assert (await press(second, shown, "Mute story")).startswith("Muted")
            await press(second, shown, "Timeline")
            await server.until(lambda: server.sent[-1].text.startswith(f"{TROOPS} · 1 item"))
        finally:
            await second.channel.stop()


async def test_buttons_of_nothing_break_nothing(bot: Bot, alert: Sent) -> None:
    before = alert.text
    for code in ("tw", "tt", "tm", "tu", "to", "tx", "ty", "tk", "tg", "tb", "as"):
        for rest in ("", ":", ":x", ":0", ":-1", ":99", ":999999999999999999", ":1:x", ":99:x:y"):
            toast = await press(bot, alert, data=f"v2:{code}{rest}")
            assert toast != "unanswered", (code, rest)
            assert "Sorry" not in toast, (code, rest)
    assert alert.text == before


async def test_a_button_of_a_story_that_was_merged_leads_to_the_one_that_took_it(
    bot: Bot, ada: Place, alert: Sent
) -> None:
    tell(bot, "coast", "Kursk villagers meet North Korean soldiers")
    (other,) = {one.id for one in bot.store.stories(limit=10)} - {1}
    shown = await ask(bot, ada, f"/story {other}")
    merge(bot, taken=other, into=1)
    await press(bot, shown, "Timeline")
    assert "Kursk villagers" in bot.server.sent[-1].text
    assert f"{TROOPS} · 4 items" in bot.server.sent[-1].text
    reasons = await press(bot, shown, "Why") + bot.server.sent[-1].text
    assert reasons.count("a new story") == 1, "what turned out to be one story began once"
    await press(bot, shown, "Mute story")
    assert [one.story_id for one in mutes(bot, ada.id).stories] == [1]
    assert "Noted" in await press(bot, shown, "👍")
    assert (await ask(bot, ada, f"/story {other}")).text.startswith("▪ North Korean troops in Russia")


def merge(bot: Bot, *, taken: int, into: int) -> None:
    """Let one story take another, as the tracker does when an item tells of both."""
    keys = {one.id: one.key for one in bot.store.stories(limit=10)}
    new = make_new("both", title="Seoul says North Korean troops in Russia met Kursk villagers")
    bot.store.save_poll(make_poll(new, feed_id="coast", at=bot.clock.now()))
    (item,) = bot.store.untracked_items(10)
    told = joins(item, keys[into], JoinReason.SAME_EVENT, like_item_id=1, merges=(keys[taken],))
    track(bot.store, [told], bot.clock.now())
