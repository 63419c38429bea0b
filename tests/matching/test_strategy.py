"""Whether a false list can pay, by trying every list of every pupil on tiny markets."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from matching import oracles as o
from matching.comparisons import args
from skolval import match

SCHOOLS = ("s0", "s1", "s2")
LISTS = [list(one) for k in range(4) for one in itertools.permutations(SCHOOLS, k)]


def towns(count):
    rng = np.random.default_rng(11)
    return [o.random_town(rng, (3, 3), (3, 3), most_seats=1).strict() for _town in range(count)]


def contested(count):
    """Four pupils with full lists for three schools of one seat."""
    rng = np.random.default_rng(13)
    for _town in range(count):
        lists = tuple(tuple(rng.permutation(3).tolist()) for _pupil in range(4))
        orders = [rng.permutation(4).tolist() for _school in range(3)]
        tier = {(s, i): orders[s].index(i) for s in range(3) for i in range(4)}
        yield o.Town(lists, tier, (1, 1, 1), (0, 1, 2, 3))


def gains(town, mechanism, **told):
    """Every (pupil, list) that gives a better place than the true list."""
    wishes, priorities, quotas = args(town)
    honest = match(wishes, priorities, quotas, mechanism=mechanism, **told).assignment
    paying = []
    for pupil, false in itertools.product(wishes, LISTS):
        lied = match({**wishes, pupil: false}, priorities, quotas, mechanism=mechanism, **told)
        true, got = wishes[pupil], lied.assignment[pupil]
        end = true.index(honest[pupil]) if honest[pupil] else len(true)
        if got in true[:end]:
            paying.append((pupil, false))
    return paying


@pytest.mark.parametrize(
    ("mechanism", "told"), [("da", {}), ("ttc", {}), ("sd", {"order": ["p2", "p0", "p1"]})]
)
def test_no_false_list_ever_pays(mechanism, told):
    assert [gains(town, mechanism, **told) for town in towns(20)] == [[]] * 20


@pytest.mark.parametrize("mechanism", ["ia", "school-da", "eada"])
def test_a_false_list_pays_in_some_market(mechanism):
    assert any(gains(town, mechanism) for town in contested(60))


def test_fewer_markets_can_be_gamed_the_more_choices_a_round_has():
    """Chen & Kesten (2017): immediate acceptance, then two choices a round, then no end."""
    one, two, ever = (
        sum(bool(gains(town, "parallel", permanency=e)) for town in contested(12))
        for e in (1, 2, None)
    )
    assert one > two > ever == 0


def test_the_swedish_example_of_a_false_first_choice():
    """Three pupils, priority by relative proximity: p gets B by naming it first, else C."""
    metres = {"p": (300, 500, 2000), "q": (200, 900, 1500), "r": (450, 700, 900)}
    ways = {pupil: dict(zip("ABC", row, strict=True)) for pupil, row in metres.items()}
    rule = {"distance_m": ways, "priority_rule": "relative-proximity"}
    wishes = {"p": list("ABC"), "q": list("ABC"), "r": list("BAC")}
    false = {**wishes, "p": list("BAC")}
    boston = match(wishes, mechanism="boston", **rule).assignment
    assert boston == {"p": "C", "q": "A", "r": "B"}
    assert match(false, mechanism="boston", **rule).assignment["p"] == "B"
    for told in (wishes, false):
        assert match(told, **rule).assignment == {"p": "B", "q": "A", "r": "C"}


def test_consent_never_changes_the_own_place():
    rng = np.random.default_rng(12)
    for _town in range(40):
        town = o.random_town(rng, (3, 6), (2, 4), most_seats=1).strict()
        wishes, priorities, quotas = args(town)
        others = [pupil for pupil in wishes if rng.random() < 0.7]
        for pupil in wishes:
            place = {
                match(wishes, priorities, quotas, mechanism="eada", consent=list(who)).assignment[
                    pupil
                ]
                for who in ({*others, pupil}, {*others} - {pupil})
            }
            assert len(place) == 1
