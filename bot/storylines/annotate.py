"""Everything that an item names: the concepts of the library, and the cues by which stories are read.

The cues are concepts too, kept in files of this package by kind: who speaks (`speakers/nis`), which agency is
credited (`agencies/afp`), what is counted (`units/killed`), how sure somebody is (`stances/denies`). So they
are found in all inflections by the same engine as the words of storylines.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, RootModel

from bot.document import read_yaml, validate
from bot.model import Concept, Evidence, Term
from bot.storylines.cues import cue_files
from bot.storylines.files import ConceptFile, short_concept
from bot.storylines.lexicon import Lexicon
from bot.storylines.load import own_terms, written
from bot.storylines.matcher import READ_LIMIT, TITLE_LIMIT
from bot.storylines.patterns import HOW, MISSPELT
from bot.storylines.reading import without_markup
from bot.storylines.words import primary

NAMES_KEPT = 5_000
"""Names whose parts are remembered."""


class CueFile(RootModel[dict[str, Annotated[ConceptFile, BeforeValidator(short_concept)]]]):
    """The cues of one kind, by id."""


def load_cues(library: Mapping[str, Concept]) -> tuple[Concept, ...]:
    """The cues of this package; `include` brings the words of concepts of the library, where it has them."""
    return tuple(concept for name, text in cue_files() for concept in _cues(name, text, library))


def _cues(name: str, text: str, library: Mapping[str, Concept]) -> Iterator[Concept]:
    kind = name.removesuffix(".yaml")
    for cue, content in validate(read_yaml(text, name), CueFile).root.items():
        included = [library[other] for other in content.include if other in library]
        terms = dict.fromkeys([*own_terms(content), *(term for other in included for term in other.terms)])
        covers = dict.fromkeys(
            [*written(content.except_), *(term for other in included for term in other.covers)]
        )
        yield Concept(id=f"{kind}/{cue}", terms=tuple(terms), covers=tuple(covers))


class Annotator:
    """Finds all concepts and cues that an item names. Not for use by several threads at a time."""

    def __init__(self, concepts: Iterable[Concept], languages: Collection[str] = ()) -> None:
        self._concepts = {concept.id: concept for concept in concepts}
        self._languages = frozenset(languages)
        self._names: dict[str, tuple[Evidence, ...]] = {}

    @cached_property
    def _lexicon(self) -> Lexicon:
        concepts = [*self._concepts.values(), *load_cues(self._concepts)]
        lexicon = Lexicon([self._spoken(concept) for concept in concepts])
        self._concepts.clear()  # the tables hold all that is needed of them
        return lexicon

    def _spoken(self, concept: Concept) -> Concept:
        """The concept without what is of no use here: words of languages that no feed speaks, and typos."""
        terms = (replace(term, varies=False) for term in concept.terms if self._is_spoken(term))
        return Concept(id=concept.id, terms=tuple(terms), covers=concept.covers)

    def _is_spoken(self, term: Term) -> bool:
        return not self._languages or term.language == "*" or primary(term.language) in self._languages

    def compile(self) -> Annotator:
        """Make the tables now, and return the annotator."""
        collects = gc.isenabled()
        gc.disable()
        try:
            _ = self._lexicon
        finally:
            if collects:
                gc.enable()
        return self

    def mentions(self, title: str, summary: str, language: str = "") -> tuple[Evidence, ...]:
        """What the title and then the summary name, in order of place; offsets are into the texts as
        given."""
        return (
            *self._named("title", title[:TITLE_LIMIT], language),
            *self._named("summary", summary[:READ_LIMIT], language),
        )

    def named(self, name: str) -> tuple[Evidence, ...]:
        """What a name (of an outlet, an author) consists of; the same names come again and again."""
        if name not in self._names:
            if len(self._names) >= NAMES_KEPT:
                self._names.clear()
            self._names[name] = self.mentions(name, "")
        return self._names[name]

    def _named(self, field: str, text: str, language: str) -> Iterator[Evidence]:
        read = without_markup(text)
        for hit in self._lexicon.find(read.text, language):
            if hit.how < MISSPELT:  # a typo counts only beside other evidence
                start, end = read.span(hit.start, hit.end)
                yield Evidence(
                    concept=hit.concept,
                    term=hit.term,
                    text=text[start:end],
                    field=field,
                    start=start,
                    end=end,
                    how=HOW[hit.how],
                )
