"""Many lotteries on one market: lists and priorities are made once, only the lots change."""

from __future__ import annotations

import numpy as np

from skolval.criteria._lots import lot_places
from skolval.domain.language import _
from skolval.domain.policy import Policy, Step
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.lotteries import lottery_counts
from skolval.matching.market import Market
from skolval.mechanisms._market import bounds_of, classes_of, tied_market_of

__all__ = ["counts_by_kernel", "seeded", "seeds_of"]

_CHUNK = 50


def seeds_of(problem: Problem, seed: str, count: int) -> list[str]:
    """Return the published seeds of the lotteries, ``<seed>#1`` and on."""
    own = next((s.params.seed for s in problem.policy.criteria if s.name == "lottery"), None)
    first = seed or own or problem.policy.seed
    return [f"{first}#{k + 1}" for k in range(count)]


def seeded(policy: Policy, seed: str) -> Policy:
    """Return the policy with another seed wherever a lottery is drawn."""
    criteria = tuple(
        Step(step.name, step.params.model_copy(update={"seed": seed}), step.line)
        if step.name == "lottery"
        else step
        for step in policy.criteria
    )
    return policy.replace(seed=seed, criteria=criteria)


def counts_by_kernel(
    problem: Problem, seeds: list[str], progress: Progress | None
) -> IntArray | None:
    """Return how often each option row was chosen, or None where the mechanism must be run.

    The kernel serves deferred acceptance with one lottery for all units as the first total
    criterion: ties are then broken by the lot alone.
    """
    if not _serves(problem):
        return None
    market, rows = tied_market_of(problem)
    ids = problem.parties.ids.tolist()
    counts = np.zeros(len(problem.options), np.int64)
    for first in range(0, len(seeds), _CHUNK):
        lots = np.array([lot_places(seed, ids) for seed in seeds[first : first + _CHUNK]])
        counts[rows] += _counted(problem, market, lots)
        if progress:
            done = min(first + _CHUNK, len(seeds))
            progress(_("lottery {done} of {all}").format(done=done, all=len(seeds)))
    return counts


def _counted(problem: Problem, market: Market, lots: IntArray) -> IntArray:
    """Return how often each entry was taken under the lots; equal keys go by lot."""
    classes, bounds = classes_of(problem), bounds_of(problem)
    if classes is None and bounds is None:
        return lottery_counts(market, lots)
    _distinct, dense = np.unique(market.key, return_inverse=True)
    party = market.pupil_of_entry()
    counts = np.zeros(len(market.school), np.int64)
    for lot in lots:
        key = dense.astype(np.int64) * len(lot) + lot[party]
        drawn = Market(market.start, market.school, key, market.seats)
        taken, _proposals = deferred_acceptance(drawn, classes=classes, bounds=bounds)
        counts[taken[taken >= 0]] += 1
    return counts


def _serves(problem: Problem) -> bool:
    step = problem.policy.mechanism
    if step.name != "deferred_acceptance" or step.params.ties != "lottery":
        return False
    last = problem.policy.criteria[-1]
    return last.name == "lottery" and not last.params.each_unit
