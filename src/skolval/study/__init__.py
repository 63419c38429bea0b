"""study (jämförande körningar): instances x policies x seeds, one tidy table.

Every policy places the pupils of every instance under every seed of its lottery. What is
written is the same on any number of workers: each placement depends on nothing but its own
instance, policy and seed, and the rows stand in the order they were asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _, current, use
from skolval.domain.placed_view import placed_view
from skolval.domain.placement import Placement
from skolval.domain.policy import Policy
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.errors import (
    CancelledError,
    Fault,
    InfeasibleError,
    SkolvalError,
    TimeRanOutError,
    UsageError,
)
from skolval.law import refuse_unlawful
from skolval.lenses._lotteries import seeded, seeds_of
from skolval.place import place, problem_of
from skolval.solver.guarantee import with_guarantee
from skolval.study._journal import Rows, digest_of, finished, keep
from skolval.study._measures import measures
from skolval.study._missing import (
    STATUS_COLUMNS,
    missing_of,
    missing_row,
    nothing_placed,
    with_status,
)
from skolval.study._summary import summary
from skolval.study._vary import vary
from skolval.travel.table import travel_table
from skolval.workers import shared_out

__all__ = ["COLUMNS", "STATUS_COLUMNS", "Source", "Terms", "run_study", "summary", "vary"]

COLUMNS = ("instance", "policy", "seed", "measure", "value")
Source = Callable[[], Instance]
"""Reads or makes an instance; must be sendable to another process (a partial, not a lambda)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a study is carried out.

    Parameters
    ----------
    seeds : lotteries per instance and policy. group : whose segregation is measured; the
        group that the instance balances when empty. workers : processes, 1 for none extra.
    simulate_unlawful : place also under forbidden policies.
    keep : folder where every finished instance is kept; with the same folder a study that
        was stopped goes on where it was. go_on : an instance that fails is told and left out,
        and the others are placed. each : instances that a process does before a fresh one
        takes over, so that its memory is bounded.
    """

    seeds: int = 1
    group: str = ""
    workers: int = 1
    simulate_unlawful: bool = False
    keep: Path | None = None
    go_on: bool = False
    each: int = 20


def run_study(
    sources: Sequence[tuple[str, Source]],
    policies: Sequence[Policy],
    terms: Terms | None = None,
    *,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return one row per instance, policy, seed and measure; columns `COLUMNS`.

    A placement that was not found, because none meets the rules or the time ran out, has one row
    without measure and value. Then, and only then, the table has `STATUS_COLUMNS` too: ``placed``,
    ``infeasible`` (proven) or ``time_ran_out``, and what clashes; ``attrs["missing"]`` lists them.
    With ``terms.go_on`` the table's ``attrs["failures"]`` lists (instance, reason) of those that
    were left out.

    Parameters
    ----------
    sources : name and source of each instance. policies : with different names.

    Raises
    ------
    UsageError
        If two instances or two policies have one name.
    UnlawfulError
        If a policy is forbidden and `terms` do not ask for a simulation.
    InfeasibleError, TimeRanOutError
        If not one placement was found.
    """
    terms = terms or Terms()
    _refuse_doubles([name for name, _source in sources])
    _refuse_doubles([policy.name for policy in policies])
    jobs = _jobs(sources, tuple(policies), terms)
    parts: Rows = []
    failures: list[tuple[str, str]] = []
    for job, (rows, reason) in zip(jobs, _worked(jobs, terms), strict=True):
        if progress:
            progress(f"{job.name} {reason or ', '.join(policy.name for policy in job.policies)}")
        parts += rows
        failures += [(job.name, reason)] if reason else []
    order = {policy.name: position for position, policy in enumerate(policies)}
    first = {name: position for position, (name, _source) in enumerate(sources)}
    parts.sort(key=lambda row: (first[row[0]], order[row[1]]))
    return _table(parts, failures)


def _table(parts: Rows, failures: list[tuple[str, str]]) -> pd.DataFrame:
    missing = missing_of(parts)
    if missing and len(missing) == len(parts) and not failures:
        raise nothing_placed(missing)
    table = (
        pd.DataFrame(with_status(parts), columns=[*COLUMNS, *STATUS_COLUMNS])
        if missing
        else pd.DataFrame(parts, columns=list(COLUMNS))
    )
    table.attrs["failures"] = failures
    if missing:
        table.attrs["missing"] = missing
    return table


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    source: Source
    policies: tuple[Policy, ...]
    terms: Terms
    lang: str


def _jobs(
    sources: Sequence[tuple[str, Source]], policies: tuple[Policy, ...], terms: Terms
) -> list[_Job]:
    """Return one job per instance; with fewer instances than workers, one per policy too."""
    if terms.workers <= len(sources):
        shares = [(name, source, policies) for name, source in sources]
    else:
        shares = [(name, source, (policy,)) for name, source in sources for policy in policies]
    return [_Job(*share, terms, current()) for share in shares]


def _worked(jobs: list[_Job], terms: Terms) -> Iterator[tuple[Rows, str]]:
    """Yield the rows of every job, or the reason why there are none."""
    if terms.workers <= 1:
        yield from map(_kept, jobs)
        return
    done = 0
    try:
        for found in shared_out(_kept, jobs, terms.workers, each=terms.each):
            done += 1
            yield found
    except BrokenProcessPool:
        if not terms.go_on:
            raise SkolvalError(_broken(jobs[done])) from None
        # one of those under way took its process with it: each of the rest alone shows which
        yield from map(_alone, jobs[done:])


def _alone(job: _Job) -> tuple[Rows, str]:
    try:
        return next(shared_out(_kept, [job], 1))
    except BrokenProcessPool:
        return [], str(_broken(job))


def _broken(job: _Job) -> Fault:
    return Fault(
        _("The process that placed {name} ended by itself.").format(name=job.name),
        value=job.name,
        rule="process",
        remedy=_("Perhaps the memory was not enough; use fewer workers."),
    )


def _kept(job: _Job) -> tuple[Rows, str]:
    """Return the rows of a job, those that were kept if it is finished; or why there are none."""
    use(job.lang)  # a process of its own knows nothing of what was chosen
    settled = replace(job.terms, workers=1, keep=None, go_on=False, each=0)
    digest = digest_of(job.name, job.source, job.policies, settled) if job.terms.keep else ""
    rows = finished(job.terms.keep, job.name, digest)
    if rows is not None:
        return rows, ""
    try:
        rows = _work(job)
    except Exception as error:
        if not job.terms.go_on:
            raise
        return [], _reason(error)
    missing = missing_of(rows)
    if all(part.proven for part in missing):  # what ran out of time is tried again
        keep(job.terms.keep, job.name, digest, rows, in_words=bool(missing))
    return rows, ""


def _reason(error: Exception) -> str:
    if isinstance(error, SkolvalError):
        return error.faults[0].message
    return f"{type(error).__name__}: {error}"


def _work(job: _Job) -> Rows:
    """Place one instance under some policies and every seed."""
    instance = job.source()
    for policy in job.policies if not job.terms.simulate_unlawful else ():
        refuse_unlawful(policy, groups=instance.groups)
    demand = "route" if any(policy.distance == "route" for policy in job.policies) else "any"
    seen = {policy.places: placed_view(instance, policy) for policy in job.policies}
    travel = {places: travel_table(view, demand=demand) for places, view in seen.items()}
    group = job.terms.group or instance.balance_group
    rows: Rows = []
    for policy in job.policies:
        problem = problem_of(instance, policy, travel=travel[policy.places])
        for number, seed in enumerate(seeds_of(problem, "", job.terms.seeds), start=1):
            drawn = problem.replace(policy=seeded(policy, seed))
            rows += _measured(drawn, (job.name, policy.name, number), group)
    return rows


def _measured(drawn: Problem, key: tuple[str, str, int], group: str) -> Rows:
    """Return the measures of one placement, or the one row that tells why there is none."""
    try:
        placement = _placed(drawn)
    except CancelledError:
        raise
    except (InfeasibleError, TimeRanOutError) as error:
        return [missing_row(key, error)]
    found = measures(drawn, placement, group) | _proof(placement)
    return [(*key, measure, value) for measure, value in found.items()]


def _placed(drawn: Problem) -> Placement:
    """Return the placement; what is wrong is told of its policy, one of many."""
    try:
        return place(with_guarantee(drawn), simulate_unlawful=True)
    except SkolvalError as error:
        named = (fault if fault.file else replace(fault, file=drawn.policy.name)
                 for fault in error.faults)  # fmt: skip
        error.faults = tuple(named)
        raise


def _proof(placement: Placement) -> dict[str, float]:
    """Return the proven gap, where something was proven."""
    return {} if placement.gap is None else {"gap": float(placement.gap)}


def _refuse_doubles(names: list[str]) -> None:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise UsageError(
            Fault(
                _("{name} stands twice in the study.").format(name=name),
                value=name,
                rule="unique",
                remedy=_("Give every instance and policy once, each with its own name."),
            )
            for name in doubled
        )
