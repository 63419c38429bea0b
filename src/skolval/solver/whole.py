"""Whole counts among the options that matter: few at first, twice as many while the gap is large.

The bound of a search among some options holds for all as far as the margin of the cheapest
option left out: whoever uses one of those pays at least the linear programme's bound and
the margin.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.solver.engine import run_engine
from skolval.solver.engines.lines import telling
from skolval.solver.restricted import restricted
from skolval.solver.root import Root
from skolval.solver.system import Answer, FloatArray, Limits

__all__ = ["Asked", "Plan", "whole_counts"]

_FEWEST, _MATTER, _SMALL = 500, 12_000, 2_000
"""Options in the first whole-number search, in the last one, and where all are always proven."""
_SLIP = 1e-9


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as the steps of the search need it."""

    limits: Limits
    engine: str
    tell: Callable[[str], None]
    deadline: float
    whole_choices: bool

    def limited(self) -> Limits:
        """Return the limits with the seconds that are left."""
        return replace(self.limits, seconds=max(0.1, self.deadline - time.perf_counter()))


@dataclass(frozen=True, slots=True)
class Plan:
    """The best found: values of all choices and own columns, their cost, and the bound.

    Parameters
    ----------
    choices : (K,) or None; counts by class are whole. value : infinite while there is none.
    """

    choices: FloatArray | None = None
    own: FloatArray | None = None
    value: float = np.inf
    bound: float = -np.inf
    answer: Answer = field(default_factory=lambda: Answer("unknown"))

    def near(self, gap: float) -> bool:
        """Return whether the plan is proven to be within `gap`."""
        if self.choices is None:
            return False
        return self.value - self.bound <= gap * abs(self.value)


def whole_counts(root: Root, plan: Plan, asked: Asked) -> Plan:
    """Return the best plan found, beginning from `plan`."""
    k = root.shape.n_choices
    support = int((root.choices > _SLIP).sum())
    order = np.argsort(root.margin, kind="stable")
    keep = min(k, max(_FEWEST, support + support // 5))
    plan = replace(plan, bound=max(plan.bound, root.bound))
    while not plan.near(asked.limits.gap):
        beyond = float(root.margin[order[keep]]) if keep < k else np.inf
        plan = _among(root, np.sort(order[:keep]), beyond, plan, asked)
        if keep >= min(k, _MATTER) and (plan.choices is not None or keep >= k):
            break
        if plan.answer.timed_out or plan.answer.cancelled:
            break
        keep = min(k, 2 * keep)
        asked.tell(_("{count} options are looked at").format(count=keep))
    return plan


def _among(root: Root, matter: IntArray, beyond: float, plan: Plan, asked: Asked) -> Plan:
    """Return `plan` or a better one that uses only the choices `matter`, and a higher bound."""
    shape, k = root.shape, root.shape.n_choices
    if plan.choices is not None:
        matter = np.union1d(matter, np.flatnonzero(plan.choices > 0))
    part = restricted(shape, matter, whole_choices=asked.whole_choices)
    hint = None
    if plan.choices is not None and plan.own is not None:
        hint = part.hint(plan.choices, plan.own)
    limits = replace(asked.limited(), second=len(matter) == k)
    if len(matter) == k <= _SMALL:
        limits = replace(limits, gap=min(limits.gap, 1e-6))
    listen = telling(asked.tell)
    answer = run_engine(part.system, limits, engine=asked.engine, hint=hint, listen=listen)
    told = replace(answer, work=plan.answer.work + answer.work)
    bound = plan.bound
    if answer.status != "unknown":
        bound = max(bound, min(answer.bound, root.bound + beyond))
    if answer.values is not None:
        value = float(part.system.cost @ answer.values) + part.system.constant
        if value < plan.value:
            own = part.own(answer)
            return Plan(part.choices(answer), own, value, min(bound, value), told)
    return replace(plan, bound=min(bound, plan.value), answer=told)
