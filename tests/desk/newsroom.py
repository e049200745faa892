"""A small Vigie with news in it: real rules, a real store, and stories that the real tracker made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bot.desk.home import HomeDesk
from bot.desk.premises import Premises
from bot.model import Channel, Chat, ChatKind, Feed, SendStatus, Story
from bot.pipeline.track import Tracker
from bot.ports import Store
from bot.rulebook import Rulebook
from bot.store import open_store
from bot.storylines.load import load_rules
from tests.factories import NOW, make_feed, make_new, make_poll, make_update
from tests.fakes import DirectAccess, FakeFetcher, InlineParser, ManualClock

TEXTS = {
    "harbour.yaml": "title: {en: Strikes in the harbour, fr: Grèves au port}\nmatch:\n  all: [harbour, strike]\n"
    "  none: [football]\nfigures: [killed]\nalerts: {wait: 0s, per_hour: 100}\n",
    "ferries.yaml": "title: {en: Ferries in distress, fr: Ferries en détresse}\nmatch:\n  all: [ferry, distress]\n"
    "figures: [missing]\nalerts: {wait: 0s, per_hour: 100}\n",
    "concepts/harbour.yaml": "terms:\n  en: [harbour]\n  fr: [port]\n",
    "concepts/strike.yaml": "terms:\n  en: [strike]\n  fr: [grève]\n",
    "concepts/football.yaml": "terms:\n  en: [football]\n  fr: [football]\n",
    "concepts/ferry.yaml": "terms:\n  en: [ferry]\n  fr: [ferry]\n  ko: [여객선]\n",
    "concepts/distress.yaml": "terms:\n  en: [sinks, missing, distress]\n  fr: [sombre, disparus]\n  ko: [침몰]\n",
    "concepts/missing.yaml": "terms:\n  en: [missing]\n  fr: [disparus]\n  ko: [실종]\n",
    "concepts/killed.yaml": "terms:\n  en: [killed, dead]\n  fr: [tués, morts]\n",
}
FEEDS = (
    make_feed("coast"),
    make_feed("yonhap", name="Yonhap", publisher="Yonhap", language="ko"),
    make_feed("matin", name="Le Matin", publisher="Le Matin", language="fr"),
    make_feed("post", name="Harbour Post", publisher="Harbour Post"),
)
STRIKE = "Dockers strike closes the harbour for a week"
SINKS = "Ferry sinks off Busan, 300 missing: coast guard"
SINKS_FR = "Un ferry sombre au large de Busan : 320 disparus, selon les garde-côtes"
SINKS_KO = "여객선 침몰, 300명 실종"


@cache
def book() -> Rulebook:
    """The rules, compiled once."""
    return Rulebook.of(load_rules(TEXTS), TEXTS)


@dataclass
class Newsroom:
    """What comes in is tracked at once."""

    store: Store = field(default_factory=lambda: open_store("sqlite:///:memory:"))
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    rules: Rulebook | None = field(default_factory=book)
    feeds: dict[str, Feed] = field(default_factory=lambda: {feed.id: feed for feed in FEEDS})

    def __post_init__(self) -> None:
        self.store.sync_feeds(self.feeds.values(), self.clock.now())
        self.tracker = Tracker(self.rules or book())
        self._printed = 0

    @property
    def desk(self) -> HomeDesk:
        """The desk that answers about all this."""
        return HomeDesk(
            Premises(
                home=Path("/nonexistent"),
                access=DirectAccess(self.store),
                rulebook=lambda: self.rules,
                feeds=lambda: self.feeds,
                clock=self.clock,
                fetcher=FakeFetcher(),
                parser=InlineParser(),
            )
        )

    def tell(self, feed_id: str, *titles: str, **more: Any) -> str:
        """An outlet prints these headlines; the address of the last one."""
        url = ""
        for title in titles:
            self._printed += 1
            url = more.get("url", f"https://{feed_id}.example/news/{self._printed}")
            values = {"published_at": self.clock.now(), "summary": ""} | more | {"url": url, "title": title}
            new = make_new(f"{self._printed}", language=self.feeds[feed_id].language, **values)
            self.store.save_poll(make_poll(new, feed_id=feed_id, at=self.clock.now()))
            self.clock.advance(minutes=1)
        self.track()
        return url

    def track(self) -> None:
        """Track all that waits for it."""
        while self.tracker.track(self.store, self.clock.now(), feeds=self.feeds).items:
            pass

    def stories(self, storyline_id: str = "") -> Sequence[Story]:
        """The last updated first."""
        return self.store.stories(limit=1000, storyline_id=storyline_id)

    def follower(self, address: str = "1001", storyline_id: str = "ferries", **more: Any) -> Chat:
        """A chat that follows a storyline."""
        values: dict[str, Any] = {"kind": ChatKind.PRIVATE, "title": "Ada", "language": "en"}
        chat = Chat(id=0, channel=Channel.TELEGRAM, address=address, **(values | more))
        chat = self.store.save_chat(chat)
        self.store.subscribe(chat.id, storyline_id, self.clock.now())
        return chat

    def send(self, status: SendStatus = SendStatus.SENT) -> int:
        """Finish what waits to be sent to chats; how many there were."""
        count = 0
        while claimed := self.store.claim_deliveries(self.clock.now(), 50, [Channel.TELEGRAM]):
            for one in claimed:
                count += 1
                reference = f"{one.chat.address}{one.id}" if status is SendStatus.SENT else ""
                self.store.finish_delivery(
                    make_update(one.id, status, message_ref=reference), self.clock.now()
                )
        return count


def asker(language: str = "en", **more: Any) -> Chat:
    """Somebody who asks in private and is not stored."""
    return Chat(
        id=0, channel=Channel.TELEGRAM, address="77", kind=ChatKind.PRIVATE, language=language, **more
    )
