"""From whole counts to pupils: a min-cost flow between bundles, then the lottery within them.

Given how many parties each class of columns takes, the flow finds who at the least value of
the last goal (metres break ties between plans, then a hash of the published seed), so that
the plan does not depend on the engine. Within a bundle of equal parties the published
lottery decides: the best lot gets the nearest option.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np

from skolval.criteria._lots import lot_places
from skolval.domain.placement import NOT_PLACED
from skolval.domain.problem import IntArray
from skolval.solver.flow import transport
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray

__all__ = ["completed", "lottery_ties", "placed"]

_TIES = 1 << 10


def completed(
    found: Programme, choices: FloatArray, classes: IntArray, cost: FloatArray
) -> IntArray:
    """Return whole numbers of parties per choice with the same count in every class.

    Parameters
    ----------
    choices : (K,) values found, whole at least when summed by class.
    classes : (K,) class of each choice. cost : (K,) what the flow makes small.
    """
    names, of_column = np.unique(classes, return_inverse=True)
    of_column = of_column.reshape(-1)
    counts = np.rint(np.bincount(of_column, weights=choices)).astype(np.int64)
    rows = np.flatnonzero(counts[of_column] > 0)
    bundles = found.bundles
    ties, scale = lottery_ties(found, rows)
    worth = np.rint(cost[rows]).astype(np.int64)
    free = np.flatnonzero(found.reduced.may_miss[bundles.first])
    source = np.r_[bundles.column_bundle[rows], free]
    sink = np.r_[of_column[rows], np.full(len(free), len(names))]
    price = np.r_[worth * scale + ties, np.zeros(len(free), np.int64)]
    absent = int(bundles.count.sum() - counts.sum())
    flows = transport((source, sink, price), bundles.count, np.r_[counts, max(absent, 0)])
    whole = np.zeros(len(choices), np.int64)
    if flows is None:
        whole[:] = np.rint(choices)
        return whole
    whole[rows] = flows[: len(rows)]
    return whole


def placed(found: Programme, whole: IntArray) -> IntArray:
    """Return the option row of every party: within a bundle the best lot has the nearest."""
    bundles, problem = found.bundles, found.problem
    lots = lot_places(problem.policy.seed, problem.parties.ids.tolist())
    members = np.lexsort((lots, bundles.of_party))
    chosen = np.full(len(members), NOT_PLACED, np.int64)
    used = np.flatnonzero(whole)
    metres = problem.options.metres[bundles.column_option[used]]
    offering = problem.options.offering[bundles.column_option[used]]
    used = used[np.lexsort((offering, metres, bundles.column_bundle[used]))]
    bundle_of = np.repeat(bundles.column_bundle[used], whole[used])
    slot = np.repeat(bundles.column_slot[used], whole[used])
    starts = np.r_[0, np.cumsum(bundles.count)[:-1]]
    within = np.arange(len(bundle_of)) - np.searchsorted(bundle_of, bundle_of)
    party = members[starts[bundle_of] + within]
    chosen[party] = bundles.option_sorted[bundles.start[party] + slot]
    return chosen


def lottery_ties(found: Programme, columns: IntArray) -> tuple[IntArray, int]:
    """Return a small whole number per choice, drawn by the policy's seed, and a scale above it.

    Costs times the scale plus these numbers have the same order as the costs, and nearly
    always one least plan where the costs alone have many.
    """
    problem, bundles = found.problem, found.bundles
    parties = problem.parties.ids[bundles.first[bundles.column_bundle[columns]]]
    offerings = problem.offerings.ids[problem.options.offering[bundles.column_option[columns]]]
    seed = problem.policy.seed
    drawn = [
        int.from_bytes(sha256(f"{seed}|{p}|{o}".encode()).digest()[:2]) % _TIES
        for p, o in zip(parties, offerings, strict=True)
    ]
    return np.array(drawn, np.int64), _TIES * (int(bundles.count.sum()) + 1)
