"""Equal places in the order (lika placering): a lottery, or the group as a whole.

A lottery makes every order strict: one lot per pupil for all schools (single), or one per
pupil and school (multiple). Without a lottery a group of equals is treated as one: refused
whole when it does not fit, or admitted whole although it takes more than the seats. Both give
each school a limit, and of all limits that keep the promise they are the ones best for pupils.

Source: Abdulkadiroğlu, Pathak & Roth (2009), single and multiple lotteries; Biró & Kiselgof
(2015), "College admissions with stable score-limits": refused whole is H-stable (Hungary),
admitted whole L-stable (Chile).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import BoolArray, IntArray
from skolval.errors import Fault, UsageError
from skolval.matching._entries import sorted_by_school
from skolval.matching._packing import small_keys
from skolval.matching.market import Market

__all__ = ["admit_tied", "break_ties", "reject_tied", "tied"]


def _groups(market: Market) -> tuple[IntArray, IntArray, IntArray]:
    """Return the sorted entries, the first of each group of equals, and each entry's group."""
    order, _low = sorted_by_school(market)
    school, key = market.school[order], market.key[order]
    begins = np.ones(len(order), bool)
    begins[1:] = (school[1:] != school[:-1]) | (key[1:] != key[:-1])
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(begins) - 1
    return order, np.append(np.flatnonzero(begins), len(order)), group


def tied(market: Market) -> BoolArray:
    """Return (e,) which entries share their key with another pupil at the same school."""
    _order, begins, group = _groups(market)
    shared: BoolArray = (np.diff(begins) > 1)[group]
    return shared


def _ranked(lot: IntArray) -> IntArray:
    """Return lots as 0, 1, 2, ...; equal lots in the order they stand."""
    rank = np.empty(len(lot), np.int64)
    rank[np.argsort(lot, kind="stable")] = np.arange(len(lot))
    return rank


def break_ties(market: Market, lot: IntArray, *, multiple: bool | None = None) -> Market:
    """Return the market with strict keys: first the key, then the lot.

    Parameters
    ----------
    lot : (n,) one number per pupil (a single lottery) or (e,) one per entry (a multiple one);
        the smaller goes first. Equal lots go by the number of the pupil.
    multiple : lots are per entry. Without it their number tells, and where there are as many
        entries as pupils they are per pupil.

    Raises
    ------
    UsageError : `lot` has some other length.
    """
    by_entry = len(lot) != market.pupils if multiple is None else multiple
    wanted = len(market.school) if by_entry else market.pupils
    if len(lot) != wanted:
        raise UsageError(
            Fault(
                f"There are {len(lot)} lots for {market.pupils} pupils and"
                f" {len(market.school)} entries.",
                value=str(len(lot)),
                rule="lots",
                remedy="Give one lot per pupil, or one per entry of the market.",
            )
        )
    rank = _ranked(np.asarray(lot))
    if not by_entry:
        rank = np.repeat(rank, np.diff(market.start))
    width = max(1, len(lot))
    key, least = small_keys(market.key, (1 << 62) // width)
    return Market(market.start, market.school, (key - least) * width + rank, market.seats)


@njit(cache=True)
def _closes(admit, total, last, seats):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Tell whether the last open group, with `last` of `total` applicants, must be refused."""
    if admit:
        return total - last >= seats
    return total > seats


@njit(cache=True)
def _run(lists, groups, seats, admit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    start, school, pupil = lists
    order, begins, group, low = groups
    turn, holds = start[:-1].copy(), np.zeros(len(start) - 1, np.bool_)
    limit = low[1:].copy()
    total, inside = np.zeros(len(seats), np.int64), np.zeros(len(begins), np.int64)
    stack = np.arange(len(start) - 1)
    waiting = len(stack)
    while waiting > 0:
        i = stack[waiting - 1]
        while turn[i] < start[i + 1] and group[turn[i]] >= limit[school[turn[i]]]:
            turn[i] += 1
        waiting -= 1
        if turn[i] == start[i + 1]:
            continue
        s = school[turn[i]]
        holds[i] = True
        total[s] += 1
        inside[group[turn[i]]] += 1
        while limit[s] > low[s] and _closes(admit, total[s], inside[limit[s] - 1], seats[s]):
            limit[s] -= 1
            g = limit[s]
            total[s] -= inside[g]
            for place in range(begins[g], begins[g + 1]):
                entry = order[place]
                if holds[pupil[entry]] and turn[pupil[entry]] == entry:
                    holds[pupil[entry]] = False
                    stack[waiting] = pupil[entry]
                    waiting += 1
    return np.where(holds, turn, -1)


def _score_limits(market: Market, *, admit: bool) -> IntArray:
    order, begins, group = _groups(market)
    asked = np.bincount(market.school[order[begins[:-1]]], minlength=len(market.seats))
    low = np.concatenate([np.zeros(1, np.int64), np.cumsum(asked)])
    lists = (market.start, market.school, market.pupil_of_entry())
    taken: IntArray = _run(lists, (order, begins, group, low), market.seats, admit)
    return taken


def reject_tied(market: Market) -> IntArray:
    """Each pupil gets the best school whose limit is reached; a group that does not fit is refused.

    No school takes more than its seats; some may stay empty though pupils ask for them.

    Returns
    -------
    taken : (n,) entry of each pupil, -1 without a place.
    """
    return _score_limits(market, admit=False)


def admit_tied(market: Market) -> IntArray:
    """Each pupil gets the best school whose limit is reached; the last group is admitted whole.

    A school may take more than its seats, but never somebody when its seats are filled by
    pupils who strictly go before.

    Returns
    -------
    taken : (n,) entry of each pupil, -1 without a place.
    """
    return _score_limits(market, admit=True)
