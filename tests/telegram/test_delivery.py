"""Whole deliveries, from a store on disk through the real library to the strict server and its faults."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.corpora import ROOT
from tests.telegram.delivering import chats_of, deliver, fill
from tests.telegram.serving import Chances, Faulty
from tests.telegram.traffic import Traffic
from tests.telegram.verdict import Verdict, judge

SPEED = 20.0
"""Times as fast as Telegram bears."""

CHATS, STORIES = chats_of(20), 5
CLEAN = Verdict(lost=0, repeats=0, needless=0, unmarked=0, disordered=0)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # as `build_application` does


SLOW = 2.0
"""For kills: how many messages are on their way at a moment grows with the speed."""


def server(refuses: bool = True, speed: float = SPEED) -> Faulty:
    """A server with these chats that counts the limits; generously, as all runs on a loop that is shared."""
    made = Faulty(Traffic(speed, precision=0.015, refuses=refuses), seed=1)
    made.add(CHATS)
    return made


async def test_everything_arrives_once_in_order_and_within_the_limits(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    assert fill(url, CHATS, STORIES) == len(CHATS) * STORIES
    async with server() as api:
        await deliver(url, api.url, SPEED, time.time())
        report = api.report()
    assert judge(report.sent, CHATS, STORIES, report.lost_answers) == CLEAN
    assert report.over_limit == []
    assert report.violations == []


async def test_under_faults_nothing_is_lost_and_only_unanswered_messages_come_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'vigie.db'}"
    fill(url, CHATS, STORIES)
    async with server(refuses=False) as api:
        api.faults(Chances(flood=0.1, broken=0.1, dropped=0.1))
        await deliver(url, api.url, SPEED, time.time())
        report = api.report()
    verdict = judge(report.sent, CHATS, STORIES, report.lost_answers)
    assert 0 < verdict.repeats <= len(report.lost_answers)
    assert verdict == Verdict(lost=0, repeats=verdict.repeats, needless=0, unmarked=0, disordered=0)


@pytest.mark.slow
def test_a_killed_sender_loses_nothing_and_repeats_no_more_than_it_was_killed(tmp_path: Path) -> None:
    url, kills, chance = f"sqlite:///{tmp_path / 'vigie.db'}", 3, random.Random(1)
    fill(url, CHATS, STORIES)
    with server(speed=SLOW) as api:
        command = [sys.executable, "-m", "tests.telegram.delivering", url, api.url, str(SLOW)]
        command.append(str(time.time()))
        for last in (*[False] * kills, True):
            with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as program:
                assert program.stdout is not None
                assert program.stdout.readline() == "delivering\n"
                if not last:
                    time.sleep(chance.random() * 0.5)
                    program.kill()
                else:
                    assert program.wait(60) == 0
        report = api.do(api.report)
    verdict = judge(report.sent, CHATS, STORIES)
    assert verdict.repeats <= kills
    assert verdict == Verdict(lost=0, repeats=verdict.repeats, needless=0, unmarked=0, disordered=0)


def test_the_verdict_sees_what_is_wrong() -> None:
    told = [(1, "x no. 1"), (1, "x no. 0"), (2, "x no. 0"), (2, "x no. 0"), (1, "no. 1 (may be a repeat)")]
    found = judge(told, [1, 2], 2, [(1, "no. 1")])
    assert found == Verdict(lost=1, repeats=2, needless=1, unmarked=1, disordered=1)
