"""Deferred acceptance on problems: an oracle, its laws, and groups of equals."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mechanisms.oracles import all_placements, blocking_pairs, plain_deferred_acceptance
from skolval.criteria._ranking import priority_rank
from skolval.domain.placement import Status
from skolval.domain.policy import Bound, NonChoosers, SeatClass, Who
from skolval.domain.preferences import preference_order
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.errors import UsageError
from skolval.mechanisms import deferred_acceptance as mechanism
from towns import policy, random_problem, town

RULES = policy("deferred_acceptance", "sibling", "lottery", non_choosers=NonChoosers(nearest=1))


def place_of(rows):
    place = np.empty(len(rows), np.int64)
    place[rows] = np.arange(len(rows))
    return place


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 12), st.integers(2, 5))
def test_the_kernel_agrees_with_the_plain_procedure(seed, parties, offerings):
    problem = random_problem(
        np.random.default_rng(seed), parties=parties, offerings=offerings, of=RULES
    )
    rows, key = preference_order(problem), priority_rank(problem)
    placement = mechanism.place(problem, mechanism.Params())
    expected = plain_deferred_acceptance(problem, rows, key)
    assert placement.chosen.tolist() == expected.tolist()
    assert placement.status is Status.MECHANISM


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_the_placement_is_stable_and_no_stable_one_is_better_for_any_pupil(seed):
    problem = random_problem(np.random.default_rng(seed), parties=4, offerings=3, of=RULES)
    rows, key = preference_order(problem), priority_rank(problem)
    place = place_of(rows)
    chosen = mechanism.place(problem, mechanism.Params()).chosen
    assert blocking_pairs(problem, chosen, key, place) == []
    worst = len(rows)
    mine = [place[row] if row >= 0 else worst for row in chosen]
    for other in all_placements(problem):
        if not blocking_pairs(problem, other, key, place):
            theirs = [place[row] if row >= 0 else worst for row in other]
            assert all(a <= b for a, b in zip(mine, theirs, strict=True))


def test_a_unit_without_seats_takes_nobody():
    problem = random_problem(np.random.default_rng(3), of=RULES)
    closed = replace(problem.offerings, seats=np.zeros(len(problem.offerings), np.int64))
    placement = mechanism.place(problem.replace(offerings=closed), mechanism.Params())
    assert not placement.placed.any()
    assert placement.details["proposals"] == len(problem.options)


def test_parties_larger_than_one_pupil_are_refused():
    problem = random_problem(np.random.default_rng(3), size=3)
    sizes = problem.parties.size.copy()
    sizes[0] = 2
    problem = problem.replace(parties=replace(problem.parties, size=sizes))
    with pytest.raises(UsageError, match="single pupils"):
        mechanism.place(problem, mechanism.Params())


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9))
def test_one_more_seat_hurts_nobody(seed):
    problem = random_problem(np.random.default_rng(seed), parties=6, of=RULES)
    place = place_of(preference_order(problem))
    before = mechanism.place(problem, mechanism.Params()).chosen
    for offering in range(len(problem.offerings)):
        seats = problem.offerings.seats.copy()
        seats[offering] += 1
        wider = problem.replace(offerings=replace(problem.offerings, seats=seats))
        after = mechanism.place(wider, mechanism.Params()).chosen
        for old, new in zip(before, after, strict=True):
            assert old < 0 or (new >= 0 and place[new] <= place[old])


EQUALS = policy(
    "deferred_acceptance", "absolute_proximity", "lottery", non_choosers=NonChoosers(nearest=1)
)


def three_equals(seats):
    """Three pupils who live as far from A and B as each other want A first, then B."""
    pupils = "xyz"
    instance = town(
        [{"unit_id": u, "name": u} for u in "AB"],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": s}
         for u, s in zip("AB", seats, strict=True)],
        [{"pupil_id": p, "grade": "F", "low_education": 0} for p in pupils],
        [{"pupil_id": p, "rank": r, "unit_id": u} for p in pupils for r, u in ((1, "A"), (2, "B"))],
    )  # fmt: skip
    travel = TravelTable(np.array([[500, 900]], np.int32), np.array([[6, 11]], np.int32),
                         np.zeros(3, np.int64), "table")  # fmt: skip
    return build_problem(instance, EQUALS, travel)


@pytest.mark.parametrize(
    ("ties", "units"), [("lottery", "AAB"), ("reject_group", "BBB"), ("admit_group", "AAA")]
)
def test_equals_are_drawn_refused_or_admitted_together(ties, units):
    problem = three_equals(seats=(2, 3))
    placement = mechanism.place(problem, mechanism.Params(ties=ties))
    assert "".join(sorted(problem.unit_ids[placement.unit(problem)])) == units


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 3), st.sampled_from(["plain", "classes", "bounds"]))
def test_looking_at_the_beginning_of_lists_first_changes_nothing(seed, first, kind):
    low = Who("low_education", basis="pupil")
    more = {
        "plain": {},
        "classes": {"seat_classes": (SeatClass("low", share=0.5, who=low),)},
        "bounds": {"bounds": (Bound(low, floor=0.3, ceiling=0.5, hard=seed % 2 == 0),)},
    }[kind]
    problem = random_problem(
        np.random.default_rng(seed), parties=12, offerings=6, grades=1, of=RULES.replace(**more)
    )
    whole = mechanism.place(problem, mechanism.Params())
    with mock.patch.object(mechanism, "_FIRST", first):
        begun = mechanism.place(problem, mechanism.Params())
    assert begun.chosen.tolist() == whole.chosen.tolist()
    assert begun.details == whole.details


def test_equals_stay_together_only_without_classes_of_seats():
    rules = EQUALS.replace(seat_classes=(SeatClass("all"),))
    problem = three_equals(seats=(2, 3)).replace(policy=rules)
    with pytest.raises(UsageError, match="knows nothing of classes of seats"):
        mechanism.place(problem, mechanism.Params(ties="admit_group"))
    assert mechanism.place(problem, mechanism.Params()).placed.all()
