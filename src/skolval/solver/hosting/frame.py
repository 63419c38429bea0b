"""The programme of groups as the prices see it: hosts with their items, and the other rows.

An item is one of the programme's choices that takes a seat in a group. Rows that the prices do
not know by themselves are priced; where a row has a lower bound its negative is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from skolval.domain.group_counts import in_group, seat_weight
from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.hosting.rows import Core
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray, System

__all__ = ["Frame", "Hosts", "frame_of"]


@dataclass(frozen=True, slots=True)
class Hosts:
    """What the compiled loops read; H hosts, items sorted by host.

    Parameters
    ----------
    start : (H + 1,) first item of each host. choice : (I,) the programme's choice of each item.
    count : (I,) parties that can take it at most. weight : (I,) permille of a seat each takes.
    local : (I,) number of its offering within the host; room : (H, L) seats of each.
    present : (I, months). months : (H, M) the months that bind, filled with -1.
    seat : (H,) permille that a group holds. least : (H,) permille it needs.
    most : (H,) groups at most. unit : (H,) number of the unit among those that have hosts,
        sorted; first : (U + 1,) first host of each. unit_most : (U,) groups at most there.
    """

    start: IntArray
    choice: IntArray
    count: IntArray
    weight: IntArray
    local: IntArray
    room: IntArray
    present: BoolArray
    months: IntArray
    seat: IntArray
    least: IntArray
    most: IntArray
    unit: IntArray
    first: IntArray
    unit_most: IntArray

    @property
    def arrays(self) -> tuple[IntArray | BoolArray, ...]:
        """What the pricing loop reads, in its order."""
        return (self.start, self.choice, self.count, self.weight, self.local, self.room,
                self.present, self.months, self.seat, self.least, self.most)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """A system of groups, as the prices see it.

    Parameters
    ----------
    system : the stage's. hosts : see `Hosts`. bundle, size : (K,) bundle of each choice, and
        parties of each bundle. free : (B,) whether a bundle may stay without a place.
    direct : choices that take no seat in a group.
    groups, switches : system columns of the hosts' groups and of the units' switches.
    others : system columns that are none of these, with finite bounds.
    many : how many of the system's last rows are priced.
    rows, right : the priced rows ``rows x <= right``; ceiling : (R,) highest price of each.
    groups_most : in all, None for no ceiling. min_hosts : units that must run a group.
    """

    system: System
    hosts: Hosts
    bundle: IntArray
    size: IntArray
    free: BoolArray
    direct: IntArray
    groups: IntArray
    switches: IntArray
    others: IntArray
    many: int
    rows: sparse.csr_array
    right: FloatArray
    ceiling: FloatArray
    groups_most: int | None
    min_hosts: int


def frame_of(found: Programme, core: Core, system: System) -> Frame:
    """Return `system`, the stage's, as the prices see it."""
    k = found.n_choices
    units = np.flatnonzero(core.switch >= 0)
    groups = k + core.groups.columns - found.posted.n_options
    switches = k + core.switch[units] - found.posted.n_options
    known = np.r_[np.arange(k), groups, switches]
    others = np.setdiff1d(np.arange(len(system.cost)), known)
    many, rows, right, ceiling = _priced(found, core, system)
    host = core.hosting.option_host[found.bundles.column_option]
    return Frame(
        system=system,
        hosts=_hosts(found, core, units),
        bundle=found.bundles.column_bundle,
        size=found.bundles.count,
        free=found.reduced.may_miss[found.bundles.first],
        direct=np.flatnonzero(host < 0),
        groups=groups,
        switches=switches,
        others=others,
        many=many,
        rows=rows,
        right=right,
        ceiling=ceiling,
        groups_most=core.rule.groups_most,
        min_hosts=core.rule.min_hosts,
    )


def _hosts(found: Programme, core: Core, units: IntArray) -> Hosts:
    hosting, bundles, options = core.hosting, found.bundles, found.problem.options
    host = hosting.option_host[bundles.column_option]
    choice = np.flatnonzero(host >= 0)
    choice = choice[np.argsort(host[choice], kind="stable")]
    host, option = host[choice], bundles.column_option[choice]
    party = options.party[option]
    local, room = _rooms(found, host, options.offering[option], len(hosting))
    of_host = np.searchsorted(units, hosting.host_unit)
    return Hosts(
        start=np.searchsorted(host, np.arange(len(hosting) + 1)).astype(np.int64),
        choice=choice,
        count=bundles.count[bundles.column_bundle[choice]],
        weight=seat_weight(found.problem, hosting)[party],
        local=local,
        room=room,
        present=in_group(hosting)[party],
        months=_months(core),
        seat=1000 * hosting.most_size,
        least=1000 * hosting.least_size,
        most=np.minimum(hosting.most, core.groups.most),
        unit=of_host,
        first=np.searchsorted(of_host, np.arange(len(units) + 1)).astype(np.int64),
        unit_most=hosting.unit_most[units],
    )


def _rooms(
    found: Programme, host: IntArray, offering: IntArray, hosts: int
) -> tuple[IntArray, IntArray]:
    """Return each item's offering numbered within its host, and the seats of each."""
    pairs, of_item = np.unique(host * len(found.problem.offerings) + offering, return_inverse=True)
    owner = pairs // len(found.problem.offerings)
    number = np.arange(len(pairs)) - np.searchsorted(owner, owner)
    seats = found.problem.offerings.seats
    if found.problem.hosting is not None and found.problem.hosting.seats is not None:
        seats = found.problem.hosting.seats[:, -1]
    room = np.zeros((hosts, int(number.max(initial=0)) + 1), np.int64)
    room[owner, number] = seats[pairs % len(found.problem.offerings)]
    return number[of_item], room


def _months(core: Core) -> IntArray:
    host = core.groups.row_host
    number = np.arange(len(host)) - np.searchsorted(host, host)
    months = np.full((len(core.hosting), int(number.max(initial=0)) + 1), -1, np.int64)
    months[host, number] = core.groups.row_month
    return months


def _priced(
    found: Programme, core: Core, system: System
) -> tuple[int, sparse.csr_array, FloatArray, FloatArray]:
    """Return the rows that the prices do not know, as ``rows x <= right``."""
    shared = np.flatnonzero(found.reduced.shared)
    n = len(found.bundles.count)
    first = n + int(np.searchsorted(shared, core.rows))
    matrix = system.matrix[first:]
    lower, upper = system.row_lower[first:], system.row_upper[first:]
    below, above = np.isfinite(lower), np.isfinite(upper)
    rows = sparse.vstack([matrix[above], -matrix[below]], "csr")
    right = np.r_[upper[above], -lower[below]]
    return matrix.shape[0], rows, right, _ceilings(rows, system)


def _ceilings(rows: sparse.csr_array, system: System) -> FloatArray:
    """Return the highest price of each row that lets no unbounded column lower the sum."""
    ceiling = np.full(rows.shape[0], np.inf)
    entries = rows.tocoo()
    loose = np.isinf(system.upper[entries.col]) & (entries.data < 0)
    row, column = entries.row[loose], entries.col[loose]
    np.minimum.at(ceiling, row, system.cost[column] / -entries.data[loose])
    return np.maximum(ceiling, 0.0)
