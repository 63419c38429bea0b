"""Rows about one party alone say which of its options are allowed and what they cost.

A party takes at most one option, so such a row is decided option by option: the row goes
away, exactly, and parties that differ only in row numbers become equal (see `bundle`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.model import NO_BOUND, Posted

__all__ = ["Reduced", "reduce_rows"]


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left when the rows about one party alone are read off.

    Parameters
    ----------
    allowed : (n_options,) may the option be used. price : (n_options,) what it costs.
    may_miss : (n_parties,) may the party have no place. miss_price : what that costs.
    shared : (n_rows,) rows that concern several parties or further columns.
    """

    allowed: BoolArray
    price: IntArray
    may_miss: BoolArray
    miss_price: IntArray
    shared: BoolArray


def reduce_rows(posted: Posted, party: IntArray, n_parties: int) -> Reduced:
    """Return which options every party may use and at what price.

    Parameters
    ----------
    party : (n_options,) party of each option column.
    """
    n_rows = len(posted.row_upper)
    shared = _shared(posted, party)
    owner = np.zeros(n_rows, np.int64)
    inside = posted.column < posted.n_options
    owner[posted.row[inside]] = party[posted.column[inside]]
    own = np.flatnonzero(~shared)
    zero_breaks = (posted.row_upper < 0) | (posted.row_lower > 0)
    hard = posted.row_price == 0
    mine = ~shared[posted.row]
    row, column, value = posted.row[mine], posted.column[mine], posted.coefficient[mine]
    holds = (value <= posted.row_upper[row]) & (value >= posted.row_lower[row])
    need = np.zeros(n_parties, np.int64)
    np.add.at(need, owner[own[hard[own] & zero_breaks[own]]], 1)
    have = np.zeros(posted.n_options, np.int64)
    np.add.at(have, column[hard[row] & zero_breaks[row] & holds], 1)
    allowed = have == need[party]
    allowed[column[hard[row] & ~zero_breaks[row] & ~holds]] = False
    over_none = posted.row_price * np.maximum(-posted.row_upper, 0)
    miss_price = np.zeros(n_parties, np.int64)
    np.add.at(miss_price, owner[own], over_none[own])
    price = miss_price[party]
    over = posted.row_price[row] * np.maximum(value - posted.row_upper[row], 0) - over_none[row]
    np.add.at(price, column, over)
    return Reduced(allowed, price, need == 0, miss_price, shared)


def _shared(posted: Posted, party: IntArray) -> BoolArray:
    n_rows = len(posted.row_upper)
    lowest = np.full(n_rows, NO_BOUND)
    highest = np.full(n_rows, -1, np.int64)
    outside = posted.column >= posted.n_options
    of = party[posted.column[~outside]] if len(party) else posted.column[~outside]
    np.minimum.at(lowest, posted.row[~outside], of)
    np.maximum.at(highest, posted.row[~outside], of)
    shared: BoolArray = lowest != highest
    shared[posted.row[outside]] = True
    return shared
