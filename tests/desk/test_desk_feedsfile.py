"""A source is added to feeds.yaml, and nothing else in it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.feedsfile import add_source, replace_unchanged
from bot.desk.yamladd import with_entries
from bot.errors import ConfigError
from bot.model import FoundFeed
from bot.sources import read_feeds

SHIPPED = Path(__file__).parents[2] / "feeds.yaml"


def found(
    url: str = "https://new.example/rss", title: str = "The New Gazette", language: str = "fr"
) -> FoundFeed:
    return FoundFeed(url=url, title=title, language=language, items=3, newest=("One",), matching=())


def home_with(folder: Path, text: str | bytes) -> Path:
    (folder / "feeds.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def content(home: Path) -> str:
    return (home / "feeds.yaml").read_bytes().decode()


A = "{id: a, url: 'https://a.example/', name: A, language: en}"
B = "{id: b, url: 'https://b.example/', name: B, language: ko}"
NEW = "{id: the-new-gazette, url: 'https://new.example/rss', name: The New Gazette, language: fr}"
LINES = "id: the-new-gazette\n{0}url: https://new.example/rss\n{0}name: The New Gazette\n{0}language: fr\n"

LAYOUTS = {
    "braces below dashes": (f"feeds:\n  - {A}\n  - {B}\n", f"feeds:\n  - {A}\n  - {B}\n  - {NEW}\n"),
    "no indentation, no last line end": (f"feeds:\n- {A}", f"feeds:\n- {A}\n- {NEW}"),
    "Windows": (f"feeds:\r\n- {A}\r\n\r\n# end\r\n", f"feeds:\r\n- {A}\r\n- {NEW}\r\n\r\n# end\r\n"),
    "a mark at the beginning": (f"\ufefffeeds:\n- {A}\n", f"\ufefffeeds:\n- {A}\n- {NEW}\n"),
    "wide braces": (
        f"feeds:\n- {{ {A[1:-1]} }}  # the first\n",
        f"feeds:\n- {{ {A[1:-1]} }}  # the first\n- {{ {NEW[1:-1]} }}\n",
    ),
    "brackets": (f"feeds: [{A}, {B}]\n", f"feeds: [{A}, {B}, {NEW}]\n"),
    "brackets over lines": (
        f"feeds: [\n  {A},  # one\n  {B}  # two\n]\ndefaults: {{interval: 5m}}\n",
        f"feeds: [\n  {A},  # one\n  {B},  # two\n  {NEW}\n]\ndefaults: {{interval: 5m}}\n",
    ),
    "a comma at the end": (f"feeds: [\n  {A},  # one\n]\n", f"feeds: [\n  {A},  # one\n  {NEW},\n]\n"),
    "nothing yet": ("feeds: []  # none\ndefaults: {interval: 5m}\n", None),
    "all in braces": ("{feeds: []}\n", "{feeds: [" + NEW.replace("'", "") + "]}\n"),
    "a list that has a name": (
        f"feeds: &all\n  - &a {A}\n# end\n",
        f"feeds: &all\n  - &a {A}\n  - {NEW}\n# end\n",
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_source_looks_as_those_before_it(tmp_path: Path, layout: str) -> None:
    before, after = LAYOUTS[layout]
    home = home_with(tmp_path, before)
    assert add_source(home, found()) == "the-new-gazette"
    if after is None:
        after = "feeds:  # none\n  - " + LINES.format("    ") + "defaults: {interval: 5m}\n"
    assert content(home) == after


def test_odd_indentation_comments_anchors_and_blank_lines_stay(tmp_path: Path) -> None:
    before = (
        "# mine\n"
        "defaults:\n        interval: 20m\n"
        "feeds:   # all of them\n\n"
        "    -   id: a       # first\n"
        '        url: "https://a.example/"\n'
        "        name: >-\n          The\n          A\n"
        "        language: &english en\n"
        "        tags: &kind [agency,\n          new]\n\n"
        "    -   id: b\n"
        '        url: "https://b.example/"\n'
        "        name: B\n"
        "        language: *english\n"
        "        tags: *kind\n"
        "        # interval: 5m\n"
        "\n# ---- end\n"
    )
    home = home_with(tmp_path, before)
    add_source(home, found())
    added = "\n    -   " + LINES.format("        ").replace(
        "https://new.example/rss", '"https://new.example/rss"'
    )
    place = before.index("\n# ---- end")
    assert content(home) == before[:place] + added + before[place:]


def test_the_shipped_file_gets_one_line_more(tmp_path: Path) -> None:
    before = SHIPPED.read_text(encoding="utf-8")
    home = home_with(tmp_path, before)
    add_source(home, found(title="Новая газета"))
    gained = set(content(home).splitlines()) - set(before.splitlines())
    assert len(gained) == 1
    assert (
        '{id: new.example, url: "https://new.example/rss", name: Новая газета, language: fr}' in gained.pop()
    )
    assert len(read_feeds(content(home), "f")) == len(read_feeds(before, "f")) + 1


def test_a_known_address_is_not_added_again(tmp_path: Path) -> None:
    home = home_with(tmp_path, f"feeds:\n- {A}\n")
    before = content(home)
    assert add_source(home, found("http://www.a.example")) == "a"
    assert content(home) == before


def test_ids_are_free_and_an_outlet_counts_once(tmp_path: Path) -> None:
    home = home_with(tmp_path, f"feeds:\n- {A}\n")
    assert add_source(home, found("https://x.example/1", "A")) == "a-2"
    assert add_source(home, found("https://x.example/2", "A", "")) == "a-3"
    last = read_feeds(content(home), "f")[-1]
    assert (last.publisher, last.language) == ("A", "und")
    assert add_source(home, found("https://a.example/world", "World")) == "world"
    assert read_feeds(content(home), "f")[-1].publisher == "A"


@pytest.mark.parametrize(
    "place", ["www.youtube.com", "feeds.feedburner.com", "10.0.0.5:3000", "[2001:db8::5]:3000"]
)
def test_outlets_that_share_a_host_by_chance_are_not_one(tmp_path: Path, place: str) -> None:
    home = home_with(tmp_path, "feeds: []\n")
    add_source(home, found(f"https://{place}/feed?channel=1", "BBC"))
    add_source(home, found(f"https://{place}/feed?channel=2", "Al Jazeera"))
    assert [feed.publisher for feed in read_feeds(content(home), "f")] == ["BBC", "Al Jazeera"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("feeds:\n- {id: a}\n", r"feeds\.yaml:2: feeds\[0\]\.name"),
        ("feeds: [", "not valid YAML"),
        ("defaults: {}\n", "feeds: missing"),
        (b"feeds: \xff", "not UTF-8"),
        ("", "empty"),
        (f"all: &all\n- {A}\nfeeds: *all\n", "unknown key"),
    ],
)
def test_a_file_with_mistakes_is_left_alone(tmp_path: Path, text: str | bytes, reason: str) -> None:
    home = home_with(tmp_path, text)
    before = (home / "feeds.yaml").read_bytes()
    with pytest.raises(ConfigError, match=reason):
        add_source(home, found())
    assert (home / "feeds.yaml").read_bytes() == before
    assert [file.name for file in home.iterdir()] == ["feeds.yaml"]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        add_source(tmp_path, found())


def test_an_address_that_no_file_may_hold_changes_nothing(tmp_path: Path) -> None:
    home = home_with(tmp_path, f"feeds:\n- {A}\n")
    with pytest.raises(ConfigError, match="url: expected an address that begins with https"):
        add_source(home, found("ftp://new.example/rss"))
    assert content(home) == f"feeds:\n- {A}\n"


def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real = home_with(tmp_path / "real", f"feeds:\n- {A}\n")
    (real / "feeds.yaml").chmod(0o640)
    (tmp_path / "feeds.yaml").symlink_to(real / "feeds.yaml")
    add_source(tmp_path, found())
    assert (tmp_path / "feeds.yaml").is_symlink()
    assert (real / "feeds.yaml").stat().st_mode & 0o777 == 0o640
    assert NEW in content(real)


def test_a_file_that_changed_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"edited")
    assert not replace_unchanged(file, b"as it was read", b"with one more")
    assert file.read_bytes() == b"edited"
    assert replace_unchanged(file, b"edited", b"with one more")
    assert file.read_bytes() == b"with one more"
    assert list(tmp_path.iterdir()) == [file]


class Interrupting(str):
    """A language while which is looked at somebody edits the file, once."""

    file: Path
    edits = 0

    def __bool__(self) -> bool:
        if not self.edits:
            self.edits += 1
            self.file.write_text(f"# mine\nfeeds:\n- {B}\n")
        return len(self) > 0


def test_what_somebody_writes_meanwhile_is_kept(tmp_path: Path) -> None:
    home = home_with(tmp_path, f"feeds:\n- {A}\n")
    language = Interrupting("fr")
    language.file = home / "feeds.yaml"
    add_source(home, found(language=language))
    assert content(home) == f"# mine\nfeeds:\n- {B}\n- {NEW}\n"


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1, max_size=40
).map(str.strip)


@settings(max_examples=150, deadline=None)
@given(
    TEXT,
    st.sampled_from([before for before, _ in LAYOUTS.values()]),
    st.booleans(),
)
def test_any_words_are_read_back_as_they_were(text: str, before: str, quoted: bool) -> None:
    """What is written is what is read, also of names that look like numbers, dates, comments or brackets."""
    after = with_entries(
        before.removeprefix("\ufeff"),
        "feeds",
        [{"id": "new", "url": "https://n.example", "name": text or "x", "language": "no"}],
        quoted=quoted,
    )
    assert after is not None
    try:
        *others, new = read_feeds(after, "f")
    except ConfigError:
        assert not quoted  # then it is written in quotation marks
        return
    assert others == list(read_feeds(before.removeprefix("\ufeff"), "f"))
    assert new.id == "new"
    assert new.language == "no"
    if quoted:
        assert new.name == (text or "x")


@settings(max_examples=60, deadline=None)
@given(
    TEXT,
    st.sampled_from(
        ["123", "null", "yes", "~", "1e5", "2024-01-01", "- x", "a: b", "#x", "{", "*a", "!b", "%", "@"]
    ),
)
def test_any_title_makes_a_source(tmp_path_factory: pytest.TempPathFactory, text: str, odd: str) -> None:
    for title in (text, odd, text + odd):
        home = home_with(tmp_path_factory.mktemp("home"), f"feeds:\n- {A}\n")
        added = add_source(home, found(title=title))
        last = read_feeds(content(home), "f")[-1]
        assert last.id == added
        assert last.name
