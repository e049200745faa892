"""Which entry of a document is which stored item? Pure; when in doubt an entry is a new item.

Each distinct entry ends as exactly one item, and no two entries as the same one: nothing is lost. An entry is
recognised, in this order,

1. by being the same in all respects;
2. by its guid, as long as the feed's guids identify anything;
3. by its link, if that is specific and something else speaks for it (related guids, the same words), because
   pages with alerts keep one link for ever new news;
4. by title and host, if the day is the same and the old guid is gone from the document.

A feed that moves house changes all guids and links at once. If most of a document is unknown by both but
known by title, it is taken for the same items, whatever the day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.feeds.likeness import Face, guids_are_related
from bot.feeds.pairing import MASS_CHANGE, Pairing
from bot.model import (
    FeedState,
    IdentityKey,
    ItemKeys,
    KnownItem,
    NewItem,
    ParsedFeed,
    ParsedItem,
    RevisedItem,
    Slice,
)
from bot.text import canonical_url, host, title_key

MAX_TITLE_KEY = 300
"""Characters; longer ones are replaced by their hash, so that the store's index stays small."""

REPEATED_GUIDS = "guids are repeated on different entries"
REPEATED_LINKS = "links are repeated on different entries"
CHANGING_GUIDS = "guids change while the entries stay the same"
MOVING_GUIDS = "guids move from one entry to another"
_NOW_BY = {
    IdentityKey.URL: "items are told apart by link",
    IdentityKey.TITLE: "items are told apart by title",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a document changes: each of its entries is in exactly one of the first three."""

    new: tuple[NewItem, ...] = ()
    revised: tuple[RevisedItem, ...] = ()
    seen_ids: tuple[int, ...] = ()
    """Items that the document still holds unchanged."""
    identity: IdentityKey = IdentityKey.GUID
    notice: str = ""
    """Empty unless the feed did something odd for the first time."""
    slices: tuple[Slice, ...] = ()
    """Entries and what they are, where they have digests."""


def keys_of(item: ParsedItem) -> ItemKeys:
    """The names under which an item is recognised; all are empty for one that says nothing at all.

    An item without a title is named by its summary.
    """
    return ItemKeys(guid=item.guid, url=canonical_url(item.url), title=_title_key(item))


def _title_key(item: ParsedItem) -> str:
    text = item.title or item.summary
    key = title_key(text, item.url)
    if text and (not key or len(key) > MAX_TITLE_KEY):  # nothing but symbols, or a whole article
        return f"{host(item.url)}|#{_digest(key or text)}"
    return key


def _digest(*parts: object) -> str:
    return blake2b("\0".join(map(str, parts)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def resolve(
    parsed: ParsedFeed,
    known: Sequence[KnownItem],
    state: FeedState,
    now: datetime,
    *,
    newer_than: timedelta = timedelta(0),
) -> Resolution:
    """Tell new, revised and unchanged entries apart.

    `known` are the feed's stored items that share a key with the document (`Store.known_items`). On the first
    poll all items are baseline, but those published within `newer_than` of now.
    """
    entries = distinct(parsed.items, parsed.keys)
    pairing, notices = _paired(entries, known, state.identity, now)
    first = state.succeeded_at is None
    new, revised, seen = [], [], []
    slices: list[Slice] = []
    for face, entry in zip(pairing.entries, entries, strict=True):
        item, stored = entry.item, pairing.stored_of.get(face.index)
        uid = _uid(face) if stored is None else ""
        item_id = known[stored.index].id if stored else 0
        if stored is None:
            baseline = first and not _is_fresh(item, now, newer_than)
            new.append(NewItem(uid=uid, keys=face.keys, parsed=item, baseline=baseline))
        elif (text_changed := face.text != stored.text) or face.used != stored.used:
            revised.append(RevisedItem(id=item_id, keys=face.keys, parsed=item, text_changed=text_changed))
        else:
            seen.append(item_id)
        if parsed.digests:
            slices += (Slice(digest=parsed.digests[at], item_id=item_id, uid=uid) for at in entry.places)
    return Resolution(
        new=tuple(new),
        revised=tuple(revised),
        seen_ids=tuple(seen),
        identity=pairing.identity,
        notice="; ".join(notices),
        slices=tuple(slices),
    )


def resolve_unknown(
    parsed: ParsedFeed,
    known: Sequence[KnownItem],
    unchanged: Collection[int],
    state: FeedState,
    now: datetime,
    *,
    newer_than: timedelta = timedelta(0),
) -> Resolution | None:
    """The same where only the entries were parsed that the last document did not have.

    `unchanged` are the items of the others. None where the whole document is needed to tell: an entry shares
    a key with one that was left out, or something is odd. The entries that were left out stood in the last
    document together and were not odd; all else that needs a share of the document is met sooner by a part of
    it. So what a part of a document that has not shrunk does not notice, the whole would not either.
    """
    if any(item.id in unchanged for item in known):
        return None
    found = resolve(parsed, known, state, now, newer_than=newer_than)
    return None if found.notice or found.identity is not state.identity else found


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a document with what is compared of it, made once: keys cost 50 µs."""

    item: ParsedItem
    keys: ItemKeys
    text: tuple[str, str]
    places: tuple[int, ...] = ()
    """Its indexes in the document, one for each repetition."""


def distinct(items: Sequence[ParsedItem], keys: Sequence[ItemKeys] = ()) -> list[Entry]:
    """The entries that say something, without exact repetitions, in order.

    Under one guid an entry is repeated even if its date differs, and its first date counts; without a guid
    the same words at another time are another item. `keys` are those of the items, where they were made.
    """
    unique: dict[Hashable, Entry] = {}
    for place, item in enumerate(items):
        entry = Entry(item, keys[place] if keys else keys_of(item), _text(item), (place,))
        if entry.keys == ItemKeys():
            continue
        name = (entry.keys, entry.text, None if item.guid else item.published_at)
        if name in unique:
            places = (*unique[name].places, place)
            first = entry if _is_earlier(item, unique[name].item) else unique[name]
            entry = replace(first, places=places)
        unique[name] = entry
    return list(unique.values())


def _is_earlier(one: ParsedItem, other: ParsedItem) -> bool:
    return one.published_at is not None and (
        other.published_at is None or one.published_at < other.published_at
    )


def _text(item: ParsedItem | KnownItem) -> tuple[str, str]:
    return " ".join(item.title.split()), " ".join(item.summary.split())


def _is_fresh(item: ParsedItem, now: datetime, newer_than: timedelta) -> bool:
    return bool(newer_than and item.published_at and now - item.published_at <= newer_than)


def _uid(face: Face) -> str:
    """A name that no other item of this feed has or had: the key that identifies it, and a hash.

    The key alone would not do. An item keeps its uid when its guid changes, and the guid that it had may
    come back on another item, which the store would then take for known. So the hash is of all that the
    entry says and of the time of the poll.
    """
    keys = face.used
    key = keys.guid or keys.url or keys.title
    prefix = "g" if keys.guid else "u" if keys.url else "t"
    digest = _digest(face.keys, face.title, face.summary, face.published_at, face.seen_at)
    return f"{prefix}:{key[:MAX_TITLE_KEY]} {digest}"


# --- which key to trust ----------------------------------------------------------------------------------


def _paired(
    entries: Sequence[Entry], known: Sequence[KnownItem], identity: IdentityKey, now: datetime
) -> tuple[Pairing, list[str]]:
    """Pair by the first of the feed's keys that holds; returns what was odd about the document as well."""
    trusted, notices = _trusted(entries, identity)
    pairing = _pairing(entries, known, trusted, now)
    if trusted is IdentityKey.GUID and (reason := _why_guids_fail(pairing)):
        trusted, more = _trusted(entries, IdentityKey.URL)
        notices = [reason, *more]
        pairing = _pairing(entries, known, trusted, now)
    if trusted is not identity:
        notices.append(_NOW_BY[trusted])
    if pairing.mass_change:
        count, whole = pairing.mass_change, len(entries)
        notices.append(f"{count} of {whole} entries came back under other guids and links")
    return pairing, notices


def _pairing(
    entries: Sequence[Entry], known: Sequence[KnownItem], identity: IdentityKey, now: datetime
) -> Pairing:
    stored = [Entry(ParsedItem(published_at=item.published_at), item.keys, _text(item)) for item in known]
    return Pairing(
        identity=identity,
        entries=[_face(index, entry, identity, now) for index, entry in enumerate(entries)],
        known=[
            _face(index, entry, identity, item.first_seen_at)
            for index, (entry, item) in enumerate(zip(stored, known, strict=True))
        ],
    ).pair_all()


def _face(index: int, entry: Entry, identity: IdentityKey, seen_at: datetime) -> Face:
    title, summary = entry.text
    return Face(
        index=index,
        keys=entry.keys,
        used=_used(entry.keys, identity),
        title=title,
        summary=summary,
        published_at=entry.item.published_at,
        seen_at=seen_at,
    )


def _used(keys: ItemKeys, identity: IdentityKey) -> ItemKeys:
    """The keys that the feed's identity allows to trust, or the next best if the item has none of them."""
    by_title, by_url = ItemKeys(title=keys.title), ItemKeys(url=keys.url, title=keys.title)
    allowed = {IdentityKey.GUID: (keys,), IdentityKey.URL: (by_url, keys)}
    return next(used for used in allowed.get(identity, (by_title, by_url, keys)) if used != ItemKeys())


def _trusted(entries: Sequence[Entry], identity: IdentityKey) -> tuple[IdentityKey, list[str]]:
    """The first key, from the feed's on, that different entries of the document do not share, and why.

    A single guid on two entries breaks a promise. Links promise less: two versions of an article may share
    one, so that half of the document must share links before they count for nothing.
    """
    if identity is IdentityKey.TITLE:
        return identity, []
    notices = []
    broken = _sharing(entries, lambda keys: keys.guid, with_url=True) if identity is IdentityKey.GUID else []
    if broken:
        notices.append(REPEATED_GUIDS)
        identity = IdentityKey.URL
    by_link = identity is IdentityKey.URL or not any(entry.keys.guid for entry in entries)
    shared = _sharing(entries, lambda keys: keys.url) if by_link else []
    if _sharing(broken, lambda keys: keys.url) or 2 * len(shared) >= max(1, len(entries)):
        notices.append(REPEATED_LINKS)
        identity = IdentityKey.TITLE
    return identity, notices


def _sharing(
    entries: Sequence[Entry], key: Callable[[ItemKeys], str], *, with_url: bool = False
) -> list[Entry]:
    """The entries whose key is also that of one with another title (or link)."""
    owners: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for entry in entries:
        owners[key(entry.keys)].add((entry.keys.title, entry.keys.url if with_url else ""))
    return [entry for entry in entries if key(entry.keys) and len(owners[key(entry.keys)]) > 1]


def _why_guids_fail(pairing: Pairing) -> str:
    """Why the guids identify nothing, judged by what else makes entries known; or an empty string."""
    owner = {stored.keys.url: stored.index for stored in pairing.known}
    changed = moved = steady = 0
    for entry, stored in pairing.pairs():
        if not entry.keys.guid or not stored.keys.guid:
            continue
        same_guid, same_url = entry.keys.guid == stored.keys.guid, entry.keys.url == stored.keys.url
        if same_guid and owner.get(entry.keys.url, stored.index) != stored.index and not same_url:
            moved += 1
        elif not same_url or guids_are_related(entry.keys.guid, stored.keys.guid):
            steady += 1
        else:
            changed += 1
    if changed >= max(MASS_CHANGE, steady):
        return CHANGING_GUIDS
    return MOVING_GUIDS if moved >= max(MASS_CHANGE, steady) else ""
