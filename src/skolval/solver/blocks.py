"""Grade by grade where only a ceiling joins the grades: each block alone, at the ceiling's price.

What joins the blocks (a ceiling on the sum of all metres, on the sum of all deviations) gets
the price that the linear programme gave it. Each block is then a small search of its own, and
the sum of their bounds holds for all. What the ceilings leave over is spent block by block.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from skolval.domain.language import _
from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.engine import run_engine
from skolval.solver.restricted import Restricted, restricted
from skolval.solver.root import Root
from skolval.solver.shape import Shape
from skolval.solver.system import Answer, FloatArray, Limits, System
from skolval.solver.whole import Asked, Plan

__all__ = ["by_blocks", "coupling_rows"]

_MOST_CEILINGS = 4
_FEW = 300
"""Columns below which blocks are put together."""
_NEAR = (0.1, 0.35, 1.0)
"""Margins of the options looked at, in usual differences: wider while the gap is large."""
_SHARE, _LEFT, _NODES = 0.35, 0.2, 200
"""Parts of the gap that the blocks' own searches may leave open and that a ceiling may leave
over, and search nodes of one block."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Columns and rows of one block among those of the whole system."""

    columns: IntArray
    rows: IntArray


def by_blocks(root: Root, plan: Plan, asked: Asked) -> Plan | None:
    """Return the best plan found block by block, None where there is one block only."""
    joins = coupling_rows(root.shape)
    if not 1 <= joins.sum() <= _MOST_CEILINGS:
        return None
    plan = replace(plan, bound=max(plan.bound, root.bound))
    for near in _NEAR:
        limit = near * root.unit
        matter = np.flatnonzero(root.margin <= limit)
        if plan.choices is not None:
            matter = np.union1d(matter, np.flatnonzero(plan.choices > 0))
        part = restricted(root.shape, matter)
        joined = np.zeros(len(part.system.row_upper), np.bool_)
        joined[part.n_bundles : part.n_bundles + len(joins)] = joins
        blocks = _blocks(part.system, joined)
        if 2 * len(blocks[-1].columns) > len(part.system.cost):
            return None
        text = _("{count} options in {blocks} blocks are looked at")
        asked.tell(text.format(count=len(matter), blocks=len(blocks)))
        plan = _Round(root, part, joined, blocks, asked).plan(plan, limit)
        if plan.near(asked.limits.gap) or asked.limits.cancelled or plan.answer.timed_out:
            break
    return plan


def coupling_rows(shape: Shape) -> BoolArray:
    """Return which rows join everything: wide rows, and ceilings on own columns alone."""
    joins: BoolArray = np.diff(shape.narrow.indptr) == 0
    joins[shape.wide_rows] = True
    joins[shape.pairs[:, 1:].ravel()] = False
    return joins & (np.isfinite(shape.row_upper) | np.isfinite(shape.row_lower))


def _blocks(system: System, joined: BoolArray) -> list[_Block]:
    """Return the blocks that are left without the rows `joined`, the smallest first."""
    rows = np.flatnonzero(~joined)
    part = system.matrix[rows]
    graph = sparse.block_array([[None, part], [part.T, None]], format="csr")
    _n, label = connected_components(graph, directed=False)
    of_row, of_column = label[: len(rows)], label[len(rows) :]
    size = np.bincount(of_column, minlength=label.max(initial=0) + 1)
    rank = np.where(size < _FEW, -1, np.arange(len(size)))
    names = np.unique(rank[of_column])
    blocks = [
        _Block(np.flatnonzero(rank[of_column] == name), rows[rank[of_row] == name])
        for name in names.tolist()
    ]
    return sorted(blocks, key=lambda block: len(block.columns))


class _Round:
    """One round over all blocks, with the options of one margin."""

    def __init__(
        self, root: Root, part: Restricted, joined: BoolArray, blocks: list[_Block], asked: Asked
    ) -> None:
        self._root, self._part, self._joined = root, part, np.flatnonzero(joined)
        self._blocks, self._asked = blocks, asked
        self._ceilings = part.system.matrix[self._joined]
        self._prices = root.prices[self._joined - part.n_bundles]
        self._priced = part.system.cost + self._ceilings.T @ self._prices
        self._room = asked.limits.gap * abs(root.bound) * _SHARE / len(blocks)

    def plan(self, plan: Plan, limit: float) -> Plan:
        """Return a better plan or a higher bound."""
        system = self._part.system
        values = np.zeros(len(system.cost))
        hint = None
        if plan.choices is not None and plan.own is not None:
            hint = self._part.hint(plan.choices, plan.own)
        bound, work = self._root.bound, plan.answer.work
        answer = plan.answer
        for block in self._blocks:
            alone = self._alone(block, self._priced)
            relaxed = run_engine(alone.relaxed(), self._limits(np.inf, second=False))
            known = None if hint is None else hint[block.columns]
            answer = self._searched(alone, relaxed.bound, known)
            work += answer.work
            if answer.values is None:
                return replace(plan, answer=replace(answer, work=work))
            values[block.columns] = answer.values
            bound += min(max(answer.bound - relaxed.bound, 0.0), limit)
        best = replace(plan, bound=max(plan.bound, bound), answer=replace(answer, work=work))
        best = self._better(best, values)
        start = values if best.choices is None or hint is None or best.value < plan.value else hint
        return self._spent(best, start)

    def _spent(self, plan: Plan, values: FloatArray) -> Plan:
        """Return the plan in which what the ceilings leave over is spent, block after block."""
        system = self._part.system
        values = values.copy()
        for block in reversed(self._blocks):
            if plan.near(self._asked.limits.gap) or not self._worth_spending(plan, values):
                break
            columns = block.columns
            others = values.copy()
            others[columns] = 0.0
            left = system.row_upper[self._joined] - self._ceilings @ others
            least = system.row_lower[self._joined] - self._ceilings @ others
            alone = self._alone(block, system.cost)
            alone = alone.replace(
                matrix=sparse.vstack([alone.matrix, self._ceilings[:, columns]], "csr"),
                row_lower=np.r_[alone.row_lower, least],
                row_upper=np.r_[alone.row_upper, left],
            )
            fits = plan.value < np.inf
            now = float(system.cost[columns] @ values[columns])
            answer = self._searched(alone, now, values[columns] if fits else None)
            plan = replace(plan, answer=replace(answer, work=plan.answer.work + answer.work))
            if answer.values is not None:
                tried = others
                tried[columns] = answer.values
                better = self._better(plan, tried)
                if better.value < plan.value:
                    plan, values = better, tried
        return plan

    def _worth_spending(self, plan: Plan, values: FloatArray) -> bool:
        """Return whether the ceilings are broken or leave over more than a part of the gap."""
        left = self._part.system.row_upper[self._joined] - self._ceilings @ values
        worth = np.abs(self._prices) @ np.where(np.isfinite(left), left, 0.0)
        return bool((left < 0).any() or worth > _LEFT * self._asked.limits.gap * abs(plan.bound))

    def _alone(self, block: _Block, cost: FloatArray) -> System:
        system = self._part.system.only(block.columns)
        return system.replace(
            cost=cost[block.columns],
            matrix=system.matrix[block.rows],
            row_lower=system.row_lower[block.rows],
            row_upper=system.row_upper[block.rows],
            constant=0.0,
        )

    def _searched(self, alone: System, about: float, hint: FloatArray | None) -> Answer:
        gap = self._room / max(abs(about), 1.0)
        return run_engine(
            alone, self._limits(gap, second=False), engine=self._asked.engine, hint=hint
        )

    def _limits(self, gap: float, *, second: bool) -> Limits:
        limits = self._asked.limited()
        nodes = min(limits.nodes, _NODES)
        return replace(limits, gap=min(gap, 0.5), nodes=nodes, second=second)

    def _better(self, plan: Plan, values: FloatArray) -> Plan:
        """Return the plan of `values` where it keeps the ceilings and costs less."""
        system = self._part.system
        over = self._ceilings @ values - system.row_upper[self._joined]
        under = system.row_lower[self._joined] - self._ceilings @ values
        value = float(system.cost @ values) + system.constant
        slip = 1e-6 * np.maximum(1.0, np.abs(system.row_upper[self._joined]))
        if (over > slip).any() or (under > slip).any() or value >= plan.value:
            return plan
        answer = replace(plan.answer, values=values)
        choices, own = self._part.choices(answer), self._part.own(answer)
        return Plan(choices, own, value, min(plan.bound, value), answer)
