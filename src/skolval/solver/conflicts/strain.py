"""Strain (spänning): a linear programme in which every row of the rules may be exceeded.

If the least total excess is above nothing, no placement meets the rules, and the prices of
the rows say which of them pull against each other; the other rules are bystanders, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from skolval.domain.policy import Step
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.registry import load
from skolval.solver.conflicts.cover import greedy_cover
from skolval.solver.conflicts.gathered import gathered
from skolval.solver.conflicts.written import written
from skolval.solver.model import ArrayModel
from skolval.solver.programme import Programme, programme
from skolval.solver.sift import sift
from skolval.solver.system import Answer, FloatArray, Limits, System

__all__ = ["strained"]

_NOTHING = 1e-4
"""Excess, in whole options, that an engine's rounding could make up."""
_PULLS = 1e-7
_LARGE = 20_000
"""Columns above which pupils of one area and grade are looked at together."""


def strained(problem: Problem, steps: Sequence[Step], limits: Limits) -> tuple[Step, ...] | None:
    """Return rules among `steps` that clash already as a linear programme, None if they do not.

    None also where the programme was not solved within `limits`.
    """
    model = ArrayModel(len(problem.options))
    rule_of_row: list[int] = []
    for number, step in enumerate(steps):
        load("rule", step.name).post(problem, model, step.params)
        rule_of_row += [number] * (model.n_rows - len(rule_of_row))
    found = programme(problem, model.posted(), ())
    if not found.n_choices or not found.reduced.shared.any():
        return None  # decided pupil by pupil
    elastic = _elastic(found)
    if found.n_choices > _LARGE:
        answer = gathered(found, elastic, limits)
    else:
        answer = sift(elastic, found.bundles.column_bundle, limits)
    if answer.status != "found" or answer.duals is None or answer.bound <= _NOTHING:
        return None
    rows_of_rules = np.array(rule_of_row, np.int64)[found.reduced.shared]
    return _pulling(problem, steps, found, answer, rows_of_rules)


def _elastic(found: Programme) -> System:
    """Return the system with a slack on every shared row, as large as its largest coefficient."""
    system, n = found.system, len(found.bundles.count)
    width = len(system.cost)
    rows = np.arange(n, system.matrix.shape[0])
    unit = np.maximum(np.abs(system.matrix).max(axis=1).toarray().reshape(-1), 1.0)[rows]
    over = rows[np.isfinite(system.row_upper[rows])]
    under = rows[np.isfinite(system.row_lower[rows])]
    slack = np.r_[over, under]
    value = np.r_[-unit[over - n], unit[under - n]]
    columns = sparse.csr_array(
        (value, (slack, np.arange(len(slack)))), (system.matrix.shape[0], len(slack))
    )
    zero, none = np.zeros(width), np.zeros(len(slack))
    return system.replace(
        cost=np.r_[zero, np.ones(len(slack))],
        lower=np.r_[system.lower, none],
        upper=np.r_[system.upper, np.full(len(slack), np.inf)],
        integer=np.zeros(width + len(slack), np.bool_),
        matrix=sparse.hstack([system.matrix, columns], "csr"),
        constant=0.0,
    )


def _pulling(
    problem: Problem, steps: Sequence[Step], found: Programme, answer: Answer, of_row: IntArray
) -> tuple[Step, ...]:
    """Return the rules whose rows have a price, or whose ban the prices rest on."""
    n = len(found.bundles.count)
    duals = np.zeros(0) if answer.duals is None else answer.duals
    pulls = {int(number) for number in of_row[np.abs(duals[n:]) > _PULLS]}
    said = [written(problem, step) for step in steps]
    who = np.zeros(n, np.bool_)
    who[np.abs(duals[:n]) > _PULLS] = True
    bound = who[found.bundles.of_party]
    bound &= np.logical_or.reduce([one.must for one in said])
    pulls |= set(greedy_cover([one.must for one in said], bound) or ())
    tempting = _tempting(problem, found, duals)
    bans = [np.isin(np.arange(len(problem.options)), one.blocked) for one in said]
    pulls |= set(greedy_cover(bans, tempting) or ())
    return tuple(steps[number] for number in sorted(pulls))


def _tempting(problem: Problem, found: Programme, duals: FloatArray) -> BoolArray:
    """Return the banned options that would lessen the strain if they were allowed."""
    posted, n = found.posted, len(found.bundles.count)
    price = np.zeros(len(posted.row_upper))
    price[found.reduced.shared] = duals[n:]
    inside = posted.column < posted.n_options
    worth = np.zeros(posted.n_options)
    np.add.at(
        worth,
        posted.column[inside],
        price[posted.row[inside]] * posted.coefficient[inside].astype(np.float64),
    )
    worth += duals[:n][found.bundles.of_party[problem.options.party]]
    tempting: BoolArray = ~found.reduced.allowed & (worth > _PULLS)
    return tempting
