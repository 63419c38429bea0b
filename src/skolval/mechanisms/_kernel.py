"""Deferred acceptance on flat arrays, compiled; one kernel for every list and priority.

Source: Gale & Shapley (1962); pupil-proposing. Each offering keeps a binary heap of the
pupils it holds, the one with the worst place on top, in one flat array.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching.market import Market

__all__ = ["accept", "deferred_acceptance"]


@njit(cache=True)
def _sift_down(heap, low, size, key):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            return
        if child + 1 < size and key[heap[low + child + 1]] > key[heap[low + child]]:
            child += 1
        if key[heap[low + child]] <= key[heap[low + i]]:
            return
        heap[low + i], heap[low + child] = heap[low + child], heap[low + i]
        i = child


@njit(cache=True)
def _sift_up(heap, low, i, key):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    while i > 0:
        parent = (i - 1) // 2
        if key[heap[low + parent]] >= key[heap[low + i]]:
            return
        heap[low + i], heap[low + parent] = heap[low + parent], heap[low + i]
        i = parent


@njit(cache=True)
def _run(start, rows, offering, key, seats):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    n = len(start) - 1
    low = np.zeros(len(seats) + 1, np.int64)
    for o in range(len(seats)):
        low[o + 1] = low[o] + seats[o]
    heap = np.empty(low[-1], np.int64)
    held = np.zeros(len(seats), np.int64)
    turn = start[:-1].copy()
    chosen = np.full(n, -1, np.int64)
    party_of = np.empty(len(rows), np.int64)
    for i in range(n):
        for k in range(start[i], start[i + 1]):
            party_of[rows[k]] = i
    proposals = 0
    for first in range(n):
        i = first
        while i >= 0 and turn[i] < start[i + 1]:
            row = rows[turn[i]]
            turn[i] += 1
            proposals += 1
            o = offering[row]
            if held[o] < seats[o]:
                heap[low[o] + held[o]] = row
                _sift_up(heap, low[o], held[o], key)
                held[o] += 1
                chosen[i] = row
                i = -1
            elif seats[o] > 0 and key[row] < key[heap[low[o]]]:
                out = party_of[heap[low[o]]]
                heap[low[o]] = row
                _sift_down(heap, low[o], held[o], key)
                chosen[i] = row
                chosen[out] = -1
                i = out
    return chosen, proposals


def deferred_acceptance(
    start: IntArray, rows: IntArray, *, offering: IntArray, key: IntArray, seats: IntArray
) -> tuple[IntArray, int]:
    """Return the pupil-optimal stable placement.

    Parameters
    ----------
    start : (n + 1,) first entry of each party in `rows`. rows : option rows of each party,
        best first. offering, key : by option row; the smaller key goes first and keys of one
        offering differ. seats : by offering, not negative.

    Returns
    -------
    chosen : (n,) option row of each party, -1 without a place. proposals : how many were made.
    """
    chosen, proposals = _run(start, rows, offering, key, np.maximum(seats, 0))
    return chosen, int(proposals)


def accept(market: Market) -> tuple[IntArray, int]:
    """Return the entries taken and the number of proposals, by the kernel above."""
    rows = np.arange(len(market.school))
    return deferred_acceptance(
        market.start, rows, offering=market.school, key=market.key, seats=market.seats
    )
