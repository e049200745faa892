"""The compiled matcher answers as the naive one, which decides each word of each term by itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import SAME_SENTENCE, AtLeast, Concept, Evidence, Fields, Match, Storyline, Term, Within
from bot.storylines.concepts import written_term
from bot.storylines.inflection import grammar, stems
from bot.storylines.lexicon import Lexicon
from bot.storylines.load import Rules, load_rules
from bot.storylines.matcher import Matcher
from bot.storylines.words import STOP_WORDS, fold
from tests.storylines.forms import FORMS
from tests.storylines.kit import FLOOD, concept, shipped_files, shipped_matcher
from tests.storylines.naive import NaiveMatcher, Text, find
from tests.storylines.sentences import SENTENCES

POOL: dict[str, list[str]] = {
    "en": [
        "troops",
        "contingent",
        "North Korea",
        "N. Korea",
        "Korea",
        "panel of experts",
        "UN",
        "POW",
        "army",
    ],
    "en-GB": ["US forces", "Sudan", "South Sudan", "Guinea", "capture", "negotiations", "men", "Zelensky"],
    "fr": ["nord-coréen", "armée", "Côte d'Ivoire", "général", "ONU", "sanction internationale", "Russie"],
    "de": ["Truppen", "Waffenembargo", "Nordkorea", "Russland", "Sanktionen", "Polen", "Iran", "UN-Experten"],
    "nl": ["sanctie", "vredesmissie"],
    "sv": ["soldat", "fredsförhandling"],
    "fi": ["Pohjois-Korea", "Venäjä"],
    "hu": ["Oroszország"],
    "es": ["soldado", "capturar", "España"],
    "pt": ["sanção", "Coreia do Norte"],
    "pl": ["żołnierz", "Korea Północna"],
    "ru": ["солдат", "северокорейский", "Россия", "Иран", "ООН", "Совет Безопасности", "переговоры"],
    "uk": ["Куп'янськ", "Зеленський"],
    "el": ["κυρώσεις", "Ρωσία"],
    "tr": ["Rusya", "Kuzey Kore ordusu", "İran"],
    "ar": ["روسيا", "العقوبات", "كوري شمالي", "جندي"],
    "fa": ["تحریم", "کره شمالی"],
    "he": ["צפון קוריאה", 'או"ם', "רוסיה"],
    "ko": ["북한군", "제재", "이란", "군", "北", "유엔 안보리", "조선민주주의인민공화국", "NLL", "Blackpink"],
    "ja": ["北朝鮮兵", "タイ", "ロシア", "W杯", "ガザ", "制裁"],
    "zh-Hant": ["制裁", "联合国 安理会", "EU制裁", "军", "金·正恩"],
    "th": ["เกาหลีเหนือ"],
    "vi": ["lính", "Bắc Triều Tiên", "quân đội"],
    "hi": ["सैनिक"],
    "ka": ["საქართველო"],
    "xh": ["ERashiya", "umkhosi"],
    "*": ["Hamas", "Makarova", "Dostojewski", "Peace Corps"],
}
"""Words of many languages: names, common words, acronyms, phrases; some hold others."""

OTHERS = (
    "Zelenskyy Selenskyj Зеленского Makarow Макаровой Dostoevsky Достоевского Weißrussland Transport continuent "
    "rain says 2024 un us it’s l’eau d’Ivoire 東北 タイトル 외교전 사랑이란 北최선희 대북제재안을 ожидает والماء המים"
).split()
LANGUAGES = ["", "en", "de", "fr", "ru", "ko", "ja", "zh", "ar", "vi", "sv", "xh", "pt-BR", "und"]
BETWEEN = [
    *[" "] * 6,
    *["-", ", ", ". ", "’", "\n", "", "|", " – ", "/", "<b>", "</p>", " &amp; ", " (AP) - "],
]


# --- rules -----------------------------------------------------------------------------------------------


@cache
def _shipped() -> Rules:
    return load_rules(shipped_files())


@cache
def _library() -> list[tuple[str, str]]:
    """Language and text of every term of the shipped storylines."""
    return sorted({(t.language, t.text) for c in _shipped().concepts for t in (*c.terms, *c.covers)})


def _term(written: tuple[str, str], flags: Collection[str]) -> Term:
    contradict = {"prefix", "whole"}.issubset(flags)
    chosen = {flag: flag != "varies" for flag in flags if not (contradict and flag == "prefix")}
    return Term(language=written[0], text=written[1], **chosen)


pool = st.sampled_from([(tag, text) for tag, found in POOL.items() for text in found])
terms = st.builds(
    _term,
    pool | pool | st.deferred(lambda: st.sampled_from(_library())),
    st.just(()) | st.lists(st.sampled_from("exact prefix whole weak bound varies".split()), max_size=2),
)


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """Up to three storylines of up to five concepts."""
    names = "abcde"[: draw(st.integers(1, 5))]
    concepts = tuple(
        Concept(
            id=name,
            terms=tuple(draw(st.lists(terms, min_size=1, max_size=4, unique=True))),
            covers=tuple(draw(st.just([]) | st.lists(terms, max_size=1))),
        )
        for name in names
    )
    count = draw(st.integers(1, 3))
    storylines = tuple(draw(_storyline(f"s{number}", names)) for number in range(count))
    return Rules(storylines=storylines, concepts=concepts)


@st.composite
def _storyline(draw: st.DrawFn, name: str, concepts: str) -> Storyline:
    slot = st.lists(st.sampled_from(concepts), min_size=1, max_size=2, unique=True).map(tuple)
    slots = draw(st.lists(slot, min_size=1, max_size=3))
    group = draw(st.just([]) | st.lists(slot, min_size=1, max_size=3))
    within = Within(slot=0, concept=slots[0][0], words=draw(st.sampled_from([1, 5])))
    return Storyline(
        id=name,
        title={"en": name},
        slots=tuple(slots),
        at_least=(AtLeast(count=draw(st.integers(1, len(group))), slots=tuple(group)),) if group else (),
        none=draw(st.just(()) | slot),
        within=(within,) if draw(st.sampled_from([False, False, True])) else (),
        reach=draw(st.sampled_from([None, None, SAME_SENTENCE, 2, 8])),
        fields=draw(st.sampled_from([Fields(), Fields(title=0.7, summary=1.0), Fields(summary=0.0)])),
        min_score=draw(st.sampled_from([0.01, 0.38, 0.75])),
        languages=draw(st.sampled_from([frozenset[str](), frozenset[str](), frozenset(("en", "ko", "de"))])),
        sources=draw(st.sampled_from([frozenset[str](), frozenset[str](), frozenset(("wire", "tag:x"))])),
        context=draw(st.booleans()),
    )


# --- texts -----------------------------------------------------------------------------------------------

Change = Callable[[st.DrawFn, Term, str], str]


def _inflected(draw: st.DrawFn, term: Term, text: str) -> str:
    """Some words of a term with other endings."""

    def form(word: str) -> str:
        rules = grammar(term.language.split("-")[0])
        made = [word]
        for stem, endings in stems(fold(word), rules, in_phrase=" " in text, capital=True):
            made += [word[: len(stem)] + ending for ending in sorted(endings)]
        return draw(st.sampled_from(made))

    return " ".join(form(word) for word in text.split(" "))


def _mistyped(draw: st.DrawFn, term: Term, text: str) -> str:
    """A letter left out, doubled, changed, or swapped with its neighbour."""
    at = draw(st.integers(0, max(0, len(text) - 2)))
    one, two = text[at : at + 1], text[at + 1 : at + 2]
    return text[:at] + draw(st.sampled_from([two, one + one + two, "x" + two, two + one])) + text[at + 2 :]


def _inserted(draw: st.DrawFn, term: Term, text: str) -> str:
    """Something inside a word."""
    at = draw(st.integers(1, max(1, len(text) - 1)))
    return text[:at] + draw(st.sampled_from(["-", "\u00ad", "\u200b", "'", " "])) + text[at:]


def _parted(draw: st.DrawFn, term: Term, text: str) -> str:
    """Other things between the words of a phrase."""
    small = " der " if " of " in text else " of "  # of equal small words none can be told for the term's own
    parts = draw(st.sampled_from(["", "-", small, " de la ", "'s ", ". ", ", ", "\u00a0"]))
    return text.replace(" ", parts, draw(st.sampled_from([1, -1])))


def _longer(draw: st.DrawFn, term: Term, text: str) -> str:
    """Other letters before and after, as compounds, prefixes and particles have them."""
    before = draw(
        st.sampled_from(["", "", "Sonder", "anti", "un", "ال", "و", "ה", "ול", "대", "新", "ア", "эко"])
    )
    after = draw(st.sampled_from(["", "", "s", "liste", "’s", "이", "에서", "안을", "ン", "を", "ами", "n-"]))
    return before + text + after


def _dotted(draw: st.DrawFn, term: Term, text: str) -> str:
    return "".join(f"{letter}." for letter in text) if len(text) < 5 else text


def _as(made: Callable[[str], str]) -> Change:
    return lambda draw, term, text: made(text)


CHANGES: list[Change] = [
    *[_inflected, _mistyped, _inserted, _parted, _longer, _dotted, _inflected, _mistyped],
    *map(_as, [str.upper, str.lower, str.title, str.capitalize, fold]),
    *[
        _as(lambda text: unicodedata.normalize("NFD", text)),
        _as(lambda text: unicodedata.normalize("NFKC", text)),
    ],
]


@st.composite
def texts(draw: st.DrawFn, known: Sequence[Term], most: int = 6) -> str:
    """Terms in changed forms among other words."""
    text = ""
    for _ in range(draw(st.integers(0, most))):
        if draw(st.integers(0, 3)):
            term = draw(st.sampled_from(known))
            piece = term.text
            for change in draw(st.lists(st.sampled_from(CHANGES), max_size=2)):
                piece = change(draw, term, piece)
        else:
            piece = draw(st.sampled_from([*OTHERS, *sorted(STOP_WORDS)[:20]]) | st.text(max_size=4))
        text += piece + draw(st.sampled_from(BETWEEN))
    return text


def _terms(rules: Rules) -> list[Term]:
    return [term for concept in rules.concepts for term in (*concept.terms, *concept.covers)]


@dataclass(frozen=True)
class Item:
    """What a matcher is asked."""

    title: str
    summary: str
    language: str
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def asked(self, matcher: Matcher | NaiveMatcher) -> tuple[Match, ...]:
        return matcher.match(self.title, self.summary, self.language, tags=self.tags, sources=self.sources)


@st.composite
def rules_and_items(draw: st.DrawFn) -> tuple[Rules, Item]:
    made = draw(rules())
    known = _terms(made)
    item = Item(
        draw(texts(known)),
        draw(texts(known, 8)),
        draw(st.sampled_from(LANGUAGES)),
        tuple(draw(st.lists(texts(known, 1), max_size=2))),
        tuple(draw(st.lists(st.sampled_from(["wire", "tag:x", "other"]), max_size=2))),
    )
    return made, item


# --- agreement -------------------------------------------------------------------------------------------


def assert_agree(compiled: Matcher, rules: Rules, item: Item) -> None:
    """Both matchers give the same answer.

    Where several terms of a concept name the same words equally well, any of them may be told: the naive
    matcher tells the first, so it has to tell the other one when that is moved to the front.
    """
    found, expected = item.asked(compiled), item.asked(NaiveMatcher(rules))
    assert [_without_terms(match) for match in found] == [_without_terms(match) for match in expected]
    for told, first in zip(_evidence(found), _evidence(expected), strict=True):
        if told != first:
            assert told in _evidence(item.asked(NaiveMatcher(_with_first(rules, told))))


def _without_terms(match: Match) -> Match:
    return replace(match, evidence=tuple(replace(evidence, term="") for evidence in match.evidence))


def _evidence(matches: Sequence[Match]) -> list[Evidence]:
    return [evidence for match in matches for evidence in match.evidence]


def _with_first(rules: Rules, told: Evidence) -> Rules:
    """The rules with this term in front of the others of its concept."""
    return replace(rules, concepts=tuple(_sorted(concept, told) for concept in rules.concepts))


def _sorted(concept: Concept, told: Evidence) -> Concept:
    terms = sorted(concept.terms, key=lambda term: term.text != told.term)
    return replace(concept, terms=tuple(terms)) if concept.id == told.concept else concept


def assert_same_places(concepts: Sequence[Concept], text: str, tag: str) -> None:
    """Both find the same places in the same way, and the quick step has announced all of them."""
    lexicon, read = Lexicon(concepts), Text(text, tag)
    found = lexicon.find(text, tag)
    expected = sorted(hit for concept in concepts for hit in find(concept, read))
    assert [hit._replace(term="") for hit in found] == [hit._replace(term="") for hit in expected]
    assert {lexicon.numbers[hit.concept] for hit in found} <= lexicon.present(text)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rules_and_items())
def test_both_answer_alike(given: tuple[Rules, Item]) -> None:
    made, item = given
    assert_agree(Matcher(made), made, item)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), rules(), st.sampled_from(LANGUAGES))
def test_both_find_the_same_places(data: st.DataObject, made: Rules, tag: str) -> None:
    assert_same_places(made.concepts, data.draw(texts(_terms(made), 4)), tag)


@pytest.mark.parametrize(("tag", "title", "wanted"), SENTENCES[::6])
def test_both_answer_alike_by_the_shipped_rules(tag: str, title: str, wanted: str) -> None:
    item = Item(title, "", tag)
    assert_agree(shipped_matcher(), _shipped(), item)
    assert [match.storyline_id for match in item.asked(shipped_matcher())] == wanted.split()


@pytest.mark.parametrize(("tag", "term", "text", "found"), FORMS)
def test_both_know_the_forms_of_words(tag: str, term: str, text: str, found: bool) -> None:
    concept = Concept(id="c", terms=(written_term(term, tag),))
    spoken = "" if tag == "*" else tag
    assert bool(find(concept, Text(text, spoken))) is found
    assert_same_places([concept], text, spoken)


@pytest.mark.parametrize(
    ("tag", "term", "flags", "text", "found"),
    [
        # a hyphen in the only word of a term, where marks or Hangul are in it too
        ("de", "Südkorea", "", unicodedata.normalize("NFD", "Süd-Korea"), True),
        ("en", "Northland", "", "North\u00ad-land", True),
        ("hi", "डेनमार्क", "", "डेनमा-र्क", True),
        ("uk", "Куп'янськ", "", "Куп'ян-ськ", True),
        ("ko", "조선민주주의인민공화국", "", "조선민주주의-인민공화국", True),
        ("de", "Nordkorea", "whole", "Nord-Korea", False),
        ("en", "MINUSTAH", "exact", "MINUS-TAH", False),
        # scripts without spaces, with other signs beside them
        ("zh", "EU制裁", "exact", "eu制裁", False),
        ("zh", "EU制裁", "", "eu制裁", True),
        ("ja", "W杯", "", "W\u200b杯", True),
        ("dz", "པེ་རུ", "", "པེ་རུ", True),
        # every word that begins with the term
        ("ko", "북", "prefix", "북한산", True),
        ("vi", "lính", "prefix", "lĩnh", False),
        ("vi", "lính", "prefix", "línhx", True),
        ("vi", "lính", "prefix", "linhx", True),
        # a typo in a word of another alphabet than the language's
        ("ko", "blackpink", "", "blacpkink", True),
        ("xh", "blackpink", "", "blacpkink", True),
    ],
)
def test_both_find_what_is_easily_missed(tag: str, term: str, flags: str, text: str, found: bool) -> None:
    concept = Concept(id="c", terms=(_term((tag, term), flags.split()),))
    assert bool(find(concept, Text(text, tag))) is found
    assert_same_places([concept], text, tag)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Coreia of do of Norte", True),
        ("it’N. Korea", True),
        ("it’UN office", True),
        ("UN’s of’s office", True),
        ("UN of the office", False),
    ],
)
@pytest.mark.parametrize("others", [[], ["N. Ireland", "UN staff"], ["Coreia Norte", "Korea office"]])
def test_other_terms_change_no_phrase(text: str, found: bool, others: list[str]) -> None:
    """By which of its words a phrase is looked up depends on the other phrases, the answer does not."""
    texts = {"own": ["Coreia do Norte", "N. Korea", "UN office"], "other": others}
    concepts = [concept(name, *those) for name, those in texts.items()]
    assert bool(find(concepts[0], Text(text, "en"))) is found
    assert_same_places(concepts, text, "en")


@pytest.mark.parametrize("mark", ["", "&", "<br>"])
@pytest.mark.parametrize(
    ("title", "summary", "tags"),
    [
        ("BORDEAUX (AFP) - Floods {} rain", "", ()),
        ("Floods {} rain. Read more: Bordeaux", "", ()),
        ("Floods", "BORDEAUX (AFP) - It rains {} rains", ()),
        ("Floods", "", ("BORDEAUX (AFP) - R{}D",)),
        ("Fl{}oods in Bord{}eaux", "", ()),
        ("High", "{} water in Bordeaux", ("High {} water",)),
    ],
)
def test_both_read_the_same_beside_markup_and_boilerplate(
    title: str, summary: str, tags: tuple[str, ...], mark: str
) -> None:
    item = Item(title.format(mark, mark), summary.format(mark), "en", tuple(tag.format(mark) for tag in tags))
    assert_agree(Matcher(FLOOD), FLOOD, item)
