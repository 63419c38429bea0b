"""A proven bound by prices: every party's price, against the cheapest groups of every unit.

Whatever the prices are, the sum of what each unit's cheapest groups and pupils cost at them is
a lower bound (Lagrangian relaxation). Groups stay whole in it, so it is far better than a linear
programme's; the prices go along smoothed subgradients.

Source: Geoffrion (1974), Mathematical Programming Study 2, 82-114; Fisher (1981), Management
Science 27(1), 1-18; Camerini, Fratta & Maffioli (1975), Mathematical Programming Study 3, 26-34.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import IntArray
from skolval.domain.surfaces import Cancel
from skolval.solver.hosting.frame import Frame
from skolval.solver.hosting.kernel import chosen_groups, host_costs, taken_items
from skolval.solver.system import FloatArray

__all__ = ["Priced", "Prices", "best_prices", "priced", "prices_of"]

_PATIENCE, _SHORTER, _SMOOTH = 20, 0.7, 0.3
_NEAR = 3
_SMALLEST = 1e-6
_IMPOSSIBLE = 1e13


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of parties (B,) and of rows (R,)."""

    parties: FloatArray
    rows: FloatArray


@dataclass(frozen=True, slots=True)
class Priced:
    """What prices say.

    Parameters
    ----------
    bound : proven; infinite where the hosts' rules alone leave nothing.
    values : (N,) columns of the cheapest, which need not hold together.
    margin : (K,) what each choice costs beyond its party's price.
    groups : (H,) of the cheapest. worth : what one group more in all would save, at most 0.
    costs : (H, groups + 1) of each host with so many groups.
    """

    bound: float
    values: FloatArray
    margin: FloatArray
    groups: IntArray
    worth: float
    costs: FloatArray


def priced(frame: Frame, prices: Prices) -> Priced:
    """Return the bound of `prices`, and the cheapest at them."""
    hosts, system = frame.hosts, frame.system
    cost = system.cost + frame.rows.T @ prices.rows
    k = len(frame.bundle)
    margin = cost[:k] - prices.parties[frame.bundle]
    costs = np.zeros((len(hosts.most), int(hosts.most.max(initial=0)) + 1))
    even = bool((hosts.weight == hosts.weight[:1]).all())
    mine = margin[hosts.choice]
    host_costs(mine, hosts.arrays, even, costs)
    costs += np.arange(costs.shape[1]) * cost[frame.groups][:, None]
    groups = np.zeros(len(hosts.most), np.int64)
    limits = (-1 if frame.groups_most is None else frame.groups_most, frame.min_hosts)
    best, worth = chosen_groups(
        costs, hosts.first, hosts.unit_most, cost[frame.switches], limits, groups
    )
    values = np.zeros(len(system.cost))
    taken = np.zeros(len(hosts.choice), np.int64)
    taken_items(mine, hosts.arrays, even, groups, taken)
    values[hosts.choice] = taken
    values[frame.groups] = groups
    values[frame.switches] = np.bincount(hosts.unit, groups, len(frame.switches)) > 0
    loose = np.r_[frame.direct, frame.others]
    price = np.where(loose < k, np.r_[margin, cost[k:]][loose], cost[loose])
    upper = np.where(price < 0, system.upper[loose], 0.0)
    values[loose] = np.where(price < 0, upper, system.lower[loose])
    rest = float(price @ values[loose])
    fixed = float(prices.parties @ frame.size) - float(prices.rows @ frame.right)
    bound = system.constant + best + rest + fixed if best < _IMPOSSIBLE else np.inf
    return Priced(float(bound), values, margin, groups, worth, costs)


def best_prices(
    frame: Frame, steps: int, *, cancel: Cancel | None = None, start: Prices | None = None
) -> tuple[Prices, Priced, FloatArray]:
    """Return prices of a high bound, what they say, and the mean of the last cheapest columns.

    Parameters
    ----------
    steps : along subgradients; the same on every machine.
    """
    prices = start or _first(frame)
    scale = _scale(frame)
    best, at = priced(frame, prices), prices
    found = best
    mean = best.values.copy()
    way = np.zeros(len(frame.size) + len(frame.right))
    reach, waited = 0.05 * max(abs(best.bound - frame.system.constant), 1.0), 0
    for _step in range(steps if np.isfinite(best.bound) else 0):
        if cancel is not None and cancel.is_set():
            break
        missing = frame.size - np.bincount(frame.bundle, found.values[: len(frame.bundle)],
                                           len(frame.size))  # fmt: skip
        over = (frame.rows @ found.values - frame.right) / scale
        over[(over < 0) & (prices.rows <= 0)] = 0.0  # a price at 0 goes no lower
        way = (1 - _SMOOTH) * way + _SMOOTH * np.r_[missing, over]
        length = float(way @ way)
        if length < _SMALLEST:
            break
        prices = _moved(frame, prices, (reach / length) * way, scale)
        found = priced(frame, prices)
        mean += 0.1 * (found.values - mean)
        if found.bound > best.bound + _SMALLEST * abs(best.bound):
            best, at, waited = found, prices, 0
            continue
        waited += 1
        if waited >= _PATIENCE:
            reach, waited, prices = reach * _SHORTER, 0, at
            found = best
            way[:] = 0
    return at, best, mean


def prices_of(frame: Frame, duals: FloatArray | None) -> Prices | None:
    """Return the prices that a linear programme's `duals` of the system's rows are.

    They prove at least what it proves. None where there are no duals.
    """
    if duals is None:
        return None
    system, n = frame.system, len(frame.size)
    first = len(system.row_upper) - frame.many
    mine = duals[first:]
    lower, upper = system.row_lower[first:], system.row_upper[first:]
    rows = np.r_[-mine[np.isfinite(upper)], mine[np.isfinite(lower)]]
    parties = np.where(frame.free, np.minimum(duals[:n], 0.0), duals[:n])
    return Prices(parties, np.clip(rows, 0.0, frame.ceiling))


def _moved(frame: Frame, prices: Prices, step: FloatArray, scale: FloatArray) -> Prices:
    n = len(frame.size)
    parties = prices.parties + step[:n]
    rows = np.clip(prices.rows + step[n:] / scale, 0.0, frame.ceiling)
    return Prices(np.where(frame.free, np.minimum(parties, 0.0), parties), rows)


def _scale(frame: Frame) -> FloatArray:
    """Return the usual size of each priced row's numbers."""
    rows = frame.rows
    many = np.diff(rows.indptr)
    total = np.bincount(np.repeat(np.arange(len(many)), many), np.abs(rows.data), len(many))
    scale: FloatArray = np.maximum(total / np.maximum(many, 1), 1.0)
    return scale


def _first(frame: Frame) -> Prices:
    """Return the cost of each party's third cheapest choice and its part of a group."""
    hosts, system = frame.hosts, frame.system
    k = len(frame.bundle)
    cost = system.cost[:k].copy()
    heads = np.maximum(hosts.seat // max(int(hosts.weight.max(initial=1)), 1), 1)
    each = system.cost[frame.groups] / heads
    each += system.cost[frame.switches][hosts.unit] / heads
    cost[hosts.choice] += np.repeat(each, np.diff(hosts.start))
    parties = np.zeros(len(frame.size))
    if k:
        order = np.lexsort((cost, frame.bundle))
        start = np.searchsorted(frame.bundle[order], np.arange(len(frame.size) + 1))
        third = np.minimum(start[:-1] + _NEAR - 1, start[1:] - 1)
        parties = np.where(start[1:] > start[:-1], cost[order[third]], 0.0)
    parties = np.where(frame.free, np.minimum(parties, 0.0), parties)
    return Prices(parties, np.zeros(len(frame.right)))
