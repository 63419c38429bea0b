"""Rows about one party alone say which of its options are allowed and what they cost.

A party takes at most one option, so such a row is decided option by option: the row goes
away, exactly, and parties that differ only in row numbers become equal (see `bundle`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.model import Posted

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
    shared = _shared(posted, party)
    own = np.flatnonzero(~shared)
    owner = party[posted.column[posted.start[own]]]
    zero_breaks = (posted.row_upper < 0) | (posted.row_lower > 0)
    hard = posted.row_price == 0
    width = np.diff(posted.start)
    mine = np.repeat(~shared, width)
    row, column, value = np.repeat(own, width[own]), posted.column[mine], posted.coefficient[mine]
    holds = (value <= posted.row_upper[row]) & (value >= posted.row_lower[row])
    need = np.bincount(owner[hard[own] & zero_breaks[own]], minlength=n_parties)
    needed = (hard & zero_breaks)[row]
    have = np.bincount(column[needed & holds], minlength=posted.n_options)
    allowed = have == need[party]
    allowed[column[hard[row] & ~needed & ~holds]] = False
    over_none = posted.row_price * np.maximum(-posted.row_upper, 0)
    miss_price = np.zeros(n_parties, np.int64)
    np.add.at(miss_price, owner, over_none[own])
    price = miss_price[party]
    soft = np.flatnonzero(~hard[row])
    row, column, value = row[soft], column[soft], value[soft]
    over = posted.row_price[row] * np.maximum(value - posted.row_upper[row], 0) - over_none[row]
    np.add.at(price, column, over)
    return Reduced(allowed, price, need == 0, miss_price, shared)


def _shared(posted: Posted, party: IntArray) -> BoolArray:
    """Return which rows do not concern one party alone: options are sorted by party."""
    shared = np.ones(len(posted.row_upper), np.bool_)
    rows = np.flatnonzero(np.diff(posted.start))
    last = posted.column[posted.start[rows + 1] - 1]
    rows, last = rows[last < posted.n_options], last[last < posted.n_options]
    shared[rows] = party[posted.column[posted.start[rows]]] != party[last]
    return shared
