"""Areas where nobody lives who is to be placed (tomma områden) are parties of size 0.

They count nowhere, but a zone must be able to reach across them: a lake, a field, a block of
offices belongs to an attendance area too. Such a party may be placed at every offering that an
area beside it, or beside other empty areas beside it, may be placed at.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from skolval.domain.problem import IntArray, Options, Parties, Problem

__all__ = ["with_empty_areas"]


def with_empty_areas(problem: Problem) -> Problem:
    """Return the area problem with a party for every area and grade that has none."""
    if problem.ground is None:
        return problem
    found = [_of_grade(problem, int(grade)) for grade in np.unique(problem.parties.grade)]
    areas, grades, party, offering = (
        np.concatenate([column[k] for column in found]) for k in range(4)
    )
    if not len(areas):
        return problem
    ahead = np.cumsum([0, *(len(column[0]) for column in found)])[:-1]
    sizes = [len(column[2]) for column in found]
    party = party + np.repeat(ahead, sizes) + len(problem.parties)
    return problem.replace(
        parties=_with_parties(problem, areas, grades),
        options=_with_options(problem, party, offering, len(areas)),
        reference=_padded(problem.reference, len(areas)),
        reference_unit=_padded(problem.reference_unit, len(areas)),
    )


def _of_grade(problem: Problem, grade: int) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return the empty areas of a grade, the grade of each, and their options."""
    # slow to load, and only placements of whole areas need it
    from scipy.sparse import csr_array  # noqa: PLC0415 - see above
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - see above

    ground = problem.ground
    n = len(problem.area_ids)
    mine = (problem.parties.grade == grade) & (problem.parties.area >= 0)
    party_of = np.full(n, -1, np.int64)
    party_of[problem.parties.area[mine]] = np.flatnonzero(mine)
    empty = np.flatnonzero(party_of < 0)
    pairs = np.zeros((0, 2), np.int64) if ground is None else ground.pairs
    both = np.concatenate([pairs, pairs[:, ::-1]])
    inside = (party_of[both] < 0).all(axis=1)
    graph = csr_array((np.ones(int(inside.sum())), tuple(both[inside].T)), (n, n))
    _, patch = connected_components(graph, directed=False)
    beside = both[(party_of[both[:, 0]] < 0) & (party_of[both[:, 1]] >= 0)]
    start = problem.options.start
    near = party_of[beside[:, 1]]
    width = start[near + 1] - start[near]
    rows = np.repeat(start[near] - np.r_[0, np.cumsum(width)[:-1]], width) + np.arange(width.sum())
    ways = np.c_[np.repeat(patch[beside[:, 0]], width), problem.options.offering[rows]]
    ways = np.unique(ways.reshape(-1, 2), axis=0)
    first = np.searchsorted(ways[:, 0], patch[empty])
    last = np.searchsorted(ways[:, 0], patch[empty], side="right")
    count = last - first
    at = np.repeat(first - np.r_[0, np.cumsum(count)[:-1]], count) + np.arange(count.sum())
    party = np.repeat(np.arange(len(empty)), count)
    return empty, np.full(len(empty), grade), party, ways[at, 1]


def _with_parties(problem: Problem, areas: IntArray, grades: IntArray) -> Parties:
    old, n = problem.parties, len(areas)
    codes = np.array(problem.grades.codes)
    several = len(np.unique(old.grade)) > 1
    names = problem.area_ids[areas]
    ids = [f"{a}, {g}" if several else str(a) for a, g in zip(names, codes[grades], strict=True)]
    today = (
        np.full(n, -1, np.int64) if problem.ground is None else problem.ground.today[areas, grades]
    )
    more = {
        "ids": np.array(ids, dtype=str),
        "size": np.zeros(n, np.int64),
        "grade": grades,
        "area": areas,
        "current_unit": today,
        "protected": np.zeros(n, np.bool_),
        "member": np.zeros((n, old.member.shape[1]), np.int64),
    }
    joined: dict[str, Any] = {}
    for field in fields(old):
        column = getattr(old, field.name)
        rest = more.get(field.name)
        joined[field.name] = _padded(column, n) if rest is None else np.concatenate([column, rest])
    return Parties(**joined)


def _with_options(problem: Problem, party: IntArray, offering: IntArray, n: int) -> Options:
    old = problem.options
    more = {"party": party, "offering": offering}
    none = np.zeros(len(party), np.int64)
    columns = {
        field.name: np.concatenate([getattr(old, field.name), more.get(field.name, none)])
        for field in fields(old)
        if field.name != "start"
    }
    start = np.searchsorted(columns["party"], np.arange(len(problem.parties) + n + 1))
    return Options(**columns, start=start.astype(np.int64))


def _padded(column: IntArray, n: int) -> IntArray:
    return np.concatenate([column, np.full((n, *column.shape[1:]), -1, column.dtype)])
