"""Too many pupils for the seats they may take (trångboddhet): maximum flow and Hall's theorem.

Where not everybody can be seated, the pupils who can be reached from an unseated one by
exchanges are those who together have too few seats. That set does not depend on which
maximum flow was found, and falls apart into crowds that share no seat.

Source
------
Hall (1935), Journal of the London Mathematical Society 10(1), 26-30; Dulmage & Mendelsohn
(1958), Canadian Journal of Mathematics 10, 517-534.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components

from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["Crowd", "Seating", "crowds", "seating"]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Pupils who together may take too few seats.

    Parameters
    ----------
    parties, offerings : who, and all the offerings they may take. pupils, seats : how many.
    """

    parties: IntArray
    offerings: IntArray
    pupils: int
    seats: int

    @property
    def short(self) -> int:
        """Pupils who cannot be seated."""
        return self.pupils - self.seats


@dataclass(frozen=True, slots=True)
class Seating:
    """As many pupils seated as can be.

    Parameters
    ----------
    chosen : (n_parties,) option row, -1 none. short : pupils left without a seat.
    taken : (n_offerings,) pupils. over : (n_parties,) mask of those in some crowd.
    """

    chosen: IntArray
    short: int
    taken: IntArray
    over: BoolArray


def seating(problem: Problem, allowed: BoolArray, must: BoolArray, seats: IntArray) -> Seating:
    """Return the largest seating of those who `must` be placed.

    Parameters
    ----------
    allowed : (n_options,). must : (n_parties,). seats : (n_offerings,) at most.
    """
    options = problem.options
    n, m = len(problem.parties), len(problem.offerings)
    size = np.where(must, problem.parties.size, 0)
    everybody = int(size.sum())
    rows = np.flatnonzero(allowed & must[options.party])
    flow = max_flow.SimpleMaxFlow()
    source, sink = n + m, n + m + 1
    who = np.flatnonzero(size)
    limit = np.clip(seats, 0, everybody)
    flow.add_arcs_with_capacity(np.full(len(who), source), who, size[who])
    party, offering = options.party[rows], options.offering[rows]
    arcs = flow.add_arcs_with_capacity(party, n + offering, size[party])
    flow.add_arcs_with_capacity(n + np.arange(m), np.full(m, sink), limit)
    if everybody:
        flow.solve(source, sink)
    moved = flow.flows(arcs) if everybody and len(rows) else np.zeros(len(rows), np.int64)
    return _seated(problem, rows, np.asarray(moved, np.int64), size)


def _seated(problem: Problem, rows: IntArray, moved: IntArray, size: IntArray) -> Seating:
    options = problem.options
    n, m = len(problem.parties), len(problem.offerings)
    used = rows[moved > 0]
    chosen = np.full(n, -1, np.int64)
    chosen[options.party[used]] = used
    taken = np.bincount(options.offering[rows], weights=moved, minlength=m).astype(np.int64)
    seated = np.bincount(options.party[rows], weights=moved, minlength=n).astype(np.int64)
    short = int(size.sum() - seated.sum())
    over = np.zeros(n, np.bool_)
    if short:
        left = np.flatnonzero(seated < size)
        back = options.offering[used]
        edges = (
            np.r_[np.full(len(left), n + m), options.party[rows], n + back],
            np.r_[left, n + options.offering[rows], options.party[used]],
        )
        graph = sparse.csr_array((np.ones(len(edges[0])), edges), (n + m + 1, n + m + 1))
        reached = breadth_first_order(graph, n + m, return_predecessors=False)
        over[reached[reached < n]] = True
    return Seating(chosen, short, taken, over)


def crowds(problem: Problem, allowed: BoolArray, seats: IntArray, over: BoolArray) -> list[Crowd]:
    """Return the crowds among the parties `over`, the one most short of seats first."""
    options = problem.options
    n, m = len(problem.parties), len(problem.offerings)
    rows = np.flatnonzero(allowed & over[options.party])
    edges = (options.party[rows], n + options.offering[rows])
    graph = sparse.csr_array((np.ones(len(rows)), edges), (n + m, n + m))
    _count, part = connected_components(graph, directed=False)
    found = []
    nobody = np.flatnonzero(over & ~np.isin(np.arange(n), options.party[rows]))
    for grade in np.unique(problem.parties.grade[nobody]):
        mine = nobody[problem.parties.grade[nobody] == grade]
        pupils = int(problem.parties.size[mine].sum())
        found.append(Crowd(mine, np.zeros(0, np.int64), pupils, 0))
    for label in np.unique(part[options.party[rows]]):
        mine = np.flatnonzero(over & (part[:n] == label))
        there = np.unique(options.offering[rows[part[options.party[rows]] == label]])
        found.append(
            Crowd(
                mine,
                there,
                int(problem.parties.size[mine].sum()),
                int(np.maximum(seats[there], 0).sum()),
            )
        )
    return sorted(found, key=lambda crowd: (-crowd.short, int(crowd.parties[0])))
