"""One goal at a time: a bound for all options, then whole counts among those that matter."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.solver.blocks import by_blocks
from skolval.solver.complete import completed_plan
from skolval.solver.engines.kinds import FLOW
from skolval.solver.facets import counting_caps
from skolval.solver.flow import transport
from skolval.solver.nearby import nearby
from skolval.solver.network import is_network, least_cost_flow, with_deviations
from skolval.solver.programme import Programme
from skolval.solver.root import MANY, Root, rooted
from skolval.solver.shape import shape_of
from skolval.solver.system import Answer, FloatArray, Limits, System
from skolval.solver.warm import Warm, choices_of, extended
from skolval.solver.whole import Asked, Plan, whole_counts

__all__ = ["Ceiling", "Effort", "Stage", "search"]


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
    if effort.engine in {"auto", FLOW} and not ceilings and is_network(found, system.cost):
        return _by_flow(found, system)
    deadline = time.perf_counter() + effort.limits.seconds
    root = rooted(shape_of(found, system), effort.limits, _prices(effort, number))
    first = root.answer
    if first.status != "found":
        return Stage(
            first.status, timed_out=first.timed_out, cancelled=first.cancelled, note=first.note
        )
    effort.tell(_("bound {bound:,.0f}").format(bound=root.bound))
    several = len(root.shape.wide_rows) > 1 or effort.engine == "cp_sat"
    asked = Asked(effort.limits, effort.engine, effort.tell, deadline, whole_choices=several)
    begun = _begun(found, system, effort, start)
    if begun is None:
        begun = _walked(found, system, root, effort.limits)
    plan = _planned(root, begun, asked)
    answer = plan.answer
    told = Stage(
        answer.status if plan.choices is None else "found",
        bound=plan.bound,
        root=root.bound,
        work=answer.work,
        timed_out=answer.timed_out,
        engine=answer.engine,
        prices=root.prices,
        cancelled=answer.cancelled,
        note=answer.note,
    )
    if plan.choices is None:
        return told
    whole = completed_plan(found, root, plan)
    return replace(told, values=np.r_[whole, plan.own].astype(np.float64), whole=whole)


def _planned(root: Root, begun: FloatArray | None, asked: Asked) -> Plan:
    """Return the best plan, by blocks where there are many options in several blocks."""
    plan = Plan()
    if begun is not None:
        k = root.shape.n_choices
        cost = np.r_[root.shape.cost, root.shape.own_cost]
        value = float(cost @ begun) + root.shape.constant
        plan = Plan(begun[:k], begun[k:], value, root.bound)
    if root.shape.n_choices > MANY and not asked.whole_choices:
        plan = _improved(root, plan, asked)
        if plan.near(asked.limits.gap):
            return plan
        found = by_blocks(root, plan, asked)
        if found is not None and found.choices is not None:
            return found
    return whole_counts(root, plan, asked)


def _improved(root: Root, plan: Plan, asked: Asked) -> Plan:
    found = nearby(root)
    if found is None:
        return plan
    choices, own = found
    value = float(root.shape.cost @ choices + root.shape.own_cost @ own) + root.shape.constant
    asked.tell(_("value {value:,.0f} by exchanges").format(value=value))
    if value >= plan.value:
        return plan
    answer = Answer("found", engine="exchanges")
    return Plan(choices, own, value, min(root.bound, value), answer)


def _prices(effort: Effort, number: int) -> FloatArray | None:
    return None if effort.warm is None else effort.warm.prices.get(number)


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


def _walked(found: Programme, system: System, root: Root, limits: Limits) -> FloatArray | None:
    """Return the placement of least travel within the seats, None where it breaks a rule."""
    shape = root.shape
    cap, room = counting_caps(shape)
    metres = found.problem.options.metres[found.bundles.column_option]
    sink = np.where(cap < 0, len(room), cap)[shape.kind]
    if shape.may_miss.any():
        return None
    everybody = int(shape.size.sum())
    seats = np.r_[np.clip(room, 0, everybody), everybody].astype(np.int64)
    # seats on services are not counted here, so that only own ways are walked
    rows = np.flatnonzero(found.problem.options.mode[found.bundles.column_option] == 0)
    bundle = found.bundles.column_bundle[rows]
    arcs = (bundle, sink[rows], metres[rows].astype(np.int64))
    walked = transport(arcs, found.bundles.count, seats)
    if walked is None:
        return None
    whole = np.zeros(len(metres), np.int64)
    whole[rows] = walked
    return extended(system, whole, limits)


def _by_flow(found: Programme, system: System) -> Stage:
    k = found.n_choices
    whole = least_cost_flow(found, np.rint(system.cost[:k]).astype(np.int64))
    if whole is None:
        return Stage("infeasible")
    value = float(system.cost[:k] @ whole) + system.constant
    values = with_deviations(found, whole)
    return Stage("found", values, whole, value, value, engine="min_cost_flow")
