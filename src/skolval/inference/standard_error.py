"""Standard errors by the delta method (deltametoden), were the pupils a multinomial sample.

For populations large enough that the index is nearly linear in the cells; for small units the
interval by inversion is the one to read. With cell shares p and the derivatives g of the index,
SE^2 = (sum p g^2 - (sum p g)^2) / T.

Source: Mora, R. and Ruiz-Castillo, J. (2011). Entropy-based segregation indices. Sociological
Methodology 41, 159-194, for M.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from skolval.domain.counts import FloatArray

__all__ = ["KNOWN", "delta_standard_error"]


def _shares(n: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    p = n / n.sum()
    return p, p.sum(axis=1, keepdims=True), p.sum(axis=0, keepdims=True)


def _mutual(n: FloatArray) -> FloatArray:
    p, unit, group = _shares(n)
    ratio = np.where(p > 0, p / np.where(unit * group > 0, unit * group, 1), 1.0)
    slope: FloatArray = np.log(ratio)
    return slope


def _theil(n: FloatArray) -> FloatArray:
    p, _unit, group = _shares(n)
    safe = np.where(group > 0, group, 1.0)
    entropy = -float((group * np.log(safe)).sum())
    mutual = float((p * _mutual(n)).sum())
    slope: FloatArray = (_mutual(n) + mutual / entropy * np.log(safe)) / entropy
    return slope


def _dissimilarity(n: FloatArray) -> FloatArray:
    p, _unit, group = _shares(n)
    ours, theirs = p[:, 0] / group[0, 0], p[:, 1] / group[0, 1]
    sign = np.sign(ours - theirs)
    first = (sign - float(sign @ ours)) / (2 * group[0, 0])
    second = (float(sign @ theirs) - sign) / (2 * group[0, 1])
    slope: FloatArray = np.stack([first, second], axis=1)
    return slope


def _variance(n: FloatArray) -> FloatArray:
    p, unit, group = _shares(n)
    share, overall = p[:, 0] / unit[:, 0], float(group[0, 0])
    met = float((p[:, 0] * share).sum())
    isolation = met / overall
    first = (2 * share - share**2) / overall - met / overall**2
    second = -(share**2) / overall
    moved = -1 / (1 - overall) + (isolation - overall) / (1 - overall) ** 2
    slope: FloatArray = np.stack([first / (1 - overall) + moved, second / (1 - overall)], axis=1)
    return slope


_SLOPES: dict[str, Callable[[FloatArray], FloatArray]] = {
    "mutual_information": _mutual,
    "multigroup_h": _theil,
    "theil_h": _theil,
    "dissimilarity": _dissimilarity,
    "variance_ratio": _variance,
}
KNOWN: tuple[str, ...] = tuple(_SLOPES)


def delta_standard_error(name: str, n: FloatArray) -> float:
    """Return the standard error of index `name` on the table `n` (U, K); NaN when undefined.

    Parameters
    ----------
    n : two-group indices take two columns, the group first.

    Raises
    ------
    KeyError
        For an index without a formula, see `KNOWN`.
    """
    slopes = _SLOPES[name]
    used = n[n.sum(axis=1) > 0]
    if not used.size or (used.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    p, slope = used / used.sum(), slopes(used)
    mean = float((p * slope).sum())
    variance = float((p * slope * slope).sum()) - mean**2
    return float(np.sqrt(max(variance, 0.0) / used.sum()))
