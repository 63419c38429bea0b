"""From fitted tables to whole persons (heltal): controlled rounding, or a plain sample.

`controlled` moves every cell to the whole number below or above, by lot and without bias,
and keeps every margin that is whole. `truncate_replicate_sample` keeps the total alone; it is
the usual method and stands here to be compared with.

Source: Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. JASA 82,
520-524. Lovelace, R. and Ballas, D. (2013). "Truncate, replicate, sample". Computers,
Environment and Urban Systems 41, 1-11.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from skolval.synth.population_ipf import fit

__all__ = ["controlled", "fair_split", "truncate_replicate_sample"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_TINY = 1e-6


def truncate_replicate_sample(table: FloatArray, rng: np.random.Generator) -> IntArray:
    """Return whole counts with the table's (rounded) total: what is cut off is drawn by lot."""
    flat = np.round(table.ravel(), 9)
    whole = np.floor(flat)
    part = flat - whole
    missing = round(float(flat.sum())) - int(whole.sum())
    if missing:
        drawn = rng.choice(len(flat), missing, replace=False, p=part / part.sum())
        whole[drawn] += 1
    counts: IntArray = whole.astype(np.int64).reshape(table.shape)
    return counts


def fair_split(expected: FloatArray, rng: np.random.Generator) -> IntArray:
    """Return whole counts, each within one of `expected` and right on average.

    Systematic sampling: running sums are cut at one common random point, so that a whole sum
    is kept and another one goes to the whole number below or above.
    """
    steps = np.floor(np.round(np.cumsum(expected), 9) + rng.random())
    counts: IntArray = np.diff(steps, prepend=0.0).astype(np.int64)
    return counts


def controlled(table: FloatArray, rng: np.random.Generator) -> IntArray:
    """Return whole counts that keep every one-way margin of `table` that is whole.

    Parameters
    ----------
    table : (k0, k1, ...) not negative. With two axes this is Cox's procedure; with more, the
        last axis is split off and the rest is rounded first. Structural zeros can stand in
        the way then: compare the margins of the result.
    """
    if table.ndim == 1:
        return fair_split(table, rng)
    if table.ndim == 2:
        return _two_way(table, rng)
    head = controlled(table.sum(axis=-1), rng)
    flat = table.reshape(-1, table.shape[-1])
    last = fair_split(flat.sum(axis=0), rng)
    fitted = fit(flat, (head.ravel().astype(np.float64), last.astype(np.float64)))
    return _two_way(fitted.table, rng).reshape(table.shape)


def _two_way(table: FloatArray, rng: np.random.Generator) -> IntArray:
    """Round a matrix; a slack row and column make all its sums whole."""
    rows, columns = table.shape
    padded = np.zeros((rows + 1, columns + 1))
    padded[:rows, :columns] = table
    padded[:rows, -1] = _to_whole(padded[:rows].sum(axis=1))
    padded[-1, :] = _to_whole(padded[:rows].sum(axis=0))
    whole = np.floor(padded + _TINY)
    part = np.where(padded - whole > _TINY, padded - whole, 0.0)
    while len(left := np.argwhere(part > 0)):
        cells = _cycle(part, int(left[0, 0]))
        _shift(part, cells, rng)
        done = part >= 1 - _TINY
        whole[done] += 1
        part[done | (part <= _TINY)] = 0.0
    return whole[:rows, :columns].astype(np.int64)


def _to_whole(sums: FloatArray) -> FloatArray:
    """Return what each sum lacks to the next whole number."""
    return np.asarray(np.maximum(np.ceil(sums - _TINY) - sums, 0.0), np.float64)


def _cycle(part: FloatArray, row: int) -> list[tuple[int, int]]:
    """Return broken cells, next to each other in a row and in a column by turns, round a ring.

    Whole sums leave no row or column with a single broken cell, so that one can always go on;
    where rounding noise leaves one all the same, it is returned alone.
    """
    rows = len(part)
    walk = [row]
    while True:
        here = walk[-1]
        line = part[here] if here < rows else part[:, here - rows]
        ahead = np.flatnonzero(line > 0) + (rows if here < rows else 0)
        if len(walk) > 1:
            ahead = ahead[ahead != walk[-2]]
        if not len(ahead):
            return [_cell(walk[-2], here, rows)]
        following = int(ahead[0])
        walk.append(following)
        if following in walk[:-1]:
            ring = walk[walk.index(following) :]
            return [_cell(a, b, rows) for a, b in pairwise(ring)]


def _cell(a: int, b: int, rows: int) -> tuple[int, int]:
    return (a, b - rows) if a < rows else (b, a - rows)


def _shift(part: FloatArray, cells: list[tuple[int, int]], rng: np.random.Generator) -> None:
    """Raise and lower the cells by turns until one is whole, either way by a fair lot."""
    row, column = np.array(cells).T
    now = part[row, column]
    if len(cells) == 1:
        part[row, column] = np.round(now)
        return
    sign = np.where(np.arange(len(cells)) % 2 == 0, 1.0, -1.0)
    room_up = float(np.where(sign > 0, 1 - now, now).min())
    room_down = float(np.where(sign > 0, now, 1 - now).min())
    up = rng.random() * (room_up + room_down) < room_down
    part[row, column] = now + sign * (room_up if up else -room_down)
