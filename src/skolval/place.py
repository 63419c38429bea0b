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
from skolval.io.honour import honour_rows
from skolval.io.policy import LegalLine, legal_report
from skolval.io.run import Run
from skolval.io.steps import parameter_faults
from skolval.registry import load
from skolval.travel.table import travel_table

__all__ = ["place", "problem_of", "refuse_forbidden"]


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
    travel : distances already computed for this instance; computed when None.
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
    table = travel or travel_table(instance, demand=policy.distance)
    problem = build_problem(instance, policy, table)
    return problem if honour is None else problem.replace(honour=honour_rows(problem, honour))


def place(
    subject: Instance | Problem,
    policy: Policy | None = None,
    *,
    simulate_unlawful: bool = False,
    progress: Progress | None = None,
) -> Placement:
    """Return the placement (skolplacering) that the policy's mechanism makes.

    Parameters
    ----------
    subject : an instance (then `policy` is needed) or a ready problem.
    simulate_unlawful : place also under a policy that is forbidden in a Swedish municipality;
        the placement then says so.
    progress : called with one line of text now and then on long work.

    Raises
    ------
    UsageError
        If the policy is forbidden and its placement was not asked for as a simulation.
    InputError, InfeasibleError, TimeRanOutError
        See `skolval.errors`.
    """
    problem = _problem(subject, policy)
    if not simulate_unlawful:
        refuse_forbidden(problem.policy)
    mechanism = problem.policy.mechanism
    placement: Placement = load("mechanism", mechanism.name).place(
        problem, mechanism.params, progress=progress
    )
    return placement.replace(simulated_unlawful=bool(_forbidden(problem.policy)))


def _problem(subject: Instance | Problem, policy: Policy | None) -> Problem:
    if isinstance(subject, Instance):
        if policy is None:
            raise UsageError(Fault(_("An instance is placed under a policy, and none was given.")))
        return problem_of(subject, policy)
    return subject if policy is None else subject.replace(policy=policy)


def _forbidden(policy: Policy) -> list[LegalLine]:
    return [line for line in legal_report(policy).lines if line.status == "forbidden"]


def refuse_forbidden(*policies: Policy) -> None:
    """Refuse policies that a Swedish municipality may not use.

    Raises
    ------
    UsageError
        With every forbidden lever and the decision that forbids it.
    """
    faults = [
        Fault(
            _("{name} is not lawful: {reason} ({citation})").format(
                name=line.name, reason=_(line.reason), citation=line.citation
            ),
            file=policy.name,
            value=line.name,
            rule="lawful",
            remedy=_("Change the policy, or add --simulate-unlawful to see what it would do."),
        )
        for policy in policies
        for line in _forbidden(policy)
    ]
    if faults:
        raise UsageError(faults)
