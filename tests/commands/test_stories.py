"""What is known of stories, as a user asks for it: tables, timelines, ledgers and documents."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.cli import main
from bot.commands.stories import joined_line
from bot.config import Settings
from bot.desk.pages import html_page, json_document, markdown
from bot.desk.timeline import make_timeline
from bot.model import (
    AlertDraft,
    Assignment,
    Channel,
    Chat,
    Decision,
    Figure,
    Item,
    JoinReason,
    Level,
    Match,
    NewItem,
    Origin,
    OriginKind,
    ParsedItem,
    PollResult,
    PollStatus,
    Qualifier,
    Signal,
    Stance,
    StanceClaim,
    StoryState,
    StoryView,
    TrackedItem,
    TrackedMatch,
    Traits,
)
from bot.ports import Store
from bot.store import open_store
from tests.commands.answer import Answer
from tests.factories import keys_of, make_feed, track
from tests.storysamples import AT, KOREAN, MINUTE, VIEW, make_item, make_told

NASTY = "\x1b[2J\u202eevil [bold]x[/bold] <script>alert(1)</script> *a* [b](http://evil.example)"


Vigie = Callable[..., Answer]


@pytest.fixture
def vigie(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path) -> Vigie:
    """Calls the command line on the home, in this process."""
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)

    def call(*words: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["vigie", *map(str, words), "--home", str(home)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return call


@dataclass(frozen=True)
class News:
    """An item to be stored as a member of the one story."""

    name: str
    title: str
    language: str = "en"
    origin: str = "Yonhap"
    figures: tuple[Figure, ...] = ()
    stances: tuple[StanceClaim, ...] = ()
    alert: AlertDraft | None = None
    state: StoryState = StoryState.REPORTED


def _missing(
    value: float, text: str, claimant: str = "nis", qualifier: Qualifier = Qualifier.EXACT
) -> Figure:
    return Figure(
        value=value,
        of="missing",
        claimant=claimant,
        text=text,
        field="title",
        start=0,
        end=1,
        qualifier=qualifier,
    )


NEWS = (
    News(
        "1",
        "여객선 침몰, 1만 명 실종",
        "ko",
        figures=(_missing(10_000, "1만 명"),),
        alert=AlertDraft(key="ferries/1/new", reason=Decision.NEW_STORY, level=Level.LOUD, due_at=AT),
    ),
    News("2", "Ferry sinks, 10,000 missing: spy agency", figures=(_missing(10_000, "10,000 missing"),)),
    News(
        "3",
        "Jusqu'à 12 000 disparus, selon le renseignement",
        "fr",
        "AFP",
        figures=(
            _missing(12_000, "Jusqu'à 12 000 disparus", qualifier=Qualifier.UP_TO),
            replace(_missing(3, "trois blessés", ""), of="wounded"),
        ),
        stances=(StanceClaim(stance=Stance.CONFIRMS, actor="white-house", text="selon"),),
        state=StoryState.CONFIRMED,
    ),
)


def _store(store: Store, news: Sequence[News]) -> None:
    """Poll and track these items, a minute apart."""
    feeds = [
        make_feed(f"f{language}", language=language, name=f"Post {language}")
        for language in ("ko", "en", "fr")
    ]
    store.sync_feeds(feeds, AT)
    chat = store.save_chat(Chat(id=0, channel=Channel.CONSOLE, address="-", title="console"))
    store.subscribe(chat.id, "ferries", AT)
    origins: dict[str, None] = {}
    first = 0
    for place, one in enumerate(news):
        at = AT + place * MINUTE
        parsed = ParsedItem(
            guid=one.name,
            url=f"https://{one.language}.example/{one.name}",
            title=one.title,
            summary="",
            published_at=at,
        )
        new = NewItem(uid=one.name, keys=keys_of(parsed), parsed=parsed, baseline=False)
        store.save_poll(
            PollResult(
                feed_id=f"f{one.language}",
                polled_at=at,
                new=(new,),
                status=PollStatus.PARSED,
                next_poll_at=at,
            )
        )
        (item,) = store.untracked_items(10)
        first = first or item.id
        origins[one.origin] = None
        track(store, [_tracked(item, one, first, tuple(origins))], at)


def _tracked(item: Item, one: News, first: int, origins: tuple[str, ...]) -> TrackedItem:
    opens = item.id == first
    assignment = Assignment(
        story_key=f"ferries/{first}",
        how=JoinReason.OPENED if opens else JoinReason.SAME_EVENT,
        opens=opens,
        similarity=1.0 if opens else 0.83,
        signals=() if opens else (Signal(kind="concepts", weight=2.5, detail="ferry, sank"),),
    )
    traits = Traits(
        language=one.language,
        origin=Origin(name=one.origin, kind=OriginKind.CREDIT),
        figures=one.figures,
        stances=one.stances,
    )
    match = TrackedMatch(
        match=Match(storyline_id="ferries", score=0.9, evidence=()),
        assignment=assignment,
        decision=one.alert.reason if one.alert else Decision.UPDATED,
        traits=traits,
        state=one.state,
        origins=origins,
        alert=one.alert,
    )
    return TrackedItem(item=item, matches=(match,))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a storyline of ferries and one story of three items."""
    (tmp_path / "rules" / "concepts").mkdir(parents=True)
    (tmp_path / "rules" / "ferries.yaml").write_text(
        "title: {en: Ferries in distress}\nmatch:\n  all: [ferry]\n"
    )
    (tmp_path / "rules" / "concepts" / "ferry.yaml").write_text("terms:\n  en: [ferry]\n")
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    store = open_store(Settings().store_url(tmp_path))
    _store(store, NEWS)
    store.close()
    return tmp_path


def _words(text: str) -> str:
    return " ".join(text.split())


def test_stories_shows_state_counts_and_title(vigie: Vigie) -> None:
    shown = _words(vigie("stories", "ferries").out)
    assert "ferries confirmed 3 3 2" in shown
    assert "여객선 침몰" in shown
    (line,) = vigie("stories", "ferries", "--json").lines
    assert (line["state"], line["items"], line["outlets"], line["origins"]) == (
        "confirmed",
        3,
        3,
        ["Yonhap", "AFP"],
    )


def test_a_story_shows_each_item_why_it_is_in_it_and_what_was_told(vigie: Vigie) -> None:
    told = vigie("story", "1").out
    shown = _words(told)
    assert "Story 1 · ferries · confirmed" in shown
    assert "3 items, 3 outlets, 2 origins: Yonhap, AFP · ko, en, fr" in shown
    assert "2024-10-18 14:02 UTC Post ko (ko), origin Yonhap (credit)" in shown
    assert "tells of the same event (83%): +2.5 concepts (ferry, sank)" in shown
    assert "confirmed by White House: “selon”" in shown
    assert "up to 12,000 missing — NIS: “Jusqu'à 12 000 disparus”" in shown
    assert "What was told 2024-10-18 14:02 UTC new story (loud), by item 1 → console: pending" in shown
    assert told.index("여객선") < told.index("Ferry sinks") < told.index("Jusqu")


def test_a_story_as_json_has_a_line_for_the_story_each_item_and_each_alert(vigie: Vigie) -> None:
    lines = vigie("story", "1", "--json").lines
    assert [line["kind"] for line in lines] == ["story", "item", "item", "item", "alert"]
    assert lines[2]["signals"] == [{"kind": "concepts", "weight": 2.5, "detail": "ferry, sank"}]
    assert lines[-1]["reason"] == "new story"


def test_a_long_story_says_how_many_items_it_leaves_out(vigie: Vigie) -> None:
    shown = vigie("story", "1", "--limit", "1").out
    assert "Ferry sinks" not in shown
    assert "… and 2 more items; --limit 3 shows all" in shown


def test_a_timeline_tells_how_far_a_sleeping_story_came() -> None:
    """An old denial is still a denial."""
    asleep = replace(VIEW, story=replace(VIEW.story, state=StoryState.DORMANT))
    made = make_timeline("ferries", "Ferries", [asleep], AT)
    assert "- State: disputed, dormant" in markdown(made)
    assert '<article id="s7" class="disputed">' in html_page(made)


def test_figures_are_grouped_by_unit_and_claimant_with_what_each_said_before(vigie: Vigie) -> None:
    shown = vigie("figures", "ferries").out
    rows = [_words(line) for line in shown.splitlines()]
    assert rows[0] == "missing"
    (first,) = (row for row in rows if row.startswith("NIS 2024-10-18 14:02"))
    assert "10-18 14:03 10,000 ×2 Post ko (ko) Yonhap 1 “1만 명”" in first, "the same said again is counted"
    assert any("up to 12,000 Post fr (fr) AFP 1 “Jusqu'à 12 000 disparus”" in row for row in rows)
    assert any(row.startswith("nobody named") and "“trois blessés”" in row for row in rows)


def test_figures_as_json_are_one_line_for_each_claim(vigie: Vigie) -> None:
    lines = vigie("figures", "ferries", "--unit", "missing", "--json").lines
    assert [(line["value"], line["qualifier"], line["claimant"], line["origin"]) for line in lines] == [
        (10_000, "exact", "nis", "Yonhap"),
        (10_000, "exact", "nis", "Yonhap"),
        (12_000, "up_to", "nis", "AFP"),
    ]
    assert (lines[0]["text"], lines[0]["outlet"], lines[0]["value_max"]) == ("1만 명", "Post ko", None)
    assert datetime.fromisoformat(str(lines[0]["at"])) == AT
    assert lines[0]["url"] == "https://ko.example/1"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("stories", "feries"), "there is no storyline 'feries'; did you mean ferries?"),
        (("figures", "ferry"), "did you mean ferries?"),
        (("timeline", "xyz"), "there is no storyline 'xyz'; `vigie status` lists them"),
        (("story", "12"), "there is no story 12; the nearest is 1; `vigie stories` lists them"),
        (
            ("figures", "ferries", "--unit", "mising"),
            "no figure of 'mising' in this storyline; did you mean missing?",
        ),
    ],
)
def test_what_is_unknown_is_one_clear_line_with_what_was_meant(
    words: tuple[str, ...], hint: str, vigie: Vigie
) -> None:
    told = vigie(*words)
    assert (told.code, told.out) == (1, "")
    assert len(told.err.splitlines()) == 1
    assert hint in told.err


def test_a_timeline_cites_its_sources_in_markdown_json_and_html(vigie: Vigie) -> None:
    text = vigie("timeline", "ferries").out
    assert text.startswith("# Ferries in distress\n")
    assert "- up to 12,000 missing — NIS [\\[2\\]](<https://fr.example/3>)" in text
    assert "- Confirmed: White House [\\[2\\]]" in text
    assert (
        "1. Post ko (ko, origin Yonhap): [“여객선 침몰, 1만 명 실종”](<https://ko.example/1>), 18 Oct 2024"
        in text
    )
    made = json.loads(vigie("timeline", "ferries", "--json").out)
    (story,) = made["entries"]
    assert story["figures"][0] == {"text": "up to 12,000 missing — NIS", "references": [2]}
    assert [one["url"] for one in made["references"]][:2] == ["https://ko.example/1", "https://fr.example/3"]
    page = vigie("timeline", "ferries", "--format", "html").out
    assert '<a href="#r2" aria-label="Reference 2">[2]</a>' in page


def test_a_timeline_of_the_last_days_leaves_out_what_did_not_move(vigie: Vigie) -> None:
    assert json.loads(vigie("timeline", "ferries", "--json", "--days", "1").out)["entries"] == []


def test_explain_tells_level_signals_and_state(vigie: Vigie) -> None:
    shown = _words(vigie("explain", "2").out)
    assert "story 1, confirmed: “여객선 침몰, 1만 명 실종”" in shown
    assert "tells of the same event (83%): +2.5 concepts (ferry, sank)" in shown
    assert "alert 1, loud, at 2024-10-18 14:02:00 UTC: new story" in _words(vigie("explain", "1").out)


def test_hostile_headlines_steer_no_terminal(home: Path, vigie: Vigie) -> None:
    store = open_store(Settings().store_url(home))
    item = NewItem(
        uid="x",
        keys=keys_of(parsed := ParsedItem(guid="x", url="https://en.example/x", title=NASTY, summary=NASTY)),
        parsed=parsed,
        baseline=False,
    )
    store.save_poll(
        PollResult(feed_id="fen", polled_at=AT, new=(item,), status=PollStatus.PARSED, next_poll_at=AT)
    )
    (stored,) = store.untracked_items(5)
    nasty = News("x", NASTY, origin=NASTY, figures=(replace(_missing(1, NASTY, NASTY), of=NASTY),))
    store.save_tracking([_tracked(stored, nasty, 1, ("Yonhap", NASTY))], AT)
    store.close()
    for words in (
        ("stories",),
        ("story", "1"),
        ("figures", "ferries"),
        ("timeline", "ferries"),
        ("explain", "4"),
    ):
        told = vigie(*words)
        assert told.code == 0
        assert not set(told.out) & set("\x1b\u202e"), words


def test_signals_are_told_with_their_weight_and_detail() -> None:
    against = Signal(kind="time", weight=-0.4)
    line = joined_line(
        JoinReason.NEAR_TITLE, 0.9, (Signal(kind="words", weight=3.14159, detail="ferry"), against)
    )
    assert line == "nearly the same title (90%): +3.1 words (ferry), -0.4 time"


# documents


class _Page(HTMLParser):
    """Reads a page as a browser does: tags that are closed in order, text and addresses."""

    VOID = frozenset({"meta"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.links, self.ids, self.tags = "", [], [], set()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]
        self.ids += [value for name, value in attrs if name == "id"]
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("style", "src")]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


HTML_TAGS = set(
    "html head meta title style body main section article h1 h2 h3 p ul ol li a time span bdi".split()
)


def _with(title: str, url: str, language: str, source: str) -> StoryView:
    """The ferry's story, opened by an item with these texts."""
    item = replace(make_item(1, language, title, url=url), summary=title)
    figures = tuple(replace(one, origin=source, figure=replace(one.figure, of=title)) for one in VIEW.figures)
    told = make_told(item, source, source, StanceClaim(stance=Stance.DENIES, actor=title))
    story = replace(VIEW.story, origins=(source,))
    return replace(VIEW, story=story, items=(told, *VIEW.items[1:]), figures=figures, follows=title)


_TEXT = st.text(max_size=80) | st.text("<>&\"'[]()*_`#|\\!~@:/.w\n\u202e\x00", max_size=80) | st.just(NASTY)
_URL = st.just("https://e.org/a") | _TEXT.map(lambda text: "https://e.org/" + text) | _TEXT


@settings(deadline=None)
@given(title=_TEXT, url=_URL, language=_TEXT, source=_TEXT)
def test_no_text_becomes_markup_in_a_document(title: str, url: str, language: str, source: str) -> None:
    made = make_timeline("ferries", title or "x", [_with(title, url, language, source)], AT)
    page = _Page(html_page(made))
    assert page.tags <= HTML_TAGS
    inner = {link for link in page.links if link.startswith("#")}
    assert {link[1:] for link in inner} <= set(page.ids)
    wanted = {one.url for one in made.references if one.url}
    assert set(page.links) - inner == wanted

    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown(made))
    flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
    assert not {token.type for token in flat} & {
        "html_block", "html_inline", "image", "code_inline", "fence", "strong_open", "table_open", "s_open",
    }  # fmt: skip
    assert sum(token.type == "em_open" for token in flat) == 1, "the line below the title"
    links = [token for token in flat if token.type == "link_open"]
    assert len({token.attrs["href"] for token in links}) == len(wanted)
    assert json.loads(json_document(made))["title"] == (title or "x")


def test_markdown_leaves_nothing_that_makes_a_link_of_itself() -> None:
    text = markdown(make_timeline("f", "see https://evil.example or www.evil.example", [], AT))
    assert "https:\\/" in text
    assert "www\\." in text


def test_a_page_is_whole_and_runs_nothing() -> None:
    html = html_page(make_timeline("ferries", "Ferries", [VIEW], AT))
    assert "default-src 'none'" in html
    assert not re.search(r"<(script|img|link|iframe)", html)
    page = _Page(html)
    assert "Ferry sinks off Busan, <300> missing" in page.text
    assert '<h3 dir="auto" lang="en">' in html
    assert f'lang="ko">{KOREAN.title}' in html


def test_stories_come_in_order_of_their_first_item_and_pages_are_numbered_as_they_are_cited() -> None:
    early = replace(
        VIEW, story=replace(VIEW.story, id=9), items=(make_told(make_item(-60, "en", "Before"), "Early"),)
    )
    made = make_timeline("ferries", "Ferries", [VIEW, early], AT)
    assert [entry.story.id for entry in made.entries] == [9, 7]
    assert [one.number for one in made.references] == [1, 2, 3, 4, 5]
    assert made.references[0].source == "Early"


def test_a_story_of_five_thousand_items_is_told_in_a_moment() -> None:
    items = tuple(
        make_told(make_item(n + 1, "en", f"Ferry {n}"), f"P{n % 700}", f"O{n % 40}") for n in range(5000)
    )
    made = make_timeline("ferries", "Ferries", [replace(VIEW, items=items, figures=VIEW.figures * 500)], AT)
    page, text = html_page(made), markdown(made)
    assert "more items" in page
    assert len(text) < 10_000


def test_an_aware_time_is_shown_in_utc() -> None:
    made = make_timeline("ferries", "Ferries", [VIEW], datetime(2024, 10, 19, tzinfo=UTC))
    assert "Made by Vigie on 19 Oct 2024, 00:00 UTC" in markdown(made)
