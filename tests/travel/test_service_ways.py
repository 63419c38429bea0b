"""Ways of hired buses between their stops, and services that lead out of the town alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bus_town import bus_policy, bus_town
from skolval.domain.services import ReversedTransport
from skolval.io.run_services import service_frames
from skolval.place import problem_of
from skolval.travel import rides, service_ways
from skolval.travel.crowded import units_in_town
from skolval.travel.services import candidate_services

RULE = ReversedTransport(hold="all")


def test_only_the_hired_bus_has_ways_and_they_are_by_road():
    made = candidate_services(bus_town(), RULE)
    ways = service_ways.service_ways(bus_town(), made)
    assert set(ways.service.tolist()) == {1}, "A goes anyway"
    road = dict(zip(zip(ways.start.tolist(), ways.end.tolist(), strict=True),
                    ways.seconds.tolist(), strict=True))  # fmt: skip
    assert len(road) == 9
    assert road[0, 0] == 0
    # 4,000 and 8,900 m by the detour of the town at 40 km/h
    assert road[0, 1] == round(4_000 * bus_town().detour_factor * 0.09)
    assert road[0, 2] == road[2, 0] == round(8_900 * bus_town().detour_factor * 0.09)


def test_a_town_of_buses_that_go_anyway_has_no_ways_and_its_run_no_such_table():
    town = bus_town()
    town = town.replace(services=town.services[town.services["service_id"] == "A"])
    services = problem_of(town, bus_policy(RULE)).services
    assert services.ways is None
    assert "service_ways" not in service_frames(services)


def test_a_run_of_very_many_stops_is_left_to_its_timetable(monkeypatch):
    monkeypatch.setattr(service_ways, "_MOST_STOPS", 2)
    ways = service_ways.service_ways(bus_town(), candidate_services(bus_town(), RULE))
    assert len(ways.seconds) == 0


def rides_of(monkeypatch, *, told, town, units=()):
    """How many rides there are when so many services are told and the village lies so."""

    def candidates(*given, **more):
        return dataclasses.replace(candidate_services(*given, **more), told=told)

    monkeypatch.setattr(rides, "candidate_services", candidates)
    monkeypatch.setattr(rides, "units_in_town", lambda instance: np.array([True, town]))
    rule = dataclasses.replace(RULE, units=units)
    return int((problem_of(bus_town(), bus_policy(rule)).options.mode > 0).sum())


@pytest.mark.parametrize(("told", "town", "units", "found"), [
    (0, False, (), 12), (0, True, (), 0), (2, True, (), 12), (1, True, (), 6),
    (0, True, ("V",), 12)])  # fmt: skip
def test_a_service_that_was_found_leads_out_of_town_alone(monkeypatch, told, town, units, found):
    assert rides_of(monkeypatch, told=told, town=town, units=units) == found


def test_the_village_does_not_lie_in_the_town():
    assert units_in_town(bus_town()).tolist() == [True, False]
