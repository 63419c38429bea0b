"""Bells and doors of units (ringtider och entréer): when pupils have to be where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.timetable import seconds_of
from skolval.travel.places import Doors, doors_of, idle_units

__all__ = ["bells", "known_doors"]

IntArray = npt.NDArray[np.int64]


def bells(instance: Instance, towards: str) -> IntArray:
    """Return (U,) seconds after midnight of each unit's first or last bell.

    Parameters
    ----------
    towards : ``school`` for the first bell, ``home`` for the last.
    """
    column = {"school": "starts", "home": "ends"}[towards]
    usual = getattr(instance.school_day, column)
    told = instance.units[column] if column in instance.units else pd.Series(dtype="str")
    texts = told.reindex(instance.units.index).fillna(usual)
    return texts.map(seconds_of).to_numpy(np.int64)


def known_doors(instance: Instance) -> Doors:
    """Return where ways end; a unit that is idle has no door."""
    idle = idle_units(instance)
    if not idle.any():
        return doors_of(instance)
    others = doors_of(instance.replace(units=instance.units[~idle].reset_index(drop=True)))
    return replace(others, unit=np.flatnonzero(~idle)[others.unit])
