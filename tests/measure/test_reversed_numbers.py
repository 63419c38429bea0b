"""Reversed transport in numbers: Busstad by hand, Tranås' taxi, sentences for a board."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from bus_town import bus_policy, bus_town
from skolval.domain.placement import Placement
from skolval.domain.school_transport import ModeCost, TransportCosts
from skolval.domain.services import ReversedTransport, TakeUp
from skolval.io.run import run_of
from skolval.measure.reversed_compared import full_units, reversed_told
from skolval.measure.reversed_modes import mode_rows, taxi_kronor
from skolval.measure.reversed_sentences import (
    kind_name,
    kronor_sentence,
    reversed_sentences,
    scenario_name,
)
from skolval.measure.reversed_transport import reversed_lines, reversed_numbers, reversed_units
from skolval.place import problem_of

HALF = ReversedTransport(take_up=TakeUp(share=500, per_minute=0), hold="all")
PRICES = TransportCosts(
    spare_seat=ModeCost(0, 0, "goes anyway"),
    card=ModeCost(4_000, 8_000, "cards"),
    run=ModeCost(100_000, 200_000, "tender", seats=3),
    taxi=ModeCost(75, 75, "Tranås 2016", days=178),
)


def made(modes=(0, 0, 0, 1, 2, 2), rule=HALF, prices=PRICES, runs=(True, True)):
    """A run: 0 at the town's unit on foot, 1 with A and 2 with B to the village."""
    instance = bus_town()
    problem = problem_of(instance, bus_policy(rule, transport_costs=prices))
    options, chosen = problem.options, []
    for party, mode in enumerate(modes):
        unit = 1 if mode else 0
        rows = np.flatnonzero(
            (options.party == party) & (options.mode == mode) & (options.offering == unit)
        )
        chosen.append(int(rows[0]))
    placed = Placement(np.array(chosen), "nearest_school", runs=np.array(runs))
    return run_of(instance, problem, placed)


def test_a_run_without_reversed_transport_has_no_numbers():
    run = made(rule=None, modes=(0,) * 6, runs=())
    assert reversed_numbers(run) is None
    assert not len(reversed_lines(run))
    assert not len(reversed_units(run))
    assert mode_rows(run) == ()
    assert reversed_told(["a"], [run]) == []


def test_three_are_offered_a_seat_and_half_of_them_accept():
    found = reversed_numbers(made())
    assert (found.candidates, found.used, found.chartered, found.offered) == (2, 2, 1, 3)
    told = {one.name: (one.accepted, one.low, one.high) for one in found.scenarios}
    assert told == {
        "none": (0.0, 100_000, 200_000),
        "low": (0.75, 100_000, 200_000),
        "middle": (1.5, 100_000, 200_000),
        "high": (2.25, 100_000, 200_000),
        "all": (3.0, 100_000, 200_000),
    }
    assert found.scenario("middle").per_pupil == pytest.approx(400_000 / 3)
    assert math.isnan(found.scenario("none").per_pupil)
    assert found.share_riders == 0.5


def test_the_full_town_unit_gets_room_as_soon_as_one_half_pupil_leaves():
    found = reversed_numbers(made())
    assert {one.name: one.relieved for one in found.scenarios} == {
        "none": 0, "low": 1, "middle": 1, "high": 1, "all": 1}  # fmt: skip
    assert all(one.beyond == 0 for one in found.scenarios)


def test_units_are_told_by_how_many_accept():
    table = reversed_units(made()).set_index("unit_id")
    assert table.loc["C", ["seats", "leave", "come", "none", "assumed", "all"]].tolist() == [
        6, 3, 0, 6.0, 4.5, 3.0]  # fmt: skip
    assert table.loc["V", ["seats", "leave", "come", "none", "assumed", "all"]].tolist() == [
        5, 0, 3, 0.0, 1.5, 3.0]  # fmt: skip
    assert table["share_assumed"].tolist() == [0.5, 0.5]


def test_lines_are_told_with_times_load_and_kronor():
    a, b = reversed_lines(made()).to_dict("records")
    assert (a["service_id"], a["kind"], a["offered"], a["load"], a["seats"]) == (
        "A", "reverse_leg", 1, 1, 1)  # fmt: skip
    assert (b["service_id"], b["offered"], b["accepted"], b["load"], b["seats"]) == (
        "B", 2, 1.0, 2, 3)  # fmt: skip
    assert (b["boards"], b["leaves"], b["units"], b["vehicles"]) == ("torg", "by", "V", 1)
    assert (b["departs"], b["arrives"]) == (7 * 3600 + 25 * 60, 7 * 3600 + 50 * 60)
    assert (b["home_departs"], b["home_arrives"]) == (14 * 3600 + 45 * 60, 15 * 3600 + 10 * 60)
    assert (a["low"], a["high"], b["low"], b["high"]) == (0, 0, 100_000, 200_000)


def test_a_line_that_goes_anyway_and_carries_nobody_is_left_out():
    assert reversed_lines(made((0, 0, 0, 0, 2, 0)))["service_id"].tolist() == ["B"]


def test_a_chartered_line_that_is_decided_stands_even_if_nobody_rides():
    lines = reversed_lines(made((0,) * 6))
    assert lines["service_id"].tolist() == ["B"]
    assert lines["offered"].tolist() == [0]


def test_a_what_if_takes_everybody_and_knows_no_before():
    found = reversed_numbers(made(rule=ReversedTransport(participation="what_if")))
    assert not found.voluntary
    assert [one.accepted for one in found.scenarios] == [3.0] * 5
    assert math.isnan(found.otherwise)
    said = reversed_sentences(found, "the group")
    assert said[0].startswith("3 pupils are taken to ride outwards, on 2 of 2 services")
    assert not any("take-up" in text for text in said)


def test_one_pupil_19_km_away_costs_half_a_million_by_taxi():
    """Tranås 2016: 38 km a day at 75 kronor, about 500,000 kronor a school year."""
    assert taxi_kronor(19_000, PRICES.taxi) == (507_300, 507_300)


def test_the_same_riders_cost_nothing_or_a_taxi_each():
    rows = {row.mode: row for row in mode_rows(made())}
    assert (rows["spare_seat"].high, rows["spare_seat"].each) == (0, 0)
    assert (rows["card"].low, rows["card"].high, rows["card"].each) == (6_000, 12_000, 8_000)
    assert (rows["run"].low, rows["run"].high) == (100_000, 200_000)
    way = made().problem.services.rides.way.max()
    assert rows["taxi"].each == taxi_kronor(int(way), PRICES.taxi)[1]
    assert 0 < rows["taxi"].low <= rows["taxi"].high < 3 * rows["taxi"].each


def test_without_prices_there_are_no_modes():
    assert mode_rows(made(prices=None)) == ()
    assert reversed_numbers(made(prices=None)).scenario("middle").low == 200_000


def test_the_lowest_price_of_a_taxi_counts_too():
    taxi = TransportCosts(taxi=ModeCost(25, 75, "taxi", days=178))
    assert reversed_numbers(made(prices=taxi)).scenario("middle").low == round(200_000 / 3)


def test_a_board_is_told_offers_kronor_time_relief_company_and_how_unsure_it_is():
    said = reversed_sentences(reversed_numbers(made()), "the group")
    assert said[0] == (
        "3 pupils are offered a seat outwards, on 2 of 2 services, and about 2 of them are assumed "
        "to accept it."
    )
    assert said[1] == (
        "It costs 100,000 to 200,000 kronor a school year, at most about 133,300 per pupil who "
        "rides; chartered buses paid for: 1."
    )
    assert "from leaving home until the bell" in said[2]
    assert said[3] == "Units that would be full and get room by it: 1."
    assert "50.0%" in said[4]
    assert said[5].startswith("Nobody has published")


def test_those_on_ordinary_lines_get_a_travel_card():
    run = made()
    services = run.problem.services
    ordinary = services.replace(
        kind=np.array([2, 1]), pupil_cost=np.array([8_000, 0]), running=np.array([True, False])
    )
    run = dataclasses.replace(run, problem=run.problem.replace(services=ordinary))
    found = reversed_numbers(run)
    assert found.cards == 0.5
    assert (found.scenario("middle").low, found.scenario("middle").high) == (102_000, 204_000)
    lines = reversed_lines(run).set_index("service_id")
    assert lines["cards"].to_dict() == {"A": 0.5, "B": 0.0}
    assert lines.loc["A", "high"] == 4_000, "half a pupil's card"
    everybody = dataclasses.replace(found, cards=3.0)
    assert "; travel cards for 3 of them" in reversed_sentences(everybody, "the group")[1]


def test_empty_legs_cost_nothing_more():
    said = reversed_sentences(reversed_numbers(made((0, 0, 0, 1, 0, 0))), "the group")
    assert said[1].startswith("It costs nothing more")
    assert "Tranås 2016" in said[1]


def test_nobody_offered_is_said_in_one_sentence():
    (said,) = reversed_sentences(reversed_numbers(made((0,) * 6)), "the group")
    assert said.startswith("No seat outwards is offered")


def test_a_comparison_tells_offers_and_full_units():
    run, without = made(), made((0,) * 6)
    assert (full_units(without), full_units(run)) == (1, 0)
    said = reversed_told(["without", "with"], [without, run])
    assert said[-2] == "Units that are full: 1 by without, 0 by with."
    assert said[-1].startswith("Ways, wishes and segregation count everybody")
    assert said[1].startswith("with: 3 pupils are offered")
    plain = made(rule=None, modes=(0,) * 6, runs=())
    assert full_units(plain) == 1


def test_every_kind_and_scenario_has_a_name():
    kinds = {kind_name(kind) for kind in ("reverse_leg", "chartered", "ordinary")}
    assert len(kinds) == 3
    assert len({scenario_name(name) for name in ("none", "low", "middle", "high", "all")}) == 5


def test_one_price_is_told_as_one():
    found = reversed_numbers(made(prices=None))
    said = kronor_sentence(found, found.scenario("middle"))
    assert said.startswith("It costs 200,000 kronor a school year, at most")
