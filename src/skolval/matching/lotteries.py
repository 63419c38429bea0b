"""Many lotteries (många lottningar): how often each pupil gets each place.

Where a lottery decides among equals, one draw is one outcome among many. Lottery number g of
a seed is drawn by itself: from SHA-256 of ``seed|g``, so that lotteries can be shared out
among workers, or drawn a few at a time, and give the same counts.

Source: Abdulkadiroğlu, Pathak & Roth (2009); the shuffle is Fisher & Yates (1938) on raw
64-bit numbers of PCG64, which numpy keeps the same in every version.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.errors import Fault, UsageError
from skolval.matching._heaps import heapify, replace_top
from skolval.matching._packing import bits_for, held_seats, small_keys
from skolval.matching.market import Market

__all__ = ["draw_lots", "drawn_counts", "lottery_counts"]

# Lots of a chunk are at most about this many numbers (32 MB).
_CHUNK = 4_000_000


@njit(cache=True)
def _shuffle(raw):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    lot = np.arange(len(raw))
    for i in range(len(raw) - 1, 0, -1):
        j = np.int64(raw[i] % np.uint64(i + 1))
        lot[i], lot[j] = lot[j], lot[i]
    return lot


def draw_lots(pupils: int, lotteries: int, *, seed: str, first: int = 0) -> IntArray:
    """Return (lotteries, pupils) lots of the lotteries number `first`, `first` + 1, ...

    Each row is an order of the pupils: 0 goes first.
    """
    lots = np.empty((lotteries, pupils), np.int64)
    for g in range(lotteries):
        digest = hashlib.sha256(f"{seed}|{first + g}".encode()).digest()
        bits = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big"))).bit_generator
        lots[g] = _shuffle(bits.random_raw(pupils))
    return lots


@njit(cache=True)
def _owners(lot):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the pupils in the order of their lots; equal lots by the number of the pupil."""
    owner = np.full(len(lot), -1, np.int64)
    for i in range(len(lot)):
        if lot[i] < 0 or lot[i] >= len(lot) or owner[lot[i]] >= 0:
            return np.argsort(lot, kind="mergesort")
        owner[lot[i]] = i
    return owner


@njit(cache=True)
def _one(lists, low, lot, owner, work):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    start, school, key, bits = lists
    heap, size, turn, queue = work
    mask = (np.int64(1) << bits) - 1
    size[:] = 0
    turn[:] = start[:-1]
    for i in range(len(turn)):
        queue[i] = i
    waiting = len(queue)
    while waiting > 0:
        left = 0
        for q in range(waiting):
            i = queue[q]
            while turn[i] < start[i + 1]:
                s = school[turn[i]]
                place = (key[turn[i]] << bits) | lot[i]
                h, seats, held = low[s], low[s + 1] - low[s], size[s]
                if held < seats:
                    heap[h + held] = place
                    size[s] = held + 1
                    if held + 1 == seats:
                        heapify(heap, h, seats)
                    break
                if seats > 0 and place < heap[h]:
                    out = owner[replace_top(heap, h, seats, place) & mask]
                    turn[out] += 1
                    queue[left] = out
                    left += 1
                    break
                turn[i] += 1
        waiting = left


@njit(cache=True)
def _all(lists, low, lots):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    start, school = lists[0], lists[1]
    n = len(start) - 1
    counts, lot = np.zeros(len(school), np.int64), np.empty(n, np.int64)
    turn, queue = np.empty(n, np.int64), np.empty(n, np.int64)
    work = (np.empty(low[-1], np.int64), np.zeros(len(low) - 1, np.int64), turn, queue)
    for g in range(len(lots)):
        owner = _owners(lots[g])
        for place in range(n):
            lot[owner[place]] = place
        _one(lists, low, lot, owner, work)
        for i in range(n):
            if turn[i] < start[i + 1]:
                counts[turn[i]] += 1
    return counts


def lottery_counts(market: Market, lots: IntArray) -> IntArray:
    """Return (e,) how often each entry is taken when equal keys go by lot.

    Parameters
    ----------
    market : keys may tie. lots : (lotteries, n) one number per pupil and lottery, the smaller
        goes first; equal lots go by the number of the pupil.

    Raises
    ------
    UsageError : `lots` has not one column per pupil.
    """
    if lots.ndim != 2 or lots.shape[1] != market.pupils:
        raise UsageError(
            Fault(
                f"The lots have the shape {lots.shape} for {market.pupils} pupils.",
                value=str(lots.shape),
                rule="lots",
                remedy="Give one row per lottery and one column per pupil.",
            )
        )
    bits = bits_for(market.pupils)
    key, least = small_keys(market.key, 1 << (62 - bits))
    schools = np.arange(len(market.seats))
    seats = held_seats(np.maximum(market.seats, 0), market.school, schools)
    low = np.concatenate([np.zeros(1, np.int64), np.cumsum(seats)])
    counts: IntArray = _all((market.start, market.school, key - least, bits), low, lots)
    return counts


def drawn_counts(market: Market, *, lotteries: int, seed: str) -> IntArray:
    """Return (e,) how often each entry is taken over seeded lotteries, drawn a few at a time."""
    counts = np.zeros(len(market.school), np.int64)
    step = max(1, _CHUNK // max(1, market.pupils))
    for first in range(0, lotteries, step):
        some = min(step, lotteries - first)
        counts += lottery_counts(market, draw_lots(market.pupils, some, seed=seed, first=first))
    return counts
