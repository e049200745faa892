"""Which addresses may be connected to: as numbers, by names, along redirects, and through a name that changes."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FetchError
from bot.feeds.failures import Limits
from bot.feeds.fetch import HttpFetcher
from bot.feeds.guard import Guard, as_address
from bot.feeds.resolver import Answer, GuardedResolver
from bot.model import Feed, FeedState
from tests.feedserver import FeedServer, redirect

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
CLOSED = Guard()

REFUSED = [
    "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192",
    "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "203.0.113.9",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::a00:1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:c0a8:101::1",
    "2001:0:7f00:1::", "2001:0:102:304:0:0:80ff:fffe", "::ffff:0:127.0.0.1", "4000::1", "5f00::1", "e000::1",
    "3fff::1", "192.0.0.8", "192.88.99.1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]


def feed(url: str) -> Feed:
    return Feed(id="f", url=url, name="F", publisher="p", language="en")


async def refusal(fetcher: HttpFetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(feed(url), FeedState(feed_id="f", next_poll_at=NOW))
    return str(caught.value)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


# --- numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused_in_every_form(address: str) -> None:
    assert CLOSED.refusal(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(address: str) -> None:
    assert CLOSED.refusal(address) == ""


def test_what_is_no_address_is_an_error() -> None:
    for text in ("localhost", "", "1.2.3", "2130706433", "0x7f.1"):
        with pytest.raises(ValueError):
            CLOSED.refusal(text)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("127.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"), ("0", "0.0.0.0"), ("::1", "::1"), ("fe80::1%25eth0", "fe80::1"),
        ("1.1.1.1", "1.1.1.1"), ("256.1.1.1.1", ""), ("news.example", ""), ("1news.example", ""), ("0x", ""),
        ("4294967296", ""), ("", ""), ("beef", ""), ("1.2.3.4.example", ""),
    ],
)  # fmt: skip
def test_a_host_written_as_a_number_is_read_as_the_system_reads_it(host: str, address: str) -> None:
    assert as_address(host) == address


@given(st.text(alphabet="0123456789abcdefx.:%[] -", max_size=20))
def test_no_host_is_too_odd_to_be_read(host: str) -> None:
    assert as_address(host) == "" or ip_address(as_address(host))


@given(st.ip_addresses(v=4))
def test_whatever_is_refused_is_refused_inside_of_ipv6_too(address: IPv4Address) -> None:
    number = int(address)
    forms = [
        IPv6Address(0xFFFF << 32 | number),
        IPv6Address(int(IPv6Address("64:ff9b::")) | number),
        IPv6Address(0x2002 << 112 | number << 80),
    ]
    plainly = bool(CLOSED.refusal(str(address)))
    for form in forms:
        assert bool(CLOSED.refusal(str(form))) == plainly, form


@given(st.ip_addresses())
def test_nothing_that_is_not_global_is_let_through(address: IPv4Address | IPv6Address) -> None:
    if CLOSED.refusal(str(address)) == "":
        inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
        wrapped = address != inner or str(address).startswith(("64:ff9b", "2001:0:", "::"))
        assert wrapped or address.version == 4 or address in IPv6Network("2000::/3")
        assert inner.is_global or wrapped
        assert not address.is_multicast
        assert not address.is_loopback


@pytest.mark.parametrize(
    ("allowed", "address", "well"),
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "192.168.1.1", False),
        ("10.0.0.0/8", "::ffff:10.1.2.3", True),
        ("192.168.1.7", "192.168.1.7", True),
        ("192.168.1.7", "192.168.1.8", False),
        ("fd00::/8", "fd12::1", True),
        ("[::1]", "::1", True),
        ("intranet.example", "10.1.2.3", False),
        ("10.0.0.0/8", "2001:0:a00:1:0:0:80ff:fffe", False),
    ],
)
def test_the_owner_may_allow_addresses_and_networks(allowed: str, address: str, well: bool) -> None:
    assert (Guard.of([allowed]).refusal(address) == "") is well
    assert ip_address(address)


def test_names_are_allowed_as_they_are_written() -> None:
    guard = Guard.of(["Intranet.Example"])
    assert guard.knows("intranet.example")
    assert guard.knows("INTRANET.example.")
    assert not guard.knows("sub.intranet.example")


# --- real requests ---------------------------------------------------------------------------------------

FORMS = [
    "127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "0x7f000001", "127.1", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "①②⑦.⓪.⓪.①", "127.0.0.1.",
    "LOCALHOST", "0", "0.0.0.0", "[::]", "169.254.169.254", "[fe80::1%25lo]", "10.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", FORMS)
async def test_no_form_of_a_host_leads_to_this_computer(server: FeedServer, host: str) -> None:
    server.put("/rss", BODY)
    async with HttpFetcher(Limits(total=5)) as fetcher:
        text = await refusal(fetcher, f"http://{host}:{server.port}/rss")
    assert server.log == []
    if "fe80" not in host:
        assert "which feeds may not lead to; VIGIE_ALLOW_HOSTS=" in text or "cannot" in text


async def test_the_reason_says_what_it_is_and_how_to_allow_it(server: FeedServer) -> None:
    async with HttpFetcher() as fetcher:
        assert await refusal(fetcher, server.url("/rss")) == (
            "127.0.0.1 is an address of this computer, which feeds may not lead to; "
            "VIGIE_ALLOW_HOSTS=127.0.0.1 allows it"
        )
        text = await refusal(fetcher, f"http://localhost:{server.port}/rss")
        assert text.startswith("localhost is an address of this computer")


async def test_a_redirect_does_not_lead_to_this_computer_either(server: FeedServer) -> None:
    server.put("/rss", BODY)
    # the feed's own host is allowed by its name, what it leads to is not
    async with HttpFetcher(allow_hosts=["localhost"]) as fetcher:
        for target in (
            f"http://127.0.0.1:{server.port}/rss",
            f"http://[::1]:{server.port}/rss",
            "http://10.0.0.1/",
        ):
            server.fault("/away", redirect(target))
            assert "which feeds may not lead to" in await refusal(
                fetcher, f"http://localhost:{server.port}/away"
            )
        assert server.count(path="/rss") == 0
        result = await fetcher.fetch(
            feed(f"http://localhost:{server.port}/rss"), FeedState(feed_id="f", next_poll_at=NOW)
        )
        assert result.body == BODY


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.0/8", "localhost 127.0.0.1"])
async def test_what_the_owner_allows_is_fetched(server: FeedServer, allowed: str) -> None:
    url = server.put("/rss", BODY)
    async with HttpFetcher(allow_hosts=allowed.split()) as fetcher:
        result = await fetcher.fetch(feed(url), FeedState(feed_id="f", next_poll_at=NOW))
    assert result.body == BODY


# --- names that change -----------------------------------------------------------------------------------


def answering(
    *addresses: str, then: tuple[str, ...] = ()
) -> tuple[Callable[[str, int, int], Answer], list[str]]:
    """A name server that answers with these addresses, and after the first time with others."""
    asked: list[str] = []

    def look_up(host: str, port: int, family: int) -> Answer:
        given = then if asked and then else addresses
        asked.append(host)
        kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(kinds[ip_address(one).version], socket.SOCK_STREAM, 6, "", (one, port)) for one in given]

    return look_up, asked


async def test_a_name_that_changes_to_this_computer_after_it_was_judged_gains_nothing(
    server: FeedServer,
) -> None:
    """DNS rebinding: the address that was judged is the one that is connected to."""
    server.put("/rss", BODY)
    look_up, asked = answering("192.0.2.77", then=("127.0.0.1",))
    # 192.0.2.77 is an address for documentation, where nobody answers: allowed here to stand for a public one
    resolver = GuardedResolver(Guard.of(["192.0.2.77"]), look_up=look_up)
    limits = Limits(connect=0.5, total=2)
    async with HttpFetcher(limits, allow_hosts=["192.0.2.77"], resolver=resolver) as fetcher:
        await refusal(fetcher, f"http://rebind.example:{server.port}/rss")
        assert asked == ["rebind.example"], "one look-up for one request"
        text = await refusal(fetcher, f"http://rebind2.example:{server.port}/rss")
    assert text.startswith("rebind2.example is an address of this computer")
    assert server.log == []


async def test_of_mixed_addresses_only_the_public_ones_are_used() -> None:
    look_up, _ = answering("10.0.0.1", "1.1.1.1", "::1", "2606:4700::1111")
    found = await GuardedResolver(look_up=look_up).resolve("mixed.example", 80)
    assert [one["host"] for one in found] == ["1.1.1.1", "2606:4700::1111"]


async def test_a_named_host_may_have_any_address(server: FeedServer) -> None:
    server.put("/rss", BODY)
    look_up, _ = answering("127.0.0.1")
    guarded = GuardedResolver(Guard.of(["intranet.example"]), look_up=look_up)
    async with HttpFetcher(allow_hosts=["intranet.example"], resolver=guarded) as fetcher:
        result = await fetcher.fetch(
            feed(f"http://intranet.example:{server.port}/rss"), FeedState(feed_id="f", next_poll_at=NOW)
        )
        assert result.body == BODY
        assert "which feeds may not" in await refusal(fetcher, f"http://other.example:{server.port}/rss")
