"""`vigie feed …`, `import opml` and `export opml` as they are called, against a server on this computer."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import listparser
import pytest

from bot.lookout import only_one
from bot.sources import unfilled_feeds
from tests.commands.answer import Answer
from tests.corpora import ROOT
from tests.fakes import rss
from tests.feedserver import FeedServer, redirect, status

HIT = "Dockers strike closes the harbour"
FEEDS = "# mine\nfeeds:\n  - {id: a, url: 'https://a.example/rss', name: A, language: en}  # the first\n"
HTML = "text/html; charset=utf-8"
EVIL = "Coast &#x202e;Gazette \u202eevil"


def vigie(home: Path, *words: str, typed: bytes = b"", **environment: str) -> Answer:
    """Call the command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words, "--home", str(home)],
        input=typed,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    concepts = folder / "rules" / "concepts"
    concepts.mkdir(parents=True)
    (folder / "feeds.yaml").write_text(FEEDS)
    (folder / "rules" / "harbour-strikes.yaml").write_text(
        "title: {en: Strikes in the harbour}\nmatch:\n  all: [harbour, strike]\n"
    )
    for name in ("harbour", "strike"):
        (concepts / f"{name}.yaml").write_text(f"terms:\n  en: [{name}]\n")
    return folder


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


def content(home: Path) -> str:
    return (home / "feeds.yaml").read_text(encoding="utf-8")


def put_two(server: FeedServer) -> str:
    """A page that leads to two feeds."""
    server.put("/one.xml", rss(("1", HIT), ("2", "Calm sea"), channel="One"))
    server.put("/two.xml", rss(("1", "Zwei"), channel="Two"))
    links = "".join(
        f"<link rel=alternate type=application/rss+xml href=/{name}.xml>" for name in ("one", "two")
    )
    return server.put("/", f"<html lang=de><title>News</title>{links}</html>", HTML)


# --- add -------------------------------------------------------------------------------------------------


def test_a_feed_is_shown_and_added_though_a_daemon_runs(home: Path, server: FeedServer) -> None:
    url = server.put("/one.xml", rss(("1", HIT), ("2", "Calm sea"), channel="One"))
    with only_one(home):
        told = vigie(home, "feed", "add", url, "--language", "en", "--tag", "agency", "--tag", "x, y")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [
        "One",
        f"   {url}",
        "   2 items, language not told",
        f"   • {HIT}",
        "   • Calm sea",
        f"   matches harbour-strikes: {HIT}",
        "added to feeds.yaml as one",
    ]
    line = f"  - {{id: one, url: '{url}', name: One, language: en, tags: [agency, 'x, y']}}\n"
    assert content(home) == FEEDS + line
    again = vigie(home, "feed", "add", url, "--json")
    assert again.code == 0
    (record,) = again.lines
    assert (record["id"], record["added"], record["was_there"]) == ("one", False, True)
    assert content(home) == FEEDS + line


def test_of_several_feeds_none_is_taken_unasked(home: Path, server: FeedServer) -> None:
    page = put_two(server)
    told = vigie(home, "feed", "add", page)
    assert (told.code, content(home)) == (2, FEEDS)
    assert "2 feeds: 1. One" in told.err
    assert "--first N" in told.err
    told = vigie(home, "feed", "add", page, "--first", "2", "--json")
    assert told.code == 0
    assert [(one["id"], one["language"]) for one in told.lines] == [("one", "de"), ("two", "de")]
    assert vigie(home, "feed", "add", page, "--first", "2", "--id", "x").code == 2


def test_in_a_terminal_it_asks_which(home: Path, server: FeedServer) -> None:
    page = put_two(server)
    shown = in_terminal(home, ["feed", "add", page], "Which?", b"2\n")
    assert "1. One" in shown
    assert "added to feeds.yaml as two" in shown
    assert [feed.id for feed in unfilled_feeds(home)] == ["a", "two"]


def test_a_language_that_nobody_told_is_asked_for(home: Path, server: FeedServer) -> None:
    told = vigie(home, "feed", "add", server.put("/x", rss(("1", "One"))))
    assert told.code == 0
    assert told.out.splitlines()[-1].startswith("its language stands there as `und`; set it")
    assert content(home).endswith("language: und}\n")


def in_terminal(home: Path, words: list[str], prompt: str, answer: bytes) -> str:
    """What a terminal shows of a command that asks something."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot", *words, "--home", str(home)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT) as running:
        os.close(theirs)
        shown, asked, until = b"", False, time.monotonic() + 60
        while time.monotonic() < until:
            if not select.select([ours], [], [], 1)[0]:
                continue
            try:
                more = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            shown += more
            if not more:
                break
            if prompt.encode() in shown and not asked:
                asked = True
                os.write(ours, answer)
        running.wait(timeout=10)
    os.close(ours)
    return shown.decode()


def test_titles_cannot_play_with_the_terminal(home: Path, server: FeedServer) -> None:
    url = server.put(
        "/x",
        rss(("1", "[bold]x[/] \u202eevil \x9b31m"), channel="Coast").replace(
            b"<title>Coast", f"<title>{EVIL}".encode()
        ),
    )
    told = vigie(home, "feed", "add", url)
    assert told.code == 0
    assert "Coast Gazette evil" in told.out
    assert "[bold]x[/] evil" in told.out
    for text in (
        told.out,
        content(home),
        vigie(home, "feed", "test", url).out,
        vigie(home, "export", "opml").out,
    ):
        assert not set(text) & set("\u202e\x9b\x1b")


@pytest.mark.parametrize(
    ("address", "code", "reason"),
    [
        ("/gone", 1, "404 Not Found"),
        ("/page", 1, "not a feed"),
        ("ftp://x.example/", 1, "only http and https"),
        ("https://ann:hunter2@x.example/", 1, 'login: "name:${PASSWORD}"'),
    ],
)
def test_what_cannot_be_added_is_said_in_a_line(
    home: Path, server: FeedServer, address: str, code: int, reason: str
) -> None:
    server.put("/page", "<html><title>x</title></html>", HTML)
    url = server.url(address) if address.startswith("/") else address
    for command in ("add", "test"):
        told = vigie(home, "feed", command, url)
        assert told.code == code
        assert reason in told.out + told.err
        assert "hunter2" not in told.out + told.err
    assert len(vigie(home, "feed", "add", url).err.splitlines()) == 1
    assert content(home) == FEEDS


def test_the_guard_stands_before_commands_too(home: Path, server: FeedServer) -> None:
    url = server.put("/one.xml", rss(("1", HIT)))
    for command in ("add", "test"):
        told = vigie(home, "feed", command, url, VIGIE_ALLOW_HOSTS="")
        assert told.code == 1
        assert "VIGIE_ALLOW_HOSTS" in told.out + told.err
    assert server.count() == 0


# --- remove ----------------------------------------------------------------------------------------------


def test_a_source_is_removed(home: Path) -> None:
    (home / "feeds.yaml").write_text(
        FEEDS + "  - {id: b, url: 'https://b.example/', name: B, language: en}\n"
    )
    told = vigie(home, "feed", "remove", "b")
    assert (told.code, content(home)) == (0, FEEDS)
    assert told.out.startswith("removed b (B) from feeds.yaml, line 4\n")
    told = vigie(home, "feed", "remove", "b")
    assert told.code == 2
    assert told.err == "feeds.yaml: no source has the id or address b; `vigie feeds` lists all\n"
    told = vigie(home, "feed", "remove", "http://www.a.example/rss", "--json")
    assert told.lines == [
        {
            "kind": "removed",
            "id": "a",
            "url": "https://a.example/rss",
            "file": f"{home}/feeds.yaml",
            "line": 3,
        }
    ]
    assert content(home) == "# mine\nfeeds: []\n"


# --- test ------------------------------------------------------------------------------------------------


def test_a_test_tells_all_that_a_feed_says(home: Path, server: FeedServer) -> None:
    dates = ["Fri, 18 Oct 2024 10:00:00 GMT", "Fri, 18 Oct 2024 12:00:00 GMT"]
    items = "".join(
        f"<item><guid>{date}</guid><title>T</title><pubDate>{date}</pubDate></item>" for date in dates
    )
    body = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Coast</title><language>fr</language>{items}<item><title>no date</title></item></channel></rss>"
    server.put("/new.xml", body, "text/xml; charset=iso-8859-1")
    server.fault("/old.xml", redirect("/new.xml", 301))
    (home / "feeds.yaml").write_text(
        f"feeds:\n- {{id: coast, url: '{server.url('/old.xml')}', name: C, language: fr}}\n"
    )
    told = vigie(home, "feed", "test", "coast")
    assert (told.code, told.err) == (0, "")
    said = [line.rstrip() for line in told.out.splitlines()]
    assert said[0].startswith(f"address    {server.url('/old.xml')} (coast)")
    assert said[1].split() == ["leads", "to", server.url("/new.xml")]
    assert "moved for good" in said[2]
    assert "200, text/xml; charset=iso-8859-1" in said[3]
    assert "the server says iso-8859-1, the document utf-8" in said[4]
    assert "RSS 2.0, “Coast”, language fr" in said[5]
    assert "3, 2 of them with a date" in said[6]
    assert any(line.startswith("next poll  in ") for line in said)
    assert not (home / "state").exists()
    (record,) = vigie(home, "feed", "test", "coast", "--json").lines
    assert (record["ok"], record["status"], record["format"], record["items"], record["dated"]) == (
        True,
        200,
        "rss20",
        3,
        2,
    )
    assert record["moved_to"] == server.url("/new.xml")


@pytest.mark.parametrize(
    ("dates", "items", "basis"),
    [
        ([""], "1, without a date", "until more is known of its rhythm"),
        (["", ""], "2, without dates", "until more is known of its rhythm"),
        (["Fri, 18 Oct 2024 10:00:00 GMT"], "1, dated ", "by the rhythm that its dates show"),
        (["Fri, 18 Oct 2024 10:00:00 GMT", ""], "2, 1 of them with a date, ", "by the rhythm"),
    ],
)
def test_a_test_says_what_it_knows_of_dates(
    home: Path, server: FeedServer, dates: list[str], items: str, basis: str
) -> None:
    entries = "".join(
        f"<item><title>T{number}</title>{f'<pubDate>{date}</pubDate>' if date else ''}</item>"
        for number, date in enumerate(dates)
    )
    url = server.put("/x", f"<rss version='2.0'><channel><title>C</title>{entries}</channel></rss>")
    told = vigie(home, "feed", "test", url)
    said = {line[:11].strip(): line[11:].rstrip() for line in told.out.splitlines()}
    assert said["items"].startswith(items)
    assert " to " not in said["items"]
    assert basis in said["next poll"]


def test_a_json_feed_is_called_so(home: Path, server: FeedServer) -> None:
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "title": "T"}]}'
    )
    told = vigie(home, "feed", "test", server.put("/x", body, "application/feed+json"))
    assert "format     JSON Feed, “J”" in told.out


# --- how they are ----------------------------------------------------------------------------------------


def test_the_table_of_sources_fits_the_window(home: Path, server: FeedServer) -> None:
    good = server.put("/good", rss(("1", HIT), ("2", "Calm sea")))
    server.fault("/bad", status(503))
    (home / "feeds.yaml").write_text(
        f"feeds:\n- {{id: good, url: '{good}', name: G, language: en}}\n"
        f"- {{id: bad, url: '{server.url('/bad')}', name: B, language: en}}\n"
    )
    assert vigie(home, "poll", "--once").code == 0
    piped = vigie(home, "feeds").out
    assert all(word in piped for word in ("last success", "matched", "delay", "next", "state"))
    assert piped.splitlines()[-1] == "2 feeds: 1 failed once or twice, 1 well"
    narrow = in_terminal(home, ["feeds"], "no prompt", b"")
    rows = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in narrow.splitlines()]
    assert max(map(len, rows)) <= 80
    assert any(row.startswith("bad ") and "failed once: the server answered" in row for row in rows)
    assert any("a wider window shows more" in row for row in rows)


def test_a_login_and_headers_are_sent_and_not_shown(home: Path, server: FeedServer) -> None:
    url = server.put("/x.xml", rss(("1", "One")))
    place = url.replace("http://", "http://ann:${PW}@")
    (home / "feeds.yaml").write_text(
        f"feeds:\n- {{id: x, url: '{place}', name: X, language: en, headers: {{X-Key: '${{KEY}}'}}, user_agent: Desk}}\n"
    )
    (home / ".env").write_text("PW=hunter2\n")
    told = vigie(home, "feed", "test", "x", KEY="k1")
    assert told.code == 0
    sent = server.log[-1].headers
    assert (sent["Authorization"], sent["X-Key"], sent["User-Agent"]) == (
        "Basic YW5uOmh1bnRlcjI=",
        "k1",
        "Desk",
    )
    assert "hunter2" not in told.out + told.err
    told = vigie(home, "feed", "test", "x")
    assert told.code == 2
    assert "feeds.yaml:2: feeds[0].headers.X-Key: KEY is not set" in told.err
    assert "hunter2" not in told.out + told.err


def test_a_test_that_fails_says_why(home: Path, server: FeedServer) -> None:
    url = server.fault("/x", status(503))
    told = vigie(home, "feed", "test", url)
    assert told.code == 1
    assert "failed   the server answered 503 Service Unavailable" in told.out
    (record,) = vigie(home, "feed", "test", url, "--json").lines
    assert (record["ok"], record["reason"]) == (False, "the server answered 503 Service Unavailable")
    told = vigie(home, "feed", "test", "nope")
    assert (told.code, told.out) == (2, "")
    assert "no source has the id nope" in told.err


def test_an_address_is_tested_without_a_home(tmp_path: Path, server: FeedServer) -> None:
    assert vigie(tmp_path, "feed", "test", server.put("/x", rss(("1", "One")))).code == 0
    assert list(tmp_path.iterdir()) == []


# --- OPML ------------------------------------------------------------------------------------------------

LIST = """<?xml version="1.0"?><opml version="2.0"><body>
<outline text="News">
  <outline text="One" xmlUrl="{one}" language="ko"/>
  <outline text="Two" xmlUrl="{two}"/>
</outline>
<outline text="A" xmlUrl="http://www.a.example/rss"/>
<outline text="Files" xmlUrl="file:///etc/passwd"/>
<outline text="Secret" xmlUrl="https://ann:hunter2@x.example/"/>
</body></opml>"""


def test_a_list_is_imported_and_what_is_not_taken_is_told(home: Path, server: FeedServer) -> None:
    one, two = server.url("/one.xml"), server.url("/two.xml")
    told = vigie(home, "import", "opml", "-", "--tag", "new", typed=LIST.format(one=one, two=two).encode())
    assert told.code == 1  # two are not taken
    assert "2 added to feeds.yaml, 1 already there, 2 not taken" in told.out
    assert "Files: file:///etc/passwd: only http and https" in told.out
    assert "hunter2" not in told.out + told.err + content(home)
    assert "1 have no language" in told.out
    assert content(home) == FEEDS + (
        f"  - {{id: one, url: '{one}', name: One, language: ko, tags: [News, new]}}\n"
        f"  - {{id: two, url: '{two}', name: Two, language: und, tags: [News, new]}}\n"
    )
    assert server.count() == 0


def test_with_check_only_what_is_a_feed_is_taken(home: Path, server: FeedServer, tmp_path: Path) -> None:
    one = server.put(
        "/one.xml", rss(("1", "One")).replace(b"<title>Fake", b"<language>fr</language><title>Fake")
    )
    file = tmp_path / "list.opml"
    file.write_text(
        f"<opml><outline xmlUrl='{one}'/><outline text='Gone' xmlUrl='{server.url('/gone')}'/></opml>"
    )
    told = vigie(home, "import", "opml", str(file), "--check", "--json")
    assert told.code == 1
    added, refused = told.lines
    assert (added["kind"], added["id"], added["language"]) == ("added", "fake", "fr")
    assert (refused["kind"], refused["reason"]) == ("refused", "the server answered 404 Not Found")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (b"<opml>", "broken XML"),
        (b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><opml>&e;</opml>", "entities"),
        (b"<opml>" + b" " * 11_000_000, "larger than 10 MB"),
    ],
)
def test_a_list_that_cannot_be_read_changes_nothing(home: Path, typed: bytes, reason: str) -> None:
    told = vigie(home, "import", "opml", "-", typed=typed)
    assert (told.code, content(home)) == (2, FEEDS)
    assert told.err.startswith("standard input: ")
    assert reason in told.err
    assert vigie(home, "import", "opml", "/nowhere/x.opml").code == 2


def test_what_is_exported_is_imported_again(home: Path, tmp_path: Path) -> None:
    told = vigie(ROOT, "export", "opml")
    assert told.code == 0
    mine = unfilled_feeds(ROOT)
    assert {found.url for found in listparser.parse(told.out).feeds} == {feed.url for feed in mine}
    (home / "feeds.yaml").write_text("feeds: []\n")
    assert vigie(home, "import", "opml", "-", typed=told.out.encode()).code == 0
    theirs = {feed.url: feed for feed in unfilled_feeds(home)}
    assert len(theirs) == len(mine)
    for feed in mine:
        other = theirs[feed.url]
        assert (other.name, other.language, other.tags) == (feed.name, feed.language, feed.tags)
