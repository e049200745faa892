"""The stores that every test of the contract runs over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import Store
from bot.store import open_store
from tests.factories import NOW, make_feed


@pytest.fixture(params=["file", "memory"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store, of each kind."""
    urls = {"file": f"sqlite:///{tmp_path / 'vigie.db'}", "memory": "sqlite:///:memory:"}
    store = open_store(urls[request.param])
    yield store
    store.close()


@pytest.fixture
def store(empty_store: Store) -> Store:
    """A store that knows the feeds `coast` and `harbour`."""
    empty_store.sync_feeds([make_feed("coast"), make_feed("harbour")], NOW)
    return empty_store
