"""Equals: lotteries, and groups refused or admitted as one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from matching.plain_markets import held_by, market_from, named, place_of, random_market
from skolval.errors import UsageError
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Market
from skolval.matching.ties import admit_tied, break_ties, reject_tied, tied


def test_entries_of_equal_key_at_one_school_are_tied():
    market = market_from(
        {"a": "xy", "b": "xy", "c": "x"}, {"x": [["a", "b"], "c"], "y": "ab"}, {"x": 1, "y": 1}
    )
    assert tied(market).tolist() == [True, False, True, False, False]


def test_a_market_without_entries_has_no_ties():
    none = np.zeros(0, np.int64)
    market = Market(np.zeros(2, np.int64), none, none, np.array([1]))
    assert not len(tied(market))
    assert reject_tied(market).tolist() == admit_tied(market).tolist() == [-1]
    assert len(break_ties(market, np.zeros(1, np.int64)).key) == 0


ERDIL_ERGIN = {"1": "yxz", "2": "zyx", "3": "yzx"}


def erdil_ergin():
    groups = {"x": ["1", ["2", "3"]], "y": ["2", ["1", "3"]], "z": ["3", ["1", "2"]]}
    return market_from(ERDIL_ERGIN, groups, {"x": 1, "y": 1, "z": 1})


def test_a_single_lottery_orders_the_same_pupils_in_the_same_way_everywhere():
    market = break_ties(erdil_ergin(), np.array([0, 1, 2]))
    found = named(market, deferred_acceptance(market)[0], ERDIL_ERGIN, {"x": 1, "y": 1, "z": 1})
    assert found == {"1": "x", "2": "y", "3": "z"}


def test_keys_come_before_lots_and_equal_lots_go_by_the_number_of_the_pupil():
    for number in range(200):
        rng = np.random.default_rng((30, number))
        market = random_market(rng, pupils=8, ties=True)
        entries = len(market.school)
        for multiple in (False, True):
            lot = rng.integers(-3, 3, entries if multiple else market.pupils)
            of_entry = lot if multiple else np.repeat(lot, np.diff(market.start))
            strict = break_ties(market, lot, multiple=multiple)
            assert not tied(strict).any()
            for s in range(len(market.seats)):
                at = np.flatnonzero(market.school == s)
                wanted = sorted(at, key=lambda e: (market.key[e], of_entry[e], e))
                assert sorted(at, key=lambda e: strict.key[e]) == wanted


def test_how_many_lots_there_are_tells_what_they_are_for():
    market = erdil_ergin()
    assert (
        break_ties(market, np.arange(3)).key == break_ties(market, np.arange(3), multiple=False).key
    ).all()
    assert (
        break_ties(market, np.arange(9)).key == break_ties(market, np.arange(9), multiple=True).key
    ).all()


def test_as_many_entries_as_pupils_is_a_single_lottery():
    """a lists two schools and b none: two pupils, two entries."""
    market = market_from({"a": "xy", "b": ""}, {"x": "a", "y": "a"}, {"x": 1, "y": 1})
    assert break_ties(market, np.array([1, 0])).key.tolist() == [1, 1]
    assert break_ties(market, np.array([1, 0]), multiple=True).key.tolist() == [1, 0]


def test_lots_must_be_one_per_pupil_or_one_per_entry():
    with pytest.raises(UsageError, match="2 lots for 3 pupils and 9 entries"):
        break_ties(erdil_ergin(), np.array([0, 1]))


LISTS = {"a": "xy", "b": "xy", "c": "xy", "d": "yx"}
GROUPS = {"x": ["a", ["b", "c"], "d"], "y": [["a", "b", "c", "d"]]}


def test_a_group_that_does_not_fit_is_refused_or_admitted_whole():
    """Two seats at x for a and the equals b and c; at y all four are equal."""
    seats = {"x": 2, "y": 3}
    market = market_from(LISTS, GROUPS, seats)
    assert named(market, reject_tied(market), LISTS, seats) == {
        "a": "x",
        "b": "y",
        "c": "y",
        "d": "y",
    }
    assert named(market, admit_tied(market), LISTS, seats) == {
        "a": "x",
        "b": "x",
        "c": "x",
        "d": "y",
    }


def test_a_refused_group_keeps_those_who_come_later_out_too():
    """b, c and d are equals at x with two seats: refused, and no seat is given to part of them."""
    lists, seats = {"b": "x", "c": "x", "d": "yx", "e": "y"}, {"x": 2, "y": 1}
    market = market_from(lists, {"x": [["b", "c", "d"]], "y": "ed"}, seats)
    assert named(market, reject_tied(market), lists, seats) == {
        "b": None,
        "c": None,
        "d": None,
        "e": "y",
    }
    assert named(market, admit_tied(market), lists, seats) == {
        "b": "x",
        "c": "x",
        "d": "x",
        "e": "y",
    }


def test_a_school_without_seats_admits_nobody_either_way():
    market = market_from({"a": "x", "b": "x"}, {"x": [["a", "b"]]}, {"x": 0})
    assert reject_tied(market).tolist() == admit_tied(market).tolist() == [-1, -1]


def best_limits(market, *, admit):
    """The placement of the lowest limits that keep the promise, by trying all limits.

    A limit is the least key refused. Refusing: no school holds more than its seats. Admitting:
    those who go before the last admitted group leave a seat for it.
    """
    keys = [
        sorted({int(k) for k in market.key[market.school == s]}) for s in range(len(market.seats))
    ]

    def placement(limits):
        return tuple(
            next((e for e in range(low, high) if market.key[e] < limits[market.school[e]]), -1)
            for low, high in itertools.pairwise(market.start)
        )

    def keeps(s, limit, held):
        open_keys = [k for k in keys[s] if k < limit]
        if not admit:
            return len(held) <= market.seats[s]
        return not open_keys or sum(market.key[e] < open_keys[-1] for e in held) < market.seats[s]

    found = [
        placement(limits)
        for limits in itertools.product(*([*own, float("inf")] for own in keys))
        if all(
            keeps(s, limits[s], held) for s, held in enumerate(held_by(market, placement(limits)))
        )
    ]
    places = [place_of(market, taken) for taken in found]
    best = tuple(map(min, zip(*places, strict=True)))
    return found[places.index(best)]


@pytest.mark.parametrize(("kernel", "admit"), [(reject_tied, False), (admit_tied, True)])
def test_of_all_limits_that_keep_the_promise_every_pupil_gets_the_best(kernel, admit):
    for number in range(300):
        market = random_market(np.random.default_rng((31, number)), pupils=6, ties=True)
        assert tuple(kernel(market)) == best_limits(market, admit=admit)


def test_without_ties_both_are_deferred_acceptance():
    for number in range(200):
        market = random_market(np.random.default_rng((32, number)), pupils=30, schools=5)
        plain = deferred_acceptance(market)[0].tolist()
        assert reject_tied(market).tolist() == admit_tied(market).tolist() == plain


def test_no_pupil_is_worse_off_where_groups_are_admitted_than_where_they_are_refused():
    for number in range(200):
        market = random_market(np.random.default_rng((33, number)), pupils=30, schools=5, ties=True)
        admitted, refused = (
            place_of(market, admit_tied(market)),
            place_of(market, reject_tied(market)),
        )
        assert all(a <= r for a, r in zip(admitted, refused, strict=True))
