"""Which entry is which item: each rule by example, and what must hold for every document by property."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.identity import distinct, keys_of
from bot.model import IdentityKey, ItemKeys, ParsedItem
from tests.feeds.memory import START, FeedMemory

HEADLINES = [
    "Dockers walk out in three northern ports",
    "Parliament votes on the new water law",
    "A rare comet will be seen with bare eyes in April",
    "Railway workers accept the mediators' offer",
    "Old theatre reopens after nine years of repairs",
    "Wheat prices fall for the fourth week",
]


def article(number: int, **change: object) -> ParsedItem:
    """A well-made entry."""
    item = ParsedItem(
        guid=f"id-{number}",
        url=f"https://news.example/2026/{number}-story",
        title=HEADLINES[number],
        summary=f"What happened in case {number}, told in one sentence of some length.",
        published_at=START - timedelta(hours=number + 1),
    )
    return replace(item, **change)  # type: ignore[arg-type]


@pytest.fixture
def memory() -> FeedMemory:
    return FeedMemory()


def begun(*items: ParsedItem) -> FeedMemory:
    """A memory after its first poll, an hour later."""
    memory = FeedMemory()
    memory.poll(*items)
    return memory.later(hours=1)


# --- keys ------------------------------------------------------------------------------------------------


def test_the_keys_are_guid_canonical_link_and_folded_title_with_host() -> None:
    item = article(0, url="http://www.news.example/a/?utm_source=rss#top", title="Élysée: «Non»")
    assert keys_of(item) == ItemKeys(guid="id-0", url="news.example/a", title="news.example|elysee non")


def test_an_item_without_a_title_is_named_by_its_summary() -> None:
    assert keys_of(ParsedItem(summary="Only this")).title == "|only this"


def test_a_very_long_or_wordless_text_is_named_by_its_hash() -> None:
    long, symbols = keys_of(ParsedItem(summary="word " * 1000)), keys_of(ParsedItem(title="🎉🎉"))
    assert len(long.title) < 40
    assert symbols.title not in ("", keys_of(ParsedItem(title="🎈")).title)


def test_an_entry_that_says_nothing_is_ignored(memory: FeedMemory) -> None:
    resolution = memory.poll(ParsedItem(author="A", tags=("x",)), ParsedItem(summary="Only a summary"))
    assert [item.parsed.summary for item in resolution.new] == ["Only a summary"]


# --- the first poll --------------------------------------------------------------------------------------


def test_the_first_poll_is_a_silent_baseline(memory: FeedMemory) -> None:
    assert all(item.baseline for item in memory.poll(article(0), article(1)).new)
    assert [item.baseline for item in memory.poll(article(0), article(2)).new] == [False]


def test_what_is_newer_than_the_feed_asks_for_is_no_baseline(memory: FeedMemory) -> None:
    items = [article(0), article(5), article(1, published_at=None)]
    new = memory.poll(*items, newer_than=timedelta(hours=3)).new
    assert [item.baseline for item in new] == [False, True, True]


# --- recognising -----------------------------------------------------------------------------------------


def test_an_unchanged_item_is_seen() -> None:
    resolution = begun(article(0)).poll(article(0))
    assert (resolution.new, resolution.revised, resolution.seen_ids) == ((), (), (1,))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Dockers end their walk-out in three northern ports"},
        {"summary": "Something else is told."},
        {"title": "Nothing like before", "url": "https://news.example/other", "summary": ""},
    ],
)
def test_a_changed_text_under_the_same_guid_is_a_revision(change: dict[str, object]) -> None:
    resolution = begun(article(0)).poll(article(0, **change))
    assert [(item.id, item.text_changed) for item in resolution.revised] == [(1, True)]
    assert not resolution.new


def test_white_space_and_dates_are_no_revision() -> None:
    item = article(0)
    changed = replace(item, title=item.title.replace(" ", "\n  "), published_at=START)
    assert begun(item).poll(changed).seen_ids == (1,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"guid": "https://news.example/a#0"}, {"guid": "https://news.example/a#1"}),
        ({"guid": "http://news.example/a"}, {"guid": "https://www.news.example/a?utm_source=x"}),
        ({"guid": "story:12#0"}, {"guid": "story:12#1"}),
        ({"guid": "ABC-12"}, {"guid": "abc-12"}),
    ],
)
def test_related_guids_and_one_link_are_one_item_whatever_it_says(
    before: dict[str, object], after: dict[str, object]
) -> None:
    resolution = begun(article(0, **before)).poll(article(0, title="All new words here", **after))
    assert [(item.id, item.text_changed) for item in resolution.revised] == [(1, True)]


def test_https_and_tracking_parameters_do_not_make_a_new_item() -> None:
    old = article(0, guid="", url="http://news.example/a/?utm_campaign=x")
    assert begun(old).poll(replace(old, url="https://www.news.example/a")).seen_ids == (1,)


def test_a_new_guid_for_the_same_words_under_the_same_link_is_the_same_item() -> None:
    resolution = begun(article(0)).poll(article(0, guid="other"))
    assert [(item.id, item.text_changed) for item in resolution.revised] == [(1, False)]
    assert resolution.revised[0].keys.guid == "other"


def test_an_edited_headline_in_a_feed_without_guids_is_a_revision() -> None:
    old = article(0, guid="")
    resolution = begun(old).poll(replace(old, title="Dockers walk out in four northern ports"))
    assert [(item.id, item.text_changed) for item in resolution.revised] == [(1, True)]


def test_an_article_without_guid_stays_itself_when_its_date_moves_with_an_edit() -> None:
    old = article(0, guid="", url="https://news.example/2026/03/01/dockers-walk-out-in-the-north")
    edited = replace(old, title="Dockers walk out in four northern ports", summary="", published_at=START)
    resolution = begun(old).poll(edited)
    assert [(item.id, item.text_changed) for item in resolution.revised] == [(1, True)]


@pytest.mark.parametrize("guids", [("w-1", "w-2"), ("", "")])
def test_a_page_that_reuses_its_link_for_other_news_keeps_its_items_apart(guids: tuple[str, str]) -> None:
    url = "https://weather.example/warnings/current"
    first = article(0, guid=guids[0], url=url, title="Storm warning for the north coast", summary="Stay in.")
    second = replace(
        first,
        guid=guids[1],
        title="Flood warning for the lower valley",
        summary="Leave the banks.",
        published_at=START,
    )
    memory = begun(first)
    assert [item.parsed.title for item in memory.poll(second).new] == [second.title]
    assert memory.later(hours=1).poll(second).seen_ids == (2,)


def test_one_word_is_the_news_of_an_alert() -> None:
    url = "https://alerts.example/now"
    first = article(0, guid="a-1", url=url, title="Rocket alert in Haifa, go to the shelters", summary="")
    second = replace(first, guid="a-2", title="Rocket alert in Acre, go to the shelters", published_at=START)
    assert len(begun(first).poll(second).new) == 1


def test_a_link_to_the_home_page_identifies_nothing() -> None:
    old = article(0, guid="", url="https://news.example/")
    other = replace(old, title=HEADLINES[1], summary="")
    assert len(begun(old).poll(other).new) == 1


def test_a_link_that_several_entries_carry_identifies_nothing() -> None:
    first, second = (
        article(0, guid="1", url="https://a.example/x"),
        article(1, guid="2", url="https://a.example/x"),
    )
    memory = begun(first, second)
    third = article(2, guid="3", url="https://a.example/x")
    assert len(memory.poll(first, third).new) == 1
    assert memory.later(hours=1).poll(third, second, first).new == ()


def test_one_title_on_one_day_is_one_item_when_the_old_guid_is_gone() -> None:
    old = article(0)
    new = replace(old, guid="n", url="https://news.example/moved")
    resolution = begun(old).poll(new)
    assert [(item.id, item.keys.guid) for item in resolution.revised] == [(1, "n")]
    assert len(begun(old).poll(old, new).new) == 1, "the old guid is still there"
    assert len(begun(old).poll(replace(new, published_at=START - timedelta(days=1))).new) == 1, "another day"


def test_one_title_over_another_text_is_another_item() -> None:
    old = article(
        0, title="Emergency alert", summary="A wild fire comes near the town of Northfield; leave at once."
    )
    new = replace(
        old,
        guid="n",
        url="https://news.example/n",
        summary="Boil all water in the city of Lakeview until Sunday.",
    )
    assert len(begun(old).poll(new).new) == 1


def test_a_rubric_that_comes_again_is_another_item() -> None:
    old = article(0, title="Weather", summary="")
    new = replace(old, guid="n", url="https://news.example/n", published_at=START + timedelta(minutes=30))
    assert len(begun(old).poll(new).new) == 1


def test_an_undated_title_without_any_other_name_stays_one_item_for_days() -> None:
    item = ParsedItem(title="The office is closed on Mondays")
    memory = begun(item)
    for _ in range(3):
        assert memory.later(days=1).poll(item).seen_ids == (1,)


# --- mass changes ----------------------------------------------------------------------------------------


def moved(number: int) -> ParsedItem:
    return article(number, guid=f"new-{number}", url=f"https://news.example/archive/{number}")


def test_a_feed_that_moves_house_is_absorbed_silently_and_told_once() -> None:
    memory = begun(*map(article, range(5))).later(days=3)
    resolution = memory.poll(*map(moved, range(4)), article(5))
    assert [item.parsed.title for item in resolution.new] == [HEADLINES[5]]
    assert [item.text_changed for item in resolution.revised] == [False] * 4
    assert resolution.notice == "4 of 5 entries came back under other guids and links"
    again = memory.later(days=1).poll(*map(moved, range(4)), article(5))
    assert (again.new, again.revised, again.notice) == ((), (), "")


def test_a_few_titles_that_come_back_on_another_day_are_no_mass_change() -> None:
    old = [article(n, published_at=None) for n in range(6)]
    memory = begun(*old).later(days=3)
    items = [replace(moved(n), published_at=None) for n in range(2)] + old[2:]
    assert len(memory.poll(*items).new) == 2


def test_a_move_to_https_is_no_event_at_all() -> None:
    old = [article(n, guid=f"http://news.example/{n}", url=f"http://news.example/{n}") for n in range(4)]
    new = [
        replace(i, guid=i.guid.replace("http:", "https:"), url=i.url.replace("http:", "https:")) for i in old
    ]
    resolution = begun(*old).poll(*new)
    assert (resolution.new, resolution.notice) == ((), "")
    assert resolution.identity is IdentityKey.GUID


# --- keys that identify nothing --------------------------------------------------------------------------


def test_repeated_guids_move_the_feed_to_its_links() -> None:
    items = [article(n, guid="same") for n in range(3)]
    memory = FeedMemory()
    first = memory.poll(*items)
    assert len(first.new) == 3
    assert first.identity is IdentityKey.URL
    assert first.notice == "guids are repeated on different entries; items are told apart by link"
    again = memory.later(hours=1).poll(*items, article(3, guid="same"))
    assert (len(again.new), again.revised, len(again.seen_ids), again.notice) == (1, (), 3, "")


def test_repeated_guids_and_links_move_the_feed_to_its_titles() -> None:
    items = [article(n, guid="same", url="https://news.example/all") for n in range(3)]
    memory = FeedMemory()
    first = memory.poll(*items)
    assert first.identity is IdentityKey.TITLE
    assert "links are repeated" in first.notice
    assert len(memory.later(hours=1).poll(*items, article(4, guid="same", url=items[0].url)).new) == 1


def test_repeated_links_without_guids_move_the_feed_to_its_titles() -> None:
    items = [article(n, guid="", url="https://news.example/all") for n in range(3)]
    resolution = FeedMemory().poll(*items)
    assert (len(resolution.new), resolution.identity) == (3, IdentityKey.TITLE)


def test_two_versions_of_one_article_do_not_discredit_all_links() -> None:
    items = [article(n, guid="") for n in range(4)] + [article(5, guid="", url=article(0).url)]
    resolution = FeedMemory().poll(*items)
    assert (len(resolution.new), resolution.identity, resolution.notice) == (5, IdentityKey.GUID, "")


def test_an_exact_repetition_is_one_item_and_breaks_nothing() -> None:
    items = [
        article(0),
        article(0, published_at=START),
        article(0, title=" ".join([HEADLINES[0], ""])),
        article(1),
    ]
    resolution = FeedMemory().poll(*items)
    assert (len(resolution.new), resolution.identity, resolution.notice) == (2, IdentityKey.GUID, "")


def test_the_same_words_at_another_time_without_guid_are_two_items() -> None:
    alert = ParsedItem(title="Test of the sirens", url="https://city.example/sirens", published_at=START)
    assert len(distinct([alert, replace(alert, published_at=START - timedelta(hours=4)), alert])) == 2


def test_guids_that_change_with_each_poll_move_the_feed_to_its_links() -> None:
    def items(poll: int) -> list[ParsedItem]:
        return [article(n, guid=f"{poll}-{n}") for n in range(4)]

    memory = begun(*items(0))
    second = memory.poll(*items(1))
    assert (second.new, second.identity) == ((), IdentityKey.URL)
    assert second.notice == "guids change while the entries stay the same; items are told apart by link"
    edited = replace(items(2)[0], title="Dockers walk out in five northern ports")
    third = memory.later(hours=1).poll(edited, *items(2)[1:])
    assert [item.text_changed for item in third.revised] == [True]
    assert (third.new, len(third.seen_ids), third.notice) == ((), 3, "")


def test_guids_that_are_places_in_the_document_move_the_feed_to_its_links() -> None:
    def document(*numbers: int) -> list[ParsedItem]:
        return [article(n, guid=str(place)) for place, n in enumerate(numbers)]

    memory = begun(*document(1, 2, 3, 4))
    resolution = memory.poll(*document(0, 1, 2, 3, 4))
    assert [item.parsed.title for item in resolution.new] == [HEADLINES[0]]
    assert resolution.identity is IdentityKey.URL
    assert not resolution.revised


def test_a_guid_that_comes_back_on_another_item_does_not_lose_it() -> None:
    memory = begun(article(0, guid="a"))
    memory.poll(article(0, guid="b"))
    assert len(memory.later(hours=1).poll(article(0, guid="b"), article(1, guid="a")).new) == 1


def test_a_future_date_does_not_make_an_item_new_each_day() -> None:
    memory = FeedMemory()
    for _ in range(3):
        capped = ParsedItem(title="The fair opens", published_at=memory.now)
        memory.poll(capped)
        memory.later(days=1)
    assert memory.titles() == ["The fair opens"]


# --- for every document ----------------------------------------------------------------------------------

TEXTS = ["", "Storm warning", "Storm warnings", "Live", "Port closed by strike, ships wait", "항구 파업"]
MOMENTS = [None, START - timedelta(days=1, hours=2), START - timedelta(hours=3), START - timedelta(hours=2)]
entries = st.builds(
    ParsedItem,
    guid=st.sampled_from(["", "", "g1", "g2", "g3", "http://h.example/a#0", "https://h.example/a#1"]),
    url=st.sampled_from(
        [
            "",
            "https://h.example/",
            "http://h.example/a",
            "https://www.h.example/a?utm_x=1",
            "https://h.example/b",
        ]
    ),
    title=st.sampled_from(TEXTS),
    summary=st.sampled_from([*TEXTS, "A longer text about the storm, the port and all of the ships in it."]),
    published_at=st.sampled_from(MOMENTS),
)
documents = st.lists(entries, max_size=7)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(documents, st.sampled_from([0.2, 1, 13, 80])), max_size=4), st.booleans())
def test_nothing_is_lost_and_nothing_comes_twice(
    polls: list[tuple[list[ParsedItem], float]], dates_change: bool
) -> None:
    """Every entry is one item of its own with its words, and a repeated document changes nothing."""
    memory = FeedMemory(dates_change_with_keys=dates_change)
    for items, hours in polls:
        memory.poll(*items)
        texts = [(item.title, item.summary) for item in memory.items]
        for entry in distinct(items):
            texts.remove(entry.text)
        again = memory.resolve(*items)
        assert (again.new, again.revised, again.notice) == ((), (), "")
        assert again.identity is memory.state.identity
        memory.poll(*reversed(items))
        memory.later(hours=hours)
        still = memory.resolve(*items)
        assert not [new for new in still.new if new.keys.guid], "an item with a guid came again after a while"


@settings(max_examples=100, deadline=None)
@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_does_not_matter(items: list[ParsedItem], random: object) -> None:
    memory = FeedMemory()
    memory.poll(*items)
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = memory.resolve(*shuffled)
    assert (again.new, again.revised) == ((), ())


def test_a_document_of_thousands_of_like_entries_is_resolved_in_little_time() -> None:
    """One title, no guid: pairs are not all compared, and none is lost."""

    def items(step: int) -> list[ParsedItem]:
        return [
            ParsedItem(title="Alert", url="https://h.example/", summary=f"{n} {step}", published_at=moment(n))
            for n in range(3000)
        ]

    def moment(number: int) -> datetime:
        return START - timedelta(seconds=number)

    memory = FeedMemory()
    memory.poll(*items(0))
    memory.later(hours=1).poll(*items(1))
    assert memory.resolve(*items(1)).new == ()
