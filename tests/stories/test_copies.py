"""Near copies: the same dispatch under another headline, cut, or retouched; and texts that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.copies import SAMPLE, is_copy, likeness, shingles

DISPATCH = (
    "The ferry with 212 passengers ran aground on a sandbank off the northern island shortly before dawn, the "
    "coastguard said. Two helicopters lifted the injured to a hospital in the provincial capital while tugs tried "
    "to free the vessel at high tide."
)
RETOUCHED = (
    "A ferry with 212 passengers ran aground on a sandbank off the northern island shortly before dawn, the "
    "coastguard said on Monday. Two helicopters lifted the injured to a hospital while tugs tried to free the vessel."
)
APART = (
    "Rescuers brought more than two hundred people ashore after their ship got stuck on Monday. Passengers told of "
    "panic in the dark; the captain blamed a broken radar, and the company promised to refund every ticket."
)
JAPANESE = (
    "北部の島の沖合で十二日未明、乗客二百十二人を乗せた旅客船が浅瀬に乗り上げたと海上保安当局が発表した。"
)
JAPANESE_CUT = "北部の島の沖合で十二日未明、乗客二百十二人を乗せた旅客船が浅瀬に乗り上げた。"
JAPANESE_APART = (
    "港に着いた人々は、暗い船内で悲鳴が上がったと語った。船長はレーダーの故障が原因だと話している。"
)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        (("Ferry runs aground", DISPATCH), ("Passenger ship stuck on sandbank", DISPATCH), "en"),
        (("Ferry runs aground", DISPATCH), ("Ferry runs aground, many hurt", DISPATCH[:150]), "en"),
        (("Ferry runs aground", DISPATCH), ("Ship in trouble", RETOUCHED), "en"),
        (("FERRY RUNS AGROUND", DISPATCH.upper()), ("Ferry runs aground", DISPATCH), "en"),
        (("旅客船が座礁", JAPANESE), ("船が浅瀬に", JAPANESE_CUT), "ja"),
        (("旅客船が座礁", JAPANESE), ("船が浅瀬に", JAPANESE_CUT), "en"),
        (
            ("Ferry runs aground off northern island", ""),
            ("Ferry runs aground off northern island", ""),
            "en",
        ),
    ],
)
def test_the_same_text_is_known(one: tuple[str, str], other: tuple[str, str], language: str) -> None:
    assert is_copy(shingles(*one, language), shingles(*other, language))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        (("Ferry runs aground", DISPATCH), ("Ferry runs aground", APART), "en"),
        (("旅客船が座礁", JAPANESE), ("旅客船が座礁", JAPANESE_APART), "ja"),
        (("Ferry runs aground off island", ""), ("Ferry runs aground, many hurt", ""), "en"),
        (("Ferry", ""), ("Ferry", ""), "en"),
        (("", ""), ("", ""), ""),
    ],
)
def test_texts_that_were_written_apart_are_no_copies(
    one: tuple[str, str], other: tuple[str, str], language: str
) -> None:
    assert not is_copy(shingles(*one, language), shingles(*other, language))


def test_shingles_are_the_same_on_every_machine() -> None:
    """Stored hashes are compared with those of later runs: CRC-32 of the folded words."""
    assert shingles("Ferry runs aground", "") == (2335364968,)


@given(st.text(), st.text(), st.sampled_from(["en", "ja", "th", "", "x-unknown"]))
def test_any_text_gives_a_small_sorted_sample_that_is_a_copy_of_itself(
    title: str, summary: str, language: str
) -> None:
    found = shingles(title, summary, language)
    assert len(found) <= SAMPLE
    assert list(found) == sorted(set(found))
    assert likeness(found, found) == (1.0 if found else 0.0)


_SAMPLES = st.lists(
    st.sampled_from("alpha beta gamma delta epsilon zeta eta theta".split()), max_size=120
).map(lambda words: shingles(" ".join(words), ""))


@given(_SAMPLES, _SAMPLES)
def test_likeness_is_mutual_and_within_bounds(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0


def test_a_long_text_is_sampled_fairly() -> None:
    """Of two articles of 600 words that share their first half, half of the smaller sample is shared."""
    common = " ".join(f"common{i}" for i in range(300))
    one = shingles("", common + " " + " ".join(f"one{i}" for i in range(120)))
    other = shingles("", common + " " + " ".join(f"other{i}" for i in range(120)))
    assert 0.5 < likeness(one, other) < 0.9
