"""Of which troubles admins are told: what lasts, once, and its end too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.notices import (
    AGAIN,
    DISTANCE,
    SHOWN,
    Weighed,
    chat_troubles,
    feed_troubles,
    file_troubles,
    notice,
    weigh,
)
from bot.errors import Problem
from bot.model import Channel, Chat, FeedHealth, FeedState, Trouble
from tests.telegram.oracles import judge_html, parse_html

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def _feed(failures: int = 3, well: timedelta | None = HOUR, *, name: str = "Yonhap") -> FeedHealth:
    state = FeedState(
        feed_id="yonhap",
        next_poll_at=NOW,
        failures=failures,
        error="the server answers 404 Not Found" if failures else "",
        succeeded_at=None if well is None else NOW - well,
    )
    return FeedHealth(id="yonhap", name=name, url="https://e.org/", language="ko", state=state, items=1)


def _trouble(key: str = "feed/yonhap", *, told: timedelta | None = None, text: str = "x") -> Trouble:
    return Trouble(key=key, text=text, since=NOW - 2 * HOUR, told_at=None if told is None else NOW - told)


@pytest.mark.parametrize(
    ("failures", "well", "counts"),
    [
        (0, timedelta(0), False),
        (1, timedelta(days=3), False),
        (2, 29 * MINUTE, False),
        (2, 30 * MINUTE, True),
        (2, None, False),
        (3, MINUTE, True),
        (3, None, True),
    ],
)
def test_a_source_is_a_trouble_once_it_goes_on_failing(
    failures: int, well: timedelta | None, counts: bool
) -> None:
    found = feed_troubles([_feed(failures, well)], NOW)
    assert bool(found) is counts
    if found:
        assert found == [
            Trouble(
                key="feed/yonhap",
                text="Yonhap — the server answers 404 Not Found",
                since=NOW - (well or timedelta(0)),
            )
        ]


def test_a_file_with_mistakes_is_one_trouble() -> None:
    problems = [
        Problem(file="rules/un.yaml", line=9, field="title", message="is missing"),
        Problem(file="rules/un.yaml", line=3, field="", message="not YAML"),
        Problem(file="feeds.yaml", line=0, field="", message="cannot be read"),
    ]
    assert [(one.key, one.text) for one in file_troubles(problems, NOW)] == [
        ("file/feeds.yaml", "feeds.yaml — cannot be read"),
        ("file/rules/un.yaml", "rules/un.yaml:3 — not YAML (+1)"),
    ]


def test_a_chat_that_cannot_be_reached_is_one_by_its_title_or_address() -> None:
    gone = Chat(id=4, channel=Channel.TELEGRAM, address="55", suspended="blocked by the user")
    chats = [gone, replace(gone, id=5, title="Newsroom"), replace(gone, id=6, suspended="")]
    assert [(one.key, one.text) for one in chat_troubles(chats, NOW)] == [
        ("chat/4", "55 — blocked by the user"),
        ("chat/5", "Newsroom — blocked by the user"),
    ]


def test_no_secret_gets_into_a_trouble() -> None:
    token = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFakeFake"
    (found,) = file_troubles([Problem(file=".env", line=1, field="", message=f"{token} is wrong")], NOW)
    assert "AAFake" not in found.text
    assert "AAFake" not in notice(Weighed(new=(_trouble(text=token),)), "en", NOW)


def test_a_trouble_is_told_once_and_again_after_a_day() -> None:
    current = [Trouble(key="file/rules/un.yaml", text="rules/un.yaml:3 — unknown key", since=NOW)]
    first = weigh([], current, NOW)
    assert first == Weighed(new=(replace(current[0], told_at=NOW),))
    for later in (MINUTE, HOUR, AGAIN - MINUTE):
        assert weigh(first.new, current, NOW + later) == Weighed()
    again = weigh(first.new, current, NOW + AGAIN)
    assert again == Weighed(still=(replace(current[0], told_at=NOW + AGAIN),))


@pytest.mark.parametrize("key", ["chat/4", "feed/yonhap", "silent/yonhap", "coverage/un-sanctions/ko"])
def test_what_the_bot_cannot_mend_is_told_once_for_all(key: str) -> None:
    gone = _trouble(key, told=timedelta(days=30))
    assert weigh([gone], [replace(gone, told_at=None)], NOW) == Weighed()


def test_a_reason_that_changes_is_kept_but_not_told_again() -> None:
    known = _trouble(told=HOUR)
    found = weigh([known], [Trouble(key=known.key, text="another reason", since=NOW)], NOW)
    assert found == Weighed(save=(replace(known, text="another reason"),)), "with its beginning"


def test_the_end_is_told_of_what_was_told() -> None:
    told, untold = _trouble(told=HOUR), _trouble("feed/other")
    assert weigh([told, untold], [], NOW) == Weighed(end=(untold,), over=(told,))


def test_what_comes_soon_after_a_notice_waits_and_is_gathered() -> None:
    told, gone, fresh = _trouble(told=MINUTE), _trouble("feed/gone", told=HOUR), _trouble("feed/fresh")
    known, current = [told, gone], [told, fresh]
    assert weigh(known, current, NOW) == Weighed(save=(fresh,)), "the end waits too, and is not forgotten"
    later = NOW - MINUTE + DISTANCE
    assert weigh([*known, fresh], current, later) == Weighed(
        new=(replace(fresh, told_at=later),), over=(gone,)
    )


def test_a_notice_about_ends_keeps_the_others_away_too() -> None:
    fresh = _trouble("feed/fresh")
    assert weigh([], [fresh], NOW, noticed_at=NOW - MINUTE) == Weighed(save=(fresh,))
    assert weigh([], [fresh], NOW, noticed_at=NOW - DISTANCE).new


_KEYS = st.sampled_from([f"{kind}/{n}" for kind in ("feed", "file", "chat", "store") for n in range(3)])
_COURSE = st.lists(st.tuples(st.integers(0, 200), st.frozensets(_KEYS)), min_size=1, max_size=40)


@given(_COURSE)
def test_over_any_course_all_that_lasts_is_told_and_no_hour_has_more_than_six_notices(
    course: Sequence[tuple[int, frozenset[str]]],
) -> None:
    stored: dict[str, Trouble] = {}
    now, notices = NOW, list[datetime]()
    open_ends: set[str] = set()
    for minutes, keys in course:
        now += minutes * MINUTE
        current = [Trouble(key=key, text="t", since=now) for key in sorted(keys)]
        found = weigh(stored.values(), current, now, noticed_at=notices[-1] if notices else None)
        stored |= {one.key: one for one in (*found.save, *found.new, *found.still)}
        for one in (*found.end, *found.over):
            del stored[one.key]
        assert not {one.key for one in found.new} & open_ends, "told a second time before its end was told"
        assert {one.key for one in found.over} <= open_ends, "the end of what nobody had heard of"
        open_ends = (open_ends | {one.key for one in found.new}) - {one.key for one in found.over}
        assert keys <= set(stored)
        if not notices or now - notices[-1] >= DISTANCE:
            assert all(stored[key].told_at for key in keys), "a notice tells of all that there is"
            assert set(stored) == keys
        if found.tells:
            notices.append(now)
        assert sum(now - at < HOUR for at in notices) <= 6


def _many(count: int, text: str, kind: str) -> tuple[Trouble, ...]:
    return tuple(_trouble(f"{kind}/{n}", text=text) for n in range(count))


@given(
    st.lists(st.integers(0, 50), min_size=3, max_size=3),
    st.text(max_size=400) | st.just("<>&\u202eا😀" * 80),
    st.sampled_from(["feed", "file", "chat", "store", "", "<b>"]),
    st.sampled_from(["en", "fr", "fr-CA", "ko", ""]),
)
def test_a_notice_is_accepted_by_telegram_and_fits(
    counts: Sequence[int], text: str, kind: str, language: str
) -> None:
    new, still, over = (_many(count, text, kind) for count in counts)
    weighed = Weighed(new=new, still=still, over=over)
    told = notice(weighed, language, NOW)
    assert bool(told) is weighed.tells
    if told:
        assert judge_html(told) == []


def test_a_notice_as_admins_read_it() -> None:
    weighed = Weighed(
        new=tuple(feed_troubles([_feed(name="Yonhap <b>")], NOW)),
        still=_many(SHOWN + 2, "rules/un.yaml:3 — not YAML", "file"),
        over=(_trouble("store", text="disk full"),),
    )
    english, french = (parse_html(notice(weighed, language, NOW)).text for language in ("en", "fr"))
    assert english.splitlines() == [
        "⚠️ A new trouble",
        "• Source: Yonhap <b> — the server answers 404 Not Found (for 1 hour)",
        "",
        "⏳ These 7 troubles go on",
        *["• File: rules/un.yaml:3 — not YAML (for 2 hours)"] * SHOWN,
        "… and 2 more: /health",
        "",
        "✅ This trouble is over",
        "• Database: disk full (after 2 hours)",
    ]
    assert french.splitlines() == [
        "⚠️ Un nouveau problème",
        "• Source\u00a0: Yonhap <b> — the server answers 404 Not Found (depuis 1\u00a0heure)",
        "",
        "⏳ Ces 7 problèmes durent",
        *["• Fichier\u00a0: rules/un.yaml:3 — not YAML (depuis 2\u00a0heures)"] * SHOWN,
        "… et 2 de plus\u00a0: /health",
        "",
        "✅ Ce problème est réglé",
        "• Base de données\u00a0: disk full (après 2\u00a0heures)",
    ]
