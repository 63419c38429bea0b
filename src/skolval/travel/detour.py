"""Detour (omvägsfaktor): metres along the streets for every metre of straight line, by distance.

What an instance without streets should use for its straight lines, measured where there are
streets. Short ways wind more than long ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.travel.network import Network
from skolval.travel.snapping import Snap
from skolval.travel.walking import walking_metres

__all__ = ["BANDS", "Detour", "detour", "suggested_factor"]

FloatArray = npt.NDArray[np.float64]

BANDS: tuple[tuple[float, float], ...] = ((500, 1000), (1000, 2000), (2000, 4000))
"""Metres of straight line, from (with) to (without)."""

_ORIGINS = 200
_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Detour:
    """How ways wind at some straight-line distance.

    Parameters
    ----------
    low, high : metres of straight line. pairs : measured ones.
    tenth, median, ninetieth : quantiles of metres along streets per metre of straight line;
        not a number where there is no pair.
    """

    low: float
    high: float
    pairs: int
    tenth: float
    median: float
    ninetieth: float


def detour(
    network: Network,
    *,
    bands: tuple[tuple[float, float], ...] = BANDS,
    origins: int = _ORIGINS,
    seed: int = 1,
) -> tuple[Detour, ...]:
    """Return how ways between places of a network wind, by band of straight-line distance.

    Places are all crossings, ends and bends of its streets, so that a network is measured alike
    whether its edges are joined or not.

    Parameters
    ----------
    origins : places drawn by `seed`, between which and all others ways are measured.
    """
    places = _places(network)
    drawn = np.random.default_rng(seed).permutation(len(places.x))[: min(origins, len(places.x))]
    chosen = places.part(np.sort(drawn))
    metres = walking_metres(network, homes=places, units=chosen)
    straight = np.hypot(
        places.x[:, None] - chosen.x[None, :], places.y[:, None] - chosen.y[None, :]
    )
    part = network.part[network.start]
    usable = (metres >= 0) & (part[places.edge][:, None] == part[chosen.edge][None, :])
    return tuple(_band(metres, straight, usable, band) for band in bands)


def _places(network: Network) -> Snap:
    """Return every point of the drawn streets once, as a door on its street."""
    shapes = network.shapes
    edge = np.repeat(np.arange(len(network.start)), np.diff(shapes.first))
    steps = np.hypot(np.diff(shapes.x, prepend=shapes.x[0]), np.diff(shapes.y, prepend=shapes.y[0]))
    gone = np.cumsum(steps)
    done = gone - gone[shapes.first[:-1]][edge]
    total = done[shapes.first[1:] - 1][edge]
    offset = done / np.where(total > 0, total, 1.0) * network.metres[edge]
    points = np.column_stack([shapes.x, shapes.y])
    _points, first = np.unique(points, axis=0, return_index=True)
    rows = np.sort(first)
    return Snap(edge[rows], offset[rows], np.zeros(len(rows)), shapes.x[rows], shapes.y[rows])


def suggested_factor(found: tuple[Detour, ...]) -> float:
    """Return the median detour over all bands, each counting alike, to two decimals; 1.3 without.

    Each band counts alike because pupils live in all of them, and pairs are most at the far end.
    """
    known = [band.median for band in found if band.pairs]
    return round(float(np.mean(known)), 2) if known else 1.3


def _band(
    metres: npt.NDArray[np.int32],
    straight: FloatArray,
    usable: npt.NDArray[np.bool_],
    band: tuple[float, float],
) -> Detour:
    low, high = band
    within = usable & (straight >= low) & (straight < high)
    factors = metres[within] / straight[within]
    if not len(factors):
        return Detour(low, high, 0, np.nan, np.nan, np.nan)
    tenth, median, ninetieth = (float(q) for q in np.quantile(factors, _QUANTILES))
    return Detour(low, high, len(factors), tenth, median, ninetieth)
