"""How concentrated chance alone makes groups (slumpens koncentration), drawn to rooms by lot.

A group is dealt whole: its pupils follow it. Every way to put the same number of groups in the
rooms there are is equally likely, so that a unit's number of groups follows the multivariate
hypergeometric distribution with the units' rooms as capacities. Everything that does not ask which
unit is which (the share in the top units, the Gini coefficient, how many units host) depends only
on how many units have one group, two groups and so on; the chance of each such pattern is counted
exactly, unit by unit. Where the patterns are too many, the draws are made by a seeded generator,
and the Monte Carlo error is told.

Source
------
Johnson, N. L., Kotz, S. and Balakrishnan, N. (1997). Discrete Multivariate Distributions, ch. 39;
Phipson, B. and Smyth, G. K. (2010) for the p-value of drawn samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, prod

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray
from skolval.inference.patterns import Patterns

__all__ = ["STATISTICS", "DrawnGroups", "LotTest", "drawn_groups"]

STATISTICS: tuple[str, ...] = ("top_share", "gini", "hosting")
"""Share of the groups in the top units; Gini over units; units with at least one group."""

_MOST_PATTERNS = 200_000
_LARGEST_CODE = 2**62
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class LotTest:
    """One statistic beside what drawing by lot gives.

    Parameters
    ----------
    value : observed. mean, low, high : by lot; low and high are the 2.5 and 97.5 per cent points.
    p_more, p_less : chance of a value at least, and at most, as large. error : standard error of
        the p-values from the finite number of draws, 0 where they are exact.
    """

    value: float
    mean: float
    low: float
    high: float
    p_more: float
    p_less: float
    error: float


@dataclass(frozen=True, slots=True)
class DrawnGroups:
    """The tests of one distribution of groups.

    Parameters
    ----------
    groups, rooms, units : totals; units are those with a room. top : how many units are the top.
    tests : by name in `STATISTICS`. draws : how many draws were made, 0 for an exact count.
    """

    groups: int
    rooms: int
    units: int
    top: int
    tests: dict[str, LotTest]
    draws: int

    @property
    def exact(self) -> bool:
        """Whether every pattern was counted."""
        return not self.draws


def drawn_groups(
    groups: IntArray, rooms: IntArray, *, top: int, draws: int = 10_000, seed: int = 1
) -> DrawnGroups | None:
    """Return how `groups` (U,) stand against the same number drawn to `rooms` (U,) by lot.

    A unit that has more groups than rooms counts as having had the rooms.

    Parameters
    ----------
    top : how many of the units with most groups are the top.
    draws, seed : for samples, where the patterns are too many to be counted.

    Returns
    -------
    None where there is nothing to draw: no group, or a single unit with a room.
    """
    capacity = np.maximum(rooms, groups)
    usable = capacity > 0
    held, capacity = groups[usable].astype(np.int64), capacity[usable].astype(np.int64)
    total = int(held.sum())
    if total == 0 or len(held) < 2:
        return None
    most = min(int(capacity.max()), total)
    if _countable(total, most):
        patterns, chance = _counted(capacity, total, most)
        made, weight = 0, chance
        values = _of_patterns(patterns.counts, units=len(held), top=top)
    else:
        made = draws
        rng = np.random.default_rng(seed)
        sample = rng.multivariate_hypergeometric(capacity, total, size=draws, method="marginals")
        weight = np.full(draws, 1 / draws)
        values = _of_units(sample, top=top)
    observed = _of_units(held[None], top=top)
    tests = {
        name: _test(float(observed[name][0]), values[name], weight, draws=made)
        for name in STATISTICS
    }
    return DrawnGroups(total, int(capacity.sum()), len(held), top, tests, made)


def _countable(total: int, most: int) -> bool:
    sizes = [total // size + 1 for size in range(1, most + 1)]
    return prod(sizes) < _LARGEST_CODE and Patterns.many(total, most) <= _MOST_PATTERNS


def _counted(capacity: IntArray, total: int, most: int) -> tuple[Patterns, FloatArray]:
    """Return every pattern of `total` groups and its chance."""
    patterns = Patterns.of(total, most)
    ways = np.zeros(len(patterns))
    ways[0] = 1.0
    for rooms in capacity.tolist():
        made = ways.copy()
        for held in range(1, min(rooms, most) + 1):
            before, after = patterns.moves[held - 1]
            made[after] += comb(rooms, held) * ways[before]
        ways = made / made.max()
    whole = patterns.totals == total
    chance = ways[whole]
    return patterns.of_rows(whole), chance / chance.sum()


def _of_patterns(counts: IntArray, *, units: int, top: int) -> dict[str, FloatArray]:
    """Return the statistics of patterns: (n, most) units with 1, 2, ... groups."""
    size = np.arange(1, counts.shape[1] + 1)
    total = counts @ size
    in_top, left = np.zeros(len(counts)), np.full(len(counts), top)
    for held in range(counts.shape[1], 0, -1):
        taken = np.minimum(counts[:, held - 1], left)
        in_top += held * taken
        left = left - taken
    hosting = counts.sum(axis=1)
    start, ranks = units - hosting, np.zeros(len(counts))
    for held in range(1, counts.shape[1] + 1):
        many = counts[:, held - 1]
        ranks += held * many * (2 * start + many + 1) / 2
        start = start + many
    return _named(in_top / total, ranks, total, hosting, units)


def _of_units(held: IntArray, *, top: int) -> dict[str, FloatArray]:
    """Return the statistics of (n, U) groups by unit."""
    ordered, total = np.sort(held, axis=1), held.sum(axis=1)
    in_top = ordered[:, ::-1][:, :top].sum(axis=1) / total
    ranks = ordered @ np.arange(1, held.shape[1] + 1)
    return _named(in_top, ranks, total, (held > 0).sum(axis=1), held.shape[1])


def _named(
    in_top: FloatArray, ranks: FloatArray | IntArray, total: IntArray, hosting: IntArray, units: int
) -> dict[str, FloatArray]:
    gini = 2 * ranks / (units * total) - (units + 1) / units
    return {"top_share": in_top, "gini": gini, "hosting": hosting.astype(np.float64)}


def _test(value: float, drawn: FloatArray, weight: FloatArray, *, draws: int) -> LotTest:
    more = float(weight[drawn >= value - _SLACK].sum())
    less = float(weight[drawn <= value + _SLACK].sum())
    error = 0.0
    if draws:
        more, less = ((1 + round(p * draws)) / (1 + draws) for p in (more, less))
        error = float(np.sqrt(max(min(more, less) * (1 - min(more, less)), 0.0) / draws))
    order = np.argsort(drawn, kind="stable")
    below = np.cumsum(weight[order])
    low, high = drawn[order][np.searchsorted(below, (0.025, 0.975)).clip(max=len(drawn) - 1)]
    mean = float(weight @ drawn)
    return LotTest(value, mean, float(low), float(high), min(more, 1.0), min(less, 1.0), error)
