"""Slots, exclusions, score and evidence."""

from __future__ import annotations

import pytest

from bot.storylines.load import Rules
from bot.storylines.matcher import READ_LIMIT, Matcher
from tests.storylines.kit import FLOOD, concept, one, storyline

FAR = "word " * 200


def test_a_title_that_fills_every_slot_scores_one() -> None:
    match = one(FLOOD, "Floods reach Bordeaux")
    assert match is not None
    assert match.score == 1.0
    assert [(e.concept, e.text, e.field, e.how) for e in match.evidence] == [
        ("water", "Floods", "title", "inflected"),
        ("place", "Bordeaux", "title", "exact"),
    ]


@pytest.mark.parametrize("title", ["Floods reach Lyon", "Bordeaux wins", "", "Floods", "Bordeaux floodlit"])
def test_a_missing_slot_is_no_match(title: str) -> None:
    assert one(FLOOD, title) is None


def test_the_summary_helps_at_a_cost() -> None:
    both = one(FLOOD, "Floods in France", "Bordeaux is hit worst.")
    alone = one(FLOOD, "Bad weather", "A flood has reached Bordeaux.")
    assert both is not None
    assert alone is not None
    assert (both.score, alone.score) == (0.75, 0.5)
    assert {e.field for e in alone.evidence} == {"summary"}


def test_words_far_apart_or_far_down_in_the_summary_count_for_less() -> None:
    near = one(FLOOD, "News", f"A flood in Bordeaux. {FAR}")
    later = one(FLOOD, "News", f"{FAR[:400]} A flood in Bordeaux.")
    assert near is not None
    assert later is not None
    assert FLOOD.storylines[0].min_score <= later.score < near.score
    assert one(FLOOD, "News", f"A flood. {FAR} Bordeaux.") is None


def test_evidence_of_a_summary_is_the_closest() -> None:
    match = one(FLOOD, "News", f"A flood far away. {FAR[:300]} The flood has come to Bordeaux.")
    assert match is not None
    first, second = match.evidence
    assert second.start - first.end < 20


def test_an_excluded_concept_in_the_title_excludes() -> None:
    assert one(FLOOD, "Floods reach the film festival of Bordeaux") is None


def test_an_excluded_concept_in_the_summary_weighs() -> None:
    sure = one(FLOOD, "Floods reach Bordeaux", "The film festival goes on.")
    assert sure is not None
    assert sure.score == pytest.approx(0.4)
    assert one(FLOOD, "Bad weather", "A flood hits the film festival in Bordeaux.") is None


def test_words_that_an_excluded_term_covers_fill_no_slot() -> None:
    rules = Rules(
        storylines=(storyline("council", ["council"], none=["other"]),),
        concepts=(concept("council", "Security Council"), concept("other", "National Security Council")),
    )
    assert one(rules, "News", "The Security Council met.") is not None
    assert one(rules, "News", "The National Security Council met.") is None


def test_one_word_may_fill_two_slots_and_is_named_once() -> None:
    rules = Rules(
        storylines=(storyline("s", ["country", "both"], ["force", "both"]),),
        concepts=(
            concept("country", "Korea"),
            concept("force", "soldiers"),
            concept("both", "북한군", language="ko"),
        ),
    )
    match = one(rules, "북한군이 왔다", language="ko")
    assert match is not None
    assert [e.text for e in match.evidence] == ["북한군이"]


def test_matches_come_in_the_order_of_the_rules() -> None:
    rules = Rules(
        storylines=(storyline("b", ["rain"]), storyline("a", ["rain"], ["city"])),
        concepts=(concept("rain", "rain"), concept("city", "Paris")),
    )
    found = Matcher(rules).match("Rain in Paris", "", "en")
    assert [match.storyline_id for match in found] == ["b", "a"]


def test_nothing_is_read_beyond_the_limit() -> None:
    assert one(FLOOD, "Flood", " " * READ_LIMIT + "Bordeaux") is None


def test_no_rules_match_nothing() -> None:
    assert Matcher(Rules()).match("anything", "at all", "en") == ()
    assert Matcher(Rules()).report("anything", "at all", "en") == ()


def test_a_report_tells_each_slot_also_without_a_match() -> None:
    (report,) = Matcher(FLOOD).report("Floods at the film festival", "and high water", "en")
    assert report.match is None
    assert [(slot.concepts, [e.text for e in slot.found]) for slot in report.slots] == [
        (("water",), ["Floods", "high water"]),
        (("place",), []),
    ]
    assert [e.text for e in report.excluded_by] == ["film festival"]


def test_a_report_holds_the_match() -> None:
    (report,) = Matcher(FLOOD).report("Flood in Bordeaux", "", "en")
    assert report.match == one(FLOOD, "Flood in Bordeaux")
