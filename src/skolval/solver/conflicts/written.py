"""What one rule says about options, pupils and seats alone, read off the rows it writes.

A rule that says no more than that is decided exactly by one maximum flow; of any other rule
this is a part, so that what is impossible here is impossible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.policy import Step
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.registry import load
from skolval.solver.model import NO_BOUND, ArrayModel, Posted
from skolval.solver.reduce import reduce_rows

__all__ = ["Written", "plain_seats", "written"]


@dataclass(frozen=True, slots=True)
class Written:
    """The part of a rule that needs no search.

    Parameters
    ----------
    blocked : option rows that may not be used. must : (n_parties,) must have a place.
    seats : (n_offerings,) pupils at most, `NO_BOUND` where the rule says nothing.
    whole : nothing else is said.
    """

    blocked: IntArray
    must: BoolArray
    seats: IntArray
    whole: bool


def written(problem: Problem, step: Step) -> Written:
    """Return what `step` says about options, pupils and seats."""
    options, n = problem.options, len(problem.parties)
    model = ArrayModel(len(options))
    load("rule", step.name).post(problem, model, step.params)
    posted = model.posted()
    reduced = reduce_rows(posted, options.party, n)
    seats, plain = plain_seats(problem, posted, reduced.shared)
    must = ~reduced.may_miss
    empty = _empty_rows(posted)
    if step.name == "everyone_placed" and step.params.price is None:
        # a row about a pupil without options names nobody
        must = np.ones(n, np.bool_)
        empty = 0
    shared = int(reduced.shared.sum()) - _idle_rows(posted)
    single = bool((problem.parties.size == 1).all())
    whole = single and not len(posted.lower) and plain == shared and not empty
    return Written(np.flatnonzero(~reduced.allowed), must, seats, whole and not _lazy(posted))


def _lazy(posted: Posted) -> bool:
    """Return whether rows are written only when they are needed."""
    return bool(getattr(posted, "lazy", ()))


def _filled(posted: Posted) -> IntArray:
    return np.bincount(posted.row, minlength=len(posted.row_upper))


def _empty_rows(posted: Posted) -> int:
    """Return how many rows without entries cannot hold."""
    broken = (posted.row_upper < 0) | (posted.row_lower > 0)
    return int((broken & (_filled(posted) == 0)).sum())


def _idle_rows(posted: Posted) -> int:
    """Return how many rows without entries always hold, or were counted as those of nobody."""
    return int((_filled(posted) == 0).sum())


def plain_seats(problem: Problem, posted: Posted, shared: BoolArray) -> tuple[IntArray, int]:
    """Return the pupils each offering takes at most, and how many rows say just that.

    Such a row is hard and counts all the options of one offering, each by its pupils.
    """
    options, n_rows = problem.options, len(posted.row_upper)
    seats = np.full(len(problem.offerings), NO_BOUND)
    plain = shared & (posted.row_price == 0) & (posted.row_lower <= -NO_BOUND)
    plain &= posted.row_upper < NO_BOUND
    inside = posted.column < posted.n_options
    plain[posted.row[~inside]] = False
    row, column = posted.row[inside], posted.column[inside]
    size = problem.parties.size[options.party[column]]
    plain[row[posted.coefficient[inside] != size]] = False
    low = np.full(n_rows, NO_BOUND)
    high = np.full(n_rows, -1, np.int64)
    np.minimum.at(low, row, options.offering[column])
    np.maximum.at(high, row, options.offering[column])
    plain &= low == high
    every = np.bincount(options.offering, minlength=len(seats))
    rows = np.flatnonzero(plain)
    rows = rows[_filled(posted)[rows] == every[high[rows]]]
    np.minimum.at(seats, high[rows], posted.row_upper[rows])
    return seats, len(rows)
