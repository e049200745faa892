"""Drafts of storylines from titles, and the weak spots of rules."""

from __future__ import annotations

import pytest

from bot.storylines.draft import as_yaml, draft, slug
from bot.storylines.lint import lint, lint_against
from bot.storylines.load import library_ids, load_rules
from bot.storylines.matcher import Matcher
from tests.storylines.kit import concept, shipped_files

LIBRARY = (
    concept("north-korea", "North Korea", "North Korean"),
    concept("troops", "troops", "soldiers"),
    concept("united-nations", "UN", exact=True),
    concept("sanctions", "sanctions"),
    concept("un-sanctions", "UN sanctions"),
    concept("unilateral-sanctions", "sanctions"),
    concept("russia", "Russia"),
)


@pytest.mark.parametrize(
    ("title", "slots"),
    [
        ("North Korean troops in Russia", ["north-korea", "troops", "russia"]),
        ("UN sanctions", ["united-nations", "sanctions"]),  # and not the phrase that both make up
        ("Troops, soldiers and troops", ["troops"]),
        ("Black Sea drones over Russia", ["Black Sea", "drones", "russia"]),
        ("The of and", []),
    ],
)
def test_a_draft_is_made_of_what_the_title_names(title: str, slots: list[str]) -> None:
    made = draft(title, title, LIBRARY, "en")
    assert [slot.concepts[0] for slot in made.slots] == slots


def test_a_draft_tells_what_else_its_words_may_mean() -> None:
    (_, sanctions) = draft("UN sanctions", "", LIBRARY, "en").slots
    assert sanctions.also == ("unilateral-sanctions",)


def test_an_article_adds_what_it_repeats_where_the_title_says_little() -> None:
    article = "Soldiers came. The soldiers, from Russia, left. Sanctions."
    made = draft("Russia", article, LIBRARY, "en")
    assert [slot.concepts[0] for slot in made.slots] == ["russia", "troops"]


@pytest.mark.parametrize("title", ["North Korean troops in Russia", 'Black "Sea" drones: a \\ Russia'])
def test_a_draft_is_a_file_that_loads_and_matches_its_title(title: str) -> None:
    made = draft(title, title, LIBRARY, "en")
    files = {
        f"concepts/{c.id}.yaml": f"terms:\n  en: [{c.terms[0].text}, {c.terms[-1].text}]\n" for c in LIBRARY
    }
    rules = load_rules({**files, f"{made.id}.yaml": as_yaml(made, "en")})
    assert rules.storylines[0].title == {"en": title}
    assert Matcher(rules).match(title, "", "en")


def test_a_slug_is_an_id() -> None:
    assert slug("Élections à l'Assemblée: 2027!", ["l"]) == "elections-a-assemblee-2027"
    assert slug("北朝鮮") == "storyline"


@pytest.mark.parametrize(
    ("rule", "concepts", "told"),
    [
        ("[storm]", {"storm": "en: [gale]"}, "a single slot alerts on every mention; add what happens or where"),
        ("[storm, Rain]", {"storm": "en: [gale]"}, "slot 1 (storm): words in one language only (en)"),
        (
            "[storm, Rain]",
            {"storm": "en: [gale]\n  fr: [tempête]"},
            "slot 1 (storm): no words in ar, de, es, it, ja, ko, pl, pt, ru, uk, zh",
        ),
        (
            "[Rain, Hail]",
            {},
            "slot 1 (\"Rain\"): its words are in no language; other scripts and inflected forms are missed",
        ),
        ("[storm, Rain]", {"storm": "en: [{text: gale, weak: true}]"}, "slot 1 (storm) has only weak words"),
        ("[storm, Storm]", {"storm": "en: [gale]"}, '"Storm" is taken as a word; the concept storm has it in all languages'),
        ("[storm, Rain]", {"storm": "en: [{text: US, exact: false}]"}, "'US' (en) is an acronym without exact case and is found in any word spelt so"),
        ("[storm, Rain]", {"storm": "en: [gal]"}, "'gal' (en) is very short; make it exact, whole, bound or weak"),
        ("[storm, Rain]", {"storm": "en: [{text: stor, prefix: true}]"}, "'stor' (en) begins many words; write a longer beginning"),
    ],
)  # fmt: skip
def test_lint_tells_a_weak_spot(rule: str, concepts: dict[str, str], told: str) -> None:
    files = {f"concepts/{name}.yaml": f"terms:\n  {text}\n" for name, text in concepts.items()}
    files["s.yaml"] = f"title: T\nmatch:\n  all: {rule}\n"
    assert told in [weak.message for weak in lint(load_rules(files), library_ids(files))]


def test_the_shipped_rules_have_no_weak_spots() -> None:
    assert lint(load_rules(shipped_files()), library_ids(shipped_files())) == []


def test_the_past_shows_concepts_that_are_never_met_and_terms_inside_other_words() -> None:
    files = {
        "s.yaml": "title: T\nmatch:\n  all: [rain, Hail]\n",
        "concepts/rain.yaml": "terms:\n  de: [Regen, regnen, Wetter]\n",
    }
    rules = load_rules(files)
    titles = "Wetterdienst Wetterbericht Wetterlage Tauwetter Wetterfrosch".split()
    met = [e for title in titles for e in Matcher(rules).named(title, "", "de")]
    hail, wetter = lint_against(rules, met)
    assert (hail.where, hail.message) == ('concept "Hail"', "never met in the stored items")
    assert wetter.message.startswith("'Wetter' is found inside 5 other words: wetterdienst, ")
    assert len(lint_against(rules, met[:4])) == 1
