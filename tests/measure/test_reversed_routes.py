"""Runs stop by stop: Busstad by hand, all orders tried, and every way a run can fail."""

from __future__ import annotations

import dataclasses
from itertools import pairwise, permutations

import numpy as np
import pandas as pd
import pytest

from bus_town import bus_policy, bus_town
from skolval.domain.placement import Placement
from skolval.domain.services import ReversedTransport, TakeUp, Ways
from skolval.io.run import run_of
from skolval.measure.reversed_routes import VERDICTS, route_frames, service_routes
from skolval.place import problem_of

RULE = ReversedTransport(take_up=TakeUp(share=500, per_minute=0), hold="all", minutes_most=90)
EIGHT = 8 * 3600


def placed(instance, rule, modes):
    """A run of `instance`: those of mode 0 at the town's unit, the others in the village."""
    problem = problem_of(instance, bus_policy(rule))
    options, chosen = problem.options, []
    for party, mode in enumerate(modes):
        rows = np.flatnonzero(
            (options.party == party) & (options.mode == mode) & (options.offering == (mode > 0))
        )
        chosen.append(int(rows[0]))
    placement = Placement(np.array(chosen), "nearest_school", runs=np.ones(2, bool))
    return run_of(instance, problem, placement)


def busstad(modes=(0, 0, 0, 1, 2, 2)):
    return placed(bus_town(), RULE, modes)


def changed(run, **services):
    problem = run.problem
    return dataclasses.replace(
        run, problem=problem.replace(services=problem.services.replace(**services))
    )


def with_ways(run, seconds):
    """The run with other driving times between torg, halvvag and by; -1 for no road."""
    start, end = np.nonzero(np.array(seconds) >= 0)
    told = np.array(seconds)[start, end]
    return changed(run, ways=Ways(np.ones_like(start), start, end, told))


def test_a_run_that_goes_anyway_is_held_against_its_own_timetable():
    out, home = service_routes(busstad())[:2]
    assert (out.service_id, out.kind, out.verdict) == ("A", "reverse_leg", "timetable")
    assert [(call.stop, call.at, call.aboard) for call in out.calls] == [
        ("torg", 7 * 3600 + 20 * 60, 1), ("by", 7 * 3600 + 45 * 60, 0)]  # fmt: skip
    # the bell is 08:10 less five minutes at the door, and the unit lies 100 m from the stop
    assert out.spare == 25 * 60 - 5 * 60 - 94
    assert (out.seconds, out.planned, out.saved, out.most) == (1500, 1500, 0, 5400)
    assert [call.stop for call in home.calls] == ["by", "torg"]
    assert home.back


def test_a_hired_bus_drives_past_the_stop_where_nobody_waits():
    out, home = service_routes(busstad())[2:]
    assert (out.verdict, home.verdict) == ("proven", "proven")
    road = 1041  # 8,900 m by the detour of the town, at the speed of a car
    assert [(call.stop, call.boards, call.alights) for call in out.calls] == [
        ("torg", 2, 0), ("by", 0, 2)]  # fmt: skip
    assert out.calls[-1].at == 7 * 3600 + 50 * 60, "at the unit when the timetable says"
    assert out.seconds == road + 60
    assert (out.planned, out.saved) == (1500, 1500 - road - 60)
    assert home.calls[0].at == 14 * 3600 + 45 * 60
    assert home.saved == out.saved


def test_the_load_is_told_on_every_leg():
    calls = route_frames(busstad())[1]
    b = calls[calls["service_id"] == "B"]
    assert b["aboard"].tolist() == [2, 0, 2, 0]
    assert b["seats"].tolist() == [3, 3, 3, 3]


def test_the_same_run_gives_the_same_routes():
    assert service_routes(busstad()) == service_routes(busstad())


def many_stops(seed, pupils=5):
    """A hired bus that calls at five stops in a poor order, one or two pupils at each."""
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 3_000, pupils), rng.integers(0, 6_000, pupils)
    made = bus_town()
    spots = [(f"s{k}", float(x[k]), float(y[k])) for k in range(pupils)] + [("by", 8900.0, 0.0)]
    stops = pd.DataFrame(
        [{"stop_id": s, "name": s, "x": a, "y": b} for s, a, b in spots],
        columns=made.stops.columns,
    )
    rows = []
    for leg, first, order in (("morning", 6 * 60 + 20, spots), ("afternoon", 890, spots[::-1])):
        for k, (stop, _x, _y) in enumerate(order):
            at = first + 16 * k
            rows.append(
                {"service_id": "B", "leg": leg, "order": k + 1, "stop_id": stop, "seats": 20,
                 "time": f"{at // 60:02d}:{at % 60:02d}", "kind": "chartered", "cost": 1,
                 "unit_id": "", "source": ""}
            )  # fmt: skip
    first = made.pupils.iloc[[0]]
    people = pd.concat(
        [first.assign(pupil_id=f"q{k}", x=float(x[k]), y=float(y[k])) for k in range(pupils)],
        ignore_index=True,
    )
    services = pd.DataFrame(rows, columns=made.services.columns)
    made = made.replace(stops=stops, services=services, pupils=people)
    rule = ReversedTransport(take_up=TakeUp(share=500, per_minute=0), hold="all", minutes_most=200)
    problem = problem_of(made, bus_policy(rule))
    options = problem.options
    chosen = [int(np.flatnonzero((options.party == k) & (options.mode == 1))[0])
              for k in range(pupils)]  # fmt: skip
    placement = Placement(np.array(chosen), "nearest_school", runs=np.ones(1, bool))
    return run_of(made, problem, placement)


def shortest_by_hand(run, *, back):
    """Every order of the stops that somebody uses, one after the other."""
    services = run.problem.services
    rows = run.placement.chosen
    calls, used = (
        (services.back, services.rides.back_alight)
        if back
        else (services.out, services.rides.board)
    )
    stops = sorted({int(calls.stop[at]) for at in used[rows]})
    by = int(np.flatnonzero(services.stop_ids == "by")[0])
    road = {
        (a, b): s
        for a, b, s in zip(services.ways.start, services.ways.end, services.ways.seconds,
                           strict=True)
    }  # fmt: skip
    orders = ([by, *one] if back else [*one, by] for one in permutations(stops))
    return min(sum(road[pair] + 60 for pair in pairwise(one)) for one in orders)


@pytest.mark.parametrize("seed", range(6))
def test_no_order_of_the_stops_is_shorter(seed):
    run = many_stops(seed)
    out, home = service_routes(run)
    for one in (out, home):
        assert one.verdict == "proven"
        assert one.seconds == shortest_by_hand(run, back=one.back)
        assert one.spare >= 0
        assert one.longest <= one.most
        assert sum(call.boards for call in one.calls) == 5
        assert one.calls[-1].aboard == 0


def test_without_roads_the_timetable_stands_as_it_is():
    out = service_routes(changed(busstad(), ways=None))[2]
    assert (out.verdict, out.seconds, out.saved) == ("no_roads", 1500, 0)


def test_two_stops_that_no_road_joins_are_the_reason():
    out = service_routes(with_ways(busstad(), [[0, 9, -1], [9, 0, 9], [9, 9, 0]]))[2]
    assert (out.verdict, out.reason) == ("refused", "No road joins two of its stops.")
    assert [call.stop for call in out.calls] == ["torg", "by"]


def test_a_timetable_that_no_bus_can_drive_is_told():
    """25 minutes are told for a way of 30: the bus must leave five minutes sooner."""
    out = service_routes(with_ways(busstad(), [[0, 900, 1800], [900, 0, 900], [1800, 900, 0]]))[2]
    assert (out.verdict, out.short) == ("proven", 300)
    assert out.calls[0].at == 7 * 3600 + 50 * 60 - 1800 - 60
    assert out.saved == 0


def test_a_way_too_long_for_the_policy_is_refused_with_the_limit():
    far = with_ways(busstad(), [[0, 5000, 5000], [5000, 0, 5000], [5000, 5000, 0]])
    out = service_routes(far)[2]
    assert out.verdict == "refused"
    assert "A pupil rides 5000 seconds" in out.reason
    assert out.short == 3500


def test_a_timetable_after_the_bell_is_late():
    run = busstad()
    late = changed(run, starts=run.problem.services.starts - 3600)
    out, home = service_routes(late)[:2]
    assert (out.verdict, home.verdict) == ("late", "timetable")
    assert out.spare < 0


def test_everybody_keeps_their_own_limit_or_there_is_no_run(monkeypatch):
    """The widest limit of anybody lets a pupil ride too long: then the narrowest is asked."""
    from skolval.measure import _reversed_set_out

    asked = []
    true = _reversed_set_out.routed_service
    monkeypatch.setattr(
        _reversed_set_out,
        "routed_service",
        lambda one, effort: asked.append(one.ride_most) or true(one, effort=effort),
    )
    run = busstad((0, 0, 2, 0, 2, 0))  # one lives at the square, one 300 m off
    far = with_ways(run, [[0, 2400, 2400], [2400, 0, 2400], [2400, 2400, 0]])
    most = service_routes(far)[0].longest
    walk = 300 * 3600 // 5000
    rule = dataclasses.replace(RULE, minutes_most=(most - 60) // 60)
    tight = far.problem.replace(policy=far.problem.policy.replace(reversed_transport=rule))
    out = service_routes(dataclasses.replace(far, problem=tight))[0]
    assert out.verdict == "refused"
    assert out.reason
    assert max(asked) - min(asked) >= walk


def test_a_stop_where_some_get_off_and_others_on_is_one_call():
    run = busstad((0, 0, 0, 0, 2, 2))
    services, (a, b) = run.problem.services, run.placement.chosen[4:]
    rides = services.rides
    board, alight = rides.board.copy(), rides.alight.copy()
    alight[a] -= 1  # one goes from the square to halfway, where the other gets on
    board[b] += 1
    out = service_routes(changed(run, rides=dataclasses.replace(rides, board=board, alight=alight)))
    (one,) = (route for route in out if not route.back)
    assert [(call.stop, call.boards, call.alights, call.aboard) for call in one.calls] == [
        ("torg", 1, 0, 1), ("halvvag", 1, 1, 1), ("by", 0, 1, 0)]  # fmt: skip
    assert one.verdict == "proven"
    # halfway at 07:35 as the timetable says, a minute there, 573 s of road, a minute in the village
    assert [call.at for call in one.calls[1:]] == [27_360, 27_360 + 573 + 60]


def test_no_services_make_no_routes():
    run = placed(bus_town(), None, (0,) * 6)
    assert service_routes(run) == ()
    assert all(not len(frame) for frame in route_frames(run))


def test_every_verdict_is_known():
    told = {one.verdict for one in service_routes(busstad())}
    assert told <= set(VERDICTS)
