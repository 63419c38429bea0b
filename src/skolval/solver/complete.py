"""From whole counts to pupils: a min-cost flow between bundles, then the lottery within them.

Given how many parties each class of columns takes, the flow finds who at the least value of
the last goal (metres break ties between plans, then a hash of the published seed), so that
the plan does not depend on the engine. Within a bundle of equal parties the published
lottery decides: the best lot gets the nearest option.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import numpy.typing as npt

from skolval.criteria._lots import lot_places
from skolval.domain.placement import NOT_PLACED
from skolval.domain.problem import IntArray
from skolval.solver.bundle import mixed
from skolval.solver.flow import sparing_transport
from skolval.solver.programme import Programme
from skolval.solver.root import Root
from skolval.solver.system import FloatArray
from skolval.solver.whole import Plan

__all__ = ["completed", "completed_plan", "lottery_ties", "placed"]

_TIES = 1 << 10


def completed_plan(found: Programme, root: Root, plan: Plan) -> IntArray:
    """Return whole numbers of parties per choice with the plan's count in every class.

    Given the counts, the flow makes the goal small, or a wide ceiling's sum where there is one:
    as there is a plan in fractions under the ceiling, the least sum in whole numbers is too.
    """
    shape = root.shape
    values = np.zeros(shape.n_choices) if plan.choices is None else plan.choices
    metres = found.problem.options.metres[found.bundles.column_option].astype(np.float64)
    cost = shape.cost if shape.cost.any() else metres
    if len(shape.wide_rows) != 1:
        if len(shape.wide_rows) > 1 or shape.n_kinds == shape.n_choices:
            return _rounded(values)
        return completed(found, values, shape.kind, cost)
    wide = shape.wide[0]
    price = abs(float(root.prices[shape.wide_rows[0]]))
    best = completed(found, values, shape.kind, wide)
    ceiling = float(shape.row_upper[shape.wide_rows[0]])
    for factor in (1.0, 4.0):
        mixed = completed(found, values, shape.kind, shape.cost + factor * price * wide)
        if wide @ mixed <= ceiling and shape.cost @ mixed < shape.cost @ best:
            return mixed
    return best


def completed(
    found: Programme, choices: FloatArray, kind: npt.NDArray[np.integer], cost: FloatArray
) -> IntArray:
    """Return whole numbers of parties per choice with the same count in every class.

    Parameters
    ----------
    choices : (K,) values found, whole at least when summed by class.
    kind : (K,) class of each choice. cost : (K,) what the flow makes small.
    """
    counts = np.rint(np.bincount(kind, weights=choices)).astype(np.int64)
    rows = np.flatnonzero(counts[kind] > 0)
    bundles = found.bundles
    ties, scale = lottery_ties(found, rows)
    worth = np.rint(cost[rows]).astype(np.int64)
    free = np.flatnonzero(found.reduced.may_miss[bundles.first])
    source = np.r_[bundles.column_bundle[rows], free]
    sink = np.r_[kind[rows].astype(np.int64), np.full(len(free), len(counts))]
    price = np.r_[worth * scale + ties, np.zeros(len(free), np.int64)]
    absent = int(bundles.count.sum() - counts.sum())
    likely = np.r_[choices[rows] > 0, np.ones(len(free), np.bool_)]
    capacity = np.r_[counts, max(absent, 0)]
    flows = sparing_transport((source, sink, price), bundles.count, capacity, likely=likely)
    if flows is None:
        return _rounded(choices)
    whole = np.zeros(len(choices), np.int64)
    whole[rows] = flows[: len(rows)]
    return whole


def _rounded(choices: FloatArray) -> IntArray:
    return np.rint(choices).astype(np.int64)


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
    always one least plan where the costs alone have many. The numbers are the splitmix64 hash
    of the SHA-256 of seed and pupil and that of seed and offering.
    """
    problem, bundles = found.problem, found.bundles
    who = _drawn(problem.policy.seed, problem.parties.ids[bundles.first])
    where = mixed(_drawn(problem.policy.seed, problem.offerings.ids))
    of_option = problem.options.offering[bundles.column_option[columns]]
    drawn = mixed(who[bundles.column_bundle[columns]] ^ where[of_option])
    ties: IntArray = (drawn % np.uint64(_TIES)).astype(np.int64)
    return ties, _TIES * (int(bundles.count.sum()) + 1)


def _drawn(seed: object, names: npt.NDArray[np.str_]) -> npt.NDArray[np.uint64]:
    found = [sha256(f"{seed}|{name}".encode()).digest()[:8] for name in names.tolist()]
    return np.frombuffer(b"".join(found), "<u8").astype(np.uint64)
