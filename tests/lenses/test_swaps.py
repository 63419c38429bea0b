"""Swaps: Nåntuna and Uppsävja, rings, and a brute-force oracle."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from lens_towns import equal_ways, line_town, run_in
from skolval.domain.placement import Placement
from skolval.io.run import run_of
from skolval.lenses import swaps
from skolval.place import problem_of
from towns import nantuna, policy


def uppsala_2015():
    """Two pupils who each want the unit where the other lives; places went by distance alone."""
    return line_town({"a": {"N": 300, "U": 900}, "b": {"N": 900, "U": 300}}, {"a": "UN", "b": "NU"})


def look(run, **params):
    return swaps.look(run, swaps.Params(**params))


def test_nantuna_and_uppsavja_2015_where_the_order_of_wishes_was_ignored():
    found = look(run_in(uppsala_2015(), policy("nearest_school", "absolute_proximity", "lottery")))
    pair = found.frames["pairs"].iloc[0]
    assert (pair["unit_a"], pair["unit_b"], pair["mutual_pairs"]) == ("Unit N", "Unit U", 1)
    assert found.frames["rings"].to_dict("records") == [
        {"pupils_in_ring": 2, "rings": 1, "pupils": 2}
    ]
    assert found.sentences == (
        "Pairs of pupils who would both gain by swapping places: 1.",
        (
            "Exchanges in rings would give a place higher up their own list to 2 pupils, "
            "with 1,200 m more to walk in all; at most 2 could gain."
        ),
    )


def test_deferred_acceptance_has_no_such_pair_there():
    found = look(
        run_in(uppsala_2015(), policy("deferred_acceptance", "absolute_proximity", "lottery"))
    )
    assert found.sentences == ("Nobody can gain by exchanging places: there is no ring of wishes.",)
    assert found.frames["pairs"].empty
    assert found.pupils.empty


def test_the_price_of_stability_is_told():
    """Kesten's example in three units: the best stable placement leaves a swap on the table."""
    metres = {"a": {"A": 200, "B": 100, "C": 300}, "b": {"A": 100, "B": 200, "C": 300},
              "c": {"A": 150, "B": 300, "C": 100}}  # fmt: skip
    run = run_in(
        line_town(metres, {"a": "ABC", "b": "BAC", "c": "ACB"}),
        policy("deferred_acceptance", "absolute_proximity", "lottery"),
    )
    found = look(run)
    assert sorted(found.pupils["pupil_id"]) == ["a", "b"]
    assert found.pupils["gains"].all()
    assert "passes over somebody who goes before" in found.sentences[-1]


def test_rings_of_three_are_no_pairs():
    """a wants B, b wants C, c wants A: nobody is anybody's partner, and all three gain."""
    ways = {
        "a": {"A": 1, "B": 9, "C": 9},
        "b": {"A": 9, "B": 1, "C": 9},
        "c": {"A": 9, "B": 9, "C": 1},
    }
    run = run_in(
        line_town(ways, {"a": "B", "b": "C", "c": "A"}),
        policy("nearest_school", "absolute_proximity", "lottery"),
    )
    found = look(run)
    assert found.frames["pairs"].empty
    assert found.frames["rings"].to_dict("records") == [
        {"pupils_in_ring": 3, "rings": 1, "pupils": 3}
    ]
    assert not found.pupils["mutual_pair"].any()


def test_a_protected_identity_never_swaps():
    instance = line_town(
        {"a": {"N": 300, "U": 900}, "b": {"N": 900, "U": 300}}, {"a": "UN", "b": "NU"},
        protected="a",
    )  # fmt: skip
    problem = problem_of(instance, policy("nearest_school", "absolute_proximity", "lottery"))
    rows = np.array([problem.options.start[0] + 1, problem.options.start[1] + 1])
    run = run_of(instance, problem, Placement(rows, "nearest_school"))
    assert look(run).pupils.empty


def test_by_distance_also_counts_what_was_not_wished_for():
    instance = line_town({"a": {"N": 300, "U": 900}, "b": {"N": 900, "U": 300}}, {"a": "", "b": ""})
    problem = problem_of(instance, policy("deferred_acceptance", "lottery"))
    crossed = np.array([problem.options.start[0] + 1, problem.options.start[1] + 1])
    run = run_of(instance, problem, Placement(crossed, "deferred_acceptance"))
    assert look(run).pupils.empty
    assert len(look(run, by_distance=True).pupils) == 2


def test_nantuna_2016_by_static_relative_proximity_has_no_swap_left():
    run = run_in(nantuna(), policy("deferred_acceptance", "relative_proximity", "lottery"))
    assert look(run).pupils.empty


def best_gain(wants, own):
    """The most pupils that can gain at once by exchanging places, nobody losing: try all."""
    most = 0
    for order in permutations(range(len(own))):
        gains = 0
        for pupil, giver in enumerate(order):
            place = own[giver]
            if place == own[pupil]:
                continue
            if place not in wants[pupil]:
                break
            gains += 1
        else:
            most = max(most, gains)
    return most


@pytest.mark.parametrize("seed", range(15))
def test_against_every_exchange_of_random_small_towns(seed):
    rng = np.random.default_rng(seed)
    pupils, units = "abcdef", "ABC"
    wishes = {p: "".join(rng.permutation(list(units))[: rng.integers(1, 4)]) for p in pupils}
    instance = line_town(
        equal_ways(pupils, units), wishes, seats={"A": 2, "B": 2, "C": 2}, name=f"town{seed}"
    )
    problem = problem_of(instance, policy("deferred_acceptance", "lottery"))
    given = rng.permutation(list("AABBCC"))
    rows = []
    for i, unit in enumerate(given):
        mine = np.arange(problem.options.start[i], problem.options.start[i + 1])
        at = problem.unit_ids[problem.unit_of_option()[mine]]
        rows.append(int(mine[at == unit][0]))
    found = look(run_of(instance, problem, Placement(np.array(rows), "deferred_acceptance")))
    wants = [
        set(wishes[p][: wishes[p].index(unit)] if unit in wishes[p] else wishes[p])
        for p, unit in zip(pupils, given, strict=True)
    ]
    most = best_gain(wants, given)
    gains = int(found.pupils["gains"].sum()) if len(found.pupils) else 0
    assert (gains > 0) == (most > 0)
    assert gains <= most <= len(found.pupils)
    mutual = sum(given[j] in wants[i] and given[i] in wants[j] for i in range(6) for j in range(i))
    assert int(found.frames["pairs"]["mutual_pairs"].sum()) == mutual
