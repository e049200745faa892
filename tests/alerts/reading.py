"""An alert's content, and its message as a chat reads it."""

from __future__ import annotations

from html.parser import HTMLParser

from bot.model import AlertContent, Decision, Evidence
from tests.storysamples import AT

WORDS = Evidence(concept="troops", term="soldier", text="soldiers", field="title", start=0, end=8)
CONTENT = AlertContent(
    alert_id=1,
    story_id=2,
    storyline_id="nk",
    storyline_title="North Korean troops in Russia",
    reason=Decision.NEW_STORY,
    title="Soldiers <seen> & counted",
    summary="Some were seen near the port.",
    url="https://example.org/a?x=1&y=2",
    source="Harbour Post",
    publisher="Harbour",
    language="en",
    published_at=AT,
    first_seen_at=AT,
    score=1.0,
    evidence=(WORDS,),
)


class Plain(HTMLParser):
    """Reads a message as Telegram does: text and links, and every tag closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.links, self._open = "", [], []
        self.entities = 0
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"a", "b", "i"}
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.entities += 1
        self._open.append(tag)
        self.links += [value for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
