"""Numbers about reversed school transport (omvänd skolskjuts): lines, loads, units, kronor.

A seat that is offered may be declined. What happens is therefore told three times: nobody accepts,
as many as assumed, everybody does; and for a take-up that is half, or half as much again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.service_loads import loads, vehicles
from skolval.domain.services import SERVICE_KINDS
from skolval.domain.take_up import SENSITIVITY
from skolval.measure._reversed import Riders, riders_of

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray, Problem
    from skolval.domain.services import Services
    from skolval.io.run import Run

__all__ = ["ReversedNumbers", "Scenario", "reversed_lines", "reversed_numbers", "reversed_units"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one take-up leads to.

    Parameters
    ----------
    name : ``none``, one of `SENSITIVITY`, or ``all``. accepted : pupils who are expected to ride.
    low, high : kronor per school year at the lowest and the highest price given.
    relieved : units that would be full without riders and are not with them.
    beyond : pupils beyond the seats, over all grades at units.
    """

    name: str
    accepted: float
    low: int
    high: int
    relieved: int
    beyond: float

    @property
    def per_pupil(self) -> float:
        """Kronor per pupil who rides, at the highest price; NaN if nobody does."""
        return self.high / self.accepted if self.accepted > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class ReversedNumbers:
    """What reversed transport comes to under one run.

    Parameters
    ----------
    candidates, used : services that could be run, and that carry pupils. chartered : vehicles
        that are paid for. offered : pupils with a seat. cards : pupils expected to ride on
        ordinary lines, by travel card.
    minutes, otherwise : mean minutes one way of those offered a seat, from door to door, and of
        the way to the unit where they otherwise go; NaN where nothing tells that.
    share_riders, share_left, share_reached : share of the balance group among the residents of the
        home areas: of those offered a seat, of all at the units that they leave, and of all at
        the units that they come to if nobody accepts; and the latter two as assumed.
    scenarios : take-up from none to all, ``middle`` is the assumption.
    voluntary : seats may be declined.
    """

    candidates: int
    used: int
    chartered: int
    offered: int
    cards: float
    minutes: float
    otherwise: float
    share_riders: float
    share_left: tuple[float, float]
    share_reached: tuple[float, float]
    scenarios: tuple[Scenario, ...]
    voluntary: bool

    def scenario(self, name: str) -> Scenario:
        """Return the scenario called `name`."""
        return next(one for one in self.scenarios if one.name == name)


def reversed_numbers(run: Run) -> ReversedNumbers | None:
    """Return the numbers of `run`, None where its policy has no reversed transport."""
    problem = run.problem
    riders = riders_of(problem, run.placement)
    if riders is None or problem.services is None:
        return None
    units = reversed_units(run)
    size = riders.size
    told = riders.fallback >= 0
    minutes = problem.options.minutes
    return ReversedNumbers(
        candidates=len(problem.services),
        used=len(np.unique(riders.service)),
        chartered=int(vehicles(problem, riders.chosen).sum()),
        offered=int(size.sum()),
        cards=_cards(problem.services, riders),
        minutes=_mean(minutes[riders.rows], size),
        otherwise=_mean(minutes[riders.fallback[told]], size[told]),
        share_riders=_mean(riders.permille / 1000, size),
        share_left=_shares(units, "leave"),
        share_reached=_shares(units, "come"),
        scenarios=tuple(_scenario(problem, riders, name, factor) for name, factor in _tried()),
        voluntary=riders.voluntary,
    )


def _cards(services: Services, riders: Riders) -> float:
    ordinary = services.kind[riders.service] == SERVICE_KINDS.index("ordinary")
    return float(riders.accepting(1000)[ordinary].sum())


def _tried() -> tuple[tuple[str, int | None], ...]:
    return (("none", 0), *SENSITIVITY, ("all", None))


def _mean(values: npt.ArrayLike, weights: IntArray) -> float:
    known = np.asarray(values, np.float64)
    return float(np.average(known, weights=weights)) if weights.sum() else float("nan")


def _scenario(problem: Problem, riders: Riders, name: str, factor: int | None) -> Scenario:
    accepting = riders.accepting(factor)
    before, after = riders.held(problem, riders.accepting(0)), riders.held(problem, accepting)
    seats = problem.offerings.seats
    full_before = _full(problem, before)
    low, high = riders.kronor(problem, accepting)
    return Scenario(
        name,
        accepted=float(accepting.sum()),
        low=low,
        high=high,
        relieved=int((full_before & ~_full(problem, after)).sum()),
        beyond=float(np.maximum(after - seats, 0.0).sum()),
    )


def _full(problem: Problem, held: FloatArray) -> npt.NDArray[np.bool_]:
    """Return (U,) the units that have no seat over in any grade."""
    width = len(problem.unit_ids)
    pupils = np.bincount(problem.offerings.unit, held, width)
    seats = np.bincount(problem.offerings.unit, problem.offerings.seats, width)
    full: npt.NDArray[np.bool_] = (seats > 0) & (pupils >= seats - _HALF)
    return full


_HALF = 0.5
"""A unit is full when less than half a seat is over: expected pupils are no whole numbers."""


_LINE_COLUMNS = (
    "service_id", "kind", "running", "units", "boards", "leaves", "departs", "arrives",
    "home_departs", "home_arrives", "vehicles", "offered", "accepted", "seats", "load", "minutes",
    "low", "high", "cards",
)  # fmt: skip


def reversed_lines(run: Run) -> pd.DataFrame:
    """Return one row per service that is run with pupils, or by decision (linjer).

    Columns: service_id, kind, running, units (unit_ids that are reached, separated by spaces),
    boards and leaves (first and last stop used), departs and arrives (seconds after midnight, of
    those stops in the morning), home_departs, home_arrives (likewise in the afternoon),
    vehicles, offered, accepted (expected), seats (of the fullest leg), load (pupils offered a
    seat on it), minutes (mean, one way), low and high (kronor), cards (travel cards that are
    expected to be needed: pupils who ride on an ordinary line).
    """
    columns = list(_LINE_COLUMNS)
    problem = run.problem
    riders = riders_of(problem, run.placement)
    if riders is None or problem.services is None:
        return pd.DataFrame(columns=columns)
    used = np.bincount(riders.service, minlength=len(problem.services)) > 0
    shown = np.flatnonzero(riders.runs & (used | ~problem.services.running))
    buses = vehicles(problem, riders.chosen)
    rows = [_line(problem, riders, int(line), int(buses[line])) for line in shown]
    return pd.DataFrame(rows, columns=columns)


def _line(problem: Problem, riders: Riders, line: int, buses: int) -> list[object]:
    services = problem.services
    if services is None or services.rides is None:  # pragma: no cover - riders are of services
        return []
    mine = np.flatnonzero(riders.service == line)
    rows, size = riders.rows[mine], riders.size[mine]
    calls, rides = services.out, services.rides
    first, last = int(calls.start[line]), int(calls.start[line + 1]) - 1
    if len(mine):
        first, last = int(rides.board[rows].min()), int(rides.alight[rows].max())
    here = slice(int(calls.start[line]), int(calls.start[line + 1]) - 1)
    load, seats = loads(problem, riders.chosen)[0][here], calls.seats[here] * max(1, buses)
    fullest = int(np.argmax(load / np.maximum(seats, 1)))
    units = np.unique(problem.unit_of_option()[rows])
    accepting, kind = riders.accepting(1000), SERVICE_KINDS[services.kind[line]]
    low, high = riders.kronor(problem, accepting, line=line)
    return [
        str(services.ids[line]), kind, bool(services.running[line]),
        " ".join(str(problem.unit_ids[unit]) for unit in units),
        str(services.stop_ids[calls.stop[first]]), str(services.stop_ids[calls.stop[last]]),
        int(calls.left[first]), int(calls.reached[last]), *_home(services, riders, line),
        max(1, buses), int(size.sum()), float(accepting[mine].sum()),
        int(seats[fullest]), int(load[fullest]),
        _mean(problem.options.minutes[rows], size), low, high,
        float(accepting[mine].sum()) * (kind == "ordinary"),
    ]  # fmt: skip


def _home(services: Services, riders: Riders, line: int) -> tuple[int, int]:
    """Return when the afternoon's run leaves the first unit and reaches the last stop in use."""
    calls, rides = services.back, services.rides
    first, last = int(calls.start[line]), int(calls.start[line + 1]) - 1
    rows = riders.rows[riders.service == line]
    if rides is not None and len(rows):
        first, last = int(rides.back_board[rows].min()), int(rides.back_alight[rows].max())
    return int(calls.left[first]), int(calls.reached[last])


def reversed_units(run: Run) -> pd.DataFrame:
    """Return one row per unit that pupils leave or come to (skolenheter).

    Columns: unit_id, name, seats, leave and come (pupils offered a seat, by where they otherwise
    go and where they ride to), none, assumed, all (pupils at the unit by take-up), share_none
    and share_assumed (of the balance group, by the residents of the pupils' home areas).
    """
    problem = run.problem
    riders = riders_of(problem, run.placement)
    if riders is None:
        return pd.DataFrame(columns=["unit_id", "name", "seats", "leave", "come", "none",
                                     "assumed", "all", "share_none", "share_assumed"])  # fmt: skip
    unit, width = problem.unit_of_option(), len(problem.unit_ids)
    told = riders.fallback >= 0
    leave = np.bincount(unit[riders.fallback[told]], riders.size[told], width).astype(np.int64)
    come = np.bincount(unit[riders.rows], riders.size, width).astype(np.int64)
    held = {name: riders.at_units(problem, riders.accepting(factor))
            for name, factor in (("none", 0), ("assumed", 1000), ("all", None))}  # fmt: skip
    table = pd.DataFrame(
        {
            "unit_id": run.units["unit_id"].to_numpy(),
            "name": run.units["name"].to_numpy(),
            "seats": np.bincount(problem.offerings.unit, problem.offerings.seats, width).astype(
                np.int64
            ),
            "leave": leave,
            "come": come,
            **{name: pupils for name, (pupils, _group) in held.items()},
            **{
                f"share_{name}": held[name][1] / np.maximum(held[name][0], 1e-9)
                for name in ("none", "assumed")
            },
        }
    )
    return table[(leave > 0) | (come > 0)].reset_index(drop=True)


def _shares(units: pd.DataFrame, side: str) -> tuple[float, float]:
    """Return the share of the group at the units of a side, if nobody accepts and as assumed."""
    mine = units[units[side] > 0]
    none, assumed = (
        float((mine[f"share_{name}"] * mine[name]).sum() / mine[name].sum())
        if mine[name].sum() > 0
        else float("nan")
        for name in ("none", "assumed")
    )
    return none, assumed
