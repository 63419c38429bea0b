"""Every way in which a placement on services can be wrong is caught, by exactly its own claim."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bus_town import bus_policy, bus_town
from skolval.audit import audit_parts
from skolval.audit.source import _fitting
from skolval.audit.transport import _judged
from skolval.domain.placement import Placement
from skolval.domain.school_transport import SchoolTransport
from skolval.domain.services import ReversedTransport
from skolval.io.run import run_of
from skolval.place import problem_of

RULE = ReversedTransport(budget=200_000, services_most=1, hold="all")
CLAIMS = {"service_rides", "service_seats", "service_runs", "service_budget", "declined_seats",
          "capacity", "own_option"}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    instance = bus_town()
    problem = problem_of(instance, bus_policy(RULE))
    return instance, problem


def placement(problem, modes, runs=(True, True)):
    """Return a placement: 0 at the town's unit on foot, 1 with A and 2 with B to the village."""
    options, chosen = problem.options, []
    for party, mode in enumerate(modes):
        unit = 1 if mode else 0
        rows = np.flatnonzero(
            (options.party == party) & (options.mode == mode) & (options.offering == unit)
        )
        chosen.append(int(rows[0]))
    return Placement(np.array(chosen), "nearest_school", runs=np.array(runs))


def broken_claims(made, modes=(0, 0, 0, 1, 2, 0), runs=(True, True), spoil=None):
    instance, problem = made
    placed = placement(problem, modes, runs)
    if spoil is not None:
        problem = spoil(problem, placed)
    found = audit_parts(run_of(instance, problem, placed))
    return {breach.rule for breach in found.breaches} & CLAIMS


def services_with(problem, **changes):
    return problem.replace(services=problem.services.replace(**changes))


def rides_with(problem, **changes):
    return services_with(problem, rides=dataclasses.replace(problem.services.rides, **changes))


def moved(name, by, *, riders=(3, 4)):
    """Spoil one column of the rides of some parties."""

    def spoil(problem, placed):
        column = getattr(problem.services.rides, name).copy()
        column[placed.chosen[list(riders)]] += by
        return rides_with(problem, **{name: column})

    return spoil


def times(leg, name, by):
    def spoil(problem, _placed):
        calls = getattr(problem.services, leg)
        return services_with(
            problem, **{leg: dataclasses.replace(calls, **{name: getattr(calls, name) + by})}
        )

    return spoil


def rule_with(**changes):
    def spoil(problem, _placed):
        rule = dataclasses.replace(RULE, **changes)
        return problem.replace(policy=problem.policy.replace(reversed_transport=rule))

    return spoil


def option_with(name, by):
    def spoil(problem, placed):
        column = getattr(problem.options, name).copy()
        column[placed.chosen[4]] += by
        return problem.replace(options=dataclasses.replace(problem.options, **{name: column}))

    return spoil


def protected(problem, _placed):
    hidden = np.arange(6) == 4
    return problem.replace(parties=dataclasses.replace(problem.parties, protected=hidden))


def seats_of_town(number):
    def spoil(problem, _placed):
        seats = np.array([number, 5])
        return problem.replace(offerings=dataclasses.replace(problem.offerings, seats=seats))

    return spoil


def without_services(problem, _placed):
    return problem.replace(services=None)


def test_a_sound_placement_is_sound(made):
    assert broken_claims(made) == set()


@pytest.mark.parametrize(
    ("claim", "broken"),
    [
        ("service_seats", {"modes": (0, 0, 0, 1, 1, 0), "runs": (True, False)}),
        ("service_runs", {"runs": (True, False)}),
        ("service_runs", {"modes": (0, 0, 0, 1, 0, 0)}),
        ("service_runs", {"runs": (False, True), "modes": (0, 0, 0, 0, 2, 0)}),
        ("service_budget", {"spoil": rule_with(budget=199_999)}),
        ("service_budget", {"spoil": rule_with(services_most=0)}),
        ("declined_seats", {"spoil": seats_of_town(5)}),
        ("service_rides", {"spoil": times("out", "reached", 1500)}),
        ("service_rides", {"spoil": times("back", "left", -1500)}),
        ("service_rides", {"spoil": times("out", "reached", -7200)}),
        ("service_rides", {"spoil": times("out", "left", 600)}),
        ("service_rides", {"spoil": moved("alight", -2)}),
        ("service_rides", {"spoil": moved("back_alight", 1)}),
        ("service_rides", {"spoil": moved("board", 3, riders=(3,))}),
        ("service_rides", {"spoil": moved("home_metres", 1)}),
        ("service_rides", {"spoil": moved("back_home_metres", 5000)}),
        ("service_rides", {"spoil": moved("take_up", 1)}),
        ("service_rides", {"spoil": moved("fallback", 1)}),
        ("service_rides", {"spoil": option_with("minutes", -1)}),
        ("service_rides", {"spoil": rule_with(minutes_most=39)}),
        ("service_rides", {"spoil": rule_with(walk_metres=100)}),
        ("service_rides", {"spoil": rule_with(wait_minutes=5)}),
        ("service_rides", {"spoil": rule_with(kinds=("ordinary", "reverse_leg"))}),
        ("service_rides", {"spoil": rule_with(grades=("2",))}),
        ("service_rides", {"spoil": rule_with(units=("C",))}),
        ("service_rides", {"spoil": without_services}),
    ],
)  # fmt: skip
def test_each_breach_is_caught_by_its_own_claim_alone(made, claim, broken):
    assert broken_claims(made, **broken) == {claim}


def seats_on(leg, call):
    """The service B has no seat from its call of that number, one way only."""

    def spoil(problem, _placed):
        calls = getattr(problem.services, leg)
        seats = calls.seats.copy()
        seats[calls.start[1] + call] = 0
        return services_with(problem, **{leg: dataclasses.replace(calls, seats=seats)})

    return spoil


def cards(kronor):
    def spoil(problem, _placed):
        return services_with(problem, pupil_cost=np.full(2, kronor))

    return spoil


def nowhere_to_go(problem, placed):
    column = problem.services.rides.fallback.copy()
    column[placed.chosen[4]] = -1
    return rides_with(problem, fallback=column)


ALONE = {
    "seats in the morning": (
        seats_on("out", 1), "service_seats",
        "In the morning 1 pupils ride on B from halvvag, where it has 0 seats."),
    "seats in the afternoon": (
        seats_on("back", 0), "service_seats",
        "In the afternoon 1 pupils ride on B from by, where it has 0 seats."),
    "cards beyond the budget": (
        cards(1), "service_budget",
        "The services cost 200002 kronor in a school year, but the budget is 200000."),
    "nowhere to go for who declines": (
        nowhere_to_go, "service_rides",
        ("Pupil p4 cannot ride on B: the guarantee school is not where the pupil is placed who "
        "declines.")),
    "after the bell": (
        times("out", "reached", 1500), "service_rides",
        "Pupil p3 cannot ride on A: it comes after the bell."),
    "before the last lesson ends": (
        times("back", "left", -1500), "service_rides",
        "Pupil p3 cannot ride on A: it leaves before the last lesson ends."),
    "too long a journey": (
        rule_with(minutes_most=39), "service_rides",
        "Pupil p3 cannot ride on A: the journey takes longer than the policy lets it."),
    "too long a walk": (
        rule_with(walk_metres=100), "service_rides",
        ("Pupil p3 cannot ride on A: the walk to or from a stop is longer than the policy lets it "
        "be.")),
    "too long a wait": (
        rule_with(wait_minutes=5), "service_rides",
        "Pupil p3 cannot ride on A: the wait at the unit is longer than the policy lets it be."),
    "a kind of service that the policy does not run": (
        rule_with(kinds=("ordinary", "reverse_leg")), "service_rides",
        "Pupil p4 cannot ride on B: the policy does not let such services run."),
    "seats held for those who decline": (
        seats_of_town(5), "declined_seats",
        "C-1 has 5 seats, but 6.0 are placed there or may come."),
    "too many services": (
        rule_with(services_most=0), "service_budget",
        "1 services are run outwards but at most 0 are allowed."),
}  # fmt: skip


@pytest.mark.parametrize("what", ALONE)
def test_each_breach_is_told_in_its_own_words_by_its_own_claim(made, what):
    spoil, claim, message = ALONE[what]
    instance, problem = made
    placed = placement(problem, (0, 0, 0, 1, 2, 0))
    found = audit_parts(run_of(instance, spoil(problem, placed), placed))
    told = [breach for breach in found.breaches if breach.rule in CLAIMS]
    assert {breach.rule for breach in told} == {claim}
    assert told[0].message == message


def test_a_pupil_whose_home_is_protected_rides_nowhere(made):
    assert "service_rides" in broken_claims(made, spoil=protected)


def test_what_if_everybody_goes_and_nobody_declines():
    instance = bus_town()
    rule = ReversedTransport(participation="what_if")
    made = instance, problem_of(instance, bus_policy(rule))
    assert broken_claims(made, modes=(0, 0, 0, 0, 2, 2)) == set()
    assert broken_claims(made, spoil=moved("take_up", -1)) == {"service_rides"}


@pytest.mark.parametrize(("hold", "seats", "claims"), [
    ("all", 6, set()), ("all", 5, {"declined_seats"}),
    ("expected", 6, set()), ("expected", 5, {"declined_seats"}),
])  # fmt: skip
def test_seats_are_kept_for_those_who_decline(made, hold, seats, claims):
    """Four are placed; two decline with 725 and 700 permille, 1.4 pupils and so two seats."""

    def spoil(problem, placed):
        return seats_of_town(seats)(rule_with(hold=hold)(problem, placed), placed)

    assert broken_claims(made, spoil=spoil) == claims


def rules_with(*named):
    def spoil(problem, _placed):
        policy = bus_policy(RULE, rules=named)
        return problem.replace(policy=policy)

    return spoil


@pytest.mark.parametrize(
    ("rules", "broken", "claims"),
    [
        ((("capacity", {"over": 10}),), {}, set()),
        ((("capacity", {"base": "today"}),), {}, set()),
        ((("capacity", {"price": 3}),), {}, set()),
        ((("declined_seats", {"hold": "expected"}),), {}, set()),
        ((("service_seats", {"price": 3}),),
         {"modes": (0, 0, 0, 1, 1, 0), "runs": (True, False)}, set()),
        ((("service_seats", {"price": 3}),), {}, set()),
        ((("service_seats", {}),), {"modes": (0, 0, 0, 1, 1, 0), "runs": (True, False)},
         {"service_seats"}),
    ],
)  # fmt: skip
def test_what_the_policy_lets_be_broken_at_a_price_is_only_told(made, rules, broken, claims):
    assert broken_claims(made, spoil=rules_with(*rules), **broken) == claims


def test_a_rule_on_declined_seats_goes_before_the_block(made):
    """One seat too few for all who may decline, enough for those who are expected to."""
    rule = dataclasses.replace(RULE, take_up=dataclasses.replace(RULE.take_up, least=1000))
    instance = bus_town()
    policy = bus_policy(rule, rules=(("declined_seats", {"hold": "expected"}),))
    sure = instance, problem_of(instance, policy)

    def fewer(problem, placed):
        return seats_of_town(4)(problem, placed)

    assert broken_claims(sure, spoil=fewer) == set()
    held = instance, problem_of(instance, bus_policy(rule))
    assert broken_claims(held, spoil=fewer) == {"declined_seats"}


def test_company_that_nobody_knows_counts_nothing_in_take_up(made):
    def unknown(problem, placed):
        rides = problem.services.rides
        policy = problem.policy.replace(
            reversed_transport=dataclasses.replace(
                RULE, take_up=dataclasses.replace(RULE.take_up, per_point=3)
            )
        )
        return rides_with(problem.replace(unit_share=None, policy=policy), take_up=rides.take_up)

    assert broken_claims(made, spoil=unknown) == set()


def test_a_seat_outwards_is_beyond_the_right_to_school_transport(made):
    _instance, problem = made
    policy = problem.policy.replace(school_transport=SchoolTransport())
    aboard = placement(problem, [1] + [0] * (len(problem.parties) - 1)).chosen[0]
    assert _judged(problem.replace(policy=policy), 0, int(aboard)) == ("none", "", "")


def test_guarantee_schools_of_another_town_are_not_taken_over(made):
    _instance, problem = made
    told = np.zeros(len(problem.parties) + 1, np.int64)
    assert _fitting(told, problem) is None
    assert _fitting(None, problem) is None
