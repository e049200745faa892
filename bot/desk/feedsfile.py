"""A found feed becomes a source in feeds.yaml; what its owner wrote there stays as it is."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bot.config import FEEDS_FILE, read_text
from bot.desk.yamllist import with_entry
from bot.errors import ConfigError, Problem
from bot.fit import shorten
from bot.model import Feed, FoundFeed
from bot.sources import read_feeds
from bot.storylines.draft import slug
from bot.text import canonical_url, host

TRIES = 5
"""How often a file is read anew that somebody else wrote meanwhile."""

LONGEST_ID = 60
LONGEST_NAME = 200

UNKNOWN_LANGUAGE = "und"


def add_source(home: Path, found: FoundFeed) -> str:
    """Write the feed into feeds.yaml and return its id; a known address is not added again.

    All else in the file stays as it is, letter for letter. Raises ConfigError where the file has mistakes,
    cannot be written, or would not say what it said before and one source more.
    """
    file = (home / FEEDS_FILE).resolve()
    for _ in range(TRIES):
        before, text = _read(file)
        feeds = read_feeds(text, file.name)
        if known := known_source(found.url, feeds):
            return known
        entry = _entry(found, feeds)
        after = _extended(text, feeds, entry, file)
        mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
        if replace_unchanged(file, before, mark + after.encode()):
            return entry["id"]
    raise _refusal(file, "somebody else is writing it; try again")


def known_source(url: str, feeds: Collection[Feed]) -> str:
    """The id of the source that has this address already, or an empty text."""
    wanted = canonical_url(url)
    return next((feed.id for feed in feeds if canonical_url(feed.url) == wanted), "")


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
        raise _refusal(file, f"cannot be written: {error.strerror or error}") from error
    else:
        return unchanged
    finally:
        if draft:
            with suppress(OSError):
                Path(draft).unlink()


def _read(file: Path) -> tuple[bytes, str]:
    """What the file holds, and its text with all line ends as they are; raises ConfigError."""
    read_text(file)
    try:
        raw = file.read_bytes()
        return raw, raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal(file, "somebody else is writing it; try again") from error


def _extended(text: str, feeds: Sequence[Feed], entry: Mapping[str, str], file: Path) -> str:
    """The text with the entry; it is read back to be sure of what it says."""
    for quoted in (False, True):
        after = with_entry(text, "feeds", entry, quoted=quoted)
        if after is not None and _adds(after, feeds, entry, file):
            return after
    raise _refusal(file, "a source cannot be added to it from here; write it into the file by hand")


def _adds(after: str, feeds: Sequence[Feed], entry: Mapping[str, str], file: Path) -> bool:
    """Whether the text says what the file said before, and this one source more."""
    try:
        *others, new = read_feeds(after, file.name)
    except (ConfigError, ValueError):
        return False
    said = {"id": new.id, "url": new.url, "name": new.name, "language": new.language}
    said |= {"publisher": new.publisher} if "publisher" in entry else {}
    return others == list(feeds) and said == dict(entry)


def _entry(found: FoundFeed, feeds: Sequence[Feed]) -> dict[str, str]:
    """What feeds.yaml is to say of the feed."""
    place = host(found.url)
    name = shorten(found.title, LONGEST_NAME) or place
    entry = {"id": _free_id(name, place, {feed.id for feed in feeds}), "url": found.url, "name": name}
    # another edition of an outlet that is known counts as that one, so that it cannot confirm itself
    family = {feed.publisher for feed in feeds if host(feed.url) == place}
    if len(family) == 1:
        entry["publisher"] = family.pop()
    return entry | {"language": found.language or UNKNOWN_LANGUAGE}


def _free_id(name: str, place: str, taken: Collection[str]) -> str:
    """A readable id that no source has."""
    otherwise = re.sub(r"[^a-z0-9.]+", "-", place).strip("-.") or "feed"
    wanted = slug(name, otherwise=otherwise)[:LONGEST_ID].strip("-.")
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (wanted, *numbered) if one not in taken)


def _refusal(file: Path, message: str) -> ConfigError:
    return ConfigError([Problem(file=file.name, line=0, field="", message=message)])
