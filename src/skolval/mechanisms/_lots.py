"""The order in which pupils are drawn by the policy's lottery, one number each."""

from __future__ import annotations

from skolval.criteria._lots import lot_places
from skolval.domain.problem import IntArray, Problem

__all__ = ["lots", "seed_of"]


def seed_of(problem: Problem) -> str:
    """Return the published seed of the policy's lottery: the criterion's own, else the policy's."""
    policy = problem.policy
    own = [step.params.seed for step in policy.criteria if step.name == "lottery"]
    seed: str = next((seed for seed in own if seed), policy.seed)
    return seed


def lots(problem: Problem) -> IntArray:
    """Return (n_parties,) each party's place in one lottery for all (0 is drawn first)."""
    return lot_places(seed_of(problem), problem.parties.ids.tolist())
