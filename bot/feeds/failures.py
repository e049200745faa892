"""What goes wrong with a request → one plain line. The only reader of aiohttp's exceptions."""

from __future__ import annotations

import contextlib
import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import aiohttp
from aiohttp import http_exceptions

from bot.errors import FetchError
from bot.text import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one fetch may cost. Times are in seconds."""

    total: float = 30.0
    """From the first byte sent to the last received, redirects included: bounds a server that drips."""
    connect: float = 10.0
    """DNS, TCP and TLS together."""
    silence: float = 15.0
    """Between two reads."""
    body: int = 10 * 1024 * 1024
    """Bytes after decompression; the largest news feeds have about 2 MB."""
    redirects: int = 5


class RefusedAddressError(OSError):
    """A host leads to an address that may not be connected to."""

    def __init__(self, host: str, kind: str) -> None:
        super().__init__(errno.EACCES, f"{host} is {kind}")
        self.host = host
        self.kind = kind


FAILURES = (
    aiohttp.ClientError,
    http_exceptions.HttpProcessingError,
    TimeoutError,
    OSError,
    EOFError,
    ValueError,  # addresses that cannot be read, with UnicodeError
    OverflowError,  # a port above 65535
)
"""All that a request raises when server, network or address are at fault; anything else is a bug."""

_CERTIFICATES = {
    "certificate has expired": "it has expired",
    "certificate is not yet valid": "it is not valid yet; is this computer's clock right?",
    "self-signed certificate": "it is signed by itself",
    "self-signed certificate in certificate chain": "it is signed by an authority that nobody knows",
    "unable to get local issuer certificate": "it is signed by an authority that nobody knows",
    "unable to get issuer certificate": "it is signed by an authority that nobody knows",
}
"""OpenSSL's words for what is wrong with a certificate, and ours."""

_HANDSHAKES = {
    "WRONG_VERSION_NUMBER": "it does not speak TLS on that port",
    "HTTP_REQUEST": "it does not speak TLS on that port",
    "UNSUPPORTED_PROTOCOL": "it only speaks an old version of TLS",
    "TLSV1_ALERT_PROTOCOL_VERSION": "it speaks other versions of TLS than we do",
    "NO_PROTOCOLS_AVAILABLE": "it speaks other versions of TLS than we do",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "it wants other encryption than we have",
    "TLSV1_UNRECOGNIZED_NAME": "it does not know the host's name",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "it asks for a certificate of ours",
    "DH_KEY_TOO_SMALL": "its encryption is too weak",
    "UNEXPECTED_EOF_WHILE_READING": "it closed the connection",
}

_OPENSSL = re.compile(r"\[[^\]]*\]|\(_ssl\.c:\d+\)")
"""What OpenSSL's sentences have around them."""

_UNREACHABLE = {
    errno.ECONNREFUSED: "connection refused",
    errno.EHOSTUNREACH: "no way to the host",
    errno.ENETUNREACH: "no network leads there",
    errno.ECONNRESET: "the server broke the connection",
    errno.ETIMEDOUT: "no answer",
}


@contextlib.contextmanager
def translated(limits: Limits) -> Iterator[None]:
    """Turn every failure of a request into a FetchError with a plain reason."""
    try:
        yield
    except FAILURES as error:
        raise FetchError(one_line(reason(error, limits))) from error


def reason(error: BaseException, limits: Limits) -> str:
    """One line for a person. It names hosts but never an address, which can hold a password."""
    for answer in (_refusal, _connection_reason, _address_reason, _answer_reason):
        if text := answer(error, limits):
            return text
    return f"the network failed ({type(error).__name__})"


def _refusal(error: BaseException, limits: Limits) -> str:
    """The guard's word, however the library wraps it."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, RefusedAddressError):
            host = cause.host
            return f"{host} is {cause.kind}, which feeds may not lead to; VIGIE_ALLOW_HOSTS={host} allows it"
        inner = getattr(cause, "os_error", None)
        cause = inner if isinstance(inner, RefusedAddressError) else cause.__cause__ or cause.__context__
    return ""


def _connection_reason(error: BaseException, limits: Limits) -> str:
    place = _place(error)
    match error:
        case aiohttp.ClientProxyConnectionError():
            return f"the proxy {place} does not work"
        case aiohttp.ClientConnectorCertificateError():
            return f"the TLS certificate of {place} is not valid: {_certificate(error)}"
        case aiohttp.ClientConnectorDNSError():
            return _lookup(getattr(error, "os_error", None), place)
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return f"no TLS connection with {place}: {_handshake(error)}"
        case aiohttp.ClientOSError() if isinstance(error.__cause__, ssl.SSLError):
            return f"no TLS connection with {place}: {_handshake(error.__cause__)}"  # TLS 1.3 refuses late
        case aiohttp.ClientConnectorError():
            cause = getattr(error, "os_error", None)
            known = _UNREACHABLE.get(getattr(cause, "errno", None) or 0, "")
            if isinstance(cause, ConnectionResetError | ConnectionAbortedError):
                known = "the server broke the connection"
            why = known or getattr(cause, "strerror", "") or "no connection"
            return f"cannot connect to {place}: {why}"
        case aiohttp.ConnectionTimeoutError():
            return f"no connection within {limits.connect:g} s"
        case aiohttp.SocketTimeoutError():
            return f"the server was silent for {limits.silence:g} s"
        case TimeoutError():
            return f"no complete answer within {limits.total:g} s"
    return ""


def _place(error: BaseException) -> str:
    host, port = getattr(error, "host", ""), getattr(error, "port", "")
    if not host:
        return "the server"
    return str(host) if port in (80, 443) else f"{host}:{port}"


def _lookup(cause: object, place: str) -> str:
    """Why a name has no address."""
    number = getattr(cause, "errno", None)
    if number == socket.EAI_AGAIN:
        return f"cannot look up the host {place}: the name server does not answer"
    if number in (socket.EAI_FAIL, socket.EAI_SYSTEM, socket.EAI_MEMORY):
        return f"cannot look up the host {place}: the name server fails"
    return f"cannot find the host {place}"


def _certificate(error: BaseException) -> str:
    cause = getattr(error, "certificate_error", None)
    text = getattr(cause, "verify_message", "") or type(cause).__name__
    if "ismatch" in text:
        return "it is for another host"
    return _CERTIFICATES.get(text, text)


def _handshake(error: BaseException) -> str:
    cause = getattr(error, "os_error", None) or error
    code = getattr(cause, "reason", None)
    text = getattr(error, "strerror", None) or "handshake failed"
    plain = _OPENSSL.sub("", text).strip() or "handshake failed"
    return _HANDSHAKES.get(code if isinstance(code, str) else "", plain)


def _address_reason(error: BaseException, limits: Limits) -> str:
    match error:
        case aiohttp.TooManyRedirects() | aiohttp.RedirectClientError():
            return "a redirect leads nowhere"
        case aiohttp.NonHttpUrlClientError():
            return "only http and https addresses can be fetched; check the feed's url"
        case aiohttp.InvalidURL() | UnicodeError() | OverflowError():
            return "the address cannot be read; check the feed's url"
    return ""


def _answer_reason(error: BaseException, limits: Limits) -> str:
    if isinstance(error.__cause__ or error, http_exceptions.ContentEncodingError):
        return "the compression is broken"
    match error:
        case aiohttp.ClientHttpProxyError():
            return f"the proxy answered {getattr(error, 'status', 0) or 'nothing that can be read'}"
        case aiohttp.ClientPayloadError():
            return "the connection broke in the middle of the document"
        case aiohttp.ClientResponseError() | http_exceptions.HttpProcessingError():
            return "the answer is not valid HTTP"
        case aiohttp.ServerDisconnectedError() | EOFError():
            return "the server closed the connection without an answer"
        case ConnectionError() | aiohttp.ClientOSError():
            return "the server broke the connection"
        case ValueError() if not isinstance(error, OSError):
            return "the address cannot be read; check the feed's url"
    return ""
