"""A program that writes into a store until it is killed; it says what is written after each commit."""

from __future__ import annotations

import sys

from bot.model import ALL_STORYLINES, Channel
from bot.store import open_store
from tests.factories import MINUTE, NOW, make_chat, make_feed, make_new, make_poll, make_update, opens, track

ITEMS = 3
"""In each poll."""


def write(url: str) -> None:
    """Poll, track, claim and finish, for ever."""
    store = open_store(url)
    store.sync_feeds([make_feed()], NOW)
    chats = [store.save_chat(make_chat(address)) for address in ("1", "2")]
    for chat in chats:
        store.subscribe(chat.id, ALL_STORYLINES, NOW)
    store.recover_deliveries()
    first = store.info().items // ITEMS
    for number in range(first, first + 100_000):
        at = NOW + number * MINUTE
        store.save_poll(make_poll(*(make_new(f"{number}-{n}") for n in range(ITEMS)), at=at))
        print("polled", number, flush=True)
        track(store, [opens(item) for item in store.untracked_items(99)], at)
        print("tracked", number, flush=True)
        for delivery in store.claim_deliveries(at, 9, [Channel.TELEGRAM]):
            store.finish_delivery(make_update(delivery.id), at)
            print("sent", delivery.id, flush=True)


if __name__ == "__main__":
    write(sys.argv[1])
