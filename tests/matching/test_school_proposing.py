"""Schools propose: published examples, the worst stable placement for every pupil."""

from __future__ import annotations

import numpy as np

from matching.plain_markets import market_from, named, place_of, random_market, stable_placements
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Market
from skolval.matching.pairs import blocking_entries
from skolval.matching.school_proposing import school_proposing


def test_gale_and_shapley_1962_example_1():
    lists = {"alpha": "ABC", "beta": "BCA", "gamma": "CAB"}
    seats = {"A": 1, "B": 1, "C": 1}
    order = {
        "A": ["beta", "gamma", "alpha"],
        "B": ["gamma", "alpha", "beta"],
        "C": ["alpha", "beta", "gamma"],
    }
    market = market_from(lists, order, seats)
    found = named(market, school_proposing(market), lists, seats)
    assert found == {"alpha": "C", "beta": "A", "gamma": "B"}


def test_of_all_stable_placements_every_pupil_gets_the_worst():
    for number in range(200):
        market = random_market(np.random.default_rng((20, number)), pupils=4)
        stable = [place_of(market, taken) for taken in stable_placements(market)]
        assert place_of(market, school_proposing(market)) == tuple(
            map(max, zip(*stable, strict=True))
        )


def test_both_sides_fill_the_same_seats_with_the_same_pupils_placed():
    for number in range(60):
        market = random_market(np.random.default_rng((21, number)), pupils=60, schools=6)
        pupils, schools = deferred_acceptance(market)[0], school_proposing(market)
        assert ((pupils >= 0) == (schools >= 0)).all()
        assert not len(blocking_entries(market, schools))
        assert (np.array(place_of(market, pupils)) <= np.array(place_of(market, schools))).all()


def test_a_market_without_entries_places_nobody():
    none = np.zeros(0, np.int64)
    assert school_proposing(Market(np.zeros(3, np.int64), none, none, np.array([1]))).tolist() == [
        -1,
        -1,
    ]
