"""Runs around any problem, and the definitions of the audit's claims said plainly, pair by pair."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from runs import made_run
from skolval.audit.kept import check_kept
from skolval.audit.stability import check_promise
from skolval.domain.placement import Placement
from skolval.domain.preferences import claims, preference_order
from skolval.registry import load


@cache
def _shell():
    with TemporaryDirectory() as folder:
        return made_run(Path(folder))


def run_around(problem, chosen=None):
    """A run in memory of `problem`; its own mechanism places unless `chosen` is given."""
    step = problem.policy.mechanism
    if chosen is None:
        placement = load("mechanism", step.name).place(problem, step.params)
    else:
        placement = Placement(np.asarray(chosen, np.int64), step.name)
    return replace(_shell(), problem=problem, placement=placement)


def promised(run):
    """The claims about promises and what is kept, by name."""
    return {claim.name: claim for claim in [*check_promise(run), *check_kept(run)]}


def failing(run):
    """The names of the claims that fail; siblings are the policy's affair, not the mechanism's."""
    return {name for name, claim in promised(run).items() if not claim.ok and name != "sibling"}


def any_placement(rng, problem):
    """Any option of a pupil's or none, within the seats."""
    left = problem.offerings.seats.copy()
    chosen = np.full(len(problem.parties), -1)
    for party in rng.permutation(len(chosen)):
        rows = np.arange(problem.options.start[party], problem.options.start[party + 1])
        rows = rows[left[problem.options.offering[rows]] > 0]
        if len(rows) and rng.random() < 0.85:
            chosen[party] = rng.choice(rows)
            left[problem.options.offering[chosen[party]]] -= 1
    return chosen


def all_placements(problem):
    """Every placement within the seats of a tiny problem."""
    start, seats = problem.options.start, problem.offerings.seats
    lists = [(-1, *range(start[i], start[i + 1])) for i in range(len(problem.parties))]
    for chosen in product(*lists):
        rows = np.array([row for row in chosen if row >= 0], np.int64)
        if (np.bincount(problem.options.offering[rows], minlength=len(seats)) <= seats).all():
            yield np.array(chosen)


def list_places(problem):
    """The place of every option row on its pupil's list."""
    place = np.empty(len(problem.options), int)
    place[preference_order(problem)] = np.arange(len(place))
    return place


def key_of(problem):
    """A tuple per option row: the smaller goes first (protected, claim, then the criteria)."""
    party, parts = problem.options.party, []
    parts.append(problem.parties.protected[party].astype(int))
    parts.append(claims(problem).astype(int))
    for step in problem.policy.criteria:
        parts.append(load("criterion", step.name).keys(problem, step.params))
    return [tuple(-int(part[row]) for part in parts) for row in range(len(party))]


def wanted_rows(problem, chosen):
    """Every option row that its pupil would rather have than the own place."""
    place = list_places(problem)
    return [
        row
        for row in range(len(problem.options))
        if (own := chosen[problem.options.party[row]]) < 0 or place[row] < place[own]
    ]


def dominates(problem, better, chosen):
    """Whether nobody has a worse place in `better` and somebody has a better one."""
    place = np.append(list_places(problem), len(problem.options))
    return (place[better] <= place[chosen]).all() and (place[better] < place[chosen]).any()
