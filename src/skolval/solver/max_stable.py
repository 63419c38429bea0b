"""As many pupils placed as stability allows, when equal priority leaves a choice.

CP-SAT model: one switch per entry, and for every school and level of priority one switch
"full with pupils of this level or earlier". An entry that is not taken is excused when the
pupil has a better place, or the school is full with pupils who go no later.

Source: Manlove et al. (2002), hard in general; Delorme et al. (2019) for such models.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from skolval.domain.problem import IntArray

__all__ = ["MaxStable", "max_stable"]

_SMALL = 300
"""Entries up to which one strategy proves the best placement at once."""


@dataclass(frozen=True, slots=True)
class MaxStable:
    """The placement found and what is proven.

    Parameters
    ----------
    taken : (n,) entries, -1 none. placed : how many have a place.
    bound : no weakly stable placement places more. rank_proven : no weakly stable placement
        of as many pupils has a smaller sum of wish numbers.
    """

    taken: IntArray
    placed: int
    bound: int
    rank_proven: bool


def max_stable(
    lists: tuple[IntArray, IntArray],
    orders: tuple[IntArray, IntArray],
    seats: IntArray,
    *,
    hint: IntArray,
    work: float,
) -> MaxStable:
    """Return a weakly stable placement of as many pupils as possible, then of best wishes.

    Parameters
    ----------
    lists : (n + 1,) first entry of each pupil and (e,) school of each entry, best first.
    orders : (e,) key, the smaller goes first, equal is a tie; and (e,) number of the wish.
    seats : (m,).
    hint : (n,) a weakly stable placement to start from, and to fall back on.
    work : deterministic time of each of the two searches; the same on every machine.
    """
    key, rank = orders
    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _entry in key]
    if not takes:
        return MaxStable(hint, 0, bound=0, rank_proven=True)
    _stable(model, takes, lists, (key, seats))
    pupil = np.repeat(np.arange(len(hint)), np.diff(lists[0]))
    most = cp_model.LinearExpr.sum(takes)
    model.maximize(most)
    taken, bound, _proven = _search(model, takes, pupil, hint, work)
    placed = int((taken >= 0).sum())
    model.add(most >= placed)
    model.minimize(cp_model.LinearExpr.weighted_sum(takes, rank.tolist()))
    taken, _least, proven = _search(model, takes, pupil, taken, work)
    bound = min(bound, len(hint), int(seats.sum()))
    return MaxStable(taken, placed, bound=max(placed, bound), rank_proven=proven)


def _stable(
    model: cp_model.CpModel,
    takes: Sequence[cp_model.IntVar],
    lists: tuple[IntArray, IntArray],
    priorities: tuple[IntArray, IntArray],
) -> None:
    start, school = lists
    key, seats = priorities
    full: dict[int, cp_model.IntVar] = {}
    order = np.lexsort((key, school))
    for entries in np.split(order, np.flatnonzero(np.diff(school[order])) + 1):
        room = int(seats[school[entries[0]]])
        model.add(cp_model.LinearExpr.sum([takes[e] for e in entries]) <= room)
        earlier: list[cp_model.IntVar] = []
        for level in np.split(entries, np.flatnonzero(np.diff(key[entries])) + 1):
            earlier += [takes[e] for e in level]
            switch = model.new_bool_var("")
            model.add(room * switch <= cp_model.LinearExpr.sum(earlier))
            full.update(dict.fromkeys(level.tolist(), switch))
    for first, last in pairwise(start.tolist()):
        model.add_at_most_one(takes[first:last])
        for entry in range(first, last):
            model.add_bool_or([*takes[first : entry + 1], full[entry]])


def _search(
    model: cp_model.CpModel,
    takes: Sequence[cp_model.IntVar],
    pupil: IntArray,
    known: IntArray,
    work: float,
) -> tuple[IntArray, int, bool]:
    """Return entries by pupil, the bound, and whether the value is proven best.

    `known` is a placement to start from; it is returned when the limit came first.
    """
    model.clear_hints()
    chosen = set(known.tolist())
    for entry, switch in enumerate(takes):
        model.add_hint(switch, entry in chosen)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # All strategies in turn on one worker: the same placement on any machine, and neighbours
    # of the best placement are searched too (966 placed where one strategy stopped at 957).
    # A small market is solved before the strategies have been set up.
    solver.parameters.interleave_search = len(takes) > _SMALL
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = work
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        # Nothing was found and nothing proven: at most everybody is placed.
        return known, len(known), False
    bound = math.floor(solver.best_objective_bound + 1e-6)
    taken = np.full(len(known), -1, np.int64)
    entries = np.flatnonzero([solver.boolean_value(switch) for switch in takes])
    taken[pupil[entries]] = entries
    return taken, bound, status == cp_model.OPTIMAL
