"""Make runs: place, audit and measure under one or several policies, and write the folders.

With several workers each policy has its own process; what is placed is the same on any
number of workers, because every tie belongs to the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from skolval.audit import audit_parts
from skolval.domain.area_zones import attendance_areas
from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.domain.placed_view import placed_view
from skolval.domain.policy import Policy
from skolval.domain.surfaces import Cancel, Progress
from skolval.domain.travel import TravelTable
from skolval.errors import CancelledError, Fault, InputError
from skolval.io.honour import honouring
from skolval.io.run import Run, run_of
from skolval.io.run_writing import Finish, refuse_taken, write_run
from skolval.law import refuse_unlawful
from skolval.measure import measure
from skolval.place import place, problem_of
from skolval.travel.table import travel_table
from skolval.workers import shared_cancel, shared_out

__all__ = ["Terms", "make_run", "make_runs"]


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms runs are made.

    Parameters
    ----------
    simulate_unlawful : also place under a forbidden policy; the run then says so.
    honour : a published run whose places may only get better.
    finish : writes further files into each folder, see `io.run_writing.write_run`; a module-level
        function when there are several workers.
    cancel : once it is set, the run being made keeps the best placement found so far, and no
        further run is begun.
    """

    simulate_unlawful: bool = False
    honour: Run | None = None
    finish: Finish | None = None
    cancel: Cancel | None = None

    @property
    def cancelled(self) -> bool:
        """Whether somebody wishes to stop."""
        return self.cancel is not None and self.cancel.is_set()


def make_run(
    instance: Instance,
    policy: Policy,
    folder: Path,
    *,
    travel: TravelTable | None = None,
    progress: Progress | None = None,
    terms: Terms = Terms(),
) -> Run:
    """Place `instance` under `policy`, audit and measure it, and write the run folder.

    Parameters
    ----------
    folder : a folder that does not exist yet. travel : distances, computed when None.

    Raises
    ------
    UnlawfulError, InputError, InfeasibleError, TimeRanOutError
        See `skolval.place`; then nothing is written.
    """
    problem = problem_of(instance, policy, travel=travel, honour=terms.honour)
    placement = place(
        problem,
        simulate_unlawful=terms.simulate_unlawful,
        groups=instance.groups,
        progress=progress,
        cancel=terms.cancel,
    )
    run = honouring(run_of(instance, problem, placement), terms.honour)
    breaches = audit_parts(run).breaches
    extras = {
        "indices": measure(run, within_grade=True),
        "breaches": pd.DataFrame(
            [(b.rule, b.where, b.excess, b.unit, b.message) for b in breaches],
            columns=["rule", "where", "excess", "unit", "message"],
        ),
    }
    if policy.parties == "areas":
        extras["attendance_areas"] = attendance_areas(problem, placement)
    return write_run(folder, run, extras=extras, finish=terms.finish)


@dataclass(frozen=True, slots=True)
class _Job:
    instance: Instance
    policy: Policy
    folder: Path
    travel: TravelTable
    terms: Terms


def _work(job: _Job, progress: Progress | None = None) -> Run | None:
    """Return the run, or None if there is nothing to keep when it is cancelled."""
    terms = replace(job.terms, cancel=job.terms.cancel or shared_cancel())
    if terms.cancelled:
        return None
    if progress:
        progress(f"{job.policy.name} ...")
    try:
        return make_run(
            job.instance,
            job.policy,
            job.folder,
            travel=job.travel,
            progress=progress,
            terms=terms,
        )
    except CancelledError:
        return None


def make_runs(
    instance: Instance,
    policies: Sequence[Policy],
    folder_of: Callable[[Policy], Path],
    *,
    workers: int = 1,
    progress: Progress | None = None,
    terms: Terms = Terms(),
) -> list[Run]:
    """Make one run per policy, in the order of `policies`; fewer when it is cancelled.

    Parameters
    ----------
    folder_of : the new folder of each policy's run. workers : processes, 1 for none extra.

    Raises
    ------
    UnlawfulError, InputError
        Before anything is placed, if a policy is forbidden and not simulated, a folder is
        already there or two policies have one name.
    CancelledError
        If it is cancelled before there is anything to keep.
    """
    for policy in policies if not terms.simulate_unlawful else ():
        refuse_unlawful(policy, groups=instance.groups)
    _refuse_taken([folder_of(policy) for policy in policies])
    travel = _travel(instance, policies)
    alone = workers <= 1 or len(policies) == 1
    sent = terms if alone else replace(terms, cancel=None)
    jobs = [
        _Job(instance, policy, folder_of(policy), travel[policy.places], sent)
        for policy in policies
    ]
    made = (
        (_work(job, progress) for job in jobs)
        if alone
        else shared_out(_work, jobs, workers, cancel=terms.cancel)
    )
    runs = [run for run in made if run is not None]
    if not runs and terms.cancelled:
        raise CancelledError(_nothing_found())
    return runs


def _travel(instance: Instance, policies: Sequence[Policy]) -> dict[str, TravelTable]:
    """Return the distances of whom the policies place, by what they place."""
    demand = "route" if any(policy.distance == "route" for policy in policies) else "any"
    seen = {policy.places: policy for policy in reversed(policies)}
    return {
        places: travel_table(placed_view(instance, policy), demand=demand)
        for places, policy in sorted(seen.items())
    }


def _nothing_found() -> Fault:
    return Fault(
        _("Stopped by the user before any placement was found; nothing was written."),
        rule="cancelled",
        remedy=_("Whether a placement exists is not known. Run again to find out."),
    )


def _refuse_taken(folders: Sequence[Path]) -> None:
    """Refuse, before any long work, folders that cannot be written to."""
    doubled = sorted({str(folder) for folder in folders if folders.count(folder) > 1})
    if doubled:
        raise InputError(
            Fault(
                _("Several policies would be written to {folder}.").format(folder=folder),
                file=folder,
                rule="unique",
                remedy=_("Give every policy once, and each its own name (key `policy`)."),
            )
            for folder in doubled
        )
    for folder in folders:
        refuse_taken(folder)
