"""What changed terms would give: the optimum without a rule, or with a lever pulled.

Both sides were only proven within a gap, so what a change saves is an interval: at least the
proven bound of today's optimum less what was found under the change, at most the other way
round. It is a number where both are proven to the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from skolval.domain.problem import IntArray, Problem
from skolval.frontier.lowest import Lowest, lowest
from skolval.frontier.point import Point
from skolval.frontier.question import Question
from skolval.frontier.store import Store
from skolval.solver.chain import Chain, Found

__all__ = ["CHANGE_COLUMNS", "Changed", "change_row", "changed", "same_rows"]

_NAN = float("nan")
CHANGE_COLUMNS = (
    "status", "travel", "travel_bound", "saved_least", "saved_most", "saved_found",
    "value", "value_bound", "lower_least", "lower_most", "moved",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """Two optima under changed terms.

    Parameters
    ----------
    travel : the least travel under the same ceiling, None where none was found.
    other : the least of the other goal with at most the same travel. other_bound : its bound.
    status : ``found``, ``infeasible`` (proven: the change makes it impossible) or ``unknown``.
    """

    travel: Found | None
    other: Found | None
    other_bound: float
    status: str


def changed(
    question: Question,
    chain: Chain,
    base: Point,
    *,
    start: IntArray | None,
    store: Store,
    name: str,
) -> Changed:
    """Return both optima of `chain`, a problem like the question's.

    Parameters
    ----------
    start : the base's rows in the chain's problem. name : under which they are kept.
    """
    asked = chain.about(0, [(1, question.ceiling(base.at))])
    root = chain.root(asked)
    if root.status != "found":
        return Changed(None, None, _NAN, root.status)
    travel = store.kept(f"{name}-travel", lambda: chain.plan(asked, root, start))
    begin = start if travel is None or travel.goals[0] > base.travel else travel.chosen
    known = Found(base.chosen, base.travel, (base.travel, base.other), base.bound)

    def less() -> Lowest:
        return lowest(chain, float(base.travel), known=known, start=begin)

    low = store.lowest(f"{name}-other", less)
    status = "unknown" if travel is None else "found"
    return Changed(travel, low.found, low.bound, status)


def change_row(
    question: Question, base: Point, found: Changed, moved: Callable[[IntArray], int]
) -> dict[str, Any]:
    """Return what is told of a change: metres saved at the same ceiling, the axis at the same way.

    Parameters
    ----------
    moved : pupils placed elsewhere than in the base, of rows in the changed problem.
    """
    row: dict[str, Any] = dict.fromkeys(CHANGE_COLUMNS, _NAN) | {"status": found.status}
    if found.travel is not None:
        plan = found.travel
        row |= {
            "travel": plan.value,
            "travel_bound": plan.bound,
            "saved_least": base.bound - plan.value,
            "saved_most": base.travel - plan.bound,
            "saved_found": base.travel - plan.value,
            "moved": moved(plan.chosen),
        }
    if found.other is not None:
        here = question.axis(base.other)
        row |= {
            "value": question.axis(found.other.goals[1]),
            "value_bound": question.axis(max(0.0, found.other_bound)),
            "lower_least": here - question.axis(found.other.goals[1]),
            "lower_most": here - question.axis(max(0.0, found.other_bound)),
        }
    return row


def same_rows(problem: Problem, other: Problem, chosen: IntArray) -> IntArray | None:
    """Return the rows of `other` that are the same places as `chosen` in `problem`.

    None where a place is no option of `other`, so that the placement cannot stand there.
    """
    ids = problem.offerings.ids
    number = {name: i for i, name in enumerate(other.offerings.ids.tolist())}
    offering = np.array([number.get(name, -1) for name in ids.tolist()], np.int64)
    width = len(other.offerings)
    modes = 1 + int(max(part.options.mode.max(initial=0) for part in (problem, other)))
    key = (other.options.party * width + other.options.offering) * modes + other.options.mode
    order = np.argsort(key, kind="stable")
    party = np.flatnonzero(chosen >= 0)
    there = offering[problem.options.offering[chosen[party]]]
    if (there < 0).any():
        return None
    wanted = (party * width + there) * modes + problem.options.mode[chosen[party]]
    place = np.minimum(np.searchsorted(key[order], wanted), max(len(key) - 1, 0))
    if not len(key) or (key[order][place] != wanted).any():
        return None
    rows = np.full(len(chosen), -1, np.int64)
    rows[party] = order[place]
    return rows
