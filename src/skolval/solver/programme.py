"""From bundles to a system: one column per bundle and option, rows as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear
from skolval.solver.bundle import Bundles, bundle, mixed, signatures
from skolval.solver.column_kernel import numbered
from skolval.solver.model import NO_BOUND, Posted
from skolval.solver.reduce import Reduced, reduce_rows
from skolval.solver.system import FloatArray, System

__all__ = ["Programme", "counted", "programme", "tightened"]

_LARGE, _MARGIN = 10_000.0, 500.0
"""Rows whose numbers exceed the first get the second as margin (1/200 pupil of deviation)."""


@dataclass(frozen=True, slots=True)
class Programme:
    """The problem as the engines see it.

    Parameters
    ----------
    system : columns are K bundled options (whole numbers of parties), then the rules' and
        goals' own columns, then one slack per priced row; rows are one per bundle (how many
        are placed), then the shared rows. Its cost is the first goal and the prices.
    costs : cost vector of every goal, over the system's columns (prices in the first).
    constants : the goals' constants.
    classes : (K,) columns with the same number are told apart by no shared row and belong
        to one offering: only their sum matters to the rules.
    """

    problem: Problem
    posted: Posted
    reduced: Reduced
    bundles: Bundles
    system: System
    costs: tuple[FloatArray, ...]
    constants: tuple[float, ...]
    classes: IntArray

    @property
    def n_choices(self) -> int:
        """Number of bundled option columns."""
        return len(self.bundles.column_option)


def programme(problem: Problem, posted: Posted, goals: Sequence[Linear]) -> Programme:
    """Return the system of what was `posted`, with `goals` first first."""
    party = problem.options.party
    reduced = reduce_rows(posted, party, len(problem.parties))
    bundles = bundle(problem, posted, reduced, goals)
    kept = bundles.column_option
    n_own = len(posted.lower)
    shared = np.flatnonzero(reduced.shared)
    slack = np.flatnonzero(posted.row_price[shared] > 0)
    matrix = _matrix(posted, bundles, shared, slack)
    costs, constants = _costs(posted, kept, goals, len(slack))
    price = reduced.price - reduced.miss_price[party]
    costs[0] = costs[0] + np.r_[price[kept], np.zeros(n_own), posted.row_price[shared[slack]]]
    constants[0] += float(reduced.miss_price.sum())
    size = bundles.count.astype(np.float64)
    must = ~reduced.may_miss[bundles.first]
    # No rule and no prices at all: nothing would make anybody be placed nor not placed.
    system = System(
        cost=costs[0],
        lower=np.r_[np.zeros(len(kept)), posted.lower, np.zeros(len(slack))].astype(np.float64),
        upper=np.r_[size[bundles.column_bundle], posted.upper, np.full(len(slack), np.inf)],
        integer=np.r_[np.ones(len(kept), np.bool_), posted.integer, np.zeros(len(slack), np.bool_)],
        matrix=matrix,
        row_lower=np.r_[np.where(must, size, 0), _open(posted.row_lower[shared])],
        row_upper=np.r_[size, _open(posted.row_upper[shared])],
        constant=constants[0],
    )
    offering = mixed(problem.options.offering[kept].astype(np.uint64))
    _, classes = numbered(mixed(signatures(posted, reduced.shared, ())[kept] + offering))
    return Programme(
        problem=problem,
        posted=posted,
        reduced=reduced,
        bundles=bundles,
        system=system,
        costs=tuple(costs),
        constants=tuple(constants),
        classes=classes,
    )


def _costs(
    posted: Posted, kept: IntArray, goals: Sequence[Linear], n_slack: int
) -> tuple[list[FloatArray], list[float]]:
    """Return the goals over all columns, and their constants; one that is always 0 if none is."""
    n_own = len(posted.lower)
    costs = []
    for goal in goals:
        dense = np.bincount(goal.columns, goal.coefficients, posted.n_options + n_own)
        costs.append(np.r_[dense[kept], dense[posted.n_options :], np.zeros(n_slack)])
    constants = [float(goal.constant) for goal in goals] or [0.0]
    return costs or [np.zeros(len(kept) + n_own + n_slack)], constants


def counted(system: System, classes: IntArray) -> System:
    """Return `system` with whole counts per class, and the choices themselves continuous.

    Given whole counts, choices -> counts is a transportation problem, so a min-cost flow
    completes it in whole numbers. Only the counts need branching. Where nearly every
    column is a class of its own, the system is returned as it is.

    Parameters
    ----------
    classes : class of each of the first columns; the new columns stand last.
    """
    names, of_column = np.unique(classes, return_inverse=True)
    n, n_counts = len(classes), len(names)
    if n_counts > 0.7 * n:
        return system
    width = len(system.cost)
    sums = sparse.csr_array((np.ones(n), (of_column.reshape(-1), np.arange(n))), (n_counts, width))
    link = sparse.hstack([sums, -sparse.eye_array(n_counts)], "csr")
    none = sparse.csr_array((system.matrix.shape[0], n_counts))
    integer = system.integer.copy()
    integer[:n] = False
    most = sums @ system.upper
    zero = np.zeros(n_counts)
    return system.replace(
        cost=np.r_[system.cost, zero],
        lower=np.r_[system.lower, zero],
        upper=np.r_[system.upper, most],
        integer=np.r_[integer, np.ones(n_counts, np.bool_)],
        matrix=sparse.vstack([sparse.hstack([system.matrix, none], "csr"), link], "csr"),
        row_lower=np.r_[system.row_lower, zero],
        row_upper=np.r_[system.row_upper, zero],
    )


def tightened(system: System) -> System:
    """Return `system` with a margin on rows of large numbers, for an engine's rounding."""
    largest = np.zeros(system.matrix.shape[0])
    of_row = np.repeat(np.arange(len(largest)), np.diff(system.matrix.indptr))
    np.maximum.at(largest, of_row, np.abs(system.matrix.data))
    wide = (largest > _LARGE) | (np.abs(system.row_upper) > _LARGE)
    # A row that says equals has no room for a margin.
    wide &= np.isfinite(system.row_upper) & (system.row_upper - system.row_lower > 2 * _MARGIN)
    return system.replace(row_upper=np.where(wide, system.row_upper - _MARGIN, system.row_upper))


def _matrix(
    posted: Posted, bundles: Bundles, shared: IntArray, slack: IntArray
) -> sparse.csr_array:
    kept, k = bundles.column_option, len(bundles.column_option)
    n_own = len(posted.lower)
    place = np.full(posted.n_options + n_own, -1, np.int32)
    place[kept] = np.arange(k)
    place[posted.n_options :] = np.arange(k, k + n_own)
    used = np.zeros(len(posted.row_upper), np.bool_)
    used[shared] = True
    column = place[posted.column]
    inside = (column >= 0) & np.repeat(used, np.diff(posted.start))
    ends = np.cumsum(np.r_[False, inside], dtype=np.int32)[posted.start]
    column = column[inside]
    rules = sparse.csr_array(
        (
            np.r_[np.ones(k), posted.coefficient[inside]],
            np.r_[np.arange(k, dtype=np.int32), column],
            np.r_[_pointer(bundles), k + ends[shared + 1]],
        ),
        (len(bundles.count) + len(shared), k + n_own),
    )
    rules.sort_indices()
    if not len(slack):
        return rules
    soft = sparse.csr_array(
        (np.full(len(slack), -1.0), (len(bundles.count) + slack, np.arange(len(slack)))),
        (rules.shape[0], len(slack)),
    )
    return sparse.hstack([rules, soft], "csr")


def _pointer(bundles: Bundles) -> IntArray:
    """Return the CSR pointer of the columns by bundle."""
    width = np.bincount(bundles.column_bundle, minlength=len(bundles.count))
    start: IntArray = np.r_[np.int64(0), np.cumsum(width)]
    return start


def _open(bound: IntArray) -> FloatArray:
    real = bound.astype(np.float64)
    real[bound >= NO_BOUND] = np.inf
    real[bound <= -NO_BOUND] = -np.inf
    return real
