"""place: an instance read under a policy becomes a problem, a mechanism places it."""

from __future__ import annotations

from collections.abc import Sequence

from skolval.domain.instance import Group, Instance
from skolval.domain.language import _
from skolval.domain.placed_problem import placed_problem
from skolval.domain.placed_view import placed_view
from skolval.domain.placement import Placement
from skolval.domain.policy import Policy
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Cancel, Progress
from skolval.domain.travel import TravelTable
from skolval.errors import Fault, InputError, UsageError
from skolval.io.honour import honour_rows
from skolval.io.run import Run
from skolval.io.step_faults import parameter_faults
from skolval.law import refuse_unlawful, unlawful_faults
from skolval.registry import load
from skolval.solver.guarantee import with_guarantee
from skolval.travel.counted import counted
from skolval.travel.rides import with_rides
from skolval.travel.table import travel_table

__all__ = ["place", "problem_of"]


def problem_of(
    instance: Instance,
    policy: Policy,
    *,
    travel: TravelTable | None = None,
    honour: Run | None = None,
) -> Problem:
    """Return the problem that `policy` makes of `instance`.

    Parameters
    ----------
    travel : distances already computed for whom the policy places; computed when None.
    honour : a published run whose places may only get better.

    Raises
    ------
    InputError
        If the policy names a group or grade that the instance lacks, demands routes and the
        instance has none, a pupil has no option, or a published place cannot be kept.
    """
    faults = tuple(parameter_faults(policy, instance, policy.name))
    if faults:
        raise InputError(faults)
    view = placed_view(instance, policy)
    table = travel or travel_table(view, demand=policy.distance)
    table = counted(view, table, policy.minutes)
    problem = with_guarantee(placed_problem(instance, policy, table))
    if policy.reversed_transport is not None:
        problem = with_rides(view, problem, table)
    return problem if honour is None else problem.replace(honour=honour_rows(problem, honour))


def place(
    subject: Instance | Problem,
    policy: Policy | None = None,
    *,
    simulate_unlawful: bool = False,
    groups: Sequence[Group] = (),
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Placement:
    """Return the placement (skolplacering) that the policy's mechanism makes.

    Parameters
    ----------
    subject : an instance (then `policy` is needed) or a ready problem.
    simulate_unlawful : place also under a policy that is forbidden in a Swedish municipality;
        the placement then says so.
    groups : further groups, when a ready problem is placed: the law asks of what kind they are.
    progress : called with one line of text now and then on long work.
    cancel : a ``threading.Event`` or the like; once it is set, a mechanism that searches stops
        within seconds with the best placement found so far (status ``feasible``, with its bound).

    Raises
    ------
    UnlawfulError
        If the policy is forbidden and its placement was not asked for as a simulation.
    InputError, InfeasibleError, TimeRanOutError, CancelledError
        See `skolval.errors`.
    """
    problem = _problem(subject, policy)
    groups = subject.groups if isinstance(subject, Instance) else (*groups, *_background(problem))
    if not simulate_unlawful:
        refuse_unlawful(problem.policy, groups=groups)
    mechanism = problem.policy.mechanism
    made_by = load("mechanism", mechanism.name)
    # the others are done before anybody could want to stop them
    further = {"cancel": cancel} if getattr(made_by, "CANCELS", False) else {}
    placement: Placement = made_by.place(problem, mechanism.params, progress=progress, **further)
    forbidden = bool(unlawful_faults(problem.policy, groups=groups))
    return placement.replace(simulated_unlawful=forbidden)


def _background(problem: Problem) -> list[Group]:
    return [Group(name, name, name, kind="background") for name in problem.background]


def _problem(subject: Instance | Problem, policy: Policy | None) -> Problem:
    if isinstance(subject, Instance):
        if policy is None:
            raise UsageError(Fault(_("An instance is placed under a policy, and none was given.")))
        return problem_of(subject, policy)
    return subject if policy is None else with_guarantee(subject.replace(policy=policy))
