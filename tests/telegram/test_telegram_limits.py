"""How much one person may ask for, and how long who guesses has to wait."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.codes import FREE, LONGEST_WAIT, OneTimeCode
from bot.telegram.codes import REMEMBERED as GUESSERS
from bot.telegram.limits import BURST, REFILL, REMEMBERED, Hearing, Patience

CODE = "0123456789abcdef"
WRONG = "fedcba9876543210"


def test_some_are_heard_then_one_warning_and_then_silence() -> None:
    patience = Patience()
    heard = [patience.hear(1, 100.0) for _ in range(100)]
    assert heard == [Hearing.HEARD] * BURST + [Hearing.WARNED] + [Hearing.SILENCE] * (99 - BURST)
    assert patience.hear(2, 100.0) is Hearing.HEARD, "others are heard"
    assert patience.hear(1, 100.0 + 1 / REFILL) is Hearing.HEARD
    assert patience.hear(1, 100.0 + 1 / REFILL) is Hearing.SILENCE, "warned once until it calms"
    later = 200.0 + BURST / REFILL
    calm = [patience.hear(1, later) for _ in range(BURST + 2)]
    assert calm == [Hearing.HEARD] * BURST + [Hearing.WARNED, Hearing.SILENCE]


@given(st.lists(st.floats(0, 5), max_size=300))
def test_nobody_is_heard_faster_than_promised_nor_warned_twice_in_a_row(pauses: list[float]) -> None:
    patience, at, heard, since_warning = Patience(), 0.0, 0, BURST
    for pause in pauses:
        at += pause
        outcome = patience.hear(1, at)
        heard += outcome is Hearing.HEARD
        assert heard <= BURST + at * REFILL + 1e-6
        if outcome is Hearing.WARNED:
            assert since_warning, "a warning follows only upon something that was heard"
        since_warning = 0 if outcome is Hearing.WARNED else since_warning + (outcome is Hearing.HEARD)


def test_a_clock_that_is_set_back_silences_nobody() -> None:
    patience = Patience()
    patience.hear(1, 1_000_000.0)
    assert [patience.hear(1, 1000.0) for _ in range(BURST - 1)] == [Hearing.HEARD] * (BURST - 1)


def test_a_crowd_does_not_fill_the_memory() -> None:
    patience = Patience()
    for user in range(REMEMBERED * 2):
        patience.hear(user, 0.0)
    assert len(patience._left) == REMEMBERED


def test_the_code_works_once() -> None:
    code = OneTimeCode(CODE)
    assert not code.use(CODE[:-1], 1, 0.0)
    assert code.use(CODE, 1, 0.0)
    assert not code.use(CODE, 2, 0.0)


@pytest.mark.parametrize("given", ["", " ", "x", CODE + " ", CODE.upper(), "é" * 16, "\ud83d" * 16])
def test_what_is_no_code_is_none(given: str) -> None:
    code = OneTimeCode(CODE)
    assert not code.use(given, 1, 0.0)
    assert not OneTimeCode("").use(given, 1, 0.0), "where there is an admin no code is alive"
    assert code.use(CODE, 1, 0.0)


def test_the_wait_doubles_up_to_an_hour() -> None:
    code, at, tries = OneTimeCode(CODE), 0.0, 0
    while at < 24 * LONGEST_WAIT:
        before = code._count
        code.use(WRONG, 1, at)
        tries += code._count - before
        at += 1.0
    assert FREE + 24 <= tries <= FREE + 24 + 12
    assert code.use(CODE, 2, at), "another one does not wait"


def test_a_crowd_of_guessers_does_not_fill_the_memory() -> None:
    code = OneTimeCode(CODE)
    for user in range(GUESSERS * 2):
        code.use(WRONG, user, 0.0)
    assert len(code._wrong) == GUESSERS
