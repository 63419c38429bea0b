"""Deviation (avvikelse): how far the composition of units lies from the municipality's.

Everything is whole numbers, so that rule, goal and solver share the very same sums. The
unit of a deviation is 1/100,000 pupil. One rounding is made, here: the share of the group
among the parties of a grade is rounded to 1/100,000 (half upwards).

Source
------
Duncan, O.D. & Duncan, B. (1955), A methodological analysis of segregation indexes,
American Sociological Review 20(2), 210-217: D = sum of t |p - P| / (2 T P (1 - P)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import IntArray, Problem

__all__ = ["SCALE", "Deviation", "deviation", "pupils_beyond"]

SCALE = 100_000
"""Parts of a pupil, and of a share."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """The deviation of each cell, a unit's pupils in one grade, as sums over option rows.

    Parameters
    ----------
    cell : (n_options,) cell of each option row. weight : (n_options,) what the row adds to
        the signed deviation of its cell if chosen, in 1/100,000 pupil.
    size : (n_options,) pupils. unit, grade : (n_cells,) indices.
    share : (n_grades,) the group's share among the parties of each grade, in 1/100,000.
    total : sum over grades of 2 N P (100,000 - P), the deviation of complete segregation.
    """

    cell: IntArray
    weight: IntArray
    size: IntArray
    unit: IntArray
    grade: IntArray
    share: IntArray
    total: int

    def sums(self, chosen: IntArray) -> IntArray:
        """Return the signed deviation of every cell under `chosen`, in 1/100,000 pupil."""
        return self._by_cell(self.weight, chosen)

    def pupils(self, chosen: IntArray) -> IntArray:
        """Return the pupils of every cell under `chosen`."""
        return self._by_cell(self.size, chosen)

    def ceiling(self, at_most: float) -> int:
        """Return the largest whole sum of deviations whose D is at most `at_most`."""
        return round(at_most * SCALE) * self.total // SCALE**2

    def index(self, deviations: int) -> float:
        """Return D of a sum of absolute deviations; 0 where the group is nobody or everybody."""
        return deviations * SCALE / self.total if self.total else 0.0

    def _by_cell(self, column: IntArray, chosen: IntArray) -> IntArray:
        rows = chosen[chosen >= 0]
        sums = np.zeros(len(self.unit), np.int64)
        np.add.at(sums, self.cell[rows], column[rows])
        return sums


def deviation(problem: Problem, group: str | None, basis: str) -> Deviation:
    """Return the deviations of `group` (None: the instance's balance group) on `basis`.

    Parameters
    ----------
    basis : ``area`` looks at the composition of home areas and never at the pupil;
        ``pupil`` looks at the pupil and is a labelled upper bound.
    """
    parties, options = problem.parties, problem.options
    composition = problem.composition(group or problem.balance_group, basis)
    grades = len(problem.grades.codes)
    number = np.zeros(grades, np.int64)
    members = np.zeros(grades, np.int64)
    np.add.at(number, parties.grade, parties.size)
    np.add.at(members, parties.grade, composition)
    share = (2 * 100 * members + number) // np.maximum(2 * number, 1)
    key = problem.unit_of_option() * grades + parties.grade[options.party]
    cells, cell = np.unique(key, return_inverse=True)
    own = 100 * composition - share[parties.grade] * parties.size
    return Deviation(
        cell=cell.astype(np.int64),
        weight=own[options.party],
        size=parties.size[options.party],
        unit=cells // grades,
        grade=cells % grades,
        share=share,
        total=int((2 * number * share * (SCALE - share)).sum()),
    )


def pupils_beyond(deviations: int, ceiling: int) -> int:
    """Return by how many whole pupils `deviations` exceeds `ceiling`, rounded up."""
    return max(0, -((ceiling - deviations) // SCALE))
