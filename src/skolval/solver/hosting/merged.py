"""Parties that one goal cannot tell apart are one (elever som är lika för ett mål).

What tells two pupils apart is often their way alone. A goal of kronor, that asks nobody's way,
then has a tenth of the columns, and a search far fewer mirror images of the same placement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from skolval.domain.problem import IntArray
from skolval.solver.bundle import Bundles
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray, System

__all__ = ["Merged", "merged"]


@dataclass(frozen=True, slots=True)
class Merged:
    """A programme of one goal whose bundles are larger.

    Parameters
    ----------
    found : the programme, system, its system with the goal's cost and ceilings.
    source : the programme it was made of.
    of_column : (K,) the column here of each choice there.
    """

    found: Programme
    system: System
    source: Programme
    of_column: IntArray

    def contracted(self, values: FloatArray) -> FloatArray:
        """Return values of the columns here, of values of all columns there."""
        k, here = self.source.n_choices, self.found.n_choices
        found: FloatArray = np.r_[np.bincount(self.of_column, values[:k], here), values[k:]]
        return found

    def expanded(self, values: FloatArray) -> FloatArray:
        """Return values of all columns there: the first bundles get the first columns."""
        there = self.source.bundles
        left = np.rint(values[: self.found.n_choices]).astype(np.int64)
        taken = np.zeros(self.source.n_choices, np.int64)
        room = there.count.copy()
        for column in np.flatnonzero(left[self.of_column] > 0).tolist():
            at, bundle = self.of_column[column], there.column_bundle[column]
            some = min(int(left[at]), int(room[bundle]))
            taken[column] = some
            left[at] -= some
            room[bundle] -= some
        whole: FloatArray = np.r_[taken.astype(np.float64), values[self.found.n_choices :]]
        return whole


def merged(found: Programme, system: System) -> Merged:
    """Return `found` with all that `system` does not tell apart in one bundle.

    Parameters
    ----------
    system : of the stage: the goal's cost, and a last row for each ceiling.
    """
    bundles, k, n = found.bundles, found.n_choices, len(found.bundles.count)
    kind = _kinds(found, system)
    order = np.lexsort((np.arange(k), kind, bundles.column_bundle))
    start = np.searchsorted(bundles.column_bundle[order], np.arange(n + 1))
    free = found.reduced.may_miss[bundles.first]
    groups: dict[tuple[bool, bytes], int] = {}
    group = np.zeros(n, np.int64)
    for bundle in range(n):
        key = bool(free[bundle]), kind[order[start[bundle] : start[bundle + 1]]].tobytes()
        group[bundle] = groups.setdefault(key, len(groups))
    first = np.searchsorted(np.maximum.accumulate(group), np.arange(len(groups)))
    kept = np.concatenate([order[start[b] : start[b + 1]] for b in first.tolist()] or [order[:0]])
    width = start[first + 1] - start[first]
    ahead = np.cumsum(width) - width
    of_column = np.empty(k, np.int64)
    slot = np.arange(k) - start[bundles.column_bundle[order]]
    of_column[order] = ahead[group[bundles.column_bundle[order]]] + slot
    column_bundle = np.repeat(np.arange(len(groups)), width)
    count = np.bincount(group, bundles.count, len(groups)).astype(np.int64)
    smaller = replace(
        bundles,
        of_party=group[bundles.of_party],
        count=count,
        first=bundles.first[first],
        column_bundle=column_bundle,
        column_option=bundles.column_option[kept],
        column_slot=np.arange(len(kept)) - ahead[column_bundle],
    )
    part = _system(found, system, smaller, kept)
    whole = replace(found, bundles=smaller, system=part, classes=found.classes[kept])
    return Merged(whole, part, found, of_column)


def _kinds(found: Programme, system: System) -> IntArray:
    """Return (K,) a number for each choice; equal where nothing in `system` differs."""
    k = found.n_choices
    own = len(found.system.row_upper)
    ceilings = system.matrix[own:].toarray()[:, :k]
    host = np.zeros(k, np.int64)
    if found.problem.hosting is not None:
        host = found.problem.hosting.option_host[found.bundles.column_option]
    told = np.vstack([found.classes, host, system.cost[:k], ceilings])
    _, kind = np.unique(told, axis=1, return_inverse=True)
    return kind.reshape(-1).astype(np.int64)


def _system(found: Programme, system: System, smaller: Bundles, kept: IntArray) -> System:
    k, n, m = found.n_choices, len(found.bundles.count), len(smaller.count)
    size = smaller.count.astype(np.float64)
    must = ~found.reduced.may_miss[smaller.first]
    columns = np.r_[kept, np.arange(k, len(system.cost))]
    part = system.only(columns)
    heads = sparse.csr_array(
        (np.ones(len(kept)), (smaller.column_bundle, np.arange(len(kept)))), (m, len(columns))
    )
    return part.replace(
        upper=np.r_[size[smaller.column_bundle], system.upper[k:]],
        matrix=sparse.vstack([heads, part.matrix[n:]], "csr"),
        row_lower=np.r_[np.where(must, size, 0), system.row_lower[n:]],
        row_upper=np.r_[size, system.row_upper[n:]],
    )
