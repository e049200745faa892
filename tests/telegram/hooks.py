"""How updates come to the bot of the fake Bot API server: by long polling, or brought to its webhook."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from typing import Any

import aiohttp

from tests.telegram.methods import Methods, RefusedError

OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
BY_WEBHOOK = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
NO_HTTPS = "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_URL = re.compile(r"https://[^/:]+(:(443|80|88|8443))?(/.*)?")


class Hooks(Methods):
    """Hands out updates; one that was handled is forgotten, all others are handed out again."""

    def __init__(self, longest_poll: float) -> None:
        super().__init__()
        self.longest_poll = longest_poll
        self.webhook = ""
        self.secret = ""
        self.proxies: dict[str, str] = {}
        """Where a public address, such as https://vigie.example, leads to: the reverse proxy of the user."""
        self.brought: list[tuple[int, int]] = []
        """Updates brought to the webhook, with the status of the answer; 0 if there was none."""
        self.retry_after = 0.05
        """Seconds after which an update is brought again; Telegram's are longer."""
        self._poll: asyncio.Future[None] | None = None
        self._bringing: asyncio.Task[None] | None = None
        self._carried: dict[int, asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        self._last_error: dict[str, Any] = {}
        self._connections = 40

    # --- polling -----------------------------------------------------------------------------------------

    async def _on_get_updates(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise RefusedError(409, WEBHOOK_ACTIVE)
        if self._poll and not self._poll.done():
            self._poll.set_exception(RefusedError(409, OTHER_POLLER))  # the newer request wins
        self._allowed = data.get("allowed_updates", self._allowed)
        while self.pending and self.pending[0]["update_id"] < data.get("offset", 0):
            self.pending.popleft()
        self._tell()
        poll = self._poll = asyncio.get_running_loop().create_future()
        ends = asyncio.get_running_loop().time() + min(float(data.get("timeout", 0)), self.longest_poll)
        try:
            while not self.pending and (left := ends - asyncio.get_running_loop().time()) > 0:
                changed = asyncio.ensure_future(self._changed.wait())
                await asyncio.wait({changed, poll}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                changed.cancel()
                if poll.done():
                    poll.result()
        finally:
            poll.cancel()
        return list(self.pending)[: data.get("limit", 100)]

    # --- webhooks ----------------------------------------------------------------------------------------

    def _on_set_webhook(self, data: dict[str, Any]) -> bool:
        url, secret = data["url"], data.get("secret_token", "")
        if not url:
            return self._on_delete_webhook(data)
        if not _URL.fullmatch(url):
            raise RefusedError(400, NO_HTTPS)
        if secret and not _SECRET.fullmatch(secret):
            raise RefusedError(400, "Bad Request: secret token contains unallowed characters")
        if self._poll and not self._poll.done():
            self._poll.set_exception(RefusedError(409, BY_WEBHOOK))
        if data.get("drop_pending_updates"):
            self.pending.clear()
        self._allowed = data.get("allowed_updates", self._allowed)
        self.webhook, self.secret, self._last_error = url, secret, {}
        self._connections = data.get("max_connections", 40)
        if self._bringing is None:
            self._bringing = asyncio.create_task(self._bring())
        self._news.set()
        return True

    def _on_delete_webhook(self, data: dict[str, Any]) -> bool:
        self.webhook = ""
        if data.get("drop_pending_updates"):
            self.pending.clear()
        return True

    def _on_get_webhook_info(self, data: dict[str, Any]) -> dict[str, Any]:
        told = {"url": self.webhook, "has_custom_certificate": False}
        told |= {"pending_update_count": len(self.pending)}
        return told | self._last_error if self.webhook else told

    def _arrived(self) -> None:
        self._news.set()

    async def end_hooks(self) -> None:
        """Bring nothing more."""
        tasks = [*self._carried.values(), *([self._bringing] if self._bringing else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _bring(self) -> None:
        """Bring what is pending to the webhook: of each chat one at a time, in order."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:
            while True:
                self._news.clear()
                busy = {_chat_of(one) for one in self.pending if one["update_id"] in self._carried}
                for update in list(self.pending) if self.webhook else ():
                    if _chat_of(update) not in busy and len(self._carried) < self._connections:
                        busy.add(_chat_of(update))
                        task = asyncio.create_task(self._carry(client, update))
                        self._carried[update["update_id"]] = task
                await self._news.wait()

    async def _carry(self, client: aiohttp.ClientSession, update: dict[str, Any]) -> None:
        number = update["update_id"]
        try:
            status = await self._post(client, update)
            self.brought.append((number, status))
            if 200 <= status < 300:
                with suppress(ValueError):
                    self.pending.remove(update)
            else:
                why = f"Wrong response from the webhook: {status}" if status else "Connection refused"
                self._last_error = {"last_error_date": int(time.time()), "last_error_message": why}
                self._tell()
                await asyncio.sleep(self.retry_after)
        finally:
            del self._carried[number]
            self._tell()
            self._news.set()

    async def _post(self, client: aiohttp.ClientSession, update: dict[str, Any]) -> int:
        """The status of the answer, 0 if there was none."""
        host = re.match(r"https://[^/]+", self.webhook)
        assert host is not None
        url = self.webhook.replace(host[0], self.proxies.get(host[0], "http://127.0.0.1:9"), 1)
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with client.post(url, json=update, headers=headers) as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0


def _chat_of(update: dict[str, Any]) -> Any:
    """Updates of one chat come in their order."""
    content = next(value for key, value in update.items() if key != "update_id")
    return content.get("chat", content.get("message", {}).get("chat", {})).get(
        "id", content.get("from", {}).get("id")
    )
