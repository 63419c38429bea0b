"""As many placed as stability allows: never fewer than the lottery, and honest about proof."""

from __future__ import annotations

import numpy as np

import skolval
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Market
from skolval.matching.max_stable import max_stable
from skolval.matching.pairs import blocking_entries
from skolval.matching.ties import break_ties


def band_market(pupils=120, schools=8, wishes=4, bands=4):
    """Schools of unlike popularity; priority in four bands, as with walk zones and siblings."""
    rng = np.random.default_rng(3)
    liking = 0.7 * rng.normal(size=schools) + rng.gumbel(size=(pupils, schools))
    return Market(
        start=np.arange(pupils + 1) * wishes,
        school=np.argsort(-liking, axis=1)[:, :wishes].ravel().astype(np.int64),
        key=rng.integers(0, bands, pupils * wishes).astype(np.int64),
        seats=np.full(schools, pupils // schools, np.int64),
    ), rng.permutation(pupils)


def test_ties_are_a_lever():
    market, lot = band_market()
    drawn, _proposals = deferred_acceptance(break_ties(market, lot))
    found = max_stable(market, lot=lot, work=0.3)
    assert (drawn >= 0).sum() < found.placed <= found.bound <= market.pupils
    assert (found.taken >= 0).sum() == found.placed
    assert len(blocking_entries(market, found.taken)) == 0


def test_the_same_market_gives_the_same_placement():
    market, lot = band_market()
    one, other = (max_stable(market, lot=lot, work=0.1) for _run in range(2))
    assert (one.taken == other.taken).all()
    assert (one.bound, one.rank_proven) == (other.bound, other.rank_proven)


def test_a_wish_keeps_its_number_when_a_school_before_it_refuses_the_pupil():
    # p's first wish accepts nobody, so that the wish for S is p's second and q's first.
    wishes = {"p": ["R", "S"], "q": ["S"]}
    for lottery in (["p", "q"], ["q", "p"]):
        found = skolval.match(
            wishes, {"R": [], "S": [["p", "q"]]}, mechanism="max_stable", lottery=lottery
        )
        assert found.assignment == {"p": None, "q": "S"}


def test_a_search_without_work_keeps_what_was_known_and_proves_nothing():
    market, lot = band_market()
    found = max_stable(market, lot=lot, work=1e-9)
    assert len(blocking_entries(market, found.taken)) == 0
    assert found.placed < found.bound <= market.pupils
    assert not found.rank_proven
