"""What every mechanism in the room promises, whatever it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.domain.policy import LEGAL_STATUSES, Bound, NonChoosers, SeatClass, Who
from skolval.domain.preferences import preference_order
from skolval.domain.spine import build_problem
from skolval.errors import UsageError
from skolval.registry import load, names
from test_nantuna import table_of
from towns import nantuna, policy, random_problem

ALL = names("mechanism")
SELECTIONS = tuple(name for name in ALL if name not in {"optimal", "hosted"})
SECURING = (
    "deferred_acceptance",
    "efficiency_adjusted",
    "school_proposing",
    "stable_improvement_cycles",
    "top_trading_cycles",
)


def rules(name, **more):
    more.setdefault("non_choosers", NonChoosers(nearest=1))
    return policy(name, "sibling", "relative_proximity", "lottery", **more)


def problem_for(name, seed, **more):
    return random_problem(np.random.default_rng(seed), parties=8, of=rules(name, **more))


def run(problem):
    module = load("mechanism", problem.policy.mechanism.name)
    return module.place(problem, problem.policy.mechanism.params)


@pytest.mark.parametrize("name", SELECTIONS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_places_are_own_options_within_the_seats_and_none_is_wasted(name, seed):
    problem = problem_for(name, seed)
    placement = run(problem)
    taken = placement.chosen[placement.placed]
    assert placement.mechanism == name
    assert (problem.options.party[taken] == np.flatnonzero(placement.placed)).all()
    held = np.bincount(problem.options.offering[taken], minlength=len(problem.offerings))
    assert (held <= problem.offerings.seats).all()
    free = held < problem.offerings.seats
    for party in np.flatnonzero(~placement.placed):
        mine = slice(*problem.options.start[party : party + 2])
        assert not free[problem.options.offering[mine]].any()


@pytest.mark.parametrize("name", SELECTIONS)
def test_the_same_problem_is_placed_the_same_again(name):
    for seed in range(20):
        first, again = run(problem_for(name, seed)), run(problem_for(name, seed))
        assert first.chosen.tolist() == again.chosen.tolist()


@pytest.mark.parametrize("name", SELECTIONS)
def test_a_problem_without_options_is_placed_nowhere(name):
    problem = random_problem(np.random.default_rng(1), density=0.0, of=rules(name))
    assert not run(problem).placed.any()


@pytest.mark.parametrize(
    ("name", "metres", "longest"),
    [
        ("deferred_acceptance", 4500, 2500),
        ("school_proposing", 4500, 2500),
        ("efficiency_adjusted", 4500, 2500),
        ("stable_improvement_cycles", 4500, 2500),
        ("top_trading_cycles", 4500, 2500),
        ("immediate_acceptance", 4500, 2500),
        ("nearest_school", 2950, 1460),
        ("optimal", 2950, 1460),
    ],
)
def test_nantuna_2016_under_static_relative_proximity(name, metres, longest):
    instance = nantuna()
    problem = build_problem(
        instance, policy(name, "relative_proximity", "lottery"), table_of(instance)
    )
    placement = run(problem)
    assert placement.metres(problem).sum() == metres
    assert placement.metres(problem).max() == longest


@pytest.mark.parametrize("name", ALL)
def test_the_law_is_told_with_a_citation(name):
    module = load("mechanism", name)
    assert module.LEGAL.status in LEGAL_STATUSES
    assert module.LEGAL.citation
    assert "Source:" in module.__doc__
    first = module.__doc__.split("\n\n")[0]
    assert "(" in first


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("part", "asked"),
    [
        ("seat_classes", {"seat_classes": (SeatClass("near", share=0.5),)}),
        ("bounds", {"bounds": (Bound(Who("low_education"), ceiling=0.5),)}),
        ("secured", {"secured": "current"}),
    ],
)
def test_what_a_mechanism_does_not_do_is_refused_and_never_passed_over(name, part, asked):
    problem = problem_for(name, 5, **asked)
    able = {
        "seat_classes": ("deferred_acceptance", "nearest_school"),
        "bounds": ("deferred_acceptance", "nearest_school"),
        "secured": SECURING,
    }
    if name in able[part]:
        run(problem)
        return
    with pytest.raises(UsageError, match=f"The mechanism {name} knows nothing of") as told:
        run(problem)
    assert told.value.faults[0].value == part


def test_everything_that_is_lacking_is_told_at_once():
    problem = problem_for("random_places", 5, secured="current", seat_classes=(SeatClass("all"),))
    with pytest.raises(UsageError) as told:
        run(problem.replace(honour=np.full(len(problem.parties), -1)))
    assert [fault.value for fault in told.value.faults] == ["seat_classes", "secured", "honour"]


def test_noted_secured_places_are_refused_too_where_nothing_is_secured():
    problem = problem_for("immediate_acceptance", 5)
    noted = np.full(len(problem.options), -1)
    noted[0] = 1
    with pytest.raises(UsageError, match="secured seats"):
        run(problem.replace(grounds={"secured": noted}))


@pytest.mark.parametrize("name", SECURING)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_nobody_ends_below_a_published_place(name, seed):
    problem = problem_for("random_places", seed)
    published = run(problem).chosen
    asked = problem.replace(policy=rules(name), honour=published)
    place = np.empty(len(problem.options), np.int64)
    place[preference_order(asked)] = np.arange(len(place))
    chosen = run(asked).chosen
    for old, new in zip(published, chosen, strict=True):
        assert old < 0 or (new >= 0 and place[new] <= place[old])


@pytest.mark.parametrize("name", SECURING)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_secured_place_is_kept_or_bettered(name, seed):
    problem = problem_for(name, seed, secured="current")
    enough = replace(problem.offerings, seats=np.full(len(problem.offerings), len(problem.parties)))
    tight = np.zeros(len(problem.offerings), np.int64)
    mine = problem.parties.current_unit[problem.options.party] == problem.unit_of_option()
    np.add.at(tight, problem.options.offering[mine], 1)
    for offerings in (enough, replace(enough, seats=tight)):
        asked = problem.replace(offerings=offerings)
        place = np.empty(len(problem.options), np.int64)
        place[preference_order(asked)] = np.arange(len(place))
        chosen = run(asked).chosen
        for row in np.flatnonzero(mine):
            got = chosen[problem.options.party[row]]
            assert got >= 0
            assert place[got] <= place[row]


@pytest.mark.parametrize("name", SELECTIONS)
def test_areas_and_classes_of_pupils_need_the_optimiser(name):
    problem = problem_for(name, 1)
    sizes = problem.parties.size.copy()
    sizes[0] = 2
    with pytest.raises(UsageError, match="single pupils"):
        run(problem.replace(parties=replace(problem.parties, size=sizes)))
