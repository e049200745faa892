"""Updates that Telegram brings, and that two programs with one token never go unnoticed."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.config import load_settings
from bot.errors import ConfigError
from bot.model import SendStatus
from bot.telegram.updates import Hook, Timing
from bot.telegram.webhook import LARGEST
from tests.botapi import TOKEN, BotApi
from tests.telegram.conftest import QUICK, Bot, close, make, running
from tests.telegram.faults import Fault, bad_request, unavailable
from tests.telegram.hooks import SECRET_HEADER
from tests.telegram.test_telegram_lifecycle import ADA, ALERT, STOP_WITHIN, Waiting, stopped

PUBLIC = "https://vigie.example"
URL = f"{PUBLIC}/telegram"
WATCHFUL = replace(QUICK, check=0.05)


def hook(server: BotApi, public: str = PUBLIC) -> Hook:
    """A free port, to which the public address leads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server.proxies[public] = f"http://127.0.0.1:{port}"
    return Hook(url=f"{public}/telegram", host="127.0.0.1", port=port)


@asynccontextmanager
async def hooked(server: BotApi, timing: Timing = QUICK, public: str = PUBLIC) -> AsyncIterator[Bot]:
    """A bot to which updates are brought, registered."""
    where = hook(server, public)
    async with running(make(server, timing=timing, hook=where)) as bot:
        await server.until(lambda: server.webhook == where.url)
        yield bot


async def told(*bots: Bot) -> str:
    """What the first of these tells its owner in the end."""
    async with asyncio.timeout(5):
        while not any(bot.fatal for bot in bots):
            await asyncio.sleep(0.01)
    return str(next(bot.fatal[0] for bot in bots if bot.fatal))


# --- being brought ---------------------------------------------------------------------------------------


async def test_what_is_brought_is_answered_and_then_confirmed(server: BotApi) -> None:
    async with hooked(server) as bot:
        ada = server.private()
        server.say(ada, "/help")
        await server.wait_for(1)
        server.say(ada, "/subscribe all")
        await server.handled()
        assert bot.follows(1001) == {"*"}
        assert (await bot.channel.notifier.send(ADA, ALERT)).status is SendStatus.SENT
        assert [status for _, status in server.brought] == [200, 200]
        assert server.count("getUpdates") == 0
    assert bot.fatal == []


async def test_a_stop_leaves_the_webhook_and_what_comes_meanwhile_waits(server: BotApi) -> None:
    async with hooked(server):
        first_secret = server.secret
    assert server.webhook == URL
    server.say(server.private(), "/help")
    await server.until(lambda: (server.brought or [(0, 200)])[-1][1] == 0)
    assert len(server.pending) == 1
    async with hooked(server):
        await server.wait_for(1)
        assert server.secret not in ("", first_secret), "each start has a secret of its own"


async def test_an_update_is_confirmed_only_after_it_was_handled(server: BotApi) -> None:
    """What a stop cuts off is brought again."""
    where, slow = hook(server), Waiting()
    bot = make(server, access=slow, hook=where, timing=replace(QUICK, finish=0.1))
    await bot.channel.start()
    server.say(server.private(), "/subscribe all")
    await slow.entered.wait()
    assert len(server.pending) == 1
    await stopped(bot)
    await server.until(lambda: server.brought)
    assert server.brought[0][1] in (0, 503)
    assert len(server.pending) == 1
    async with running(make(server, hook=where)) as later:
        await server.handled()
        assert later.follows(1001) == {"*"}


async def test_a_handler_that_takes_long_holds_up_neither_telegram_nor_other_chats(server: BotApi) -> None:
    where, slow = hook(server), Waiting()
    bot = make(server, access=slow, hook=where, timing=replace(QUICK, patience=0.2))
    await bot.channel.start()
    server.say(server.private(), "/subscribe all")
    await slow.entered.wait()
    await server.handled(2)
    stopping = asyncio.create_task(close(bot))
    await asyncio.sleep(0.05)
    slow.go_on.set()
    async with asyncio.timeout(STOP_WITHIN):
        await stopping
    assert len(server.sent) == 1, "it was finished all the same"


async def post(server: BotApi, body: bytes, secret: str | None) -> int:
    """Bring something by hand; the status of the answer."""
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{server.proxies[PUBLIC]}/x", data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


UPDATE = (
    b'{"update_id": 7, "message": {"message_id": 1, "date": 1729252800, "text": "/help",'
    b' "chat": {"id": 1001, "type": "private", "first_name": "Ada"},'
    b' "from": {"id": 1001, "is_bot": false, "first_name": "Ada"},'
    b' "entities": [{"type": "bot_command", "offset": 0, "length": 5}]}}'
)


@pytest.mark.parametrize("secret", [None, "", "wrong", "é"])
async def test_who_does_not_know_the_secret_is_not_heard(server: BotApi, secret: str | None) -> None:
    async with hooked(server):
        server.private()
        assert await post(server, UPDATE, secret) == 403
    assert server.sent == []


async def test_an_update_that_is_brought_twice_is_handled_once(server: BotApi) -> None:
    async with hooked(server):
        server.private()
        assert [await post(server, UPDATE, server.secret) for _ in range(3)] == [200, 200, 200]
        assert len(await server.wait_for(1)) == 1
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"{}", 200),
        (b"[1]", 200),
        (b"\xff\xfe", 200),
        (b'{"update_id": 5, "message": {"date": "never"}}', 200),
        (b"9" * (LARGEST + 1), 413),
    ],
    ids=lambda value: repr(value)[:30],
)
async def test_a_body_that_is_no_update_does_no_harm(server: BotApi, body: bytes, status: int) -> None:
    async with hooked(server) as bot:
        assert await post(server, body, server.secret) == status
        server.say(server.private(), "/help")
        await server.wait_for(1)
    assert bot.fatal == []


async def test_the_secret_and_the_address_are_in_no_log(
    server: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with capture_logs() as logs:
        async with hooked(server, WATCHFUL):
            await post(server, UPDATE, "wrong")
            await server.until(lambda: server.count("getWebhookInfo") > 1)
    calm = [record.getMessage() for record in caplog.records if record.levelname != "DEBUG"]
    assert "setWebhook" in caplog.text
    for text in (repr(logs), caplog.text, repr([record.__dict__ for record in caplog.records])):
        assert server.secret not in text
        assert TOKEN not in text
    assert "/telegram" not in repr(logs) + repr(calm)


async def test_trouble_while_registering_is_waited_out(server: BotApi) -> None:
    server.fail("setWebhook", unavailable(), Fault(reset=True))
    async with hooked(server) as bot:
        server.say(server.private(), "/help")
        await server.wait_for(1)
    assert bot.fatal == []


async def test_an_address_that_telegram_does_not_take_is_told(server: BotApi) -> None:
    server.fail("setWebhook", bad_request("bad webhook: Failed to resolve host: Name or service not known"))
    async with running(make(server, hook=hook(server))) as bot:
        message = await told(bot)
    assert "does not take the address in VIGIE_WEBHOOK_URL" in message
    assert "resolve host" in message


async def test_a_revoked_token_is_told(server: BotApi) -> None:
    async with hooked(server, WATCHFUL) as bot:
        server.fail("getWebhookInfo", Fault(401, "Unauthorized"))
        assert "refuses the token" in await told(bot)


async def test_that_telegram_does_not_get_through_is_told_in_the_log(server: BotApi) -> None:
    with capture_logs() as logs:
        async with hooked(server, WATCHFUL) as bot:
            server.proxies.clear()
            server.say(server.private(), "/help")
            await server.until(lambda: any(status == 0 for _, status in server.brought))
            seen = server.count("getWebhookInfo")
            await server.until(lambda: server.count("getWebhookInfo") > seen + 1)
    reasons = [entry["reason"] for entry in logs if "does not reach" in entry["event"]]
    assert set(reasons) == {"Connection refused"}
    assert bot.fatal == []


async def test_stopping_before_telegram_was_reached_is_quick() -> None:
    server = BotApi()
    bot = make(server, base_url="http://127.0.0.1:9", hook=hook(server), timing=Timing(first_retry=30.0))
    await bot.channel.start()
    await stopped(bot)


# --- settings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "listen", "found"),
    [
        ("", "", ("", ("127.0.0.1", 8443))),
        (" https://vigie.example/x?y=1 ", "0.0.0.0:80", ("https://vigie.example/x?y=1", ("0.0.0.0", 80))),
        ("OFF", "[::1]:8443", ("off", ("::1", 8443))),
    ],
)
def test_the_settings_of_a_webhook(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, listen: str, found: object
) -> None:
    monkeypatch.setenv("VIGIE_WEBHOOK_URL", url)
    monkeypatch.setenv("VIGIE_WEBHOOK_LISTEN", listen)
    settings = load_settings(tmp_path)
    assert (settings.webhook_url, settings.webhook_listen) == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VIGIE_WEBHOOK_URL", "http://vigie.example"),
        ("VIGIE_WEBHOOK_URL", "vigie.example"),
        ("VIGIE_WEBHOOK_LISTEN", "8443"),
        ("VIGIE_WEBHOOK_LISTEN", "127.0.0.1:99999"),
        ("VIGIE_WEBHOOK_LISTEN", "127.0.0.1:²"),
    ],
)
def test_settings_that_cannot_work_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=name):
        load_settings(tmp_path)


# --- two programs with one token ---------------------------------------------------------------------------


async def test_two_that_poll(server: BotApi) -> None:
    async with running(make(server)) as first, running(make(server)) as second:
        assert "another program reads this bot's messages" in await told(first, second)
        assert len(first.fatal) + len(second.fatal) == 1


async def test_two_that_poll_by_turns_with_gaps() -> None:
    """Polls that are short, and pauses between them: they meet all the same before long."""
    async with BotApi(longest_poll=0.02) as server:
        server.fail("getUpdates", *[unavailable()] * 8)
        slow = replace(QUICK, first_retry=0.05, last_retry=0.05)
        async with running(make(server, timing=slow)) as first, running(make(server)) as second:
            assert "another program reads this bot's messages" in await told(first, second)


async def test_one_that_polls_while_updates_are_brought_to_another(server: BotApi) -> None:
    async with hooked(server) as first:
        async with running(make(server)) as second:
            message = await told(second)
        assert "go to a webhook" in message
        assert "VIGIE_WEBHOOK_URL=off" in message
        server.say(server.private(), "/help")
        await server.wait_for(1)
        assert first.fatal == []
        assert server.webhook == URL


async def test_a_webhook_that_is_set_while_another_polls(server: BotApi) -> None:
    async with running(make(server)) as first:
        await server.until(lambda: server.count("getUpdates"))
        async with hooked(server) as second:
            assert "go to a webhook" in await told(first)
            server.say(server.private(), "/help")
            await server.wait_for(1)
            assert second.fatal == []


async def test_two_webhooks_at_different_addresses(server: BotApi) -> None:
    async with hooked(server, WATCHFUL) as first, hooked(server, WATCHFUL, "https://other.example") as second:
        assert "has taken this bot's webhook away" in await told(first)
        server.say(server.private(), "/help")
        await server.wait_for(1)
        assert second.fatal == []


async def test_two_webhooks_at_the_same_address(server: BotApi) -> None:
    """Telegram comes to the first with the secret of the second."""
    async with hooked(server, WATCHFUL) as first:
        mine = server.proxies[PUBLIC]
        await server.until(lambda: server.count("getWebhookInfo") > 1)
        async with hooked(server) as second:
            await server.until(lambda: server.count("setWebhook") == 2)
            server.proxies[PUBLIC] = mine
            server.say(server.private(), "/help")
            assert "uses the same VIGIE_WEBHOOK_URL" in await told(first)
            assert second.fatal == []


async def test_two_on_one_computer(server: BotApi) -> None:
    where = hook(server)
    async with running(make(server, hook=where)) as first:
        await server.until(lambda: server.webhook)
        async with running(make(server, hook=where)) as second:
            assert "cannot listen on 127.0.0.1" in await told(second)
        assert first.fatal == []


async def test_a_stranger_who_is_refused_is_no_second_program(server: BotApi) -> None:
    async with hooked(server, WATCHFUL) as bot:
        await server.until(lambda: server.count("getWebhookInfo") > 1)
        assert await post(server, UPDATE, "wrong") == 403
        seen = server.count("getWebhookInfo")
        await server.until(lambda: server.count("getWebhookInfo") > seen + 1)
    assert bot.fatal == []


async def test_a_webhook_that_another_program_removed_is_told(server: BotApi) -> None:
    async with hooked(server, WATCHFUL) as bot:
        server.webhook = ""
        assert "another program reads this bot's messages" in await told(bot)


async def test_a_webhook_is_removed_when_that_is_asked_for(server: BotApi) -> None:
    async with hooked(server):
        pass
    server.say(server.private(), "/help")
    server.fail("deleteWebhook", unavailable())
    async with running(make(server, removes_webhook=True)) as bot:
        await server.wait_for(1)
        await server.handled()
    assert (server.webhook, bot.fatal) == ("", [])
