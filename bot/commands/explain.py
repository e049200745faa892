"""`vigie explain`: why an item did, or did not, alert."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.commands.ask import stored
from bot.commands.screen import cell, print_json, screen
from bot.commands.stories import joined_line, stance_lines
from bot.model import CONTEXT, Evidence, ExplainedItem, ExplainedMatch, Item, MatchReport, SlotReport
from bot.pipeline.track import source_names
from bot.rulebook import load_rulebook
from bot.sources import unfilled_feeds


def explain_item(home: Path, wanted: str, *, as_json: bool) -> int:
    """Show what is stored about an item, and what the rules now in force say of it; 1 if it is unknown."""
    with stored(home) as store:
        found = store.explain(wanted)
    if found is None:
        screen().print(cell(f"no stored item has the link, guid or number {wanted!r}; try `vigie search`"))
        return 1
    reports = _reports(home.resolve(), found.item)
    if as_json:
        print_json([found], kind="stored")
        print_json(reports, kind="rules in force")
        return 0
    out = screen()
    _print_item(out, found)
    decided = {match.match.storyline_id: match for match in found.matches}
    for report in reports:
        _print_report(out, report)
        if match := decided.pop(report.storyline_id, None):
            _print_decision(out, match, found.feed_name)
        elif report.match and found.tracked:
            out.print(Text("   stored: no match; the rules have changed since it was tracked", "yellow"))
    for match in decided.values():
        gone = f"■ {match.match.storyline_id}: matched by a rule that is no longer in force"
        out.print("", cell(gone, "yellow"), sep="\n")
        _print_decision(out, match, found.feed_name)
    return 0


def _reports(home: Path, item: Item) -> tuple[MatchReport, ...]:
    """What the rules now in force say of an item, by its words and the tags of its feed."""
    feed = next((feed for feed in unfilled_feeds(home) if feed.id == item.feed_id), None)
    return load_rulebook(home).matcher.report(
        item.title,
        item.summary,
        item.language,
        tags=(*item.tags, *feed.tags) if feed else item.tags,
        sources=source_names(item, feed),
    )


def _print_item(out: Console, found: ExplainedItem) -> None:
    item = found.item
    out.print(cell(item.title or "(no title)", "bold"))
    published = f"published {item.published_at:%Y-%m-%d %H:%M}" if item.published_at else "no date"
    seen = f"seen {item.first_seen_at:%Y-%m-%d %H:%M} UTC"
    out.print(cell(" · ".join((found.feed_name, item.language, published, seen))))
    out.print(cell(item.url, "blue"))
    facts = [f"item {item.id}", f"revision {item.revision}"]
    facts += ["seen by the first poll of its feed"] if item.baseline else []
    facts += [] if found.tracked else ["not tracked yet"]
    out.print(cell(", ".join(facts), "dim"))


def _print_report(out: Console, report: MatchReport) -> None:
    if report.match:
        verdict = f"matches, score {report.match.score:.2f}"
    elif report.score:
        verdict = f"does not match: score {report.score:.2f}, and {report.min_score:.2f} is needed"
    else:
        verdict = "does not match"
    line = cell(f"■ {report.storyline_id}: {verdict}", "bold green" if report.match else "bold")
    out.print("", line, sep="\n")
    if report.unread:
        out.print(cell(f"   ✗ not read: {report.unread}", "red"))
    for slot in report.slots:
        _print_slot(out, slot)
    for evidence in report.excluded_by:
        weighs = "excludes" if evidence.field == "title" else "weighs against it"
        words = f"“{evidence.text}” in the {evidence.field} ({evidence.concept})"
        out.print(cell(f"   ✗ {weighs}: {words}", "red"))


def _print_slot(out: Console, slot: SlotReport) -> None:
    names = " or ".join(slot.concepts) + (f" [{slot.group}]" if slot.group else "")
    if slot.found:
        words = ", ".join(dict.fromkeys(_shown(evidence) for evidence in slot.found))
        out.print(cell(f"   ✓ {names}: {words}", "green"))
        return
    out.print(cell(f"   ✗ {names}: nothing found", "red"))
    for miss in slot.near:
        out.print(cell(f"       nearly: “{miss.evidence.text}” in the {miss.evidence.field}, {miss.reason}"))


def _shown(evidence: Evidence) -> str:
    """`“soldats” in the title (soldat, inflected)`."""
    if evidence.how == CONTEXT:
        return f"filled by a recent headline of the storyline, {evidence.term}: “{evidence.text}”"
    how = (
        ""
        if evidence.how == "exact" and evidence.term == evidence.text
        else f" ({evidence.term}, {evidence.how})"
    )
    return f"“{evidence.text}” in the {evidence.field}{how}"


def _print_decision(out: Console, match: ExplainedMatch, outlet: str) -> None:
    for evidence in match.match.evidence:
        if evidence.how == CONTEXT:
            out.print(cell(f"   {evidence.concept}: {_shown(evidence)}", "green"))
    joined = joined_line(match.joined, match.similarity, match.signals)
    story = match.story
    out.print(cell(f"   story {story.id}, {story.state.value}: “{story.title}”"))
    out.print(cell(f"   {joined}"))
    for line in stance_lines(match.traits, outlet):
        out.print(cell(f"   {line}"))
    out.print(cell(f"   decided {match.matched_at:%Y-%m-%d %H:%M:%S} UTC: {match.decision.value}"))
    if match.alert:
        alert = match.alert
        detail = f": {alert.detail}" if alert.detail else ""
        when = f"{alert.created_at:%Y-%m-%d %H:%M:%S} UTC"
        out.print(cell(f"   alert {alert.id}, {alert.level.value}, at {when}: {alert.reason.value}{detail}"))
        if not match.deliveries:
            out.print(Text("   nobody was subscribed", "yellow"))
    for delivery in match.deliveries:
        name = delivery.chat.title or f"{delivery.chat.channel.value} {delivery.chat.address}"
        finished = f" {delivery.finished_at:%H:%M:%S} UTC" if delivery.finished_at else ""
        reason = f": {delivery.reason}" if delivery.reason else ""
        tries = "1 try" if delivery.attempts == 1 else f"{delivery.attempts} tries"
        out.print(cell(f"   → {name}: {delivery.state.value}{finished}, {tries}{reason}"))
