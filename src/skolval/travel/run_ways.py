"""Ways of a hired vehicle (turens väg): by road between a few places, in the shortest order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt

from skolval.domain.instance import Instance
from skolval.domain.problem import IntArray
from skolval.travel.network import Network, network_of
from skolval.travel.snapping import snap
from skolval.travel.walking import METRES_PER_HOUR, measured_ways

__all__ = ["Driving", "RunWay", "driving_of"]

FloatArray = npt.NDArray[np.float64]

_SECONDS_PER_METRE = 3600 / METRES_PER_HOUR["drive"]


@dataclass(frozen=True, slots=True)
class RunWay:
    """A way that ends at the last of the places.

    Parameters
    ----------
    order : places in the order they are called at. metres : of the whole way.
    seconds : driving time from the first place to each, without stops.
    """

    order: tuple[int, ...]
    metres: int
    seconds: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Driving:
    """How far it is by road; straight lines times `detour` where there are no roads."""

    network: Network | None
    detour: float

    def on_street(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the street crossing nearest to each place; the places where there is none."""
        if self.network is None:
            return x, y
        from_x = (self.network.x[None, :] - x[:, None]) ** 2
        nearest = (from_x + (self.network.y[None, :] - y[:, None]) ** 2).argmin(axis=1)
        return self.network.x[nearest], self.network.y[nearest]

    def shortest(self, x: FloatArray, y: FloatArray) -> RunWay | None:
        """Return the shortest way through all places to the last one, None where there is none.

        Of equally long orders the first counts, in the order the places are given. All orders are
        tried, so there should be few places.
        """
        metres = self._metres(x, y)
        last = len(x) - 1
        ways = ((*order, last) for order in permutations(range(last)))
        best = min(ways, key=lambda order: _length(metres, order), default=None)
        if best is None or not np.isfinite(_length(metres, best)):
            return None
        legs = [metres[a, b] for a, b in pairwise(best)]
        along = np.concatenate([[0.0], np.cumsum(legs)])
        seconds = tuple(int(one) for one in np.rint(along * _SECONDS_PER_METRE))
        return RunWay(best, round(float(along[-1])), seconds)

    def between(self, x: FloatArray, y: FloatArray) -> IntArray:
        """Return (n, n) seconds of driving from each place to each, -1 where no road goes."""
        metres = self._metres(x, y)
        known = np.isfinite(metres)
        seconds = np.rint(np.where(known, metres, 0.0) * _SECONDS_PER_METRE)
        return np.where(known, seconds, -1).astype(np.int64)

    def _metres(self, x: FloatArray, y: FloatArray) -> FloatArray:
        if self.network is None:
            return np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) * self.detour
        places = snap(x, y, network=self.network)
        metres = measured_ways(self.network, homes=places, units=places, details=False).metres
        return np.where(metres < 0, np.inf, metres).astype(np.float64)


def _length(metres: FloatArray, order: tuple[int, ...]) -> float:
    return float(sum(metres[a, b] for a, b in pairwise(order)))


def driving_of(instance: Instance) -> Driving:
    """Return the roads of an instance as a car may use them."""
    return Driving(network_of(instance, "drive"), instance.detour_factor)
