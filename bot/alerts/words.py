"""The words for what happens to a story. Pure."""

from __future__ import annotations

from bot.model import Decision, Stance, StoryState
from bot.words import say

_WORDLESS = frozenset({Stance.REPORTS})

_NEWS = frozenset(
    {
        Decision.FOLLOW_UP,
        Decision.CORROBORATED,
        Decision.CONFIRMED,
        Decision.DENIED,
        Decision.DISPUTED,
        Decision.NEW_MAXIMUM,
        Decision.REVISED,
        Decision.CORRECTED,
        Decision.DIGEST,
    }
)
"""Reasons that say more than that there is a new story."""


def state_word(state: StoryState, language: str) -> str:
    """How far a story has come, in a word."""
    return say(language, f"state-{_slug(state)}")


def news_word(reason: Decision, language: str) -> str:
    """What is new, or an empty string where that is the story itself."""
    return say(language, f"news-{_slug(reason)}") if reason in _NEWS else ""


def stance_word(stance: Stance, language: str) -> str:
    """What somebody does with the news; empty for a plain report."""
    return "" if stance in _WORDLESS else say(language, f"stance-{_slug(stance)}")


def _slug(member: StoryState | Decision | Stance) -> str:
    return member.name.lower().replace("_", "-")
