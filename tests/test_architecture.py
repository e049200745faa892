"""The import law: data flows one way, and each library has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

ROOT = Path(bot.__file__).parent
BASE = {"model", "errors", "ports", "text", "fit", "words", "document", "secrets", "futures", "threads"}
BASE_MAY_IMPORT = {
    "model": set(),
    "errors": set(),
    "text": set(),
    "secrets": set(),
    "futures": set(),
    "threads": {"futures"},
    "fit": {"text"},
    "words": {"text", "fit"},
    "ports": {"model"},
    "document": {"errors"},
}
STAGES = {"feeds", "storylines", "stories", "alerts"}
HOMES = {
    "feedparser": {"feeds/feedxml.py", "feeds/quick.py"},
    "selectolax": {"feeds/plain.py", "feeds/discover.py"},
    "pebble": {"feeds/workers.py", "feeds/pool.py", "desk/trial.py"},
    "sqlite3": {"store/"},
    "sqlite_utils": {"store/"},
    "telegram": {"telegram/"},
    "apscheduler": {"daemon.py"},
    "yaml": {"document.py", "demo/"},
    "dotenv": {"config.py"},
    "filelock": {"lookout.py"},
    "listparser": {"opml.py"},
    "structlog": {"logs.py", "daemon.py", "lookout.py", "pipeline/", "telegram/", "commands/", "websub/"},
    "typer": {"cli.py", "cli_feeds.py", "cli_options.py", "cli_rules.py"},
    "babel": {"storylines/", "stories/numberwords.py", "alerts/names.py", "words/"},
    "fluent": {"words/__init__.py"},
    "markupsafe": {"words/", "telegram/", "alerts/", "desk/"},
    "matplotlib": {"desk/chart.py"},
    "ruamel": {"desk/"},
    "aiolimiter": {"telegram/pace.py"},
    "rapidfuzz": {"storylines/", "stories/", "feeds/"},
    "anyascii": {"storylines/similar.py", "stories/features.py", "desk/chart.py"},
    "stop_words": {"text.py"},
    "rich": {"console.py", "commands/"},
}


def _modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def _room(module: Path) -> str:
    return module.relative_to(ROOT).with_suffix("").parts[0]


def _imports(module: Path) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it; `from bot import x` gives `bot.x`."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} uses a relative import"
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def _rooms_imported(module: Path) -> set[str]:
    return {name.split(".")[1] for name in _imports(module) if name.startswith("bot.")} - {"__version__"}


@pytest.mark.parametrize("name", sorted(BASE))
def test_the_base_imports_nothing_of_ours_but_what_lies_below(name: str) -> None:
    modules = [module for module in _modules() if _room(module) == name]
    assert modules
    for module in modules:
        assert _rooms_imported(module) <= BASE_MAY_IMPORT[name] | {name}, module


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_a_stage_imports_only_the_base_and_itself(stage: str) -> None:
    for module in (ROOT / stage).rglob("*.py"):
        assert _rooms_imported(module) <= BASE | {stage}, module


@pytest.mark.parametrize("room", ["store", "telegram", "websub"])
def test_an_edge_never_imports_a_stage(room: str) -> None:
    for module in (ROOT / room).rglob("*.py"):
        assert _rooms_imported(module) <= BASE | {room}, module


def test_only_the_pipeline_and_the_outside_compose_stages() -> None:
    outside = {
        "pipeline",
        "desk",
        "lookout",
        "daemon",
        "config",
        "rulebook",
        "sources",
        "console",
        "commands",
        "cli",
        "demo",
        "__main__",
    }
    for module in _modules():
        if _room(module) not in outside | STAGES:
            assert not _rooms_imported(module) & STAGES, module


@pytest.mark.parametrize("library", sorted(HOMES))
def test_each_library_has_one_home(library: str) -> None:
    users = {
        module.relative_to(ROOT).as_posix()
        for module in _modules()
        if any(name.split(".")[0] == library for name in _imports(module))
    }
    strangers = {user for user in users if not user.startswith(tuple(HOMES[library]))}
    assert not strangers
    assert users, f"{library} is no longer used; remove it from the dependencies"


def test_only_the_outermost_layer_asks_the_clock() -> None:
    """`now` is an argument everywhere else; the chat's times come from its Clock."""
    allowed = {"daemon.py", "lookout.py", "demo/clock.py"}
    allowed |= {f"commands/{name}.py" for name in ("ask", "feed_health", "samples", "stories")}
    asks = {"datetime.now", "datetime.utcnow", "date.today", "time.time"}
    for module in _modules():
        name = module.relative_to(ROOT).as_posix()
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        }
        assert name in allowed or not calls & asks, name
