"""Always a reason: why a story was told, and why a page did, or did not, alert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.alerts.content import story_content
from bot.alerts.facts import spread_line
from bot.alerts.words import state_word
from bot.desk.lines import decision_word, fitting, linked, outlet, reader_in
from bot.desk.premises import Premises
from bot.desk.sheets import sheet, spoken_in
from bot.fit import shorten
from bot.model import (
    Alert,
    Answer,
    Chat,
    Decision,
    DeliveryState,
    Evidence,
    ExplainedItem,
    ExplainedMatch,
    MatchReport,
    StoryView,
)
from bot.pipeline.track import source_names
from bot.ports import Store
from bot.words import html, say
from bot.words.times import dated

ALERTS, EVIDENCE, REPORTS = 6, 6, 3
TEXT_ROOM, NAME_ROOM = 60, 80
READ = 2000
"""Characters of a pasted text that the rules read."""

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


class ReasonsDesk:
    """Answers why."""

    def __init__(self, premises: Premises) -> None:
        self._premises = premises

    async def reasons(self, chat: Chat, story_id: int) -> Answer | None:
        """The words that matched, where they stand, the origins, and what was decided of the story."""

        def work(store: Store) -> tuple[StoryView, list[Alert]] | None:
            view = store.story(story_id)
            if view is None or not view.items:
                return None
            story = view.story
            recent = store.recent_alerts({story.storyline_id}, story.opened_at)
            return view, _begun_once([one for one in recent if one.story_id in (story.id, story_id)])

        found = await self._premises.access(work)
        if found is None:
            return None
        view, alerts = found
        language, zone = spoken_in(chat), chat.settings.zone
        content = story_content(view, reader_in(chat), "")
        words = self._words(content.evidence, language)
        title = shorten(self._premises.title(view.story.storyline_id, language), NAME_ROOM)
        lines: list[str] = [html(language, "asking-because", title=title), *words]
        if spread := spread_line(content, language):
            lines.append(html(language, "asking-spread", spread=spread))
        lines.append(html(language, "asking-state", state=state_word(view.story.state, language)))
        for one in alerts[:ALERTS]:
            what = decision_word(one.reason, language)
            at = dated(one.created_at, language, zone)
            name = "asking-decided-detail" if one.detail else "asking-decided"
            detail = {"detail": shorten(one.detail, TEXT_ROOM)} if one.detail else {}
            lines.append(html(language, name, at=at, what=what, **detail))
        answer = sheet(fitting(lines, language))
        return Answer(html=answer.html, text=answer.text, storyline_id=view.story.storyline_id)

    async def why(self, chat: Chat, link: str, text: str = "") -> Answer:
        """Why the page at this address did, or did not, alert."""
        language = spoken_in(chat)
        found = await self._premises.access(lambda store: store.explain(link)) if link else None
        if found:
            return sheet(fitting(self._known(found, chat), language))
        words = _LINK.sub(" ", text)[:READ].strip()
        lines: list[str] = [html(language, "asking-unknown-link")] if link else []
        if not words:
            return sheet([*lines, html(language, "asking-why-how" if link else "asking-why-what")])
        lines.append(html(language, "asking-by-words"))
        return sheet(fitting([*lines, *self._reports(words, "", "", (), (), language)], language))

    def _known(self, found: ExplainedItem, chat: Chat) -> list[str]:
        """What is stored of an item, and what the rules in force say of it."""
        item, language, zone = found.item, spoken_in(chat), chat.settings.zone
        lines: list[str] = [
            linked(item.title or item.summary or item.url, item.url),
            html(
                language,
                "asking-seen",
                source=outlet(item.source_name or found.feed_name, item.language),
                at=dated(item.first_seen_at, language, zone),
            ),
        ]
        if not found.tracked:
            lines.append(html(language, "asking-untracked"))
        for match in found.matches:
            lines += self._match(match, chat)
        if not found.matches and found.tracked:
            feed = self._premises.feeds().get(item.feed_id)
            tags = (*item.tags, *feed.tags) if feed else item.tags
            lines += self._reports(
                item.title, item.summary, item.language, tags, source_names(item, feed), language
            )
        return lines

    def _match(self, match: ExplainedMatch, chat: Chat) -> Iterable[str]:
        language = spoken_in(chat)
        title = shorten(self._premises.title(match.match.storyline_id, language), NAME_ROOM)
        yield html(language, "asking-belongs", title=title, story=str(match.story.id))
        yield from self._words(match.match.evidence, language)
        yield html(language, "asking-decision", what=decision_word(match.decision, language))
        # of what other chats get nothing is said
        own = [
            one
            for one in match.deliveries
            if (one.chat.channel, one.chat.address, one.chat.topic)
            == (chat.channel, chat.address, chat.topic)
        ]
        if match.alert and not own:
            yield html(language, "asking-not-here")
        for one in own:
            if one.state is DeliveryState.SENT and one.finished_at:
                at = dated(one.finished_at, language, chat.settings.zone)
                yield html(language, "asking-told-here", at=at)
            elif one.state is DeliveryState.FAILED:
                yield html(language, "asking-failed-here")
            else:
                yield html(language, "asking-waits-here")

    def _reports(
        self,
        title: str,
        summary: str,
        tongue: str,
        tags: Sequence[str],
        sources: Sequence[str],
        language: str,
    ) -> list[str]:
        """What the rules in force say of these words, the storylines that came nearest first."""
        book = self._premises.rulebook()
        if book is None:
            return [html(language, "asking-rules-not-read")]
        reports = book.matcher.report(title, summary, tongue, tags=tags, sources=sources)
        best = sorted(filter(_touches, reports), key=_nearness, reverse=True)[:REPORTS]
        if not best:
            return [html(language, "asking-no-word")]
        return [line for report in best for line in self._report(report, language)]

    def _report(self, report: MatchReport, language: str) -> Iterable[str]:
        title = shorten(self._premises.title(report.storyline_id, language), NAME_ROOM)
        if report.match:
            yield html(language, "asking-would", title=title)
            yield from self._words(report.match.evidence, language)
            return
        yield html(language, "asking-would-not", title=title)
        if report.unread:
            yield html(language, "asking-unread")
        for slot in report.slots:
            names = " / ".join(shorten(one, TEXT_ROOM) for one in slot.concepts[:4])
            if slot.found:
                texts = ", ".join(dict.fromkeys(_quoted(e.text, language) for e in slot.found[:3]))
                yield html(language, "asking-slot-found", concept=names, words=texts)
            elif slot.near:
                texts = ", ".join(_quoted(one.evidence.text, language) for one in slot.near)
                yield html(language, "asking-slot-nearly", concept=names, words=texts)
            else:
                yield html(language, "asking-slot-empty", concept=names)
        for one in report.excluded_by[:3]:
            words = _quoted(one.text, language)
            yield html(language, "asking-excluded", words=words, concept=shorten(one.concept, TEXT_ROOM))
        if report.score and not report.match and all(slot.found for slot in report.slots):
            yield html(
                language, "asking-score", score=f"{report.score:.2f}", needed=f"{report.min_score:.2f}"
            )

    def _words(self, evidence: Sequence[Evidence], language: str) -> list[str]:
        """The words that were found, and where."""
        shown = list[str]()
        for one in list({(e.text, e.concept, e.field): e for e in evidence}.values())[:EVIDENCE]:
            where = say(language, "asking-in-summary" if one.field == "summary" else "asking-in-title")
            shown.append(
                html(
                    language,
                    "asking-word",
                    word=shorten(one.text, TEXT_ROOM),
                    where=where,
                    concept=shorten(one.concept, TEXT_ROOM),
                )
            )
        return shown


def _begun_once(alerts: Sequence[Alert]) -> list[Alert]:
    """Without later beginnings: of stories that turned out to be one, only the first was told."""
    begun = next((one for one in alerts if one.reason is Decision.NEW_STORY), None)
    return [one for one in alerts if one.reason is not Decision.NEW_STORY or one is begun]


def _quoted(text: str, language: str) -> str:
    return say(language, "alert-quoted", text=shorten(text, TEXT_ROOM))


def _touches(report: MatchReport) -> bool:
    """Whether the storyline finds, or nearly finds, any of its words."""
    return bool(report.match or report.excluded_by or any(one.found or one.near for one in report.slots))


def _nearness(report: MatchReport) -> tuple[bool, float, float]:
    filled = sum(bool(slot.found) for slot in report.slots) / max(1, len(report.slots))
    return report.match is not None, filled, report.score
