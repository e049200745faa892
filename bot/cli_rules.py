"""The part of the command line that helps to write storylines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import HERE, AsJson, Home, Limit

rule = typer.Typer(help="Write storylines with confidence.", no_args_is_help=True, rich_markup_mode=None)
rules = typer.Typer(rich_markup_mode=None)
"""What stands beside the other commands."""

Days = Annotated[float, typer.Option("--days", min=0.01, help="How far back the stored items are read.")]


@rule.command("new")
def rule_new(
    title: Annotated[
        str, typer.Argument(help="What the storyline is about, as a headline would say it.")
    ] = "",
    home: Home = HERE,
    source: Annotated[
        str, typer.Option("--from", metavar="URL_OR_TEXT", help="An article to draft it from.")
    ] = "",
    language: Annotated[str, typer.Option("--language", help="Language of the title.")] = "en",
    save: Annotated[
        bool, typer.Option("--save", help="Write it into rules/ instead of printing it.")
    ] = False,
) -> None:
    """Draft a storyline from a title or an article, made of the concepts in rules/concepts/.

    Example: vigie rule new "North Korean troops in Russia" --save
    """
    from bot.commands.rules import new_rule

    if not (title or source):
        raise typer.BadParameter("give a title, or an article with --from")
    raise typer.Exit(new_rule(home, title, source=source, language=language, save=save))


@rule.command("lint")
def rule_lint(
    storylines: Annotated[list[str] | None, typer.Argument(help="Only these (id or file).")] = None,
    home: Home = HERE,
    as_json: AsJson = False,
    days: Days = 30,
) -> None:
    """Warn about weak spots: short words, slots in one language, concepts that no stored item names.

    Example: vigie rule lint un-sanctions
    """
    from bot.commands.rules import lint_rules

    raise typer.Exit(lint_rules(home, storylines or [], days=days, as_json=as_json))


@rules.command()
def backtest(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A storyline's file, also outside rules/.")],
    home: Home = HERE,
    as_json: AsJson = False,
    days: Days = 30,
) -> None:
    """Try a storyline on the stored items, or on JSON Lines from standard input, before it is in force.

    Shows alerts per day, samples, what is gained and lost against the version in rules/, what was nearly
    found, and precision and recall where the lines have a label (positive, negative, unsure).

    Example: vigie backtest rules/un-sanctions.yaml --days 30
    """
    from bot.commands.rules import run_backtest

    raise typer.Exit(run_backtest(home, file, days=days, as_json=as_json))


@rules.command()
def match(home: Home = HERE) -> None:
    """Match items from standard input (JSON Lines) against the storylines; nothing is stored.

    Each line has id, title, summary and optionally lang, published, source, url. Each gives one line with
    the storylines it matches, their score and evidence, in input order.

    Example: vigie match < items.jsonl
    """
    from bot.commands.judge import match_lines

    raise typer.Exit(match_lines(home, sys.stdin.buffer, sys.stdout))


@rules.command()
def feedback(
    storyline: Annotated[
        str, typer.Option("--storyline", help="Only judgements of this storyline (its id).")
    ] = "",
    home: Home = HERE,
    as_json: AsJson = False,
    limit: Limit = 1000,
) -> None:
    """Show what readers thought of alerts (👍 and 👎), by storyline and by the words that made them match.

    Example: vigie feedback --storyline un-sanctions
    """
    from bot.commands.feedback import show_feedback

    show_feedback(home, storyline, as_json=as_json, limit=limit)
