"""Heaps in one flat array: every class of seats keeps its worst pupil on top.

A heap is the slice ``heap[low : low + size]`` with the greatest value first. Values are packed
(see `skolval.matching._packing`): one number holds the place in the order and the entry.
"""

from __future__ import annotations

from numba import njit

__all__ = ["heapify", "pop", "push", "replace_top"]


@njit(cache=True)
def _sift_down(heap, low, size, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    value = heap[low + i]
    child = 2 * i + 1
    while child + 1 < size:
        # Adding the comparison spares a branch that is wrong half of the time.
        child += int(heap[low + child + 1] > heap[low + child])
        if heap[low + child] <= value:
            break
        heap[low + i] = heap[low + child]
        i = child
        child = 2 * i + 1
    if child + 1 == size and heap[low + child] > value:
        heap[low + i] = heap[low + child]
        i = child
    heap[low + i] = value


@njit(cache=True)
def heapify(heap, low, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Order a slice as a heap."""
    for i in range(size // 2 - 1, -1, -1):
        _sift_down(heap, low, size, i)


@njit(cache=True)
def replace_top(heap, low, size, value):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Take the greatest out, put `value` in; return what went out."""
    out = heap[low]
    heap[low] = value
    _sift_down(heap, low, size, 0)
    return out


@njit(cache=True)
def push(heap, low, size, value):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Put `value` in a heap of `size`; the caller counts one more."""
    i = size
    while i > 0 and heap[low + (i - 1) // 2] < value:
        heap[low + i] = heap[low + (i - 1) // 2]
        i = (i - 1) // 2
    heap[low + i] = value


@njit(cache=True)
def pop(heap, low, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Take the greatest out of a heap of `size` and return it; the caller counts one less."""
    out = heap[low]
    heap[low] = heap[low + size - 1]
    _sift_down(heap, low, size - 1, 0)
    return out
