"""Rule files: what they mean, and what each mistake in them is told as."""

from __future__ import annotations

import pytest

from bot.errors import ConfigError
from bot.model import Term
from bot.storylines.load import load_rules

STORYLINE = "title: Flood\nmatch:\n  all: [water]\n"
CONCEPT = "terms:\n  en: [flood]\n"
WELL = {"flood.yaml": STORYLINE, "concepts/water.yaml": CONCEPT}


def problems(files: dict[str, str]) -> list[str]:
    """The lines that a person is shown."""
    with pytest.raises(ConfigError) as caught:
        load_rules(files, everything=True)
    return [str(problem) for problem in caught.value.problems]


def test_a_storyline_and_its_concepts() -> None:
    rules = load_rules(
        {
            "flood.yaml": (
                "title: {en: Flood, fr: Crue}\n"
                "match:\n"
                "  all: [water, [place, town]]\n"
                "  none: [film]\n"
                "figures: [water]\n"
            ),
            "concepts/water.yaml": (
                "terms:\n"
                "  en: [flood, {text: DAM, exact: false}, {text: hydro, prefix: true}]\n"
                "  zh-Hant: [洪]\n"
                '  "*": [ONU, U.N.]\n'
            ),
            "concepts/place.yml": "territory: KP\n",
            "concepts/town.yaml": CONCEPT,
            "concepts/film.yaml": CONCEPT,
            "README.md": "not a rule",
            "schemas/storyline.schema.json": "{}",
        }
    )
    (flood,) = rules.storylines
    assert (flood.id, flood.title, flood.none, flood.figures) == (
        "flood",
        {"en": "Flood", "fr": "Crue"},
        ("film",),
        ("water",),
    )
    assert flood.slots == (("water",), ("place", "town"))
    concepts = {concept.id: concept.terms for concept in rules.concepts}
    assert concepts["water"] == (
        Term(text="flood", language="en"),
        Term(text="DAM", language="en"),
        Term(text="hydro", language="en", prefix=True),
        Term(text="洪", language="zh-Hant", bound=True),
        Term(text="ONU", language="*", exact=True),
        Term(text="U.N.", language="*", exact=True),
    )
    assert Term(text="Corée du Nord", language="fr", varies=False) in concepts["place"]


def test_a_title_without_a_language() -> None:
    (flood,) = load_rules(WELL).storylines
    assert flood.title_in("fr") == "Flood"


def test_no_files_are_no_rules() -> None:
    assert load_rules({}).storylines == ()


@pytest.mark.parametrize(
    ("files", "told"),
    [
        # storylines
        (
            {"flood.yaml": STORYLINE + "non: [film]\n"},
            ["flood.yaml:4: non: unknown key; expected one of: alerts, concepts, figures, match, title"],
        ),
        (
            {"flood.yaml": "title: Flood\nmatch:\n  any: [water]\n"},
            [
                "flood.yaml:2: match.all: missing, and it is required",
                "flood.yaml:3: match.any: unknown key; expected one of: all, context, fields, languages, min_score, near, none, sources",
            ],
        ),
        (
            {"flood.yaml": "title: Flood\nmatch:\n  all: [watr]\n"},
            ["flood.yaml:3: match.all[0]: unknown concept 'watr'; did you mean water?"],
        ),
        (
            {"flood.yaml": "title: Flood\nmatch:\n  all:\n    - water\n    - [water, zebra]\n"},
            [
                "flood.yaml:5: match.all[1][1]: unknown concept 'zebra'; write concepts/zebra.yaml, or its words under concepts:"
            ],
        ),
        (
            {"flood.yaml": STORYLINE + "  none: [waters]\nfigures: [water, wader]\n"},
            [
                "flood.yaml:4: match.none[0]: unknown concept 'waters'; did you mean water?",
                "flood.yaml:5: figures[1]: unknown concept 'wader'; did you mean water?",
            ],
        ),
        (
            {"flood.yaml": STORYLINE + "  none: [water]\n"},
            ["flood.yaml:4: match.none[0]: 'water' is asked for above and excluded here; keep one"],
        ),
        (
            {"flood.yaml": "title: Flood\nmatch:\n  all:\n    - water\n    - []\n"},
            ["flood.yaml:5: match.all[1]: an empty slot; name at least one concept or remove it"],
        ),
        (
            {"flood.yaml": "title: Flood\nmatch:\n  all: []\n"},
            ["flood.yaml:3: match.all: an empty list; write at least one entry or remove the key"],
        ),
        (
            {"flood.yaml": "title: Flood\nmatch:\n  all: water\n"},
            ["flood.yaml:3: match.all: expected a valid list, not 'water'"],
        ),
        (
            {"flood.yaml": "title: Flood\nmatch:\n  all: [water, 3]\n"},
            [
                "flood.yaml:3: match.all[1]: expected a concept, or a list of concepts of which one is enough, not 3"
            ],
        ),
        (
            {"flood.yaml": "title: {xx: Flood}\nmatch:\n  all: [water]\n"},
            [
                "flood.yaml:1: title.xx: unknown language; expected a tag such as en, pt-BR or zh-Hant, or * for all"
            ],
        ),
        (
            {"flood.yaml": "title: 7\nmatch:\n  all: [water]\n"},
            ["flood.yaml:1: title: expected a text, or texts by language such as {en: …, fr: …}, not 7"],
        ),
        ({"flood.yaml": ""}, ["flood.yaml: the file is empty"]),
        (
            {"flood.yaml": "title: [\n"},
            ["flood.yaml:2: not valid YAML: while parsing a flow node did not find expected node content"],
        ),
        (
            {"flood.yaml": "title: Flood\ntitle: Tide\nmatch:\n  all: [water]\n"},
            ["flood.yaml:2: title: written twice, first on line 1; keep one"],
        ),
        # concepts
        (
            {"concepts/water.yaml": "terms:\n  en: []\n"},
            ["concepts/water.yaml:2: terms.en: an empty list; write at least one entry or remove the key"],
        ),
        (
            {"concepts/water.yaml": "terms: {}\n"},
            ["concepts/water.yaml:1: no words; give a territory, terms or include"],
        ),
        (
            {"concepts/water.yaml": "terms:\n  en:\n    - flood\n    - w\n"},
            [
                "concepts/water.yaml:4: terms.en[1]: 'w' is a single letter and would match everywhere; write the word"
            ],
        ),
        (
            {"concepts/water.yaml": "terms:\n  en: [flood, '']\n"},
            ["concepts/water.yaml:2: terms.en[1]: an empty text; write a word or remove it"],
        ),
        (
            {"concepts/water.yaml": "terms:\n  en: [flood, null]\n"},
            [
                "concepts/water.yaml:2: terms.en[1]: expected a word in quotes, or a mapping with text and flags, not None"
            ],
        ),
        (
            {"concepts/water.yaml": "terms:\n  en:\n    - flood\n    - {text: sea, exakt: true}\n"},
            [
                "concepts/water.yaml:4: terms.en[1]: unknown key 'exakt'; expected one of: text, exact, prefix, whole, weak, bound"
            ],
        ),
        (
            {"concepts/water.yaml": "terms:\n  en: [{text: sea, exact: yes please}]\n"},
            ["concepts/water.yaml:2: terms.en[0].exact: expected a valid boolean, not 'yes please'"],
        ),
        (
            {"concepts/water.yaml": "terms:\n  english: [flood]\n"},
            [
                "concepts/water.yaml:2: terms.english: unknown language; expected a tag such as en, pt-BR or zh-Hant, or * for all"
            ],
        ),
        (
            {"concepts/water.yaml": "territory: KX\nterms:\n  en: [flood]\n"},
            [
                "concepts/water.yaml:1: territory: unknown territory 'KX'; expected an ISO 3166-1 code of two capitals, such as KP"
            ],
        ),
        (
            {"concepts/water.yaml": "territory: kp\n"},
            [
                "concepts/water.yaml:1: territory: unknown territory 'kp'; expected an ISO 3166-1 code of two capitals; write KP"
            ],
        ),
        (
            {"concepts/water.yaml": "terms:\n  en: [flood]\nnames: [sea]\n"},
            ["concepts/water.yaml:3: names: unknown key; expected one of: except, include, terms, territory"],
        ),
        (
            {"concepts/water.yaml": "terms:\n  en: [{text: w}]\n"},
            [
                "concepts/water.yaml:2: terms.en[0].text: 'w' is a single letter and would match everywhere; write the word"
            ],
        ),
        (
            {"concepts/water.yaml": "- flood\n"},
            ["concepts/water.yaml:1: expected keys with values, not ['flood']"],
        ),
        # names of files
        (
            {"concepts/water.yml": CONCEPT},
            ["concepts/water.yml: 'water' is already the id of concepts/water.yaml; rename one of them"],
        ),
        (
            {"flood.yml": STORYLINE},
            ["flood.yml: 'flood' is already the id of flood.yaml; rename one of them"],
        ),
        (
            {"Big_Flood.yaml": STORYLINE},
            ["Big_Flood.yaml: a file's name is its id: lower-case letters, digits and hyphens only"],
        ),
        (
            {"old/flood.yaml": STORYLINE},
            ["old/flood.yaml: a rule file lies in rules/ or in rules/concepts/; move it"],
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(files: dict[str, str], told: list[str]) -> None:
    assert problems(WELL | files) == told


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    found = problems(
        {
            "a.yaml": "title: A\nmatch:\n  all: [nothing]\nmore: 1\n",
            "b.yaml": "title: [\n",
            "concepts/c.yaml": "terms:\n  qq: [x]\n  en: [good, y]\n",
        }
    )
    assert [line.split(": ")[0] for line in found] == [
        "a.yaml:3",
        "a.yaml:4",
        "b.yaml:2",
        "concepts/c.yaml:2",
        "concepts/c.yaml:2",
        "concepts/c.yaml:3",
    ]


def test_a_concept_with_mistakes_is_not_unknown() -> None:
    (only,) = problems(WELL | {"concepts/water.yaml": "terms:\n  en: []\n"})
    assert "unknown concept" not in only


@pytest.mark.parametrize("letter", ["北", "북", "露", "ア"])
def test_one_sign_is_a_word_in_some_scripts(letter: str) -> None:
    (water,) = load_rules({"concepts/water.yaml": f"terms:\n  ko: [{letter}]\n"}, everything=True).concepts
    assert water.terms[0].bound


def test_norway_is_a_country_and_a_language() -> None:
    (water,) = load_rules(
        {"concepts/water.yaml": "territory: NO\nterms:\n  no: [flom]\n"}, everything=True
    ).concepts
    assert water.terms[0] == Term(text="flom", language="no")
    assert Term(text="Norge", language="nb", bound=True, varies=False) in water.terms
