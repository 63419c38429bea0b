"""Units are as evenly composed as possible by a measure of one's choice (jämn elevsammansättning).

Beside D (the goal `imbalance`) three measures can be made small, each a sum over cells, where a
cell is a unit's pupils in one grade (`per: grade`) or all its pupils (`per: unit`), p is the
group's share in the cell, t its pupils, and P the share among all N pupils of the grade (of the
round, with `per: unit`); sums over grades are divided by what they are where groups never meet:

- `variance_ratio` (V, eta squared): t (p - P)^2, divided by N P (1 - P). Isolation is
  P + (1 - P) V, so it is made small with V, and exposure to the others is made large.
- `theil_h` (H, information theory): t (p ln(p / P) + (1 - p) ln((1 - p) / (1 - P))), divided by
  N (-P ln P - (1 - P) ln(1 - P)).
- `hutchens` (R, square root): t (1 - sqrt(p (1 - p)) / sqrt(P (1 - P))), divided by N; where
  everybody is placed. Atkinson's index with b = 0.5 is 1 - (1 - R)^2, so it is made small too.

These bend, and a solver wants straight lines: what is made small is the largest of so many
straight lines (`pieces`) that touch the measure from below. It is never above the measure, and
the report tells the measure itself, reckoned from the placement, and by how much the lines can be
too low at most, which is proven and not estimated (40 lines and P = 0.3: 0.0012 for V, 0.0014 for
H, 0.0035 for R).
Group-blind unless `basis: pupil`, as the rule `balance`.

value:  sum over cells of the largest of the lines' values, in 1/100,000 pupil

Source
------
Bell (1954); Theil & Finizza (1971); Hutchens (2004), International Economic Review 45(2),
555-578; Massey & Denton (1988), Social Forces 67(2), 281-315.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field

from skolval.domain.deviation import cells_of
from skolval.domain.language import N_
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._params import GoalParams
from skolval.goals._support import MEASURES, SCALE, largest_error, lines

__all__ = ["LEGAL", "SAMPLES", "UNIT", "Params", "post", "reading", "value"]

UNIT = N_("1/100000 pupil")
LEGAL = Legal(
    "what_if",
    "No law lets a municipality place pupils by the composition of its units.",
    "Prop. 2021/22:158, rejected",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"measure": "theil_h", "basis": "pupil", "pieces": 12},
    {"measure": "hutchens", "per": "unit"},
)


class Params(GoalParams):
    """The measure, of whom and where.

    Parameters
    ----------
    measure : ``variance_ratio``, ``theil_h`` or ``hutchens``.
    group : whose share; None: the instance's balance group.
    basis : ``area`` counts pupils as the composition of their home area, ``pupil`` looks at the
        pupil and is for study only.
    per : ``grade`` compares a unit's pupils in each grade with all in that grade, ``unit`` all
        its pupils with all pupils.
    pieces : straight lines by which the measure is reckoned; more are closer to it and take
        longer.
    """

    measure: Literal["variance_ratio", "theil_h", "hutchens"] = "variance_ratio"
    group: str | None = None
    basis: Literal["area", "pupil"] = "area"
    per: Literal["grade", "unit"] = "grade"
    pieces: int = Field(40, ge=4, le=400)


@dataclass(frozen=True, slots=True)
class _Cells:
    """What the measure looks at.

    Parameters
    ----------
    cell : (n_options,). members, pupils : (n_options,) of the row's party, members in permille.
    pool : (n_cells,) pool that the cell is compared with: its grade, or 0 for all.
    share, everybody : (n_pools,) the group's share and the pupils of each pool.
    """

    cell: IntArray
    members: IntArray
    pupils: IntArray
    pool: IntArray
    share: tuple[float, ...]
    everybody: tuple[int, ...]

    def sums(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Return members and pupils of every cell, over option rows."""
        found = np.zeros((2, len(self.pool)), np.int64)
        for into, column in zip(found, (self.members, self.pupils), strict=True):
            np.add.at(into, self.cell[rows], column[rows])
        return found[0], found[1]


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the sum over cells of the largest line."""
    cells = _cells(problem, params)
    members, pupils = cells.sums(chosen[chosen >= 0])
    total = 0
    for pool, (slope, height) in _lines(cells, params).items():
        here = cells.pool == pool
        worth = slope[:, None] * members[here] + height[:, None] * pupils[here]
        total += int(worth.max(0, initial=0).sum())
    return total


def post(problem: Problem, model: Model, params: Params) -> Linear:
    """Write members and pupils of every cell, and a row per cell and line; return their sum."""
    cells = _cells(problem, params)
    rows = np.arange(len(cells.cell), dtype=np.int64)
    most_members, most = cells.sums(rows)
    members = _counted(model, (cells.cell, rows, cells.members), most_members)
    pupils = _counted(model, (cells.cell, rows, cells.pupils), most)
    measure = MEASURES[params.measure]
    summed = []
    for pool, (slope, height) in _lines(cells, params).items():
        here = np.flatnonzero(cells.pool == pool)
        ends = measure.distance(np.array([0.0, 1.0]), cells.share[pool])
        top = int(np.ceil(SCALE * ends.max()))
        worth = model.variables(np.zeros_like(here), top * most[here], integer=False)
        line, cell = (part.ravel() for part in np.indices((len(slope), len(here))))
        entries = (
            np.tile(np.arange(len(line)), 3),
            np.r_[members[here][cell], pupils[here][cell], worth[cell]],
            np.r_[slope[line], height[line], np.full(len(line), -1)],
        )
        model.add_rows("evenness", entries, upper=np.zeros(len(line), np.int64))
        summed.append(worth)
    columns = np.concatenate([np.zeros(0, np.int64), *summed])
    return Linear(columns, np.ones_like(columns))


def reading(problem: Problem, chosen: IntArray, params: Params) -> dict[str, float]:
    """Return the measure itself, what the lines make of it, and how far too low they can be."""
    cells, measure = _cells(problem, params), MEASURES[params.measure]
    members, pupils = cells.sums(chosen[chosen >= 0])
    exact = error = complete = 0.0
    for pool, found in _lines(cells, params).items():
        here = (cells.pool == pool) & (pupils > 0)
        share = cells.share[pool]
        p = members[here] / (1000 * pupils[here])
        exact += float(pupils[here] @ measure.distance(p, share))
        error += largest_error(measure, share, found) * int(pupils[here].sum())
        complete += cells.everybody[pool] * measure.complete(share)
    if not complete:
        return {}
    drawn = value(problem, chosen, params) / SCALE
    parts = {"index": exact, "lines": drawn, "error": error}
    return {name: part / complete for name, part in parts.items()}


def _cells(problem: Problem, params: Params) -> _Cells:
    composition = problem.composition(params.group or problem.balance_group, params.basis)
    cells, cell = cells_of(problem, params.per)
    together = params.per == "unit"
    pool = np.zeros(len(cells), np.int64) if together else cells[:, 1]
    of_party = np.zeros_like(problem.parties.grade) if together else problem.parties.grade
    sums = np.zeros((2, len(problem.grades.codes)), np.int64)
    for into, column in zip(sums, (composition, problem.parties.size), strict=True):
        np.add.at(into, of_party, column)
    members, number = sums.tolist()
    party = problem.options.party
    return _Cells(
        cell=cell,
        members=composition[party],
        pupils=problem.parties.size[party],
        pool=pool,
        share=tuple(m / (1000 * max(n, 1)) for m, n in zip(members, number, strict=True)),
        everybody=tuple(number),
    )


def _lines(cells: _Cells, params: Params) -> dict[int, tuple[IntArray, IntArray]]:
    """Return the lines of every pool in which the group is neither nobody nor everybody."""
    mixed = [pool for pool, share in enumerate(cells.share) if 0 < share < 1]
    return {
        pool: lines(MEASURES[params.measure], cells.share[pool], params.pieces) for pool in mixed
    }


def _counted(
    model: Model, entries: tuple[IntArray, IntArray, IntArray], most: IntArray
) -> IntArray:
    """Return a column per cell that is the sum of `entries` there."""
    none, own = np.zeros_like(most), np.arange(len(most))
    column = model.variables(none, most, integer=False)
    row, columns, weight = entries
    at = (np.r_[row, own], np.r_[columns, column], np.r_[weight, none - 1])
    model.add_rows("evenness", at, upper=none, lower=none)
    return column
