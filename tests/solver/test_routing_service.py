"""One bus on one run: held against all orders of its calls, both ways, and its reasons read."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from skolval.solver import routing_service
from skolval.solver.routing_proof import Proof
from skolval.solver.routing_service import routed_service
from skolval.solver.routing_times import Call, ServiceAsked, broken_limits, order_times

BELL = 8 * 3600


def line_town(**changes):
    """Stops at 0, 600 and 1200 s of one road and a unit at its end, 1800 s; three pupils each.

    0 --- 1 --- 2 --- unit
    """
    at = np.array([0, 600, 1200, 1800])
    asked = ServiceAsked(
        seconds=np.abs(at[:, None] - at),
        pupils=np.full((3, 1), 3),
        bell=np.array([BELL]),
        dwell=np.array([30, 30, 30, 60]),
        capacity=9,
        ride_most=1860,
    )
    return replace(asked, **changes)


def random_run(rng):
    n, u = int(rng.integers(1, 5)), int(rng.integers(1, 3))
    spot = rng.integers(0, 20_000, (n + u, 2))
    pupils = np.zeros((n, u), np.int64)
    pupils[np.arange(n), rng.integers(0, u, n)] = rng.integers(1, 8, n)
    pupils[0] = 2
    return ServiceAsked(
        seconds=np.abs(spot[:, None] - spot).sum(2) // 13,
        pupils=pupils,
        bell=BELL + 900 * np.arange(u),
        dwell=np.r_[20 + 3 * pupils.sum(1), np.full(u, 60)],
        capacity=int(rng.integers(10, 30)),
        ride_most=int(rng.integers(900, 4000)),
        wait_most=900,
        homeward=bool(rng.integers(2)),
    )


def shortest_of_all(asked):
    """Every order of the calls, one after the other."""
    spans = []
    for order in permutations(range(asked.stops + asked.units)):
        calls = order_times(asked, order)
        if not broken_limits(asked, calls):
            spans.append(calls[-1].leaves - calls[0].reached)
    return min(spans, default=None)


@pytest.mark.parametrize("seed", range(12))
def test_the_run_is_the_shortest_of_all_orders_and_none_is_told_only_when_there_is_none(seed):
    asked = random_run(np.random.default_rng(seed))
    found = routed_service(asked)
    assert (found.seconds or None) == shortest_of_all(asked)
    assert found.proven or found.refusal.proven


def test_a_road_is_driven_from_its_far_end_and_the_last_pupils_leave_at_the_bell():
    found = routed_service(line_town())
    assert [call.place for call in found.calls] == [0, 1, 2, 3]
    assert found.calls[-1] == Call(3, BELL - 60, BELL, 0)
    assert found.calls[0].ride == 1800 + 30 + 30
    assert [call.aboard for call in found.calls] == [3, 6, 9, 0]
    assert found.seconds == 1800 + 3 * 30 + 60


def test_the_run_home_is_the_run_out_backwards():
    found = routed_service(line_town(homeward=True, bell=np.array([15 * 3600])))
    assert [call.place for call in found.calls] == [3, 2, 1, 0]
    assert found.calls[0].reached == 15 * 3600
    assert found.calls[-1].ride == 1860
    assert [call.aboard for call in found.calls] == [9, 6, 3, 0]


def test_the_refusal_names_the_limit_that_had_to_give_way():
    full = routed_service(line_town(capacity=8)).refusal
    assert (full.kind, full.found, full.most, full.proven) == ("capacity", 9, 8, True)
    assert full.text == "9 pupils are aboard at once; the bus holds 8."
    far = routed_service(line_town(ride_most=1700)).refusal
    assert (far.kind, far.found, far.proven) == ("ride", 1800, True)
    # 0 -> 1 -> 2 -> unit takes 1,860 s however it is driven
    long = routed_service(line_town(ride_most=1859)).refusal
    assert (long.kind, long.found, long.most, long.proven) == ("ride", 1860, 1859, True)
    assert "1860 seconds" in long.text


def two_bells(gap):
    """Two units 1,200 s apart with a stop beside each; everybody goes to the other one."""
    seconds = np.array([[0, 1200, 0, 1200], [1200, 0, 1200, 0]] * 2)
    return ServiceAsked(
        seconds=seconds, pupils=np.array([[0, 1], [1, 0]]), bell=BELL + np.array([0, gap]),
        dwell=np.zeros(4, np.int64), capacity=2, ride_most=5000, wait_most=300,
    )  # fmt: skip


def test_bells_too_near_for_the_way_between_the_units_are_the_reason():
    assert routed_service(two_bells(1200)).calls is not None
    refusal = routed_service(two_bells(600)).refusal
    assert (refusal.kind, refusal.found, refusal.proven) == ("bell", 300, True)
    assert refusal.text == "The bus comes 300 seconds too late for a bell."


def test_one_seat_is_used_twice_between_two_units():
    found = routed_service(replace(two_bells(1200), capacity=1))
    assert [call.place for call in found.calls] == [1, 2, 0, 3]
    assert max(call.aboard for call in found.calls) == 1


def test_many_stops_are_ordered_without_a_proof_and_refused_without_one():
    at = np.arange(20) * 60
    many = ServiceAsked(
        seconds=np.abs(at[:, None] - at), pupils=np.ones((19, 1), np.int64),
        bell=np.array([BELL]), dwell=np.full(20, 10), capacity=19, ride_most=2000,
    )  # fmt: skip
    found = routed_service(many)
    assert not broken_limits(many, found.calls)
    assert not found.proven
    refusal = routed_service(replace(many, ride_most=1300)).refusal
    assert (refusal.kind, refusal.proven) == ("not_found", False)
    assert "does not prove" in refusal.text


@pytest.mark.parametrize(
    ("proven", "kind"), [(True, "none"), (False, "not_found")], ids=["proven", "open"]
)
def test_nothing_found_is_none_only_when_it_is_proven(monkeypatch, proven, kind):
    monkeypatch.setattr(routing_service, "searched_order", lambda asked: None)
    monkeypatch.setattr(
        routing_service,
        "proved_order",
        lambda asked, aim="", hint=None, effort=0: Proof(None, proven),
    )
    refusal = routed_service(line_town()).refusal
    assert (refusal.kind, refusal.proven) == (kind, proven)
    assert refusal.text


def test_an_order_that_breaks_a_limit_is_never_handed_out(monkeypatch):
    monkeypatch.setattr(
        routing_service,
        "proved_order",
        lambda asked, aim="", hint=None, effort=0: Proof((2, 1, 0, 3), True),
    )
    assert routed_service(line_town()).refusal.kind == "not_found"


@pytest.mark.parametrize(
    ("change", "limit"),
    [
        (lambda calls: calls[:-1], "places"),
        (lambda calls: (*calls[:-1], replace(calls[-1], leaves=BELL - 30)), "times"),
        (lambda calls: (*calls[:-1], replace(calls[-1], leaves=BELL + 1)), "bell"),
        (lambda calls: (*calls[:-1], replace(calls[-1], reached=BELL - 61, leaves=BELL)), "times"),
        (lambda calls: tuple(replace(c, reached=c.reached - 3000, leaves=c.leaves - 3000)
                             for c in calls), "bell"),
        (lambda calls: (replace(calls[0], reached=calls[0].reached - 1,
                                leaves=calls[0].leaves - 1), *calls[1:]), "ride"),
        (lambda calls: (*calls[:2], replace(calls[2], reached=BELL, leaves=BELL + 40),
                        replace(calls[3], reached=BELL - 60)), "order"),
    ],
)  # fmt: skip
def test_each_broken_limit_is_named(change, limit):
    asked = line_town()
    assert limit in broken_limits(asked, change(routed_service(asked).calls))


def test_seats_and_bells_are_checked_on_the_way_home_too():
    asked = line_town(homeward=True)
    calls = routed_service(asked).calls
    assert broken_limits(replace(asked, capacity=8), calls) == ("capacity",)
    assert broken_limits(replace(asked, bell=asked.bell + 1), calls) == ("bell",)
    assert not broken_limits(asked, calls)


@pytest.mark.parametrize(
    "changes",
    [
        {"bell": np.array([BELL, BELL])},
        {"dwell": np.zeros(3, np.int64)},
        {"pupils": np.full((3, 1), -1)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(changes):
    with pytest.raises(ValueError, match="expected|negative"):
        routed_service(line_town(**changes))
