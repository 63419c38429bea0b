"""A placement made better part by part: the hosts of some units, and all who go there now.

The parts are small programmes of their own, solved one after the other; which they are is told
in `parts`. Before them, all pupils are moved among the groups that there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.problem import BoolArray
from skolval.solver.hosting.frame import Frame
from skolval.solver.hosting.margins import host_of_choice, rank_within
from skolval.solver.hosting.narrow import narrowed
from skolval.solver.hosting.parts import parts_of, round_of
from skolval.solver.system import Answer, FloatArray, Limits

__all__ = ["Budget", "guided", "improved", "settled"]

_GAP, _NODES = 1e-4, 200
_GAIN = 1e-7
_SOME, _CHEAP = 1e-6, 2


@dataclass(frozen=True, slots=True)
class Budget:
    """How long parts are tried.

    Parameters
    ----------
    parts : solved at most. enough : called with the value, whether it is good enough.
    stopped : whether somebody wishes to stop, or the brake has decided.
    work : of all parts together, the sum of their columns squared, which is about what they
        take; None for any.
    wide : choices above which a part is passed over until all smaller ones have been tried,
        and then twice as many; None where none is.
    """

    parts: int
    enough: Callable[[float], bool]
    stopped: Callable[[], bool]
    wide: int | None = None
    work: int | None = None


def improved(
    frame: Frame, values: FloatArray, limits: Limits, budget: Budget, near: FloatArray
) -> FloatArray:
    """Return a placement that is no worse than `values`, which is one.

    Parameters
    ----------
    limits : of each part. near : (K,) how far away each choice is, in any unit.
    """
    system = frame.system
    small = replace(
        limits, gap=max(_GAP, limits.gap), nodes=min(_NODES, limits.nodes), second=False
    )
    since, solved, done, wide = 0, 0, 0, budget.wide
    most = np.inf if budget.work is None else budget.work
    tried: set[bytes] = set()
    for hosts in parts_of(frame, near):
        value = float(system.cost @ values) + system.constant
        if solved >= budget.parts or done > most or budget.stopped() or budget.enough(value):
            break
        since += 1
        if since > round_of(frame):
            if wide is None or wide > len(near):
                break
            since, wide = 0, 2 * wide
        free = _free(frame, values, hosts)
        if (wide is not None and free[: len(near)].sum() > wide) or free.tobytes() in tried:
            continue
        tried.add(free.tobytes())
        solved, done = solved + 1, done + int(free.sum()) ** 2
        better = _better(frame, values, free, small)
        if better is not None:
            values, since = better, 0
            tried.clear()
    return values


def settled(frame: Frame, values: FloatArray, limits: Limits) -> FloatArray:
    """Return a placement in the same groups that is no worse than `values`."""
    free = np.ones(len(values), np.bool_)
    free[frame.groups] = False
    free[frame.switches] = False
    better = _better(frame, values, free, limits)
    return values if better is None else better


def guided(
    frame: Frame, values: FloatArray, relaxed: Answer, limits: Limits, work: int
) -> FloatArray:
    """Return a placement near the linear programme's that is no worse than `values`.

    Free are the hosts that run in either, and of every party the choices that are taken in
    either and the two that cost least at the linear programme's prices; where that is more
    than `work` (see `Budget`), nothing is done.
    """
    if relaxed.values is None or relaxed.reduced_costs is None:
        return values
    k = len(frame.bundle)
    free: BoolArray = (relaxed.values > _SOME) | (values > _SOME)
    free[:k] |= rank_within(relaxed.reduced_costs[:k], frame.bundle, len(frame.size)) < _CHEAP
    free[frame.others] = True
    if int(free.sum()) ** 2 > work:
        return values
    better = _better(frame, values, free, limits)
    return values if better is None else better


def _better(frame: Frame, values: FloatArray, free: BoolArray, limits: Limits) -> FloatArray | None:
    """Return a better placement that differs in the `free` columns, None if none was found."""
    system = frame.system
    _, found = narrowed(system, free, values, limits, hint=True)
    least = _GAIN * abs(float(system.cost @ values) + system.constant)
    if found is None or system.cost @ found >= system.cost @ values - least:
        return None
    return found


def _free(frame: Frame, values: FloatArray, hosts: BoolArray) -> BoolArray:
    """Return (N,) the columns of these hosts, and the choices of those who go to them now."""
    host = host_of_choice(frame)
    inside = (host >= 0) & hosts[np.maximum(host, 0)]
    k = len(host)
    now = np.zeros(len(frame.size), np.bool_)
    now[frame.bundle[(values[:k] > 0) & inside]] = True
    free = np.zeros(len(values), np.bool_)
    free[:k] = now[frame.bundle] & (inside | (values[:k] > 0))
    free[frame.others] = True
    free[frame.groups[hosts]] = True
    free[frame.switches[np.unique(frame.hosts.unit[hosts])]] = True
    return free
