"""The desk: what a chat is shown and what it may change, composed of store, rules and rendering."""

from __future__ import annotations

from bot.desk.premises import Premises

__all__ = ["Premises"]
