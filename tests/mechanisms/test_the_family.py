"""What each mechanism of the literature does, on towns small enough to follow by hand."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from skolval.domain.policy import NonChoosers
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.errors import UsageError
from skolval.mechanisms import random_places, serial_dictatorship
from skolval.registry import load
from towns import policy, random_problem, town


def rank_town(metres, wishes, seats, rules):
    """Units A, B, C on given ways; each pupil wishes for units as named."""
    pupils = list(metres)
    instance = town(
        [{"unit_id": u, "name": u} for u in "ABC"],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": s}
         for u, s in zip("ABC", seats, strict=True)],
        [{"pupil_id": p, "grade": "F", "low_education": 0} for p in pupils],
        [{"pupil_id": p, "rank": r + 1, "unit_id": u}
         for p in pupils for r, u in enumerate(wishes[p])],
    )  # fmt: skip
    ways = np.array([metres[p] for p in pupils], np.int32)
    return build_problem(
        instance, rules, TravelTable(ways, ways // 80, np.arange(len(ways)), "table")
    )


def units(problem, placement):
    names = problem.unit_ids[placement.unit(problem)]
    return dict(zip(problem.parties.ids.tolist(), names.tolist(), strict=True))


def placed(problem, **params):
    module = load("mechanism", problem.policy.mechanism.name)
    return units(problem, module.place(problem, module.Params(**params)))


METRES = {"p": (300, 500, 2000), "q": (200, 900, 1500), "r": (450, 700, 900)}
TRUE = {"p": "ABC", "q": "ABC", "r": "BAC"}
"""Design 5, section 2.4: each unit has one seat, and static relative proximity orders."""


@pytest.mark.parametrize(
    ("mechanism", "told", "expected"),
    [
        ("immediate_acceptance", TRUE, {"p": "C", "q": "A", "r": "B"}),
        ("immediate_acceptance", TRUE | {"p": "BAC"}, {"p": "B", "q": "A", "r": "C"}),
        ("deferred_acceptance", TRUE, {"p": "B", "q": "A", "r": "C"}),
        ("deferred_acceptance", TRUE | {"p": "BAC"}, {"p": "B", "q": "A", "r": "C"}),
        ("parallel_acceptance", TRUE, {"p": "B", "q": "A", "r": "C"}),
    ],
)
def test_a_tactical_list_pays_only_under_immediate_acceptance(mechanism, told, expected):
    rules = policy(mechanism, "relative_proximity", "lottery")
    problem = rank_town(METRES, told, (1, 1, 1), rules)
    assert placed(problem) == expected


def test_bands_of_one_wish_are_immediate_acceptance_and_long_ones_deferred_acceptance():
    for seed in range(30):
        drawn = random_problem(np.random.default_rng(seed), parties=9)
        found = {}
        for name, params in (
            ("parallel_acceptance", {"permanency": 1}),
            ("immediate_acceptance", {}),
            ("parallel_acceptance", {"permanency": 99}),
            ("deferred_acceptance", {}),
        ):
            problem = drawn.replace(policy=policy(name, "sibling", "lottery"))
            module = load("mechanism", name)
            chosen = module.place(problem, module.Params(**params)).chosen
            found[name, params.get("permanency")] = chosen.tolist()
        assert found["parallel_acceptance", 1] == found["immediate_acceptance", None]
        assert found["parallel_acceptance", 99] == found["deferred_acceptance", None]


def test_consent_of_all_lets_two_swap_and_of_none_is_deferred_acceptance():
    # a and b want each other's near unit; c's claim to A stands in the way and gains c nothing.
    metres = {"a": (100, 200, 900), "b": (400, 100, 900), "c": (250, 900, 950)}
    wishes = {"a": "BAC", "b": "ABC", "c": "ACB"}
    rules = policy("efficiency_adjusted", "absolute_proximity", "lottery")
    problem = rank_town(metres, wishes, (1, 1, 1), rules)
    assert placed(problem, consent="none") == {"a": "A", "b": "B", "c": "C"}
    assert placed(problem, consent="all") == {"a": "B", "b": "A", "c": "C"}
    noted = np.full(len(problem.options), -1)
    noted[problem.options.start[2]] = 1
    told = problem.replace(grounds={"consent": noted})
    assert placed(told, consent="noted") == {"a": "B", "b": "A", "c": "C"}
    noted[problem.options.start[2]] = 0
    assert placed(told, consent="noted") == {"a": "A", "b": "B", "c": "C"}
    with pytest.raises(UsageError, match="notes it for nobody"):
        placed(problem, consent="noted")


def test_trading_gives_both_their_wish_over_somebody_who_goes_before():
    metres = {"a": (100, 200, 900), "b": (400, 100, 900), "c": (250, 900, 950)}
    wishes = {"a": "BAC", "b": "ABC", "c": "ACB"}
    rules = policy("top_trading_cycles", "absolute_proximity", "lottery")
    assert placed(rank_town(metres, wishes, (1, 1, 1), rules)) == {"a": "B", "b": "A", "c": "C"}


def test_equals_whom_the_lottery_parted_badly_exchange_places():
    # At A and B only siblings go before others, and nobody has one: the lottery decides alone.
    rules = policy("stable_improvement_cycles", "sibling", "lottery")
    metres = {"a": (100, 100, 100), "b": (100, 100, 100), "c": (100, 100, 100)}
    module = load("mechanism", "stable_improvement_cycles")
    exchanged = 0
    for number in range(40):
        told = rules.replace(criteria=(rules.criteria[0],), seed=f"s{number}")
        each = policy("stable_improvement_cycles", "sibling", ("lottery", {"each_unit": True}))
        told = told.replace(criteria=each.criteria)
        problem = rank_town(metres, {"a": "ABC", "b": "BAC", "c": "ABC"}, (1, 1, 1), told)
        placement = module.place(problem, module.Params())
        exchanged += placement.details["exchanged"]
        assert units(problem, placement)["b"] == "B" or placement.details["exchanged"] == 0
    assert exchanged


def test_turns_are_drawn_by_the_seed_and_those_who_did_not_choose_can_come_last():
    metres = dict.fromkeys("abcd", (100, 200, 300))
    wishes = {"a": "ABC", "b": "", "c": "ABC", "d": "A"}
    for order, last in (("with", False), ("last", True)):
        rules = policy("serial_dictatorship", non_choosers=NonChoosers(nearest=3, order=order))
        problem = rank_town(metres, wishes, (1, 1, 2), rules)
        turns = serial_dictatorship.turns(problem).tolist()
        if last:
            assert turns[-1] == 1
        ids = problem.parties.ids[turns].tolist()
        found = placed(problem)
        assert next(found[p] for p in ids if p != "d") in "AB"
        assert sorted(found.values()) == ["A", "B", "C", "C"]


def test_a_unit_without_claim_is_taken_only_when_everybody_was_asked_about_wishes():
    # b has no wish near and would take A by distance; a, asked later, wished for it.
    metres = dict.fromkeys("ab", (100, 200, 300))
    rules = policy("serial_dictatorship", non_choosers=NonChoosers(nearest=0))
    for seed in range(10):
        told = rules.replace(seed=f"s{seed}")
        problem = rank_town(metres, {"a": "A", "b": ""}, (1, 1, 0), told)
        assert placed(problem) == {"a": "A", "b": "B"}


def test_random_places_are_all_equally_likely_and_the_same_for_the_same_seed():
    metres = dict.fromkeys("abc", (100, 200, 300))
    counts = np.zeros((3, 3), np.int64)
    for seed in range(300):
        rules = policy("random_places", seed=f"s{seed}")
        problem = rank_town(metres, dict.fromkeys("abc", "ABC"), (1, 1, 1), rules)
        chosen = random_places.place(problem, random_places.Params()).unit(problem)
        counts[np.arange(3), chosen] += 1
    assert (abs(counts - 100) < 35).all()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("parallel_acceptance", {"permanency": 0}),
        ("efficiency_adjusted", {"consent": "some"}),
        ("deferred_acceptance", {"ties": "birthday"}),
        ("immediate_acceptance", {"permanency": 2}),
        ("random_places", {"seed": "x"}),
    ],
)
def test_wrong_settings_are_refused(name, wrong):
    with pytest.raises(ValidationError):
        load("mechanism", name).Params(**wrong)
