"""Words of many languages by which a story is read, as concepts: speakers, agencies, units, stances."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

_KEY = re.compile(r"^([a-z0-9][a-z0-9 -]*):", re.MULTILINE)


def cue_files() -> Iterator[tuple[str, str]]:
    """Name and text of each file of cues."""
    for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            yield file.name, file.read_text(encoding="utf-8")


@cache
def unit_ids() -> frozenset[str]:
    """What can be counted: the ids in units.yaml. They are found without reading the file as YAML, which is
    slow."""
    return frozenset(id_ for name, text in cue_files() if name == "units.yaml" for id_ in _KEY.findall(text))
