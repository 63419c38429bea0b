"""School buses: trips, chains and numbers of buses held against listing every plan."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations, permutations, product

import numpy as np
import pytest

from bench.school_buses import bus_case, raw_faults
from skolval.errors import InfeasibleError
from skolval.solver.routing_buses import route_buses
from skolval.solver.routing_case import planar_case
from skolval.solver.routing_check import check_plan
from skolval.solver.routing_columns import generated, least_trips, singles
from skolval.solver.routing_dive import parted
from skolval.solver.routing_labels import Pricer, Prices
from skolval.solver.routing_master import Master
from skolval.solver.routing_plan import BusPlan, Trip, chained
from skolval.solver.routing_pool import FRESH, Column, Pool
from skolval.solver.routing_whole import WholeEffort, improved
from skolval.solver.system import Answer

HOUR = 3600.0


def random_town(seed, *, schools=3, stops=4, seats=30, longest=1500.0, gap=900.0):
    """Schools and stops scattered over 20,000 feet; bells `gap` seconds apart."""
    rng = np.random.default_rng(seed)
    spot = rng.uniform(0, 20_000, (schools, 2))
    of = np.repeat(np.arange(schools), stops)
    return planar_case(
        np.column_stack([spot, 8 * HOUR + gap * np.arange(schools)]),
        np.column_stack([rng.uniform(0, 20_000, (len(of), 2)), of, rng.integers(5, 20, len(of))]),
        limits=(seats, longest),
    )


def row_town(*, gap=1500.0, seats=20):
    """Two schools on one street, two stops west of the first and two east of the second.

    a1 - a2 - A ----- B - b1 - b2, a thousand feet apart, A and B five thousand; ten pupils each.
    """
    schools = np.array([[2000.0, 0, 8 * HOUR], [7000.0, 0, 8 * HOUR + gap]])
    stops = np.array([[0.0, 0, 0, 10], [1000, 0, 0, 10], [8000, 0, 1, 10], [9000, 0, 1, 10]])
    return planar_case(schools, stops, limits=(seats, 2700.0))


def every_trip(case, school):
    """Every feasible order of every set of stops, by the checker alone."""
    n = len(case.schools[school].pupils)
    for size in range(1, n + 1):
        for stops in permutations(range(n), size):
            plan = BusPlan(((Trip(school, stops),),))
            if not [fault for fault in check_plan(case, plan) if "not served" not in fault]:
                yield Trip(school, stops)


def partitions(stops):
    """Every way to part the stops into sets."""
    if not stops:
        yield []
        return
    first, *rest = stops
    for size in range(len(rest) + 1):
        for others in combinations(rest, size):
            left = [stop for stop in rest if stop not in others]
            for parts in partitions(left):
                yield [frozenset((first, *others)), *parts]


def fewest(case):
    """Buses of the best plan: every partition of every school, each set in its every order."""
    choices = []
    for school in range(len(case.schools)):
        orders = {}
        for trip in every_trip(case, school):
            orders.setdefault(frozenset(trip.stops), []).append(trip)
        # a set's orders differ only in when the bus may come, which the matching finds out
        plans = []
        for parts in partitions(list(range(len(case.schools[school].pupils)))):
            if all(part in orders for part in parts):
                plans += [
                    list(trips) for trips in product(*(_best(case, orders[p]) for p in parts))
                ]
        choices.append(plans)
    return min(len(chained(case, [*chain.from_iterable(plan)])) for plan in product(*choices))


def _best(case, trips):
    """Of the orders of one set those that no other beats: the shortest from each first stop."""
    least = {}
    for trip in trips:
        ride = case.schools[trip.school].ride(trip.stops)
        if trip.stops[0] not in least or ride < least[trip.stops[0]][0]:
            least[trip.stops[0]] = (ride, trip)
    return [trip for _ride, trip in least.values()]


@pytest.mark.parametrize("seed", range(4))
def test_small_towns_get_the_fewest_buses_of_all_plans(seed):
    case = random_town(seed, schools=2, stops=4, gap=700.0 + 100 * seed)
    plan = route_buses(case)
    assert check_plan(case, plan) == ()
    assert len(plan) == fewest(case)
    assert plan.proven
    assert plan.bound <= len(plan) + 1e-6


def test_schools_freed_a_few_at_a_time_keep_every_limit_and_save_buses():
    case = random_town(2, schools=6, stops=5)
    pool = Pool(case)
    for school in range(6):
        pool.add(singles(case, school))
    least, _proven = least_trips(pool)
    generated(pool, least)
    trips = [Trip(school, (stop,)) for school in range(6) for stop in range(5)]
    lines = []
    plan = improved(pool, trips, least, enough=0, effort=WholeEffort(stops=8), heard=lines.append)
    assert check_plan(case, plan) == ()
    assert len(plan) < len(chained(case, trips))
    assert len(plan) <= len(route_buses(case)) + 1
    assert {line.split(" schools")[0] for line in lines} <= {"1", "2"}


def test_a_part_without_an_answer_leaves_the_plan_as_it_was(monkeypatch):
    case = row_town()
    pool = Pool(case)
    pool.add([*singles(case, 0), *singles(case, 1)])
    trips = [Trip(school, (stop,)) for school in range(2) for stop in range(2)]
    monkeypatch.setattr(
        "skolval.solver.routing_whole.run_engine", lambda *given, **named: Answer("unknown")
    )
    plan = improved(pool, trips, np.zeros(2, np.int64), enough=0, effort=WholeEffort())
    assert plan.buses == chained(case, trips).buses


def test_a_programme_that_the_engine_cannot_solve_has_no_value():
    pool = Pool(row_town())
    # no column serves any stop
    value, shares, prices = Master(pool, np.zeros(2, np.int64)).solve()
    assert (value, len(shares), prices.stops.sum()) == (np.inf, 0, 0.0)


def test_the_same_case_gives_the_same_plan():
    case = random_town(3, schools=3, stops=5)
    assert route_buses(case).buses == route_buses(case).buses


def test_a_bus_makes_two_trips_when_the_second_bell_is_late_enough():
    # from A (2000) to b2 (9000), two stops of 45 s, home to B (7000), 154.4 s to unload
    needed = (7000 + 2000) / 29.3333333 + 2 * 45 + 154.4
    assert len(route_buses(row_town(gap=np.ceil(needed)))) == 1
    assert len(route_buses(row_town(gap=np.floor(needed)))) == 2
    # a stop a trip: two buses, each from A's stop to one of B's
    assert len(route_buses(row_town(gap=np.ceil(needed), seats=10))) == 2


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_the_search_finds_the_trip_with_the_lowest_reduced_cost_of_all(seed, exact):
    case = random_town(seed, schools=3, stops=5, seats=40, longest=1200.0)
    rng = np.random.default_rng(seed)
    prices = Prices(rng.uniform(0, 0.6, 15), rng.uniform(0, 0.8, 3), rng.uniform(0, 0.2, 3))
    school = 2
    came, latest = case.latest(school)
    lowest = min(
        (1.0 if k == 0 else prices.leaves[came[k - 1]])
        - prices.leaves[school]
        - prices.trips[school]
        - prices.stops[10:][list(trip.stops)].sum()
        for trip in every_trip(case, school)
        for k in range(len(came) + 1)
        if case.schools[school].ride(trip.stops) <= latest[k, trip.stops[0]]
    )
    found = Pricer(case, school).search(prices, exact=exact)
    assert found.complete == exact
    if exact:
        assert found.lowest == pytest.approx(min(lowest, found.lowest))
        assert found.lowest == pytest.approx(lowest) or lowest > 0
    else:
        assert found.lowest >= lowest - 1e-9
    for column in found.columns:
        assert column.came == FRESH or column.came in came


def test_a_school_without_prices_has_no_trip_worth_anything():
    case = random_town(1)
    found = Pricer(case, 0).search(Prices(np.zeros(12), np.zeros(3), np.zeros(3)))
    assert found.columns == []


def test_no_trip_is_told_complete_when_the_labels_run_out(monkeypatch):
    monkeypatch.setattr("skolval.solver.routing_labels.EXACT_LABELS", 3)
    case = random_town(1)
    found = Pricer(case, 0).search(Prices(np.ones(12), np.zeros(3), np.zeros(3)), exact=True)
    assert not found.complete


def test_a_school_has_at_least_as_many_trips_as_its_pupils_fill():
    case = random_town(5, schools=2, stops=6, seats=25)
    pool = Pool(case)
    for school in range(2):
        pool.add(singles(case, school))
    least, proven = least_trips(pool)
    assert proven
    assert (least >= [np.ceil(s.pupils.sum() / 25) for s in case.schools]).all()
    assert generated(pool, least).value >= generated(pool, least * 0).value - 1e-6


def test_each_column_stands_in_the_pool_once_whatever_its_order():
    pool = Pool(row_town())
    assert pool.add([Column(0, FRESH, (0, 1)), Column(0, FRESH, (1, 0)), Column(1, 0, (0,))]) == 2


def test_a_stop_in_two_trips_is_served_by_the_first():
    case = row_town()
    trips = parted(case, [Column(0, FRESH, (0, 1)), Column(0, FRESH, (1,)), Column(1, 0, (1, 0))])
    assert trips == [Trip(0, (0, 1)), Trip(1, (1, 0))]


GOOD = BusPlan(((Trip(0, (0, 1)), Trip(1, (1, 0))),))


@pytest.mark.parametrize(
    ("plan", "case", "fault"),
    [
        (GOOD, row_town(), None),
        (GOOD, row_town(gap=300.0), "bus 0 is late at school 1"),
        (GOOD, row_town(seats=19), "20 pupils aboard"),
        (GOOD, replace(row_town(), longest=90_000), "pupils of stop 0 ride too long"),
        (BusPlan(((Trip(0, (0,)), Trip(1, (1, 0))),)), row_town(), "stop 1 is not served"),
        (BusPlan((*GOOD.buses, (Trip(0, (1,)),))), row_town(), "served 2 times"),
        (BusPlan((*GOOD.buses, (Trip(0, (7,)),))), row_town(), "there is no stop 7"),
        (BusPlan((*GOOD.buses, (Trip(2, (0,)),))), row_town(), "there is no stop 0 of school 2"),
        (BusPlan((*GOOD.buses, ())), row_town(), "bus 1 makes no trip"),
        (BusPlan(((Trip(1, (1, 0)), Trip(0, (0, 1))),)), row_town(), "late at school 0"),
    ],
)  # fmt: skip
def test_every_broken_plan_is_caught(plan, case, fault):
    faults = check_plan(case, plan)
    assert (not faults) if fault is None else any(fault in line for line in faults)


def test_stops_that_no_bus_can_serve_are_all_told():
    case = replace(row_town(seats=9), longest=40_000)
    with pytest.raises(InfeasibleError) as told:
        route_buses(case)
    lines = str(told.value).splitlines()
    assert len(lines) == 4 + 2
    assert "Stop 0 of school 0 is further away than pupils may ride." in lines[0]


@pytest.mark.shared
def test_a_published_instance_takes_no_more_buses_than_the_best_published(shared):
    folder = shared / "data" / "school-bus-benchmark"
    if not folder.is_dir():
        pytest.skip("the instances are not on this machine")
    case = bus_case(folder, "RSRB02", 2700.0)
    plan = route_buses(case)
    assert len(plan) <= 29
    assert check_plan(case, plan) == ()
    assert raw_faults(folder, "RSRB02", 2700.0, plan) == []
