"""Which rides are possible: bells, waits, walks, whom and where the policy lets ride."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bus_town import bus_policy, bus_town
from skolval.domain.services import ReversedTransport
from skolval.errors import InputError
from skolval.place import problem_of
from skolval.travel.bells import bells
from skolval.travel.rides import with_rides
from skolval.travel.table import travel_table

WHAT_IF = ReversedTransport(participation="what_if")


def rides(instance=None, **changes):
    """Return party and service of every ride."""
    policy = bus_policy(dataclasses.replace(WHAT_IF, **changes))
    options = problem_of(instance or bus_town(), policy).options
    there = options.mode > 0
    return list(zip(options.party[there].tolist(), (options.mode[there] - 1).tolist(), strict=True))


def with_times(instance, service, leg, order, time):
    frame = instance.services.copy()
    row = (frame["service_id"] == service) & (frame["leg"] == leg) & (frame["order"] == order)
    frame.loc[row, "time"] = time
    return instance.replace(services=frame)


EVERY = [(party, service) for party in range(6) for service in range(2)]


def test_everybody_near_the_square_can_ride_on_both():
    assert rides() == EVERY


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"kinds": ("chartered",)}, [(party, 0) for party in range(6)]),
        ({"walk_metres": 130}, [(party, s) for party in (0, 1, 3, 4) for s in range(2)]),
        ({"walk_metres": 129}, []),
        ({"minutes_most": 49}, [p for p in EVERY if p not in {(2, 0), (5, 0)}]),
        ({"minutes_most": 39}, []),
        ({"wait_minutes": 14}, [(party, 1) for party in range(6)]),
        ({"wait_minutes": 8}, []),
        ({"grades": ("2",)}, []),
        ({"grades": ("1",)}, EVERY),
        ({"units": ("C",)}, []),
        ({"units": ("V",)}, EVERY),
    ],
)
def test_the_policy_says_how_far_and_long_and_for_whom(changes, found):
    """Bus A is there 07:45 and B 07:50; two minutes' walk on, the bell is 08:05 to 08:10."""
    assert rides(**changes) == found


def test_a_bus_after_the_bell_is_none():
    late = with_times(bus_town(), "B", "morning", 3, "08:05")
    assert {service for _party, service in rides(late)} == {0}


def test_a_bus_that_leaves_before_the_last_lesson_ends_is_none():
    early = with_times(bus_town(), "B", "afternoon", 1, "14:20")
    assert {service for _party, service in rides(early)} == {0}


def test_nobody_rides_whose_home_is_protected():
    town = bus_town()
    pupils = town.pupils.assign(protected=[True, *[False] * 5])
    assert {party for party, _service in rides(town.replace(pupils=pupils))} == {1, 2, 3, 4, 5}


def test_without_the_block_the_problem_is_as_it_was():
    problem = problem_of(bus_town(), bus_policy(None))
    assert problem.services is None
    assert with_rides(bus_town(), problem, None) is problem


def test_bells_are_the_unit_s_own_or_the_day_s():
    town = bus_town()
    units = town.units.assign(starts=["08:30", None])
    assert bells(town.replace(units=units), "school").tolist() == [30_600, 29_400]
    assert bells(town, "home").tolist() == [52_200, 52_200]


def test_places_by_test_and_programmes_are_for_applicants_alone():
    policy = bus_policy(WHAT_IF)
    plain = problem_of(bus_town(), policy.replace(reversed_transport=None))
    for told in ({"tested": np.array([False, True])},
                 {"offering_programme": np.array(["", "music"])}):  # fmt: skip
        problem = plain.replace(policy=policy, **told)
        found = with_rides(bus_town(), problem, travel_table(bus_town()))
        assert (found.options.mode == 0).all()
        assert len(found.services) == 2


def test_where_nobody_can_ride_a_warning_says_so():
    problem = problem_of(bus_town(), bus_policy(dataclasses.replace(WHAT_IF, walk_metres=10)))
    assert "no service leads anybody" in problem.warnings[-1]


@pytest.mark.parametrize(
    ("changes", "column", "suggestion"),
    [({"grades": ("1", "11")}, "grades", "1"), ({"units": ("VV",)}, "units", "V")],
)
def test_grades_and_units_that_are_not_there_are_faults(changes, column, suggestion):
    with pytest.raises(InputError) as caught:
        rides(**changes)
    fault = caught.value.faults[0]
    assert (fault.column, fault.suggestion) == (column, suggestion)
    assert "lacks" in fault.message
