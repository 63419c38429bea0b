"""One goal at a time: a bound for all options, then whole counts among those that matter."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.solver.complete import completed
from skolval.solver.engine import run_engine
from skolval.solver.engines.kinds import FLOW
from skolval.solver.engines.lines import telling
from skolval.solver.network import is_network, least_cost_flow
from skolval.solver.programme import Programme, counted
from skolval.solver.sift import sift
from skolval.solver.system import Answer, FloatArray, Limits, System
from skolval.solver.warm import Warm, choices_of, extended

__all__ = ["Ceiling", "Effort", "Stage", "search"]

_FEWEST, _MATTER, _SMALL = 500, 12_000, 2_000
"""Options in the first whole-number search, in the last one, and where all are always proven."""
_SLIP = 1e-9


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
    cancelled : stopped by the user. note : what an engine said that was odd.
    """

    status: str
    values: FloatArray | None = None
    whole: IntArray | None = None
    bound: float = -np.inf
    root: float = -np.inf
    work: int = 0
    timed_out: bool = False
    engine: str = ""
    prices: FloatArray | None = None
    cancelled: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Effort:
    """When to stop, with which engine (``auto`` or its name) and whom to tell.

    `start` is a placement to begin from, `warm` what a neighbour left.
    """

    limits: Limits
    engine: str
    tell: Callable[[str], None]
    start: IntArray | None = None
    warm: Warm | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `search` was asked for, as its steps need it."""

    limits: Limits
    engine: str
    later: bool
    start: FloatArray | None
    tell: Callable[[str], None]
    deadline: float


def search(
    found: Programme,
    number: int,
    ceilings: Sequence[Ceiling],
    effort: Effort,
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
    if effort.limits.cancelled:
        return Stage("unknown", cancelled=True)
    if effort.engine in {"auto", FLOW} and not ceilings and is_network(found):
        return _by_flow(found, system)
    deadline = time.perf_counter() + effort.limits.seconds
    root = sift(system, found.bundles.column_bundle, effort.limits)
    if root.status != "found":
        return Stage(
            root.status, timed_out=root.timed_out, cancelled=root.cancelled, note=root.note
        )
    effort.tell(_("bound {bound:,.0f}").format(bound=root.bound))
    asked = _Asked(effort.limits, effort.engine, bool(ceilings), start, effort.tell, deadline)
    asked = replace(asked, start=_begun(found, system, effort, start))
    answer, bound = _whole_counts(found, system, root, asked)
    if answer.values is None:
        return Stage(
            answer.status,
            bound=bound,
            root=root.bound,
            timed_out=answer.timed_out,
            cancelled=answer.cancelled,
            note=answer.note,
        )
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
        engine=answer.engine,
        cancelled=answer.cancelled,
        note=answer.note,
    )


def _begun(
    found: Programme, system: System, effort: Effort, start: FloatArray | None
) -> FloatArray | None:
    """Return the best of the known placements that meet everything, None if there is none."""
    best = start
    known = (effort.start, None if effort.warm is None else effort.warm.chosen)
    for chosen in known:
        whole = None if chosen is None else choices_of(found, chosen)
        values = None if whole is None else extended(system, whole, effort.limits)
        if values is not None and (best is None or system.cost @ values < system.cost @ best):
            best = values
    return best


def _by_flow(found: Programme, system: System) -> Stage:
    whole = least_cost_flow(found, np.rint(system.cost).astype(np.int64))
    if whole is None:
        return Stage("infeasible")
    value = float(system.cost @ whole) + system.constant
    return Stage("found", whole.astype(np.float64), whole, value, value, engine="min_cost_flow")


def _whole_counts(
    found: Programme, system: System, root: Answer, asked: _Asked
) -> tuple[Answer, float]:
    """Return the best answer over all columns and the bound that holds for them all.

    Few options first, those the linear programme uses and a fifth more; twice as many
    for as long as the gap is too large.
    """
    k = found.n_choices
    reduced = np.zeros(k) if root.reduced_costs is None else root.reduced_costs[:k]
    support = 0 if root.values is None else int((root.values[:k] > _SLIP).sum())
    order = np.argsort(reduced, kind="stable")
    keep = min(k, max(_FEWEST, support + support // 5))
    best = Answer("unknown", values=asked.start)
    bound = root.bound
    while True:
        answer = _among(found, system, np.sort(order[:keep]), asked, best.values)
        best = _better(system, best, answer)
        if best.values is not None:
            value = float(system.cost @ best.values) + system.constant
            beyond = float(reduced[order[keep]]) if keep < k else np.inf
            if answer.status != "unknown" and root.bound + beyond >= value:
                bound = max(bound, min(answer.bound, value))
            if value - bound <= asked.limits.gap * abs(value):
                return replace(best, status="found"), bound
        if keep >= min(k, _MATTER) and (best.values is not None or keep >= k):
            return best, bound
        if answer.timed_out or answer.cancelled:
            return best, bound
        keep = min(k, 2 * keep)
        asked.tell(_("{count} options are looked at").format(count=keep))


def _among(
    found: Programme,
    system: System,
    matter: IntArray,
    asked: _Asked,
    start: FloatArray | None,
) -> Answer:
    """Return the engine's answer when only the choices `matter` may be used."""
    k = found.n_choices
    if start is not None:
        matter = np.union1d(matter, np.flatnonzero(start[:k] > 0))
    columns = np.r_[matter, np.arange(k, len(system.cost))]
    part = system.only(columns)
    hint = None if start is None else start[columns]
    if not asked.later and asked.engine != "cp_sat":
        part = counted(part, found.classes[matter])
        if hint is not None and len(part.cost) > len(hint):
            _patterns, of_column = np.unique(found.classes[matter], return_inverse=True)
            hint = np.r_[hint, np.bincount(of_column.reshape(-1), hint[: len(matter)])]
    limits = replace(asked.limits, seconds=max(0.1, asked.deadline - time.perf_counter()))
    # among a part of the options "infeasible" is no news, so nobody else is asked
    limits = replace(limits, second=len(matter) == k)
    if len(matter) == k <= _SMALL:
        limits = replace(limits, gap=min(limits.gap, 1e-6))
    listen = telling(asked.tell)
    answer = run_engine(part, limits, engine=asked.engine, hint=hint, listen=listen)
    if answer.values is None:
        return answer
    values = np.zeros(len(system.cost))
    values[columns] = answer.values[: len(columns)]
    return replace(answer, values=values)


def _better(system: System, best: Answer, answer: Answer) -> Answer:
    """Return whichever has the smaller cost; the newer one's work is told."""
    told = replace(
        best,
        work=best.work + answer.work,
        timed_out=answer.timed_out,
        cancelled=answer.cancelled,
        engine=answer.engine or best.engine,
        note=answer.note or best.note,
    )
    if answer.values is None:
        status = answer.status if best.values is None else "found"
        return replace(told, status=status)
    if best.values is not None and system.cost @ best.values <= system.cost @ answer.values:
        return replace(told, status="found")
    return replace(answer, work=told.work)
