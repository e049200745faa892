"""`vigie stories`, `story`, `figures` and `timeline`: what is known of stories, and who says what."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path

from rich.console import Console

from bot.alerts.layout import clock_time
from bot.alerts.names import amount, name_of, said, unit_of
from bot.alerts.words import stance_word
from bot.commands.ask import stored
from bot.commands.screen import ago, cell, print_json, screen, table
from bot.config import RULES_FOLDER, rule_files
from bot.desk.pages import html_page, json_document, markdown
from bot.desk.timeline import item_time, make_timeline, reached
from bot.errors import ConfigError, VigieError
from bot.model import (
    Alert,
    AlertPolicy,
    ClaimedFigure,
    ExplainedMatch,
    JoinReason,
    Signal,
    Stance,
    Story,
    StoryItem,
    Storyline,
    StoryState,
    StoryView,
    Traits,
)
from bot.ports import Store

MANY = 100_000
"""More stories, or figures, than a storyline gathers in years; a bound all the same."""
SIGNALS_SHOWN = 5
ALERTS_SHOWN = 50
FIGURES_SHOWN = 6


def show_stories(home: Path, *, as_json: bool, limit: int, storyline: str) -> None:
    """Stories, last updated first."""
    with stored(home) as store:
        if storyline:
            known_storyline(store, home, storyline)
        found = store.stories(limit=limit, storyline_id=storyline)
    if as_json:
        print_json(found)
        return
    now = datetime.now(UTC)
    shown = table(">id", "storyline", "state", ">items", ">outlets", ">origins", "updated", "told", "title")
    for story in found:
        shown.add_row(
            str(story.id),
            cell(story.storyline_id),
            story.state.value,
            f"{story.items:,}",
            f"{story.outlets:,}",
            f"{len(story.origins):,}",
            ago(story.updated_at, now),
            "yes" if story.told else "no",
            cell(story.title),
        )
    screen().print(shown if found else "no stories yet")


def known_storyline(store: Store, home: Path, name: str) -> None:
    """Raise VigieError, with the nearest name, if neither the rules nor the store know the storyline."""
    folder = home.resolve() / RULES_FOLDER
    known = {file.stem for file in rule_files(folder) if file.parent == folder}
    known |= {one.storyline_id for one in store.activity()}
    if name in known:
        return
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else "`vigie status` lists them"
    message = f"there is no storyline {name!r}; {hint}"
    raise VigieError(message)


def show_story(home: Path, number: int, *, as_json: bool, limit: int) -> None:
    """The items of a story in order of time, how each came to it, and what was told."""
    with stored(home) as store:
        view = store.story(number)
        if view is None:
            raise VigieError(_no_story(store, number))
        story = view.story
        since = story.opened_at - timedelta(days=1)
        recent = store.recent_alerts({story.storyline_id}, since)
        alerts = [one for one in recent if one.story_id in (number, story.id)]
        told = [_explained(store, alert) for alert in alerts[:ALERTS_SHOWN]]
    items = sorted(view.items, key=item_time)
    if as_json:
        print_json([story], kind="story", follows_title=view.follows, languages=view.languages)
        print_json(items[:limit], kind="item")
        print_json(alerts, kind="alert")
        return
    out = screen()
    if story.id != number:
        out.print(cell(f"Story {number} turned out to be story {story.id}", "yellow"))
    rules = _in_force(home, story.storyline_id) if story.state is StoryState.DORMANT else None
    _print_story(out, view, rules.alerts if rules else AlertPolicy())
    for item in items[:limit]:
        _print_item(out, item, view.figures)
    if len(items) > limit:
        more = f"… and {len(items) - limit:,} more items; --limit {len(items)} shows all"
        out.print("", cell(more, "dim"), sep="\n")
    _print_alerts(out, alerts, told)


def _no_story(store: Store, number: int) -> str:
    newest = [story.id for story in store.stories(limit=1000)]
    near = sorted(newest, key=lambda known: abs(known - number))[:1]
    hint = f"; the nearest is {near[0]}" if near else ""
    return f"there is no story {number}{hint}; `vigie stories` lists them"


def _explained(store: Store, alert: Alert) -> ExplainedMatch | None:
    """The deliveries of an alert."""
    found = store.explain(str(alert.item_id))
    matches = found.matches if found else ()
    return next((match for match in matches if match.alert and match.alert.id == alert.id), None)


def _print_story(out: Console, view: StoryView, policy: AlertPolicy) -> None:
    story, far = view.story, reached(view, policy)
    state = far.value if far is story.state else f"{far.value}, {story.state.value}"
    out.print(cell(f"Story {story.id} · {story.storyline_id} · {state}", "bold cyan"))
    out.print(cell(story.title or "(no title)", "bold"))
    origins = f"{counted(len(story.origins), 'origin')}: {', '.join(story.origins[:20])}"
    out.print(
        cell(
            f"{counted(story.items, 'item')}, {counted(story.outlets, 'outlet')}, {origins}"
            f" · {', '.join(view.languages)}"
        )
    )
    told = "told" if story.told else "not told"
    times = f"opened {clock_time(story.opened_at)}, updated {clock_time(story.updated_at)}"
    out.print(cell(f"{times}, {told}", "dim"))
    if story.follows:
        out.print(cell(f"continues story {story.follows}: {view.follows}"))


def _print_item(out: Console, told: StoryItem, figures: Sequence[ClaimedFigure]) -> None:
    item, traits = told.item, told.traits
    origin = f", origin {traits.origin.name} ({traits.origin.kind.value})" if traits.origin else ""
    where = f"{clock_time(item_time(told))}  {told.source} ({item.language}){origin} · item {item.id}"
    out.print("", cell(where, "green"), sep="\n")
    out.print(cell(f"   {item.title or item.summary[:200] or item.url}", "bold"))
    out.print(cell(f"   {joined_line(told.joined, told.similarity, told.signals)}", "dim"))
    for line in stance_lines(traits, told.source):
        out.print(cell(f"   {line}"))
    own = [one for one in figures if one.item_id == item.id]
    for one in own[:FIGURES_SHOWN]:
        claimant = f" — {name_of(one.figure.claimant, 'en')}" if one.figure.claimant else ""
        out.print(cell(f"   {said(one.figure, 'en')}{claimant}: “{one.figure.text}”"))
    if len(own) > FIGURES_SHOWN:
        out.print(cell(f"   +{len(own) - FIGURES_SHOWN} figures"))
    out.print(cell(f"   {item.url}", "blue"))
    out.print(cell(f"   decided: {told.decision.value}", "dim"))


def stance_lines(traits: Traits, outlet: str) -> list[str]:
    """Who takes which side in an item, with the words: `denied by Kremlin: “rejects”`."""
    return [
        f"{stance_word(claim.stance, 'en').lower() or 'said'} by {name_of(claim.actor, 'en') or outlet}"
        + (f": “{claim.text}”" if claim.text else "")
        for claim in traits.stances
        if claim.actor or claim.stance is not Stance.REPORTS
    ]


def joined_line(how: JoinReason, similarity: float, signals: Sequence[Signal]) -> str:
    """Why an item is in its story: `tells of the same event (80%): +2.5 concepts (ferry, sank)`."""
    likeness = f" ({similarity:.0%})" if similarity < 1 else ""
    texts = [
        f"{signal.weight:+.1f} {signal.kind}" + (f" ({signal.detail})" if signal.detail else "")
        for signal in signals[:SIGNALS_SHOWN]
    ]
    return how.value + likeness + (f": {', '.join(texts)}" if texts else "")


def _print_alerts(out: Console, alerts: Sequence[Alert], told: Sequence[ExplainedMatch | None]) -> None:
    out.print("", cell("What was told", "bold"), sep="\n")
    if not alerts:
        out.print("   nothing")
    for alert, match in zip(alerts, told, strict=False):
        detail = f": {alert.detail}" if alert.detail else ""
        line = f"   {clock_time(alert.created_at)}  {alert.reason.value}{detail} ({alert.level.value})"
        out.print(cell(f"{line}, by item {alert.item_id}"))
        for delivery in match.deliveries if match else ():
            name = delivery.chat.title or f"{delivery.chat.channel.value} {delivery.chat.address}"
            out.print(cell(f"      → {name}: {delivery.state.value}"))
    if len(alerts) > len(told):
        out.print(cell(f"   and {len(alerts) - len(told):,} more"))


def show_figures(home: Path, storyline: str, *, as_json: bool, unit: str, limit: int) -> None:
    """The ledger of a storyline: by unit, then by claimant with the history of what each said."""
    with stored(home) as store:
        known_storyline(store, home, storyline)
        claims = store.ledger(storyline, MANY)
    units = sorted({one.figure.of for one in claims})
    if unit:
        if unit not in units:
            raise VigieError(_no_unit(unit, units))
        claims = [one for one in claims if one.figure.of == unit]
    more, claims = len(claims) - limit, claims[-limit:]
    if as_json:
        print_json(map(_flat, claims))
        return
    out = screen()
    if not claims:
        out.print("nobody has said a number yet")
    for of in units:
        if said_of := [one for one in claims if one.figure.of == of]:
            _print_unit(out, of, sorted(said_of, key=_claimant))
    if more > 0:
        out.print(cell(f"… and {more:,} older figures; --limit {more + limit} shows all", "dim"))


def _flat(one: ClaimedFigure) -> dict[str, object]:
    """A claim without its nesting: what was said, then which outlet told it where."""
    line = asdict(one)
    return {**line.pop("figure"), "outlet": line.pop("source"), **line}


def _claimant(one: ClaimedFigure) -> tuple[bool, str]:
    """Named claimants first."""
    return not one.figure.claimant, one.figure.claimant


def _no_unit(unit: str, units: Sequence[str]) -> str:
    near = get_close_matches(unit, units, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(units[:20]) or 'none yet'}"
    return f"no figure of {unit!r} in this storyline; {hint}"


def _print_unit(out: Console, of: str, claims: Sequence[ClaimedFigure]) -> None:
    out.print(cell(unit_of(of, "en"), "bold cyan"))
    shown = table("claimant", "first said", "last", ">value", "outlet", "origin", ">story", "words")
    for claimant, group in groupby(claims, lambda one: one.figure.claimant):
        name = cell(name_of(claimant, "en") or "nobody named", "" if claimant else "dim")
        for place, same in enumerate(_history(list(group))):
            one, last = same[0], same[-1]
            shown.add_row(
                name if not place else "",
                f"{one.at:%Y-%m-%d %H:%M}",
                f"{last.at:%m-%d %H:%M}" if last.at > one.at else "",
                cell(amount(one.figure, "en") + (f" ×{len(same)}" if len(same) > 1 else "")),
                cell(f"{one.source} ({one.language})"),
                cell(one.origin),
                str(one.story_id),
                cell(f"“{one.figure.text}”"),
            )
    out.print(shown, "")


def counted(number: int, name: str) -> str:
    """`1 outlet`, `1,200 outlets`."""
    return f"{number:,} {name}" + ("" if number == 1 else "s")


def _history(claims: Sequence[ClaimedFigure]) -> list[list[ClaimedFigure]]:
    """What one claimant said: each amount once, with all who report it, in the order first said."""
    said_as: dict[tuple[object, ...], list[ClaimedFigure]] = {}
    for one in sorted(claims, key=lambda one: one.at):
        figure = one.figure
        whose = "" if figure.claimant else one.origin
        said_as.setdefault((figure.value, figure.value_max, figure.qualifier, whose), []).append(one)
    return list(said_as.values())


def show_timeline(home: Path, storyline: str, *, form: str, days: float | None) -> None:
    """The stories of a storyline in order of time with their citations, as a document."""
    now = datetime.now(UTC)
    with stored(home) as store:
        known_storyline(store, home, storyline)
        stories: list[Story] = store.stories(limit=MANY, storyline_id=storyline)
        if days is not None:
            stories = [story for story in stories if story.updated_at >= now - timedelta(days=days)]
        views = (view for story in stories if (view := store.story(story.id)))
        rules = _in_force(home, storyline)
        title, policy = (rules.title_in("en"), rules.alerts) if rules else (storyline, None)
        made = make_timeline(storyline, title, views, now, policy=policy)
    sys.stdout.write(_FORMS[form](made) + "\n")


_FORMS = {"markdown": markdown, "html": html_page, "json": json_document}


def _in_force(home: Path, storyline: str) -> Storyline | None:
    """The storyline as its file has it; None where that is gone or broken."""
    from bot.rulebook import load_rules_folder  # a third of a second that a list of stories need not wait

    try:
        rules = load_rules_folder(home.resolve())
    except ConfigError:
        return None
    return next((one for one in rules.storylines if one.id == storyline), None)
