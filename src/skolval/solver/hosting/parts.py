"""Which hosts are looked at together when a placement is made better (delar som löses om).

Where pupils fall apart into many kinds that share no host, as programmes do, a kind or two is a
part. Units that the same pupils could reach are one, and pairs of such, so that a group can be
closed here and opened there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.hosting.frame import Frame
from skolval.solver.hosting.margins import host_of_choice, rank_within
from skolval.solver.system import FloatArray

__all__ = ["parts_of", "round_of"]

_NEAR, _TOGETHER, _APART = 6, 6, 4
_SHARE = 5
"""Units of a part are at most one in so many; fewer are a part however few there are."""
_FEWEST = 3
_KINDS = 4
"""Kinds from which on they are parts."""


def parts_of(frame: Frame, near: FloatArray) -> Iterator[BoolArray]:
    """Yield parts without end, as (H,) masks of hosts; the same on every machine.

    Parameters
    ----------
    near : (K,) how far away each choice is, in any unit.
    """
    kinds = _kinds(frame)
    close = _neighbours(frame, near)
    units = len(close)
    together = min(_TOGETHER, max(_FEWEST, units // _SHARE))
    apart = min(_APART, together)
    turn = 0
    while units:
        yield from kinds
        for unit in range(units):
            yield np.isin(frame.hosts.unit, close[unit, :together])
        for first in range(len(kinds)):
            yield kinds[first] | kinds[(first + 1 + turn) % len(kinds)]
        for unit in range(units):
            other = (unit + 1 + 7 * turn + units // 3) % units
            several = np.r_[close[unit, :apart], close[other, :apart]]
            yield np.isin(frame.hosts.unit, several)
        turn += 1


def round_of(frame: Frame) -> int:
    """Return after how many parts all have been tried once."""
    return 2 * (len(frame.switches) + len(_kinds(frame)))


def _kinds(frame: Frame) -> list[BoolArray]:
    """Return the hosts that share pupils, the most choices first; none where kinds are few."""
    hosts = len(frame.hosts.most)
    host = host_of_choice(frame)
    some = np.flatnonzero(host >= 0)
    size = hosts + len(frame.size)
    edges = np.ones(len(some)), (host[some], hosts + frame.bundle[some])
    _, label = connected_components(sparse.csr_array(edges, (size, size)), directed=False)
    names, of_host = np.unique(label[:hosts], return_inverse=True)
    if len(names) < _KINDS:
        return []
    choices = np.bincount(of_host[host[some]], minlength=len(names))
    order = np.lexsort((np.arange(len(names)), -choices))
    return [of_host == name for name in order.tolist() if choices[name]]


def _neighbours(frame: Frame, far: FloatArray) -> IntArray:
    """Return (U, U) for each unit itself, then those that most of the same pupils could reach."""
    host = host_of_choice(frame)
    unit = np.where(host >= 0, frame.hosts.unit[np.maximum(host, 0)], -1)
    units, bundles = len(frame.switches), len(frame.size)
    near = (rank_within(far, frame.bundle, bundles) < _NEAR) & (unit >= 0)
    reach = sparse.csr_array(
        (np.ones(int(near.sum())), (frame.bundle[near], unit[near])), (bundles, units)
    )
    both = (reach.T @ reach).toarray()
    np.fill_diagonal(both, np.inf)
    order: IntArray = np.argsort(-both, axis=1, kind="stable")
    return order
