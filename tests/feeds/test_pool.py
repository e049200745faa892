"""Parsing in worker processes: real workers, real kills."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import ParseError
from bot.feeds.pool import ProcessParser
from bot.model import Feed, FetchResult, ParsedFeed

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(id="f", url="https://news.example/rss", name="F", publisher="p", language="ko")
SMALL = b"<rss version='2.0'><channel><title>T</title><item><title>One</title></item></channel></rss>"
LONG = b"<rss version='2.0'><channel>" + b"<item><title>One</title></item>" * 60_000 + b"</channel></rss>"
"""Takes a worker many seconds."""


@pytest.fixture(scope="module")
def parser() -> Iterator[ProcessParser]:
    shared = ProcessParser(workers=2, timeout=20, jobs_per_worker=20)
    yield shared
    shared.close()


async def parse(parser: ProcessParser, body: bytes = SMALL) -> ParsedFeed:
    result = FetchResult(status=200, url="https://news.example/rss", body=body, headers={"content-type": "x"})
    return await parser.parse(result, FEED, NOW)


def workers() -> list[int]:
    """Process ids of the live workers of this process."""
    return [child.pid for child in multiprocessing.active_children() if child.pid]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


async def test_documents_are_parsed_side_by_side(parser: ProcessParser) -> None:
    parsed = await asyncio.gather(*(parse(parser) for _ in range(50)))
    assert {(p.title, p.items[0].title, p.items[0].language) for p in parsed} == {("T", "One", "ko")}


async def test_a_worker_is_replaced_after_its_number_of_jobs(parser: ProcessParser) -> None:
    await parse(parser)
    before = set(workers())
    for _ in range(50):
        await parse(parser)
    await until(lambda: not before <= set(workers()))


async def test_a_malformed_document_comes_back_too(parser: ProcessParser) -> None:
    assert (await parse(parser, SMALL.replace(b"One", b"A & B"))).warning


async def test_the_reason_why_a_document_is_no_feed_comes_back(parser: ProcessParser) -> None:
    with pytest.raises(ParseError, match="an HTML page, not a feed"):
        await parse(parser, b"<html></html>")


async def test_a_document_that_takes_too_long_is_given_up_and_harms_no_other() -> None:
    parser = ProcessParser(workers=1, timeout=0.5)
    try:
        await parse(parser)
        slow, quick = await asyncio.gather(parse(parser, LONG), parse(parser), return_exceptions=True)
    finally:
        parser.close()
    assert isinstance(slow, ParseError)
    assert str(slow) == "parsing took longer than 0.5 s"
    assert isinstance(quick, ParsedFeed)


async def test_a_worker_that_dies_over_a_document_costs_only_that_document() -> None:
    parser = ProcessParser(workers=1)
    try:
        await parse(parser)
        busy = asyncio.create_task(parse(parser, LONG))
        await asyncio.sleep(0.5)
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(ParseError, match="made the parser die"):
            await busy
        assert (await parse(parser)).title == "T"
    finally:
        parser.close()


async def test_workers_that_die_idle_cost_nothing() -> None:
    parser = ProcessParser(workers=2)
    try:
        await parse(parser)
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        parsed = await asyncio.gather(*(parse(parser) for _ in range(5)))
        assert [p.title for p in parsed] == ["T"] * 5
        await asyncio.sleep(0.3)  # by now the pool knows
        assert (await parse(parser)).title == "T"
    finally:
        parser.close()


async def test_a_cancelled_document_frees_its_worker() -> None:
    parser = ProcessParser(workers=1)
    try:
        await parse(parser)
        task = asyncio.create_task(parse(parser, LONG))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await parse(parser)).title == "T"
    finally:
        parser.close()


async def test_closing_ends_all_workers_even_busy_ones() -> None:
    parser = ProcessParser(workers=1)
    await parse(parser)
    task = asyncio.create_task(parse(parser, LONG))
    await asyncio.sleep(0.3)
    started = set(workers())
    parser.close()
    parser.close()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await until(lambda: not started & set(workers()))


def test_a_parser_that_is_never_used_starts_nothing() -> None:
    before = workers()
    ProcessParser().close()
    assert workers() == before


# --- what is known, and what travels together ------------------------------------------------------------


def feed_of(*titles: str, head: str = "<ttl>30</ttl>", tail: str = "") -> bytes:
    entries = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    return f"<rss version='2.0'><channel><title>T</title>{head}{entries}{tail}</channel></rss>".encode()


async def parse_rest(parser: ProcessParser, body: bytes, known: Collection[bytes]) -> ParsedFeed:
    result = FetchResult(status=200, url="https://news.example/rss", body=body)
    return await parser.parse(result, FEED, NOW, known)


async def test_known_entries_are_left_out_and_named(parser: ProcessParser) -> None:
    first = await parse_rest(parser, feed_of("One", "Two", "Three"), ())
    assert [item.title for item in first.items] == ["One", "Two", "Three"]
    assert len(first.keys) == len(first.digests) == 3
    again = await parse_rest(parser, feed_of("New", "One", "Newer", "Three"), first.digests)
    assert [item.title for item in again.items] == ["New", "Newer"]
    assert [keys.guid for keys in again.keys] == ["New", "Newer"]
    assert again.unchanged == (first.digests[0], first.digests[2])
    assert len(again.digests) == 2
    assert (again.title, again.hints) == (first.title, first.hints)
    assert not again.warning


@pytest.mark.parametrize("count", [3, 9_000])
async def test_a_document_of_which_all_is_known_goes_to_no_worker(parser: ProcessParser, count: int) -> None:
    """Small ones are looked through on the loop, large ones on a thread."""
    body = feed_of(*map(str, range(count)))
    first = await parse_rest(parser, body, ())
    fresh, before = ProcessParser(), workers()
    again = await parse_rest(fresh, body.replace(b"<ttl>", b"<pubDate>today</pubDate><ttl>"), first.digests)
    assert (again.items, again.unchanged) == ((), first.digests)
    assert again.hints.ttl == first.hints.ttl == timedelta(minutes=30)
    assert set(workers()) <= set(before)
    fresh.close()


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        (feed_of("One", "Two & a half"), ["One", "Two & a half"]),  # malformed
        (feed_of("One", "New", head="<language>ko</language>"), ["One", "New"]),
        (feed_of("One", "<i xml:base='http://x.example/'>New</i>"), ["One", "New"]),  # leaves a trace
        (feed_of("One", "New", tail="<title>T</title>"), ["One", "New"]),  # cannot be cut
        (feed_of("One", "New").replace(b"</channel></rss>", b""), ["One", "New"]),  # cut short
        (
            feed_of("One", "New").replace(b"New", b"\xc3\xa9" * 20 + b"\xff", 1),
            ["One", "é" * 20 + "\ufffd"],
        ),
    ],
)
async def test_what_cannot_be_read_in_parts_is_parsed_wholly(
    parser: ProcessParser, body: bytes, titles: list[str]
) -> None:
    known = (await parse_rest(parser, feed_of("One", "Two"), ())).digests
    parsed = await parse_rest(parser, body, known)
    assert [item.title for item in parsed.items] == titles
    assert parsed.unchanged == ()


async def test_what_is_no_feed_any_more_is_refused_all_the_same(parser: ProcessParser) -> None:
    known = (await parse_rest(parser, feed_of("One", "Two"), ())).digests
    with pytest.raises(ParseError, match="an HTML page, not a feed"):
        await parse_rest(parser, b"<html><title>Sign in</title></html>", known)


async def test_of_documents_that_travel_together_only_the_culprit_fails() -> None:
    """While the only worker is busy, all others gather behind it, the culprit among them."""
    parser = ProcessParser(workers=1, timeout=1.5)
    try:
        await parse(parser)
        bodies = [feed_of(str(number)) for number in range(40)]
        bodies[17] = LONG
        bodies[23] = b"<html></html>"
        answers = await asyncio.gather(*(parse(parser, body) for body in bodies), return_exceptions=True)
    finally:
        parser.close()
    failed = {number: str(one) for number, one in enumerate(answers) if isinstance(one, Exception)}
    assert failed == {17: "parsing took longer than 1.5 s", 23: "an HTML page, not a feed"}
    others = [one.items[0].title for one in answers if isinstance(one, ParsedFeed)]
    assert others == [str(number) for number in range(40) if number not in failed]


async def test_a_poll_that_is_given_up_takes_no_other_along() -> None:
    parser = ProcessParser(workers=1)
    try:
        await parse(parser)
        tasks = [asyncio.create_task(parse(parser, feed_of(str(number)))) for number in range(40)]
        await asyncio.sleep(0)
        for task in tasks[::3]:
            task.cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        parser.close()
    cancelled = [number for number, one in enumerate(answers) if isinstance(one, asyncio.CancelledError)]
    assert cancelled == list(range(40))[::3]
    assert all(isinstance(one, ParsedFeed) for number, one in enumerate(answers) if number % 3)


# --- as a program of its own -----------------------------------------------------------------------------

PROGRAM = """
import asyncio, multiprocessing, sys
from datetime import UTC, datetime
from bot.feeds.pool import ProcessParser
from bot.model import Feed, FetchResult

async def main():
    feed = Feed(id="f", url="https://x.example/", name="F", publisher="p", language="en")
    parser = ProcessParser(workers=2)
    body = b"<rss version='2.0'><channel><item><title>One</title></item></channel></rss>"
    result = FetchResult(status=200, url=feed.url, body=body)
    parsed = await parser.parse(result, feed, datetime.now(UTC))
    loaded = sorted({"feedparser", "selectolax"} & set(sys.modules))
    children = [child.pid for child in multiprocessing.active_children()]
    print(len(parsed.items), loaded, *children, flush=True)
    if "wait" in sys.argv:
        sys.stdin.read()
    again = await parser.parse(result, feed, datetime.now(UTC))
    print(len(again.items), flush=True)
    parser.close()

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    return file


def _start(program: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(program), "wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_the_daemons_own_process_never_imports_the_parser(program: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split()[:2] == ["1", "[]"]
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")
def test_workers_do_not_outlive_a_daemon_that_is_killed(program: Path) -> None:
    with _start(program) as process:
        assert process.stdout is not None
        children = [int(pid) for pid in process.stdout.readline().split()[2:]]
        assert children
        assert all(map(_is_running, children))
        process.kill()
        process.wait(timeout=20)
        end = time.monotonic() + 20
        while any(map(_is_running, children)) and time.monotonic() < end:
            time.sleep(0.05)
        assert not any(map(_is_running, children))


def test_workers_leave_an_interrupt_from_the_terminal_to_the_daemon(program: Path) -> None:
    """Ctrl-C goes to the whole group; here the daemon ignores it, so that only the workers could die."""
    text = program.read_text().replace("import asyncio,", "import signal, asyncio,")
    program.write_text(
        text.replace("async def main():", "signal.signal(signal.SIGINT, signal.SIG_IGN)\nasync def main():")
    )
    with _start(program) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.3)
        out, error = process.communicate("go on\n", timeout=30)
        assert (out.strip(), error, process.returncode) == ("1", "", 0)


def test_workers_that_are_ended_while_they_start_say_nothing(tmp_path: Path) -> None:
    """A command that is done after one document ends a pool of which most workers are still on their way."""
    file = tmp_path / "program.py"
    file.write_text(
        "import asyncio\n"
        "from bot.feeds.workers import Workers\n\n"
        "async def main():\n"
        "    workers = Workers(workers=24, timeout=20, jobs_per_worker=5, preload=[])\n"
        "    await workers.run(len, 'abc')\n"
        "    workers.close()\n\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
