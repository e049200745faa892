"""feeds.yaml with all that it includes → the feeds of a home, and where each of them stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from os.path import normpath
from pathlib import Path

from bot.config import ENV_FILE, FEEDS_FILE, RULES_FOLDER, environment, read_text, rule_files
from bot.document import read_yaml
from bot.errors import ConfigError, Problem
from bot.model import Feed
from bot.sources.reading import SourcesText, read_sources, repeated

MOST_BELOW = 10_000
"""Files and folders below an included folder; more are a mistake such as `include: [/]`."""

MOST_FILES = 2_000
"""Files that are included in all."""

DEEPEST = 20
"""Files that lead to one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A feed, and where it is written."""

    feed: Feed
    file: Path
    index: int
    """Which one of the file's own list it is."""
    line: int


def load_feeds(home: Path) -> tuple[Feed, ...]:
    """The feeds of a home with their secrets; raises ConfigError with every problem of all files."""
    return tuple(placed.feed for placed in placed_feeds(home, environment(home)))


def unfilled_feeds(home: Path) -> tuple[Feed, ...]:
    """The feeds for those who fetch none: secrets stay as they are written, and none can be missing."""
    return tuple(placed.feed for placed in placed_feeds(home))


def placed_feeds(home: Path, secrets: Mapping[str, str] | None = None) -> tuple[Placed, ...]:
    """The feeds of feeds.yaml and then of what it includes, in order; raises ConfigError as `load_feeds`."""
    start = home / FEEDS_FILE
    text = read_text(start)  # without it there is nothing to say of the others
    walk = _Walk(secrets)
    walk.read(start, text, _Root(normpath(home.absolute()), "the home"), ())
    problems = walk.problems or repeated([read for _, read in walk.found])
    if problems:
        raise ConfigError(problems)
    return tuple(
        Placed(feed=feed, file=file, index=index, line=read.document.line(("feeds", index)))
        for file, read in walk.found
        for index, feed in enumerate(read.feeds)
    )


# --- what is included ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Root:
    """What relative names must lie in."""

    folder: str
    called: str

    def holds(self, path: str) -> bool:
        return Path(path).is_relative_to(self.folder)


@dataclass(frozen=True, slots=True)
class _Named:
    """Files that one line of `include` names, or why there are none."""

    root: _Root
    files: tuple[Path, ...] = ()
    mistake: str = ""


class _Walk:
    """Reads a file and all that it includes, each once, and collects what is wrong."""

    def __init__(self, secrets: Mapping[str, str] | None) -> None:
        self.secrets = secrets
        self.found: list[tuple[Path, SourcesText]] = []
        self.problems: list[Problem] = []
        self._by: dict[Path, str] = {}
        """Real paths of files that were met, and the place that named them."""

    def read(self, file: Path, text: str, root: _Root, above: tuple[Path, ...]) -> None:
        """Read this file and what it includes; `above` are the real paths of those that led here."""
        above = (*above, file.resolve())
        self._by.setdefault(above[-1], "")
        try:
            read = read_sources(text, str(file), self.secrets)
        except ConfigError as error:
            self.problems += error.problems
            return
        self.found.append((file, read))
        for index, name in enumerate(read.include):
            problem = partial(read.document.problem, ("include", index))
            place = f"{file}:{read.document.line(('include', index))}"
            named = _named(file, name, root)
            if named.mistake:
                self.problems.append(problem(named.mistake))
            for one in named.files:
                if mistake := self._refused(one, above):
                    self.problems.append(problem(mistake))
                else:
                    self._by[one.resolve()] = place
                    self._read_included(one, named.root, above)

    def _refused(self, file: Path, above: tuple[Path, ...]) -> str:
        real = file.resolve()
        if real in above:
            return (
                f"{file} would include itself; take it out"
                if real == above[-1]
                else (f"{file} includes this file, so that they go round in a circle; take one out")
            )
        if real in self._by:
            return f"{file} is included already, by {self._by[real]}; keep one"
        if len(above) > DEEPEST:
            return f"more than {DEEPEST} files include one another; include them from one place"
        return f"more than {MOST_FILES:,} files are included" if len(self._by) > MOST_FILES else ""

    def _read_included(self, file: Path, root: _Root, above: tuple[Path, ...]) -> None:
        try:
            text = read_text(file)
        except ConfigError as error:
            self.problems += error.problems
            return
        self.read(file, text, root, above)


def _named(file: Path, name: str, root: _Root) -> _Named:
    """The files that `include` means with a name.

    A relative name is taken from the folder of its file. It must stay in the home, or in the folder that an
    absolute name has led to: only who writes a whole path means another place.
    """
    path = Path(normpath(file.absolute().parent / name))
    if Path(name).is_absolute():
        folder = str(path if path.is_dir() else path.parent)
        root = _Root(folder, folder)
    elif not root.holds(str(path)):
        return _Named(root, mistake=f"leads out of {root.called}; write the whole path to mean another place")
    try:
        if path.is_dir():
            return _below(path, root)
        if path.is_file():
            return _Named(root, (path,))
    except OSError as error:
        return _Named(root, mistake=f"cannot be read: {error.strerror or error}")
    return _Named(root, mistake=f"there is no file or folder {path}")


def _below(folder: Path, root: _Root) -> _Named:
    """The YAML files below a folder, in order; hidden ones are left out."""
    met = list(islice(folder.rglob("*"), MOST_BELOW + 1))
    if len(met) > MOST_BELOW:
        return _Named(root, mistake=f"more than {MOST_BELOW:,} files below {folder}; name a smaller folder")
    return _Named(root, tuple(sorted(path for path in met if _is_ours(path, folder))))


def _is_ours(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.suffix in (".yaml", ".yml") and not hidden and path.is_file()


# --- what has changed ------------------------------------------------------------------------------------


def fingerprint(home: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and change times of the files that a user edits; another one means: read again.

    It is cheap: what a file includes is read again only when that file has changed.
    """
    root = _Root(normpath(home.absolute()), "the home")
    files = [*_reached(home / FEEDS_FILE, root), *rule_files(home / RULES_FOLDER), home / ENV_FILE]
    marks = []
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        marks.append((str(file), status.st_size, status.st_mtime_ns))
    return tuple(marks)


def _reached(start: Path, root: _Root) -> Iterator[Path]:
    """This file and all that it includes, as far as they are there."""
    waiting, met = deque([(start, root)]), set[Path]()
    while waiting and len(met) <= MOST_FILES:
        file, root = waiting.popleft()
        try:
            status, real = file.stat(), file.resolve()
        except OSError:
            continue
        if real in met:
            continue
        met.add(real)
        yield file
        for name in _included(str(file), status.st_size, status.st_mtime_ns):
            named = _named(file, name, root)
            waiting += [(one, named.root) for one in named.files]


@lru_cache(maxsize=MOST_FILES)
def _included(file: str, size: int, changed_at: int) -> Sequence[str]:
    """What the file includes, as far as it can be read. Size and time make it another file."""
    del size, changed_at
    try:
        text = read_text(Path(file))
        data = read_yaml(text, file).data if "include" in text else None
    except ConfigError:
        return ()
    names = data.get("include") if isinstance(data, dict) else None
    return (
        tuple(name for name in names if isinstance(name, str) and "\0" not in name)
        if isinstance(names, list)
        else ()
    )
