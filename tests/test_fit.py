"""Texts made to fit: never longer than their room, in the units that Telegram counts, and never broken."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.fit import ENDING_ROOM, MESSAGE_ROOM, cut_middle, head, isolated, shorten, units
from bot.text import harmless, one_line

# letters of one unit and of two, right-to-left ones, marks that join, breaks of all kinds, surrogates alone
LETTERS = st.one_of(
    st.sampled_from("a é…\n\r\t\u2028\x85\u200d\u0301ب ש한😀𝒳\U0001f1eb\U0010ffff"),
    st.characters(),
    st.characters(categories=["Cs"]),
)
TEXTS = st.text(LETTERS, max_size=60)
ROOMS = st.integers(-3, 60)


def _counted(text: str) -> int:
    """Length in UTF-16 units, as the encoder makes them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS)
def test_units_are_those_of_the_encoder(text: str) -> None:
    assert units(text) == _counted(text)


@given(TEXTS, ROOMS)
@example("😀😀", 3)
@example("x", -1)
def test_a_beginning_is_the_longest_that_fits(text: str, room: int) -> None:
    kept = head(text, room)
    assert text.startswith(kept)
    assert _counted(kept) <= max(room, 0)
    if kept != text:
        assert _counted(kept + text[len(kept)]) > room


@given(TEXTS, ROOMS)
@example("x", 0)
def test_what_is_shortened_is_one_harmless_line_that_fits(text: str, room: int) -> None:
    short = shorten(text, room)
    assert _counted(short) <= max(room, 0)
    assert short == one_line(short)
    short.encode("utf-8")  # half a pair could not be sent
    flat = one_line(text)
    if _counted(flat) <= room:
        assert short == flat
    elif room > 0:
        assert short.endswith("…")
        kept, rest = short[:-1], flat[len(short) - 1 :]
        assert flat.startswith(kept)
        more = rest[: 2 if rest.startswith(" ") else 1]  # no space stands before the sign
        assert _counted(kept + more) > room - 1, "as much as there is room for"


@given(TEXTS.map(harmless), st.integers(1, 60))
@example("one\ntwo three\nfour", 4)
@example("😀😀😀\n😀", 6)
def test_what_is_cut_in_the_middle_fits_and_keeps_both_ends(text: str, room: int) -> None:
    cut = cut_middle(text, room)
    assert _counted(cut) <= room
    cut.encode("utf-8")
    if _counted(text) <= room:
        assert cut == text
        return
    start, gap, ending = cut.rpartition("\n…\n")
    if gap:
        all_lines = text.rstrip("\n").splitlines()
        assert ending
        assert all_lines[-len(ending.splitlines()) :] == ending.splitlines()
    else:
        assert cut.endswith("…")
        start = cut[:-1]
    assert text.startswith(start)


def test_a_message_that_is_cut_keeps_its_link() -> None:
    link = "https://e.example/" + "x" * 1000
    cut = cut_middle("Headline\n" + "word 😀 " * 2000 + f"\n{link}\nWhy: ferry")
    assert cut.startswith("Headline\nword 😀 ")
    assert cut.endswith(f"…\n{link}\nWhy: ferry")
    assert MESSAGE_ROOM - 8 <= _counted(cut) <= MESSAGE_ROOM


def test_a_last_line_that_would_fill_the_message_is_cut_itself() -> None:
    cut = cut_middle("Headline\n" + "x" * 5000)
    assert cut == "Headline\n" + "x" * (MESSAGE_ROOM - len("Headline\n…")) + "…"
    assert len("x" * 5000) > ENDING_ROOM


@pytest.mark.parametrize("text", ["plain", "한국어", "", "12,000", "déjà"])
def test_what_runs_from_left_to_right_stays_as_it_is(text: str) -> None:
    assert isolated(text) == text


@pytest.mark.parametrize("text", ["العربية", "עברית", "NIS: العربية 12", "١٢"])
def test_what_runs_from_right_to_left_stands_for_itself(text: str) -> None:
    assert isolated(text) == f"\u2068{text}\u2069"


@given(TEXTS.map(one_line))
def test_isolation_changes_nothing_but_the_marks_around(text: str) -> None:
    shown = isolated(text)
    assert harmless(shown) == text
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)
    assert (shown != text) is turns
