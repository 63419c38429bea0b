"""Words that several lenses use."""

from __future__ import annotations

from skolval.domain.language import _, current, number

__all__ = ["capital", "walk"]


def walk(saved: int) -> str:
    """Return how many metres less, or more, there are to walk."""
    text = _("{metres} m less to walk") if saved >= 0 else _("{metres} m more to walk")
    return text.format(metres=number(abs(saved), current()))


def capital(text: str) -> str:
    """Return `text` as the beginning of a sentence."""
    return text[:1].upper() + text[1:]
