"""What holds for every text."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model import Match
from bot.storylines.load import Rules, load_rules
from bot.storylines.matcher import Matcher
from tests.storylines.forms import FORMS
from tests.storylines.kit import FLOOD, concept, shipped_files, shipped_matcher, storyline
from tests.storylines.sentences import SENTENCES

WORDS = [
    *"북한군이 北 러시아 北朝鮮兵 ロシア クルスク 朝鲜士兵 安理会 制裁 UN U.N. ONU l’ONU sanctions embargo".split(),
    *"Nord-Coréens soldats Koursk КНДР солдат России ООН санкції الجنود الكوريون الشماليون روسيا".split(),
    *"Kim’s soldiers North Korean troops in Russia Security Council National football Waffenembargo".split(),
    *[*"- ' ’ . , \u200b \u200f \u00ad \ufeff \ud800 \u0301 \n ｶﾞ ガ".split(" "), " ", ""],
]
mixed = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=25).map(" ".join)
glued = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=25).map("".join)
anything = st.text(st.characters(exclude_categories=()), max_size=300)
texts = mixed | glued | anything
tags = st.sampled_from(["", "en", "fr", "ko", "ja", "zh-Hant", "ru", "ar", "de", "vi", "und"]) | st.text(
    max_size=4
)


def _ids(matches: tuple[Match, ...]) -> list[tuple[str, float]]:
    return [(match.storyline_id, match.score) for match in matches]


@settings(max_examples=300, deadline=None)
@given(texts, texts, tags)
@example("\ud800", "\udfff" * 10, "en")
@example("a" * 5000, "北" * 9000, "")
def test_any_text_is_read_and_all_evidence_lies_in_it(title: str, summary: str, tag: str) -> None:
    fields = {"title": title, "summary": summary}
    for report in shipped_matcher().report(title, summary, tag):
        found = [e for slot in report.slots for e in slot.found] + list(report.excluded_by)
        for evidence in [*found, *(report.match.evidence if report.match else ())]:
            assert evidence.text
            assert fields[evidence.field][evidence.start : evidence.end] == evidence.text
        if report.match:
            assert 0 < report.match.score <= 1
            assert len(set(report.match.evidence)) == len(report.match.evidence)


@settings(max_examples=100, deadline=None)
@given(texts, texts, tags)
def test_match_and_report_agree(title: str, summary: str, tag: str) -> None:
    reports = shipped_matcher().report(title, summary, tag)
    assert shipped_matcher().match(title, summary, tag) == tuple(r.match for r in reports if r.match)


@settings(max_examples=100, deadline=None)
@given(texts, tags)
def test_composition_of_accents_does_not_matter(title: str, tag: str) -> None:
    composed = unicodedata.normalize("NFC", title)
    apart = unicodedata.normalize("NFD", composed)
    if unicodedata.normalize("NFC", apart) == composed and max(len(composed), len(apart)) < 900:
        match = shipped_matcher().match
        assert _ids(match(composed, "", tag)) == _ids(match(apart, "", tag))


@pytest.mark.parametrize(("tag", "title", "wanted"), SENTENCES)
def test_space_and_composition_around_a_headline_do_not_matter(tag: str, title: str, wanted: str) -> None:
    match = shipped_matcher().match
    for other in (f" \n\t{title}\u3000 ", unicodedata.normalize("NFD", title), title.replace(" ", "\u00a0")):
        assert _ids(match(other, "", tag)) == _ids(match(title, "", tag))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from("flood Flood floods high water Bordeaux bordeaux of the rain".split()), max_size=8
    )
)
def test_case_does_not_matter_where_it_is_not_asked_for(words: list[str]) -> None:
    matcher, title = Matcher(FLOOD), " ".join(words)
    plain = _ids(matcher.match(title, "", "en"))
    assert (
        plain == _ids(matcher.match(title.upper(), "", "en")) == _ids(matcher.match(title.title(), "", "en"))
    )


@settings(max_examples=60, deadline=None)
@given(texts, texts, tags)
def test_another_storyline_changes_nothing(title: str, summary: str, tag: str) -> None:
    alone, more = _with_and_without()
    mine = [m for m in more.match(title, summary, tag) if m.storyline_id != "other"]
    assert mine == list(alone.match(title, summary, tag))


@cache
def _with_and_without() -> tuple[Matcher, Matcher]:
    rules = load_rules(shipped_files())
    others = [concept(f"c{n}", term, language=tag) for n, (tag, term, _, _) in enumerate(FORMS)]
    other = storyline("other", [c.id for c in others], ["troops"], none=["sport"])
    more = Rules(storylines=(other, *rules.storylines), concepts=(*others, *rules.concepts))
    return Matcher(rules), Matcher(more)


@pytest.mark.parametrize(
    "piece", ["a", "북한군 러시아 ", "北朝鮮兵ロシア", "troops Russia North Korea ", "a-", "\u200b", "U.N."]
)
def test_a_megabyte_is_read_like_its_beginning(piece: str) -> None:
    huge = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    short = huge[:10_000]
    match = shipped_matcher().match
    assert match(huge, huge, "") == match(short, short, "")
