"""Small towns of areas: who lives beside whom, where units stand, today's attendance areas.

Five or six areas in a ring with some chords, one to three units, one or two grades; nearly every
party can go everywhere, and most are placed where they go today, so that one move decides.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cities import make_problem
from skolval.domain.ground import Ground

__all__ = ["zoned_town"]


def zoned_town(rng):
    """Return a town of areas and a placement in it."""
    areas, units = int(rng.integers(5, 7)), int(rng.integers(1, 4))
    grades = (0, 4)[: int(rng.integers(1, 3))]
    cells = [(a, g) for a in range(areas) for g in grades if rng.random() < 0.9]
    cells += [cells[0]] if rng.random() < 0.2 else []
    offered = [(u, g) for u in range(units) for g in grades if u == 0 or rng.random() < 0.8]
    offered += [offered[0]] if rng.random() < 0.15 else []
    options = [
        (i, o, int(rng.integers(1, 9) * 500), 0)
        for i, (_a, g) in enumerate(cells)
        for o, (_u, h) in enumerate(offered)
        if g == h and rng.random() < 0.9
    ]
    n = len(cells)
    size = rng.integers(0, 4, n)
    centre = rng.integers(0, areas, units)
    ring = np.array([(a, (a + 1) % areas) for a in range(areas)])
    ring = ring[rng.random(areas) < 0.9]
    chords = rng.integers(0, areas, (int(rng.integers(0, 3)), 2))
    pairs = np.sort(np.concatenate([ring, chords]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    area = np.array([a for a, _g in cells])
    steps = np.abs(area[:, None] - centre[None])
    steps = np.minimum(steps, areas - steps) + rng.random((n, units)) * (rng.random() < 0.5) * 2
    current = np.where(rng.random(n) < 0.1, -1, steps.argmin(axis=1))
    area = np.where(rng.random(n) < 0.03, -1, area)
    problem = make_problem(
        offering_unit=np.array([u for u, _g in offered]),
        offering_grade=np.array([g for _u, g in offered]),
        seats=rng.integers(0, 9, len(offered)),
        grade=np.array([g for _a, g in cells]),
        options=options,
        size=size,
        area_share=np.where(rng.random(n) < 0.1, -1, rng.integers(0, 1001, n)),
        member=np.where(rng.random(n) < 0.1, -1, rng.integers(0, size + 1)),
        current_unit=current,
    )
    parties = problem.parties
    parties = dataclasses.replace(
        parties,
        area=area,
        member=np.c_[parties.member, rng.integers(0, size + 1)],
        area_share=np.c_[parties.area_share, rng.integers(0, 1001, n)],
    )
    units = len(problem.unit_ids)
    problem = problem.replace(
        parties=parties,
        groups=("g", "h"),
        area_ids=np.array([f"a{a:03d}" for a in range(areas)]),
        unit_provider=np.zeros(units, np.int64),
        ground=Ground(
            pairs=pairs.astype(np.int64),
            unit_area=np.where(rng.random(units) < 0.05, -1, centre[:units]).astype(np.int64),
            today=np.full((areas, len(problem.grades.codes)), -1, np.int64),
        ),
    )
    return problem, _placed(rng, problem)


def _placed(rng, problem):
    """Return today's placement with one to three parties elsewhere, and now and then nobody."""
    options = problem.options
    unit = problem.unit_of_option()
    chosen = np.full(len(problem.parties), -1, np.int64)
    moved = rng.permutation(len(chosen))[: int(rng.integers(0, 4))]
    for party in range(len(chosen)):
        mine = np.arange(options.start[party], options.start[party + 1])
        stays = mine[unit[mine] == problem.parties.current_unit[party]]
        if len(stays) and party not in moved:
            chosen[party] = stays[0]
        elif len(mine) and rng.random() < 0.9:
            chosen[party] = int(rng.choice(mine))
    return chosen
