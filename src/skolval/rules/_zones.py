"""Attendance areas as graphs: which option puts which area into which unit's zone.

A zone is a unit and a grade; an area is of a zone when any of its parties of the grade is placed
at the unit. A zone's root is the area where the unit stands. Where several units with the grade
stand in one area, or nobody of the grade lives there, the root is ground of all of them, whoever
it is placed with (`open`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra

from skolval.domain.counts import FloatArray
from skolval.domain.ground import neighbours
from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["Zones", "hops", "joined", "today_in", "zones_of"]


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of a problem's options.

    Parameters
    ----------
    of_row : (n_options,) zone of each option row, -1 where the party has no area or it is not
        known where the unit stands. area : (n_options,) the party's area.
    unit, grade, root : (n_zones,). open : (n_zones,) the root is ground of the zone anyway.
    n_areas : areas. start, neighbour : the neighbours of every area (CSR).
    rows, row_start : option rows by node, zone x n_areas + area (CSR).
    """

    of_row: IntArray
    area: IntArray
    unit: IntArray
    grade: IntArray
    root: IntArray
    open: BoolArray
    n_areas: int
    start: IntArray
    neighbour: IntArray
    rows: IntArray
    row_start: IntArray

    def __len__(self) -> int:
        return len(self.unit)

    def node(self) -> IntArray:
        """Return (n_options,) the node of each option row, -1 for none."""
        return np.where(self.of_row >= 0, self.of_row * self.n_areas + self.area, -1)

    def filled(self, rows: IntArray) -> BoolArray:
        """Return (n_zones, n_areas) which areas are of which zone when `rows` are chosen."""
        found = np.zeros(len(self) * self.n_areas, np.bool_)
        node = self.node()[rows]
        found[node[node >= 0]] = True
        return found.reshape(len(self), self.n_areas)

    def beside(self, zone: IntArray, area: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return for each node its neighbours: position of the node, zone and area."""
        width = self.start[area + 1] - self.start[area]
        of = np.repeat(np.arange(len(area)), width)
        ahead = np.repeat(self.start[area] - np.r_[0, np.cumsum(width)[:-1]], width)
        return of, zone[of], self.neighbour[ahead + np.arange(width.sum())]

    def rows_at(self, node: IntArray) -> tuple[IntArray, IntArray]:
        """Return the option rows at each node: position of the node, row."""
        width = self.row_start[node + 1] - self.row_start[node]
        of = np.repeat(np.arange(len(node)), width)
        ahead = np.repeat(self.row_start[node] - np.r_[0, np.cumsum(width)[:-1]], width)
        return of, self.rows[ahead + np.arange(width.sum())]


def zones_of(problem: Problem) -> Zones:
    """Return the zones of `problem`; none where it has no ground."""
    options, parties, ground = problem.options, problem.parties, problem.ground
    grades, n_areas = len(problem.grades.codes), len(problem.area_ids)
    unit, area = problem.unit_of_option(), parties.area[options.party]
    grade = parties.grade[options.party]
    none = np.zeros((0, 2), np.int64)
    unit_area = np.full(len(problem.unit_ids), -1) if ground is None else ground.unit_area
    start, neighbour = neighbours(none if ground is None else ground.pairs, n_areas)
    judged = (area >= 0) & (unit_area[unit] >= 0)
    keys, of_row = np.unique((unit * grades + grade)[judged], return_inverse=True)
    zone = np.full(len(unit), -1, np.int64)
    zone[judged] = of_row.reshape(-1)
    root = unit_area[keys // grades]
    node = np.where(judged, zone * n_areas + area, -1)
    order = np.argsort(node, kind="stable")[int((node < 0).sum()) :]
    lived = np.zeros((n_areas, grades), np.bool_)
    known = parties.area >= 0
    lived[parties.area[known], parties.grade[known]] = True
    share = np.unique(np.c_[root, keys % grades], axis=0, return_inverse=True, return_counts=True)
    several = share[2][share[1].reshape(-1)] > 1
    return Zones(
        of_row=zone,
        area=area,
        unit=keys // grades,
        grade=keys % grades,
        root=root,
        open=several | ~lived[root, keys % grades],
        n_areas=n_areas,
        start=start,
        neighbour=neighbour,
        rows=order,
        row_start=np.searchsorted(node[order], np.arange(len(keys) * n_areas + 1)),
    )


def today_in(problem: Problem, zones: Zones) -> BoolArray:
    """Return (n_zones, n_areas) which areas are of which zone today."""
    parties = problem.parties
    number = np.full((len(problem.unit_ids) + 1, len(problem.grades.codes)), -1, np.int64)
    number[zones.unit, zones.grade] = np.arange(len(zones))
    zone = number[parties.current_unit, parties.grade]
    inside = (parties.current_unit >= 0) & (parties.area >= 0) & (zone >= 0)
    found = np.zeros((len(zones), zones.n_areas), np.bool_)
    found[zone[inside], parties.area[inside]] = True
    return found


def joined(zones: Zones, filled: BoolArray) -> BoolArray:
    """Return which of the `filled` nodes connect to their root through filled nodes."""
    ground, graph = _graph(zones, filled)
    _, part = connected_components(graph, directed=False)
    part = part.reshape(filled.shape)
    own = np.arange(len(zones))
    at_root = part[own, zones.root]
    reached: BoolArray = filled & ground[own, zones.root][:, None] & (part == at_root[:, None])
    return reached


def hops(zones: Zones, filled: BoolArray | None = None) -> FloatArray:
    """Return (n_zones, n_areas) steps to the root, through `filled` nodes alone if given."""
    everywhere = np.ones((len(zones), zones.n_areas), np.bool_)
    ground, graph = _graph(zones, everywhere if filled is None else filled)
    own = np.arange(len(zones))
    roots = own[ground[own, zones.root]] * zones.n_areas + zones.root[ground[own, zones.root]]
    if not len(roots):
        return np.full(everywhere.shape, np.inf)
    steps = dijkstra(graph, directed=False, indices=roots, unweighted=True, min_only=True)
    return np.asarray(steps, np.float64).reshape(everywhere.shape)


def _graph(zones: Zones, filled: BoolArray) -> tuple[BoolArray, sparse.csr_array]:
    """Return the nodes that are ground, open roots among them, and the graph on them."""
    ground = filled.copy()
    own = np.arange(len(zones))
    ground[own[zones.open], zones.root[zones.open]] = True
    zone, area = np.nonzero(ground)
    of, in_zone, other = zones.beside(zone, area)
    both = ground[in_zone, other]
    one = (zone * zones.n_areas + area)[of[both]]
    ends = (in_zone * zones.n_areas + other)[both]
    n = filled.size
    return ground, sparse.csr_array((np.ones(len(one)), (one, ends)), (n, n))
