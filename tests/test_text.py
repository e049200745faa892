"""Folding, canonical addresses, harmless lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import canonical_url, fold, harmless, host, one_line, title_key, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org/a", "https://example.org/a"),
        ("https://www.example.org/a/", "https://example.org/a"),
        ("https://example.org/a?utm_source=rss&utm_medium=x", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://EXAMPLE.org:443/a", "https://example.org/a"),
        ("https://example.org/a#comments", "https://example.org/a"),
        ("https://example.org/%7Ea", "https://example.org/~a"),
        ("https://example.org/caf%C3%A9", "https://example.org/café"),
        ("https://example.org/a?fbclid=1", "https://example.org/a"),
    ],
)
def test_addresses_of_one_page_are_one_key(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://news.example.org/a", "https://example.org/a"),
    ],
)
def test_addresses_of_two_pages_are_two_keys(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url", ["", "ftp://example.org/a", "javascript:alert(1)", "http://", "http://[::1", "http://a:b/"]
)
def test_what_is_no_web_address_has_no_key(url: str) -> None:
    assert canonical_url(url) == ""


def test_folding_is_blind_to_case_accents_and_width() -> None:
    assert fold("PJÖNGJANG") == fold("pjo\u0308ngjang") == fold("Ｐｊöngjang")
    assert words("L’ONU : « l'embargo »") == ["l", "onu", "l", "embargo"]


def test_hangul_is_folded_to_whole_syllables() -> None:
    assert fold("북한군") == "북한군"


def test_a_title_key_holds_the_host() -> None:
    assert title_key("A  Title!", "https://www.example.org/x") == "example.org|a title"
    assert title_key("…", "https://example.org/x") == ""


def test_hosts_are_plain() -> None:
    assert host("https://WWW.Example.org:8080/a") == "example.org"
    assert host("https://[") == ""


@given(st.text())
def test_a_harmless_line_cannot_steer_a_terminal_or_turn_text_round(text: str) -> None:
    line = one_line(text + "\x1b[31m\u202e\u2066\x07\x9b")
    assert not any(c in line for c in "\x1b\x07\x9b\u202e\u2066\n\r")
    line.encode("utf-8")
    assert one_line(line) == line


@given(st.text())
def test_canonical_urls_are_stable(text: str) -> None:
    key = canonical_url("https://example.org/" + text)
    assert canonical_url("https://" + key) == key or not key
    assert harmless(text) == harmless(harmless(text))
