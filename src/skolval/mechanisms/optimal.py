"""The placement meets every rule and makes the goals as small as possible (optimering).

OR-Tools looks at all pupils at once: first the least of the first goal under the rules, then
the least of the next goal while the first stays within its tolerance. What is reported is
proven: optimal, or feasible with a bound and a gap. Selection criteria play no part, only the
policy's lottery, which decides between pupils whom the rules and goals cannot tell apart.

Without the rules `everyone_placed` and `capacity` in the policy both are added, hard; without a
goal, `travel` is. Where the policy runs services outwards (`reversed_transport`) their seats, the
budget and room for those who decline are rules too, and which services are run is chosen together
with the placement.

Source: OR-Tools 9 (HiGHS, SCIP, CP-SAT and min-cost flow); design in the documentation's page on
optimisation.
"""

from __future__ import annotations

import time
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.area_parties import area_problem
from skolval.domain.area_zones import told_of
from skolval.domain.later import Later
from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.preferences import keeps_honour
from skolval.domain.problem import Problem
from skolval.domain.service_loads import runs_of
from skolval.domain.subset import with_rows
from skolval.domain.surfaces import Cancel, Progress
from skolval.errors import InfeasibleError
from skolval.mechanisms._optimised import goals_of, rules_of
from skolval.mechanisms._single import refuse_unsupported

LEGAL = Legal(
    "what_if",
    "A municipality must state objective grounds in an order; an optimum over all is not one.",
    "Skollagen (2010:800) 10 kap. 30 §; ÖKN 2019:290",
)
NEEDS_CRITERIA = False
CANCELS = True
# a policy is read, and its runs are audited and reported, without any solver
_SOLVE = Later("skolval.solver.solve")
_SYSTEM = Later("skolval.solver.system")
_CONFLICT = Later("skolval.solver.conflict")


class Params(BaseModel):
    """How far the search goes; all limits but `seconds` are the same on every machine.

    Parameters
    ----------
    engine : ``auto`` lets the problem's shape choose: ``min_cost_flow`` where every rule only
        counts places, ``cp_sat`` for few columns of small whole numbers, else ``highs``. Any of
        them, and ``gscip``, can be named, for instance for a second opinion.
    gap : relative gap at which the search stops, e.g. 0.001 for 0.1 %.
    nodes : how much work each search may take: nodes of a search tree, fewer in proportion
        where there are many options (for ``cp_sat``, a twentieth in its deterministic seconds).
    seconds : emergency brake; when it decides, the placement is told to be not reproducible.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: Literal["auto", "highs", "gscip", "cp_sat", "min_cost_flow"] = "auto"
    gap: float = Field(0.005, ge=0, lt=1)
    nodes: int = Field(2000, ge=1, le=1_000_000_000)
    seconds: float = Field(600, gt=0, le=10_000_000)


def place(
    problem: Problem,
    params: Params,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Placement:
    """Return the best placement found, with its proven bound.

    Parameters
    ----------
    cancel : once it is set the search stops within seconds and keeps the best.

    Raises
    ------
    UsageError
        If the policy has classes of seats, bounds or secured seats, which are no rules.
    InfeasibleError
        If no placement meets the rules; names those that clash.
    TimeRanOutError
        If a limit was reached before any placement was found.
    CancelledError
        If `cancel` was set before any placement was found.
    """
    refuse_unsupported(problem, frozenset({"honour", "services"}))
    began = time.perf_counter()
    kept = keeps_honour(problem)
    allowed = problem if kept.all() else with_rows(problem, kept)
    areas = area_problem(allowed) if problem.policy.parties == "areas" else None
    solved = _SOLVE.solve(
        allowed if areas is None else areas.problem,
        rules=rules_of(problem),
        goals=goals_of(problem),
        limits=_SYSTEM.Limits(gap=params.gap, nodes=params.nodes, seconds=params.seconds),
        engine=params.engine,
        progress=progress,
        cancel=cancel,
    )
    chosen, details = solved.chosen, solved.details
    if areas is not None:
        chosen, details = areas.expanded(chosen), details | told_of(areas, chosen)
    placed = chosen >= 0
    return Placement(
        chosen=np.where(placed, np.flatnonzero(kept)[np.maximum(chosen, 0)], -1),
        mechanism="optimal",
        status=solved.status,
        objective=solved.objective,
        bound=solved.bound,
        gap=solved.gap,
        seconds=time.perf_counter() - began,
        details=details,
        runs=runs_of(allowed, solved.chosen) if areas is None else None,
    )


def impossible(problem: Problem) -> InfeasibleError | None:
    """Return why seats, limits and bans alone leave no placement, None if they leave one.

    This is quick and asks no solver; where it finds nothing there may still be no placement.
    """
    kept = keeps_honour(problem)
    allowed = problem if kept.all() else with_rows(problem, kept)
    areas = area_problem(allowed) if problem.policy.parties == "areas" else None
    of = allowed if areas is None else areas.problem
    found: InfeasibleError | None = _CONFLICT.seats_too_few(of, rules_of(problem))
    return found
