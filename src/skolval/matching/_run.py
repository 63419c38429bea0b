"""The mechanism that was asked for, run on the market that was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.matching._asked import Asked
from skolval.matching._ledger import Ledger
from skolval.matching._lots import pair_lots
from skolval.matching.application_rejection import application_rejection
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.efficiency_adjusted import efficiency_adjusted
from skolval.matching.improvement_cycles import improvement_cycles
from skolval.matching.max_stable import max_stable
from skolval.matching.random_placement import random_placement
from skolval.matching.school_proposing import school_proposing
from skolval.matching.serial_dictatorship import serial_dictatorship
from skolval.matching.ties import admit_tied, reject_tied
from skolval.matching.top_trading_cycles import trading_cycles
from skolval.solver.least_walking import least_walking

__all__ = ["run"]

_Outcome = tuple[IntArray, dict[str, Any]]


def run(asked: Asked) -> _Outcome:
    """Return the (n,) entry each pupil takes, -1 none, and what the mechanism tells besides.

    Raises
    ------
    InputError
        Reserves, slots or ceilings leave a pupil without the secured seat.
    """
    taken, details = _RUNS[asked.mechanism](asked)
    if asked.plan.slots or asked.plan.bounds:
        _refuse_broken_promises(asked, taken)
    return taken, details


def _refuse_broken_promises(asked: Asked, taken: IntArray) -> None:
    ledger = Ledger()
    for entry in np.flatnonzero(asked.safe()):
        i = int(asked.market.pupil_of_entry()[entry])
        if not 0 <= taken[i] <= entry:
            message = _("Reserves, slots or ceilings leave {value} without the secured seat.")
            ledger.add("secured", "combination", message, value=asked.table.pupils[i])
    ledger.settle()


def _deferred(asked: Asked) -> _Outcome:
    if asked.lots.policy == "reject-group":
        return reject_tied(asked.market), {}
    if asked.lots.policy == "admit-group":
        return admit_tied(asked.market), {}
    classes = asked.plan.classes(asked.market.seats)
    bounds = asked.plan.bounds
    taken, proposals = deferred_acceptance(asked.strict, classes=classes, bounds=bounds)
    return taken, {"proposals": proposals}


def _efficiency(asked: Asked) -> _Outcome:
    return efficiency_adjusted(asked.strict, asked.settings.consent), {}


def _cycles(asked: Asked) -> _Outcome:
    start, _proposals = deferred_acceptance(asked.strict)
    return improvement_cycles(asked.market, start, lot=asked.lot), {}


def _most(asked: Asked) -> _Outcome:
    work, place = asked.settings.work, asked.place
    found = max_stable(asked.market, lot=asked.lot, work=work, place=place)
    told = {"placed": found.placed, "bound": found.bound, "rank_proven": found.rank_proven}
    return found.taken, told


def _trading(asked: Asked) -> _Outcome:
    queue = asked.queue()
    taken, cycle = trading_cycles(asked.strict, queue=(queue.start, queue.pupil))
    names = asked.table.pupils
    order = np.argsort(cycle, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(cycle[order])) + 1)
    cycles = [[names[i] for i in part] for part in parts if len(part) and cycle[part[0]] >= 0]
    return taken, {"cycles": cycles}


def _turns(asked: Asked) -> _Outcome:
    order = asked.settings.order
    return serial_dictatorship(asked.market, np.arange(0) if order is None else order), {}


def _rounds(asked: Asked) -> _Outcome:
    permanency = asked.settings.permanency if asked.mechanism == "parallel_acceptance" else 1
    # A secured seat is kept free for its pupil in every round.
    place = np.where(asked.safe(), 0, asked.place)
    return application_rejection(asked.strict, permanency, place=place), {}


def _random(asked: Asked) -> _Outcome:
    table, market = asked.table, asked.market
    schools = [table.schools[s] for s in market.school]
    pupils = [table.pupils[i] for i in market.pupil_of_entry()]
    return random_placement(market, pair_lots(str(asked.settings.seed), schools, pupils)), {}


def _school(asked: Asked) -> _Outcome:
    return school_proposing(asked.strict), {}


def _guarantee(asked: Asked) -> _Outcome:
    market, metres = asked.market, asked.priorities.metres
    pupil = market.pupil_of_entry()
    ways = market.school * 0 - 1 if metres is None else metres[pupil, market.school]
    known = np.flatnonzero(ways >= 0)
    start = np.searchsorted(pupil[known], np.arange(market.pupils + 1)).astype(np.int64)
    lot = np.arange(market.pupils) if asked.lots.single is None else asked.lots.single
    found = least_walking(start, market.school[known], ways[known], seats=market.seats, lot=lot)
    taken: IntArray = np.where(found >= 0, np.append(known, -1)[found], -1)
    return taken, {"total_metres": int(ways[taken[taken >= 0]].sum())}


_RUNS: dict[str, Callable[[Asked], _Outcome]] = {
    "deferred_acceptance": _deferred,
    "school_proposing": _school,
    "efficiency_adjusted": _efficiency,
    "stable_improvement_cycles": _cycles,
    "max_stable": _most,
    "top_trading_cycles": _trading,
    "serial_dictatorship": _turns,
    "parallel_acceptance": _rounds,
    "immediate_acceptance": _rounds,
    "random_places": _random,
    "guarantee_school": _guarantee,
}
