"""What is stored as JSON: traits and signals. What has its default value is left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from bot.model import Figure, Origin, OriginKind, Qualifier, Signal, Stance, StanceClaim, Traits

Packed = Mapping[str, Any]


def traits_json(traits: Traits) -> str:
    """Traits as they are stored."""
    packed = _told(traits)
    for name in {"figures", "stances"} & packed.keys():
        packed[name] = [_told(each) for each in packed[name]]
    if traits.origin:
        packed["origin"] = _told(traits.origin)
    return _dumped(packed)


def traits(stored: str) -> Traits:
    """Traits from what is stored."""
    packed = json.loads(stored)
    lists = {name: tuple(value) for name, value in packed.items() if isinstance(value, list)}
    lists["figures"] = tuple(map(_figure, packed.get("figures", ())))
    lists["stances"] = tuple(map(_stance, packed.get("stances", ())))
    origin = _origin(packed["origin"]) if "origin" in packed else None
    return Traits(**(packed | lists | {"origin": origin}))


def signals_json(signals: Iterable[Signal]) -> str:
    """Signals as they are stored."""
    return _dumped([_told(each) for each in signals])


def signals(stored: str) -> tuple[Signal, ...]:
    """Signals from what is stored."""
    return tuple(Signal(**each) for each in json.loads(stored))


def _figure(packed: Packed) -> Figure:
    told = {"value": None, **packed}
    return Figure(**(told | {"qualifier": Qualifier(packed.get("qualifier", Qualifier.EXACT))}))


def _stance(packed: Packed) -> StanceClaim:
    return StanceClaim(**(dict(packed) | {"stance": Stance(packed["stance"])}))


def _origin(packed: Packed) -> Origin:
    return Origin(**(dict(packed) | {"kind": OriginKind(packed["kind"])}))


def _told(record: Any) -> dict[str, Any]:
    """The fields of a record that say something: not None, and not the default."""
    values = ((field.name, getattr(record, field.name), field.default) for field in fields(record))
    return {name: value for name, value, default in values if value is not None and value != default}


def _dumped(value: Any) -> str:
    """JSON that gives every character back as it was, with letters of all scripts as they are if possible."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which is no text but may stand in a feed
        return json.dumps(value, separators=(",", ":"))
    return text
