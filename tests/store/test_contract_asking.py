"""What every Store promises to those who ask; see `bot.ports.Store`."""

from __future__ import annotations

import unicodedata

import pytest

from bot.model import ALL_STORYLINES, Decision, DeliveryState, JoinReason, StoryState, TrackedItem
from bot.ports import Store
from tests.factories import DAY, HOUR, NOW, joins, make_chat, make_new, make_poll, make_update, opens, track
from tests.store.test_contract import stored


def test_an_empty_store_answers_everything(empty_store: Store) -> None:
    assert empty_store.items(limit=9) == []
    assert empty_store.stories(limit=9) == []
    assert empty_store.activity() == []
    assert empty_store.feed_health() == []
    assert empty_store.search("anything", 9) == []
    assert empty_store.explain("1") is None
    assert empty_store.due_feeds(NOW, 9) == []
    assert empty_store.info().items == 0
    assert empty_store.prune(NOW) == 0


def test_health_counts_the_items_of_each_listed_feed(store: Store) -> None:
    stored(store, "a", "b")
    first, second = store.feed_health()
    assert (first.id, first.items, second.id, second.items) == ("coast", 2, "harbour", 0)
    assert (first.name, first.url, first.language) == (
        "The Coast Gazette",
        "https://coast.example/rss",
        "en",
    )


def test_items_come_newest_first_by_feed_and_storyline(store: Store) -> None:
    a, b = stored(store, "a", "b")
    (c,) = stored(store, "c", feed_id="harbour")
    track(store, [opens(a), TrackedItem(item=b), joins(c, f"strike/{a.id}")], NOW)
    assert store.items(limit=9) == [c, b, a]
    assert store.items(limit=1) == [c]
    assert store.items(limit=9, feed_id="coast") == [b, a]
    assert store.items(limit=9, storyline_id="strike") == [c, a]
    assert store.items(limit=9, feed_id="coast", storyline_id="strike") == [a]
    assert store.items(limit=9, feed_id="nowhere") == []


def test_stories_come_last_updated_first(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    track(store, [opens(a), opens(b)], NOW)
    track(store, [joins(c, f"strike/{a.id}")], NOW + HOUR)
    assert [story.key for story in store.stories(limit=9)] == [f"strike/{a.id}", f"strike/{b.id}"]
    assert [story.items for story in store.stories(limit=1)] == [2]
    assert store.stories(limit=9, storyline_id="port") == []
    assert store.stories(limit=9, storyline_id="strike") == store.stories(limit=9)


def test_activity_counts_items_stories_and_alerts_of_each_storyline(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    track(store, [opens(a), joins(b, f"strike/{a.id}")], NOW)
    track(store, [opens(c)], NOW + HOUR)
    (found,) = store.activity()
    assert (found.storyline_id, found.items, found.stories, found.alerts) == ("strike", 3, 2, 2)
    assert found.last_alert_at == NOW + HOUR
    assert dict(found.decisions) == {"new story": 2, "its story was told already": 1}


@pytest.mark.parametrize(
    "name", ["id", "guid-a", "https://www.coast.example/news/a?utm_source=x#top", " guid-a\n"]
)
def test_an_item_is_explained_by_id_guid_or_link(store: Store, name: str) -> None:
    (item,) = stored(store, "a")
    stored(store, "b")
    explained = store.explain(str(item.id) if name == "id" else name)
    assert explained is not None
    assert (explained.item, explained.feed_name, explained.tracked) == (item, "The Coast Gazette", False)
    assert explained.matches == ()


@pytest.mark.parametrize("name", ["", " ", "0", "-1", "9" * 30, "²", "nul\0", "\ud800", "https://", "*", "'"])
def test_what_is_not_stored_is_not_explained(store: Store, name: str) -> None:
    store.save_poll(make_poll(make_new("a", uid="x", guid="", url="mailto:a@b.example", title="")))
    assert store.explain(name) is None


def test_of_several_items_with_one_link_the_newest_is_explained(store: Store) -> None:
    stored(store, "a")
    (newer,) = stored(store, "a", feed_id="harbour")
    for name in ("guid-a", "http://coast.example/news/a"):
        explained = store.explain(name)
        assert explained is not None
        assert explained.item == newer


def test_a_number_that_is_no_id_may_be_a_guid(store: Store) -> None:
    store.save_poll(make_poll(make_new("a", guid="20241018")))
    explained = store.explain("20241018")
    assert explained is not None
    assert explained.item.title == "Headline a"


def test_an_explanation_holds_matches_story_alert_and_deliveries(store: Store) -> None:
    chat = store.save_chat(make_chat())
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    a, b = stored(store, "a", "b")
    track(store, [opens(a), joins(b, f"strike/{a.id}", JoinReason.NEAR_TITLE, similarity=0.91)], NOW)
    (claimed,) = store.claim_deliveries(NOW, 9, [chat.channel])
    store.finish_delivery(make_update(claimed.id, message_ref="77"), NOW + HOUR)

    told = store.explain(str(a.id))
    assert told is not None
    (match,) = told.matches
    assert told.tracked
    assert match.alert == claimed.alert
    assert (match.decision, match.joined, match.matched_at) == (Decision.NEW_STORY, JoinReason.OPENED, NOW)
    assert (match.story.items, match.story.state, match.story.told) == (2, StoryState.REPORTED, True)
    (delivery,) = match.deliveries
    assert (delivery.chat, delivery.state, delivery.attempts) == (chat, DeliveryState.SENT, 1)
    assert delivery.finished_at == NOW + HOUR

    silent = store.explain(str(b.id))
    assert silent is not None
    (match,) = silent.matches
    assert (match.alert, match.deliveries, match.decision) == (None, (), Decision.ALREADY_TOLD)
    assert (match.joined, match.similarity, match.story.key) == (
        JoinReason.NEAR_TITLE,
        0.91,
        f"strike/{a.id}",
    )


def test_info_tells_size_and_backlog(store: Store) -> None:
    a, b = stored(store, "a", "b")
    for address in ("1", "2"):
        chat = store.save_chat(make_chat(address))
        store.subscribe(chat.id, ALL_STORYLINES, NOW)
    track(store, [opens(a)], NOW)
    claimed, _ = store.claim_deliveries(NOW, 9, [chat.channel])
    store.finish_delivery(make_update(claimed.id), NOW)
    info = store.info()
    assert (info.items, info.untracked, info.schema) == (2, 1, 4)
    assert info.deliveries == {"pending": 0, "sending": 1, "sent": 1, "failed": 0}
    assert info.bytes > 4096
    assert info.path
    assert store.untracked_items(9) == [b]


# --- search ----------------------------------------------------------------------------------------------

TEXTS = {
    "ko": ("북한군이 러시아에 파병됐다", "쿠르스크 전선"),
    "zh": ("中国外交部发言人就半岛局势答记者问", ""),
    "ja": ("北朝鮮がミサイルを発射", "日本海に落下"),
    "th": ("เกาหลีเหนือยิงขีปนาวุธ", ""),
    "hi": ("हिंदी सेना की ख़बर", ""),
    "hi-film": ("सिने जगत", ""),
    "de": ("Pjöngjang schickt Söldner", "Die Straße nach Kursk"),
    "vi": ("Quân đội Triều Tiên", "tiếng Việt"),
    "ru": ("Северокорейские солдаты", "Ёлка в Курске"),
    "ar": ("كوريا الشمالية ترسل جنودا", ""),
    "tr": ("Türkiye'den İstanbul'a", ""),
    "mixed": ("iPhone在中国的销量", "C++ AND OR NOT title:x"),
}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("북한", "ko"),
        ("파병 쿠르스크", "ko"),
        ("북한 kursk", ""),
        (unicodedata.normalize("NFD", "북한"), "ko"),
        ("북\u200b한\u202e", "ko"),
        ("pjong\u200bjang", "de"),
        ("半岛", "zh"),
        ("答记者", "zh"),
        ("ミサイル 落下", "ja"),
        ("ขีปนาวุธ", "th"),
        ("सेना", "hi"),
        ("PJONGJANG", "de"),
        ("pjo\u0308ngjang strasse", ""),
        ("pjo\u0308ngjang straße", "de"),
        ("soldner kursk", "de"),
        ("triều viet", "vi"),
        ("СОЛДАТЫ ёлка", "ru"),
        ("الشمالية", "ar"),
        ("istanbul", "tr"),
        ("IPHONE在中国", "mixed"),
        ("and or not", "mixed"),
        ("title:x", "mixed"),
        ("c++", "mixed"),
        ("Sold", ""),
        ("", ""),
        ("- * \" ' :", ""),
    ],
)
def test_search_finds_words_of_every_script(store: Store, words: str, found: str) -> None:
    store.save_poll(make_poll(*(make_new(n, title=t, summary=s) for n, (t, s) in TEXTS.items())))
    assert [item.uid for item in store.search(words, 9)] == ([f"guid-{found}"] if found else [])


def test_search_wants_all_words_and_brings_the_newest_first(store: Store) -> None:
    store.save_poll(make_poll(make_new("a", title="Dockers strike", summary="in the harbour")))
    store.save_poll(make_poll(make_new("b", title="Harbour", summary="A strike"), at=NOW + DAY))
    store.save_poll(make_poll(make_new("c", title="Harbour", summary="Boats"), at=NOW + DAY))
    assert [item.uid for item in store.search("strike harbour", 9)] == ["guid-b", "guid-a"]
    assert [item.uid for item in store.search("strike harbour", 1)] == ["guid-b"]
    assert [item.uid for item in store.search("harbour & strike", 9)] == ["guid-b", "guid-a"]
