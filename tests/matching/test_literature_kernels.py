"""The kernels on arrays: what they take besides what `match` gives them, and large markets."""

from __future__ import annotations

import numpy as np
import pytest

from matching import oracles as o
from skolval.matching._choice import choose
from skolval.matching._groups import group_claims
from skolval.matching.application_rejection import application_rejection
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.efficiency_adjusted import efficiency_adjusted
from skolval.matching.improvement_cycles import improvement_cycles
from skolval.matching.market import Market
from skolval.matching.pairs import blocking_entries
from skolval.matching.serial_dictatorship import serial_dictatorship
from skolval.matching.top_trading_cycles import top_trading_cycles


def market_of(town):
    lists = [town.wishes(i) for i in town.pupils]
    pairs = [(s, i) for i, own in enumerate(lists) for s in own]
    return Market(
        np.cumsum([0, *map(len, lists)]),
        np.array([s for s, _i in pairs], np.int64),
        np.array([town.tier[pair] for pair in pairs], np.int64),
        np.array(town.seats, np.int64),
    )


def placed(market, taken):
    return tuple(int(market.school[e]) if e >= 0 else None for e in taken)


def large(pupils=3000, schools=30, wishes=5, bands=4):
    rng = np.random.default_rng(9)
    liking = rng.normal(size=schools) + rng.gumbel(size=(pupils, schools))
    tied = Market(
        np.arange(pupils + 1) * wishes,
        np.argsort(-liking, axis=1)[:, :wishes].ravel().astype(np.int64),
        rng.integers(0, bands, pupils * wishes).astype(np.int64),
        np.full(schools, pupils // schools, np.int64),
    )
    lot = rng.permutation(pupils)
    strict = Market(
        tied.start, tied.school, tied.key * pupils + lot[tied.pupil_of_entry()], tied.seats
    )
    return tied, strict, lot


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9, 1.0])
def test_a_town_of_forty_agrees_with_kestens_own_procedure(share):
    rng = np.random.default_rng(21)
    for _town in range(10):
        town = o.random_town(rng, (30, 40), (8, 12), ties=False, most_seats=4)
        consent = rng.random(len(town.lists)) < share
        market = market_of(town)
        taken = efficiency_adjusted(market, consent)
        assert placed(market, taken) == o.kesten(town, consent.tolist())


def test_without_queues_a_school_points_at_those_who_wish_for_it():
    rng = np.random.default_rng(22)
    for _town in range(50):
        town = o.random_town(rng, (1, 8), (1, 5), ties=False)
        wished = {pair: t for pair, t in town.tier.items() if pair[0] in town.lists[pair[1]]}
        town = o.Town(town.lists, wished, town.seats, town.lot)
        market = market_of(town)
        assert placed(market, top_trading_cycles(market)) == o.plain_trading(town)


def test_entries_are_counted_where_no_places_are_given():
    town = o.random_town(np.random.default_rng(23), (6, 6), (4, 4), ties=False)
    market = market_of(town)
    accepted = o.Town(
        tuple(tuple(town.wishes(i)) for i in town.pupils), town.tier, town.seats, town.lot
    )
    assert placed(market, application_rejection(market, 1)) == o.plain_rounds(accepted, 1)


def test_a_large_market_keeps_the_promises():
    tied, strict, lot = large()
    start, _proposals = deferred_acceptance(strict)
    full = efficiency_adjusted(strict, np.ones(len(lot), bool))
    none = efficiency_adjusted(strict, np.zeros(len(lot), bool))
    better = improvement_cycles(tied, start, lot=lot)
    assert (none == start).all()
    for taken in (full, better):
        assert ((taken >= 0) == (start >= 0)).all()
        assert (taken <= start).all()
        assert taken.sum() < start.sum()
    assert len(blocking_entries(tied, better)) == 0
    assert (improvement_cycles(tied, better, lot=lot) == better).all()


def test_lots_may_be_by_pupil_or_by_entry():
    tied, strict, lot = large(300, 10)
    start, _proposals = deferred_acceptance(strict)
    by_entry = improvement_cycles(tied, start, lot=lot[tied.pupil_of_entry()])
    assert (improvement_cycles(tied, start, lot=lot) == by_entry).all()


def test_equal_priorities_everywhere_make_acceptance_a_dictatorship():
    """Ergin (2002): without cycles in the priorities deferred acceptance is efficient."""
    _tied, strict, lot = large(400, 10)
    same = Market(strict.start, strict.school, lot[strict.pupil_of_entry()], strict.seats)
    turns = serial_dictatorship(same, np.argsort(lot))
    assert (deferred_acceptance(same)[0] == turns).all()
    assert (efficiency_adjusted(same, np.ones(len(lot), bool)) == turns).all()
    assert (top_trading_cycles(same) == turns).all()


def test_a_school_of_like_seats_chooses_those_who_go_first():
    market = market_of(o.Town(((0,), (0,), (0,)), {(0, 0): 2, (0, 1): 0, (0, 2): 1}, (2,), ()))
    assert choose(market, 0, [0, 1, 2]) == [1, 2]


@pytest.mark.parametrize("admit", [False, True])
def test_groups_have_claims_where_they_would_fit(admit):
    """One seat; 0 goes first, 1 and 2 are equal and come later."""
    market = market_of(o.Town(((0,), (0,), (0,)), {(0, 0): 0, (0, 1): 1, (0, 2): 1}, (1,), ()))
    nobody, first, later = (np.array(t) for t in ([-1, -1, -1], [0, -1, -1], [-1, 1, -1]))
    assert group_claims(market, nobody, admit=admit).tolist() == ([0, 1, 2] if admit else [0])
    assert group_claims(market, first, admit=admit).tolist() == []
    assert group_claims(market, later, admit=admit).tolist()[:1] == [0]
