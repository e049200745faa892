"""The part of the command line that manages sources."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli_options import HERE, AsJson, Home

feed = typer.Typer(help="Add, remove and test a source.", no_args_is_help=True, rich_markup_mode=None)
import_ = typer.Typer(help="Take over sources.", no_args_is_help=True, rich_markup_mode=None)
export = typer.Typer(help="Hand over sources.", no_args_is_help=True, rich_markup_mode=None)

Tags = Annotated[
    list[str] | None, typer.Option("--tag", help="A label of yours; may be given more than once.")
]
Language = Annotated[
    str, typer.Option("--language", help="BCP 47 tag such as ko or pt-BR, where it is not told.")
]


@feed.command("add")
def feed_add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or any page that leads to one.")],
    home: Home = HERE,
    as_json: AsJson = False,
    feed_id: Annotated[
        str, typer.Option("--id", help="Short name in logs and commands; made from the title if missing.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="The outlet as alerts show it, else its title.")] = "",
    language: Annotated[
        str, typer.Option("--language", help="BCP 47 tag such as ko or pt-BR, else what the feed says.")
    ] = "",
    tag: Tags = None,
    first: Annotated[
        int, typer.Option("--first", min=0, help="Of several feeds take the first so many without asking.")
    ] = 0,
) -> None:
    """Find the feed at an address, show it, and write it into feeds.yaml.

    It shows title, language, last headlines, and which storylines they match. Comments and order of the file
    stay; a running Vigie reads it again by itself.

    Example: vigie feed add https://www.coastgazette.example/ --tag newspaper
    """
    from bot.commands.feeds import add_feed
    from bot.desk.feedsfile import NewSource

    wish = NewSource(url=url, id=feed_id, name=name, language=language, tags=tuple(tag or ()))
    raise typer.Exit(add_feed(home, url, wish, first=first, as_json=as_json))


@feed.command("remove")
def feed_remove(
    feed: Annotated[str, typer.Argument(metavar="ID_OR_URL", help="A source by its id or address.")],
    home: Home = HERE,
    as_json: AsJson = False,
) -> None:
    """Take a source out of feeds.yaml, or out of the file there that it stands in; all else stays.

    Example: vigie feed remove coast-gazette
    """
    from bot.commands.feeds import remove_feed

    remove_feed(home, feed, as_json=as_json)


@feed.command("test")
def feed_test(
    feed: Annotated[str, typer.Argument(metavar="URL_OR_ID", help="A source by its id, or any address.")],
    home: Home = HERE,
    as_json: AsJson = False,
) -> None:
    """Fetch and parse a feed once and show all that it says; nothing is stored. Ends with 1 if it fails.

    Example: vigie feed test coast-gazette
    """
    from bot.commands.feed_trial import try_feed

    raise typer.Exit(try_feed(home, feed, as_json=as_json))


@import_.command("opml")
def import_opml(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A list of feeds; - for standard input.")],
    home: Home = HERE,
    as_json: AsJson = False,
    language: Language = "",
    tag: Tags = None,
    check: Annotated[
        bool, typer.Option("--check", help="Fetch each once, and take only those that are feeds.")
    ] = False,
) -> None:
    """Write the feeds of an OPML file into feeds.yaml; folders become tags, known addresses are left out.

    Example: vigie import opml subscriptions.opml --check
    """
    from bot.commands.lists import import_opml

    code = import_opml(home, file, language=language, tags=tuple(tag or ()), check=check, as_json=as_json)
    raise typer.Exit(code)


@export.command("opml")
def export_opml(home: Home = HERE) -> None:
    """Write all sources to standard output as OPML 2.0, in folders by their first tag.

    Logins and headers are left out.

    Example: vigie export opml > feeds.opml
    """
    from bot.commands.lists import export_opml

    export_opml(home)
