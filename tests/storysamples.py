"""A story as the store gives it: a ferry that sank, told by four outlets of three origins in four languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import (
    Alert,
    Channel,
    Chat,
    ClaimedDelivery,
    ClaimedFigure,
    Decision,
    Evidence,
    Figure,
    Item,
    JoinReason,
    Level,
    Match,
    Origin,
    OriginKind,
    Qualifier,
    Signal,
    Stance,
    StanceClaim,
    Story,
    StoryItem,
    Storyline,
    StoryState,
    StoryView,
    Traits,
)

AT = datetime(2024, 10, 18, 14, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SUBJECT = Storyline(id="ferries", title={"en": "Ferries in distress", "fr": "Ferries en détresse"})


def make_item(number: int = 1, language: str = "ko", title: str = "여객선 침몰", **more: Any) -> Item:
    """An item published so many minutes after the first, and seen a minute later."""
    at = AT + (number - 1) * MINUTE
    values: dict[str, Any] = {
        "feed_id": f"feed-{language}",
        "uid": f"uid-{number}",
        "url": f"https://{language}.example/news/{number}",
        "summary": "",
        "published_at": at,
        "first_seen_at": at + MINUTE,
    }
    return Item(id=number, language=language, title=title, **(values | more))


def make_told(item: Item, publisher: str, origin: str = "", *stances: StanceClaim, **more: Any) -> StoryItem:
    """An item of a story, of that origin, with these stances."""
    credited = Origin(name=origin, kind=OriginKind.CREDIT, text=f"({origin})") if origin else None
    word = Evidence(concept="ferry", term="ferry", text=item.title[:3], field="title", start=0, end=3)
    values: dict[str, Any] = {
        "match": Match(storyline_id="ferries", score=0.9, evidence=(word,)),
        "joined": JoinReason.SAME_EVENT,
        "similarity": 0.8,
        "signals": (Signal(kind="concepts", weight=2.5, detail="ferry, sank"),),
        "decision": Decision.UPDATED,
        "traits": Traits(language=item.language, origin=credited, stances=stances),
        "matched_at": item.first_seen_at,
    }
    return StoryItem(item=item, feed_name=publisher, publisher=publisher, **(values | more))


def make_claim(
    value: float | None,
    of: str,
    claimant: str = "",
    *,
    item: Item,
    source: str,
    origin: str = "",
    **more: Any,
) -> ClaimedFigure:
    """A figure that an item says."""
    text = more.pop("text", f"{value} {of}")
    figure = Figure(
        value=value, of=of, claimant=claimant, text=text, field="title", start=0, end=len(text), **more
    )
    return ClaimedFigure(
        figure=figure,
        storyline_id="ferries",
        story_id=7,
        item_id=item.id,
        url=item.url,
        publisher=source,
        source=source,
        origin=origin,
        language=item.language,
        at=item.published_at or item.first_seen_at,
    )


KOREAN = make_item(1, "ko", "여객선 침몰, 300명 실종", summary="(부산=연합뉴스) 여객선이 침몰했다.")
ENGLISH = make_item(2, "en", "Ferry sinks off Busan, <300> missing", summary="The coast guard is searching.")
FRENCH = make_item(3, "fr", "Un ferry sombre au large de Busan : 300 disparus")
RUSSIAN = make_item(9, "ru", "Паром затонул: опровержение")

YONHAP = make_told(KOREAN, "Yonhap", "Yonhap", StanceClaim(stance=Stance.CLAIMS, actor="coast-guard"))
POST = make_told(ENGLISH, "Harbour Post", "Yonhap", StanceClaim(stance=Stance.CONFIRMS, actor="white-house"))
MONDE = make_told(FRENCH, "Le Matin", "AFP")
VESTI = make_told(RUSSIAN, "Vesti", "TASS", StanceClaim(stance=Stance.DENIES, actor="ferry-company"))

FIGURES = (
    make_claim(10_000, "missing", "coast-guard", item=KOREAN, source="Yonhap", origin="Yonhap"),
    make_claim(
        12_000,
        "missing",
        "coast-guard",
        item=ENGLISH,
        source="Harbour Post",
        origin="Yonhap",
        qualifier=Qualifier.UP_TO,
    ),
    make_claim(9_000, "missing", "un", item=FRENCH, source="Le Matin", origin="AFP"),
    make_claim(1, "killed", item=FRENCH, source="Le Matin", origin="AFP"),
)
STORY = Story(
    id=7,
    key="ferries/1",
    storyline_id="ferries",
    title=KOREAN.title,
    opened_at=AT + MINUTE,
    updated_at=AT + 33 * MINUTE,
    state=StoryState.DISPUTED,
    items=4,
    outlets=4,
    origins=("Yonhap", "AFP", "TASS"),
    told=True,
)
VIEW = StoryView(
    story=STORY, items=(YONHAP, POST, MONDE, VESTI), figures=FIGURES, languages=("ko", "en", "fr", "ru")
)


def make_delivery(
    told: StoryItem = YONHAP,
    reason: Decision = Decision.NEW_STORY,
    *,
    language: str = "en",
    detail: str = "",
    level: Level = Level.LOUD,
    **more: Any,
) -> ClaimedDelivery:
    """A delivery of an alert that this item made."""
    alert = Alert(
        id=5,
        key="ferries/1/x",
        storyline_id="ferries",
        story_id=7,
        item_id=told.item.id,
        reason=reason,
        created_at=AT,
        level=level,
        detail=detail,
    )
    values: dict[str, Any] = {"story": VIEW, "unknown_outcomes": 0}
    return ClaimedDelivery(
        id=1,
        chat=Chat(id=1, channel=Channel.TELEGRAM, address="1", language=language),
        alert=alert,
        item=told.item,
        feed_name=told.feed_name,
        publisher=told.publisher,
        match=told.match,
        attempt=1,
        **(values | more),
    )
