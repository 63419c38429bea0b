"""study (jämförande körningar): instances x policies x seeds, one tidy table.

Every policy places the pupils of every instance under every seed of its lottery. What is
written is the same on any number of workers: each placement depends on nothing but its own
instance, policy and seed, and the rows stand in the order they were asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.domain.policy import Policy
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, UsageError
from skolval.law import refuse_unlawful
from skolval.lenses._lotteries import seeded, seeds_of
from skolval.place import place, problem_of
from skolval.solver.guarantee import with_guarantee
from skolval.study._measures import measures
from skolval.study._summary import summary
from skolval.study._vary import vary
from skolval.travel.table import travel_table

__all__ = ["COLUMNS", "Source", "Terms", "run_study", "summary", "vary"]

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
    """

    seeds: int = 1
    group: str = ""
    workers: int = 1
    simulate_unlawful: bool = False


def run_study(
    sources: Sequence[tuple[str, Source]],
    policies: Sequence[Policy],
    terms: Terms | None = None,
    *,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return one row per instance, policy, seed and measure; columns `COLUMNS`.

    Parameters
    ----------
    sources : name and source of each instance. policies : with different names.

    Raises
    ------
    UsageError
        If two instances or two policies have one name.
    UnlawfulError
        If a policy is forbidden and `terms` do not ask for a simulation.
    """
    terms = terms or Terms()
    _refuse_doubles([name for name, _source in sources])
    _refuse_doubles([policy.name for policy in policies])
    jobs = _jobs(sources, tuple(policies), terms)
    parts = []
    for job, rows in zip(jobs, _worked(jobs, terms.workers), strict=True):
        if progress:
            progress(f"{job.name} {', '.join(policy.name for policy in job.policies)}")
        parts += rows
    order = {policy.name: position for position, policy in enumerate(policies)}
    first = {name: position for position, (name, _source) in enumerate(sources)}
    parts.sort(key=lambda row: (first[row[0]], order[row[1]]))
    return pd.DataFrame(parts, columns=list(COLUMNS))


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    source: Source
    policies: tuple[Policy, ...]
    terms: Terms


def _jobs(
    sources: Sequence[tuple[str, Source]], policies: tuple[Policy, ...], terms: Terms
) -> list[_Job]:
    """Return one job per instance; with fewer instances than workers, one per policy too."""
    if terms.workers <= len(sources):
        return [_Job(name, source, policies, terms) for name, source in sources]
    return [_Job(name, source, (policy,), terms) for name, source in sources for policy in policies]


def _worked(jobs: list[_Job], workers: int) -> Sequence[list[tuple[str, str, int, str, float]]]:
    if workers <= 1:
        return list(map(_work, jobs))
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
        return list(pool.map(_work, jobs))


def _work(job: _Job) -> list[tuple[str, str, int, str, float]]:
    """Place one instance under some policies and every seed."""
    instance = job.source()
    for policy in job.policies if not job.terms.simulate_unlawful else ():
        refuse_unlawful(policy, groups=instance.groups)
    demand = "route" if any(policy.distance == "route" for policy in job.policies) else "any"
    travel = travel_table(instance, demand=demand)
    group = job.terms.group or instance.balance_group
    rows = []
    for policy in job.policies:
        problem = problem_of(instance, policy, travel=travel)
        for number, seed in enumerate(seeds_of(problem, "", job.terms.seeds), start=1):
            drawn = problem.replace(policy=seeded(policy, seed))
            placement = place(with_guarantee(drawn), simulate_unlawful=True)
            found = measures(drawn, placement, group)
            rows += [(job.name, policy.name, number, key, value) for key, value in found.items()]
    return rows


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
