"""Makes the pictures of the README from a real run: `make pictures`.

The daemon watches the feeds of the demo and talks to the strict Bot API server of the tests, where a reader
follows both storylines. What the server was sent is drawn as a chat shows it, by headless Chromium (on Debian
and Ubuntu: `apt install chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji`).
"""

from __future__ import annotations

import asyncio
import base64
import shutil
import subprocess
import tempfile
from copy import copy
from html import escape
from pathlib import Path

import telegram
from pydantic import SecretStr

from bot.commands.demo import raise_curtain
from bot.config import Settings
from bot.daemon import Rhythm, run
from bot.demo.clock import FastClock
from bot.demo.content import load_content
from bot.demo.server import DemoServer, write_home
from bot.lookout import only_one
from tests.botapi import TOKEN, BotApi
from tests.telegram.world import Person, Place, Sent

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SECONDS = 60.0
"""How long the show lasts."""
READER = Person(1001, "Ada")
WIDTH = 460

STYLE = (HERE / "chat.css").read_text(encoding="utf-8")


# --- drawing ---------------------------------------------------------------------------------------------


def drawn(message: Sent, answered: Sent | None = None) -> str:
    """A message as a chat shows it, in HTML."""
    seen = telegram.Message.de_json(message.json(), None)
    assert seen is not None
    text = seen.caption_html if message.picture else seen.text_html
    picture = ""
    if message.picture:
        picture = f'<img src="data:image/png;base64,{base64.b64encode(message.picture).decode()}">'
    reply = f'<div class="reply">{escape(answered.text.splitlines()[0])}</div>' if answered else ""
    edited = '<span class="time">edited</span>' if message.edits else ""
    body = f'<div class="text">{picture}{reply}{text}{edited}</div>'
    rows = (message.reply_markup or {}).get("inline_keyboard", [])
    keys = "".join(
        '<div class="row">' + "".join(f"<span>{escape(key['text'])}</span>" for key in row) + "</div>"
        for row in rows
    )
    return f'<div class="one">{body}{keys}</div>'


def shoot(name: str, bubbles: str) -> Path:
    """Write the picture of some bubbles; returns its file."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        raise SystemExit("the pictures are drawn by Chromium: apt install chromium")
    target = HERE / f"{name}.png"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(f'<meta charset="utf-8"><style>{STYLE}</style><body>{bubbles}', encoding="utf-8")
        height = _height(browser, page)
        _chromium(browser, page, f"--screenshot={target}", f"--window-size={WIDTH},{height}")
    print(target.relative_to(ROOT), f"{target.stat().st_size / 1024:.0f} KiB")
    return target


def _height(browser: str, page: Path) -> int:
    """The height of the page in pixels, as the browser lays it out."""
    probe = page.with_name("probe.html")
    script = "<script>document.title = document.body.scrollHeight</script>"
    probe.write_text(page.read_text(encoding="utf-8") + script, encoding="utf-8")
    dump = _chromium(browser, probe, "--dump-dom", f"--window-size={WIDTH},200")
    return int(dump.partition("<title>")[2].partition("</title>")[0])


def _chromium(browser: str, page: Path, *options: str) -> str:
    fixed = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=2",
    ]
    done = subprocess.run(
        [browser, *fixed, *options, page.as_uri()], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


# --- the run ---------------------------------------------------------------------------------------------


class Reader:
    """Somebody who follows all, and remembers how each message looked at each time."""

    def __init__(self, server: BotApi) -> None:
        self.server = server
        self.place: Place = server.private(READER)
        self.seen: dict[tuple[int, int], Sent] = {}

    async def watch(self) -> None:
        """Keep each version of each message."""
        while True:
            for message in self.server.sent:
                self.seen.setdefault((message.message_id, message.edits), copy(message))
            await asyncio.sleep(0.02)

    async def ask(self, text: str) -> Sent:
        """Say something; the answer."""
        before = len(self.server.sent)
        self.server.say(self.place, text, READER)
        await self.server.until(lambda: len(self.server.sent) > before, within=30)
        await self.server.handled()
        return self.server.sent[-1]

    async def press(self, message: Sent, label: str) -> Sent:
        """Press a button; the last message then."""
        before, edits = len(self.server.sent), message.edits
        self.server.press(message, label, READER)
        await self.server.until(lambda: len(self.server.sent) > before or message.edits > edits, within=30)
        await self.server.handled()
        return self.server.sent[-1]


async def show() -> None:
    """Run the daemon on the demo, and draw what a reader got."""
    content, stop, over = load_content(), asyncio.Event(), asyncio.Event()
    clock = FastClock(content.start, content.speed(SECONDS), standing=True)
    with tempfile.TemporaryDirectory(prefix="vigie-pictures-") as folder:
        home = Path(folder)
        async with DemoServer(content, clock) as feeds, BotApi() as server:
            write_home(home, feeds.url, content)
            reader = Reader(server)
            settings = Settings(
                telegram_bot_token=SecretStr(TOKEN), telegram_api=server.url, access="open", log_level="error"
            )
            with only_one(home):
                rhythm = Rhythm(poll=0.4, track=0.2, deliver=0.2)
                daemon = asyncio.create_task(
                    run(home, settings, notifiers=(), clock=clock, rhythm=rhythm, stop=stop)
                )
                watching = asyncio.create_task(reader.watch())
                await reader.ask("/subscribe all")
                await reader.ask("/settings zone Paris")
                await raise_curtain(content, home, clock, SECONDS, over)
                await draw(reader)
                watching.cancel()
                stop.set()
                await daemon


async def draw(reader: Reader) -> None:
    """The pictures of the README."""
    first = {message.message_id: message for (_, edits), message in reader.seen.items() if not edits}
    answers = [message for message in reader.server.sent if message.reply_to in first]
    opened = max(first, key=lambda number: sum(one.reply_to == number for one in answers))
    told = [one for one in answers if one.reply_to == opened]
    now = next(one for one in reader.server.sent if one.message_id == opened)
    shoot("alert", drawn(first[opened]))
    shoot("update", drawn(now) + "".join(drawn(one, now) for one in told))
    shoot("settings", drawn(await reader.ask("/settings quiet 22:30 7:00")))
    which = await reader.ask("/figures")
    shoot("figures", drawn(await reader.press(which, "North Korean")))


if __name__ == "__main__":
    asyncio.run(show())
