"""The sources of a home: feeds.yaml, the files that it includes, and the secrets that they name.

entries   what an entry may say
secrets   ${NAME} → what the environment holds under it
reading   one file → its feeds, or every mistake in it
files     feeds.yaml with all that it includes; what tells that one of them changed
"""

from bot.sources.entries import feeds_schema
from bot.sources.files import (
    Placed,
    fingerprint,
    load_feeds,
    placed_feeds,
    unfilled_feeds,
)
from bot.sources.reading import mistake_in, read_feeds
from bot.sources.secrets import without_login

__all__ = [
    "Placed",
    "feeds_schema",
    "fingerprint",
    "load_feeds",
    "mistake_in",
    "placed_feeds",
    "read_feeds",
    "unfilled_feeds",
    "without_login",
]
