"""Deferred acceptance: published examples, an oracle, and its laws."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mechanisms.oracles import all_placements, blocking_pairs, plain_deferred_acceptance
from skolval.criteria._ranking import priority_rank
from skolval.domain.placement import Status
from skolval.domain.policy import NonChoosers
from skolval.domain.preferences import preference_order
from skolval.errors import UsageError
from skolval.mechanisms import deferred_acceptance as mechanism
from skolval.mechanisms._kernel import deferred_acceptance
from towns import policy, random_problem

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


def run_case(path, run):
    """Place a published market by the kernel: its lists and priorities given directly."""
    case = json.loads(path.read_text(encoding="utf-8"))
    pupils = [pupil["id"] for pupil in case["pupils"]]
    schools = [school["id"] for school in case["schools"]]
    order = {
        s["id"]: {p: i for i, p in enumerate(p for tier in s["priority"] for p in tier)}
        for s in case["schools"]
    }
    rows, start = [], [0]
    for pupil in case["pupils"]:
        rows += [(pupil["id"], s) for s in pupil["prefs"] if pupil["id"] in order[s]]
        start.append(len(rows))
    chosen, _ = deferred_acceptance(
        np.array(start, np.int64),
        np.arange(len(rows)),
        offering=np.array([schools.index(s) for _, s in rows], np.int64),
        key=np.array([order[s][p] for p, s in rows], np.int64),
        seats=np.array([s["capacity"] for s in case["schools"]], np.int64),
    )
    placed = {p: rows[row][1] if row >= 0 else None for p, row in zip(pupils, chosen, strict=True)}
    return placed, case["runs"][run]["expected"]["assignment"]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["gs1962-ex1", "as2003-ex1", "explain-rejection", "roth-sotomayor-p16"]
)
def test_published_examples_come_out_as_published(shared, name):
    path = shared / "cases" / "matching" / f"{name}.json"
    case = json.loads(path.read_text(encoding="utf-8"))
    wanted = [i for i, run in enumerate(case["runs"]) if run["mechanism"] == "da"]
    checked = 0
    for run in wanted:
        params = case["runs"][run].get("params") or {}
        if params or "assignment" not in case["runs"][run]["expected"]:
            continue
        placed, expected = run_case(path, run)
        assert placed == expected
        checked += 1
    assert checked


def test_a_unit_without_seats_takes_nobody():
    chosen, proposals = deferred_acceptance(
        np.array([0, 2, 3]),
        np.array([0, 1, 2]),
        offering=np.array([0, 1, 0]),
        key=np.array([0, 0, 1]),
        seats=np.array([0, 1]),
    )
    assert chosen.tolist() == [1, -1]
    assert proposals == 3


def test_parties_larger_than_one_pupil_are_refused():
    problem = random_problem(np.random.default_rng(3), size=3)
    sizes = problem.parties.size.copy()
    sizes[0] = 2
    from dataclasses import replace

    problem = problem.replace(parties=replace(problem.parties, size=sizes))
    with pytest.raises(UsageError, match="single pupils"):
        mechanism.place(problem, mechanism.Params())


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9))
def test_one_more_seat_hurts_nobody(seed):
    from dataclasses import replace

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
