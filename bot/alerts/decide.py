"""What deserves a message. Pure: every answer is a `Decision` that is stored and can be explained."""

from __future__ import annotations

from bot.model import Assignment, Decision, Item, JoinReason


def decide(item: Item, assignment: Assignment) -> Decision:
    """One alert for each story, made by its first item that is not old news.

    What the first poll of a feed brings is old news. A publisher who later rewrites such an item so that
    it matches for the first time has made news of it.
    """
    if assignment.told:
        return Decision.ALREADY_TOLD
    rewritten = item.revision > 0 and assignment.how is not JoinReason.SAME_ITEM
    if item.baseline and not rewritten:
        return Decision.BASELINE
    return Decision.NEW_STORY


def alert_key(story_key: str, decision: Decision) -> str:
    """The name under which this alert is made once and never again."""
    return f"{story_key}/{decision.value}"
