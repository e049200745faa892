"""Sending through the real library to a server that behaves, and misbehaves, as Telegram does."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import ChannelError
from bot.fit import units
from bot.model import Channel, Chat, ChatKind, Message, SendOutcome, SendStatus
from bot.telegram.chat import build_application
from bot.telegram.notifier import READ_TIMEOUT, TelegramNotifier
from bot.telegram.pace import Pace
from bot.telegram.updates import Timing
from tests.botapi import TOKEN, BotApi
from tests.telegram.faults import Fault, bad_request, flood, forbidden, migrated, unavailable
from tests.telegram.world import Person

NEWS = Message(
    html='<b><a href="https://example.org/a?b=1&amp;c=2">1,500 soldiers &lt;seen&gt;</a></b>\nYonhap',
    text="1,500 soldiers <seen>\nYonhap\nhttps://example.org/a?b=1&c=2",
)


def chat(address: int = 1001, topic: int = 0) -> Chat:
    """A stored chat."""
    return Chat(id=1, channel=Channel.TELEGRAM, address=str(address), topic=topic, kind=ChatKind.GROUP)


@asynccontextmanager
async def sender(
    url: str, *, token: str = TOKEN, read_timeout: float = READ_TIMEOUT
) -> AsyncIterator[TelegramNotifier]:
    """A notifier with a connection of its own, not initialized: sending works before the chat does."""
    pace = Pace(speed=1000)
    bot = build_application(token, url, Timing(), pace).bot
    try:
        yield TelegramNotifier(bot, pace, read_timeout=read_timeout)
    finally:
        for request in (bot.request, bot._request[0]):
            await request.shutdown()


@pytest.fixture
async def notifier(server: BotApi) -> AsyncIterator[TelegramNotifier]:
    server.private(Person())
    async with sender(server.url) as made:
        yield made


async def test_an_alert_arrives_with_its_link_and_without_preview(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    outcome = await notifier.send(chat(), NEWS)
    (message,) = server.sent
    assert (outcome.status, outcome.message_ref) == (SendStatus.SENT, str(message.message_id))
    assert message.text == "1,500 soldiers <seen>\nYonhap"
    assert message.links == ["https://example.org/a?b=1&c=2"]
    ((_, request),) = server.requests
    assert request["link_preview_options"] == {"is_disabled": True}
    assert not {"message_thread_id", "allow_paid_broadcast"} & set(request)


def test_the_library_waits_long_enough_for_an_answer() -> None:
    assert READ_TIMEOUT >= 20


@pytest.mark.parametrize("silent", [False, True])
async def test_a_quiet_alert_makes_no_sound(server: BotApi, notifier: TelegramNotifier, silent: bool) -> None:
    await notifier.send(chat(), replace(NEWS, silent=silent))
    assert [message.silent for message in server.sent] == [silent]


async def test_a_reply_answers_its_message_and_arrives_without_it(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    first = await notifier.send(chat(), NEWS)
    reply = replace(NEWS, reply_to=first.message_ref)
    assert (await notifier.send(chat(), reply)).status is SendStatus.SENT
    server.delete(server.sent[0])
    assert (await notifier.send(chat(), reply)).status is SendStatus.SENT
    assert [message.reply_to for message in server.sent] == [int(first.message_ref), 0]


@pytest.mark.parametrize("why", ["message to be replied not found", "REPLY_MESSAGE_ID_INVALID"])
async def test_a_reply_that_is_refused_for_what_it_answers_is_sent_as_no_reply(
    server: BotApi, notifier: TelegramNotifier, why: str
) -> None:
    server.fail("sendMessage", bad_request(why))
    outcome = await notifier.send(chat(), replace(NEWS, reply_to="1"))
    assert (outcome.status, outcome.reason) == (SendStatus.SENT, "sent as no reply")
    assert "reply_parameters" not in server.requests[-1][1]


async def test_an_edit_replaces_the_message_without_a_new_one(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    forum = server.forum(7)
    sent = await notifier.send(chat(forum.id, topic=7), NEWS)
    edited = replace(NEWS, html="<b>2,000 soldiers</b>", edits=sent.message_ref, reply_to="9", silent=True)
    outcome = await notifier.send(chat(forum.id, topic=7), edited)
    assert (outcome.status, outcome.message_ref) == (SendStatus.SENT, sent.message_ref)
    (message,) = server.sent
    assert (message.text, message.edits) == ("2,000 soldiers", 1)
    method, request = server.requests[-1]
    assert (method, request["link_preview_options"]) == ("editMessageText", {"is_disabled": True})


async def test_an_edit_that_changes_nothing_has_arrived(server: BotApi, notifier: TelegramNotifier) -> None:
    sent = await notifier.send(chat(), NEWS)
    outcome = await notifier.send(chat(), replace(NEWS, edits=sent.message_ref))
    assert (outcome.status, outcome.message_ref) == (SendStatus.SENT, sent.message_ref)


@pytest.mark.parametrize("how", ["deleted", "message can't be edited", "MESSAGE_ID_INVALID", "TOPIC_CLOSED"])
async def test_a_message_that_can_be_edited_no_more_is_refused_at_once(
    server: BotApi, notifier: TelegramNotifier, how: str
) -> None:
    sent = await notifier.send(chat(), NEWS)
    if how == "deleted":
        server.delete(server.sent[0])
    else:
        server.fail("editMessageText", bad_request(how))
    outcome = await notifier.send(chat(topic=7), _edit(sent))
    assert outcome.status is SendStatus.REFUSED
    assert (server.count("editMessageText"), server.count("sendMessage")) == (1, 1)


def _edit(sent: SendOutcome) -> Message:
    return Message(html="new", text="new", edits=sent.message_ref)


@pytest.mark.parametrize(
    ("fault", "status", "edits"),
    [
        (flood(33), SendStatus.RETRY, 0),
        (forbidden(), SendStatus.CHAT_GONE, 0),
        (migrated(-100501), SendStatus.CHAT_MOVED, 0),
        (unavailable(502), SendStatus.UNKNOWN, 0),
        (Fault(drop=True), SendStatus.UNKNOWN, 1),
        (Fault(reset=True), SendStatus.UNKNOWN, 0),
    ],
    ids=repr,
)
async def test_each_fault_of_an_edit_is_classified_and_it_can_be_made_again(
    server: BotApi, notifier: TelegramNotifier, fault: Fault, status: SendStatus, edits: int
) -> None:
    sent = await notifier.send(chat(), NEWS)
    server.fail("editMessageText", fault)
    assert (await notifier.send(chat(), _edit(sent))).status is status
    assert server.sent[0].edits == edits
    assert (await notifier.send(chat(), _edit(sent))).status is SendStatus.SENT
    assert [(message.text, message.edits) for message in server.sent] == [("new", 1)]


async def test_an_edit_with_bad_markup_is_made_in_plain_text(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    sent = await notifier.send(chat(), NEWS)
    outcome = await notifier.send(chat(), Message(html="<b>a < b</b>", text="a < b", edits=sent.message_ref))
    assert (outcome.status, outcome.reason) == (SendStatus.SENT, "sent as plain text")
    assert [message.text for message in server.sent] == ["a < b"]
    server.violations.clear()


async def test_a_topic_is_named_and_the_general_topic_is_not(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    forum = server.forum(7)
    await notifier.send(chat(forum.id, topic=7), NEWS)
    await notifier.send(chat(forum.id), NEWS)
    assert [message.topic for message in server.sent] == [7, 0]
    assert "message_thread_id" not in server.requests[1][1]


async def test_an_alert_whose_topic_is_gone_is_sent_outside_of_it(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    forum = server.forum(7)
    outcome = await notifier.send(chat(forum.id, topic=8), NEWS)
    assert (outcome.status, outcome.reason) == (SendStatus.SENT, "sent outside of its topic, which is gone")
    assert [message.topic for message in server.sent] == [0]
    assert server.sent[0].links
    assert "topic that this was meant for is gone" in server.sent[0].text
    french = replace(NEWS, language="fr", html="x" * 4090, text="x" * 4090)
    assert (await notifier.send(chat(forum.id, topic=8), french)).status is SendStatus.SENT
    assert server.sent[1].text == french.text, "there is no room to say so"


async def test_an_alert_with_bad_markup_is_sent_as_plain_text(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    outcome = await notifier.send(chat(), Message(html="<b>a < b</b>", text="a < b"))
    assert (outcome.status, outcome.reason) == (SendStatus.SENT, "sent as plain text")
    assert [message.text for message in server.sent] == ["a < b"]
    assert len(server.violations) == 1, "the server is strict"
    server.violations.clear()


async def test_bad_markup_in_a_topic_that_is_gone_takes_both_remedies(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    server.fail(
        "sendMessage", bad_request("message thread not found"), bad_request("can't parse entities: x")
    )
    outcome = await notifier.send(chat(server.forum(7).id, topic=7), NEWS)
    assert outcome.status is SendStatus.SENT
    assert outcome.reason == "sent outside of its topic, which is gone; sent as plain text"
    assert server.sent[0].text.startswith(NEWS.text)


async def test_a_remedy_is_applied_once(server: BotApi, notifier: TelegramNotifier) -> None:
    server.fail("sendMessage", *[bad_request("can't parse entities: x")] * 2)
    outcome = await notifier.send(chat(), NEWS)
    assert outcome.status is SendStatus.REFUSED
    assert server.count("sendMessage") == 2


async def test_the_plain_text_keeps_the_limit_and_the_link(
    server: BotApi, notifier: TelegramNotifier
) -> None:
    server.fail("sendMessage", bad_request("message is too long"))
    text = "😀" * 5000 + "\nhttps://example.org/" + "x" * 1000
    outcome = await notifier.send(chat(), Message(html="long", text=text))
    assert outcome.status is SendStatus.SENT
    (message,) = server.sent
    assert 4000 < units(message.text) <= 4096
    assert message.text.endswith("…\nhttps://example.org/" + "x" * 1000)


@pytest.mark.parametrize(
    ("fault", "status", "delivered"),
    [
        (flood(33), SendStatus.RETRY, 0),
        (forbidden(), SendStatus.CHAT_GONE, 0),
        (forbidden("user is deactivated"), SendStatus.CHAT_GONE, 0),
        (forbidden("bot was kicked from the supergroup chat"), SendStatus.CHAT_GONE, 0),
        (bad_request("chat not found"), SendStatus.CHAT_GONE, 0),
        (bad_request("VIDEO_FILE_INVALID"), SendStatus.REFUSED, 0),
        (migrated(-100501), SendStatus.CHAT_MOVED, 0),
        (unavailable(502), SendStatus.UNKNOWN, 0),
        (unavailable(500, b'{"ok":false,"error_code":500,"description":"Internal"}'), SendStatus.UNKNOWN, 0),
        (unavailable(200, b"<html>captive portal</html>"), SendStatus.UNKNOWN, 0),
        (unavailable(504, b""), SendStatus.UNKNOWN, 0),
        (Fault(late=5.0), SendStatus.UNKNOWN, 1),
        (Fault(drop=True), SendStatus.UNKNOWN, 1),
        (Fault(reset=True), SendStatus.UNKNOWN, 0),
    ],
    ids=repr,
)
async def test_each_fault_is_classified(
    server: BotApi, fault: Fault, status: SendStatus, delivered: int
) -> None:
    server.private(Person())
    server.fail("sendMessage", fault)
    async with sender(server.url, read_timeout=0.3 if fault.late else READ_TIMEOUT) as notifier:
        outcome = await notifier.send(chat(), NEWS)
        assert outcome.status is status
        assert outcome.reason
        assert outcome.retry_after == (timedelta(seconds=33) if fault.status == 429 else None)
        assert outcome.new_address == ("-100501" if status is SendStatus.CHAT_MOVED else "")
        assert len(server.sent) == delivered
        again = await notifier.send(chat(), NEWS)
        assert again.status is SendStatus.SENT, "the next one goes through"


async def test_a_server_that_is_not_there_was_not_sent_anything() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with sender(f"http://127.0.0.1:{unused.getsockname()[1]}") as notifier:
            outcome = await notifier.send(chat(), NEWS)
    assert outcome.status is SendStatus.RETRY
    assert "ConnectError" in outcome.reason


async def test_a_closed_connection_was_not_sent_anything(server: BotApi) -> None:
    async with sender(server.url) as notifier:
        pass
    assert (await notifier.send(chat(), NEWS)).status is SendStatus.RETRY


async def test_the_states_of_chats_are_told_apart(server: BotApi, notifier: TelegramNotifier) -> None:
    group = server.group()
    server.migrate(group, -100501)
    blocked = server.private(Person(1005))
    server.membership(blocked, "kicked")
    moved = await notifier.send(chat(group.id), NEWS)
    assert (moved.status, moved.new_address) == (SendStatus.CHAT_MOVED, "-100501")
    assert (await notifier.send(chat(int(moved.new_address)), NEWS)).status is SendStatus.SENT
    gone = await notifier.send(chat(blocked.id), NEWS)
    assert (gone.status, gone.reason) == (SendStatus.CHAT_GONE, "Forbidden: bot was blocked by the user")
    unknown = await notifier.send(chat(4711), NEWS)
    assert (unknown.status, unknown.reason) == (SendStatus.CHAT_GONE, "Chat not found")


@pytest.mark.parametrize("html", ["\ud800", "a\ud83d"])
async def test_text_that_cannot_be_encoded_is_refused_for_good(
    server: BotApi, notifier: TelegramNotifier, html: str
) -> None:
    outcome = await notifier.send(chat(), Message(html=html, text=html))
    assert outcome.status is SendStatus.REFUSED
    assert server.sent == []


@pytest.mark.parametrize("spoil", [lambda token: token + "x", lambda token: token.swapcase()])
async def test_a_refused_token_is_an_error_of_the_channel_that_does_not_show_it(
    server: BotApi, spoil: Callable[[str], str]
) -> None:
    token = spoil(TOKEN)
    async with sender(server.url, token=token) as notifier:
        with pytest.raises(ChannelError, match="TELEGRAM_BOT_TOKEN") as caught:
            await notifier.send(chat(), NEWS)
    assert token not in str(caught.value)
    assert "\n" not in str(caught.value)
