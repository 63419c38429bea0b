"""Today's units (dagens enheter): what the front is held against, by a shipped policy."""

from __future__ import annotations

import numpy as np

from skolval.domain.group_counts import groups_needed
from skolval.domain.placement import Placement, Status
from skolval.domain.problem import Problem
from skolval.errors import CancelledError, SkolvalError
from skolval.frontier.groups.question import GroupQuestion
from skolval.frontier.store import Store
from skolval.io.policy import read_policy
from skolval.io.run import Run, run_of
from skolval.place import place, problem_of
from skolval.solver.questions import Found

__all__ = ["POLICIES", "today_run"]

POLICIES = {"newly_arrived": "preparatory_today", "introduction": "introduction_today"}
"""By whom a policy places: the template in which only the units that host today may host."""


def today_run(question: GroupQuestion, store: Store) -> tuple[Run | None, str]:
    """Return the run of today's units and an empty text, or nothing and why there is none.

    It is what `skolval place` gives under the template, with the template's own limits.

    Raises
    ------
    CancelledError
        If somebody stopped it.
    """
    policy = read_policy(POLICIES[question.policy.places])
    try:
        problem = problem_of(question.instance, policy)
        found = store.kept("today", lambda: _placed(question, problem))
    except CancelledError:
        raise
    except SkolvalError as error:
        return None, str(error.faults[0].message)
    chosen = np.full(len(problem.parties), -1, np.int64) if found is None else found.chosen
    placement = Placement(
        chosen=chosen, mechanism="hosted", status=Status.FEASIBLE,
        groups=groups_needed(problem, chosen),
    )  # fmt: skip
    return run_of(question.instance, problem, placement), ""


def _placed(question: GroupQuestion, problem: Problem) -> Found:
    placement = place(problem, cancel=question.terms.cancel)
    return Found(placement.chosen, placement.objective or 0, (), placement.bound or -np.inf)
