"""Linear programmes with many columns, by sifting: few columns first, the best-priced added."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.engine import run_engine
from skolval.solver.magnitudes import rank_within
from skolval.solver.system import Answer, Limits, System

__all__ = ["sift"]

_DIRECT = 12_000
_FIRST = 6
_ROUNDS = 30
_SLIP = 1e-6


def sift(system: System, bundle_of: IntArray, limits: Limits) -> Answer:
    """Return the optimum of the linear relaxation of `system`, with reduced costs.

    Parameters
    ----------
    bundle_of : bundle of each of the first columns; the columns after them always count.

    Returns
    -------
    Answer
        With a bound that holds for all columns, whichever round was the last.
    """
    relaxed = system.relaxed()
    n = len(bundle_of)
    if n <= _DIRECT:
        return run_engine(relaxed, limits)
    rank = rank_within(bundle_of, relaxed.cost[:n])
    first = _FIRST
    used = rank < first
    answer = Answer("unknown")
    for _ in range(_ROUNDS):
        columns = np.r_[np.flatnonzero(used), np.arange(n, len(relaxed.cost))]
        part = run_engine(relaxed.only(columns), replace(limits, second=bool(used.all())))
        if part.status == "infeasible":
            if used.all():
                return part
            first *= 3
            used |= rank < first
            continue
        if part.status != "found":
            return part
        answer = _priced(relaxed, part, columns)
        wanted = _best_priced(answer, used, bundle_of)
        if not wanted.any():
            break
        used |= wanted
    return answer


def _priced(system: System, part: Answer, columns: IntArray) -> Answer:
    """Return the answer over all columns: values, reduced costs and a bound for all."""
    if part.values is None or part.duals is None:
        return part
    values = np.zeros(len(system.cost))
    values[columns] = part.values
    reduced = system.cost - system.matrix.T @ part.duals
    outside = np.ones(len(values), np.bool_)
    outside[columns] = False
    loss = np.minimum(reduced[outside], 0.0) @ system.upper[outside]
    return Answer(
        "found",
        values=values,
        bound=part.bound + float(loss),
        reduced_costs=reduced,
        duals=part.duals,
        timed_out=part.timed_out,
    )


def _best_priced(answer: Answer, used: BoolArray, bundle_of: IntArray) -> BoolArray:
    """Return the columns outside that would help, at most three per bundle."""
    reduced = np.zeros(0) if answer.reduced_costs is None else answer.reduced_costs[: len(used)]
    helps = ~used & (reduced < -_SLIP)
    wanted = np.zeros(len(used), np.bool_)
    rows = np.flatnonzero(helps)
    wanted[rows[rank_within(bundle_of[rows], reduced[rows]) < 3]] = True
    return wanted
