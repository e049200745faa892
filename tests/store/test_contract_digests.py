"""What every Store promises about alerts that are held for a digest; see `bot.ports.Store`."""

from __future__ import annotations

from bot.model import (
    Decision,
    DeliveryState,
    Level,
)
from bot.ports import Store
from tests.factories import DAY, HOUR, MINUTE, NOW, make_draft, make_update, opens, tell_digest, track
from tests.store.test_contract import stored
from tests.store.test_contract_living import add, claim, only, states, subscribed, tell
from tests.store.test_contract_stories import but


def test_held_alerts_have_no_messages_until_a_digest_tells_them_all(store: Store) -> None:
    subscribed(store)
    a, b = tell(store, "a", held=True, level=Level.QUIET), tell(store, "b", held=True, level=Level.QUIET)
    add(store, "more", a, held=True, reply=Decision.NEW_MAXIMUM, level=Level.QUIET)
    assert claim(store, NOW + DAY) == []
    held = store.held_alerts()
    assert [alert.item_id for alert in held] == [a.id, b.id, b.id + 1]
    assert tell_digest(store, "strike", [alert.id for alert in held], NOW + HOUR)
    assert store.held_alerts() == []
    assert claim(store, NOW + HOUR - MINUTE) == []
    digest = only(store, NOW + HOUR)
    assert (digest.alert.reason, digest.alert.level, digest.alert.item_id) == (
        Decision.DIGEST,
        Level.QUIET,
        b.id + 1,
    )
    assert [view.story.key for view in digest.digest] == [f"strike/{a.id}", f"strike/{b.id}"]
    assert [view.items[0].item for view in digest.digest] == [a, b]
    assert (digest.reply_to, digest.edits) == ("", "")
    store.finish_delivery(make_update(digest.id, message_ref="1"), NOW + HOUR)
    assert states(store, a) == [(DeliveryState.SENT, "")], "explained as the way in which it was told"


def test_a_digest_takes_held_alerts_of_its_storyline_once(store: Store) -> None:
    subscribed(store)
    tell(store, "a", held=True)
    tell(store, "b")
    (held,) = store.held_alerts()
    loud = next(alert for alert in store.recent_alerts(["strike"], NOW) if alert != held)
    assert not tell_digest(store, "strike", [], NOW)
    assert not tell_digest(store, "port", [held.id], NOW)
    assert not tell_digest(store, "strike", [held.id, loud.id], NOW)
    assert not tell_digest(store, "strike", [held.id, 999], NOW)
    assert store.held_alerts() == [held]
    assert tell_digest(store, "strike", [held.id], NOW)
    assert not tell_digest(store, "strike", [held.id], NOW)
    assert store.info().deliveries["pending"] == 2


def test_a_digest_is_loud_if_anything_in_it_is(store: Store) -> None:
    subscribed(store)
    tell(store, "a", held=True, level=Level.LOUD)
    tell(store, "b", held=True, level=Level.QUIET)
    tell_digest(store, "strike", [alert.id for alert in store.held_alerts()], NOW)
    assert only(store).alert.level is Level.LOUD


def test_held_alerts_come_by_storyline_then_oldest_first(store: Store) -> None:
    a, b, c = stored(store, "a", "b", "c")
    for item, storyline in ((a, "strike"), (b, "port"), (c, "strike")):
        held = make_draft(f"{storyline}/{item.id}", held=True)
        track(store, [but(opens(item, storyline), alert=held)], NOW)
    assert [(one.storyline_id, one.item_id) for one in store.held_alerts()] == [
        ("port", b.id),
        ("strike", a.id),
        ("strike", c.id),
    ]
