"""Attendance areas that a placement draws (skolskjutsområden): which area has which unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.area_parties import AreaParties, area_problem
from skolval.domain.placement import Placement
from skolval.domain.problem import IntArray, Problem

__all__ = ["attendance_areas", "told_of"]


def told_of(areas: AreaParties, chosen: IntArray) -> dict[str, Any]:
    """Return what a run's record tells of the areas: how many there are and how many move.

    Parameters
    ----------
    chosen : option rows of the areas.
    """
    table = _table(areas, chosen)
    moved = table["moved"].to_numpy(bool)
    return {
        "areas": {
            "areas": int((areas.problem.parties.size > 0).sum()),
            "moved": int((moved & (table["pupils"] > 0)).sum()),
            "pupils_moved": int(table["pupils"][moved].sum()),
        },
        "empty_areas": areas.empty_areas(chosen),
    }


def attendance_areas(problem: Problem, placement: Placement) -> pd.DataFrame:
    """Return one row per area and grade: its unit under the placement, and today's.

    Columns: area_id, grade, unit_id, today_unit_id (missing for none), pupils, metres (missing
    without pupils), moved. Pupils without a known area are left out.
    """
    areas = area_problem(problem)
    rows, _strays = areas.gathered(placement.chosen)
    told = placement.details.get("empty_areas", {})
    return _table(areas, areas.with_empty(rows, told))


def _table(areas: AreaParties, chosen: IntArray) -> pd.DataFrame:
    whole = areas.problem
    parties, options = whole.parties, whole.options
    units = whole.unit_ids
    placed = chosen >= 0
    row = np.maximum(chosen, 0)
    unit = np.where(placed, whole.unit_of_option()[row], -1)
    today = parties.current_unit
    frame = pd.DataFrame(
        {
            "area_id": whole.area_ids[parties.area] if len(whole.area_ids) else parties.ids,
            "grade": np.array(whole.grades.codes)[parties.grade],
            "unit_id": pd.Series(units[unit], dtype="str").where(unit >= 0),
            "today_unit_id": pd.Series(units[today], dtype="str").where(today >= 0),
            "pupils": parties.size,
            "metres": pd.Series(options.metres[row], dtype="Int64").where(
                placed & (parties.size > 0) & (options.metres[row] >= 0)
            ),
            "moved": (unit >= 0) & (today >= 0) & (unit != today),
        }
    )
    known = frame[parties.area >= 0]
    order = np.lexsort((parties.grade[parties.area >= 0], parties.area[parties.area >= 0]))
    return known.iloc[order].reset_index(drop=True)
