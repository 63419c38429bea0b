"""Facets of whole counts as further rows, where an absolute value sees two kinds of parties.

A deviation that every party changes by one of two numbers, up or down, is |up a - down b| for
whole counts a and b, and the facets of `hull` hold. Seats bound a + b. Nothing is added where
a deviation sees more kinds, as when each home area has its own share.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.hull import hull_facets
from skolval.solver.shape import Shape
from skolval.solver.system import FloatArray

__all__ = ["counting_caps", "with_facets"]

_FULL = 1 << 40


def with_facets(shape: Shape) -> Shape:
    """Return `shape` with the facets' rows after its own."""
    there = _parties_of(shape)
    cap_of, room = counting_caps(shape)
    rows = []
    for column, plus, _minus in shape.pairs.tolist():
        seen = shape.narrow[[plus]]
        seen.eliminate_zeros()
        own = shape.own[[plus]]
        if len(own.indices) != 1 or len(np.unique(seen.data)) != 2:
            continue
        up, down = int(seen.data.max()), -int(seen.data.min())
        if up <= 0 or down <= 0:
            continue
        members = seen.indices[seen.data > 0]
        others = seen.indices[seen.data < 0]
        most = int(min(there[seen.indices].sum(), _room(cap_of[seen.indices], room)))
        each = int(there[members].sum()), int(there[others].sum()), most
        for alpha, beta, tau, gamma in hull_facets(up, down, each).tolist():
            rows.append((members, alpha / tau, others, beta / tau, column, gamma / tau))
    return _joined(shape, rows) if rows else shape


def _parties_of(shape: Shape) -> FloatArray:
    """Return (C,) how many parties could be of each class at most."""
    of_choice = np.repeat(shape.size, np.diff(shape.start))
    there: FloatArray = np.bincount(shape.kind, of_choice, shape.n_kinds).astype(np.float64)
    return there


def counting_caps(shape: Shape) -> tuple[IntArray, FloatArray]:
    """Return for each class the tightest row that only counts its parties, -1 none; and rooms."""
    narrow = shape.narrow.tocoo()
    rows = len(shape.row_upper)
    counting: BoolArray = np.isfinite(shape.row_upper) & (np.diff(shape.own.indptr) == 0)
    counting[shape.wide_rows] = False
    counting[narrow.row[narrow.data != 1]] = False
    room = np.where(counting, np.floor(shape.row_upper + 1e-9), _FULL)
    cap_of = np.full(shape.n_kinds, -1, np.int64)
    mine = np.flatnonzero(counting[narrow.row])
    order = mine[np.lexsort((narrow.row[mine], room[narrow.row[mine]]))][::-1]
    cap_of[narrow.col[order]] = narrow.row[order]
    return cap_of, np.where(np.arange(rows) >= 0, room, 0.0)


def _room(caps: IntArray, room: FloatArray) -> float:
    if (caps < 0).any() or not len(caps):
        return float(_FULL)
    return float(room[np.unique(caps)].sum())


def _joined(shape: Shape, rows: list[tuple[IntArray, float, IntArray, float, int, float]]) -> Shape:
    n = len(rows)
    number = np.concatenate([np.full(len(row[0]) + len(row[2]), r) for r, row in enumerate(rows)])
    column = np.concatenate([np.r_[row[0], row[2]] for row in rows])
    value = np.concatenate(
        [np.r_[np.full(len(row[0]), row[1]), np.full(len(row[2]), row[3])] for row in rows]
    )
    away = np.array([row[4] for row in rows])
    narrow = sparse.csr_array((value, (number, column)), (n, shape.n_kinds))
    own = sparse.csr_array((np.full(n, -1.0), (np.arange(n), away)), (n, shape.own.shape[1]))
    return replace(
        shape,
        narrow=sparse.vstack([shape.narrow, narrow], "csr"),
        own=sparse.vstack([shape.own, own], "csr"),
        row_lower=np.r_[shape.row_lower, np.full(n, -np.inf)],
        row_upper=np.r_[shape.row_upper, [row[5] for row in rows]],
    )
