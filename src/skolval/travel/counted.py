"""The minutes that a policy counts (restid som räknas): on foot, by timetable, or the faster.

Metres are the way on foot whatever the minutes are: the law looks at the length of the way.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.domain.travel import UNKNOWN, TravelTable
from skolval.errors import Fault, InputError
from skolval.travel.transit import transit_times

__all__ = ["counted"]


def counted(instance: Instance, table: TravelTable, minutes: str) -> TravelTable:
    """Return the travel table with the minutes that count (restid).

    Parameters
    ----------
    table : as `travel_table` makes it; one that already counts these minutes comes back as it is.
    minutes : one of `domain.travel.MINUTES`. By public transport a pair without a journey is
        unknown; the fastest is then the way on foot.

    Raises
    ------
    InputError
        If the instance has no timetable, or a ready travel table whose minutes are its own.
    """
    if minutes == table.counted:
        return table
    if table.kind == "table":
        raise InputError(_ready(instance, minutes))
    wanted = np.flatnonzero(table.origin_of_pupil >= 0)
    found = transit_times(instance, pupils=wanted).minutes
    without = int(((found == UNKNOWN) & (table.metres >= 0)).sum())
    if minutes == "fastest":
        sooner = (found != UNKNOWN) & ((table.minutes == UNKNOWN) | (found < table.minutes))
        found = np.where(sooner, found, table.minutes).astype(np.int32)
    return table.replace(
        minutes=found, counted=minutes, warnings=(*table.warnings, *_told(minutes, without))
    )


def _told(minutes: str, without: int) -> tuple[str, ...]:
    if minutes == "fastest" or not without:
        return ()
    text = N_(
        "{n} pairs of home and unit have no journey by the timetable before the bell; they count"
        " as a whole day."
    )
    return (text.format(n=without),)


def _ready(instance: Instance, minutes: str) -> Fault:
    return Fault(
        _(
            "The policy counts minutes by {minutes}, but the instance has a ready travel table, "
            "whose own minutes count."
        ).format(minutes=minutes),
        file=instance.name,
        column="minutes",
        value=minutes,
        rule="minutes",
        remedy=_("Write `minutes: walking` in the policy, or take the travel table away."),
    )
