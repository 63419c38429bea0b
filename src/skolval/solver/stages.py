"""Goals one after the other: each stage keeps those before it within their tolerance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.goal_order import GoalStage, goal_stages
from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear
from skolval.errors import CancelledError, Fault, InfeasibleError, SkolvalError, TimeRanOutError
from skolval.registry import load
from skolval.solver.complete import placed
from skolval.solver.model import ArrayModel
from skolval.solver.outcome import ceiling_of
from skolval.solver.programme import Programme
from skolval.solver.search import Ceiling, Stage

__all__ = ["Look", "chosen_of", "fault_of_ours", "goals_on", "in_order"]

Look = Callable[[int, Sequence[Ceiling], FloatArray | None], Stage]
"""Searches the stage of a number under ceilings, from a point where there is one."""


def goals_on(problem: Problem, model: ArrayModel, goals: Sequence[Step]) -> list[Linear]:
    """Return what every stage of `goals` makes small, written on `model`."""
    return [
        stage.joined(
            [load("goal", step.name).post(problem, model, step.params) for step in stage.steps]
        )
        for stage in goal_stages(goals)
    ]


def in_order(
    found: Programme, order: Sequence[GoalStage], look: Look, *, mechanism: str
) -> list[Stage]:
    """Return one outcome per stage of goals.

    A stage that finds nothing within its limits leaves what the stage before it found, without
    a bound of its own.

    Parameters
    ----------
    order : the stages, none where nothing is made small. mechanism : named to the user.

    Raises
    ------
    InfeasibleError
        If no placement meets the rules.
    TimeRanOutError, CancelledError
        If the first stage ends before any placement is found.
    """
    stages: list[Stage] = []
    ceilings: list[Ceiling] = []
    for number in range(len(found.costs)):
        stage = look(number, ceilings, stages[-1].values if stages else None)
        if stage.whole is None and stages:
            stage = _unmoved(stages[-1], stage)
        if stage.status == "infeasible":
            raise InfeasibleError(_("No placement meets the rules."))
        if stage.whole is None:
            raise _out_of_time(stage, mechanism)
        stages.append(stage)
        if order:
            upper = ceiling_of(found, number, stage, order[number])
            ceilings.append(Ceiling(found.costs[number], upper))
    return stages


def chosen_of(found: Programme, stages: Sequence[Stage]) -> IntArray:
    """Return the option row of every party in the last stage's placement, -1 none."""
    whole = stages[-1].whole
    return placed(found, np.zeros(found.n_choices, np.int64) if whole is None else whole)


def fault_of_ours(message: object, rule: str) -> SkolvalError:
    """Return the error of an engine's placement that breaks what it was given."""
    return SkolvalError(
        Fault(
            _("The engine's placement breaks a rule: {message}").format(message=message),
            rule=rule,
            remedy=_("This is a fault in the program; nothing was written. Please report it."),
        )
    )


def _unmoved(before: Stage, stopped: Stage) -> Stage:
    return replace(
        before,
        bound=-np.inf,
        root=-np.inf,
        work=0,
        engine="",
        timed_out=stopped.timed_out,
        cancelled=stopped.cancelled,
        note=stopped.note,
    )


def _out_of_time(stage: Stage, mechanism: str) -> TimeRanOutError:
    if stage.cancelled:
        return CancelledError(
            Fault(
                _("Stopped by the user before any placement was found; nothing was written."),
                rule="cancelled",
                remedy=_("Whether a placement exists is not known. Run again to find out."),
            )
        )
    what = _("time") if stage.timed_out else _("number of search nodes")
    return TimeRanOutError(
        Fault(
            _(
                "The limit of {what} was reached before any placement was found; whether one "
                "exists is not known."
            ).format(what=what),
            rule="limit",
            remedy=_("Give `{mechanism}` a larger limit, or ease the rule that binds most.").format(
                mechanism=mechanism
            ),
        )
    )
