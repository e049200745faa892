"""Which items are one story, and which are surely not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Item, JoinReason, StoryMember
from bot.stories.cluster import Shelf, headline

NOW = datetime(2024, 10, 18, tzinfo=UTC)


def _item(title: str, url: str = "", item_id: int = 9) -> Item:
    return Item(
        id=item_id, feed_id="f", uid="u", url=url, title=title, summary="", language="en", first_seen_at=NOW
    )


def _shelf(*titles: str, told: bool = False) -> Shelf:
    return Shelf(
        "s",
        [
            StoryMember(
                storyline_id="s",
                story_key=f"s/{number}",
                item_id=number,
                title=title,
                url_key=f"e.org/{number}",
                language="en",
                told=told,
            )
            for number, title in enumerate(titles, 1)
        ],
    )


@pytest.mark.parametrize(
    ("stored", "title", "how"),
    [
        (
            "Seoul says troops left for Vladivostok",
            "Seoul says troops left for Vladivostok",
            JoinReason.SAME_TITLE,
        ),
        (
            "Seoul says troops left for Vladivostok",
            "SEOUL SAYS TROOPS LEFT FOR VLADIVOSTOK",
            JoinReason.SAME_TITLE,
        ),
        (
            "Seoul says 1,500 troops left for Vladivostok",
            "Seoul says that 1,500 troops left for Vladivostok",
            JoinReason.NEAR_TITLE,
        ),
        (
            "Seoul says North Korean troops left for Vladivostok - Harbour Post",
            "Seoul says North Korean troops left for Vladivostok | The Coast",
            JoinReason.SAME_TITLE,
        ),
        # one word is the news
        (
            "Seoul confirms North Korean troops fighting in Russia's Kursk region",
            "Seoul denies North Korean troops fighting in Russia's Kursk region",
            JoinReason.OPENED,
        ),
        # the order is the news
        (
            "Kim Jong Un invites Putin to Pyongyang",
            "Putin invites Kim Jong Un to Pyongyang",
            JoinReason.OPENED,
        ),
        # a negation is no filler
        (
            "Moscow does confirm the presence of troops",
            "Moscow does not confirm the presence of troops",
            JoinReason.OPENED,
        ),
        # what stands behind the dash is the news
        (
            "Live: Ukraine war – North Korean troops captured",
            "Live: Ukraine war – Kyiv strikes Kursk depot",
            JoinReason.OPENED,
        ),
        # the number is the news
        (
            "Seoul says 1,500 troops left for Vladivostok",
            "Seoul says 3,000 troops left for Vladivostok",
            JoinReason.OPENED,
        ),
        # too little is said to compare
        ("Live", "Live", JoinReason.OPENED),
        ("속보", "속보", JoinReason.OPENED),
        ("Seoul says troops left for Vladivostok", "Kyiv shows two captured men", JoinReason.OPENED),
        ("", "", JoinReason.OPENED),
    ],
)
def test_headlines_join_when_they_surely_say_the_same(stored: str, title: str, how: JoinReason) -> None:
    assigned = _shelf(stored).assign(_item(title))
    assert assigned.how is how
    assert assigned.opens == (how is JoinReason.OPENED)
    assert assigned.story_key == ("s/9" if assigned.opens else "s/1")


def test_the_same_link_under_a_like_headline_is_the_same_story() -> None:
    shelf = _shelf("Seoul: North Korea has sent troops to Russia")
    assigned = shelf.assign(
        _item("North Korea has sent its troops to Russia, Seoul says", "http://www.e.org/1?utm_source=x")
    )
    assert (assigned.how, assigned.story_key) == (JoinReason.SAME_LINK, "s/1")


def test_a_page_that_carries_ever_new_news_is_not_one_story() -> None:
    """A live page, or an agency whose items all link to one page."""
    shelf = _shelf("North Korean troops captured near the border")
    assert shelf.assign(_item("Kyiv strikes a depot at night", "https://e.org/1#block-2")).opens


def test_a_revised_item_stays_in_its_story() -> None:
    assigned = _shelf("First headline of the day").assign(_item("Rewritten from top to bottom", item_id=1))
    assert (assigned.how, assigned.story_key) == (JoinReason.SAME_ITEM, "s/1")


def test_joining_tells_whether_the_story_was_told() -> None:
    assert _shelf("Seoul says troops left", told=True).assign(_item("Seoul says troops left")).told
    assert not _shelf("Seoul says troops left").assign(_item("Seoul says troops left")).told


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=8))
def test_an_item_always_finds_itself_again(title: str, others: list[str]) -> None:
    """A second item with the same headline joins the story of the first, if the headline says enough."""
    shelf = _shelf(*others)
    first = shelf.assign(_item(title, item_id=100))
    shelf.add(
        StoryMember(
            storyline_id="s",
            story_key=first.story_key,
            item_id=100,
            title=title,
            url_key="",
            language="",
            told=True,
        )
    )
    second = shelf.assign(_item(title, item_id=101))
    assert second.opens == (len(headline(title)) < 12)
