"""Part of the conversation: help, and what is no command. Also the names of all commands, by subject."""

from __future__ import annotations

from collections.abc import Mapping

from bot.telegram.people import admins_of
from bot.telegram.talk import Handler, PressHandler, Services, Talk
from bot.telegram.view import View
from bot.words import html

FOLLOWING = ("storylines", "subscriptions", "subscribe", "unsubscribe", "settings", "pause")
PRIVATE = ("channel",)
ASKING = ("latest", "story", "search", "figures", "timeline", "sources", "why", "status")
STEERING = ("addfeed", "feeds", "health", "track", "invite", "guests")


class Help:
    """`/help`, and the answer to what nobody understands."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {"help": self.help}

    def presses(self) -> Mapping[str, PressHandler]:
        """None."""
        return {}

    async def help(self, talk: Talk) -> None:
        """Tell what the bot does, in short groups of commands."""
        house, language = self._services.house, talk.language
        admins = await self._services.access(lambda store: admins_of(store, house))
        groups = {"help-following": FOLLOWING + (PRIVATE if talk.private else ()), "help-asking": ASKING}
        if talk.private and talk.user_id in admins:
            groups["help-steering"] = STEERING
        blocks: list[str] = [html(language, "help-about")]
        for heading, names in groups.items():
            lines = [f"/{name} – {html(language, f'command-{name}')}" for name in names]
            blocks.append("\n".join([html(language, heading), *lines]))
        blocks.append(html(language, "help-more"))
        await talk.reply(View(html="\n\n".join(blocks)))

    async def unknown(self, talk: Talk) -> None:
        """Point to the help."""
        await talk.reply(View(html=html(talk.language, "help-unknown")))
