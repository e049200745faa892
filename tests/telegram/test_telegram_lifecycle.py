"""Starting, polling through trouble, and stopping; and that the token is never seen."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import traceback
from collections.abc import Callable
from typing import TypeVar

import pytest
from structlog.testing import capture_logs

from bot.errors import ChannelError
from bot.model import Channel, Chat, Message, SendStatus
from bot.ports import Store
from bot.store import open_store
from bot.telegram.secrecy import BLOT, TokenFilter, redact
from bot.telegram.updates import Timing
from tests.botapi import TOKEN, BotApi
from tests.telegram.conftest import Access, Bot, close, make, running
from tests.telegram.faults import Fault, bad_request, flood, forbidden, unavailable
from tests.telegram.world import Person

T = TypeVar("T")

ALERT = Message(html="<b>news</b>", text="news")
ADA = Chat(id=1, channel=Channel.TELEGRAM, address="1001")
STOP_WITHIN = 3.0
"""What a stop promises, whatever is going on."""


async def stopped(bot: Bot) -> None:
    """Stop in time, and leave no task behind."""
    async with asyncio.timeout(STOP_WITHIN):
        await close(bot)
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "telegram"]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- starting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [TOKEN[:-1] + "X", "1:not-issued"])
async def test_a_wrong_token_is_one_plain_line(server: BotApi, token: str) -> None:
    bot = make(server, token=token)
    with pytest.raises(ChannelError) as caught:
        await bot.channel.start()
    await stopped(bot)
    assert str(caught.value).startswith("Telegram refuses the token in TELEGRAM_BOT_TOKEN;")
    assert "\n" not in str(caught.value)
    shown = "".join(traceback.format_exception(caught.value))
    assert token not in shown, "nor does the whole traceback show it"
    assert bot.fatal == []


@pytest.mark.parametrize(
    "token", ["", " ", "secret", "123:abc/../x", "123:a b", "123:é", "123:", "{token}:a"]
)
async def test_what_cannot_be_a_token_is_refused_without_asking(server: BotApi, token: str) -> None:
    with pytest.raises(ChannelError, match="TELEGRAM_BOT_TOKEN holds no bot token"):
        make(server, token=token)


async def test_a_line_end_after_the_token_does_no_harm(server: BotApi) -> None:
    async with running(make(server, token=f" {TOKEN}\n")) as bot:
        bot.server.say(bot.server.private(), "/help")
        await bot.server.wait_for(1)


async def test_an_address_without_scheme_is_refused(server: BotApi) -> None:
    with pytest.raises(ChannelError, match="http"):
        make(server, base_url="api.telegram.org")


async def test_a_server_that_is_not_there_yet_is_tried_until_it_is() -> None:
    port = free_port()
    bot = make(BotApi(port=port), base_url=f"http://127.0.0.1:{port}/")
    await bot.channel.start()
    outcome = await bot.channel.notifier.send(ADA, ALERT)
    assert outcome.status is SendStatus.RETRY
    async with bot.server as server:
        server.say(server.private(), "/help")
        await server.wait_for(1)
        assert (await bot.channel.notifier.send(ADA, ALERT)).status is SendStatus.SENT
        await stopped(bot)
    assert bot.fatal == []


@pytest.mark.parametrize(
    "fault",
    [
        unavailable(),
        unavailable(200, b'{"ok":true}'),
        unavailable(200, b'{"ok":true,"result":{}}'),
        flood(0),
        Fault(reset=True),
        Fault(drop=True),
        bad_request("odd"),
        forbidden("odd"),
    ],
    ids=repr,
)
async def test_trouble_at_the_start_is_waited_out(server: BotApi, fault: Fault) -> None:
    server.fail("getMe", fault, fault)
    async with running(make(server)) as bot:
        server.say(server.private(), "/help")
        await server.wait_for(1)
    assert bot.fatal == []


async def test_a_server_that_never_answers_does_not_hold_up_the_start(server: BotApi) -> None:
    server.fail("getMe", Fault(late=60))
    async with running(make(server, timing=Timing(start=0.1, first_retry=0.01))) as bot:
        server.say(server.private(), "/help")
        await server.wait_for(1)
        await stopped(bot)


async def test_a_token_that_turns_out_wrong_later_is_told(server: BotApi) -> None:
    server.fail("getMe", unavailable(), Fault(401, "Unauthorized"))
    async with running(make(server)) as bot:
        await server.until(lambda: server.count("getMe") == 2)
        async with asyncio.timeout(5):
            while not bot.fatal:
                await asyncio.sleep(0.01)
    assert "refuses the token" in str(bot.fatal[0])


async def test_a_menu_that_cannot_be_set_is_no_reason_not_to_start(server: BotApi) -> None:
    server.fail("setMyCommands", bad_request("BOT_COMMAND_INVALID"))
    async with running(make(server)):
        server.say(server.private(), "/help")
        await server.wait_for(1)
        await server.until(lambda: ("all_private_chats", "fr") in server.commands)
    assert ("all_private_chats", "") not in server.commands


# --- polling ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        unavailable(),
        unavailable(200, b"<html>"),
        flood(0),
        Fault(reset=True),
        Fault(drop=True),
        forbidden("odd"),
    ],
    ids=repr,
)
async def test_polling_goes_on_after_trouble(server: BotApi, fault: Fault) -> None:
    async with running(make(server)) as bot:
        server.fail("getUpdates", *[fault] * 3)
        ada = server.private()
        for number in (1, 2):
            server.say(ada, "/help")
            await server.wait_for(number)
        await server.handled()
    assert bot.fatal == []


async def test_the_wish_of_a_flooded_server_is_respected(server: BotApi) -> None:
    server.fail("getUpdates", flood(40))
    with capture_logs() as logs:
        bot = make(server)
        await bot.channel.start()
        await server.until(lambda: server.count("getUpdates"))
        await asyncio.sleep(0.1)
        await stopped(bot)
    assert [entry["retry_in"] for entry in logs if entry["event"] == "telegram unreachable"] == [40]
    assert server.count("getUpdates") == 1


async def test_trouble_is_told_once_when_it_begins_and_once_when_it_ends(server: BotApi) -> None:
    with capture_logs() as logs:
        async with running(make(server)):
            server.fail("getUpdates", *[unavailable()] * 4)
            server.say(server.private(), "/help")
            await server.wait_for(1)
            server.say(server.private(), "/help")
            await server.wait_for(2)
    events = [entry["event"] for entry in logs]
    assert events.count("telegram unreachable") == 1
    assert events.count("telegram reachable again") == 1


async def test_an_update_that_cannot_be_read_does_not_end_polling(server: BotApi) -> None:
    odd = json.dumps({"ok": True, "result": [{"update_id": 5, "message": {"date": "never"}}]})
    async with running(make(server)):
        server.fail("getUpdates", unavailable(200, odd.encode()))
        ada = server.private()
        for number in (1, 2):
            server.say(ada, "/help")
            await server.wait_for(number)


async def test_quiet_hours_are_polled_through() -> None:
    async with BotApi(longest_poll=0.02) as server, running(make(server)):
        await server.until(lambda: server.count("getUpdates") > 5)
        server.say(server.private(), "/help")
        await server.wait_for(1)


async def test_a_second_poller_is_told_once_and_sending_goes_on(server: BotApi) -> None:
    server.private()
    async with running(make(server)) as first:
        await server.until(lambda: server.count("getUpdates"))
        async with running(make(server)) as second:
            await server.until(lambda: server.count("getUpdates") == 2)
            server.say(server.private(), "/help")
            await server.wait_for(1)
            assert "another program reads this bot's messages" in str(first.fatal[0])
            assert len(first.fatal) == 1
            assert second.fatal == [], "the newer one wins"
            assert (await first.channel.notifier.send(ADA, ALERT)).status is SendStatus.SENT
        await stopped(first)


async def test_a_webhook_is_told_and_neither_removed_nor_shown(server: BotApi) -> None:
    server.webhook = "https://example.org/hook/secret"
    async with running(make(server)) as bot:
        async with asyncio.timeout(5):
            while not bot.fatal:
                await asyncio.sleep(0.01)
    assert "webhook" in str(bot.fatal[0])
    assert "example.org" not in str(bot.fatal[0])
    assert server.webhook
    assert server.count("deleteWebhook") == 0


async def test_a_token_that_is_revoked_is_told(server: BotApi) -> None:
    async with running(make(server)) as bot:
        server.fail("getUpdates", Fault(401, "Unauthorized"))
        server.say(server.private(), "/help")
        async with asyncio.timeout(5):
            while not bot.fatal:
                await asyncio.sleep(0.01)
        server.fail("sendMessage", Fault(401, "Unauthorized"))
        with pytest.raises(ChannelError):
            await bot.channel.notifier.send(ADA, ALERT)
    assert "refuses the token" in str(bot.fatal[0])


# --- handling --------------------------------------------------------------------------------------------


async def test_a_broken_store_gets_an_apology_and_breaks_nothing(server: BotApi) -> None:
    with capture_logs() as logs:
        async with running(make(server)) as bot:
            ada = server.private()
            server.say(ada, "/storylines")
            (shown,) = await server.wait_for(1)
            bot.access.broken = True
            server.say(ada, "/storylines", Person(language_code="fr"))
            assert (await server.wait_for(2))[1].text.startswith("Désolé")
            server.press(shown, "UN sanctions")
            await server.until(lambda: server.answers)
            assert server.answers[0].text.startswith("Sorry")
            assert server.answers[0].alert
            await server.handled()
            bot.access.broken = False
            server.say(ada, "/subscribe all")
            assert "now follows" in (await server.wait_for(3))[2].text
    failures = [entry for entry in logs if entry["event"] == "chat command failed"]
    assert [entry["error"] for entry in failures] == ["StoreError", "StoreError"]
    assert all("Traceback" in entry["trace"] for entry in failures)


@pytest.mark.parametrize("method", ["sendMessage", "getChatMember", "answerCallbackQuery", "editMessageText"])
@pytest.mark.parametrize(
    "fault", [flood(5), forbidden(), unavailable(), bad_request("odd"), Fault(drop=True)]
)
async def test_no_failing_request_of_a_handler_breaks_the_next(
    server: BotApi, method: str, fault: Fault
) -> None:
    async with running(make(server)) as bot:
        desk = server.supergroup(u1001="creator")
        server.say(desk, "/storylines")
        (shown,) = await server.wait_for(1)
        server.fail(method, fault, fault)
        server.press(shown, "UN sanctions")
        server.say(desk, "/subscribe nk-troops-russia")
        await server.handled()
        server.say(desk, "/help")
        await server.handled()
        server.fail(method)
        server.say(desk, "/help")
        await server.handled()
        assert server.sent[-1].text.startswith("Vigie watches")
    assert bot.fatal == []


async def test_an_update_is_confirmed_only_after_it_was_handled(server: BotApi) -> None:
    """A crash between fetching and handling must not lose a command."""
    crashing = Waiting()
    bot = make(server, access=crashing)
    await bot.channel.start()
    server.say(server.private(), "/subscribe all")
    await crashing.entered.wait()
    assert len(server.pending) == 1
    assert bot.channel._task is not None
    bot.channel._task.cancel()  # as good as a crash
    await close(bot)
    assert len(server.pending) == 1
    async with running(make(server)) as next_bot:
        await server.wait_for(1)
        assert next_bot.follows(1001) == {"*"}


async def test_what_was_handled_is_not_handled_again_after_a_restart(server: BotApi) -> None:
    """Also when the stop comes while a command is at work."""
    slow = Waiting()
    bot = make(server, access=slow)
    await bot.channel.start()
    server.say(server.private(), "/subscribe all")
    await slow.entered.wait()
    stopping = asyncio.create_task(close(bot))
    await asyncio.sleep(0.05)
    slow.go_on.set()
    await stopping
    assert len(server.sent) == 1
    assert not server.pending


class Waiting(Access):
    """A way to the store on which everybody waits until the test lets them go on."""

    def __init__(self) -> None:
        super().__init__(open_store("sqlite:///:memory:"))
        self.entered, self.go_on = asyncio.Event(), asyncio.Event()

    async def __call__(self, work: Callable[[Store], T]) -> T:
        self.entered.set()
        await self.go_on.wait()
        return await super().__call__(work)


# --- stopping --------------------------------------------------------------------------------------------


async def test_a_stop_does_not_wait_for_the_long_poll(server: BotApi) -> None:
    bot = make(server)
    await bot.channel.start()
    await server.until(lambda: server.count("getUpdates"))
    await stopped(bot)
    assert server.count("getUpdates") == 1, "nothing was handled, so nothing is to be confirmed"


async def test_a_stop_does_not_wait_for_a_pause(server: BotApi) -> None:
    bot = make(server, timing=Timing(first_retry=30.0, last_retry=30.0))
    server.fail("getUpdates", unavailable())
    await bot.channel.start()
    await server.until(lambda: server.count("getUpdates"))
    await stopped(bot)


async def test_a_stop_does_not_wait_for_a_server_that_is_not_there() -> None:
    bot = make(BotApi(), base_url=f"http://127.0.0.1:{free_port()}", timing=Timing(first_retry=30.0))
    await bot.channel.start()
    await stopped(bot)


async def test_a_stop_does_not_wait_for_a_handler_that_hangs(server: BotApi) -> None:
    hanging = Waiting()
    bot = make(server, access=hanging, timing=Timing(finish=0.1))
    await bot.channel.start()
    server.say(server.private(), "/storylines")
    await hanging.entered.wait()
    await stopped(bot)
    assert len(server.pending) == 1, "it is delivered again after the next start"


async def test_a_stop_does_not_wait_for_the_last_confirmation(server: BotApi) -> None:
    slow = Waiting()
    bot = make(server, access=slow, timing=Timing(confirm=0.1))
    await bot.channel.start()
    server.say(server.private(), "/storylines")
    await slow.entered.wait()
    server.fail("getUpdates", Fault(late=60))
    stopping = asyncio.create_task(close(bot))
    await asyncio.sleep(0.05)
    slow.go_on.set()
    async with asyncio.timeout(STOP_WITHIN):
        await stopping


async def test_stopping_what_never_started_or_was_stopped_does_nothing(server: BotApi) -> None:
    bot = make(server)
    await stopped(bot)
    await stopped(bot)
    other = make(server)
    await other.channel.start()
    await stopped(other)
    await stopped(other)


async def test_a_channel_leaves_no_task_behind(server: BotApi) -> None:
    before = asyncio.all_tasks()
    async with running(make(server)):
        server.say(server.private(), "/help")
        await server.wait_for(1)
    ours = [t for t in asyncio.all_tasks() - before if "aiohttp" not in repr(t.get_coro())]
    assert not [t for t in ours if "RequestHandler" not in repr(t.get_coro())]


# --- the token -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [Fault(401, "Unauthorized"), unavailable(), Fault(reset=True), bad_request(f"https://x/bot{TOKEN}/y")],
    ids=["refused", "unavailable", "reset", "told back"],
)
async def test_no_log_line_shows_the_token(
    server: BotApi, fault: Fault, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for method in ("getUpdates", "sendMessage", "setMyCommands"):
        server.fail(method, fault)
    async with running(make(server)) as bot:
        server.say(server.private(), "/help")
        await server.until(lambda: server.count("getUpdates"))
        try:
            outcome = await bot.channel.notifier.send(ADA, ALERT)
            assert TOKEN not in outcome.reason
        except ChannelError as error:
            assert TOKEN not in "".join(traceback.format_exception(error))
        await asyncio.sleep(0.05)
    server.fail("getMe", Fault(401, "Unauthorized"))
    refused = make(server)
    with pytest.raises(ChannelError):
        await refused.channel.start()
    await close(refused)
    printed = caplog.text + "".join(capsys.readouterr())
    assert f"bot{BLOT}/getMe" in printed, "the library does log its requests"
    assert TOKEN.partition(":")[2] not in printed
    assert TOKEN.partition(":")[2] not in repr([record.__dict__ for record in caplog.records])


def test_a_traceback_in_a_log_line_is_redacted(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("telegram.test")
    guard = TokenFilter(TOKEN)
    logger.addFilter(guard)
    logger.addFilter(TokenFilter(TOKEN))
    assert logger.filters == [guard], "one for each token, however often it is added"
    failure = ValueError(f"no {TOKEN}")
    logger.error("failed with %s", {"url": f"/bot{TOKEN}/getMe"}, exc_info=failure)
    logger.warning("50%% of %s", "plain words")
    logger.removeFilter(guard)
    assert TOKEN not in caplog.text
    assert "ValueError: no ***" in caplog.text
    assert "50% of plain words" in caplog.text


@pytest.mark.parametrize("form", [TOKEN, TOKEN.replace(":", "%3A"), TOKEN.partition(":")[2]])
def test_the_token_is_blotted_out_in_each_form(form: str) -> None:
    assert redact(f"a {form} b", TOKEN) == f"a {BLOT} b"
