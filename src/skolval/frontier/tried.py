"""Levers tried (prövade åtgärder): each one's own optimum, beside today's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.errors import SkolvalError
from skolval.frontier.changes import CHANGE_COLUMNS, change_row, changed, same_rows
from skolval.frontier.levers import Lever, applied
from skolval.frontier.point import Point
from skolval.frontier.profile import with_profile
from skolval.frontier.question import Question
from skolval.frontier.store import Store
from skolval.place import problem_of
from skolval.solver.chain import Chain
from skolval.travel.counted import counted
from skolval.travel.table import travel_table

if TYPE_CHECKING:
    from skolval.domain.travel import TravelTable

__all__ = ["tried"]


def tried(
    question: Question,
    base: Point,
    levers: Sequence[Lever],
    store: Store,
    tell: Progress,
) -> list[dict[str, Any]]:
    """Return one row per lever, in their order."""
    table = travel_table(question.instance, demand=question.policy.distance)
    travel = counted(question.instance, table, question.policy.minutes)
    rows = []
    for number, lever in enumerate(levers):
        if question.terms.stopped:
            break
        tell(lever.name)
        try:
            problem = _problem(question, lever, travel)
        except SkolvalError as error:
            # a lever that leaves somebody without any option is told as such, not as a stop
            status = {"status": "impossible", "why": str(error.faults[0].message)}
            rows.append({"lever": lever.name, **dict.fromkeys(CHANGE_COLUMNS, np.nan), **status})
            continue
        chain = Chain(problem, question.rules, question.goals(), question.terms.limits, _silent)
        start = same_rows(question.problem, problem, base.chosen)
        name = f"lever-{number}"
        found = changed(question, chain, base, start=start, store=store, name=name)

        def elsewhere(rows: IntArray, problem: Problem = problem) -> int:
            return _elsewhere(question.problem, base.chosen, problem, rows)

        row = change_row(question, base, found, elsewhere)
        rows.append({"lever": lever.name, **row, "why": ""})
    return rows


def _problem(question: Question, lever: Lever, travel: TravelTable) -> Problem:
    instance = applied(question.instance, lever)
    problem = problem_of(instance, question.policy, travel=travel)
    return with_profile(problem, lever.profile, instance, travel) if lever.profile else problem


def _elsewhere(problem: Problem, chosen: IntArray, other: Problem, rows: IntArray) -> int:
    """Return how many pupils have another unit; units are the same in both problems."""

    def units(of: Problem, taken: IntArray) -> IntArray:
        return np.where(taken >= 0, of.unit_of_option()[np.maximum(taken, 0)], -1)

    return int(problem.parties.size[units(problem, chosen) != units(other, rows)].sum())


def _silent(_text: str) -> None:
    return
