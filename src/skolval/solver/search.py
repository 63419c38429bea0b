"""One goal at a time: a bound for all options, then whole counts among those that matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.complete import completed
from skolval.solver.engine import run_engine
from skolval.solver.network import is_network, least_cost_flow
from skolval.solver.programme import Programme, counted
from skolval.solver.sift import sift
from skolval.solver.system import Answer, FloatArray, Limits, System

__all__ = ["Ceiling", "Stage", "search"]

_MATTER = 12_000
"""Options kept for the whole-number search, those of least reduced cost."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A goal already decided: its cost vector stays at most `upper`."""

    cost: FloatArray
    upper: float


@dataclass(frozen=True, slots=True)
class Stage:
    """The outcome for one goal.

    Parameters
    ----------
    status : ``found``, ``infeasible`` (proven) or ``unknown``.
    values : all columns. whole : parties per choice. bound : proven lower bound.
    root : the linear programme's bound. work : nodes. timed_out : the brake decided.
    """

    status: str
    values: FloatArray | None = None
    whole: IntArray | None = None
    bound: float = -np.inf
    root: float = -np.inf
    work: int = 0
    timed_out: bool = False
    engine: str = ""


def search(
    found: Programme,
    number: int,
    ceilings: Sequence[Ceiling],
    *,
    limits: Limits,
    engine: str,
    tell: Callable[[str], None],
    start: FloatArray | None = None,
) -> Stage:
    """Return the best that can be found for goal `number` under the `ceilings` of those before.

    Parameters
    ----------
    start : values of all columns that meet everything, to begin from.
    """
    system = found.system.replace(cost=found.costs[number], constant=found.constants[number])
    for ceiling in ceilings:
        system = system.with_row(ceiling.cost, ceiling.upper)
    if engine in {"auto", "flow"} and not ceilings and is_network(found):
        return _by_flow(found, system)
    root = sift(system, found.bundles.column_bundle, limits)
    if root.status != "found":
        return Stage(root.status, timed_out=root.timed_out)
    tell(f"bound {root.bound:,.0f}")
    answer, bound = _whole_counts(found, system, root, not ceilings, limits, engine, start, tell)
    if answer.values is None:
        return Stage(answer.status, bound=bound, root=root.bound, timed_out=answer.timed_out)
    k = found.n_choices
    classes = np.arange(k) if ceilings or len(found.costs) > 1 else found.classes
    cost = system.cost[:k]
    if not cost.any():
        cost = found.problem.options.metres[found.bundles.column_option].astype(np.float64)
    whole = completed(found, answer.values[:k], classes, cost)
    values = np.r_[whole, answer.values[k : len(system.cost)]].astype(np.float64)
    return Stage(
        "found",
        values=values,
        whole=whole,
        bound=bound,
        root=root.bound,
        work=answer.work,
        timed_out=answer.timed_out,
        engine="cp_sat" if engine == "cp_sat" else "highs",
    )


def _by_flow(found: Programme, system: System) -> Stage:
    whole = least_cost_flow(found, np.rint(system.cost).astype(np.int64))
    if whole is None:
        return Stage("infeasible")
    value = float(system.cost @ whole) + system.constant
    return Stage("found", whole.astype(np.float64), whole, value, value, engine="min_cost_flow")


def _whole_counts(  # noqa: PLR0913, PLR0917 - one step of `search`, cut out to be readable
    found: Programme,
    system: System,
    root: Answer,
    first: bool,
    limits: Limits,
    engine: str,
    start: FloatArray | None,
    tell: Callable[[str], None],
) -> tuple[Answer, float]:
    """Return the answer over all columns and the bound that holds for them all."""
    k = found.n_choices
    own = np.arange(k, len(system.cost))
    reduced = np.zeros(k) if root.reduced_costs is None else root.reduced_costs[:k]
    keep = min(k, _MATTER)
    while True:
        matter = np.sort(np.argsort(reduced, kind="stable")[:keep])
        if start is not None:
            matter = np.union1d(matter, np.flatnonzero(start[:k] > 0))
        columns = np.r_[matter, own]
        part = system.only(columns)
        if first and engine != "cp_sat":
            part = counted(part, found.classes[matter])
        answer = run_engine(
            part, limits, engine="cp_sat" if engine == "cp_sat" else "highs",
            hint=None if start is None or len(part.cost) != len(columns) else start[columns],
        )  # fmt: skip
        if answer.status != "infeasible" or keep >= k:
            break
        keep = min(k, 4 * keep)
        tell("more options are looked at")
    if answer.values is None:
        return answer, root.bound
    values = np.zeros(len(system.cost))
    values[columns] = answer.values[: len(columns)]
    value = float(system.cost @ values) + system.constant
    outside = np.ones(k, np.bool_)
    outside[matter] = False
    least_outside = float(reduced[outside].min(initial=np.inf))
    bound = root.bound
    if root.bound + least_outside >= value:
        bound = max(bound, min(answer.bound, value))
    return replace(answer, values=values), bound
