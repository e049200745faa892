"""The shipped feeds.yaml: plentiful, varied, and consistent with itself."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from bot.text import canonical_url, words

FILE = Path(__file__).parent.parent / "feeds.yaml"
CONTENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
FEEDS: list[dict[str, Any]] = CONTENT["feeds"]

REQUIRED = {"id", "url", "name", "publisher", "language"}
OPTIONAL = {"country", "tags", "alert_newer_than"}
"""No `interval`: all of them follow their rhythm."""
TAGS = {
    "agency", "broadcaster", "newspaper", "online", "specialist", "un", "government", "state-media",
}  # fmt: skip
DURATION = re.compile(r"\d+[smhd]")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


def test_there_are_many_feeds_in_many_languages() -> None:
    assert len(FEEDS) >= 60
    assert len({feed["language"].partition("-")[0] for feed in FEEDS}) >= 12


def test_no_language_makes_up_more_than_a_third() -> None:
    languages = [feed["language"] for feed in FEEDS]
    assert all(languages.count(language) * 3 <= len(languages) for language in languages)


def test_ids_and_addresses_are_unique() -> None:
    for values in ([f["id"] for f in FEEDS], [canonical_url(f["url"]) for f in FEEDS]):
        assert len(set(values)) == len(values)


def test_the_defaults_are_durations() -> None:
    assert set(CONTENT) == {"defaults", "feeds"}
    assert CONTENT["defaults"] == {"alert_newer_than": "0h"}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: str(feed.get("id")))
def test_an_entry_is_complete_and_well_formed(feed: dict[str, Any]) -> None:
    assert set(feed) >= REQUIRED
    assert set(feed) <= REQUIRED | OPTIONAL
    assert all(isinstance(feed[key], str) and feed[key].strip() == feed[key] for key in REQUIRED)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", feed["id"])
    address = urlsplit(feed["url"])
    assert address.scheme in ("http", "https")
    assert address.hostname
    assert "." in address.hostname
    assert LANGUAGE.fullmatch(feed["language"])
    assert re.fullmatch("[A-Z]{2}", feed.get("country", "XX"))
    assert DURATION.fullmatch(feed.get("alert_newer_than", "0h"))
    assert set(feed.get("tags", [])) <= TAGS
    assert ("un" in feed.get("tags", [])) == (feed["publisher"] == "United Nations")
    assert "country" in feed or feed["publisher"] == "United Nations"


def test_a_publisher_is_spelled_in_one_way() -> None:
    """Case, accents, spaces and punctuation do not tell two publishers apart."""
    spellings = defaultdict(set)
    for feed in FEEDS:
        spellings["".join(words(feed["publisher"]))].add(feed["publisher"])
    assert not [found for found in spellings.values() if len(found) > 1]


def test_feeds_on_one_host_share_a_publisher() -> None:
    """A second edition must not count as a second source; feed services carry many houses."""
    publishers = defaultdict(set)
    for feed in FEEDS:
        host = urlsplit(feed["url"]).hostname or ""
        if not host.endswith(("feedburner.com", "gov.uk")):
            publishers[".".join(host.split(".")[-3:])].add(feed["publisher"])
    assert not {host: found for host, found in publishers.items() if len(found) > 1}


def test_the_first_line_points_editors_to_the_schema() -> None:
    first = FILE.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=rules/schemas/feeds.schema.json"
