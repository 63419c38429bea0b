"""Timetables (tidtabeller): clock times, days of the week, and the day on which minutes are told.

Times are texts such as ``07:35`` in the tables, so that people can read them, and whole seconds
after midnight in the program. A run after midnight belongs to the day before: ``24:10``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

__all__ = [
    "DAYS",
    "DIRECTIONS",
    "KINDS",
    "SchoolDay",
    "clock_text",
    "days_of",
    "no_departures",
    "seconds_of",
]

DAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days of the week as the tables write them."""

_WORDS: tuple[tuple[str, ...], ...] = (
    ("mon", "monday", "mån", "måndag"), ("tue", "tuesday", "tis", "tisdag"),
    ("wed", "wednesday", "ons", "onsdag"), ("thu", "thursday", "tor", "tors", "torsdag"),
    ("fri", "friday", "fre", "fredag"), ("sat", "saturday", "lör", "lördag"),
    ("sun", "sunday", "sön", "söndag"),
)  # fmt: skip
_NUMBER = {word: number for number, words in enumerate(_WORDS) for word in words}
_SCHOOL_DAYS = frozenset(DAYS[:5])

KINDS: tuple[str, ...] = ("public", "school")
"""Who a run is for: everybody (linjetrafik), or entitled pupils alone (skolskjuts)."""

DIRECTIONS: tuple[str, ...] = ("in", "out")
"""Towards the schools or the town, and from them."""

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """The day on which travel times are told, and what a pupil can be asked to do on it.

    Parameters
    ----------
    starts, ends : clock times of the first and last lesson where a unit tells none of its own.
    weekday : one of `DAYS`; runs of other days are not seen.
    margin : minutes before the lesson at which the pupil must be at the unit's door.
    walk_metres : longest way on foot to or from a stop.
    change_minutes : least time for a change between two runs where the stop tells none.
    change_metres : longest way on foot between two stops at a change.
    changes : most changes of a journey.
    longest : minutes before the lesson at which nobody needs to have left home.
    """

    starts: str = "08:10"
    ends: str = "14:30"
    weekday: str = "tue"
    margin: int = 5
    walk_metres: int = 2000
    change_minutes: int = 3
    change_metres: int = 300
    changes: int = 2
    longest: int = 120


def seconds_of(text: str) -> int | None:
    """Return a clock time as seconds after midnight, None where `text` is none.

    Hours may pass 24, up to two days: the national timetable data writes runs after midnight so.

    Examples
    --------
    >>> seconds_of("07:35"), seconds_of("24:10:30"), seconds_of("7.5")
    (27300, 87030, None)
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if hours >= 48 or minutes >= 60 or seconds >= 60:
        return None
    return hours * 3600 + minutes * 60 + seconds


def clock_text(seconds: int) -> str:
    """Return seconds after midnight as a clock time, with seconds only where there are any.

    Examples
    --------
    >>> clock_text(27300), clock_text(87030)
    ('07:35', '24:10:30')
    """
    minutes, rest = divmod(int(seconds), 60)
    whole = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{whole}:{rest:02d}" if rest else whole


def days_of(text: str) -> frozenset[str] | None:
    """Return the days that `text` lists, Monday to Friday for none, None where it lists others.

    Days are separated by spaces, commas or semicolons; ``mon-thu`` is Monday to Thursday.

    Examples
    --------
    >>> sorted(days_of("tis tor")), len(days_of("")), len(days_of("mån-tors")), days_of("noday")
    (['thu', 'tue'], 5, 4, None)
    """
    found: set[str] = set()
    for word in re.split(r"[\s,;]+", text.strip().casefold()):
        ends = [_NUMBER.get(part, -1) for part in word.split("-")] if word else []
        if len(ends) > 2 or min(ends, default=0) < 0 or ends != sorted(ends):
            return None
        found.update(DAYS[ends[0] : ends[-1] + 1] if ends else ())
    return frozenset(found) or _SCHOOL_DAYS


def no_departures() -> pd.DataFrame:
    """Return the table of departures of an instance that tells no timetable."""
    texts = ("trip_id", "line_id", "direction", "departure", "days", "kind", "vehicle", "category")
    whole = ("seats", "cost")
    return pd.DataFrame(
        {name: pd.Series([], dtype="str") for name in texts}
        | {name: pd.Series([], dtype="Int64") for name in whole}
    )
