"""From the start of `vigie run` to its first request, beside the time that four imports take.

    python benchmarks/start.py [--rounds 9]

The limit is 1.5 × `python -c "import feedparser, telegram, apscheduler, sqlite_utils"`. Both are measured by
turns in the same run, with the shipped rules and 60 feeds on loopback. Also prints `vigie --help`.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = "import feedparser, telegram, apscheduler, sqlite_utils"
LIMIT = 1.5


def timed(command: list[str]) -> float:
    """Seconds that a command takes."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - begun


def first_request(listener: socket.socket) -> float:
    """Seconds from the start of the daemon on a new home until its first connection."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "rules").symlink_to(ROOT / "rules")
        port = listener.getsockname()[1]
        feeds = [
            f"  - {{url: 'http://127.0.1.{n}:{port}/{n}', name: n{n}, language: en}}" for n in range(1, 61)
        ]
        (home / "feeds.yaml").write_text("feeds:\n" + "\n".join(feeds) + "\n")
        environment = {**os.environ, "VIGIE_LOG_LEVEL": "error"}
        environment.pop("TELEGRAM_BOT_TOKEN", None)
        begun = time.perf_counter()
        command = [sys.executable, "-m", "bot", "run", "--home", folder]
        daemon = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            connection, _ = listener.accept()
            seconds = time.perf_counter() - begun
            connection.close()
        finally:
            daemon.kill()
            daemon.wait()
        return seconds


def main() -> None:
    """Measure by turns and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    found: dict[str, list[float]] = {"imports": [], "first request": [], "vigie --help": []}
    for _ in range(rounds):
        found["imports"].append(timed([sys.executable, "-c", IMPORTS]))
        with socket.create_server(("0.0.0.0", 0), backlog=100) as listener:
            listener.settimeout(60)
            found["first request"].append(first_request(listener))
        found["vigie --help"].append(timed([sys.executable, "-m", "bot", "--help"]))
    limit = statistics.median(found["imports"])
    print(f"medians of {rounds} rounds; limit: {LIMIT} × the imports")
    for name, seconds in found.items():
        middle = statistics.median(seconds)
        print(f"{name:16}{middle * 1000:8.0f} ms{middle / limit:7.2f} ×")


if __name__ == "__main__":
    main()
