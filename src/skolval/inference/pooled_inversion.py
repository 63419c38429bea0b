"""Interval of the underlying D within grades (inom årskurs), by simulation inversion.

As `skolval.inference.inversion`, but with one table per grade: each grade keeps its own share,
the underlying D is the same in all, and what is compared is D pooled over grades,
sum_g sum_u abs(x_gu - t_gu P_g) / sum_g 2 T_g P_g (1 - P_g). Pupils of different ages are then
never compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.inference.inversion import Interval, passing
from skolval.inference.mixing import LARGEST, draw_members, precision_of

__all__ = ["pooled_interval"]

_GRID = (0.0, 0.03, 0.06, 0.09, 0.12, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8,
         0.9, LARGEST)  # fmt: skip
_CELLS = 30_000
_SEED = 1996
_NAN = float("nan")

Stratum = tuple[FloatArray, FloatArray]


def pooled_interval(
    strata: Sequence[Stratum], *, confidence: float = 0.95, seed: int = _SEED
) -> Interval:
    """Return the interval of the underlying D that all `strata` share.

    Parameters
    ----------
    strata : (x, t) of every grade, members and pupils by unit, whole counts; grades where the
        group is empty or everybody are left out. seed : the same seed, the same interval.
    """
    used = [
        (x[t > 0], t[t > 0]) for x, t in strata if 0 < x.sum() < t.sum()
    ]  # a grade without both kinds says nothing about how they are spread
    if not used:
        return Interval(_NAN, _NAN, _NAN, confidence, "group_empty")
    if all(len(t) == 1 for _x, t in used):
        return Interval(_NAN, _NAN, _NAN, confidence, "one_unit")
    observed = float(_pooled([(x[None, :], t) for x, t in used])[0])
    tail = (1 - confidence) / 2
    lowest, middle, highest = _bands(used, (tail, 0.5, 1 - tail), seed, observed)
    grid = _GRID[: len(middle)]
    point = passing(grid, middle, observed)
    return Interval(
        point=point,
        low=min(passing(grid, highest, observed), point),
        high=max(passing(grid, lowest, observed), point),
        confidence=confidence,
    )


def _pooled(tables: Sequence[Stratum]) -> FloatArray:
    """Return (draws,) pooled D of tables (draws, U) with sizes (U,); NaN where none is defined."""
    above = np.zeros(len(tables[0][0]))
    below = np.zeros_like(above)
    for x, t in tables:
        share = x.sum(axis=1, keepdims=True) / t.sum()
        above += np.abs(x - t * share).sum(axis=1)
        below += 2 * t.sum() * (share * (1 - share))[:, 0]
    found: FloatArray = np.where(below > 0, above / np.where(below > 0, below, 1), np.nan)
    return found


def _bands(
    strata: Sequence[Stratum], levels: tuple[float, ...], seed: int, observed: float
) -> FloatArray:
    """Return (levels, grid) quantiles of the pooled raw D, made rising along the grid.

    The grid stops where even the lowest quantile lies above `observed`: nothing beyond matters.
    """
    cells = sum(len(t) for _x, t in strata)
    draws = int(np.clip(_CELLS // cells, 200, 800))
    found: list[FloatArray] = []
    for underlying in _GRID:
        # The same stream for every grid point: the noise then cancels along the grid.
        rng = np.random.default_rng(seed)
        tables = []
        for x, t in strata:
            share = float(x.sum() / t.sum())
            tables.append((draw_members(rng, t, share, precision_of(underlying, share), draws), t))
        values = _pooled(tables)
        found.append(np.quantile(values[~np.isnan(values)], levels))
        if found[-1][0] > observed:
            break
    rising: FloatArray = np.maximum.accumulate(np.stack(found, axis=1), axis=1)
    return rising
