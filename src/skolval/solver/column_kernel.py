"""Every option's entries hashed, and equal hashes numbered: the compiled loops."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["hash_entries", "numbered"]

_Hash = npt.NDArray[np.uint64]


def hash_entries(
    table: tuple[npt.NDArray[np.integer], npt.NDArray[np.integer], npt.NDArray[np.generic]],
    rows: BoolArray,
    salt: np.uint64,
    n_columns: int,
) -> _Hash:
    """Return for each of the first columns the sum of the hashes of its entries.

    Parameters
    ----------
    table : pointer by row, column and whole number (or bits) of each entry.
    rows : rows that count. salt : added to the row's number before it is hashed.
    """
    start, column, value = table
    found = np.zeros(n_columns, np.uint64)
    _hash(start, column, value, rows, salt, found)
    return found


def numbered(keys: _Hash) -> tuple[IntArray, IntArray]:
    """Return the first place of each distinct key, in the order of keys, and each key's number.

    The same as ``np.unique`` with index and inverse, for many keys of which few differ.
    """
    first, number = _numbered(keys, np.uint64(1 << max(4, int(2 * len(keys)).bit_length())))
    order = np.argsort(keys[first], kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[number]


@njit(cache=True, nogil=True)
def _mixed(z):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def _hash(start, column, value, rows, salt, found):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    for r in range(len(start) - 1):
        if not rows[r]:
            continue
        row = _mixed(np.uint64(r) + salt)
        for e in range(start[r], start[r + 1]):
            if column[e] < len(found):
                found[column[e]] += _mixed(row ^ _mixed(np.uint64(value[e])))


@njit(cache=True, nogil=True)
def _numbered(keys, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    table = np.full(size, -1, np.int32)
    first = np.empty(len(keys), np.int64)
    number = np.empty(len(keys), np.int32)
    count = 0
    for i in range(len(keys)):
        at = _mixed(keys[i]) & (size - np.uint64(1))
        while table[at] >= 0 and keys[first[table[at]]] != keys[i]:
            at = (at + np.uint64(1)) & (size - np.uint64(1))
        if table[at] < 0:
            table[at] = count
            first[count] = i
            count += 1
        number[i] = table[at]
    return first[:count].copy(), number
