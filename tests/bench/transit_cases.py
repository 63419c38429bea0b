"""Travel times by timetable for a municipality, beside Dijkstra on the time-expanded graph."""

from __future__ import annotations

import time

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from tests.travel.grid import grid_instance

from bench.registry import Report, case, clock, median_seconds, peak_mebibytes
from skolval.travel.table import travel_table
from skolval.travel.timetable import timetable_of
from skolval.travel.transit import scanned, service_of, transit_times
from towns import frame

_SIDE_M = 22_400.0


def municipality(*, homes: int, units: int, stops: int, lines: int, seed: int = 3):
    """A grid of 50,176 crossings with lines straight across it, both ways all day."""
    rng = np.random.default_rng(seed)
    town = grid_instance(side=224, homes=homes, units=units, seed=seed)
    spot = rng.uniform(0, _SIDE_M, (stops, 2)).round(1)
    calls, runs = [], []
    for line in range(lines):
        for way, order in _both_ways(spot, rng):
            leg = np.hypot(*np.diff(spot[order], axis=0).T) / 400 + 0.5
            minute = np.r_[0, leg.cumsum()].round(1)
            calls += [
                {"line_id": f"L{line}", "order": place, "stop_id": f"s{stop}", "minute": at,
                 "direction": way}
                for place, (stop, at) in enumerate(zip(order, minute, strict=True), start=1)
            ]  # fmt: skip
            every = 60 if line % 3 else 30
            runs += [
                {"trip_id": f"{line}-{way}-{at}", "line_id": f"L{line}", "direction": way,
                 "departure": f"{at // 60:02d}:{at % 60:02d}", "kind": "public"}
                for at in range(5 * 60 + line % every, 22 * 60, every)
            ]  # fmt: skip
    return town.replace(
        stops=frame(
            "stops", [{"stop_id": f"s{i}", "x": x, "y": y} for i, (x, y) in enumerate(spot)]
        ),
        lines=frame("lines", calls),
        departures=frame("departures", runs),
    )


def _both_ways(spot, rng):
    begin, end = rng.uniform(0, _SIDE_M, (2, 2))
    way = (end - begin) / np.hypot(*(end - begin))
    along, off = (spot - begin) @ way, np.abs((spot - begin) @ np.array([-way[1], way[0]]))
    near = np.flatnonzero((along >= 0) & (along <= np.hypot(*(end - begin))) & (off < 400))
    near = near[np.argsort(along[near])][:30]
    if len(near) < 5:
        return []
    return [("in", near), ("out", near[::-1])]


class Expanded:
    """The time-expanded graph, reversed: a node per departure and arrival of every run.

    Changes are unlimited here: every stop has a chain of departures in time, an arrival reaches
    the first departure after its change. The latest departure that leads to the unit in time is
    the last node of the stop from which the unit is reached.
    """

    def __init__(self, service) -> None:
        table, feet = service.table, service.feet
        n = len(table)
        self.service, self.n = service, n
        order = np.lexsort((np.arange(n), table.departs, table.origin))
        origin, departs = table.origin[order], table.departs[order]
        first = np.searchsorted(origin, np.arange(len(table.change) + 1))
        rows, columns = [], []
        by_run = np.lexsort((table.place, table.trip))
        same = table.trip[by_run[1:]] == table.trip[by_run[:-1]]
        # connection c is node c once aboard; node n + k is the k-th departure in order of stop
        rows += [by_run[:-1][same], n + np.arange(n)]
        columns += [by_run[1:][same], order]
        chained = np.flatnonzero(origin[1:] == origin[:-1])
        rows.append(n + chained)
        columns.append(n + chained + 1)
        pairs = [
            (stop, int(feet.stop[row]), int(feet.seconds[row]))
            for stop in range(len(table.change))
            for row in range(*feet.start[stop : stop + 2])
            if feet.stop[row] != stop
        ] + [(stop, stop, 0) for stop in range(len(table.change))]
        for stop, other, seconds in pairs:
            here = np.flatnonzero(table.target == stop)
            ready = table.arrives[here] + seconds + max(table.change[stop], table.change[other])
            low, high = first[other], first[other + 1]
            place = low + np.searchsorted(departs[low:high], ready)
            found = place < high
            rows.append(here[found])
            columns.append(n + place[found])
        row, column = np.concatenate(rows), np.concatenate(columns)
        # a weight of 1 each: only whether the unit is reached counts
        self.matrix = (row, column)
        self.origin, self.departs, self.first = origin, departs, first

    def latest(self, unit: int):
        """Return the latest departure from every stop, by one search from the unit."""
        service, table = self.service, self.service.table
        egress = np.full(len(table.change), -1, np.int64)
        ways = service.egress.of(unit)
        egress[service.egress.stop[ways]] = service.egress.seconds[ways]
        in_time = (egress[table.target] >= 0) & (
            table.arrives + egress[table.target] <= service.deadline[unit]
        )
        row = np.r_[self.matrix[0], np.flatnonzero(in_time)]
        column = np.r_[self.matrix[1], np.full(in_time.sum(), 2 * self.n)]
        size = 2 * self.n + 1
        back = csr_array((np.ones(len(row)), (column, row)), shape=(size, size))
        reached = np.isfinite(dijkstra(back, indices=2 * self.n, unweighted=True))[
            self.n : 2 * self.n
        ]
        latest = np.full(len(table.change), -1, np.int64)
        np.maximum.at(latest, self.origin[reached], self.departs[reached])
        return latest


@case
def transit_municipality() -> Report:
    """30,000 homes x 90 units, 1,600 stops: every home's latest start by the timetable."""
    town = municipality(homes=30_000, units=90, stops=1_600, lines=60)
    connections = len(timetable_of(town))
    report = Report(
        "Public transport: 30,000 homes x 90 units by timetable",
        target="seconds for a municipality of 1,600 stops and 60,000 connections",
    )
    report.add("streets, stops, connections of the day", f"50,176 nodes, 1,600, {connections:,}")
    report.add(
        "minutes of all 2.7 million pairs",
        f"{median_seconds(lambda: transit_times(town), 3):.2f} s",
    )
    report.add(
        "of it reading the timetable", f"{median_seconds(lambda: timetable_of(town), 3):.2f} s"
    )
    report.add(
        "walking metres of the same pairs, for comparison",
        f"{median_seconds(lambda: travel_table(town), 3):.2f} s",
    )
    homes = (town.pupils["x"].to_numpy(float), town.pupils["y"].to_numpy(float))
    many = town.replace(school_day=town.school_day.__class__(changes=9, longest=720))
    service = service_of(many, homes)
    scans = median_seconds(lambda: [scanned(service, unit) for unit in range(90)], 3)
    report.add("90 scans alone, at most 9 changes, 12 h before the bell", f"{scans:.3f} s")
    with clock() as built:
        peer = Expanded(service)
    taken, agree, reached = [], 0, 0
    for unit in range(0, 90, 10):
        began = time.perf_counter()
        latest = peer.latest(unit)
        taken.append(time.perf_counter() - began)
        board = scanned(service, unit)[0][-1]
        there = (latest >= 0) & (latest >= service.deadline[unit] - service.longest)
        agree += int((np.where(there, latest, -1) == np.where(board > 0, board, -1)).sum())
        reached += int(there.sum())
    each = float(np.median(taken))
    report.add(
        "peer: SciPy Dijkstra on the time-expanded graph, changes without limit",
        f"{built[0]:.1f} s to build, {each:.2f} s a unit ({90 * each:.0f} s for 90)",
    )
    report.add(
        "stops where both tell the same latest departure",
        f"{agree:,} of {9 * 1_600:,} ({reached:,} reached)",
    )
    report.add("peak memory of the process", f"{peak_mebibytes():,.0f} MiB")
    return report
