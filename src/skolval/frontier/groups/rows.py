"""What is told of every point: concentration, journeys, kronor, and which points are dominated.

Journeys, kronor and shares are counted from the placement, as in a report of it; the model's own
numbers are only its bounds. A point is dominated (dominerad) where another is no more
concentrated, has no longer journeys and costs no more kronor, and is better in one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from skolval.domain.group_counts import groups_needed
from skolval.domain.placement import Placement, Status
from skolval.domain.travel import NO_JOURNEY
from skolval.frontier.groups.question import PERMILLE, GroupQuestion, policy_at
from skolval.frontier.groups.walk import GroupFront, GroupPoint
from skolval.io.run import Run, run_of
from skolval.measure.hosting import HostingNumbers, hosting_numbers

__all__ = ["Counted", "dominating", "group_rows", "group_run", "today_row"]

Counted = Callable[[Run], Run]
"""A run as its numbers are counted: for the public without protected identities."""
_NAN = float("nan")
_COSTS = ("share", "journey", "kronor")


def group_run(question: GroupQuestion, point: GroupPoint) -> Run:
    """Return the run that `point` would be, audited and measured as any other."""
    problem = question.problem.replace(policy=policy_at(question, point.at))
    placement = Placement(
        chosen=point.chosen,
        mechanism="hosted",
        status=Status.OPTIMAL if point.proven else Status.FEASIBLE,
        objective=point.value,
        bound=point.bound,
        gap=point.gap,
        details={"frontier": {"at": point.at / PERMILLE}, "nodes": point.nodes,
                 "reproducible": not point.timed_out},
        groups=groups_needed(problem, point.chosen),
    )  # fmt: skip
    return run_of(question.instance, problem, placement)


def group_rows(
    question: GroupQuestion, front: GroupFront, counted: Counted = lambda run: run
) -> tuple[dict[str, Any], ...]:
    """Return one row per point, the tightest ceiling first."""
    there = counted(group_run(question, front.points[-1]))
    rows = []
    for point in front.points:
        run = counted(group_run(question, point))
        rows.append(
            {
                "at": point.at / PERMILLE,
                **_numbers(run, question),
                "value": point.value,
                "best": point.best,
                "bound": point.bound,
                "gap": point.gap,
                "status": str(Status.OPTIMAL if point.proven else Status.FEASIBLE),
                "more": point.value / max(1, front.cheapest) - 1,
                "moved_from_least": _moved(run, there),
                "nodes": point.nodes,
                "reproducible": not point.timed_out,
            }
        )
    for row, better in zip(rows, dominating(rows), strict=True):
        row["dominated_by"] = better
    return tuple(rows)


def today_row(
    question: GroupQuestion, run: Run, front: GroupFront, counted: Counted = lambda run: run
) -> dict[str, Any]:
    """Return what is told of today's units, beside the placement of the loosest ceiling."""
    seen = counted(run)
    told = _numbers(seen, question)
    value = told["kronor" if question.against.name == "hosting_cost" else "journey"]
    return told | {
        "value": value,
        "more": value / max(1, front.cheapest) - 1,
        "moved_from_least": _moved(seen, counted(group_run(question, front.points[-1]))),
    }


def dominating(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Return for every row the number (from 1) of the first that dominates it, 0 for none."""
    costs = np.array([[row[name] for name in _COSTS] for row in rows])
    found = []
    for mine in costs:
        better = np.flatnonzero((costs <= mine).all(axis=1) & (costs < mine).any(axis=1))
        found.append(int(better[0]) + 1 if len(better) else 0)
    return found


def _numbers(run: Run, question: GroupQuestion) -> dict[str, Any]:
    found = hosting_numbers(run)
    if found is None:
        return {}
    problem, chosen = run.problem, run.placement.chosen
    mine = chosen[chosen >= 0]
    size = problem.parties.size[problem.options.party[mine]]
    metres, minutes = (int((each[mine] * size).sum()) for each in
                       (problem.options.metres, problem.options.minutes))  # fmt: skip
    held = np.sort(found.by_unit)[::-1][: question.top].sum()
    return {
        "share": float(held / found.pupils) if found.pupils else _NAN,
        "pupils_at_top": int(held),
        "pupils_in_groups": found.pupils,
        "units": found.hosting_units,
        "groups": int(found.groups.sum()),
        "kronor": found.unit_cost + found.group_cost,
        "kronor_transport": found.transport,
        "journey": minutes if question.journey == "travel_minutes" else metres,
        "metres": metres,
        "minutes": minutes,
        **_ways(found),
        "without_journey": int(size[problem.options.minutes[mine] == NO_JOURNEY].sum()),
    }


def _ways(found: HostingNumbers) -> dict[str, float]:
    return {name: getattr(found, name) for name in ("metres_mean", "metres_p90", "minutes_mean")}


def _moved(run: Run, other: Run) -> float:
    """Return how many pupils have another unit in `other`, NaN where they are not the same."""
    one, two = (each.placement.unit(each.problem) for each in (run, other))
    if len(one) != len(two):
        return _NAN
    return float(run.problem.parties.size[one != two].sum())
