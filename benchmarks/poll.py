"""Polling 1,000 feeds of 30 items on loopback, beside lemon24/reader in the same run.

    python benchmarks/poll.py [--feeds 1000] [--items 30] [--rounds 3]
    python benchmarks/poll.py --memory                # 10,000 feeds known, 100 in flight

Three phases, one after the other: *cold* (nothing known), *warm* (all answer 304), *changed* (one item more
Three phases, one after the other: *cold* (nothing known), *warm* (all answer 304), *changed* (one item more
with the ratio, medians of the rounds. Each round starts both in fresh processes with an empty database; the
server is a third process, so its CPU is not counted. CPU is user and system time of the program and all its
workers. Every feed has a host of its own (127.0.x.y), as in the world.

Polling is what both do: fetch, parse, tell what is new, store. Vigie then also matches every item against the
shipped storylines; that stands in rows of its own. `aiohttp alone` is what the HTTP client needs for the same
304 answers, the least that a poll can cost.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
WORDS = (
    "harbour council vote border report minister strike water price court winter school market storm "
    "election rescue bridge talks farmers delay inquiry budget export railway museum island hospital"
).split()


def document(feed: int, items: int, version: int = 0) -> bytes:
    """An RSS document whose texts are as long as those of news feeds (title 60, summary 200 characters).

    Each version has one item more at its top and one less at its end, and another date in its head.
    """
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    entries = []
    for number in reversed(range(version, items + version)):
        chance = random.Random(feed * 1000 + number)
        title = " ".join(chance.choices(WORDS, k=9)).capitalize()
        summary = " ".join(chance.choices(WORDS, k=30)).capitalize()
        date = format_datetime(begun + timedelta(minutes=number * 7))
        link = f"https://news{feed}.example/{number}"
        entries.append(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
            f"<description>&lt;p&gt;{summary}. &lt;a href='{link}'&gt;More&lt;/a&gt;&lt;/p&gt;</description>"
            "</item>"
        )
    built = format_datetime(begun + timedelta(days=1, minutes=version))
    head = f"<title>News {feed}</title><link>https://news{feed}.example/</link><description>d</description>"
    head += f"<lastBuildDate>{built}</lastBuildDate>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'.encode()
    )


def serve(feeds: int, items: int, port: int, ready: Any) -> None:
    """Serve the current version of all documents with ETag and 304 until killed; `/version/N` changes it."""
    from aiohttp import web

    versions = {v: [document(number, items, v) for number in range(feeds)] for v in (0, 1)}
    now = {"version": 0}

    async def change(request: web.Request) -> web.Response:
        now["version"] = int(request.match_info["number"])
        return web.Response()

    async def answer(request: web.Request) -> web.Response:
        number, version = int(request.match_info["number"]), now["version"]
        etag = f'"v{number}-{version}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        body = versions[version][number]
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": etag})

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/{number}.xml", answer)
        app.router.add_get("/version/{number}", change)
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


def set_version(port: int, version: int) -> None:
    """Let the server change all documents."""
    urlopen(f"http://127.0.0.1:{port}/version/{version}", timeout=60).read()


class Meter:
    """Wall and CPU seconds of pieces of work, by their names."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}
        self._wall = self._cpu = 0.0

    def start(self) -> None:
        """Begin a piece of work."""
        self._wall, self._cpu = time.perf_counter(), session_cpu()

    def stop(self, name: str) -> None:
        """End it, and begin the next."""
        cpu, wall = session_cpu(), time.perf_counter()
        self.found[name] = {"wall": wall - self._wall, "cpu": cpu - self._cpu}
        self.start()


PHASES = {"cold": 0, "warm": 0, "changed": 1}
"""With the version of the documents in each."""


class Clock:
    """Stands until it is moved."""

    at = datetime(2026, 1, 2, tzinfo=UTC)

    def now(self) -> datetime:
        """The time."""
        return self.at


@contextlib.contextmanager
def new_home(feeds: int, port: int) -> Iterator[Path]:
    """A home that watches all of the server's feeds."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "rules").symlink_to(ROOT / "rules")
        (home / "state").mkdir()
        lines = ["feeds:"]
        lines += [f"  - {{id: f{n}, url: '{url(n, port)}', name: n{n}, language: en}}" for n in range(feeds)]
        (home / "feeds.yaml").write_text("\n".join(lines))
        yield home


def run_vigie(feeds: int, port: int) -> dict[str, Any]:
    """Poll and track everything in each phase in this process."""
    from bot.config import load_settings
    from bot.lookout import lookout

    clock, meter = Clock(), Meter()

    async def main(home: Path) -> dict[str, Any]:
        async with lookout(home, load_settings(home), clock=clock, notifiers=()) as it:
            await it.read_rules()
            for name, version in PHASES.items():
                set_version(port, version)
                meter.start()
                polled = await it.poll_all_due()
                meter.stop(name)
                assert polled == feeds, polled
                await it.track(rounds=1_000_000)
                meter.stop(f"{name} matching")
                clock.at += timedelta(hours=8)
            info = await it.store(lambda store: store.info())
            health = await it.store(lambda store: store.feed_health())
            failed = sum(1 for one in health if one.state.failures)
            return {**meter.found, "items": info.items, "failed": failed, "memory": memory()}

    with new_home(feeds, port) as home:
        return asyncio.run(main(home))


def run_reader(feeds: int, port: int) -> dict[str, Any]:
    """The same with reader, at its default number of workers for a command line run."""
    from reader import make_reader

    meter = Meter()
    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(str(Path(folder) / "db.sqlite"))
        for number in range(feeds):
            reader.add_feed(url(number, port))
        for name, version in PHASES.items():
            set_version(port, version)
            meter.start()
            reader.update_feeds(scheduled=False, workers=10)
            meter.stop(name)
        failed = sum(1 for feed in reader.get_feeds() if feed.last_exception)
        items = reader.get_entry_counts().total
        return {**meter.found, "items": items, "failed": failed, "memory": memory()}


def run_aiohttp(feeds: int, port: int) -> dict[str, Any]:
    """The HTTP client alone: every document, then 304 for each."""
    import aiohttp

    meter = Meter()

    async def main() -> dict[str, Any]:
        set_version(port, 0)
        slots = asyncio.Semaphore(64)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def fetch(number: int, headers: dict[str, str]) -> None:
                async with slots, session.get(url(number, port), headers=headers) as response:
                    await response.read()

            for name in ("cold", "warm"):
                meter.start()
                known = name == "warm"
                await asyncio.gather(
                    *(fetch(n, {"If-None-Match": f'"v{n}-0"'} if known else {}) for n in range(feeds))
                )
                meter.stop(name)
        return dict(meter.found)

    return asyncio.run(main())


def memory() -> float:
    """The most memory that this program and all of its workers held, in MB."""
    mine, total = os.getsid(0), 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getsid(int(status.parent.name)) == mine:
                peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
                total += int(peak.split()[1]) / 1024
        except (OSError, StopIteration):
            continue
    return total


PROGRAMS = {"vigie": run_vigie, "reader": run_reader, "aiohttp": run_aiohttp}


def in_new_session(program: str, feeds: int, port: int, concurrency: int = 64) -> dict[str, Any]:
    """Run one program in a process and session of its own."""
    command = [sys.executable, __file__, "--child", program, "--feeds", str(feeds), "--port", str(port)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "VIGIE_LOG_LEVEL": "error",
        "VIGIE_ALLOW_HOSTS": "127.0.0.0/8",
        "VIGIE_REQUESTS_PER_MINUTE": "1000000",
        "VIGIE_CONCURRENCY": str(concurrency),
    }
    done = subprocess.run(
        command, start_new_session=True, env=environment, stdout=subprocess.PIPE, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.decode().strip().splitlines()[-1])
    return result


def main() -> None:
    """Measure all programs by turns and print the medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18_765)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--child", choices=list(PROGRAMS))
    given = parser.parse_args()
    if given.child:
        if given.child == "vigie":
            from bot.logs import set_up_logging

            set_up_logging("json", "error")
        print(json.dumps(PROGRAMS[given.child](given.feeds, given.port)))
        return
    feeds = 10_000 if given.memory else given.feeds
    ready = multiprocessing.Event()
    server = multiprocessing.Process(target=serve, args=(feeds, given.items, given.port, ready), daemon=True)
    server.start()
    ready.wait(300)
    if given.memory:
        known = in_new_session("vigie", feeds, given.port, concurrency=100)
        peer = in_new_session("reader", min(feeds, 1000), given.port)
        print(f"vigie, {feeds} feeds known, 100 in flight: at most {known['memory']:.0f} MB with its workers")
        print(f"reader, 1,000 feeds: at most {peer['memory']:.0f} MB")
        server.kill()
        return
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in PROGRAMS}
    for _ in range(given.rounds):
        for program, rounds in results.items():
            rounds.append(in_new_session(program, feeds, given.port))
    server.kill()
    report(results, feeds, given.items)


def report(results: dict[str, list[dict[str, Any]]], feeds: int, items: int) -> None:
    """The table, with what each program stored, so that nobody wins by losing items."""
    print(f"{feeds} feeds × {items} items, medians of {len(results['vigie'])} rounds")
    print(f"{'':26}{'vigie':>12}{'reader':>12}{'ratio':>8}")

    def median(program: str, phase: str, what: str) -> float:
        return statistics.median(one[phase][what] for one in results[program])

    for phase in PHASES:
        rate = {p: feeds / median(p, phase, "wall") for p in ("vigie", "reader")}
        cpu = {p: median(p, phase, "cpu") * 1000 / feeds for p in ("vigie", "reader")}
        row(f"{phase}, feeds/s", rate, rate["vigie"] / rate["reader"])
        row(f"{phase}, CPU ms/feed", cpu, cpu["reader"] / cpu["vigie"])
        matching = median("vigie", f"{phase} matching", "cpu") * 1000 / feeds
        print(f"{'  and matching':26}{matching:12.2f}")
    for phase in ("cold", "warm"):
        alone = median("aiohttp", phase, "cpu") * 1000 / feeds
        print(f"{f'aiohttp alone, {phase}':26}{alone:12.2f}")
    for name in ("items", "failed"):
        print(f"{name + ' at the end':26}{results['vigie'][-1][name]:12}{results['reader'][-1][name]:12}")
    held = {program: median_of(results[program], "memory") for program in ("vigie", "reader")}
    print(f"{'most memory, MB':26}{held['vigie']:12.0f}{held['reader']:12.0f}")


def median_of(rounds: list[dict[str, Any]], what: str) -> float:
    """The median of a number that each round has."""
    return statistics.median(one[what] for one in rounds)


def row(label: str, values: dict[str, float], ratio: float) -> None:
    """One line: ours, the peer's, and how many times better ours is."""
    print(f"{label:26}{values['vigie']:12.2f}{values['reader']:12.2f}{ratio:7.1f}×")


if __name__ == "__main__":
    main()
