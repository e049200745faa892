"""The texts of the rule files → storylines and concepts, or every mistake in them. Pure: it opens no file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.document import Document, Path, read_yaml, validate
from bot.errors import ConfigError, Problem
from bot.model import AtLeast, Concept, Fields, Slot, Storyline, Term, Within
from bot.storylines.concepts import territory_terms, written_term
from bot.storylines.cues import unit_ids
from bot.storylines.files import ID, AtLeastEntry, ConceptFile, StorylineFile, TermEntry, WithinEntry

CONCEPTS = "concepts"
"""The folder below rules/ that holds the concepts."""

NEAR_ID = 60.0
"""From this likeness on (of 100), an unknown concept is taken for a slip and the nearest is named."""

_File = TypeVar("_File", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that the rule files say."""

    storylines: tuple[Storyline, ...] = ()
    concepts: tuple[Concept, ...] = ()
    """Those that the storylines use, or all of them; the words of a storyline itself among them."""


def load_rules(files: Mapping[str, str], *, everything: bool = False) -> Rules:
    """The rules in these texts, by path below rules/; raises ConfigError with every problem of every file.

    Only the concepts that the storylines use are read, unless `everything` is wanted: a library has hundreds.
    """
    loader = _Loader(files)
    rules = loader.load(everything=everything)
    if loader.problems:
        raise ConfigError(loader.problems)
    return rules


def load_library(files: Mapping[str, str]) -> tuple[Concept, ...]:
    """All concepts in these texts, but for those with mistakes: they are of use, and none of them is
    needed."""
    return _Loader(files).load(everything=True).concepts


def library_ids(files: Iterable[str]) -> frozenset[str]:
    """The ids of the concepts among these paths."""
    paths = map(PurePosixPath, files)
    return frozenset(
        p.stem for p in paths if p.parent.as_posix() == CONCEPTS and p.suffix in (".yaml", ".yml")
    )


class _Loader:
    """Reads the files, noting every mistake on the way."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.problems: list[Problem] = []
        self._library: dict[str, str] = {}
        self._concepts: dict[str, ConceptFile | None] = {}
        """Those that have been read; None for one with mistakes."""

    def load(self, *, everything: bool) -> Rules:
        storyline_files, self._library = self._sort()
        storylines: list[Storyline] = []
        concepts: dict[str, Concept] = {}
        for name, file in storyline_files.items():
            document = self._document(file)
            if document is None:
                continue
            local = _local_names(document.data)
            self.problems += _unknown_concepts(document, local, self._library)
            if content := self._validated(document, StorylineFile):
                storylines.append(_storyline(name, content))
                for concept in self._used(name, content):
                    concepts[concept.id] = concept
        if everything:
            concepts |= {name: self._concept(name) for name in self._library}
        return Rules(
            storylines=tuple(storylines), concepts=tuple(concepts[name] for name in sorted(concepts))
        )

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
            if not ID.fullmatch(path.stem):
                self._whole(file, "a file's name is its id: lower-case letters, digits and hyphens only")
            kind = found[folder == CONCEPTS]
            if path.stem in kind:
                self._whole(file, f"{path.stem!r} is already the id of {kind[path.stem]}; rename one of them")
            kind.setdefault(path.stem, file)
        return found

    def _document(self, file: str) -> Document | None:
        try:
            return read_yaml(self.files[file], file)
        except ConfigError as error:
            self.problems += error.problems
            return None

    def _validated(self, document: Document, model: type[_File]) -> _File | None:
        try:
            return validate(document, model)
        except ConfigError as error:
            self.problems += error.problems
            return None

    def _whole(self, file: str, message: str) -> None:
        self.problems.append(Problem(file=file, line=0, field="", message=message))

    # --- concepts ----------------------------------------------------------------------------------------

    def _used(self, storyline: str, content: StorylineFile) -> Iterator[Concept]:
        """The concepts of one storyline."""
        for name in dict.fromkeys(_named(content)):
            if name in content.concepts:
                yield self._made(_local(storyline, name), content.concepts[name])
            elif ID.fullmatch(name):
                yield self._concept(name)
            else:
                yield Concept(id=_quoted(name), terms=(written_term(name, "*"),))

    def _concept(self, name: str) -> Concept:
        content = self._read_concept(name)
        return self._made(name, content) if content else Concept(id=name, terms=())

    def _made(self, name: str, content: ConceptFile) -> Concept:
        """The concept of a file with those that it includes."""
        files = {name: content}
        waiting = [content]
        while waiting:
            for inner in waiting.pop().include:
                included = self._read_concept(inner)
                if included and inner not in files:
                    files[inner] = included
                    waiting.append(included)
        terms = dict.fromkeys(term for file in files.values() for term in own_terms(file))
        covers = dict.fromkeys(term for file in files.values() for term in written(file.except_))
        return Concept(id=name, terms=tuple(terms), covers=tuple(covers))

    def _read_concept(self, name: str) -> ConceptFile | None:
        if name not in self._concepts and name in self._library:
            self._concepts[name] = None  # for a file that includes itself
            if document := self._document(self._library[name]):
                self.problems += _bad_includes(document, name, self._library)
                self._concepts[name] = self._validated(document, ConceptFile)
                content = self._concepts[name]
                for inner in content.include if content else ():
                    self._read_concept(inner)
        return self._concepts.get(name)


def own_terms(content: ConceptFile) -> Iterator[Term]:
    """The terms that a concept's file writes, and the names of its territory."""
    yield from written(content.terms)
    yield from territory_terms(content.territory) if content.territory else ()


def written(terms: Mapping[str, Iterable[TermEntry]]) -> Iterator[Term]:
    """Terms as a file writes them, by language."""
    for tag, entries in terms.items():
        for entry in entries:
            yield written_term(
                entry.text,
                tag,
                exact=entry.exact,
                prefix=entry.prefix,
                whole=entry.whole,
                weak=entry.weak,
                bound=entry.bound,
            )


def _named(content: StorylineFile) -> Iterator[str]:
    """Every concept that a storyline names."""
    for slot in content.match.all:
        for names in slot.of if isinstance(slot, AtLeastEntry) else [slot]:
            yield from map(_entry_name, names)
    yield from content.match.none
    yield from (name for name in content.figures if name not in unit_ids())


def _storyline(name: str, content: StorylineFile) -> Storyline:
    def slot(names: Collection[str | WithinEntry]) -> Slot:
        return tuple(dict.fromkeys(_concept_id(name, _entry_name(entry), content) for entry in names))

    match = content.match
    plain = [entry for entry in match.all if not isinstance(entry, AtLeastEntry)]
    return Storyline(
        id=name,
        title=content.title,
        slots=tuple(map(slot, plain)),
        at_least=tuple(
            AtLeast(count=entry.at_least, slots=tuple(map(slot, entry.of)))
            for entry in match.all
            if isinstance(entry, AtLeastEntry)
        ),
        none=slot(match.none),
        figures=tuple(
            unit if unit in unit_ids() else _concept_id(name, unit, content) for unit in content.figures
        ),
        within=tuple(
            Within(slot=index, concept=_concept_id(name, entry.concept, content), words=entry.within)
            for index, entries in enumerate(plain)
            for entry in entries
            if isinstance(entry, WithinEntry)
        ),
        reach=match.near,
        fields=Fields(title=match.fields.title, summary=match.fields.summary, tags=match.fields.tags),
        min_score=match.min_score,
        languages=frozenset(match.languages),
        sources=frozenset(match.sources),
        context=match.context,
        alerts=content.alerts.policy(),
    )


def _entry_name(entry: str | WithinEntry) -> str:
    return entry.concept if isinstance(entry, WithinEntry) else entry


def _concept_id(storyline: str, name: str, content: StorylineFile) -> str:
    if name in content.concepts:
        return _local(storyline, name)
    return name if ID.fullmatch(name) else _quoted(name)


def _local(storyline: str, name: str) -> str:
    return f"{storyline}/{name}"


def _quoted(text: str) -> str:
    """The id of a word or phrase that stands in a slot itself."""
    return f'"{text}"'


# --- references ------------------------------------------------------------------------------------------


def _local_names(data: Any) -> set[str]:
    found = data.get("concepts") if isinstance(data, dict) else None
    return set(found) if isinstance(found, dict) else set()


def _unknown_concepts(
    document: Document, local: Collection[str], library: Collection[str]
) -> Iterator[Problem]:
    """References to concepts that have no file, and exclusions that forbid what a slot asks for."""
    known = {*local, *library}
    wanted = set()
    for path, name in _references(document.data):
        quoted = not ID.fullmatch(name) and path[0] == "match"
        counted = path[0] == "figures" and name in unit_ids()
        if name not in known and not quoted and not counted:
            yield document.problem(path, f"unknown concept {name!r}; {_hint(name, known)}")
        if path[:2] == ("match", "all"):
            wanted.add(name)
        elif path[:2] == ("match", "none") and name in wanted:
            yield document.problem(path, f"{name!r} is asked for above and excluded here; keep one")


def _bad_includes(document: Document, name: str, library: Collection[str]) -> Iterator[Problem]:
    found = document.data.get("include") if isinstance(document.data, dict) else None
    for path, other in _strings(found, ("include",)):
        if other == name:
            yield document.problem(path, "a concept cannot include itself; remove it")
        elif other not in library:
            yield document.problem(path, f"unknown concept {other!r}; {_hint(other, library)}")


def _hint(name: str, concepts: Collection[str]) -> str:
    from rapidfuzz import fuzz, process  # here and not above: 40 ms that only a mistake costs

    near = process.extractOne(name, sorted(concepts), scorer=fuzz.ratio, score_cutoff=NEAR_ID)
    return f"did you mean {near[0]}?" if near else f"write concepts/{name}.yaml, or its words under concepts:"


def _references(data: Any) -> Iterator[tuple[Path, str]]:
    """Every concept that a storyline's file names, also where the file has other mistakes."""
    content = data if isinstance(data, dict) else {}
    found = content.get("match")
    match = found if isinstance(found, dict) else {}
    yield from _strings(match.get("all"), ("match", "all"))
    yield from _strings(match.get("none"), ("match", "none"))
    yield from _strings(content.get("figures"), ("figures",))
    local = content.get("concepts")
    for name, value in local.items() if isinstance(local, dict) else ():
        if isinstance(value, dict):
            yield from _strings(value.get("include"), ("concepts", name, "include"))


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The texts in a list, in the lists inside it, and in what `of` lists."""
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, str):
            yield (*path, index), entry
        elif isinstance(entry, list):
            yield from _strings(entry, (*path, index))
        elif isinstance(entry, dict):
            yield from _strings(entry.get("of"), (*path, index, "of"))
            if isinstance(name := entry.get("concept"), str):
                yield (*path, index, "concept"), name
