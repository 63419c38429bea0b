"""Tables of two placements with pupils' places exchanged by lot, many draws at once.

All indices share the draws: only pupils who move make a difference, so that a draw is one row
of a sparse product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray
from skolval.inference.permutation import BLOCK

__all__ = ["Difference", "exchanged", "paired_differences"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Second minus first. `p` two-sided, (1 + b) / (1 + B); `low`, `high` of the draws by lot."""

    value: float
    low: float
    high: float
    p: float
    draws: int


def exchanged(
    units: tuple[IntArray, IntArray], group: IntArray, *, draws: int, seed: int
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Yield blocks of (b, U, K) tables of the first and of the second placement.

    The first block is the observed pair alone; in every other each pupil's two units are
    exchanged with probability one half.

    Parameters
    ----------
    units : (n,) unit codes under both placements. group : (n,) group codes.
    """
    first, second = units
    shape = (int(max(first.max(), second.max())) + 1, int(group.max()) + 1)
    cells = (first * shape[1] + group, second * shape[1] + group)
    tables = [np.bincount(cell, minlength=shape[0] * shape[1]).astype(np.float64) for cell in cells]
    yield tables[0].reshape(1, *shape), tables[1].reshape(1, *shape)
    moved = np.flatnonzero(first != second)
    change = _change(cells[0][moved], cells[1][moved], shape[0] * shape[1])
    for start in range(0, draws, BLOCK):
        rng = np.random.default_rng([seed, start // BLOCK])
        swap = rng.random((min(BLOCK, draws - start), len(moved))) < 0.5
        shift = np.asarray((change.T @ swap.T.astype(np.float64)).T)
        a, b = tables[0] + shift, tables[1] - shift
        yield a.reshape(-1, *shape), b.reshape(-1, *shape)


def _change(start: IntArray, end: IntArray, cells: int) -> csr_array:
    """Return (moved, cells): what an exchange adds to the first table and takes off the second."""
    row = np.arange(len(start))
    value = np.concatenate([-np.ones(len(start)), np.ones(len(end))])
    where = (np.concatenate([row, row]), np.concatenate([start, end]))
    return csr_array((value, where), shape=(len(start), cells))


def paired_differences(
    units: tuple[IntArray, IntArray],
    group: IntArray,
    indices: Mapping[str, Callable[[FloatArray], FloatArray]],
    *,
    draws: int = 1000,
    seed: int = 1,
) -> dict[str, Difference]:
    """Return second minus first of every index, and how often chance alone differs as much.

    Parameters
    ----------
    indices : name to a function of tables (..., U, K). Others: see `exchanged`.
    """
    found: dict[str, list[FloatArray]] = {name: [] for name in indices}
    for a, b in exchanged(units, group, draws=draws, seed=seed):
        for name, index in indices.items():
            found[name].append(np.asarray(index(b) - index(a), np.float64))
    return {
        name: _difference(float(parts[0][0]), np.concatenate(parts[1:]), draws)
        for name, parts in found.items()
    }


def _difference(value: float, drawn: FloatArray, draws: int) -> Difference:
    beyond = int((np.abs(drawn) >= abs(value) - 1e-12).sum())
    low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975)))
    return Difference(value, low, high, (1 + beyond) / (1 + draws), draws)
