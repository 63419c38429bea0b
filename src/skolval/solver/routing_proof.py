"""The shortest run by CP-SAT, or the proof that no order of the calls keeps the limits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from ortools.sat.python import cp_model

from skolval.solver.routing_times import ServiceAsked

__all__ = ["EFFORT", "Proof", "proved_order"]

_DAY = 86_400
EFFORT = 3.0
"""CP-SAT's deterministic seconds."""
_FEW = 6
"""Places up to which all rows go into the linear relaxation: six times as quick there."""
_AIMS = ("shortest", "ride", "bell")


@dataclass(frozen=True, slots=True)
class Proof:
    """What CP-SAT says: an order, whether it is the best, or that there is none.

    Parameters
    ----------
    order : places, None where none was found. proven : the best, or none exists.
    value : seconds of the run, of the longest ride, or after the bell; as was aimed for.
    """

    order: tuple[int, ...] | None
    proven: bool
    value: int = 0


def proved_order(
    asked: ServiceAsked,
    aim: str = "shortest",
    hint: tuple[int, ...] | None = None,
    *,
    effort: float = EFFORT,
) -> Proof:
    """Return the best order of the run's calls.

    Parameters
    ----------
    aim : ``shortest`` run within all limits; ``ride``: the limit of the ride is given up and the
        longest ride is least; ``bell``: that limit and the bells are given up, and the run's
        delay is least.
    hint : an order to begin from. effort : CP-SAT's deterministic seconds.
    """
    written = _Written(asked, aim)
    if hint is not None:
        written.hint(hint[::-1] if asked.homeward else hint)
    engine = cp_model.CpSolver()
    engine.parameters.num_workers = 1
    engine.parameters.random_seed = 0
    engine.parameters.max_deterministic_time = effort
    if asked.stops + asked.units <= _FEW:
        engine.parameters.linearization_level = 2
    status = engine.solve(written.model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Proof(None, status == cp_model.INFEASIBLE)
    order, at = [], written.end
    following = {i: j for (i, j), arc in written.arcs.items() if engine.boolean_value(arc)}
    while (at := following[at]) != written.end:
        order.append(at)
    if asked.homeward:
        order.reverse()
    return Proof(tuple(order), status == cp_model.OPTIMAL, round(engine.objective_value))


class _Written:
    """The run as a circuit with times: one arc in and out of every place and of the run's end."""

    def __init__(self, asked: ServiceAsked, aim: str) -> None:
        self.model = cp_model.CpModel()
        self.asked, self.end = asked, asked.stops + asked.units
        self.arcs = {
            pair: self.model.new_bool_var("") for pair in permutations(range(self.end + 1), 2)
        }
        self.model.add_circuit([(i, j, arc) for (i, j), arc in self.arcs.items()])
        self.time = [self.model.new_int_var(-3 * _DAY, 4 * _DAY, "") for _place in range(self.end)]
        self._times()
        self._seats()
        self._windows(aim)

    def hint(self, order: tuple[int, ...]) -> None:
        """Begin from this order."""
        used = set(zip((self.end, *order), (*order, self.end), strict=True))
        for pair, arc in self.arcs.items():
            self.model.add_hint(arc, pair in used)

    def _times(self) -> None:
        asked = self.asked
        way = asked.seconds.T if asked.homeward else asked.seconds
        for (i, j), arc in self.arcs.items():
            if self.end not in {i, j}:
                taken = int(asked.dwell[i] + way[i, j])
                self.model.add(self.time[j] >= self.time[i] + taken).only_enforce_if(arc)

    def _seats(self) -> None:
        asked = self.asked
        change = np.r_[asked.pupils.sum(1), -asked.pupils.sum(0)]
        aboard = [self.model.new_int_var(0, asked.capacity, "") for _place in range(self.end)]
        for (i, j), arc in self.arcs.items():
            if i == self.end:
                self.model.add(aboard[j] == int(change[j])).only_enforce_if(arc)
            elif j != self.end:
                self.model.add(aboard[j] == aboard[i] + int(change[j])).only_enforce_if(arc)

    def _windows(self, aim: str) -> None:
        asked, model, n = self.asked, self.model, self.asked.stops
        longest = model.new_int_var(0, asked.ride_most if aim == "shortest" else 3 * _DAY, "")
        late = model.new_int_var(0, 3 * _DAY if aim == "bell" else 0, "")
        for unit in range(asked.units):
            first, last = asked.window(unit)
            here = self.time[n + unit]
            model.add(here >= first)
            model.add(here <= last + late)
            for stop in np.flatnonzero(asked.pupils[:, unit]):
                ride = here - self.time[stop] - int(asked.dwell[stop])
                model.add(ride >= 0)
                model.add(ride <= longest)
        span = model.new_int_var(0, 7 * _DAY, "")
        for j in range(self.end):
            for i in range(self.end):
                if i != j:
                    model.add(span >= self.time[j] + int(asked.dwell[j]) - self.time[i])
        model.minimize({"shortest": span, "ride": longest, "bell": late}[aim])
