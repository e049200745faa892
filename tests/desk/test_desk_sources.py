"""Sources go from the file that they stand in, and many come at once; nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.feedsfile import Added, NewSource, add_source, add_sources, remove_source
from bot.errors import ConfigError
from bot.model import FoundFeed
from bot.sources import load_feeds, read_feeds

SHIPPED = Path(__file__).parents[2] / "feeds.yaml"

A = "{id: a, url: 'https://a.example/', name: A, language: en}"
B = "{id: b, url: 'https://b.example/', name: B, language: ko}"
C = "{id: c, url: 'https://c.example/', name: C, language: fr}"


def home_with(folder: Path, text: str) -> Path:
    (folder / "feeds.yaml").write_bytes(text.encode())
    return folder


def content(home: Path, name: str = "feeds.yaml") -> str:
    return (home / name).read_bytes().decode()


REMOVED = {
    "one of three": ("b", f"feeds:\n- {A}\n- {B}\n- {C}\n", f"feeds:\n- {A}\n- {C}\n"),
    "by its address": ("http://www.b.example", f"feeds:\n- {A}\n- {B}\n", f"feeds:\n- {A}\n"),
    "the only one": ("a", f"feeds:  # all\n  - {A}\n# end\n", "feeds: []  # all\n# end\n"),
    "the only one of a list that has a name": ("a", f"feeds: &all\n- {A}\n", "feeds: &all []\n"),
    "its own remarks": (
        "b",
        f"feeds:\n- {A}\n\n# about B\n# and more\n- {B}  # here\n    # and here\n\n# about C\n- {C}\n",
        f"feeds:\n- {A}\n\n# about C\n- {C}\n",
    ),
    "the remark over a group stays": (
        "a",
        f"feeds:\n  # ---- letters\n  - {A}\n  - {B}\n",
        f"feeds:\n  # ---- letters\n  - {B}\n",
    ),
    "a remark apart stays": ("a", f"feeds:\n\n# ---- letters\n\n- {A}\n\n- {B}\n", f"feeds:\n\n# ---- letters\n\n- {B}\n"),
    "on several lines": (
        "a",
        ("feeds:\r\n  -\r\n    id: a\r\n    url: https://a.example\r\n    name: >-\r\n      A\r\n\r\n      B\r\n"
        f"    language: en\r\n\r\n  - {B}\r\n"),
        f"feeds:\r\n  - {B}\r\n",
    ),
    "no line end": ("b", f"feeds:\n- {A}\n- {B}", f"feeds:\n- {A}"),
    "a mark at the beginning": ("a", f"\ufefffeeds:\n- {A}\n- {B}\n", f"\ufefffeeds:\n- {B}\n"),
    "first in brackets": ("a", f"feeds: [{A}, {B}, {C}]\n", f"feeds: [{B}, {C}]\n"),
    "last in brackets": ("c", f"feeds: [{A}, {B}, {C}]\n", f"feeds: [{A}, {B}]\n"),
    "last in brackets, with a comma": ("b", f"feeds: [{A}, {B}, ]\n", f"feeds: [{A}, ]\n"),
    "alone in brackets": ("a", f"feeds: [{A},]\n", "feeds: []\n"),
    "brackets over lines": (
        "b",
        f"feeds: [\n  {A},  # one\n  {B}  # two\n]\n",
        f"feeds: [\n  {A}  # one\n]\n",
    ),
    "all in braces": ("a", "{feeds: [" + A + "], defaults: {}}\n", "{feeds: [], defaults: {}}\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", REMOVED)
def test_a_source_goes_and_all_else_stays(tmp_path: Path, case: str) -> None:
    wanted, before, after = REMOVED[case]
    home = home_with(tmp_path, before)
    gone = remove_source(home, wanted)
    assert gone.feed.id in "abc"
    assert content(home) == after


def test_any_shipped_source_leaves_without_a_trace(tmp_path: Path) -> None:
    before = SHIPPED.read_text(encoding="utf-8")
    feeds = read_feeds(before, "f")
    for feed in feeds[:: len(feeds) // 8]:
        home = home_with(tmp_path, before)
        remove_source(home, feed.id)
        lost = [line for line in before.splitlines() if line not in content(home).splitlines()]
        assert len(lost) == 1
        assert f"{{id: {feed.id}," in lost[0]
        assert content(home) == before.replace(lost[0] + "\n", "")


def test_a_source_goes_from_the_file_that_it_stands_in(tmp_path: Path) -> None:
    home = home_with(tmp_path, f"include: [more/]\nfeeds:\n- {A}\n")
    (home / "more").mkdir()
    (home / "more" / "x.yaml").write_text(f"feeds:\n- {B}\n- {C}  # keep\n")
    gone = remove_source(home, "b")
    assert (gone.file, gone.line) == (home / "more" / "x.yaml", 2)
    assert content(home, "more/x.yaml") == f"feeds:\n- {C}  # keep\n"
    assert content(home) == f"include: [more/]\nfeeds:\n- {A}\n"


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        (f"feeds:\n- {A}\n", "nope", "no source has the id or address nope"),
        (f"feeds:\n- &x {A}\n- {{<<: *x, id: b}}\n", "a", "unknown key"),
        ("feeds:\n- {id: a, url: 'https://a.example', name: &n A, language: en}\n- {id: b, url: 'https://b.example', name: *n, language: en}\n", "a", "line 2: a cannot be taken out from here"),
        ("feeds: [\n", "a", "not valid YAML"),
        (f"include: [none.yaml]\nfeeds:\n- {A}\n", "a", "feeds.yaml:1: include"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_out_stays(tmp_path: Path, text: str, wanted: str, reason: str) -> None:
    home = home_with(tmp_path, text)
    with pytest.raises(ConfigError, match=reason):
        remove_source(home, wanted)
    assert content(home) == text
    assert [file.name for file in home.iterdir()] == ["feeds.yaml"]


def test_a_secret_that_is_not_set_here_hinders_no_change(tmp_path: Path) -> None:
    """The daemon may have it from its service's settings, which a terminal has not."""
    text = f"feeds:\n- {A[:-1]}, login: 'x:${{PW}}'}}\n- {B}\n"
    home = home_with(tmp_path, text)
    remove_source(home, "b")
    assert (
        add_source(
            home,
            FoundFeed(url="https://n.example", title="N", language="en", items=0, newest=(), matching=()),
        )
        == "n"
    )
    assert content(home).startswith(text.split("\n- {id: b")[0])


def test_many_come_at_one_write_and_each_is_told_of(tmp_path: Path) -> None:
    home = home_with(tmp_path, f"include: [more.yaml]\nfeeds:\n  - {A}\n")
    (home / "more.yaml").write_text(f"feeds:\n- {B}\n")
    results = add_sources(
        home,
        [
            NewSource(url="https://x.example/1", name="New One", language="ko", tags=("agency", "a, b")),
            NewSource(url="http://b.example", name="B again"),
            NewSource(url="https://x.example/2", name="New One"),
            NewSource(url="https://x.example/1?utm_source=y", name="the first again"),
            NewSource(url="file:///etc/passwd", name="P"),
            NewSource(url="https://ann:pw@y.example/", name="Y"),
            NewSource(url="https://z.example/", name="Z", id="a"),
            NewSource(url="https://z.example/", name="Z", id="Not An Id"),
            NewSource(url="https://v.example/", name="V", id="my-v"),
        ],
    )
    assert [one.id for one in results] == ["new-one", "b", "new-one-2", "new-one", "", "", "", "", "my-v"]
    assert [one.was_there for one in results] == [False, True, False, True, *[False] * 5]
    reasons = [one.mistake for one in results if one.mistake]
    assert reasons[0].startswith("url: expected an address that begins with https")
    assert "holds a name or a password" in reasons[1]
    assert "pw" not in reasons[1].replace("${PASSWORD}", "")
    assert "another source has the id a" in reasons[2]
    assert reasons[3].startswith("id: ")
    lines = content(home).splitlines()
    assert (
        lines[3]
        == "  - {id: new-one, url: 'https://x.example/1', name: New One, language: ko, tags: [agency, 'a, b']}"
    )
    assert len(lines) == 6
    assert [feed.id for feed in load_feeds(home)] == ["a", "new-one", "new-one-2", "my-v", "b"]


def test_five_hundred_come_at_once(tmp_path: Path) -> None:
    home = home_with(tmp_path, SHIPPED.read_text(encoding="utf-8"))
    new = [NewSource(url=f"https://n{n}.example/", name=f"N {n}", language="en") for n in range(500)]
    assert add_sources(home, new)[-1] == Added(id="n-499")
    assert len(load_feeds(home)) == len(read_feeds(SHIPPED.read_text(encoding="utf-8"), "f")) + 500


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("include: [more.yaml]\n", "include: [more.yaml]\nfeeds:\n  - id: n\n    url: https://n.example\n    name: N\n    language: en\n"),
        ("include: [more.yaml]", "include: [more.yaml]\nfeeds:\n  - id: n\n    url: https://n.example\n    name: N\n    language: en\n"),
    ],
)  # fmt: skip
def test_a_file_that_only_includes_others_gets_a_list(tmp_path: Path, before: str, after: str) -> None:
    home = home_with(tmp_path, before)
    (home / "more.yaml").write_text(f"feeds:\n- {B}\n")
    assert add_sources(home, [NewSource(url="https://n.example", name="N", language="en")])[0].id == "n"
    assert content(home) == after


def test_one_that_cannot_be_read_back_hinders_no_other(tmp_path: Path) -> None:
    """A list from elsewhere may hold what means something in feeds.yaml."""
    home = tmp_path
    (home / "feeds.yaml").write_text("feeds: []\n")
    odd = NewSource(url="https://x.example/${TOKEN}.xml", name="${TOKEN}")
    good = NewSource(url="https://y.example/rss", name="Y ${TOKEN}")
    refused, added = add_sources(home, [odd, good])
    assert "only as its password" in refused.mistake
    assert added.id == "y-token"
    assert [feed.name for feed in read_feeds((home / "feeds.yaml").read_text(), "f")] == ["Y ${TOKEN}"]
