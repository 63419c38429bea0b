"""Groups and classes are decided at once: who goes to which unit, and which units run groups
(förberedelseklasser och introduktionsprogram).

Every pupil gets a seat in a group and in a regular class of the same unit, or in a regular class
at once where that is offered; in no month do groups or classes hold more than they have seats.
The policy's block `hosting` says how many units and groups there may be, its goals what is made
small: first the least of the first goal, then the least of the next within its tolerance. The
first goal has a proven bound.

With `order: together` the whole year is known (in hindsight); with `order: month_by_month` each
month's pupils are placed when they come, knowing nothing of those who come later, and nobody
is moved. The difference is the price of not seeing ahead.

Source: Skollagen (2010:800) 3 kap. 12 e and 12 f §§, 17 kap.; bounds by Lagrangian relaxation,
Geoffrion (1974), Mathematical Programming Study 2, 82-114.
"""

from __future__ import annotations

import time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.group_counts import groups_needed
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.language import _
from skolval.domain.later import Later
from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Cancel, Progress
from skolval.errors import Fault, UsageError
from skolval.mechanisms._optimised import goals_of, rules_of
from skolval.mechanisms._single import refuse_unsupported

LEGAL = Legal(
    "conditional",
    "Where preparatory classes and introduction programmes lie is the municipality's decision; "
    "a pupil's own place is decided for that pupil, and wishes must be asked for.",
    "Skollagen (2010:800) 3 kap. 12 e-12 f §§, 17 kap. 16, 27-29 §§",
)
NEEDS_CRITERIA = False
CANCELS = True
# a policy is read, and its runs are audited and reported, without any solver
_ONLINE = Later("skolval.solver.hosting.online")
_SOLVE = Later("skolval.solver.hosting.solve")
_STAGE = Later("skolval.solver.hosting.stage")
_SEARCH = Later("skolval.solver.search")
_SYSTEM = Later("skolval.solver.system")
_TELLING = Later("skolval.solver.telling")


class Params(BaseModel):
    """In which order pupils are placed, and how far the search goes.

    All limits but `seconds` are the same on every machine.

    Parameters
    ----------
    order : ``together`` knows the whole year, ``month_by_month`` only those who have come.
    gap : relative gap at which the search stops, e.g. 0.01 for 1 %.
    steps : of the prices that prove the bound. parts : how many parts of the placement are
        solved anew. nodes : of each search tree.
    seconds : emergency brake; when it decides, the placement is told to be not reproducible.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: Literal["together", "month_by_month"] = "together"
    gap: float = Field(0.005, ge=0, lt=1)
    steps: int = Field(800, ge=1, le=1_000_000)
    parts: int = Field(150, ge=0, le=1_000_000)
    nodes: int = Field(2000, ge=1, le=1_000_000_000)
    seconds: float = Field(600, gt=0, le=10_000_000)


def place(
    problem: Problem,
    params: Params,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Placement:
    """Return the best placement found, with its groups and its proven bound.

    Parameters
    ----------
    cancel : once it is set the search stops within seconds and keeps the best.

    Raises
    ------
    UsageError
        If the policy places nobody in groups, or has classes of seats, bounds or secured seats.
    InfeasibleError
        If no placement meets the rules; names what clashes.
    TimeRanOutError
        If a limit was reached before any placement was found.
    CancelledError
        If `cancel` was set before any placement was found.
    """
    refuse_unsupported(problem)
    hosting = _hosting(problem)
    began = time.perf_counter()
    limits = _SYSTEM.Limits(
        gap=params.gap, nodes=params.nodes, seconds=params.seconds, cancel=cancel
    )
    effort = _SEARCH.Effort(limits, "auto", _TELLING.timed(progress))
    asked = _SOLVE.Asked(
        hosting,
        problem.policy.hosting or HostingRule(),
        rules_of(problem),
        goals_of(problem),
    )
    together = params.order == "together"
    solver = _SOLVE.solve_groups if together else _ONLINE.solve_month_by_month
    found = solver(problem, asked, effort, _STAGE.Work(params.steps, params.parts))
    return Placement(
        chosen=found.chosen,
        mechanism="hosted",
        status=found.status,
        objective=found.objective,
        bound=found.bound if together else None,
        gap=found.gap if together else None,
        seconds=time.perf_counter() - began,
        details=found.details,
        groups=groups_needed(problem, found.chosen),
    )


def _hosting(problem: Problem) -> Hosting:
    if problem.hosting is not None:
        return problem.hosting
    raise UsageError(
        Fault(
            _("The mechanism hosted places pupils in groups, and the policy places nobody there."),
            rule="places",
            remedy=_("Write `places: newly_arrived` or `places: introduction` in the policy."),
        )
    )
