"""The shipped rules: their files, their answers to headlines written for this test, and their measure."""

from __future__ import annotations

import json
import re

import pytest

from benchmarks.match_quality import captured, corpora, measure, written
from bot.storylines.files import concept_schema, storyline_schema
from bot.storylines.load import load_rules
from bot.storylines.words import primary
from tests.storylines.kit import RULES, shipped_files, shipped_matcher
from tests.storylines.sentences import NK, SENTENCES, UN

LANGUAGES = set("en fr de es it pt pl ru uk ar ko ja zh zh-Hant".split())


@pytest.mark.parametrize(("language", "title", "wanted"), SENTENCES)
def test_a_headline_belongs_to_its_storyline(language: str, title: str, wanted: str) -> None:
    found = [match.storyline_id for match in shipped_matcher().match(title, "", language)]
    assert found == ([wanted] if wanted else [])


@pytest.mark.parametrize(("language", "title", "wanted"), [s for s in SENTENCES if s[2]])
def test_a_headline_is_found_without_its_language(language: str, title: str, wanted: str) -> None:
    assert wanted in {match.storyline_id for match in shipped_matcher().match(title, "", "")}


@pytest.mark.parametrize(
    ("title", "summary", "language", "wanted"),
    [
        ("Kim thanks widows", "He met families of soldiers who fell in Russia's Kursk region.", "en", ""),
        (
            "Kim Jong Un thanks widows",
            "Their husbands were soldiers who fell in Russia's Kursk region.",
            "en",
            NK,
        ),
        ("Fumée à l'horizon", "Des soldats nord-coréens ont été vus en Russie, selon Kiev.", "fr", NK),
        ("Vote in New York", "The Security Council kept its arms embargo on Libya.", "en", UN),
        ("UN-Sanktionen", "", "de", UN),
        ("Wetter", "Regen in Bordeaux", "de", ""),
    ],
)
def test_a_summary_is_read_too(title: str, summary: str, language: str, wanted: str) -> None:
    found = [match.storyline_id for match in shipped_matcher().match(title, summary, language)]
    assert found == ([wanted] if wanted else [])


def test_the_schemas_beside_the_rules_are_current() -> None:
    """If this fails, run `vigie schema`."""
    for name, schema in (("storyline", storyline_schema()), ("concept", concept_schema())):
        written_out = (RULES / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(written_out) == schema


def test_every_file_tells_editors_its_schema() -> None:
    for path, text in shipped_files().items():
        kind = "../schemas/concept" if path.startswith("concepts/") else "schemas/storyline"
        assert text.startswith(f"# yaml-language-server: $schema={kind}.schema.json\n"), path


def test_every_concept_of_the_library_speaks_the_main_languages() -> None:
    rules = load_rules(shipped_files(), everything=True)
    assert len(rules.concepts) > 200
    for concept in rules.concepts:
        assert {primary(term.language) for term in concept.terms} >= LANGUAGES - {"zh-Hant"}, concept.id


def test_the_library_names_every_member_of_the_united_nations() -> None:
    files = [text for path, text in shipped_files().items() if path.startswith("concepts/")]
    named = {code for text in files for code in re.findall(r"^territory: ([A-Z]{2})$", text, re.MULTILINE)}
    assert len(named) > 185


def test_titles_speak_the_main_languages() -> None:
    for storyline in load_rules(shipped_files()).storylines:
        assert set(storyline.title) >= LANGUAGES - {"zh-Hant"}


@pytest.mark.parametrize(
    ("read", "storyline", "least"),
    [(captured, NK, 0.90), (captured, UN, 0.90), (written, NK, 0.95), (written, UN, 0.95)],
)
def test_the_measure_on_real_headlines_does_not_fall(read, storyline: str, least: float) -> None:  # type: ignore[no-untyped-def]
    folder = corpora()
    if folder is None:
        pytest.skip("no corpora: set VIGIE_CORPORA to their folder")
    examples = [example for example in read(folder) if example.storyline == storyline]
    counts = measure(examples, shipped_matcher(), errors=False)[storyline].total
    assert counts.f1 >= least, counts
