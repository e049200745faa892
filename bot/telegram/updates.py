"""Long polling: fetches what happens in the chats, handles it in order in each, and only then confirms it.

python-telegram-bot's own Updater is not used. It confirms updates before they are handled, so that a crash
loses them; its pause after an error (up to 30 s) ignores a stop; a token refused while it polls ends it
without a word; and it deletes a webhook that may belong to another program.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog
from telegram import Update
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.errors import ChannelError
from bot.telegram.failures import NOT_ACCEPTED, plain_reason, wait_of
from bot.telegram.lanes import LONGEST, Lanes
from bot.telegram.router import App

log = structlog.get_logger()

T = TypeVar("T")

WANTED = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""Kinds of update that are fetched; a post in a channel has no sender and is never a command to us."""

SECOND_POLLER = (
    "another program reads this bot's messages with the same TELEGRAM_BOT_TOKEN; stop it, "
    "or make a bot of its own for Vigie with @BotFather"
)
WEBHOOK = (
    "this bot's messages go to a webhook, and so to another program with the same TELEGRAM_BOT_TOKEN; "
    "stop it, or make a bot of its own for Vigie with @BotFather. If the webhook is an old one of yours, "
    "start Vigie once with VIGIE_WEBHOOK_URL=off, which removes it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds."""

    poll: int = 30
    """How long the server holds a request when nothing happens; proxies cut at 60."""
    answer: float = 20.0
    """How long an answer may take beyond that."""
    connect: float = 5.0
    start: float = 10.0
    """How long `start` waits for a first answer before it goes on trying in the background."""
    first_retry: float = 1.0
    last_retry: float = 60.0
    patience: float = LONGEST
    """How long a handler may be at work before its update is confirmed all the same."""
    finish: float = 1.3
    """How long a stop lets handlers finish; with all that follows it is over within 3."""
    beside: float = 0.25
    """How often it is looked for more while something is at work."""
    confirm: float = 0.7
    """How long the last confirmation may take: without it some commands would be answered twice."""
    check: float = 60.0
    """Between two looks whether a webhook is still ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where Telegram brings what happens, instead of being asked for it."""

    url: str
    """The public https address."""
    host: str
    port: int
    """Where we listen."""


class Backoff:
    """Pauses that double up to the last; tells once when trouble begins, and once when it ends."""

    def __init__(self, timing: Timing, token: str) -> None:
        self._timing = timing
        self._token = token
        self._failures = 0

    def failed(self, error: Exception) -> float:
        """Note the failure; return the pause in seconds."""
        doubled = self._timing.first_retry * (1 << min(self._failures, 20))
        pause = min(doubled, self._timing.last_retry)
        if isinstance(error, RetryAfter):
            pause = max(pause, wait_of(error).total_seconds())
        if not self._failures:
            log.warning("telegram unreachable", reason=plain_reason(error, self._token), retry_in=pause)
        self._failures += 1
        return pause

    def succeeded(self) -> None:
        """Note that all is well."""
        if self._failures:
            log.info("telegram reachable again", failures=self._failures)
        self._failures = 0


class Incoming:
    """What happens in the chats, in whichever way it comes, until it is stopped."""

    def __init__(self, application: App, timing: Timing, backoff: Backoff) -> None:
        self._application = application
        self._timing = timing
        self._backoff = backoff
        self._stopped = asyncio.Event()
        # errors of handlers end in the application's error handler, never here
        self._lanes = Lanes(application.process_update, longest=timing.patience)

    def stop(self) -> None:
        """Take nothing more; `run` ends when the updates at hand are handled, or after a moment."""
        self._stopped.set()

    async def run(self) -> None:
        """Take and handle. Raises ChannelError if that cannot go on until a person changes something."""
        raise NotImplementedError

    async def pause(self, seconds: float) -> bool:
        """Wait that long, or less if stopped; return whether stopped."""
        await self.unless_stopped(asyncio.sleep(seconds))
        return self._stopped.is_set()

    async def unless_stopped(self, work: Awaitable[T]) -> T | None:
        """The result of `work`, or None after a stop, which cancels it."""
        task, stop = asyncio.ensure_future(work), asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            for one in (task, stop):
                one.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)

    async def persist(self, call: Callable[[], Awaitable[object]]) -> None:
        """Call Telegram until it answers, or until stopped; raises ChannelError if the token is refused, and
        BadRequest."""
        while not self._stopped.is_set():
            try:
                await self.unless_stopped(call())
            except BadRequest:  # which is a kind of NetworkError
                raise
            except TelegramError as error:
                if isinstance(error, InvalidToken):
                    raise ChannelError(NOT_ACCEPTED) from error
                await self.pause(self._backoff.failed(error))
            else:
                self._backoff.succeeded()
                return


class UpdateLoop(Incoming):
    """One long poll after the other, until it is stopped or polling has become impossible.

    A webhook, whose ever it is, makes polling impossible. It is removed only if `removes_webhook`: another
    program may live by it, and an old one of ours cannot be told from that.
    """

    def __init__(
        self, application: App, timing: Timing, backoff: Backoff, *, removes_webhook: bool = False
    ) -> None:
        super().__init__(application, timing, backoff)
        self._removes_webhook = removes_webhook
        self._confirmed = 0

    async def run(self) -> None:
        """See `Incoming.run`: it cannot go on if another program polls, or Telegram refuses the token."""
        try:
            if self._removes_webhook:
                await self.persist(self._application.bot.delete_webhook)
            while not self._stopped.is_set():
                for update in await self._fetch():
                    self._lanes.put(update)
                await self.unless_stopped(self._lanes.settle(self._timing.beside))
            await self._lanes.settle(self._timing.finish)
            await self._confirm()
        finally:
            await self._lanes.close()

    async def _fetch(self) -> Sequence[Update]:
        asked = self._lanes.offset
        # what cannot be confirmed yet is handed out again at once: such a request must not wait
        wait = 0 if self._lanes.busy else self._timing.poll
        try:
            updates: Sequence[Update] | None = await self.unless_stopped(
                self._application.bot.get_updates(offset=asked, timeout=wait, allowed_updates=WANTED)
            )
        except Conflict as error:
            raise ChannelError(WEBHOOK if "webhook" in error.message.lower() else SECOND_POLLER) from error
        except TelegramError as error:
            if isinstance(error, InvalidToken):
                raise ChannelError(NOT_ACCEPTED) from error
            await self.pause(self._backoff.failed(error))
            return ()
        except Exception as error:  # an update that the library cannot read
            log.error("updates unreadable", error=type(error).__name__)  # noqa: TRY400 - may show a chat's text
            await self.pause(self._backoff.failed(error))
            return ()
        if updates is None:
            return ()
        self._confirmed = asked
        self._backoff.succeeded()
        return updates

    async def _confirm(self) -> None:
        """Tell the server what was handled; without that it would be delivered again after the next start."""
        if self._lanes.offset <= self._confirmed:
            return
        bot = self._application.bot
        try:
            async with asyncio.timeout(self._timing.confirm):
                await bot.get_updates(offset=self._lanes.offset, timeout=0, limit=1, allowed_updates=WANTED)
        except (TelegramError, TimeoutError) as error:
            log.info("updates not confirmed", reason=plain_reason(error, bot.token))
