"""Alerts on standard output: nothing in them steers the terminal, and a reader that stops stops nothing else."""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import replace

from rich.console import Console

from bot.alerts.render import content_of, render
from bot.console import CONSOLE_CHAT, ConsoleNotifier
from bot.model import SendStatus
from tests.alerts.test_render import CONTENT
from tests.storysamples import SUBJECT, make_delivery

NASTY = "\x1b]0;owned\x07 \x1b[2J \u202eevil\u202c [bold]x[/bold]"


def _notifier(*, colours: bool = False, as_json: bool = False) -> tuple[ConsoleNotifier, io.StringIO]:
    out = io.StringIO()
    console = Console(file=out, force_terminal=colours, width=100, highlight=False, markup=False)
    return ConsoleNotifier(console, as_json=as_json), out


async def test_an_alert_cannot_steer_the_terminal() -> None:
    notifier, out = _notifier(colours=True)
    content = replace(
        CONTENT,
        title=NASTY,
        summary=NASTY * 2,
        source=NASTY,
        storyline_title=NASTY,
        url="https://e.org/\x1b]8;;x",
    )
    assert (await notifier.send(CONSOLE_CHAT, render(content))).status is SendStatus.SENT
    shown = out.getvalue()
    for harmful in ("\x1b]0;", "\x07", "\x1b[2J", "\u202e"):
        assert harmful not in shown
    assert "[bold]x[/bold]" in shown


async def test_a_story_on_the_console_says_all_that_a_chat_is_told() -> None:
    notifier, out = _notifier()
    message = render(content_of(make_delivery(), SUBJECT))
    await notifier.send(CONSOLE_CHAT, message)
    shown = out.getvalue()
    for line in message.text.splitlines():
        assert f"▌ {line}" in shown


async def test_an_edit_is_one_more_line_for_people_and_nothing_for_programs() -> None:
    """What is printed cannot be changed, and a program that was given an alert is not given it twice."""
    message = render(content_of(make_delivery(), SUBJECT))
    notifier, out = _notifier()
    sent = await notifier.send(CONSOLE_CHAT, message)
    assert sent.message_ref
    before = len(out.getvalue())
    again = await notifier.send(CONSOLE_CHAT, replace(message, edits=sent.message_ref))
    assert again.message_ref == sent.message_ref
    (line,) = out.getvalue()[before:].replace("\n", " ").strip().split("▌ ")[1:]
    assert line.startswith("↻ ")
    assert "disputed" in line
    assert "3 origins: Yonhap, AFP, TASS" in line
    assert "up to 12,000 missing — " in line

    programs, out = _notifier(as_json=True)
    assert (await programs.send(CONSOLE_CHAT, message)).message_ref == ""
    await programs.send(CONSOLE_CHAT, replace(message, edits="7"))
    assert len(out.getvalue().splitlines()) == 1


async def test_a_story_as_json_has_its_figures_sides_and_links() -> None:
    notifier, out = _notifier(as_json=True)
    await notifier.send(CONSOLE_CHAT, render(content_of(make_delivery(), SUBJECT)))
    alert = json.loads(out.getvalue())
    assert alert["figures"][0]["figure"]["claimant"] == "coast-guard"
    assert [side["stance"] for side in alert["sides"]] == ["claims", "confirms", "denies"]
    assert alert["links"][0]["url"] == alert["url"]
    assert (alert["state"], alert["origins"]) == ("disputed", ["Yonhap", "AFP", "TASS"])


async def test_an_alert_as_json_is_one_line_with_everything() -> None:
    notifier, out = _notifier(as_json=True)
    await notifier.send(CONSOLE_CHAT, render(replace(CONTENT, title="two\nlines")))
    (line,) = out.getvalue().splitlines()
    alert = json.loads(line)
    assert (alert["title"], alert["storyline_id"], alert["reason"]) == ("two\nlines", "nk", "new story")
    assert alert["evidence"][0]["concept"] == "troops"


async def test_a_reader_that_stops_delays_an_alert_and_does_not_repeat_it() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    out = os.fdopen(writing, "w", encoding="utf-8")
    notifier = ConsoleNotifier(Console(file=out, width=100), as_json=True, patience=0.05)
    message = render(replace(CONTENT, summary="x" * 200_000))  # more than a pipe holds
    assert (await notifier.send(CONSOLE_CHAT, message)).status is SendStatus.RETRY
    assert (await notifier.send(CONSOLE_CHAT, message)).status is SendStatus.RETRY
    taken, outcome = b"", SendStatus.RETRY
    while outcome is not SendStatus.SENT:
        with contextlib.suppress(BlockingIOError):
            taken += os.read(reading, 1_000_000)
        outcome = (await notifier.send(CONSOLE_CHAT, message)).status
    out.close()
    while more := os.read(reading, 1_000_000):
        taken += more
    os.close(reading)
    assert len(taken.splitlines()) == 1


async def test_a_closed_output_is_tried_again() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    out = os.fdopen(writing, "w", encoding="utf-8")
    notifier = ConsoleNotifier(Console(file=out, width=100), as_json=True)
    outcome = await notifier.send(CONSOLE_CHAT, render(CONTENT))
    assert outcome.status is SendStatus.RETRY
    assert "Broken pipe" in outcome.reason
    with contextlib.suppress(BrokenPipeError):
        out.close()
