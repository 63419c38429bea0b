"""What school transport costs: by hand, with Tranås' taxi, and as laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cities import make_problem
from skolval.domain.entitlement import assess
from skolval.domain.school_transport import (
    GradeSpan,
    ModeCost,
    SchoolTransport,
    TransportCosts,
    TransportRules,
    TravelCard,
)
from skolval.domain.transport_costs import CostLine, CostRange, cost_lines, cost_range

CARD = ModeCost(4000, 8000, "invented")
RUN = ModeCost(100_000, 300_000, "invented", seats=2)


def far(metres, costs, *, cost=None, wished=(), two=None):
    """Three pupils at units 0, 0 and 1 with ways `metres`; limit 2,000 m; a card by own choice."""
    problem = make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[9, 9],
        grade=[0] * len(metres),
        options=[(i, int(i > 1), m, int(i in wished)) for i, m in enumerate(metres)],
    )
    rules = TransportRules("", "", (GradeSpan("F", "9", 2000),), "2026/27", two_homes="both",
                           card=TravelCard("elevresa"))  # fmt: skip
    problem = problem.replace(
        policy=problem.policy.replace(school_transport=SchoolTransport()),
        transport=rules,
        transport_costs=costs,
        second_metres=None if two is None else np.array(two),
        attendance_unit=np.zeros(len(metres), np.int64),
    )
    if cost is not None:
        old = problem.options
        options = type(old)(
            **{n: getattr(old, n) for n in old.__slots__} | {"cost": np.array(cost)}
        )
        problem = problem.replace(options=options)
    return problem, np.arange(len(metres))


def told(problem, chosen):
    found = assess(problem)
    return cost_lines(problem, chosen, found), cost_range(problem, chosen, found)


def test_tranas_taxi_costs_about_half_a_million_a_year():
    """Design 5, section 3.3: 38 km a day x 75 kr/km, about 500,000 kr (178 school days)."""
    taxi = ModeCost(75, 75, "tranastidning.se 2016", days=178, legs=2)
    problem, chosen = far([19_000], TransportCosts(taxi=taxi))
    lines, cost = told(problem, chosen)
    assert lines == (CostLine("right", "taxi", 1, 507_300, 507_300, 0, "tranastidning.se 2016"),)
    assert (cost.low, cost.high) == (507_300, 507_300)
    empty = ModeCost(75, 75, "x", days=178, legs=4)
    assert told(*far([9_500], TransportCosts(taxi=empty)))[1] == CostRange(507_300, 507_300)


def test_36_cards_cost_216_000_a_term():
    """Design 5, section 3.3: 36 cards = 216,000 kr per term (2003)."""
    term = ModeCost(6000, 6000, "dt.se 2003")
    assert told(*far([2001] * 36, TransportCosts(card=term)))[1] == CostRange(216_000, 216_000)


def test_runs_are_the_fewest_with_a_seat_for_everybody_at_each_unit():
    lines, cost = told(*far([3000, 3000, 3000], TransportCosts(run=RUN)))
    assert (lines[0].pupils, lines[0].runs) == (3, 2)
    assert cost == CostRange(200_000, 600_000)


def test_a_spare_seat_can_cost_nothing_and_the_range_spans_the_modes():
    spare = ModeCost(0, 0, "the line runs anyway")
    costs = TransportCosts(spare_seat=spare, card=CARD, run=RUN)
    assert told(*far([3000], costs))[1] == CostRange(0, 300_000)
    only = TransportCosts(spare_seat=spare, card=CARD, run=RUN, modes=("card",))
    assert told(*far([3000], only))[1] == CostRange(4000, 8000)


def test_cards_by_own_choice_are_counted_beside_the_rights():
    # pupil 2 wished for unit 1 but the municipality would have placed at unit 0
    lines, cost = told(*far([3000, 100, 3000], TransportCosts(card=CARD, run=RUN), wished=(2,)))
    assert [(line.who, line.mode, line.pupils) for line in lines] == [
        ("right", "card", 1), ("right", "run", 1), ("card", "card", 1),
    ]  # fmt: skip
    assert cost == CostRange(8000, 308_000)


def test_an_options_own_cost_counts_instead():
    lines, cost = told(*far([3000, 3000], TransportCosts(card=CARD), cost=[700, 0]))
    assert [(line.mode, line.pupils) for line in lines] == [("own", 1), ("card", 1), ("card", 0)]
    assert cost == CostRange(4700, 8700)


def test_without_prices_only_the_pupils_are_told():
    assert told(*far([3000, 100, 3000], None, wished=(2,))) == ((), CostRange(0, 0, unpriced=2))
    taxi = TransportCosts(taxi=ModeCost(10, 20, "x", days=100))
    assert told(*far([3000, 100, 3000], taxi, wished=(2,)))[1] == CostRange(6000, 12_000, 1)


def test_nobody_with_a_right_costs_nothing():
    assert told(*far([100, 200], TransportCosts(card=CARD)))[1] == CostRange(0, 0)
    none = np.array([-1, -1])
    problem, _chosen = far([3000, 3000], TransportCosts(card=CARD))
    assert told(problem, none)[1] == CostRange(0, 0)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [(3000, 5000, 600, 1000), (5000, 3000, 600, 1000), (100, 5000, 1000, 1000),
     (3000, 100, 600, 600), (3000, -1, 600, 600)],
)  # fmt: skip
def test_a_taxi_from_two_homes_spans_their_ways(first, second, low, high):
    taxi = TransportCosts(taxi=ModeCost(1, 1, "x", days=100))
    assert told(*far([first], taxi, two=[second]))[1] == CostRange(low, high)


@given(st.lists(st.integers(0, 9000), min_size=1, max_size=8), st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_the_lowest_is_never_above_the_highest_and_more_pupils_never_cost_less(ways, seed):
    costs = TransportCosts(card=CARD, run=RUN, taxi=ModeCost(10, 30, "x", days=178))
    problem, chosen = far(ways, costs)
    some = np.where(np.random.default_rng(seed).random(len(ways)) < 0.5, chosen, -1)
    part, whole = told(problem, some)[1], told(problem, chosen)[1]
    assert part.low <= part.high
    assert part.low <= whole.low
    assert part.high <= whole.high
