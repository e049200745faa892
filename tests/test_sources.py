"""feeds.yaml with files that it includes, secrets, headers and times; every mistake with its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.sources import fingerprint, load_feeds, placed_feeds, read_feeds, unfilled_feeds
from bot.sources.reading import read_sources
from bot.store import open_store
from tests.factories import make_feed
from tests.fakes import ManualClock

SECRET = "s3cr3t-Xyzzy"


def entry(name: str, more: str = "") -> str:
    return f"- {{id: {name}, url: 'https://{name}.example/rss', name: {name}, language: en{more}}}\n"


def home_of(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def problems(home: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_feeds(home)
    return [str(problem).removeprefix(f"{home}/") for problem in caught.value.problems]


def mistakes(text: str, environment: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_sources(text, "feeds.yaml", {} if environment is None else environment)
    return [str(problem) for problem in caught.value.problems]


# --- what is included ------------------------------------------------------------------------------------


def test_files_and_folders_are_included_in_order(tmp_path: Path) -> None:
    home = home_of(
        tmp_path,
        {
            "feeds.yaml": "include: [agencies.yaml, more/]\nfeeds:\n" + entry("own"),
            "agencies.yaml": "defaults: {interval: 5m}\nfeeds:\n" + entry("agency"),
            "more/b.yml": "feeds:\n" + entry("b1") + entry("b2"),
            "more/a.yaml": "include: [deep/x.yaml]\nfeeds:\n" + entry("a"),
            "more/deep.txt": "no yaml",
            "more/.hidden.yaml": "broken: [",
            "more/.git/c.yaml": "broken: [",
            "elsewhere/unused.yaml": "broken: [",
        },
    )
    (home / "more" / "a.yaml").write_text("include: [../deep/x.yaml]\nfeeds:\n" + entry("a"))
    home_of(home, {"deep/x.yaml": "feeds:\n" + entry("x")})
    placed = placed_feeds(home)
    assert [one.feed.id for one in placed] == ["own", "agency", "a", "x", "b1", "b2"]
    assert [(one.file.relative_to(home).as_posix(), one.index, one.line) for one in placed[-2:]] == [
        ("more/b.yml", 0, 2),
        ("more/b.yml", 1, 3),
    ]
    # defaults hold in their own file
    assert [one.feed.interval for one in placed[:3]] == [None, timedelta(minutes=5), None]


def test_a_file_may_only_include_others(tmp_path: Path) -> None:
    home = home_of(tmp_path, {"feeds.yaml": "include: [a.yaml]\n", "a.yaml": "feeds:\n" + entry("a")})
    assert [feed.id for feed in load_feeds(home)] == ["a"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone.yaml", "there is no file or folder"),
        ("feeds.yaml", "feeds.yaml would include itself"),
        ("loop.yaml", "loop.yaml:1: include[0]: "),
        ("../other/a.yaml", "leads out of the home; write the whole path"),
        ("below/../../other", "leads out of the home"),
        ("broken.yaml", "broken.yaml:2: feeds[0].name: missing"),
        ("binary.yaml", "binary.yaml:1: not UTF-8"),
    ],
)
def test_what_cannot_be_included_is_told_with_its_line(tmp_path: Path, name: str, reason: str) -> None:
    home = home_of(
        tmp_path / "home",
        {
            "feeds.yaml": f"feeds:\n{entry('a')}include:\n  - '{name}'\n",
            "loop.yaml": "include: [feeds.yaml]\n",
            "broken.yaml": "feeds:\n- {url: 'https://x.example', language: en}\n",
            "below/x.yaml": "feeds: []\n",
        },
    )
    (home / "binary.yaml").write_bytes(b"feeds: \xff\n")
    home_of(tmp_path, {"other/a.yaml": "feeds:\n" + entry("b")})
    (told,) = problems(home)
    assert reason in told
    assert told.startswith(("feeds.yaml:4: include[0]: ", "loop.yaml:1", "broken.yaml:2", "binary.yaml:1"))


def test_a_whole_path_may_lead_out_of_the_home_and_opens_its_own_folder_only(tmp_path: Path) -> None:
    shared = home_of(
        tmp_path / "shared",
        {
            "all.yaml": "include: [sub/]\nfeeds:\n" + entry("all"),
            "sub/x.yaml": "feeds:\n" + entry("x"),
        },
    )
    home = home_of(tmp_path / "home", {"feeds.yaml": f"include: ['{shared}/all.yaml']\nfeeds: []\n"})
    assert [feed.id for feed in load_feeds(home)] == ["all", "x"]
    (shared / "all.yaml").write_text("include: [../home/feeds.yaml]\n")
    (told,) = problems(home)
    assert "leads out of" in told


def test_the_same_feed_or_file_in_two_places_is_told_with_both(tmp_path: Path) -> None:
    home = home_of(
        tmp_path,
        {
            "feeds.yaml": "include: [a.yaml]\nfeeds:\n" + entry("one") + entry("two"),
            "a.yaml": "feeds:\n"
            + entry("two").replace("two.example", "other.example")
            + "- {id: x, url: 'http://www.one.example/rss/', name: X, language: en}\n",
        },
    )
    assert problems(home) == [
        f"a.yaml:2: feeds[0].id: the same id is already used by the feed on {home}/feeds.yaml:4; each needs its own",
        f"a.yaml:3: feeds[1].url: the same url is already used by the feed on {home}/feeds.yaml:3; each needs its own",
    ]
    (home / "feeds.yaml").write_text("include: [a.yaml, b.yaml, ./a.yaml]\n")
    (home / "a.yaml").write_text("feeds: []\n")
    (home / "b.yaml").symlink_to(home / "a.yaml")
    told = problems(home)
    assert len(told) == 2
    assert all(f"included already, by {home}/feeds.yaml:1" in one for one in told)


def test_files_that_lead_on_and_on_end_somewhere(tmp_path: Path) -> None:
    files = {f"f{n}.yaml": f"include: [f{n + 1}.yaml]\n" for n in range(400)}
    home = home_of(tmp_path, {"feeds.yaml": "include: [f0.yaml]\n", **files})
    (told,) = problems(home)
    assert "more than 20 files include one another" in told
    assert fingerprint(home)


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    home = home_of(
        tmp_path,
        {
            "feeds.yaml": "include: [a.yaml, none.yaml]\nfeeds:\n" + entry("x", ", interval: soon"),
            "a.yaml": "feeds:\n" + entry("y", ", colour: red"),
        },
    )
    # what feeds.yaml includes is only known when it can be read
    assert [one.split(":")[0] for one in problems(home)] == ["feeds.yaml"]
    (home / "feeds.yaml").write_text("include: [a.yaml, none.yaml]\n")
    assert [one.split(":")[0] for one in problems(home)] == ["a.yaml", "feeds.yaml"]


def test_the_fingerprint_covers_all_that_is_included(tmp_path: Path) -> None:
    home = home_of(
        tmp_path,
        {
            "feeds.yaml": "include: [a.yaml, more]\n",
            "a.yaml": "include: [b.yaml]\n",
            "b.yaml": "feeds: []\n",
            "more/c.yaml": "feeds: []\n",
            "rules/x.yaml": "x",
        },
    )
    marks = [fingerprint(home)]

    def changed(name: str, text: str) -> None:
        home_of(home, {name: text})
        marks.append(fingerprint(home))

    changed("b.yaml", "feeds: []  # one\n")
    changed("more/d.yaml", "feeds: []\n")
    changed("more/below/e.yaml", "feeds: []\n")
    changed(".env", "A=1\n")
    changed("a.yaml", "include: [f.yaml]\n")
    changed("f.yaml", "feeds: []\n")
    (home / "more" / "d.yaml").unlink()
    marks.append(fingerprint(home))
    changed("feeds.yaml", "include: [a.yaml, more]\nfeeds: [\n")
    assert len(set(marks)) == len(marks)
    assert fingerprint(home) == fingerprint(home)


@pytest.mark.parametrize(
    "text", ["include: 5", "include: [1, {a: b}]", "include: ['a\\0b']", "- include", "include: [''"]
)
def test_the_fingerprint_bears_any_text(tmp_path: Path, text: str) -> None:
    home = home_of(tmp_path, {"feeds.yaml": text, "rules/x.yaml": "x"})
    assert [Path(name).name for name, *_ in fingerprint(home)] == ["feeds.yaml", "x.yaml"]
    assert problems(home)


# --- times -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("defaults", "said", "expected"),
    [
        ("", "", (None, 5, 240)),
        ("", ", interval: auto", (None, 5, 240)),
        ("interval: 15m", "", (15, 5, 240)),
        ("interval: 15m", ", interval: auto", (None, 5, 240)),
        ("shortest: 2m, longest: 1h", "", (None, 2, 60)),
        ("shortest: 2m, longest: 1h", ", longest: 1d", (None, 2, 1440)),
        ("", ", shortest: 6h", (None, 360, 360)),
        ("", ", longest: 2m", (None, 2, 2)),
        ("", ", shortest: 90s, longest: 7d", (None, 1.5, 10_080)),
    ],
)
def test_polls_follow_the_rhythm_within_bounds(
    defaults: str, said: str, expected: tuple[float | None, float, float]
) -> None:
    (feed,) = read_feeds(f"defaults: {{{defaults}}}\nfeeds:\n" + entry("a", said), "feeds.yaml")
    times = [time and time.total_seconds() / 60 for time in (feed.interval, feed.shortest, feed.longest)]
    assert tuple(times) == expected


@pytest.mark.parametrize(
    ("defaults", "said", "told"),
    [
        ("", ", shortest: 2h, longest: 1h", "feeds.yaml:3: feeds[0].shortest: `shortest` is longer than"),
        ("longest: 1h", ", shortest: 2h", "feeds.yaml:3: feeds[0].shortest: `shortest` is longer than"),
        ("shortest: 3h", ", longest: 2h", "feeds.yaml:3: feeds[0].longest: `shortest` is longer than"),
        ("shortest: 3h, longest: 2h", "", "feeds.yaml:1: defaults.shortest: `shortest` is longer than"),
        ("", ", longest: 8d", "feeds.yaml:3: feeds[0].longest: expected a time from 1m to 7d, not '8d'"),
        ("", ", shortest: auto", "feeds.yaml:3: feeds[0].shortest: expected a duration"),
    ],
)
def test_bounds_that_cannot_be_are_told(defaults: str, said: str, told: str) -> None:
    (mistake,) = mistakes(f"defaults: {{{defaults}}}\nfeeds:\n" + entry("a", said))
    assert mistake.startswith(told)


# --- secrets ---------------------------------------------------------------------------------------------


def test_secrets_come_from_the_environment_and_from_dotenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ", login: 'ann:${PW}', headers: {X-Api-Key: 'k-${KEY}'}, user_agent: 'Desk/1 (${KEY})'"
    home = home_of(
        tmp_path, {"feeds.yaml": "feeds:\n" + entry("a", said), ".env": f"PW={SECRET}\nKEY=file\n"}
    )
    monkeypatch.setenv("KEY", "environment")
    (feed,) = load_feeds(home)
    assert feed.login == f"ann:{SECRET}"
    assert feed.headers == (("X-Api-Key", "k-environment"), ("User-Agent", "Desk/1 (environment)"))
    assert SECRET not in repr(feed)
    (open_,) = unfilled_feeds(home)
    assert open_.login == "ann:${PW}"


@pytest.mark.parametrize(
    ("url", "expected", "login"),
    [
        ("https://ann:pw@h.example/x", "https://h.example/x", "ann:pw"),
        ("https://ann:${PW}@h.example:8443/x?y", "https://h.example:8443/x?y", f"ann:{SECRET}"),
        ("https://a%40b:p%3Aw%2F@h.example/", "https://h.example/", "a@b:p:w/"),
        ("http://ann@h.example/", "http://h.example/", "ann:"),
        ("https://h.example/a@b", "https://h.example/a@b", ""),
    ],
)
def test_a_password_is_taken_out_of_an_address(url: str, expected: str, login: str) -> None:
    text = f"feeds:\n- {{url: '{url}', name: A, language: en}}\n"
    (feed,) = read_sources(text, "feeds.yaml", {"PW": SECRET}).feeds
    assert (feed.url, feed.login) == (expected, login)
    assert feed.id == read_feeds(text.replace(url, expected), "f")[0].id


def test_the_database_forgets_a_password_that_it_held(tmp_path: Path) -> None:
    """An older version stored addresses as they were written."""
    home = home_of(
        tmp_path,
        {
            "feeds.yaml": f"feeds:\n- {{id: a, url: 'https://ann:{SECRET}@h.example/x', name: A, language: en}}\n"
        },
    )
    store, now = open_store(f"sqlite:///{tmp_path}/vigie.db"), ManualClock().now()
    store.sync_feeds([make_feed("a", url=f"https://ann:{SECRET}@h.example/x")], now)
    store.sync_feeds(load_feeds(home), now)
    assert [health.url for health in store.feed_health()] == ["https://h.example/x"]
    store.close()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("login: 'ann:${NOPE}'", "feeds[0].login: NOPE is not set; write NOPE=… into .env"),
        ("login: 'ann:${EMPTY}'", "feeds[0].login: EMPTY is not set"),
        ("login: 'ann:${no pe}'", "feeds[0].login: a name in ${…} has letters, digits and _ only"),
        ("login: '${PW}'", "feeds[0].login: expected name:password"),
        ("login: ':${PW}'", "feeds[0].login: expected name:password"),
        (f"login: [{SECRET}]", "feeds[0].login: expected name:password"),
        ("login: 'ann:${BREAK}'", "feeds[0].login: a value in ${…} has line breaks"),
        ("headers: {X-Key: '${BREAK}'}", "feeds[0].headers.X-Key: a value in ${…} has line breaks"),
        (f'headers: {{X-Key: "{SECRET}\\x7f"}}', "feeds[0].headers.X-Key: expected one line of text"),
        (f'headers: {{X-Key: "{SECRET}\\n"}}', "feeds[0].headers.X-Key: expected one line of text"),
        ("headers: {X-Key: 5}", "feeds[0].headers.X-Key: expected one line of text"),
        (f"headers: '{SECRET}'", "feeds[0].headers: expected names with values"),
        (f"headers: {{'bad name': {SECRET}}}", "feeds[0].headers.bad name: expected the name of a header"),
        (f'headers: {{"X\\r\\nY": {SECRET}}}', "expected the name of a header"),
        ("headers: {Host: x}", "feeds[0].headers.Host: this header is made by Vigie"),
        ("headers: {content-LENGTH: '5'}", "feeds[0].headers.content-LENGTH: this header is made by Vigie"),
        ("headers: {Accept-Encoding: x}", "this header is made by Vigie"),
        ("headers: {X-A: a, x-a: b}", "feeds[0].headers.x-a: written twice"),
        ("headers: {User-agent: a}, user_agent: b", "feeds[0].headers.User-agent: `user_agent` says it"),
        ("headers: {authorization: a}, login: 'a:b'", "feeds[0].headers.authorization: there is a login"),
        (f"password: {SECRET}", "feeds[0].password: unknown key"),
    ],
)
def test_a_mistake_about_secrets_tells_its_place_and_never_the_value(said: str, told: str) -> None:
    text = f"feeds:\n- {{id: a, url: 'https://a.example/', name: A, language: en, {said}}}\n"
    environment = {"PW": SECRET, "BREAK": f"{SECRET}\r\nX-Evil: 1", "EMPTY": ""}
    found = mistakes(text, environment)
    assert any(one.startswith("feeds.yaml:2: ") and told in one for one in found)
    assert not [one for one in found if SECRET in one]


@pytest.mark.parametrize(
    "url",
    [
        f"'https://ann:{SECRET}/x@h.example/'",
        f"'https://ann:{SECRET}@h.example:port/'",
        f"[https://ann:{SECRET}@h.example/]",
        f"'https://ann:{SECRET}@h.example/ x'",
        f"'ftp://ann:{SECRET}@h.example/'",
        f"'https://ann:{SECRET}@h.example/?key=${{KEY}}'",
        f"'https://ann:{SECRET}@h.example/', login: 'a:b'",
    ],
)
def test_a_mistake_in_an_address_does_not_show_its_password(url: str) -> None:
    found = mistakes(f"feeds:\n- {{id: a, url: {url}, name: A, language: en}}\n", {"KEY": "x"})
    assert found
    assert SECRET not in "".join(found)
    assert os.linesep not in "".join(found)
