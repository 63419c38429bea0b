"""A frontier and a profile where pupils ride: the services come along."""

from __future__ import annotations

import numpy as np
import pytest

from bus_town import bus_policy, bus_town
from skolval.domain.services import ReversedTransport
from skolval.frontier import Terms, frontier
from skolval.frontier.changes import same_rows
from skolval.frontier.profile import with_profile
from skolval.io.policy import read_policy
from skolval.place import place, problem_of
from skolval.travel.table import travel_table

POLICY = """\
mechanism: {{optimal: {{gap: 0}}}}
goals: [travel_minutes]
reversed_transport: {{participation: {participation}, budget: 200000}}
"""


@pytest.mark.parametrize(("participation", "travel"), [("what_if", 2036), ("voluntary", 3505)])
def test_a_front_keeps_the_seats_of_buses_and_tells_what_they_cost(participation, travel, tmp_path):
    (tmp_path / "p.yaml").write_text(POLICY.format(participation=participation), "utf-8")
    terms = Terms(points=3, plans=1, best=1)
    found = frontier(bus_town(), read_policy(tmp_path / "p.yaml"), terms, simulate_unlawful=True)
    assert found.points[0]["travel"] == travel
    assert {"service_seats", "service_budget"} <= {row["rule"] for row in found.prices}


def test_a_profile_gives_own_ways_and_leaves_the_rides_as_they_were():
    """With the nearest unit alone as option nobody walks to the village, until it has a profile."""
    instance, rule = bus_town(), ReversedTransport()
    few = bus_policy(rule)
    few = few.replace(options=type(few.options)(1))
    problem = problem_of(instance, few)
    assert problem.options.mode.reshape(6, 3).tolist() == [[0, 1, 2]] * 6
    wide = with_profile(problem, ("V",), instance, travel_table(instance))
    assert wide.options.mode.reshape(6, 4).tolist() == [[0, 0, 1, 2]] * 6
    rides, old = wide.services.rides, problem.services.rides
    there = wide.options.mode > 0
    assert rides.board[there].tolist() == old.board[problem.options.mode > 0].tolist()
    assert rides.take_up.reshape(6, 4)[:, :2].tolist() == [[1000, 1000]] * 6
    assert (wide.options.mode[rides.fallback[there]] == 0).all()
    assert wide.options.party[rides.fallback[there]].tolist() == wide.options.party[there].tolist()
    chosen = place(problem, simulate_unlawful=True).chosen
    same = same_rows(problem, wide, chosen)
    assert (wide.options.mode[same] == problem.options.mode[chosen]).all()
    assert same_rows(wide, problem, np.flatnonzero(wide.options.metres > 11_000)) is None
    assert with_profile(wide, ("V",), instance, travel_table(instance)) is wide
    bare = wide.replace(services=wide.services.replace(rides=None))
    assert with_profile(bare, ("V",), instance, travel_table(instance)) is bare
