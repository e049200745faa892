"""Whatever a request raises becomes one plain line."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Iterator

import aiohttp
import pytest
from aiohttp import http_exceptions

from bot.errors import FetchError
from bot.feeds.failures import Limits, reason, translated

SMALL = Limits(body=64 * 1024)


def _tree(root: type[BaseException]) -> Iterator[type[BaseException]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


def _aiohttps_errors() -> list[type[BaseException]]:
    trees = [*_tree(aiohttp.ClientError), *_tree(http_exceptions.HttpProcessingError)]
    return sorted(
        {kind for kind in trees if kind.__module__.startswith("aiohttp")}, key=lambda kind: kind.__name__
    )


OTHERS: list[BaseException] = [
    TimeoutError(),
    OSError(101, "Network is unreachable"),
    OSError(),
    ConnectionResetError(104, "Connection reset by peer"),
    BrokenPipeError(),
    socket.gaierror(-2, "Name or service not known"),
    ssl.SSLError(1, "wrong version number"),
    ssl.SSLCertVerificationError(1, "certificate verify failed"),
    UnicodeError("label empty or too long"),
    UnicodeEncodeError("idna", "x", 0, 1, "too long"),
    ValueError("Invalid IPv6 URL"),
    OverflowError("port must be 0-65535"),
    asyncio.IncompleteReadError(b"", 5),
    aiohttp.InvalidURL("http://anna:s3cret@x/"),
]


def _bare(kind: type[BaseException]) -> BaseException:
    """An error without any of the details that its constructor would demand."""
    return kind.__new__(kind)


@pytest.mark.parametrize("error", [*map(_bare, _aiohttps_errors()), *OTHERS], ids=lambda e: type(e).__name__)
def test_whatever_the_library_raises_becomes_a_fetch_error(error: BaseException) -> None:
    with pytest.raises(FetchError) as caught, translated(SMALL):
        raise error
    assert str(caught.value)
    assert "\n" not in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is error


def test_the_whole_tree_was_walked() -> None:
    names = {kind.__name__ for kind in _aiohttps_errors()}
    assert {"ClientConnectorDNSError", "TooManyRedirects", "ContentTypeError", "BadHttpMessage"} <= names
    assert len(names) > 35


@pytest.mark.parametrize(
    "bug", [TypeError("x"), KeyError("x"), RuntimeError("Session is closed"), AssertionError()]
)
def test_a_bug_is_not_taken_for_a_bad_server(bug: Exception) -> None:
    with pytest.raises(type(bug)), translated(SMALL):
        raise bug


def test_an_invalid_certificate_is_named_with_its_reason() -> None:
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_message = "certificate has expired"
    key = aiohttp.client_reqrep.ConnectionKey("news.example", 443, True, True, None, None, None)
    error = aiohttp.ClientConnectorCertificateError(key, cause)
    expected = "the TLS certificate of news.example is not valid: it has expired"
    assert reason(error, SMALL) == expected


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        (OSError(errno.ECONNREFUSED, "x"), "connection refused"),
        (OSError(errno.EHOSTUNREACH, "x"), "no way to the host"),
        (OSError(errno.ENETUNREACH, "x"), "no network leads there"),
        (OSError(errno.ETIMEDOUT, "x"), "no answer"),
        (ConnectionResetError(errno.ECONNRESET, "x"), "the server broke the connection"),
    ],
)
def test_a_connection_that_fails_is_told_in_plain_words(cause: OSError, text: str) -> None:
    key = aiohttp.client_reqrep.ConnectionKey("news.example", 80, False, True, None, None, None)
    error = aiohttp.ClientConnectorError(key, cause)
    assert reason(error, SMALL) == f"cannot connect to news.example: {text}"
