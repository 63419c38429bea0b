"""A first placement in groups: among likely hosts and choices, then among more, then among all."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from skolval.domain.problem import BoolArray
from skolval.solver.hosting.dual import Priced
from skolval.solver.hosting.frame import Frame
from skolval.solver.hosting.margins import host_order, likely_columns, only_hosts
from skolval.solver.hosting.narrow import narrowed
from skolval.solver.system import Answer, Limits

__all__ = ["constructed"]

_WIDER = ((1.3, 0.5, 4), (1.8, 1.5, 8))
"""How many hosts, times those that run at the best prices; how much dearer a choice may be, in
usual margins; and how many choices of each party whatever they cost."""
_GAP, _NODES = 0.03, 20


def constructed(
    frame: Frame, best: Priced, spare: BoolArray, limits: Limits, deadline: float
) -> Answer:
    """Return an answer with the values of a first placement; infeasible only when proven.

    Parameters
    ----------
    spare : columns that the first looks do without. deadline : of the emergency brake.
    """
    nothing = np.zeros(len(frame.system.cost))
    answer = Answer("unknown")
    for free in (*_likely(frame, best, spare), np.ones(len(nothing), np.bool_)):
        left = deadline - time.perf_counter()
        if limits.cancelled or left <= 0:
            return Answer("unknown", cancelled=limits.cancelled, timed_out=left <= 0)
        whole = bool(free.all())
        rough = replace(
            limits,
            gap=max(limits.gap, _GAP),
            nodes=limits.nodes if whole else min(limits.nodes, _NODES),
            seconds=left,
            second=whole,
        )
        answer, values = narrowed(frame.system, free, nothing, rough)
        if values is not None:
            return replace(answer, values=values, bound=answer.bound if whole else -np.inf)
    return answer


def _likely(frame: Frame, best: Priced, spare: BoolArray) -> list[BoolArray]:
    order = host_order(frame, best)
    running = int((best.groups > 0).sum())
    usual = float(np.abs(best.margin).mean()) + 1.0
    only = only_hosts(frame)
    found = []
    for wide, near, few in _WIDER:
        hosts = np.union1d(order[: int(wide * running) + 3], only)
        found.append(likely_columns(frame, best, hosts, near=near * usual, few=few))
    found[0] &= ~spare
    return found
