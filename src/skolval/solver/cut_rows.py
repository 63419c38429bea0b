"""Rows and columns added to a system while it is searched (rader som hämtas vid behov)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from skolval.domain.problem import IntArray
from skolval.domain.surfaces import Cut
from skolval.solver.programme import Programme
from skolval.solver.system import System

__all__ = ["placed_today", "with_cuts", "with_flow"]


def with_cuts(system: System, cuts: Sequence[Cut], column_of: IntArray) -> System:
    """Return the system with the rows of `cuts`; options that are not allowed are 0.

    Parameters
    ----------
    column_of : (n_options,) column of each option row, -1 where it has none.
    """
    if not cuts:
        return system
    row = np.repeat(np.arange(len(cuts)), [len(columns) for columns, _c, _u in cuts])
    column = column_of[np.concatenate([columns for columns, _c, _u in cuts])]
    value = np.concatenate([coefficients for _columns, coefficients, _u in cuts])
    used = column >= 0
    more = sparse.csr_array(
        (value[used].astype(np.float64), (row[used], column[used])),
        (len(cuts), len(system.cost)),
    )
    return system.replace(
        matrix=sparse.vstack([system.matrix, more], "csr"),
        row_lower=np.r_[system.row_lower, np.full(len(cuts), -np.inf)],
        row_upper=np.r_[system.row_upper, np.array([upper for _c, _v, upper in cuts], float)],
    )


def with_flow(
    system: System,
    column_of: IntArray,
    most: IntArray,
    entries: tuple[IntArray, IntArray, IntArray],
    bounds: tuple[IntArray, IntArray],
) -> System:
    """Return the system with further columns and rows on them and the options.

    Parameters
    ----------
    column_of : (n_options,) column of each option row, -1 where it has none.
    most : (k,) largest value of each further column; they are called n_options + 0, 1, ...
    entries : (row, name, value) of the further rows. bounds : their least and largest sums.
    """
    row, name, value = entries
    width, n, k = len(system.cost), len(column_of), len(most)
    column = np.where(name < n, column_of[np.minimum(name, n - 1)], width + name - n)
    used = column >= 0
    more = sparse.csr_array(
        (value[used].astype(np.float64), (row[used], column[used])),
        (len(bounds[0]), width + k),
    )
    wider = sparse.hstack([system.matrix, sparse.csr_array((system.matrix.shape[0], k))])
    least = np.where(bounds[0] <= -(2**40), -np.inf, bounds[0])
    return system.replace(
        cost=np.r_[system.cost, np.zeros(k)],
        lower=np.r_[system.lower, np.zeros(k)],
        upper=np.r_[system.upper, most.astype(np.float64)],
        integer=np.r_[system.integer, np.zeros(k, np.bool_)],
        matrix=sparse.vstack([wider, more], "csr"),
        row_lower=np.r_[system.row_lower, least],
        row_upper=np.r_[system.row_upper, bounds[1].astype(np.float64)],
    )


def placed_today(found: Programme) -> IntArray:
    """Return the option row of every party at its unit of today, -1 where it has none."""
    problem = found.problem
    party = problem.options.party
    stays = problem.unit_of_option() == problem.parties.current_unit[party]
    rows = np.flatnonzero(stays)[::-1]
    chosen = np.full(len(problem.parties), -1, np.int64)
    chosen[party[rows]] = rows
    return chosen
