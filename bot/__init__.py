"""Vigie watches news feeds and tells a chat when a tracked storyline moves."""

__version__ = "0.1.0"
