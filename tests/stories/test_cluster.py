"""Which items are one story, which are surely not, and what happens as stories grow, meet and sleep."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Assignment, Evidence, Item, JoinReason, StoryMember, Traits
from bot.stories.cluster import FORGOTTEN, Shelf
from bot.stories.rarity import Rarity
from bot.stories.traits import traits_of
from bot.text import canonical_url

NOW = datetime(2024, 10, 18, tzinfo=UTC)


STREAM = Rarity(
    ("en", f"{one} of {other}") for one in "abcdefghij" for other in "valley river village council".split()
)
"""Other news, so that words of the tests are rare."""


class Desk:
    """A shelf to which items are given one after the other."""

    def __init__(self, sleep: timedelta = timedelta(days=3)) -> None:
        self.shelf = Shelf("s", sleep=sleep, rarity=STREAM)
        self.number = 0
        self.given: list[tuple[str, Assignment]] = []

    def give(
        self,
        title: str,
        summary: str = "",
        *,
        language: str = "en",
        concepts: str = "",
        at: datetime = NOW,
        url: str = "",
        publisher: str = "",
        number: int = 0,
    ) -> Assignment:
        """Assign an item and put it on the shelf; concepts are those that its title names."""
        self.number += 1
        item = Item(
            id=number or self.number,
            feed_id="f",
            uid=str(self.number),
            url=url,
            title=title,
            summary=summary,
            language=language,
            first_seen_at=at,
            published_at=at,
        )
        traits = traits_of(item, [_mention(name) for name in concepts.split()])
        assignment = self.shelf.assign(item, traits, publisher)
        self.shelf.add(_member(item, assignment, traits, publisher))
        for key in assignment.merges:
            self.shelf.merge(assignment.story_key, key)
        self.given.append((str(item.id), assignment))
        return assignment

    def stories(self) -> int:
        """How many stories there are now."""
        return len({self.shelf.story_of(assignment.story_key) for _, assignment in self.given})


def _mention(concept: str) -> Evidence:
    return Evidence(concept=concept, term=concept, text=concept, field="title", start=0, end=1)


def _member(item: Item, assignment: Assignment, traits: Traits, publisher: str = "") -> StoryMember:
    return StoryMember(
        storyline_id="s",
        story_key=assignment.story_key,
        item_id=item.id,
        title=item.title,
        url_key=canonical_url(item.url),
        language=item.language,
        told=False,
        publisher=publisher,
        at=item.dated_at,
        traits=traits,
    )


@pytest.mark.parametrize(
    ("stored", "title", "how"),
    [
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
        (
            "Dockers strike closes the harbour of Rotterdam",
            "Harbour of Rotterdam closed as dockers go on strike",
            JoinReason.SAME_EVENT,
        ),
        # another number is news of the same event
        (
            "Seoul says 1,500 troops left for Vladivostok",
            "Seoul says 3,000 troops left for Vladivostok",
            JoinReason.SAME_EVENT,
        ),
        # too little is said to compare
        ("속보", "생중계", JoinReason.OPENED),
        ("Seoul says troops left for Vladivostok", "Kyiv shows two captured men", JoinReason.OPENED),
        ("", "", JoinReason.OPENED),
    ],
)
def test_headlines_join_when_they_say_the_same(stored: str, title: str, how: JoinReason) -> None:
    desk = Desk()
    desk.give(stored)
    found = desk.give(title)
    assert found.how is how
    assert found.opens == (how is JoinReason.OPENED)
    assert found.story_key == ("s/2" if found.opens else "s/1")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "La grève des dockers ferme le port"),
        ("ru", "Забастовка докеров закрыла порт"),
        ("ko", "항만 노동자 파업으로 항구 폐쇄"),
        ("ar", "إضراب عمال الميناء يغلق المرفأ"),
    ],
)
def test_an_event_is_one_story_across_languages_by_what_is_the_same_in_all(language: str, title: str) -> None:
    desk = Desk()
    desk.give("Dockers strike closes the harbour", concepts="harbour strike-labour closure")
    for number in range(4):
        desk.give(f"Storm number {number} hits village", concepts=f"storm village harbour place-{number}")
    found = desk.give(title, language=language, concepts="harbour strike-labour closure")
    assert (found.how, found.story_key) == (JoinReason.SAME_EVENT, "s/1")
    assert [signal.kind for signal in found.signals] == ["concepts"]
    assert "strike-labour" in found.signals[0].detail


def test_names_meet_in_all_alphabets() -> None:
    desk = Desk()
    desk.give("Zelensky visits Rotterdam")
    for number in range(4):
        desk.give(f"Storm number {number} hits village")
    for language, title in (
        ("uk", "Зеленський відвідав Роттердам"),
        ("ja", "ゼレンスキー氏 ロッテルダム訪問"),
    ):
        found = desk.give(title, language=language)
        assert found.story_key == "s/1", title
        assert "names" in {signal.kind for signal in found.signals}


def test_the_evidence_adds_up_to_the_likeness() -> None:
    desk = Desk()
    desk.give("Dockers strike closes the harbour of Rotterdam", at=NOW)
    found = desk.give("Harbour of Rotterdam closed by dockers strike", at=NOW + timedelta(hours=9))
    assert sum(signal.weight for signal in found.signals) == pytest.approx(found.similarity)
    assert {signal.kind: signal.weight < 0 for signal in found.signals} == {"words": False, "time": True}


def test_the_same_link_under_a_like_headline_is_the_same_story() -> None:
    desk = Desk()
    desk.give("Seoul: North Korea has sent troops to Russia", url="https://e.org/1")
    found = desk.give(
        "North Korea has sent its troops to Russia, Seoul says", url="http://www.e.org/1?utm_source=x"
    )
    assert (found.how, found.story_key) == (JoinReason.SAME_LINK, "s/1")


def test_a_page_that_carries_ever_new_news_is_not_one_story() -> None:
    """A live page, or an agency whose items all link to one page."""
    desk = Desk()
    desk.give("North Korean troops captured near the border", url="https://e.org/1")
    assert desk.give("Kyiv strikes a depot at night", url="https://e.org/1#block-2").opens


def test_a_revised_item_stays_in_its_story() -> None:
    desk = Desk()
    desk.give("First headline of the day")
    found = desk.give("Rewritten from top to bottom", number=1)
    assert (found.how, found.story_key) == (JoinReason.SAME_ITEM, "s/1")


def test_a_rubric_of_every_day_is_not_one_story() -> None:
    """An outlet's daily headline with new content: no runaway story."""
    desk = Desk()
    contents = [
        "strike in the harbour",
        "snow closes pass",
        "minister resigns",
        "vaccine approved",
        "bridge opens",
    ]
    keys = {
        desk.give(
            "Morning briefing from our desk", content, at=NOW + timedelta(days=day), publisher="p"
        ).story_key
        for day, content in enumerate(contents)
    }
    assert len(keys) == len(contents)


def test_another_outlet_with_the_same_headline_the_next_day_is_the_same_story() -> None:
    desk = Desk()
    desk.give("Dockers strike closes the harbour", at=NOW, publisher="p")
    found = desk.give("Dockers strike closes the harbour", at=NOW + timedelta(hours=20), publisher="q")
    assert found.how is JoinReason.SAME_TITLE


def test_a_round_up_does_not_make_one_story_of_what_it_lists() -> None:
    desk = Desk()
    for title in (
        "Dockers strike closes Rotterdam harbour",
        "Avalanche buries Tyrol hotel",
        "Senate rejects budget",
    ):
        desk.give(title)
        desk.give(f"{title}, officials say")
    desk.give("The day: dockers strike in Rotterdam, avalanche in Tyrol, senate rejects budget")
    assert desk.stories() in (3, 4)


def test_stories_that_turn_out_to_be_one_are_merged() -> None:
    desk = Desk()
    for number in range(8):
        desk.give(f"Storm number {number} hits village", concepts=f"storm place-{number}")
    before = desk.stories()
    desk.give("Ferry aground off Brittany")
    desk.give("Passengers winched to safety at night")
    assert desk.stories() == before + 2
    desk.give("Passengers of ferry aground off Brittany winched to safety")
    merged = desk.give("Ferry aground: all passengers winched to safety off Brittany")
    assert desk.stories() == before + 1
    assert len(desk.shelf) == before + 1
    assert desk.shelf.story_of("s/9") == desk.shelf.story_of("s/10") == merged.story_key


def test_time_parts_what_words_would_join() -> None:
    desk = Desk()
    desk.give("Dockers strike closes the harbour of Rotterdam")
    near = [desk.shelf.assign(*_read("Rotterdam: dockers vote on pay", hours)) for hours in (0, 24, 70)]
    assert [found.opens for found in near] == [False, False, True]
    assert near[0].similarity > near[1].similarity


def test_a_story_that_slept_is_followed_up() -> None:
    desk = Desk(sleep=timedelta(days=3))
    desk.give("Dockers strike closes the harbour of Rotterdam")
    found = desk.give("Dockers strike closes the harbour of Rotterdam again", at=NOW + timedelta(days=9))
    assert (found.how, found.opens, found.follows) == (JoinReason.FOLLOWS_UP, True, "s/1")
    assert found.similarity > 0.5


def test_what_was_silent_for_long_is_forgotten() -> None:
    desk = Desk()
    desk.give("Dockers strike closes the harbour of Rotterdam", url="https://e.org/1")
    assert desk.shelf.forget(NOW + FORGOTTEN) == ["s/1"]
    found = desk.give(
        "Dockers strike closes the harbour of Rotterdam", url="https://e.org/1", at=NOW + FORGOTTEN
    )
    assert (found.how, found.follows) == (JoinReason.OPENED, "")
    assert desk.shelf.forget(NOW) == []


def test_an_archive_or_a_wrong_clock_counts_as_of_when_it_was_seen() -> None:
    """An outlet that republishes its archive does not open stories in the past."""
    desk = Desk()
    desk.give("Dockers strike closes the harbour of Rotterdam")
    item = Item(
        id=99,
        feed_id="f",
        uid="99",
        url="",
        title="Harbour of Rotterdam closed by dockers on strike",
        summary="",
        language="en",
        first_seen_at=NOW + timedelta(minutes=1),
        published_at=datetime(1999, 1, 1, tzinfo=UTC),
    )
    assert desk.shelf.assign(item, traits_of(item, ())).story_key == "s/1"


def test_a_story_of_thousands_of_items_stays_small() -> None:
    desk = Desk()
    for number in range(3_000):
        desk.give(f"Dockers strike closes harbour of Rotterdam word{number} extra{number}")
    assert desk.stories() == 1
    (story,) = desk.shelf._stories.values()
    assert len(story.recent) <= 8
    assert sum(len(part.bag) for part in story.profile.parts()) <= 800


titles = st.lists(
    st.sampled_from(
        "dockers strike harbour storm village senate budget ferry rescue rotterdam tyrol".split()
    ),
    min_size=2,
    max_size=6,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(titles, st.integers(0, 100)), max_size=25))
def test_the_same_items_give_the_same_stories(items: list[tuple[str, int]]) -> None:
    def run() -> list[str]:
        desk = Desk()
        for title, hours in items:
            desk.give(title, at=NOW + timedelta(hours=hours))
        return [desk.shelf.story_of(found.story_key) for _, found in desk.given]

    assert run() == run()


@settings(max_examples=60, deadline=None)
@given(st.lists(titles, max_size=25))
def test_a_shelf_read_back_from_its_members_answers_alike(items: list[str]) -> None:
    """Mergers included: what was moved comes back with the story that holds it."""
    desk = Desk()
    members = []
    for number, title in enumerate(items, 1):
        found = desk.give(title)
        item = _item(title, number)
        members.append(_member(item, found, traits_of(item, ())))
    moved = [replace(one, story_key=desk.shelf.story_of(one.story_key)) for one in members]
    again = Shelf("s", moved, rarity=STREAM)
    assert len(again) == len(desk.shelf)
    for title in items:
        item = _item(title, 1_000)
        one, other = (shelf.assign(item, traits_of(item, ())) for shelf in (desk.shelf, again))
        assert (one.opens, one.how) == (other.opens, other.how)


def _read(title: str, hours: float) -> tuple[Item, Traits]:
    at = NOW + timedelta(hours=hours)
    item = replace(_item(title, 1_000), first_seen_at=at, published_at=at)
    return item, traits_of(item, ())


def _item(title: str, number: int) -> Item:
    return Item(
        id=number,
        feed_id="f",
        uid=str(number),
        url="",
        title=title,
        summary="",
        language="en",
        first_seen_at=NOW,
        published_at=NOW,
    )


SHUFFLED = 3
"""Stories by which another order of arrival within a minute may change their number, of at most 25 items."""


@settings(max_examples=60, deadline=None)
@given(st.lists(titles, max_size=25), st.randoms(use_true_random=False))
def test_the_order_within_a_minute_hardly_changes_the_number_of_stories(
    items: list[str], random: object
) -> None:
    def run(order: list[str]) -> int:
        desk = Desk()
        for title in order:
            desk.give(title)
        return desk.stories()

    shuffled = sorted(items, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert abs(run(items) - run(shuffled)) <= SHUFFLED


@settings(deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=8))
def test_any_text_is_taken_and_an_item_finds_itself_again(title: str, others: list[str]) -> None:
    desk = Desk()
    for other in others:
        desk.give(other)
    first = desk.give(title)
    again = desk.give(title)
    if len(" ".join(title.split())) >= 30 and title.isalpha() and title.isascii():
        assert again.story_key == first.story_key
