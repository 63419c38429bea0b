"""place: an instance read under a policy becomes a problem, a mechanism places it."""

from __future__ import annotations

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.domain.placement import Placement
from skolval.domain.policy import Policy
from skolval.domain.problem import Problem
from skolval.domain.spine import build_problem
from skolval.domain.surfaces import Progress
from skolval.domain.travel import TravelTable
from skolval.errors import Fault, InputError, UsageError
from skolval.io.steps import parameter_faults
from skolval.registry import load
from skolval.travel.table import travel_table

__all__ = ["place", "problem_of"]


def problem_of(instance: Instance, policy: Policy, *, travel: TravelTable | None = None) -> Problem:
    """Return the problem that `policy` makes of `instance`.

    Parameters
    ----------
    travel : distances already computed for this instance; computed when None.

    Raises
    ------
    InputError
        If the policy names a group or grade that the instance lacks, demands routes and the
        instance has none, or a pupil has no option.
    """
    faults = tuple(parameter_faults(policy, instance, policy.name))
    if faults:
        raise InputError(faults)
    table = travel or travel_table(instance, demand=policy.distance)
    return build_problem(instance, policy, table)


def place(
    subject: Instance | Problem, policy: Policy | None = None, *, progress: Progress | None = None
) -> Placement:
    """Return the placement (skolplacering) that the policy's mechanism makes.

    Parameters
    ----------
    subject : an instance (then `policy` is needed) or a ready problem.
    progress : called with one line of text now and then on long work.

    Raises
    ------
    InputError, InfeasibleError, TimeRanOutError
        See `skolval.errors`.
    """
    if isinstance(subject, Instance):
        if policy is None:
            raise UsageError(Fault(_("An instance is placed under a policy, and none was given.")))
        problem = problem_of(subject, policy)
    else:
        problem = subject if policy is None else subject.replace(policy=policy)
    mechanism = problem.policy.mechanism
    placement: Placement = load("mechanism", mechanism.name).place(
        problem, mechanism.params, progress=progress
    )
    return placement
