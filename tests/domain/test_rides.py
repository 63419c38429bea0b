"""Rides as option rows, what they load, who accepts, and what an offer counts."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from bus_town import bus_policy, bus_town
from cities import tiny_problem
from served import aboard, served
from skolval.domain.accepted import accepted, accepting_now, drawn
from skolval.domain.deviation import deviation
from skolval.domain.expected_rows import expected_each, on_own_way
from skolval.domain.near_home import near_home
from skolval.domain.placement import Placement
from skolval.domain.preferences import nearness, preference_order
from skolval.domain.ride_rows import with_ride_rows
from skolval.domain.service_loads import kronor, legs_of, loads, riding, runs_of, vehicles
from skolval.domain.service_rules import service_rules
from skolval.domain.services import ReversedTransport, Services, TakeUp
from skolval.domain.subset import with_parties, with_rows
from skolval.errors import UsageError
from skolval.mechanisms import nearest_school
from skolval.place import problem_of


@pytest.fixture(scope="module")
def offered():
    """Busstad, where seats may be declined."""
    return problem_of(bus_town(), bus_policy(ReversedTransport(budget=300_000)))


@pytest.fixture(scope="module")
def forced():
    """Busstad, where everybody goes where placed."""
    return problem_of(bus_town(), bus_policy(ReversedTransport(participation="what_if")))


def rows_of(problem, modes):
    """Return the placement in which party k goes by mode k: 0 to the town, else to the village."""
    options = problem.options
    return np.array(
        [
            np.flatnonzero((options.party == party) & (options.mode == mode)
                           & (options.offering == (mode > 0)))[0]
            for party, mode in enumerate(modes)
        ]
    )  # fmt: skip


def test_a_party_has_its_own_ways_first_and_then_its_rides(offered):
    options = offered.options
    assert options.mode.reshape(6, 4).tolist() == [[0, 0, 1, 2]] * 6
    assert options.start.tolist() == list(range(0, 25, 4))
    assert options.offering.reshape(6, 4)[0].tolist() == [0, 1, 1, 1]
    # 100 m by the straight line at both ends, times 1.3
    assert options.metres.reshape(6, 4)[0].tolist() == [650, 11_700, 130, 130]


def test_a_ride_tells_its_minutes_from_leaving_home_until_the_door(offered):
    """Bell 08:10 less five minutes; bus A leaves 07:20 and B 07:25 at the door of four of them."""
    minutes = offered.options.minutes.reshape(6, 4)
    assert minutes[0, 2:].tolist() == [45, 40]
    # 390 m on foot are 4 min 41 s
    assert minutes[2, 2:].tolist() == [50, 45]
    assert offered.services.rides.way.reshape(6, 4)[0].tolist() == [-1, -1, 11_700, 11_700]


def test_who_may_decline_is_otherwise_placed_at_the_guarantee_school(offered, forced):
    rides = offered.services.rides
    assert rides.fallback.reshape(6, 4)[1].tolist() == [-1, -1, 4, 4]
    assert rides.take_up.reshape(6, 4)[0].tolist() == [1000, 1000, 275, 300]
    assert (forced.services.rides.fallback == -1).all()
    assert (forced.services.rides.take_up == 1000).all()
    assert forced.guarantee is None


def test_take_up_falls_with_the_difference_in_company():
    """The square has 50 % low education and the village 10 %: 40 points."""
    rule = ReversedTransport(take_up=TakeUp(share=900, per_minute=5, per_point=10))
    town = bus_town()
    problem = problem_of(town, bus_policy(rule))
    assert problem.services.rides.take_up.reshape(6, 4)[0].tolist() == [1000, 1000, 275, 300]
    unknown = problem.replace(unit_share=None)
    plain = with_rows(unknown, unknown.options.mode == 0)
    rows = pd.DataFrame(
        {name: [0] for name in ("party", "service", "back_board", "home_metres", "unit_metres",
                                "back_unit_metres", "back_home_metres")}
        | {"offering": [1], "board": [0], "alight": [2], "back_alight": [2], "taken": [2400],
           "way": [9000]}
    )  # fmt: skip
    again = with_ride_rows(plain, problem.services, rows, problem.guarantee // 4 * 2)
    assert again.services.rides.take_up[2] == 700


def test_loads_count_everybody_between_boarding_and_alighting(forced):
    chosen = rows_of(forced, (0, 0, 0, 1, 2, 2))
    out, back = loads(forced, chosen)
    assert out.tolist() == [1, 1, 0, 2, 2, 0]
    assert back.tolist() == [1, 1, 0, 2, 2, 0]
    assert riding(forced, chosen).tolist() == chosen[3:].tolist()
    assert runs_of(forced, chosen).tolist() == [True, True]
    assert vehicles(forced, chosen).tolist() == [0, 1]
    assert kronor(forced, chosen) == 200_000
    assert kronor(forced, rows_of(forced, (0, 0, 0, 1, 0, 0))) == 0
    assert runs_of(forced, rows_of(forced, (0,) * 6)).tolist() == [True, False]


def test_a_fuller_bus_needs_another_one(forced):
    chosen = rows_of(forced, (2, 2, 2, 2, 0, 0))
    assert vehicles(forced, chosen).tolist() == [0, 2]
    assert kronor(forced, chosen) == 400_000


@pytest.mark.parametrize("seed", range(8))
def test_loads_are_those_of_the_legs(seed):
    rng = np.random.default_rng(seed)
    problem = served(tiny_problem(rng), rng)
    chosen = aboard(problem, rng)
    legs, used = legs_of(problem), np.zeros(len(problem.options), bool)
    used[chosen[chosen >= 0]] = True
    size = problem.parties.size[problem.options.party]
    counted = np.bincount(legs.leg, size[legs.option] * used[legs.option], len(legs.seats))
    out, back = loads(problem, chosen)
    told = np.where(legs.back, np.r_[back, 0][np.where(legs.back, legs.call, -1)],
                    np.r_[out, 0][np.where(legs.back, -1, legs.call)])  # fmt: skip
    assert told.tolist() == counted.tolist()
    assert out.sum() + back.sum() == counted.sum()


def test_without_services_nobody_rides():
    problem = tiny_problem(np.random.default_rng(1))
    chosen = problem.options.start[:-1]
    assert runs_of(problem, chosen) is None
    assert kronor(problem, chosen) == 0
    assert not len(vehicles(problem, chosen))
    assert not len(loads(problem, chosen)[0])
    assert not len(legs_of(problem).leg)
    assert on_own_way(problem) is None
    assert (expected_each(problem, problem.options.metres) == problem.options.metres).all()
    assert (accepted(problem, chosen, seed=1) == chosen).all()
    assert service_rules(problem) == ()


def test_a_part_of_the_problem_keeps_its_rides(offered):
    part = with_rows(offered, offered.options.mode != 1)
    assert part.services.rides.fallback.reshape(6, 3)[1].tolist() == [-1, -1, 3]
    assert part.services.rides.board.reshape(6, 3)[:, 2].tolist() == [3] * 6
    bare = offered.services.replace(rides=None)
    assert bare.rows(np.ones(24, bool)) is bare
    some = with_parties(offered, np.arange(6) % 2 == 0)
    assert some.services.rides.fallback.reshape(3, 4)[2].tolist() == [-1, -1, 8, 8]
    assert len(some.services) == 2


def test_everything_noted_about_a_pupil_at_a_unit_holds_for_the_ride_there():
    rng = np.random.default_rng(5)
    problem = tiny_problem(rng)
    while problem.services is None or (problem.options.mode > 0).sum() < 3:
        problem = tiny_problem(rng)
        rows = np.arange(len(problem.options))
        last = np.where(np.diff(problem.options.start) > 0, problem.options.start[1:] - 1, -1)
        problem = problem.replace(
            grounds={"queue_days": rows}, straight=rows, second_metres=rows, unsafe_metres=rows,
            guarantee=last, honour=last,
        )  # fmt: skip
        problem = served(problem, rng, participation="voluntary")
    options = problem.options
    plain = np.flatnonzero(options.mode == 0)
    assert problem.straight[plain].tolist() == list(range(len(plain)))
    for ride in np.flatnonzero(options.mode > 0):
        mine = (options.party == options.party[ride]) & (options.offering == options.offering[ride])
        own = np.flatnonzero(mine & (options.mode == 0))
        known = problem.straight[own[0]] if len(own) else -1
        assert problem.straight[ride] == problem.grounds["queue_days"][ride] == known
        assert problem.second_metres[ride] == problem.unsafe_metres[ride] == -1
        assert options.rank[ride] == (options.rank[own[0]] if len(own) else 0)
    held = problem.honour[problem.honour >= 0]
    assert (options.mode[held] == 0).all()
    assert problem.guarantee.tolist() == problem.honour.tolist()


def test_a_bus_brings_no_unit_nearer(offered):
    near = near_home(offered).reshape(6, 4)
    assert near[0].tolist() == [True, False, False, False]
    assert nearness(offered).reshape(6, 4)[0].tolist() == [0, 1, 2, 3]
    assert preference_order(offered).reshape(6, 4)[0].tolist() == [0, 1, 2, 3]
    assert not offered.entitled().reshape(6, 4)[:, 2:].any()
    assert offered.entitled().reshape(6, 4)[:, 1].all()


def test_an_offer_counts_in_part_where_it_leads_and_in_part_at_the_guarantee_school(offered):
    minutes = expected_each(offered, offered.options.minutes).reshape(6, 4)
    assert minutes[0].tolist() == [
        8,
        141,
        (45 * 275 + 8 * 725) // 1000,
        (40 * 300 + 8 * 700) // 1000,
    ]
    chosen = rows_of(offered, (1, 0, 0, 0, 0, 0))
    sure, guess = (deviation(offered, None, "pupil", expected=e) for e in (False, True))
    stay, go = (one.sums(chosen) for one in (guess, sure))
    assert stay.sum() == go.sum()
    home = sure.sums(rows_of(offered, (0,) * 6))
    # 275 of 1000 parts of p0 have moved
    assert stay[0] - home[0] == (go[0] - home[0]) * 275 // 1000
    assert sure.most().tolist() != guess.most().tolist()


def test_who_accepts_is_drawn_by_the_seed_alone(offered):
    ids = offered.parties.ids.tolist()
    assert drawn("a", ids).tolist() == drawn("a", ids).tolist()
    assert drawn("a", ids).tolist() != drawn("b", ids).tolist()
    chosen = rows_of(offered, (1, 2, 2, 2, 0, 0))
    assert accepting_now(offered, chosen).tolist() == [275, 300, 275, 300, 1000, 1000]
    assert accepting_now(offered, chosen, 2000).tolist() == [550, 600, 550, 600, 1000, 1000]
    fallback = offered.services.rides.fallback
    for seed in range(20):
        after = accepted(offered, chosen, seed=seed)
        moved = after != chosen
        assert (after[moved] == fallback[chosen[moved]]).all()
        more = accepted(offered, chosen, seed=seed, factor=3000) != chosen
        assert (more <= moved).all()
    nobody = accepted(offered, chosen, seed=1, factor=0)
    assert (offered.options.mode[nobody] == 0).all()


def test_about_as_many_accept_as_are_expected(offered):
    chosen = rows_of(offered, (1, 2, 2, 2, 0, 0))
    count = [int((accepted(offered, chosen, seed=s) == chosen)[:4].sum()) for s in range(400)]
    assert np.mean(count) == pytest.approx(1.15, abs=0.12)


def test_rules_come_with_services_as_the_policy_says(offered, forced):
    assert [name for name, _told in service_rules(forced)] == ["service_seats"]
    told = dict(service_rules(offered))
    assert told["service_budget"] == {"at_most": 300_000, "services": None}
    assert told["declined_seats"] == {"hold": "expected"}
    over = bus_policy(ReversedTransport(), rules=(("capacity", {"over": 10, "price": 7}),))
    held = dict(service_rules(offered.replace(policy=over)))["declined_seats"]
    assert held == {"hold": "expected", "over": 10, "over_in": "percent", "price": 7}
    today = bus_policy(ReversedTransport(), rules=(("capacity", {"base": "today"}),))
    assert dict(service_rules(offered.replace(policy=today)))["declined_seats"] == {
        "hold": "expected"
    }


def test_selection_refuses_services(offered):
    with pytest.raises(UsageError, match="seats on services outwards"):
        nearest_school.place(offered, nearest_school.Params())


def test_placements_say_what_is_run(offered):
    placed = Placement(rows_of(offered, (0,) * 6), "optimal", runs=np.array([True, False]))
    assert placed.replace(runs=None).runs is None
    assert isinstance(offered.services, Services)
    assert dataclasses.replace(TakeUp(), factor=500).factor == 500
