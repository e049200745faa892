"""The fake Bot API server is strict, keeps state, and tells what displeases it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.botapi import TOKEN, BotApi
from tests.telegram.world import Person

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
