"""How concentrated chance alone makes groups (slumpens koncentration), drawn to rooms by lot.

A group is dealt whole: its pupils follow it. Every way to put the same number of groups in the
rooms there are is equally likely, so that the numbers of the units follow the multivariate
hypergeometric distribution with their rooms as capacities. Whatever adds up over units is then
distributed exactly as a product of one factor a unit, multiplied out unit by unit: how many units
host, and how many pairs of groups stand at one unit (`together`, which is 0 where no unit has
two, and judges whether the groups are more concentrated than chance makes them). Where that is
too much work the draws are made by a seeded generator, and the Monte Carlo error is told.

The mean of the share in the top units, and of the Gini coefficient, follows from how many units
have at least one group, two groups and so on: the top k hold the sum of min(k, N_j) groups.

Source
------
Johnson, N. L., Kotz, S. and Balakrishnan, N. (1997). Discrete Multivariate Distributions, ch. 39;
Simpson, E. H. (1949). Measurement of diversity. Nature 163 (two drawn are together);
Phipson, B. and Smyth, G. K. (2010) for the p-value of drawn samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray

__all__ = ["STATISTICS", "DrawnGroups", "LotTest", "drawn_groups"]

STATISTICS: tuple[str, ...] = ("together", "hosting")
"""Share of all pairs of groups that stand at one unit; units with at least one group."""

_MOST_WORK = 400_000_000
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
    top_share, gini : observed: the share in the top units, and Gini over units with a room.
    top_mean, gini_mean : their means by lot.
    """

    groups: int
    rooms: int
    units: int
    top: int
    tests: dict[str, LotTest]
    draws: int
    top_share: float
    top_mean: float
    gini: float
    gini_mean: float

    @property
    def exact(self) -> bool:
        """Whether every outcome was counted."""
        return not self.draws


def drawn_groups(
    groups: IntArray, rooms: IntArray, *, top: int, draws: int = 10_000, seed: int = 1
) -> DrawnGroups | None:
    """Return how `groups` (U,) stand against the same number drawn to `rooms` (U,) by lot.

    A unit that has more groups than rooms counts as having had the rooms.

    Parameters
    ----------
    top : how many of the units with most groups are the top.
    draws, seed : for samples, where counting every outcome is too much work.

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
    pairs = total * (total - 1) // 2
    if _work(capacity, total) <= _MOST_WORK:
        made = 0
        together, hosting = _pairs(capacity, total), _least(capacity, total, 1)
        tests = {
            "together": _test(_together(held), np.arange(len(together)), together, per=pairs),
            "hosting": _test(int((held > 0).sum()), np.arange(len(hosting)), hosting),
        }
    else:
        made = draws
        tests = _sampled(held, capacity, draws=draws, seed=seed)
    top_mean, gini_mean = _means(capacity, total, top)
    reached = [int((held >= least).sum()) for least in range(1, int(held.max()) + 1)]
    return DrawnGroups(
        groups=total,
        rooms=int(capacity.sum()),
        units=len(held),
        top=top,
        tests=tests,
        draws=made,
        top_share=sum(min(top, units) for units in reached) / total,
        top_mean=top_mean,
        gini=sum(units * (len(held) - units) for units in reached) / (len(held) * total),
        gini_mean=gini_mean,
    )


def _together(held: IntArray) -> int:
    return int((held * (held - 1) // 2).sum())


def _most_pairs(capacity: IntArray, total: int) -> int:
    """Return how many pairs at most can stand together: the largest units full."""
    found, left = 0, total
    for rooms in sorted(capacity.tolist(), reverse=True):
        taken = min(rooms, left)
        found, left = found + taken * (taken - 1) // 2, left - taken
    return found


def _work(capacity: IntArray, total: int) -> int:
    cells = (total + 1) * (_most_pairs(capacity, total) + 1)
    return int(np.minimum(capacity, total).sum()) * cells


def _pairs(capacity: IntArray, total: int) -> FloatArray:
    """Return the chance of every number of pairs that stand at one unit."""
    most = _most_pairs(capacity, total)
    ways = np.zeros((total + 1, most + 1))
    ways[0, 0] = 1.0
    for rooms in capacity.tolist():
        made = ways.copy()
        for held in range(1, min(rooms, total) + 1):
            more = held * (held - 1) // 2
            if more <= most:
                made[held:, more:] += comb(rooms, held) * ways[:-held, : most + 1 - more]
        ways = made / made.max()
    chance: FloatArray = ways[total] / ways[total].sum()
    return chance


def _least(capacity: IntArray, total: int, least: int) -> FloatArray:
    """Return the chance of every number of units that have at least so many groups."""
    ways = np.zeros((total + 1, len(capacity) + 1))
    ways[0, 0] = 1.0
    for rooms in capacity.tolist():
        made = ways.copy()
        for held in range(1, min(rooms, total) + 1):
            before = comb(rooms, held) * ways[:-held]
            if held < least:
                made[held:] += before
            else:
                made[held:, 1:] += before[:, :-1]
        ways = made / made.max()
    chance: FloatArray = ways[total] / ways[total].sum()
    return chance


def _means(capacity: IntArray, total: int, top: int) -> tuple[float, float]:
    """Return the means by lot of the share in the top units and of the Gini coefficient."""
    units = len(capacity)
    reached = np.arange(units + 1)
    share = gini = 0.0
    for least in range(1, min(int(capacity.max()), total) + 1):
        chance = _least(capacity, total, least)
        share += float(chance @ np.minimum(reached, top)) / total
        gini += float(chance @ (reached * (units - reached))) / (units * total)
    return share, gini


def _sampled(held: IntArray, capacity: IntArray, *, draws: int, seed: int) -> dict[str, LotTest]:
    rng = np.random.default_rng(seed)
    total = int(held.sum())
    drawn = rng.multivariate_hypergeometric(capacity, total, size=draws, method="marginals")
    alike = np.full(draws, 1 / draws)
    pairs = (drawn * (drawn - 1) // 2).sum(axis=1)
    return {
        "together": _test(_together(held), pairs, alike, per=total * (total - 1) // 2, draws=draws),
        "hosting": _test(int((held > 0).sum()), (drawn > 0).sum(axis=1), alike, draws=draws),
    }


def _test(
    value: int, outcomes: IntArray, chance: FloatArray, *, per: int = 1, draws: int = 0
) -> LotTest:
    """Return the test of a whole number against its outcomes, told in parts of `per`."""
    more = float(chance[outcomes >= value].sum())
    less = float(chance[outcomes <= value].sum())
    error = 0.0
    if draws:
        more, less = ((1 + round(p * draws)) / (1 + draws) for p in (more, less))
        error = float(np.sqrt(min(more, less) * (1 - min(more, less)) / draws))
    order = np.argsort(outcomes, kind="stable")
    below = np.cumsum(chance[order])
    ends = np.searchsorted(below, (0.025 - _SLACK, 0.975 - _SLACK)).clip(max=len(order) - 1)
    low, high = outcomes[order][ends].tolist()
    unit = max(per, 1)
    mean = float(chance @ outcomes) / unit
    return LotTest(
        value / unit, mean, low / unit, high / unit, min(more, 1.0), min(less, 1.0), error
    )
