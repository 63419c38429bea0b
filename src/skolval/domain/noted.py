"""What the municipality has noted about pupils (urvalsuppgifter), as arrays of the spine.

Grounds by option row, the unit of the attendance area, standing, months in Sweden, straight
lines, and today's shares of the groups at the units. A protected identity has neither
attendance area nor straight line: both would tell where the home is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.party_tables import codes
from skolval.domain.problem import GROUNDS, STATUSES, BoolArray, IntArray, Offerings, Options
from skolval.domain.structure import programme_offerings

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.problem import Parties

__all__ = [
    "apart_offerings",
    "attendance_by_area",
    "attendance_units",
    "grounds_of",
    "months_of",
    "pairs_noted",
    "statuses_of",
    "straight_metres",
    "tested_offerings",
    "unit_shares",
]

FloatArray = npt.NDArray[np.float64]


def _units(instance: Instance) -> pd.Index:
    return pd.Index(instance.units["unit_id"].astype(str))


def pairs_noted(instance: Instance, ids: npt.NDArray[np.str_], ground: str) -> IntArray:
    """Return (k, 3) party, unit and value of every row of `ground` about one of `ids`."""
    rows = instance.grounds[(instance.grounds["ground"] == ground).to_numpy(bool)]
    party = codes(pd.Index(ids), rows["pupil_id"])
    unit = codes(_units(instance), rows["unit_id"])
    found = np.column_stack([party, unit, rows["value"].to_numpy(np.int64)])
    return np.asarray(found[(party >= 0) & (unit >= 0)], np.int64).reshape(-1, 3)


def grounds_of(
    instance: Instance, parties: Parties, offerings: Offerings, options: Options
) -> dict[str, IntArray]:
    """Return by name (n_options,) what is noted about the pupil at the unit, -1 for nothing."""
    width = len(instance.units)
    pair = options.party * width + offerings.unit[options.offering]
    present = set(instance.grounds["ground"].dropna().unique())
    noted: dict[str, IntArray] = {}
    for name in (ground for ground in GROUNDS if ground in present):
        found = pairs_noted(instance, parties.ids, name)
        code = found[:, 0] * width + found[:, 1]
        order = np.argsort(code, kind="stable")
        place = np.minimum(np.searchsorted(code[order], pair), max(len(code) - 1, 0))
        known = code[order][place] == pair if len(code) else np.zeros(len(pair), bool)
        noted[name] = np.full(len(pair), -1, np.int64)
        noted[name][known] = found[order[place[known]], 2]
    return noted


def tested_offerings(instance: Instance) -> BoolArray | None:
    """Return which offerings choose by a test score alone, None if none does (färdighetsprov)."""
    tested: BoolArray = (instance.offerings["selection"] == "test").to_numpy(bool)
    return tested if tested.any() else None


def apart_offerings(instance: Instance) -> BoolArray:
    """Return which offerings are for some only: by a test, or of a programme applied for."""
    masks = (tested_offerings(instance), programme_offerings(instance))
    told = [mask for mask in masks if mask is not None]
    return np.any(told, axis=0) if told else np.zeros(len(instance.offerings), bool)


def attendance_units(
    instance: Instance, pupils: pd.DataFrame, parties: Parties, offerings: Offerings
) -> IntArray | None:
    """Return (n_parties,) the unit of the own attendance area (skolskjutsområdets skola).

    The pupil's own unit goes before those of the home area; of the area's list the first
    counts that offers the pupil's grade. -1 where none does; None if no area has a unit.
    """
    units = _units(instance)
    offered = _offered(instance, offerings)
    own = codes(units, pupils["attendance_unit"])
    by_area = _by_area(instance, offered)
    if not (own >= 0).any() and not (by_area >= 0).any():
        return None
    of_area = by_area[parties.area, parties.grade]
    found = np.where(offered[own, parties.grade], own, of_area)
    hidden: IntArray = np.where(parties.protected, -1, found)
    return hidden


def attendance_by_area(instance: Instance, offerings: Offerings) -> IntArray:
    """Return (n_areas, n_grades) the unit of each attendance area, -1 none (skolskjutsområde)."""
    return _by_area(instance, _offered(instance, offerings))[:-1]


def _offered(instance: Instance, offerings: Offerings) -> BoolArray:
    """Return (n_units + 1, n_grades) which grades may be placed at a unit; the last row is none."""
    open_to = offerings.placeable & ~apart_offerings(instance)
    offered = np.zeros((len(instance.units) + 1, len(instance.grades.codes)), bool)
    offered[offerings.unit[open_to], offerings.grade[open_to]] = True
    return offered


def _by_area(instance: Instance, offered: BoolArray) -> IntArray:
    """Return (n_areas + 1, n_grades) units; the last row is for pupils without an area."""
    listed = instance.areas["attendance_units"]
    place = {str(unit): row for row, unit in enumerate(_units(instance))}
    found = np.full((len(instance.areas) + 1, offered.shape[1]), -1, np.int64)
    for area, names in enumerate(listed):
        for unit in reversed(str(names).split() if isinstance(names, str) else []):
            row = place[unit]
            found[area, offered[row]] = row
    return found


def statuses_of(pupils: pd.DataFrame) -> IntArray | None:
    """Return (n_parties,) index into `STATUSES`; None if nobody's standing is told."""
    if not pupils["status"].notna().any():
        return None
    return np.maximum(codes(pd.Index(STATUSES), pupils["status"]), 0)


def months_of(pupils: pd.DataFrame) -> IntArray | None:
    """Return (n_parties,) months in Sweden, -1 unknown; None if nobody's are told."""
    months = pd.to_numeric(pupils["months_in_sweden"])
    if not months.notna().any():
        return None
    return months.fillna(-1).to_numpy(np.int64)


def unit_shares(instance: Instance) -> IntArray | None:
    """Return (n_units, G) permille of each group in today's enrolment, -1 unknown.

    A suppressed share is unknown. None if the instance has no enrolment.
    """
    if not len(instance.enrolment):
        return None
    groups = pd.Index([group.id for group in instance.groups])
    row = codes(_units(instance), instance.enrolment["unit_id"])
    column = codes(groups, instance.enrolment["group"])
    share = pd.to_numeric(instance.enrolment["share"]).to_numpy(np.float64, na_value=np.nan)
    known = (row >= 0) & (column >= 0) & ~np.isnan(share)
    permille = np.full((len(instance.units), len(groups)), -1, np.int64)
    permille[row[known], column[known]] = np.rint(share[known] * 1000).astype(np.int64)
    return permille


def straight_metres(
    instance: Instance, pupils: pd.DataFrame, offerings: Offerings, options: Options
) -> IntArray:
    """Return (n_options,) whole metres as the crow flies (fågelvägen), -1 unknown."""
    x, y = _position(pupils, instance.areas)
    unit_x, unit_y = _position(instance.units, instance.areas)
    unit = offerings.unit[options.offering]
    line = np.hypot(x[options.party] - unit_x[unit], y[options.party] - unit_y[unit])
    line[pupils["protected"].to_numpy(bool)[options.party]] = np.nan
    metres: IntArray = np.where(np.isnan(line), -1, np.rint(np.nan_to_num(line))).astype(np.int64)
    return metres


def _position(table: pd.DataFrame, areas: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return x and y of each row: its own, else those of a point in its area."""
    area = codes(pd.Index(areas["area_id"].astype(str)), table["area_id"])
    own = [
        pd.to_numeric(table[axis]).to_numpy(np.float64, copy=True, na_value=np.nan) for axis in "xy"
    ]
    lacking = np.isnan(own[0]) | np.isnan(own[1])
    known = lacking & (area >= 0)
    for axis, values in zip("xy", own, strict=True):
        values[lacking] = np.nan
        of_area = pd.to_numeric(areas[axis]).to_numpy(np.float64, na_value=np.nan)
        values[known] = of_area[area[known]]
    return own[0], own[1]
