"""A placement made better part by part: the hosts of some units, and all who go there now.

The parts are small programmes of their own, solved one after the other: units that the same
pupils could reach, and pairs of such parts, so that a group can be closed here and opened there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.hosting.frame import Frame
from skolval.solver.hosting.margins import host_of_choice, rank_within
from skolval.solver.hosting.narrow import narrowed
from skolval.solver.system import FloatArray, Limits

__all__ = ["Budget", "improved"]

_NEAR, _TOGETHER, _APART = 6, 12, 7
_GAP, _NODES = 1e-4, 200
_GAIN = 1e-7


@dataclass(frozen=True, slots=True)
class Budget:
    """How long parts are tried.

    Parameters
    ----------
    parts : tried at most. enough : called with the value, whether it is good enough.
    stopped : whether somebody wishes to stop, or the brake has decided.
    """

    parts: int
    enough: Callable[[float], bool]
    stopped: Callable[[], bool]


def improved(frame: Frame, values: FloatArray, limits: Limits, budget: Budget) -> FloatArray:
    """Return a placement that is no worse than `values`, which is one."""
    system = frame.system
    small = Limits(gap=_GAP, nodes=min(_NODES, limits.nodes), seconds=limits.seconds, second=False)
    host = host_of_choice(frame)
    unit = np.where(host >= 0, frame.hosts.unit[np.maximum(host, 0)], -1)
    since = 0
    close = _neighbours(frame, unit)
    for number, units in enumerate(_parts(close)):
        value = float(system.cost @ values) + system.constant
        if number >= budget.parts or since > 2 * len(close) or budget.stopped():
            break
        if budget.enough(value):
            break
        free = _free(frame, values, unit, units)
        _, found = narrowed(system, free, values, small, hint=True)
        since += 1
        if found is None or system.cost @ found >= system.cost @ values - _GAIN * abs(value):
            continue
        values, since = found, 0
    return values


def _parts(close: IntArray) -> Iterator[IntArray]:
    """Yield parts without end: each unit with its neighbours, then two units with a few each."""
    units = len(close)
    turn = 0
    while True:
        for unit in range(units):
            yield close[unit, :_TOGETHER]
        for unit in range(units):
            other = (unit + 1 + 7 * turn + units // 3) % units
            yield np.union1d(close[unit, :_APART], close[other, :_APART])
        turn += 1


def _neighbours(frame: Frame, unit: IntArray) -> IntArray:
    """Return (U, U) for each unit itself, then those that most of the same pupils could reach."""
    units = len(frame.switches)
    bundles = len(frame.size)
    cost = frame.system.cost[: len(unit)]
    near = (rank_within(cost, frame.bundle, bundles) < _NEAR) & (unit >= 0)
    reach = sparse.csr_array(
        (np.ones(int(near.sum())), (frame.bundle[near], unit[near])), (bundles, units)
    )
    both = (reach.T @ reach).toarray()
    np.fill_diagonal(both, np.inf)
    order: IntArray = np.argsort(-both, axis=1, kind="stable")
    return order


def _free(frame: Frame, values: FloatArray, unit: IntArray, units: IntArray) -> BoolArray:
    """Return (N,) the columns of these units, and the choices of those who go to them now."""
    k = len(unit)
    inside = np.zeros(len(frame.switches) + 1, np.bool_)
    inside[units] = True
    now = np.zeros(len(frame.size), np.bool_)
    now[frame.bundle[(values[:k] > 0) & inside[unit]]] = True
    free = np.zeros(len(values), np.bool_)
    free[:k] = now[frame.bundle] & (inside[unit] | (values[:k] > 0))
    free[frame.others] = True
    free[frame.groups[inside[frame.hosts.unit]]] = True
    free[frame.switches[units]] = True
    return free
