"""Month by month: each month's pupils are placed when they come, and nobody is moved (löpande).

Every month is a problem of its own, of those who have come so far; who came before keeps the
place. What only the whole year can show (enough hosts, full enough groups, a share of all) is
asked for where it can be had, and let be where a month's few pupils cannot bring it; what is
not kept in the end is told in the placement's record, and the audit tells it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from skolval.domain.goal_order import goal_stages
from skolval.domain.group_counts import groups_needed
from skolval.domain.language import ngettext
from skolval.domain.placement import NOT_PLACED, Status
from skolval.domain.policy import Step
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.subset import with_parties, with_rows
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.hosting.check import broken_group_rules
from skolval.solver.hosting.solve import Asked, attempted, solve_groups
from skolval.solver.hosting.stage import Work
from skolval.solver.outcome import Solved, price_paid
from skolval.solver.search import Effort

__all__ = ["solve_month_by_month"]


def solve_month_by_month(problem: Problem, asked: Asked, effort: Effort, work: Work) -> Solved:
    """Return the placement that comes about when nobody sees ahead.

    Raises
    ------
    InfeasibleError
        If a month's pupils cannot be placed beside those who came before.
    TimeRanOutError
        If a limit was reached in a month before any placement was found.
    """
    chosen = np.full(len(problem.parties), NOT_PLACED, np.int64)
    comes = np.minimum(asked.hosting.enters, asked.hosting.months - 1)
    log: list[dict[str, Any]] = []
    notes: list[str] = []
    told: list[Solved] = []
    for month in np.unique(comes).tolist():
        here = comes <= month
        solved, eased = _month(problem, asked, effort, work, (here, chosen))
        chosen[np.flatnonzero(here)] = solved.chosen
        told.append(solved)
        log.append(_entry(problem, month, int((comes == month).sum()), chosen, eased=eased))
        effort.tell(
            ngettext(
                "month {month}: {pupils} pupil, {groups} groups",
                "month {month}: {pupils} pupils, {groups} groups",
                log[-1]["pupils"],
            ).format(**log[-1])
        )
    notes += broken_group_rules(problem, asked.hosting, asked.rule, chosen)
    return _solved(problem, asked, chosen, told, {"months": log, "not_kept": notes})


def _month(
    problem: Problem,
    asked: Asked,
    effort: Effort,
    work: Work,
    known: tuple[BoolArray, IntArray],
) -> tuple[Solved, bool]:
    """Return the month's placement as rows of `problem`, and whether rules of the year gave way.

    Parameters
    ----------
    known : who has come, and the option rows of those who are placed.
    """
    here, chosen = known
    rows = np.flatnonzero(_rows_left(problem, here, chosen))
    part = _part(problem, here, chosen)
    hosting = part.hosting or asked.hosting
    solved, eased = _as_full(part, replace(asked, hosting=hosting), effort, work)
    placed = solved.chosen >= 0
    back = np.where(placed, rows[np.maximum(solved.chosen, 0)], NOT_PLACED)
    return replace(solved, chosen=back), eased


def _as_full(part: Problem, asked: Asked, effort: Effort, work: Work) -> tuple[Solved, bool]:
    """Return the month's placement with all rules, else with groups as full as can be.

    Who is placed already may sit where nobody fills the group up; others still open no group
    that is too small, if they can all be placed so.
    """
    try:
        return attempted(part, asked, effort, work), False
    except InfeasibleError:
        rule = replace(asked.rule, min_hosts=0, top_share=None)
    hosting = asked.hosting
    running = np.zeros(len(hosting), np.bool_)
    host = hosting.option_host[hosting.kept[hosting.kept >= 0]]
    running[host[host >= 0]] = True
    least = np.where(running, 0, hosting.least_size)
    if least.any():
        some = hosting.replace(least_size=least)
        try:
            eased = replace(asked, hosting=some, rule=rule)
            return attempted(part.replace(hosting=some), eased, effort, work), True
        except InfeasibleError:
            pass
    small = hosting.replace(least_size=np.zeros_like(hosting.least_size))
    eased = replace(asked, hosting=small, rule=rule)
    return solve_groups(part.replace(hosting=small), eased, effort, work), True


def _rows_left(problem: Problem, here: BoolArray, chosen: IntArray) -> BoolArray:
    """Return which option rows a month's problem has: of those here, one of those placed."""
    party = problem.options.party
    placed = chosen[party] >= 0
    mine = np.arange(len(party)) == chosen[party]
    left: BoolArray = here[party] & (~placed | mine)
    return left


def _part(problem: Problem, here: BoolArray, chosen: IntArray) -> Problem:
    """Return the month's problem; who is placed already counts as kept."""
    hosting = problem.hosting
    if hosting is not None:
        kept = np.where(chosen >= 0, chosen, hosting.kept)
        problem = problem.replace(hosting=hosting.replace(kept=kept))
    return with_parties(with_rows(problem, _rows_left(problem, here, chosen)), here)


def _entry(
    problem: Problem, month: int, came: int, chosen: IntArray, *, eased: bool
) -> dict[str, Any]:
    groups = groups_needed(problem, chosen)
    return {"month": month + 1, "pupils": came, "groups": int(groups.sum()), "eased": eased}


def _solved(
    problem: Problem,
    asked: Asked,
    chosen: IntArray,
    told: Sequence[Solved],
    more: dict[str, Any],
) -> Solved:
    stages = goal_stages(asked.goals)
    goals = [_goal(problem, chosen, step) for step in asked.goals]
    paid = price_paid(problem, chosen, asked.rules)
    first = stages[0] if stages else None
    values = [goal["value"] for goal in goals]
    value = paid + (first.total(values[: len(first.steps)]) if first else 0)
    details = {
        "goals": goals,
        "price_paid": paid,
        "reproducible": all(one.details["reproducible"] for one in told),
        "cancelled": any(one.details["cancelled"] for one in told),
        "notes": sorted({note for one in told for note in one.details["notes"]}),
    }
    return Solved(
        chosen=chosen,
        status=Status.FEASIBLE,
        objective=value,
        bound=-np.inf,
        gap=np.inf,
        details=details | more,
    )


def _goal(problem: Problem, chosen: IntArray, step: Step) -> dict[str, Any]:
    goal = load("goal", step.name)
    reading = getattr(goal, "reading", None)
    return {
        "goal": step.name,
        "unit": goal.UNIT,
        "weight": step.params.weight or 1,
        "value": goal.value(problem, chosen, step.params),
        "reading": reading(problem, chosen, step.params) if reading else {},
        "best": None,
        "bound": None,
        "root": None,
        "gap": None,
        "engine": "",
        "nodes": 0,
    }
