"""Which hosts and choices matter at the best prices (urval av värdenheter och alternativ).

Nothing here is proven: it only says where to look first.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.hosting.dual import Priced
from skolval.solver.hosting.frame import Frame
from skolval.solver.hosting.kernel import item_margins, taken_items
from skolval.solver.system import FloatArray

__all__ = [
    "choice_margins",
    "host_of_choice",
    "host_order",
    "likely_columns",
    "only_hosts",
    "rank_within",
]

_IMPOSSIBLE = 1e13


def host_of_choice(frame: Frame) -> IntArray:
    """Return (K,) the host of every choice, -1 where it takes no seat in a group."""
    host = np.full(len(frame.bundle), -1, np.int64)
    hosts = frame.hosts
    host[hosts.choice] = np.repeat(np.arange(len(hosts.most)), np.diff(hosts.start))
    return host


def host_order(frame: Frame, found: Priced) -> IntArray:
    """Return the hosts that can run at all: those that do first, then by what they would cost."""
    many = np.arange(found.costs.shape[1])
    value = np.where(found.costs < _IMPOSSIBLE, found.costs - found.worth * many, np.inf)
    score = value[:, 1:].min(axis=1, initial=np.inf)
    running = np.bincount(frame.hosts.unit, found.groups, len(frame.switches)) > 0
    score += np.where(running, 0.0, frame.system.cost[frame.switches])[frame.hosts.unit]
    order = np.lexsort((np.arange(len(score)), score, found.groups == 0))
    able: IntArray = order[np.isfinite(score[order])]
    return able


def only_hosts(frame: Frame) -> IntArray:
    """Return the hosts that are the only one for some party: those who keep their place."""
    host = host_of_choice(frame)
    lowest = np.full(len(frame.size), np.iinfo(np.int64).max)
    highest = np.full(len(frame.size), -1)
    np.minimum.at(lowest, frame.bundle, host)
    np.maximum.at(highest, frame.bundle, host)
    found: IntArray = np.unique(highest[(lowest == highest) & (highest >= 0)])
    return found


def choice_margins(frame: Frame, found: Priced) -> FloatArray:
    """Return (K,) what each choice costs beyond what it would push out of its host."""
    hosts = frame.hosts
    price = found.margin[hosts.choice]
    groups = np.minimum(np.maximum(found.groups, 1), hosts.most)
    even = bool((hosts.weight == hosts.weight[:1]).all())
    taken, margin = np.zeros(len(price), np.int64), np.zeros(len(price))
    taken_items(price, hosts.arrays, even, groups, taken)
    item_margins(price, hosts.arrays, taken, groups, margin)
    every = np.maximum(found.margin, 0.0)
    every[hosts.choice] = margin
    return every


def rank_within(value: FloatArray, bundle: IntArray, bundles: int) -> IntArray:
    """Return (K,) the place of every choice among its bundle's, 0 for the least value."""
    order = np.lexsort((np.arange(len(value)), value, bundle))
    start = np.searchsorted(bundle[order], np.arange(bundles + 1))
    rank = np.empty(len(value), np.int64)
    rank[order] = np.arange(len(value)) - start[bundle[order]]
    return rank


def likely_columns(
    frame: Frame, found: Priced, hosts: IntArray, *, near: float, few: int
) -> BoolArray:
    """Return (N,) the columns of `hosts` and of the choices there that cost little more.

    Parameters
    ----------
    near : how much more. few : of each bundle so many whatever they cost.
    """
    k = len(frame.bundle)
    mine = np.zeros(len(frame.hosts.most), np.bool_)
    mine[hosts] = True
    host = host_of_choice(frame)
    able = (host < 0) | mine[np.maximum(host, 0)]
    margin = np.where(able, choice_margins(frame, found), np.inf)
    kept = able & ((margin <= near) | (rank_within(margin, frame.bundle, len(frame.size)) < few))
    free = np.zeros(len(frame.system.cost), np.bool_)
    free[:k] = kept
    free[frame.others] = True
    free[frame.groups[hosts]] = True
    free[frame.switches[np.unique(frame.hosts.unit[hosts])]] = True
    return free
