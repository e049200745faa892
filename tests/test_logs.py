"""Log lines hold no secret and no character that steers a terminal."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from bot.logs import set_up_logging
from bot.secrets import without_secrets

TOKEN = "1234567890:AAE-abcdefghijklmnopqrstuvwxyz_12345"


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"token {TOKEN} refused",
        "https://user:pass-word@e.org/feed.xml is gone",
    ],
)
def test_secrets_are_blotted_out(text: str) -> None:
    clean = without_secrets(text)
    assert TOKEN not in clean
    assert "pass-word" not in clean
    assert "***" in clean


def test_harmless_text_is_left_alone() -> None:
    for text in ("12:30 https://e.org:8080/a?b=c@d", "1234567890:short", "published 2024-10-18"):
        assert without_secrets(text) == text


@pytest.fixture(autouse=True)
def _restore() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_line_is_json_with_event_and_facts(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("json", "info")
    structlog.get_logger().info("poll", feed="a", error=f"\x1b[31m{TOKEN}")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["feed"], line["level"]) == ("poll", "a", "info")
    assert line["error"] == "[31m***"


def test_libraries_log_in_the_same_form_and_chatty_ones_only_warnings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("json", "info")
    logging.getLogger("httpx").info("POST /bot%s/getMe", TOKEN)
    logging.getLogger("httpx").warning("POST /bot%s/getMe", TOKEN)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["POST /bot***/getMe"]


def test_a_traceback_holds_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("json", "info")
    try:
        raise ValueError(f"bad {TOKEN}")
    except ValueError:
        structlog.get_logger().exception("broke")
    assert TOKEN not in capsys.readouterr().err


def test_polls_that_brought_nothing_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("json", "info", only_news=True)
    log = structlog.get_logger()
    log.info("poll", feed="a", new=0)
    log.info("poll", feed="b", new=1)
    log.warning("poll", feed="c", new=0, error="gone")
    assert [json.loads(line)["feed"] for line in capsys.readouterr().err.splitlines()] == ["b", "c"]
