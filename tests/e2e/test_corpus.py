"""Real feeds over loopback through the whole program: polled once, then again, then as they change."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from bot.config import Settings
from bot.lookout import Lookout, lookout
from bot.model import PollStatus
from tests.corpora import FOLDER, ROOT, needs_corpora
from tests.fakes import FakeNotifier, ManualClock
from tests.feedserver import LOOPBACK, FeedServer

pytestmark = [needs_corpora, pytest.mark.slow]
FEEDS = FOLDER / "feeds"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    yield
    structlog.reset_defaults()


@asynccontextmanager
async def watching(home: Path, urls: Mapping[str, str], notifier: FakeNotifier) -> AsyncIterator[Lookout]:
    """A Vigie on these feeds with the shipped rules, whose clock stands after all of them."""
    (home / "rules").symlink_to(ROOT / "rules")
    lines = [f"  - {{id: {name}, url: '{url}', name: {name}, language: en}}" for name, url in urls.items()]
    (home / "feeds.yaml").write_text("feeds:\n" + "\n".join(lines) + "\n")
    (home / "state").mkdir()
    clock = ManualClock(datetime(2026, 11, 1, tzinfo=UTC))
    async with lookout(home, Settings(allow_hosts=LOOPBACK), clock=clock, notifiers=(notifier,)) as it:
        yield it


async def turn(it: Lookout) -> Counter[PollStatus]:
    """Poll everything an hour later, track and deliver; return how the polls ended."""
    assert isinstance(it.clock, ManualClock)
    it.clock.advance(hours=8)
    ended: Counter[PollStatus] = Counter()
    it.poller.on_result = lambda feed, result: ended.update([result.status])
    polled = await it.poll_all_due()
    await it.track(rounds=1000)
    await it.deliver()
    assert ended.total() == polled, "each was saved"
    return ended


def spread(server: FeedServer, path: str, number: int) -> str:
    """The address of a document on a loopback host of its own, so that hosts are polled side by side."""
    return server.url(path).replace("127.0.0.1", f"127.0.{1 + number // 250}.{1 + number % 250}")


@pytest.mark.parametrize("validators", [True, False], ids=["with etag", "without"])
async def test_unchanged_feeds_are_not_parsed_a_second_time_and_alert_nothing(
    tmp_path: Path, validators: bool
) -> None:
    documents = sorted(FEEDS.glob("[!t]*/*.xml.gz"))
    notifier = FakeNotifier()
    async with FeedServer(every_loopback_host=True) as server:
        urls = {}
        for number, document in enumerate(documents):
            server.put(f"/{number}", gzip.decompress(document.read_bytes()), validators=validators)
            urls[f"f{number}"] = spread(server, f"/{number}", number)
        async with watching(tmp_path, urls, notifier) as it:
            first = await turn(it)
            items = (await it.store(lambda store: store.info())).items
            again = await turn(it)
            assert (await it.store(lambda store: store.info())).items == items
    assert len(documents) > 100
    assert items > 2000
    same = PollStatus.NOT_MODIFIED if validators else PollStatus.UNCHANGED
    assert first == {PollStatus.PARSED: len(documents)}
    assert set(again) <= {same, PollStatus.UNCHANGED}
    assert again[same] >= len(documents) - 1, "one ends in the middle, so that its validators prove nothing"
    assert notifier.sent == []


async def test_a_feed_replayed_capture_by_capture_gives_each_item_once(tmp_path: Path) -> None:
    """Judged by what the documents hold: each link is one item, and nothing is told twice."""
    series = sorted((FEEDS / "ts_reuters_direct_2026-08").glob("*.xml.gz"))[::2]
    notifier = FakeNotifier()
    async with FeedServer() as server, watching(tmp_path, {"reuters": server.url("/feed")}, notifier) as it:
        for capture in series:
            server.put("/feed", gzip.decompress(capture.read_bytes()))
            assert await turn(it) == {PollStatus.PARSED: 1}
        items = await it.store(lambda store: store.items(limit=100_000))
    served = {
        line.split("<link>")[1].split("</link>")[0]
        for capture in series
        for line in gzip.decompress(capture.read_bytes()).decode().split("<item>")[1:]
    }
    assert Counter(item.url for item in items) == Counter(served)
    told = Counter(message.content.alert_id for _, message in notifier.sent if message.content)
    assert set(told.values()) <= {1}
