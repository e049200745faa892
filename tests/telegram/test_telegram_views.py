"""What the bot shows, whatever it is given: within Telegram's limits, with whole markup, in both languages."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fit import cut_middle, head, shorten
from bot.model import (
    ALL_STORYLINES,
    FeedHealth,
    FeedState,
    StoreInfo,
    Storyline,
    StorylineActivity,
)
from bot.telegram import views, words
from bot.telegram.buttons import Act, Press, key_of, pack, storyline_of, unpack
from bot.telegram.following import Change, find
from tests.telegram import oracles

NOW = datetime(2024, 10, 18, 12, tzinfo=UTC)

LANGUAGES = st.sampled_from(words.LANGUAGES)
TITLES = st.text(min_size=0, max_size=200) | st.sampled_from(
    ["</b>", "&lt;", "😀" * 300, "\u202eabc", "\u0645" * 99]
)
STORYLINES = st.lists(
    st.builds(
        Storyline,
        id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=300).filter(lambda id_: id_ != "*"),
        title=st.dictionaries(LANGUAGES, TITLES, max_size=2),
        slots=st.just(()),
    ),
    max_size=35,
    unique_by=lambda storyline: storyline.id,
)


@settings(max_examples=150, deadline=None)
@given(STORYLINES, st.data(), LANGUAGES, st.integers(0, 99), st.booleans())
def test_every_list_is_within_the_limits_and_well_formed(
    storylines: list[Storyline], data: st.DataObject, language: str, page: int, greets: bool
) -> None:
    ids = [storyline.id for storyline in storylines]
    followed = data.draw(st.sets(st.sampled_from([*ids, ALL_STORYLINES, "gone & <gone>"])))
    view = views.list_view(storylines, followed, language, page=page, greets=greets)
    assert oracles.judge_html(view.html) == []
    rows = [[{"text": button.label, "callback_data": button.data} for button in row] for row in view.rows]
    assert oracles.judge_keyboard({"inline_keyboard": rows}) == []
    presses = [unpack(button.data) for row in view.rows for button in row]
    assert all(press is not None and press.greets is greets for press in presses)


@given(STORYLINES)
def test_turning_all_pages_shows_every_storyline_once(storylines: list[Storyline]) -> None:
    seen: list[str | None] = []
    for page in range(max(1, -(-len(storylines) // views.PAGE_SIZE))):
        view = views.list_view(storylines, frozenset(), "en", page=page)
        presses = [unpack(button.data) for row in view.rows for button in row]
        wanted = [p.key for p in presses if p and p.act is Act.FOLLOW and p.key != key_of(ALL_STORYLINES)]
        seen += [storyline_of(key, [s.id for s in storylines]) for key in wanted]
    assert seen == [storyline.id for storyline in storylines]


@given(st.builds(Press, act=st.just(Act.PAGE), page=st.integers(0, 9999), greets=st.booleans()))
def test_a_page_button_survives_the_journey(press: Press) -> None:
    assert unpack(pack(press)) == press


@given(st.sampled_from([Act.FOLLOW, Act.DROP]), st.text(max_size=300), st.integers(0, 9999), st.booleans())
def test_a_storyline_button_survives_the_journey_and_fits(
    act: Act, name: str, page: int, greets: bool
) -> None:
    name = name.encode("utf-8", "replace").decode()
    press = Press(act=act, key=key_of(name), page=page, greets=greets)
    assert unpack(pack(press)) == press
    assert len(pack(press).encode()) <= oracles.CALLBACK_BYTES
    assert storyline_of(press.key, ["other", name]) == name


@given(st.text())
def test_any_other_data_is_no_button(data: str) -> None:
    press = unpack(data)
    assert press is None or pack(press) == data


def test_a_storyline_is_found_by_its_id_first() -> None:
    first = Storyline(id="a", title={"en": "B"}, slots=())
    second = Storyline(id="b", title={"en": "A"}, slots=())
    assert find("B", [second, first], ()) == "b"
    assert find("nothing", [first, second], {"gone"}) is None
    assert find("GONE", [first, second], {"gone"}) == "gone"


# --- lengths ---------------------------------------------------------------------------------------------


@given(st.text(), st.integers(2, 60))
def test_a_cut_text_is_the_longest_that_fits(text: str, room: int) -> None:
    kept = head(text, room)
    assert text.startswith(kept)
    assert oracles.units(kept) <= room
    if kept != text:
        assert oracles.units(text[: len(kept) + 1]) > room
    assert oracles.units(shorten(text, room)) <= room


@given(st.text(st.sampled_from("a😀\n"), max_size=400), st.integers(20, 200))
def test_a_text_cut_in_the_middle_keeps_its_first_words_and_its_last_line(text: str, room: int) -> None:
    kept = cut_middle(text, room)
    assert oracles.units(kept) <= room
    if oracles.units(text) <= room:
        assert kept == text
        return
    assert "…" in kept
    last = (text.splitlines() or [""])[-1]
    if oracles.units(last) <= room // 2:
        assert kept.endswith(last)


# --- words -----------------------------------------------------------------------------------------------


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", sorted(words.PHRASES["en"].keys() | words.PHRASES["fr"].keys()))
def test_each_phrase_exists_in_both_languages_with_the_same_fields(key: str) -> None:
    assert _fields(words.PHRASES["en"][key]) == _fields(words.PHRASES["fr"][key])


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_change_has_its_phrase_and_fits_the_answer_to_a_button(language: str) -> None:
    for key in [*Change, "stale_button", "stale_storyline", "admins_only", "sorry"]:
        text = words.toast(language, key, title=views.name_of("😀" * 300, 80))
        assert oracles.units(text) <= oracles.ANSWER_CHARACTERS
        assert not set("<>") & set(text)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_help_and_the_menu_please_telegram(language: str) -> None:
    assert oracles.judge_html(views.help_text(language)) == []
    menu = [{"command": name, "description": text} for name, text in words.COMMANDS[language].items()]
    assert oracles.judge_commands(menu) == []


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("FR_fr", "fr"),
        ("en-US", "en"),
        ("frr", "en"),
        ("ko", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_language_of_a_user(code: str | None, language: str) -> None:
    assert words.language_of(code) == language


# --- status ----------------------------------------------------------------------------------------------


def feed(number: int, failures: int = 0, polled_at: datetime | None = NOW) -> FeedHealth:
    """A feed with a hostile name."""
    state = FeedState(feed_id=f"f{number}", next_poll_at=NOW, polled_at=polled_at, failures=failures)
    name = f"Feed <{number}> & co"
    return FeedHealth(
        id=f"f{number}", name=name, url="https://e.example", language="en", state=state, items=0
    )


def status(feeds: list[FeedHealth], language: str = "en", **deliveries: int) -> str:
    """The status as a chat shows it."""
    activity = [
        StorylineActivity(storyline_id="a", items=9, stories=4, alerts=3, last_alert_at=NOW),
        StorylineActivity(storyline_id="b", items=9, stories=2, alerts=1, last_alert_at=None),
    ]
    info = StoreInfo(path="/secret/place", bytes=1, schema=1, items=18, untracked=0, deliveries=deliveries)
    html = views.status_text(feeds, activity, info, language, NOW + timedelta(minutes=3))
    assert oracles.judge_html(html) == []
    assert "secret" not in html
    return oracles.parse_html(html).text


def test_the_status_counts_feeds_stories_alerts_and_the_outbox() -> None:
    shown = status([feed(1), feed(2, failures=4)], pending=5, sending=1, sent=7, failed=2)
    assert shown.splitlines() == [
        "Feeds: 1 healthy, 1 failing",
        "Failing: \u2068Feed <2> & co\u2069",
        "Last poll: 3 min ago",
        "Stories: 6 · alerts: 4",
        "Outbox: 6 waiting, 7 sent, 2 failed",
    ]


def test_the_status_of_many_failing_feeds_names_the_first() -> None:
    shown = status([feed(n, failures=1, polled_at=None) for n in range(300)], "fr")
    assert "et 295 autres" in shown
    assert "Dernière lecture : jamais" in shown


@pytest.mark.parametrize(
    ("past", "told"),
    [
        (timedelta(minutes=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=47), "1 d ago"),
        (timedelta(days=400), "400 d ago"),
    ],
)
def test_how_long_ago(past: timedelta, told: str) -> None:
    assert views.ago(NOW - past, NOW, "en") == told
