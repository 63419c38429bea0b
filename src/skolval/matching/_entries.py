"""What the kernels share about entries: where lists begin, and who holds what in the end.

One bit per entry: five million entries are 0.6 MB, which a processor keeps at hand.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching._packing import bits_for
from skolval.matching.market import Market

__all__ = [
    "first_entries",
    "is_marked",
    "member_of_entry",
    "sorted_by_school",
    "sorted_held",
    "taken_of",
]


@njit(cache=True)
def _mark(bits, entry):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    bits[entry >> 3] |= np.uint8(1 << (entry & 7))


@njit(cache=True)
def is_marked(bits, entry):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Tell whether the bit of `entry` is set."""
    return (bits[entry >> 3] >> (entry & 7)) & 1 == 1


@njit(cache=True)
def first_entries(start):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return bits: where a pupil's list begins, and the end of the last list."""
    bits = np.zeros((start[-1] >> 3) + 1, np.uint8)
    for i in range(len(start)):
        _mark(bits, start[i])
    return bits


@njit(cache=True)
def taken_of(start, heap, low, size, mask):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return (n,) the entry of each pupil that some heap holds, -1 for none."""
    held = np.zeros((start[-1] >> 3) + 1, np.uint8)
    for c in range(len(size)):
        for j in range(low[c], low[c] + size[c]):
            _mark(held, heap[j] & mask)
    taken = np.full(len(start) - 1, -1, np.int64)
    for i in range(len(taken)):
        for entry in range(start[i], start[i + 1]):
            if is_marked(held, entry):
                taken[i] = entry
                break
    return taken


@njit(cache=True)
def member_of_entry(start, member):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return (e, kinds) the kinds of each entry's pupil, from (n, kinds) by pupil."""
    repeated = np.empty((start[-1], member.shape[1]), np.bool_)
    for i in range(len(start) - 1):
        for entry in range(start[i], start[i + 1]):
            for k in range(member.shape[1]):
                repeated[entry, k] = member[i, k]
    return repeated


def _sorted(market: Market, entries: IntArray) -> IntArray:
    """Return ascending entries by school, key and entry."""
    school, key = market.school[entries], market.key[entries]
    if not len(entries):
        return entries
    least, width = int(key.min()), bits_for(int(entries[-1]) + 1)
    spread = bits_for(int(key.max()) - least + 1)
    if bits_for(len(market.seats)) + spread + width > 63:
        return entries[np.lexsort((key, school))]
    # One sort of packed numbers is five times as fast as one of several columns.
    packed: IntArray = (((school << spread) | (key - least)) << width) | entries
    packed.sort()
    return packed & ((1 << width) - 1)


def _by_school(market: Market, entries: IntArray) -> tuple[IntArray, IntArray]:
    asked = np.bincount(market.school[entries], minlength=len(market.seats))
    return _sorted(market, entries), np.concatenate([np.zeros(1, np.int64), np.cumsum(asked)])


def sorted_by_school(market: Market) -> tuple[IntArray, IntArray]:
    """Return entries by school, key and entry, and where each school begins in them (m + 1)."""
    return _by_school(market, np.arange(len(market.school)))


def sorted_held(market: Market, taken: IntArray) -> tuple[IntArray, IntArray]:
    """Return the entries that are taken, by school and key, and where each school begins."""
    return _by_school(market, taken[taken >= 0])
