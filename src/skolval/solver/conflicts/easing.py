"""Easing (lättnad): how far one rule must give way for the others to be met, proven.

Where the rule has a number that can be turned (metres, points, per cent), the first notch at
which everything fits is told, and that the notch before is not enough. Else the least that
must be broken is told: pupils without a place, seats too few, pairs of siblings parted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from skolval.domain.deviation import deviation
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray
from skolval.errors import InfeasibleError, TimeRanOutError
from skolval.registry import load
from skolval.solver.conflicts.easing_kinds import Easing, may_give, unit_of
from skolval.solver.conflicts.easing_notches import turned
from skolval.solver.conflicts.easing_seats import LARGE, fewer_placed, more_seats, overfull
from skolval.solver.conflicts.oracle import Oracle, key_of

__all__ = ["eased_alone"]

_SHARE = 1000


def eased_alone(oracle: Oracle, step: Step, core: Sequence[Step], rules: Sequence[Step]) -> Easing:
    """Return how far `step` must give way.

    Parameters
    ----------
    core : the rules that clash. rules : all the hard rules.
    """
    every = [other for other in rules if key_of(other) != key_of(step)]
    if oracle.can(every, search=len(oracle.problem.options) <= LARGE):
        return _eased(oracle, step, every)
    others = [other for other in core if key_of(other) != key_of(step)]
    return replace(_eased(oracle, step, others), alone=False)


def _eased(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing:
    ways: tuple[Callable[[Oracle, Step, Sequence[Step]], Easing | None], ...] = (
        more_seats,
        fewer_placed,
        _higher_ceiling,
        turned,
    )
    for way in ways:
        found = way(oracle, step, others)
        if found is not None:
            return found
    return _broken(oracle, step, others)


def _broken(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing:
    """Return by how much the rule must be broken at least."""
    unit = unit_of(step)
    if len(oracle.problem.options) > LARGE and may_give(step):
        # that it must be broken is proven; how much is told by what all rules give together
        return Easing(step, "", (0,), (1,), None, unit)
    found = _least_broken(oracle, step, others)
    if found is None:
        return Easing(step, "", (0,), (1,), None, unit)
    chosen, bound = found
    breaches = load("rule", step.name).breaches(oracle.problem, chosen, step.params)
    excess = sum(breach.excess for breach in breaches)
    least = max(1.0, math.ceil(bound - 1e-6)) if math.isfinite(bound) else 1.0
    unit = breaches[0].unit if breaches else unit
    seats = overfull(oracle, step, chosen)
    if sum(place.count for place in seats) != excess:
        seats = ()
    plain = Easing(step, "", (0,), (least,), (excess,), unit, seats=seats, chosen=chosen)
    return replace(plain, breaches=tuple(breaches))


def _least_broken(
    oracle: Oracle, step: Step, others: Sequence[Step]
) -> tuple[IntArray, float] | None:
    """Return a placement that breaks the rule, and how much any must; None if none is known."""
    if not may_give(step):
        # what can have no price can only be left out
        known = oracle.witness(others)
        return None if known is None else (oracle.placements[known], 1.0)
    try:
        found = oracle.attempt(oracle.problem, [*others, _at_one(step)], (), oracle.effort)
    except (InfeasibleError, TimeRanOutError):
        return None
    oracle.learn(found.chosen)
    return found.chosen, found.bound


def _at_one(step: Step) -> Step:
    return Step(step.name, step.params.model_copy(update={"price": 1}), step.line)


def _higher_ceiling(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing | None:
    """Return the least D that the other rules allow, with what is proven and what was found."""
    if not _is_plain_ceiling(step):
        return None
    asked = step.params
    given = {"group": asked.group, "basis": asked.basis}
    goal = Step("imbalance", load("goal", "imbalance").Params(**given))
    try:
        found = oracle.attempt(oracle.problem, list(others), (goal,), oracle.effort)
    except (InfeasibleError, TimeRanOutError):
        return None
    oracle.learn(found.chosen)
    away = deviation(oracle.problem, asked.group, asked.basis)
    value = int(np.abs(away.sums(found.chosen)).sum())
    needed = _ceiling_for(away.ceiling, found.bound, asked.at_most)
    enough = _ceiling_for(away.ceiling, value, asked.at_most)
    given_way = (needed,), (enough,)
    return Easing(step, "at_most", (asked.at_most,), *given_way, "", chosen=found.chosen)


def _is_plain_ceiling(step: Step) -> bool:
    """Return whether the rule is a ceiling on what the goal `imbalance` makes small."""
    if step.name != "balance":
        return False
    given = step.params.model_dump()
    plain = {"groups": None, "per": "grade", "against": "grade"}
    same = all(given.get(name, value) == value for name, value in plain.items())
    return same and given["at_most"] is not None


def _ceiling_for(ceiling: Callable[[float], int], least: float, asked: float) -> float:
    """Return the lowest ceiling in thousandths that lets a sum of `least` through."""
    notch = math.floor(asked * _SHARE) + 1
    while notch < _SHARE and ceiling(notch / _SHARE) < least:
        notch += 1
    return notch / _SHARE
