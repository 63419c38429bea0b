"""Spatial segregation (rumslig segregation): who lives around each place, not only in it.

Every place has an environment: the pupils around it, nearer ones counting more. The indices
compare the environments' mixes with the municipality's. Distances are whatever the caller
gives: along streets, in minutes, or straight. A profile over bandwidths tells whether
segregation is of blocks or of whole town districts.

Formula
-------
pi_pm = sum_q K(d_pq) n_qm / sum_q K(d_pq) n_q, the share of group m around place p;
H~ = 1 - sum_p t_p E(pi_p) / (T E); R~ = 1 - sum_p t_p I(pi_p) / (T I);
D~ = sum_p t_p sum_m abs(pi_pm - P_m) / (2 T I); P~_mn = sum_p (n_pm / N_m) pi_pn.

Source: Reardon, S. F. and O'Sullivan, D. (2004). Measures of spatial segregation. Sociological
Methodology 34, 121-162; Reardon et al. (2008). The geographic scale of metropolitan racial
segregation. Demography 45, 489-514.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.indices._groups import group_shares, interaction, overall_entropy
from skolval.indices._kernel import xlogx

__all__ = ["KERNELS", "Spatial", "environments", "nearest_environments", "profile", "spatial"]

KERNELS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "exponential": lambda ratio: np.exp(-2 * ratio),
    "gaussian": lambda ratio: np.exp(-2 * ratio**2),
    "biweight": lambda ratio: np.where(ratio < 1, (1 - np.minimum(ratio, 1) ** 2) ** 2, 0.0),
    "uniform": lambda ratio: (ratio <= 1).astype(np.float64),
}
"""Weight of a place at distance / bandwidth; all fall with distance, and 1 at distance 0."""


@dataclass(frozen=True, slots=True)
class Spatial:
    """The spatial indices at one bandwidth (or number of nearest pupils).

    Parameters
    ----------
    h, r, d : spatial information, relative diversity and dissimilarity; NaN with one group.
    exposure : (K, K) spatial exposure of row group to column group.
    scale : the bandwidth in the unit of the distances, or the number of nearest pupils.
    """

    scale: float
    h: float
    r: float
    d: float
    exposure: FloatArray


def environments(
    n: FloatArray, distance: FloatArray, bandwidth: float, kernel: str = "biweight"
) -> FloatArray:
    """Return (places, K) the mix around every place.

    Parameters
    ----------
    n : (places, K) pupils. distance : (places, places), infinite or NaN where there is no way;
        the diagonal is the distance within a place and is usually 0.

    Raises
    ------
    ValueError
        For a bandwidth that is not positive, an unknown kernel, or a matrix of another shape.
    """
    if bandwidth <= 0:
        raise ValueError("the bandwidth must be positive")
    if kernel not in KERNELS:
        raise ValueError(f"the kernels are {tuple(KERNELS)}, not {kernel!r}")
    if distance.shape != (len(n), len(n)):
        raise ValueError("the distances need one row and one column per place")
    ratio = np.where(np.isfinite(distance), distance, np.inf) / bandwidth
    around = KERNELS[kernel](ratio) @ n
    return _shares(around)


def nearest_environments(n: FloatArray, distance: FloatArray, pupils: float) -> FloatArray:
    """Return (places, K) the mix of the `pupils` nearest pupils of every place.

    The place where the number is reached counts in part. With fewer pupils in reach, all of them.
    """
    if pupils <= 0:
        raise ValueError("the number of nearest pupils must be positive")
    far = np.where(np.isfinite(distance), distance, np.inf)
    order = np.argsort(far, axis=1, kind="stable")
    size = np.where(np.isfinite(np.take_along_axis(far, order, axis=1)), n.sum(axis=1)[order], 0)
    before = np.cumsum(size, axis=1) - size
    part = np.clip((pupils - before) / np.where(size > 0, size, 1), 0, 1) * (size > 0)
    around = np.einsum("pq,pqk->pk", part, n[order])
    return _shares(around)


def _shares(around: FloatArray) -> FloatArray:
    total = around.sum(axis=1, keepdims=True)
    shares: FloatArray = around / np.where(total > 0, total, 1)
    return shares


def spatial(n: FloatArray, around: FloatArray, scale: float) -> Spatial:
    """Return the spatial indices of places with pupils `n` and environments `around`."""
    t, overall, total = group_shares(n)
    size, mixes = t[:, 0] / total, around
    members = n.sum(axis=0)
    safe = np.where(members > 0, members, 1)
    exposure = np.where(members[:, None] > 0, (n / safe).T @ mixes, np.nan)
    if (members > 0).sum() < 2:
        return Spatial(scale, float("nan"), float("nan"), float("nan"), exposure)
    entropy = -xlogx(mixes).sum(axis=1)
    mixed = (mixes * (1 - mixes)).sum(axis=1)
    apart = np.abs(mixes - overall[0]).sum(axis=1)
    return Spatial(
        scale=scale,
        h=1 - float(size @ entropy / overall_entropy(n)),
        r=1 - float(size @ mixed / interaction(n)),
        d=float(size @ apart / (2 * interaction(n))),
        exposure=exposure,
    )


def profile(
    n: FloatArray, distance: FloatArray, bandwidths: Sequence[float], kernel: str = "biweight"
) -> list[Spatial]:
    """Return the indices at every bandwidth: how segregation falls with the scale looked at.

    The ratio of H~ at a large to a small bandwidth is the macro/micro ratio.
    """
    return [spatial(n, environments(n, distance, width, kernel), width) for width in bandwidths]
