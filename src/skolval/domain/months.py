"""Days and months of a plan (planens månader): written ``2026-10-05`` and ``2026-10``."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["day_text", "later", "months_since"]

_MONTHS = 12


def day_text(word: str) -> str:
    """Return the day that a text names, empty if none; a midnight may follow (spreadsheets)."""
    day = re.sub(r"[ T]00:00:00(\.0+)?$", "", word)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        return ""
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""


def months_since(first: str, day: str) -> int:
    """Return how many months after the month `first` the day or month `day` lies."""
    return _number(day) - _number(first)


def later(first: str, months: int) -> str:
    """Return the month `months` after `first`, e.g. ``2027-02``."""
    year, month = divmod(_number(first) + months, _MONTHS)
    return f"{year}-{month + 1:02d}"


def _number(text: str) -> int:
    return int(text[:4]) * _MONTHS + int(text[5:7]) - 1
