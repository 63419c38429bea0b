"""Placements nearly as good that really differ (nästan lika bra placeringar).

Each further placement keeps the ceiling, is at most a few per cent longer, and sends as few
pupils as possible to a unit to which a pupil like them went in any of the placements before.
How different it is, is then counted pupil by pupil; how different it could be at most is proven.

Source
------
Brill, Chang & Hopkins (1982), Management Science 28(3), 221-235: modelling to generate
alternatives, because a model's optimum is not a planner's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from skolval.domain.problem import IntArray
from skolval.frontier.point import Point, point_row
from skolval.frontier.question import Question, moved
from skolval.frontier.store import Store
from skolval.solver.chain import Asked, Chain, Found, Root

__all__ = ["PLAN_COLUMNS", "Alternative", "alternatives", "plan_rows"]

_NEAR = 0.05
PLAN_COLUMNS = ("plan", "moved_from_first", "moved_at_most", "moved_from_nearest")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A near-optimal placement.

    Parameters
    ----------
    point : the placement. most : proven upper bound on the pupils who can go where nobody like
        them went in the placements before, at this length.
    """

    point: Point
    most: int


def alternatives(
    question: Question, chain: Chain, first: Point, store: Store
) -> tuple[Alternative, ...]:
    """Return the placements that differ most from `first` and from each other."""
    problem = question.problem
    upper = math.floor(first.travel * (1 + question.terms.slack / 100))
    ceilings = ((0, float(upper)), (1, float(question.ceiling(first.at))))
    found: list[Alternative] = []
    for number in range(question.terms.plans):
        if question.terms.stopped:
            break
        own = _shared(chain, [first.chosen, *(one.point.chosen for one in found)])
        asked = _asked(chain, own, ceilings)
        root = chain.root(asked)
        plan = store.kept(f"plan-{number}", partial(_differing, chain, asked, root, first.chosen))
        if plan is None or not moved(problem, plan.chosen, first.chosen):
            break
        point = replace(
            first, chosen=plan.chosen, travel=plan.goals[0], other=plan.goals[1],
            nodes=plan.nodes, timed_out=plan.timed_out,
        )  # fmt: skip
        total = int(problem.parties.size.sum()) * max(1, number + 1)
        most = min(total, math.floor(total - max(plan.bound, root.bound) + 1e-6))
        found.append(Alternative(point, most if number == 0 else -1))
    return tuple(found)


def _differing(chain: Chain, asked: Asked, root: Root, start: IntArray) -> Found | None:
    return chain.plan(asked, root, start, gap=_NEAR)


def plan_rows(
    question: Question, first: Point, found: Sequence[Alternative], least: Point
) -> list[dict[str, Any]]:
    """Return one row per placement, the optimum first, with how they differ."""
    problem = question.problem
    rows = []
    before: list[IntArray] = []
    for number, one in enumerate([Alternative(first, -1), *found]):
        point = one.point
        apart = [moved(problem, point.chosen, other) for other in before]
        rows.append(
            {
                "plan": number,
                "moved_from_first": apart[0] if apart else 0,
                "moved_at_most": one.most,
                "moved_from_nearest": min(apart, default=0),
                **point_row(question, point, least),
            }
        )
        before.append(point.chosen)
    return rows


def _asked(chain: Chain, own: IntArray, ceilings: tuple[tuple[int, float], ...]) -> Asked:
    width = len(chain.found.system.cost)
    cost = np.zeros(width)
    k = chain.found.n_choices
    cost[:k] = own[chain.found.bundles.column_option]
    return Asked(cost, 0.0, ceilings, own)


def _shared(chain: Chain, plans: Sequence[IntArray]) -> IntArray:
    """Return for every option in how many of `plans` a pupil like its own went to that unit."""
    problem, bundles = chain.problem, chain.found.bundles
    unit = problem.unit_of_option()
    units = len(problem.unit_ids)
    bundle = bundles.of_party[problem.options.party]
    key = bundle * units + unit
    many = np.zeros(len(problem.options), np.int64)
    for chosen in plans:
        used = np.unique(key[chosen[chosen >= 0]])
        many += np.isin(key, used)
    return many * problem.parties.size[problem.options.party]
