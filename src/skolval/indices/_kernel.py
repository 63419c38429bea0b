"""What the indices share: undefined cases, random baselines and bounds over suppressed cells.

Most indices are, once the overall share P is fixed, a function of a sum over units of a
convex term of the unit's count. From that single statement follow the value, the exact
mean under random allocation and the lowest and highest value over suppressed cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue

__all__ = [
    "ENUMERATED",
    "STEPS",
    "Kernel",
    "Separable",
    "all_tables",
    "evaluate",
    "extremes",
    "hypergeometric",
    "share_of",
    "xlogx",
]

Terms = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
OfTotal = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]

ENUMERATED = 50_000
"""Up to this many feasible tables the bounds are found by looking at every one."""
STEPS = 4_000
"""Up to this many suppressed pupils (sum of high - low) the bounds are proven by totals."""
_WHOLE = 1e-9


class Kernel(Protocol):
    """The mathematics of one index; counts `x` of the group in units of `t` pupils."""

    @property
    def evenness(self) -> bool:
        """Whether the index compares two groups, so that it needs both present."""

    def value(self, x: FloatArray, t: FloatArray) -> FloatArray:
        """Return the index over the last axis of `x`; the group and the rest are not empty."""

    def expected(self, total: float, t: FloatArray) -> float:
        """Return the mean when `total` members are drawn by lot to units of sizes `t`."""

    def bounds(self, low: FloatArray, high: FloatArray, t: FloatArray) -> tuple[float, float]:
        """Return lowest and highest value when whole counts lie between `low` and `high`."""


def evaluate(counts: Counts, group: str, kernel: Kernel) -> IndexValue:
    """Return the value with its baseline, or NaN with the reason why there is none.

    Fractional counts (expected counts of a group-blind basis) have a value but no random
    baseline, for no draw of pupils makes them: `expected` is NaN, `reason` says
    ``fractional_counts``.
    """
    x, t = counts.two_groups(group)
    members, pupils = float(x.sum()), float(t.sum())
    if reason := _undefined(members, pupils, kernel):
        return IndexValue(float("nan"), reason=reason)
    flag = "one_unit" if len(t) == 1 else ""
    value = float(kernel.value(x, t))
    alone = "single_group" if members == pupils else ""
    if np.abs(counts.matrix - np.rint(counts.matrix)).max() > _WHOLE:
        return IndexValue(value, reason=alone or "fractional_counts", flag=flag)
    return IndexValue(value, kernel.expected(members, t), alone, flag)


def _undefined(members: float, pupils: float, kernel: Kernel) -> str:
    if pupils == 0:
        return "no_pupils"
    if members == 0:
        return "group_empty"
    return "single_group" if kernel.evenness and members == pupils else ""


def xlogx(x: FloatArray) -> FloatArray:
    """Return x ln x with 0 ln 0 = 0."""
    safe = np.where(x > 0, x, 1.0)
    result: FloatArray = safe * np.log(safe)
    return result


def share_of(x: FloatArray, t: FloatArray) -> FloatArray:
    """Return the overall share P over the last axis."""
    share: FloatArray = np.asarray(x.sum(axis=-1) / t.sum(), np.float64)
    return share


@lru_cache(maxsize=16_384)
def hypergeometric(total: float, pupils: float, size: float) -> tuple[FloatArray, FloatArray]:
    """Return (k, probability) for `size` pupils drawn without replacement; read only.

    The probabilities come from summed logarithms of the ratios of neighbours, which is
    exact to rounding for any size and needs no factorials. Every index of a table asks for
    the same distributions: the last ones are kept.
    """
    k = np.arange(max(0.0, size - (pupils - total)), min(size, total) + 1)
    ratio = (total - k[:-1]) * (size - k[:-1]) / (k[1:] * (pupils - total - size + k[1:]))
    logs = np.concatenate([[0.0], np.cumsum(np.log(ratio))])
    weight = np.exp(logs - logs.max())
    probability = weight / weight.sum()
    k.flags.writeable = probability.flags.writeable = False
    return k, probability


def all_tables(low: FloatArray, high: FloatArray, t: FloatArray) -> FloatArray | None:
    """Return every table of whole counts between `low` and `high`, None when too many.

    Tables where the group is empty or everybody have no index and are left out.
    """
    width = np.rint(high - low).astype(np.int64) + 1
    if np.log(width).sum() > np.log(ENUMERATED):
        return None
    open_ = np.flatnonzero(width > 1)
    tables = np.repeat(low[None, :], int(width.prod()), axis=0)
    tables[:, open_] += np.indices(tuple(width[open_])).reshape(len(open_), len(tables)).T
    members = tables.sum(axis=1)
    defined: FloatArray = tables[(members > 0) & (members < t.sum())]
    return defined


@dataclass(frozen=True, slots=True)
class Separable:
    """An index that at a fixed share P is a monotone function of a sum of convex terms.

    Parameters
    ----------
    terms : (x, t, P) to the convex term of each unit; P broadcasts against the units.
    of_total : (sum of the terms, all pupils T, P) to the index.
    evenness : see `Kernel`.
    """

    terms: Terms
    of_total: OfTotal
    evenness: bool = True

    def value(self, x: FloatArray, t: FloatArray) -> FloatArray:
        """Return the index over the last axis of `x`."""
        share = share_of(x, t)
        return self.of_total(self.terms(x, t, share[..., None]).sum(axis=-1), t.sum(), share)

    def expected(self, total: float, t: FloatArray) -> float:
        """Return the exact mean with both margins fixed, by distinct unit size."""
        pupils = t.sum()
        share = np.asarray(total / pupils)
        sizes, units = np.unique(np.rint(t), return_counts=True)
        mean = 0.0
        for size, n in zip(sizes, units, strict=True):
            k, probability = hypergeometric(np.rint(total), np.rint(pupils), size)
            mean += n * float(self.terms(k, np.full(len(k), size), share) @ probability)
        return float(self.of_total(np.asarray(mean), pupils, share))

    def bounds(self, low: FloatArray, high: FloatArray, t: FloatArray) -> tuple[float, float]:
        """Return bounds over the box: exact for few cells, proven outer bounds for more.

        With at most `ENUMERATED` feasible tables every one is looked at. Otherwise, for
        each possible total of the suppressed cells (P is then fixed): the least sum of
        convex terms takes the smallest increments first (exact), and the greatest sum is
        bounded by the chords of the terms, whose best mixture leaves at most one unit
        between its ends. With more than `STEPS` suppressed pupils both are NaN.
        """
        tables = all_tables(low, high, t)
        if tables is not None:
            return extremes(self.value(tables, t))
        if (high - low).sum() > STEPS:
            return float("nan"), float("nan")
        return extremes(self._by_total(low, high, t))

    def _by_total(self, low: FloatArray, high: FloatArray, t: FloatArray) -> FloatArray:
        open_ = high > low
        low_, high_, t_ = low[open_], high[open_], t[open_]
        width = np.rint(high_ - low_).astype(np.int64)
        cell = np.repeat(np.arange(len(width)), width)
        step = low_[cell] + np.arange(len(cell)) - np.repeat(np.cumsum(width) - width, width)
        found: list[FloatArray] = []
        for extra in range(len(cell) + 1):
            share = np.asarray((low.sum() + extra) / t.sum())
            if not 0 < share < 1:
                continue
            base = self.terms(low, t, share).sum()
            rise = self.terms(step + 1, t_[cell], share) - self.terms(step, t_[cell], share)
            least = np.sort(rise)[:extra].sum()
            slope = (self.terms(high_, t_, share) - self.terms(low_, t_, share)) / width
            most = np.sort(slope[cell])[::-1][:extra].sum()
            totals = base + np.array([least, most])
            found.append(self.of_total(totals, t.sum(), share))
        return np.concatenate(found) if found else np.empty(0)


def extremes(values: FloatArray) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    return float(known.min()), float(known.max())
