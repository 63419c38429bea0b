"""Who is offered a seat, where they otherwise go, and how many accept (omvänd skolskjuts)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skolval.domain.service_loads import riding, runs_of, vehicles
from skolval.domain.services import SERVICE_KINDS

if TYPE_CHECKING:
    from skolval.domain.placement import Placement
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.domain.services import Services, TakeUp

__all__ = ["Riders", "riders_of"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Riders:
    """Pupils who are offered a seat (or taken to ride); all arrays (r,) but `chosen` and `runs`.

    Parameters
    ----------
    rows : option row of the ride. fallback : of the way without it, -1 where nothing tells it.
    service : which service. size : pupils. permille : of the balance group in the home area.
    take_up : permille who accept. chosen : (n_parties,) the placement. runs : (L,) what is run.
    """

    rows: IntArray
    fallback: IntArray
    service: IntArray
    size: IntArray
    permille: IntArray
    take_up: IntArray
    chosen: IntArray
    runs: BoolArray
    rule: TakeUp
    voluntary: bool

    def accepting(self, factor: int | None) -> FloatArray:
        """Return (r,) how many of each accept, as expected.

        Parameters
        ----------
        factor : permille of the assumed take-up; None: everybody accepts.
        """
        if factor is None or not self.voluntary:
            return self.size.astype(np.float64)
        if factor == 0:
            return np.zeros(len(self.size))
        turned = np.clip(self.take_up * factor // 1000, self.rule.least, self.rule.most)
        found: FloatArray = self.size * turned / 1000
        return found

    def held(self, problem: Problem, accepting: FloatArray) -> FloatArray:
        """Return (n_offerings,) pupils at each offering; those who decline go where they would."""
        return self._summed(problem, accepting, problem.parties.size.astype(np.float64))

    def at_units(self, problem: Problem, accepting: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return (U,) pupils, and those of the balance group by their home areas."""
        weight = problem.composition(problem.balance_group, "area") / 1000
        width, unit = len(problem.unit_ids), problem.offerings.unit
        pupils = _sums(unit, self.held(problem, accepting), width)
        group = _sums(unit, self._summed(problem, accepting, weight), width)
        return pupils, group

    def _summed(self, problem: Problem, accepting: FloatArray, weight: FloatArray) -> FloatArray:
        offering, party = problem.options.offering, problem.options.party
        width = len(problem.offerings)
        placed = self.chosen[self.chosen >= 0]
        whole = _sums(offering[placed], weight[party[placed]], width)
        each = weight[party[self.rows]] / np.maximum(self.size, 1)
        told = self.fallback >= 0
        stays = np.where(told, (self.size - accepting) * each, 0.0)
        whole -= _sums(offering[self.rows], stays, width)
        whole += _sums(offering[self.fallback[told]], stays[told], width)
        return whole

    def kronor(
        self, problem: Problem, accepting: FloatArray, *, line: int | None = None
    ) -> tuple[int, int]:
        """Return the lowest and the highest cost per school year.

        Parameters
        ----------
        line : of one service; of all that are run when None.
        """
        services = problem.services
        if services is None:  # pragma: no cover - there are no riders without services
            return 0, 0
        mine = (
            np.ones(len(services), np.bool_) if line is None else np.arange(len(services)) == line
        )
        riding = np.bincount(self.service, accepting, len(services))
        fixed = services.cost * vehicles(problem, self.chosen)
        pupil = services.pupil_cost * riding
        low = fixed * _lowest(problem, services) + pupil * _lowest_card(problem, services)
        return round(float(low[mine].sum())), round(float((fixed + pupil)[mine].sum()))


def _sums(row: IntArray, weight: FloatArray, width: int) -> FloatArray:
    found: FloatArray = np.bincount(row, weight, width).astype(np.float64)
    return found


def _lowest(problem: Problem, services: Services) -> FloatArray:
    """Return (L,) the lowest fixed cost as a part of the highest, 1 where one price is told."""
    costs, part = problem.transport_costs, np.ones(len(services))
    if costs is None:
        return part
    chartered = services.kind == SERVICE_KINDS.index("chartered")
    for price in (costs.taxi, costs.run):
        if price is not None and price.high:
            of_price = chartered if price is costs.taxi else chartered & (
                services.cost == price.high)  # fmt: skip
            part[of_price] = price.low / price.high
    return part


def _lowest_card(problem: Problem, services: Services) -> FloatArray:
    costs, part = problem.transport_costs, np.ones(len(services))
    card = None if costs is None else costs.card
    if card is not None and card.high:
        part[services.kind == SERVICE_KINDS.index("ordinary")] = card.low / card.high
    return part


def riders_of(problem: Problem, placement: Placement) -> Riders | None:
    """Return who rides, None where the policy has no reversed transport."""
    services, rule = problem.services, problem.policy.reversed_transport
    if services is None or rule is None or services.rides is None:
        return None
    chosen = placement.chosen
    rows = riding(problem, chosen)
    party = problem.options.party[rows]
    size = problem.parties.size[party]
    group = problem.composition(problem.balance_group, "area")[party]
    run = runs_of(problem, chosen) if placement.runs is None else placement.runs
    return Riders(
        rows=rows,
        fallback=services.rides.fallback[rows],
        service=problem.options.mode[rows] - 1,
        size=size,
        permille=group // np.maximum(size, 1),
        take_up=services.rides.take_up[rows],
        chosen=chosen,
        runs=np.zeros(len(services), np.bool_) if run is None else run,
        rule=rule.take_up,
        voluntary=rule.participation == "voluntary",
    )
