"""Numbers about school transport: by outcome, ground, unit, nearness to the limit and cost."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from crowds import crowd
from runs import made_run
from skolval.compare import compare
from skolval.domain.school_transport import (
    GradeSpan,
    ModeCost,
    TransportCosts,
    TransportRules,
    TravelCard,
)
from skolval.domain.transport_costs import CostRange
from skolval.measure.school_transport import transport_numbers, transport_units
from skolval.measure.transport_sentences import transport_sentences

POLICY = """\
policy: judged
mechanism: deferred_acceptance
criteria: [absolute_proximity, lottery]
school_transport: {block}
"""
PUPILS = {
    "own": (2500, 9000, {"attendance_unit": "N"}),
    "near": (2030, 9000, {"attendance_unit": "N"}),
    "exact": (2000, 9000, {"attendance_unit": "N"}),
    "below": (1955, 9000, {"attendance_unit": "N"}),
    "chose": (3000, 9000, {"attendance_unit": "R"}),
    "short": (500, 9000, {"attendance_unit": "N", "transport_reason": "special"}),
    "hidden": (9000, 9000, {"attendance_unit": "N", "protected": True}),
}


def judged(tmp_path, *, block="{}", costs=None, at_limit=None, card=True, **facts):
    limits = TransportRules("", "Åby", (GradeSpan("F", "9", 2000, 500),), "2026/27",
                            at_limit=at_limit, two_homes="both",
                            card=TravelCard("k") if card else None, source="Åby")  # fmt: skip
    town = crowd(PUPILS, seats=9).replace(transport=limits, transport_costs=costs)
    made = made_run(tmp_path, POLICY.replace("{block}", block), town)
    changed = made.problem.replace(**{name: np.array(v) for name, v in facts.items()})
    return dataclasses.replace(made, problem=changed)


def test_everybody_is_counted_once_by_outcome_and_ground(tmp_path):
    found = transport_numbers(judged(tmp_path))
    assert (found.pupils, found.protected) == (6, 1)
    assert found.outcomes == {"none": 2, "right": 3, "card": 1, "arranged": 0, "unjudged": 0}
    assert found.grounds == {"distance": 2, "traffic": 0, "special": 1}
    assert found.second == {}
    assert found.beyond_stop is None
    assert not found.traffic_judged


def test_pupils_near_their_limit_are_told_in_two_bands(tmp_path):
    found = transport_numbers(judged(tmp_path))
    assert found.near == {30: 2, 45: 3}
    assert found.exactly == 1
    assert transport_numbers(judged(tmp_path, at_limit=False)).exactly == 0
    assert transport_numbers(judged(tmp_path, at_limit=True)).outcomes["right"] == 4


def test_own_choice_without_a_card_is_arranged_only_without_difficulty(tmp_path):
    assert transport_numbers(judged(tmp_path, card=False)).outcomes["arranged"] == 1


def test_a_second_home_counts_with_the_better_outcome(tmp_path):
    plain = judged(tmp_path)
    row = np.flatnonzero(plain.problem.options.party == 3)
    second = np.full(len(plain.problem.options), -1)
    second[row] = 2500
    found = transport_numbers(judged(tmp_path, second_metres=second))
    assert found.outcomes["right"] == 4
    assert found.second["right"] == 1
    assert found.near[45] == 3  # the first home is still 45 m below its limit


def test_stops_farther_than_allowed_are_counted_among_those_with_a_right(tmp_path):
    found = transport_numbers(judged(tmp_path, stop_metres=[600, -2, 900, -1, 600, 500, -1]))
    assert found.beyond_stop == 2


def test_stops_cannot_be_judged_without_a_limit(tmp_path):
    made = judged(tmp_path, stop_metres=[600] * 7)
    plain = dataclasses.replace(made.problem.transport, spans=(GradeSpan("F", "9", 2000),))
    bare = dataclasses.replace(made, problem=made.problem.replace(transport=plain))
    assert transport_numbers(bare).beyond_stop is None


def test_the_units_add_up_to_the_whole(tmp_path):
    made = judged(tmp_path)
    units, whole = transport_units(made), transport_numbers(made)
    assert units["pupils"].sum() == whole.pupils
    for name, count in (whole.outcomes | whole.grounds).items():
        assert units[name].sum() == count
    assert units["near"].sum() == whole.near[45]


def test_a_policy_that_judges_nothing_has_no_numbers(tmp_path):
    plain = made_run(tmp_path)
    assert transport_numbers(plain) is None
    assert transport_units(plain).empty
    assert list(transport_units(plain))[:3] == ["unit_id", "name", "pupils"]


def test_the_cost_is_a_range_and_nothing_without_prices(tmp_path):
    costs = TransportCosts(card=ModeCost(4000, 8000, "invented"))
    assert transport_numbers(judged(tmp_path, costs=costs)).cost == CostRange(16_000, 32_000)
    assert transport_numbers(judged(tmp_path)).cost == CostRange(0, 0, 4)


def test_the_sentences_tell_rights_nearness_and_cost(tmp_path):
    costs = TransportCosts(card=ModeCost(4000, 8000, "invented"))
    told = " ".join(transport_sentences(transport_numbers(judged(tmp_path, costs=costs))))
    assert "3 pupils have a right to school transport, 1 get a travel card and 0 chose" in told
    assert "3 pupils live within 45 m of their limit, 2 of them within 30 m" in told
    assert "1 pupils live exactly at the limit" in told
    assert "costs 16,000 to 32,000 kronor a school year" in told


def test_the_sentences_say_what_is_not_known(tmp_path):
    block = "{otherwise: guarantee}"
    made = judged(tmp_path, block=block, card=False)
    told = " ".join(transport_sentences(transport_numbers(made)))
    assert "pupils have a ground but must be judged by the officer" in told
    assert "No cost is told, since no price is given" in told
    taxi = TransportCosts(taxi=ModeCost(1, 2, "x", days=178))
    told = " ".join(transport_sentences(transport_numbers(judged(tmp_path, costs=taxi))))
    assert "1 pupils are not in it" in told


@pytest.mark.parametrize("priced", [True, False])
def test_a_comparison_tells_the_runs_that_judge(tmp_path, priced):
    costs = TransportCosts(card=ModeCost(4000, 8000, "invented")) if priced else None
    made = judged(tmp_path, costs=costs)
    plain = dataclasses.replace(made, problem=made.problem.replace(
        policy=made.problem.policy.replace(school_transport=None, name="plain")))  # fmt: skip
    found = compare([made, plain])
    assert found.transport["run"].tolist() == ["judged"]
    assert found.transport["right"].tolist() == [3]
    told = " ".join(found.sentences())
    assert "judged: 3 pupils have a right to school transport, 1 get a travel card" in told
    assert ("It costs 16,000 to 32,000 kronor" in told) == priced
    assert "plain: 4 pupils are entitled to school transport by distance." in told
    assert compare([plain, plain]).transport.empty
