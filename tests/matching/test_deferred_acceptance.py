"""Deferred acceptance: published examples, oracles on small markets, laws."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from matching.plain_markets import (
    choose,
    choose_by_bounds,
    choose_by_classes,
    claims,
    cumulative_offer,
    market_from,
    named,
    place_of,
    random_bounds,
    random_classes,
    random_market,
    stable_placements,
)
from skolval.errors import UsageError
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Bounds, Market, SeatClasses
from skolval.matching.pairs import blocking_entries

MARKETS = 400


def small_markets(count=MARKETS, seed=0, **options):
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        yield rng, random_market(rng, **options)


def result(market, **rules):
    return tuple(deferred_acceptance(market, **rules)[0].tolist())


PUBLISHED = {
    "Gale & Shapley 1962, example 1": (
        {"alpha": "ABC", "beta": "BCA", "gamma": "CAB"},
        {"A": ["beta", "gamma", "alpha"], "B": ["gamma", "alpha", "beta"], "C": ["alpha", "beta", "gamma"]},
        {"A": 1, "B": 1, "C": 1},
        {"alpha": "A", "beta": "B", "gamma": "C"},
    ),
    "Abdulkadiroglu & Sonmez 2003, example 1": (
        {"1": "bac", "2": "abc", "3": "abc"},
        {"a": "132", "b": "213", "c": "213"},
        {"a": 1, "b": 1, "c": 1},
        {"1": "a", "2": "b", "3": "c"},
    ),
    "Abdulkadiroglu & Sonmez 2003, appendix": (
        {"1": "bacd", "2": "abcd", "3": "cbad", "4": "cdab", "5": "acdb", "6": "dabc", "7": "abcd", "8": "abdc"},
        {"a": "12345678", "b": "35487216", "c": "53172864", "d": "68742351"},
        {"a": 2, "b": 2, "c": 3, "d": 3},
        {"1": "a", "2": "a", "3": "c", "4": "c", "5": "c", "6": "d", "7": "b", "8": "b"},
    ),
    "Kesten 2010": (
        {"1": "bac", "2": "cae", "3": "cdb", "4": "abd", "5": "ae", "6": "dacbe"},
        {"a": "215643", "b": "364125", "c": "162345", "d": "436125", "e": "123456"},
        {"a": 1, "b": 1, "c": 1, "d": 1, "e": 2},
        {"1": "c", "2": "a", "3": "b", "4": "d", "5": "e", "6": "e"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_examples_come_out_as_printed(name):
    lists, priorities, seats, expected = PUBLISHED[name]
    market = market_from(lists, priorities, seats)
    assert named(market, result(market), lists, seats) == expected


def test_empty_lists_no_seats_and_pupils_unknown_to_a_school():
    lists = {"a": "", "b": "z", "c": "yz", "d": "y"}
    seats = {"y": 0, "z": 1}
    market = market_from(lists, {"y": "cd", "z": "b"}, seats)
    taken, proposals = deferred_acceptance(market)
    assert named(market, taken, lists, seats) == {"a": None, "b": "z", "c": None, "d": None}
    assert proposals == 3


def test_a_market_without_pupils_or_schools_has_an_empty_placement():
    none = np.zeros(0, np.int64)
    bounds = Bounds(none, np.zeros((0, 0), np.int64), np.zeros((0, 0), np.int64), hard=True)
    market = Market(np.zeros(1, np.int64), none, none, none)
    for rules in ({}, {"bounds": bounds}):
        taken, proposals = deferred_acceptance(market, **rules)
        assert len(taken) == proposals == 0


def test_very_many_seats_take_no_more_room_than_the_pupils_who_ask():
    market = market_from({"a": "x", "b": "x"}, {"x": "ab"}, {"x": 1 << 60})
    assert result(market) == (0, 1)


@pytest.mark.parametrize("ties", [False, True])
def test_small_markets_equal_the_cumulative_offer(ties):
    for _rng, market in small_markets(ties=ties):
        assert result(market) == cumulative_offer(market)


@pytest.mark.parametrize("ties", [False, True])
def test_classes_of_seats_equal_the_choice_class_after_class(ties):
    for rng, market in small_markets(seed=1, ties=ties):
        classes = random_classes(rng, market)
        assert result(market, classes=classes) == cumulative_offer(
            market, choose_by_classes(classes)
        )


@pytest.mark.parametrize("ties", [False, True])
def test_bounds_equal_the_choice_by_floor_then_ceiling_then_the_rest(ties):
    for rng, market in small_markets(seed=2, ties=ties):
        bounds = random_bounds(rng, market)
        assert result(market, bounds=bounds) == cumulative_offer(market, choose_by_bounds(bounds))


def test_larger_markets_equal_the_cumulative_offer_under_every_rule():
    for number in range(6):
        rng = np.random.default_rng((3, number))
        market = random_market(rng, pupils=300, schools=8, longest=6)
        market = replace(market, seats=rng.integers(5, 40, len(market.seats)))
        classes = random_classes(rng, market)
        classes = replace(classes, seats=classes.seats * 9)
        bounds = random_bounds(rng, market)
        bounds = replace(bounds, floor=bounds.floor * 5, ceiling=bounds.ceiling * 5)
        assert result(market) == cumulative_offer(market)
        assert result(market, classes=classes) == cumulative_offer(
            market, choose_by_classes(classes)
        )
        assert result(market, bounds=bounds) == cumulative_offer(market, choose_by_bounds(bounds))


def rules_and_choice(rng, market):
    classes, bounds = random_classes(rng, market), random_bounds(rng, market)
    return [
        ({}, choose),
        ({"classes": classes}, choose_by_classes(classes)),
        ({"bounds": bounds}, choose_by_bounds(bounds)),
    ]


def test_of_all_stable_placements_every_pupil_gets_the_best():
    for rng, market in small_markets(80, seed=4, pupils=4):
        for rules, choice in rules_and_choice(rng, market):
            stable = [place_of(market, taken) for taken in stable_placements(market, choice)]
            assert place_of(market, result(market, **rules)) == tuple(
                map(min, zip(*stable, strict=True))
            )


def test_the_same_pupils_are_placed_and_the_same_seats_filled_in_all_stable_placements():
    for _rng, market in small_markets(150, seed=5, pupils=4):
        placed, filled = set(), set()
        for taken in stable_placements(market):
            placed.add(tuple(e >= 0 for e in taken))
            schools = [market.school[e] for e in taken if e >= 0]
            filled.add(
                tuple(np.bincount(schools, minlength=len(market.seats)).tolist()) if schools else ()
            )
        assert len(placed) == len(filled) == 1


def test_one_more_seat_makes_no_pupil_worse_off():
    for rng, market in small_markets(seed=6, pupils=8, schools=4):
        more = market.seats.copy()
        more[rng.integers(0, len(more))] += 1
        before = place_of(market, result(market))
        after = place_of(market, result(replace(market, seats=more)))
        assert all(a <= b for a, b in zip(after, before, strict=True))


def test_nobody_gains_by_a_false_list():
    for _rng, market in small_markets(60, seed=7, pupils=4):
        truth = place_of(market, result(market))
        for i in range(market.pupils):
            low, high = market.start[i], market.start[i + 1]
            for length in range(high - low + 1):
                for false in itertools.permutations(range(low, high), length):
                    rows = np.array(
                        [*range(low), *false, *range(high, len(market.school))], np.int64
                    )
                    start = market.start - np.where(
                        np.arange(len(market.start)) > i, high - low - length, 0
                    )
                    told = Market(start, market.school[rows], market.key[rows], market.seats)
                    got = result(told)[i]
                    place = rows[got] - low if got >= 0 else high - low
                    assert place >= truth[i]


def test_the_number_of_proposals_counts_every_entry_that_was_asked():
    for _rng, market in small_markets(seed=8):
        taken, proposals = deferred_acceptance(market)
        length = np.diff(market.start)
        assert proposals == sum(
            min(place + 1, own) for place, own in zip(place_of(market, taken), length, strict=True)
        )


def test_one_open_class_per_school_changes_nothing():
    for _rng, market in small_markets(seed=9):
        schools = len(market.seats)
        classes = SeatClasses(
            np.arange(schools + 1), market.seats, np.full(schools, -1), np.zeros(schools, bool),
            np.zeros((market.pupils, 0), bool),
        )  # fmt: skip
        assert result(market, classes=classes) == result(market)


def test_bounds_that_never_bind_change_nothing():
    for _rng, market in small_markets(seed=10):
        shape = (len(market.seats), 1)
        bounds = Bounds(
            np.zeros(market.pupils, np.int64),
            np.zeros(shape, np.int64),
            np.full(shape, 99),
            hard=True,
        )
        assert result(market, bounds=bounds) == result(market)


def test_a_reserve_that_is_tried_first_is_a_soft_floor():
    for rng, market in small_markets(seed=11):
        reserved = np.minimum(rng.integers(0, 3, len(market.seats)), market.seats)
        member = rng.random((market.pupils, 1)) < 0.5
        schools = len(market.seats)
        classes = SeatClasses(
            np.arange(0, 2 * schools + 1, 2),
            np.stack([reserved, market.seats - reserved], 1).ravel(),
            np.tile([0, -1], schools),
            np.zeros(2 * schools, bool),
            member,
        )
        bounds = Bounds(
            np.where(member[:, 0], 0, -1), reserved[:, None], np.full((schools, 1), 99), hard=False
        )
        assert result(market, classes=classes) == result(market, bounds=bounds)


KOJIMA = {"s1": ["c1"], "s2": ["c1", "c2"], "s3": ["c2", "c1"]}
KOJIMA_SEATS = {"c1": 2, "c2": 1}


def kojima():
    return market_from(KOJIMA, {"c1": ["s1", "s2", "s3"], "c2": ["s2", "s3", "s1"]}, KOJIMA_SEATS)


def test_a_majority_ceiling_hurts_the_only_minority_pupil():
    market = kojima()
    majority = Bounds(
        np.array([0, 0, -1]), np.zeros((2, 1), np.int64), np.array([[1], [9]]), hard=True
    )
    taken = result(market, bounds=majority)
    assert named(market, taken, KOJIMA, KOJIMA_SEATS) == {"s1": "c1", "s2": "c2", "s3": "c1"}
    assert stable_placements(market, choose_by_bounds(majority)) == [taken]


def test_a_minority_reserve_does_not():
    market = kojima()
    reserve = SeatClasses(
        np.array([0, 2, 3]), np.array([1, 1, 1]), np.array([0, -1, -1]), np.zeros(3, bool),
        np.array([[False], [False], [True]]),
    )  # fmt: skip
    assert named(market, result(market, classes=reserve), KOJIMA, KOJIMA_SEATS) == {
        "s1": "c1", "s2": "c1", "s3": "c2",
    }  # fmt: skip


SLOTS = {"1": "ab", "2": "ab", "3": "ab", "4": "ba"}


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ([(1, 0, False), (1, -1, False)], {"1": "a", "2": "a", "3": None, "4": "b"}),
        ([(1, -1, False), (1, 0, False)], {"1": "a", "2": "a", "3": None, "4": "b"}),
        ([(2, 0, True)], {"1": None, "2": "a", "3": "a", "4": "b"}),
    ],
)
def test_classes_of_one_school_in_precedence_order(classes, expected):
    seats = {"a": 2, "b": 1}
    market = market_from(SLOTS, {"a": "1234", "b": "4123"}, seats)
    rows = [*classes, (1, -1, False)]
    table = SeatClasses(
        np.array([0, len(classes), len(rows)]),
        *(np.array(column) for column in zip(*rows, strict=True)),
        member=np.array([[False], [True], [True], [False]]),
    )
    assert named(market, result(market, classes=table), SLOTS, seats) == expected


def test_precedence_decides_who_uses_the_reserve():
    """One reserved and one open seat; the best of the kind would also get the open one."""
    lists, seats = {"m": "a", "o": "a", "n": "a"}, {"a": 2}
    market = market_from(lists, {"a": "mon"}, seats)
    member = np.array([[True], [False], [True]])
    found = []
    for kind in ([0, -1], [-1, 0]):
        classes = SeatClasses(
            np.array([0, 2]), np.array([1, 1]), np.array(kind), np.zeros(2, bool), member
        )
        found.append(named(market, result(market, classes=classes), lists, seats))
    assert found == [{"m": "a", "o": "a", "n": None}, {"m": "a", "o": None, "n": "a"}]


def test_classes_and_bounds_together_are_refused():
    market = kojima()
    rng = np.random.default_rng(0)
    rules = {"classes": random_classes(rng, market), "bounds": random_bounds(rng, market)}
    with pytest.raises(UsageError, match="cannot be combined"):
        deferred_acceptance(market, **rules)
    with pytest.raises(UsageError, match="cannot be combined"):
        blocking_entries(market, np.full(3, -1), **rules)


def any_placement(rng, market):
    """A random placement, also with too many at a school."""
    lists = [[*range(market.start[i], market.start[i + 1]), -1] for i in range(market.pupils)]
    return np.array([int(rng.choice(own)) for own in lists], np.int64)


@pytest.mark.parametrize("ties", [False, True])
def test_blocking_entries_are_those_that_the_school_would_choose(ties):
    for rng, market in small_markets(seed=12, ties=ties):
        taken = any_placement(rng, market)
        for rules, choice in rules_and_choice(rng, market):
            assert blocking_entries(market, taken, **rules).tolist() == claims(
                market, taken, choice
            )


def test_no_entry_blocks_the_outcome_of_deferred_acceptance():
    for rng, market in small_markets(seed=13, pupils=20, schools=5):
        for rules, _choice in rules_and_choice(rng, market):
            assert not len(
                blocking_entries(market, deferred_acceptance(market, **rules)[0], **rules)
            )
