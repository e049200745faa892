"""Polling 1,000 feeds of 30 items on loopback: cold, then warm with 304, beside lemon24/reader.

    python benchmarks/poll.py [--feeds 1000] [--items 30] [--rounds 3]

Prints feeds/s (wall) and CPU ms per feed for both programs in the same run, with the ratio. Each round starts
both in fresh processes with an empty database; the server is a third process, so its CPU is not counted. CPU
is user and system time of the program and all of its workers. Vigie also matches every item against the
shipped storylines; reader does not. Every feed has a host of its own (127.0.x.y), as in the world.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORDS = (
    "harbour council vote border report minister strike water price court winter school market storm "
    "election rescue bridge talks farmers delay inquiry budget export railway museum island hospital"
).split()


def document(feed: int, items: int) -> bytes:
    """An RSS document whose texts are as long as those of news feeds (title 60, summary 200 characters)."""
    chance = random.Random(feed)
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    entries = []
    for number in range(items):
        title = " ".join(chance.choices(WORDS, k=9)).capitalize()
        summary = " ".join(chance.choices(WORDS, k=30)).capitalize()
        date = format_datetime(begun + timedelta(minutes=number * 7))
        link = f"https://news{feed}.example/{number}"
        entries.append(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
            f"<description>&lt;p&gt;{summary}. &lt;a href='{link}'&gt;More&lt;/a&gt;&lt;/p&gt;</description>"
            "</item>"
        )
    head = f"<title>News {feed}</title><link>https://news{feed}.example/</link><description>d</description>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'.encode()
    )


def serve(feeds: int, items: int, port: int, ready: Any) -> None:
    """Serve all documents with ETag and 304 until killed."""
    from aiohttp import web

    documents = [document(number, items) for number in range(feeds)]

    async def answer(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        etag = f'"v{number}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(
            body=documents[number], content_type="application/rss+xml", headers={"ETag": etag}
        )

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/{number}.xml", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "0.0.0.0", port, backlog=4096).start()
        ready.set()
        await asyncio.Event().wait()

    asyncio.run(main())


def url(number: int, port: int) -> str:
    """The address of a feed: each on a host of its own."""
    return f"http://127.0.{1 + number // 250}.{1 + number % 250}:{port}/{number}.xml"


def session_cpu() -> float:
    """CPU seconds of all processes of this POSIX session, with those of their ended children."""
    ticks, mine, total = os.sysconf("SC_CLK_TCK"), os.getsid(0), 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == mine:
            total += sum(map(int, fields[11:15]))
    return total / ticks


def measured(work: Callable[[], Any]) -> dict[str, float]:
    """Wall and CPU seconds of a piece of work."""
    wall, cpu = time.perf_counter(), session_cpu()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": session_cpu() - cpu}


def run_vigie(feeds: int, port: int) -> dict[str, Any]:
    """Poll and track everything twice in this process."""
    from bot.config import load_settings
    from bot.lookout import lookout

    class Clock:
        at = datetime(2026, 1, 2, tzinfo=UTC)

        def now(self) -> datetime:
            return self.at

    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "rules").symlink_to(ROOT / "rules")
        (home / "state").mkdir()
        lines = ["feeds:"]
        lines += [f"  - {{id: f{n}, url: '{url(n, port)}', name: n{n}, language: en}}" for n in range(feeds)]
        (home / "feeds.yaml").write_text("\n".join(lines))

        async def main() -> dict[str, Any]:
            async with lookout(home, load_settings(home), clock=clock, notifiers=()) as it:

                async def once() -> None:
                    polled = await it.poll_all_due()
                    assert polled == feeds, polled
                    await it.track(rounds=1_000_000)

                found = {}
                for name in ("cold", "warm"):
                    wall, cpu = time.perf_counter(), session_cpu()
                    await once()
                    found[name] = {"wall": time.perf_counter() - wall, "cpu": session_cpu() - cpu}
                    clock.at += timedelta(hours=1)
                info = await it.store(lambda store: store.info())
                health = await it.store(lambda store: store.feed_health())
                found["items"] = info.items
                found["failed"] = sum(1 for one in health if one.state.failures)
                return found

        return asyncio.run(main())


def run_reader(feeds: int, port: int) -> dict[str, Any]:
    """The same with reader, at its default number of workers for a command line run."""
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(str(Path(folder) / "db.sqlite"))
        for number in range(feeds):
            reader.add_feed(url(number, port))
        found: dict[str, Any] = {
            name: measured(lambda: reader.update_feeds(scheduled=False, workers=10))
            for name in ("cold", "warm")
        }
        found["items"] = reader.get_entry_counts().total
        found["failed"] = sum(1 for feed in reader.get_feeds() if feed.last_exception)
        return found


def in_new_session(program: str, feeds: int, port: int) -> dict[str, Any]:
    """Run one program in a process and session of its own."""
    command = [sys.executable, __file__, "--child", program, "--feeds", str(feeds), "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "VIGIE_LOG_LEVEL": "error"}
    done = subprocess.run(
        command, start_new_session=True, env=environment, stdout=subprocess.PIPE, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.decode().strip().splitlines()[-1])
    return result


def main() -> None:
    """Measure both programs by turns and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18_765)
    parser.add_argument("--child", choices=["vigie", "reader"])
    given = parser.parse_args()
    if given.child:
        if given.child == "vigie":
            from bot.logs import set_up_logging

            set_up_logging("json", "error")
        print(json.dumps((run_vigie if given.child == "vigie" else run_reader)(given.feeds, given.port)))
        return
    ready = multiprocessing.Event()
    server = multiprocessing.Process(
        target=serve, args=(given.feeds, given.items, given.port, ready), daemon=True
    )
    server.start()
    ready.wait(60)
    results: dict[str, list[dict[str, Any]]] = {"vigie": [], "reader": []}
    for _ in range(given.rounds):
        for program, rounds in results.items():
            rounds.append(in_new_session(program, given.feeds, given.port))
    server.kill()
    report(results, given.feeds, given.items)


def report(results: dict[str, list[dict[str, Any]]], feeds: int, items: int) -> None:
    """The table, with what each program stored, so that nobody wins by losing items."""
    print(f"{feeds} feeds × {items} items, medians of {len(results['vigie'])} rounds")
    print(f"{'':22}{'vigie':>12}{'reader':>12}{'ratio':>8}")
    for phase in ("cold", "warm"):
        median = {
            p: {k: statistics.median(r[phase][k] for r in rounds) for k in ("wall", "cpu")}
            for p, rounds in results.items()
        }
        rate = {p: feeds / m["wall"] for p, m in median.items()}
        cpu = {p: m["cpu"] * 1000 / feeds for p, m in median.items()}
        row(f"{phase} feeds/s", rate, rate["vigie"] / rate["reader"])
        row(f"{phase} CPU ms/feed", cpu, cpu["reader"] / cpu["vigie"])
    for name in ("items", "failed"):
        print(f"{name + ' at the end':22}{results['vigie'][-1][name]:12}{results['reader'][-1][name]:12}")


def row(label: str, values: dict[str, float], ratio: float) -> None:
    """One line: ours, the peer's, and how many times better ours is."""
    print(f"{label:22}{values['vigie']:12.2f}{values['reader']:12.2f}{ratio:7.1f}×")


if __name__ == "__main__":
    main()
