"""The fake Bot API server is strict, keeps state, and tells what displeases it."""

from __future__ import annotations

import asyncio
import io
import json
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from PIL import Image

from tests.botapi import TOKEN, BotApi
from tests.telegram.traffic import Traffic
from tests.telegram.world import BOT_ID, Person

OK_TEXT = {"chat_id": 1001, "text": "hello"}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def call(http: aiohttp.ClientSession, server: BotApi, method: str, **body: Any) -> dict[str, Any]:
    """A request with a JSON body."""
    async with http.post(f"{server.url}/bot{server.token}/{method}", json=body) as answer:
        told: dict[str, Any] = await answer.json()
        return told


def complaints(server: BotApi) -> list[str]:
    """What the server has against the requests so far; they are forgiven."""
    told = list(server.violations)
    server.violations.clear()
    return told


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"colour": "red"}, "unknown field colour"),
        ({"text": None}, "text: "),
        ({"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b", "hue": 1}]]}}, "hue"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "a button with the actions []"),
        (
            {
                "reply_markup": {
                    "inline_keyboard": [[{"text": "a", "callback_data": "b", "url": "http://c.d"}]]
                }
            },
            "a button with the actions ['callback_data', 'url']",
        ),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}},
            "callback data",
        ),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 9]}},
            "9 buttons in a row",
        ),
        ({"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]] * 101}}, "101 buttons"),
        ({"parse_mode": "HTML", "text": "a < b"}, "Can't parse entities"),
        ({"parse_mode": "HTML", "text": "<p>x</p>"}, "Can't parse entities"),
        ({"parse_mode": "HTML", "text": "<a href='foo'>x</a>"}, "1 links, 0 survived"),
        ({"parse_mode": "HTML", "text": "<a href='javascript:x()'>x</a>"}, "1 links, 0 survived"),
        ({"parse_mode": "HTML", "text": "<b>x</b> " * 101}, "101 entities"),
        ({"parse_mode": "HTML", "text": "<b>" + "😀" * 2049 + "</b>"}, "4098 units"),
        ({"parse_mode": "HTML", "text": "<b></b>"}, "text of 0 units"),
        ({"text": "x" * 4097}, "4097 units"),
    ],
)
async def test_what_telegram_would_not_like_is_kept_as_a_violation(
    server: BotApi, http: aiohttp.ClientSession, fields: dict[str, Any], complaint: str
) -> None:
    server.private()
    await call(http, server, "sendMessage", **{**OK_TEXT, **fields})
    told = complaints(server)
    assert any(complaint in one for one in told), told


@pytest.mark.parametrize(
    ("method", "fields", "complaint"),
    [
        ("sendCarrierPigeon", {}, "no such method"),
        ("sendDice", {"chat_id": 1001}, "the fake does not know it"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "answer of 201 characters"),
        ("setMyCommands", {"commands": [{"command": "A-B", "description": "x"}]}, "command"),
    ],
)
async def test_a_test_that_displeases_the_server_fails(
    http: aiohttp.ClientSession, method: str, fields: dict[str, Any], complaint: str
) -> None:
    server = BotApi()
    server.unanswered.add("1")
    await server.__aenter__()
    await call(http, server, method, **fields)
    with pytest.raises(AssertionError, match=complaint):
        await server.__aexit__(None, None, None)


@pytest.mark.parametrize("form", ["json", "urlencoded", "multipart", "query"])
async def test_a_body_in_any_form_is_understood(
    server: BotApi, http: aiohttp.ClientSession, form: str
) -> None:
    server.forum(7, id_=-100700)
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "1"}]]}
    fields = {
        "chat_id": "-100700",
        "text": "12",
        "message_thread_id": "7",
        "reply_markup": json.dumps(markup),
    }
    address = f"{server.url}/bot{TOKEN}/sendMessage"
    if form == "json":
        request = http.post(address, json={**fields, "reply_markup": markup, "message_thread_id": 7})
    elif form == "urlencoded":
        request = http.post(address, data=fields)
    elif form == "multipart":
        request = http.post(address, data=aiohttp.FormData(fields, default_to_multipart=True))
    else:
        request = http.get(address, params=fields)
    async with request as answer:
        assert (await answer.json())["ok"]
    (message,) = server.sent
    assert (message.text, message.topic, message.reply_markup) == ("12", 7, markup)


async def test_the_general_topic_must_not_be_named(server: BotApi, http: aiohttp.ClientSession) -> None:
    server.forum(7, id_=-100700)
    told = await call(http, server, "sendMessage", chat_id=-100700, text="x", message_thread_id=1)
    assert told["description"] == "Bad Request: message thread not found"


async def test_a_wrong_token_is_unauthorized(http: aiohttp.ClientSession) -> None:
    async with BotApi() as server, http.post(f"{server.url}/bot1:wrong/getMe") as answer:
        assert answer.status == 401
        assert server.requests == []


async def test_updates_stay_until_they_are_confirmed(server: BotApi, http: aiohttp.ClientSession) -> None:
    ada = server.private()
    first, second = server.say(ada, "one"), server.say(ada, "two")
    for offset, ids in ((0, [first, second]), (0, [first, second]), (second, [second]), (second + 1, [])):
        told = await call(http, server, "getUpdates", offset=offset, timeout=0)
        assert [update["update_id"] for update in told["result"]] == ids


async def test_only_the_kinds_that_are_asked_for_are_delivered(
    server: BotApi, http: aiohttp.ClientSession
) -> None:
    await call(http, server, "getUpdates", timeout=0, allowed_updates=["callback_query"])
    server.say(server.private(), "one")
    assert not server.pending


async def test_a_webhook_can_be_asked_for_and_deleted(server: BotApi, http: aiohttp.ClientSession) -> None:
    server.webhook = "https://example.org/hook"
    assert (await call(http, server, "getUpdates", timeout=0))["error_code"] == 409
    assert (await call(http, server, "getWebhookInfo"))["result"]["url"] == "https://example.org/hook"
    await call(http, server, "deleteWebhook")
    assert (await call(http, server, "getUpdates", timeout=0))["ok"]


async def test_a_reply_answers_a_message_of_the_same_chat(
    server: BotApi, http: aiohttp.ClientSession
) -> None:
    server.private()
    server.group()
    number = (await call(http, server, "sendMessage", **OK_TEXT))["result"]["message_id"]
    reply = {"reply_parameters": {"message_id": number}}
    assert (await call(http, server, "sendMessage", **OK_TEXT, **reply))["ok"]
    told = await call(http, server, "sendMessage", chat_id=-500, text="hello", **reply)
    assert "message to be replied not found" in told["description"]
    reply["reply_parameters"]["allow_sending_without_reply"] = True
    assert (await call(http, server, "sendMessage", chat_id=-500, text="hello", **reply))["ok"]
    assert [message.reply_to for message in server.sent] == [0, number, 0]
    await call(http, server, "sendMessage", **OK_TEXT, reply_parameters={"message": number})
    assert any("unknown field reply_parameters.message" in said for said in complaints(server))


def png(width: int = 60, height: int = 40) -> bytes:
    """A picture."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "png")
    return made.getvalue()


async def upload(
    http: aiohttp.ClientSession, server: BotApi, method: str, field: str, body: bytes, **fields: str
) -> dict[str, Any]:
    """A request with a file."""
    form = aiohttp.FormData({"chat_id": "1001", **fields}, default_to_multipart=True)
    form.add_field(field, body, filename="file.bin")
    async with http.post(f"{server.url}/bot{server.token}/{method}", data=form) as answer:
        told: dict[str, Any] = await answer.json()
        return told


async def test_pictures_and_documents_are_kept_with_their_captions(
    server: BotApi, http: aiohttp.ClientSession
) -> None:
    server.private()
    told = await upload(http, server, "sendPhoto", "photo", png(), caption="<b>x</b>", parse_mode="HTML")
    assert told["result"]["caption"] == "x"
    await upload(http, server, "sendDocument", "document", b"%PDF", caption="y")
    picture, document = server.sent
    assert (picture.picture, picture.size, picture.text) == (png(), (60, 40), "x")
    assert picture.entities[0]["type"] == "bold"
    assert (document.document, document.filename, document.text) == (b"%PDF", "file.bin", "y")


@pytest.mark.parametrize(
    ("method", "field", "body", "why"),
    [
        ("sendPhoto", "photo", b"no picture", "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", "photo", png(410, 20), "PHOTO_INVALID_DIMENSIONS"),
        ("sendDocument", "document", b"", "file must be non-empty"),
    ],
)
async def test_a_file_that_telegram_would_not_take_is_refused(
    server: BotApi, http: aiohttp.ClientSession, method: str, field: str, body: bytes, why: str
) -> None:
    server.private()
    assert why in (await upload(http, server, method, field, body))["description"]
    assert server.sent == []


async def test_a_caption_has_less_room_than_a_text(server: BotApi, http: aiohttp.ClientSession) -> None:
    server.private()
    told = await upload(http, server, "sendPhoto", "photo", png(), caption="x" * 1025)
    assert "caption is too long" in told["description"]
    assert complaints(server) == ["text of 1025 units"]


async def test_what_is_edited_is_what_the_message_has(server: BotApi, http: aiohttp.ClientSession) -> None:
    server.private()
    await upload(http, server, "sendPhoto", "photo", png(), caption="old")
    await call(http, server, "sendMessage", **OK_TEXT)
    picture, text = server.sent
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "1"}]]}
    at_picture, at_text = ({"chat_id": 1001, "message_id": one.message_id} for one in (picture, text))
    told = await call(http, server, "editMessageText", **at_picture, text="new")
    assert "no text in the message to edit" in told["description"]
    told = await call(http, server, "editMessageCaption", **at_text, caption="new")
    assert "no caption in the message to edit" in told["description"]
    assert (await call(http, server, "editMessageCaption", **at_picture, caption="new"))["ok"]
    for at in (at_picture, at_text):
        assert (await call(http, server, "editMessageReplyMarkup", **at, reply_markup=markup))["ok"]
        told = await call(http, server, "editMessageReplyMarkup", **at, reply_markup=markup)
        assert "not modified" in told["description"]
    assert (picture.text, picture.labels, text.text, text.labels) == ("new", ["a"], "hello", ["a"])


async def test_a_public_channel_is_found_by_its_name(server: BotApi, http: aiohttp.ClientSession) -> None:
    news = server.channel(username="news_desk", u1001="creator")
    found = (await call(http, server, "getChat", chat_id="@News_Desk"))["result"]
    assert (found["id"], found["type"], found["title"]) == (news.id, "channel", "News")
    told = await call(http, server, "getChat", chat_id="@nobody_here")
    assert told["description"] == "Bad Request: chat not found"


async def test_the_rights_in_a_channel_are_told(server: BotApi, http: aiohttp.ClientSession) -> None:
    news = server.channel(u1001="creator", u1002="administrator")

    async def member(user: int) -> dict[str, Any]:
        told = await call(http, server, "getChatMember", chat_id=news.id, user_id=user)
        return dict(told.get("result") or told)

    assert (await member(BOT_ID))["can_post_messages"] is True
    assert [(await member(user))["status"] for user in (1001, 1002, 1003)] == [
        "creator",
        "administrator",
        "left",
    ]
    news.bot_posts = False
    mine = await member(BOT_ID)
    assert (mine["status"], mine["can_post_messages"]) == ("administrator", False)
    told = await call(http, server, "sendMessage", chat_id=news.id, text="x")
    assert "need administrator rights" in told["description"]
    server.membership(news, "left")
    assert (await member(BOT_ID))["error_code"] == 403


async def test_menus_are_kept_by_scope_and_language(server: BotApi, http: aiohttp.ClientSession) -> None:
    server.private()
    commands = [{"command": "help", "description": "x"}]
    await call(http, server, "setMyCommands", commands=commands)
    await call(http, server, "setMyCommands", commands=commands, scope={"type": "chat", "chat_id": 1001})
    scope = {"type": "all_group_chats"}
    await call(http, server, "setMyCommands", commands=commands, scope=scope, language_code="fr")
    assert set(server.commands) == {("default", ""), ("chat:1001", ""), ("all_group_chats", "fr")}
    await call(http, server, "setMyShortDescription", short_description="x" * 121, language_code="fr")
    assert complaints(server) == ["short_description of 121 characters"]
    assert set(server.descriptions) == {("short_description", "fr")}


async def test_forwarded_messages_links_and_captions_are_updates_that_telegram_would_send(
    server: BotApi,
) -> None:
    ada = server.private()
    server.say(ada, "see https://a.example/x", forwarded=server.channel(username="news_desk"))
    server.say(ada, "😀 this", forwarded=Person(1005), links={"this": "https://b.example"})
    server.say(ada, "caption", forwarded="Somebody", photo=True)
    first, second, third = (update["message"] for update in server.pending)
    assert first["forward_origin"]["chat"]["username"] == "news_desk"
    assert first["entities"] == [{"type": "url", "offset": 4, "length": 19}]
    assert second["entities"] == [{"type": "text_link", "offset": 3, "length": 4, "url": "https://b.example"}]
    assert (third["caption"], third["forward_origin"]["type"]) == ("caption", "hidden_user")


async def test_the_limits_of_telegram_are_counted() -> None:
    at_once = Traffic(precision=0)
    for number in range(31):
        at_once.arrives(1000 + number, 1.0)
    assert at_once.over_limit == ["31 in 1 s, all"]
    chat = Traffic(precision=0)
    for time in (1.0, 1.99, 3.0):
        chat.arrives(7, time)
    assert chat.over_limit == ["2 in 1 s, chat 7"]
    group = Traffic(precision=0)
    for second in range(1, 62):
        group.arrives(-7, second * 2.9)
    assert len(group.over_limit) > 5
    assert set(group.over_limit) == {"21 in 60 s, group -7"}
    fast = Traffic(speed=10, precision=0)
    assert [fast.arrives(7, time) for time in (1.0, 1.1, 1.2)] == [0, 0, 0]
    assert not fast.over_limit


async def test_what_is_too_much_is_refused_and_does_not_count(http: aiohttp.ClientSession) -> None:
    async with BotApi(traffic=Traffic(refuses=True)) as server:
        server.group()
        told = [await call(http, server, "sendMessage", chat_id=-500, text="x") for _ in range(3)]
        assert [one["ok"] for one in told] == [True, False, False]
        assert told[1]["parameters"]["retry_after"] == 1
        assert len(server.over_limit) == 2
        assert len(server.sent) == 1


async def test_a_webhook_is_brought_what_happens_until_it_takes_it(
    server: BotApi, http: aiohttp.ClientSession
) -> None:
    hook = {"url": "https://vigie.example/hook", "secret_token": "s3cret"}
    told = await call(http, server, "setWebhook", **{**hook, "url": "http://vigie.example"})
    assert "HTTPS" in told["description"]
    poll = asyncio.create_task(call(http, server, "getUpdates", timeout=30))
    await server.until(lambda: server.count("getUpdates"))
    await call(http, server, "setWebhook", **hook)
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    server.say(server.private(), "hello")
    await server.until(lambda: server.brought)
    told = (await call(http, server, "getWebhookInfo"))["result"]
    assert told["last_error_message"] == "Connection refused"
    assert len(server.pending) == 1


async def test_a_deleted_message_cannot_be_edited(server: BotApi, http: aiohttp.ClientSession) -> None:
    server.private()
    number = (await call(http, server, "sendMessage", **OK_TEXT))["result"]["message_id"]
    server.delete(server.sent[0])
    told = await call(http, server, "editMessageText", chat_id=1001, text="new", message_id=number)
    assert "message to edit not found" in told["description"]


async def test_an_edit_that_changes_nothing_is_refused(server: BotApi, http: aiohttp.ClientSession) -> None:
    server.private()
    sent = await call(http, server, "sendMessage", **OK_TEXT)
    number = sent["result"]["message_id"]
    told = await call(http, server, "editMessageText", **OK_TEXT, message_id=number)
    assert "message is not modified" in told["description"]
    assert (await call(http, server, "editMessageText", chat_id=1001, text="new", message_id=number))["ok"]
    assert (server.sent[0].text, server.sent[0].edits) == ("new", 1)


def test_it_runs_in_a_thread_beside_a_program_without_a_loop() -> None:
    with BotApi() as server:
        ada = server.do(lambda: server.private(Person()))
        server.do(lambda: server.say(ada, "/start"))
        request = urllib.request.Request(
            f"{server.url}/bot{TOKEN}/sendMessage",
            json.dumps(OK_TEXT).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            assert json.load(answer)["ok"]
        (message,) = server.wait(server.wait_for(1))
        assert (message.chat, message.text) == (1001, "hello")
    with pytest.raises(AssertionError, match="waited in vain"), BotApi() as server:
        server.wait(server.wait_for(1, within=0.01))
