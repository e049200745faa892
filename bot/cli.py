"""The command line. It declares the commands; what they do is imported when one is called.

Exit codes: 0 done, 1 something failed, 2 a mistake in the call or in the user's files.
"""

from __future__ import annotations

import gc
import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from bot import __version__
from bot.cli_feeds import export, feed, import_
from bot.cli_options import HERE, AsJson, Home, Limit
from bot.cli_rules import rule, rules
from bot.errors import ConfigError, VigieError

app = typer.Typer(
    name="vigie",
    help="Vigie watches news feeds and tells a chat when a tracked storyline moves.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)

YOUNG_OBJECTS = (50_000, 20, 20)
"""When the garbage collector looks: imports make hundreds of thousands of objects that stay, and with the
default of 700 a tenth of a start is spent on looking through them."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vigie {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version


@app.command()
def run(home: Home = HERE, as_json: AsJson = False) -> None:
    """Watch the feeds until Ctrl-C; alerts go to this terminal, and to Telegram with TELEGRAM_BOT_TOKEN.

    Example: vigie run --home ~/lookout
    """
    from bot.commands.watch import watch

    watch(home, as_json=as_json)


@app.command()
def poll(
    home: Home = HERE,
    as_json: AsJson = False,
    once: Annotated[
        bool, typer.Option("--once", help="Accepted for clarity: poll always ends by itself.")
    ] = True,
) -> None:
    """Poll all due feeds, track, deliver, and end; for cron and for trying things out.

    Example: vigie poll --once
    """
    from bot.commands.watch import poll_once

    del once
    poll_once(home, as_json=as_json)


@app.command()
def check(
    home: Home = HERE,
    as_json: AsJson = False,
    online: Annotated[bool, typer.Option("--online", help="Also fetch every feed once.")] = False,
) -> None:
    """Check feeds.yaml, rules/ and the settings, and with --online every source.

    Example: vigie check --online
    """
    from bot.commands.check import check_files, check_online

    check_files(home, as_json=as_json)
    if online:
        raise typer.Exit(check_online(home, as_json=as_json))


@app.command()
def status(home: Home = HERE, as_json: AsJson = False) -> None:
    """Show feeds with their health, storylines, the outbox and the database.

    Example: vigie status
    """
    from bot.commands.ask import show_status

    show_status(home, as_json=as_json)


@app.command()
def feeds(home: Home = HERE, as_json: AsJson = False) -> None:
    """Show how each source is, the most worrying first: failures, silence, rhythm, yield and delay.

    Example: vigie feeds
    """
    from bot.commands.feed_health import show_feeds

    show_feeds(home, as_json=as_json)


@app.command()
def items(
    home: Home = HERE,
    as_json: AsJson = False,
    limit: Limit = 20,
    feed: Annotated[str, typer.Option("--feed", help="Only items of this feed (its id).")] = "",
    storyline: Annotated[str, typer.Option("--storyline", help="Only items that match it (its id).")] = "",
) -> None:
    """List stored items, newest first.

    Example: vigie items --storyline nk-troops-russia -n 50
    """
    from bot.commands.ask import show_items

    show_items(home, as_json=as_json, limit=limit, feed=feed, storyline=storyline)


@app.command()
def stories(
    storyline: Annotated[str, typer.Argument(help="Only stories of this storyline (its id).")] = "",
    home: Home = HERE,
    as_json: AsJson = False,
    limit: Limit = 20,
) -> None:
    """List stories, last updated first.

    Example: vigie stories un-sanctions
    """
    from bot.commands.stories import show_stories

    show_stories(home, as_json=as_json, limit=limit, storyline=storyline)


@app.command()
def story(
    number: Annotated[
        int, typer.Argument(metavar="ID", help="Number of a story, as `vigie stories` shows it.")
    ],
    home: Home = HERE,
    as_json: AsJson = False,
    limit: Limit = 50,
) -> None:
    """Show a story: its items in order of time, why each is in it, who says what, and what was told.

    Example: vigie story 12
    """
    from bot.commands.stories import show_story

    show_story(home, number, as_json=as_json, limit=limit)


@app.command()
def figures(
    storyline: Annotated[str, typer.Argument(help="A storyline (its id).")],
    home: Home = HERE,
    as_json: AsJson = False,
    unit: Annotated[str, typer.Option("--unit", help="Only figures of this unit: troops, killed, …")] = "",
    limit: Limit = 1000,
) -> None:
    """Show who said how many of what and when, by unit and claimant.

    Example: vigie figures nk-troops-russia --unit troops
    """
    from bot.commands.stories import show_figures

    show_figures(home, storyline, as_json=as_json, unit=unit, limit=limit)


class Form(StrEnum):
    """The forms of a document."""

    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


@app.command()
def timeline(
    storyline: Annotated[str, typer.Argument(help="A storyline (its id).")],
    home: Home = HERE,
    form: Annotated[Form, typer.Option("--format", help="How the document is written.")] = Form.MARKDOWN,
    days: Annotated[
        float | None, typer.Option("--days", min=0.01, help="Only stories that moved in so many days.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Write the stories of a storyline in order of time, with figures and numbered citations.

    Example: vigie timeline nk-troops-russia --format html > timeline.html
    """
    from bot.commands.stories import show_timeline

    show_timeline(home, storyline, form="json" if as_json else form.value, days=days)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words that must all appear in title or summary.")],
    home: Home = HERE,
    as_json: AsJson = False,
    limit: Limit = 20,
) -> None:
    """Search the stored items.

    Example: vigie search Kursk Pyongyang
    """
    from bot.commands.ask import show_search

    show_search(home, as_json=as_json, limit=limit, words=" ".join(words))


@app.command()
def cluster(home: Home = HERE) -> None:
    """Group items from standard input (JSON Lines) into stories, all taken as of one storyline.

    Each line has id, title, summary and optionally lang, published, publisher, url; they are taken in order
    of time. Each gives one line with its id and story, in input order; nothing is stored.

    Example: vigie cluster < items.jsonl
    """
    from bot.commands.replay import cluster_lines

    raise typer.Exit(cluster_lines(home, sys.stdin.buffer, sys.stdout))


@app.command()
def replay(home: Home = HERE) -> None:
    """Track items from standard input (JSON Lines), each at its own time, and tell what a chat would get.

    Each line gives one line with storyline, story, state, origins, figures and alert, in input order;
    nothing is stored, and nothing is sent.

    Example: vigie replay < items.jsonl
    """
    from bot.commands.replay import replay_lines

    raise typer.Exit(replay_lines(home, sys.stdin.buffer, sys.stdout))


app.add_typer(rule, name="rule")
app.add_typer(rules)
app.add_typer(feed, name="feed")
app.add_typer(import_, name="import")
app.add_typer(export, name="export")


@app.command()
def explain(
    item: Annotated[str, typer.Argument(metavar="URL_OR_ID", help="Link, guid or number of a stored item.")],
    home: Home = HERE,
    as_json: AsJson = False,
) -> None:
    """Tell why an item did, or did not, alert: slots, story, alert, deliveries.

    Example: vigie explain https://example.org/news/1
    """
    from bot.commands.explain import explain_item

    raise typer.Exit(explain_item(home, item, as_json=as_json))


@app.command()
def demo(
    as_json: AsJson = False,
    seconds: Annotated[float, typer.Option("--seconds", min=5, help="How long the show lasts.")] = 25,
) -> None:
    """Show Vigie at work without network or account: autumn 2024 in eight languages, in fast motion.

    Example: vigie demo
    """
    from bot.commands.demo import play

    play(seconds=seconds, as_json=as_json)


@app.command()
def init(home: Home = HERE) -> None:
    """Write feeds.yaml and rules/ with working examples into a home; files that exist are left alone.

    Example: vigie init --home ~/lookout
    """
    from bot.commands.check import write_home

    write_home(home)


@app.command()
def schema(home: Home = HERE) -> None:
    """Write the JSON Schemas that let an editor complete and check feeds.yaml and rules/.

    Example: vigie schema
    """
    from bot.commands.check import write_schemas

    write_schemas(home)


def main() -> None:
    """Run the command line; every expected failure is one line on standard error."""
    gc.set_threshold(*YOUNG_OBJECTS)
    try:
        app()
    except ConfigError as error:
        _complain(*map(str, error.problems))
        sys.exit(2)
    except VigieError as error:
        _complain(f"vigie: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `vigie items | head`: nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _complain(f"vigie: {error.filename or 'standard output'}: {error.strerror or error}")
        sys.exit(1)


def _complain(*lines: str) -> None:
    """Errors on standard error, each on a line, without the secrets that an address may hold."""
    from bot.secrets import without_secrets
    from bot.text import one_line

    for line in lines:
        typer.echo(one_line(without_secrets(line)), err=True)
