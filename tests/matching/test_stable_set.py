"""All stable placements: with reserves and ceilings too, in order, and only of small markets."""

from __future__ import annotations

import numpy as np
import pytest

from matching import comparisons as c
from matching import oracles as o
from skolval import match, stable_matchings
from skolval.errors import TimeRanOutError
from skolval.matching import stable_set


def test_the_best_for_the_first_pupils_come_first():
    swap = {"a": ["A", "B"], "b": ["B", "A"]}, {"A": ["b", "a"], "B": ["a", "b"]}
    found = [one.assignment for one in stable_matchings(*swap)]
    assert found == [{"a": "A", "b": "B"}, {"a": "B", "b": "A"}]
    assert len(stable_matchings(*swap, limit=1)) == 1


@pytest.mark.parametrize("order", ["first", "last"])
def test_reserves_give_the_same_set_as_schools_that_choose(order):
    rng = np.random.default_rng(5)
    for _town in range(60):
        town = o.random_town(rng, (1, 4), (1, 3)).strict()
        parts = {s: min(1, town.seats[s]) for s in town.schools}
        slots = {
            s: [(0, False)] * n + [(None, False)] * (town.seats[s] - n)
            if order == "first"
            else [(None, False)] * (town.seats[s] - n) + [(0, False)] * n
            for s, n in parts.items()
        }
        reserve = {f"s{s}": {"k0": n} for s, n in parts.items()}
        told = {"reserve": reserve, "reserve_order": order, "types": c.types(town)}
        found = {c.placed(one) for one in stable_matchings(*c.args(town), **told)}
        assert found == set(o.stable_by_choice(town, o.choose_by_slots(slots)))


def test_the_pupil_best_is_among_those_under_ceilings():
    town = {"a": ["X", "Y"], "b": ["X", "Y"]}, {"X": ["a", "b"], "Y": ["b", "a"]}, {"X": 2, "Y": 1}
    told = {"types": {"a": "t", "b": "t"}, "type_ceiling": {"X": {"t": 1}}}
    (only,) = stable_matchings(*town, **told)
    assert only.assignment == match(*town, **told).assignment == {"a": "X", "b": "Y"}


def test_seats_for_one_type_only_stay_empty_without_it():
    town = {"a": ["X"], "b": ["X"]}, {"X": ["a", "b"]}, {"X": 1}
    told = {"types": {"b": "t"}, "slots": {"X": [["only:t", 1]]}}
    assert [one.assignment for one in stable_matchings(*town, **told)] == [{"a": None, "b": "X"}]


def test_a_large_market_is_refused_and_not_called_empty(monkeypatch):
    monkeypatch.setattr(stable_set, "_STEPS", 5000)
    schools = [f"S{k}" for k in range(12)]
    wishes = dict.fromkeys(range(12), schools)
    with pytest.raises(TimeRanOutError, match="too large"):
        stable_matchings(wishes, {s: [list(wishes)] for s in schools}, limit=10**9)


def test_soft_bounds_give_the_same_set_as_schools_that_choose():
    rng = np.random.default_rng(6)
    for _town in range(60):
        town = c.one_kind(o.random_town(rng, (1, 4), (1, 3)).strict())
        floor = {(s, 0): 1 for s in town.schools if town.seats[s]}
        ceiling = {(s, 1): 1 for s in town.schools if town.seats[s]}
        told = {"soft_floor": c._told(floor), "soft_ceiling": c._told(ceiling)}
        told["types"] = c.types(town)
        found = {c.placed(one) for one in stable_matchings(*c.args(town), **told)}
        choose = o.choose_by_bounds(floor, ceiling, hard=False)
        assert found == set(o.stable_by_choice(town, choose))
