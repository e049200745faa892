"""A webhook: Telegram brings what happens in the chats to an address of ours, instead of being asked for it.

Telegram speaks to a public https address, where a reverse proxy of the owner's takes the encryption off and
passes on to where we listen. Whoever else finds the address lacks the secret, which is a new one at each
start. An update is answered 200 when it was handled, so that a crash loses none: Telegram brings it again.

A stop leaves the webhook registered, and what happens meanwhile waits at Telegram. Who polls again afterwards
is told of the webhook and stops: an old one of ours cannot be told from one by which another program lives.
VIGIE_WEBHOOK_URL=off removes it, whose ever it is.

A second program with the same token is noticed: if it polls, Telegram refuses it; if it removes the webhook
or sets another address, ours is no longer the registered one; if it sets the same address, what Telegram
brings here carries its secret; and on the same computer it cannot listen beside us.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from datetime import datetime

import structlog
from aiohttp import web
from telegram import Update
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.errors import ChannelError
from bot.telegram.failures import NOT_ACCEPTED, plain_reason
from bot.telegram.router import App
from bot.telegram.secrecy import guard_logs
from bot.telegram.updates import SECOND_POLLER, WANTED, Backoff, Hook, Incoming, Timing
from bot.text import one_line

log = structlog.get_logger()

HEADER = "X-Telegram-Bot-Api-Secret-Token"

LARGEST = 1 << 20
"""Bytes of an update; the longest message with all its entities takes less than a tenth."""

_NOT_TAKEN = "Telegram does not take the address in VIGIE_WEBHOOK_URL"
_TAKEN = (
    "another program with the same TELEGRAM_BOT_TOKEN has taken this bot's webhook away; stop it, "
    "or make a bot of its own for Vigie with @BotFather"
)
_SHARED = (
    "another program with the same TELEGRAM_BOT_TOKEN uses the same VIGIE_WEBHOOK_URL; stop it, "
    "or give each a bot and an address of its own"
)


class WebhookLoop(Incoming):
    """Listens and answers until it is stopped, or the webhook is no longer ours."""

    def __init__(self, application: App, timing: Timing, backoff: Backoff, hook: Hook) -> None:
        super().__init__(application, timing, backoff)
        self._hook = hook
        self._secret = secrets.token_urlsafe(32)
        guard_logs(self._secret)
        self._refused = False
        """Since the last check, somebody came with a wrong secret."""
        self.port = hook.port
        """Where we listen, once we do."""

    async def run(self) -> None:
        """See `Incoming.run`: it cannot go on if we cannot listen, Telegram refuses the token or the address,
        or another program takes the webhook."""
        runner = await self._listen()
        try:
            await self._register()
            await self._watch()
            await self._lanes.settle(self._timing.finish)
        finally:
            await self._lanes.close()
            await runner.cleanup()

    async def _listen(self) -> web.AppRunner:
        app = web.Application(client_max_size=LARGEST)
        # a proxy may have changed the path; the secret is what counts
        app.router.add_post("/{path:.*}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._hook.host, self._hook.port).start()
        except OSError as error:
            await runner.cleanup()
            where = f"{self._hook.host}:{self._hook.port}"
            why = one_line(error.strerror or str(error))
            raise ChannelError(
                f"cannot listen on {where} ({why}); is another Vigie running? Set VIGIE_WEBHOOK_LISTEN"
            ) from error
        self.port = runner.addresses[0][1]
        return runner

    async def _register(self) -> None:
        bot = self._application.bot
        try:
            await self.persist(
                lambda: bot.set_webhook(self._hook.url, allowed_updates=WANTED, secret_token=self._secret)
            )
        except BadRequest as error:
            reason = plain_reason(error, bot.token)
            raise ChannelError(
                f"Telegram does not take the address in VIGIE_WEBHOOK_URL: {reason}"
            ) from error
        log.info("telegram brings updates", listening=f"{self._hook.host}:{self.port}")

    async def _take(self, request: web.Request) -> web.Response:
        """Handle one update, and answer when that is done; one that takes long is confirmed before."""
        if not hmac.compare_digest(
            request.headers.get(HEADER, "").encode(errors="replace"), self._secret.encode()
        ):
            self._refused = True
            return web.Response(status=403)
        if self._stopped.is_set():
            return web.Response(status=503)
        try:
            update = Update.de_json(await request.json(), self._application.bot)
        except web.HTTPException:  # too large
            raise
        except Exception as error:  # the library cannot read it; brought again it would be no better
            log.error("update unreadable", error=type(error).__name__)  # noqa: TRY400 - may show a chat's text
            return web.Response()
        work = self._lanes.put(update)
        if work:
            await asyncio.wait({work}, timeout=self._timing.patience)
        return web.Response(status=503 if work and work.cancelled() else 200)

    async def _watch(self) -> None:
        """Look from time to time whether the webhook is still ours, and whether it is reached."""
        told: datetime | None = None
        settled = False
        bot = self._application.bot
        while not await self.pause(self._timing.check):
            try:
                info = await self.unless_stopped(bot.get_webhook_info())
            except TelegramError as error:
                if isinstance(error, InvalidToken):
                    raise ChannelError(NOT_ACCEPTED) from error
                self._backoff.failed(error)
                continue
            self._backoff.succeeded()
            if info is None:
                return
            if info.url != self._hook.url:
                raise ChannelError(_TAKEN if info.url else SECOND_POLLER)
            if info.last_error_date and info.last_error_date != told:
                told, reason = info.last_error_date, one_line(info.last_error_message or "")
                log.warning("telegram does not reach the webhook", reason=reason)
                # after a start, what was on its way with the last one's secret is refused as well
                if settled and self._refused and "403" in reason:
                    raise ChannelError(_SHARED)
            settled, self._refused = True, False
