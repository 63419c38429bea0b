"""What was asked of `match`, read and checked once: a market and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import BoolArray, IntArray
from skolval.errors import Fault
from skolval.matching._ledger import Ledger
from skolval.matching._lots import GROUP_POLICIES, Lots, read_lots
from skolval.matching._mechanisms import MECHANISMS, read_mechanism
from skolval.matching._priorities import Priorities, read_priorities
from skolval.matching._seats import SeatPlan, read_seat_plan
from skolval.matching._settings import Settings, read_settings
from skolval.matching._shapes import shaped
from skolval.matching._table import Table, read_table
from skolval.matching.market import Market

__all__ = ["Asked", "Queue", "read_asked"]

# These never compare two pupils at a school, or compare them by an order of their own.
_WITHOUT_ORDER = {"serial_dictatorship", "random_places", "guarantee_school"}


@dataclass(frozen=True, slots=True)
class Queue:
    """Pairs of school and pupil in the order the school admits them.

    Parameters
    ----------
    start : (m + 1,) where each school's queue starts. pupil : (q,) first to last.
    level : (q,) equal numbers at one school are equals that lots decide between.
    lot : (q,).
    """

    start: IntArray
    pupil: IntArray
    level: IntArray
    lot: IntArray


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to `match` without faults.

    Parameters
    ----------
    market : priorities as given, equal keys are ties. strict : after the lots.
    place : (e,) place of each entry on the pupil's list, 0 first. lot : (e,) who goes first
        among equals. The other fields are what was read.
    """

    mechanism: str
    options: dict[str, Any]
    table: Table
    priorities: Priorities
    lots: Lots
    plan: SeatPlan
    settings: Settings
    market: Market
    strict: Market
    place: IntArray
    lot: IntArray

    @property
    def grouped(self) -> bool:
        """Whether equals are refused or admitted together."""
        return self.lots.policy in GROUP_POLICIES

    def safe(self) -> BoolArray:
        """Return (e,) which entries are their pupil's secured seat."""
        secured = self.priorities.secured[self.market.pupil_of_entry()]
        safe: BoolArray = secured == self.market.school
        return safe

    def one_more_seat(self, school: int) -> Self:
        """Return the question with one more seat, open to all, at a school."""
        seats = self.market.seats.copy()
        seats[school] += 1
        return replace(
            self,
            table=replace(self.table, seats=seats),
            market=replace(self.market, seats=seats),
            strict=replace(self.strict, seats=seats),
        )

    def queue(self) -> Queue:
        """Return everybody's place at every school, also of those who do not wish for it."""
        school, pupil = self.priorities.pairs()
        lot = self.lots.of(self.table, school, pupil)
        level = _levels(self.priorities.keys(school, pupil))
        order = np.lexsort((lot, level, school))
        start = np.searchsorted(school[order], np.arange(len(self.table.schools) + 1)).astype(
            np.int64
        )
        return Queue(start, pupil[order], level[order], lot[order])


def read_asked(
    town: tuple[Any, Any, Any],
    mechanism: str,
    options: dict[str, Any],
    ledger: Ledger,
    *,
    one_order: bool = True,
) -> Asked:
    """Return what is asked.

    Parameters
    ----------
    town : wishes, priorities, quotas. ledger : may hold faults already.
    one_order : ties must be decided even where all seats of a school are alike.

    Raises
    ------
    InputError
        With every fault found.
    """
    name = read_mechanism(mechanism, options, ledger)
    options = shaped(options, ledger)
    table = read_table(*town, ledger)
    lots = read_lots(options, table, ledger)
    asked = _asked(
        name,
        options,
        (table, read_priorities(options, table, ledger), lots),
        read_seat_plan(options, table, ledger),
        read_settings(name, options, table, lots, ledger),
    )
    _refuse_groups(asked, ledger)
    compares = name in MECHANISMS.keys() - _WITHOUT_ORDER and not asked.grouped
    if compares and (one_order or asked.plan.slots or asked.plan.bounds):
        _refuse_ties(asked, ledger)
    ledger.settle()
    return asked


def _asked(
    name: str,
    options: dict[str, Any],
    read: tuple[Table, Priorities, Lots],
    plan: SeatPlan,
    settings: Settings,
) -> Asked:
    table, priorities, lots = read
    pupil, school, place = _entries(name, table, priorities)
    level = _levels(priorities.keys(school, pupil))
    lot = lots.of(table, school, pupil)
    strict = np.empty(len(level), np.int64)
    strict[np.lexsort((lot, level))] = np.arange(len(level))
    count = np.bincount(pupil, minlength=len(table.pupils))
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    market = Market(start, school, level, table.seats)
    after = replace(market, key=strict)
    return Asked(name, options, table, priorities, lots, plan, settings, market, after, place, lot)


def _entries(
    name: str, table: Table, priorities: Priorities
) -> tuple[IntArray, IntArray, IntArray]:
    """Return pupil, school and place of every acceptable wish, and last of what is added."""
    pupil, school, place = table.wish.T
    more_pupil, more_school = _added(name, table, priorities)
    length = np.bincount(pupil, minlength=len(table.pupils))
    pupil = np.concatenate([pupil, more_pupil])
    school = np.concatenate([school, more_school])
    place = np.concatenate([place, length[more_pupil]])
    order = np.lexsort((school, place, pupil))
    kept = order[priorities.accepts(school[order], pupil[order])]
    return pupil[kept], school[kept], place[kept]


def _added(name: str, table: Table, priorities: Priorities) -> tuple[IntArray, IntArray]:
    """Return pupil and school of places that are no wishes: secured, or within a known way."""
    m = max(len(table.schools), 1)
    safe = np.flatnonzero(priorities.secured >= 0)
    code = safe * m + priorities.secured[safe]
    if name == "guarantee_school" and priorities.metres is not None:
        pupil, school = np.nonzero(priorities.metres >= 0)
        code = np.concatenate([code, pupil * m + school])
    more, school = np.divmod(np.setdiff1d(code, table.wish[:, 0] * m + table.wish[:, 1]), m)
    return more, school


def _levels(keys: IntArray) -> IntArray:
    """Return one number per row that orders the rows as their columns do, equal where equal."""
    order = np.lexsort(keys.T[::-1])
    ordered = keys[order]
    step = np.zeros(len(keys), np.int64)
    step[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    level = np.empty(len(keys), np.int64)
    level[order] = np.cumsum(step)
    return level


def _refuse_groups(asked: Asked, ledger: Ledger) -> None:
    """Refuse to treat equals alike where that has no meaning."""
    if asked.grouped and asked.mechanism != "deferred_acceptance":
        message = _("Only deferred_acceptance can treat equals alike ({value}).")
        ledger.add("ties", "combination", message, value=asked.lots.policy)
    if asked.grouped and (asked.plan.slots or asked.plan.bounds):
        message = _("{value} cannot be combined with reserves, slots, floors or ceilings.")
        ledger.add("ties", "combination", message, value=asked.lots.policy)


def _unread(fault: Fault) -> bool:
    """Say whether the priorities could not be read at all, so that all seem equal."""
    return fault.file == "priorities" and fault.rule in {"type", "column", "number"}


def _refuse_ties(asked: Asked, ledger: Ledger) -> None:
    """Refuse equals that nothing decides between, one fault per school."""
    if any(fault.file in {"ties", "lottery", "seed"} or _unread(fault) for fault in ledger.faults):
        return
    market, table = asked.market, asked.table
    pupil, school, level, lot = market.pupil_of_entry(), market.school, market.key, asked.lot
    if asked.mechanism == "top_trading_cycles":
        queue = asked.queue()
        pupil, level, lot = queue.pupil, queue.level, queue.lot
        school = np.repeat(np.arange(len(table.schools)), np.diff(queue.start))
        trades = np.diff(market.start)[pupil] > 0
        pupil, school, level, lot = (part[trades] for part in (pupil, school, level, lot))
    order = np.lexsort((lot, level, school))
    rows = np.stack([school, level, lot], axis=1)[order]
    equal = np.flatnonzero((rows[1:] == rows[:-1]).all(axis=1))
    _found, first = np.unique(rows[equal, 0], return_index=True)
    for at in equal[first]:
        message = _("The school {value} treats {one} and {other} alike, and nothing decides.")
        remedy = _("Say what decides between equals: ties, with lottery or seed.")
        one, other = (table.pupils[pupil[order[k]]] for k in (at, at + 1))
        words = {"value": table.schools[rows[at, 0]], "one": one, "other": other}
        ledger.add("priorities", "tie", message, remedy=remedy, **words)
