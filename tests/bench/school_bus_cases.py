"""Numbers of school buses beside the best published."""

from __future__ import annotations

import os
import time
from importlib.util import find_spec
from pathlib import Path

from bench.registry import Report, case, clock
from bench.school_buses import NAMES, bus_case, published_buses, raw_faults
from skolval.solver.routing_buses import route_buses
from skolval.solver.routing_check import check_plan
from skolval.solver.routing_peer import second_trips
from skolval.solver.routing_plan import BusPlan, Trip

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 600


def _folder() -> Path:
    shared = Path(os.environ.get("SKOLVAL_SHARED", ROOT.parent / "shared"))
    return shared / "data" / "school-bus-benchmark"


def _report(longest: float, best: int) -> Report:
    report = Report(
        f"School buses: 16 published instances, longest ride {longest:,.0f} s",
        f"at most {best:,} buses in total, the sum of the best published; {SECONDS} s of CPU an instance",
    )
    folder = _folder()
    if not folder.is_dir():
        report.add("published instances", "not on this machine")
        return report
    published = published_buses(folder, longest)
    wanted = os.environ.get("SKOLVAL_BUSES", " ".join(NAMES)).split()
    total, spent, least = 0, 0.0, 0
    # the small ones first: number of stops goes up with the instance's number
    for name in sorted(wanted, key=lambda name: (name[4:], name)):
        buses = bus_case(folder, name, longest)
        began = time.process_time()
        with clock() as seconds:
            plan = route_buses(buses)
        used = time.process_time() - began
        faults = [*check_plan(buses, plan), *raw_faults(folder, name, longest, plan)]
        total, spent = total + len(plan), spent + used
        least += min(published[name].values())
        report.add(
            f"{name}: {len(buses.schools)} schools, {buses.first[-1]:,} stops",
            f"{len(plan)} buses (best published {min(published[name].values())}; "
            f"{'at least' if plan.proven else 'relaxed'} {plan.bound:.1f}),"
            f" {seconds[0]:.0f} s ({used:.0f} s of CPU), {len(faults) or 'no'} faults",
        )
        print(*report.rows[-1], flush=True)
    report.add(
        f"total of {len(wanted)}",
        f"{total:,} buses (best published {least:,}), {spent:,.0f} s of CPU",
    )
    return report


@case
def school_bus_benchmark() -> Report:
    """RSRB01-08 and CSCB01-08 with a longest ride of 45 minutes."""
    return _report(2700.0, 1592)


@case
def school_bus_benchmark_90_minutes() -> Report:
    """The same with a longest ride of 90 minutes."""
    return _report(5400.0, 1316)


@case
def school_bus_trips_beside_pyvrp() -> Report:
    """Fewest trips to one school at a time: our columns beside PyVRP (extra `routing`)."""
    report = Report("School buses: trips to each school of RSRB01, beside PyVRP")
    folder = _folder()
    if not folder.is_dir() or find_spec("pyvrp") is None:
        report.add("published instances, PyVRP", "not on this machine")
        return report
    buses = bus_case(folder, "RSRB01", 2700.0)
    for school in range(len(buses.schools)):
        alone = buses.alone(school)
        route_buses(alone)
        with clock() as seconds:
            plan = route_buses(alone)
        with clock() as others:
            trips = second_trips(buses, school)
        own = BusPlan(tuple((Trip(0, trip.stops),) for trip in trips))
        faults = [*check_plan(alone, plan), *check_plan(alone, own)]
        report.add(
            f"school {school}: {buses.first[school + 1] - buses.first[school]} stops",
            f"{len(plan)} trips (at least {plan.bound:.2f}), {seconds[0]:.1f} s; PyVRP, 2,000"
            f" iterations: {len(trips)} trips, {others[0]:.1f} s; {len(faults) or 'no'} faults",
        )
    return report
