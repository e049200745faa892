"""What every Store promises about what stories are made of; see `bot.ports.Store`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    ALL_STORYLINES,
    Channel,
    ClaimedFigure,
    Decision,
    Figure,
    Item,
    JoinReason,
    Level,
    Origin,
    OriginKind,
    Qualifier,
    Signal,
    Stance,
    StanceClaim,
    StoryState,
    StoryView,
    TrackedItem,
    Traits,
)
from bot.ports import Store
from bot.store import open_store, packed
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    joins,
    make_chat,
    make_draft,
    make_feed,
    make_figure,
    make_match,
    make_new,
    make_parsed,
    make_poll,
    make_revised,
    opens,
    track,
)
from tests.store.test_contract import stored


def but(tracked: TrackedItem, **more: Any) -> TrackedItem:
    """The same with other values in its only match."""
    (match,) = tracked.matches
    return replace(tracked, matches=(replace(match, **more),))


def said(*figures: Figure, **more: Any) -> Traits:
    return Traits(figures=figures, **more)


def view(store: Store, key: str) -> StoryView:
    """The story of that key, by the way of its opener."""
    explained = store.explain(key.split("/")[1])
    assert explained is not None
    found = store.story(explained.matches[0].story.id)
    assert found is not None
    return found


def claims(figures: list[ClaimedFigure]) -> list[tuple[str, str, float | None]]:
    return [(one.figure.of, one.figure.claimant, one.figure.value) for one in figures]


TRAITS = Traits(
    language="ko",
    words=("북한군", "half \ud800", "nul \0"),
    title_words=1,
    concepts=("troops", "north-korea"),
    title_concepts=1,
    names=("kursk",),
    numbers=("12000",),
    figures=(
        make_figure(12000.0, value_max=15000.0, qualifier=Qualifier.RANGE, claimant="nis"),
        make_figure(None, qualifier=Qualifier.SEVERAL, of="wounded", text="수천 명"),
    ),
    stances=(
        StanceClaim(stance=Stance.DENIES, actor="kremlin", text="отрицает", field="title", start=3, end=11),
    ),
    speakers=("nis", "kremlin"),
    origin=Origin(name="Yonhap", kind=OriginKind.CREDIT, text="(서울=연합뉴스)"),
    shingles=(2**63, 0, -1),
)
SIGNALS = (Signal(kind="names", weight=1 / 3, detail="kursk"), Signal(kind="time", weight=-0.5))


# --- what is remembered of an item -----------------------------------------------------------------------


def test_traits_and_signals_come_back_as_they_were(store: Store) -> None:
    (item,) = stored(store, "a")
    tracked = but(opens(item), traits=TRAITS)
    assignment = replace(tracked.matches[0].assignment, signals=SIGNALS)
    track(store, [but(tracked, assignment=assignment)], NOW)
    (member,) = store.story_members(["strike"], NOW)
    assert member.traits == TRAITS
    explained = store.explain(str(item.id))
    assert explained is not None
    assert (explained.matches[0].traits, explained.matches[0].signals) == (TRAITS, SIGNALS)


text = st.text(max_size=6)
figures = st.builds(
    Figure,
    value=st.none() | st.floats(allow_nan=False),
    value_max=st.none() | st.floats(allow_nan=False),
    qualifier=st.sampled_from(Qualifier),
    of=text,
    claimant=text,
    text=text,
    field=text,
    start=st.integers(),
    end=st.integers(),
)
stances = st.builds(
    StanceClaim, stance=st.sampled_from(Stance), actor=text, text=text, field=text, start=st.integers()
)
origins = st.builds(Origin, name=text, kind=st.sampled_from(OriginKind), text=text)
tuples = st.lists(text, max_size=3).map(tuple)
traits = st.builds(
    Traits,
    language=text,
    words=tuples,
    title_words=st.integers(),
    names=tuples,
    figures=st.lists(figures, max_size=2).map(tuple),
    stances=st.lists(stances, max_size=2).map(tuple),
    origin=st.none() | origins,
    shingles=st.lists(st.integers(), max_size=3).map(tuple),
)


@given(traits)
def test_any_traits_come_back_as_they_were(one: Traits) -> None:
    assert packed.traits(packed.traits_json(one)) == one


def test_traits_without_content_take_no_room() -> None:
    assert packed.traits_json(Traits()) == "{}"


def test_a_story_keeps_its_state_origins_and_the_story_that_it_follows(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    track(store, [opens(a)], NOW)
    follows = replace(opens(b).matches[0].assignment, how=JoinReason.FOLLOWS_UP, follows=f"strike/{a.id}")
    track(store, [but(opens(b, decision=Decision.FOLLOW_UP), assignment=follows, origins=("AFP",))], NOW)
    joined = but(
        joins(c, f"strike/{b.id}"), state=StoryState.CORROBORATED, origins=("AFP", "연합뉴스", "TASS")
    )
    track(store, [joined], NOW)
    older, newer = view(store, f"strike/{a.id}"), view(store, f"strike/{b.id}")
    assert (newer.story.state, newer.story.origins) == (
        StoryState.CORROBORATED,
        ("AFP", "연합뉴스", "TASS"),
    )
    assert (newer.story.follows, newer.follows) == (older.story.id, "Headline a")
    assert (older.story.follows, older.follows, older.story.state) == (0, "", StoryState.REPORTED)


def test_outlets_of_an_aggregator_are_told_apart(store: Store) -> None:
    store.save_poll(make_poll(*(make_new(n, source_name=n.upper()) for n in "abc"), make_new("d")))
    a, *others = store.untracked_items(9)
    track(store, [opens(a), *(joins(item, f"strike/{a.id}") for item in others)], NOW)
    (story,) = store.stories(limit=9)
    assert (story.items, story.outlets) == (4, 4)


@pytest.mark.parametrize(
    ("published", "at"),
    [
        (NOW - HOUR, NOW - HOUR),
        (NOW - 2 * DAY, NOW - 2 * DAY),
        (NOW - 3 * DAY, NOW),
        (NOW + MINUTE, NOW),
        (None, NOW),
    ],
)
def test_a_member_is_dated_by_its_publisher_where_the_clock_can_be_believed(
    store: Store, published: datetime | None, at: datetime
) -> None:
    store.save_poll(make_poll(make_new("a", published_at=published)))
    (item,) = store.untracked_items(9)
    track(store, [opens(item)], NOW)
    (member,) = store.story_members(["strike"], NOW)
    assert member.at == at


# --- members that are new --------------------------------------------------------------------------------


def test_who_remembers_the_last_member_reads_only_what_came_since(store: Store) -> None:
    a, b, c, d = stored(store, "a", "b", "c", "d")
    track(store, [opens(a), opens(b, "port")], NOW)
    seen = store.story_members(["strike", "port"], NOW)
    track(store, [joins(c, f"strike/{a.id}"), joins(d, f"port/{b.id}")], NOW + HOUR)
    last = max(member.match_id for member in seen)
    new = store.story_members(["strike", "port"], NOW, after=last)
    assert seen + new == store.story_members(["strike", "port"], NOW)
    assert [member.item_id for member in new] == [c.id, d.id]
    assert [m.item_id for m in store.story_members(["port"], NOW, after=last)] == [d.id]
    assert store.story_members(["strike", "port"], NOW, after=new[-1].match_id) == []


def test_new_members_are_of_recent_stories_or_of_those_that_hold_an_item_asked_for(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    track(store, [opens(a), opens(b), joins(c, f"strike/{a.id}")], NOW)
    (first, *_) = store.story_members(["strike"], NOW)
    assert store.story_members(["strike"], NOW + HOUR, after=first.match_id) == []
    found = store.story_members(["strike"], NOW + HOUR, [a.id], after=first.match_id)
    assert [member.item_id for member in found] == [c.id]


def test_a_member_says_when_its_story_was_last_told(store: Store) -> None:
    a, b = stored(store, "a", "b")
    track(store, [opens(a)], NOW)
    told = but(joins(b, f"strike/{a.id}"), alert=make_draft("more", Decision.CONFIRMED))
    track(store, [told], NOW + HOUR)
    assert [(m.told, m.told_at) for m in store.story_members(["strike"], NOW)] == [(True, NOW + HOUR)] * 2


# --- figures ---------------------------------------------------------------------------------------------


def test_the_ledger_has_the_newest_figures_in_order_of_time_with_their_sources(store: Store) -> None:
    parsed = [make_new(n, published_at=NOW - HOUR * hours) for n, hours in (("c", 3), ("b", 2), ("a", 1))]
    store.save_poll(make_poll(*parsed))
    c, b, a = store.untracked_items(9)
    origin = Origin(name="Yonhap", kind=OriginKind.CREDIT)
    several = make_figure(None, qualifier=Qualifier.SEVERAL)
    ranged = make_figure(1.0, value_max=2.0, qualifier=Qualifier.RANGE, claimant="nis")
    track(
        store,
        [
            but(opens(a), traits=said(ranged, several, origin=origin, language="ko")),
            but(opens(b), traits=said(make_figure(3.0))),
            but(opens(c), traits=said(make_figure(4.0))),
        ],
        NOW,
    )
    found = store.ledger("strike", 3)
    assert [one.figure for one in found] == [make_figure(3.0), ranged, several]
    last = found[-1]
    assert (last.storyline_id, last.item_id, last.url) == ("strike", a.id, a.url)
    assert (last.publisher, last.source, last.origin) == ("Coast", "The Coast Gazette", "Yonhap")
    assert (last.language, last.at) == ("ko", NOW - HOUR)
    assert store.ledger("port", 9) == []


def test_records_are_the_highest_of_each_unit_and_the_last_word_of_each_claimant(store: Store) -> None:
    words = [
        (5, make_figure(900.0, claimant="nis")),
        (4, make_figure(3000.0, claimant="nis")),
        (3, make_figure(500.0, value_max=9000.0, claimant="cia")),
        (2, make_figure(2500.0, claimant="nis")),
        (2, make_figure(None, qualifier=Qualifier.SEVERAL, claimant="tass")),
        (1, make_figure(100.0, claimant="cia")),
        (1, make_figure(7.0, of="killed")),
    ]
    names = [str(number) for number in range(len(words))]
    new = [make_new(n, published_at=NOW - HOUR * hours) for n, (hours, _) in zip(names, words, strict=True)]
    store.save_poll(make_poll(*new))
    items = store.untracked_items(99)
    track(
        store,
        [but(opens(item), traits=said(figure)) for item, (_, figure) in zip(items, words, strict=True)],
        NOW,
    )
    assert claims(store.figure_records(["strike"])) == [
        ("troops", "cia", 500.0),
        ("troops", "nis", 2500.0),
        ("troops", "tass", None),
        ("troops", "cia", 100.0),
        ("killed", "", 7.0),
    ]
    assert store.figure_records([]) == []
    assert store.figure_records(["port", "strike", "strike"]) == store.figure_records({"strike"})


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["strike", "port"]),
            st.sampled_from(["troops", "killed", "a"]),
            st.sampled_from(["", "nis", "cia"]),
            st.none() | st.integers(0, 5).map(float),
        ),
        max_size=12,
    )
)
def test_records_are_what_a_look_at_all_figures_gives(
    said_by: list[tuple[str, str, str, float | None]],
) -> None:
    store = open_store("sqlite:///:memory:")
    store.sync_feeds([make_feed()], NOW)
    items = stored(store, *map(str, range(len(said_by))))
    for item, (storyline, unit, claimant, value) in zip(items, said_by, strict=True):
        figure = make_figure(value, of=unit, claimant=claimant)
        track(store, [but(opens(item, storyline), traits=said(figure))], NOW)
    everything = store.ledger("strike", 99)
    last = {(one.figure.of, one.figure.claimant): one for one in everything}
    highest: dict[str, ClaimedFigure] = {}
    for one in everything:
        before = highest.get(one.figure.of)
        if one.figure.value is not None and (before is None or one.figure.value > (before.figure.value or 0)):
            highest[one.figure.of] = one
    wanted = {one.item_id for one in (*last.values(), *highest.values())}
    assert {one.item_id for one in store.figure_records(["strike"])} == wanted
    store.close()


def test_a_revision_replaces_traits_and_figures_and_keeps_the_decision(store: Store) -> None:
    (item,) = stored(store, "a")
    track(store, [but(opens(item), traits=said(make_figure(5.0), make_figure(6.0)))], NOW)
    store.save_poll(make_poll(at=NOW + HOUR, revised=(make_revised(item.id, make_parsed("a", title="B")),)))
    (new,) = store.untracked_items(9)
    again = joins(new, f"strike/{item.id}", JoinReason.SAME_ITEM)
    track(store, [but(again, traits=said(make_figure(7.0)), state=StoryState.DENIED)], NOW + HOUR)
    assert [one.figure.value for one in store.ledger("strike", 9)] == [7.0]
    found = view(store, f"strike/{item.id}")
    assert (found.story.state, found.story.updated_at) == (StoryState.DENIED, NOW)
    (only,) = found.items
    assert (only.item.title, only.joined, only.decision) == ("B", JoinReason.OPENED, Decision.NEW_STORY)
    assert only.traits.figures == (make_figure(7.0),)


def test_a_revision_that_alerts_is_told_with_its_decision(store: Store) -> None:
    (item,) = stored(store, "a")
    track(store, [opens(item)], NOW)
    again = but(
        joins(item, f"strike/{item.id}", JoinReason.SAME_ITEM),
        decision=Decision.CORRECTED,
        alert=make_draft("corrected", Decision.CORRECTED, detail="5, not 6"),
    )
    assert track(store, [again], NOW + HOUR) == 1
    assert track(store, [again], NOW + HOUR) == 0
    explained = store.explain(str(item.id))
    assert explained is not None
    (match,) = explained.matches
    assert match.decision is Decision.CORRECTED
    assert match.alert is not None
    assert (match.alert.reason, match.alert.detail) == (Decision.CORRECTED, "5, not 6")


# --- views -----------------------------------------------------------------------------------------------


def test_a_view_has_all_items_in_order_of_arrival(store: Store) -> None:
    (a,) = stored(store, "a")
    (b,) = stored(store, "b", feed_id="harbour")
    joined = joins(b, f"strike/{a.id}", JoinReason.SAME_EVENT, similarity=0.4)
    traits = said(make_figure(), language="fr")
    assignment = replace(joined.matches[0].assignment, signals=SIGNALS)
    track(store, [opens(a)], NOW)
    track(store, [but(joined, assignment=assignment, traits=traits)], NOW + HOUR)
    found = view(store, f"strike/{a.id}")
    first, second = found.items
    assert (first.item, first.decision, first.matched_at) == (a, Decision.NEW_STORY, NOW)
    assert (second.item, second.feed_name, second.publisher) == (b, "The Harbour Gazette", "Harbour")
    assert (second.match, second.joined, second.similarity) == (make_match(), JoinReason.SAME_EVENT, 0.4)
    assert (second.signals, second.traits, second.matched_at) == (SIGNALS, traits, NOW + HOUR)
    assert (found.languages, found.story.outlets) == (("en", "fr"), 2)
    assert [one.figure for one in found.figures] == [make_figure()]
    assert store.story(found.story.id + 1) is None


def test_the_view_of_a_message_is_bounded_and_knows_first_newest_origins_and_languages(store: Store) -> None:
    chat = store.save_chat(make_chat())
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    items = stored(store, *map(str, range(200)))
    first, *others = items

    def traits(number: int) -> Traits:
        origin = Origin(name=f"origin {number // 10 % 12}", kind=OriginKind.CREDIT)
        claimed = make_figure(float(number), claimant=f"c{number % 60}")
        return said(claimed, origin=origin, language=("fr", "en", "ko")[number // 60 % 3])

    track(
        store,
        [
            but(opens(first), traits=traits(0)),
            *(
                but(joins(item, f"strike/{first.id}"), traits=traits(number))
                for number, item in enumerate(others, 1)
            ),
        ],
        NOW,
    )
    (claimed,) = store.claim_deliveries(NOW, 9, [Channel.TELEGRAM])
    shown = [items.index(each.item) for each in claimed.story.items]
    assert len(shown) <= 40
    assert shown == sorted({0, *range(10, 120, 10), 60, 120, *range(190, 200)})
    assert (claimed.story.story.items, claimed.story.languages) == (200, ("fr", "en", "ko"))
    assert len(claimed.story.figures) == 40
    assert {one.figure.value for one in claimed.story.figures} == {float(n) for n in range(160, 200)}


def test_the_view_of_a_message_has_what_a_claimant_said_before_the_last_word(store: Store) -> None:
    """So that a message can name the number that a new one replaces, and both numbers of one item."""
    chat = store.save_chat(make_chat())
    store.subscribe(chat.id, ALL_STORYLINES, NOW)
    first, second = stored(store, "a", "b")
    values = {1_500.0: first, 3_000.0: second, 12_000.0: second}

    def traits(item: Item) -> Traits:
        return said(*(make_figure(value, claimant="nis") for value, of in values.items() if of is item))

    told = [but(opens(first), traits=traits(first))]
    joined = but(joins(second, f"strike/{first.id}"), traits=traits(second))
    track(store, [*told, joined], NOW)
    (claimed,) = store.claim_deliveries(NOW, 9, [Channel.TELEGRAM])
    assert {(one.item_id, one.figure.value) for one in claimed.story.figures} == {
        (item.id, value) for value, item in values.items()
    }


# --- alerts and sleep ------------------------------------------------------------------------------------


def test_alerts_keep_level_and_detail_and_recent_ones_come_oldest_first(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    track(store, [opens(a)], NOW)
    quiet = make_draft("more", Decision.NEW_MAXIMUM, level=Level.QUIET, detail="up to 12,000")
    track(store, [but(joins(b, f"strike/{a.id}"), alert=quiet), opens(c, "port")], NOW + HOUR)
    found = store.recent_alerts(["strike", "port"], NOW)
    assert [(alert.reason, alert.level, alert.detail) for alert in found] == [
        (Decision.NEW_STORY, Level.LOUD, ""),
        (Decision.NEW_MAXIMUM, Level.QUIET, "up to 12,000"),
        (Decision.NEW_STORY, Level.LOUD, ""),
    ]
    assert [alert.item_id for alert in store.recent_alerts(["strike"], NOW + HOUR)] == [b.id]
    assert store.recent_alerts([], NOW) == []


def test_recent_titles_come_newest_first(store: Store) -> None:
    stored(store, "a", "b", "c")
    assert store.recent_titles(2) == [("en", "Headline c"), ("en", "Headline b")]


def test_silent_stories_sleep_until_an_item_joins_them(store: Store) -> None:
    a, b, c, d = stored(store, "a", "b", "c", "d")
    track(store, [opens(a), opens(c, "port")], NOW)
    track(store, [opens(b)], NOW + HOUR)
    assert store.sleep_stories("strike", NOW + HOUR) == 1
    assert store.sleep_stories("strike", NOW + HOUR) == 0
    states = {story.key: story.state for story in store.stories(limit=9)}
    assert states == {
        f"strike/{a.id}": StoryState.DORMANT,
        f"strike/{b.id}": StoryState.REPORTED,
        f"port/{c.id}": StoryState.REPORTED,
    }
    assert [m.state for m in store.story_members(["strike"], NOW)] == [
        StoryState.DORMANT,
        StoryState.REPORTED,
    ]
    track(store, [but(joins(d, f"strike/{a.id}"), state=StoryState.DEVELOPING)], NOW + DAY)
    assert view(store, f"strike/{a.id}").story.state is StoryState.DEVELOPING
