"""A point of the front (punkt på fronten): one placement with everything that is told of it.

Travel and D are counted from the placement; the model's own numbers are only its bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from skolval.domain.placement import Placement, Status
from skolval.domain.problem import IntArray, Problem
from skolval.frontier.question import Question, moved, policy_at
from skolval.io.run import Run, run_of
from skolval.measure.bases import of_run
from skolval.measure.rows import plain_rows

__all__ = ["PROVEN", "Point", "point_row", "run_at"]

PROVEN = 1e-4
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Point:
    """A placement of least travel under one ceiling.

    Parameters
    ----------
    at : ceiling on the axis (D, or the goal's value). chosen : option rows.
    travel : metres of all pupils together, with what broken priced rules cost.
    other : value of the goal that travel is weighed against.
    bound : proven lower bound on the least travel under this ceiling.
    root : the linear programme's. price : metres that a ceiling lower by 1 (in the goal's own
        unit) would add. seconds : of search.
    """

    at: float
    chosen: IntArray
    travel: int
    other: int
    bound: float
    root: float
    price: float
    nodes: int = 0
    timed_out: bool = False
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        """What is not proven, as a share of travel."""
        return max(0.0, self.travel - self.bound) / max(1, abs(self.travel))

    @property
    def status(self) -> Status:
        """Optimal when the gap is at most 0.0001."""
        return Status.OPTIMAL if self.gap <= PROVEN else Status.FEASIBLE


def run_at(question: Question, point: Point) -> Run:
    """Return the run that `point` would be, audited and measured as any other."""
    policy = question.policy
    if question.away is not None:
        policy = policy_at(policy, question.against, point.at)
    problem = question.problem.replace(policy=policy)
    placement = Placement(
        chosen=point.chosen,
        mechanism="optimal",
        status=point.status,
        objective=point.travel,
        bound=point.bound,
        gap=point.gap,
        details={"frontier": {"at": point.at}, "nodes": point.nodes,
                 "reproducible": not point.timed_out},
    )  # fmt: skip
    return run_of(question.instance, problem, placement)


def point_row(question: Question, point: Point, least: Point) -> dict[str, Any]:
    """Return everything that is told of `point`; `least` is the placement of least travel."""
    problem = question.problem
    counted = segregation(run_at(question, point), question.group, question.terms.basis)
    return {
        "at": point.at,
        "value": point.other,
        "d": counted["value"],
        "d_by_lot": counted["expected"],
        "travel": point.travel,
        "bound": point.bound,
        "gap": point.gap,
        "status": str(point.status),
        "longer": point.travel / max(1, least.travel) - 1,
        **ways(problem, point.chosen),
        "first_wish": _first(problem, point.chosen),
        "moved_from_least": moved(problem, point.chosen, least.chosen),
        "moved_from_today": _from_today(problem, point.chosen),
        "price_of_a_hundredth": _hundredth(question, point),
        "nodes": point.nodes,
        "reproducible": not point.timed_out,
    }


def segregation(run: Run, group: str, basis: str) -> dict[str, Any]:
    """Return D within grades and its mean by lot, from the counts of `run`."""
    found = next(
        one for one in of_run(run, within_grade=True)
        if one.group == group and one.basis == basis and one.within
    )  # fmt: skip
    return next(row for row in plain_rows(found) if row["index"] == "dissimilarity")


def ways(problem: Problem, chosen: IntArray) -> dict[str, float]:
    """Return mean, nine in ten and longest metres of the pupils whose home may be known."""
    known = (chosen >= 0) & ~problem.parties.protected
    metres = problem.options.metres[chosen[known]]
    size = problem.parties.size[known]
    if not len(metres):
        return {"metres_mean": _NAN, "metres_p90": _NAN, "metres_max": _NAN}
    each = np.repeat(metres, size)
    return {
        "metres_mean": float(each.mean()),
        "metres_p90": float(np.quantile(each, 0.9)),
        "metres_max": float(each.max()),
    }


def _first(problem: Problem, chosen: IntArray) -> float:
    """Return the share of those who chose who get their first wish."""
    options, size = problem.options, problem.parties.size
    chose = np.zeros(len(size), np.bool_)
    chose[options.party[options.rank > 0]] = True
    got = chose & (chosen >= 0) & (options.rank[np.maximum(chosen, 0)] == 1)
    return float(size[got].sum() / size[chose].sum()) if chose.any() else _NAN


def _from_today(problem: Problem, chosen: IntArray) -> float:
    """Return how many pupils leave the unit they go to today, NaN where nobody goes to one."""
    today = problem.parties.current_unit
    known = (today >= 0) & (chosen >= 0)
    if not known.any():
        return _NAN
    unit = problem.unit_of_option()[np.maximum(chosen, 0)]
    return float(problem.parties.size[known & (unit != today)].sum())


def _hundredth(question: Question, point: Point) -> float:
    """Return the metres that one hundredth less of D (or one less of the goal) would add."""
    if question.away is None:
        return point.price
    return point.price * question.away.total / 100_000 / 100
