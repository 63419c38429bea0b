"""The outer shape of every option, told before anything looks inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skolval.domain.language import _
from skolval.matching._frames import MOST, is_storable
from skolval.matching._ledger import Ledger

__all__ = ["is_name", "is_whole", "shaped", "tell_text"]

_TEXTS = ("ties", "reserve_order", "priority_rule")
_DICTS = ("types", "reserve", "slots", "type_ceiling", "soft_floor", "soft_ceiling", "secured")


def shaped(options: Mapping[str, Any], ledger: Ledger) -> dict[str, Any]:
    """Return the options whose outer shape is right; the others are faults.

    An option that is None is as if it were not given.
    """
    given = {name: value for name, value in options.items() if value is not None}
    return {name: value for name, value in given.items() if _fits(name, value, ledger)}


def _fits(name: str, value: Any, ledger: Ledger) -> bool:
    if name in _TEXTS and not isinstance(value, str):
        ledger.add(name, "type", _("{value} is not a text."), value=value)
        return False
    if name in _DICTS and not isinstance(value, Mapping):
        ledger.add(name, "type", _("{value} is no dict."), value=value)
        return False
    return name != "seed" or tell_text(name, value, ledger)


def tell_text(argument: str, value: Any, ledger: Ledger) -> bool:
    """Return whether lots can be drawn by a text or whole number; a fault when not."""
    fine = isinstance(value, str | int) and not isinstance(value, bool)
    if not fine or not is_storable(value):
        remedy = _("Give the text that was published before the draw.")
        message = _("Lots cannot be drawn by {value}, which is no text.")
        ledger.add(argument, "type", message, value=value, remedy=remedy)
        return False
    return True


def is_name(value: Any) -> bool:
    """Return whether a value can be a name at all: a text or a whole number."""
    return isinstance(value, str | int)


def is_whole(value: Any, *, least: int = 0) -> bool:
    """Return whether a value is a whole number from `least` that can be counted with."""
    fine = isinstance(value, int) and not isinstance(value, bool)
    return fine and least <= value <= MOST
