"""The rule files as they are written: what may stand in a storyline's file and in a concept's."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from bot.model import SAME_SENTENCE
from bot.storylines import territories
from bot.storylines.alerting import AlertsEntry
from bot.storylines.words import fold, has_runs, is_hangul

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""The form of ids. What stands in a slot and has another form is a word or phrase itself."""

MAX_REACH = 1_000
"""Words: about what is read of an item."""

MAX_PHRASE = 200
"""Characters of a term; the longest name of a treaty has 150."""

_TAG = re.compile(r"([A-Za-z]{2,3})(-[A-Za-z0-9]{2,8})*")


def _language(tag: str) -> str:
    found = _TAG.fullmatch(tag)
    if tag != "*" and (not found or found[1].lower() not in territories.languages()):
        raise ValueError("unknown language; expected a tag such as en, pt-BR or zh-Hant, or * for all")
    return tag


def _primary_language(tag: str) -> str:
    if tag == "*":
        raise ValueError("* is no language here; leave the key out to read all languages")
    return _language(tag).split("-")[0].lower()


def _territory(code: str) -> str:
    if not territories.known(code):
        hint = f"; write {code.upper()}" if territories.known(code.upper()) else ", such as KP"
        raise ValueError(f"unknown territory {code!r}; expected an ISO 3166-1 code of two capitals{hint}")
    return code


def _text(text: str) -> str:
    letters = [c for c in fold(text) if c.isalnum()]
    if not letters:
        raise ValueError("an empty text; write a word or remove it")
    if len(letters) == 1 and not has_runs(text) and not is_hangul(text):
        raise ValueError(f"{text!r} is a single letter and would match everywhere; write the word")
    if len(text) > MAX_PHRASE:
        raise ValueError(f"a term of {len(text)} characters; no headline repeats more than {MAX_PHRASE}")
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


def _name(text: str) -> str:
    return text if ID.fullmatch(text) else _text(text)


def _slot(value: Any) -> Any:
    if isinstance(value, str) or (isinstance(value, dict) and "concept" in value):
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


def _reach(value: Any) -> Any:
    if value == "sentence":
        return SAME_SENTENCE
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_REACH:
        raise ValueError(f"expected a number of words from 1 to {MAX_REACH:,}, or sentence, not {value!r}")
    return value


def short_concept(value: Any) -> Any:
    """A concept in short: its words by language, or in all languages."""
    if isinstance(value, list):
        return {"terms": {"*": value}}
    if isinstance(value, dict) and value and not set(value) & _CONCEPT_KEYS:
        return {"terms": value}
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
    whole: bool = Field(False, description="Only as a word of its own in this spelling: no other form of it.")
    weak: bool = Field(
        False, description="Means too much alone; counts only beside words that fill another slot."
    )
    bound: bool = Field(False, description="Only in items of its language (English UN is not French un).")

    @model_validator(mode="after")
    def _sense(self) -> TermEntry:
        if self.prefix and self.whole:
            raise ValueError("prefix and whole contradict each other; keep one")
        return self


class WithinEntry(_Entry):
    """A concept that counts only near another slot's."""

    concept: str = Field(description="The concept.")
    within: Annotated[int, Field(ge=1, le=MAX_REACH)] = Field(
        description="Words to one that fills the slot before; for the first slot, the one after."
    )


_Words = Annotated[str, Field(min_length=1)]
_Tag = Annotated[str, AfterValidator(_language)]
_Language = Annotated[str, AfterValidator(_primary_language)]
_Term = Annotated[TermEntry, BeforeValidator(_term, json_schema_input_type=str | TermEntry)]
_Name = Annotated[str, AfterValidator(_name)]
_Names = Annotated[list[_Name], BeforeValidator(_slot, json_schema_input_type=str | list[str])]
_SlotEntry = Annotated[
    Annotated[_Name, Tag("name")] | Annotated[WithinEntry, Tag("within")],
    Discriminator(lambda value: "within" if isinstance(value, dict | WithinEntry) else "name"),
]
_AnyOf = Annotated[
    list[_SlotEntry], BeforeValidator(_slot, json_schema_input_type=str | list[str | WithinEntry])
]
_Title = Annotated[
    dict[_Tag, _Words], BeforeValidator(_title, json_schema_input_type=str | dict[str, _Words])
]
_Weight = Annotated[float, Field(ge=0, le=1, strict=False)]


_Terms = dict[_Tag, Annotated[list[_Term], BeforeValidator(_filled), Field(min_length=1)]]


class ConceptFile(_Entry):
    """One idea with its words in every language; its name is the name of the file."""

    territory: Annotated[str, AfterValidator(_territory)] | None = Field(
        None, description="ISO 3166-1 code; brings the country's name in every language of CLDR."
    )
    include: list[str] = Field([], description="Concepts whose words are words of this one too.")
    terms: _Terms = Field(
        {},
        description="Words by language (* for all). A word also matches its inflected forms; accents and "
        "case do not matter, hyphens and apostrophes are spaces.",
    )
    except_: _Terms = Field(
        {}, alias="except", description="Longer phrases inside which these words do not count: French fries."
    )

    @model_validator(mode="after")
    def _has_words(self) -> ConceptFile:
        if not self.territory and not self.terms and not self.include:
            raise ValueError("no words; give a territory, terms or include")
        return self


class AtLeastEntry(_Entry):
    """So many of these have to be filled."""

    at_least: Annotated[int, Field(ge=1)] = Field(description="How many of them.")
    of: Annotated[list[_Names], BeforeValidator(_filled)] = Field(description="Slots.")

    @model_validator(mode="after")
    def _enough(self) -> AtLeastEntry:
        if self.at_least > len(self.of):
            raise ValueError(f"at least {self.at_least} of only {len(self.of)}; name more or ask for fewer")
        return self


def _kind(value: Any) -> str:
    grouped = isinstance(value, AtLeastEntry) or (isinstance(value, dict) and "concept" not in value)
    return "at_least" if grouped else "any"


_CONCEPT_KEYS = {field.alias or name for name, field in ConceptFile.model_fields.items()}
_Slot = Annotated[
    Annotated[_AnyOf, Tag("any")] | Annotated[AtLeastEntry, Tag("at_least")], Discriminator(_kind)
]
_Local = Annotated[
    ConceptFile,
    BeforeValidator(short_concept, json_schema_input_type=ConceptFile | dict[str, list[str]] | list[str]),
]


class FieldsEntry(_Entry):
    """What a slot is worth by the field that fills it; 0 leaves the field unread."""

    title: _Weight = 1.0
    summary: _Weight = 0.5
    tags: _Weight = 0.4

    @model_validator(mode="after")
    def _some(self) -> FieldsEntry:
        if not (self.title or self.summary):
            raise ValueError("title and summary are both 0, so that nothing is read")
        return self


class MatchEntry(_Entry):
    """Which items belong to a storyline."""

    all: Annotated[list[_Slot], BeforeValidator(_filled), Field(min_length=1)] = Field(
        description="Concepts, or words in quotes, that must all appear; a list inside means any one of "
        "these; {at_least: 2, of: […]} means two of them."
    )
    none: list[_Name] = Field([], description="Concepts that exclude an item whose title names them.")
    near: Annotated[
        int | None,
        BeforeValidator(_reach, json_schema_input_type=int | str),
    ] = Field(None, description="All within so many words of one field, or in one `sentence`.")
    fields: FieldsEntry = Field(FieldsEntry(), description="What a slot is worth by the field that fills it.")
    min_score: Annotated[float, Field(gt=0, le=1, strict=False)] = Field(
        0.38, description="Below it there is no match."
    )
    languages: list[_Language] = Field([], description="Read only items in these languages.")
    sources: list[_Words] = Field(
        [], description="Read only these feeds (id), publishers, or feeds with a tag (tag:agency)."
    )
    context: bool = Field(
        True, description="Whether tags and the storyline's recent stories may fill what a text leaves out."
    )


class StorylineFile(_Entry):
    """A tracked subject; its name is the name of the file."""

    title: _Title = Field(description="Title, or titles by language.")
    match: MatchEntry = Field(description="Which items belong to it.")
    concepts: dict[str, _Local] = Field(
        {},
        description="Concepts of this storyline alone; they come before those of the same name in concepts/.",
    )
    figures: list[str] = Field(
        [], description="Units and concepts whose numbers are followed: troops, killed, captured."
    )
    alerts: AlertsEntry = Field(AlertsEntry(), description="What deserves a message, and when.")


def storyline_schema() -> dict[str, Any]:
    """JSON Schema of a storyline's file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **StorylineFile.model_json_schema()}


def concept_schema() -> dict[str, Any]:
    """JSON Schema of a concept's file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ConceptFile.model_json_schema()}
