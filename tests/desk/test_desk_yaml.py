"""Whatever the style of a file: a source comes and goes, and all else stays letter for letter."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.yamladd import with_entries
from bot.desk.yamlremove import without_entry
from bot.model import Feed
from bot.sources import read_feeds
from tests.desk.yamlstyles import texts

NEW = {"id": "new", "url": "https://new.example/rss", "name": "New", "language": "fr"}


def feeds_in(text: str) -> tuple[Feed, ...]:
    return read_feeds(text.removeprefix("\ufeff"), "feeds.yaml")


@settings(max_examples=250, deadline=None)
@given(texts(least=0), st.integers(1, 3))
def test_what_is_added_and_taken_out_again_leaves_no_trace(made: tuple[str, int], more: int) -> None:
    text, count = made
    text = text.removeprefix("\ufeff")
    before = feeds_in(text)
    assert len(before) == count
    entries = [{**NEW, "id": f"new-{n}", "url": f"https://new.example/{n}"} for n in range(more)]
    after = with_entries(text, "feeds", entries)
    assert after is not None
    assert feeds_in(after)[:count] == before
    for number in reversed(range(more)):
        assert len(feeds_in(after)) == count + number + 1
        shorter = without_entry(after, "feeds", count + number)
        assert shorter is not None
        after = shorter
    assert after == text


@settings(max_examples=250, deadline=None)
@given(texts(), st.data())
def test_taking_one_out_leaves_all_others_as_they_were(made: tuple[str, int], data: st.DataObject) -> None:
    text, count = made
    text = text.removeprefix("\ufeff")
    before = feeds_in(text)
    index = data.draw(st.integers(0, count - 1))
    after = without_entry(text, "feeds", index)
    assert after is not None
    assert feeds_in(after) == before[:index] + before[index + 1 :]
    # nothing new is written but the brackets of an empty list
    gone = iter(text)
    assert all(char in gone for char in after.replace(" []", "", int(count == 1)))
