"""Metres between places (avstånd mellan områden): along the streets where there are any.

For spatial segregation: who lives within so many metres of each area's point. Straight lines
are plain straight lines here, with no detour factor, and are told as such.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from skolval.domain.instance import Instance
from skolval.travel.network import network_of
from skolval.travel.snapping import snap
from skolval.travel.table import REACH_METRES
from skolval.travel.walking import walking_metres

__all__ = ["metres_between"]

FloatArray = npt.NDArray[np.float64]


def metres_between(instance: Instance, x: FloatArray, y: FloatArray) -> tuple[FloatArray, str]:
    """Return (n, n) metres between points and how they were measured.

    Parameters
    ----------
    x, y : (n,) metres, positions of the points.

    Returns
    -------
    The matrix, 0 on the diagonal, infinite where one-way streets leave no way; and ``street``,
    ``mixed`` (some points lie off the streets and are taken by straight line) or ``straight``.
    """
    straight = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    network = network_of(instance, instance.ways.mode)
    if network is None or not len(x):
        return straight, "straight"
    points = snap(x, y, network=network)
    near = np.flatnonzero(points.gap <= REACH_METRES)
    if not len(near):
        return straight, "straight"
    reached = points.part(near)
    metres = walking_metres(network, homes=reached, units=reached).astype(np.float64)
    part = network.part[network.start[reached.edge]]
    joined = part[:, None] == part[None, :]
    cells = np.ix_(near, near)
    straight[cells] = np.where(joined, np.where(metres < 0, np.inf, metres), straight[cells])
    np.fill_diagonal(straight, 0.0)
    return straight, "street" if len(near) == len(x) and joined.all() else "mixed"
