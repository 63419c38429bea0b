"""One programme asked again and again under other ceilings (kedja av lösningar).

The rows are written once. Each question makes one cost small while others stay under ceilings;
options that once mattered stay in the pool, so that the next linear programme is a small one.
Its prices bound every question of the chain, and tell among which options whole numbers are
looked for. There a ceiling may be exceeded at several times its price, which lets an engine
find placements at once, and is then lowered by as much as it was exceeded.

What comes out is checked against the goals' and rules' own solver-free statements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from skolval.domain.policy import Step
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.registry import load
from skolval.solver.ceilings import elastic, scales_of, under
from skolval.solver.complete import completed, placed
from skolval.solver.engine import run_engine
from skolval.solver.exchanges import exchanged
from skolval.solver.magnitudes import rank_within, scaled
from skolval.solver.outcome import hard_breaches, price_paid
from skolval.solver.programme import Programme, counted
from skolval.solver.questions import (
    SLIP,
    Asked,
    Found,
    Root,
    better,
    extras,
    lifted,
    most_extra,
    near,
    priced,
    reduced_of,
    values_of,
)
from skolval.solver.solve import posted_programme
from skolval.solver.system import Answer, FloatArray, Limits, System
from skolval.solver.warm import choices_of, extended

__all__ = ["Asked", "Chain", "Found", "Root"]

_FIRST, _DIRECT, _ROUNDS, _TRIES = 4, 60_000, 60, 5
_SMALL = 150
_LOST = 1e-4
"""A linear programme is good enough when what its bound lacks is this part of it."""
_MARGIN = 0.0003
"""A ceiling is sought this part lower at first, since it may be exceeded."""
_EACH = 0.3
"""Counts are whole where classes are fewer than this part of the options, else the options are."""


class Chain:
    """The questions about one problem; it remembers which options mattered."""

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Step],
        goals: Sequence[Step],
        limits: Limits,
        tell: Callable[[str], None],
    ) -> None:
        self.problem, self.rules, self.goals = problem, tuple(rules), tuple(goals)
        self.found: Programme = scaled(posted_programme(problem, rules, goals))
        self.limits = limits
        if self.small:
            # to the very end, or nearly
            self.limits = replace(limits, gap=min(limits.gap, 1e-4), nodes=max(limits.nodes, 500))
        self.tell = tell
        first = self.found.costs[0][: self.found.n_choices]
        self._pool: BoolArray = rank_within(self.found.bundles.column_bundle, first) < _FIRST

    @property
    def small(self) -> bool:
        """Whether the problem is so small that it may be solved to the very end."""
        return self.found.n_choices <= _SMALL

    def about(self, goal: int, ceilings: Sequence[tuple[int, float]] = ()) -> Asked:
        """Return the question for the least of goal number `goal` under `ceilings`."""
        return Asked(self.found.costs[goal], self.found.constants[goal], tuple(ceilings))

    def values(self, chosen: IntArray) -> tuple[int, ...]:
        """Return the value of every goal, the first with what broken priced rules cost."""
        found = [load("goal", step.name).value(self.problem, chosen, step.params)
                 for step in self.goals]  # fmt: skip
        found[0] += price_paid(self.problem, chosen, self.rules)
        return tuple(found)

    def root(self, asked: Asked) -> Root:
        """Return the linear programme's answer, over all options."""
        system = under(self.found, asked)
        k, width = self.found.n_choices, len(system.cost)
        bundle = self.found.bundles.column_bundle
        if k <= _DIRECT and not asked.cost[:k].any():
            self._pool[:] = True
        limits = replace(self.limits, second=False)
        root, lost = Root("unknown"), 0.0 if self.small else _LOST
        for _round in range(_ROUNDS):
            columns = np.r_[np.flatnonzero(self._pool), np.arange(k, width)]
            part = run_engine(system.only(columns), limits, engine="highs")
            if part.status == "infeasible" and not self._pool.all():
                self._widened()
                continue
            if part.status == "infeasible":
                # one engine's word is not enough to call a thing impossible
                part = run_engine(system, self.limits)
            if part.values is None or part.duals is None:
                return Root(part.status)
            scales = scales_of(self.found, asked)
            root = priced(system, part, columns, scales, self.found.bundles)
            helps = ~self._pool & (reduced_of(root)[:k] < -SLIP)
            rows = np.flatnonzero(helps)
            if not len(rows) or part.bound - root.bound <= lost * abs(root.bound):
                return root
            best = rank_within(bundle[rows], reduced_of(root)[rows]) < _FIRST
            self._pool[rows[best]] = True
        return root

    def plan(
        self,
        asked: Asked,
        root: Root,
        start: IntArray | None = None,
        *,
        gap: float | None = None,
        quick: bool = False,
    ) -> Found | None:
        """Return the best placement found, None if none was.

        Parameters
        ----------
        start : option rows of a placement to begin from; used where it meets what is asked.
        gap : relative gap that is good enough; that of the limits when None.
        quick : look once, among few options.
        """
        if root.status != "found":
            return None
        good = self.limits.gap if gap is None else gap
        best = None if start is None else self.checked(asked, start, root.bound)
        if not self.small and (best is None or not near(best, good / 4)):
            # a start was made for another ceiling: it is looked beside once
            best = better(best, self._exchanged(asked, root))
        for extra in extras(root, self.found.n_choices):
            if (best is not None and near(best, good)) or self.limits.cancelled:
                break
            best = better(best, self._among(asked, root, self._matter(root, extra, best), best))
            if quick or (best is not None and extra >= most_extra(root)):
                break
        return best

    def _exchanged(self, asked: Asked, root: Root) -> Found | None:
        """Return the placement that exchanges find beside the linear programme's answer."""
        if root.values is None or root.rows is None:
            return None
        scales = scales_of(self.found, asked)
        ceilings = [-price * scale for price, scale in zip(root.prices, scales, strict=True)]
        duals = np.r_[root.rows, ceilings]
        whole = exchanged(self.found, under(self.found, asked), root.values, duals)
        return None if whole is None else self.checked(asked, placed(self.found, whole), root.bound)

    def _widened(self) -> None:
        first = self.found.costs[0][: self.found.n_choices]
        rank = rank_within(self.found.bundles.column_bundle, first)
        there = int(rank[self._pool].max(initial=0)) + 1
        self._pool |= rank < 3 * there

    def _matter(self, root: Root, extra: int, best: Found | None) -> IntArray:
        """Return the options that the linear programme uses, the next best, and the best's."""
        reduced = reduced_of(root)[: self.found.n_choices]
        support = np.flatnonzero(values_of(root)[: self.found.n_choices] > SLIP)
        order = np.argsort(reduced, kind="stable")
        matter = np.union1d(order[: len(support) + extra], support)
        whole = None if best is None else choices_of(self.found, best.chosen)
        return matter if whole is None else np.union1d(matter, np.flatnonzero(whole))

    def _among(
        self, asked: Asked, root: Root, matter: IntArray, best: Found | None
    ) -> Found | None:
        """Return the best placement among the options `matter`, with a bound over all."""
        k = self.found.n_choices
        columns = np.r_[matter, np.arange(k, len(asked.cost))]
        outside = np.ones(k, np.bool_)
        outside[matter] = False
        beyond = root.bound + float(reduced_of(root)[:k][outside].min(initial=np.inf))
        margin = 0.0 if self.small else _MARGIN
        target = [upper - margin * abs(upper) for _goal, upper in asked.ceilings]
        bound, hint, nodes = root.bound, self._hint(asked, root, best), 0
        for attempt in range(_TRIES):
            system = elastic(self.found, asked, root, target, hard=self.small)
            wide = np.r_[columns, np.arange(len(asked.cost), len(system.cost))]
            part = system.only(wide)
            answer = self._answered(part, matter, None if hint is None else hint[wide], asked)
            nodes += answer.work
            if attempt == 0 and not (margin and target) and answer.status == "found":
                bound = max(bound, min(answer.bound, beyond))
            if answer.values is None:
                return None
            values = np.zeros(len(system.cost))
            values[wide] = answer.values[: len(wide)]
            chosen = self._placed(asked, values[:k])
            found = self.checked(asked, chosen, bound)
            if found is not None:
                return replace(found, nodes=nodes, timed_out=answer.timed_out)
            over = self._over(asked, chosen)
            if not any(over):
                return None  # a rule is broken by an engine's rounding
            target = [t - 1.25 * o - 1 for t, o in zip(target, over, strict=True)]
            hint = values
        return None

    def _answered(
        self, part: System, matter: IntArray, hint: FloatArray | None, asked: Asked
    ) -> Answer:
        classes = self.found.classes[matter]
        names, of_column = np.unique(classes, return_inverse=True)
        if asked.own is None and len(names) <= _EACH * len(matter):
            part = counted(part, classes)
            if hint is not None:
                sums = np.bincount(of_column.reshape(-1), hint[: len(matter)])
                hint = np.r_[hint, sums]
        limits = replace(self.limits, gap=0.8 * self.limits.gap, second=False)
        return run_engine(part, limits, engine="highs", hint=hint)

    def _hint(self, asked: Asked, root: Root, best: Found | None) -> FloatArray | None:
        whole = None if best is None else choices_of(self.found, best.chosen)
        if whole is None:
            return None
        target = [upper for _goal, upper in asked.ceilings]
        system = elastic(self.found, asked, root, target, hard=self.small)
        return extended(system.relaxed(), whole, replace(self.limits, second=False))

    def _placed(self, asked: Asked, choices: FloatArray) -> IntArray:
        k = self.found.n_choices
        names = np.unique(self.found.classes[np.flatnonzero(choices > SLIP)])
        used = int((choices > SLIP).sum())
        fewer = asked.own is None and len(names) < used
        classes = self.found.classes if fewer else np.arange(k)
        return placed(self.found, completed(self.found, choices, classes, self.found.costs[0][:k]))

    def _over(self, asked: Asked, chosen: IntArray) -> list[float]:
        values = self.values(chosen)
        return [max(0.0, values[goal] - upper) for goal, upper in asked.ceilings]

    def checked(self, asked: Asked, chosen: IntArray, bound: float) -> Found | None:
        """Return the placement with its value, None if it breaks a ceiling or a hard rule."""
        if any(self._over(asked, chosen)) or hard_breaches(self.problem, chosen, self.rules):
            return None
        goals = self.values(chosen)
        value = self._value(asked, chosen, goals)
        return Found(chosen, value, goals, min(lifted(bound), value))

    def _value(self, asked: Asked, chosen: IntArray, goals: tuple[int, ...]) -> int:
        if asked.own is not None:
            return int(asked.own[chosen[chosen >= 0]].sum())
        number = next(n for n, cost in enumerate(self.found.costs) if cost is asked.cost)
        return goals[number]
