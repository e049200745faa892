"""Weak words, groups, nearness, fields, languages, sources, tags, and recent headlines."""

from __future__ import annotations

import pytest

from bot.errors import ConfigError
from bot.model import CONTEXT, Match, MatchReport, StoryMember
from bot.storylines.context import Memory
from bot.storylines.load import load_rules
from bot.storylines.matcher import Matcher

CONCEPTS = {
    "concepts/korea.yaml": "terms:\n  en: [Utopia, {text: Kim, weak: true}]\n  ko: [유토]\n  zh: [乌托]\n",
    "concepts/troops.yaml": (
        "terms:\n  en: [soldier, {text: forces, weak: true}, {text: men, weak: true}]\n"
        "  ko: [병사, {text: 군, weak: true}]\n  zh: [士兵, {text: 军, weak: true}]\n"
    ),
    "concepts/place.yaml": "terms:\n  en: [Ruritania]\n  ko: [루리]\n  zh: [鲁里]\n",
    "concepts/rain.yaml": "terms:\n  en: [rain]\n",
    "concepts/hail.yaml": "terms:\n  en: [hail]\n",
}


def matcher(body: str, *, head: str = "title: T\n") -> Matcher:
    """A matcher of one storyline, of which this is the match."""
    return Matcher(load_rules({**CONCEPTS, "s.yaml": f"{head}match:\n{body}"}))


WAR = matcher("  all: [korea, troops, place]\n")


def match(made: Matcher, title: str, summary: str = "", language: str = "en") -> Match | None:
    found = made.match(title, summary, language)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("language", "title", "found"),
    [
        ("en", "Utopia sends soldiers to Ruritania", True),
        ("en", "Utopia sends forces to Ruritania", True),
        ("en", "The forces of Ruritania invite Utopia", False),  # whose forces?
        ("en", "Forces gather while the weather in Ruritania turns and Utopia waits", False),
        ("en", "The men of Ruritania and Utopia", False),  # another slot's word stands between
        ("en", "Kim's men are in Ruritania", True),  # two weak words hold each other
        ("en", "Kim's men are home", False),
        ("en", "Kim is in Ruritania with soldiers from elsewhere", False),
        ("ko", "유토군이 루리에 왔다", True),
        ("ko", "루리군이 유토를 보다", False),
        ("zh", "乌托军在鲁里", True),
        ("zh", "乌托说鲁里军来了", False),
    ],
)
def test_a_weak_word_counts_beside_the_slot_before_its_own(language: str, title: str, found: bool) -> None:
    assert (match(WAR, title, language=language) is not None) is found


def test_weak_words_are_worth_less() -> None:
    strong, weak = match(WAR, "Utopia's soldiers in Ruritania"), match(WAR, "Utopia's forces in Ruritania")
    assert strong
    assert weak
    assert 0.9 < weak.score < strong.score == 1.0


def test_a_typo_counts_only_beside_other_words() -> None:
    made = Matcher(
        load_rules(
            {
                "s.yaml": "title: T\nmatch:\n  all: [where, what]\n",
                "concepts/where.yaml": "terms:\n  en: [Atlantis]\n",
                "concepts/what.yaml": "terms:\n  en: [contingent, negotiation]\n",
            }
        )
    )
    assert match(made, "An Atlantean contingnet") is None
    near = match(made, "Atlantis' contingnet leaves")
    assert near
    assert near.evidence[1].how == "misspelt"
    assert near.score == pytest.approx((1 + 0.8 * 0.9) / 2)
    assert match(made, "A contingnet of rain fell on the far side, and Atlantis stayed dry all day") is None
    assert match(made, "Atlantis' contingents") is not None
    assert match(made, "Atlantis' negotiating") is None  # a difference in the ending is for grammar


@pytest.mark.parametrize(
    "written", ["Zelenskyy", "Selenskyj", "Zelenski", "Zełenski", "Зеленський", "Зеленского", "Zelenskiy"]
)
def test_a_name_is_known_in_other_transliterations(written: str) -> None:
    made = Matcher(load_rules({"s.yaml": "title: T\nmatch:\n  all: [Zelensky]\n"}))
    assert match(made, f"In Kyiv: {written}", language="")
    assert match(made, f"In Kyiv: {written.lower()}x", language="") is None


def test_at_least_so_many_of_some_slots() -> None:
    made = matcher("  all:\n    - korea\n    - {at_least: 2, of: [rain, hail, place]}\n")
    assert match(made, "Rain in Utopia") is None
    found = match(made, "Rain and hail in Utopia")
    assert found
    assert [e.concept for e in found.evidence] == ["korea", "rain", "hail"]
    assert match(made, "Rain in Utopia", "Ruritania is dry.")
    assert match(made, "Rain and hail in Ruritania") is None
    (report,) = made.report("Rain in Utopia", "", "en")
    assert [slot.group for slot in report.slots] == ["", *["at least 2 of 3"] * 3]


def test_words_have_to_stand_near_each_other_where_that_is_asked_for() -> None:
    near = matcher("  all: [korea, rain]\n  near: 3\n")
    assert match(near, "Rain in Utopia")
    assert match(near, "Rain is what all the people who live in old Utopia want") is None
    assert match(near, "Weather", "Utopia has rain at last.")
    assert match(near, "Utopia", "Rain at last.") is None  # not in one field


def test_words_have_to_stand_in_one_sentence_where_that_is_asked_for() -> None:
    made = matcher("  all: [korea, rain]\n  near: sentence\n")
    assert match(made, "Weather", "It is Monday. In Utopia there is rain. More later.")
    assert match(made, "Weather", "It is Monday in Utopia. There is rain. More later.") is None
    assert match(made, "天气", "雨。Utopia。rain!") is None


def test_fields_weigh_as_the_storyline_says() -> None:
    made = matcher("  all: [korea, rain]\n  fields: {title: 0.8, summary: 0}\n")
    found = match(made, "Rain in Utopia")
    assert found
    assert found.score == pytest.approx(0.8)
    assert match(made, "Utopia", "Rain.") is None


def test_a_higher_score_can_be_asked_for() -> None:
    made = matcher("  all: [korea, rain]\n  min_score: 0.9\n")
    assert match(made, "Rain in Utopia")
    assert match(made, "Utopia", "Rain.") is None
    (report,) = made.report("Utopia", "Rain.", "en")
    assert (report.match, report.score, report.min_score) == (None, 0.75, 0.9)


def test_only_some_languages_and_sources_are_read() -> None:
    made = matcher("  all: [korea]\n  languages: [fr, ko]\n  sources: [coast, 'tag:agency']\n")
    assert made.match("Utopia", "", "en", sources=("coast",)) == ()
    assert made.match("Utopia", "", "fr", sources=("lake",)) == ()
    assert made.match("Utopia", "", "fr-CA", sources=("lake", "tag:agency"))
    assert made.match("Utopia", "", "", sources=("coast",))  # an unknown language is read
    (english,) = made.report("Utopia", "", "en", sources=("coast",))
    assert english.unread == "its language is en; the storyline reads fr, ko"
    (lake,) = made.report("Utopia", "", "fr", sources=("lake",))
    assert lake.unread == "the storyline reads only coast, tag:agency"


def test_tags_fill_a_slot_for_less() -> None:
    made = matcher("  all: [korea, rain]\n")
    (found,) = made.match("Rain all day", "", "en", tags=("weather", "utopia"))
    assert found.score == pytest.approx((1 + 0.4) / 2)
    assert (found.evidence[0].field, found.evidence[0].text) == ("tags", "utopia")
    assert matcher("  all: [korea, rain]\n  context: false\n").match("Rain", "", "en", tags=("utopia",)) == ()


def test_words_may_stand_in_a_slot_themselves() -> None:
    made = matcher('  all: ["Panel of Experts", [Freedonia, korea]]\n')
    found = match(made, "Freedonia hears panels of experts")
    assert found
    assert [e.concept for e in found.evidence] == ['"Panel of Experts"', '"Freedonia"']


def test_a_storyline_has_concepts_of_its_own() -> None:
    made = matcher(
        "  all: [storm, korea]\n",
        head="title: T\nconcepts:\n  storm: {en: [storm, gale], fr: [tempête]}\n  korea: [Freedonia]\n",
    )
    assert match(made, "Gales over Freedonia")
    assert match(made, "Tempêtes: Freedonia", language="fr")
    assert match(made, "Gales over Utopia") is None  # its own concept comes before the library's


def test_phrases_that_a_concept_excepts_do_not_count() -> None:
    made = Matcher(
        load_rules(
            {
                "s.yaml": "title: T\nmatch:\n  all: [all-france]\n",
                "concepts/all-france.yaml": "include: [france]\nterms:\n  fr: [Hexagone]\n",
                "concepts/france.yaml": "terms:\n  en: [French]\nexcept:\n  en: [French fries]\n",
            }
        )
    )
    assert match(made, "French fries") is None
    assert match(made, "French fries for French soldiers")
    assert match(made, "L'Hexagone", language="fr")


def test_concepts_that_include_each_other_are_one() -> None:
    files = {
        "s.yaml": "title: T\nmatch:\n  all: [a]\n",
        "concepts/a.yaml": "include: [b]\n",
        "concepts/b.yaml": "include: [a]\nterms:\n  en: [storm]\n",
    }
    assert match(Matcher(load_rules(files)), "A storm")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"concepts/a.yaml": "include: [a]\nterms:\n  en: [storm]\n"},
            "concepts/a.yaml:1: include[0]: a concept cannot include itself; remove it",
        ),
        (
            {"concepts/a.yaml": "include: [rian]\n", "concepts/rain.yaml": "terms:\n  en: [rain]\n"},
            "concepts/a.yaml:1: include[0]: unknown concept 'rian'; did you mean rain?",
        ),
        (
            {"s.yaml": "title: T\nmatch:\n  all:\n    - {at_least: 3, of: [A storm, Hail]}\n"},
            "s.yaml:4: match.all[0].at_least: at least 3 of only 2; name more or ask for fewer",
        ),
        (
            {"s.yaml": "title: T\nmatch:\n  all: [A storm]\n  near: a lot\n"},
            "s.yaml:4: match.near: expected a number of words from 1 to 1,000, or sentence, not 'a lot'",
        ),
        (
            {"s.yaml": "title: T\nmatch:\n  all: [A storm]\n  fields: {title: 0, summary: 0}\n"},
            "s.yaml:4: match.fields: title and summary are both 0, so that nothing is read",
        ),
        (
            {"s.yaml": "title: T\nmatch:\n  all: [A storm]\n  languages: ['*']\n"},
            "s.yaml:4: match.languages[0]: * is no language here; leave the key out to read all languages",
        ),
        (
            {"concepts/a.yaml": "terms:\n  en: [{text: rain, prefix: true, whole: true}]\n"},
            "concepts/a.yaml:2: terms.en[0]: prefix and whole contradict each other; keep one",
        ),
        (
            {"concepts/a.yaml": f"terms:\n  en: [{'a' * 201}]\n"},
            "concepts/a.yaml:2: terms.en[0]: a term of 201 characters; no headline repeats more than 200",
        ),
        (
            {"s.yaml": "title: T\nmatch:\n  all: [A]\n"},
            "s.yaml:3: match.all[0]: 'A' is a single letter and would match everywhere; write the word",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(files: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_rules(files, everything=True)
    assert [str(problem) for problem in caught.value.problems] == [told]


# --- recent headlines ------------------------------------------------------------------------------------

LIVE = "Two Utopia soldiers captured in Ruritania speak of their ordeal on film"


def memory(*titles: str, inferred: bool = False) -> dict[str, Memory]:
    members = [
        StoryMember(
            storyline_id="s",
            story_key="s/1",
            item_id=number,
            title=title,
            url_key="",
            language="en",
            told=True,
            inferred=inferred,
        )
        for number, title in enumerate(titles, 1)
    ]
    return {"s": Memory.of(members)}


def test_a_recent_headline_fills_what_a_follow_up_leaves_out() -> None:
    (found,) = WAR.match("The captured soldiers on film", "", "en", memories=memory("Other", LIVE))
    assert found.inferred
    assert found.score == pytest.approx((0.3 + 1 + 0.3) / 3)
    assert [(e.concept, e.how) for e in found.evidence] == [
        ("troops", "inflected"),
        ("korea", CONTEXT),
        ("place", CONTEXT),
    ]
    assert found.evidence[1].text == LIVE


@pytest.mark.parametrize(
    "title",
    [
        "Soldiers in the rain",  # shares nothing but the slot's own word
        "Captured on film: a day out",  # fills no slot
        "Soldiers of the third regiment who were captured that autumn went home to their old families at last",  # little
    ],
)
def test_a_likeness_to_a_headline_has_to_be_more_than_chance(title: str) -> None:
    assert WAR.match(title, "", "en", memories=memory(LIVE)) == ()


def test_headlines_help_in_their_language_only_and_not_where_context_is_off() -> None:
    title = "The captured soldiers on film"
    assert WAR.match(title, "", "fr", memories=memory(LIVE)) == ()
    off = matcher("  all: [korea, troops, place]\n  context: false\n")
    assert off.match(title, "", "en", memories=memory(LIVE)) == ()


def test_what_was_inferred_itself_helps_no_other() -> None:
    assert WAR.match("The captured soldiers on film", "", "en", memories=memory(LIVE, inferred=True)) == ()


def test_an_excluded_item_is_no_follow_up() -> None:
    made = matcher("  all: [korea, troops, place]\n  none: [rain]\n")
    assert made.match("The captured soldiers on film in the rain", "", "en", memories=memory(LIVE)) == ()
    assert made.match("The captured soldiers on film", "", "en", memories=memory(LIVE))


# --- reports ---------------------------------------------------------------------------------------------


def report(title: str, language: str = "en") -> MatchReport:
    rules = load_rules(
        {
            **CONCEPTS,
            "s.yaml": "title: T\nmatch:\n  all: [un, korea, storm]\n",
            "concepts/un.yaml": "terms:\n  en: [{text: UN, bound: true}]\n",
            "concepts/storm.yaml": "terms:\n  en: [hurricane]\n",
        }
    )
    (found,) = Matcher(rules).report(title, "", language)
    return found


@pytest.mark.parametrize(
    ("slot", "title", "language", "near"),
    [
        (0, "A un meeting", "en", ("un", "only the spelling UN counts")),
        (0, "Le UN dit non", "fr", ("UN", "does not count in items in fr")),
        (1, "Kim was here", "en", ("Kim", "counts only beside words that fill another slot")),
        (2, "The huricanes came", "en", ("huricanes", "resembles hurricane")),
    ],
)
def test_a_report_tells_what_was_nearly_found(
    slot: int, title: str, language: str, near: tuple[str, str]
) -> None:
    found = report(title, language).slots[slot]
    assert found.found == ()
    assert [(miss.evidence.text, miss.reason) for miss in found.near] == [near]


def test_markup_in_a_title_brings_no_boilerplate_rules_with_it() -> None:
    made = matcher("  all: [korea, rain]\n")
    assert match(made, "UTOPIA (AFP) - Floods &amp; rain")
    assert match(made, "Floods & rain. Read more: Utopia")


def test_a_term_of_marks_alone_is_told() -> None:
    with pytest.raises(ConfigError) as caught:
        load_rules({"concepts/a.yaml": 'terms:\n  ar: ["ــ"]\n'}, everything=True)
    assert str(caught.value) == "concepts/a.yaml:2: terms.ar[0]: an empty text; write a word or remove it"
