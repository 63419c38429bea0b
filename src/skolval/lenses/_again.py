"""What a lens asks of the mechanism again: the same pupils under a changed problem."""

from __future__ import annotations

import numpy as np

from skolval.domain.preferences import preference_order
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.registry import load
from skolval.solver.guarantee import with_guarantee

__all__ = ["again", "anew", "list_places", "offering_of", "place_in_list"]


def again(problem: Problem, *, progress: Progress | None = None) -> IntArray:
    """Return the option row of each party under the policy's own mechanism."""
    step = problem.policy.mechanism
    chosen: IntArray = (
        load("mechanism", step.name).place(problem, step.params, progress=progress).chosen
    )
    return chosen


def anew(problem: Problem, *, progress: Progress | None = None) -> IntArray:
    """Return what `again` does, with guarantee schools found anew where the policy needs them.

    For changes that guarantee schools follow from: distances and seats.
    """
    return again(with_guarantee(problem), progress=progress)


def offering_of(problem: Problem, chosen: IntArray) -> IntArray:
    """Return the offering of each party, -1 where it has no place."""
    offering: IntArray = np.where(chosen >= 0, problem.options.offering[np.maximum(chosen, 0)], -1)
    return offering


def list_places(problem: Problem) -> IntArray:
    """Return for every option row its place in the pupil's list, 0 for the first."""
    rows = preference_order(problem)
    place = np.empty(len(rows), np.int64)
    place[rows] = np.arange(len(rows)) - problem.options.start[problem.options.party[rows]]
    return place


def place_in_list(problem: Problem, offering: IntArray) -> IntArray:
    """Return how far down each party's list its offering stands; no place is below the last.

    Parameters
    ----------
    offering : (n_parties,) -1 for none. An offering that is no option of the party (another
        policy may admit more) counts as below the last.
    """
    options = problem.options
    found = np.diff(options.start).astype(np.int64)
    mine = options.offering == offering[options.party]
    found[options.party[mine]] = list_places(problem)[mine]
    return found
