"""The texts of the rule files → storylines and concepts, or every mistake in them. Pure: it opens no file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.document import Document, Path, read_yaml, validate
from bot.errors import ConfigError, Problem
from bot.model import Concept, Storyline
from bot.storylines import territories
from bot.storylines.concepts import territory_terms, written_term
from bot.storylines.words import has_runs, is_hangul

CONCEPTS = "concepts"
"""The folder below rules/ that holds the concepts."""

NEAR_ID = 60.0
"""From this likeness on (of 100), an unknown concept is taken for a slip and the nearest is named."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TAG = re.compile(r"([A-Za-z]{2,3})(-[A-Za-z0-9]{2,8})*")


_File = TypeVar("_File", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that the rule files say."""

    storylines: tuple[Storyline, ...] = ()
    concepts: tuple[Concept, ...] = ()


# --- the files as they are written ----------------------------------------------------------------------


def _language(tag: str) -> str:
    found = _TAG.fullmatch(tag)
    if tag != "*" and (not found or found[1].lower() not in territories.languages()):
        raise ValueError("unknown language; expected a tag such as en, pt-BR or zh-Hant, or * for all")
    return tag


def _territory(code: str) -> str:
    if not territories.known(code):
        hint = f"; write {code.upper()}" if territories.known(code.upper()) else ", such as KP"
        raise ValueError(f"unknown territory {code!r}; expected an ISO 3166-1 code of two capitals{hint}")
    return code


def _text(text: str) -> str:
    letters = [c for c in text if c.isalnum()]
    if not letters:
        raise ValueError("an empty text; write a word or remove it")
    if len(letters) == 1 and not has_runs(text) and not is_hangul(text):
        raise ValueError(f"{text!r} is a single letter and would match everywhere; write the word")
    return text


# For a wrong type too these raise ValueError: pydantic makes a problem of that, and not of a TypeError.


def _term(value: Any) -> Any:
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, dict):
        raise ValueError(f"expected a word in quotes, or a mapping with text and flags, not {value!r}")  # noqa: TRY004
    if unknown := [str(key) for key in value if key not in TermEntry.model_fields]:
        known = ", ".join(TermEntry.model_fields)
        raise ValueError(f"unknown key {unknown[0]!r}; expected one of: {known}")
    return value


def _slot(value: Any) -> Any:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise ValueError(f"expected a concept, or a list of concepts of which one is enough, not {value!r}")  # noqa: TRY004
    if not value:
        raise ValueError("an empty slot; name at least one concept or remove it")
    return value


def _filled(value: Any) -> Any:
    if value == []:
        raise ValueError("an empty list; write at least one entry or remove the key")
    return value


def _title(value: Any) -> Any:
    if isinstance(value, str):
        return {"*": value}
    if not isinstance(value, dict):
        raise ValueError(f"expected a text, or texts by language such as {{en: …, fr: …}}, not {value!r}")  # noqa: TRY004
    if not value:
        raise ValueError("expected at least one text")
    return value


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TermEntry(_Entry):
    """A word or phrase with flags."""

    text: Annotated[str, AfterValidator(_text)] = Field(description="The word or phrase.")
    exact: bool | None = Field(
        None,
        description="Only in this case and spelling. Acronyms (UN, RPDC) are exact unless this is false.",
    )
    prefix: bool = Field(False, description="Every word that begins with it.")
    bound: bool = Field(False, description="Only in items of its language (English UN is not French un).")


_Words = Annotated[str, Field(min_length=1)]
_Tag = Annotated[str, AfterValidator(_language)]
_Term = Annotated[TermEntry, BeforeValidator(_term, json_schema_input_type=str | TermEntry)]
_Slot = Annotated[list[str], BeforeValidator(_slot, json_schema_input_type=str | list[str])]
_Title = Annotated[
    dict[_Tag, _Words], BeforeValidator(_title, json_schema_input_type=str | dict[str, _Words])
]


class ConceptFile(_Entry):
    """One idea with its words in every language; its name is the name of the file."""

    territory: Annotated[str, AfterValidator(_territory)] | None = Field(
        None, description="ISO 3166-1 code; brings the country's name in every language of CLDR."
    )
    terms: dict[_Tag, Annotated[list[_Term], BeforeValidator(_filled), Field(min_length=1)]] = Field(
        {},
        description="Words by language (* for all). A word also matches its inflected forms; accents and "
        "case do not matter, hyphens and apostrophes are spaces.",
    )

    @model_validator(mode="after")
    def _has_words(self) -> ConceptFile:
        if not self.territory and not self.terms:
            raise ValueError("no words; give a territory or terms")
        return self


class MatchEntry(_Entry):
    """Which items belong to a storyline."""

    all: Annotated[list[_Slot], BeforeValidator(_filled), Field(min_length=1)] = Field(
        description="Concepts that must all appear; a list inside means any one of these."
    )
    none: list[str] = Field([], description="Concepts that exclude an item whose title names them.")


class StorylineFile(_Entry):
    """A tracked subject; its name is the name of the file."""

    title: _Title = Field(description="Title, or titles by language.")
    match: MatchEntry = Field(description="Which items belong to it.")
    figures: list[str] = Field([], description="Concepts whose numbers are followed.")


def storyline_schema() -> dict[str, Any]:
    """JSON Schema of a storyline's file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **StorylineFile.model_json_schema()}


def concept_schema() -> dict[str, Any]:
    """JSON Schema of a concept's file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ConceptFile.model_json_schema()}


# --- loading ---------------------------------------------------------------------------------------------


def load_rules(files: Mapping[str, str]) -> Rules:
    """The rules in these texts, by path below rules/; raises ConfigError with every problem of every file."""
    loader = _Loader(files)
    rules = loader.load()
    if loader.problems:
        raise ConfigError(loader.problems)
    return rules


class _Loader:
    """Reads all files, noting every mistake on the way."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.problems: list[Problem] = []

    def load(self) -> Rules:
        storyline_files, concept_files = self._sort()
        known = set(concept_files)
        storylines = [_storyline(*read) for read in self._read(storyline_files, StorylineFile, known)]
        concepts = [_concept(*read) for read in self._read(concept_files, ConceptFile)]
        return Rules(storylines=tuple(storylines), concepts=tuple(concepts))

    def _sort(self) -> tuple[dict[str, str], dict[str, str]]:
        """The files of storylines and those of concepts, by id."""
        found: tuple[dict[str, str], dict[str, str]] = ({}, {})
        for file in sorted(self.files):
            path = PurePosixPath(file)
            if path.suffix not in (".yaml", ".yml"):
                continue
            folder = path.parent.as_posix()
            if folder not in (".", CONCEPTS):
                self._whole(file, f"a rule file lies in rules/ or in rules/{CONCEPTS}/; move it")
                continue
            if not _ID.fullmatch(path.stem):
                self._whole(file, "a file's name is its id: lower-case letters, digits and hyphens only")
            kind = found[folder == CONCEPTS]
            if path.stem in kind:
                self._whole(file, f"{path.stem!r} is already the id of {kind[path.stem]}; rename one of them")
            kind.setdefault(path.stem, file)
        return found

    def _read(
        self, files: Mapping[str, str], model: type[_File], concepts: set[str] | None = None
    ) -> Iterator[tuple[str, _File]]:
        for name, file in files.items():
            try:
                document = read_yaml(self.files[file], file)
            except ConfigError as error:
                self.problems += error.problems
                continue
            if concepts is not None:
                self.problems += _unknown_concepts(document, concepts)
            try:
                yield name, validate(document, model)
            except ConfigError as error:
                self.problems += error.problems

    def _whole(self, file: str, message: str) -> None:
        self.problems.append(Problem(file=file, line=0, field="", message=message))


def _storyline(name: str, content: StorylineFile) -> Storyline:
    return Storyline(
        id=name,
        title=content.title,
        slots=tuple(tuple(dict.fromkeys(slot)) for slot in content.match.all),
        none=tuple(dict.fromkeys(content.match.none)),
        figures=tuple(dict.fromkeys(content.figures)),
    )


def _concept(name: str, content: ConceptFile) -> Concept:
    written = [
        written_term(entry.text, tag, exact=entry.exact, prefix=entry.prefix, bound=entry.bound)
        for tag, entries in content.terms.items()
        for entry in entries
    ]
    named = territory_terms(content.territory) if content.territory else ()
    return Concept(id=name, terms=tuple(dict.fromkeys([*written, *named])))


def _unknown_concepts(document: Document, concepts: set[str]) -> Iterator[Problem]:
    """References to concepts that have no file, and exclusions that forbid what a slot asks for."""
    wanted = set()
    for path, name in _references(document.data):
        if name not in concepts:
            yield document.problem(path, f"unknown concept {name!r}; {_hint(name, concepts)}")
        if path[:2] == ("match", "all"):
            wanted.add(name)
        elif path[:2] == ("match", "none") and name in wanted:
            yield document.problem(path, f"{name!r} is asked for above and excluded here; keep one")


def _hint(name: str, concepts: set[str]) -> str:
    from rapidfuzz import process  # here and not above: 40 ms that only a mistake costs

    near = process.extractOne(name, sorted(concepts), score_cutoff=NEAR_ID)
    return f"did you mean {near[0]}?" if near else f"write concepts/{name}.yaml"


def _references(data: Any) -> Iterator[tuple[Path, str]]:
    """Every concept that a storyline's file names, also where the file has other mistakes."""
    content = data if isinstance(data, dict) else {}
    found = content.get("match")
    match = found if isinstance(found, dict) else {}
    for path, value in (
        (("match", "all"), match.get("all")),
        (("match", "none"), match.get("none")),
        (("figures",), content.get("figures")),
    ):
        for index, entry in enumerate(value if isinstance(value, list) else ()):
            if isinstance(entry, str):
                yield (*path, index), entry
            elif isinstance(entry, list) and path[-1] == "all":
                for inner, name in enumerate(entry):
                    if isinstance(name, str):
                        yield (*path, index, inner), name
