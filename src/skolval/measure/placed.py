"""The pupils of a run as an index sees them: unit, grade, home area, member or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray, IntArray
from skolval.measure.bases import Basis

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["Placed", "basis_of", "placed_pupils"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Single pupils who have a place and of whom the group is known; all arrays (n,).

    Parameters
    ----------
    unit : where each is placed. grade : index. area : home area, -1 unknown. member : 0 or 1.
    nearest : nearest unit that offers the grade, -1 unknown. assigned : unit of the attendance
        area, -1 none; None when there are no such areas. units : how many units there are.
    """

    unit: IntArray
    grade: IntArray
    area: IntArray
    member: IntArray
    nearest: IntArray
    assigned: IntArray | None
    units: int

    def __len__(self) -> int:
        return len(self.unit)

    def of(self, rows: BoolArray) -> Placed:
        """Return some of the pupils."""
        assigned = None if self.assigned is None else self.assigned[rows]
        return Placed(
            self.unit[rows], self.grade[rows], self.area[rows], self.member[rows],
            self.nearest[rows], assigned, self.units,
        )  # fmt: skip

    def grades(self) -> list[BoolArray]:
        """Return the pupils of each grade that somebody goes to."""
        return [self.grade == grade for grade in np.unique(self.grade)]


def placed_pupils(run: Run, group: str) -> Placed:
    """Return the pupils of `run`; classes and other larger parties are left out."""
    problem = run.problem
    parties = problem.parties
    member = parties.member[:, problem.groups.index(group)]
    rows = run.placement.placed & (member >= 0) & (parties.size == 1)
    assigned = problem.attendance_unit
    return Placed(
        unit=run.placement.unit(problem)[rows],
        grade=parties.grade[rows],
        area=parties.area[rows],
        member=member[rows],
        nearest=problem.reference_unit[rows, 0],
        assigned=None if assigned is None else assigned[rows],
        units=len(problem.unit_ids),
    )


def basis_of(pupils: Placed, unit: IntArray, group: str, *, within: bool) -> Basis:
    """Return the counts of `pupils` by the units `unit`, by grade too when `within`."""
    parts = tuple(_counted(pupils, unit, group, rows) for rows in pupils.grades()) if within else ()
    whole = _counted(pupils, unit, group, np.ones(len(pupils), bool))
    return Basis(
        "pupil", group, whole.x, whole.t, whole.x, whole.x, within=parts, reason=whole.reason
    )


def _counted(pupils: Placed, unit: IntArray, group: str, rows: BoolArray) -> Basis:
    t = _sums(unit[rows], np.ones(int(rows.sum())), pupils.units)
    x = _sums(unit[rows], pupils.member[rows].astype(np.float64), pupils.units)
    return Basis("pupil", group, x, t, x, x, reason="" if t.sum() else "group_unknown")


def _sums(unit: IntArray, weight: FloatArray, units: int) -> FloatArray:
    return np.asarray(np.bincount(unit, weight, units), np.float64)
