"""Part of the conversation: questions about what is stored, and links that are pasted or forwarded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from telegram import Message
from telegram.constants import MessageEntityType

from bot.fit import shorten
from bot.model import ALL_STORYLINES, Answer, Chat, Storyline
from bot.telegram.answers import view_of
from bot.telegram.presses import key_of, number, pack, storyline_of
from bot.telegram.standing import find, look, mutes_story
from bot.telegram.talk import Handler, PressHandler, Services, Talk, Toast
from bot.telegram.view import Button, View
from bot.text import fold, one_line
from bot.words import html, say

WORDS_READ, NAME_SHOWN, LABEL_ROOM = 300, 40, 40
CHOICES = 20
"""Storylines among which somebody may choose by buttons."""

_LATEST, _FIGURES, _TIMELINE = "al", "af", "ac"

Asked = Callable[[Chat, str], Awaitable[Answer]]


class Asking:
    """`/latest`, `/story`, `/search`, `/figures`, `/timeline`, `/sources`, `/why`, `/status`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._desk = services.desk
        self._of_storylines: Mapping[str, Asked] = {
            _LATEST: self._latest,
            _FIGURES: self._desk.figures,
            _TIMELINE: self._desk.timeline,
        }

    def commands(self) -> Mapping[str, Handler]:
        """By name without the slash."""
        return {
            "latest": self._latest_command,
            "story": self._story,
            "search": self._search,
            "figures": self._asks(_FIGURES),
            "timeline": self._asks(_TIMELINE),
            "sources": self._sources,
            "why": self._why,
            "status": self._status,
        }

    def presses(self) -> Mapping[str, PressHandler]:
        """By the codes of `bot.telegram.answers`."""
        known = {code: self._chosen(code) for code in self._of_storylines}
        return {**known, "as": self._story_press, "ap": self._sources_page}

    # --- of a storyline ----------------------------------------------------------------------------------

    async def _latest(self, chat: Chat, storyline_id: str) -> Answer:
        return await self._desk.latest(chat, [storyline_id])

    async def _latest_command(self, talk: Talk) -> None:
        """Without a storyline: of all that the chat follows, or of all."""
        if talk.words:
            await self._asks(_LATEST)(talk)
            return
        followed = await self._followed(talk)
        names = [ALL_STORYLINES] if ALL_STORYLINES in followed or not followed else sorted(followed)
        await self._answer(talk, await self._desk.latest(await self._chat(talk), names))

    def _asks(self, code: str) -> Handler:
        async def ask(talk: Talk) -> None:
            storylines = self._services.storylines()
            followed = await self._followed(talk)
            if talk.words:
                named = find(talk.words, storylines, followed)
                if named and named != ALL_STORYLINES:
                    await self._told(talk, code, named)
                    return
                await self._like(talk, code, _like(talk.words, storylines))
                return
            known = [one.id for one in storylines]
            mine = [one for one in known if one in followed] or known
            if len(mine) == 1:
                await self._told(talk, code, mine[0])
            else:
                await self._choose(talk, code, html(talk.language, "asking-which"), mine)

        return ask

    async def _like(self, talk: Talk, code: str, alike: Sequence[str]) -> None:
        """Answer about the one that the words are part of; ask if there are several or none."""
        if len(alike) == 1:
            await self._told(talk, code, alike[0])
        elif alike:
            await self._choose(talk, code, html(talk.language, "asking-which"), alike)
        else:
            shown = shorten(talk.words, NAME_SHOWN)
            await self._choose(talk, code, html(talk.language, "asking-unknown-storyline", name=shown))

    def _chosen(self, code: str) -> PressHandler:
        async def press(talk: Talk, arguments: tuple[str, ...]) -> Toast:
            known = [one.id for one in self._services.storylines()]
            named = storyline_of(arguments[0], known) if arguments else None
            if named is None:
                return Toast(text=say(talk.language, "stale-button"))
            await self._told(talk, code, named)
            return Toast()

        return press

    async def _told(self, talk: Talk, code: str, storyline_id: str) -> None:
        await self._answer(talk, await self._of_storylines[code](await self._chat(talk), storyline_id))

    async def _choose(self, talk: Talk, code: str, question: str, among: Sequence[str] = ()) -> None:
        """Ask which storyline is meant, by buttons."""
        titles = {one.id: one.title_in(talk.language) for one in self._services.storylines()}
        shown = [one for one in (among or titles) if one in titles][:CHOICES]
        if not shown:
            question = html(talk.language, "asking-none-followed")
        rows = tuple(
            (Button(label=shorten(titles[one], LABEL_ROOM), data=pack(code, key_of(one))),) for one in shown
        )
        await talk.reply(View(html=question, rows=rows))

    # --- others ------------------------------------------------------------------------------------------

    async def _story(self, talk: Talk) -> None:
        wanted = number(talk.words.lstrip("#"))
        if wanted is None:
            await talk.reply(View(html=html(talk.language, "asking-story-how")))
            return
        answer = await self._desk.story(await self._chat(talk), wanted)
        if answer is None:
            await talk.reply(View(html=html(talk.language, "asking-no-story")))
        else:
            await self._answer(talk, answer)

    async def _story_press(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        await self._story(replace(talk, words=arguments[0] if arguments else ""))
        return Toast()

    async def _search(self, talk: Talk) -> None:
        words = talk.words[:WORDS_READ].strip()
        if not words:
            await talk.reply(View(html=html(talk.language, "asking-search-how")))
            return
        await self._answer(talk, await self._desk.search(await self._chat(talk), words))

    async def _sources(self, talk: Talk) -> None:
        await self._answer(talk, await self._desk.sources(await self._chat(talk)))

    async def _sources_page(self, talk: Talk, arguments: tuple[str, ...]) -> Toast:
        page = number(arguments[0]) if arguments else None
        answer = await self._desk.sources(await self._chat(talk), max(0, page or 0))
        await talk.show(view_of(answer, talk.language))
        return Toast()

    async def _status(self, talk: Talk) -> None:
        await self._answer(talk, await self._desk.status(await self._chat(talk)))

    async def _why(self, talk: Talk) -> None:
        link, asked = link_in(talk), talk.message.reply_to_message if talk.message else None
        words = talk.words or (asked.text or asked.caption if asked else "") or ""
        await self._answer(talk, await self._desk.why(await self._chat(talk), link, words))

    async def text(self, talk: Talk) -> bool:
        """Take a link that somebody pasted or forwarded: why did, or did not, it alert?"""
        if not link_in(talk):
            return False
        await self._why(talk)
        return True

    # --- who asks ----------------------------------------------------------------------------------------

    async def _chat(self, talk: Talk) -> Chat:
        standing = await self._services.access(lambda store: look(store, talk.chat))
        return replace(standing.chat, language=talk.language)

    async def _followed(self, talk: Talk) -> frozenset[str]:
        return (await self._services.access(lambda store: look(store, talk.chat))).followed

    async def _answer(self, talk: Talk, answer: Answer) -> None:
        muted = bool(answer.story_id) and await self._services.access(
            lambda store: mutes_story(store, talk.chat, answer.story_id)
        )
        await talk.reply(view_of(answer, talk.language, muted=muted))


def _like(words: str, storylines: Sequence[Storyline]) -> list[str]:
    """The storylines whose id or a title has these words in it."""
    asked = fold(one_line(words[:WORDS_READ]))
    return [
        one.id for one in storylines if any(asked in fold(name) for name in (one.id, *one.title.values()))
    ]


def link_in(talk: Talk) -> str:
    """The first web address in what was said, or in what that answers; else an empty string."""
    asked = talk.message.reply_to_message if talk.message else None
    return _link_of(talk.message) or _link_of(asked) or _spelled(talk.words)


def _link_of(message: Message | None) -> str:
    """The first address in a message, be it written out or behind words."""
    if message is not None:
        try:
            entities = message.parse_entities() or message.parse_caption_entities()
        except UnicodeEncodeError:  # half a character: places in the text cannot be counted
            return ""
        for entity, text in entities.items():
            if entity.type == MessageEntityType.TEXT_LINK and entity.url:
                return entity.url
            if entity.type == MessageEntityType.URL:
                return text if "://" in text else f"https://{text}"
    return ""


def _spelled(words: str) -> str:
    return next((word for word in words.split() if word.startswith(("http://", "https://"))), "")
