"""What an item changes in its story: who tells it, what is said of it, and what mergers make of two stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import (
    AlertPolicy,
    Figure,
    Item,
    JoinReason,
    Match,
    Stance,
    StanceClaim,
    Storyline,
    StoryMember,
    StoryState,
)
from bot.stories.board import HEADLINES, Board, Placement
from bot.stories.traits import traits_of

AT = datetime(2024, 10, 18, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
FERRY = "Ferry aground off Brittany"
WINCHED = "Passengers winched to safety at night"
BOTH = ("Passengers of ferry aground off Brittany winched to safety", "c")
SURE = ("Ferry aground: all passengers winched to safety off Brittany", "d")


class Desk:
    """A board to which items come one after the other, an hour apart."""

    def __init__(self, **policy: object) -> None:
        self.storyline = Storyline(
            id="sea",
            title={"en": "Sea"},
            figures=("missing",),
            alerts=AlertPolicy(**policy),  # type: ignore[arg-type]
        )
        self.board = Board(self.storyline)
        self.number = 0
        self.stored: list[StoryMember] = []

    def give(
        self,
        title: str,
        publisher: str = "p",
        *stances: StanceClaim,
        missing: float | None = None,
        number: int = 0,
        **more: object,
    ) -> Placement:
        self.number += 1
        number = number or self.number
        values: dict[str, object] = {
            "summary": "",
            "language": "en",
            "first_seen_at": AT + self.number * HOUR,
        }
        item = Item(id=number, feed_id=publisher, uid=str(number), url="", title=title, **(values | more))  # type: ignore[arg-type]
        said = [_missing(missing, title)] if missing else []
        traits = traits_of(item, (), figures=said, stances=stances)
        placed = self.board.place(item, Match(storyline_id="sea", score=1.0, evidence=()), traits, publisher)
        self.stored.append(
            StoryMember(
                storyline_id="sea",
                story_key=placed.change.story_key,
                item_id=number,
                title=title,
                url_key="",
                language="en",
                told=False,
                publisher=publisher,
                at=item.dated_at,
                traits=placed.traits,
                state=placed.change.after,
            )
        )
        return placed

    def two_stories(self) -> tuple[str, str]:
        """Storms, so that words weigh, and two stories that are one."""
        for number in range(8):
            self.give(f"Storm number {number} hits village{number}")
        return self.give(FERRY).change.story_key, self.give(WINCHED, "b").change.story_key

    def merge(self) -> Placement:
        self.give(*BOTH)
        merged = self.give(*SURE)
        assert self.board.story_of("sea/9") == self.board.story_of("sea/10") == merged.change.story_key
        return merged


def _missing(value: float, title: str) -> Figure:
    return Figure(value=value, of="missing", text=title, field="title", start=0, end=len(title))


def _says(stance: Stance, actor: str) -> StanceClaim:
    return StanceClaim(stance=stance, actor=actor, text="", field="title", start=0, end=0)


def test_an_item_opens_a_story_and_another_outlet_changes_what_is_shown() -> None:
    desk = Desk()
    first = desk.give(FERRY)
    assert (first.change.story_key, first.change.after, first.change.origins) == (
        "sea/1",
        StoryState.REPORTED,
        1,
    )
    second = desk.give(FERRY, "q").change
    assert (second.story_key, second.before, second.after) == (
        "sea/1",
        StoryState.REPORTED,
        StoryState.DEVELOPING,
    )
    assert (second.origins, second.shows_more) == (2, True)
    assert not desk.give(FERRY, "q").change.shows_more


def test_a_revision_shows_more_and_is_no_second_headline() -> None:
    desk = Desk()
    desk.give(FERRY)
    placed = desk.give("Wholly rewritten", number=1, revision=1)
    assert (placed.assignment.how, placed.change.shows_more) == (JoinReason.SAME_ITEM, True)
    assert len(desk.board.recent(AT)) == 1


def test_a_maximum_is_one_only_against_what_was_said_before() -> None:
    desk = Desk()
    assert desk.give(FERRY, missing=12).change.maximum is None
    higher = desk.give(FERRY, "q", missing=40).change.maximum
    assert higher
    assert higher.value == 40
    assert desk.give(FERRY, "r", missing=40).change.maximum is None


def test_what_was_told_is_known_under_all_keys_of_the_story() -> None:
    desk = Desk()
    one, other = desk.two_stories()
    desk.board.tell(other, AT)
    assert desk.merge().change.told_at == AT
    later = AT + 40 * HOUR
    desk.board.tell(one, later)
    assert desk.give(FERRY, "e").change.told_at == later


def test_a_merger_keeps_outlets_sides_and_the_last_time_of_both() -> None:
    desk = Desk()
    one, other = desk.two_stories()
    desk.give(FERRY, "f", _says(Stance.CONFIRMS, "coast-guard"))
    desk.give(WINCHED, "g", _says(Stance.DENIES, "owner"))
    desk.board.tell(one, AT + HOUR)
    desk.board.tell(other, AT + 2 * HOUR)
    merged = desk.merge().change
    assert merged.after is StoryState.DISPUTED
    assert merged.told_at == AT + 2 * HOUR
    assert merged.origins == 6


def test_a_confirmation_that_the_merged_story_was_told_of_is_no_news() -> None:
    desk = Desk()
    _, other = desk.two_stories()
    desk.give(WINCHED, "g", _says(Stance.CONFIRMS, "coast-guard"))
    desk.board.tell(other, AT + HOUR)
    desk.merge()
    again = desk.give(FERRY, "h", _says(Stance.CONFIRMS, "coast-guard")).change
    assert (again.before, again.after) == (StoryState.CONFIRMED, StoryState.CONFIRMED)


@pytest.mark.parametrize("baseline", [True, False])
def test_what_nobody_was_told_stays_news(baseline: bool) -> None:
    """A denial that was reached in silence, by an old item or in passing, is one when somebody tells it."""
    desk = Desk()
    key = desk.give(FERRY).change.story_key
    desk.board.tell(key, AT)
    silent = desk.give(FERRY, "q", _says(Stance.DENIES, "owner"), baseline=baseline).change
    assert silent.after is StoryState.DENIED
    assert silent.shows_more
    loud = desk.give(FERRY, "r", _says(Stance.DENIES, "owner")).change
    assert (loud.before, loud.after) == (StoryState.REPORTED, StoryState.DENIED)
    desk.board.tell(key, AT + HOUR)
    assert desk.give(FERRY, "s", _says(Stance.DENIES, "owner")).change.before is StoryState.DENIED


def test_a_board_read_back_from_what_is_stored_goes_on_alike() -> None:
    desk = Desk()
    desk.two_stories()
    desk.merge()
    again = Desk()
    again.number = desk.number
    for member in desk.stored:
        again.board.add(replace(member, story_key=desk.board.story_of(member.story_key)))
        again.board.add(member)  # a second time, or under a key that was merged: nothing happens
    for title, publisher in ((FERRY, "x"), ("Storm number 3 hits village3 again", "y")):
        one, other = desk.give(title, publisher), again.give(title, publisher)
        assert one.assignment.how == other.assignment.how
        assert one.change.story_key == other.change.story_key
        assert set(one.origins) == set(other.origins)
        assert one.change.shows_more == other.change.shows_more


def test_what_is_forgotten_leaves_nothing_behind() -> None:
    desk = Desk()
    desk.two_stories()
    desk.merge()
    board = desk.board
    board.forget(AT + 1000 * HOUR)
    assert not board._facts
    assert not len(board._shelf)
    register = board._shelf._register
    assert not any((register._items, register._links, register._titles, register._moved, register._names))
    assert not board._shelf._weights.in_stories
    assert desk.give(FERRY, "z").assignment.how is JoinReason.OPENED


def test_the_last_headlines_are_kept_and_no_more() -> None:
    desk = Desk()
    for number in range(HEADLINES + 20):
        desk.give(f"Ship{number} leaves port{number}")
    recent = desk.board.recent(AT)
    assert len(recent) == HEADLINES
    assert recent[0].title == f"Ship{HEADLINES + 19} leaves port{HEADLINES + 19}"
    assert len(desk.board.recent(AT + desk.number * HOUR)) == 1
