"""Each error of the library and each text of Telegram's leads to the right outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import error as errors
from telegram.ext import InvalidCallbackData

from bot.errors import ChannelError
from bot.model import SendStatus
from bot.telegram.failures import REASON_ROOM, Remedy, classify, remedy
from tests.botapi import TOKEN

FATAL = "fatal"

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since:DeprecationWarning")

TREE: dict[type[errors.TelegramError], tuple[Callable[[], errors.TelegramError], SendStatus | str]] = {
    errors.TelegramError: (lambda: errors.TelegramError("Invalid server response"), SendStatus.UNKNOWN),
    errors.Forbidden: (lambda: errors.Forbidden("bot was blocked by the user"), SendStatus.CHAT_GONE),
    errors.InvalidToken: (lambda: errors.InvalidToken("Unauthorized"), FATAL),
    errors.EndPointNotFound: (lambda: errors.EndPointNotFound("Endpoint not found"), FATAL),
    errors.NetworkError: (lambda: errors.NetworkError("Bad Gateway"), SendStatus.UNKNOWN),
    errors.BadRequest: (lambda: errors.BadRequest("Something new"), SendStatus.REFUSED),
    errors.TimedOut: (errors.TimedOut, SendStatus.UNKNOWN),
    errors.ChatMigrated: (lambda: errors.ChatMigrated(-1001), SendStatus.CHAT_MOVED),
    errors.RetryAfter: (lambda: errors.RetryAfter(17), SendStatus.RETRY),
    errors.Conflict: (lambda: errors.Conflict("terminated by other getUpdates"), SendStatus.RETRY),
    InvalidCallbackData: (InvalidCallbackData, SendStatus.UNKNOWN),
    errors.PassportDecryptionError: (lambda: errors.PassportDecryptionError("x"), SendStatus.UNKNOWN),
}
"""One of each class, with what becomes of a message that meets it."""

NOT_SENT = {
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
}


def _below(kind: type) -> Iterator[type]:
    yield kind
    for child in kind.__subclasses__():
        yield from _below(child)


def test_the_whole_tree_of_the_library_is_mapped() -> None:
    assert set(_below(errors.TelegramError)) == set(TREE)


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("time_type", ["true", "false"])
def test_each_class_has_its_outcome(
    kind: type[errors.TelegramError], time_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", time_type)
    make, expected = TREE[kind]
    if expected == FATAL:
        with pytest.raises(ChannelError, match="TELEGRAM_BOT_TOKEN"):
            classify(make(), TOKEN)
        return
    outcome = classify(make(), TOKEN)
    assert outcome.status is expected
    assert outcome.reason
    assert outcome.new_address == ("-1001" if expected is SendStatus.CHAT_MOVED else "")
    assert outcome.retry_after == (timedelta(seconds=17) if kind is errors.RetryAfter else None)


@pytest.mark.parametrize(
    "kind", sorted(set(_below(httpx.HTTPError)), key=str), ids=lambda kind: kind.__name__
)
def test_a_broken_connection_is_judged_by_its_cause(kind: type[httpx.HTTPError]) -> None:
    error = errors.TimedOut() if issubclass(kind, httpx.TimeoutException) else errors.NetworkError("httpx")
    error.__cause__ = kind.__new__(kind)
    outcome = classify(error, TOKEN)
    assert outcome.status is (SendStatus.RETRY if kind in NOT_SENT else SendStatus.UNKNOWN)
    assert kind.__name__ in outcome.reason


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (RuntimeError("This HTTPXRequest is not initialized!"), SendStatus.RETRY),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), SendStatus.REFUSED),
        (KeyError("result"), SendStatus.UNKNOWN),
        (None, SendStatus.UNKNOWN),
    ],
)
def test_other_causes(cause: Exception | None, status: SendStatus) -> None:
    error = errors.NetworkError("Unknown error in HTTP implementation")
    error.__cause__ = cause
    assert classify(error, TOKEN).status is status


@pytest.mark.parametrize(
    ("text", "status", "cure"),
    [
        ("chat not found", SendStatus.CHAT_GONE, Remedy.NONE),
        ("PEER_ID_INVALID", SendStatus.CHAT_GONE, Remedy.NONE),
        ("user not found", SendStatus.CHAT_GONE, Remedy.NONE),
        ("group chat was deactivated", SendStatus.CHAT_GONE, Remedy.NONE),
        ("not enough rights to send text messages to the chat", SendStatus.CHAT_GONE, Remedy.NONE),
        ("have no rights to send a message", SendStatus.CHAT_GONE, Remedy.NONE),
        ("need administrator rights in the channel chat", SendStatus.CHAT_GONE, Remedy.NONE),
        ("CHAT_WRITE_FORBIDDEN", SendStatus.CHAT_GONE, Remedy.NONE),
        ("can't parse entities: unsupported start tag", SendStatus.REFUSED, Remedy.PLAIN_TEXT),
        ("ENTITY_TEXTURL_INVALID", SendStatus.REFUSED, Remedy.PLAIN_TEXT),
        ("message is too long", SendStatus.REFUSED, Remedy.PLAIN_TEXT),
        ("message text is empty", SendStatus.REFUSED, Remedy.PLAIN_TEXT),
        ("message thread not found", SendStatus.REFUSED, Remedy.NO_TOPIC),
        ("TOPIC_CLOSED", SendStatus.REFUSED, Remedy.NO_TOPIC),
        ("TOPIC_DELETED", SendStatus.REFUSED, Remedy.NO_TOPIC),
        ("wrong type of the web page content", SendStatus.REFUSED, Remedy.NONE),
    ],
)
def test_the_texts_of_refusals(text: str, status: SendStatus, cure: Remedy) -> None:
    error = errors.BadRequest(f"Bad Request: {text}")
    assert classify(error, TOKEN).status is status
    assert remedy(error) is cure


def test_only_a_refusal_has_a_remedy() -> None:
    assert remedy(errors.Forbidden("Forbidden: message thread not found")) is Remedy.NONE
    assert remedy(errors.NetworkError("can't parse entities")) is Remedy.NONE


@pytest.mark.parametrize(
    ("message", "status", "after"),
    [
        ("Too Many Requests: retry after 9", SendStatus.RETRY, timedelta(seconds=9)),
        ("Too Many Requests (429)", SendStatus.RETRY, None),
        ("Request Entity Too Large (413)", SendStatus.REFUSED, None),
        ("Internal Server Error (500)", SendStatus.UNKNOWN, None),
    ],
)
def test_answers_that_are_not_the_bot_apis_own(
    message: str, status: SendStatus, after: timedelta | None
) -> None:
    outcome = classify(errors.NetworkError(message), TOKEN)
    assert (outcome.status, outcome.retry_after) == (status, after)


@given(before=st.text(max_size=400), after=st.text(max_size=400))
def test_a_reason_is_short_and_never_shows_a_part_of_the_token(before: str, after: str) -> None:
    error = errors.BadRequest(f"{before}https://api.telegram.org/bot{TOKEN}/sendMessage{after}")
    reason = classify(error, TOKEN).reason
    assert len(reason) <= REASON_ROOM
    assert "\n" not in reason
    secret = TOKEN.partition(":")[2]
    assert not any(secret[:n] in reason for n in range(8, len(secret) + 1))
