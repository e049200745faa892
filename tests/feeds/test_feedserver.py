"""The test server in the three ways in which it can run."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests import feedserver
from tests.feedserver import FeedServer


def fetch(url: str, method: str = "GET", data: bytes | None = None) -> bytes:
    request = urllib.request.Request(url, data=data, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())


def test_it_runs_in_a_thread_and_its_documents_change_while_it_runs() -> None:
    with FeedServer() as server:
        url = server.put("/a.xml", "one")
        assert fetch(url) == b"one"
        server.put("/a.xml", "two")
        assert fetch(url) == b"two"
        server.fault("/a.xml", feedserver.status(200, body=b"odd"))
        assert fetch(url) == b"odd"
        server.heal("/a.xml")
        assert fetch(url) == b"two"
        assert (server.count(), server.count(200, "/a.xml"), server.count(304)) == (4, 4, 0)


def test_it_runs_as_a_process_that_serves_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text("one")
    command = [sys.executable, feedserver.__file__, "--root", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        assert fetch(url + "a.xml") == b"one"
        file.write_text("two")
        assert fetch(url + "a.xml") == b"two"
        fetch(url + "b.xml", "PUT", b"three")
        assert fetch(url + "b.xml") == b"three"
        assert [hit["path"] for hit in json.loads(fetch(url + "_log"))] == ["/a.xml", "/a.xml", "/b.xml"]
        process.communicate(timeout=30)
    assert process.returncode == 0
