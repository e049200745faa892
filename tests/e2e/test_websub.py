"""The daemon and a hub: subscribed at the start, and news that the hub tells of is an alert at once."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from bot.config import Settings
from bot.daemon import Rhythm, run
from bot.model import Channel
from tests.e2e.test_daemon import write_rules
from tests.fakes import FakeNotifier, rss
from tests.feedserver import LOOPBACK, FeedServer
from tests.websub.hub import Hub

HIT = "Harbour strike begins"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def document(server: FeedServer, hub: Hub, *items: tuple[str, str]) -> bytes:
    """A feed that names the hub and itself."""
    links = f'<link rel="hub" href="{hub.url}"/><link rel="self" href="{server.url("/a.xml")}"/>'
    plain = rss(*items)
    text = plain.decode() if isinstance(plain, bytes) else plain
    named = links.replace("<link ", '<a:link xmlns:a="http://www.w3.org/2005/Atom" ')
    return text.replace("<channel>", f"<channel>{named}", 1).encode()


async def until(condition: object, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.05)


async def test_news_that_a_hub_tells_of_is_an_alert_at_once(tmp_path: Path) -> None:
    write_rules(tmp_path)
    notifier, stop, port = FakeNotifier(Channel.CONSOLE), asyncio.Event(), free_port()
    async with Hub() as hub, FeedServer() as server:
        url = server.put("/a.xml", document(server, hub, ("1", "Calm sea")))
        feed = f"feeds:\n  - {{id: a, url: '{url}', name: A, language: en, interval: 1h}}\n"
        (tmp_path / "feeds.yaml").write_text(feed)
        settings = Settings(
            allow_hosts=LOOPBACK,
            websub_url=f"http://127.0.0.1:{port}/hubs",
            websub_listen=("127.0.0.1", port),
        )
        rhythm = Rhythm(poll=0.2, track=0.2, deliver=0.2, hubs=0.2)
        daemon = asyncio.create_task(run(tmp_path, settings, notifiers=(notifier,), rhythm=rhythm, stop=stop))
        await until(lambda: hub.confirmed)
        ((topic, callback),) = hub.confirmed
        assert (topic, callback) == (url, f"http://127.0.0.1:{port}/hubs/a")
        server.put("/a.xml", document(server, hub, ("2", HIT), ("1", "Calm sea")))
        assert await hub.publish(topic, b"what it says is not taken") == [202]
        await until(lambda: notifier.sent)
        assert notifier.titles() == [HIT]
        stop.set()
        await daemon
        # a second run knows the hub from the database, though the feed has nothing new
        asked = len(hub.asked)
        stop.clear()
        daemon = asyncio.create_task(run(tmp_path, settings, notifiers=(notifier,), rhythm=rhythm, stop=stop))
        await until(lambda: len(hub.asked) > asked)
        stop.set()
        await daemon
