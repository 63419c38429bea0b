"""Further cells are hidden until no small count can be worked out (sekundär undertryckning).

A count of one to four pupils is never published. Hidden alone it could be computed from totals,
also across tables that share totals; so further cells are hidden until a reader who knows every
published number, every sum between them and that no count is negative can place the hidden count
in an interval no narrower than five pupils that reaches both upwards and down to nothing.

For each small count a linear programme looks for the cheapest way to raise it by five and to
lower it to nought while every published sum still holds; the cells that move are hidden with
it. What a reader can work out is then computed again, cell by cell, and is the proof.

Source
------
Kelly, Golden & Assad (1992), Cell suppression: disclosure protection for sensitive tabular data,
Networks 22, 397-417; Hundepool et al. (2012), Statistical Disclosure Control, ch. 4;
Offentlighets- och sekretesslagen (2009:400) 24 kap. 8 §.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from skolval.domain.counts import FloatArray
from skolval.domain.disclosure import SMALLEST, few
from skolval.domain.problem import BoolArray, IntArray

__all__ = ["Cells", "protected", "table"]

_SLIP = 1e-7
_MOST = 1e6


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts and the sums between them that a reader knows.

    Parameters
    ----------
    values : (n,) whole counts, totals among them.
    sums : (r, n) coefficients 1 and -1 whose products with the values are all 0.
    """

    values: IntArray
    sums: sparse.csr_array

    def block(self, *, at: IntArray) -> IntArray:
        """Return the values at the places `at`, in its shape."""
        chosen: IntArray = self.values[at]
        return chosen


def table(counts: IntArray) -> tuple[Cells, IntArray]:
    """Return a table with its row totals, column totals and grand total as cells.

    Returns
    -------
    cells, places : `places` is (rows + 1, columns + 1), the number of each cell, totals last.
    """
    full = np.zeros((counts.shape[0] + 1, counts.shape[1] + 1), np.int64)
    full[:-1, :-1] = counts
    full[-1] = full.sum(axis=0)
    full[:, -1] = full[:, :-1].sum(axis=1)
    places = np.arange(full.size).reshape(full.shape)
    rows = [_sum(places[i, :-1], places[i, -1], full.size) for i in range(full.shape[0])]
    rows += [_sum(places[:-1, j], places[-1, j], full.size) for j in range(full.shape[1])]
    return Cells(full.ravel(), sparse.csr_array(np.array(rows))), places


def _sum(parts: IntArray, total: int, n: int) -> FloatArray:
    row = np.zeros(n)
    row[parts] = 1
    row[total] = -1
    return row


def protected(
    cells: Cells,
    primary: BoolArray | None = None,
    *,
    untold: BoolArray | None = None,
    known: BoolArray | None = None,
) -> BoolArray:
    """Return which cells must be hidden so that none of the `primary` can be worked out.

    Parameters
    ----------
    primary : (n,) cells that may not be known; those of one to four pupils when left out.
    untold : (n,) cells that are told nowhere in any case. known : (n,) cells that are told
        elsewhere, and cannot be hidden.

    Notes
    -----
    Where the sums leave a small count no room at all (a table of one cell), everything that
    it is a part of is hidden.
    """
    none = np.zeros(len(cells.values), np.bool_)
    secret = few(cells.values) if primary is None else primary
    fixed = none if known is None else known
    hidden = (secret | (none if untold is None else untold)) & ~fixed
    # The largest first: what is hidden for them often protects the smaller ones too.
    for cell in sorted(np.flatnonzero(secret & ~fixed), key=lambda c: (-cells.values[c], c)):
        for change in (SMALLEST, -int(cells.values[cell])):
            moves = _cheapest(cells, (hidden, fixed), int(cell), change)
            wide = _whole_sums(cells, int(cell)) if moves is None else moves
            hidden = (hidden | wide) & ~fixed
    return hidden


def _cheapest(
    cells: Cells, state: tuple[BoolArray, BoolArray], cell: int, change: int
) -> BoolArray | None:
    """Return the cells that move when `cell` changes by `change` at the least cost.

    Parameters
    ----------
    state : (n,) which cells are hidden already, and which cannot be.
    """
    hidden, known = state
    values = cells.values.astype(np.float64)
    # A shown cell costs by its size and for being one more; nought is the dearest to move, as
    # a reader takes an empty cell for what it is.
    price = np.where(hidden, 0.0, np.where(values == 0, values.max() + 10, values + 5))
    upper = np.where(known, 0.0, _MOST)
    lower = np.where(known, 0.0, values)
    if change > 0:
        lower[cell] = 0
    else:
        upper[cell] = 0
    both = sparse.hstack([cells.sums, -cells.sums], "csr")
    fixed = np.zeros(2 * len(values))
    fixed[cell if change > 0 else len(values) + cell] = 1
    found = _least(
        np.r_[price, price],
        A_eq=sparse.vstack([both, sparse.csr_array(fixed[None])], "csr"),
        b_eq=np.r_[np.zeros(both.shape[0]), abs(change)],
        bounds=np.c_[np.zeros(2 * len(values)), np.r_[upper, lower]],
    )
    if found.x is None:
        return None
    up, down = np.split(found.x, 2)
    moves: BoolArray = np.abs(up - down) > _SLIP
    return moves


def _least(cost: FloatArray, **programme: Any) -> Any:
    """Return what the linear programme comes to."""
    # loads half of scipy, and nothing is hidden in a report for the office
    from scipy.optimize import linprog  # noqa: PLC0415 - see above

    return linprog(cost, method="highs", **programme)


def _whole_sums(cells: Cells, cell: int) -> BoolArray:
    """Return every cell that shares a sum with `cell`."""
    mine = np.flatnonzero(cells.sums[:, [cell]].toarray().ravel())
    shares: BoolArray = np.abs(cells.sums[mine].toarray()).sum(axis=0) > 0
    return shares
