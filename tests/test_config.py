"""feeds.yaml, settings and the home: every mistake is told with file, line and field."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.errors import ConfigError
from bot.rulebook import load_home
from bot.sources import fingerprint, read_feeds

GOOD = "feeds:\n  - url: https://e.org/a.xml\n    name: A\n    language: en\n"


def _problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_feeds(text, "feeds.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_a_feed_needs_only_url_name_and_language() -> None:
    (feed,) = read_feeds(GOOD, "feeds.yaml")
    assert (feed.id, feed.publisher, feed.interval) == ("e.org-a.xml", "A", None)
    assert (feed.shortest, feed.longest) == (timedelta(minutes=5), timedelta(hours=4))
    assert (feed.headers, feed.login) == ((), "")
    assert feed.alert_newer_than == timedelta(0)


def test_defaults_hold_for_every_feed_that_does_not_say_otherwise() -> None:
    text = (
        "defaults: {interval: 1h, alert_newer_than: 6h}\n"
        + GOOD
        + "  - {url: 'https://e.org/b', name: B, language: fr, interval: 5m, alert_newer_than: 0h}\n"
    )
    first, second = read_feeds(text, "feeds.yaml")
    assert (first.interval, first.alert_newer_than) == (timedelta(hours=1), timedelta(hours=6))
    assert (second.interval, second.alert_newer_than) == (timedelta(minutes=5), timedelta(0))


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (
            "    interval: soon\n",
            "feeds.yaml:5: feeds[0].interval: expected a time from 1m to 7d such as 15m, or auto, not 'soon'",
        ),
        (
            "    interval: 10s\n",
            "feeds.yaml:5: feeds[0].interval: expected a time from 1m to 7d such as 15m, or auto, not '10s'",
        ),
        (
            "    interval: 15\n",
            "feeds.yaml:5: feeds[0].interval: expected a time from 1m to 7d such as 15m, or auto, not 15",
        ),
        (
            "    intervall: 15m\n",
            "feeds.yaml:5: feeds[0].intervall: unknown key; expected one of: alert_newer_than, country, headers,",
        ),
        (
            "    country: Norway\n",
            "feeds.yaml:5: feeds[0].country: expected an ISO 3166-1 code of two capital letters such as KR, not 'Norway'",
        ),
        (
            "    id: Not A Slug\n",
            "feeds.yaml:5: feeds[0].id: expected at most 64 lower-case letters, digits, hyphens and dots, not 'Not A Slug'",
        ),
        (
            "    id: 304\n",
            "feeds.yaml:5: feeds[0].id: expected at most 64 lower-case letters, digits, hyphens and dots, not 304; put it in",
        ),
        ("    tags: agency\n", "feeds.yaml:5: feeds[0].tags: expected a valid tuple"),
    ],
)
def test_a_mistake_in_a_feed_is_told_where_it_stands(extra: str, expected: str) -> None:
    (told,) = _problems(GOOD + extra)
    assert told.startswith(expected)


@pytest.mark.parametrize(
    "url",
    ["ftp://e.org/a", "file:///etc/passwd", "javascript:x", "e.org/a", "https://", "https://e.org:port/"],
)
def test_only_web_addresses_are_feeds(url: str) -> None:
    (told,) = _problems(GOOD.replace("https://e.org/a.xml", url))
    assert told.startswith("feeds.yaml:2: feeds[0].url: ")


def test_the_country_norway_is_a_country() -> None:
    (feed,) = read_feeds(GOOD + "    country: NO\n", "feeds.yaml")
    assert feed.country == "NO"


@pytest.mark.parametrize(
    ("second", "field"),
    [
        ("  - {url: 'http://www.e.org/a.xml', name: B, language: en, id: b}\n", "feeds[1].url"),
        ("  - {url: 'https://e.org/b', name: B, language: en, id: e.org-a.xml}\n", "feeds[1].id"),
    ],
)
def test_two_feeds_cannot_share_an_id_or_an_address(second: str, field: str) -> None:
    (told,) = _problems(GOOD + second)
    assert told.startswith(f"feeds.yaml:5: {field}: ")
    assert "line 2" in told


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("feeds:\n  - name: A\n")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text("titel: x\n")
    with pytest.raises(ConfigError) as caught:
        load_home(tmp_path)
    files = {Path(problem.file).name for problem in caught.value.problems}
    assert files == {"feeds.yaml", "a.yaml"}
    assert all(Path(problem.file).exists() for problem in caught.value.problems)


def test_an_empty_home_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="vigie init"):
        load_home(tmp_path)


def test_a_file_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_bytes(b"feeds:\n  - name: caf\xe9\n")
    with pytest.raises(ConfigError, match=r"feeds.yaml:2: not UTF-8"):
        load_home(tmp_path)


def test_the_fingerprint_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "rules" / "concepts").mkdir(parents=True)
    marks = [fingerprint(tmp_path)]
    for name in ("feeds.yaml", "rules/a.yaml", "rules/concepts/b.yml"):
        (tmp_path / name).write_text("x")
        marks.append(fingerprint(tmp_path))
    (tmp_path / "feeds.yaml").write_text("xy")
    marks.append(fingerprint(tmp_path))
    assert len(set(marks)) == len(marks)


def test_settings_come_from_the_environment_and_from_dotenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN=1:from-file\nVIGIE_CONCURRENCY=5\nOTHER=x\n")
    monkeypatch.setenv("VIGIE_CONCURRENCY", "7")
    settings = load_settings(tmp_path)
    assert settings.concurrency == 7
    assert settings.telegram_bot_token.get_secret_value() == "1:from-file"
    assert "from-file" not in repr(settings)


def test_a_wrong_setting_is_named_and_its_value_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("VIGIE_CONCURRENCY=secret\nVIGIE_LOG=xml\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path)
    told = str(caught.value)
    assert "VIGIE_CONCURRENCY" in told
    assert "VIGIE_LOG" in told
    assert "secret" not in told


def test_who_may_use_the_bot_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(tmp_path)
    assert (settings.access, settings.admins, settings.chats) == ("ask", frozenset(), frozenset())
    monkeypatch.setenv("VIGIE_ADMINS", " 123456789, 42\n7 ")
    monkeypatch.setenv("VIGIE_CHATS", "-1001234567890 5")
    monkeypatch.setenv("VIGIE_ACCESS", "invite")
    settings = load_settings(tmp_path)
    assert settings.access == "invite"
    assert settings.admins == {123456789, 42, 7}
    assert settings.chats == {-1001234567890, 5}


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("VIGIE_ADMINS", "ada", "numeric ids"),
        ("VIGIE_ADMINS", "1;2", "numeric ids"),
        ("VIGIE_ADMINS", "1.5", "numeric ids"),
        ("VIGIE_ADMINS", "@ada", "numeric ids"),
        ("VIGIE_ADMINS", "123456789:AAF-a_token_in_the_wrong_place", "numeric ids"),
        ("VIGIE_ADMINS", "-100123", "ids of people"),
        ("VIGIE_ADMINS", "0", "ids of people"),
        ("VIGIE_ADMINS", "9" * 400, "numeric ids"),
        ("VIGIE_CHATS", "desk", "numeric ids"),
        ("VIGIE_CHATS", "--5", "numeric ids"),
        ("VIGIE_ACCESS", "everybody", "'open', 'ask', 'invite' or 'listed'"),
    ],
)
def test_a_mistake_about_who_may_use_the_bot_is_named(
    variable: str, value: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path)
    assert variable in str(caught.value)
    assert told in str(caught.value)
    assert "Value error" not in str(caught.value)
    assert len(value) < 4 or value not in str(caught.value).replace("such as 123456789", "")
