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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import IntArray, Problem

__all__ = ["SCALE", "Deviation", "cell_labels", "cells_of", "deviation", "pupils_beyond", "stacked"]

SCALE = 100_000
"""Parts of a pupil, and of a share."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """The deviation of each cell, a unit's pupils (in one grade), as sums over option rows.

    Parameters
    ----------
    cell : (n_options,) cell of each option row. weight : (n_options,) what the row adds to
        the signed deviation of its cell if chosen, in 1/100,000 pupil.
    size : (n_options,) pupils. unit, grade : (n_cells,) indices; grade -1 for all grades.
    share : (n_grades,) the group's share that pupils of each grade are compared with, in
        1/100,000.
    total : sum over grades of 2 N P (100,000 - P), the deviation of complete segregation; with
        one share for all grades, N and P are those of all parties.
    back_option, back_cell, back_weight : (k,) what else some rows add: who is offered
        a seat outwards is expected in part at the guarantee school, see `domain.services.Rides`.
        Then `weight` is what the rest adds; `size` counts whoever is offered the place.
    """

    cell: IntArray
    weight: IntArray
    size: IntArray
    unit: IntArray
    grade: IntArray
    share: IntArray
    total: int
    back_option: IntArray
    back_cell: IntArray
    back_weight: IntArray

    def entries(self) -> tuple[IntArray, IntArray, IntArray]:
        """Return (cell, option row, weight) of everything that is summed."""
        rows = np.arange(len(self.cell), dtype=np.int64)
        if not len(self.back_option):
            return self.cell, rows, self.weight
        return (
            np.r_[self.cell, self.back_cell],
            np.r_[rows, self.back_option],
            np.r_[self.weight, self.back_weight],
        )

    def sums(self, chosen: IntArray) -> IntArray:
        """Return the signed deviation of every cell under `chosen`, in 1/100,000 pupil."""
        sums = self._by_cell(self.weight, chosen)
        if len(self.back_option):
            used = np.zeros(len(self.cell), np.bool_)
            used[chosen[chosen >= 0]] = True
            mine = used[self.back_option]
            np.add.at(sums, self.back_cell[mine], self.back_weight[mine])
        return sums

    def pupils(self, chosen: IntArray) -> IntArray:
        """Return the pupils of every cell under `chosen`."""
        return self._by_cell(self.size, chosen)

    def ceiling(self, at_most: float) -> int:
        """Return the largest whole sum of deviations whose D is at most `at_most`."""
        return round(at_most * SCALE) * self.total // SCALE**2

    def index(self, deviations: int) -> float:
        """Return D of a sum of absolute deviations; 0 where the group is nobody or everybody."""
        return deviations * SCALE / self.total if self.total else 0.0

    def most(self) -> IntArray:
        """Return the largest sum of absolute weights that each cell can reach."""
        found = np.zeros(len(self.unit), np.int64)
        cell, _option, weight = self.entries()
        np.add.at(found, cell, np.abs(weight))
        return found

    def _by_cell(self, column: IntArray, chosen: IntArray) -> IntArray:
        rows = chosen[chosen >= 0]
        sums = np.zeros(len(self.unit), np.int64)
        np.add.at(sums, self.cell[rows], column[rows])
        return sums


def deviation(
    problem: Problem,
    group: str | None,
    basis: str,
    *,
    per: str = "grade",
    against: str = "grade",
    expected: bool = True,
) -> Deviation:
    """Return the deviations of `group` (None: the instance's balance group) on `basis`.

    Parameters
    ----------
    basis : ``area`` looks at the composition of home areas and never at the pupil;
        ``pupil`` looks at the pupil and is a labelled upper bound.
    per : ``grade`` makes a cell of a unit's pupils in one grade, ``unit`` of all its pupils.
    against : ``grade`` compares each pupil with the share among all parties of the pupil's own
        grade, so that a unit is not blamed for the grades it offers; ``all`` with the share
        among all parties of the round.
    expected : whoever is offered a seat outwards counts in part where placed otherwise; else in
        full where the seat leads to.
    """
    parties, options = problem.parties, problem.options
    composition = problem.composition(group or problem.balance_group, basis)
    number, members = (_pooled(problem, of, against) for of in (parties.size, composition))
    share = (2 * 100 * members + number) // np.maximum(2 * number, 1)
    cells, cell = cells_of(problem, per)
    own = (100 * composition - share[parties.grade] * parties.size)[options.party]
    back, part = _expected_back(problem, own, expected=expected)
    return Deviation(
        cell=cell,
        weight=own - part,
        size=parties.size[options.party],
        unit=cells[:, 0],
        grade=cells[:, 1],
        share=share,
        total=_most(number, share, against),
        back_option=back,
        back_cell=cell[_fallback(problem)[back]],
        back_weight=part[back],
    )


def _expected_back(
    problem: Problem, weight: IntArray, *, expected: bool
) -> tuple[IntArray, IntArray]:
    """Return the rows whose pupil may decline, and (n_options,) the weight expected elsewhere."""
    part = np.zeros_like(weight)
    rows = np.flatnonzero((_fallback(problem) >= 0) & expected)
    if problem.services is not None and problem.services.rides is not None:
        staying = weight[rows] * problem.services.rides.take_up[rows] // 1000
        part[rows] = weight[rows] - staying
    return rows, part


def _fallback(problem: Problem) -> IntArray:
    if problem.services is None or problem.services.rides is None:
        return np.full(len(problem.options), -1, np.int64)
    return problem.services.rides.fallback


def stacked(found: Sequence[Deviation]) -> tuple[tuple[IntArray, IntArray, IntArray], IntArray]:
    """Return the deviations of several groups as one table, the cells of a group after another's.

    Returns
    -------
    entries : (cell, option row, weight). group : (n_groups x n_cells,) number of each cell's group.
    """
    cells = len(found[0].unit)
    parts = [one.entries() for one in found]
    cell = np.concatenate([part[0] + k * cells for k, part in enumerate(parts)])
    option, weight = (np.concatenate([part[k] for part in parts]) for k in (1, 2))
    return (cell, option, weight), np.repeat(np.arange(len(found)), cells)


def cells_of(problem: Problem, per: str) -> tuple[IntArray, IntArray]:
    """Return (n_cells, 2) unit and grade, and (n_options,) the cell of each option row.

    Parameters
    ----------
    per : ``grade``: a unit's pupils in one grade; ``unit``: all its pupils, then grade is -1.
    """
    unit = problem.unit_of_option()
    if per == "unit":
        found, cell = _numbered(unit)
        return np.c_[found, np.full(len(found), -1)], cell
    grades = len(problem.grades.codes)
    found, cell = _numbered(unit * grades + problem.parties.grade[problem.options.party])
    return np.c_[found // grades, found % grades], cell


def _numbered(key: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct small keys in order, and the number of each key among them."""
    found = np.flatnonzero(np.bincount(key))
    number = np.zeros(int(key.max(initial=0)) + 1, np.int64)
    number[found] = np.arange(len(found))
    return found, number[key]


def cell_labels(problem: Problem, cells: IntArray) -> list[str]:
    """Return what a breach calls each cell: the unit, and the grade if it is one grade's."""
    names, codes = problem.unit_ids, problem.grades.codes
    return [
        str(names[unit]) if grade < 0 else f"{names[unit]}, grade {codes[grade]}"
        for unit, grade in cells.tolist()
    ]


def pupils_beyond(deviations: int, ceiling: int) -> int:
    """Return by how many whole pupils `deviations` exceeds `ceiling`, rounded up."""
    return max(0, -((ceiling - deviations) // SCALE))


def _pooled(problem: Problem, count: IntArray, against: str) -> IntArray:
    """Return (n_grades,) sums of `count` over parties: of each grade, or of all for every one."""
    pooled = np.zeros(len(problem.grades.codes), np.int64)
    np.add.at(pooled, problem.parties.grade, count)
    return pooled if against == "grade" else np.full_like(pooled, pooled.sum())


def _most(number: IntArray, share: IntArray, against: str) -> int:
    """Return the sum of deviations of complete segregation, in 1/100,000**2 pupil."""
    parts = 2 * number * share * (SCALE - share)
    return int(parts.sum() if against == "grade" else parts[:1].sum())
