"""The desk of one running Vigie; a `bot.ports.Desk`."""

from __future__ import annotations

from bot.desk.changing import Changer
from bot.desk.premises import Premises
from bot.desk.reading import Reader
from bot.desk.steering import Steerer


class HomeDesk(Reader, Changer, Steerer):
    """All that a chat may ask for and change."""

    def __init__(self, premises: Premises) -> None:
        Reader.__init__(self, premises)
        Changer.__init__(self, premises)
        Steerer.__init__(self, premises)
