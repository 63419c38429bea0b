"""The cheapest joint relaxation (billigaste lättnad): all rules may give way, as little as can be.

Every hard rule is let give way at a price per unit of its own excess, and the least total is
sought: what is found is a placement, what is proven is that nothing gives less. That everyone
is placed, and what can have no price, gives way only where there is no placement else.
One pupil counts as much as `PER_PUPIL` of other units; the reader's weights multiply that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.breach import Breach
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray, Problem
from skolval.errors import InfeasibleError, SkolvalError
from skolval.registry import load
from skolval.solver.conflicts.dial import dials
from skolval.solver.conflicts.easing_kinds import Easing, may_give, unit_of
from skolval.solver.conflicts.easing_notches import notched, valued
from skolval.solver.conflicts.easing_seats import overfull
from skolval.solver.conflicts.oracle import Oracle
from skolval.solver.search import Effort

__all__ = ["PER_PUPIL", "Joint", "Part", "cheapest"]

PER_PUPIL = {"metres": 1000, "minutes": 10, "kronor": 10_000}
"""What counts as much as one pupil, in units of excess; one of every other unit does."""
_ONE = 10_000
"""Price of one pupil, so that each unit has a whole price."""
_LAST = "everyone_placed"


@dataclass(frozen=True, slots=True)
class Part:
    """What one rule gives way.

    Parameters
    ----------
    easing : the number that is turned or the seats that are added, as far as this placement
        needs. breaches : of the rule, in this placement. cost : in pupils.
    """

    easing: Easing
    breaches: tuple[Breach, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Joint:
    """A placement that breaks the rules as little as can be.

    Parameters
    ----------
    parts : the rules that give way. total : what they give way in all, in pupils.
    least : proven that nothing gives less. chosen : the placement.
    """

    parts: tuple[Part, ...]
    total: float
    least: float
    chosen: IntArray

    @property
    def proven(self) -> bool:
        """Whether nothing gives less."""
        return self.least >= self.total


def cheapest(
    oracle: Oracle, rules: Sequence[Step], effort: Effort, weights: Mapping[str, float]
) -> Joint | None:
    """Return the least that all `rules` together must give way, None where it was not found.

    Parameters
    ----------
    rules : hard ones. weights : by rule, how many times as much its excess counts; 1 if absent.
    """
    rules = [part for step in rules for part in _apart(step)]
    for last in (False, True):
        prices = [_price(step, weights, last=last) for step in rules]
        shared = math.gcd(*(price for price in prices if price))
        priced = [_priced(step, price // shared if price else 0)
                  for step, price in zip(rules, prices, strict=True)]  # fmt: skip
        try:
            found = oracle.attempt(oracle.problem, priced, (), effort)
        except InfeasibleError:
            continue
        except SkolvalError:
            return None
        parts = [_part(oracle, step, priced[k], (found.chosen, shared))
                 for k, step in enumerate(rules)]  # fmt: skip
        least = max(found.bound, 0.0) * shared / _ONE if math.isfinite(found.bound) else 0.0
        total = found.objective * shared / _ONE
        given = tuple(part for part in parts if part is not None)
        return Joint(given, total, total if found.gap <= 0 else min(least, total), found.chosen)
    return None


def _price(step: Step, weights: Mapping[str, float], *, last: bool) -> int:
    """Return the price of one unit of excess, 0 where the rule is kept."""
    if (step.name == _LAST and not last) or not may_give(step):
        return 0
    # a pupil without any place is the last that is given up
    dear = 10 if step.name == _LAST and _LAST not in weights else 1
    return max(
        1, round(dear * weights.get(step.name, 1.0) * _ONE / PER_PUPIL.get(unit_of(step), 1))
    )


def _apart(step: Step) -> list[Step]:
    """Return the rule, or one for each unit that it counts in."""
    if step.name != "transport_budget":
        return [step]
    named = ("at_most", "kronor_per_pupil"), ("pupils",)
    given = [names for names in named if getattr(step.params, names[0]) is not None]
    if len(given) < 2:
        return [step]
    return [
        Step(step.name, step.params.model_copy(update=dict.fromkeys(names)), step.line)
        for names in named
    ]


def _priced(step: Step, price: int) -> Step:
    if not price:
        return step
    return Step(step.name, step.params.model_copy(update={"price": price}), step.line)


def _part(
    oracle: Oracle, step: Step, priced: Step, found: tuple[IntArray, int]
) -> Part | None:  # fmt: skip
    """Return what `step` gives way in the placement, None where it is kept."""
    chosen, shared = found
    breaches = load("rule", step.name).breaches(oracle.problem, chosen, step.params)
    if not breaches:
        return None
    excess = sum(breach.excess for breach in breaches)
    cost = excess * (priced.params.price or 0) * shared / _ONE
    return Part(_changed(oracle, step, chosen, breaches), tuple(breaches), cost)


def _changed(
    oracle: Oracle, step: Step, chosen: IntArray, breaches: Sequence[Breach]
) -> Easing:  # fmt: skip
    """Return the change of the rule's numbers or seats that lets the placement through."""
    excess = float(sum(breach.excess for breach in breaches))
    plain = Easing(step, "", (0,), (excess,), (excess,), breaches[0].unit, chosen=chosen)
    seats = overfull(oracle, step, chosen)
    if seats and sum(place.count for place in seats) == excess:
        return replace(plain, seats=seats)
    if seats:
        return plain
    for dial in dials(oracle.problem, step, [chosen]):
        turns = notched(dial, lambda at, d=dial: _kept(oracle.problem, chosen, d.turned(at)))  # type: ignore[misc]  # defaults bind the loop's values
        if turns is not None:
            value = valued(dial, turns)
            return Easing(step, dial.field, dial.asked, value, value, "", chosen=chosen)
    return plain


def _kept(problem: Problem, chosen: IntArray, step: Step | None) -> bool | None:
    if step is None:
        return None
    return not load("rule", step.name).breaches(problem, np.asarray(chosen), step.params)
