"""The demo's outlets on a loopback server, and a home that watches them."""

from __future__ import annotations

import hashlib
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import yaml
from aiohttp import web

from bot.demo.content import DemoContent, load_content
from bot.demo.documents import CONTENT_TYPES, article, document, feed_url
from bot.errors import ConfigError, Problem
from bot.ports import Clock

POLL_INTERVAL = "20m"
"""In the time of the show: less than a blink, so that every round of the daemon polls every feed."""

_CLOSE_WITHIN = 1.0
"""Seconds that requests on their way get to end."""


HOST = "127.0.0.1"


class DemoServer:
    """Serves each feed of the content as it stands at `clock.now()`, with its articles and its outage.

    An async context manager; inside it, `url` is the server's address without a slash at the end.
    """

    def __init__(self, content: DemoContent, clock: Clock, *, port: int = 0) -> None:
        self._content = content
        self._clock = clock
        self._port = port
        app = web.Application()
        app.add_routes([web.get("/{feed}/feed.xml", self._feed), web.get("/{feed}/{page:.+}", self._article)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSE_WITHIN)
        self.url = ""

    async def __aenter__(self) -> DemoServer:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> str:
        """Listen on the loopback address, on a free port unless one was given; return the address."""
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self.url

    async def close(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()

    async def _feed(self, request: web.Request) -> web.Response:
        feed = self._content.feed(request.match_info["feed"])
        if feed is None:
            raise web.HTTPNotFound
        now = self._clock.now()
        if status := feed.fails_at(now):
            return web.Response(status=status, text="out of order; this is part of the show\n")
        body = document(feed, self._content.served(feed.id, now), self.url)
        etag = hashlib.sha256(body).hexdigest()[:16]
        known = etag in {tag.value for tag in request.if_none_match or ()}
        answer = web.Response(status=304) if known else web.Response(body=body, charset="utf-8")
        if not known:
            answer.content_type = CONTENT_TYPES[feed.format]
        answer.etag = etag
        return answer

    async def _article(self, request: web.Request) -> web.Response:
        feed = self._content.feed(request.match_info["feed"])
        if feed is not None:
            for item in self._content.published(feed.id, self._clock.now()):
                if item.page == request.match_info["page"]:
                    return web.Response(text=article(feed, item), content_type="text/html")
        raise web.HTTPNotFound


def write_home(folder: Path, base_url: str, content: DemoContent | None = None) -> None:
    """Write a home that watches the demo's server at `base_url` with the shipped rules.

    Raises ConfigError if the program came without its rules.
    """
    content = content or load_content()
    folder.mkdir(parents=True, exist_ok=True)
    feeds = [
        {
            "id": feed.id,
            "url": feed_url(base_url, feed.id),
            "name": feed.name,
            "publisher": feed.publisher,
            "language": feed.language,
            "country": feed.country,
            "tags": list(feed.tags),
        }
        for feed in content.feeds
    ]
    file = {"defaults": {"interval": POLL_INTERVAL, "alert_newer_than": "0h"}, "feeds": feeds}
    text = yaml.safe_dump(file, allow_unicode=True, sort_keys=False, width=120)
    (folder / "feeds.yaml").write_text(f"# The invented outlets of `vigie demo`.\n{text}", encoding="utf-8")
    _copy_rules(folder / "rules")


def _copy_rules(target: Path) -> None:
    """Copy the rules that an installed program carries in its package, and a checkout beside it."""
    with as_file(files("bot")) as package:
        places = (package / "defaults" / "rules", package.parent / "rules")
        source = next((place for place in places if place.is_dir()), None)
        if source is None:
            message = "the program came without them; install it again"
            raise ConfigError([Problem(file="rules", line=0, field="", message=message)])
        shutil.copytree(source, target, dirs_exist_ok=True)
