"""Many lotteries: the same counts as one after another, and draws anybody can repeat."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from matching.plain_markets import market_from, random_market
from skolval.errors import UsageError
from skolval.matching import lotteries as subject
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.lotteries import draw_lots, drawn_counts, lottery_counts
from skolval.matching.ties import break_ties


def one_after_another(market, lots):
    counts = np.zeros(len(market.school), np.int64)
    for lot in lots:
        taken = deferred_acceptance(break_ties(market, lot))[0]
        counts[taken[taken >= 0]] += 1
    return counts.tolist()


@pytest.mark.parametrize("size", [{"pupils": 6}, {"pupils": 80, "schools": 6}])
def test_counts_equal_those_of_one_lottery_after_another(size):
    for number in range(40):
        rng = np.random.default_rng((40, number))
        market = random_market(rng, ties=True, **size)
        lots = draw_lots(market.pupils, 7, seed=str(number))
        assert lottery_counts(market, lots).tolist() == one_after_another(market, lots)


def test_lots_may_be_any_numbers_and_tie():
    for number in range(40):
        rng = np.random.default_rng((41, number))
        market = random_market(rng, pupils=8, ties=True)
        lots = rng.integers(-4, 4, (5, market.pupils))
        assert lottery_counts(market, lots).tolist() == one_after_another(market, lots)


def test_lots_need_a_column_per_pupil():
    market = market_from({"a": "x"}, {"x": "a"}, {"x": 1})
    for lots in (np.zeros((2, 2), np.int64), np.zeros(1, np.int64)):
        with pytest.raises(UsageError, match="for 1 pupils"):
            lottery_counts(market, lots)


def test_every_lottery_is_an_order_of_the_pupils_and_can_be_drawn_by_itself():
    lots = draw_lots(50, 6, seed="town|2026")
    assert (np.sort(lots, axis=1) == np.arange(50)).all()
    assert len({tuple(row) for row in lots}) == 6
    alone = [draw_lots(50, 1, seed="town|2026", first=g)[0] for g in range(6)]
    assert (lots == np.array(alone)).all()


def test_a_lottery_is_the_shuffle_of_the_numbers_that_its_seed_gives():
    digest = hashlib.sha256(b"town|3").digest()
    raw = [int(x) for x in np.random.PCG64(int.from_bytes(digest, "big")).random_raw(9)]
    lot = list(range(9))
    for i in reversed(range(1, 9)):
        j = raw[i] % (i + 1)
        lot[i], lot[j] = lot[j], lot[i]
    assert draw_lots(9, 1, seed="town", first=3)[0].tolist() == lot


def test_a_published_draw_stays_the_same_in_every_version():
    assert draw_lots(8, 2, seed="skolval").tolist() == PUBLISHED


def test_every_order_of_three_pupils_is_about_as_frequent():
    _orders, counts = np.unique(draw_lots(3, 6000, seed="fair"), axis=0, return_counts=True)
    # 1,000 expected; five standard deviations are 144.
    assert len(counts) == 6
    assert abs(counts - 1000).max() < 144


def test_drawing_a_few_at_a_time_gives_the_same_counts(monkeypatch):
    market = random_market(np.random.default_rng(42), pupils=30, schools=4, ties=True)
    whole = lottery_counts(market, draw_lots(market.pupils, 10, seed="s")).tolist()
    assert drawn_counts(market, lotteries=10, seed="s").tolist() == whole
    monkeypatch.setattr(subject, "_CHUNK", 3 * market.pupils)
    assert drawn_counts(market, lotteries=10, seed="s").tolist() == whole


def test_two_equals_share_one_seat_by_halves():
    market = market_from({"a": "x", "b": "x"}, {"x": [["a", "b"]]}, {"x": 1})
    counts = drawn_counts(market, lotteries=1000, seed="halves")
    assert counts.sum() == 1000
    # Five standard deviations are 79.
    assert abs(counts[0] - 500) < 79


PUBLISHED = [[2, 6, 5, 7, 0, 4, 1, 3], [3, 4, 6, 1, 5, 2, 7, 0]]
