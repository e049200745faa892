"""What holds for every text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from html import unescape
from html.entities import codepoint2name
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model import Concept, Match, Term
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


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(st.tuples(texts, texts, tags), min_size=2, max_size=5))
def test_the_order_of_items_changes_no_answer(data: st.DataObject, items: list[tuple[str, str, str]]) -> None:
    matcher, shuffled = shipped_matcher(), data.draw(st.permutations(items))
    matcher.forget()
    first = {item: matcher.match(*item) for item in items}
    matcher.forget()
    assert {item: matcher.match(*item) for item in shuffled} == first
    assert {item: matcher.match(*item) for item in items} == first


@settings(max_examples=60, deadline=None)
@given(texts, texts, tags)
def test_what_a_matcher_remembers_changes_no_answer(title: str, summary: str, tag: str) -> None:
    matcher = shipped_matcher()
    before = matcher.match(title, summary, tag), matcher.report(title, summary, tag)
    matcher.forget()
    assert before == (matcher.match(title, summary, tag), matcher.report(title, summary, tag))


TAGS = [
    "<b>",
    "</b>",
    "<i class='x'>",
    "</i>",
    '<a href="https://a.example/?b=1&amp;c=2">',
    "</a>",
    "<!-- x -->",
]
"""They part no words."""


def _marked(text: str, random: Random) -> str:
    """The same text with tags, and with some letters as entities."""
    parts: list[str] = []
    for sign in text:
        name = codepoint2name.get(ord(sign))
        ways = [*[sign] * 6, f"&#{ord(sign)};", f"&#x{ord(sign):X};", f"&{name};" if name else sign]
        parts += random.choice(TAGS) if random.random() < 0.1 else ""
        parts += random.choice(ways) if sign.isalnum() else sign
    return "".join(parts)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(SENTENCES),
    st.lists(st.sampled_from([word for word in WORDS if word.isalpha()]), max_size=8).map(" ".join),
    st.randoms(use_true_random=False),
)
def test_markup_and_entities_change_only_places(
    sentence: tuple[str, str, str], summary: str, random: Random
) -> None:
    tag, title, _ = sentence
    plain = {"title": title, "summary": summary}
    marked = {name: _marked(text, random) for name, text in plain.items()}
    expected, found = (
        shipped_matcher().match(fields["title"], fields["summary"], tag) for fields in (plain, marked)
    )
    assert _ids(found) == _ids(expected)
    for match, other in zip(found, expected, strict=True):
        for evidence, same in zip(match.evidence, other.evidence, strict=True):
            assert marked[evidence.field][evidence.start : evidence.end] == evidence.text
            assert unescape(re.sub("<[^>]*>", "", evidence.text)) == same.text


CASED = {
    "en": "troops North Korea",
    "fr": "nord-coréen général Côte d'Ivoire",
    "de": "Großraum Truppen Straße",
    "tr": "Rusya İstanbul kırmızı ordusu",
    "lt": "Rusija karių",
    "vi": "lính quân đội",
    "ru": "солдат Совет Безопасности",
    "uk": "Куп'янськ північнокорейський",
    "el": "κυρώσεις στρατός Ρωσίας",
    "hy": "Հայաստան",
    "ka": "საქართველო",
    "ar": "روسيا",
    "ko": "북한군",
    "ja": "ロシア",
}
"""Words of scripts with two cases, some with letters whose number or shape case changes, and of others."""


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([*CASED, ""]),
    st.lists(
        st.sampled_from(" ".join(CASED.values()).split() + "Truppenabzug soldaten солдатами κύρωση".split()),
        max_size=6,
    ).map(" ".join),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str.casefold]),
)
@example("de", "Großraum Straße", str.upper)
@example("tr", "İstanbul kırmızı", str.upper)
@example("tr", "İstanbul kırmızı", str.lower)
@example("el", "στρατός κυρώσεις", str.upper)
@example("ka", "საქართველო", str.upper)
def test_case_does_not_matter_in_any_script(tag: str, title: str, other: Callable[[str], str]) -> None:
    """ß and SS, İ, ı and I, ς and Σ are told apart by no folded word, so that they are no exception.

    Exceptions are what needs a capital: acronyms, names of four letters, other transliterations (which are
    not asked for here). In a summary the distance between words counts, and ß is shorter than SS.
    """
    match = _cased().match
    assert _ids(match(title, "", tag)) == _ids(match(other(title), "", tag))


@cache
def _cased() -> Matcher:
    """A storyline for each of the words."""
    words = {(tag, word) for tag, texts in CASED.items() for word in [*texts.split(), texts]}
    terms = [Term(text=word, language=tag, varies=False) for tag, word in sorted(words)]
    concepts = [Concept(id=f"c{number}", terms=(term,)) for number, term in enumerate(terms)]
    storylines = [storyline(concept.id, [concept.id]) for concept in concepts]
    return Matcher(Rules(storylines=tuple(storylines), concepts=tuple(concepts)))
