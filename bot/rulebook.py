"""The rules folder of a home → storylines and the matcher compiled from them.

It is apart from config.py because it is slow (a few hundred ms with the tables of many languages): a daemon
polls before its rules are ready, and `vigie status` needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.config import RULES_FOLDER, read_text, rule_files
from bot.errors import ConfigError, Problem
from bot.model import Feed, Storyline
from bot.sources import load_feeds
from bot.storylines.annotate import Annotator
from bot.storylines.load import Rules, load_library, load_rules
from bot.storylines.matcher import Matcher


@dataclass(frozen=True)
class Rulebook:
    """The rules in force, ready to match and to read what matched."""

    rules: Rules
    matcher: Matcher
    texts: Mapping[str, str]
    """The rule files by their path below rules/."""
    languages: frozenset[str] = frozenset()
    """The languages of the feeds; empty for all."""

    @classmethod
    def of(cls, rules: Rules, texts: Mapping[str, str], feeds: Iterable[Feed] = ()) -> Rulebook:
        """Compile these rules."""
        spoken = {feed.language.split("-")[0].lower() for feed in feeds}
        return cls(rules, Matcher(rules), texts, frozenset(spoken | {"en"} if spoken else ()))

    def compiled(self) -> Rulebook:
        """The same with its tables made, so that the first item need not wait for them."""
        self.matcher.compile()
        self.annotator.compile()
        return self

    @cached_property
    def annotator(self) -> Annotator:
        """What reads the items that matched: all concepts of the library, also those that no storyline
        uses."""
        return Annotator(load_library(self.texts), self.languages)

    @cached_property
    def storylines(self) -> Mapping[str, Storyline]:
        """Storylines by their id."""
        return {storyline.id: storyline for storyline in self.rules.storylines}


@dataclass(frozen=True)
class HomeFiles:
    """Everything that the files of a home say."""

    feeds: tuple[Feed, ...]
    rules: Rules
    texts: Mapping[str, str]
    """The rule files by their path below rules/."""


def load_rulebook(home: Path, feeds: Iterable[Feed] = ()) -> Rulebook:
    """Read and compile the rules; raises ConfigError with every problem of them."""
    rules, texts = _load(home, everything=False)
    return Rulebook.of(rules, texts, feeds)


def load_rules_folder(home: Path, *, everything: bool = False) -> Rules:
    """Read the rules, with `everything` also the concepts that none of them uses; raises ConfigError."""
    return _load(home, everything=everything)[0]


def _load(home: Path, *, everything: bool) -> tuple[Rules, dict[str, str]]:
    folder = home / RULES_FOLDER
    texts, problems = _read_all(folder)
    try:
        rules = load_rules(texts, everything=everything)
    except ConfigError as error:
        problems += (_in_folder(problem, folder) for problem in error.problems)
    if problems:
        raise ConfigError(problems)
    return rules, texts


def rule_texts(home: Path) -> Mapping[str, str]:
    """The texts of the rule files by their path below rules/; raises ConfigError."""
    texts, problems = _read_all(home / RULES_FOLDER)
    if problems:
        raise ConfigError(problems)
    return texts


def _read_all(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    if not folder.is_dir():
        message = "no such folder; `vigie init` writes one with examples"
        raise ConfigError([Problem(file=str(folder), line=0, field="", message=message)])
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in rule_files(folder):
        try:
            texts[file.relative_to(folder).as_posix()] = read_text(file)
        except ConfigError as error:
            problems += error.problems
    return texts, problems


def load_home(home: Path, *, everything: bool = False) -> HomeFiles:
    """Read feeds.yaml and rules/, with `everything` also unused concepts; raises ConfigError."""
    problems: list[Problem] = []
    feeds: tuple[Feed, ...] = ()
    rules, texts = Rules(), dict[str, str]()
    try:
        feeds = load_feeds(home)
    except ConfigError as error:
        problems += error.problems
    try:
        rules, texts = _load(home, everything=everything)
    except ConfigError as error:
        problems += error.problems
    if problems:
        raise ConfigError(problems)
    return HomeFiles(feeds=feeds, rules=rules, texts=texts)


def _in_folder(problem: Problem, folder: Path) -> Problem:
    """The same problem with the file's path as the user would type it."""
    file = str(folder / problem.file)
    return Problem(file=file, line=problem.line, field=problem.field, message=problem.message)
