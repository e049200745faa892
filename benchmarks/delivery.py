"""Delivering 10,000 messages to 1,000 chats within Telegram's limits, beside the library's own rate limiter.

    python benchmarks/delivery.py [--quick] [--speed 5]

The store, the deliverer, the notifier with python-telegram-bot and the pace are Vigie's, in a process of
their own; the server is another process on loopback, which checks each request and counts Telegram's limits
(30/s over all chats, 1/s in a chat, 20/min in a group), all `--speed` times as fast. Half of the chats are
groups; each chat gets one message of each of ten storylines, in order.

1. calm: throughput as a share of the permitted 30/s, order, limits, CPU per message; beside it
   python-telegram-bot's `AIORateLimiter`, as fast as well, which sends as many bare messages without a store.
   When it is told to wait it adds a tenth of a second of its own, which is not as fast.
2. faults: 10 % answers 429, 2 % 502, and 1 % of the messages arrive without an answer.
3. kills: 2,000 messages, and SIGKILL at 50 random moments, at twice Telegram's speed: how many messages are
   on their way at a moment grows with the speed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.botapi import TOKEN  # noqa: E402
from tests.telegram.delivering import chats_of, fill  # noqa: E402
from tests.telegram.serving import Chances, Report, Served  # noqa: E402
from tests.telegram.traffic import OVERALL  # noqa: E402
from tests.telegram.verdict import judge  # noqa: E402

STORIES = 10
PERMITTED = OVERALL[0] / OVERALL[1]
SLOW = 2.0
FAULTS = Chances(flood=0.10, broken=0.02, dropped=0.01)


def _command(url: str, api: str, speed: float, begun: float) -> list[str]:
    return [sys.executable, "-m", "tests.telegram.delivering", url, api, str(speed), str(begun)]


def delivered(served: Served, folder: Path, chats: Sequence[int], speed: float) -> tuple[Report, float]:
    """Deliver all that a new store holds; what arrived, and the CPU seconds of the deliverer."""
    url = f"sqlite:///{folder / 'vigie.db'}"
    fill(url, chats, STORIES)
    served.places(chats)
    done = subprocess.run(
        _command(url, served.url, speed, time.time()), capture_output=True, text=True, cwd=ROOT, check=True
    )
    return served.report(), float(json.loads(done.stdout.splitlines()[-1])["cpu"])


def killed(served: Served, folder: Path, chats: Sequence[int], speed: float, kills: int) -> Report:
    """The same, and kill the deliverer at random moments of its work."""
    url, chance, begun = f"sqlite:///{folder / 'vigie.db'}", random.Random(7), time.time()
    fill(url, chats, STORIES)
    served.places(chats)
    whole = len(chats) * STORIES / (PERMITTED * speed)
    for turn in range(kills + 1):
        with subprocess.Popen(
            _command(url, served.url, speed, begun), stdout=subprocess.PIPE, cwd=ROOT, text=True
        ) as program:
            assert program.stdout is not None
            program.stdout.readline()
            if turn < kills:
                time.sleep(chance.random() * 2 * whole / (kills + 1))
                program.kill()
            else:
                program.communicate()
    return served.report()


async def _bare(api: str, chats: Sequence[int], speed: float) -> float:
    """Send as many messages by the library alone; the CPU seconds of it."""
    from telegram.ext import AIORateLimiter, ExtBot
    from telegram.request import HTTPXRequest

    os.environ["PTB_TIMEDELTA"] = "true"
    limiter = AIORateLimiter(30, 1 / speed, 20, 60 / speed, max_retries=20)
    request = HTTPXRequest(connection_pool_size=64, read_timeout=20)
    bot = ExtBot(TOKEN, base_url=f"{api}/bot", request=request, rate_limiter=limiter)
    room = asyncio.Semaphore(64)

    async def send(chat: int, number: int) -> None:
        async with room:
            await bot.send_message(chat, f"Message no. {number}")

    async with bot:
        cpu = time.process_time()
        await asyncio.gather(*(send(chat, number) for number in range(STORIES) for chat in chats))
        return time.process_time() - cpu


def show(name: str, report: Report, cpu: float, chats: Sequence[int], *, answered: bool = True) -> None:
    """Print what one run came to, beside the limits."""
    verdict = judge(report.sent, chats, STORIES, report.lost_answers if answered else None)
    rate = len(report.sent) / max(report.seconds, 0.001)
    print(f"{name}: {len(report.sent):,} messages in {len(chats):,} chats")
    print(f"   throughput     {rate:5.1f}/s of {PERMITTED:.0f}/s permitted: {rate / PERMITTED:.0%}")
    print(f"   over limits    {len(report.over_limit)} (fullest windows: {report.fullest})")
    print(f"   chats out of order {verdict.disordered}, lost {verdict.lost}")
    print(
        f"   repeats        {verdict.repeats}, of which needless {verdict.needless}, unmarked "
        f"{verdict.unmarked}; answers lost {len(report.lost_answers)}"
    )
    if cpu:
        print(f"   CPU            {1000 * cpu / max(1, len(report.sent)):.2f} ms per message")
    print(f"   refused by the checks {len(report.violations)}", flush=True)


def main() -> None:
    """Run all three, and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a fifth of the chats")
    parser.add_argument("--speed", type=float, default=5.0, help="times as fast as Telegram bears")
    chosen = parser.parse_args()
    os.environ["NO_PROXY"] = "*"
    chats = chats_of(200 if chosen.quick else 1000)
    few = chats_of(40 if chosen.quick else 200)
    kills = 10 if chosen.quick else 50
    with tempfile.TemporaryDirectory(prefix="vigie-delivery-") as name, Served(chosen.speed) as served:
        folders = [Path(name, each) for each in ("calm", "faults")]
        for folder in folders:
            folder.mkdir()
        report, cpu = delivered(served, folders[0], chats, chosen.speed)
        show("calm", report, cpu, chats)
        served.ask_to_wait_in_our_seconds(True)
        peer_cpu = asyncio.run(_bare(served.url, chats, chosen.speed))
        peer = served.report()
        show("peer, AIORateLimiter without a store", peer, peer_cpu, chats)
        faster, cheaper = peer.seconds / report.seconds, peer_cpu / cpu
        print(f"   Vigie: {faster:.2f} × its throughput, {cheaper:.2f} × less CPU", flush=True)
        served.ask_to_wait_in_our_seconds(False)
        served.faults(FAULTS)
        report, cpu = delivered(served, folders[1], chats, chosen.speed)
        show("faults (10 % 429, 2 % 502, 1 % answers lost)", report, cpu, chats)
    with tempfile.TemporaryDirectory(prefix="vigie-delivery-") as name, Served(SLOW) as served:
        report = killed(served, Path(name), few, SLOW, kills)
        show(f"{kills} kills", report, 0.0, few, answered=False)


if __name__ == "__main__":
    main()
