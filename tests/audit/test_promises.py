"""promises: every mechanism keeps what the table says, and no forgery of a promise passes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.shells import (
    all_placements,
    any_placement,
    dominates,
    failing,
    key_of,
    list_places,
    promised,
    run_around,
    wanted_rows,
)
from skolval.audit.order import list_order
from skolval.audit.promises import promised_by
from skolval.domain.policy import Bound, NonChoosers, SeatClass, Step, Who
from skolval.registry import load, names
from towns import policy, random_problem, step

AREA = Who("low_education", "area", 0.5)
PUPIL = Who("foreign_background", "pupil")
RESERVE = {"seat_classes": (SeatClass("reserve", share=0.4, who=AREA), SeatClass("open"))}
SLOTS = {
    "seat_classes": (
        SeatClass("open", seats=1),
        SeatClass("only", seats=1, who=AREA, only=True),
        SeatClass("first", seats=1, who=PUPIL),
    )
}
SOFT = {"bounds": (Bound(AREA, floor=0.4, ceiling=0.6), Bound(PUPIL, floor=1.0, ceiling=2))}
HARD = {"bounds": (Bound(AREA, floor=0.4, ceiling=0.6, hard=True), Bound(PUPIL, ceiling=2))}
CASES = {
    **{name: (name, {}, {}) for name in names("mechanism") if name not in {"optimal", "hosted"}},
    "rejected groups": ("deferred_acceptance", {"ties": "reject_group"}, {}),
    "admitted groups": ("deferred_acceptance", {"ties": "admit_group"}, {}),
    "no consent": ("efficiency_adjusted", {"consent": "none"}, {}),
    "bands of one": ("parallel_acceptance", {"permanency": 1}, {}),
    "bands of three": ("parallel_acceptance", {"permanency": 3}, {}),
    "walls down": ("nearest_school", {"respect_seats": False}, {}),
    "reserve": ("deferred_acceptance", {}, RESERVE),
    "slots": ("deferred_acceptance", {}, SLOTS),
    "soft bounds": ("deferred_acceptance", {}, SOFT),
    "hard bounds": ("deferred_acceptance", {}, HARD),
    "reserve by distance": ("nearest_school", {}, RESERVE),
    "hard bounds by distance": ("nearest_school", {}, HARD),
}


def problem_of(case, seed, *, parties=10, offerings=4, criteria=("sibling", "lottery")):
    name, params, more = CASES[case]
    rng = np.random.default_rng(seed)
    order = "last" if seed % 3 == 0 else "with"
    rules = policy(name, *criteria, params=params,
                   non_choosers=NonChoosers(1 + seed % 2, order=order), **more)  # fmt: skip
    return rng, random_problem(rng, parties=parties, offerings=offerings, of=rules)


@pytest.mark.parametrize("name", names("mechanism"))
def test_every_mechanism_of_the_folder_is_in_the_table(name):
    params = load("mechanism", name).Params()
    assert promised_by(Step(name, params)).says


@pytest.mark.parametrize("case", CASES)
def test_every_mechanism_keeps_what_it_promises(case):
    for seed in range(12):
        _rng, problem = problem_of(case, seed)
        assert failing(run_around(problem)) == set(), seed


def test_an_unknown_mechanism_is_told_as_such_and_fails():
    _rng, problem = problem_of("deferred_acceptance", 1)
    run = run_around(problem)
    rules = problem.policy.replace(mechanism=Step("coin_toss", step("mechanism", "optimal").params))
    claims = promised(
        run.__class__(
            **{
                **{f: getattr(run, f) for f in run.__slots__},
                "problem": problem.replace(policy=rules),
            }
        )
    )
    assert set(claims) == {"promise"}
    assert (
        "does not know what the mechanism coin_toss promises"
        in claims["promise"].breaches[0].message
    )


def test_what_is_promised_stands_in_the_certificate():
    _rng, problem = problem_of("top_trading_cycles", 1)
    told = promised(run_around(problem))
    assert "anybody may be passed over" in told["promise"].note
    assert "promises no order" in told["justified_envy"].note
    _rng, problem = problem_of("efficiency_adjusted", 1)
    assert "Everybody consented" in promised(run_around(problem))["justified_envy"].note
    _rng, problem = problem_of("walls down", 1)
    assert set(promised(run_around(problem))) == {"promise", "justified_envy", "near_home"}


@pytest.mark.parametrize("seed", range(10))
def test_attendance_areas_and_places_by_test_are_looked_at_as_the_policy_says(seed):
    rng = np.random.default_rng(seed)
    rules = policy(
        "deferred_acceptance", "sibling", "profile_test", "lottery",
        non_choosers=NonChoosers(1, first="attendance_area"),
    )  # fmt: skip
    problem = random_problem(rng, parties=10, offerings=4, of=rules)
    seventh = problem.grades.codes.index("7")
    tested = rng.random(4) < 0.5
    problem = problem.replace(
        parties=replace(problem.parties, grade=np.full(10, seventh)),
        offerings=replace(problem.offerings, grade=np.full(4, seventh)),
        attendance_unit=rng.integers(-1, len(problem.unit_ids), 10),
        tested=tested,
        grounds={"test_score": rng.integers(0, 4, len(problem.options))},
    )
    run = run_around(problem)
    assert failing(run) == set()
    place = list_places(problem)
    rows = np.arange(len(problem.options))
    assert (np.argsort(place) == np.concatenate([
        list_order(problem, rows[problem.options.party == i]) for i in range(10)])).all()  # fmt: skip


# --- any placement against the definitions ---------------------------------------------------


def _pairs(problem, chosen, key):
    """Rows that block by a free seat, and by somebody admitted who goes after."""
    held = [row for row in chosen if row >= 0]
    at = problem.options.offering
    waste, envy = set(), set()
    for row in wanted_rows(problem, chosen):
        rivals = [other for other in held if at[other] == at[row]]
        if len(rivals) < problem.offerings.seats[at[row]]:
            waste.add(row)
        elif any(key[other] > key[row] for other in rivals):
            envy.add(row)
    return waste, envy


def _told(problem, claim):
    at = {name: o for o, name in enumerate(problem.offerings.ids)}
    return {(b.parties[0], at[b.where]) for b in claim.breaches}


def _cells(problem, rows):
    return {(problem.options.party[row], problem.options.offering[row]) for row in rows}


@pytest.mark.parametrize("seed", range(12))
def test_blocking_pairs_are_those_of_the_definition(seed):
    rng, problem = problem_of("deferred_acceptance", 3 * seed + 1)
    chosen = any_placement(rng, problem)
    waste, envy = _pairs(problem, chosen, key_of(problem))
    told = promised(run_around(problem, chosen))
    assert _told(problem, told["waste"]) == _cells(problem, waste)
    assert _told(problem, told["justified_envy"]) == _cells(problem, envy)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("case", ["immediate_acceptance", "parallel_acceptance"])
def test_earlier_bands_go_first(case, seed):
    rng, problem = problem_of(case, 3 * seed + 1)
    band = promised_by(problem.policy.mechanism).band
    chosen = any_placement(rng, problem)
    place = list_places(problem) - problem.options.start[problem.options.party]
    key = [(place[row] // band, *key) for row, key in enumerate(key_of(problem))]
    _waste, envy = _pairs(problem, chosen, key)
    assert _told(problem, promised(run_around(problem, chosen))["justified_envy"]) == _cells(
        problem, envy
    )


@pytest.mark.parametrize("seed", range(12))
def test_turns_are_by_lottery_alone(seed):
    rng, problem = problem_of("serial_dictatorship", 3 * seed + 1)
    chosen = any_placement(rng, problem)
    key = [(key[1], key[0], key[-1]) for key in key_of(problem)]
    _waste, envy = _pairs(problem, chosen, key)
    assert _told(problem, promised(run_around(problem, chosen))["justified_envy"]) == _cells(
        problem, envy
    )


@pytest.mark.parametrize("seed", range(12))
def test_random_places_leave_no_seat_that_somebody_without_a_place_could_have(seed):
    rng, problem = problem_of("random_places", seed)
    chosen = any_placement(rng, problem)
    waste, _envy = _pairs(problem, chosen, key_of(problem))
    without = {row for row in waste if chosen[problem.options.party[row]] < 0}
    told = promised(run_around(problem, chosen))
    assert _told(problem, told["waste"]) == _cells(problem, without)


# --- no gain by changing places ---------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_efficient_means_that_no_placement_is_better_for_somebody_and_worse_for_nobody(seed):
    rng, problem = problem_of("top_trading_cycles", seed, parties=5, offerings=4)
    for _try in range(4):
        chosen = any_placement(rng, problem)
        told = promised(run_around(problem, chosen))
        better = any(dominates(problem, other, chosen) for other in all_placements(problem))
        assert (told["waste"].ok and told["efficient"].ok) is not better
        if not told["efficient"].ok:
            circle = told["efficient"].breaches[0].parties
            assert len(set(circle)) == len(circle) >= 2
            assert "could change places in a circle" in told["efficient"].breaches[0].message


@pytest.mark.parametrize("case", ["deferred_acceptance", "stable_improvement_cycles"])
@pytest.mark.parametrize("seed", range(8))
def test_best_means_that_no_placement_without_envy_is_better_for_the_pupils(case, seed):
    _rng, problem = problem_of(case, 3 * seed + 1, parties=5, offerings=4)
    key = [k[:-1] if case.startswith("stable") else k for k in key_of(problem)]
    stable = [chosen for chosen in all_placements(problem) if not any(_pairs(problem, chosen, key))]
    for chosen in stable:
        better = any(dominates(problem, other, chosen) for other in stable)
        told = promised(run_around(problem, chosen))
        assert told["justified_envy"].ok
        assert told["waste"].ok
        assert told["best"].ok is not better


# --- groups, classes and kinds: would the offering choose the pupil? ----------------------------


def _chosen_by_class(problem, offering, rows, key):
    """Fill the classes of one offering as the policy says, plainly."""
    from skolval.domain.seat_classes import class_table

    table, left, kept = class_table(problem), sorted(rows, key=lambda row: key[row]), []
    for c in range(table.start[offering], table.start[offering + 1]):
        kind, inside = table.kind[c], []
        for row in left:
            mine = kind < 0 or table.member[problem.options.party[row], kind]
            if mine or not table.only[c]:
                inside.append((not mine, key[row], row))
        taken = [row for *_rest, row in sorted(inside)[: table.seats[c]]]
        kept += taken
        left = [row for row in left if row not in taken]
    return kept


def _chosen_by_kind(problem, offering, rows, key):
    """Fill floors, then up to the ceilings, then (soft) the rest, plainly."""
    from skolval.domain.seat_classes import bound_table

    table, seats = bound_table(problem), problem.offerings.seats[offering]
    kind, kept = table.kind_of[problem.options.party], []
    rounds = [table.floor[offering], table.ceiling[offering]] + [None] * (not table.hard)
    for limit in rounds:
        for row in sorted(rows, key=lambda row: key[row]):
            k = kind[row]
            held = sum(kind[other] == k for other in kept)
            most = seats if limit is None or (k < 0 and limit is rounds[1]) else 0
            most = limit[k] if k >= 0 and limit is not None else most
            if row not in kept and len(kept) < seats and held < most:
                kept.append(row)
    return kept


@pytest.mark.parametrize("case", ["reserve", "slots", "soft bounds", "hard bounds"])
@pytest.mark.parametrize("seed", range(12))
def test_a_pupil_is_passed_over_when_the_offering_would_choose_the_pupil(case, seed):
    rng, problem = problem_of(case, 3 * seed + 1, parties=8, offerings=3)
    choose = _chosen_by_kind if "bounds" in case else _chosen_by_class
    key, at = key_of(problem), problem.options.offering
    chosen = any_placement(rng, problem)
    for offering in range(len(problem.offerings)):
        # What was admitted must be what the offering would choose among the admitted.
        mine = [row for row in chosen if row >= 0 and at[row] == offering]
        dropped = set(mine) - set(choose(problem, offering, mine, key))
        chosen = np.array([-1 if row in dropped else row for row in chosen])
    blocks = {
        row
        for row in wanted_rows(problem, chosen)
        if row in choose(problem, at[row], [row, *(r for r in chosen if r >= 0 and at[r] == at[row])],
                         key)
    }  # fmt: skip
    told = promised(run_around(problem, chosen))
    found = _told(problem, told["waste"]) | _told(problem, told["justified_envy"])
    assert found == _cells(problem, blocks)
    for name in ("seat_class", "ceiling"):
        assert name not in told or told[name].ok
    for name in {"reserve", "floor"} & set(told):
        assert _told(problem, told[name]) <= _cells(problem, blocks)


@pytest.mark.parametrize("case", ["slots", "hard bounds"])
def test_a_seat_that_is_not_theirs_or_a_passed_ceiling_is_told(case):
    name = "seat_class" if case == "slots" else "ceiling"
    words = "no class of seats has a seat" if case == "slots" else "above the ceiling of"
    messages = []
    for seed in range(15):
        rng, problem = problem_of(case, seed)
        told = promised(run_around(problem, any_placement(rng, problem)))[name]
        messages += [breach.message for breach in told.breaches]
    assert messages
    assert all(words in message for message in messages)


@pytest.mark.parametrize("case", ["reserve", "soft bounds"])
def test_lost_reserves_and_floors_are_told(case):
    name = "reserve" if case == "reserve" else "floor"
    words = "kept for such pupils (reserve)" if case == "reserve" else "below its floor"
    messages = []
    for seed in range(15):
        rng, problem = problem_of(case, seed)
        told = promised(run_around(problem, any_placement(rng, problem)))[name]
        messages += [breach.message for breach in told.breaches]
    assert messages
    assert all(words in message for message in messages)


def test_floors_that_ask_for_more_than_there_are_seats_are_no_breach_of_a_floor():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        rules = policy(
            "deferred_acceptance", "lottery",
            bounds=(Bound(AREA, floor=1.0), Bound(PUPIL, floor=1.0)),
        )  # fmt: skip
        problem = random_problem(rng, parties=10, offerings=2, of=rules)
        assert failing(run_around(problem)) == set()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("case", ["rejected groups", "admitted groups"])
def test_equals_are_admitted_or_refused_together(case, seed):
    rng, problem = problem_of(case, 3 * seed + 1)
    key = [k[:-1] for k in key_of(problem)]
    chosen = any_placement(rng, problem)
    told = promised(run_around(problem, chosen))
    at, held = problem.options.offering, [row for row in chosen if row >= 0]
    unequal, idle = set(), set()
    wanted = wanted_rows(problem, chosen)
    for row in wanted:
        rivals = [other for other in held if at[other] == at[row]]
        free = problem.offerings.seats[at[row]] - len(rivals)
        front = min(key[other] for other in wanted if at[other] == at[row])
        size = sum(key[other] == front and at[other] == at[row] for other in wanted)
        if any(key[other] >= key[row] for other in rivals):
            unequal.add(row)
        elif key[row] == front and free > 0 and (size <= free or case == "admitted groups"):
            idle.add(row)
    assert _told(problem, told["justified_envy"]) == _cells(problem, unequal)
    assert _told(problem, told["waste"]) == _cells(problem, idle)
