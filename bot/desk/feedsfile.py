"""Sources come into feeds.yaml and go from it; what its owner wrote there stays as it is."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.config import FEEDS_FILE, read_text
from bot.desk.yamladd import Entry, with_entries
from bot.desk.yamllist import newline
from bot.desk.yamlremove import without_entry
from bot.errors import ConfigError, Problem
from bot.fit import shorten
from bot.model import Feed, FoundFeed
from bot.sources import Placed, mistake_in, placed_feeds, read_feeds, without_login
from bot.storylines.draft import slug
from bot.text import canonical_url, host

TRIES = 5
"""How often a file is read anew that somebody else wrote meanwhile."""

LONGEST_ID = 60
LONGEST_NAME = 200

UNKNOWN_LANGUAGE = "und"

HOSTS_OF_MANY = frozenset(
    "youtube.com feeds.feedburner.com news.google.com reddit.com medium.com t.me rsshub.app rss.app "
    "openrss.org fetchrss.com anchor.fm feeds.megaphone.fm feeds.acast.com feeds.simplecast.com "
    "feeds.soundcloud.com feeds.transistor.fm feeds.buzzsprout.com feeds.libsyn.com omnycontent.com".split()
)
"""Hosts, without `www.`, that serve the feeds of outlets which have nothing to do with one another."""

LOGIN_BY_HAND = (
    "the address holds a name or a password; write the source into feeds.yaml by hand, without them, "
    'with `login: "name:${PASSWORD}"` and PASSWORD=… in .env'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """What is to be written of a source; empty texts are left to us."""

    url: str
    name: str = ""
    language: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of a new source."""

    id: str
    """Of the source that has the address now."""
    was_there: bool = False
    mistake: str = ""
    """Why it cannot stand in feeds.yaml; then it has no id."""

    @property
    def is_new(self) -> bool:
        """Whether it was written."""
        return not (self.was_there or self.mistake)


def add_source(home: Path, found: FoundFeed) -> str:
    """Write the feed into feeds.yaml and return its id; a known address is not added again.

    All else in the file stays as it is, letter for letter. Raises ConfigError where the file has mistakes,
    cannot be written, or would not say what it said before and one source more.
    """
    (added,) = add_sources(home, [NewSource(url=found.url, name=found.title, language=found.language)])
    if added.mistake:
        raise _refusal(FEEDS_FILE, f"the source cannot be written into it from here: {added.mistake}")
    return added.id


def add_sources(home: Path, sources: Sequence[NewSource]) -> list[Added]:
    """Write all of these into feeds.yaml at once, and tell what became of each; see `add_source`."""
    file = (home / FEEDS_FILE).resolve()
    for _ in range(TRIES):
        before, text = _read(file, FEEDS_FILE)
        known = [placed.feed for placed in _placed(home)]
        entries, results = _entries(sources, known)
        if not entries:
            return results
        after = _extended(text, entries)
        if replace_unchanged(file, before, _marked(before, after)):
            return results
    raise _refusal(FEEDS_FILE, "somebody else is writing it; try again")


def remove_source(home: Path, wanted: str) -> Placed:
    """Take the source with this id or address out of the file that it stands in; return what it was.

    All else in the file stays as it is, letter for letter. Raises ConfigError where no source has that id
    or address, where files have mistakes or cannot be written, or where other sources would change.
    """
    for _ in range(TRIES):
        found = find_source(wanted, _placed(home))
        if found is None:
            raise _refusal(FEEDS_FILE, f"no source has the id or address {wanted}; `vigie feeds` lists all")
        name = _short(home, str(found.file))
        before, text = _read(found.file.resolve(), name)
        feeds = read_feeds(text, name)
        if feeds[found.index : found.index + 1] != (found.feed,):
            continue
        after = without_entry(text, "feeds", found.index)
        left = (*feeds[: found.index], *feeds[found.index + 1 :])
        if after is None or not _says(after, left):
            message = f"line {found.line}: {found.feed.id} cannot be taken out from here; edit it by hand"
            raise _refusal(name, message)
        if replace_unchanged(found.file.resolve(), before, _marked(before, after)):
            return found
    raise _refusal(FEEDS_FILE, "somebody else is writing it; try again")


def find_source(wanted: str, placed: Iterable[Placed]) -> Placed | None:
    """The source with this id, or else with this address."""
    all_placed, url = list(placed), canonical_url(wanted)
    by_id = (one for one in all_placed if one.feed.id == wanted)
    by_url = (one for one in all_placed if url and canonical_url(one.feed.url) == url)
    return next(by_id, None) or next(by_url, None)


def known_source(url: str, feeds: Collection[Feed]) -> str:
    """The id of the source that has this address already, or an empty text."""
    wanted = canonical_url(url)
    return next((feed.id for feed in feeds if canonical_url(feed.url) == wanted), "")


# --- files -----------------------------------------------------------------------------------------------


def replace_unchanged(file: Path, before: bytes, after: bytes) -> bool:
    """Replace a file whole, if it still holds what it held before; False if somebody changed it meanwhile.

    It keeps its mode. Raises ConfigError if it cannot be written.
    """
    draft = ""
    try:
        if not os.access(file, os.W_OK):
            raise PermissionError(None, "it may not be written")
        handle, draft = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(after)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).chmod(file.stat().st_mode & 0o7777)
        unchanged = file.read_bytes() == before
        if unchanged:
            Path(draft).replace(file)
    except OSError as error:
        raise _refusal(file.name, f"cannot be written: {error.strerror or error}") from error
    else:
        return unchanged
    finally:
        if draft:
            with suppress(OSError):
                Path(draft).unlink()


def _read(file: Path, name: str) -> tuple[bytes, str]:
    """What the file holds, and its text with all line ends as they are; raises ConfigError."""
    try:
        read_text(file)
    except ConfigError as error:
        raise ConfigError([replace(problem, file=name) for problem in error.problems]) from error
    try:
        raw = file.read_bytes()
        return raw, raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal(name, "somebody else is writing it; try again") from error


def _marked(before: bytes, after: str) -> bytes:
    """The text as bytes, with the mark at its beginning that was there before."""
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    return mark + after.encode()


def _placed(home: Path) -> tuple[Placed, ...]:
    """All sources, secrets left open; problems name files as the home has them."""
    try:
        return placed_feeds(home)
    except ConfigError as error:
        named = [replace(problem, file=_short(home, problem.file)) for problem in error.problems]
        raise ConfigError(named) from error


def _short(home: Path, file: str) -> str:
    """The name of a file below the home; a chat need not see more of it."""
    path = Path(file)
    return str(path.relative_to(home)) if path.is_relative_to(home) else file


# --- entries ---------------------------------------------------------------------------------------------


def _entries(sources: Sequence[NewSource], known: Sequence[Feed]) -> tuple[list[Entry], list[Added]]:
    """What feeds.yaml is to say of the new ones among these, and what becomes of each."""
    ids, families = {feed.id for feed in known}, _families(known)
    addresses = {canonical_url(feed.url): feed.id for feed in known}
    entries: list[Entry] = []
    results: list[Added] = []
    for source in sources:
        if there := addresses.get(canonical_url(source.url)):
            results.append(Added(id=there, was_there=True))
            continue
        entry = _entry(source, ids, families)
        mistake = _mistake(entry, ids)
        results.append(Added(id="" if mistake else entry["id"], mistake=mistake))
        if not mistake:
            entries.append({**entry, "tags": source.tags} if source.tags else entry)
            ids.add(entry["id"])
            addresses[canonical_url(source.url)] = entry["id"]
    return entries, results


def _mistake(entry: Mapping[str, str], ids: Collection[str]) -> str:
    """Why an entry cannot stand in feeds.yaml; empty if it can."""
    if entry["id"] in ids:
        return f"id: another source has the id {entry['id']}"
    if mistake := mistake_in(entry):
        return mistake
    # it would be read, but passwords have no place in this file
    return LOGIN_BY_HAND if without_login(entry["url"])[1] else ""


def _families(feeds: Iterable[Feed]) -> dict[str, set[str]]:
    """The publishers of each host. One that is only a number is a bridge rather than an outlet."""
    found: dict[str, set[str]] = {}
    for feed in feeds:
        place = host(feed.url)
        if place not in HOSTS_OF_MANY and not re.fullmatch(r"[\d.]+|.*:.*", place):
            found.setdefault(place, set()).add(feed.publisher)
    return found


def _entry(source: NewSource, ids: Collection[str], families: dict[str, set[str]]) -> dict[str, str]:
    place = host(source.url)
    name = shorten(source.name, LONGEST_NAME) or place
    entry = {"id": source.id or _free_id(name, place, ids), "url": source.url, "name": name}
    # another edition of an outlet that is known counts as that one, so that it cannot confirm itself
    family = families.get(place, set())
    if len(family) == 1:
        entry["publisher"] = next(iter(family))
    return entry | {"language": source.language or UNKNOWN_LANGUAGE}


def _free_id(name: str, place: str, taken: Collection[str]) -> str:
    """A readable id that no source has."""
    otherwise = re.sub(r"[^a-z0-9.]+", "-", place).strip("-.") or "feed"
    wanted = slug(name, otherwise=otherwise)[:LONGEST_ID].strip("-.")
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (wanted, *numbered) if one not in taken)


# --- texts -----------------------------------------------------------------------------------------------


def _extended(text: str, entries: Sequence[Entry]) -> str:
    """The text with the entries; it is read back to be sure of what it says."""
    before = read_feeds(text, FEEDS_FILE)
    gap = "" if text.endswith("\n") else newline(text)
    bare = f"{text}{gap}feeds: []{newline(text)}"  # for a file that only includes others
    for base, quoted in ((text, False), (text, True), (bare, False)):
        if base is bare and before:
            continue
        after = with_entries(base, "feeds", entries, quoted=quoted)
        if after is not None and _says(after, before, entries):
            return after
    raise _refusal(FEEDS_FILE, "a source cannot be added to it from here; write it into the file by hand")


def _says(text: str, feeds: Sequence[Feed], more: Sequence[Entry] = ()) -> bool:
    """Whether the text has these feeds, and after them what these entries say."""
    try:
        read = read_feeds(text, FEEDS_FILE)
    except (ConfigError, ValueError):
        return False
    if len(read) != len(feeds) + len(more) or read[: len(feeds)] != tuple(feeds):
        return False
    return all(_is(feed, entry) for feed, entry in zip(read[len(feeds) :], more, strict=True))


def _is(feed: Feed, entry: Entry) -> bool:
    return all(getattr(feed, key) == value for key, value in entry.items())


def _refusal(file: str, message: str) -> ConfigError:
    return ConfigError([Problem(file=file, line=0, field="", message=message)])
