"""The Telegram channel: connects, answers in the chats, and lends its connection to the notifier."""

from __future__ import annotations

import asyncio
import functools
import os
import ssl
from collections.abc import Callable

import httpx
import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application
from telegram.request import HTTPXRequest

from bot.errors import ChannelError
from bot.telegram.codes import announce_code
from bot.telegram.failures import NOT_ACCEPTED
from bot.telegram.menus import announce
from bot.telegram.notices import Notices
from bot.telegram.notifier import TelegramNotifier
from bot.telegram.pace import Pace
from bot.telegram.parts import converse
from bot.telegram.router import App
from bot.telegram.secrecy import TOKEN_FORM, guard_logs, trace_of
from bot.telegram.talk import Services
from bot.telegram.updates import Backoff, Hook, Incoming, Timing, UpdateLoop

log = structlog.get_logger()

API = "https://api.telegram.org"

SENDING = 64
"""Connections at once: 25 alerts a second that take two seconds each, and answers beside them."""

_MALFORMED = "TELEGRAM_BOT_TOKEN holds no bot token; @BotFather gives one that looks like 123456789:AAF…"
_NO_URL = "the address of the Bot API server must begin with http:// or https://"
_BROKEN = "the Telegram chat stopped after an internal error; see the log, and start Vigie again"


class TelegramChannel:
    """Everything of Telegram behind one start and one stop.

    `on_fatal` is called once, from the event loop, when the chat cannot go on until a person changes
    something: a second program uses the token, or Telegram refuses it. Sending may go on.
    What happens in the chats is asked for, or with a `hook` brought by Telegram; `removes_webhook` makes an
    end of a webhook, whose ever it is, before asking.
    `speed` is how many seconds of the server's pass in one of ours, for one that plays Telegram faster.
    The constructor raises ChannelError for what cannot be a token or an address.
    """

    def __init__(
        self,
        *,
        token: str,
        services: Services,
        on_fatal: Callable[[ChannelError], None],
        base_url: str = API,
        hook: Hook | None = None,
        removes_webhook: bool = False,
        timing: Timing | None = None,
        speed: float = 1.0,
    ) -> None:
        self._token = token.strip()
        self._timing = timing or Timing()
        self._on_fatal = on_fatal
        pace = Pace(speed)
        self._application = build_application(self._token, base_url, self._timing, pace)
        converse(self._application, services)
        self._services = services
        self._backoff = Backoff(self._timing, self._token)
        self._updates = self._incoming(hook, removes_webhook=removes_webhook)
        self._task: asyncio.Task[None] | None = None
        self.notifier = TelegramNotifier(self._application.bot, pace, read_timeout=self._timing.answer)
        self.notices = Notices(self._application.bot, services)

    def _incoming(self, hook: Hook | None, *, removes_webhook: bool) -> Incoming:
        parts = (self._application, self._timing, self._backoff)
        if hook is None:
            return UpdateLoop(*parts, removes_webhook=removes_webhook)
        from bot.telegram.webhook import WebhookLoop  # 50 ms that polling need not spend

        return WebhookLoop(*parts, hook)

    async def start(self) -> None:
        """Connect and begin to answer; raises ChannelError if Telegram refuses the token.

        If Telegram cannot be reached now, it goes on trying in the background.
        """
        pause = 0.0
        try:
            async with asyncio.timeout(self._timing.start):
                connected = await self._connect()
        except (TelegramError, TimeoutError) as error:
            connected, pause = False, self._backoff.failed(error)
        self._task = asyncio.create_task(self._run(connected=connected, pause=pause), name="telegram")

    async def stop(self) -> None:
        """Take nothing more, let the handlers at work finish for a moment, and close all connections."""
        self._updates.stop()
        if self._task:
            await asyncio.wait({self._task}, timeout=self._timing.finish + self._timing.confirm)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._application.shutdown()
        await self._application.bot.shutdown()  # the application leaves it open if it never connected

    async def _connect(self) -> bool:
        """Ask who we are."""
        refused = False
        try:
            await self._application.initialize()
        except InvalidToken:
            refused = True
        except (LookupError, TypeError) as error:  # JSON, but not the Bot API's: a proxy or portal answers
            raise TelegramError("the answer is not the Bot API's") from error
        if refused:
            # raised outside of the handler: the library's exception names the token and would hang on
            raise ChannelError(NOT_ACCEPTED)
        return True

    async def _run(self, *, connected: bool, pause: float) -> None:
        """Connect if need be, then answer until stopped; tell the owner if that cannot be."""
        try:
            while not connected:
                if await self._updates.pause(pause):
                    return
                try:
                    connected = bool(await self._updates.unless_stopped(self._connect()))
                except TelegramError as error:
                    pause = self._backoff.failed(error)
            await self._converse()
        except ChannelError as error:
            self._give_up(error)
        except Exception as error:
            log.error("telegram broke", trace=trace_of(error, self._token))  # noqa: TRY400 - without the token
            self._give_up(ChannelError(_BROKEN))

    async def _converse(self) -> None:
        self._backoff.succeeded()
        name = self._application.bot.username
        log.info("telegram connected", bot=name)
        if code := self._services.house.code:
            announce_code(code, name)
        # nobody waits for the menus
        announcing = asyncio.create_task(announce(self._application.bot))
        try:
            await self._updates.run()
        finally:
            announcing.cancel()
            await asyncio.gather(announcing, return_exceptions=True)

    def _give_up(self, error: ChannelError) -> None:
        log.error("telegram chat stopped", reason=str(error))
        self._on_fatal(error)


def build_application(token: str, base_url: str, timing: Timing, pace: Pace) -> App:
    """The library's application, stripped: polling and pacing are ours, and no jobs are scheduled in it."""
    if not TOKEN_FORM.fullmatch(token):
        raise ChannelError(_MALFORMED)
    if not base_url.startswith(("http://", "https://")):
        raise ChannelError(_NO_URL)
    guard_logs(token)
    # the library's coming behaviour; without it each 429 is accompanied by a deprecation warning
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    builder = Application.builder().token(token).base_url(f"{base_url.rstrip('/')}/bot").updater(None)
    builder = builder.request(_connection(timing, size=SENDING)).get_updates_request(
        _connection(timing, size=1)
    )
    return builder.rate_limiter(pace).job_queue(None).build()


def _connection(timing: Timing, *, size: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=size,
        connect_timeout=timing.connect,
        read_timeout=timing.answer,
        write_timeout=timing.answer,
        httpx_kwargs={"verify": _tls()},
    )


@functools.cache
def _tls() -> ssl.SSLContext:
    """The certificates to trust; reading them takes 35 ms, so both connections share them."""
    return httpx.create_ssl_context()
