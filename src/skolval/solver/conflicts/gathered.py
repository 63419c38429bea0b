"""Strain of a whole municipality (spänning): the pupils of an area and grade looked at together.

The small programme of areas only guesses the prices of the rows. What is believed is the bound
that these prices prove for every single pupil: each takes the option that is cheapest at
them, and if that still costs more than nothing no placement meets the rules (weak duality).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from skolval.domain.problem import IntArray
from skolval.solver.engine import run_engine
from skolval.solver.programme import Programme
from skolval.solver.system import Answer, FloatArray, Limits, System

__all__ = ["gathered"]

_SLIP = 1e-9


def gathered(found: Programme, elastic: System, limits: Limits) -> Answer:
    """Return prices of the rows of `elastic` and the least strain that they prove.

    Parameters
    ----------
    elastic : the system of `found`, with slacks last; what has no upper bound costs at least 1.
    """
    small, n_groups = _of_areas(found, elastic)
    answer = run_engine(small, limits)
    if answer.status != "found" or answer.duals is None:
        return Answer("unknown")
    return _proven(found, elastic, answer.duals[n_groups:])


def _of_areas(found: Programme, elastic: System) -> tuple[System, int]:
    """Return the programme of areas and grades, by mean coefficients, and how many they are."""
    bundles, k = found.bundles, found.n_choices
    n, width = len(bundles.count), len(elastic.cost)
    parties, first = found.problem.parties, bundles.first
    _names, group = np.unique(
        np.c_[parties.grade[first], parties.area[first]], axis=0, return_inverse=True
    )
    group = group.reshape(-1)
    offering = found.problem.options.offering[bundles.column_option]
    _cells, cell = np.unique(
        np.c_[group[bundles.column_bundle], offering], axis=0, return_inverse=True
    )
    cell = cell.reshape(-1)
    members = np.bincount(cell)
    n_groups, n_cells, rest = int(group.max(initial=-1)) + 1, len(members), width - k
    column = np.r_[cell, n_cells + np.arange(rest)]
    share = np.r_[1 / members[cell], np.ones(rest)]
    mean = sparse.csr_array((share, (np.arange(width), column)), (width, n_cells + rest))
    where = (_cells[:, 0], np.arange(n_cells))
    places = sparse.csr_array((np.ones(n_cells), where), (n_groups, n_cells + rest))
    most = np.bincount(cell, weights=elastic.upper[:k])

    def together(bound: FloatArray) -> FloatArray:
        summed = np.zeros(n_groups)
        np.add.at(summed, group, bound[:n])
        joined: FloatArray = np.r_[summed, bound[n:]]
        return joined

    small = elastic.replace(
        cost=np.r_[(elastic.cost @ mean)[:n_cells], elastic.cost[k:]],
        lower=np.r_[np.zeros(n_cells), elastic.lower[k:]],
        upper=np.r_[most, elastic.upper[k:]],
        integer=np.zeros(n_cells + rest, np.bool_),
        matrix=sparse.vstack([places, elastic.matrix[n:] @ mean], "csr"),
        row_lower=together(elastic.row_lower),
        row_upper=together(elastic.row_upper),
    )
    return small, n_groups


def _proven(found: Programme, elastic: System, price: FloatArray) -> Answer:
    """Return the bound that the prices of the shared rows prove, and every bundle's price."""
    n, k = len(found.bundles.count), found.n_choices
    # a row has a price of the sign that its bounds let it have
    price = np.where(np.isfinite(elastic.row_upper[n:]), price, np.maximum(price, 0.0))
    price = np.where(np.isfinite(elastic.row_lower[n:]), price, np.minimum(price, 0.0))
    reduced = elastic.cost - elastic.matrix[n:].T @ price
    slack = np.isinf(elastic.upper)
    dear = float(np.maximum(-reduced[slack], 0.0).max(initial=0.0))
    if dear > 0:  # what is exceeded costs one; no price may ask for more
        price = price / (1 + dear)
        reduced = elastic.cost - elastic.matrix[n:].T @ price
    cheapest = _cheapest(found.bundles.column_bundle, reduced[:k], n)
    must = elastic.row_lower[:n] > 0
    own = np.where(must, cheapest, np.minimum(cheapest, 0.0))
    if not np.isfinite(own[found.bundles.count > 0]).all():
        return Answer("unknown")
    worth = np.where(np.abs(reduced[k:]) < _SLIP, 0.0, reduced[k:])
    at = np.where(worth > 0, elastic.lower[k:], elastic.upper[k:])
    ends = np.where(price > 0, elastic.row_lower[n:], elastic.row_upper[n:])
    used, moved = np.flatnonzero(price), np.flatnonzero(worth)
    bound = (
        elastic.constant
        + float(own @ found.bundles.count)
        + float(worth[moved] @ at[moved])
        + float(price[used] @ ends[used])
    )
    return Answer("found", bound=bound, duals=np.r_[own, price])


def _cheapest(bundle: IntArray, cost: FloatArray, n: int) -> FloatArray:
    """Return the least cost within each bundle, infinite where it has no column."""
    least = np.full(n, np.inf)
    np.minimum.at(least, bundle, cost)
    return least
