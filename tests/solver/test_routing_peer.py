"""PyVRP's trips keep the same limits, and are no fewer than is possible."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.errors import DependencyError
from skolval.solver import routing_peer
from skolval.solver.routing_case import planar_case
from skolval.solver.routing_check import check_plan
from skolval.solver.routing_columns import least_trips, singles
from skolval.solver.routing_peer import second_trips
from skolval.solver.routing_plan import BusPlan
from skolval.solver.routing_pool import Pool


def town():
    """One school in the middle of twelve stops on a ring, ten pupils each; three fit a bus."""
    turn = np.arange(12) * np.pi / 6
    stops = np.column_stack(
        [5000 + 4000 * np.cos(turn), 5000 + 4000 * np.sin(turn), np.zeros(12), np.full(12, 10)]
    )
    return planar_case(np.array([[5000.0, 5000, 28_800]]), stops, limits=(30, 1500.0))


def test_the_second_opinion_is_a_plan_with_as_few_trips_as_there_can_be():
    pytest.importorskip("pyvrp")
    case = town()
    trips = second_trips(case, 0, iterations=200)
    assert check_plan(case, BusPlan(tuple((trip,) for trip in trips))) == ()
    pool = Pool(case)
    pool.add(singles(case, 0))
    assert len(trips) == least_trips(pool)[0][0] == 4


def test_a_missing_package_is_told_with_its_remedy(monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(routing_peer, "import_module", absent)
    with pytest.raises(DependencyError, match=r"skolval\[routing\]"):
        second_trips(town(), 0)
