"""Whatever sources say, the message about it is one that Telegram takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.alerts.render import render
from bot.fit import units
from bot.model import AlertContent, ClaimedFigure, Decision, Figure, Link, Qualifier, Side, Stance, StoryState
from tests.alerts.reading import CONTENT, WORDS, Plain
from tests.storysamples import AT
from tests.telegram.oracles import parse_html

# Any content at all: every text may be empty, huge, hostile or of another script.
_ANY = st.text(max_size=300) | st.text("<>&\"'😀\u202e\x00\u2066ا", max_size=6000) | st.just("&" * 9000)
_FIGURE = st.builds(
    Figure,
    value=st.none() | st.floats(),
    value_max=st.none() | st.floats(),
    qualifier=st.sampled_from(Qualifier),
    of=_ANY,
    claimant=_ANY,
    text=_ANY,
    field=st.just("title"),
    start=st.just(0),
    end=st.just(0),
)
_CLAIM = st.builds(
    ClaimedFigure,
    figure=_FIGURE,
    storyline_id=st.just("nk"),
    story_id=st.just(1),
    item_id=st.just(1),
    url=_ANY,
    publisher=_ANY,
    source=_ANY,
    origin=_ANY,
    language=_ANY,
    at=st.just(AT),
)
_URL = st.just("https://e.org/") | _ANY.map(lambda text: "https://e.org/" + text[:1490])
_LINK = st.builds(Link, source=_ANY, language=_ANY, url=_URL, title=_ANY)
_SIDE = st.builds(Side, stance=st.sampled_from(Stance), actor=_ANY, source=_ANY, origin=_ANY)


def _some(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=6).map(tuple)


def _crowded(content: AlertContent) -> AlertContent:
    """The content with far more of everything than a message can hold."""
    figures, sides, links = content.figures[:1], content.sides[:1], content.links[:1]
    return replace(
        content,
        figures=tuple(
            replace(one, figure=replace(one.figure, of=f"{n}{one.figure.of}"))
            for n in range(99)
            for one in figures
        ),
        sides=tuple(replace(one, actor=f"{n}{one.actor}") for n in range(99) for one in sides),
        links=tuple(replace(one, url=f"{one.url[:1490]}{n}") for n in range(99) for one in links),
        origins=tuple(f"{n}{one}" for n in range(99) for one in content.origins[:1]),
        evidence=tuple(
            replace(one, text=f"{n}{one.text}") for n in range(99) for one in content.evidence[:1]
        ),
    )


_CONTENT = st.builds(
    lambda **values: replace(CONTENT, **values),
    storyline_title=_ANY,
    reason=st.sampled_from(Decision),
    detail=_ANY,
    title=_ANY,
    title_language=_ANY,
    translated_title=_ANY,
    summary=_ANY,
    url=_URL,
    source=_ANY,
    language=_ANY,
    evidence=_some(_ANY.map(lambda text: replace(WORDS, text=text))),
    state=st.sampled_from(StoryState),
    figures=_some(_CLAIM),
    sides=_some(_SIDE),
    outlets=st.integers(0, 10**9),
    origins=_some(_ANY),
    languages=_some(_ANY),
    links=_some(_LINK),
    follows=_ANY,
    updated_at=st.none() | st.datetimes(timezones=st.just(AT.tzinfo)),
    chat_language=st.sampled_from(["en", "fr", "fr-CA", "xx", ""]),
    reply=st.booleans(),
    maybe_repeat=st.booleans(),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(_CONTENT, st.booleans(), st.booleans())
def test_no_content_makes_a_message_that_telegram_refuses(
    content: AlertContent, crowded: bool, digest: bool
) -> None:
    if crowded:
        content = _crowded(content)
    if digest:
        content = replace(content, stories=(content,) * 60)
    message = render(content)
    read = Plain(message.html)
    assert read.text.strip()
    for text in (read.text, message.text):
        assert 0 < units(text) <= 4096
        assert not set(text) & set("\u202e\x00\u2066\x1b"), "nothing turns the text around"
    assert len(message.html.encode()) <= 32_768
    assert read.entities <= 100
    parsed = parse_html(message.html)
    assert 1 <= units(parsed.text.strip()) <= 4096
