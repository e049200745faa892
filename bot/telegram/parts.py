"""The parts that the conversation is made of, put together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.telegram.asking import Asking
from bot.telegram.channels import Channels
from bot.telegram.comings import Comings
from bot.telegram.gate import Doorkeeper
from bot.telegram.guests import Guests
from bot.telegram.help import Help
from bot.telegram.mutes import Muting
from bot.telegram.pausing import Pausing
from bot.telegram.router import App, Router
from bot.telegram.settings import Settings
from bot.telegram.steering import Steering
from bot.telegram.stories import Stories
from bot.telegram.subscriptions import Subscriptions
from bot.telegram.talk import Handler, Listener, Part, Services, Talk
from bot.telegram.tuning import Tuning


def parts(services: Services) -> tuple[Part, ...]:
    """All subjects of the conversation; what is no command goes to the first that takes it."""
    return (
        Subscriptions(services),
        Settings(services),
        Tuning(services),
        Muting(services),
        Pausing(services),
        Channels(services),
        Asking(services),
        Stories(services),
        Steering(services),
        Guests(services),
        Help(services),
    )


def converse(application: App, services: Services) -> None:
    """Let the application answer in the chats."""
    gate, known = Doorkeeper(services), parts(services)
    takers = [one.text for one in known if isinstance(one, Listener)]
    router = Router(known, gate=gate, otherwise=_first_of(takers, Help(services).unknown))
    # before the router, which takes what nobody else wants
    Comings(services, gate, Channels(services)).attach(application)
    router.attach(application)


def _first_of(takers: Sequence[Callable[[Talk], Awaitable[bool]]], last: Handler) -> Handler:
    """What is no command goes to the first that takes it."""

    async def otherwise(talk: Talk) -> None:
        for takes in takers:
            if await takes(talk):
                return
        await last(talk)

    return otherwise
