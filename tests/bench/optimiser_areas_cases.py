"""Redrawn attendance areas: the field's published rules on towns like those that are published."""

from __future__ import annotations

import time

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

from bench.registry import Report, case
from cities import make_problem
from skolval.domain.ground import Ground
from skolval.domain.policy import Step
from skolval.registry import load
from skolval.solver.solve import solve
from skolval.solver.system import Limits

SIZES = ((424, 5), (2032, 5), (552, 58))


def rezoned_town(areas, units, *, seed=1, extent=20_000.0):
    """Areas as the triangles of clustered points, schools far apart, today's zones grown by way."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(0, extent / 3, (max(3, units // 2), 2))
    place = centres[rng.integers(0, len(centres), areas)] + rng.normal(0, extent / 8, (areas, 2))
    far = rng.random(areas) < 0.3
    place[far] = rng.uniform(-extent / 1.5, extent / 1.5, (int(far.sum()), 2))
    corners = Delaunay(place).simplices
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    pairs = np.unique(np.sort(sides, axis=1), axis=0).astype(np.int64)
    way = np.hypot(*(place[pairs[:, 0]] - place[pairs[:, 1]]).T)
    size = np.maximum(1, rng.poisson(30 * rng.lognormal(-0.3, 0.8, areas)))
    roots = [int(rng.integers(areas))]
    away = np.hypot(*(place - place[roots[0]]).T)
    while len(roots) < units:
        weight = away**1.5 * size
        roots.append(int(rng.choice(areas, p=weight / weight.sum())))
        away = np.minimum(away, np.hypot(*(place - place[roots[-1]]).T))
    graph = sparse.csr_array((way, (pairs[:, 0], pairs[:, 1])), (areas, areas))
    metres = dijkstra(graph, directed=False, indices=roots).T + 300
    field = np.zeros(areas)
    for _ in range(6):
        centre, width = place[rng.integers(areas)], extent * rng.uniform(0.1, 0.4)
        field += rng.choice([-1, 1]) * np.exp(-((place - centre) ** 2).sum(1) / (2 * width**2))
    field = (field - field.mean()) / field.std()
    share = 1 / (1 + np.exp(-(1.3 * field - 0.8 + rng.normal(0, 0.5, areas))))
    today = metres.argmin(axis=1)
    problem = make_problem(
        offering_unit=np.arange(units),
        offering_grade=np.zeros(units, np.int64),
        seats=np.full(units, 10**6),
        grade=np.zeros(areas, np.int64),
        options=(
            np.repeat(np.arange(areas), units),
            np.tile(np.arange(units), areas),
            metres.round().astype(np.int64).ravel(),
            np.zeros(areas * units, np.int64),
        ),
        size=size,
        member=rng.binomial(size, share),
        area=np.arange(areas),
        current_unit=today,
    )
    grades = len(problem.grades.codes)
    ground = Ground(pairs, np.array(roots, np.int64), np.repeat(today[:, None], grades, axis=1))
    names = np.array([f"a{a:04d}" for a in range(areas)])
    return problem.replace(area_ids=names, ground=ground, of_areas=True)


def published(kind):
    """The published rules, with contiguity of this kind."""
    return [
        _step("rule", "everyone_placed"),
        _step("rule", "capacity", base="today", over=15),
        _step("rule", "travel_change", percent=50),
        _step("rule", "contiguity", kind=kind),
    ]


def _step(room, name, **params):
    return Step(name, load(room, name).Params(**params))


@case
def rezoning() -> Report:
    """Least D under the published rules, by hops and exactly."""
    report = Report(
        "Redrawn attendance areas, least D under the published rules",
        "small ones in seconds, 552 x 58 by hops in 180 s, exact in 30 s, gap at most 0.0001",
    )
    for areas, units in SIZES:
        problem = rezoned_town(areas, units)
        for kind, seconds in (("hop", 180.0), ("exact", 30.0)):
            began = time.perf_counter()
            found = solve(
                problem,
                rules=published(kind),
                goals=[_step("goal", "imbalance", basis="pupil")],
                limits=Limits(gap=1e-4, nodes=10**6, seconds=seconds),
            )
            spent = time.perf_counter() - began
            report.add(f"{areas} x {units}, {kind}", f"gap {found.gap:.2%} in {spent:.1f} s")
    return report
