"""A first whole plan from the relaxed programme: trips that are nearly taken are taken."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from skolval.solver.routing_case import BusCase
from skolval.solver.routing_columns import Root
from skolval.solver.routing_plan import Trip
from skolval.solver.routing_pool import Column, Pool

__all__ = ["dived", "parted"]

_NEARLY = 0.6
_AT_ONCE = 0.04
"""Part of the open trips that is taken when none is nearly taken."""


def dived(pool: Pool, root: Root) -> list[Trip]:
    """Return trips that serve every stop once; `root` is used up."""
    shares, fixed = root.shares, np.zeros(len(root.shares), np.bool_)
    while True:
        open_ = np.flatnonzero(~fixed & (shares > 1e-6))
        if not len(open_):
            break
        order = open_[np.argsort(-shares[open_], kind="stable")]
        nearly = int((shares[order] >= _NEARLY).sum())
        taken = order[: nearly or max(1, int(_AT_ONCE * len(order)))]
        fixed[taken] = True
        root.master.fix(taken)
        _value, shares, _prices = root.master.solve()
    return parted(pool.case, (pool.columns[c] for c in np.flatnonzero(fixed)))


def parted(case: BusCase, columns: Iterable[Column]) -> list[Trip]:
    """Return the columns as trips in which every stop is served once: by the first that has it.

    A trip without some of its stops is no longer and no fuller.
    """
    served: list[set[int]] = [set() for _school in case.schools]
    trips = []
    for column in columns:
        stops = tuple(stop for stop in column.stops if stop not in served[column.school])
        served[column.school].update(stops)
        if stops:
            trips.append(Trip(column.school, stops))
    return trips
